"""The persons partition: numbers and incomes of each group, by region, skill and source (W-3)."""

from __future__ import annotations

import xarray as xr

from cge.benchmark import accounts
from cge.results.households import ODK, SOURCES, Households, property_by_factor
from cge.results.memory import remembered

GROUPS = ("natives", "remaining_behind", "established_migrants", "new_migrants", "returnees")
"""Groups of persons; ``natives`` and ``remaining_behind`` are stayers of two kinds of regions."""


def partition(now: Households, then: Households) -> xr.Dataset:
    """Numbers and incomes of every group, at the solution and at the benchmark.

    Returns
    -------
    xarray.Dataset
        ``number(group, region, skill)`` [workers]; ``income, income_before, income_before_ppp``
        ``(source, group, region, skill)`` [10^9 USD, the last 10^9 int. USD], net of tax, at the
        prices of the solution and of the benchmark.  ``region`` is where the group lives after the
        change; ``before`` is what the same persons had at the benchmark, wherever they lived.
    """
    level = now.bench.price_level
    split = property_by_factor(now.bench)
    here, abroad = "region", "destination"
    groups = {
        "stayers": _stayers(now, then, level, split),
        "established_migrants": _movers(
            now.established,
            _abroad(now, split, new=False),
            _abroad(then, split, new=False),
            level.rename(region=abroad),
            abroad,
        ),
        "new_migrants": _movers(
            now.new,
            _abroad(now, split, new=True),
            _at_origin(then, split),
            level.rename(region="origin"),
            abroad,
        ),
        "returnees": _movers(
            now.returned,
            _back_home(now, split),
            _abroad(then, split, new=False),
            level.rename(region=abroad),
            "origin",
        ),
    }
    groups |= _by_kind_of_region(groups.pop("stayers"), sends_on_balance(now.bench))
    parts = [groups[name].transpose(..., here, "skill") for name in GROUPS]
    return xr.concat(parts, xr.IndexVariable("group", list(GROUPS)))


def sends_on_balance(bench: xr.Dataset) -> xr.DataArray:
    """Regions of net emigration at the benchmark (region)."""
    abroad = accounts.off_diagonal(bench.workers).sum("skill")
    left = abroad.sum("destination").rename(origin="region")
    return left > abroad.sum("origin").rename(destination="region")


def residents_income(then: Households) -> xr.DataArray:
    """Income of all residents at the benchmark (source, region) [10^9 USD]."""
    split = property_by_factor(then.bench)
    home = (_at_home(then, split) * then.at_home).fillna(0.0).sum("skill")
    abroad = (_abroad(then, split, new=False) * then.established).fillna(0.0)
    return home + abroad.sum(["origin", "skill"]).rename(destination="region")


def income_by_birth(who: Households, deflator: xr.DataArray) -> xr.DataArray:
    """Income of everybody born in a region, wherever they live (region) [10^9 USD].

    ``deflator`` (region) turns money where people live into money of the benchmark.
    """
    split = property_by_factor(who.bench)
    at_home, abroad = deflator.rename(region="origin"), deflator.rename(region="destination")
    parts = [
        _at_origin(who, split) * who.stayers.rename(region="origin") * at_home,
        (_back_home(who, split) * who.returned * at_home).sum("destination"),
        (_abroad(who, split, new=False) * who.established * abroad).fillna(0.0).sum("destination"),
        (_abroad(who, split, new=True) * who.new * abroad).fillna(0.0).sum("destination"),
    ]
    born = sum(part.fillna(0.0).sum(["source", "skill"]) for part in parts)
    return xr.DataArray(born).rename(origin="region")


def _sources(parts: dict[str, xr.DataArray]) -> xr.DataArray:
    """Stack sources of income; those that nobody has are zero."""
    like = parts["labour"]
    return xr.concat(
        [parts.get(s, 0.0) * xr.ones_like(like) for s in SOURCES],
        xr.IndexVariable("source", list(SOURCES)),
    )


