"""Map files: which countries, sectors and skills of the database make up those of a benchmark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from calibration.sectors import expand, ten
from calibration.vintage import VINTAGES, vintage
from calibration.world import BASE_YEAR, SECTORS, SKILLS, countries, regions
from cge.errors import ScenarioError
from cge.nearest import allowed_names
from cge.yaml_file import read_yaml

REST = "rest"
"""``members: rest`` takes every country that no other region names."""

KEYS = ("name", "description", "year", "regions", "sectors", "skills", "trade")
SUFFIXES = (".yaml", ".yml")

THREE, TEN = "three", "ten"
"""``sectors: ten`` keeps the ten sectors apart."""

TRADE = ("gross", "net")
"""``trade: net`` makes a benchmark for homogeneous goods."""


@dataclass(frozen=True)
class Map:
    """An aggregation: members by new code, in order, and full names of the regions."""

    name: str
    description: str
    regions: dict[str, list[str]]
    names: dict[str, str]
    sectors: dict[str, list[str]]
    skills: dict[str, list[str]]
    detailed: bool = False
    """Sectors are made of the ten, not of the three broad ones."""
    trade: str = "gross"
    """Two-way trade as it is, or ``net``: what each region sells or buys on balance."""
    year: int = BASE_YEAR
    """Base year of the country database."""


class _Mistakes:
    """Located mistakes of one map file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: list[str] = []

    def add(self, line: int, text: str) -> None:
        self.found.append(f"{self.path}:{line}: {text}")

    def raise_if_any(self) -> None:
        if self.found:
            raise ScenarioError("\n".join(self.found))


def read_map(path: Path) -> Map:
    """Read and judge a map file.

    Raises
    ------
    ScenarioError
        With every mistake, each with file and line: unknown or repeated countries (with the nearest
        valid names), countries left out, unknown keys, sectors or skills.
    """
    mistakes = _Mistakes(path)
    document = _load(path)
    for key in document:
        if key not in KEYS:
            mistakes.add(_line(document, key), f"unknown key {key!r}; {allowed_names(key, KEYS)}")
    for key in ("name", "regions"):
        if not document.get(key):
            mistakes.add(1, f"the key {key!r} is missing or empty")
    mistakes.raise_if_any()
    members, names = _regions(document["regions"], mistakes)
    sectors, detailed = _sectors(document, mistakes)
    skills = _parts(document, "skills", SKILLS, mistakes)
    trade = str(document.get("trade", TRADE[0]))
    if trade not in TRADE:
        text = f"trade: found {trade!r}; {allowed_names(trade, TRADE)}"
        mistakes.add(_line(document, "trade"), text)
    year = document.get("year", BASE_YEAR)
    if year not in VINTAGES:
        text = f"year: found {year!r}; {allowed_names(str(year), VINTAGES)}"
        mistakes.add(_line(document, "year"), text)
    mistakes.raise_if_any()
    description = str(document.get("description", ""))
    name = str(document["name"])
    return Map(name, description, members, names, sectors, skills, detailed, trade, year)


def with_year(plan: Map, year: int) -> Map:
    """A map on the country database of another base year, which its name tells.

    Raises
    ------
    UsageError
        If there is no database of that year.
    """
    vintage(year)
    return plan if year == plan.year else replace(plan, name=f"{plan.name}_{year}", year=year)


def with_sectors(plan: Map, choice: str) -> Map:
    """A map with other sectors, which its name tells.

    Parameters
    ----------
    choice : str
        ``three``, ``ten``, or the path of a YAML file with the key ``sectors`` as in a map.

    Raises
    ------
    ScenarioError
        If the file has mistakes, each with file and line.
    """
    path = Path(choice)
    plan = replace(plan, name=f"{plan.name}_{path.stem}")
    if choice == THREE:
        return replace(plan, sectors={label: [label] for label in SECTORS}, detailed=False)
    if choice == TEN:
        return replace(plan, sectors={label: [label] for label in ten().index}, detailed=True)
    if path.suffix not in SUFFIXES:
        msg = f"sectors: found {choice!r}; allowed: {THREE}, {TEN}, or a YAML file ({SUFFIXES[0]})"
        raise ScenarioError(msg)
    mistakes = _Mistakes(path)
    document = _load(path, ("sectors",))
    if "sectors" not in document:
        mistakes.add(1, "the key 'sectors' is missing")
    for key in document:
        if key != "sectors":
            mistakes.add(_line(document, key), f"unknown key {key!r}; allowed: sectors")
    sectors, detailed = _sectors(document, mistakes)
    mistakes.raise_if_any()
    return replace(plan, sectors=sectors, detailed=detailed)


def _load(path: Path, keys: tuple[str, ...] = KEYS) -> CommentedMap:
    read_yaml(path).raise_if_faulty()
    document = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    if not isinstance(document, CommentedMap):
        msg = f"{path}:1: expected the keys {', '.join(keys)}"
        raise ScenarioError(msg)
    return document


