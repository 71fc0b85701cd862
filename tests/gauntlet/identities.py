"""What has to hold in every result, recomputed from the result file and its benchmark alone.

Nothing is imported from :mod:`cge`.  Each identity returns by how much it is missed, as a share of
what it adds up, or None where the file has nothing to test it on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

Identity = Callable[[xr.Dataset, xr.Dataset, dict[str, Any]], "float | None"]
IDENTITIES: dict[str, Identity] = {}
CLOSE = 1e-8
"""Share by which an identity may be missed."""
MOVERS = ("new_migrants", "returnees")


def identity(words: str) -> Callable[[Identity], Identity]:
    """Register an identity under the sentence that it states."""

    def put(function: Identity) -> Identity:
        IDENTITIES[words] = function
        return function

    return put


def missed(result: xr.Dataset, bench: xr.Dataset, scenario: dict[str, Any]) -> dict[str, float]:
    """Every identity that applies to a result, and by how much it is missed at the worst."""
    gaps: dict[str, float] = {}
    for year in _years(result):
        for words, function in IDENTITIES.items():
            gap = function(year, bench, scenario)
            if gap is not None:
                gaps[words] = max(gaps.get(words, 0.0), gap)
    return gaps


def _years(result: xr.Dataset) -> list[xr.Dataset]:
    if "year" not in result.dims:
        return [result]
    return [result.isel(year=n) for n in range(result.sizes["year"])]


def gap(left: Any, right: Any, size: Any = None) -> float:
    """Largest difference, as a share of the largest value; infinite where one is no number."""
    left, right = xr.broadcast(xr.DataArray(left), xr.DataArray(right))
    scale = np.nanmax(np.abs(left.values), initial=0.0) if size is None else float(size)
    difference = np.abs((left - right).fillna(np.inf).values)
    return float(difference.max(initial=0.0) / max(scale, 1e-300)) if difference.any() else 0.0


def abroad(array: xr.DataArray) -> xr.DataArray:
    """The array with zeros for those who live where they were born."""
    return array.where(array.origin != array.destination, 0.0)


def at_home(array: xr.DataArray) -> xr.DataArray:
    """Those who live where they were born, by region."""
    kept = array.where(array.origin == array.destination, 0.0)
    return kept.sum("origin").rename(destination="region")


def world(result: xr.Dataset) -> float:
    """World GDP at the benchmark [10^9 USD]."""
    return float(result.gdp_base.sum())


def static(result: xr.Dataset) -> bool:
    """Whether the numbers of people born somewhere are those of the benchmark."""
    return "year" not in result.coords


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
    both = gap(np.minimum(new, returned), 0.0, size) if static(result) else 0.0
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


@identity("nothing is negative that cannot be")
def signs(result, bench, scenario):
    worst = 0.0
    for name in NOT_NEGATIVE:
        if name in result:
            least = float(result[name].min())
            worst = max(worst, -least / max(float(np.abs(result[name]).max()), 1e-300))
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


@identity("budgets of governments balance")
def budgets(result, bench, scenario):
    spent = result.government_spending.sum("item")
    return gap(result.government_revenue.sum("item"), spent, result.gdp_base.max())


@identity("external accounts add up to zero, by region and over the world")
def external(result, bench, scenario):
    account = result.external_account
    size, over = world(result), account.sum("region")
    worst = gap(account.sum("external_item"), 0.0, size)
    for pair in (["exports", "imports"], ["remittances_received", "remittances_sent"]):
        worst = max(worst, gap(over.sel(external_item=pair).sum(), 0.0, size))
    rest = ["other_transfers", "visas_and_levies", "factor_income", "foreign_saving"]
    return max(worst, gap(over.sel(external_item=rest), 0.0, size))


@identity("remittances sent, net of cost, are received")
def remittances(result, bench, scenario):
    sent = result.external_account.sel(external_item="remittances_sent", drop=True)
    received = result.external_account.sel(external_item="remittances_received", drop=True)
    flows = abroad(result.remittances)
    to = gap(flows.sum("destination").rename(origin="region"), received, world(result))
    return max(to, gap(flows.sum("origin").rename(destination="region"), -sent, world(result)))


@identity("trade in goods is what external accounts say")
def trade(result, bench, scenario):
    if "trade" not in result:
        return None
    flows, size = result.trade.fillna(0.0).sum("sector"), world(result)
    out = flows.sum("importer").rename(exporter="region")
    come = flows.sum("exporter").rename(importer="region")
    account = result.external_account
    exports = account.sel(external_item="exports", drop=True)
    imports = account.sel(external_item="imports", drop=True)
    if "net_trade" in result:  # goods that are the same wherever they are made: net, from a hub
        return gap(result.net_trade.sum("sector"), exports + imports, size)
    return max(gap(out, exports, size), gap(come, -imports, size))


@identity("tariff revenue is rate times value at the border")
def tariffs(result, bench, scenario):
    if "tariff_revenue" not in result or "trade" not in result:
        return None
    revenue = result.tariff_revenue.fillna(0.0)
    total = revenue.sum(["sector", "exporter"]).rename(importer="region")
    booked = result.government_revenue.sel(item="tariff", drop=True).fillna(0.0)
    made = (result.tariff * result.trade).fillna(0.0)
    return max(gap(made, revenue, world(result)), gap(total, booked, world(result)))


@identity("money paid for visas is received")
def visas(result, bench, scenario):
    paid = result.visa_payment.sum(["origin", "skill"])
    return gap(paid, result.visa_revenue.sum("recipient"), world(result))


@identity("quotas are respected, and have no price beyond the least where places are left")
def quotas(result, bench, scenario):
    # strictly inside: neither a fee, nor a band of prices in which nobody moves
    capped = result.regime.isin(["quota", "auction"])
    if not bool(capped.any()):
        return None
    here = result.workers.where(capped)
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


@identity("income of groups is disposable income, capital charge deducted")
def incomes(result, bench, scenario):
    held = result.group_income.sum(["source", "group", "skill"])
    return gap(held, result.disposable_income - result.capital_charge, world(result))


@identity("GNI is GDP and factor income from abroad")
def national(result, bench, scenario):
    owned = result.external_account.sel(external_item="factor_income", drop=True)
    return gap(result.gni, result.gdp + owned, world(result))


@identity("GDP of the benchmark is value added and taxes on products")
def gdp_base(result, bench, scenario):
    if not static(result):
        return None
    value = bench.value_added.sum(["factor", "sector"])
    if "output_tax" in bench:
        value = value + bench.output_tax.sum("sector")
    if "trade" in bench and "trade" in result:
        shipped = bench.trade * (1 + bench.export_tax)
        exported = (bench.trade * bench.export_tax).sum(["sector", "importer"])
        value = value + exported.rename(exporter="region")
        tariff = (shipped * bench.tariff).sum(["sector", "exporter"])
        value = value + tariff.rename(importer="region")
    return gap(result.gdp_base, value, world(result))


def real_change(result: xr.Dataset) -> xr.DataArray:
    """Change of real income and public consumption of residents, by region [10^9 USD]."""
    income = (result.disposable_income - result.capital_charge) * result.real_factor
    public = result.public_consumption - result.public_consumption_base
    return income - result.disposable_income_base + public


@identity("gains of groups and governments are the gain of the world")
def adding_up(result, bench, scenario):
    return gap(result.welfare_ev.sum(), result.welfare_ev_world, world(result))


@identity("incomes and prices give the change of real income of the world")
def gains(result, bench, scenario):
    total = result.get("income_change", result.welfare_ev)
    return gap(total.sum(), real_change(result).sum(), world(result))


@identity("the same at purchasing power")
def gains_ppp(result, bench, scenario):
    made = (real_change(result) / result.price_level).sum()
    size = float((result.gdp_base / result.price_level).sum())
    groups = gap(result.welfare_ev_ppp.sum(), result.welfare_ev_world_ppp, size)
    return max(groups, gap(result.welfare_ev_world_ppp, made, size))


@identity("EV of each group is real income after less income before")
def ev_of_groups(result, bench, scenario):
    after = result.group_income.sum("source") * result.real_factor
    persons_only = result.group != "government"
    before = result.group_income_before.sum("source")
    measured = result.get("income_change", result.welfare_ev)
    size = world(result)
    at_market = gap((after - before).where(persons_only, 0.0), measured.where(persons_only, 0.0).fillna(0.0), size)
    before_ppp = result.group_income_before_ppp.sum("source")
    ppp = (after / result.price_level - before_ppp).where(persons_only, 0.0)
    measured = result.welfare_ev_ppp.where(persons_only, 0.0).fillna(0.0)
    return max(at_market, gap(ppp, measured, size))


@identity("percentages are changes over what was")
def percentages(result, bench, scenario):
    wage = 100 * (result.wage / result.wage_base - 1)
    worst = gap(wage.fillna(0.0), result.wage_pct.fillna(0.0), 100.0)
    price = result.price_index.rename(region="destination")
    real = gap((result.wage / price).fillna(0.0), result.real_wage.fillna(0.0))
    shown = 100 * (result.real_wage / result.wage_base - 1)
    return max(worst, real, gap(shown.fillna(0.0), result.real_wage_pct.fillna(0.0), 100.0))


@identity("natives earn their wage, net of tax, each")
def natives(result, bench, scenario):
    changed = scenario.get("closure", {}).get("fiscal") == "income_tax"
    if changed or scenario.get("endowments") or not static(result):
        return None
    stayers = result.group_number.sel(group=["natives", "remaining_behind"]).fillna(0.0)
    tax = bench.income_tax.sel(factor=bench.skill.values).rename(factor="skill")
    wage = result.wage.sel(nativity="native", drop=True).rename(destination="region")
    made = (stayers * wage * 1e-9 * (1 - tax)).sum("group")
    labour = result.group_income.sel(group=["natives", "remaining_behind"], source="labour")
    return gap(made, labour.sum("group"), world(result))


@identity("the numeraire is at its level")
def numeraire(result, bench, scenario):
    name = scenario.get("closure", {}).get("numeraire", "world_cpi")
    if name == "world_cpi" or not static(result):
        return None
    level = scenario.get("parameters", {}).get("numeraire", 1.0)
    return gap(result.price_index.sel(region=name, drop=True), level)


@identity("inequality between and within regions is all of it")
def inequality(result, bench, scenario):
    parts = result.inequality.sel(measure=["mean_log_deviation", "theil"])
    if bool(parts.isnull().any()):
        return None
    made = parts.sel(component=["between", "within"]).sum("component")
    return gap(made, parts.sel(component="total", drop=True), 1.0)


@identity("the market left out clears (Walras)")
def walras(result, bench, scenario):
    return abs(float(result.attrs["walras"])) if static(result) else None
