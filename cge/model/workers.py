"""How many live where, and what became of them: the persons partition (W-3), in workers.

Persons are split by what happened to them: stayers never left their country of birth, established
migrants were abroad at the benchmark and still are, new ones arrived, returnees went home.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.model import labour, sets, shares
from cge.model.declare import Declared, Set
from cge.model.definition import definition
from cge.model.sets import ODK, by_label

if TYPE_CHECKING:
    import xarray as xr

    from cge.model.block import Context
    from cge.scenario.settings import Settings

NATIVES, BEHIND = "natives", "remaining_behind"
"""Groups of stayers: of regions that do not send on balance, and of those that do."""
GROUPS = (NATIVES, BEHIND, "established_migrants", "new_migrants", "returnees")
"""Groups of persons, in the order of the result file; ``government`` follows them."""


def declare(c: Context) -> None:
    """Stayers of the benchmark, persons per worker, groups."""
    m, bench, settings = c.m, c.bench, c.settings
    for name, (over, array, dims) in numbers(bench).items():
        shares.fill(m, name, getattr(m, over), array, *dims)
    _declare_changes(m, bench, settings)
    m.SETTLED = Set(initialize=[k for k in m.CORRIDORS if m.mig_base[k] == 1], dimen=3)
    m.include(residents(bench, c.tech, c.moving))


@once
def residents(bench: xr.Dataset, tech: xr.Dataset, moving: xr.Dataset) -> Declared:
    """Stayers by what their region does; for each place, where its residents are from."""
    m, known = Declared("workers"), labour.corridors(bench, tech, moving)
    sends = by_label(sends_on_balance(bench), "region")
    of = {r: BEHIND if sends[r] else NATIVES for r in bench.region.values.tolist()}
    m.STAYERS = Set(initialize=[(of[o], o, k) for o, k in known.BORN], dimen=3)
    m.HOME = Set(initialize=[(o, o, k) for o, k in known.BORN], dimen=3)
    every = list(product(bench.region.values.tolist(), bench.skill.values.tolist()))
    m.RESIDENTS = Set(initialize=every, dimen=2)
    m.came_to = Set(m.RESIDENTS, initialize=sets.grouped(known.CORRIDORS, (1, 2), (0,), every))
    m.left_from = Set(m.RESIDENTS, initialize=sets.grouped(known.CORRIDORS, (0, 2), (1,), every))
    stays = set(known.BORN)
    here = {key: [key[0]] if key in stays else [] for key in every}
    m.born_at = Set(m.RESIDENTS, initialize=here)
    return m


@once
def numbers(bench: xr.Dataset) -> labour.Numbers:
    """Workers and persons at the benchmark, where they live and where they were born."""
    persons = bench.workers * bench.persons_per_worker
    rk = ("region", "skill")
    return {
        "natives": ("BORN", accounts.diagonal(bench.workers), rk),
        "family": ("CORRIDORS", bench.persons_per_worker + 0 * bench.workers, ODK),
        "persons_there": ("CORRIDORS", persons, ODK),
        "workers_there": ("CORRIDORS", bench.workers, ODK),
        "persons_home": ("BORN", accounts.diagonal(persons), rk),
    }


def _declare_changes(m: Declared, bench: xr.Dataset, settings: Settings) -> None:
    """Corridors in which the scenario lets people arrive, and from which it lets them return."""
    given = settings.regime == "stock"
    more = settings.stock - bench.workers
    without = {key for way in settings.irregular for key in way.corridors}
    grow = by_label(~given | (more > 0), *ODK)
    shrink = by_label(~given | (more < 0), *ODK)
    m.GROWING = Set(initialize=[k for k in m.CORRIDORS if grow[k] or k in without], dimen=3)
    m.SHRINKING = Set(initialize=[k for k in m.CORRIDORS if shrink[k]], dimen=3)


@once
def sends_on_balance(bench: xr.Dataset) -> xr.DataArray:
    """Regions of net emigration at the benchmark (region)."""
    abroad = accounts.off_diagonal(bench.workers).sum("skill")
    left = abroad.sum("destination").rename(origin="region")
    return left > abroad.sum("origin").rename(destination="region")


@definition("M-4", over="BORN", before=True)
def at_home(m, o, k):
    """Workers who live where they were born, returnees included."""
    return m.natives[o, k] * m.stay[o, k]


@definition("M-4", over="REGIONS", before=True)
def all_at_home(m, r):
    """Workers of all skills who live where they were born."""
    return sum(at_home(m, r, k) for k in m.born_in[r])


@definition("W-3", over="STAYERS", of="group_number", elsewhere=0.0)
def stayers(m, g, o, k):
    """Workers who never left."""
    returned = sum(m.scale[o, d, k] * labour.returned(m, o, d, k) for d in m.left_from[o, k])
    return at_home(m, o, k) - returned


@definition("W-3", over="RESIDENTS", of="group_number", elsewhere=0.0, group="established_migrants")
def established_migrants(m, r, k):
    """Workers who were there at the benchmark and still are."""
    return sum(m.scale[o, r, k] * labour.established(m, o, r, k) for o in m.came_to[r, k])


@definition("W-3", over="RESIDENTS", of="group_number", elsewhere=0.0, group="new_migrants")
def all_new_migrants(m, r, k):
    """Workers who arrived, with a visa or without."""
    return sum(m.scale[o, r, k] * labour.arrived(m, o, r, k) for o in m.came_to[r, k])


@definition("W-3", over="RESIDENTS", of="group_number", elsewhere=0.0, group="returnees")
def all_returnees(m, r, k):
    """Workers who went home to r."""
    return sum(m.scale[r, d, k] * labour.returned(m, r, d, k) for d in m.left_from[r, k])


@definition("M-1", over="CORRIDORS", elsewhere=0.0)
def new_migrants(m, o, d, k):
    """Workers who arrived, with a visa or without."""
    return m.scale[o, d, k] * labour.arrived(m, o, d, k)


@definition("M-24", over="CORRIDORS", elsewhere=0.0)
def irregular_migrants(m, o, d, k):
    """Workers who came without a visa."""
    return m.scale[o, d, k] * m.irr[o, d, k]


@definition("M-1", over="CORRIDORS", elsewhere=0.0)
def returnees(m, o, d, k):
    """Workers who went back to their country of birth."""
    return m.scale[o, d, k] * labour.returned(m, o, d, k)


def more_workers(m, o, d, k):
    """Workers in a corridor beyond those of the benchmark."""
    return m.scale[o, d, k] * (m.mig[o, d, k] + m.irr[o, d, k] - m.mig_base[o, d, k])


@definition("M-1", over="CORRIDORS", of="workers", elsewhere=0.0)
def workers_abroad(m, o, d, k):
    """Workers by place of birth and of residence."""
    return m.workers_there[o, d, k] + more_workers(m, o, d, k)


@definition("M-4", over="HOME", of="workers", elsewhere=0.0)
def workers_at_home(m, o, d, k):
    """Workers who live where they were born."""
    return at_home(m, o, k)


@definition("M-1", over="CORRIDORS", of="migrants", elsewhere=0.0)
def persons_abroad(m, o, d, k):
    """Persons by places of birth and residence: movers take the family of their corridor along."""
    return m.persons_there[o, d, k] + m.family[o, d, k] * more_workers(m, o, d, k)


@definition("M-4", over="HOME", of="migrants", elsewhere=0.0)
def persons_at_home(m, o, d, k):
    """Persons who live where they were born: of all, those who have not moved."""
    moved = sum(m.family[o, e, k] * more_workers(m, o, e, k) for e in m.left_from[o, k])
    return m.persons_home[o, k] - moved
