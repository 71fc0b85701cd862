"""``cge why``: the words, the page, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cge.results.store import open_result, write_result
from tests.cli.conftest import Command

pytestmark = pytest.mark.solver


@pytest.fixture
def file(result_files: dict[str, Path]) -> Path:
    return result_files["quota_10pct"]


@pytest.fixture
def where(two_regions: Path) -> tuple[str, Path]:
    """A benchmark of one's own has to be named."""
    return "--benchmark", two_regions


def test_a_number_is_explained_in_words_and_on_a_page(
    cge: Command, file: Path, where: tuple[str, Path], tmp_path: Path
) -> None:
    page = tmp_path / "why.html"
    done = cge("why", file, "real_wage[North,low]", "--depth", 2, "--out", page, *where)
    assert done.code == 0, done.err
    assert "real_wage[north,low,native]" in done.out
    assert "real_wage of natives" in done.err
    for words in ("(Y-1) cge/model/", "sum: the change", "-- its largest contribution: wage",
                  "What the change hangs on most"):  # fmt: skip
        assert words in done.out
    html = page.read_text()
    assert html.count('<details class="why"') == 2
    answer = json.loads(cge("why", file, "real_wage[north,low]", "--json", *where).out)[0]
    cause = answer["cause"]
    total = sum(term["total"] for term in cause["terms"])
    assert total == pytest.approx(cause["after"] - cause["before"], rel=1e-6)
    result = open_result(file)
    at = {"destination": "north", "skill": "low", "nativity": "native"}
    assert cause["after"] == pytest.approx(float(result.real_wage.sel(at)), rel=1e-9)


def test_what_cannot_be_explained_is_refused(
    cge: Command, file: Path, where: tuple[str, Path], tmp_path: Path
) -> None:
    alone = cge("why", file, "real_wage[north,low]")
    assert alone.code == 2
    assert "--benchmark PATH" in alone.err
    assert cge("why", file, "real_wag[north,low]", *where).code == 2
    other = tmp_path / "other.nc"
    shutil.copy(file, other)
    result = open_result(other).load()
    write_result(result.assign_attrs(benchmark_sha256="0" * 64), other)
    done = cge("why", other, "real_wage[north,low]", *where)
    assert done.code == 3
    assert "another state of the benchmark" in done.err
