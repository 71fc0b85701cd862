"""One variable of a result as a table: cells chosen by labels, with names and unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark.countries import region_of
from cge.errors import UsageError
from cge.nearest import allowed_names
from cge.report.focus import row
from cge.report.items import names
from cge.report.sheet import Sheet
from cge.report.tidy import PLACES, chosen, table, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    import xarray as xr


def variables(result: xr.Dataset) -> Sheet:
    """Every variable of a result: dims, unit, meaning."""
    rows = tuple(
        (str(name), " ".join(map(str, array.dims)), unit_of(array), _meaning(array))
        for name, array in sorted(result.data_vars.items(), key=lambda pair: str(pair[0]))
        if not str(name).endswith("_base")
    )
    return Sheet("Variables of this result", ("variable", "dimensions", "unit", "meaning"), rows)


def show(result: xr.Dataset, variable: str, selection: Iterable[str], *, change: bool) -> Sheet:
    """Cells of a variable, before and after where the result has both.

    Parameters
    ----------
    selection : iterable of str
        ``dim=label`` or ``dim=label,label``: codes or names; groups of regions too.  ``region``
        means the place of a variable that has one.
    change : bool
        Add the change and its percentage.

    Raises
    ------
    UsageError
        If the result has no such variable, dim or label.
    """
    (variable,) = chosen(result, [variable])
    array = result[variable]
    at: dict[str, list[str]] = {}
    for word in selection:
        dim, labels = _chosen(result, array, word)
        at[dim] = labels
    part = array.sel(at)
    base = _before(result, variable)
    rows = []
    for cell, value in _cells(part):
        words = _named(result, cell)
        if base is None:
            rows.append((*words, value))
            continue
        before = float(base.sel(cell))
        _, _, _, _, difference, percent = row("", "", before, float(value))
        rows.append((*words, before, value, *((difference, percent) if change else ())))
    heads = ("before", "after", *(("change", "%") if change else ())) if base is not None else ("",)
    unit = f" [{unit_of(array)}]"
    columns = (*map(str, part.dims), *(f"{head or 'value'}" for head in heads))
    return Sheet(f"{variable}: {_meaning(array)}{unit}", columns, tuple(rows))


def _before(result: xr.Dataset, variable: str) -> xr.DataArray | None:
    """Values at the benchmark; those of real wages are wages, at prices of 1."""
    for name in (f"{variable}_base", f"{variable.removeprefix('real_')}_base"):
        if name in result:
            return result[name]
    return None


def _cells(part: xr.DataArray) -> Iterable[tuple[dict[str, str], str | float]]:
    frame: pd.DataFrame = table(part)
    dims = [str(dim) for dim in part.dims]
    for record in frame.itertuples(index=False):
        *labels, value = record
        yield dict(zip(dims, labels, strict=True)), value


def _named(result: xr.Dataset, labels: dict[str, str]) -> tuple[str, ...]:
    """Labels in words: full names of places."""
    known = names(result)
    return tuple(known.get(str(v), str(v)) if d in PLACES else str(v) for d, v in labels.items())


def _chosen(result: xr.Dataset, array: xr.DataArray, word: str) -> tuple[str, list[str]]:
    """Dim and labels of ``dim=label,label``."""
    dim, sign, wanted = word.partition("=")
    if not sign or not wanted.strip():
        msg = f"{word!r} selects nothing; write dim=label: region=DEU, skill=high"
        raise UsageError(msg)
    dim = _dim(array, dim.strip())
    labels: list[str] = []
    for label in filter(None, map(str.strip, wanted.split(","))):
        labels += _labels(result, array, dim, label)
    return dim, list(dict.fromkeys(labels))


def _dim(array: xr.DataArray, dim: str) -> str:
    """The dim of this name; ``region`` is the place of a variable that has one."""
    dims = [str(d) for d in array.dims]
    if dim in dims:
        return dim
    places = [d for d in dims if d in PLACES]
    if dim == "region" and len(places) == 1:
        return places[0]
    allowed = allowed_names(dim, dims) if dims else "it is a single number"
    msg = f"{array.name} has no dimension {dim!r}; {allowed}"
    raise UsageError(msg)


def _labels(result: xr.Dataset, array: xr.DataArray, dim: str, label: str) -> list[str]:
    known = array[dim].values.tolist()
    if dim not in PLACES:
        for name in known:
            if str(name) == label:
                return [name]
        msg = f"{label!r} is not a {dim}; {allowed_names(label, known)}"
        raise UsageError(msg)
    if "region_group" in result.coords and label in result.region_group.values:
        inside = result.member.sel(region_group=label).astype(bool)
        return [str(code) for code in result.region.values[inside.values]]
    return [region_of(label, result)]


def _meaning(array: xr.DataArray) -> str:
    return str(array.attrs.get("long_name", ""))
