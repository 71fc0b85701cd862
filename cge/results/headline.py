"""The headline of a result: world figures, movers, one sentence; how groups are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray as xr

MILLION = 1e6
BILLION = 1e9
FEWEST_MOVERS = 0.5
"""Changes of fewer workers than this are rounding."""
NOTHING = 0.005
"""Smallest figure that two digits show."""
GROUPS = {
    "new_migrants": "new migrants",
    "natives": "natives",
    "remaining_behind": "remaining behind",
    "established_migrants": "established migrants",
    "returnees": "returnees",
    "government": "government",
}
MEASURES = {
    "welfare_ev_ppp": "welfare_ev_world_ppp",
    "welfare_ev": "welfare_ev_world",
    "income_change": "income_change_world",
}
"""The three measures of a gain (W-2) by group, and of the world; the first is the lead."""


def headline(result: xr.Dataset) -> dict[str, float]:
    """World figures, with their units in the names."""
    moved, returned = movers(result)
    persons = (result.migrants - result.migrants_base).where(moved > 0, 0.0)
    sent = result.remittances.sum() - result.remittances_base.sum()
    return {
        "world_ev_ppp_bn": float(result.welfare_ev_world_ppp),
        "world_ev_ppp_percent": float(result.welfare_ev_world_ppp_pct),
        "world_ev_bn_usd": float(result.welfare_ev_world),
        "world_ev_percent": float(result.welfare_ev_world_pct),
        "world_income_change_bn_usd": float(result.income_change_world),
        "world_income_change_percent": float(result.income_change_world_pct),
        "movers_million_workers": float(moved.sum()) / MILLION,
        "movers_million_persons": float(persons.sum()) / MILLION,
        "returning_million_workers": float(returned.sum()) / MILLION,
        "remittances_change_bn_usd": float(sent),
    }


def nothing_changes(result: xr.Dataset) -> bool:
    """Whether no group anywhere gains or loses what two digits show, in money or in percent."""
    cells = (result[name] for name in ("welfare_ev_ppp", "income_change", "welfare_ev_pct"))
    return all(float(abs(cell).max()) < NOTHING or not cell.notnull().any() for cell in cells)


def redistribution(result: xr.Dataset) -> str:
    """The group that gains and the one that loses most, for a world that gains nothing."""
    ev, said = result.welfare_ev_ppp, []
    for word, at in (("gain", ev.argmax(...)), ("lose", ev.argmin(...))):
        group, region, skill = (ev[dim][at[dim]].item() for dim in ("group", "region", "skill"))
        amount = f"{abs(float(ev.isel(at))):,.3g} bn international USD a year"
        said.append(f"{GROUPS[group]} in {full_name(result, region)} ({skill}) {word} {amount}")
    return f"Money changes hands and the world gains nothing: most of all, {' and '.join(said)}."


def sentence(figures: dict[str, float], result: xr.Dataset) -> str:
    """The headline in words."""
    ppp, usd = figures["world_ev_ppp_bn"], figures["world_ev_bn_usd"]
    income = figures["world_income_change_bn_usd"]
    if nothing_changes(result):
        return "Nothing changes."
    if max(abs(ppp), abs(usd), abs(income)) < NOTHING:
        return redistribution(result)
    moves = f"{figures['movers_million_workers']:,.2f} million workers move"
    if figures["returning_million_workers"] >= NOTHING:
        moves += f", {figures['returning_million_workers']:,.2f} million return"
    return (
        f"The world {'gains' if ppp >= 0 else 'loses'} {abs(ppp):,.1f} bn international USD a year"
        f" ({figures['world_ev_ppp_percent']:+.2f}% of income) at purchasing power; at the prices"
        f" of where each lived before {usd:+,.1f} bn USD ({figures['world_ev_percent']:+.2f}%)."
        f" Incomes at exchange rates change by {income:+,.1f} bn USD"
        f" ({figures['world_income_change_percent']:+.2f}%), which is not welfare. {moves}."
    )


def movers(result: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Workers by which corridors grow, and by which they shrink (origin, destination, skill)."""
    change = (result.workers - result.workers_base).where(result.origin != result.destination, 0.0)
    return change.where(change > FEWEST_MOVERS, 0.0), -change.where(change < -FEWEST_MOVERS, 0.0)


def full_name(result: xr.Dataset, region: Any) -> str:
    """Full name of a region."""
    return str(result.region_name.sel(region=region).item())
