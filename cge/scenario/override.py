"""``--set dotted.key=value``: one value of a scenario replaced from the command line."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from cge.errors import ScenarioError
from cge.nearest import nearest
from cge.places import Key, Place
from cge.yaml_file import Source, read_value


def override(source: Source, option: str) -> Source:
    """Return the source with ``dotted.key=value`` carried out.

    Entries of a list are named by position (``visas.0``) or by their name (``visas.rich_quota``);
    values are YAML.

    Raises
    ------
    ScenarioError
        If the option has no ``=``, the key leads nowhere, or it is ``base``: parents are read
        before options are carried out.
    """
    place = Place(f"--set {option}")
    path, equals, text = option.partition("=")
    if not equals or not all(path.strip().split(".")):
        msg = f"{place}: write --set dotted.key=value, as in --set parameters.esubnm=10"
        raise ScenarioError(msg)
    if path.strip().split(".")[0] == "base":
        msg = (
            f"{place}: base: a parent is named in the file of a scenario and not by an option; "
            "run the parent itself with further --set, or write a file with this 'base'"
        )
        raise ScenarioError(msg)
    return put(source, path.strip(), read_value(text, str(place)), place)


def put(source: Source, path: str, value: Any, place: Place) -> Source:
    """Return the source with a value at a dotted key; ``place`` is where the value was written.

    Raises
    ------
    ScenarioError
        If the key leads nowhere.
    """
    parts = path.split(".")
    data = deepcopy(source.data)
    holder: Any = data
    key: Key = ()
    made: dict[Key, Place] = {}
    for part in parts[:-1]:
        step = _step(holder, part, key, place)
        if isinstance(holder, dict) and holder.get(step) is None:
            holder[step] = {}
            made[(*key, step)] = place
        holder = holder[step]
        key = (*key, step)
    last = _step(holder, parts[-1], key, place)
    key = (*key, last)
    holder[last] = value
    places = {old: at for old, at in source.places.items() if old[: len(key)] != key}
    return Source(data, {**places, **made, key: place}, source.faults)


def _step(holder: Any, part: str, key: Key, place: Place) -> str | int:
    """The key or list position that one part of the dotted key stands for."""
    here = ".".join(str(p) for p in key) or "the scenario"
    if isinstance(holder, dict):
        return part
    if not isinstance(holder, list):
        msg = f"{place}: {here} is the single value {holder!r} and has no part {part!r}"
        raise ScenarioError(msg)
    names = [entry.get("name") if isinstance(entry, dict) else None for entry in holder]
    if part in names:
        return names.index(part)
    if part.isdecimal() and int(part) < len(holder):
        return int(part)
    known = [name for name in names if name]
    allowed = f"0 to {len(holder) - 1}" if holder else "none: the list is empty"
    by_name = f" or {', '.join(known)}" if known else ""
    hint = nearest(part, known)
    msg = f"{place}: {here} has no entry {part!r}; allowed: {allowed}{by_name}{hint}"
    raise ScenarioError(msg)
