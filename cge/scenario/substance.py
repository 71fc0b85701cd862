"""What settings do on a benchmark: what cannot matter there is left out, what is absent is stated.

Two scenarios of the same substance have the same equilibria.  A tariff where nothing is traded, a
levy that nobody pays, the barrier of a corridor whose number is given: none of these is substance.
:mod:`cge.scenario.effect` compares the substance with and without a clause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.schema import PARAMETERS
from cge.scenario.people import CORRIDOR, People
from cge.scenario.settings import DECIDE, Settings

if TYPE_CHECKING:
    from cge.scenario.settings import Irregular, Levy

Substance = dict[str, Any]
"""By a name: an array with dims, or a plain value."""

ABSENT = {"endowment": 1.0, "productivity": 1.0, "factor_productivity": 1.0, "matching": 0.0}
"""Values that hold where a scenario says nothing and the benchmark has no table."""


@dataclass(frozen=True)
class Ground:
    """Where on a benchmark, and under which regimes, anything can matter."""

    bench: xr.Dataset
    settings: Settings
    people: People
    there: xr.DataArray
    """Corridors with migrants at the benchmark (origin, destination, skill)."""
    arrive: xr.DataArray
    """Corridors in which newcomers are possible (origin, destination, skill)."""

    @classmethod
    def of(cls, settings: Settings, bench: xr.Dataset) -> Ground:
        """Where the regimes of the scenario leave anything to happen."""
        people = People.of(bench)
        there = settings.regime.copy(data=(people.workers > 0) & people.abroad)
        more = settings.stock > people.workers * (1 + 1e-12)
        chosen = settings.regime.isin([*DECIDE, "close_gap"])
        arrive = chosen | ((settings.regime == "stock") & more)
        for way in settings.irregular:
            for key in way.corridors if way.share > 0 else ():
                arrive.loc[key] = True
        return cls(bench, settings, people, there, arrive)

    def corridors(self, keys: tuple[tuple[str, str, str], ...]) -> xr.DataArray:
        """A mask of the corridors listed (origin, destination, skill)."""
        mask = np.zeros(self.people.workers.shape, dtype=bool)
        for key in keys:
            mask[self.people.cell(key)] = True
        return self.there.copy(data=mask)

    @cached_property
    def decided(self) -> xr.DataArray:
        """Corridors in which people decide whether to move."""
        return self.settings.regime.isin(DECIDE)

    @cached_property
    def sending(self) -> xr.DataArray:
        """Corridors in which money is sent home (origin, destination, skill)."""
        return self.there.copy(data=self.people.sending) & (self.there | self.arrive)


def substance(settings: Settings, bench: xr.Dataset) -> Substance:
    """All that the settings do, field by field."""
    ground = Ground.of(settings, bench)
    result: Substance = {}
    for field in fields(Settings):
        result |= FIELDS[field.name](ground)
    return result


def _nothing(_ground: Ground) -> Substance:
    return {}


def _plain(name: str) -> Callable[[Ground], Substance]:
    return lambda ground: {name: getattr(ground.settings, name)}


def _closure(ground: Ground) -> Substance:
    """``others`` acts through the regimes, ``ownership`` where there is property to keep."""
    plain = replace(ground.settings.closure, others="stock")
    if not bool((accounts.property_income(ground.bench) > 0).any()):
        plain = replace(plain, ownership="portable")
    return {"closure": plain}


def _regime(ground: Ground) -> Substance:
    """A price of zero that nobody is paid is free movement."""
    regime, target = ground.settings.regime, ground.settings.visa_price_target
    given = regime.isin(["free", "price"])
    unpaid = given & ~_priced(ground)
    return {
        "regime": xr.where(unpaid, "given", regime).transpose(*CORRIDOR),
        "visa_price_target": target.where(given, 0.0),
    }


def _stock(ground: Ground) -> Substance:
    return {"stock": ground.settings.stock.where(ground.settings.regime == "stock", 0.0)}


def _visa_price(ground: Ground) -> Substance:
    return {"visa_price": ground.settings.visa_price.where(ground.decided, 0.0)}


def _charges(ground: Ground) -> Substance:
    charges = ground.settings.charges
    if charges is None:
        return {}
    priced = _priced(ground)
    names = [name for name in charges.data_vars if name != "priced"]
    return {f"charges.{name}": charges[name].where(priced, 0.0) for name in names}


def _priced(ground: Ground) -> xr.DataArray:
    charges = ground.settings.charges
    if charges is None:
        return xr.zeros_like(ground.there)
    return charges["priced"].transpose(*CORRIDOR)


def _levies(ground: Ground) -> Substance:
    result: Substance = {}
    for levy in ground.settings.levies:
        paying = ground.corridors(levy.corridors) & _base(levy, ground)
        if levy.rate != 0 and bool(paying.any()):
            result[f"levy {levy.name}"] = paying
            result[f"levy {levy.name}, terms"] = replace(levy, corridors=())
    return result


def _base(levy: Levy, ground: Ground) -> xr.DataArray:
    """Corridors in which a levy has anything to be taken from."""
    if levy.base == "remittances":
        return ground.sending
    if levy.base == "property":
        return ground.arrive
    return ground.arrive | (ground.there & levy.established)


def _linkages(ground: Ground) -> Substance:
    """Cuts by pair, and corridors whose newcomers count for them."""
    if not ground.settings.linkages:
        return {}
    tariff = xr.DataArray(ground.settings.values.get("tariff", ground.bench.tariff))
    pairs = ((tariff != 0) & (ground.bench.trade > 0)).any("sector")
    taxed = pairs.transpose("exporter", "importer").values
    place = {region: n for n, region in enumerate(ground.people.regions)}
    cut, rate = np.zeros(taxed.shape), np.zeros(taxed.shape)
    arrive, counted = ground.arrive.values, np.zeros(ground.people.workers.shape)
    for link in ground.settings.linkages:
        cell = [place[s] for s in link.exporters], place[link.importer]
        cut[cell] = link.cut or 0.0
        there = [c for c in map(ground.people.cell, link.corridors) if arrive[c]]
        if link.per_percent and there:
            rate[cell] = link.per_percent
            for corridor in there:
                counted[corridor] += taxed[cell].any()
    return {
        "linkage.cut": pairs.transpose("exporter", "importer").copy(data=cut * taxed),
        "linkage.per_percent": pairs.transpose("exporter", "importer").copy(data=rate * taxed),
        "linkage.counted": ground.there.copy(data=counted),
    }


def _irregular(ground: Ground) -> Substance:
    def terms(way: Irregular) -> Irregular:
        return replace(way, raised_to=way.price if way.raised_to is None else way.raised_to)

    return {f"way {way.name}": terms(way) for way in ground.settings.irregular if way.share > 0}


def _wages(ground: Ground) -> Substance:
    """By skill and region: a clause that names several may change something in some."""
    return {f"wages {x.skill} {x.region}": x for x in ground.settings.wages}


def _enforcement(ground: Ground) -> Substance:
    """By destination; what costs nothing does nothing, and no help is nobody's."""
    return {
        f"enforcement {x.region}": x if x.saving else replace(x, helped_by=())
        for x in ground.settings.enforcement
        if x.share > 0
    }


