"""Cautions where the sign of a group's gain turns on who owns how much (Y-2).

At the prices of the solution: what another share would change in who receives the income from
property, within the range that the benchmark gives to the share.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import xarray as xr

from cge.report.sheet import GROUPS, NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROPERTY = ["capital", "resources"]
WORDS = {
    "mover_wealth": "what those who move own (mover_wealth)",
    "established_wealth": "what established migrants own (established_wealth)",
}


def cautions(result: xr.Dataset) -> list[str]:
    """A line for every group whose gain at purchasing power changes its sign in the range."""
    about = json.loads(str(result.attrs.get("parameters", "{}")))
    said = []
    for name, words in WORDS.items():
        for group, ends in _ends(result, name, about.get(name, {})):
            low, high = (f"{value:+,.1f} at {at:g}" for at, value in ends)
            said.append(
                f"the sign of what {GROUPS[group]} gain turns on {words}: {low}, {high}"
                f" [10^9 int. USD, at the prices of this solution]"
            )
    return said


def _ends(
    result: xr.Dataset, name: str, about: dict[str, object]
) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Groups that gain at one end of the range and lose at the other, and how much."""
    shares = _shares(about, result)
    if shares is None:
        return
    now, bounds = shares
    gains = [(at, moved_to(result, name, now, at)) for at in bounds]
    for group in gains[0][1]:
        ends = [(at, found[group]) for at, found in gains]
        values = [value for _, value in ends]
        if min(values) < -NOTHING and max(values) > NOTHING:
            yield group, ends


def _shares(
    about: dict[str, object], result: xr.Dataset
) -> tuple[xr.DataArray, tuple[float, float]] | None:
    """Value by skill and ends of the range; None where there is no range or nobody owns."""
    value, low, high = (about.get(key) for key in ("value", "low", "high"))
    if not isinstance(low, float) or not isinstance(high, float) or low == high:
        return None
    skills = result.skill.values.tolist()
    given = value if isinstance(value, dict) else dict.fromkeys(skills, value)
    now = xr.DataArray([float(str(given[k])) for k in skills], {"skill": skills}, ("skill",))
    return (now, (low, high)) if float(now.min()) > 0 else None


def moved_to(result: xr.Dataset, name: str, now: xr.DataArray, at: float) -> dict[str, float]:
    """Gains of the groups concerned if the share were another [10^9 int. USD]."""
    ev, owned = result.welfare_ev_ppp.fillna(0.0), _property(result)
    if name == "mover_wealth":
        if "new_migrants" not in ev["group"]:
            return {}
        more = owned.sel(group="new_migrants") * (at / now - 1)
        return {"new_migrants": float((ev.sel(group="new_migrants") + more).sum())}
    before, after = (part_of_migrants(result, share) for share in (now, at + 0 * now))
    ratio = {
        "natives": (1 - after) / (1 - before),
        "established_migrants": after / before.where(before > 0),
    }
    return {
        group: float((ev.sel(group=group) + owned.sel(group=group) * (x.fillna(1.0) - 1)).sum())
        for group, x in ratio.items()
        if group in ev["group"]
    }


def part_of_migrants(result: xr.Dataset, wealth: xr.DataArray) -> xr.DataArray:
    """Part of a region's property that its migrants own (region) [share]."""
    wage = result.wage_base.sel(nativity="native", drop=True).fillna(0.0)
    pay = (result.workers_base * wage).rename(destination="region")
    home = pay.origin == pay.region
    migrants = (wealth * pay.where(~home, 0.0)).sum(["origin", "skill"])
    natives = pay.where(home, 0.0).sum(["origin", "skill"])
    return migrants / (natives + migrants)


def _property(result: xr.Dataset) -> xr.DataArray:
    """Gain of every group from property (group, region, skill) [10^9 int. USD]."""
    after = result.group_income * result.real_factor / result.price_level
    return (after - result.group_income_before_ppp).sel(source=PROPERTY).sum("source")
