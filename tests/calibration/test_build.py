"""Building the country database: once, from tables that are whole; and telling how."""

import re

import numpy as np
import pandas as pd
import pytest

from calibration import database
from calibration.build import FILES as TABLES_BESIDE
from calibration.build import STAMP, build_data
from calibration.calibrate import calibrate
from calibration.explain import explain
from calibration.outliers import outliers
from calibration.reconcile.s08_bilateral import services_prior
from calibration.sources.layout import LAYOUTS
from calibration.sources.tidy import Tidy
from calibration.world import ROW_POOR, core, regions
from cge.benchmark import accounts
from cge.errors import DataError, UsageError
from cge.paths import shipped
from cge.seal import open_sealed
from tests.calibration.conftest import map_of
from tests.cli.conftest import cge  # noqa: F401

pytestmark = pytest.mark.slow  # a minute of solving

FILES = ("world.nc", "ten.nc", "build.json", *TABLES_BESIDE)


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_second_build_does_nothing(invented):
    before = contents(invented.out / "countries")
    report = build_data(invented.raw, invented.out)
    assert not report.rebuilt
    assert str(report) == "countries: up to date, raw tables and code are unchanged"
    assert contents(invented.out / "countries") == before
    assert sorted(before) == sorted(FILES)  # no draft is left


def test_the_same_raw_tables_give_the_same_bytes(invented, tmp_path):
    assert build_data(invented.raw, tmp_path).rebuilt
    assert contents(tmp_path / "countries") == contents(invented.out / "countries")


def test_a_build_whose_stamp_is_broken_is_told(invented, tmp_path):
    folder = tmp_path / "countries"
    folder.mkdir()
    for name, content in contents(invented.out / "countries").items():
        (folder / name).write_bytes(content)
    (folder / STAMP).write_text("{")
    with pytest.raises(DataError, match=r"build.json is not readable.*delete it to build again"):
        build_data(invented.raw, tmp_path)


def test_ten_percent_more_gdp_of_one_country_moves_that_country(invented, changed, tmp_path):
    """The world's GDP is given, so the poor rest has as much less; others hardly move."""

    def richer(table):
        here = (table["iso3"] == "KEN") & (table["year"] == 2021)
        here &= table["variable"] == "NY.GDP.MKTP.CD"
        table.loc[here, "value"] *= 1.1
        return table

    report = build_data(changed("wdi_2026", richer), tmp_path / "out")
    old, new = invented.data, database.read(report.folder)
    gain = (new["gdp"] - old["gdp"]).to_pandas()
    assert gain["KEN"] == pytest.approx(0.1 * float(old["gdp"].sel(region="KEN")))
    assert gain[ROW_POOR] == pytest.approx(-gain["KEN"])
    others = pd.Index(core()).drop("KEN")
    assert gain[others].abs().max() == 0
    up = (new["wage"] / old["wage"] - 1).sel(skill="low").to_pandas()
    assert up["KEN"] == pytest.approx(0.1, abs=0.01)
    assert up[others].abs().max() < 0.005
    for item in ("final_demand", "value_added", "trade"):
        dims = [dim for dim in old[item].dims if dim not in ("region", "importer")]
        size = (new[item].sum(dims) / old[item].sum(dims) - 1).to_pandas()
        assert size[others].abs().median() < 0.001, item
        assert size[others].abs().max() < 0.02, item
    for item in ("persons", "population", "depreciation", "income_class", "free_movement"):
        assert bool((new[item] == old[item]).all()), item
    np.testing.assert_allclose(new["workers"].sum("skill"), old["workers"].sum("skill"), rtol=1e-12)


def test_another_base_year_is_a_parameter_of_the_same_recipe(invented, tmp_path):
    """Pairs, receipts and law are those of the year; figures that stand still stay."""
    report = build_data(invented.raw, tmp_path, 2017)
    data, now = database.read(report.folder), invented.data
    assert (data.attrs["base_year"], now.attrs["base_year"]) == (2017, 2021)
    stock = Tidy(invented.raw, 2017).table("wb_migstock_2017")["value"].sum()
    people = data["persons"].values.sum() - np.trace(data["persons"].values)
    assert people + float(data["memo_migrants"].sum()) == pytest.approx(stock, rel=1e-9)
    free = data["free_movement"].sel(origin="GBR", destination="FRA")
    assert bool(free)
    assert not bool(now["free_movement"].sel(origin="GBR", destination="FRA"))
    np.testing.assert_allclose(data["gdp"].drop_sel(region=ROW_POOR), now["gdp"].drop_sel(
        region=ROW_POOR), rtol=1e-9)  # fmt: skip
    with pytest.raises(UsageError, match=r"no base year 2018; the recipe knows 2017, 2021"):
        build_data(invented.raw, tmp_path, 2018)


