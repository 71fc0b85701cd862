"""A path in a table: what every year gains against the baseline of the same year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

Row = tuple[str | float, ...]
COLUMNS = (
    "year",
    "EV [10^9 int. USD]",
    "[%]",
    "movers [million]",
    "real wage of natives, low [%]",
    "high [%]",
    "return to capital [%]",
)
"""Wages and returns are means over regions, weighted by natives and by GDP."""
MILLION = 1e6


def of_year(result: xr.Dataset, position: int) -> xr.Dataset:
    """The result of one year of a path, as if it were alone."""
    return result.isel(year=position, drop=True)


def rows(result: xr.Dataset, skills: tuple[str, str]) -> list[Row]:
    """One row for each year; ``skills`` are those whose wages are shown."""
    home = result.workers_base.where(result.origin == result.destination).sum("origin")
    wage = result.real_wage_pct.sel(nativity="native")
    if "member" in result and "high_income" in result.region_group:
        rich = result.member.sel(region_group="high_income").astype(bool)
        home = home.where(rich.rename(region="destination"), 0.0)
    mean = (wage * home).sum("destination") / home.sum("destination")
    gdp = result.gdp_base
    returns = (result.return_to_capital_pct * gdp).sum("region") / gdp.sum("region")
    abroad = result.origin != result.destination
    moved = (result.workers - result.workers_base).where(abroad).clip(min=0.0)
    movers = moved.sum(["origin", "destination", "skill"]) / MILLION
    return [
        (
            str(year),
            float(result.welfare_ev_world_ppp.sel(year=year)),
            float(result.welfare_ev_world_ppp_pct.sel(year=year)),
            float(movers.sel(year=year)),
            *(float(mean.sel(year=year, skill=skill)) for skill in skills),
            float(returns.sel(year=year)),
        )
        for year in result["year"].values
    ]


def sentence(result: xr.Dataset) -> str:
    """What all years are worth in money of the first."""
    gain, share = (
        float(result.welfare_ev_world_ppp_discounted),
        float(result.welfare_ev_world_ppp_discounted_pct),
    )
    first, last = (int(result["year"][n]) for n in (0, -1))
    rate = 100 * float(result.attrs["discount_rate"])
    return (
        f"Over {first} to {last}, discounted at {rate:g}% a year: {gain:+,.0f} bn international USD"
        f" of {first} ({share:+.2f}% of income). Tables: {last}, against its baseline."
    )
