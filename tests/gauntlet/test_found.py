"""What the gauntlet has found, each as a small scenario with the ending that is right.

A file in ``found/`` holds ``ground`` (a benchmark of :mod:`tests.gauntlet.grounds`), ``scenario``,
the ``ending`` that is right, words of its message (``says``), why (``cause``), and ``open: true``
as long as it is not repaired.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.gauntlet import grounds
from tests.gauntlet.attempt import attempt

FOUND = sorted((Path(__file__).parent / "found").glob("*.yaml"))


def marked(file: Path):
    case = yaml.safe_load(file.read_text(encoding="utf-8"))
    marks = [pytest.mark.slow, pytest.mark.solver]
    marks += [pytest.mark.xfail(reason=case["cause"])] if case.get("open") else []
    return pytest.param(case, id=file.stem, marks=marks)


@pytest.mark.parametrize("case", [marked(file) for file in FOUND])
def test_what_was_found_ends_as_it_should(case, tmp_path):
    ended = attempt(case["scenario"], grounds.ground(case["ground"]), tmp_path)
    assert (ended.ending, case.get("says", "") in ended.message) == (case["ending"], True), ended
