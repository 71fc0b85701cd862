"""Files in the layout of others become the benchmark that they were made from."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.check import judge
from cge.benchmark.read import load_benchmark
from cge.errors import DataError, ScenarioError, UsageError
from cge.importers import import_data
from cge.importers.convert import _write_tables
from cge.importers.flows import DIMS
from cge.paths import shipped
from tests.cli.conftest import Command, cge, left  # noqa: F401
from tests.importers.layouts import PLAN, economy, write_har, write_icio, write_tables

pytestmark = pytest.mark.filterwarnings("ignore:.*chararray:DeprecationWarning")  # harpy3's
BENCH = economy()
UNTAXED = economy(taxes=False)
MONEY = ("value_added", "intermediate", "output_tax", "final_demand", "trade", "tariff",
         "export_tax", "income_tax")  # fmt: skip
SINGLE = 2e-6
"""Header arrays hold numbers in single precision."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "map.yaml").write_text(PLAN)
    write_tables(tmp_path / "tables", BENCH)
    return tmp_path


def har(place: Path, out: str = "out", **options: object) -> list[str]:
    file = write_har(place / "basedata.har", BENCH, **options)
    return import_data("har", file, place / "map.yaml", place / "tables", place / out)


def far(got: xr.DataArray, wanted: xr.DataArray) -> float:
    return float(abs(got - wanted).max() / abs(wanted).max())


def test_header_arrays_give_back_the_economy(place):
    cautions = har(place)
    found = load_benchmark(place / "out")
    for name in MONEY:
        assert far(found[name], BENCH[name]) < SINGLE, name
    assert any("taxes on final use" in text for text in cautions)
    assert far(accounts.gdp(found), accounts.gdp(BENCH)) < SINGLE


def test_transport_is_bought_from_those_who_supply_it(place):
    cautions = har(place, out="out.nc", margin=0.05)
    assert any("international transport" in text for text in cautions)
    found = load_benchmark(place / "out.nc")
    judge(found).raise_if_errors()
    fob = BENCH.trade * (1 + BENCH.export_tax)
    more = found.trade.sel(sector="s1").sum() - BENCH.trade.sel(sector="s1").sum()
    assert float(more) == pytest.approx(0.05 * float(fob.sum()), rel=1e-5)
    same = found.trade.sel(sector="s0") - BENCH.trade.sel(sector="s0")
    assert float(abs(same).max()) < 1e-3
    # Tariffs are paid on what arrives, transport included.
    paid = (accounts.border_value(found) * found.tariff).sum()
    assert float(paid) == pytest.approx(1.05 * float((fob * BENCH.tariff).sum()), rel=1e-5)


def test_several_activities_make_one_good(place):
    """As plants of all kinds make electricity: 2 goods, 4 activities."""
    cautions = har(place, plants=True)
    found = load_benchmark(place / "out")
    for name in MONEY:
        assert far(found[name], BENCH[name]) < SINGLE, name
    assert not any("beside their main one" in text for text in cautions)


def test_an_activity_that_makes_several_goods_divides_its_costs(place):
    """Factors earn in all what they earned; output of each good is what was made of it."""
    cautions = har(place, beside=0.1)
    assert any("goods beside their main one" in text for text in cautions)
    found = load_benchmark(place / "out")
    judge(found).raise_if_errors()
    assert far(accounts.factor_income(found), accounts.factor_income(BENCH)) < SINGLE
    assert far(accounts.output(found), accounts.output(BENCH)) < SINGLE
    assert far(found.value_added, BENCH.value_added) > 0.001


def test_small_accounts_keep_every_cell(place):
    """A good of which 1e-10 of the largest is sold balances like others."""
    tiny = BENCH.copy(deep=True)
    small = {"sector": "s0", "exporter": "r0", "importer": "r1"}
    tiny.trade.loc[small] = 1e-10 * float(tiny.trade.max())
    money = {n: tiny[n].transpose(*DIMS[n]) for n in ("trade", "tariff", "export_tax")}
    money["tariff"] = tiny.tariff * tiny.trade
    money["export_tax"] = 0 * tiny.trade
    _write_tables(place, money | {"value_added": tiny.value_added}, tiny.factor.values.tolist())
    rows = (place / "trade.csv").read_text().splitlines()
    assert sum(row.startswith("s0,r0,r1,") for row in rows) == 1
    rate = next(r for r in (place / "tariff.csv").read_text().splitlines() if "s0,r0,r1" in r)
    assert float(rate.split(",")[3]) == pytest.approx(float(tiny.tariff.sel(small)), rel=1e-9)


def test_regions_and_skills_are_merged(place):
    plan = PLAN.replace("skills: {low: [low], mid: [mid]}", "skills: {labour: [low, mid]}") + (
        "regions: {a: {name: A, members: [r0]}, b: {name: B, members: rest}}\ngroups: {rich: [a]}\n"
    )
    (place / "map.yaml").write_text(plan)
    tables = place / "tables"
    (tables / "workers.csv").write_text(
        "origin,destination,skill,value\na,a,labour,1e8\nb,b,labour,2e8\n"
    )
    har(place)
    found = load_benchmark(place / "out")
    assert found.region.values.tolist() == ["a", "b"]
    gdp = accounts.gdp(BENCH)
    wanted = [float(gdp[0]), float(gdp[1:].sum())]
    np.testing.assert_allclose(accounts.gdp(found), wanted, rtol=SINGLE)
    assert float(found.trade.sel(exporter="b", importer="b").sum()) > 0, "inside the merged region"