def _seed(ground: Ground) -> Substance:
    seed = ground.settings.seed
    return {"seed": xr.zeros_like(ground.settings.stock) if seed is None else seed}


def _catch_up(ground: Ground) -> Substance:
    given = ground.settings.catch_up
    everywhere = xr.full_like(ground.settings.stock, float(ground.bench.catch_up))
    return {"catch_up": (everywhere if given is None else given).where(ground.arrive, 0.0)}


def _eligibility(ground: Ground) -> Substance:
    """Transfers matter where there are any, or where they balance the budget."""
    paid = accounts.transfer_per_worker(ground.bench).rename(region="destination") != 0
    if ground.settings.closure.fiscal in ("lump_sum", "transfers"):
        paid = xr.ones_like(paid)
    full = xr.ones_like(ground.settings.stock)
    given = ground.settings.eligibility
    where = {"eligible": ground.there, "eligible_new": ground.arrive}
    return {
        name: given.get(name, full).where((mask & paid).transpose(*CORRIDOR), 1.0)
        for name, mask in where.items()
    }


def _values(ground: Ground) -> Substance:
    result: Substance = {}
    for name in {*ground.settings.values, *MATTERS, *PARAMETERS} - {"catch_up"}:  # by corridor
        start = ground.bench[name] if name in ground.bench else ABSENT.get(name)
        value = ground.settings.values.get(name, start)
        if value is None:
            continue
        array = xr.DataArray(value)
        if name in MATTERS:
            mask = MATTERS[name](ground)
            array = xr.where(mask, array, 0.0) if mask.dims else array * float(mask)
        result[name] = array
    shares = accounts.remittance_share(ground.bench)
    for name, mask in (
        ("remittance_share", ground.there & ground.sending),
        ("remittance_share_new", ground.arrive & ground.sending),
    ):
        result[name] = ground.settings.values.get(name, shares).where(mask, 0.0)  # type: ignore[union-attr]
    return result


