"""Country database and a map -> a benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from calibration import aggregate, check, database, detail, net_trade
from calibration.reconcile.s17_beliefs import Corridors
from calibration.regions import Map, read_map, with_sectors, with_year
from calibration.sectors import parent, ten
from calibration.sources.producers import who_made
from calibration.vintage import vintage
from calibration.world import SECTORS, SKILLS, income_class
from cge.benchmark import would_be
from cge.benchmark.check import judge
from cge.benchmark.complete import complete
from cge.benchmark.fingerprint import fingerprint
from cge.benchmark.problems import Problems
from cge.benchmark.schema import BELIEFS, TABLES
from cge.benchmark.sets import Sets, mistakes
from cge.benchmark.store import write_benchmark
from cge.benchmark.tables import read_elasticities
from cge.errors import ScenarioError
from cge.paths import shipped

SECTOR_NAMES = {"agriculture": "Agriculture", "industry": "Industry", "services": "Services"}

RICH = "high_income"
BELIEVED = (
    "surveys of the wish to move (Gallup World Poll; low: Docquier, Machado and Sekkat 2015), "
    "balanced by corridor: docs/model/visa_price.md"
)
"""Source of the number of would-be migrants."""

DIGITS = 12
"""Elasticities are rounded, so that the mean of equal figures is that figure."""


def calibrate(
    map_path: Path,
    out: Path | None = None,
    data_folder: Path | None = None,
    sectors: str | None = None,
    year: int | None = None,
) -> xr.Dataset:
    """Build the benchmark that a map file describes from the committed country database.

    Parameters
    ----------
    map_path : Path
        Map file: name, description, regions and optionally sectors and skills.
    out : Path, optional
        NetCDF file to write.
    data_folder : Path, optional
        Data folder whose country databases are used.  By default the shipped one.
    sectors : str, optional
        ``three``, ``ten`` or a YAML file with the key ``sectors``, instead of the map's own.
    year : int, optional
        Base year of the country database, instead of the map's own.

    Returns
    -------
    xr.Dataset
        A complete benchmark in the sense of ``docs/benchmark.md``.

    Raises
    ------
    ScenarioError
        If the map has mistakes, with file and line of each.
    DataError
        If the benchmark does not balance.
    """
    plan = read_map(Path(map_path))
    if year is not None:
        plan = with_year(plan, year)
    if sectors is not None:
        plan = with_sectors(plan, sectors)
    folder = database.folder_of(plan.year, data_folder)
    data = database.read(folder)
    if plan.detailed:
        data = detail.read(data, folder)
    data = check.with_defaults(data)
    fold = aggregate.folding(data, plan.regions, plan.sectors, plan.skills)
    sets = _sets(plan, data, fold)
    if wrong := mistakes(sets):
        raise ScenarioError(
            "\n".join(f"{map_path}: {'.'.join(key)}: {text}" for key, text in wrong)
        )
    tables = aggregate.tables(data, fold)
    if plan.trade == "net":
        tables = net_trade.net(tables)
    given = {
        name: xr.DataArray(values, sets.coords(TABLES[name].dims), TABLES[name].dims)
        for name, values in tables.items()
    }
    problems = Problems(plan.name)
    given |= _elasticities(data, fold, sets, problems)
    pairs = ("origin", "destination")
    free = xr.DataArray(aggregate.free_pairs(data, fold), sets.coords(pairs), pairs)
    bench = complete(given, sets, free, problems, str(map_path))
    bench = with_beliefs(bench)
    check.require_sound(bench, plan.name)
    judge(bench).raise_if_errors()
    if out is not None:
        write_benchmark(bench, out)
    return bench


def with_beliefs(bench: xr.Dataset) -> xr.Dataset:
    """The benchmark with beliefs between their bounds, and their totals as a number with ends.

    Joining countries that are free to move with others may have moved a bound.
    """
    open_ = (would_be.barred(bench) > 0).values
    corridors = Corridors(bench.workers.values, open_, bench.member.sel(region_group=RICH).values)
    table = bench.would_move.where(open_, 0.0)
    bench = bench.assign(
        would_move=table.copy(data=np.stack([corridors.bounded(wish) for wish in table.values]))
    )
    total = would_be.totals(bench)
    low, central, high = (float(total.sel(belief=name)) for name in BELIEFS)
    attrs = {"status": "assumption", "source": BELIEVED, "low": low, "high": high}
    table = TABLES["would_be_migrants"]
    attrs |= {"long_name": table.long_name, "units": table.unit}
    bench = bench.assign(would_be_migrants=xr.DataArray(central, attrs=attrs))
    return bench.assign_attrs(sha256=fingerprint(bench))


def _sets(plan: Map, data: xr.Dataset, fold: aggregate.Folding) -> Sets:
    sector = str(data.attrs["remittance_sector"])
    return Sets(
        name=plan.name,
        description=plan.description,
        base_year=int(data.attrs["base_year"]),
        regions=plan.names,
        sectors={code: _sector_name(code) for code in plan.sectors},
        factors=[f for f in fold.labels["factor"] if f not in plan.skills],
        skills=list(plan.skills),
        groups=groups(plan, data, fold),
        remittance_sector=next(new for new, old in plan.sectors.items() if sector in old),
        sources=who_made(data, detailed=plan.detailed, net=plan.trade == "net"),
    )


def _sector_name(code: str) -> str:
    return SECTOR_NAMES.get(code) or str(ten()["name"].get(code, code.capitalize()))


def groups(plan: Map, data: xr.Dataset, fold: aggregate.Folding) -> dict[str, list[str]]:
    """Groups of regions: income classes by the members' joint GNI per head, parts of the world.

    ``high_income`` and ``developing`` partition the regions; a region belongs to a part of the
    world if all its members do.
    """
    gni = fold.sum(data["gni"].values, ("region",)) * 1e9
    per_head = gni / fold.sum(data["population"].values, ("region",))
    codes = list(plan.regions)
    floors = vintage(int(data.attrs["base_year"])).floors
    rich = [code for code, value in zip(codes, per_head, strict=True) if value > floors[-1]]
    result = {RICH: rich, "developing": [code for code in codes if code not in rich]}
    classes = income_class(pd.Series(per_head, index=codes), floors)
    for name in ("upper_middle_income", "lower_middle_income", "low_income"):
        result[name] = [code for code in codes if classes[code] == name]
    geography = dict(zip(data["region"].values.tolist(), data["geography"].values, strict=True))
    for part in sorted(set(geography.values()) - {""}):
        result[part] = [
            code for code in codes if all(geography[m] == part for m in plan.regions[code])
        ]
    return {name: members for name, members in result.items() if members}


def _elasticities(
    data: xr.Dataset, fold: aggregate.Folding, sets: Sets, problems: Problems
) -> dict[str, xr.DataArray]:
    """Elasticities of the committed table; those by label are weighted means.

    By sector with the weight of world output, by skill with that of workers.
    """
    own = sets.model_copy(
        update={"sectors": dict(SECTOR_NAMES), "skills": list(SKILLS), "factors": ["capital"]}
    )
    values = read_elasticities(shipped("data") / "elasticities.csv", own, problems)
    labels = data["sector"].values.tolist()
    spent = data["value_added"].sum("factor") + data["intermediate"].sum("sector_in")
    workers = data["workers"].sum(["origin", "destination"])
    place = [list(SECTORS).index(parent(x)) for x in labels]
    places: dict[str, Any] = {"sector": place, "skill": slice(None)}
    weights = {
        "sector": np.asarray(spent.sum("region").sel(sector=labels)),
        "skill": np.asarray(workers.sel(skill=list(SKILLS))),
    }
    same = {"sector": list(SECTORS), "skill": list(SKILLS)}

    def mean(figures: np.ndarray, dim: str) -> np.ndarray:
        """By label of the benchmark; a part of a broad sector has the broad one's figure."""
        weight = weights[dim]
        at: Any = places[dim]
        total = fold.sum(weight, (dim,))
        return (fold.sum(figures[at] * weight, (dim,)) / total).round(DIGITS)

    result = {}
    for name, array in values.items():
        dim = str(array.dims[0]) if array.dims else ""
        if not dim or fold.labels[dim] == same[dim]:
            result[name] = array
            continue
        new = xr.DataArray(
            mean(array.values, dim), sets.coords((dim,)), (dim,), attrs=dict(array.attrs)
        )
        for bound in ("low", "high"):
            limit = np.asarray(array.attrs[bound], dtype=float)
            new.attrs[bound] = mean(np.broadcast_to(limit, array.shape), dim)
        result[name] = new
    return result