def test_what_is_out_of_the_ordinary_is_named_at_every_build(invented, tmp_path):
    """Three deviations off the median; the report and a table beside the database tell it."""
    report = str(build_data(invented.raw, tmp_path))
    odd = outliers(invented.data)
    for item in set(odd["item"]):
        assert f"out of the ordinary, {item} (median " in report
    told = pd.read_csv(tmp_path / "countries" / "outliers.csv", keep_default_na=False)
    assert told["region"].tolist() == odd["region"].tolist()
    trade = odd[odd["item"] == "trade balance over GDP"].set_index("region")
    assert {"LSO", "IRL"} <= set(trade.index)
    assert (odd["deviations"].abs() > 3).all()
    richer = invented.data.assign(persons=invented.data["persons"].copy(deep=True))
    richer["persons"].loc["KEN", "KEN"] *= 50
    found = outliers(richer)
    natives = found[found["item"] == "persons per worker, natives"]["region"]
    assert "KEN" in set(natives)


def test_explain_tells_figures_moves_and_imputations(invented, tmp_path):
    folder = invented.out / "countries"
    text = explain("LSO", folder)
    assert text.startswith("LSO Lesotho, ")
    gdp = float(invented.data["gdp"].sel(region="LSO"))
    assert f"gdp_bn_usd: {gdp:.4g}" in text
    assert re.search(r"07 investment: 10 -> 17\.5\n", text)
    assert "06 input-output table: WIOD donors of similar GDP per head" in text
    assert "TWN (Taiwan) is part of ROW_rich" in explain("TWN", folder)
    assert len(text.splitlines()) > 40
    text = explain("KEN", folder)
    for words in ("skill premium:", "    * ", "tertiary share of native workers:", "-> KEN: ",
                  "GDP at purchasing power parity", "mean pay of workers a year"):  # fmt: skip
        assert words in text
    (tmp_path / "world.nc").symlink_to(folder / "world.nc")
    with pytest.raises(DataError, match=r"lacks countries.csv, steps.csv.*run `cge build-data"):
        explain("LSO", tmp_path)


def test_the_command_builds_and_explains_what_it_built(invented, tmp_path, cge):  # noqa: F811
    done = cge("build-data", "--raw", invented.raw, "--out", tmp_path, "--explain", "LSO")
    assert done.code == 0
    assert "162 regions" in done.out
    assert "step 07 investment: largest moves LSO 10 -> 17.5" in done.out
    assert done.out.endswith(explain("LSO", invented.out / "countries") + "\n")
    again = cge("build-data", "--raw", invented.raw, "--out", tmp_path)
    assert again.out == "countries: up to date, raw tables and code are unchanged\n"


def test_the_command_refuses_broken_tables_all_at_once(invented, tmp_path, changed, cge):  # noqa: F811
    changed("wdi", lambda table: table.drop(columns="is_aggregate").rename(columns={"year": "y"}))
    raw = changed("wb_remit_2021", lambda table: table.assign(value=table["value"].mask(
        table.index == 7, -1.0)))  # fmt: skip
    done = cge("build-data", "--raw", raw, "--out", tmp_path / "out")
    assert done.code == 3
    assert "wdi.csv: no column year" in done.err
    assert "wb_remit_2021.csv: line 9: value is negative; correct it or" in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def with_line(**cells):
    """An edit that repeats the first line with some cells changed."""
    return lambda table: pd.concat([table, table.head(1).assign(**cells)], ignore_index=True)


@pytest.mark.parametrize(
    ("name", "edit", "words"),
    [
        ("pwt1001", lambda t: t.drop(columns="iso3"), "no column iso3; it must have iso3, year, v"),
        ("wdi_2026", lambda t: t.drop(columns="is_aggregate"), "no column is_aggregate; it must"),
        ("wdi", lambda t: t.assign(value=t["value"].mask(t.index == 0)),
         "line 2: value is not a number; leave out lines without a figure"),
        ("undesa_2020_totals", lambda t: t.assign(value=t["value"].astype(str).mask(
            t.index < 9, "..")), "lines 2, 3, 4, 5, 6 and 4 more: value is not a number"),
        ("wdi", lambda t: t.assign(value=-t["value"]), "value is negative"),
        ("cepii_geodist", lambda t: t.assign(dist=np.inf), "dist is not a number"),
        ("wb_migstock_2017", with_line(origin="ZZZ"),
         "unknown origin ZZZ; use codes of calibration/definitions/countries.csv"),
        ("wb_remit_2017", with_line(sender="KSV"), "unknown sender KSV"),
        ("wiod2013_2011_va", with_line(iso3="HKG"), "unknown iso3 HKG"),
        ("dioc2015_lfs", with_line(dest="OECD"), "unknown dest OECD"),
        ("baci_2023_total", with_line(value=1.0), "a second line with the same origin, dest, year"),
        ("baci_2023_total", with_line(origin=None), "a gap in origin, dest, year; fill it"),
        ("qog_cs2021", lambda t: t[t["variable"] != "wdi_export"],
         "no line with variable wdi_export; add what the producer has"),
        ("fig_gulf", lambda t: t.drop(columns="read"), "no column read; it must have place, fig"),
    ],
)  # fmt: skip
def test_broken_tables_are_refused_with_file_and_line(changed, name, edit, words):
    with pytest.raises(DataError, match=re.escape(words)) as error:
        Tidy(changed(name, edit)).table(name)
    assert f"{name}.csv: " in str(error.value)


