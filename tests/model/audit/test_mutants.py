"""Who adds an equation states it again: a broken one must not hold where all is found twice."""

from __future__ import annotations

import csv

import pytest

from tools.mutants import COLUMNS, ROOT, Mutant, mutants, rules
from tools.mutate_equations import by_a_second_statement, certified

TESTED_BY_THEMSELVES = {"ces.py"}
"""Forms whose derivatives and roundings no solution shows: test_forms.py asks them directly."""


def every_mutant() -> list[Mutant]:
    known = rules()
    files = sorted({file for file, _ in known})
    return [m for file in files for m in mutants(file) if m.place in known]


@pytest.mark.slow  # the table takes hours to make; it is made anew before a release
def test_the_table_of_the_docs_is_of_the_equations_of_today():
    """Else: ``python tools/mutate_equations.py --out docs/_tables/mutations.csv``.

    The line may have moved: it says where an equation stands, and not what it says.
    """
    table = ROOT / "docs" / "_tables" / "mutations.csv"
    what = [name for name in COLUMNS if name != "line"]
    with table.open(newline="", encoding="utf-8") as stream:
        listed = [[row[name] for name in what] for row in csv.DictReader(stream)]
    today = [dict(zip(COLUMNS, m.row, strict=True)) for m in every_mutant()]
    assert listed == [[str(row[name]) for name in what] for row in today]


@pytest.mark.slow
def test_every_broken_equation_is_noticed():
    known, economies = rules(), certified()
    asked = [m for m in every_mutant() if m.file not in TESTED_BY_THEMSELVES]
    assert len(asked) > 700
    unnoticed = [m.row for m in asked if not by_a_second_statement(m, known[m.place], economies)]
    assert not unnoticed, unnoticed
