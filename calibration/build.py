"""Raw public tables -> the committed country database, and how its figures came about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from calibration import check, database, detail
from calibration.explain import show
from calibration.outliers import outliers
from calibration.pipeline import reconcile
from calibration.sources.tidy import Tidy, tables_of
from calibration.steps import Log
from calibration.world import BASE_YEAR
from cge.benchmark import accounts, ras
from cge.errors import DataError
from cge.files import check_writable, write_bytes

STAMP = "build.json"
MOVES, FLAGS, COUNTRIES = "steps.csv", "imputations.csv", "countries.csv"
CLIPS, EVIDENCE, OUTLIERS = "clips.csv", "evidence.csv", "outliers.csv"
FILES = (MOVES, FLAGS, COUNTRIES, CLIPS, EVIDENCE, OUTLIERS)

CODE = Path(__file__).parent
CODE_PARTS = ("reconcile", "sources", "definitions")
CODE_FILES = (
    "pipeline.py",
    "database.py",
    "detail.py",
    "sectors.py",
    "world.py",
    "vintage.py",
    "steps.py",
    "build.py",
    "check.py",
    "outliers.py",
)


@dataclass(frozen=True)
class Report:
    """What a build did: whether anything was rebuilt, where it lies, and lines to show."""

    rebuilt: bool
    folder: Path
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def build_data(raw: Path, out: Path | None = None, year: int = BASE_YEAR) -> Report:
    """Build the country database unless raw tables and code are those of the last build.

    Parameters
    ----------
    raw : Path
        Folder of the raw tidy tables.
    out : Path, optional
        Data folder; the database becomes ``countries`` in it, ``countries_2017`` if of 2017.
        By default the shipped data.
    year : int
        Base year.

    Raises
    ------
    DataError
        If a raw table is missing or breaks its layout, or an account of the result does not
        balance.  The old database then stays.
    """
    folder = database.folder_of(year, out)
    tables = Tidy(Path(raw), year)
    paths = (tables.folder / f"{name}.csv" for name in tables_of(year))
    stamp = {"year": str(year), "raw": _digest(paths), "code": _code()}
    if _stamp(folder) == stamp:
        line = f"{folder.name}: up to date, raw tables and code are unchanged"
        return Report(rebuilt=False, folder=folder, lines=(line,))
    tables.check()
    log = Log()
    data = reconcile(tables, log)
    check.require_sound(data, "the country database")
    fine = detail.split(tables, data, log)
    check.require_sound(detail.join(data, fine), "the country database in ten sectors")
    check_writable(folder)
    (folder / STAMP).unlink(missing_ok=True)  # until all files are those of this build
    database.write(data, folder / database.FILE)
    database.write(fine, folder / detail.FILE)
    _csv(log.moves_table(), folder / MOVES)
    _csv(log.flags_table(), folder / FLAGS)
    _csv(summary(data, log), folder / COUNTRIES)
    _csv(log.clips_table(), folder / CLIPS)
    _csv(log.evidence_table(), folder / EVIDENCE)
    odd = outliers(check.with_defaults(data))
    _csv(odd, folder / OUTLIERS)
    write_bytes((json.dumps(stamp, indent=1) + "\n").encode(), folder / STAMP)
    return Report(rebuilt=True, folder=folder, lines=tuple(_lines(data, log, odd)))


def summary(data: xr.Dataset, log: Log) -> pd.DataFrame:
    """One line per region: headline figures a person can read, and what was imputed."""
    full = check.with_defaults(data)
    wage = accounts.native_wage(full) * 1e9
    saving = accounts.saving(full) / accounts.disposable_income(full)
    persons = data["persons"].values - np.diag(np.diag(data["persons"].values))
    labour = data["value_added"].isel(factor=slice(1, None)).sum(("factor", "sector"))
    total = data["value_added"].sum(("factor", "sector"))
    table = pd.DataFrame(
        {
            "region": data["region"].values,
            "name": data["country"].values,
            "geography": data["geography"].values,
            "income_class": data["income_class"].values,
            "gdp_bn_usd": data["gdp"].values,
            "gdp_ppp_bn_intusd": data["gdp_ppp"].values,
            "population": data["population"].values.round(),
            "labour_force": data["labour_force"].values.round(),
            "immigrants": persons.sum(axis=0).round(),
            "emigrants": persons.sum(axis=1).round(),
            "wage_low_usd": wage.sel(skill="low").values,
            "wage_high_usd": wage.sel(skill="high").values,
            "labour_share": (labour / total).values,
            "labour_tax_rate": data["income_tax"].isel(factor=1).values,
            "capital_tax_rate": data["income_tax"].isel(factor=0).values,
            "saving_share": saving.values,
            "foreign_saving_bn_usd": accounts.foreign_saving(full).values,
            "remittances_received_bn_usd": data["remittances"].sum("destination").values,
            "other_transfers_received_bn_usd": data["other_transfers"].sum("destination").values,
        }
    )
    flags = log.flags_table().groupby("region")["item"].agg(lambda items: "; ".join(items.unique()))
    return table.assign(imputed=table["region"].map(flags).fillna(""))


def _lines(data: xr.Dataset, log: Log, odd: pd.DataFrame) -> list[str]:
    """Totals and the largest moves of each step."""
    gdp = data["gdp"].to_series()
    moves = log.moves_table()
    change = (moves["after"] - moves["before"]).abs()
    money = ~moves["item"].str.contains("share|of_gdp|tariff|immigrants")
    moves = moves.assign(change=change.where(~money, change / moves["region"].map(gdp)))
    lines = [f"world GDP {float(gdp.sum()):,.1f} bn USD, {data.sizes['region']} regions"]
    for (step, item), part in moves.groupby(["step", "item"]):
        worst = part.nlargest(3, "change")
        text = ", ".join(
            f"{row.region} {show(row.before)} -> {show(row.after)}" for row in worst.itertuples()
        )
        lines.append(f"step {step} {item}: largest moves {text}")
    for item, part in odd.groupby("item", sort=False):
        far = ", ".join(f"{row.region} {show(row.value)}" for row in part.head(8).itertuples())
        median = show(part["median"].iloc[0])
        lines.append(f"out of the ordinary, {item!s} (median {median}): {len(part)}: {far}")
    lines.append(f"{len(log.clips)} figures brought to a bound, see {CLIPS}")
    lines.append(f"{len(log.flags)} figures imputed, see {FLAGS}")
    return lines


def _csv(table: pd.DataFrame, path: Path) -> None:
    text = table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write_bytes(text.encode(), path)


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _code() -> str:
    files = [CODE / name for name in CODE_FILES]
    files.append(Path(ras.__file__))
    for part in CODE_PARTS:
        files += sorted(p for p in (CODE / part).iterdir() if p.suffix in {".py", ".csv"})
    return _digest(files)


def _stamp(folder: Path) -> dict[str, str] | None:
    """Stamp of the last build; None if there is none, or its files are gone."""
    names = (database.FILE, detail.FILE, *FILES)
    path = folder / STAMP
    if not path.is_file() or not all((folder / name).is_file() for name in names):
        return None
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        msg = f"{path} is not readable: {error}; delete it to build again"
        raise DataError(msg) from error
