"""Changes of a scenario or benchmark after which results must be the same, or move as stated."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from tests.gauntlet.attempt import FAILED, REFUSED, SOLVED, WRONG, Attempt, attempt
from tests.gauntlet.draws import Clause, Hat

SAME = 1e-6
"""Difference of two solutions of one problem, as a share of the largest value of a variable."""
STEPS = (1e-4, 1e-6)
"""Small shocks: where goods are homogeneous wages bend within one of 1e-4."""
STRAIGHT = 0.02
"""Part by which the answer to a small shock may not be straight."""
SMALL = 1e-7
CONTINUOUS = 1e-3
Changed = tuple[Clause, xr.Dataset, dict[str, Any]]
"""A scenario, a benchmark, options of the solver."""
DIFFERS = ("wall_time", "iterations")
MONEY = ("gdp", "disposable_income")
"""Variables that have to double where money does."""
OF_MONEY = ("wage_pct",)
"""Percentages of change that money has a part in."""
VALUES_OF_NOBODY = ("quota_binding", "safeguard_room")
"""Flags that are settled by rounding where a quota is as large as the number who want to come."""


def run(hat: Hat, drawn: Clause, folder: Path) -> tuple[str, Attempt, Clause]:
    """Draw a relation that applies, solve on both sides, and compare."""
    name = str(hat.rng.choice(list(RELATIONS)))
    relation = RELATIONS[name]
    ended = relation(hat, drawn, folder)
    return f"relation: {name}", ended, drawn


def of_two(change: Callable[[Hat, Clause], Changed | None], factors: tuple[float, ...] = (1.0,)):
    """A relation of two solves: the same endings, and variables equal up to a factor."""

    def relation(hat: Hat, drawn: Clause, folder: Path) -> Attempt:
        before = copy.deepcopy(drawn)
        changed = change(hat, drawn)
        first = attempt(before if changed is None else _own(drawn, before), hat.bench, folder)
        if first.ending != SOLVED or changed is None:
            return first
        scenario, bench, options = changed
        second = attempt(scenario, bench, folder, **options)
        if second.ending in (REFUSED, FAILED) and change in MAY_REFUSE:
            return first
        if second.ending != SOLVED:
            ending = second.ending if second.ending != REFUSED else WRONG
            second.ending, second.message = (
                ending,
                f"after the change: {second.message}\n{scenario}",
            )
            return second
        return _compared(first, second, factors, scenario)

    return relation


def _own(drawn: Clause, before: Clause) -> Clause:
    """The scenario before the change (a change may first give it what it needs: key ``own``)."""
    return drawn.pop("own", before)


def _leaves_open(ended: Attempt) -> bool:
    """Whether the result says that nothing determines some unknowns: then equal need not be."""
    return "nothing determines" in str(ended.result.attrs["cautions"])


def _compared(
    first: Attempt, second: Attempt, factors: tuple[float, ...], scenario: Clause
) -> Attempt:
    wrong = differences(first.result, second.result, factors)
    first.seconds += second.seconds
    if wrong and not (_leaves_open(first) and _leaves_open(second)):
        first.ending = WRONG
        first.message = "; ".join(wrong[:8]) + f"\nafter the change: {scenario}"
    return first


def differences(first: xr.Dataset, second: xr.Dataset, factors: tuple[float, ...]) -> list[str]:
    """Variables that differ by more than rounding, with by how much."""
    wrong = []
    for name in sorted(set(map(str, first.data_vars)) ^ set(map(str, second.data_vars))):
        wrong.append(f"{name} is in one result only")
    for name in sorted(set(map(str, first.data_vars)) & set(map(str, second.data_vars))):
        left, right = first[name], second[name]
        if "levy" in left.dims and set(left.levy.values) != set(right.levy.values):
            left, right = (array.sum("levy", min_count=1) for array in (left, right))
        if left.dtype.kind not in "fi" or name in VALUES_OF_NOBODY or "residual" in name:
            continue
        right = right.reindex_like(left).transpose(*left.dims)
        if name in OF_MONEY:
            left, right = 100 + left, 100 + right
        allowed = factors[1:2] if name in MONEY and len(factors) > 1 else factors
        gap = min(_gap(left * factor, right) for factor in allowed)
        if not gap <= SAME:
            wrong.append(f"{name} differs by {gap:.1e}")
    return wrong


def _gap(left: xr.DataArray, right: xr.DataArray) -> float:
    if bool((left.isnull() != right.isnull()).any()):
        return float("inf")
    size = max(float(np.abs(left).max()), float(np.abs(right).max()), _least(left))
    return float(np.abs(left - right).max()) / size if left.notnull().any() else 0.0


def _least(array: xr.DataArray) -> float:
    """Size below which a variable is rounding: a worker, a dollar, a million dollars."""
    unit = str(array.attrs.get("units", ""))
    if unit in ("workers", "persons") or unit.startswith("USD"):
        return 1.0
    return 1e-3 if "%" in unit or "10^9" in unit else 1e-6


COMMUTE = ("visas", "levies", "irregular", "linkage", "endowments", "productivity")
"""Sections whose clauses hold at once; in the others later clauses act on earlier ones."""


def other_order(hat: Hat, drawn: Clause) -> Changed:
    """Clauses, keys and lists of names in another order."""
    changed = {key: drawn[key] for key in reversed(drawn)}
    for section in COMMUTE:
        if section in changed:
            changed[section] = [dict(reversed(c.items())) for c in reversed(changed[section])]
    return changed, hat.bench, {}


def other_labels(hat: Hat, drawn: Clause) -> Changed:
    """Regions, sectors and skills of the benchmark in another order."""
    orders = {
        str(dim): hat.bench.indexes[dim][::-1]
        for dim in hat.bench.dims
        if dim not in ("use", "decile", "region_group")
    }
    skills = hat.names("skill")
    plain = [f for f in hat.names("factor") if f not in skills]
    orders["factor"] = [*plain, *reversed(skills)]
    return drawn, hat.bench.reindex(orders).assign_attrs(hat.bench.attrs), {}


def three_steps(hat: Hat, drawn: Clause) -> Changed:
    return drawn, hat.bench, {"steps": 3}


def ipopt(hat: Hat, drawn: Clause) -> Changed:
    return drawn, hat.bench, {"solver": "ipopt"}


def numeraire(hat: Hat, drawn: Clause) -> Changed:
    """Twice the level of the numeraire: money doubles, and nothing else changes."""
    parameters = drawn.get("parameters", {})
    level = 2 * parameters.get("numeraire", 1.0)
    return drawn | {"parameters": parameters | {"numeraire": level}}, hat.bench, {}


def money(hat: Hat, drawn: Clause) -> Changed:
    """All money of benchmark and scenario counted in half dollars."""
    bench = hat.bench.copy()
    for name, table in hat.bench.data_vars.items():
        if "10^9 USD" in str(table.attrs.get("units")):
            bench[name] = (2 * table).assign_attrs(table.attrs)
    return _doubled(copy.deepcopy(drawn)), bench, {}


def _doubled(part: Any) -> Any:
    if isinstance(part, list):
        return [_doubled(one) for one in part]
    if not isinstance(part, dict):
        return part
    keys = ("usd", "amount", *(("mean", "cost") if "mean" in part else ()))
    return {key: 2 * value if key in keys else _doubled(value) for key, value in part.items()}


def split(hat: Hat, drawn: Clause) -> Changed:
    """One clause as two that do half of it each."""
    region, sector = hat.one(hat.names("region")), hat.one(hat.names("sector"))
    ratio = float(hat.rng.uniform(0.9, 1.1))
    where = {"region": region, "sector": sector}
    halves = {
        "levies": (
            [{"name": "whole", "base": "earnings", "applies_to": "all", "rate": 0.1}],
            [
                {"name": name, "base": "earnings", "applies_to": "all", "rate": 0.05}
                for name in ("one", "two")
            ],
        ),
        "productivity": ([where | {"scale": ratio}], [where | {"scale": ratio**0.5}] * 2),
        "endowments": (
            [{"region": region, "factor": hat.names("skill")[0], "scale": ratio}],
            [{"region": region, "factor": hat.names("skill")[0], "scale": ratio**0.5}] * 2,
        ),
        "tariffs": (
            [{"importer": region, "sector": sector, "add": 0.04}],
            [{"importer": region, "sector": sector, "add": 0.02}] * 2,
        ),
    }
    section = hat.one(list(halves))
    whole, parts = halves[section]
    drawn["own"] = {key: value for key, value in drawn.items() if key != section} | {section: whole}
    return drawn["own"] | {section: parts}, hat.bench, {}


def nothing(hat: Hat, drawn: Clause) -> Changed:
    """A clause more that changes nothing where it is allowed."""
    region = hat.one(hat.names("region"))
    ideas = {
        "productivity": {"region": region, "scale": 1.0},
        "tariffs": {"importer": region, "cut": 0.0},
        "endowments": {"region": region, "factor": hat.one(hat.names("factor")), "scale": 1.0},
    }
    section = hat.one(list(ideas))
    return drawn | {section: [*drawn.get(section, []), ideas[section]]}, hat.bench, {}


MAY_REFUSE = (nothing, ipopt)
"""What does nothing may be refused as such; Ipopt alone may fail where Newton does not."""


def straight(hat: Hat, drawn: Clause, folder: Path) -> Attempt:
    """Twice a very small shock moves gains and wages twice as much."""
    plain = {"name": "small", "closure": drawn["closure"]}
    region = hat.one(hat.names("region"))
    for step in STEPS:
        found = []
        for times in (1, 2):
            shock = {"productivity": [{"region": region, "scale": 1 + times * step}]}
            found.append(attempt(plain | shock, hat.bench, folder))
            if found[-1].ending != SOLVED:
                return found[-1]
        bends = _bends(*found)
        if not bends:
            return found[0]
    found[0].ending, found[0].message = WRONG, bends
    return found[0]


def _bends(first: Attempt, second: Attempt) -> str:
    """Which outcome of the second is not twice that of the first."""
    for name in ("real_wage_pct", "welfare_ev"):
        one, two = first.result[name].fillna(0.0), second.result[name].fillna(0.0)
        size = float(np.abs(two).max())
        gap = float(np.abs(two - 2 * one).max()) / size if size > 0 else 0.0
        if gap > STRAIGHT:
            return f"{name} is not straight: {gap:.1e}"
    return ""


def to_zero(hat: Hat, drawn: Clause, folder: Path) -> Attempt:
    """What is paid goes to nothing: results go to those without it."""
    skills, to = hat.selector("skill"), [hat.one(hat.names("region"))]
    size = {"percent_of_labour_force": hat.number(0.5, 3)}
    clause = {"name": "v", "to": to, "skill": skills}
    limits = {
        "floor of an auction": (
            "auction",
            {"size": size},
            {"fee": {hat.one(["usd", "share"]): SMALL}},
        ),
        "floor of a quota": ("quota", {"size": size}, {"fee": {hat.one(["usd", "share"]): SMALL}}),
        "surcharge": ("surcharge", {"fee": {"share": SMALL}}, {"fee": {"usd": 1e-3}}),
        "cost of sponsors": (
            "sponsorship",
            {"size": size, "supply": {"mean": 2000, "cost": 0}},
            {"supply": {"mean": 2000, "cost": 1e-3}},
        ),
    }
    name = hat.one(list(limits))
    instrument, own, more = limits[name]
    applies = {} if instrument == "quota" else {"applies_to": hat.one(["new", "all"])}
    plain = {"name": "limit", "closure": drawn["closure"]}
    first = attempt(
        plain | {"visas": [clause | {"instrument": instrument} | own | applies]}, hat.bench, folder
    )
    if first.ending != SOLVED:
        return first
    changed = plain | {"visas": [clause | {"instrument": instrument} | own | more | applies]}
    second = attempt(changed, hat.bench, folder)
    if second.ending != SOLVED:
        return second if second.ending != REFUSED else Attempt(WRONG, f"{name}: {second.message}")
    income = float(hat.bench.value_added.sum())
    for variable, size in (("welfare_ev", income), ("visa_revenue", income), ("workers", 1.0)):
        gap = _gap(first.result[variable] / size, second.result[variable] / size)
        if gap > CONTINUOUS:
            first.ending, first.message = WRONG, f"{name}: {variable} jumps by {gap:.1e}\n{changed}"
    return first


RELATIONS: dict[str, Callable[[Hat, Clause, Path], Attempt]] = {
    "another order of clauses": of_two(other_order),
    "another order of regions, sectors, skills": of_two(other_labels),
    "three steps": of_two(three_steps),
    "Ipopt alone": of_two(ipopt),
    "twice the numeraire": of_two(numeraire, (1.0, 2.0, 0.5)),
    "twice all money": of_two(money, (1.0, 2.0, 0.5)),
    "a clause split in two": of_two(split),
    "a clause that does nothing": of_two(nothing),
    "a small shock is straight": straight,
    "what is paid goes to zero": to_zero,
}
