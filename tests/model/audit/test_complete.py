"""The audit leaves no equation out: whichever is not quite right, some test fails.

One row of every family of equations that a case states again is put off, and the rest solved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
import pytest
from scipy.sparse import linalg

from cge.model.blocks import every_equation
from cge.solver.compiled import Compiled
from tests.model.audit import (
    test_choice,
    test_forms,
    test_goods,
    test_labour,
    test_money,
    test_production,
    test_purses,
    test_visas,
)
from tests.model.audit.cases import AUDITED, CASES
from tests.model.audit.cases_visas import movers
from tests.model.equilibrium import Equilibrium

MODULES = (test_choice, test_forms, test_goods, test_labour, test_money, test_production,
           test_purses, test_visas)  # fmt: skip
OFF = 1e-4
"""By how much an equation does not hold."""


def audits(name: str) -> Iterator[Callable[[str], None]]:
    """Tests of the audit that ask about a case, at the numbers that it has."""
    for module in MODULES:
        for function in vars(module).values():
            if function is test_forms.test_elasticities_have_derivatives_at_0_and_1:
                continue  # solves anew
            for mark in getattr(function, "pytestmark", []):
                asks = mark.name == "parametrize" and mark.args[0] in ("case", "name")
                if asks and name in mark.args[1]:
                    yield function


def forget() -> None:
    for remembered in (movers, test_labour.book, test_money.money):
        remembered.cache_clear()


@contextmanager
def moved_to(case: Equilibrium, v: np.ndarray) -> Iterator[None]:
    """The case with other numbers, as long as the context lasts."""
    honest = case.solution.v.copy()
    case.solution.v[:] = v
    forget()
    try:
        yield
    finally:
        case.solution.v[:] = honest
        forget()


def solution_off(system: Compiled, v: np.ndarray, row: int) -> np.ndarray | None:
    """Where all equations hold but one, which is off; None if Newton's steps do not get there."""
    wanted = np.zeros(system.size)
    wanted[row] = OFF
    x = v[system.unknowns].copy()
    for _ in range(15):
        gap = system.g(x) - wanted
        if not np.isfinite(gap).all():
            return None
        if abs(gap).max() < 1e-11:
            return system.full(x)
        try:
            x = x - linalg.splu(system.g_x(x).tocsc()).solve(gap)
        except RuntimeError:  # singular
            return None
    return None


def unnoticed(name: str, rng: np.random.Generator) -> tuple[list[str], set[str]]:
    """Equations of a case that may be off without any test failing, and names of those tried."""
    case = CASES[name]()
    system, v = case.solution.compiled, case.solution.v.copy()
    found, tried = [], set()
    for family in system.rows:
        stated = {family.equation.file.removesuffix(".py"), family.equation.name} & AUDITED[name]
        if not stated or not family.keys:
            continue
        row = int(rng.integers(family.start, family.stop))
        system.v = v.copy()
        off = solution_off(system, v, row)
        if off is None:
            continue
        tried.add(family.equation.name)
        with moved_to(case, off):
            for audit in audits(name):
                try:
                    audit(name)
                except AssertionError:
                    break
            else:
                found.append(system.row_label(row))
    system.v = v
    return found, tried


@cache
def outcome(name: str) -> tuple[list[str], set[str]]:
    return unnoticed(name, np.random.default_rng(0))


@pytest.mark.parametrize("name", CASES)
def test_an_equation_that_is_not_quite_right_is_noticed(name):
    found, tried = outcome(name)
    assert tried
    assert not found, found


@pytest.mark.slow
def test_every_equation_of_the_model_was_tried():
    tried = set().union(*(outcome(name)[1] for name in CASES))
    left_out = {e.name for e in every_equation()} - tried
    assert all(name.startswith("walras") for name in left_out), left_out