def test_what_is_no_table_is_refused(changed):
    raw = changed("rpw_cost", lambda table: table)
    (raw / "rpw_cost.csv").write_bytes(b'a,b\n"1\xff,2\n')
    with pytest.raises(DataError, match=r"rpw_cost.csv is not readable as a table: .* UTF-8"):
        Tidy(raw).check()


@pytest.mark.parametrize(
    ("name", "edit", "words"),
    [
        ("wdi_2026", lambda t: t[(t["iso3"] != "USA") | ~t["variable"].str.startswith("NY")],
         "step 01: frame is not finite at USA gdp"),
        ("wdi_2026", lambda t: t[t["iso3"] != "WLD"], "holds no NY.GDP.MKTP.CD of WLD (the world)"),
        ("wdi_2026", lambda t: t.assign(value=t["value"].mask(t["iso3"] == "WLD", 1e12)),
         "GDP of WLD leaves -"),
        ("pwt1001", lambda t: t[(t["variable"] != "cn") | (t["year"] != 2019)],
         "pwt1001.csv holds no cn of 2019"),
        ("undesa_2020_totals", lambda t: t[t["year"] != 2015], "holds no 'population' of 2015"),
        ("fig_gulf", lambda t: t[t["place"] != "SAU"],
         "step 13: nationals_share_of_work is not finite at SAU"),
        ("fig_migrant_pay", lambda t: t.assign(read="memory"), "that was read at its source; add"),
        ("dioc2015_origin_edu", lambda t: t[t["origin"] != "KEN"],
         "step 13: emigrants_education is not finite at KEN"),
    ],
)  # fmt: skip
def test_figures_nothing_stands_in_for_are_asked_for(changed, tmp_path, name, edit, words):
    with pytest.raises(DataError, match=re.escape(words)):
        build_data(changed(name, edit), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_place_without_distances_is_told(changed):
    frame = pd.DataFrame(index=regions())
    pair = ["KEN", "TZA"]
    raw = changed("cepii_geodist", lambda t: t[~(t["origin"].isin(pair) & t["dest"].isin(pair))])
    with pytest.raises(DataError, match="step 08: cepii_geodist is not finite at KEN KEN, KEN TZA"):
        services_prior(Tidy(raw), frame)
    raw = changed("cepii_geodist", lambda t: t[(t["origin"] != "YUG") & (t["dest"] != "YUG")])
    with pytest.raises(DataError, match=r"step 08: cepii_geodist.csv has no YUG, wanted for SRB"):
        services_prior(Tidy(raw), frame)


def test_near_countries_serve_each_other(invented):
    """Gravity without sizes: falls with distance at the assumed elasticity."""
    prior = services_prior(Tidy(invented.raw), pd.DataFrame(index=regions()))
    assert (np.diag(prior) == 0).all()
    np.testing.assert_allclose(prior, prior.T)
    place = [invented.world.codes.index(code) for code in core()]
    far = invented.world.distance[np.ix_(place, place)]
    pairs = ~np.eye(len(place), dtype=bool) & (far > 1000)
    slope = np.polyfit(np.log(far[pairs]), np.log(prior[:-2, :-2][pairs]), 1)[0]
    assert slope == pytest.approx(-0.93, abs=0.05)


def test_every_table_has_a_layout_and_odd_codes_are_left_out(invented):
    assert set(LAYOUTS) == {path.stem for path in invented.raw.iterdir()}
    tidy = Tidy(invented.raw)
    assert "COK" in set(tidy.table("itpd_e_total_2014_2016")["origin"])
    assert "USSR" in set(tidy.table("dioc2015_origin_edu")["origin"])
    tidy.check()


def test_a_benchmark_of_the_invented_world(invented, monkeypatch):
    """The map gives regions whose accounts are the sums of their members'."""
    monkeypatch.setattr(database, "read", lambda folder=None: invented.data)
    bench = calibrate(map_of("north_south"))
    gdp = float(invented.data["gdp"].sum())
    assert float(accounts.gdp(bench).sum()) == pytest.approx(gdp, rel=1e-9)
    assert float(bench["trade"].sum()) == pytest.approx(float(invented.data["trade"].sum()))


def test_a_database_that_is_missing_or_broken_is_told(tmp_path):
    with pytest.raises(DataError, match=r"no country database in .*; make it: `cge build-data"):
        database.read(tmp_path)
    (tmp_path / "world.nc").write_bytes(b"not a table")
    with pytest.raises(DataError, match="the checksum at its end is missing"):
        database.read(tmp_path)


@pytest.mark.parametrize("path", sorted(shipped("data").rglob("*.nc")), ids=lambda path: path.name)
def test_a_changed_byte_of_shipped_data_is_damage(tmp_path, path):
    """Every shipped NetCDF file carries the checksum of its bytes."""
    content = bytearray(path.read_bytes())
    open_sealed(path)
    content[len(content) // 2] ^= 1
    (tmp_path / path.name).write_bytes(content)
    with pytest.raises(DataError, match="checksum"):
        open_sealed(tmp_path / path.name)