def _with_claims(
    parts: dict[str, xr.DataArray], claim: xr.DataArray, split: xr.DataArray
) -> xr.DataArray:
    """Add property income, split into capital and other factors as at the benchmark."""
    shares = {s: split.sel(source=s, drop=True) for s in ("capital", "resources")}
    return _sources(parts | {s: claim * share for s, share in shares.items()})


@remembered
def _at_home(who: Households, split: xr.DataArray) -> xr.DataArray:
    """Income per worker in the country of birth (source, region, skill)."""
    labour = who.labour_at_home()
    parts = {
        "labour": labour,
        "transfers": who.transfer,
        "remittances": who.remittance_per_stayer,
    } | who.charges_per_native
    return _with_claims(parts, who.claim_at_home, split)


@remembered
def _at_origin(who: Households, split: xr.DataArray) -> xr.DataArray:
    """The same, as the past of those who have left (source, origin, skill)."""
    return _at_home(who, split).rename(region="origin")


@remembered
def _abroad(who: Households, split: xr.DataArray, *, new: bool) -> xr.DataArray:
    """Income per migrant (source, origin, destination, skill)."""
    labour = who.labour_abroad(new=new)
    parts = {
        "labour": labour,
        "transfers": who.transfer_abroad(new=new),
        "remittances": -who.sent_per_worker(new=new),
        "visas": -who.visa_cost(new=new),
        "levies": -who.levy_abroad(new=new),
    }
    if not new:
        return _with_claims(parts, who.claim_abroad, split.rename(region="destination"))
    portable = who.solution.model.settings.closure.ownership == "portable"
    claim = who.claim_at_home.rename(region="origin") * float(portable) * xr.ones_like(labour)
    parts["levies"] = parts["levies"] - who.payments.levy_on_claims(claim)
    return _with_claims(parts, claim, split.rename(region="origin"))


@remembered
def _back_home(who: Households, split: xr.DataArray) -> xr.DataArray:
    """Income per returnee (source, origin, destination, skill): home wages, claims kept abroad."""
    home = _at_origin(who, split)
    if who.solution.model.settings.closure.ownership != "portable":
        return home
    labour = home.sel(source="labour", drop=True) * xr.ones_like(who.claim_abroad)
    others = ("transfers", "remittances", "visas", "sponsors", "levies")
    parts = {"labour": labour} | {name: home.sel(source=name, drop=True) for name in others}
    return _with_claims(parts, who.claim_abroad, split.rename(region="destination"))


def _movers(
    number: xr.DataArray,
    after: xr.DataArray,
    before: xr.DataArray,
    level_before: xr.DataArray,
    lives: str,
) -> xr.Dataset:
    """A group of migrants added up to where its members live after the change."""
    other = "origin" if lives == "destination" else "destination"

    def total(per_worker: xr.DataArray) -> xr.DataArray:
        return (per_worker * number).fillna(0.0).sum(other).rename({lives: "region"})

    return xr.Dataset(
        {
            "number": number.transpose(*ODK).sum(other).rename({lives: "region"}),
            "income": total(after),
            "income_before": total(before),
            "income_before_ppp": total(before / level_before),
        }
    )


def _stayers(
    now: Households, then: Households, level: xr.DataArray, split: xr.DataArray
) -> xr.Dataset:
    before = (_at_home(then, split) * now.stayers).fillna(0.0)
    return xr.Dataset(
        {
            "number": now.stayers,
            "income": (_at_home(now, split) * now.stayers).fillna(0.0),
            "income_before": before,
            "income_before_ppp": before / level,
        }
    )


def _by_kind_of_region(stayers: xr.Dataset, sends: xr.DataArray) -> dict[str, xr.Dataset]:
    return {
        "natives": stayers.where(~sends, 0.0),
        "remaining_behind": stayers.where(sends, 0.0),
    }
