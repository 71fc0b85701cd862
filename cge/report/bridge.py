"""From the income that decides who moves (M-2) to what moving is worth, item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.sheet import FEWEST_MOVERS, NOTHING, few

if TYPE_CHECKING:
    import xarray as xr

ITEMS = {
    "net wage and transfers: what decides (M-2)": ("labour", "transfers"),
    "property": ("capital", "resources"),
    "remittances sent, and no longer received": ("remittances",),
    "visas and levies paid": ("visas", "sponsors", "levies"),
}
"""Sources of income behind every item of the bridge; together they are the EV."""
LOSING = {
    "who lose by EV [%]": "mover_ev_ppp",
    "who lose by net wage and transfers [%]": "mover_choice_ppp",
}
STAYERS = ("natives", "remaining_behind")
Row = tuple[str | float, ...]


def table(result: xr.Dataset) -> tuple[tuple[str, ...], list[Row]]:
    """Columns and rows: the bridge by skill [10^9 int. USD], and who loses by what [%]."""
    if float(movers(result).sum()) < FEWEST_MOVERS:
        return (), []
    gain = gained(result)
    new = gain.sel(group="new_migrants")
    rows: list[Row] = [
        (word, *by_skill(new.sel(source=list(s)).sum("source"))) for word, s in ITEMS.items()
    ]
    ev = result.welfare_ev_ppp.sel(group="new_migrants").sum("region")
    rows.append(("EV of those who move", *by_skill(ev)))
    received = gain.sel(source="remittances", group=stayers(result)).sum("group")
    rows.append(("remittances of those who stayed", *by_skill(received)))
    rows.append(("EV with those who receive from them", *by_skill(ev + received)))
    services = result.public_services_ppp.sel(group="new_migrants").sum("region")
    rows.append(("public services used (memo)", *by_skill(services)))
    rows.append(("EV with public services (memo)", *by_skill(ev + services)))
    access = result.public_access_ppp.sel(group="new_migrants").sum("region")
    rows.append(("access to public goods that are not rival (memo)", *by_skill(access)))
    shares = losers(result)
    rows += [(word, *by_skill(100 * share)) for word, share in shares.items()]
    return ("", *map(str, result.skill.values)), rows


def line(result: xr.Dataset) -> str:
    """One line: how many of those who move lose, and by what; empty where nobody does.

    A skill of which hardly anybody moves is left out.
    """
    number = movers(result).sum(["origin", "destination"])
    skills = [str(skill) for skill in result.skill.values[~few(number, result).values]]
    shares = [share.sel(skill=skills) for share in losers(result).values()]
    if not skills or float(shares[0].max()) < NOTHING / 100:
        return ""
    ev, choice, utility = (by_skill(100 * share) for share in shares)
    parts = [f"{value:.0f}% of {skill} skill" for skill, value in zip(skills, ev, strict=True)]
    others = " and ".join(f"{value:.0f}%" for value in choice)
    tastes = " and ".join(f"{value:.0f}%" for value in utility)
    return (
        f"{' and '.join(parts)} among those who move lose by EV at purchasing power; by net wage"
        f" and transfers, which decide, {others}; by the utility of the choice, tastes included,"
        f" {tastes}."
    )


def movers(result: xr.Dataset) -> xr.DataArray:
    """New migrants (origin, destination, skill) [workers]."""
    return result.new_migrants.where(result.new_migrants > FEWEST_MOVERS, 0.0)


def losers(result: xr.Dataset) -> dict[str, xr.DataArray]:
    """Part of those who move that loses, by EV, by M-2 income, by log-sum (skill) [share]."""
    number = movers(result)
    total = number.sum(["origin", "destination"])
    lost = {word: result[name] < 0 for word, name in LOSING.items()}
    lost["whose utility falls, tastes included [%]"] = result.welfare_preference_pct < 0
    return {
        word: (number.where(where, 0.0).sum(["origin", "destination"]) / total.where(total > 0))
        .fillna(0.0)
        .rename(word)
        for word, where in lost.items()
    }


def gained(result: xr.Dataset) -> xr.DataArray:
    """Real income less that before (source, group, skill) [10^9 int. USD]."""
    after = result.group_income * result.real_factor / result.price_level
    return (after - result.group_income_before_ppp).sum("region")


def stayers(result: xr.Dataset) -> list[str]:
    """Groups of those who never left."""
    return [group for group in STAYERS if group in result["group"]]


def by_skill(array: xr.DataArray) -> tuple[float, ...]:
    """Values in the order of skills."""
    return tuple(float(array.sel(skill=skill)) for skill in array.skill.values)
