"""What follows from the tables of a benchmark by addition alone: totals, residuals, wages.

Every derived figure has one function here, so that the check of a benchmark, the model's shares and
the results use the same arithmetic.  All money is 10^9 USD of the base year.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from cge.benchmark.once import once

LABOUR_UNIT = 1e-9
"""10^9 USD per USD: wages are reported in USD per worker, flows in 10^9 USD."""


def nonlabour_factors(bench: xr.Dataset) -> list[str]:
    """Capital, resources ...: every factor that is not a skill."""
    skills = set(bench.skill.values.tolist())
    return [f for f in bench.factor.values.tolist() if f not in skills]


def diagonal(array: xr.DataArray, along: str = "origin", over: str = "destination") -> xr.DataArray:
    """Cells where both places are the same region, with dim ``region``."""
    labels = array.get_index(along)
    coords = {"region": labels.to_numpy()}
    first = xr.DataArray(np.arange(len(labels)), dims="region", coords=coords)
    second = first.copy(data=array.get_index(over).get_indexer(labels))
    return array.isel({along: first, over: second}).drop_vars([along, over], errors="ignore")


def off_diagonal(
    array: xr.DataArray, along: str = "origin", over: str = "destination"
) -> xr.DataArray:
    """The array with zeros where both places are the same region."""
    return array.where(array[along] != array[over], 0.0)


@once
def output(bench: xr.Dataset) -> xr.DataArray:
    """Output at producers' prices, tax included (sector, region)."""
    inputs = bench.intermediate.sum("sector_in")
    return bench.value_added.sum("factor") + inputs + bench.output_tax


@once
def exports(bench: xr.Dataset) -> xr.DataArray:
    """Shipments to all importers at producers' prices (sector, region)."""
    return bench.trade.sum("importer").rename(exporter="region")


@once
def home_sales(bench: xr.Dataset) -> xr.DataArray:
    """Output less shipments (sector, region)."""
    return output(bench) - exports(bench)


@once
def trading_groups(bench: xr.Dataset) -> list[list[str]]:
    """Regions that trade with one another, directly or through others; the largest GDP first."""
    regions = bench.region.values.tolist()
    shipped = bench.trade.sum("sector").transpose("exporter", "importer").values > 0
    linked, before = shipped | shipped.T | np.eye(len(regions), dtype=bool), None
    while before is None or (linked != before).any():  # partners of partners, until all are known
        before, linked = linked, linked @ linked
    group = linked.argmax(axis=1)  # the first region of each
    size = gdp(bench).transpose("region").values
    found = [np.flatnonzero(group == n) for n in np.unique(group)]
    found.sort(key=lambda members: -size[members].sum())
    return [[regions[n] for n in members] for members in found]


@once
def border_value(bench: xr.Dataset) -> xr.DataArray:
    """Trade at the border, export tax included and tariff not (sector, exporter, importer)."""
    return bench.trade * (1 + bench.export_tax)


@once
def imports(bench: xr.Dataset) -> xr.DataArray:
    """Imports at purchasers' prices, tariff included (sector, region)."""
    paid = border_value(bench) * (1 + bench.tariff)
    return paid.sum("exporter").rename(importer="region")


@once
def absorption(bench: xr.Dataset) -> xr.DataArray:
    """Supply of the composite at purchasers' prices (sector, region)."""
    return home_sales(bench) + imports(bench)


@once
def remittances_sent(bench: xr.Dataset) -> xr.DataArray:
    """Gross of cost (origin, destination)."""
    return bench.remittances / (1 - bench.remittance_cost)


@once
def remittance_share(bench: xr.Dataset) -> xr.DataArray:
    """Share of net wages that migrants send, cost included (origin, destination, skill)."""
    tax = bench.income_tax.sel(factor=bench.skill.values).rename(
        factor="skill", region="destination"
    )
    wage = native_wage(bench).rename(region="destination") * (1 - tax)
    bill = off_diagonal(bench.workers * bench.efficiency * wage)
    total = bill.sum("skill")
    share = (remittances_sent(bench) / total.where(total != 0)).fillna(0.0)
    return (share * xr.ones_like(bill)).transpose("origin", "destination", "skill")


