"""Small economies that lack something: capital, or a good neither made nor used somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark
from cge.scenario.resolve import resolve
from cge.scenario.schema import Scenario
from cge.solver import solve
from cge.solver.solution import Solution

PEOPLE = "origin,destination,skill,value\na,a,labour,1000\nb,b,labour,2000\nb,a,labour,100\n"
TRADE = "sector,exporter,importer,value\nsteel,a,b,10\ncorn,b,a,10\n"
BEHAVIOUR = "parameter,sector,value\nesubva,,1\nesubd,,2\nesubnm,,20\nmigration_elasticity,,1\n"
ODK = ("origin", "destination", "skill")


def economy(folder: Path, sets: str, made: list[str], bought: list[str]) -> xr.Dataset:
    tables = {
        "sets.yaml": f"name: small\nbase_year: 2017\nregions: {{a: A, b: B}}\n{sets}",
        "elasticities.csv": BEHAVIOUR,
        "workers.csv": PEOPLE,
        "trade.csv": TRADE,
        "value_added.csv": "\n".join(["factor,sector,region,value", *made]),
        "final_demand.csv": "\n".join(["use,sector,region,value", *bought]),
    }
    for name, text in tables.items():
        (folder / name).write_text(text)
    return load_benchmark(folder)


BOUGHT = ["household,corn,a,110", "household,steel,a,100", "household,corn,b,100",
          "household,steel,b,90"]  # fmt: skip


@pytest.fixture(scope="module")
def labour_alone(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    made = ["labour,corn,a,100", "labour,steel,a,110", "labour,corn,b,110", "labour,steel,b,80"]
    sets = "sectors: {corn: Corn, steel: Steel}\nremittance_sector: corn\n"
    return economy(tmp_path_factory.mktemp("labour"), sets, made, BOUGHT)


@pytest.fixture(scope="module")
def no_help_in_a(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """The good in which sending money is paid exists in B alone."""
    made = [f"{factor},{sector},{region},{half}"
            for sector, region, half in (("corn", "a", 50), ("steel", "a", 55), ("corn", "b", 55),
                                         ("steel", "b", 40), ("help", "b", 5))
            for factor in ("capital", "labour")]  # fmt: skip
    sets = (
        "sectors: {corn: Corn, steel: Steel, help: Help}\nfactors: [capital]\n"
        "remittance_sector: help\n"
    )
    bought = [*BOUGHT, "household,help,b,10"]
    return economy(tmp_path_factory.mktemp("help"), sets, made, bought)


def solved(bench: xr.Dataset, **keys: object) -> Solution:
    return solve(bench, resolve(Scenario.model_validate({"name": "x", **keys}), bench))


@pytest.mark.parametrize("share", [0.05, 0.1, 0.5])
def test_gaps_close_by_the_terms_of_trade_where_labour_is_the_only_factor(
    labour_alone: xr.Dataset, share: float
) -> None:
    """w' = w - share (w - wbar) in both, with one wbar (Moses and Letnes)."""
    gap = {"name": "v", "to": "all", "instrument": "close_gap", "share": share}
    now = solved(labour_alone, visas=[gap])
    before = accounts.native_wage(labour_alone).sel(skill="labour", drop=True)
    after = now.array("wn", "skill", "region").sel(skill="labour", drop=True) * before
    common = before - (before - after) / share
    assert float(common.sel(region="a")) == pytest.approx(float(common.sel(region="b")), rel=1e-8)
    came = now.array("mig", *ODK).sel(origin="b", destination="a", skill="labour")
    assert float(came) > 1.0, "workers move to where wages are higher"
    assert abs(now.walras) < 1e-10


@pytest.mark.parametrize("trade", ["homogeneous", "armington"])
@pytest.mark.parametrize("instrument", ["fee", "surcharge"])
def test_movers_need_no_services_where_they_lose_none(
    no_help_in_a: xr.Dataset, trade: str, instrument: str
) -> None:
    visa = {"name": "v", "to": "a", "instrument": instrument, "fee": {"share": 0.1}}
    now = solved(no_help_in_a, visas=[visa], closure={"trade": trade})
    assert abs(now.walras) < 1e-10
    assert now.residual < 1e-10
