"""Regions that trade with nobody: each has its own price level; movers compare what they buy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.errors import ScenarioError
from cge.scenario.resolve import resolve
from cge.scenario.schema import Scenario
from cge.scenario.settings import Settings
from cge.solver import solve
from cge.solver.compiled import Compiled
from cge.solver.solution import Solution
from tests.scenario.small import small

QUOTA = {"name": "v", "to": "USA", "from": "IND", "instrument": "quota",
         "size": {"percent_of_current": 50}}  # fmt: skip
KEEP = {"ownership": "residence"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """Four regions without any trade."""
    return small(tmp_path_factory.mktemp("islands"), trade=False)


def settings(bench: xr.Dataset, **keys: Any) -> Settings:
    return resolve(Scenario.model_validate({"name": "x", **keys}), bench)


def solved(bench: xr.Dataset, **keys: Any) -> Solution:
    return solve(bench, settings(bench, **keys))


def test_every_island_clears_and_has_the_price_level_of_the_numeraire(bench: xr.Dataset) -> None:
    now = solved(bench, visas=[QUOTA], closure=KEEP)
    assert now.array("p_cons", "region").values == pytest.approx(np.ones(4))
    markets = Compiled.of(
        now.model.pyomo, [now.model.walras], values=now.v, cells=now.compiled.cells
    )
    gaps = markets.g(markets.v[markets.unknowns])
    assert len(gaps) == 4
    assert abs(gaps).max() < 1e-10
    came = now.array("mig", "origin", "destination", "skill")
    assert float(came.sel(origin="IND", destination="USA", skill="low")) == pytest.approx(1.5)


def test_what_is_bought_does_not_depend_on_the_level_of_prices(bench: xr.Dataset) -> None:
    one, two = (
        solved(bench, visas=[QUOTA], closure=KEEP | more, parameters={"numeraire": level})
        for more, level in (({}, 1.0), ({"numeraire": "IND"}, 2.0))
    )
    for name in ("cons", "qc"):
        dims = ("region",) if name == "cons" else ("sector", "region")
        xr.testing.assert_allclose(two.array(name, *dims), one.array(name, *dims), rtol=1e-9)


def test_a_shock_in_one_island_leaves_the_others_alone(bench: xr.Dataset) -> None:
    now = solved(bench, productivity=[{"region": "USA", "scale": 1.5}], closure=KEEP)
    assert now.array("cons", "region").values == pytest.approx([1.5, 1, 1, 1])


def test_the_caution_says_that_price_levels_are_their_own(bench: xr.Dataset) -> None:
    said = settings(bench, closure=KEEP).meta["cautions"]
    assert "no trade ties the prices of" in said
    assert "price level, set to the numeraire" in said.replace("own price ", "price ")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"visas": [QUOTA]}, "what movers own at home"),
        ({"closure": KEEP | {"capital": "mobile"}}, "capital that moves"),
        (
            {"visas": [QUOTA | {"captured": 1, "revenue": {"origin_government": 1}}],
             "closure": KEEP},
            "visas that are paid to the origin",
        ),
    ],
)  # fmt: skip
def test_money_that_no_goods_can_follow_is_refused(
    bench: xr.Dataset, keys: dict[str, Any], words: str
) -> None:
    with pytest.raises(ScenarioError, match=words) as caught:
        settings(bench, **keys)
    assert "allowed: trade between them" in str(caught.value)


def test_remittances_between_islands_are_refused(bench: xr.Dataset) -> None:
    sending = bench.copy(deep=True)
    sending["remittances"].loc[{"origin": "IND", "destination": "USA"}] = 1.0
    with pytest.raises(ScenarioError, match="remittances of the benchmark"):
        settings(sending)
