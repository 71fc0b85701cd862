"""Break every equation in turn, and see whether the tests notice.

Two courts sit over every mutant (:mod:`tools.mutants`), the quick one first:

1. The broken equation is evaluated at the solutions that tests/model/test_second_implementation.py
   compares, to 1e-9, with an implementation of their own.  If it does not hold there, the broken
   model has another solution, and that test fails.
2. What those economies do not have (instruments, other closures, corners) goes to the fast tests of
   the model, which run with the broken equation in a process of their own until one of them fails.

Mutants that change no solution at all stand in ``tools/equivalent_mutants.csv`` with the reason.

    python tools/mutate_equations.py --out docs/_tables/mutations.csv [--only trade.py ...]
    python tools/mutate_equations.py --out mutations.csv --again docs/_tables/mutations.csv

``--again`` asks only those that survived before.  Whole run: two hours on two cores.
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

import pyomo.environ as pyo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.mutants import COLUMNS, Mutant, broken, called, mutants, rules  # noqa: E402

CLOSURES = ("fixed", "mobile", "steady")
NOTICED = 1e-7
"""Residual at a certified solution."""
SURVIVED = "SURVIVED"
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.csv")
FIRST_ASKED = {
    "ces.py": "tests/model/test_limits.py",
    "externalities.py": "tests/model/test_public_finance.py",
    "gap_closing.py": "tests/benchmark/test_moses_letnes.py",
    "government.py": "tests/model/test_public_finance.py",
    "growth.py": "tests/model/test_path.py",
    "homogeneous.py": "tests/model/test_heckscher_ohlin.py",
    "homogeneous_links.py": "tests/model/test_heckscher_ohlin.py",
    "taxes.py": "tests/model/test_public_finance.py",
}
"""Where the test that notices is likely to be; else among the instruments."""
SUITE = ("tests/model/test_instruments.py", "tests/model", "tests/benchmark", "tests/analysis",
         "tests/results", "tests/solver")  # fmt: skip
LONGEST = 1200
"""Seconds after which a broken model that finds no solution has been noticed."""


# -------------------------------------------------------------------- the second implementation
class Certified:
    """An economy at its solution, as Pyomo sees it: every parameter can be set."""

    def __init__(self, capital: str) -> None:
        from cge.model import build
        from cge.solver.realindex import place
        from tests.model.test_second_implementation import both, question

        solution = both(capital)[0].solution
        self.model = build(*question(capital))
        system = solution.compiled
        place(self.model, system, solution.v)
        for component in system.components.values():
            target = self.model.pyomo.component(component.name)
            if target.ctype is pyo.Param and not target.mutable:  # live in the compiled model only
                values = solution.v[component.cells].tolist()
                target._data.update(zip(component.keys, values, strict=True))
        self.name = capital
        self._rows = [(f.equation.rule, key) for f in solution.compiled.rows for key in f.keys]
        self._uses = {rule: called(rule) for rule, _ in self._rows}

    def residual(self, function: FunctionType | None = None) -> float:
        """Largest residual of the equations that use a function; infinite if there is no number."""
        worst = 0.0
        for rule, key in self._rows:
            if function is not None and function not in self._uses[rule]:
                continue
            at = () if key is None else key if isinstance(key, tuple) else (key,)
            try:
                relation = rule(self.model.pyomo, *at)
                left, right = (pyo.value(side) for side in relation.args)
                worst = max(worst, abs(left - right))
            except (ArithmeticError, ValueError, AttributeError, TypeError):  # no number
                return float("inf")
            if worst > NOTICED:
                break
        return worst


def by_second_implementation(
    mutant: Mutant, function: FunctionType, economies: list[Certified]
) -> str:
    """Which economy the broken equation does not hold in; empty if it holds in all."""
    with broken(mutant, function):
        for economy in economies:
            residual = economy.residual(function)
            if not residual <= NOTICED:
                return f"second implementation (capital {economy.name}, residual {residual:.0e})"
    return ""


# ------------------------------------------------------------------------------------- the suite
class FirstFailure:
    """Pytest plugin: the name of the first test that fails."""

    name = ""

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid


def accused(mutant: Mutant, function: FunctionType) -> tuple[int, int]:
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
    tests = [FIRST_ASKED[mutant.file]] if mutant.file in FIRST_ASKED else []
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow"]
    with broken(mutant, function):
        pytest.main([*options, *tests, *SUITE], plugins=[first])
    os.write(out, (first.name or SURVIVED).encode())
    os._exit(0)


def by_the_suite(
    suspects: list[tuple[Mutant, FunctionType]], jobs: int
) -> Iterator[tuple[Mutant, str]]:
    """What the fast tests say, several mutants at a time."""
    import cge.cli.main  # loaded once, for all processes
    import cge.run.one  # noqa: F401

    waiting, running = list(reversed(suspects)), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant, function = waiting.pop()
            process, answer = accused(mutant, function)
            running[process] = mutant, answer
        process, status = os.wait()
        mutant, answer = running.pop(process)
        with os.fdopen(answer, "rb") as stream:
            said = stream.read().decode()
        yield mutant, said or f"no end within {LONGEST} s (status {status})"


# ------------------------------------------------------------------------------------------ main
def harmless() -> dict[tuple[str, ...], str]:
    """Reason why a mutant changes nothing, by file, function and change."""
    with EQUIVALENT.open(newline="", encoding="utf-8") as stream:
        return {
            (row["file"], row["function"], row["before"], row["after"]): row["reason"]
            for row in csv.DictReader(stream)
        }


def survivors(file: Path) -> set[tuple[str, ...]]:
    """Mutants of a former run that nobody noticed."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = csv.DictReader(stream)
        return {
            (r["file"], r["function"], r["before"], r["after"])
            for r in rows
            if r["noticed"] == SURVIVED
        }


def main() -> None:
    """Ask every mutant, and list the answers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", metavar="FILE.py")
    parser.add_argument("--again", type=Path, metavar="mutations.csv")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)
    known, equal = rules(), harmless()
    files = arguments.only or sorted({file for file, _ in known})
    asked = [(m, known[m.place]) for file in files for m in mutants(file) if m.place in known]
    if arguments.again:
        left = survivors(arguments.again)
        asked = [(m, f) for m, f in asked if (*m.place, m.before, m.after) in left]
    economies = [Certified(capital) for capital in CLOSURES]
    for economy in economies:
        if not economy.residual() < NOTICED:
            sys.exit(f"capital {economy.name}: the equations as they are do not hold")
    answers: dict[Mutant, str] = {}
    suspects = []
    for mutant, function in asked:
        reason = equal.get((*mutant.place, mutant.before, mutant.after))
        if reason:
            answers[mutant] = f"equivalent: {reason}"
        elif noticed := by_second_implementation(mutant, function, economies):
            answers[mutant] = noticed
        else:
            suspects.append((mutant, function))
    print(f"{len(asked)} mutants, {len(suspects)} of them for the tests", flush=True)
    for n, (mutant, noticed) in enumerate(by_the_suite(suspects, arguments.jobs), 1):
        answers[mutant] = noticed
        print(
            f"{n}/{len(suspects)} {mutant.file}:{mutant.line} {mutant.kind}: {noticed}", flush=True
        )
    with arguments.out.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow([*COLUMNS, "noticed"])
        table.writerows([*mutant.row, answers[mutant]] for mutant, _ in asked)
    print(Counter(re.split(r" \(|:", answer)[0] for answer in answers.values()))


if __name__ == "__main__":
    main()
