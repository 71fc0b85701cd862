"""Two prices of one visa: what newcomers pay, and what those pay who came before (M-7, M-23)."""

from __future__ import annotations

import numpy as np
import pytest

from cge.errors import ScenarioError
from tests.marks import rest_slow
from tests.model.audit.cases_visas import economy, income
from tests.model.equilibrium import Equilibrium, equilibrium

SALE = {"name": "sale", "to": "r0", "instrument": "auction", "size": {"percent_of_current": 20}}


def sold(**more: object) -> Equilibrium:
    return equilibrium(economy(3), visas=[SALE | more])


def receipts(e: Equilibrium) -> float:
    """Money paid for visas [10^9 USD]."""
    return float(e.solution.compiled.get("visa_payment", e.solution.v).sum())


@pytest.mark.parametrize("who", ["new", "all"])
@pytest.mark.parametrize("bids", ["share", "usd"])
@pytest.mark.parametrize("least", rest_slow([{"usd": 1e-3}, {"share": 1e-9}]))
def test_a_least_price_that_does_not_bind_changes_nothing(who, bids, least):
    """In whatever unit it is stated, whoever pays: a floor that goes to zero is none."""
    without = sold(applies_to=who, priced_in=bids)
    floor = sold(applies_to=who, priced_in=bids, fee=least)
    assert receipts(without) > 0
    assert receipts(floor) == pytest.approx(receipts(without), rel=1e-9)


@pytest.mark.parametrize("who", ["new", "all"])
def test_a_least_price_below_the_price_of_the_auction_is_not_added_to_it(who):
    bench = economy(3)
    small = {"usd": income(bench, 0.001)}
    assert receipts(sold(applies_to=who, fee=small)) == pytest.approx(
        receipts(sold(applies_to=who)), rel=1e-9
    )


def test_where_the_least_price_binds_the_established_pay_the_same_money():
    """Places are left, and everybody pays the floor, who earns more and who earns less."""
    bench = economy(3)
    least = income(bench, 0.4)
    e = sold(applies_to="all", fee={"usd": least}, size={"percent_of_current": 1000})
    s, people = e.solution, e.solution.model.people
    keys = s.compiled.components["visa_payment"].keys
    scale = people.scale.transpose("origin", "destination", "skill").to_series().to_dict()
    mig = dict(zip(s.compiled.components["mig"].keys, s.compiled.get("mig", s.v), strict=True))
    workers = sum(float(mig[key]) * scale[key] for key in keys)
    level = float(s.compiled.get("p_world", s.v)[0])
    assert s.compiled.get("slack", s.v).min() > 1e-3
    assert receipts(e) == pytest.approx(level * least * 1e-9 * workers, rel=1e-8)


def test_a_levy_on_newcomers_under_a_quota_sends_nobody_home():
    """The established face today's barrier or the quota's scarcity, never the levy."""
    bench = economy(3)
    quota = {"name": "q", "to": "r0", "instrument": "quota", "size": {"percent_of_current": 5}}
    levy = {"name": "l", "base": "earnings", "to": "r0", "from": "r1", "rate": 0.9}
    e = equilibrium(bench, visas=[quota], levies=[levy])
    names = ("origin", "destination", "skill")
    place = {"origin": "r1", "destination": "r0"}
    beyond, number = (e.v(name, *names).sel(place) for name in ("beyond", "mig"))
    assert e.solution.compiled.get("cap_price", e.solution.v).min() > 0.01, "the quota is scarce"
    assert number.max() < 1, "wages fall, and some leave at the barrier of today"
    assert np.abs(beyond).max() < 1e-9
    assert e.v("mig", *names).sel(origin="r2", destination="r0").max() > 1 + 1e-3


def test_who_is_there_is_not_outbid_by_newcomers():
    """Under a quota that nobody is paid for a visa gets scarcer; who holds one keeps it."""
    quota = {"name": "q", "to": "r0", "instrument": "quota", "size": {"percent_of_current": 1}}
    richer = [{"region": "r0", "scale": 1.3}, {"region": "r1", "scale": 1.2}]
    e = equilibrium(economy(3), visas=[quota], productivity=richer)
    price = e.solution.compiled.get("cap_price", e.solution.v)
    today = e.solution.compiled.get("cap_price", e.solution.v_base)
    assert (price > today + 0.01).all(), "places are scarcer than today"
    number = e.v("mig", "origin", "destination", "skill").sel(destination="r0")
    assert float(number.sel(origin="r2").max()) > 1 + 1e-4, "the poorer take what there is"
    assert float(number.min()) == pytest.approx(1.0, abs=1e-9), "and nobody leaves for it"


def test_without_a_spread_of_tastes_the_band_holds_too():
    """nu = inf: newcomers alone pay, and those who came before stay."""
    extra = {"name": "extra", "to": "r0", "instrument": "surcharge", "fee": {"share": 0.3}}
    e = equilibrium(
        economy(3),
        closure={"others": "price"},
        parameters={"migration_elasticity": float("inf")},
        visas=[extra],
    )
    s = e.solution
    mig = dict(zip(s.compiled.components["mig"].keys, s.compiled.get("mig", s.v), strict=True))
    charged = np.array([x for (_, d, _), x in mig.items() if d == "r0"])
    assert charged == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("instrument", ["auction", "quota"])
def test_no_price_that_newcomers_pay_brings_a_number_below_todays(instrument):
    clause = {"name": "v", "to": "r0", "instrument": instrument, "measure": "total",
              "size": {"percent_of_current": 99}, "fee": {"share": 0.1}}  # fmt: skip
    with pytest.raises(ScenarioError, match="only newcomers pay"):
        equilibrium(economy(3), visas=[clause])
    everybody = equilibrium(economy(3), visas=[clause | {"applies_to": "all"}])
    assert everybody.solution.residual < 1e-10


def test_visas_and_levies_together_take_less_than_all_income():
    fee = {"name": "v", "to": "r0", "instrument": "fee", "fee": {"share": 0.6}, "applies_to": "all"}
    levy = {"name": "l", "base": "earnings", "to": "r0", "rate": 0.6, "applies_to": "all"}
    with pytest.raises(ScenarioError, match="take 1"):
        equilibrium(economy(3), visas=[fee], levies=[levy])
