"""``cge export``: the same numbers in every format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr

from cge.report.export import latex
from cge.report.tidy import IAMC, is_text
from cge.results.store import open_result, write_result
from tests.cli.conftest import Command

pytestmark = pytest.mark.solver


@pytest.fixture(scope="module")
def file(result_files: dict[str, Path]) -> Path:
    return result_files["quota_10pct"]


@pytest.fixture(scope="module")
def result(file: Path) -> xr.Dataset:
    return open_result(file)


def back(frame: pd.DataFrame, like: xr.DataArray) -> xr.DataArray:
    """A tidy table as the array it came from."""
    if not like.ndim:
        return xr.DataArray(frame.value.item())
    dims = [str(dim) for dim in like.dims]
    return frame.set_index(dims).value.to_xarray().reindex({d: like[d].values for d in dims})


def assert_same_numbers(
    frames: dict[str, pd.DataFrame], result: xr.Dataset, digits: float = 0.0
) -> None:
    for name, array in result.data_vars.items():
        if str(name) not in frames:
            assert not array.notnull().any()  # it exists nowhere
            continue
        got = back(frames[str(name)], array)
        if is_text(array):
            np.testing.assert_array_equal(got.values.astype(str), array.values.astype(str))
        else:
            expected = array.values.astype(float)
            np.testing.assert_allclose(got.values.astype(float), expected, rtol=digits, atol=0)


def test_parquet_holds_the_same_numbers(
    cge: Command, file: Path, result: xr.Dataset, tmp_path: Path
) -> None:
    out = tmp_path / "r.parquet"
    assert cge("export", file, "--to", "parquet", "--out", out).code == 0
    every = pd.read_parquet(out)
    frames = {}
    for name, part in every.groupby("variable"):
        word = is_text(result[name])
        frames[name] = (
            part.drop(columns="value").rename(columns={"text": "value"}) if word else part
        )
    assert_same_numbers(frames, result)
    units = every.groupby("variable").unit.first()
    assert all(units[name] == result[name].attrs["units"] for name in units.index)


def test_excel_holds_the_same_numbers(
    cge: Command, file: Path, result: xr.Dataset, tmp_path: Path
) -> None:
    out = tmp_path / "r.xlsx"
    names = ("welfare_ev", "wage", "remittances", "regime", "welfare_ev_world", "member")
    chosen = [word for name in names for word in ("--variable", name)]
    assert cge("export", file, "--to", "xlsx", "--out", out, *chosen).code == 0
    sheets = pd.read_excel(out, sheet_name=None, keep_default_na=False)
    listed = sheets["contents"].set_index("variable")
    frames = {name: sheets[listed.sheet[name]] for name in names}
    assert_same_numbers(frames, result[list(names)], digits=1e-15)  # the file has 16 digits
    assert listed.unit["welfare_ev"] == "10^9 USD"
    assert result.attrs["benchmark_sha256"] in set(listed["long_name"]) | set(
        sheets["contents"].variable
    )


def test_csv_is_long_with_units(
    cge: Command, file: Path, result: xr.Dataset, tmp_path: Path
) -> None:
    out = tmp_path / "r.csv"
    done = cge("export", file, "--to", "csv", "--out", out, "--variable", "wage")
    assert done.out.strip() == str(out)
    frame = pd.read_csv(out)
    assert set(frame.unit) == {"USD per worker and year"}
    assert frame.value.sum() == pytest.approx(float(result.wage.sum()), rel=1e-12)


def test_iamc_has_its_columns_and_one_row_per_cell(
    cge: Command, file: Path, result: xr.Dataset, tmp_path: Path
) -> None:
    out = tmp_path / "r.csv"
    assert cge("export", file, "--to", "iamc", "--out", out).code == 0
    frame = pd.read_csv(out, keep_default_na=False, na_values=[""])
    assert tuple(frame.columns) == IAMC
    assert not frame.duplicated(["region", "variable", "year"]).any()
    assert set(frame.scenario) == {"two_regions_quota"}
    world = frame[frame.variable == "welfare_ev_world"]
    assert world.region.item() == "World"
    assert world.value.item() == pytest.approx(float(result.welfare_ev_world), rel=1e-12)
    of_natives = frame[frame.variable.str.startswith("welfare_ev|natives|")]
    got = float(result.welfare_ev.sel(group="natives").sum())
    assert of_natives.value.sum() == pytest.approx(got)


def test_latex_is_escaped_and_balanced(cge: Command, file: Path, tmp_path: Path) -> None:
    for extra in ((), ("--variable", "wage_pct")):
        out = tmp_path / "r.tex"
        assert cge("export", file, "--to", "latex", "--out", out, *extra).code == 0
        text = out.read_text()
        assert text.count("\\begin{longtable}") == text.count("\\end{longtable}") > 0
        assert "[%]" not in text
    assert latex("50% of_a{b}^~\\") == (
        r"50\% of\_a\{b\}\textasciicircum{}\textasciitilde{}\textbackslash{}"
    )


def test_words_that_look_like_formulas_stay_words(
    cge: Command, result: xr.Dataset, tmp_path: Path
) -> None:
    source = write_result(result.assign_attrs(title="=1+1"), tmp_path / "evil.nc")
    out = tmp_path / "r.xlsx"
    cge("export", source, "--to", "xlsx", "--out", out, "--variable", "gdp")
    cells = [c for row in openpyxl.load_workbook(out)["contents"].rows for c in row]
    (cell,) = [c for c in cells if c.value == "=1+1"]
    assert cell.data_type == "s"


def test_the_default_name_stands_beside_the_result(
    cge: Command, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "mine.nc"
    copy.write_bytes(file.read_bytes())
    cge("export", copy, "--to", "csv", "--variable", "gdp")
    cge("export", copy, "--to", "iamc", "--variable", "gdp")
    assert {p.name for p in tmp_path.iterdir()} == {"mine.nc", "mine.csv", "mine_iamc.csv"}


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--to", "word"), "allowed: csv, xlsx, parquet, latex, iamc"),
        (("--to", "csv", "--variable", "wages"), "'wage'"),
    ],
)
def test_mistakes_say_what_is_allowed(
    cge: Command, file: Path, tmp_path: Path, words: tuple[str, ...], hint: str
) -> None:
    done = cge("export", file, *words, "--out", tmp_path / "x")
    assert done.code == 2
    assert hint in done.err
    assert not list(tmp_path.iterdir())