@once
def remittance_services(bench: xr.Dataset) -> xr.DataArray:
    """Services that sending costs, by sector and sending region (sector, region)."""
    cost = (remittances_sent(bench) * bench.remittance_cost).sum("origin")
    sells = xr.where(bench.sector == bench.attrs["remittance_sector"], 1.0, 0.0)
    return (sells * cost).rename(destination="region")


@once
def uses(bench: xr.Dataset) -> xr.DataArray:
    """Demand for the composite at purchasers' prices (sector, region)."""
    inputs = bench.intermediate.sum("sector").rename(sector_in="sector")
    return inputs + bench.final_demand.sum("use") + remittance_services(bench)


def spending(bench: xr.Dataset, use: str) -> xr.DataArray:
    """Final demand of one use (region)."""
    return bench.final_demand.sel(use=use, drop=True).sum("sector")


@once
def factor_income(bench: xr.Dataset) -> xr.DataArray:
    """Before tax (factor, region)."""
    return bench.value_added.sum("sector")


@once
def effective_migrants(bench: xr.Dataset) -> xr.DataArray:
    """Migrants in units of natives' work (destination, skill)."""
    return off_diagonal(bench.workers * bench.efficiency).sum("origin")


@once
def native_wage(bench: xr.Dataset) -> xr.DataArray:
    """Wage per native worker, before tax (region, skill) [10^9 USD per worker]."""
    natives = diagonal(bench.workers)
    working = natives + effective_migrants(bench).rename(destination="region")
    paid = factor_income(bench).sel(factor=bench.skill.values).rename(factor="skill")
    return (paid / working).transpose("region", "skill")


def half_way_efficiency(bench: xr.Dataset, catch_up: xr.DataArray | float) -> xr.DataArray:
    """(Y-1) w_o/w_d + catch_up (1 - w_o/w_d) where w_o < w_d, else 1 (origin, destination, skill).

    Efficiency units per new migrant [ratio].  Wages are those of natives at purchasing power
    parity; the ratio is held fixed (Walmsley and Winters).
    """
    real = native_wage(bench) / bench.price_level
    gap = real.rename(region="origin") / real.rename(region="destination")
    gap = gap.where(gap < 1, 1.0)
    return (gap + catch_up * (1 - gap)).transpose("origin", "destination", "skill")


@once
def property_income(bench: xr.Dataset) -> xr.DataArray:
    """Capital and resource income net of tax and capital consumption, by its owners (region)."""
    return (bench.foreign_ownership * net_property_paid(bench)).sum("region").rename(owner="region")


@once
def net_property_paid(bench: xr.Dataset) -> xr.DataArray:
    """Capital and resource income net of tax and capital consumption, where they work (region)."""
    return net_factor_income(bench).sum("factor")


def net_factor_income(bench: xr.Dataset) -> xr.DataArray:
    """Of capital and each resource, net of tax and of capital consumption (factor, region)."""
    income = (factor_income(bench) * (1 - bench.income_tax)).sel(factor=nonlabour_factors(bench))
    return income - bench.capital_consumption.where(income.factor == "capital", 0.0)


