"""Few of the audited solutions are solved every time, the rest in ``make test-all``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.model.audit.cases import CASES

FAST = {"everything", "through a hub", "a gap of wages closed"}
"""All instruments and taxes at once; one price of goods; migration up to a gap of wages."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests of the other cases as slow."""
    for item in items:
        if Path(__file__).parent not in item.path.parents or not isinstance(item, pytest.Function):
            continue
        asked = getattr(item, "callspec", None)
        of = {} if asked is None else asked.params
        case = of.get("name", of.get("case"))
        if case in CASES and case not in FAST:
            item.add_marker(pytest.mark.slow)
