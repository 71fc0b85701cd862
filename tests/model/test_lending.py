"""Regions that invest nothing: what they save is lent abroad, fixed in world prices (Y-5i, Y-6)."""

from __future__ import annotations

import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark
from cge.scenario.resolve import meaning
from cge.scenario.schema import Scenario
from cge.solver import solve
from cge.solver.solution import Solution

TABLES = {
    "sets.yaml": "name: lending\nbase_year: 2017\nregions: {a: A, b: B}\n"
    "sectors: {corn: Corn, steel: Steel}\nremittance_sector: corn\n",
    "elasticities.csv": "parameter,sector,value\nesubd,,2\nesubnm,,20\nmigration_elasticity,,1\n",
    "final_demand.csv": "use,sector,region,value\nhousehold,corn,a,110\nhousehold,steel,a,90\n"
    "household,corn,b,100\nhousehold,steel,b,90\ninvestment,steel,b,10\n",
    "trade.csv": "sector,exporter,importer,value\nsteel,a,b,20\ncorn,b,a,10\n",
    "value_added.csv": "factor,sector,region,value\nlabour,corn,a,100\nlabour,steel,a,110\n"
    "labour,corn,b,110\nlabour,steel,b,80\n",
    "workers.csv": "origin,destination,skill,value\na,a,labour,1000\nb,b,labour,2000\n"
    "b,a,labour,100\n",
}
LENT = 10.0
"""What A saves and lends to B [10^9 USD]."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    folder = tmp_path_factory.mktemp("lending")
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    return load_benchmark(folder)


def solved(bench: xr.Dataset, **keys: object) -> Solution:
    return solve(bench, meaning(Scenario.model_validate({"name": "x", **keys}), bench))


def test_the_lender_saves_and_invests_nothing(bench: xr.Dataset) -> None:
    assert accounts.saving(bench).values == pytest.approx([LENT, 0.0])
    assert accounts.spending(bench, "investment").values == pytest.approx([0.0, LENT])


@pytest.mark.parametrize("scale", [0.7, 1.1, 2.0])
def test_the_lender_lends_the_same_whatever_it_earns(bench: xr.Dataset, scale: float) -> None:
    """The value of what is exported less imported is the loan, in world prices."""
    now = solved(bench, productivity=[{"region": "a", "scale": scale}])
    assert abs(now.walras) < 1e-10
    income = now.array("yd", "region") * accounts.disposable_income(bench)
    lent = now.array("saving", "region").sel(region="a") * income.sel(region="a")
    level = now.scalar("p_world")
    assert float(lent) == pytest.approx(LENT * level)
    saved = now.array("saving", "region", base=True).sel(region="a")
    assert abs(float(lent / income.sel(region="a") - saved)) > 1e-3, "the rate of saving moves"
    spent = now.array("p_inv", "region") * now.array("inv", "region")
    assert float(spent.sel(region="b")) * LENT == pytest.approx(LENT * level)


def test_the_numeraire_does_not_matter_to_a_lender(bench: xr.Dataset) -> None:
    shock = {"productivity": [{"region": "a", "scale": 1.2}]}
    one, two = (
        solved(bench, **shock, closure={"numeraire": numeraire}) for numeraire in ("world_cpi", "b")
    )
    double = solved(bench, **shock, parameters={"numeraire": 2.0})
    for other in (two, double):
        for name in ("cons", "saving"):
            xr.testing.assert_allclose(
                other.array(name, "region"), one.array(name, "region"), rtol=1e-9
            )
    at, again = (x.after[x.outcomes.component("real_factor").cells] for x in (one, double))
    assert 2 * again == pytest.approx(at, rel=1e-9), "money is worth half"
