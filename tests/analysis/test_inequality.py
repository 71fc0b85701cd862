"""Measures of inequality: known values, exact decomposition, deciles of the data reproduced."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cge.analysis.analyse import analyse
from cge.analysis.inequality import by_region, measures, shapes
from tests.economies import random_economy
from tests.model.equilibrium import equilibrium, everywhere

REGIONS = ["poor", "rich"]
DECILES = np.array([2, 3, 4, 5, 6, 7.5, 9.5, 12, 17, 34]) / 100


def world(persons=(3.0, 1.0), mean=(1000.0, 9000.0)) -> xr.Dataset:
    """Two regions, low and high skilled, the high with twice the income of the low."""
    skill = np.array([0.75, 0.25])
    number = np.array(persons)[:, None] * skill
    relative = np.array([1.0, 2.0]) / (skill @ [1.0, 2.0])
    dims, coords = ("region", "skill"), {"region": REGIONS, "skill": ["low", "high"]}
    return xr.Dataset(
        {
            "persons": (dims, number),
            "mean": (dims, np.array(mean)[:, None] * relative),
        },
        coords,
    )


def bench(deciles=DECILES) -> xr.Dataset:
    table = np.repeat(deciles[:, None], 2, axis=1)
    return xr.Dataset({"decile_share": (("decile", "region"), table)}, {"region": REGIONS})


def flat() -> xr.DataArray:
    return xr.DataArray(np.ones((2, 10)), {"region": REGIONS}, ("region", "decile"))


def test_the_spread_gives_each_region_the_deviation_of_its_deciles():
    people = world()
    found = by_region(people, shapes(bench(), people)).sel(measure="mean_log_deviation")
    expected = -np.log(10 * DECILES).mean()
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_where_skills_differ_more_than_deciles_there_is_no_spread():
    people = world()
    equal = np.full(10, 0.1)
    np.testing.assert_allclose(shapes(bench(equal), people), 1.0, rtol=1e-12)


def test_within_is_the_textbooks_weighted_mean_of_regions():
    people = world()
    spread = shapes(bench(), people)
    total, regions = measures(people, spread), by_region(people, spread)
    heads = people.persons.sum("skill") / people.persons.sum()
    income = (people.persons * people["mean"]).sum("skill")
    income = income / income.sum()
    ratio = heads / income * heads  # heads x mean of the world over that of the region
    weights = {"mean_log_deviation": heads, "theil": income, "equality_gain": ratio}
    for measure, weight in weights.items():
        expected = float((weight * regions.sel(measure=measure)).sum())
        got = float(total.sel(measure=measure, component="within"))
        assert got == pytest.approx(expected, rel=1e-12), measure


def test_two_classes_of_people_by_hand():
    people = world(persons=(1.0, 1.0), mean=(1.0, 3.0)).isel(skill=[0])
    people["mean"] = people["mean"] / people["mean"].sel(region="poor")  # 1 and 3
    found = measures(people, flat()).sel(component="total")
    assert float(found.sel(measure="mean_log_deviation")) == pytest.approx(np.log(2 / np.sqrt(3)))
    theil = (0.5 * np.log(0.5) + 1.5 * np.log(1.5)) / 2
    assert float(found.sel(measure="theil")) == pytest.approx(theil)
    assert float(found.sel(measure="equality_gain")) == pytest.approx((2 + 2 / 3) / 2 - 1)
    assert float(found.sel(measure="top_10_share")) == pytest.approx(0.15)
    equal = ((1 + np.sqrt(3)) / 2) ** 2
    assert float(found.sel(measure="atkinson")) == pytest.approx(1 - equal / 2)


def test_equal_people_are_equal_and_money_has_no_unit():
    people = world(mean=(2000.0, 2000.0)).isel(skill=[0])
    equal = measures(people, flat()).drop_sel(measure="top_10_share")
    np.testing.assert_allclose(equal, 0.0, atol=1e-12)
    spread = shapes(bench(), world())
    richer = world()
    richer["mean"] = richer["mean"] * 1234.5
    np.testing.assert_allclose(measures(richer, spread), measures(world(), spread), rtol=1e-12)


def test_no_measure_is_made_up_where_somebody_has_no_income():
    people = world()
    people["mean"] = people["mean"].where(people.skill == "high", -1.0)
    assert bool(measures(people, flat()).sel(component="total").isnull().all())


@pytest.mark.slow
def test_moving_to_a_rich_place_brings_people_of_the_world_together():
    """By birth, those from the poorer region gain; the world is less unequal between births."""
    economy = random_economy(6, regions=2, sectors=1, zeros=False, taxes=False, government=False)
    economy["decile_share"] = (("decile", "region"), np.repeat(DECILES[:, None], 2, axis=1))
    poor = str((economy.price_level * 0 + economy.value_added.sum(["factor", "sector"])
                / economy.workers.sum(["origin", "skill"]).rename(destination="region")
                / economy.price_level).idxmin().item())  # fmt: skip
    rich = next(r for r in economy.region.values if r != poor)
    clause = everywhere(economy, instrument="stock", size={"percent_of_current": 100})
    case = equilibrium(economy, visas=[clause | {"to": rich, "from": poor}])
    found = analyse(case.solution, case.result)
    change = (found.inequality_by_birth - found.inequality_by_birth_base).sel(
        measure="mean_log_deviation", component="between"
    )
    assert float(change) < 0
    for name in ("inequality", "inequality_by_birth", "inequality_without_migrants"):
        parts = found[name].sel(component=["between", "within"]).sum("component")
        np.testing.assert_allclose(parts, found[name].sel(component="total"), rtol=1e-12)
