"""Mistakes in a folder or file are told all at once, with their place and a way out."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.benchmark.shipped import available
from cge.benchmark.store import write_benchmark
from cge.errors import DataError
from tests.economies import random_economy


def complaint(source) -> str:
    with pytest.raises(DataError) as caught:
        load_benchmark(source)
    return str(caught.value)


def append(folder, name, line):
    with (folder / name).open("a") as file:
        file.write(line + "\n")


def replace(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        (
            "trade.csv",
            "goods,north,suoth,1,10^9 USD",
            r"trade.csv:4: 'suoth' is not an importer.*'south'",
        ),
        ("trade.csv", "good,north,north,1,", r"trade.csv:4: 'good' is not a sector.*'goods'"),
        ("trade.csv", "goods,north,south,2,", r"trade.csv:4: goods, north, south was given before"),
        ("trade.csv", "goods,north,north,many,", r"trade.csv:4: value 'many' is not a number"),
        ("trade.csv", "goods,north,north,nan,", r"trade.csv:4: value nan of .* is not a number"),
        ("trade.csv", "goods,north,north,inf,", r"trade.csv:4: value inf of .* must be finite"),
        (
            "trade.csv",
            "goods,north,north,-5,",
            r"value -5 of goods, north, north must be at least 0",
        ),
        ("trade.csv", "goods,north,north", r"trade.csv:4: 3 cells, but the header has 5 columns"),
        (
            "income_tax.csv",
            "low,north,2,rate",
            r"income_tax.csv:8: value 2 of low, north must be at",
        ),
        ("trade.csv", "goods,north,north,1,USD", r"trade.csv:4: unit 'USD': trade .*'10\^9 USD'"),
        ("elasticities.csv", "esubdd,,1,,,,", r"elasticities.csv:8: 'esubdd' is not a .*'esubd'"),
        ("elasticities.csv", "esubd,,1,,,,", r"elasticities.csv:8: esubd of all sectors was given"),
        ("elasticities.csv", "esubsk,goods,1,,,,", r"elasticities.csv:8: esubsk does not vary by"),
        ("elasticities.csv", "esubd,god,1,,,,", r"elasticities.csv:8: 'god' is not a sector"),
        ("elasticities.csv", "esubhh,,-1,,,,", r"elasticities.csv:8: value -1 must be at least 0"),
        ("elasticities.csv", "esubhh,,1,2,3,,", r"elasticities.csv:8: value 1 lies outside low 2"),
        (
            "elasticities.csv",
            "esubhh,,1,,,guess,",
            r"elasticities.csv:8: status 'guess' is unknown",
        ),
        ("sets.yaml", "regoins: {a: A}", r"sets.yaml:12: unknown key 'regoins'.*'regions'"),
        ("sets.yaml", "free_movement: {eu: [nrth]}", r"sets.yaml:12: .*'nrth' is not a.*'north'"),
        ("sets.yaml", "free_movement: {eu: [north", r"sets.yaml:1\d: not valid YAML"),
    ],
)
def test_a_wrong_line_is_located(two_regions, file, line, expected):
    append(two_regions, file, line)
    assert re.search(expected, complaint(two_regions))


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("trade.csv", "importer", "importr", r"trade.csv:1: unknown column 'importr'.*'importer'"),
        ("trade.csv", "importer", "importr", r"trade.csv:1: column 'importer' is missing"),
        ("trade.csv", ",unit", ",value", r"trade.csv:1: a column name occurs twice"),
        ("elasticities.csv", "esubsk", "esubt", r"esubsk is missing .*several skills"),
        ("elasticities.csv", "esubnm", "esubt", r"esubnm is missing .*migrants.*Hint: 20"),
        ("elasticities.csv", "esubd", "esubt", r"esubd of goods is missing .*there is trade"),
        ("elasticities.csv", "esubva", "esubt", r"esubva of goods is missing .*other factors"),
        ("elasticities.csv", "migration_e", "catch_up\n#", r"migration_elasticity is missing"),
        ("sets.yaml", "2017", "today", r"sets.yaml:3: base_year: .*found 'today'"),
        ("sets.yaml", "name: two_regions\n", "", r"sets.yaml:1: name: Field required"),
        (
            "sets.yaml",
            "[low, high]",
            "[low, capital]",
            r"sets.yaml:7: skills: 'capital' is listed 2",
        ),
        ("sets.yaml", "high_income", "north", r"sets.yaml:8: .*'north' is a region"),
        ("sets.yaml", "high_income", "all", r"sets.yaml:8: .*'all' cannot be a code"),
        ("sets.yaml", "[north]", "[]", r"sets.yaml:8: .*'high_income' has no region"),
        ("sets.yaml", "sector: goods", "sector: godos", r"sets.yaml:9: .*'godos' is not a sector"),
    ],
)
def test_a_wrong_word_is_located(two_regions, file, old, new, expected):
    replace(two_regions, file, old, new)
    assert re.search(expected, complaint(two_regions))


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("price_level.csv", "region,value\nnorth,1\n", "no row for south; give all regions"),
        ("population.csv", "region,value\nsouth,1e9\n", "no row for north; give all regions"),
        (
            "decile_share.csv",
            "decile,region,value\n1,north,0.1\n",
            "no row for 1-south, 2-north, 2-south, 3-north and 15 more",
        ),
        (
            "efficiency.csv",
            "origin,destination,skill,value\nsouth,north,high,0.5\n",
            "no row for south-north-low; give all corridors with workers",
        ),
        (
            "persons_per_worker.csv",
            "origin,destination,value\nnorth,north,2\nsouth,north,1.5\n",
            "no row for south-south; give all corridors with workers",
        ),
    ],
)
def test_a_table_given_in_part_is_not_filled(two_regions, file, text, expected):
    (two_regions / file).write_text(text)
    assert f"{file}: {expected}" in complaint(two_regions)


def test_a_wrong_row_is_not_missed_as_well(two_regions):
    replace(two_regions, "price_level.csv", "south,0.5", "south,many")
    text = complaint(two_regions)
    assert "has 1 problem:" in text
    assert "value 'many' is not a number" in text


def test_all_mistakes_are_told_together(two_regions):
    append(two_regions, "trade.csv", "goods,north,suoth,1,10^9 USD")
    append(two_regions, "workers.csv", "north,south,low,-3,")
    (two_regions / "final_demand.csv").unlink()
    (two_regions / "tarifs.csv").write_text("sector,value\n")
    replace(two_regions, "elasticities.csv", "esubsk", "esubt")
    text = complaint(two_regions)
    assert "has 5 problems" in text
    for part in ("'suoth'", "value -3", "final_demand is missing", "'tariff'", "esubsk is missing"):
        assert part in text
    assert "use, sector, region, value" in text


def test_long_lists_are_cut(two_regions):
    for _ in range(60):
        append(two_regions, "trade.csv", "goods,north,suoth,1,10^9 USD")
    assert "... and 20 more" in complaint(two_regions)


def test_empty_files_and_folders(two_regions, tmp_path):
    (two_regions / "tariff.csv").write_text("")
    assert "the file is empty" in complaint(two_regions)
    (two_regions / "tariff.csv").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read as UTF-8" in complaint(two_regions)
    (two_regions / "sets.yaml").write_text("- a list")
    assert "the file must be a mapping" in complaint(two_regions)
    (tmp_path / "empty").mkdir()
    assert "no sets.yaml" in complaint(tmp_path / "empty")


def test_remittance_costs_need_a_seller(two_regions):
    replace(two_regions, "sets.yaml", "remittance_sector: goods\n", "")
    load_benchmark(two_regions)  # one sector: no doubt who sells
    replace(two_regions, "sets.yaml", "{goods: All", "{other: Else, goods: All")
    append(two_regions, "elasticities.csv", "esubva,other,1,,,,")
    assert "remittance_sector is missing" in complaint(two_regions)


def test_a_name_that_does_not_exist_lists_those_that_do():
    text = complaint("wrld")
    assert "no benchmark 'wrld'" in text
    for name in list(available())[:12]:
        assert name in text


class TestNetcdf:
    def write(self, tmp_path, change):
        path = write_benchmark(random_economy(6), tmp_path / "bench.nc")
        with xr.open_dataset(path) as opened:
            raw = opened.load().drop_encoding()
        change(raw).to_netcdf(path)
        return path

    @pytest.mark.parametrize("cut", [0, 100, -2000])
    def test_a_damaged_file(self, tmp_path, cut):
        path = write_benchmark(random_economy(6), tmp_path / "bench.nc")
        path.write_bytes(path.read_bytes()[:cut])
        assert "damaged or not NetCDF" in complaint(path)

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (lambda d: d.drop_vars("workers"), "the table workers is missing"),
            (lambda d: d.drop_vars("esubsk"), "the parameter esubsk is missing"),
            (lambda d: d.rename(tariff="tarif"), "unknown variable 'tarif'.*'tariff'"),
            (lambda d: d.assign(trade=d.trade.sum("sector")), "trade has the dimensions"),
            (lambda d: d.assign(free_movement=d.tariff), "free_movement has the dimensions"),
            (
                lambda d: d.assign(workers=d.workers - 1e9),
                r"workers\[r0, r0, low\] = -9.*at least 0",
            ),
            (lambda d: d.assign(workers=d.workers * np.nan), "and 15 more cells"),
            (lambda d: d.assign(workers=d.workers.astype(str)), "workers holds .*expected numbers"),
            (lambda d: d.assign_coords(importer=["r0", "r1", "x"]), "labels along importer"),
            (lambda d: d.assign(member=d.tariff), "member has the dimensions"),
            (lambda d: d.drop_vars("region"), "coordinates region are missing"),
            (lambda d: d.assign_attrs(schema_version=99), "schema_version 99"),
            (lambda d: d.assign_attrs(sources="[a"), "its sets are not valid"),
            (lambda d: d.assign_attrs(remittance_sector="x"), "'x' is not a sector"),
        ],
    )
    def test_a_file_that_is_not_a_benchmark(self, tmp_path, change, expected):
        assert re.search(expected, complaint(self.write(tmp_path, change)), re.DOTALL)

    def test_order_of_dimensions_and_labels_does_not_matter(self, tmp_path):
        bench = random_economy(6)
        path = self.write(tmp_path, lambda d: d.transpose().isel(owner=[2, 0, 1]))
        assert load_benchmark(path).identical(bench)

    def test_memos_travel_along(self, tmp_path):
        path = self.write(tmp_path, lambda d: d.assign(memo_area=d.population))
        assert "memo_area" in load_benchmark(path)