@once
def border_taxes(bench: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Tariff revenue of importers and export-tax revenue of exporters, each (region)."""
    tariffs = (border_value(bench) * bench.tariff).sum(["sector", "exporter"])
    export_taxes = (bench.trade * bench.export_tax).sum(["sector", "importer"])
    return tariffs.rename(importer="region"), export_taxes.rename(exporter="region")


@once
def government_revenue(bench: xr.Dataset) -> xr.DataArray:
    """By item (item, region): income_tax, output_tax, export_tax, tariff."""
    tariffs, export_taxes = border_taxes(bench)
    items = {
        "income_tax": (factor_income(bench) * bench.income_tax).sum("factor"),
        "output_tax": bench.output_tax.sum("sector"),
        "export_tax": export_taxes,
        "tariff": tariffs,
    }
    return xr.concat(
        [v.transpose("region") for v in items.values()], xr.IndexVariable("item", list(items))
    )


@once
def transfers(bench: xr.Dataset) -> xr.DataArray:
    """Revenue less public consumption: benefits and lump sums to residents (region)."""
    return government_revenue(bench).sum("item") - spending(bench, "government")


@once
def lump_sums(bench: xr.Dataset) -> xr.DataArray:
    """Transfers that are no benefit: the same per worker, a lump-sum tax if negative (region)."""
    return transfers(bench) - bench.benefits


@once
def benefit_weight(bench: xr.Dataset) -> xr.DataArray:
    """Benefit of a skill relative to the mean over all resident workers (skill, region)."""
    workers = bench.workers.sum("origin").rename(destination="region")
    mean = (bench.benefit_weight * workers).sum("skill") / workers.sum("skill")
    return (bench.benefit_weight / mean).transpose("skill", "region")


@once
def transfer_per_worker(bench: xr.Dataset) -> xr.DataArray:
    """Benefit and lump sum of a worker (skill, region) [10^9 USD]."""
    workers = bench.workers.sum(["origin", "skill"]).rename(destination="region")
    return (lump_sums(bench) + benefit_weight(bench) * bench.benefits) / workers


@once
def net_other_transfers(bench: xr.Dataset) -> xr.DataArray:
    """Received less paid (region)."""
    received = bench.other_transfers.sum("destination").rename(origin="region")
    return received - bench.other_transfers.sum("origin").rename(destination="region")


@once
def disposable_income(bench: xr.Dataset) -> xr.DataArray:
    """Income of residents before they send remittances, less what they send (region)."""
    wages = (factor_income(bench) * (1 - bench.income_tax)).sel(factor=bench.skill.values)
    received = bench.remittances.sum("destination").rename(origin="region")
    sent = remittances_sent(bench).sum("origin").rename(destination="region")
    home = property_income(bench) + wages.sum("factor") + transfers(bench)
    return home + received - sent + net_other_transfers(bench)


@once
def saving(bench: xr.Dataset) -> xr.DataArray:
    """Disposable income not consumed: net of what replaces worn capital (region)."""
    return disposable_income(bench) - spending(bench, "household")


@once
def foreign_saving(bench: xr.Dataset) -> xr.DataArray:
    """Investment that residents do not finance (region); sums to zero over the world."""
    return spending(bench, "investment") - saving(bench) - bench.capital_consumption


@once
def gdp(bench: xr.Dataset) -> xr.DataArray:
    """At market prices: factor income + output and border taxes (region)."""
    items = government_revenue(bench).sel(item=["output_tax", "export_tax", "tariff"]).sum("item")
    return factor_income(bench).sum("factor") + items


@once
def ownership(bench: xr.Dataset) -> xr.DataArray:
    """(Y-2) claims as the benchmark has it that migrants own (origin, destination, skill)."""
    return claims_of(bench, bench.established_wealth)


def claims_of(bench: xr.Dataset, wealth: xr.DataArray) -> xr.DataArray:
    """(Y-2) claims in proportion to wages, migrants' times what they own per wage of a native's.

    By (origin, destination, skill); ``wealth`` is what migrants own.  A worker is counted by the
    wage of a native of his skill.
    """
    home = bench.origin == bench.destination
    wage = native_wage(bench).rename(region="destination")
    claims = xr.where(home, 1.0, wealth) * bench.workers * wage
    total = claims.sum(["origin", "skill"])
    alike = xr.where(home, 1.0 / bench.sizes["skill"], 0.0)  # where nobody has a wage
    share = xr.where(total > 0, claims / total.where(total > 0), alike)
    return share.transpose("origin", "destination", "skill")
