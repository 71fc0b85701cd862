"""One command gives the headline under every closure."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cge.cli.main import app
from cge.paths import shipped
from cge.run.closures import variants
from cge.scenario.closures import FISCAL
from cge.scenario.load import parse, read_source

QUOTA = shipped("examples") / "two_regions" / "quota_10pct.yaml"


def test_every_closure_is_asked_for_once() -> None:
    asked = variants(read_source(QUOTA))
    made = [parse(read_source(QUOTA, overrides=options)) for options in asked]
    closures = [(s.closure.fiscal, s.closure.capital) for s in made]
    assert len(set(closures)) == len(closures) == len({s.name for s in made})
    assert {fiscal for fiscal, _ in closures} == set(FISCAL)
    assert {capital for _, capital in closures} == {"fixed", "mobile", "steady"}


@pytest.mark.slow
def test_the_table_is_printed_and_kept(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", str(QUOTA), "--closures", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    with (tmp_path / "closures.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(FISCAL) + 2
    for row in rows:
        assert float(row["world_ev_ppp_bn"]) > 0
        assert abs(float(row["largest_budget_gap_of_gdp"])) < 1e-9
        assert row["adjusts"] == FISCAL[row["fiscal"]].adjusts
    assert "public_consumption, fixed" in done.output
