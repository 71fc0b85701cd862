"""Workers of a benchmark as arrays over corridors, and which corridors a clause names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cge.benchmark import accounts
from cge.scenario.select import select, vocabulary

if TYPE_CHECKING:
    import xarray as xr

    from cge.scenario.policy_clauses import (
        EnforcementClause,
        IrregularClause,
        LevyClause,
        SharesClause,
    )
    from cge.scenario.settings import Corridor
    from cge.scenario.visa_clause import VisaClause

CORRIDOR = ("origin", "destination", "skill")
LISTED = 6
"""Corridors shown in a message; the rest is counted."""


@dataclass(frozen=True)
class People:
    """Who lives where; arrays are (origin, destination, skill) unless said otherwise."""

    regions: tuple[str, ...]
    skills: tuple[str, ...]
    workers: np.ndarray
    abroad: np.ndarray
    """Off the diagonal."""
    free: np.ndarray
    """Inside a free-movement area."""
    sending: np.ndarray
    """Where money is sent home today; elsewhere the cost of sending is not known."""
    labour_force: np.ndarray
    """Workers living in a region, all births (region, skill)."""
    population: np.ndarray
    """Residents, persons (region)."""

    @classmethod
    def of(cls, bench: xr.Dataset) -> People:
        """The people of a benchmark."""
        workers = bench.workers.transpose(*CORRIDOR).values.astype(float)
        abroad = np.broadcast_to(~np.eye(len(workers), dtype=bool)[:, :, None], workers.shape)
        free = bench.free_movement.transpose("origin", "destination").values.astype(bool)
        sent = accounts.remittances_sent(bench).transpose("origin", "destination").values > 0
        return cls(
            regions=tuple(bench.region.values.tolist()),
            skills=tuple(bench.skill.values.tolist()),
            workers=workers,
            abroad=abroad,
            free=abroad & free[:, :, None],
            sending=abroad & sent[:, :, None],
            labour_force=workers.sum(axis=0),
            population=bench.population.values.astype(float),
        )

    def corridor(self, cell: Iterable[int]) -> Corridor:
        """Labels of a cell."""
        o, d, k = cell
        return self.regions[o], self.regions[d], self.skills[k]

    def cell(self, corridor: Corridor) -> tuple[int, int, int]:
        """Cell of labels."""
        o, d, k = corridor
        return self.regions.index(o), self.regions.index(d), self.skills.index(k)

    def cells(self, mask: np.ndarray) -> list[tuple[int, int, int]]:
        """Cells of a mask, origin running slowest."""
        return [(int(o), int(d), int(k)) for o, d, k in np.argwhere(mask)]

    def described(self, mask: np.ndarray) -> str:
        """The corridors of a mask in words, the first few by name."""
        cells = self.cells(mask)
        names = [f"{o} to {d} ({k})" for o, d, k in map(self.corridor, cells[:LISTED])]
        more = f" and {len(cells) - LISTED} more" if len(cells) > LISTED else ""
        return ", ".join(names) + more


def named(
    clause: VisaClause | LevyClause | SharesClause | IrregularClause | EnforcementClause,
    bench: xr.Dataset,
) -> np.ndarray:
    """The corridors a clause names, with or without migrants (origin, destination, skill)."""
    regions = vocabulary(bench, "region")
    to = np.isin(bench.region.values, select(clause.to, regions))
    among = getattr(clause, "instrument", None) == "close_gap"
    words = clause.to if among else clause.origins
    origins = np.isin(bench.region.values, select(words, regions))
    skill = np.isin(bench.skill.values, select(clause.skill, vocabulary(bench, "skill")))
    mask = origins[:, None, None] & to[None, :, None] & skill[None, None, :]
    return mask & ~np.eye(len(to), dtype=bool)[:, :, None]
