"""The words and tables a result is told in."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.report.sheet import Sheet, as_text
from cge.report.summary import Summary, summarise
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def result(examples: Path) -> xr.Dataset:
    bench = load_benchmark(examples / "benchmark")
    return run_scenario(load_scenario(examples / "quota_10pct.yaml", bench=bench), bench)


@pytest.fixture(scope="module")
def summary(result: xr.Dataset) -> Summary:
    return summarise(result)


def sheet(summary: Summary, title: str) -> Sheet:
    (found,) = [sheet for sheet in summary.sheets if sheet.title.startswith(title)]
    return found


def test_groups_add_up_to_the_world(summary: Summary) -> None:
    *groups, world = sheet(summary, "Who gains").rows
    for n in (1, 2, 3):
        assert sum(float(row[n]) for row in groups) == pytest.approx(float(world[n]))
    assert world[1] == pytest.approx(summary.figures["world_ev_ppp_bn"])


def test_movers_are_workers_who_are_not_where_they_were(
    result: xr.Dataset, summary: Summary
) -> None:
    home = result.workers.where(result.origin == result.destination).sum()
    before = result.workers_base.where(result.origin == result.destination).sum()
    net = summary.figures["movers_million_workers"] - summary.figures["returning_million_workers"]
    assert net == pytest.approx(float(before - home) / 1e6)


def test_quotas_that_are_not_filled_say_what_is_left(result: xr.Dataset, summary: Summary) -> None:
    rows = {row[0]: row for row in sheet(summary, "Quotas").rows}
    for skill in result.skill.values:
        _, filled, of, _, left = rows[skill]
        slack = float(result.quota_slack.sel(skill=skill).max()) / 1e6
        assert of == 1
        assert (filled == 1) == (slack < 1e-6)
        assert left == ("" if filled else f"North {slack:.2f}")


def test_the_sentence_names_gain_and_movers(summary: Summary) -> None:
    assert summary.sentence.startswith("The world gains ")
    assert "million workers move" in summary.sentence


@pytest.mark.slow
def test_nothing_is_said_of_nothing(examples: Path) -> None:
    bench = load_benchmark(examples / "benchmark")
    path = examples / "quota_10pct.yaml"
    still = load_scenario(path, overrides=["visas=[]"], bench=bench)
    told = summarise(run_scenario(still, bench))
    assert told.sentence == "Nothing changes."
    assert not [s for s in told.sheets if s.title.startswith(("Largest", "Quotas"))]


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.001, "0.00"), (1234.567, "1,234.57"), (12, "12"), (float("nan"), ""), ("a", "a")],
)
def test_cells_as_text(value: float | str, text: str) -> None:
    assert as_text(value) == text


def test_a_column_has_the_digits_that_its_largest_figure_needs() -> None:
    table = Sheet("", ("", "x"), (("a", 0.0123), ("b", -0.0119), ("c", -1e-12)))
    assert table.texts() == [("a", "0.0123"), ("b", "-0.0119"), ("c", "0.0000")]
    large = Sheet("", ("", "x"), (("a", 4321.4), ("b", -0.4)))
    assert large.texts() == [("a", "4,321"), ("b", "0")]
    own = Sheet("", ("", "x"), (("a", 4321.4), ("b", -0.0425)), mixed=True)
    assert own.texts() == [("a", "4,321"), ("b", "-0.0425")]
