"""What an outcome can hang on: parameters, data, and any number that the scenario gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cge.benchmark.schema import PARAMETERS
from cge.benchmark.would_be import CENTRAL, totals
from cge.errors import UsageError
from cge.nearest import allowed_names
from cge.places import Place
from cge.scenario.override import put
from cge.sensitivities.data import Datum, data_of, every_table, value_of
from cge.sweeps.inputs import centred
from cge.sweeps.ranges import DATA, Range, ranges
from cge.sweeps.shapes import FIXED

if TYPE_CHECKING:
    import xarray as xr

    from cge.yaml_file import Source

Case = tuple["Source", "xr.Dataset"]
"""A scenario and the benchmark it is read on."""
ENDLESS, OFF = "derivative in 1/value", "off by default"
PARAMETER, DATUM, VALUE = "parameter", "data", "scenario"


@dataclass(frozen=True)
class Input:
    """One number that is moved."""

    name: str
    kind: str
    """``parameter``, ``data`` or ``scenario``."""
    value: float
    """Where it is; 1 for several data, which move by one ratio."""
    low: float
    """Ends of its range; NaN where it has none."""
    high: float
    reciprocal: bool
    """Infinite: one over it is moved, from zero."""
    at: Callable[[float], Case]
    """Scenario and benchmark at a value."""
    note: str = ""

    @property
    def point(self) -> float:
        """Where it is on the scale on which it is moved."""
        return 0.0 if self.reciprocal else self.value

    def moved(self, point: float) -> Case:
        """Scenario and benchmark at a point of the scale."""
        if not self.reciprocal:
            return self.at(point)
        return self.at(1.0 / point if point else np.inf)


def every_input(
    source: Source,
    bench: xr.Dataset,
    parameters: Sequence[str] | None = None,
    data: Sequence[str] | None = None,
    over: Sequence[str] = (),
) -> list[Input]:
    """Parameters and data that are asked for, and values of the scenario.

    Parameters
    ----------
    parameters
        Names; every parameter where it is None.
    data
        Selectors; every table where it is None.
    over
        Dotted keys of the scenario.

    Raises
    ------
    UsageError
        For a selector or key that leads nowhere.
    """
    known = ranges(bench)
    given = source.data.get("parameters") or {}
    there = [name for name in PARAMETERS if given.get(name) is not None or name in bench]
    named = there if parameters is None else parameters
    for name in named:
        if name not in there:
            msg = f"{name!r} is no parameter of this scenario; {allowed_names(name, there)}"
            raise UsageError(msg)
    chosen = every_table(bench) if data is None else [d for t in data for d in data_of(t, bench)]
    return [
        *(_value(key, source, bench) for key in over),
        *(one for name in named for one in _parameters(name, source, bench, known)),
        *(_datum(one, source, bench, known) for one in chosen),
    ]


def _parameters(
    name: str, source: Source, bench: xr.Dataset, known: Mapping[str, Range]
) -> Iterator[Input]:
    """A parameter; where it is by sector or skill, one for each label."""
    own = (source.data.get("parameters") or {}).get(name)
    about = known.get(name)
    about = None if about is None else centred(about, source.data)
    if name == "would_be_migrants" and not isinstance(own, int | float) and "would_move" in bench:
        own = float(totals(bench).sel(belief=own or CENTRAL))  # a belief is one total of a line
    values = _by_label(own, bench.get(name))
    for n, (label, value) in enumerate(values.items()):
        low, high = _ends(about, n)
        shown = f"{name}[{label}]" if label else name
        at = _setting(source, bench, name, label, values)
        endless = bool(np.isinf(value))
        off = about is not None and about.shape == FIXED and low < high
        note = ENDLESS if endless else OFF if off else ""
        yield Input(shown, PARAMETER, value, low, high, endless, at, note)


def _ends(about: Range | None, n: int) -> tuple[float, float]:
    """Ends of a range; NaN where nothing is between them."""
    if about is None:
        return np.nan, np.nan
    low, high = (float(np.atleast_1d(end)[n]) for end in (about.low, about.high))
    return (low, high) if low < high else (np.nan, np.nan)


def _by_label(own: Any, array: xr.DataArray | None) -> dict[str, float]:
    """Value by label, that of the scenario before that of the benchmark."""
    if array is None or not array.dims:
        return {"": float(array if own is None else own)}  # type: ignore[arg-type]
    labels = [str(x) for x in array[array.dims[0]].values]
    start = dict(zip(labels, array.values.astype(float).tolist(), strict=True))
    if own is None:
        return start
    return start | (own if isinstance(own, dict) else dict.fromkeys(labels, float(own)))


def _setting(
    source: Source, bench: xr.Dataset, name: str, label: str, values: Mapping[str, float]
) -> Callable[[float], Case]:
    def at(value: float) -> Case:
        written: Any = {**values, label: value} if label else value
        return put(source, f"parameters.{name}", written, Place(f"sensitivity: {name}")), bench

    return at


def _datum(one: Datum, source: Source, bench: xr.Dataset, known: Mapping[str, Range]) -> Input:
    value = value_of(bench, one)
    if not value:
        msg = f"{one.name} is zero, and a datum moves in proportion; name cells that are not"
        raise UsageError(msg)
    about = known.get(DATA + one.table)
    low, high = _ends(about, 0)

    def at(moved: float) -> Case:
        return source, one.moved(bench, moved / value)

    return Input(one.name, DATUM, value, low * value, high * value, False, at)


def _value(key: str, source: Source, bench: xr.Dataset) -> Input:
    place = Place(f"--over {key}")
    put(source, key, 0.0, place)  # says where a key leads nowhere
    value: Any = source.data
    for part in key.split("."):
        if isinstance(value, list):
            names = [one.get("name") if isinstance(one, dict) else None for one in value]
            value = value[names.index(part) if part in names else int(part)]
        else:
            value = value.get(part)
        if value is None:
            break
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        msg = f"{place}: found {value!r}; allowed: a key at which the scenario has a finite number"
        raise UsageError(msg)

    def at(moved: float) -> Case:
        return put(source, key, moved, place), bench

    return Input(key, VALUE, float(value), np.nan, np.nan, False, at)
