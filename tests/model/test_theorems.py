"""What must hold in every economy: theorems of general equilibrium, on random economies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse.linalg as sparse
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cge.benchmark import accounts
from cge.benchmark.complete import complete
from cge.benchmark.problems import Problems
from cge.benchmark.schema import ALIASES, TABLES
from cge.model import build
from cge.solver.compiled import Compiled
from cge.solver.ipopt import solve_square
from tests.economies import ELASTICITIES, _sets, random_economy
from tests.model.equilibrium import assert_close, equilibrium, everywhere, meaning
from tests.model.test_closed_forms import arrivals, one_good

FLOWS = {
    "value_added", "intermediate", "output_tax", "final_demand", "trade", "workers", "remittances",
    "other_transfers",
}  # fmt: skip
"""Tables that are amounts: halves of a whole have half of them."""


# ------------------------------------------------------------ names and boundaries mean nothing
def in_halves(bench: xr.Dataset, dim: str, label: str) -> xr.Dataset:
    """The same economy with one region or one sector shown as two equal halves."""
    old = bench[dim].values.tolist()
    new = [x for one in old for x in ([f"{one}a", f"{one}b"] if one == label else [one])]
    whole = [x[:-1] if x[:-1] == label else x for x in new]
    switches = {"regions": 1, "sectors": 1, "skills": bench.sizes["skill"], "nonlabour": 1,
                "free_movement": False, "seed": 0}  # fmt: skip
    labels = {d: bench[d].values.tolist() for d in ("region", "sector")} | {dim: new}
    sets = _sets(switches).model_copy(
        update={
            "regions": {x: x for x in labels["region"]},
            "sectors": {x: x for x in labels["sector"]},
            "factors": accounts.nonlabour_factors(bench),
            "skills": bench.skill.values.tolist(),
            "remittance_sector": bench.attrs["remittance_sector"],
        }
    )
    half = xr.DataArray([0.5 if x[:-1] == label else 1.0 for x in new], dims=[dim])
    given = {}
    for name, table in TABLES.items():
        if name not in bench or name in ("population", "decile_share"):
            continue
        array = bench[name]
        own = [d for d in table.dims if ALIASES.get(d, d) == dim]
        for d in own:
            array = array.sel({d: whole}).assign_coords({d: new})
            if name in FLOWS:
                array = array * half.rename({dim: d}).assign_coords({d: new})
        given[name] = array.transpose(*table.dims)
    if dim == "region":
        _divide_a_region(bench, given, label)
    return complete(given, sets, sets.free_pairs(), Problems("halves"), "halves")


def _divide_a_region(bench: xr.Dataset, given: dict[str, xr.DataArray], label: str) -> None:
    """Halves trade their good with each other as if it were one; people and claims stay apart."""
    one, two = f"{label}a", f"{label}b"
    home = accounts.home_sales(bench).sel(region=label) / 4
    for s, r in ((one, two), (two, one)):
        given["trade"].loc[:, s, r] = home.transpose("sector").values
        for name in ("tariff", "export_tax"):
            given[name].loc[:, s, r] = 0.0
        for name in ("workers", "remittances", "other_transfers", "ownership"):
            given[name].loc[s, r] = 0.0
        given["foreign_ownership"].loc[s, r] = 0.0
    for s in (one, two):
        given["trade"].loc[:, s, s] = 0.0
        given["workers"].loc[s, s] = bench.workers.sel(origin=label, destination=label) / 2
        others = [r for r in bench.region.values.tolist() if r != label]
        given["foreign_ownership"].loc[s, others] *= 0.5
        given["ownership"].loc[s, others] *= 0.5


SPLIT = {
    "tariffs": [{"importer": "all", "exporter": "all", "sector": "all", "cut": 0.7}],
    "remittances": {"cost": 0.03},
}
SHOWN = ("gdp", "disposable_income", "remittances", "new_migrants", "welfare_ev", "gdp_real")


def outcome(bench: xr.Dataset, capital: str) -> xr.Dataset:
    visas = [everywhere(bench, instrument="quota", size={"percent_of_current": 20})]
    bench = bench.assign(visa_price=0.4 + 0 * bench.workers.isel(origin=0, drop=True))
    return equilibrium(bench, closure={"capital": capital}, visas=visas, **SPLIT).result


CLOSURES = ["fixed", pytest.param("mobile", marks=pytest.mark.slow),
            pytest.param("steady", marks=pytest.mark.slow)]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("capital", CLOSURES)
def test_a_region_in_two_equal_halves_is_the_same_region(capital):
    same = {"esubd": 3.0, "esubm": 3.0}  # else the other half's good would be a foreign one
    bench = random_economy(21, sectors=1, zeros=False, elasticities=same)
    one, two = outcome(bench, capital), outcome(in_halves(bench, "region", "r1"), capital)
    whole = {"r1a": "r1", "r1b": "r1"}
    assert float(one.new_migrants.sum()) > 1e5
    for name in SHOWN:
        got = two[name]
        for d in [d for d in got.dims if ALIASES.get(d, d) == "region"]:
            got = _together(got, d, whole)
        assert_close(got.rename(name), one[name].fillna(0.0), 1e-7, float(abs(one[name]).max()))
    assert_close(two.price_index.sel(region="r1a", drop=True), one.price_index.sel(region="r1"),
                 1e-9)  # fmt: skip


def _together(array: xr.DataArray, dim: str, whole: dict[str, str]) -> xr.DataArray:
    labels = [whole.get(x, x) for x in array[dim].values.tolist()]
    parts = [
        array.fillna(0.0).isel({dim: [n for n, x in enumerate(labels) if x == label]}).sum(dim)
        for label in dict.fromkeys(labels)
    ]
    return xr.concat(parts, xr.IndexVariable(dim, list(dict.fromkeys(labels)))).transpose(
        *array.dims
    )


@pytest.mark.slow
@pytest.mark.parametrize("capital", CLOSURES)
def test_two_sectors_alike_are_one_sector(capital):
    bench = random_economy(22, regions=2, zeros=False)
    one, two = outcome(bench, capital), outcome(in_halves(bench, "sector", "s0"), capital)
    assert two.sizes["sector"] == bench.sizes["sector"] + 1
    for name in SHOWN:
        got = two[name].fillna(0.0)
        assert_close(got, one[name].fillna(0.0), 1e-7, float(abs(one[name]).max()))
    halves = two.trade.sel(sector=["s0a", "s0b"]).sum("sector")
    assert_close(halves, one.trade.sel(sector="s0", drop=True).fillna(0.0), 1e-8,
                 float(one.trade.max()))  # fmt: skip


# --------------------------------------------------------------------------- envelope theorems
@settings(max_examples=2)
@given(seed=st.integers(0, 10_000), sigma=st.sampled_from([0.3, 1.0, 2.5]))
def test_a_factor_is_worth_its_income_and_productivity_its_output(seed, sigma):
    """Shephard, Roy and Hulten: without taxes, at a solution far from the benchmark."""
    bench = random_economy(
        seed, regions=1, sectors=3, nonlabour=2, taxes=False, government=False, investment=False,
        remittances=False, elasticities={"esubva": sigma, "esubhh": 0.7, "esubt": 0.4},
    )  # fmt: skip
    shock = {
        "productivity": [{"sector": "s1", "region": "r0", "scale": 1.3}],
        "endowments": [{"factor": "capital", "region": "r0", "scale": 1.5}],
    }
    case = equilibrium(bench, **shock)
    system, v = case.solution.compiled, case.solution.v
    system.v = v.copy()
    x = v[system.unknowns]
    consumed = system.components["cons"].start
    unit = np.zeros(len(x))
    unit[list(system.unknowns).index(consumed)] = 1.0
    adjoint = sparse.splu(system.g_x(x).T.tocsc()).solve(unit)
    slope = -(system.g_v(x).T @ adjoint)
    spent = accounts.spending(bench, "household").item() * case.v("p_cons", "region").item()
    output = accounts.output(bench).sel(region="r0")
    for n, (i, r) in enumerate(system.components["productivity"].keys):
        at = system.components["productivity"].start + n
        value = (
            output.sel(sector=i).item()
            * (case.v("po", "sector", "region") * case.v("qo", "sector", "region"))
            .sel(sector=i, region=r)
            .item()
        )
        assert slope[at] * v[at] * spent == pytest.approx(value, rel=1e-8), (i, "Hulten")
    income = accounts.factor_income(bench)
    for f, r in system.components["qe"].keys:
        there = [(c, system.components[c].keys.index((f, r))) for c in ("qe", "endowment")]
        got = sum(slope[system.components[c].start + n] for c, n in there)
        rent = income.sel(factor=f, region=r).item() * case.v("pf", "factor", "region").sel(
            factor=f, region=r).item()  # fmt: skip
        assert got * spent == pytest.approx(rent, rel=1e-8), (f, "envelope")


# ----------------------------------------------------------------------------------- movement
@settings(max_examples=2)
@given(
    share=st.floats(0.3, 0.9), sigma=st.sampled_from([0.5, 1.0, 2.0]),
    rich=st.floats(2.0, 20.0), moved=st.floats(0.01, 0.5),
)  # fmt: skip
def test_the_world_never_loses_when_workers_move_to_where_they_produce_more(
    share, sigma, rich, moved
):
    bench = one_good(labour_share=share, gdp=(100 * rich, 100.0), abroad=1e-4, esubva=sigma)
    case = equilibrium(bench, **arrivals(bench, moved * 80e6)).result
    wage = case.wage.sel(nativity="native").squeeze("skill")
    gap = float(wage.sel(destination="N") - wage.sel(destination="S"))
    assume(gap > 0)  # still more productive where they went, so every step there was a gain
    gain = float(case.gdp_real.sum() - case.gdp_base.sum())
    assert gain > 0
    assert float(case.welfare_ev_world) == pytest.approx(gain, rel=1e-6)
    # Concavity: between the gap of wages before and after, times the number who moved.
    before = case.wage_base.sel(nativity="native").squeeze("skill")
    most = float(before.sel(destination="N") - before.sel(destination="S"))
    number = float(case.new_migrants.sum()) / 1e9
    assert gap * number < gain < most * number


# -------------------------------------------------------------------------------------- Lerner
def balanced() -> xr.Dataset:
    """Two regions whose trade balances good by good in sum; nothing else crosses the border."""
    sets = _sets({"regions": 2, "sectors": 2, "skills": 1, "nonlabour": 1, "seed": 0,
                  "free_movement": False})  # fmt: skip
    trade = np.zeros((2, 2, 2))
    trade[:, 0, 1], trade[:, 1, 0] = [60.0, 20.0], [30.0, 50.0]
    added = np.array([[[120.0, 60], [80, 90]], [[200.0, 90], [150, 60]]])
    output = added.sum(axis=0)
    final = np.zeros((3, 2, 2))
    final[0] = output - trade.sum(axis=2) + trade.sum(axis=1)
    given: dict[str, Any] = {
        "value_added": added, "final_demand": final, "trade": trade,
        "workers": (np.eye(2) * np.array([5e6, 8e6]))[:, :, None],
    }  # fmt: skip
    given |= {n: sets.full(TABLES[n].dims, 1.0).values * v for n, v in ELASTICITIES.items()}
    arrays = {
        n: xr.DataArray(v, sets.coords(TABLES[n].dims), TABLES[n].dims) for n, v in given.items()
    }
    return complete(arrays, sets, sets.free_pairs(), Problems("balanced"), "balanced")


def test_a_tax_on_all_exports_is_a_tax_on_all_imports():
    """Lerner symmetry: the same quantities everywhere, other nominal prices."""
    bench = balanced()
    model = build(bench, meaning(bench))
    found = {}
    for tax, side in (("tm", 2), ("tx", 1)):
        system = Compiled.of(model.pyomo, model.equations)
        keys = system.components[tax].keys
        system.set(tax, [0.25 * (key[side] == "r0") for key in keys])
        done = solve_square(system, system.v[system.unknowns])
        assert done.residual < 1e-10
        v = system.full(done.x)
        found[tax] = {n: system.get(n, v) for n in ("qo", "qc", "cons", "po", "inv")}
    for name in ("qo", "qc", "cons"):
        np.testing.assert_allclose(found["tx"][name], found["tm"][name], rtol=1e-9)
    assert abs(found["tm"]["qo"] - 1).max() > 0.01
    assert abs(found["tx"]["po"] / found["tm"]["po"] - 1).max() > 0.1
