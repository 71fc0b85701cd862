"""Inter-country input-output tables (OECD ICIO, WIOD in the same layout) as flows.

One CSV table: rows and columns are ``COUNTRY_industry``; further columns are ``COUNTRY_use`` (HFCE,
NPISH, GGFC, GFCF, INVNT, DPABR) and the total; further rows are taxes less subsidies, value added
and output.  Values are at basic prices [10^6 USD].

Value added is not divided in the table: ``factor_shares.csv`` among the tables given with it says
how (columns ``factor, value``, and ``sector``, ``region`` where shares differ).  There are no
tariffs.  Taxes on final use are left out and become lump sums.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import numpy as np

from cge.benchmark.problems import Problems
from cge.benchmark.rows import REMARKS, Row, parsed, read_cells, read_rows
from cge.benchmark.schema import USES, Table
from cge.benchmark.tables import number
from cge.errors import DataError
from cge.importers.flows import Flows, finite, labelled
from cge.nearest import allowed_names
from cge.units import MILLION_USD

CELL = re.compile(r"^([A-Z][A-Z0-9]{2})_(.+)$")
WHOLE = {"MX1": "MEX", "MX2": "MEX", "CN1": "CHN", "CN2": "CHN", "CN3": "CHN", "CN4": "CHN"}
"""Parts of countries that some editions show apart."""
HOUSEHOLD, GOVERNMENT, INVESTMENT = USES
USE = {
    "HFCE": HOUSEHOLD, "NPISH": HOUSEHOLD, "DPABR": HOUSEHOLD, "NONRES": HOUSEHOLD,
    "HC": HOUSEHOLD, "CONS_H": HOUSEHOLD, "CONS_NP": HOUSEHOLD, "P33": HOUSEHOLD,
    "GGFC": GOVERNMENT, "CONS_G": GOVERNMENT,
    "GFCF": INVESTMENT, "INVNT": INVESTMENT, "INVEN": INVESTMENT,
}  # fmt: skip
TAXES, ADDED = ("TLS", "TAXSUB", "TXSP"), ("VA", "VALU")
TOTALS = ("OUT", "OUTPUT", "TOTAL", "GO")
SHARES = "factor_shares.csv"
SHARE = Table((), "share", "share of the factor in value added", None, 0.0, 1.0)
ADDS_UP = 1e-3
"""Share of output by which sales and costs may differ; the difference becomes a tax on output."""


def read_icio(path: Path, tables: Path, base_year: int | None) -> Flows:
    """Flows of an inter-country table; ``tables`` is the folder with the factor shares.

    Raises
    ------
    DataError
        If the table has no such rows and columns, does not add up, or factor shares are missing.
    """
    columns, rows, values = _read(path)
    year = _year(path, base_year)
    makers = [
        (n, *at) for n, at in enumerate(map(_place, rows)) if at and at[1].upper() not in TAXES
    ]
    buyers = [(n, *at) for n, at in enumerate(map(_place, columns)) if at]
    sectors = list(dict.fromkeys(i for _, _, i in makers))
    regions = list(dict.fromkeys(c for _, c, _ in makers))
    users = [*sectors, *USES]
    strange = _strange(rows, columns, sectors, regions)
    if not makers or strange:
        found = "; ".join(strange) or "no row COUNTRY_industry"
        msg = f"{path}: {found}; uses known are {', '.join(USE)}"
        raise DataError(msg)
    flow = np.zeros((len(sectors), len(regions), len(users), len(regions)))
    paid = np.zeros((2, len(users), len(regions)))  # taxes, value added
    margins = np.stack([_total(rows, values, TAXES), _total(rows, values, ADDED)])
    to_sector = {s: n for n, s in enumerate(sectors)}
    to_region = {r: n for n, r in enumerate(regions)}
    to_user = {u: n for n, u in enumerate(users)}
    lines = np.array([n for n, _, _ in makers])
    i = np.array([to_sector[x] for _, _, x in makers])
    s = np.array([to_region[x] for _, x, _ in makers])
    for column, region, use in buyers:
        at = to_user[use if use in to_sector else USE[use.upper()]], to_region[region]
        np.add.at(flow[:, :, at[0], at[1]], (i, s), values[lines, column])
        paid[:, at[0], at[1]] += margins[:, column]
    return _flows(flow, paid, sectors, regions, path, tables, year)


def _flows(
    flow: np.ndarray, paid: np.ndarray, sectors: list[str], regions: list[str], path: Path,
    tables: Path, base_year: int,
) -> Flows:  # fmt: skip
    size = len(sectors)
    cautions: list[str] = []
    _no_negative_demand(flow[:, :, size:], sectors, regions, path, cautions)
    shipped = flow.sum(axis=2)
    output = shipped.sum(axis=2)
    inputs = flow[:, :, :size].sum(axis=1)
    taxes, added = paid[:, :size]
    gap = output - inputs.sum(axis=0) - taxes - added
    if (abs(gap) > ADDS_UP * np.maximum(output, output.mean())).any():
        worst = np.unravel_index(abs(gap).argmax(), gap.shape)
        msg = (
            f"{path}: {regions[worst[1]]}_{sectors[worst[0]]}: sales {output[worst]:.5g}, costs "
            f"{output[worst] - gap[worst]:.5g} [10^9 USD]: the table does not add up"
        )
        raise DataError(msg)
    on_final = float(paid[0, size:].sum())
    if on_final:
        cautions.append(
            f"taxes on final use, {on_final:,.1f} x 10^9 USD, are left out: they become lump sums"
        )
    factors, shares = _factor_shares(tables / SHARES, sectors, regions)
    money = {
        "value_added": shares * added,
        "intermediate": inputs,
        "output_tax": taxes + gap,
        "final_demand": np.moveaxis(flow[:, :, size:].sum(axis=1), 1, 0),
        "trade": shipped * (1 - np.eye(len(regions))),
    }
    labels = {"factor": factors, "sector": sectors, "region": regions}
    return Flows(labelled(money, labels), base_year, path.name, cautions)


def _read(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    """Labels of columns and rows, each once, and the numbers [10^9 USD]."""
    problems = Problems(str(path))
    (_, head), *body = [*read_cells(path, problems)] or [("", [])]
    numbers = []
    for where, cells in body:
        if len(cells) != len(head):
            problems.add(where, f"{len(cells)} cells, but the first line has {len(head)}")
            continue
        try:
            numbers.append([parsed(text) for text in cells[1:]])
        except ValueError:
            wrong = next(n for n, text in enumerate(cells[1:], 1) if not _is_number(text))
            text = f"{cells[wrong]!r} in the column {head[wrong]} is not a number"
            problems.add(where, text)
    rows = [cells[0] for _, cells in body]
    for what, labels in (("row", rows), ("column", head[1:])):
        for label, times in Counter(labels).items():
            if times > 1:
                problems.add(path, f"the {what} {label!r} occurs {times} times")
    if not body:
        problems.add(path, "not a table with one row and one column of labels")
    problems.raise_if_any()
    values = np.array(numbers) * MILLION_USD
    return head[1:], rows, finite(values, "the table", str(path))


def _is_number(text: str) -> bool:
    try:
        parsed(text)
    except ValueError:
        return False
    return True


def _strange(
    rows: list[str], columns: list[str], sectors: list[str], regions: list[str]
) -> list[str]:
    """Rows and columns that would not be read: every label is known, or told."""
    users = {c for c in columns if (at := _place(c)) and at[0] in regions
             and (at[1] in sectors or at[1].upper() in USE)}  # fmt: skip
    sums = {label for label in (*rows, *columns) if label.upper() in TOTALS}
    paid = {row for row in rows if row.upper().split("_")[-1] in (*TAXES, *ADDED)}
    made = {row for row in rows if _place(row)}
    found = []
    for what, labels, known in (("rows", rows, made | paid | sums),
                                ("columns", columns, users | sums)):  # fmt: skip
        unknown = [label for label in labels if label not in known]
        if unknown:
            found.append(f"unknown {what} {unknown[:5]}")
    bought = {_place(column) for column in columns}
    absent = [row for row in rows if row not in paid | sums and _place(row) not in bought]
    if absent and not found:
        found.append(f"rows {absent[:5]} have no column of the same name")
    return found


def _place(label: str) -> tuple[str, str] | None:
    """Country and industry or use of a label; None for totals and rows of the whole world."""
    found = CELL.match(label)
    if not found or label.upper() in TOTALS:
        return None
    return WHOLE.get(found[1], found[1]), found[2]


def _total(rows: list[str], values: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Rows of these names, those by country (``AUS_TAXSUB``) included, added up."""
    ours = [n for n, label in enumerate(rows) if label.upper().split("_")[-1] in names]
    return values[ours].sum(axis=0)


