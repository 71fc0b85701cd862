"""Treaties on three regions: what is claimed of them holds."""

import itertools

import numpy as np
import pytest

import cge
from cge.designer.designer import Designer
from cge.designer.run import compare
from cge.errors import ScenarioError, SolveError

pytestmark = pytest.mark.slow  # a minute of solving


def test_a_treaty_is_locally_optimal(treaty):
    assert treaty.optimum.first_order < 1e-6
    assert treaty.optimum.residual < 1e-8


def test_the_starts_agree(treaty):
    values = [one.optimum.value for one in treaty.starts if one.found]
    assert len(values) == 3
    assert np.ptp(values) < 1e-5 * max(values)


def test_nobody_who_is_protected_loses_more_than_allowed(treaty):
    for one in treaty.guards:
        assert treaty.v[one.cell] >= -one.most - 1e-5, one.group


def test_a_fresh_run_of_the_written_scenario_gives_the_same_gains(treaty, bench):
    result = cge.solve(bench, treaty.scenario())
    compare(treaty, result)
    world = float(result.welfare_ev_world_ppp)
    assert world == pytest.approx(treaty.optimum.value, rel=1e-6)


def test_the_price_of_a_group_is_what_the_world_gains_when_it_may_lose_more(
    treaty, bench, design_of, written
):
    written["protected"][1]["at_most_percent"] = 1.001
    more = Designer(design_of(written), bench).search().optimum.value
    some = [one for one in treaty.guards if one.group[0] == "established_migrants"]
    prices = treaty.prices()
    expected = sum(0.001 * one.percent * prices[one.group] for one in some)
    assert more - treaty.optimum.value == pytest.approx(expected, rel=0.01)
    assert expected > 0


def test_no_point_of_a_grid_beats_the_treaty(bench, design_of):
    """Two instruments: one price of visas for the low skilled, one cut of tariffs."""
    written = {
        "name": "two",
        "signatories": "all",
        "protected": [{"groups": "natives"}, {"groups": "remaining_behind"}],
        "admissions": [
            {"name": "workers", "to": "NORTH", "from": "SOUTH", "skill": "low", "captured": 1,
             "one_price": True,
             "revenue": {"destination_government": 0.5, "origin_government": 0.5}}
        ],
        "tariffs": [{"importer": "all", "cut": [0, 1], "each": []}],
        "starts": 2,
    }  # fmt: skip
    found = Designer(design_of(written), bench).search()
    price, cut = (found.values[name] for name in ("workers price NORTH low", "tariff"))
    best = found.optimum.value
    prices = [*np.linspace(max(price - 0.2, 0.01), 0.85, 5), price]
    for z, t in itertools.product(prices, [0.0, 0.5, 1.0, cut]):
        clause = {"name": "in", "to": "NORTH", "from": "SOUTH", "skill": "low",
                  "instrument": "fee", "fee": {"share": z},
                  "revenue": {"destination_government": 0.5, "origin_government": 0.5}}  # fmt: skip
        policy = {"name": "point", "visas": [clause]}
        if t > 0:
            policy["tariffs"] = [{"importer": "all", "cut": t}]
        result = cge.solve(bench, policy)
        stayers = result.welfare_ev_pct.sel(group=["natives", "remaining_behind"])
        if float(stayers.min()) >= -1e-5:
            assert float(result.welfare_ev_world_ppp) <= best + 1e-6 * abs(best), (z, t)


def test_groups_that_cannot_be_compensated_are_named(bench, design_of, written):
    """Newcomers must come, and nobody is paid: natives of their skill lose."""
    written["admissions"][0] |= {"captured": 0, "price": [0, 0.3], "revenue": {
        "destination_government": 1}}  # fmt: skip
    del written["admissions"][0]["places"], written["tariffs"]
    with pytest.raises(SolveError, match="cannot be compensated") as error:
        Designer(design_of(written), bench).search()
    assert "established_migrants NORTH low" in str(error.value)


def test_an_aim_without_bound_is_said_to_have_none():
    from cge.designer.designer import Designer as Search
    from cge.designer.load import parse_design, read_design
    from tests.designer.textbook import own_tariff, two_countries

    bench = two_countries(0.5)  # foreign demand is inelastic: a higher price sells for more
    design = parse_design(read_design(own_tariff("N", highest=1e9)), bench)
    with pytest.raises(SolveError, match="no upper bound"):
        Search(design, bench).search()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"signatories": "NORHT"}, "NORTH"),
        ({"aim": 1}, "unknown key 'aim'"),
        ({"tariffs": [{"importer": "all"}]}, "exactly one of cut, rate"),
        ({"base": "tariff_free"}, "zero already"),
        ({"maximise": {"aim": "atkinson"}}, "needs 'aversion'"),
        ({"admissions": [], "tariffs": []}, "nothing to choose"),
        ({"protected": [{"groups": "natives", "of": "SOUTH"}]}, "names no group"),
    ],
)
def test_a_mistake_is_told_with_its_place(bench, design_of, written, change, told):
    with pytest.raises(ScenarioError, match=told):
        Designer(design_of(written | change), bench).search()
