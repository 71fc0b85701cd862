"""Games of listed actions: payoffs of solved equilibria, fines and side payments by runs."""

import copy

import numpy as np
import pytest

import cge
from cge.errors import ScenarioError
from cge.games.run import as_dataset, parse_game, read_game, run_game
from cge.games.tables import payoffs, sentences
from tests.designer.textbook import two_countries


def country(region, highest):
    return {
        "name": region,
        "of": region,
        "actions": {"free": {}, "tariff": {"tariffs": [{"importer": region, "set": highest}]}},
    }


def game(first, second):
    return {"name": "tariffs", "players": [country("N", first), country("S", second)]}


@pytest.fixture(scope="module")
def like():
    """Two countries of one size: each may levy 20%."""
    bench = two_countries(3.0, output=(500.0, 500.0))
    return run_game(parse_game(read_game(game(0.2, 0.2)), bench), bench)


@pytest.fixture(scope="module")
def unlike():
    """The second can only hurt itself: its tariff is far beyond its best."""
    bench = two_countries(3.0, output=(500.0, 500.0))
    return run_game(parse_game(read_game(game(0.1, 20.0)), bench), bench)


def test_like_countries_are_in_a_prisoners_dilemma(like):
    found = like.found
    assert found.kind == "prisoner's dilemma"
    assert found.equilibria == ((1, 1),)
    np.testing.assert_allclose(found.payoffs[0], found.payoffs[1].T, atol=1e-6)
    assert 0 < found.smallest_discount < 1


def test_payoffs_are_those_of_runs(like):
    bench = two_countries(3.0, output=(500.0, 500.0))
    result = cge.solve(bench, {"name": "alone", "tariffs": [{"importer": "N", "set": 0.2}]})
    gains = result.welfare_ev_ppp.sum(["group", "skill"])
    for n, region in enumerate(("N", "S")):
        assert like.found.payoffs[n, 1, 0] == pytest.approx(gains.sel(region=region).item())


def test_the_smallest_fine_is_shown_by_runs(like):
    fine = like.deals.fine
    assert fine.holds
    assert fine.less_fails
    assert fine.amounts[0] == pytest.approx(fine.amounts[1], rel=1e-4)
    # money that is paid turns the terms of trade too: it costs more than its amount
    assert 0.5 * like.found.smallest_penalty < fine.amounts[0] < like.found.smallest_penalty
    assert like.deals.side_payment is None, "both are tempted: neither can pay the other"


@pytest.mark.slow
def test_a_side_payment_wins_over_the_one_who_is_tempted(unlike):
    assert unlike.found.kind == "bully"
    assert unlike.found.equilibria == ((1, 0),)
    deal = unlike.deals.side_payment
    assert [*deal.amounts] == [0]
    assert deal.holds
    assert deal.less_fails


def test_the_answer_is_told(like):
    assert "equilibrium" in str(payoffs(like).rows)
    text = " ".join(sentences(like))
    for word in ("prisoner's dilemma", "dominant", "Smallest penalty", "Fine", "Repeated for ever"):
        assert word in text
    assert as_dataset(like).attrs["class"] == "prisoner's dilemma"


def test_scenarios_that_are_solved_are_kept(tmp_path):
    bench = two_countries(3.0)
    asked = parse_game(read_game(game(0.2, 0.3)), bench)
    first = run_game(asked, bench, out=tmp_path / "g.nc")
    seen = []
    again = run_game(asked, bench, out=tmp_path / "g.nc", resume=True,
                     progress=lambda done, count, row: seen.append(row))  # fmt: skip
    assert seen == [None], "nothing is solved anew"
    np.testing.assert_array_equal(first.found.payoffs, again.found.payoffs)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: d["players"][0]["actions"].pop("tariff"), "two or more"),
        (lambda d: d["players"].pop(), "at least 2"),
        (lambda d: d["players"][0].update(of="X"), "'X' is not a region"),
        (lambda d: d["players"][0].update(colour="red"), "unknown key 'colour'"),
        (lambda d: d["players"][1].update(name="N"), "one name"),
        (lambda d: d["players"][1].pop("actions"), "actions of every player"),
        (lambda d: d["players"][0]["weights"].update(kings=1), "kings"),
    ],
)
def test_mistakes_are_located(change, told):
    data = game(0.2, 0.2)
    data["players"][0]["weights"] = {"natives": 1.0}
    data = copy.deepcopy(data)
    change(data)
    with pytest.raises(ScenarioError, match=told):
        parse_game(read_game(data), two_countries(3.0))


def test_mistakes_of_actions_have_their_line(tmp_path):
    path = tmp_path / "g.yaml"
    path.write_text(
        "name: g\nplayers:\n"
        "  - name: A\n    of: N\n    actions:\n      free: {}\n"
        "      tariff: {tariffs: [{importer: Q, set: 0.2}]}\n"
        "  - name: B\n    of: S\n    actions:\n      free: {closure: {capital: mobile}}\n"
        "      tarif: {tariffs: [{importer: S, sett: 0.2}]}\n"
    )
    bench = two_countries(3.0)
    asked = parse_game(read_game(path), bench)
    with pytest.raises(ScenarioError) as caught:
        run_game(asked, bench)
    text = str(caught.value)
    assert "g.yaml:7" in text
    assert "'Q' is not a region" in text
    assert "g.yaml:12" in text
    assert text.count("unknown key 'sett'") == 1


def test_two_players_cannot_set_one_value():
    data = game(0.2, 0.2)
    for n, kind in enumerate(("fixed", "mobile")):
        data["players"][n]["actions"]["free"] = {"closure": {"capital": kind}}
    bench = two_countries(3.0)
    with pytest.raises(ScenarioError, match=r"closure.capital is given twice"):
        run_game(parse_game(read_game(data), bench), bench)


@pytest.mark.slow
def test_one_way_migration_is_a_bully_game():
    """Nobody wants to go South, whatever it does; the North keeps its low-skilled natives' wage."""
    bench = cge.load_benchmark("north_south")
    played = run_game(parse_game(read_game("one_way"), bench), bench)
    assert played.found.kind == "bully"
    assert played.found.dominant[0] == 1


@pytest.mark.slow
def test_python_gives_payoffs():
    found = cge.game(two_countries(3.0, output=(500.0, 500.0)), game(0.2, 0.2))
    assert found.payoff.sel(player="N", N="tariff", S="free").item() > 0
    assert found.attrs["equilibria"] == "tariff, tariff"