def _no_negative_demand(
    final: np.ndarray, sectors: list[str], regions: list[str], path: Path, cautions: list[str]
) -> None:
    """Stocks that are run down: taken from what investors, then households, buy of the good."""
    total = final.sum(axis=1)  # (good, use, importer)
    cells = np.argwhere((final < 0).any(axis=1) & True)
    moved = 0.0
    for i, u, d in cells:
        lost = np.minimum(final[i, :, u, d], 0.0)
        moved -= lost.sum()
        final[i, :, u, d] -= lost
        pool = final[i, :, :, d]
        left = pool.sum() + lost.sum()
        if left < 0:
            msg = (
                f"{path}: final demand for {sectors[i]} in {regions[d]} is negative "
                f"({total[i, :, d].sum():.4g} x 10^9 USD)"
            )
            raise DataError(msg)
        source = pool.sum(axis=1)
        keep = np.where(source > 0, 1 + np.divide(lost, source, where=source > 0,
                        out=np.zeros_like(source)), 1.0)  # fmt: skip
        final[i, :, :, d] = pool * np.maximum(keep, 0.0)[:, None]
    if moved:
        cautions.append(
            f"stocks run down by {moved:,.1f} x 10^9 USD: taken from other final demand for the "
            "same goods"
        )


def _factor_shares(
    path: Path, sectors: list[str], regions: list[str]
) -> tuple[list[str], np.ndarray]:
    """Factors, and their shares in value added (factor, sector, region)."""
    if not path.is_file():
        msg = (
            f"{path}: missing; an inter-country table does not divide value added: give a table "
            "with columns factor, value, and sector, region where shares differ (sum 1)"
        )
        raise DataError(msg)
    problems = Problems(str(path))
    rows = [*read_rows(path, ("factor", "value"), ("sector", "region", *REMARKS), problems)]
    factors = list(dict.fromkeys(row.cells["factor"] for row in rows))
    shares = np.full((len(factors), len(sectors), len(regions)), np.nan)
    taken: dict[tuple[str, int, int, int], Row] = {}
    for row in sorted(rows, key=_detail):
        at = _cells_of(row, factors, sectors, regions, problems)
        value = number(row, "value", SHARE, problems)
        unit = row.cells.get("unit", "")
        if unit and unit != SHARE.unit:
            problems.add(row.where, f"unit {unit!r}: factor shares are in {SHARE.unit!r}")
        if at is None or value is None:
            continue
        for cell in itertools.product(*at):
            before = taken.get((row.cells["factor"], *cell))
            if before is not None and _detail(before) == _detail(row):
                text = f"the share of {row.cells['factor']} was given before, at {before.where}"
                problems.add(row.where, text)
                break
            taken[row.cells["factor"], *cell] = row
            shares[cell] = value
    problems.raise_if_any()
    if not np.allclose(shares.sum(axis=0), 1.0, atol=1e-6):
        worst = np.unravel_index(np.nan_to_num(abs(shares.sum(axis=0) - 1), nan=9).argmax(),
                                 shares.shape[1:])  # fmt: skip
        where = f"{sectors[worst[0]]}, {regions[worst[1]]}"
        msg = f"{path}: shares of {where} add up to {shares.sum(axis=0)[worst]:.6g}, not 1"
        raise DataError(msg)
    return factors, shares / shares.sum(axis=0)


