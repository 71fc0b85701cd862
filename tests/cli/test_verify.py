"""Published results beside the model's own, and how they are judged."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from cge.verify import CASES, cases, figures
from cge.verify.figures import AGREES, DIFFERS, ORDER, Figure, published
from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]
NOW = ("two_by_two", "clemens", "posner_weyl", "surplus", "games")
ONE = replace(published()[0], low=10.0, high=10.0, tolerance=0.5, expect=AGREES)
SOME = replace(ONE, low=5.0, high=20.0)


@pytest.mark.parametrize(
    ("said", "own", "gap", "verdict"),
    [
        (ONE, 10.5, 0.5, AGREES),
        (ONE, 10.51, 0.51, ORDER),
        (ONE, 29.9, 19.9, ORDER),
        (ONE, 30.1, 20.1, DIFFERS),
        (ONE, 3.2, -6.8, DIFFERS),
        (ONE, -10.0, -20.0, DIFFERS),
        (SOME, 7.0, 0.0, AGREES),
        (SOME, 40.0, 20.0, ORDER),
        (SOME, 1.6, -3.4, DIFFERS),
        (replace(ONE, high=math.inf), 1e9, 0.0, AGREES),
        (replace(ONE, low=-10.0, high=-10.0), -12.0, -2.0, ORDER),
    ],
)
def test_verdicts(said, own, gap, verdict):
    figure = Figure(said, own)
    assert figure.gap == pytest.approx(gap)
    assert figure.verdict == verdict
    assert figure.as_expected == (verdict == AGREES)
    assert Figure(replace(said, expect=DIFFERS), own).as_expected


def test_every_published_figure_has_a_source_and_every_difference_a_reason():
    assert {figure.case for figure in published()} == set(CASES)
    for figure in published():
        assert figure.source, figure
        assert figure.read_in, figure
        assert figure.expect in figures.VERDICTS, figure
        assert bool(figure.why) == (figure.expect != AGREES), figure
        assert figure.low <= figure.high, figure


@pytest.mark.slow
@pytest.mark.solver
def test_every_case_is_as_it_should_be_and_textbooks_agree_to_the_digit(cge: Command) -> None:
    done = cge("verify", "--json")
    assert done.code == 0, done.err
    assert "NOT OK" not in done.err
    reports = {report["case"]: report["figures"] for report in json.loads(done.out)}
    assert list(reports) == list(CASES)
    for case in NOW:
        assert {figure["verdict"] for figure in reports[case]} == {"agrees"}
    two = {figure["figure"]: figure for figure in reports["two_by_two"]}
    assert abs(two["welfare"]["own"] - 1.0454821) < 5e-8


def test_what_should_agree_and_does_not_is_exit_code_five(
    cge: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tuple(
        replace(p, low=7.0, high=7.0) if p.figure.startswith("each gets, without") else p
        for p in published()
    )
    monkeypatch.setattr(cases, "published", lambda: wrong)
    done = cge("verify", "games")
    assert done.code == 5
    assert "not as published: games: each gets, without a penalty" in done.err
    assert "DIFFERS (should be: agrees)" in done.out


def test_a_case_that_is_none(cge: Command) -> None:
    done = cge("verify", "posner_wyl")
    assert done.code == 2
    assert "did you mean 'posner_weyl'?" in done.err


def test_the_page_of_the_docs_shows_every_figure() -> None:
    shown = json.loads((ROOT / "docs" / "_tables" / "verify.json").read_text(encoding="utf-8"))
    assert [report["case"] for report in shown] == list(CASES), "cge verify --json, see docs"
    known = [[f.figure, f.low, f.source] for case in CASES for f in published() if f.case == case]
    assert [
        [f["figure"], f["published"][0], f["source"]] for r in shown for f in r["figures"]
    ] == known
    assert all(report["ok"] for report in shown)
