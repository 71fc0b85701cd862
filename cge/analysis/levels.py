"""Prices, quantities and incomes at one point of the path, from which gains are decomposed (W-6).

Prices are ratios to the benchmark, quantities 10^9 USD at benchmark prices, incomes 10^9 USD.  What
does not exist is zero.
"""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.results import rates
from cge.results.flows import government, made, trade
from cge.results.households import Households
from cge.results.partition import GROUPS, partition, sends_on_balance
from cge.results.utility import real_factor
from cge.solver.solution import Solution

IR, FR, KR = ("sector", "region"), ("factor", "region"), ("skill", "region")
BILATERAL = ("sector", "exporter", "importer")
OTHERS, MOVERS = GROUPS[:3], GROUPS[3:]
TAXES = ("income_tax", "output_tax", "export_tax", "tariff")
"""Government revenue that the wedges explain; what else there is comes from visas and levies."""


def levels(solution: Solution, then: Households) -> dict[str, xr.DataArray]:
    """Everything whose change along the path makes up a gain, by name.

    ``then`` are the households of the benchmark.
    """
    flows = trade(solution)
    now, charged = Households(solution), Households(solution, charged=True)
    of_factors, of_persons = factors(solution, now), incomes(charged, then)
    across = border(solution, flows) if "border_tariff" not in flows else hub(solution)
    budget = government(solution, flows, now)
    return (
        goods(solution)
        | of_factors
        | across
        | of_persons
        | budgets(now, budget, of_persons["income"].sel(source="transfers", drop=True))
        | property_abroad(now, charged, of_factors)
        | gross_wages(now, then)
    )


def goods(solution: Solution) -> dict[str, xr.DataArray]:
    """Prices and quantities of goods."""
    bench = solution.model.bench

    def read(name: str, *dims: str) -> xr.DataArray:
        return solution.array(name, *dims).fillna(0.0)

    def spent(name: str, use: str) -> xr.DataArray:
        return read(name, "region") * accounts.spending(bench, use)

    tech = solution.model.technology
    productivity = solution.array("productivity", *IR)
    to, po = rates.output_tax(solution), solution.array("po", *IR)
    effective = productivity * solution.array("spill", "region")
    cost = effective * po * (1 - to) / (1 - solution.array("to_base", *IR))
    used = solution.array("qo", *IR) / effective
    used = used * (cost / solution.array("pint", *IR)) ** solution.scalar("esubt")
    return {
        "po": po.fillna(0.0),
        "pc": read("pc", *IR),
        "pint": read("pint", *IR),
        "to": to.fillna(0.0),
        "p_cons": read("p_cons", "region"),
        "p_gov": read("p_gov", "region"),
        "p_inv": read("p_inv", "region"),
        "output": read("qo", *IR) * made(solution),
        "use": read("qc", *IR) * accounts.absorption(bench),
        "bundle": used.fillna(0.0) * tech.intermediate.sum("sector_in"),
        "productivity": productivity.fillna(1.0),
        "consumption": spent("cons", "household"),
        "public": spent("gov", "government"),
        "investment": spent("inv", "investment"),
    }


def factors(solution: Solution, who: Households) -> dict[str, xr.DataArray]:
    """Prices and quantities of labour, capital and resources."""
    bench = solution.model.bench
    income = accounts.factor_income(bench)
    skilled = income.sel(factor=bench.skill.values).rename(factor="skill")
    owned = income.where(income.factor.isin(accounts.nonlabour_factors(bench)), 0.0)
    ability = solution.array("pi", *FR).fillna(1.0)
    return {
        "wage": solution.array("pl", *KR).fillna(0.0),
        "labour": solution.array("ql", *KR).fillna(0.0) * skilled,
        "rental": solution.array("pf", *FR).fillna(0.0),
        "stock": solution.array("qe", *FR).fillna(0.0) * owned,
        "endowment": solution.array("endowment", *FR).fillna(0.0) * owned,
        "effort": solution.array("effort", *KR).fillna(1.0),
        "ability": ability,
        "skilled_ability": ability.sel(factor=bench.skill.values).rename(factor="skill"),
        "natives_bill": (who.native_wage * who.at_home).fillna(0.0),
    }


def border(solution: Solution, flows: xr.Dataset) -> dict[str, xr.DataArray]:
    """Border prices and quantities of trade, by exporter and importer."""
    rates = {name: solution.array(name, *BILATERAL).fillna(0.0) for name in ("tm", "tx", "tc")}
    po = solution.array("po", *IR).rename(region="exporter")
    fob = (po * (1 + rates["tx"])).fillna(0.0)
    cif = fob * (1 + rates["tc"])
    arrived = (flows.trade / cif.where(cif > 0)).fillna(0.0)
    return {
        "producer": po.fillna(0.0) * xr.ones_like(fob),
        "fob": fob,
        "cif": cif,
        "arrived": arrived,
        "shipped": arrived * (1 + rates["tc"]),
        **rates,
    }


