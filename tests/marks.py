"""Which cases of a test run every time, and which in ``make test-all`` alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def rest_slow(cases: Iterable[Any], fast: int = 1) -> list[Any]:
    """The first cases as they are; the rest, which repeat them elsewhere, are slow."""
    return [case if n < fast else pytest.param(case, marks=pytest.mark.slow)
            for n, case in enumerate(cases)]  # fmt: skip