def _traded(ground: Ground) -> xr.DataArray:
    """Cells whose tariff is paid: bilateral trade, or every border where goods are homogeneous."""
    if ground.settings.closure.trade == "armington":
        return ground.bench.trade > 0
    return (ground.bench.exporter != ground.bench.importer) & (ground.bench.trade >= 0)


def _made(ground: Ground) -> xr.DataArray:
    """(sector, region) that produce, or may open where goods are homogeneous."""
    made = accounts.output(ground.bench) > 0
    opens = ground.settings.closure.trade == "homogeneous"
    if opens and "idle_value_added" in ground.bench:
        made = made | (ground.bench.idle_value_added.sum("factor") > 0)
    return made


def _moves(ground: Ground) -> xr.DataArray:
    return xr.DataArray(bool(ground.decided.any()))


def _mixed(ground: Ground) -> xr.DataArray:
    return xr.DataArray(bool((ground.there | ground.arrive).any()))


def _newcomers(ground: Ground) -> xr.DataArray:
    return xr.DataArray(bool(ground.arrive.any()))


MATTERS: Mapping[str, Callable[[Ground], xr.DataArray]] = {
    "tariff": _traded,
    "remittance_cost": lambda ground: ground.sending.any("skill"),
    "matching": lambda ground: ground.sending.any(["destination", "skill"]).rename(origin="region"),
    "endowment": lambda ground: accounts.factor_income(ground.bench) > 0,
    "productivity": _made,
    "factor_productivity": lambda ground: accounts.factor_income(ground.bench) > 0,
    "migration_elasticity": _moves,
    "esubnm": _mixed,
    "esubvin": _newcomers,
    "recent_share": _newcomers,
}
"""Where a value can matter; a value that is not listed always does."""

FIELDS: Mapping[str, Callable[[Ground], Substance]] = {
    "name": _nothing,
    "meta": _nothing,
    "closure": _closure,
    "regime": _regime,
    "stock": _stock,
    "visa_price": _visa_price,
    "visa_price_target": _nothing,  # with the regime
    "caps": _plain("caps"),
    "safeguards": _plain("safeguards"),
    "gap_closing": _plain("gap_closing"),
    "charges": _charges,
    "levies": _levies,
    "linkages": _linkages,
    "irregular": _irregular,
    "wages": _wages,
    "enforcement": _enforcement,
    "seed": _seed,
    "catch_up": _catch_up,
    "eligibility": _eligibility,
    "growth": _plain("growth"),
    "values": _values,
}
"""What each field of :class:`~cge.scenario.settings.Settings` does; every field has a line."""
