"""Break every equation in turn, and see whether the tests notice.

Every mutant (:mod:`tools.mutants`) is asked twice, the quick way first:

1. The broken equation is evaluated at solutions whose numbers were all found a second time by
   formulas of their own, to 1e-9: those of tests/model/test_second_implementation.py and those of
   tests/model/audit.  If it does not hold there, the broken model has another solution, and these
   tests fail.
2. What holds at all of them goes to the tests of the model, which run with the broken equation in a
   process of their own until one of them fails.

    python tools/mutate_equations.py --out docs/_tables/mutations.csv
    python tools/mutate_equations.py --out some.csv --only trade.py --quick

A minute or two; ``--quick`` leaves out the tests.
"""

from __future__ import annotations

import argparse
import csv
import logging
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING

import pyomo.environ as pyo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.mutants import COLUMNS, Mutant, broken, called, mutants, rules  # noqa: E402

NOTICED = 1e-7
"""Residual at a certified solution."""
SURVIVED = "SURVIVED"
NOT_ASKED = "not asked: tests left out"
if TYPE_CHECKING:
    from cge.solver import Solution

SUITE = ("tests/model/audit", "tests/model", "tests/benchmark", "tests/analysis", "tests/results",
         "tests/solver")  # fmt: skip
"""Where a test that notices is likely to be comes first."""
LONGEST = 1200
"""Seconds after which a broken model that finds no solution has been noticed."""


# -------------------------------------------------------------------------- a second statement
class Certified:
    """A solution whose numbers were found twice, with its equations as Pyomo rules."""

    def __init__(self, name: str, solution: Solution, stated: set[str] | None = None) -> None:
        """``stated``: modules or equations that are found a second time there; all without it."""
        from cge.model import build
        from cge.solver.realindex import place

        system = solution.compiled
        self.model = build(solution.model.bench, solution.model.settings)
        place(self.model, system, solution.v)
        for component in system.components.values():
            target = self.model.pyomo.component(component.name)
            if target.ctype is pyo.Param and not target.mutable:  # live in the compiled model only
                values = solution.v[component.cells].tolist()
                target._data.update(zip(component.keys, values, strict=True))
        self.name = name
        self._rows = [
            (family.equation, key)
            for family in system.rows
            if stated is None or stated & {Path(family.equation.file).stem, family.equation.name}
            for key in family.keys
        ]
        self._uses = {one.name: called(one.stated) for one, _ in self._rows}

    def residual(self, function: FunctionType | None = None) -> float:
        """Largest residual of the equations that use a function; infinite if there is no number."""
        worst = 0.0
        for equation, key in self._rows:
            if function is not None and function not in self._uses[equation.name]:
                continue
            at = () if key is None else key if isinstance(key, tuple) else (key,)
            try:
                relation = equation.rule(self.model.pyomo, *at)
                left, right = (pyo.value(side) for side in relation.args)
                gap = abs(left - right)
            except (ArithmeticError, ValueError, AttributeError, TypeError):  # no number
                return float("inf")
            if not gap <= NOTICED:  # nor is it a number that is small
                return gap
            worst = max(worst, gap)
        return worst


def certified() -> list[Certified]:
    """All of them; those of the second implementation first.

    Raises
    ------
    RuntimeError
        If equations do not hold as they are: nothing could be said of broken ones.
    """
    from tests.model.audit.cases import AUDITED, CASES
    from tests.model.test_second_implementation import both

    found = [
        Certified(f"second implementation, capital {capital}", both(capital)[0].solution)
        for capital in ("fixed", "mobile", "steady")
    ]
    found += [Certified(f"audit, {n}", case().solution, AUDITED[n]) for n, case in CASES.items()]
    for economy in found:
        if not economy.residual() < NOTICED:
            msg = f"{economy.name}: the equations as they are do not hold"
            raise RuntimeError(msg)
    return found


def by_a_second_statement(
    mutant: Mutant, function: FunctionType, economies: list[Certified]
) -> str:
    """Which economy the broken equation does not hold in; empty if it holds in all."""
    with broken(mutant, function):
        for economy in economies:
            residual = economy.residual(function)
            if not residual <= NOTICED:
                return f"{economy.name} (residual {residual:.0e})"
    return ""


# ------------------------------------------------------------------------------------- the suite
class FirstFailure:
    """Pytest plugin: the name of the first test that fails."""

    name = ""

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


def tests_with(mutant: Mutant, function: FunctionType) -> tuple[int, int]:
    """Start the tests with the broken equation: process, and where it writes its answer."""
    answer, out = os.pipe()
    process = os.fork()
    if process:
        os.close(out)
        return process, answer
    import pytest

    signal.alarm(LONGEST)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    first = FirstFailure()
    options = ["-x", "-q", "-m", "", "-p", "no:cacheprovider", "-p", "no:xdist", "--assert=plain"]
    with broken(mutant, function):
        pytest.main([*options, *SUITE], plugins=[first])
    os.write(out, (first.name or SURVIVED).encode())
    os._exit(0)


def by_the_suite(
    left: list[tuple[Mutant, FunctionType]], jobs: int
) -> Iterator[tuple[Mutant, str]]:
    """What the tests say, several mutants at a time."""
    import cge.cli.main  # loaded once, for all processes
    import cge.run.one  # noqa: F401

    waiting, running = list(reversed(left)), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant, function = waiting.pop()
            process, answer = tests_with(mutant, function)
            running[process] = mutant, answer
        process, status = os.wait()
        mutant, answer = running.pop(process)
        with os.fdopen(answer, "rb") as stream:
            said = stream.read().decode()
        if not said and os.waitstatus_to_exitcode(status) != -signal.SIGALRM:
            sys.exit(f"the tests did not run for {mutant.row}")
        yield mutant, said or f"tests: no end within {LONGEST} s"


# ------------------------------------------------------------------------------------------ main
def main() -> None:
    """Ask every mutant, and list the answers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", metavar="FILE.py")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)
    known = rules()
    files = arguments.only or sorted({file for file, _ in known})
    asked = [(m, known[m.place]) for file in files for m in mutants(file) if m.place in known]
    economies = certified()
    answers: dict[Mutant, str] = {}
    left = []
    for mutant, function in asked:
        if noticed := by_a_second_statement(mutant, function, economies):
            answers[mutant] = noticed
        else:
            left.append((mutant, function))
    print(f"{len(asked)} mutants, {len(left)} of them for the tests", flush=True)
    if arguments.quick:
        answers |= dict.fromkeys((mutant for mutant, _ in left), NOT_ASKED)
        left = []
    for n, (mutant, noticed) in enumerate(by_the_suite(left, arguments.jobs), 1):
        answers[mutant] = noticed
        print(f"{n}/{len(left)} {mutant.file}:{mutant.line} {mutant.kind}: {noticed}", flush=True)
    with arguments.out.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([*COLUMNS, "noticed"])
        table.writerows([*mutant.row, answers[mutant]] for mutant, _ in asked)
    print(Counter(re.split(r" \(|:", answer)[0] for answer in answers.values()))


if __name__ == "__main__":
    main()
