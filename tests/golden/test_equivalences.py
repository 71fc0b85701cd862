"""Instruments that mean the same give the same answer on the real world: into the USA."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.scenario.settings import Cap
from tests.model.equilibrium import Equilibrium, equilibrium, meaning, solved

pytestmark = pytest.mark.slow
INTO = {"name": "all", "to": "USA", "from": ["developing"]}
SIZE = {"size": {"percent_of_labour_force": 1}}
NATIVES = {"revenue": {"destination_natives": 1.0}}


@cache
def world() -> xr.Dataset:
    return load_benchmark("world")


@cache
def auction() -> Equilibrium:
    return under(instrument="auction", **SIZE, **NATIVES)


def under(**clause: Any) -> Equilibrium:
    return equilibrium(world(), visas=[INTO | clause])


def assert_alike(one: Equilibrium, other: Equilibrium, tolerance: float) -> None:
    """Numbers of people, incomes, prices and wages of every region."""
    for name, dims in {
        "mig": ("origin", "destination", "skill"),
        "yd": ("region",),
        "p_cons": ("region",),
        "wn": ("skill", "region"),
    }.items():
        gap = abs(one.v(name, *dims) / other.v(name, *dims) - 1)
        assert float(gap.max()) < tolerance, (name, float(gap.max()))


def test_a_fee_at_the_price_of_an_auction_is_the_auction():
    result = auction().result
    assert bool(result.quota_binding.where(result.quota.notnull()).any())
    clauses = []
    for k in world().skill.values.tolist():
        price = result.visa_price.where(result.quota.notnull()).sel(destination="USA", skill=k)
        share = max(float(price.max()), 0.0)
        clauses.append(
            INTO | {"name": k, "skill": k, "instrument": "fee", "fee": {"share": share}} | NATIVES
        )
    fee = equilibrium(world(), visas=clauses)
    assert_alike(fee, auction(), 1e-6)
    gain, wanted = fee.result.welfare_ev, result.welfare_ev
    assert float(abs(gain - wanted).max()) < 1e-6 * float(abs(wanted).max())


def test_an_unpriced_quota_admits_as_many_and_leaves_the_rent_to_them():
    quota, sold = under(instrument="quota", **SIZE).result, auction().result
    into = {
        "destination": "USA"
    }  # who returns makes room: the quota is one of those who live there
    more, bought = ((x.new_migrants - x.returnees).sel(into).sum("origin") for x in (quota, sold))
    filled = quota.quota_binding.sel(into).astype(bool).any("origin")
    assert bool(filled.any())
    np.testing.assert_allclose(more.where(filled, 0), bought.where(filled, 0), rtol=1e-6)
    paid = float(sold.visa_payment.sum())
    movers = (sold.income_change - quota.income_change).sel(group="new_migrants").sum()
    assert float(movers) == pytest.approx(-paid, rel=0.35), "they send less home of what they pay"
    total = float(sold.income_change_world - quota.income_change_world)
    assert abs(total) < 0.05 * paid, "the rent changes hands, the world hardly changes"


def test_a_quota_at_todays_stock_changes_nothing():
    case = under(instrument="quota", size={"percent_of_current": 0})
    assert float(abs(case.v("yd", "region") - 1).max()) < 1e-9
    assert float(abs(case.v("mig", "origin", "destination", "skill") - 1).max()) < 1e-8


def test_a_quota_too_large_to_bind_is_free_movement():
    wide = under(instrument="quota", size={"percent_of_labour_force": 500})
    assert_alike(wide, under(instrument="free"), 1e-7)


def test_a_vertical_supply_of_sponsors_is_an_auction_paid_to_them():
    """A sponsor's place is for a newcomer; in an auction who returns makes room."""
    sponsored = under(instrument="sponsorship", size={"workers": 1e6}, supply={"mean": 0})
    new, back = (float(sponsored.result[n].sel(destination="USA").sum())
                 for n in ("new_migrants", "returnees"))  # fmt: skip
    assert new == pytest.approx(1e6, rel=1e-8)
    assert back > 100
    sold = under(
        instrument="auction", size={"workers": new - back, "joint": True}, priced_in="usd",
        revenue={"sponsors": 1.0},
    )  # fmt: skip
    assert_alike(sponsored, sold, 1e-7)


def test_quotas_by_origin_at_the_common_quotas_outcome_are_the_common_quota():
    common = under(instrument="quota", **SIZE)
    settings = common.solution.model.settings
    mig, today = common.v("mig", "origin", "destination", "skill"), world().workers
    caps = []
    for cap in settings.caps:
        for o, d, k in cap.corridors:
            at = {"origin": o, "destination": d, "skill": k}
            now = float(today.sel(at))
            caps.append(Cap(f"{o} {d} {k}", ((o, d, k),), now, now * float(mig.sel(at))))
    apart = solved(world(), replace(settings, caps=tuple(caps)))
    assert_alike(apart, common, 1e-6)
    assert meaning(world(), visas=[INTO | {"instrument": "quota"} | SIZE]).caps == settings.caps