def hub(solution: Solution) -> dict[str, xr.DataArray]:
    """The same for homogeneous goods: shipments by links, net exports at a hub."""
    gdp = accounts.gdp(solution.model.bench)
    rates = {
        name: solution.array(f"link_{name}", *BILATERAL).fillna(0.0) for name in ("tm", "tx", "tc")
    }
    price = (solution.array("ph", *IR) * solution.array("price_base", *IR)).fillna(0.0)
    world = solution.array("pw", "sector")
    net = (solution.array("net", *IR) * gdp).where(world.notnull()).fillna(0.0)
    producer = price.rename(region="exporter") * xr.ones_like(rates["tc"])
    fob = producer * (1 + rates["tx"])
    arrived = (solution.array("ship", *BILATERAL) * gdp.rename(region="importer")).fillna(0.0)
    return {
        "producer": producer,
        "fob": fob,
        "cif": fob * (1 + rates["tc"]),
        "arrived": arrived,
        "shipped": arrived * (1 + rates["tc"]),
        **rates,
        "price": price,
        "world_price": world.fillna(0.0),
        "net": net,
        "bought": (-net).clip(min=0.0),
        "sold": net.clip(min=0.0),
        "hub_tm": solution.array("hub_tm", *IR).fillna(0.0),
        "hub_tx": solution.array("hub_tx", *IR).fillna(0.0),
    }


def budgets(
    who: Households, budget: xr.Dataset, transfers: xr.DataArray
) -> dict[str, xr.DataArray]:
    """What government has beside taxes; what foreigners save; what a unit of income buys."""
    solution = who.solution
    public = budget.government_spending.sel(item="public_consumption", drop=True)
    taxed = budget.government_revenue.sel(item=list(TAXES)).sum("item")
    return {
        "other_revenue": transfers + public - taxed,
        "matched": who.matched.fillna(0.0).sum(["destination", "skill"]).rename(origin="region"),
        "foreign_saving": accounts.foreign_saving(solution.model.bench)
        * solution.scalar("p_world"),
        "p_world": xr.DataArray(solution.scalar("p_world")),
        "real": real_factor(
            solution.array("p_cons", "region"),
            solution.array("p_inv", "region"),
            solution.array("saving", "region", base=True),
            solution.scalar("p_world"),
        ),
    }


def property_abroad(
    now: Households, charged: Households, of_factors: dict[str, xr.DataArray]
) -> dict[str, xr.DataArray]:
    """Property income of residents less what the capital that works here pays after tax."""
    solution = now.solution
    tax = rates.income_tax(solution).fillna(0.0)
    earned = ((1 - tax) * of_factors["rental"] * of_factors["stock"]).sum("factor")
    sold = (now.sent - now.received).fillna(0.0).sum(["origin", "skill"])
    return {
        "charge": now.property_of_residents - charged.property_of_residents,
        "from_abroad": now.property_of_residents - earned,
        "services": sold.rename(destination="region"),
    }


def incomes(charged: Households, then: Households) -> dict[str, xr.DataArray]:
    """Incomes of residents by source, and what the same persons had before (source, region).

    Those of movers by group (source, group, region).
    """
    groups = partition(charged, then)
    after, before = groups.income.sum("skill"), groups.income_before.sum("skill")
    moved = list(MOVERS)
    return {
        "income": after.sum("group"),
        "before": before.sum("group"),
        "income_of_movers": after.sel(group=moved),
        "before_of_movers": before.sel(group=moved),
    }


def gross_wages(who: Households, then: Households) -> dict[str, xr.DataArray]:
    """Wages before tax of movers, after and before (group, region), and of all before (region).

    Where they live now.  The rest of what the same persons had before the change is in ``before``,
    after tax.
    """

    def at_home(at: Households) -> xr.DataArray:
        return _gross_at_home(at).rename(region="origin")

    def arrived(wage: xr.DataArray) -> xr.DataArray:
        return (who.new * wage).fillna(0.0).sum(["origin", "skill"]).rename(destination="region")

    def back(wage: xr.DataArray) -> xr.DataArray:
        returned = (who.returned * wage).fillna(0.0)
        return returned.sum(["destination", "skill"]).rename(origin="region")

    def both(*wages: xr.DataArray) -> xr.DataArray:
        return xr.concat(wages, xr.IndexVariable("group", list(MOVERS)))

    before = both(arrived(at_home(then)), back(then.gross_wage_abroad(new=False)))
    return {
        "gross_of_movers": both(arrived(who.gross_wage_abroad(new=True)), back(at_home(who))),
        "gross_before_of_movers": before,
        "gross_before": before.sum("group") + of_others(who, then).sum("group"),
    }


def of_others(who: Households, then: Households) -> xr.DataArray:
    """What those who do not move, as many as in ``who``, earn in ``then`` before tax.

    By group and region.
    """
    stayed = (who.stayers * _gross_at_home(then)).fillna(0.0).sum("skill")
    abroad = who.established * then.gross_wage_abroad(new=False)
    still = abroad.fillna(0.0).sum(["origin", "skill"]).rename(destination="region")
    sends = sends_on_balance(who.bench)
    groups = [stayed.where(~sends, 0.0), stayed.where(sends, 0.0), still]
    return xr.concat(groups, xr.IndexVariable("group", list(OTHERS)))


def _gross_at_home(at: Households) -> xr.DataArray:
    return at.native_wage * at.solution.array("effort", *KR, base=at.base)
