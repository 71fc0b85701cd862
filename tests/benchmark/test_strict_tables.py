"""A table is read whole or its line is told: quotes, commas, names, labels, units, years, keys."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.benchmark.rows import parsed
from cge.benchmark.store import write_benchmark
from cge.errors import DataError
from tests.benchmark.test_bad_input import append, complaint, replace

LONG = "x" * 140_000


# ------------------------------------------------------------------------------ quotes, commas
@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("income_tax.csv", "0.20,rate", '0.20,"rate', r"income_tax.csv:2: a quote .* not closed"),
        ("income_tax.csv", "low,north", 'low",north', r"income_tax.csv:3: a quote"),
        ("trade.csv", "goods,north", '"goods" ,north', r"trade.csv:2: a quote"),
        ("workers.csv", "42e6,", '42e6,"a\nb"', r"workers.csv:2: a quote .* not closed"),
        ("workers.csv", "42e6,", '42e6,6" pipe', r"workers.csv:2: a quote"),
        ("elasticities.csv", ',"Cha', ',"Cha"ngom', r"elasticities.csv:6: a quote"),
        ("workers.csv", "42e6,", f"42e6,{LONG}", r"workers.csv:2: not a line of a CSV table"),
        ("workers.csv", "42e6,", '"42e6,5",', r"workers.csv:2: value '42e6,5' is not a number"),
        ("workers.csv", "42e6,", '"42,5",', r"the decimal sign is a point"),
        ("workers.csv", "42e6,", "42,5", r"workers.csv:2: value 42 with the note 5: a decimal"),
        ("price_level.csv", "south,0.5,", "south,0,5,", r"price_level.csv:\d: 4 cells.*comma"),
        ("workers.csv", "42e6,", "42_000_000,", r"workers.csv:2: .*not a number"),
        ("workers.csv", "42e6,", "٤٢,", r"workers.csv:2: .*not a number"),
        ("elasticities.csv", "esubnm,,20", "esubnm,,1e4", r"at most 1000, or inf"),
        ("elasticities.csv", "esubnm,,20", "esubnm,,1e999", r"is too large a number"),
        ("workers.csv", "origin,destination", "origin;destination", r"separated by commas"),
    ],
)
def test_a_cell_that_is_not_understood_is_located(two_regions, file, old, new, expected):
    replace(two_regions, file, old, new)
    assert re.search(expected, complaint(two_regions))


@pytest.mark.parametrize("note", ['"a, b"', '"a ""b"" c"', "2017 census", "#3", '""'])
def test_remarks_that_are_right_are_no_fault(two_regions, note):
    before = load_benchmark(two_regions)
    replace(two_regions, "workers.csv", "42e6,", f"42e6,{note}")
    assert load_benchmark(two_regions).identical(before)


@pytest.mark.parametrize("text", ["1", "-1.5", ".5", "1.", "1e3", "1E-3", "inf", "+Infinity"])
def test_numbers_as_programs_write_them(text):
    assert parsed(text) == float(text)


@pytest.mark.parametrize("text", ["", "1,5", "1 000", "0x1F", "1_0", "1e", "--1", "²", "1e999"])
def test_what_is_no_number(text):
    with pytest.raises(ValueError, match="number"):
        parsed(text)


# ------------------------------------------------------------------------------ names of files
@pytest.mark.parametrize("name", ["income_tax.CSV", "Income_Tax.csv", "INCOME_TAX.csv"])
def test_a_table_in_other_letters_is_not_overlooked(two_regions, name):
    (two_regions / "income_tax.csv").rename(two_regions / name)
    assert f"{name}: is not read; call it income_tax.csv" in complaint(two_regions)


@pytest.mark.parametrize("name", ["income_tax.tsv", "income_tax.xlsx", "income_tax.csv.txt"])
def test_a_table_in_another_format_is_not_overlooked(two_regions, name):
    (two_regions / "income_tax.csv").rename(two_regions / name)
    assert "save the table as income_tax.csv" in complaint(two_regions)


def test_a_link_that_leads_nowhere_is_told(two_regions):
    (two_regions / "income_tax.csv").unlink()
    (two_regions / "income_tax.csv").symlink_to(two_regions / "gone.csv")
    assert "income_tax.csv: cannot be read" in complaint(two_regions)


def test_files_for_people_may_lie_beside(two_regions):
    for name in ("README.md", "trade.xlsx", "trade.csv~", ".trade.csv.swp", "notes.txt"):
        (two_regions / name).write_text("for people")
    load_benchmark(two_regions)


# ------------------------------------------------------------------------------ keys of a map
@pytest.mark.parametrize("key", ["true", "0x1F", "1.10", "~", "2020-01-01", "010"])
def test_a_key_that_yaml_changes_is_no_region(two_regions, key):
    replace(two_regions, "sets.yaml", "{north: North,", f"{{{key}: Other, north: North,")
    assert re.search(rf"sets.yaml:4: the key {re.escape(key)} is no word", complaint(two_regions))


@pytest.mark.parametrize("line", ["free_movement:", "free_movement: ~", "free_movement: {eu: }"])
def test_a_key_without_a_value(two_regions, line):
    append(two_regions, "sets.yaml", line)
    assert re.search(r"sets.yaml:12: free_movement.* has no value", complaint(two_regions))


@pytest.mark.parametrize("year", ["0", "true", "2017.5", "'2017'"])
def test_a_year_is_a_whole_number(two_regions, year):
    replace(two_regions, "sets.yaml", "base_year: 2017", f"base_year: {year}")
    assert "sets.yaml:3: base_year" in complaint(two_regions)


# ------------------------------------------------------------------------------ NetCDF
def attrs(name: str, **changes: object):
    def change(data: xr.Dataset) -> xr.Dataset:
        data[name].attrs.update(changes)
        return data

    return change


def without_units(data: xr.Dataset) -> xr.Dataset:
    del data.workers.attrs["units"]
    return data


def without_year(data: xr.Dataset) -> xr.Dataset:
    del data.attrs["base_year"]
    return data


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (attrs("trade", units="10^6 USD"), r"trade is in '10\^6 USD'; allowed: '10\^9 USD'"),
        (attrs("workers", units="10^6 workers"), "workers is in"),
        (attrs("tariff", units="%"), "tariff is in '%'; allowed: 'rate'"),
        (without_units, "workers has no units; allowed: 'workers'"),
        (without_year, "base_year is missing"),
        (lambda d: d.assign_attrs(base_year="2017"), "base_year is '2017'"),
        (lambda d: d.assign_attrs(base_year=[2017, 2018]), "base_year is array"),
        (lambda d: d.assign_attrs(base_year=0), "base_year is 0|base_year is np"),
        (lambda d: d.assign_attrs(name=7), "attribute name is"),
        (lambda d: d.assign_attrs(remittance_sector=1.5), "attribute remittance_sector is"),
        (lambda d: d.assign_attrs(sources=3), "attribute sources is"),
        (attrs("esubnm", low="ten"), "esubnm: the attribute low is no number"),
        (attrs("esubnm", high=[1.0, 2.0, 3.0]), "esubnm: the attribute high"),
        (attrs("esubnm", status="guess"), "status 'guess' is unknown"),
        (lambda d: d.assign_coords(price_base=1), "unknown coordinate 'price_base'"),
        (lambda d: d.assign(free_movement=d.free_movement * 0.5 + 0.5), "other values than true"),
        (lambda d: d.assign(member=d.member.astype(float) + 1), "other values than true"),
        (lambda d: d.assign_attrs(benchmark_sha256="0"), "a result of `cge run`, not a benchmark"),
    ],
)
def test_a_file_in_other_units_or_without_a_year(two_regions, tmp_path, change, expected):
    data = change(load_benchmark(two_regions).copy(deep=True))
    data.to_netcdf(tmp_path / "b.nc", engine="netcdf4")
    assert re.search(expected, complaint(tmp_path / "b.nc"))


def test_groups_written_as_one_and_zero_are_the_same_groups(two_regions, tmp_path):
    bench = load_benchmark(two_regions)
    bench.assign(member=bench.member.astype(int)).to_netcdf(tmp_path / "b.nc", engine="netcdf4")
    np.testing.assert_array_equal(load_benchmark(tmp_path / "b.nc").member, bench.member)


def test_a_damaged_benchmark_is_told_before_a_library_reads_it(two_regions, tmp_path):
    path = write_benchmark(load_benchmark(two_regions), tmp_path / "b.nc")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="checksum"):
        load_benchmark(path)
