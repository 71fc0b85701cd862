"""Ten sectors are parts of three: sums stay, what is known of the parts shows."""

import re
from itertools import permutations

import numpy as np
import pytest
import xarray as xr

from calibration import check, database, detail
from calibration.calibrate import calibrate
from calibration.regions import read_map
from calibration.sectors import broad_of, groups, ten
from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark
from cge.errors import DataError, ScenarioError
from tests.calibration.conftest import map_of
from tests.cli.conftest import cge  # noqa: F401

ENERGY, LIGHT = "energy", "light_industry"


@pytest.fixture(scope="module")
def fine(data) -> xr.Dataset:
    """The committed database in ten sectors."""
    folder = database.folder_of()
    return check.with_defaults(detail.read(database.read(folder), folder))


def test_every_country_balances_in_ten_sectors(fine):
    check.require_sound(fine, "ten sectors")
    gap = abs(accounts.absorption(fine) - accounts.uses(fine)).max("sector") / accounts.gdp(fine)
    assert float(gap.max()) < 1e-12


def test_ten_sectors_joined_to_three_are_world(world):
    world10 = load_benchmark("world10")
    three = calibrate(map_of("world10"), sectors="three")
    for name in world.variables:
        if world[name].dtype.kind == "f":
            np.testing.assert_array_equal(three[name], world[name])
    parts = {"value_added": 1, "intermediate": 0, "output_tax": 0, "final_demand": 1, "trade": 0}
    for name, axis in parts.items():
        total = world10[name].transpose(*world[name].dims).values
        axes = (0, 1) if name == "intermediate" else (axis,)
        for each in axes:
            sums = [total.take(group, each).sum(each, keepdims=True) for group in groups()]
            total = np.concatenate(sums, each)
        np.testing.assert_allclose(total, world[name], rtol=1e-10, atol=1e-10)
    people = ("workers", "efficiency", "remittances", "income_tax", "foreign_ownership")
    for name in people:
        np.testing.assert_allclose(world10[name], world[name], rtol=1e-10)


def test_tariff_revenue_is_that_of_three_sectors(data, fine):
    revenue, _ = accounts.border_taxes(fine)
    before, _ = accounts.border_taxes(data)
    np.testing.assert_allclose(revenue, before, rtol=1e-12, atol=1e-12)


def test_wiods_countries_keep_their_structure(fine):
    value = fine["value_added"].sum("factor")
    share = value.sel(sector="heavy_industry") / value.sel(sector=ten().index[1:6]).sum("sector")
    assert float(share.sel(region="DEU")) == pytest.approx(0.194 / 0.313, abs=0.02)
    assert float(share.sel(region="IDN")) < 0.3


@pytest.mark.parametrize("code", ["SAU", "KWT", "QAT", "IRQ", "AGO", "NGA"])
def test_oil_states_export_energy(fine, code):
    sold = fine["trade"].sel(exporter=code).sum("importer")
    assert float(sold.sel(sector=ENERGY) / sold.sum()) > 0.55
    value = fine["value_added"].sel(region=code)
    industry = value.sel(sector=ten().index[1:6]).sum()
    assert float(value.sel(sector=ENERGY).sum() / industry) > 0.45
    capital = value.sel(factor="capital") / value.sum("factor")
    assert float(capital.sel(sector=ENERGY)) > float(capital.sel(sector=LIGHT))


def test_skill_intensity_orders_sectors_as_the_list_does(fine):
    """Inside a broad sector: one list of odds, fitted to each country's pay by skill."""
    pay = fine["value_added"].sel(region="USA")
    odds = (pay.sel(factor="high") / pay.sel(factor="low")).to_series()
    for group in groups():
        listed = ten()["skill"].iloc[group]
        for one, other in permutations(listed.index, 2):
            if listed[one] > listed[other]:
                assert odds[one] > odds[other]
    assert odds["construction"] < 0.5 < 1.5 < odds["public_personal"]


def test_exports_leave_a_tenth_of_output_at_home(fine):
    home = accounts.home_sales(fine) / accounts.output(fine)
    assert float(home.isel(sector=slice(1, None)).min()) > 0.0999


