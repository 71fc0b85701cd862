"""Net fiscal contribution of every group (Y-4): what it pays, less what it receives and costs.

Labour taxes fall on who works; property taxes on the residents who own the capital; taxes on output
and trade on residents in proportion to their income (they are passed on); transfers go to who is
eligible.  Public consumption costs per head what one more head adds to it, ``congestion`` times the
average.  What belongs to no resident (owners abroad, the pure public good) is reported beside, so
that both together are the budget.
"""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.errors import CheckError
from cge.results import rates
from cge.results.households import ADDING, Households
from cge.results.partition import GROUPS, sends_on_balance

ADDING_UP = 1e-9
"""Largest gap of a budget, as a share of GDP."""
USD = 1e9
INDIRECT = ("output_tax", "export_tax", "tariff")
MOVERS = ("visas", "levies")
"""Revenue from those who move."""
FOR_MOVERS = ("levy_credits", "matching")
"""Spending on them and on those who receive their remittances."""
Groups = dict[str, xr.DataArray]
"""(region, skill) by group; ``stayers`` stands for natives and remaining behind."""


def fiscal(now: Households, money: xr.Dataset, incomes: xr.DataArray) -> xr.Dataset:
    """Contributions by component, what is attributed to nobody, and the balance of every budget.

    Parameters
    ----------
    now : Households
        The solution.
    money : xarray.Dataset
        With ``government_revenue, government_spending`` (region, item) and ``gdp`` (region).
    incomes : xarray.DataArray
        Income of every group (group, region, skill) [10^9 USD].

    Raises
    ------
    CheckError
        If a budget does not balance, or what persons pay and receive is not what it takes and
        gives.
    """
    revenue, spending = money.government_revenue, money.government_spending
    residual = (revenue.sum("item") - spending.sum("item")) / money.gdp
    _require(abs(residual), "the budget does not balance")
    numbers = people(now)
    labour = _contribution(now, _labour_tax(now, numbers))
    share = incomes.transpose("group", "region", "skill")
    total = share.sum(["group", "skill"])
    public = public_goods(now, spending.sel(item="public_consumption", drop=True))
    items = {
        "labour_tax": labour,
        "property_tax": _contribution(now, _property_tax(now, numbers)),
        "indirect_tax": share
        / total.where(total > 0)
        * revenue.sel(item=list(INDIRECT)).sum("item"),
        "visas_and_levies": _contribution(now, _visas_and_levies(now)),
        "transfers": -_contribution(now, _transfers(now, numbers)),
        "public_goods": -_contribution(now, public),
    }
    parts = [items[name].transpose("group", "region", "skill") for name in items]
    attributed = xr.concat(parts, xr.IndexVariable("fiscal_item", list(items)))
    paid = xr.concat([_totals(now, revenue, spending)[n] for n in items], attributed.fiscal_item)
    rest = paid - attributed.sum(["group", "skill"])
    for item, name in (("labour_tax", "taxes on wages"), ("transfers", "transfers")):
        _require(abs(rest.sel(fiscal_item=item)) / money.gdp, f"{name} of persons are not those of")
    workers = xr.concat(
        [numbers_of(now, numbers)[g] for g in GROUPS], xr.IndexVariable("group", list(GROUPS))
    ).transpose("group", "region", "skill")
    return xr.Dataset(
        {
            "fiscal_contribution": attributed.where(workers > 0),
            "fiscal_contribution_per_worker": USD
            * attributed.sum("fiscal_item")
            / workers.where(workers > 0),
            "fiscal_not_attributed": rest.transpose("fiscal_item", "region"),
            "budget_residual": residual,
        }
    )


def _require(gap: xr.DataArray, what: str) -> None:
    if float(gap.max()) > ADDING_UP:
        where = str(gap.region.values[int(gap.values.argmax())])
        msg = f"{what} in {where}: gap of {float(gap.max()):.1e} of GDP (Y-4)"
        raise CheckError(msg)


def people(who: Households) -> Groups:
    """Workers: stayers (region, skill), the others (origin, destination, skill)."""
    return {
        "stayers": who.stayers,
        "established_migrants": who.established,
        "new_migrants": who.new,
        "returnees": who.returned,
    }


def numbers_of(who: Households, numbers: Groups) -> Groups:
    """Workers of every group where they live (region, skill)."""
    found = {
        name: array if name == "stayers" else _where_they_live(name, array)
        for name, array in numbers.items()
    }
    return _by_kind_of_region(who, found)


def _where_they_live(name: str, array: xr.DataArray) -> xr.DataArray:
    lives, other = "destination", "origin"
    if name == "returnees":
        lives, other = other, lives
    return array.fillna(0.0).sum(other).rename({lives: "region"})


def _by_kind_of_region(who: Households, found: Groups) -> Groups:
    sends = sends_on_balance(who.bench)
    stayers = found.pop("stayers").transpose("region", "skill")
    return found | {
        "natives": stayers.where(~sends, 0.0),
        "remaining_behind": stayers.where(sends, 0.0),
    }


def _contribution(who: Households, amounts: Groups) -> xr.DataArray:
    """Groups (group, region, skill) from amounts by corridor [10^9 USD]."""
    found = numbers_of(who, amounts)
    parts = [found[name].transpose("region", "skill") for name in GROUPS]
    return xr.concat(parts, xr.IndexVariable("group", list(GROUPS)))


