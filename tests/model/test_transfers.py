"""The transfer paradox: a gift that hurts who receives it is reported as what it is.

Two countries and two goods, one made by each.  A gift moves the terms of trade; whom they favour
depends on who spends what at home.  In a stable equilibrium they never undo the gift (Samuelson
1947): the elasticities of import demand must add up to more than one (Marshall and Lerner).  With
import shares m of absorption and one elasticity of substitution, that is

    sigma > (1 - m_1 - m_2) / (2 - m_1 - m_2) .

Below it the giver gains and the recipient loses.  Nothing in the accounts hides that.
"""

from __future__ import annotations

import pytest
import xarray as xr

from cge.solver.probe import probe
from tests.economies import random_economy
from tests.model.equilibrium import Equilibrium, equilibrium

PLAIN = {
    "regions": 2, "sectors": 1, "skills": 1, "taxes": False, "government": False,
    "foreign_ownership": False, "investment": False, "intermediates": False, "zeros": False,
}  # fmt: skip
GIVER, RECIPIENT = "r0", "r1"
GIFT = {"shares": [{"to": GIVER, "from": RECIPIENT, "scale": 1.1}]}


def marshall_lerner(bench: xr.Dataset) -> float:
    """Elasticity of substitution at which import demands add up to one."""
    bought = bench.trade.sum(["sector", "exporter"]).rename(importer="region")
    sold = bench.trade.sum(["sector", "importer"]).rename(exporter="region")
    absorbed = bench.value_added.sum(["factor", "sector"]) - sold + bought
    shares = float((bought / absorbed).sum())
    return (1 - shares) / (2 - shares)


def given(seed: int, of_threshold: float) -> Equilibrium:
    """Migrants of one country send a tenth more home; numbers of migrants stay."""
    sigma = of_threshold * marshall_lerner(random_economy(seed, **PLAIN))
    bench = random_economy(seed, **PLAIN, elasticities={"esubd": sigma, "esubm": sigma})
    return equilibrium(bench, remittances=GIFT)


def gains(case: Equilibrium) -> dict[str, float]:
    """Of each country, over what is sent more."""
    more = float((case.result.remittances - case.result.remittances_base).sum())
    assert more > 0
    gain = case.result.income_change.fillna(0.0).sum(["group", "skill"]) / more
    return {str(region): float(gain.sel(region=region)) for region in gain.region.values}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 2])
def test_a_gift_enriches_who_receives_it_where_marshall_and_lerner_hold_and_only_there(seed):
    stable, paradox = gains(given(seed, 1.1)), gains(given(seed, 0.9))
    assert stable[RECIPIENT] > 0 > stable[GIVER]
    assert paradox[RECIPIENT] < 0 < paradox[GIVER], "reported, not hidden"
    # Near the threshold prices move far more than the gift.  The world loses what sending costs.
    assert min(abs(x) for x in (stable | paradox).values()) > 1
    for both in (stable, paradox):
        assert -0.2 < sum(both.values()) < 0


@pytest.mark.slow
def test_where_the_paradox_is_there_is_another_equilibrium():
    """An unstable equilibrium is never alone."""
    assert not probe(given(0, 0.6).solution, 6).unique
    assert probe(given(0, 1.6).solution, 6).unique