def test_nothing_built_is_traded(fine):
    assert float(fine["trade"].sel(sector="construction").sum()) == 0.0


def test_ten_sectors_of_invented_tables_add_up(invented):
    data = check.with_defaults(detail.read(invented.data, database.folder_of(data=invented.out)))
    check.require_sound(data, "invented ten sectors")
    assert data["trade"].sizes["sector"] == len(ten())
    assert invented.flagged("ten sectors", "donors").isdisjoint({"DEU", "IND", "USA"})


def test_every_sector_has_a_broad_one_and_a_range():
    table = ten()
    assert sorted(set(broad_of())) == [0, 1, 2]
    for item in ("labour", "skill"):
        assert (
            (table[f"{item}_low"] <= table[item]) & (table[item] <= table[f"{item}_high"])
        ).all()
    assert table["source"].str.len().min() > 10
    assert set(table["status"]) <= {"published", "assumption"}


MIXED = "sectors:\n  goods: [agriculture, industry]\n  trade: [trade_hotels, transport]\n"


def test_sectors_of_any_aggregation(tmp_path):
    path = tmp_path / "sectors.yaml"
    path.write_text(MIXED + "  other: [finance_business, public_personal]\n")
    bench = calibrate(map_of("north_south"), sectors=str(path))
    assert bench.attrs["name"] == "north_south_sectors"
    assert bench["sector"].values.tolist() == ["goods", "trade", "other"]
    assert bench.attrs["remittance_sector"] == "other"
    world = load_benchmark("north_south")
    goods = world["value_added"].sel(sector=["agriculture", "industry"]).sum()
    np.testing.assert_allclose(bench["value_added"].sel(sector="goods").sum(), goods, rtol=1e-11)
    assert float(bench["esubva"].sel(sector="trade")) == float(
        world["esubva"].sel(sector="services")
    )


def test_sectors_by_the_command_line(cge, tmp_path):  # noqa: F811
    out = tmp_path / "own.nc"
    done = cge("calibrate", "--regions", map_of("north_south"), "--sectors", "ten", "--out", out)
    assert done.code == 0
    bench = load_benchmark(out)
    assert bench["sector"].values.tolist() == list(ten().index)
    assert bench.attrs["name"] == "north_south_ten"


def test_a_sector_left_out_is_told(tmp_path):
    path = tmp_path / "sectors.yaml"
    path.write_text(MIXED + "  other: [finance_busines, public_personal]\n")
    with pytest.raises(ScenarioError) as error:
        calibrate(map_of("north_south"), sectors=str(path))
    assert f"{path}:4: other: no 'finance_busines'" in str(error.value)
    assert "finance_business must appear once, found 0 times" in str(error.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [("other: {}\n", "the key 'sectors' is missing"), ("sectors: 3\n", "expected NEW")],
)
def test_a_file_of_sectors_with_mistakes(tmp_path, text, found):
    path = tmp_path / "sectors.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=re.escape(f"{path}:1: ") + f".*{found}"):
        calibrate(map_of("north_south"), sectors=str(path))


def test_a_word_that_names_no_sectors():
    with pytest.raises(ScenarioError, match="found 'twenty'; allowed: three, ten, or a YAML file"):
        calibrate(map_of("north_south"), sectors="twenty")


def test_a_database_without_ten_sectors_is_told(tmp_path, data):
    with pytest.raises(DataError, match=r"ten.nc is missing; run `cge build-data`"):
        detail.read(data, tmp_path)


def test_ten_sectors_of_another_year_are_refused(tmp_path, fine):
    old = database.load(database.folder_of() / detail.FILE)
    database.write(old.assign_attrs(base_year=2017), tmp_path / detail.FILE)
    with pytest.raises(DataError, match="is of 2017"):
        detail.read(fine, tmp_path)


def test_the_map_of_world10_has_the_regions_of_world():
    ours, theirs = read_map(map_of("world10")), read_map(map_of("world"))
    assert ours.regions == theirs.regions
    assert ours.names == theirs.names