def _labour_tax(who: Households, numbers: Groups) -> Groups:
    effort = who.solution.array("effort", "skill", "region", base=who.base)
    home = (who.native_wage * effort).transpose("region", "skill") - who.labour_at_home()

    def abroad(*, new: bool) -> xr.DataArray:
        return who.gross_wage_abroad(new=new) - who.labour_abroad(new=new)

    return {
        "stayers": home * numbers["stayers"],
        "established_migrants": abroad(new=False) * numbers["established_migrants"],
        "new_migrants": abroad(new=True) * numbers["new_migrants"],
        "returnees": home.rename(region="origin") * numbers["returnees"],
    }


def _property_tax(who: Households, numbers: Groups) -> Groups:
    """Tax on what residents own at home; movers who keep claims elsewhere pay there."""
    solution, bench = who.solution, who.bench
    nonlabour = accounts.nonlabour_factors(bench)
    closure = solution.model.settings.closure
    rate = rates.income_tax(solution, base=who.base)
    paid = rate * solution.array("pf", "factor", "region") * accounts.factor_income(bench)
    mine = accounts.diagonal(bench.foreign_ownership, "owner", "region")
    there = solution.array("qe", "factor", "region")
    before = solution.array("endowment", "factor", "region")
    saved = closure.capital in ADDING  # what residents' saving has added is theirs alone
    held = mine * before + (there - before) if saved else mine * there
    own = (paid * held).sel(factor=nonlabour).fillna(0.0).sum("factor")
    pool = who.property_pool
    share = (own / pool.where(pool > 0)).fillna(0.0)
    home = (who.claim_at_home * share).fillna(0.0)
    stays = {
        "stayers": home * numbers["stayers"],
        "established_migrants": who.claim_abroad
        * share.rename(region="destination")
        * numbers["established_migrants"],
    }
    returned = 0.0 * numbers["returnees"]
    if closure.ownership != "portable":
        returned = home.rename(region="origin") * numbers["returnees"]
    return stays | {"new_migrants": 0.0 * numbers["new_migrants"], "returnees": returned}


def _visas_and_levies(who: Households) -> Groups:
    """What movers pay to the budget of their destination, credits deducted.

    What an origin's budget gets from its people abroad, levies on remittances and matching belong
    to no resident.
    """
    payments, keys = who.payments, ("origin", "destination", "skill")
    share = who.solution.array("to_government", *keys, base=who.base).fillna(0.0)
    paid = who.solution.array("paid", *keys, base=who.base).fillna(0.0)
    new = (share * paid * who.income_of_admitted * who.admitted).fillna(0.0)
    old = payments.visa_part("destination_government") - new
    for levy in payments.levies:
        if levy.base != "remittances":
            part = levy.shares.get("destination_government", 0.0) - levy.credit
            by_new = payments.part_of_new(
                levy, who.gross_wage_abroad, who.admitted, who.established
            )
            new = new + part * by_new * payments.levied(levy)
            old = old + part * (1 - by_new) * payments.levied(levy)
    none = 0.0 * who.stayers
    return {
        "stayers": none,
        "established_migrants": old,
        "new_migrants": new,
        "returnees": 0.0 * who.returned,
    }


def _transfers(who: Households, numbers: Groups) -> Groups:
    return {
        "stayers": who.transfer * numbers["stayers"],
        "established_migrants": who.transfer_abroad(new=False) * numbers["established_migrants"],
        "new_migrants": who.transfer_abroad(new=True) * numbers["new_migrants"],
        "returnees": who.transfer.rename(region="origin") * numbers["returnees"],
    }


def public_goods(who: Households, spent: xr.DataArray) -> Groups:
    """What heads add to public consumption (M-0, Y-4g): congestion x average cost x persons."""
    bench = who.bench
    per_worker = bench.persons_per_worker
    persons = (bench.workers * per_worker).sum(["origin", "skill"]).rename(destination="region")
    heads = persons * who.solution.array("heads", "region", base=who.base)
    cost = who.solution.scalar("congestion") * spent / heads
    left = (who.change * per_worker).sum("destination").rename(origin="region")
    returned = who.returned * per_worker
    home = accounts.diagonal(bench.workers * per_worker) - left
    home = home - returned.sum("destination").rename(origin="region")
    abroad = cost.rename(region="destination")
    return {
        "stayers": cost * home,
        "established_migrants": abroad * who.established * per_worker,
        "new_migrants": abroad * who.new * per_worker,
        "returnees": cost.rename(region="origin") * returned,
    }


def _totals(who: Households, revenue: xr.DataArray, spending: xr.DataArray) -> Groups:
    """The budget by the same items (region) [10^9 USD]."""
    solution, bench = who.solution, who.bench
    skills = bench.skill.values
    wages = accounts.factor_income(bench).sel(factor=skills).rename(factor="skill")
    paid = wages * solution.array("pl", "skill", "region") * solution.array("ql", "skill", "region")
    labour = (rates.wage_tax(solution) * paid).fillna(0.0).sum("skill") - who.untaxed
    known = ("income_tax", *INDIRECT, *MOVERS)
    other = [item for item in revenue["item"].values if item not in known]
    charged = revenue.sel(item=list(MOVERS)).sum("item")
    charged = charged - spending.sel(item=list(FOR_MOVERS)).sum("item")
    apart = ("public_consumption", *FOR_MOVERS)
    given = [item for item in spending["item"].values if item not in apart]
    return {
        "labour_tax": labour,
        "property_tax": revenue.sel(item="income_tax", drop=True)
        - labour
        + revenue.sel(item=other).sum("item"),
        "indirect_tax": revenue.sel(item=list(INDIRECT)).sum("item"),
        "visas_and_levies": charged,
        "transfers": -spending.sel(item=given).sum("item"),
        "public_goods": -spending.sel(item="public_consumption", drop=True),
    }
