"""Trade and taxes along the path, from which gains are decomposed."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.results import rates
from cge.results.homogeneous import border_revenue
from cge.results.households import Households
from cge.solver.solution import Solution

BILATERAL = ("sector", "exporter", "importer")
IR = ("sector", "region")


def trade(solution: Solution) -> xr.Dataset:
    """Bilateral trade at border prices, revenue at the border."""
    if solution.model.settings.closure.trade == "homogeneous":
        return border_revenue(solution)
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
            "tariff_revenue": (rates["tm"] * value).transpose(*BILATERAL),
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


def government(solution: Solution, flows: xr.Dataset, who: Households) -> xr.Dataset:
    """Revenue by tax, public consumption (region, item) [10^9 USD]."""
    bench = solution.model.bench
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
    public = accounts.spending(bench, "government")
    gov = (solution.array("gov", "region") * solution.array("p_gov", "region")).fillna(0.0) * public
    spending = {"public_consumption": gov}
    return xr.Dataset(
        {"government_revenue": _items(revenue), "government_spending": _items(spending)}
    )


def _items(parts: dict[str, xr.DataArray]) -> xr.DataArray:
    rows = [p.transpose("region") for p in parts.values()]
    return xr.concat(rows, xr.IndexVariable("item", list(parts))).transpose("region", "item")
