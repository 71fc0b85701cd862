"""Identities of people, places of quotas, and what cannot be below zero."""

from __future__ import annotations

import numpy as np

from tests.gauntlet.arithmetic import abroad, at_home, gap, identity, static


@identity("people add up by place of birth")
def born(result, bench, scenario):
    if not static(result):
        return None
    return gap(bench.workers.sum("destination"), result.workers.sum("destination"))


@identity("the base of a result is its benchmark")
def base(result, bench, scenario):
    if not static(result):
        return None
    prices = gap(bench.price_level, result.price_level.reindex(region=bench.region.values))
    return max(prices, gap(bench.workers, result.workers_base))


@identity("arrivals less returns are the change of numbers, and one of them is zero")
def arrivals(result, bench, scenario):
    new, returned = abroad(result.new_migrants), abroad(result.returnees)
    change = abroad(result.workers - result.workers_base)
    size = float(result.workers.max())
    with_visa = new - abroad(result.irregular_migrants.fillna(0.0))
    both = gap(np.minimum(with_visa, returned), 0.0, size) if static(result) else 0.0
    return max(gap(new - returned, change, size), both) if static(result) else None


@identity("groups hold everybody once")
def groups(result, bench, scenario):
    number = result.group_number.fillna(0.0)
    here = result.workers.rename(destination="region")
    new = abroad(result.new_migrants).sum("origin").rename(destination="region")
    back = abroad(result.returnees).sum("destination").rename(origin="region")
    migrants = here.where(here.origin != here.region, 0.0).sum("origin")
    size = float(result.workers.max())
    if not static(result):
        return gap(number.sum("group"), here.sum("origin"), size)
    stayers = number.sel(group=["natives", "remaining_behind"]).sum("group")
    return max(
        gap(number.sel(group="new_migrants", drop=True), new, size),
        gap(number.sel(group="returnees", drop=True), back, size),
        gap(number.sel(group="established_migrants", drop=True), migrants - new, size),
        gap(stayers, at_home(result.workers) - back, size),
    )


@identity("families move with their workers, and nobody is lost")
def persons(result, bench, scenario):
    if not static(result):
        return None
    before = bench.workers * bench.persons_per_worker
    size = float(before.max())
    moved = abroad((result.workers - bench.workers) * bench.persons_per_worker)
    away = gap(abroad(result.migrants - before), moved, size)
    return max(away, gap(result.migrants.sum("destination"), before.sum("destination"), size))


NOT_NEGATIVE = (
    "workers", "migrants", "new_migrants", "returnees", "remittances", "wage", "real_wage",
    "price_index", "producer_price", "output", "trade", "gdp", "gdp_real", "group_number",
    "visa_payment", "visa_dissipated", "visa_revenue", "quota_slack", "income_per_natural",
    "disposable_income", "tariff_base",
)  # fmt: skip


SIZE = {
    "quota_slack": "quota",
    "visa_payment": "gdp",
    "visa_dissipated": "gdp",
    "visa_revenue": "gdp",
}
"""What a variable is measured by, where not by its own largest value."""


@identity("nothing is negative that cannot be")
def signs(result, bench, scenario):
    worst = 0.0
    for name in NOT_NEGATIVE:
        if name in result:
            least = float(result[name].min())
            size = float(np.abs(result[SIZE.get(name, name)]).max())
            worst = max(worst, -least / max(size, 1e-300))
    had = result.group_income_before.sum("source") >= 0  # no economy is refused for what it was
    income = result.group_income.sum("source").where((result.group_number > 1.0) & had)
    size = float(income.max())
    return max(worst, -float(income.min()) / size if size > 0 else 0.0)


@identity("every figure is a finite number or does not exist")
def finite(result, bench, scenario):
    numbers = [result[n] for n in result.data_vars if result[n].dtype.kind == "f"]
    infinite = any(bool(np.isinf(array).any()) for array in numbers)
    lost = any(bool(array.isnull().all()) for array in numbers if not array.dims)
    return float("inf") if infinite or lost else 0.0


@identity("places taken and places left are the quota")
def quotas(result, bench, scenario):
    capped = result.regime.isin(["quota", "auction"])
    if not bool(capped.any()):
        return None
    here = (result.workers - result.irregular_migrants.fillna(0.0)).where(capped)
    worst = 0.0
    for limit in np.unique(result.quota.where(capped).values):
        if not np.isfinite(limit):
            continue
        mine = capped & (result.quota == limit)
        slack, size = result.quota_slack.where(mine), max(float(limit), float(here.max()))
        joint = abs(float(here.where(mine).sum()) + float(slack.max()) - limit) / size
        alone = gap((here + slack - limit).where(mine, 0.0), 0.0, size)
        by_place = (here.where(mine).sum("origin") + slack.max("origin") - limit).where(
            mine.any("origin"), 0.0
        )
        worst = max(worst, min(joint, alone, gap(by_place, 0.0, size)))
    return worst


@identity("places left and a price above zero exclude each other")
def complementary(result, bench, scenario):
    free = [v for v in scenario.get("visas", []) if v["instrument"] == "quota" and "fee" in v]
    capped = result.regime == "quota"
    if free or not bool(capped.any()):
        return None
    price = result.visa_price.where(capped).clip(min=0.0)
    filled = (result.quota_slack / result.quota.where(result.quota > 0)).where(capped)
    return float((price * filled).fillna(0.0).max())
