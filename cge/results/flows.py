"""Money and goods by region: trade, government, external account, national accounts."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.results import rates
from cge.results.homogeneous import net_trade
from cge.results.households import Households
from cge.solver.solution import Solution

BILATERAL = ("sector", "exporter", "importer")
IR = ("sector", "region")


def trade(solution: Solution) -> xr.Dataset:
    """Bilateral trade at border prices, tariffs and their revenue."""
    if solution.model.settings.closure.trade == "homogeneous":
        return net_trade(solution)
    bench = solution.model.bench
    elasticities = {e: solution.array(e, "sector") for e in ("esubd", "esubm")}
    price = solution.array("po", *IR).rename(region="exporter")
    rates = {t: solution.array(t, *BILATERAL) for t in ("tm", "tx", "tc")}
    cut = solution.array("cut", "exporter", "importer")
    rates["tm"] = (rates["tm"] * (1 - cut)).transpose(*BILATERAL)
    paid = price * (1 + rates["tx"]) * (1 + rates["tc"])
    base = solution.array("wedge_base", *BILATERAL)
    to = {n: solution.array(n, *IR).rename(region="importer") for n in ("qc", "pc", "pm")}
    quantity = (
        to["qc"]
        * (to["pc"] / to["pm"]) ** elasticities["esubd"]
        * (to["pm"] * base / (paid * (1 + rates["tm"]))) ** elasticities["esubm"]
    )
    value = paid * quantity * bench.trade
    return xr.Dataset(
        {
            "trade": value.transpose(*BILATERAL),
            "trade_base": accounts.border_value(bench).where(bench.trade > 0),
            "trade_real": (quantity * bench.trade * (1 + bench.export_tax)).transpose(*BILATERAL),
            "tariff": rates["tm"],
            "tariff_base": bench.tariff.where(bench.trade > 0),
            "tariff_revenue": (rates["tm"] * value).transpose(*BILATERAL),
            "tariff_revenue_base": (accounts.border_value(bench) * bench.tariff).where(
                bench.trade > 0
            ),
            "export_tax_revenue": (
                rates["tx"] * price * quantity * (1 + rates["tc"]) * bench.trade
            ).transpose(*BILATERAL),
        }
    )


def border_taxes(flows: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Tariffs and export taxes by the region that levies them (region) [10^9 USD]."""
    if "border_tariff" in flows:
        return flows.border_tariff, flows.border_export_tax
    return (
        flows.tariff_revenue.sum(["sector", "exporter"]).rename(importer="region"),
        flows.export_tax_revenue.sum(["sector", "importer"]).rename(exporter="region"),
    )


def made(solution: Solution) -> xr.DataArray:
    """What a unit of ``qo`` stands for (sector, region) [10^9 USD].

    Output at benchmark producer prices; of idle sectors, the cost of their reference technology.
    """
    return accounts.output(solution.model.technology)


def value_made(solution: Solution) -> xr.DataArray:
    """The same, idle sectors at the benchmark price of the good (sector, region) [10^9 USD]."""
    if solution.model.settings.closure.trade == "armington":
        return made(solution)
    return made(solution) / solution.array("cost_base", *IR)


def government(solution: Solution, flows: xr.Dataset, who: Households) -> xr.Dataset:
    """Revenue by tax and spending by kind (region, item) [10^9 USD]."""
    bench = solution.model.bench
    skills = bench.skill.values
    income = accounts.factor_income(bench)
    tax = rates.income_tax(solution)
    price = solution.array("pf", "factor", "region") * solution.array("qe", "factor", "region")
    wages = solution.array("pl", "skill", "region") * solution.array("ql", "skill", "region")
    paid = price.fillna(wages.rename(skill="factor").reindex(factor=income.factor.values))
    sales = solution.array("po", *IR) * solution.array("qo", *IR) * made(solution)
    tariffs, export_taxes = border_taxes(flows)
    revenue = {
        "income_tax": (tax * income * paid).sum("factor") - who.untaxed,
        "output_tax": (rates.output_tax(solution) * sales).sum("sector"),
        "export_tax": export_taxes,
        "tariff": tariffs,
    }
    payments, here, left = who.payments, ["origin", "skill"], ["destination", "skill"]
    for name, part in (("visas", payments.visa_part), ("levies", payments.levy_part)):
        revenue[name] = part("destination_government").sum(here).rename(
            destination="region"
        ) + part("origin_government").sum(left).rename(origin="region")
    public = accounts.spending(bench, "government")
    gov = (solution.array("gov", "region") * solution.array("p_gov", "region")).fillna(0.0) * public
    gdp = accounts.gdp(bench)
    spending = {
        "public_consumption": gov,
        "transfers": gdp
        * solution.array("transfer", "region")
        * solution.array("residents", "region"),
        "benefits": gdp
        * solution.array("benefit", "region")
        * solution.array("entitled", "region"),
        "levy_credits": payments.credits.sum(here).rename(destination="region"),
        "matching": who.matched.sum(left).rename(origin="region"),
    }
    return xr.Dataset(
        {
            "government_revenue": _items(revenue),
            "government_spending": _items(spending),
            "wage_bill": (income.sel(factor=skills).rename(factor="skill") * wages),
        }
    )


