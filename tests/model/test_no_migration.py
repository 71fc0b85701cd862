"""All migration undone: everybody lives where he was born."""

from __future__ import annotations

import pytest

from cge.benchmark import accounts
from cge.errors import ScenarioError
from tests.economies import random_economy
from tests.marks import rest_slow
from tests.model.equilibrium import equilibrium

BENCH = random_economy(3, zeros=False)


def undone(capital: str):
    home = {"name": "home", "to": "all", "from": "all", "instrument": "stock", "measure": "total",
            "size": {"percent_of_current": 0}}  # fmt: skip
    return equilibrium(BENCH, closure={"capital": capital}, visas=[home])


@pytest.mark.parametrize("capital", rest_slow(["fixed", "steady"]))
def test_everybody_lives_at_home(capital):
    e = undone(capital)
    abroad = float(accounts.off_diagonal(BENCH.workers).sum())
    assert float(e.result.returnees.sum()) == pytest.approx(abroad, rel=1e-7)
    assert float(accounts.off_diagonal(e.result.workers).sum()) < 1e-7 * abroad
    assert float(e.result.remittances.sum()) < 1e-6 * float(e.result.remittances_base.sum())
    assert abs(float(e.result.welfare_residual)) < 1e-9


def test_fewer_than_nobody_is_refused():
    fewer = {"name": "v", "to": "r0", "instrument": "stock", "measure": "additional",
             "size": {"percent_of_current": -101}}  # fmt: skip
    with pytest.raises((ScenarioError, ValueError)):
        equilibrium(BENCH, visas=[fewer])


def test_a_levy_on_property_adds_up_where_saving_builds_capital():
    """Incomes of groups and of residents count the same claims and the same levy (Y-7p)."""
    more = {"name": "v", "to": "r0", "instrument": "stock", "size": {"percent_of_current": 20}}
    levy = {"name": "l", "base": "property", "to": "all", "from": "all", "rate": 0.1}
    e = equilibrium(BENCH, closure={"capital": "steady"}, visas=[more], levies=[levy])
    assert float(e.result.levy_payment.sum()) > 0
    assert abs(float(e.result.welfare_residual)) < 1e-9
