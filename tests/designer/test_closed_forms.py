"""Optimal tariffs by closed form."""

import pytest

import cge
from tests.designer.textbook import own_tariff, two_countries


def optimum(bench):
    """Tariff that is best for the North, and its result."""
    result, _ = cge.design(bench, own_tariff("N"))
    return result.design_instrument.item(), result


@pytest.mark.parametrize("sigma", [2.0, 4.0])
def test_the_optimal_tariff_is_one_over_the_elasticity_of_foreign_export_supply(sigma):
    """With fixed outputs foreign demand is CES: 1 / ((sigma - 1) (1 - V)), V its imports in GDP."""
    tariff, result = optimum(two_countries(sigma))
    bought = result.trade.sel(exporter="N", importer="S").item() / result.gdp.sel(region="S").item()
    assert tariff == pytest.approx(1 / ((sigma - 1) * (1 - bought)), rel=1e-6)


def test_the_best_response_does_not_depend_on_the_other_tariff_where_the_offer_curve_is_one():
    """Johnson (1953): on one offer curve the best tariff is one number, whatever the other's."""
    free, _ = optimum(two_countries(3.0))
    taxed, _ = optimum(two_countries(3.0, tariff_of_s=0.3))
    assert taxed == pytest.approx(free, rel=1e-6)


def test_a_small_gain_to_one_is_a_loss_to_the_other():
    _, result = optimum(two_countries(3.0))
    gain = result.welfare_ev.sum(["group", "skill"])
    assert gain.sel(region="N") > 0 > gain.sel(region="S")
    assert gain.sum() < 0
