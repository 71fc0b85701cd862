"""Names in a scenario that the benchmark must know: regions, groups, skills, sectors, factors.

Works on the values as written, so that it finds its mistakes in the same pass as the schema.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from cge.benchmark.countries import benchmark_name, part_of, region_names
from cge.benchmark.schema import TABLES
from cge.places import Key, Problems
from cge.scenario.select import ALL, DIMS, name_in, select, synonyms, vocabulary
from cge.symbols import load_symbols

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import xarray as xr

CLAUSES = (
    ("visas",),
    ("tariffs",),
    ("eligibility",),
    ("linkage",),
    ("levies",),
    ("transfers",),
    ("wages",),
    ("irregular",),
    ("enforcement",),
    ("remittances", "costs"),
    ("remittances", "shares"),
    ("remittances", "matching"),
    ("endowments",),
    ("productivity",),
)
"""Sections that are lists of clauses with selectors."""
SHARED = ("price_level", "remittances", "tariff", "trade", "workers")
"""Tables of the benchmark that are results too."""
KINDS = {"region": "region or group", "skill": "skill", "sector": "sector", "factor": "factor"}


def add_unknown_names(data: Mapping[str, Any], bench: xr.Dataset, problems: Problems) -> None:
    """Record names the benchmark does not have, selectors left empty, clauses of one name."""
    words = {dim: vocabulary(bench, dim) for dim in KINDS}
    inside = partial(part_of, benchmark=benchmark_name(bench), regions=region_names(bench))
    add_unknown_selected(data, CLAUSES, DIMS, bench, problems)
    for section in CLAUSES:
        for n, clause in enumerate(_clauses(data, section)):
            if isinstance(clause, dict):
                _check_skills(clause.get("adjustment"), (*section, n), words["skill"], problems)
    _check_parameters(data.get("parameters"), words, problems)
    _check_numeraire(data.get("closure"), words["region"], inside, problems)
    _check_report(data.get("report"), problems)
    _check_clause_names("visas", data.get("visas"), problems)
    _check_clause_names("levies", data.get("levies"), problems)
    _check_clause_names("irregular", data.get("irregular"), problems)
    _check_linkage(data, problems)


def add_unknown_selected(
    data: Mapping[str, Any],
    sections: Iterable[tuple[str, ...]],
    dims: Mapping[str, str],
    bench: xr.Dataset,
    problems: Problems,
) -> None:
    """Record names in selectors of clauses that the benchmark does not have.

    ``dims``: keys that hold a selector, and what it selects from.
    """
    words = {dim: vocabulary(bench, dim) for dim in KINDS}
    full = {dim: synonyms(bench, dim) for dim in KINDS}
    inside = partial(part_of, benchmark=benchmark_name(bench), regions=region_names(bench))
    for section in sections:
        for n, clause in enumerate(_clauses(data, section)):
            for key in dims.keys() & clause.keys() if isinstance(clause, dict) else ():
                dim: str = dims[key]
                at: Key = (*section, n, key)
                _check(clause[key], at, dim, words[dim], full[dim], inside, problems)


def _clauses(data: Any, section: tuple[str, ...]) -> list[Any] | tuple[Any, ...]:
    """The clauses of a section; none where the file has something else there."""
    for part in section:
        data = data.get(part) if isinstance(data, dict) else None
    return data if isinstance(data, list | tuple) else ()


def _check_skills(
    weights: Any, key: Key, skills: Mapping[str, tuple[str, ...]], problems: Problems
) -> None:
    if isinstance(weights, dict):
        names = [skill for skill in skills if skill != ALL]
        for skill in weights:
            if skill not in names:
                problems.unknown((*key, "adjustment", skill), skill, "skill", names)


def _check_linkage(data: Mapping[str, Any], problems: Problems) -> None:
    """A linkage is for a visa clause of the same file."""
    clauses = [clause for clause in _clauses(data, ("visas",)) if isinstance(clause, dict)]
    names = [str(clause["name"]) for clause in clauses if "name" in clause]
    for n, clause in enumerate(_clauses(data, ("linkage",))):
        wanted = clause.get("for") if isinstance(clause, dict) else None
        if isinstance(wanted, str) and wanted not in names:
            problems.unknown(("linkage", n, "for"), wanted, "visa clause", names)


def _check(
    value: Any,
    key: Key,
    dim: str,
    known: Mapping[str, tuple[str, ...]],
    full: Mapping[str, str],
    inside: Callable[[str], str],
    problems: Problems,
) -> None:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(word, str) for word in listed):
        return  # the schema says what is wrong
    unknown = [(n, name_in(word)) for n, word in enumerate(listed) if name_in(word) not in known]
    for n, name in unknown:
        at = key if isinstance(value, str) else (*key, n)
        known_as = inside(name) if dim == "region" else ""
        problems.unknown(at, name, KINDS[dim], known, full, known_as)
    if listed and not unknown and not select(listed, known):
        problems.add(key, f"selects nothing: {', '.join(listed)} leaves no {dim}")


def _check_parameters(
    values: Any, known: Mapping[str, Mapping[str, tuple[str, ...]]], problems: Problems
) -> None:
    """Labels of parameters by sector or by skill; ``known`` has the words of each dim."""
    if not isinstance(values, dict):
        return
    for name, value in values.items():
        if not isinstance(value, dict) or name not in TABLES or not TABLES[name].dims:
            continue
        (dim,) = TABLES[name].dims
        labels = [label for label in known[dim] if label != ALL]
        for label in value:
            if label not in labels:
                problems.unknown(("parameters", name, label), label, dim, labels)


def _check_numeraire(
    closure: Any,
    regions: Mapping[str, tuple[str, ...]],
    inside: Callable[[str], str],
    problems: Problems,
) -> None:
    name = closure.get("numeraire") if isinstance(closure, dict) else None
    codes = ["world_cpi", *regions[ALL]]
    if isinstance(name, str) and name not in codes:
        problems.unknown(("closure", "numeraire"), name, "numeraire", codes, known_as=inside(name))


def _check_report(names: Any, problems: Problems) -> None:
    """Results to print, each with a selection behind it or none: ``wage region=DEU``."""
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, list | tuple):
        return
    results = [s.name for s in load_symbols().values() if s.kind in ("result", "shared")]
    results += [name for name in SHARED if name not in results]
    for n, item in enumerate(listed):
        if not isinstance(item, str) or not item.split():
            continue
        name, *selection = item.split()
        at: Key = ("report",) if isinstance(names, str) else ("report", n)
        if name not in results:
            problems.unknown(at, name, "result", results)
        for word in selection:
            if "=" not in word:
                problems.add(at, f"found {word!r} behind {name}; allowed: dim=label, skill=high")


def _check_clause_names(section: str, clauses: Any, problems: Problems) -> None:
    """Quotas, levies and cautions are known by the name of their clause."""
    first: dict[str, int] = {}
    for n, clause in enumerate(clauses if isinstance(clauses, list | tuple) else ()):
        name = clause.get("name") if isinstance(clause, dict) else None
        if isinstance(name, str) and first.setdefault(name, n) != n:
            problems.add(
                (section, n, "name"),
                f"{name!r} is the name of {section}.{first[name]} too; allowed: a name of its own",
            )
