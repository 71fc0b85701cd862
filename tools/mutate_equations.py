"""Break every equation in turn, and see whether the second implementation notices.

Each rule and each helper of ``cge/model`` is changed in one place: a sign turned, an exponent
changed, a term, a factor or a divisor dropped.  The broken equation is evaluated at the solutions
that tests/model/test_second_implementation.py compares, to 1e-9, with an implementation of their
own.  If it does not hold there, the broken model has another solution and that test fails.

    python tools/mutate_equations.py --out mutations.csv [--first] [--only trade.py ...]

Nothing is written to the source: functions are broken in memory, one after another, in one process.
Equations that those economies do not have (other closures, instruments) are listed as not reached,
terms that are zero in them as without effect; they have tests of their own.
"""

from __future__ import annotations

import argparse
import ast
import csv
import importlib
import logging
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pyomo.environ as pyo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

CLOSURES = ("fixed", "mobile", "steady")
NOTICED = 1e-7
"""Residual at a certified solution."""
ROUNDING = 1e-11
"""A change of residuals below this is none: what was broken is zero or one in these economies."""


@dataclass(frozen=True)
class Mutant:
    """One change in one place."""

    file: str
    function: str
    line: int
    kind: str
    before: str
    after: str
    source: str
    """The whole file, changed."""


def mutants(path: Path, *, first: bool) -> Iterator[Mutant]:
    """Mutants of one file; only the first place of each kind in each function with ``first``."""
    text = path.read_text(encoding="utf-8")
    for function in ast.parse(text).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        seen: set[str] = set()
        for node in ast.walk(function):
            if not isinstance(node, ast.BinOp):
                continue
            for kind, changed in changes(node):
                if kind in seen and first:
                    continue
                seen.add(kind)
                before = ast.get_source_segment(text, node) or ""
                yield Mutant(
                    file=path.name,
                    function=function.name,
                    line=node.lineno,
                    kind=kind,
                    before=" ".join(before.split()),
                    after=changed,
                    source=replaced(text, node, changed),
                )


def changes(node: ast.BinOp) -> Iterator[tuple[str, str]]:
    """Ways to break an operation: kind and new text."""
    left, right = ast.unparse(node.left), ast.unparse(node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        sign = "-" if isinstance(node.op, ast.Add) else "+"
        yield "sign", f"({left} {sign} ({right}))"
        yield "term dropped", f"({left})"
    elif isinstance(node.op, ast.Pow):
        yield "exponent", f"({left}) ** (1.1 * ({right}))"
    elif isinstance(node.op, ast.Mult):
        yield "factor dropped", f"({left})"
    elif isinstance(node.op, ast.Div):
        yield "divisor dropped", f"({left})"


def replaced(text: str, node: ast.BinOp, new: str) -> str:
    """The file with the place of the node rewritten."""
    lines = text.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    last = (node.end_lineno or node.lineno) - 1
    stop = sum(map(len, lines[:last])) + (node.end_col_offset or 0)
    raw = text.encode()
    return (raw[:start] + new.encode() + raw[stop:]).decode()


# ------------------------------------------------------------------------------ breaking in memory
def functions() -> dict[tuple[str, str], FunctionType]:
    """Every function of ``cge.model`` by file and name, rules of equations included."""
    import cge.model
    from cge.model.equation import Equation

    found = {}
    for info in pkgutil.iter_modules(cge.model.__path__):
        module = importlib.import_module(f"cge.model.{info.name}")
        for name, value in vars(module).items():
            function = value.rule if isinstance(value, Equation) else value
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                found[f"{info.name}.py", name] = function
    return found


def code_of(mutant: Mutant) -> CodeType:
    """Code of the broken function."""
    module = compile(mutant.source, mutant.file, "exec")
    return next(
        c for c in module.co_consts if isinstance(c, CodeType) and c.co_name == mutant.function
    )


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
        self.rows = [(f.equation.rule, key) for f in solution.compiled.rows for key in f.keys]
        self.uses = {
            function.__name__
            for rule, _ in self.rows
            for function in called(rule)
        }  # fmt: skip

    def residuals(self) -> list[float]:
        """Residuals of all equations; infinite where there is no number."""
        found = []
        for rule, key in self.rows:
            at = () if key is None else key if isinstance(key, tuple) else (key,)
            try:
                relation = rule(self.model.pyomo, *at)
                left, right = (pyo.value(side) for side in relation.args)
                found.append(abs(left - right))
            except (ArithmeticError, ValueError, AttributeError, TypeError):  # no number
                found.append(float("inf"))
            if not found[-1] < NOTICED:
                break
        return found


def called(function: FunctionType) -> set[FunctionType]:
    """A function and all that it calls by name, in ``cge.model``."""
    found: set[FunctionType] = set()
    left = [function]
    while left:
        one = left.pop()
        if one in found:
            continue
        found.add(one)
        codes: list[Any] = [one.__code__]
        while codes:
            code = codes.pop()
            codes += [c for c in code.co_consts if isinstance(c, CodeType)]
            for name in code.co_names:
                value = one.__globals__.get(name)
                if isinstance(value, FunctionType) and value.__module__.startswith("cge.model"):
                    left.append(value)
    return found


def main() -> None:
    """Ask every mutant, and list the answers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", metavar="FILE.py")
    parser.add_argument("--first", action="store_true", help="one place of each kind per function")
    arguments = parser.parse_args()
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)
    economies = [Certified(capital) for capital in CLOSURES]
    for economy in economies:
        if not max(economy.residuals()) < NOTICED:
            sys.exit(f"capital {economy.name}: the equations as they are do not hold")
    known = functions()
    counts: dict[str, int] = {}
    with arguments.out.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["file", "function", "line", "kind", "before", "after", "noticed"])
        for file in sorted({file for file, _ in known}):
            if arguments.only and file not in arguments.only:
                continue
            for m in mutants(ROOT / "cge" / "model" / file, first=arguments.first):
                function = known.get((file, m.function))
                if function is None or not any(m.function in every_use(e) for e in economies):
                    answer = "not reached"
                else:
                    answer = asked(m, function, economies)
                if answer == "not reached" and m.function not in rules_and_helpers():
                    continue  # a function that sets the model up
                counts[answer.split(" (")[0]] = counts.get(answer.split(" (")[0], 0) + 1
                table.writerow([m.file, m.function, m.line, m.kind, m.before, m.after, answer])
                stream.flush()
    print(counts)


def every_use(economy: Certified) -> set[str]:
    return economy.uses


def rules_and_helpers() -> set[str]:
    """Names of all rules of the package and of what they call."""
    from cge.model.catalogue import every_equation

    return {f.__name__ for e in every_equation() for f in called(e.rule)}


def asked(mutant: Mutant, function: FunctionType, economies: list[Certified]) -> str:
    """Which economy the broken function does not hold in."""
    honest = function.__code__
    before = [economy.residuals() for economy in economies]
    function.__code__ = code_of(mutant)
    changed = 0.0
    try:
        for economy, was in zip(economies, before, strict=True):
            now = economy.residuals()
            if not max(now) < NOTICED:
                return f"noticed (capital {economy.name}, residual {max(now):.0e})"
            changed = max(changed, *(abs(a - b) for a, b in zip(now, was, strict=True)))
    finally:
        function.__code__ = honest
    return "SURVIVED" if changed > ROUNDING else "no effect"


if __name__ == "__main__":
    main()