def icio(place: Path, bench: xr.Dataset, spoil: tuple[str, str] | None = None) -> xr.Dataset:
    file = write_icio(place / "table_2018.csv", bench)
    if spoil:
        assert spoil[0] in file.read_text()
        file.write_text(file.read_text().replace(*spoil, 1))
    names = {r: f"R{n}X" for n, r in enumerate(bench.region.values.tolist())}
    tables = write_tables(place / "people", bench, names)
    share = bench.value_added / bench.value_added.sum("factor")
    rows = [f"{f},{i},{names[r]},{float(share.sel(factor=f, sector=i, region=r))!r}"
            for f in bench.factor.values for i in bench.sector.values
            for r in bench.region.values]  # fmt: skip
    (tables / "factor_shares.csv").write_text("\n".join(["factor,sector,region,value", *rows]))
    (place / "map.yaml").write_text(PLAN.replace("base_year: 2017\n", ""))
    import_data("icio", file, place / "map.yaml", tables, place / "out")
    return load_benchmark(place / "out")


def test_an_inter_country_table_gives_back_flows_without_border_taxes(place):
    found = icio(place, UNTAXED)
    assert found.attrs["base_year"] == 2018
    for name in ("value_added", "intermediate", "output_tax", "final_demand", "trade"):
        wanted = UNTAXED[name].values
        gap = abs(found[name].transpose(*UNTAXED[name].dims).values - wanted).max()
        assert gap < 1e-9 * max(wanted.max(), 1), name


# ------------------------------------------------------------------------------------ mistakes
def test_what_is_wrong_with_header_arrays_is_said(place):
    with pytest.raises(DataError, match="no header VMSB"):
        har(place, drop="VMSB")
    (place / "bad.har").write_bytes(b"not header arrays")
    with pytest.raises(DataError, match="not a header-array file"):
        import_data("har", place / "bad.har", place / "map.yaml", place / "tables", place / "out")
    with pytest.raises(DataError, match="no such file"):
        import_data("har", place / "no.har", place / "map.yaml", place / "tables", place / "out")
    assert left(place) == ["bad.har", "basedata.har", "map.yaml", "tables"]


def test_without_the_library_it_is_named(place, monkeypatch):
    monkeypatch.setitem(sys.modules, "harpy", None)
    with pytest.raises(UsageError, match="harpy3"):
        import_data("har", place / "x.har", place / "map.yaml", place / "tables", place / "out")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("regions: {a: {name: A, members: [r0]}}\n", "members: rest"),
        ("regions: {a: {name: A, members: [r9]}, b: {name: B, members: rest}}\n", "r9"),
        ("regionz: {}\n", "did you mean 'regions'?"),
        ("sectors: {x: {name: X, members: [s0, s1]}, y: {name: Y, members: [s1]}}\n", "'y'"),
        ("description: {\n", "not valid YAML"),
    ],
)
def test_mistakes_in_the_map_are_located(place, text, words):
    (place / "map.yaml").write_text(PLAN.replace("description: a synthetic file\n", text))
    with pytest.raises(ScenarioError, match=words) as failure:
        har(place)
    assert "map.yaml" in str(failure.value)
    assert not (place / "out").exists()


def test_people_that_are_missing_are_asked_for(place):
    (place / "tables" / "workers.csv").unlink()
    with pytest.raises(DataError, match=r"workers"):
        har(place)
    assert not (place / "out").exists()


def test_an_inter_country_table_that_does_not_add_up(place):
    with pytest.raises(DataError, match=r"R\dX_s\d: sales .*does not add up"):
        icio(place, UNTAXED, ("\nVA,", "\nVA,9"))
    (place / "people" / "factor_shares.csv").unlink()
    with pytest.raises(DataError, match="does not divide value added"):
        import_data("icio", write_icio(place / "t_2017.csv", UNTAXED), place / "map.yaml",
                    place / "people", place / "out")  # fmt: skip
    assert not (place / "out").exists()


def test_the_command_line(place, cge: Command):  # noqa: F811
    file = write_har(place / "basedata.har", BENCH)
    words = ["--map", place / "map.yaml", "--tables", place / "tables", "--out", place / "out"]
    done = cge("import", file, "--from", "har", *words)
    assert done.code == 0, done.err
    assert "caution: taxes on final use" in done.err
    assert cge("check", place / "out").code == 0
    again = cge("import", file, "--from", "har", *words)
    assert again.code == 2
    assert "exists already" in again.err
    assert cge("import", file, "--from", "sql", *words).code == 2


def test_the_example_of_the_docs(tmp_path, cge: Command):  # noqa: F811
    folder = shipped("examples") / "inter_country_table"
    out = tmp_path / "benchmark"
    done = cge("import", folder / "table_2020.csv", "--from", "icio", "--map", folder / "map.yaml",
               "--tables", folder / "tables", "--out", out)  # fmt: skip
    assert done.code == 0, done.err
    assert "230.0 x 10^9 USD" in done.err
    found = load_benchmark(out)
    np.testing.assert_allclose(accounts.gdp(found), [4580, 1770])
    wage = accounts.native_wage(found).sel(region="south") / accounts.LABOUR_UNIT
    np.testing.assert_allclose(wage, [0.4 * 1735 / 100 * 1e3, 0.2 * 1735 / 20 * 1e3])
    assert float(found.remittances.sum()) == 12
