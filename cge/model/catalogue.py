"""Where an equation or a definition is stated, what it says and what it mentions."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from cge.model.definition import Definition
from cge.model.equation import Equation


def mentions(equation: Equation | Definition) -> set[str]:
    """Names of variables, parameters and sets in a rule and in the functions that it calls."""
    return set(_attributes(equation.stated, set()))


def place(equation: Equation | Definition) -> str:
    """File and line of a rule, for example ``cge/model/trade.py:57``."""
    package = Path(__file__).resolve().parents[2]
    file = Path(inspect.getsourcefile(equation.stated) or "").resolve()
    return f"{file.relative_to(package)}:{inspect.getsourcelines(equation.stated)[1]}"


def text(equation: Equation | Definition) -> str:
    """The body of a rule as it is written, without decorator, signature and docstring."""
    source = inspect.cleandoc("\n" + inspect.getsource(equation.stated))
    body = source.split('"""', 2)[-1] if '"""' in source else source.split(":\n", 1)[-1]
    return inspect.cleandoc(body)


def _attributes(function: Any, seen: set[Any]) -> Iterator[str]:
    seen.add(function)
    for code in _codes(function.__code__):
        for name in code.co_names:
            called = function.__globals__.get(name)
            called = called.rule if isinstance(called, Definition) else called
            if isinstance(called, FunctionType) and called.__module__.startswith("cge.model"):
                if called not in seen:
                    yield from _attributes(called, seen)
            else:
                yield name


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)
