"""Identities of money: budgets, external accounts, trade, incomes, gains, wages."""

from __future__ import annotations

import xarray as xr

from tests.gauntlet.arithmetic import abroad, gap, identity, static, world


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
    at_market = gap(
        (after - before).where(persons_only, 0.0),
        measured.where(persons_only, 0.0).fillna(0.0),
        size,
    )
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
    curved = any("curve" in rule for rule in scenario.get("wages", []))  # some had no work before
    if changed or curved or scenario.get("endowments") or not static(result):
        return None
    stayers = result.group_number.sel(group=["natives", "remaining_behind"]).fillna(0.0)
    tax = bench.income_tax.sel(factor=bench.skill.values).rename(factor="skill")
    wage = result.wage.sel(nativity="native", drop=True).rename(destination="region")
    work = 1 - result.get("unemployment_rate", 0.0 * result.group_number).fillna(0.0)
    made = (stayers * work * wage * 1e-9 * (1 - tax)).sum("group")
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
