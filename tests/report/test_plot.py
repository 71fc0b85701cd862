"""``cge plot``: a picture and its numbers."""

from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xarray as xr

from cge.report.figures import figures
from cge.report.static import draw, write_figure
from cge.report.tables import COLUMNS
from cge.results.store import open_result
from tests.cli.conftest import Command

pytestmark = pytest.mark.solver


def test_the_numbers_stand_beside_the_picture(
    cge: Command, result_files: dict[str, Path], tmp_path: Path
) -> None:
    file = result_files["quota_10pct"]
    done = cge("plot", file, "--figure", "groups", "--out", tmp_path / "g.svg")
    assert done.out.split() == [str(tmp_path / "g.svg"), str(tmp_path / "g.csv")]
    ElementTree.parse(tmp_path / "g.svg")
    with (tmp_path / "g.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["group", *COLUMNS]
    assert float(rows[-1][1]) == pytest.approx(float(open_result(file).welfare_ev_world_ppp))


def test_every_kind_of_figure_can_be_printed(north_south: xr.Dataset) -> None:
    kinds = {type(figure.mark): figure for figure in figures(north_south)}
    assert len(kinds) > 3
    for figure in kinds.values():
        assert draw(figure, "source", "png").startswith(b"\x89PNG"), figure.name


def test_the_same_result_gives_the_same_picture(quota: xr.Dataset, tmp_path: Path) -> None:
    one, two = (write_figure(quota, "wages", tmp_path / f"{n}.svg")[0] for n in (1, 2))
    assert one.read_bytes() == two.read_bytes()


def test_the_list_names_what_can_be_drawn(cge: Command, result_files: dict[str, Path]) -> None:
    file = result_files["quota_10pct"]
    listed = cge("plot", file, "--figure", "list").out
    assert [line.split()[0] for line in listed.splitlines()] == [
        figure.name for figure in figures(open_result(file))
    ]


def test_other_kinds_of_files_are_refused(
    cge: Command, result_files: dict[str, Path], tmp_path: Path
) -> None:
    done = cge(
        "plot", result_files["quota_10pct"], "--figure", "groups", "--out", tmp_path / "g.bmp"
    )
    assert done.code == 2
    assert ".svg or .pdf or .png" in done.err
