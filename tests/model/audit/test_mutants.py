"""Who adds an equation states it again: a broken one must not hold where all is found twice."""

from __future__ import annotations

import pytest

from tools.mutants import mutants, rules
from tools.mutate_equations import by_a_second_statement, certified

TESTED_BY_THEMSELVES = {"ces.py"}
"""Forms whose derivatives and roundings no solution shows: test_forms.py asks them directly."""


@pytest.mark.slow
def test_every_broken_equation_is_noticed():
    known, economies = rules(), list(certified())
    files = sorted({file for file, _ in known} - TESTED_BY_THEMSELVES)
    asked = [m for file in files for m in mutants(file) if m.place in known]
    assert len(asked) > 700
    unnoticed = [m.row for m in asked if not by_a_second_statement(m, known[m.place], economies)]
    assert not unnoticed, unnoticed
