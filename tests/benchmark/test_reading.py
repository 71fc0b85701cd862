"""What a small economy may leave out, and what stands in for it."""

from __future__ import annotations

import numpy as np
import pytest

from cge.benchmark.check import judge
from cge.benchmark.complete import ABSENT, NOT_USED
from cge.benchmark.read import load_benchmark
from cge.benchmark.schema import TABLES

SETS = """
name: robinson
base_year: 1
regions: {island: Island}
sectors: {fish: Fish}
"""


@pytest.fixture
def robinson(tmp_path):
    """One man, one good, no capital: the smallest benchmark there is."""
    (tmp_path / "sets.yaml").write_text(SETS)
    (tmp_path / "value_added.csv").write_text("factor,sector,region,value\nlabour,fish,island,1\n")
    (tmp_path / "final_demand.csv").write_text(
        "use,sector,region,value\n\n# he eats it all\nhousehold,fish,island,1\n"
    )
    (tmp_path / "workers.csv").write_text(
        "origin,destination,skill,value\nisland,island,labour,1\n"
    )
    return tmp_path


def test_robinson_needs_three_tables_and_no_elasticity(robinson):
    bench = load_benchmark(robinson)
    assert not judge(bench).findings
    assert {name for name in TABLES if name not in bench} == set(ABSENT)
    assert bench.esubva.attrs["source"] == NOT_USED
    assert not bench.member.size


def test_tables_have_the_dims_of_the_contract(two_regions):
    bench = load_benchmark(two_regions)
    for name, table in TABLES.items():
        if name in bench:
            assert bench[name].dims == table.dims
            assert bench[name].dtype == float


def test_defaults(two_regions):
    bench = load_benchmark(two_regions)
    assert bench.esubm.values.tolist() == [6]
    assert float(bench.esubhh) == 1
    assert float(bench.catch_up) == 0.5
    np.testing.assert_array_equal(bench.foreign_ownership, np.eye(2))
    np.testing.assert_allclose(
        bench.ownership.sel(destination="north"),  # migrants by half of their pay of 240 and 120
        [[1260 / 4380, 2940 / 4380], [120 / 4380, 60 / 4380]],
    )
    np.testing.assert_allclose(bench.population, [2 * 91e6 + 1.5 * 10e6, 2.5 * 420e6])
    assert bench.efficiency.sel(origin="south", destination="north").values.tolist() == [1, 0.5]
    assert float(bench.export_tax.sum()) == 0


def test_residents_own_what_foreigners_do_not(two_regions):
    (two_regions / "foreign_ownership.csv").write_text("owner,region,value\nnorth,south,0.2\n")
    expected = [[1, 0.2], [0, 0.8]]
    np.testing.assert_allclose(load_benchmark(two_regions).foreign_ownership, expected)


def test_free_movement_and_groups(two_regions):
    text = (two_regions / "sets.yaml").read_text()
    (two_regions / "sets.yaml").write_text(text + "free_movement: {union: [north, south]}\n")
    bench = load_benchmark(two_regions)
    np.testing.assert_array_equal(bench.free_movement, ~np.eye(2, dtype=bool))
    assert bench.member.sel(region_group="developing").values.tolist() == [False, True]


def test_elasticities_by_sector_overrule_the_general_one(two_regions):
    with (two_regions / "elasticities.csv").open("a") as file:
        file.write("esubd,goods,inf,5,inf,assumption,here\n")
    bench = load_benchmark(two_regions)
    assert bench.esubd.values.tolist() == [np.inf]
    assert bench.esubm.values.tolist() == [np.inf]
    assert (bench.esubd.attrs["low"], bench.esubd.attrs["high"]) == (5, np.inf)
    assert bench.esubnm.attrs["source"] == "Ottaviano and Peri 2012"
    assert bench.esubnm.attrs["status"] == "published"


def test_sources_travel_with_the_benchmark(two_regions):
    bench = load_benchmark(two_regions)
    assert "value_added: invented" in bench.attrs["sources"]
    assert bench.attrs["base_year"] == 2017
