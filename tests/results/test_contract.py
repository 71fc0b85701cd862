"""The result file is a contract: names, dims and units that other people's scripts rely on."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from cge import symbols
from cge.benchmark.read import load_benchmark
from cge.paths import shipped
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario

ODK = ("origin", "destination", "skill")
TRADE = ("sector", "exporter", "importer")
PERSONS = ("group", "region", "skill")
USD, MONEY, INT = "USD per worker and year", "10^9 USD", "10^9 int. USD"
CONTRACT: dict[str, tuple[tuple[str, ...], str]] = {
    "welfare_ev": (PERSONS, MONEY),
    "welfare_ev_ppp": (PERSONS, INT),
    "welfare_ev_pct": (PERSONS, "%"),
    "income_change": (PERSONS, MONEY),
    "welfare_ev_by_source": (("source", "region"), MONEY),
    "welfare_ev_world": ((), MONEY),
    "welfare_ev_world_ppp": ((), INT),
    **dict.fromkeys(
        ("wage", "wage_base", "real_wage"), (("destination", "skill", "nativity"), USD)
    ),
    **dict.fromkeys(("wage_pct", "real_wage_pct"), (("destination", "skill", "nativity"), "%")),
    "return_to_capital_pct": (("region",), "%"),
    "price_index": (("region",), "ratio to benchmark"),
    **dict.fromkeys(("gdp", "gdp_real", "gni", "gdp_base", "gni_base"), (("region",), MONEY)),
    "income_per_natural": (("region",), "USD per person and year"),
    **dict.fromkeys(("workers", "workers_base", "quota", "quota_slack"), (ODK, "workers")),
    **dict.fromkeys(("migrants", "migrants_base"), (ODK, "persons")),
    **dict.fromkeys(("regime", "quota_binding"), (ODK, "1")),
    "external_account": (("region", "external_item"), MONEY),
    "visa_price": (ODK, "share of income"),
    **dict.fromkeys(("visa_price_usd", "visa_rent"), (ODK, USD)),
    "visa_payment": (ODK, MONEY),
    "visa_revenue": (("destination", "recipient"), MONEY),
    **dict.fromkeys(("remittances", "remittances_base"), (("origin", "destination"), MONEY)),
    **dict.fromkeys(("trade", "tariff_revenue"), (TRADE, MONEY)),
    "tariff": (TRADE, "rate"),
    **dict.fromkeys(("government_revenue", "government_spending"), (("region", "item"), MONEY)),
    "inequality": (("measure", "component"), "1"),
}
"""Name -> dims, units."""
ATTRIBUTES = [
    "title",
    "scenario",
    "benchmark",
    "benchmark_sha256",
    "package_version",
    "git_commit",
    "solver",
    "status",
    "iterations",
    "residual",
    "walras",
    "numeraire",
    "created",
    "wall_time",
    "Conventions",
]
SOURCES = ["labour", "capital", "resources", "transfers", "visas", "sponsors", "remittances",
           "levies"]  # fmt: skip
GROUPS = ["natives", "remaining_behind", "established_migrants", "new_migrants", "returnees",
          "government"]  # fmt: skip
MULTIPLES = {
    "10^9 USD", "10^9 int. USD", "USD per person and year", "USD per international USD",
    "int. USD per person and year",
    "USD per worker and year", "persons", "workers", "%", "1", "rate", "ratio", "share",
    "ratio to benchmark", "share of income", "share of GDP", "% of income",
    "% per percentage point",
}  # fmt: skip
"""Units in use: plain words, for UDUNITS knows no money."""


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = shipped("examples") / "two_regions"
    bench = load_benchmark(folder / "benchmark")
    out = tmp_path_factory.mktemp("contract") / "quota.nc"
    run_scenario(load_scenario(folder / "quota_10pct.yaml", bench=bench), bench, out)
    return out


@pytest.fixture(scope="module")
def result(written) -> xr.Dataset:
    with xr.open_dataset(written) as file:  # nothing of ours is needed to read it
        return file.load()


@pytest.mark.parametrize("name", CONTRACT)
def test_the_promised_variable_is_there_with_dims_and_units(name, result):
    dims, units = CONTRACT[name]
    assert result[name].dims == dims
    assert result[name].attrs["units"] == units


def test_labels_are_the_promised_ones(result):
    assert result.source.values.tolist() == SOURCES
    assert result.group.values.tolist() == GROUPS
    assert result.component.values.tolist() == ["total", "between", "within"]
    assert result.nativity.values.tolist() == ["native", "migrant"]
    for name in ATTRIBUTES:
        assert str(result.attrs[name]) != "", name


def test_every_variable_says_what_it_is_as_the_cf_conventions_ask(result):
    for name, variable in result.data_vars.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", str(name))
        assert variable.attrs["long_name"]
        assert "equation" in variable.attrs
        assert variable.attrs["units"] in MULTIPLES, f"{name}: {variable.attrs['units']}"
        assert "_FillValue" not in variable.attrs
        for dim in variable.dims:
            assert dim in result.coords, f"{name} has no labels along {dim}"
            assert result[dim].dims == (dim,)
    assert result.attrs["Conventions"].startswith("CF-")


def test_what_is_derived_carries_no_stale_unit(result):
    """Units and meaning are those of the registry, whatever a variable was computed from."""
    known = {row.name: row for row in symbols.load_symbols().values()}
    for name, variable in result.data_vars.items():
        if known[str(name)].kind == "result":
            assert variable.attrs["units"] == known[str(name)].unit, name
            assert variable.attrs["long_name"] == known[str(name)].long_name, name
    percent = [n for n in result.data_vars if str(n).endswith("_pct")]
    assert all(result[n].attrs["units"].startswith("%") for n in percent)


def test_before_and_after_are_the_same_kind_of_thing(result):
    for name in [n for n in result.data_vars if str(n).endswith("_base")]:
        after = str(name).removesuffix("_base")
        if after in result:
            assert result[name].dims == result[after].dims, name
            assert result[name].attrs["units"] == result[after].attrs["units"], name


def test_numbers_are_numbers_or_missing(result):
    for name, variable in result.data_vars.items():
        if variable.dtype.kind == "f":
            assert not np.isinf(variable).any(), name
