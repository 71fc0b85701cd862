"""Broken equations: every rule and helper of ``cge/model``, changed in one place at a time.

A sign is turned, an exponent changed, a term, a factor or a divisor dropped.  Nothing is written to
the source: :func:`broken` swaps the code of a function in memory.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


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

    @property
    def place(self) -> tuple[str, str]:
        """File and function."""
        return self.file, self.function

    @property
    def row(self) -> list[Any]:
        """What a table of mutants says of it."""
        return [self.file, self.function, self.line, self.kind, self.before, self.after]


COLUMNS = ["file", "function", "line", "kind", "before", "after"]


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of one file of ``cge/model``, in the order of its lines."""
    text = (ROOT / "cge" / "model" / file).read_text(encoding="utf-8")
    for function in ast.parse(text).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.BinOp):
                continue
            before = " ".join((ast.get_source_segment(text, node) or "").split())
            for kind, changed in changes(node):
                source = replaced(text, node, changed)
                yield Mutant(file, function.name, node.lineno, kind, before, changed, source)


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
    raw = text.encode()
    lines = raw.splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    last = (node.end_lineno or node.lineno) - 1
    stop = sum(map(len, lines[:last])) + (node.end_col_offset or 0)
    return (raw[:start] + new.encode() + raw[stop:]).decode()


def rules() -> dict[tuple[str, str], FunctionType]:
    """Every rule of an equation and every function that one calls, by file and name."""
    from cge.model.blocks import every_equation

    wanted = {f for e in every_equation() for f in called(e.stated)}
    return {place: f for place, f in _functions().items() if f in wanted}


def _functions() -> dict[tuple[str, str], FunctionType]:
    import cge.model
    from cge.model.equation import Equation

    found = {}
    for info in pkgutil.iter_modules(cge.model.__path__):
        module = importlib.import_module(f"cge.model.{info.name}")
        for name, value in vars(module).items():
            function = value.stated if isinstance(value, Equation) else value
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                found[f"{info.name}.py", name] = function
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


@contextmanager
def broken(mutant: Mutant, function: FunctionType) -> Iterator[None]:
    """The function as the mutant has it, as long as the context lasts."""
    honest = function.__code__
    module = compile(mutant.source, mutant.file, "exec")
    function.__code__ = next(
        c for c in module.co_consts if isinstance(c, CodeType) and c.co_name == mutant.function
    )
    try:
        yield
    finally:
        function.__code__ = honest