def _items(parts: dict[str, xr.DataArray]) -> xr.DataArray:
    rows = [p.transpose("region") for p in parts.values()]
    return xr.concat(rows, xr.IndexVariable("item", list(parts))).transpose("region", "item")


def external_account(solution: Solution, flows: xr.Dataset, who: Households) -> xr.DataArray:
    """(Y-6) what a region receives from abroad (+) and pays (-) (region, external_item) [10^9 USD].

    The items sum to zero.
    """
    bench = solution.model.bench
    level = solution.scalar("p_world")
    if "net_trade" in flows:
        exports = flows.net_trade.clip(min=0.0).sum("sector")
        imports = (-flows.net_trade).clip(min=0.0).sum("sector")
    else:
        value = flows.trade.fillna(0.0)
        exports = value.sum(["sector", "importer"]).rename(exporter="region")
        imports = value.sum(["sector", "exporter"]).rename(importer="region")
    received = who.received.sum(["destination", "skill"]).rename(origin="region")
    delivered = who.received.sum(["origin", "skill"]).rename(destination="region")
    visas, levies = who.payments.visa_part, who.payments.levy_part
    to_origins = visas("origin_government") + levies("origin_government")
    taken = who.payments.levy_on_remittances
    from_abroad = (to_origins - taken).sum(["destination", "skill"]).rename(origin="region")
    paid_abroad = (to_origins - taken).sum(["origin", "skill"]).rename(destination="region")
    net_factor = _factor_income_from_abroad(solution, who)
    return _items(
        {
            "exports": exports,
            "imports": -imports,
            "remittances_received": received,
            "remittances_sent": -delivered,
            "other_transfers": accounts.net_other_transfers(bench) * level,
            "visas_and_levies": from_abroad - paid_abroad,
            "factor_income": net_factor,
            "foreign_saving": accounts.foreign_saving(bench) * level,
        }
    ).rename(item="external_item")


def _factor_income_from_abroad(solution: Solution, who: Households) -> xr.DataArray:
    """Property income of residents less that of the capital that works here (region)."""
    bench = solution.model.bench
    nonlabour = accounts.nonlabour_factors(bench)
    earned = (
        accounts.factor_income(bench).sel(factor=nonlabour)
        * solution.array("pf", "factor", "region").sel(factor=nonlabour)
        * solution.array("qe", "factor", "region").sel(factor=nonlabour)
        * (1 - rates.income_tax(solution).sel(factor=nonlabour))
    ).sum("factor")
    return who.property_of_residents - earned


def national_accounts(solution: Solution, flows: xr.Dataset, budget: xr.Dataset) -> xr.Dataset:
    """GDP at current and at benchmark prices (region) [10^9 USD]."""
    bench = solution.model.bench
    revenue = budget.government_revenue
    taxes = revenue.sel(item=["output_tax", "export_tax", "tariff"]).sum("item")
    nonlabour = accounts.nonlabour_factors(bench)
    capital = (
        accounts.factor_income(bench).sel(factor=nonlabour)
        * solution.array("pf", "factor", "region").sel(factor=nonlabour)
        * solution.array("qe", "factor", "region").sel(factor=nonlabour)
    ).sum("factor")
    quantity = solution.array("qo", *IR).fillna(0.0)
    esubt = solution.scalar("esubt")
    productivity = solution.array("productivity", *IR) * solution.array("spill", "region")
    cost = (
        productivity
        * solution.array("po", *IR)
        * (1 - rates.output_tax(solution))
        / (1 - solution.array("to_base", *IR))
    )
    bundle = quantity / productivity * (cost / solution.array("pint", *IR)) ** esubt
    tech = solution.model.technology
    inputs = bundle.fillna(0.0) * tech.intermediate.sum("sector_in")
    added = quantity * value_made(solution) - inputs
    if "border_real" in flows:
        border = flows.border_real
    else:
        arrived = (
            (flows.trade_real * bench.tariff).sum(["sector", "exporter"]).rename(importer="region")
        )
        left = (flows.trade_real * bench.export_tax / (1 + bench.export_tax)).sum(
            ["sector", "importer"]
        )
        border = arrived + left.rename(exporter="region")
    return xr.Dataset(
        {
            "gdp": capital + budget.wage_bill.sum("skill") + taxes,
            "gdp_base": accounts.gdp(bench),
            "gdp_real": added.sum("sector") + border,
        }
    )
