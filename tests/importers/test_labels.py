"""Importers read labels, not positions: order does not matter, nothing is unknown or twice."""

from __future__ import annotations

import pytest

from cge.benchmark.read import load_benchmark
from cge.errors import DataError, ScenarioError
from cge.importers import import_data
from tests.importers.layouts import PLAN, write_har, write_icio
from tests.importers.test_import import BENCH, MONEY, SINGLE, UNTAXED, far, har, icio, place

__all__ = ["place"]
pytestmark = pytest.mark.filterwarnings("ignore:.*chararray:DeprecationWarning")  # harpy3's


@pytest.mark.parametrize("turned", ["VXSB", "VDPB", "EVFB", "VMFB", "VDFB"])
def test_each_header_has_its_own_order_of_regions(place, turned):
    har(place, turned=turned)
    found = load_benchmark(place / "out").sel(
        dict.fromkeys(("region", "exporter", "importer"), BENCH.region.values)
    )
    for name in MONEY:
        assert far(found[name], BENCH[name]) < SINGLE, name


def test_a_header_with_other_regions_is_refused(place):
    file = write_har(place / "basedata.har", BENCH)
    content = file.read_bytes()
    at = content.rfind(b"r1")
    assert at > 0
    file.write_bytes(content[:at] + b"q1" + content[at + 2 :])
    with pytest.raises(DataError, match=r"header \w+"):
        import_data("har", file, place / "map.yaml", place / "tables", place / "out")
    assert not (place / "out").exists()


def test_header_arrays_do_not_say_their_year(place):
    (place / "map.yaml").write_text(PLAN.replace("base_year: 2017\n", ""))
    with pytest.raises(DataError, match="base_year is missing"):
        har(place)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("\nVA,", "\nVAL,", r"unknown rows \['VAL'\]"),
        (",R0X_HFCE,", ",R0X_HFXX,", r"unknown columns \['R0X_HFXX'\]"),
        (",R0X_HFCE,", ",r0x_HFCE,", r"unknown columns \['r0x_HFCE'\]"),
        (",R1X_s0,", ",R0X_s0,", r"the column 'R0X_s0' occurs 2 times"),
        ("\nR1X_s0,", "\nR0X_s0,", r"the row 'R0X_s0' occurs 2 times"),
        ("\nTLS,0.0", '\nTLS,"0,5"', r"'0,5' in the column R0X_s0 is not a number"),
        ("\nTLS,0.0", "\nTLS,", r"'' in the column R0X_s0 is not a number"),
        ("\nTLS,0.0", '\nTLS,"0.0', r"table_2018.csv:\d+: a quote"),
    ],
)
def test_every_row_and_column_of_an_inter_country_table_is_known(place, old, new, words):
    with pytest.raises(DataError, match=words):
        icio(place, UNTAXED, (old, new))
    assert not (place / "out").exists()


def shares(place, text: str) -> None:
    file = write_icio(place / "table_2018.csv", UNTAXED)
    (place / "tables" / "factor_shares.csv").write_text(text)
    import_data("icio", file, place / "map.yaml", place / "tables", place / "out")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("factor,country,value\ncapital,,1\n", r"factor_shares.csv:1: unknown column 'country'"),
        ("factor,value\ncapital,.4\nlow,.6\nlow,.6\n", r"csv:4: the share of low was given before"),
        (
            "factor,sector,region,value\ncapital,,,1\nlow,s0,,0\nlow,,R0X,0\n",
            r"csv:4: the share of low was given before, at .*csv:3",
        ),
        ("factor,sector,value\ncapital,s9,1\n", r"csv:2: 's9' is not a sector"),
        ("factor,value,unit\ncapital,100,%\n", r"unit '%'"),
        ('factor,value\ncapital,"0,4"\n', r"csv:2: value '0,4' .*point"),
        ("factor,value,note\ncapital,0,4\n", r"a decimal comma"),
        ('factor,value,note\ncapital,0.4,"x\nlow,0.6,\n', r"csv:2: a quote"),
        ("factor,value\ncapital,1.5\nlow,-0.5\n", r"csv:2: value 1.5 must be at most 1"),
    ],
)
def test_factor_shares_are_read_strictly(place, text, words):
    with pytest.raises(DataError, match=words):
        shares(place, text)


def test_the_year_of_an_inter_country_table_is_not_guessed(place):
    (place / "map.yaml").write_text(PLAN.replace("base_year: 2017\n", ""))
    file = write_icio(place / "table.csv", UNTAXED)
    with pytest.raises(DataError, match="base_year is missing"):
        import_data("icio", file, place / "map.yaml", place / "tables", place / "out")


@pytest.mark.parametrize("key", ["true", "0x1F", "1.10", "~"])
def test_a_key_that_yaml_changes_is_no_region_of_a_map(place, key):
    text = PLAN + f"regions: {{{key}: {{name: A, members: [r0]}}, b: {{name: B, members: rest}}}}\n"
    (place / "map.yaml").write_text(text)
    with pytest.raises(ScenarioError, match=r"map.yaml:6: the key"):
        har(place)


def test_a_table_to_add_is_not_overlooked(place):
    (place / "tables" / "price_level.CSV").write_text("region,value\n")
    with pytest.raises(DataError, match=r"price_level.CSV: is not read"):
        har(place)
