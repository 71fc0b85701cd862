"""Names in a scenario that the benchmark must know: regions, groups, skills, sectors, factors.

Works on the values as written, so that it finds its mistakes in the same pass as the schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cge.benchmark.schema import TABLES
from cge.scenario.places import Key, Problems
from cge.scenario.select import ALL, DIMS, name_in, select, synonyms, vocabulary
from cge.symbols import load_symbols

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

CLAUSES = ("visas", "tariffs", "eligibility", "endowments", "productivity")
SHARED = ("price_level", "remittances", "tariff", "trade", "workers")
"""Tables of the benchmark that are results too."""
KINDS = {"region": "region or group", "skill": "skill", "sector": "sector", "factor": "factor"}


def add_unknown_names(data: Mapping[str, Any], bench: xr.Dataset, problems: Problems) -> None:
    """Record names the benchmark does not have, selectors left empty, clauses of one name."""
    words = {dim: vocabulary(bench, dim) for dim in KINDS}
    full = {dim: synonyms(bench, dim) for dim in KINDS}
    for section in CLAUSES:
        clauses = data.get(section)
        if not isinstance(clauses, list | tuple):
            continue
        for n, clause in enumerate(clauses):
            if isinstance(clause, dict):
                for key in DIMS.keys() & clause.keys():
                    dim, at = DIMS[key], (section, n, key)
                    _check(clause[key], at, dim, words[dim], full[dim], problems)
    _check_parameters(data.get("parameters"), words["sector"], problems)
    _check_numeraire(data.get("closure"), words["region"], problems)
    _check_report(data.get("report"), problems)
    _check_clause_names(data.get("visas"), problems)


def _check(
    value: Any,
    key: Key,
    dim: str,
    known: Mapping[str, tuple[str, ...]],
    full: Mapping[str, str],
    problems: Problems,
) -> None:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(word, str) for word in listed):
        return  # the schema says what is wrong
    unknown = [(n, name_in(word)) for n, word in enumerate(listed) if name_in(word) not in known]
    for n, name in unknown:
        at = key if isinstance(value, str) else (*key, n)
        problems.unknown(at, name, KINDS[dim], known, full)
    if listed and not unknown and not select(listed, known):
        problems.add(key, f"selects nothing: {', '.join(listed)} leaves no {dim}")


def _check_parameters(
    values: Any, sectors: Mapping[str, tuple[str, ...]], problems: Problems
) -> None:
    if not isinstance(values, dict):
        return
    names = [sector for sector in sectors if sector != ALL]
    for name, value in values.items():
        if isinstance(value, dict) and name in TABLES and "sector" in TABLES[name].dims:
            for sector in value:
                if sector not in names:
                    problems.unknown(("parameters", name, sector), sector, "sector", names)


def _check_numeraire(
    closure: Any, regions: Mapping[str, tuple[str, ...]], problems: Problems
) -> None:
    name = closure.get("numeraire") if isinstance(closure, dict) else None
    codes = ["world_cpi", *regions[ALL]]
    if isinstance(name, str) and name not in codes:
        problems.unknown(("closure", "numeraire"), name, "numeraire", codes)


def _check_report(names: Any, problems: Problems) -> None:
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, list | tuple):
        return
    results = [s.name for s in load_symbols().values() if s.kind in ("result", "shared")]
    results += [name for name in SHARED if name not in results]
    for n, name in enumerate(listed):
        if isinstance(name, str) and name not in results:
            at: Key = ("report",) if isinstance(names, str) else ("report", n)
            problems.unknown(at, name, "result", results)


def _check_clause_names(clauses: Any, problems: Problems) -> None:
    """Quotas and cautions are known by the name of their clause."""
    first: dict[str, int] = {}
    for n, clause in enumerate(clauses if isinstance(clauses, list | tuple) else ()):
        name = clause.get("name") if isinstance(clause, dict) else None
        if isinstance(name, str) and first.setdefault(name, n) != n:
            problems.add(
                ("visas", n, "name"),
                f"{name!r} is the name of visas.{first[name]} too; allowed: a name of its own",
            )
