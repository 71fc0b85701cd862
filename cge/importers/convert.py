"""From tables of others to a benchmark folder or file: merge, write, add people, judge."""

from __future__ import annotations

import csv
import shutil
import tempfile
from pathlib import Path

import numpy as np
import xarray as xr
from ruamel.yaml import YAML

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.benchmark.problems import Problems
from cge.benchmark.read import load_benchmark
from cge.benchmark.schema import PARAMETERS, TABLES
from cge.benchmark.store import write_benchmark
from cge.benchmark.tables import table_files
from cge.errors import DataError, ScenarioError, UsageError
from cge.files import check_folder_name, check_output
from cge.importers.flows import DIMS, Flows, Plan, merged, read_plan
from cge.importers.har import read_har
from cge.importers.icio import SHARES, read_icio

KINDS = ("har", "icio")


def import_data(kind: str, file: Path, plan_file: Path, tables: Path, out: Path) -> list[str]:
    """Convert a file of others and write a benchmark.

    Parameters
    ----------
    kind : str
        ``har`` or ``icio``.
    file : Path
        Base data, or an inter-country table.
    plan_file : Path
        YAML: name, regions, sectors, factors and skills of the benchmark.
    tables : Path
        Folder with the tables that such files do not have: ``workers.csv`` and
        ``elasticities.csv``, and any other table of a benchmark folder.
    out : Path
        Folder, or NetCDF file (``.nc``), to write: complete or not at all.

    Returns
    -------
    list of str
        What to be careful with.

    Raises
    ------
    UsageError, ScenarioError, DataError
    """
    if kind not in KINDS:
        msg = f"--from {kind}: allowed are {', '.join(KINDS)}"
        raise UsageError(msg)
    if not tables.is_dir():
        msg = f"{tables}: no such folder; it must hold workers.csv and elasticities.csv"
        raise DataError(msg)
    if out.exists() and out.suffix != ".nc":
        msg = f"{out} exists already; give another name with --out"
        raise UsageError(msg)
    check_output(out, [file, plan_file])
    if out.suffix != ".nc":
        check_folder_name(out)
    given = _tables_of(tables)
    plan = read_plan(plan_file)
    year = plan.base_year
    flows = read_har(file, year) if kind == "har" else read_icio(file, tables, year)
    money = merged(flows, plan, plan_file)
    factors, skills = _factors(flows, plan, plan_file)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".cge-import-", dir=out.parent) as scratch:
            folder = Path(scratch) / "benchmark"
            folder.mkdir()
            _write_sets(folder, flows, plan, factors, skills, money)
            _write_tables(folder, money, [*factors, *skills])
            for path in given:
                shutil.copyfile(path, folder / path.name)
            bench = _loaded(folder, tables)
            services = accounts.remittance_services(bench)
            if float(services.sum()) > 0:
                _take_from_households(folder, money["final_demand"], services)
                bench = _loaded(folder, tables)
            judge(bench).raise_if_errors()
            if out.suffix == ".nc":
                write_benchmark(bench, out)
            else:
                folder.rename(out)
    except OSError as error:
        msg = f"cannot write {out}: {error.strerror or error}"
        raise DataError(msg) from error
    return flows.cautions


def _tables_of(folder: Path) -> list[Path]:
    """Tables to add, factor shares left out; a file that would be overlooked is an error."""
    problems = Problems(str(folder))
    shares = Path(SHARES).stem
    names = [name for name in TABLES if name not in PARAMETERS]
    files = table_files(folder, [*names, "elasticities", shares], problems)
    problems.raise_if_any()
    return [path for name, path in files.items() if name != shares]


def _loaded(folder: Path, tables: Path) -> xr.Dataset:
    """The draft; mistakes are located in the user's own tables."""
    try:
        return load_benchmark(folder)
    except DataError as error:
        raise DataError(str(error).replace(str(folder), str(tables))) from error


def _take_from_households(folder: Path, final: xr.DataArray, services: xr.DataArray) -> None:
    """What sending costs is in the household consumption of such tables: it is shown apart."""
    paid = services.transpose("sector", "region").values
    rest = final.transpose(*DIMS["final_demand"]).copy()
    rest.loc[{"use": "household"}] = rest.sel(use="household").values - paid
    _write_csv(folder / "final_demand.csv", "final_demand", rest)


def _factors(flows: Flows, plan: Plan, path: Path) -> tuple[list[str], list[str]]:
    """Factors and skills of the benchmark."""
    if plan.skills is not None:
        return list(plan.factors or {}), list(plan.skills)
    labels = flows.labels("factor")
    factors = [f for f in labels if f in ("capital", "resources")]
    skills = [f for f in labels if f not in factors]
    if len(factors) == len(labels) or (plan.factors is not None):
        msg = f"{path}: skills: missing; the file has {', '.join(labels)}"
        raise ScenarioError(msg)
    return factors, skills


def _write_sets(
    folder: Path, flows: Flows, plan: Plan, factors: list[str], skills: list[str],
    money: dict[str, xr.DataArray],
) -> None:  # fmt: skip
    added = money["value_added"]
    regions, sectors = (added[d].values.tolist() for d in ("region", "sector"))
    document = {
        "name": plan.name,
        "description": plan.description,
        "base_year": flows.base_year,
        "regions": {r: plan.regions[r].name if plan.regions else r for r in regions},
        "sectors": {i: plan.sectors[i].name if plan.sectors else i for i in sectors},
        "factors": factors,
        "skills": skills,
        "groups": plan.groups,
        "free_movement": plan.free_movement,
        "remittance_sector": plan.remittance_sector or sectors[-1],
        "sources": {"value_added": f"imported from {flows.source}"},
    }
    with (folder / "sets.yaml").open("w", encoding="utf-8") as stream:
        YAML(typ="safe").dump(document, stream)


def _write_tables(folder: Path, money: dict[str, xr.DataArray], factors: list[str]) -> None:
    """Tables in long form; taxes as rates where the benchmark has rates."""
    base = {
        "export_tax": money["trade"],
        "tariff": money["trade"] + money.get("export_tax", 0.0),
        "income_tax": money["value_added"].sum("sector"),
    }
    for name, table in money.items():
        array = table.transpose(*DIMS[name])
        if name in base:
            whole = base[name].transpose(*DIMS[name])
            array = (array / whole.where(whole > 0)).fillna(0.0)
        if "factor" in array.dims:
            array = array.sel(factor=factors)
        _write_csv(folder / f"{name}.csv", name, array)


def _write_csv(path: Path, name: str, array: xr.DataArray) -> None:
    labels = [array[d].values.tolist() for d in array.dims]
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([*array.dims, "value", "unit"])
        for at in np.argwhere(array.values != 0):
            cell = [labels[n][i] for n, i in enumerate(at)]
            table.writerow([*cell, repr(float(array.values[tuple(at)])), TABLES[name].unit])