def _detail(row: Row) -> int:
    """How many of sector and region a row names: the more, the later it is applied."""
    return bool(row.cells.get("sector")) + bool(row.cells.get("region"))


def _cells_of(
    row: Row, factors: list[str], sectors: list[str], regions: list[str], problems: Problems
) -> tuple[list[int], list[int], list[int]] | None:
    """Positions that a row speaks of; None after noting a label that is not in the table."""
    found: list[list[int]] = [[factors.index(row.cells["factor"])]]
    for dim, labels in (("sector", sectors), ("region", regions)):
        label = row.cells.get(dim, "")
        if label and label not in labels:
            problems.add(row.where, f"{label!r} is not a {dim}; {allowed_names(label, labels)}")
            return None
        found.append([labels.index(label)] if label else list(range(len(labels))))
    if not row.cells["factor"]:
        problems.add(row.where, "the factor is empty")
        return None
    return found[0], found[1], found[2]


def _year(path: Path, stated: int | None) -> int:
    """The year that the map states, else the one in the name of the file.

    Raises
    ------
    DataError
        If neither says it.
    """
    found = re.search(r"(19|20)\d\d(?=\D*$)", path.stem)
    if stated is not None:
        return stated
    if found is None:
        msg = f"{path}: base_year is missing: neither the map nor the name of the file says it"
        raise DataError(msg)
    return int(found[0])
