"""When and how long a clause holds: years, phase-in, safeguards that suspend it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from cge.scenario import settings
from cge.scenario.kinds import Section, shortened, within

if TYPE_CHECKING:
    import xarray as xr

    from cge.places import Problems


MOST_YEARS = 200
"""Length of a path above which the years are a slip of the pen."""


def _years(value: Any) -> Any:
    text = value if isinstance(value, str) else ""
    found = re.fullmatch(r"\s*(\d{4})\s*\.\.\s*(\d{4})\s*", text)
    first, last = (int(year) for year in found.groups()) if found else (0, 0)
    if not first < last <= first + MOST_YEARS:
        msg = f"found {shortened(value)}; allowed: two years as in 2021..2030"
        raise ValueError(msg)
    return f"{first}..{last}"


Years = Annotated[str, BeforeValidator(_years, json_schema_input_type=str)]


def years_of(text: str) -> range:
    """Every year of ``2021..2030``."""
    first, last = (int(year) for year in text.split(".."))
    return range(first, last + 1)


class PhaseIn(Section):
    """A change that comes in equal yearly steps (closure ``capital: path``)."""

    start: Annotated[int, Field(ge=1000, le=9999)] = Field(alias="from")
    """First year in which a part of it holds."""
    over: Annotated[int, Field(ge=1, le=MOST_YEARS)] = 1
    """Years until all of it holds."""

    def share(self, year: int) -> float:
        """Part that holds in a year, 0 to 1."""
        return min(max((year - self.start + 1) / self.over, 0.0), 1.0)


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
        if not places:
            continue  # that the clause has nothing to do there is recorded already
        if len(places) > 1:
            problems.add(key, f"the quota {cap.name!r} is joint; allowed: one destination each")
            return []
        by_destination.setdefault(places.pop(), []).append(cap)
        if cap.shuts:
            problems.add(key, f"the quota {cap.name!r} is below today's number; nothing can close")
    floor = 1 - section.fall_percent / 100
    return [
        settings.Safeguard(
            f"{name} {place}", tuple(cap.name for cap in some), section.wage, place, floor
        )
        for place, some in by_destination.items()
    ]
