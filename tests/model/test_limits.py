"""Where two descriptions mean the same, they give the same answer."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cge.scenario.settings import Cap
from tests.economies import random_economy
from tests.marks import rest_slow
from tests.model.equilibrium import (
    Equilibrium,
    assert_close,
    assert_same,
    equilibrium,
    everywhere,
    magnitude,
    meaning,
    solved,
)

BENCH = random_economy(3, zeros=False)
SETTINGS_OF = (
    "regime",
    "quota",
    "quota_slack",
    "quota_binding",
    "quota_status",
    "visa_price",
    "visa_price_usd",
    "visa_rent",
)
"""Results that repeat which instrument was used."""


@cache
def under(instrument: str, percent: float | None = None, **extra: str) -> Equilibrium:
    size = {} if percent is None else {"size": {"percent_of_current": percent}}
    return equilibrium(BENCH, visas=[everywhere(BENCH, instrument=instrument, **size, **extra)])


def assert_nothing_changed(case: Equilibrium) -> None:
    result = case.result
    income = magnitude(result.disposable_income)
    assert_close(result.welfare_ev.fillna(0.0), 0.0, 1e-9, income)
    assert_close(result.workers, result.workers_base, 1e-9)
    assert_close(result.price_index, 1.0, 1e-10)


@pytest.mark.parametrize(
    ("instrument", "extra"), [("stock", {}), ("quota", {}), ("quota", {"allocation": "bilateral"})]
)
def test_todays_number_changes_nothing(instrument, extra):
    assert_nothing_changed(under(instrument, 0.0, **extra))


def test_todays_price_changes_nothing():
    assert_nothing_changed(equilibrium(BENCH, closure={"others": "price"}))


def test_free_movement_where_people_move_freely_changes_nothing():
    bench = random_economy(4, zeros=False, free_movement=True)
    clause = {"name": "union", "to": ["r0", "r1"], "from": ["r0", "r1"], "instrument": "free"}
    assert_nothing_changed(equilibrium(bench, visas=[clause]))


@pytest.mark.slow
def test_a_quota_that_nobody_fills_is_free_movement():
    free, wide = under("free").result, under("quota", 5000.0).result
    assert float(abs(wide.visa_price).max()) < 1e-9, "places are left, so a visa costs nothing"
    assert bool((wide.quota_slack > 0).where(wide.quota.notnull(), True).all())
    assert float(free.new_migrants.sum()) > 1e5
    same = [n for n in free.data_vars if n not in SETTINGS_OF]
    assert_same(wide[same], free[same], 1e-8, skip=("welfare_residual",))


def test_a_quota_has_a_price_or_places_left():
    case = under("quota", 60.0)
    price = np.asarray(case.solution.compiled.get("cap_price", case.solution.v))
    slack = np.asarray(case.solution.compiled.get("slack", case.solution.v))
    assert price.min() > -1e-9
    assert slack.min() > -1e-9
    assert np.minimum(price, slack).max() < 1e-8
    assert price.max() > 0.01, "the case must have a quota that binds"
    assert slack.max() > 0.01, "the case must have a quota that does not"


@pytest.mark.slow
def test_a_quota_at_the_free_flow_is_degenerate():
    """Exactly as many places as want to come at no price: neither scarce nor left."""
    free = under("free").result
    settings = meaning(BENCH, visas=[everywhere(BENCH, instrument="quota", size={"workers": 1e4})])
    came = {
        cap.name: sum(float(free.workers.sel(origin=o, destination=d, skill=k))
                      for o, d, k in cap.corridors)
        for cap in settings.caps
    }  # fmt: skip
    caps = tuple(replace(cap, limit=came[cap.name]) for cap in settings.caps)
    result = solved(BENCH, replace(settings, caps=caps)).result
    quota = result.quota.notnull()
    assert set(result.quota_status.values[quota.values].tolist()) == {"degenerate"}
    assert float(np.minimum(result.visa_price, result.quota_slack / result.quota).max()) < 1e-8
    some = under("quota", 60.0).result
    told = some.quota_status.values[some.quota.notnull().values].tolist()
    assert set(told) == {"binds", "places_left"}


@pytest.mark.slow
def test_quotas_by_country_at_the_common_quotas_outcome_reproduce_it():
    common = under("quota", 20.0)
    now = common.result.workers
    today = common.result.workers_base
    assert float(abs(now / today - 1.2).where(now.origin != now.destination).max()) > 1e-3
    keys = [key for cap in common.solution.model.settings.caps for key in cap.corridors]

    def at(array, key):
        return float(array.sel(origin=key[0], destination=key[1], skill=key[2]))

    caps = tuple(Cap(" ".join(key), (key,), at(today, key), at(now, key)) for key in keys)
    apart = solved(BENCH, replace(common.solution.model.settings, caps=caps)).result
    same = [n for n in apart.data_vars if not n.startswith("quota")]
    assert_same(apart[same], common.result[same], 1e-6, skip=("welfare_residual", "regime"))


@pytest.mark.slow
def test_a_given_number_at_the_quotas_outcome_reproduces_it():
    common = under("quota", 20.0)
    settings = meaning(BENCH, change={"stock": common.result.workers})
    given = solved(BENCH, settings).result
    same = [n for n in given.data_vars if n not in SETTINGS_OF and given[n].dtype.kind in "fiu"]
    # nobody can return where numbers are given: no figures of a group, and zeros under a quota
    one, other = (result[same].fillna(0.0) for result in (given, common.result))
    assert_same(one, other, 1e-7, skip=("welfare_residual",))
    assert_close(given.visa_price, common.result.visa_price, 1e-6, 0.01)


@pytest.mark.slow
def test_visas_are_worth_what_others_would_pay():
    """The price that clears a given number, asked as a price, lets the same number in."""
    number = under("stock", 20.0)
    price = number.result.visa_price
    assert float(price.max()) < 1
    corridors = number.solution.model.settings.regime == "stock"
    regime = number.solution.model.settings.regime.where(~corridors, "price")
    target = price.where(corridors, number.solution.model.settings.visa_price_target)
    settings = replace(number.solution.model.settings, regime=regime, visa_price_target=target)
    asked = solved(BENCH, settings).result
    assert_close(asked.workers, number.result.workers, 1e-8)
    assert_close(asked.welfare_ev, number.result.welfare_ev, 1e-6, magnitude(asked.welfare_ev))


NAMES = (
    "esubva", "esubd", "esubm", "esubsk", "esubt", "esubhh", "esubgov", "esubinv", "esubnm",
    "migration_elasticity",
)  # fmt: skip


def gains(value: float) -> np.ndarray:
    visas = [everywhere(BENCH, instrument="quota", size={"percent_of_current": 30})]
    tariffs = [{"importer": "all", "exporter": "all", "sector": "all", "cut": 1.0}]
    # Today's visa price would follow from the elasticity of supply: it is given here.
    bench = BENCH.assign(visa_price=0.3 + 0 * BENCH.workers.isel(origin=0, drop=True))
    parameters = dict.fromkeys(NAMES, value)
    result = equilibrium(bench, visas=visas, tariffs=tariffs, parameters=parameters).result
    return result.welfare_ev.fillna(0.0).values.ravel()


@pytest.mark.slow
def test_cobb_douglas_is_the_limit_of_ces():
    below, one, above = gains(1 - 1e-5), gains(1.0), gains(1 + 1e-5)
    size = abs(one).max()
    assert abs(above - below).max() > 1e-9 * size, "elasticities must matter"
    assert abs((above + below) / 2 - one).max() < 1e-7 * size


@pytest.mark.parametrize("percent", rest_slow([30.0, 1.0]))
def test_people_who_go_where_it_pays_most_fill_a_quota(percent):
    bench = BENCH.assign(migration_elasticity=math.inf)
    # Today's incomes of established migrants make everybody indifferent: more is wanted at z = 0.
    clause = everywhere(bench, instrument="quota", size={"percent_of_current": percent})
    case = equilibrium(bench, visas=[clause])
    result = case.result
    slack = result.quota_slack / result.quota
    price = result.visa_price
    assert float(np.minimum(abs(price), abs(slack)).max()) < 1e-7
    assert float(result.new_migrants.sum()) > 0
