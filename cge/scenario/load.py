"""From a scenario file, its parents and ``--set`` options to a checked :class:`Scenario`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cge.benchmark.shipped import available
from cge.errors import ScenarioError, UsageError
from cge.nearest import nearest
from cge.paths import there
from cge.places import NOWHERE, Key, Place, Problems
from cge.scenario.messages import add_errors
from cge.scenario.names import add_unknown_names
from cge.scenario.override import override, put
from cge.scenario.schema import MERGED, Scenario
from cge.scenario.shipped import shipped_scenarios
from cge.yaml_file import Source, read_yaml, shown

if TYPE_CHECKING:
    import xarray as xr

OWN = ("name", "description", "base")
"""Keys that a scenario does not inherit."""
SILENT = ("benchmark", "report", "sources")
"""Keys that change nothing of what a scenario does."""
RENAMED = {"eu_free_movement": "eu_free_movement_undone"}
"""Shipped scenarios by the names that they had before."""
SUFFIXES = (".yaml", ".yml")


def load_scenario(
    what: str | Path | Mapping[str, Any],
    *,
    overrides: Iterable[str] = (),
    bench: xr.Dataset | None = None,
) -> Scenario:
    """Read a scenario by name or path, with parents merged and options applied.

    Parameters
    ----------
    what : str, Path or mapping
        Path of a file, name of a shipped scenario, or what such a file holds.
    overrides : iterable of str
        ``dotted.key=value``, applied after the parents.
    bench : xarray.Dataset, optional
        With it, names of regions, skills and sectors are checked in the same pass.

    Raises
    ------
    ScenarioError
        With every mistake, one per line: ``file:line: key: found; allowed; nearest``.
    """
    return parse(read_source(what, overrides=overrides), bench)


def read_source(
    what: str | Path | Mapping[str, Any] | Source, *, overrides: Iterable[str] = ()
) -> Source:
    """The values and places of a scenario, parents merged, options applied, nothing checked yet.

    A text that was read already (:class:`Source`) has no parents.
    """
    if isinstance(what, Source):
        source = what
    elif isinstance(what, Mapping):
        source = Source(with_parents(what), dict(NOWHERE))
    else:
        source = _with_parents(find_scenario(what), ())
    listed = list(overrides)
    for option in listed:
        source = _overridden(source, option)
    return _retitled(source, listed)


def _overridden(source: Source, option: str) -> Source:
    """Carry out an option; what is wrong with it is told together with all other mistakes."""
    place = Place(f"--set {option}")
    try:
        return override(source, option)
    except ScenarioError as error:
        found = [(place, line.removeprefix(f"{place}: ")) for line in str(error).splitlines()]
        return replace(source, faults=[*source.faults, *found])


def _retitled(source: Source, options: list[str]) -> Source:
    """Describe a scenario by what ``--set`` changes: its own words may no longer be true."""
    changed = [o for o in options if o.partition("=")[0].strip() not in (*OWN, *SILENT)]
    described = any(o.partition("=")[0].strip() == "description" for o in options)
    if not changed or described:
        return source
    text = f"{source.data.get('name', 'scenario')} with {', '.join(changed)}"
    places = {**source.places, ("description",): Place(f"--set {changed[0]}")}
    return Source({**source.data, "description": text}, places, source.faults)


def parse(source: Source, bench: xr.Dataset | None = None) -> Scenario:
    """Check a source against the schema and, with a benchmark, against its names."""
    problems = Problems(source.places, list(source.faults))
    scenario = None
    try:
        scenario = Scenario.model_validate(source.data, context={MERGED: True})
    except ValidationError as error:
        add_errors(error, source.data, problems)
    if bench is not None:
        add_unknown_names(source.data, bench, problems)
    problems.raise_if_any()
    assert scenario is not None  # a ValidationError always leaves a problem
    scenario.places.clear()
    scenario.places.update(source.places)
    return scenario


def benchmark_of(source: Source) -> str | None:
    """The benchmark a source asks for: a shipped name, or a path relative to the file.

    A shipped name wins over a folder of that name beside the scenario (which is ``./world``).
    """
    name = source.data.get("benchmark")
    if not isinstance(name, str) or name in available():
        return name if isinstance(name, str) else None
    if not name.strip():
        return None
    beside = _folder(source, ("benchmark",)) / name
    return str(beside) if there(beside) else name


def find_scenario(what: str | Path, beside: Path | None = None) -> Path:
    """The file of a scenario: as given, beside the file that names it, or shipped.

    Raises
    ------
    UsageError
        If there is none, with the nearest name.
    """
    folders = [Path()] if beside is None else [beside]
    for folder in folders:
        for suffix in ("", *SUFFIXES):
            path = folder / f"{what}{suffix}"
            if there(path) and path.is_file():
                return path
    known = shipped_scenarios()
    name = RENAMED.get(str(what), str(what))
    if name in known:
        return known[name]
    listed = ", ".join(known) or "none"
    msg = f"there is no scenario {str(what)!r}; shipped: {listed}{nearest(what, known)}"
    raise UsageError(msg)


def changed(
    scenario: Scenario, changes: Mapping[str, Any], sections: Mapping[str, Any]
) -> Scenario:
    """A scenario with values replaced (:meth:`Scenario.with_`).

    Raises
    ------
    ScenarioError
        With every mistake.
    """
    written = scenario.as_written()
    source = Source(merge(written, dict(sections)), dict(NOWHERE))
    for path, value in changes.items():
        source = put(source, path, value, Place(f"with_ {path}"))
    keys = [f"{key}={value}" for key, value in {**changes, **sections}.items()]
    return parse(_retitled(source, keys))


def merge(parent: Any, child: Any) -> Any:
    """The child on top of the parent: mappings key by key, all else replaced."""
    if isinstance(parent, dict) and isinstance(child, dict):
        merged = {key: merge(parent[key], child[key]) for key in parent if key in child}
        return {**parent, **child, **merged}
    return child


def with_parents(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a scenario made in Python says, on top of what its ``base`` says.

    Raises
    ------
    ScenarioError, UsageError
        If there is no such base, or it has mistakes.
    """
    base = data.get("base")
    if not isinstance(base, str):
        return dict(data)
    parent = _with_parents(find_scenario(base), ())
    parent.raise_if_faulty()
    inherited = {key: value for key, value in parent.data.items() if key not in OWN}
    merged: dict[str, Any] = merge(inherited, dict(data))
    return merged


