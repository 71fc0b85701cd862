"""When and how long a clause holds: safeguards that suspend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator

from cge.scenario import settings
from cge.scenario.kinds import Section, within

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.places import Problems


class SafeguardSection(Section):
    """Additional places of a quota close where a native wage would fall by more than a limit."""

    wage: str
    """Skill whose natives' real wage in the destination is watched."""
    fall_percent: Annotated[float, BeforeValidator(within(0.0, 100.0))]
    """Largest fall against the benchmark (with ``capital: path``: the baseline of the year)."""


def safeguards(
    n: int,
    name: str,
    section: SafeguardSection,
    caps: list[settings.Cap],
    bench: xr.Dataset,
    problems: Problems,
) -> list[settings.Safeguard]:
    """One safeguard for each destination of the caps of clause ``n``; caps close in step."""
    key = ("visas", n, "safeguard")
    skills = [str(skill) for skill in bench.skill.values]
    if section.wage not in skills:
        problems.unknown((*key, "wage"), section.wage, "skill", skills)
        return []
    by_destination: dict[str, list[settings.Cap]] = {}
    for cap in caps:
        places = {destination for _, destination, _ in cap.corridors}
        if len(places) > 1:
            problems.add(key, f"the quota {cap.name!r} is joint; allowed: one destination each")
            return []
        by_destination.setdefault(places.pop(), []).append(cap)
        if cap.limit < cap.today:
            problems.add(key, f"the quota {cap.name!r} is below today's number; nothing can close")
    floor = 1 - section.fall_percent / 100
    return [
        settings.Safeguard(
            f"{name} {place}", tuple(cap.name for cap in some), section.wage, place, floor
        )
        for place, some in by_destination.items()
    ]
