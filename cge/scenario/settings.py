"""What a scenario means on one benchmark: plain arrays and sets, no YAML, no Pyomo.

:class:`Settings` is the only thing that :mod:`cge.model` knows of a scenario.  It states which
equations hold (closure, regime of every corridor) and the value of every parameter once the shock
is complete; the benchmark values are where the path starts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

Corridor = tuple[str, str, str]
"""(origin, destination, skill)"""

REGIMES = ("home", "closed", "stock", "quota", "free", "price", "close_gap")
"""What decides the number of workers in a corridor.

home       the diagonal: those who stay where they were born
closed     no benchmark stock, and nothing opens it: nobody moves
stock      the number is given (benchmark or target); the visa price that clears it follows
quota      at most the cap's limit, complementary to a visa price >= 0
free       visa price 0
price      visa price given (``others: price`` keeps today's)
close_gap  workers move until a share of the wage gap is closed (Moses and Letnes)
"""


@dataclass(frozen=True)
class Closure:
    """Which side gives way in each market that theory leaves open (model sections K, Y-4, C)."""

    capital: Literal["fixed", "mobile", "steady"] = "fixed"
    fiscal: str = "lump_sum"
    """One of :data:`cge.scenario.closures.FISCAL`."""
    numeraire: str = "world_cpi"
    """``world_cpi``, or the code of a region whose consumer price index is 1."""
    trade: Literal["armington", "homogeneous"] = "armington"
    ownership: Literal["portable", "residence"] = "portable"
    others: Literal["stock", "price"] = "stock"


@dataclass(frozen=True)
class Cap:
    """One quota: at most ``limit`` workers over all its corridors together, at one visa price.

    ``today`` is the benchmark number in these corridors: at that limit nothing changes.
    """

    name: str
    corridors: tuple[Corridor, ...]
    today: float
    limit: float


@dataclass(frozen=True)
class GapClosing:
    """Moses-Letnes: in each ``regions`` and ``skills``, w' = w - share x (w - wbar)."""

    name: str
    regions: tuple[str, ...]
    skills: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Settings:
    """A scenario on a benchmark, complete and checked.

    Arrays carry the dims and labels of the benchmark.
    """

    name: str
    closure: Closure
    regime: xr.DataArray
    """(origin, destination, skill) of str, one of :data:`REGIMES`."""
    stock: xr.DataArray
    """(origin, destination, skill) [workers]: numbers that ``stock`` corridors are set to."""
    visa_price: xr.DataArray
    """(origin, destination, skill) [share of income]: benchmark z0; target in ``price`` corridors
    is ``visa_price_target``."""
    visa_price_target: xr.DataArray
    """(origin, destination, skill): z that ``free`` and ``price`` corridors are brought to."""
    caps: tuple[Cap, ...] = ()
    gap_closing: GapClosing | None = None
    catch_up: xr.DataArray | None = None
    """(origin, destination, skill): part of the productivity gap that new migrants close (Y-1)."""
    eligibility: Mapping[str, xr.DataArray] = field(default_factory=dict)
    """``eligible`` (established migrants) and ``eligible_new``, each (origin, destination, skill):
    share of the transfers to a native that a migrant receives."""
    values: Mapping[str, xr.DataArray | float] = field(default_factory=dict)
    """Other parameters once the shock is complete, by table name (``tariff``, ``remittance_cost``,
    elasticities, ...) or one of: ``endowment(factor, region)`` [ratio to benchmark; for a skill it
    scales the work that each native does], ``productivity(sector, region)`` [ratio],
    ``factor_productivity(factor, region)`` [ratio], ``numeraire`` [level]."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """``yaml`` (the whole scenario, parents merged), ``description``, ``sources``."""