def _with_parents(path: Path, children: tuple[Path, ...]) -> Source:
    source = read_yaml(path)
    base = source.data.get("base")
    if not isinstance(base, str):
        return source
    chain = (*children, path.resolve())
    place = source.places[("base",)]
    try:
        parent_path = find_scenario(base, beside=path.parent)
    except UsageError as error:
        msg = f"{place}: base: {error}"
        raise ScenarioError(msg) from None
    if parent_path.resolve() in chain:
        msg = f"{place}: base: {shown(parent_path)} is this scenario itself or descends from it"
        raise ScenarioError(msg)
    parent = _with_parents(parent_path, chain)
    inherited = {key: value for key, value in parent.data.items() if key not in OWN}
    data = merge(inherited, source.data)
    places = _merged_places(data, parent.places, source.places)
    return Source(data, places, [*parent.faults, *source.faults])


def _merged_places(
    data: Any, parent: dict[Key, Place], child: dict[Key, Place]
) -> dict[Key, Place]:
    """Places of the values that survive a merge: the child's where it speaks, else the parent's."""
    places: dict[Key, Place] = {(): child[()]}

    def visit(value: Any, key: Key) -> None:
        for part in _parts(value):
            below = (*key, part)
            places[below] = child[below] if below in child else parent[below]
            visit(value[part], below)

    visit(data, ())
    return places


def _parts(value: Any) -> Iterable[str | int]:
    if isinstance(value, dict):
        return list(value)
    return range(len(value)) if isinstance(value, list) else ()


def _folder(source: Source, key: Key) -> Path:
    place = source.places.get(key, source.places[()])
    return Path(place.file).parent if place.line else Path()