def _sectors(document: CommentedMap, mistakes: _Mistakes) -> tuple[dict[str, list[str]], bool]:
    """Members by new sector, and whether they are of the ten rather than of the three."""
    fine = list(ten().index)
    node = document.get("sectors")
    if node == TEN:
        return {label: [label] for label in fine}, True
    named = [item for members in node.values() for item in members] if _is_plan(node) else []
    if not set(named) & set(fine) - set(SECTORS):
        return _parts(document, "sectors", SECTORS, mistakes, also=fine), False
    allowed = [*SECTORS, *(label for label in fine if label not in SECTORS)]
    result = {str(code): [str(item) for item in members] for code, members in node.items()}
    for code, members in result.items():
        _require_known(node, code, members, allowed, mistakes)
        result[code] = expand([item for item in members if item in allowed])
    _require_once("sectors", _line(document, "sectors"), result, fine, mistakes)
    return result, True


def _is_plan(node: object) -> bool:
    return isinstance(node, CommentedMap) and all(
        isinstance(members, CommentedSeq) for members in node.values()
    )


def _regions(node: object, mistakes: _Mistakes) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Members and names by region; mistakes are noted."""
    if not isinstance(node, CommentedMap) or not node:
        mistakes.add(1, "regions: expected CODE: {name: ..., members: [...]}")
        return {}, {}
    members: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    seen: dict[str, str] = {}
    rest = None
    for code, body in node.items():
        line = _line(node, code)
        if not isinstance(body, CommentedMap) or "members" not in body:
            mistakes.add(line, f"{code}: expected {{name: ..., members: [...]}}")
            continue
        for key in body:
            if key not in ("name", "members"):
                mistakes.add(line, f"{code}: unknown key {key!r}; allowed: name, members")
        names[str(code)] = str(body.get("name", code))
        if body["members"] == REST:
            if rest:
                mistakes.add(line, f"{code}: {rest} takes the rest already")
            rest, members[str(code)] = str(code), []
            continue
        members[str(code)] = _members(str(code), body, line, seen, mistakes)
    left = [code for code in regions() if code not in seen]
    if rest:
        members[rest] = left
    elif left:
        text = f"countries in no region: {', '.join(left)}; add them or a region with members: rest"
        mistakes.add(1, text)
    for code, own in members.items():
        if not own:
            mistakes.add(_line(node, code), f"{code}: no members")
    return members, names


def _members(
    code: str, body: CommentedMap, line: int, seen: dict[str, str], mistakes: _Mistakes
) -> list[str]:
    known = set(regions())
    result = []
    if not isinstance(body["members"], CommentedSeq):
        mistakes.add(line, f"{code}: members must be a list of country codes or {REST!r}")
        return [code]
    for number, item in enumerate(body["members"]):
        member = str(item)
        where = body["members"].lc.item(number)[0] + 1
        if member not in known:
            mistakes.add(where, f"{code}: {_unknown(member)}")
        elif member in seen:
            mistakes.add(where, f"{code}: {member} is in {seen[member]} already")
        seen.setdefault(member, code)
        result.append(member)
    return result


def _unknown(code: str) -> str:
    """What is wrong with a code that is no region of the database."""
    table = countries()
    if code in table.index:
        return f"{code} does not stand alone in the database; it is part of {table['region'][code]}"
    names = {str(name).lower(): key for key, name in table["name"].items()}
    near = [names[hit] for hit in get_close_matches(code.lower(), list(names), n=2)]
    near += get_close_matches(code.upper(), regions(), n=3)
    hint = ", ".join(f"{key} ({table['name'].get(key, key)})" for key in dict.fromkeys(near))
    return f"unknown country {code!r}" + (f"; nearest: {hint}" if hint else "; codes are ISO3")


def _parts(
    document: CommentedMap,
    key: str,
    labels: Iterable[str],
    mistakes: _Mistakes,
    also: Iterable[str] = (),
) -> dict[str, list[str]]:
    """Aggregation of sectors or skills; identity if the file states none.

    ``also``: labels that another reading of the key allows.
    """
    labels = list(labels)
    node = document.get(key)
    if node is None:
        return {label: [label] for label in labels}
    line = _line(document, key)
    if not isinstance(node, CommentedMap):
        word = f" or {TEN}" if also else ""
        mistakes.add(line, f"{key}: expected NEW: [{', '.join(labels)}]{word}")
        return {}
    result = {str(code): [str(item) for item in members] for code, members in node.items()}
    for code, members in result.items():
        _require_known(node, code, members, list(dict.fromkeys([*labels, *also])), mistakes)
    _require_once(key, line, result, labels, mistakes)
    return result


def _require_known(
    node: CommentedMap, code: str, members: list[str], allowed: list[str], mistakes: _Mistakes
) -> None:
    for item in members:
        if item not in allowed:
            mistakes.add(_line(node, code), f"{code}: no {item!r}; {allowed_names(item, allowed)}")


def _require_once(
    key: str, line: int, plan: dict[str, list[str]], labels: list[str], mistakes: _Mistakes
) -> None:
    used = [item for members in plan.values() for item in members]
    for label in labels:
        if used.count(label) != 1:
            mistakes.add(line, f"{key}: {label} must appear once, found {used.count(label)} times")


def _line(node: CommentedMap, key: object) -> int:
    return int(node.lc.key(key)[0]) + 1
