"""Names and the order of regions mean nothing; alike regions fare alike."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cge.benchmark.complete import complete
from cge.benchmark.problems import Problems
from cge.benchmark.schema import TABLES
from tests.economies import ELASTICITIES, _sets, random_economy
from tests.model.equilibrium import assert_close, equilibrium, everywhere

REGIONAL = ("region", "origin", "destination", "exporter", "importer", "owner")
SHOCK = {
    "tariffs": [{"importer": "all", "exporter": "all", "sector": "all", "cut": 1.0}],
    "remittances": {"cost": 0.02},
}


def identical(regions: int) -> xr.Dataset:
    """Alike regions with trade, tariffs, two skills and migrants in every corridor."""
    sizes = {"regions": regions, "sectors": 2, "nonlabour": 1, "skills": 2}
    sets = _sets(sizes | {"free_movement": False, "seed": 0})
    abroad = 1 - np.eye(regions)
    value_added = np.array([[300.0, 200], [250, 100], [150, 300]])[:, :, None] * np.ones(regions)
    output = value_added.sum(axis=0)
    trade = 0.1 * output[:, :, None] * abroad / (regions - 1)
    tariff = 0.2 * abroad * np.ones((2, 1, 1))
    final = np.zeros((3, 2, regions))
    supply = output - trade.sum(axis=2) + (trade * (1 + tariff)).sum(axis=1)
    natives = np.array([5e7, 3e7])
    workers = natives * (np.eye(regions) + 0.03 * abroad)[:, :, None]
    cost, net = 0.1 * abroad, 4.0 * abroad
    final[0] = 0.8 * supply
    final[2] = 0.2 * supply
    final[0, -1] -= (net / (1 - cost) * cost).sum(axis=0)
    given = {
        "value_added": value_added, "final_demand": final, "trade": trade, "tariff": tariff,
        "workers": workers, "remittances": net, "remittance_cost": cost,
        "would_be_migrants": np.array(0.1 * natives.sum() * regions),
    }  # fmt: skip
    given |= {n: sets.full(TABLES[n].dims, 1.0).values * v for n, v in ELASTICITIES.items()}
    arrays = {
        n: xr.DataArray(v, sets.coords(TABLES[n].dims), TABLES[n].dims) for n, v in given.items()
    }
    return complete(arrays, sets, sets.free_pairs(), Problems("identical"), "identical")


@pytest.mark.parametrize("capital", ["fixed", pytest.param("steady", marks=pytest.mark.slow)])
def test_alike_regions_fare_alike(capital):
    bench = identical(3)
    visas = [everywhere(bench, instrument="stock", size={"percent_of_current": 50})]
    result = equilibrium(bench, closure={"capital": capital}, visas=visas, **SHOCK).result
    for name in ("gdp", "gdp_real", "price_index", "disposable_income", "real_factor"):
        assert_close(result[name], result[name].isel(region=0, drop=True), 1e-9)
    gain = result.welfare_ev.fillna(0.0)
    assert_close(gain, gain.isel(region=0, drop=True), 1e-7, float(abs(gain).max()))
    assert_close(result.price_index, 1.0, 1e-9)
    assert float(result.new_migrants.sum()) > 1e6
    assert float(result.external_account.sel(external_item="exports").min()) > 0


def renamed(bench: xr.Dataset, order: list[int], names: dict[str, str]) -> xr.Dataset:
    moved = bench.isel(dict.fromkeys(REGIONAL, order))
    return moved.assign_coords(
        {d: [names[x] for x in moved[d].values.tolist()] for d in REGIONAL}
    ).assign_attrs(bench.attrs)


@pytest.mark.slow
@pytest.mark.parametrize("capital", ["fixed", "mobile"])
def test_names_and_order_of_regions_mean_nothing(capital):
    bench = random_economy(7, regions=4, zeros=False)
    names = {"r0": "ZZ", "r1": "AA", "r2": "MM", "r3": "BB"}
    other = renamed(bench, [2, 0, 3, 1], names)

    def gains(data: xr.Dataset) -> xr.Dataset:
        visas = [everywhere(data, instrument="quota", size={"percent_of_current": 30})]
        return equilibrium(data, closure={"capital": capital}, visas=visas, **SHOCK).result

    one, two = gains(bench), gains(other)
    labels = {
        d: [names[x] for x in bench.region.values.tolist()] for d in REGIONAL if d in two.dims
    }
    two = two.sel(labels)
    for name in ("welfare_ev", "gdp", "real_wage", "workers", "visa_price", "trade", "remittances"):
        same = xr.DataArray(
            two[name].transpose(*one[name].dims).values, one[name].coords, name=name
        )
        assert_close(same, one[name], 1e-7, float(abs(one[name]).max()) * 1e-2)
