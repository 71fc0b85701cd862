"""Who would move and has not: margins of surveys, gravity inside them, bounds of barriers."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.reconcile import s17_surveys as surveys
from calibration.reconcile.s17_beliefs import NU, Corridors, balanced, gravity_of_pairs
from cge.benchmark import accounts
from cge.benchmark.read import load_benchmark
from cge.benchmark.schema import BELIEFS


def open_world(regions: int = 4, skills: int = 2) -> Corridors:
    """Nobody is barred, so that no bound holds."""
    rng = np.random.default_rng(3)
    workers = rng.uniform(1, 2, (regions, regions, skills))
    workers += 1e3 * np.eye(regions)[:, :, None]
    return Corridors(workers, np.zeros(workers.shape, bool), np.zeros(regions, bool))


def test_without_bounds_both_margins_of_the_survey_hold():
    corridors = open_world()
    rng = np.random.default_rng(4)
    prior = rng.uniform(1, 2, corridors.workers.shape) * (1 - np.eye(4))[:, :, None]
    rows = rng.uniform(10, 20, (4, 2))
    told = np.array([0.4, 0.1, np.nan, np.nan])
    wish = balanced(prior, rows, told, corridors)
    np.testing.assert_allclose(wish.sum(axis=1), rows, rtol=1e-6)
    come = wish.sum(axis=(0, 2)) / rows.sum()
    np.testing.assert_allclose(come[:2], told[:2], rtol=1e-5)
    free = wish[:2, 2] / wish[:2, 3] * prior[:2, 3] / prior[:2, 2]
    np.testing.assert_allclose(free, 1.0, rtol=1e-6, err_msg="gravity decides between the others")


def test_no_barrier_passes_its_bounds_once_stayers_shrink():
    corridors = open_world()
    barred = np.broadcast_to(~np.eye(4, dtype=bool)[:, :, None], corridors.workers.shape)
    walls = Corridors(corridors.workers, barred, np.array([True, False, False, False]))
    prior = np.where(barred, 1.0, 0.0)
    wish = balanced(prior, np.full((4, 2), 600.0), np.full(4, np.nan), walls)
    stay = 1 - wish.sum(axis=1) / corridors.home
    kept = corridors.workers / (corridors.workers + wish) * stay[:, None, :]
    price = np.where(barred, 1 - kept ** (1 / NU), np.nan)
    assert np.nanmax(price) <= 0.97
    none = balanced(prior, np.full((4, 2), 1e-9), np.full(4, np.nan), walls)
    here = corridors.workers[1:, 0]
    least = 1 - (here / (here + none[1:, 0])) ** (1 / NU)
    assert least.min() >= 0.02


def test_gravity_finds_the_slopes_that_made_the_migrants():
    rng = np.random.default_rng(5)
    off = ~np.eye(12, dtype=bool)
    x = np.stack([rng.normal(0, 1, (12, 12)), rng.integers(0, 2, (12, 12)).astype(float)])
    origin, destination = rng.normal(0, 1, (2, 12))
    pairs = np.exp(-1.2 * x[0] + 0.8 * x[1])
    migrants = pairs * np.exp(origin)[:, None] * np.exp(destination)[None, :] * off
    fitted = gravity_of_pairs(x, migrants, off)
    ratio = (fitted / np.where(off, migrants, 1.0))[off].reshape(12, 11)
    np.testing.assert_allclose(ratio / ratio[:, :1], 1.0, rtol=1e-6)


def test_the_invented_survey_is_met_or_the_gap_is_told(invented):
    for belief in BELIEFS:
        leave = invented.moved("17", f"workers who would leave, {belief}")
        floor = 0.02 * accounts.off_diagonal(invented.data["workers"]).sum(("destination", "skill"))
        least = floor.to_series().reindex(leave.index)
        assert (leave["after"] <= 1.001 * leave["before"] + least).all(), "the floor of rich places"
        come = invented.moved("17", f"workers who would come, {belief}")
        assert {"USA", "DEU", "AUS"} == set(come.index)
    wish = invented.data["would_move"]
    closed = invented.data["workers"] == 0
    assert float(wish.where(closed, 0.0).sum()) == 0.0
    assert "CAN" in invented.flagged("would move"), "its figure is of another round"


def test_of_a_country_its_own_share_else_that_of_its_region():
    region = surveys.survey_region(["NGA", "RUS", "ALB", "CHE", "CHN", "ROW_poor"])
    assert region.to_dict() == {
        "NGA": "Sub-Saharan Africa",
        "RUS": "Commonwealth of Independent States",
        "ALB": "non-EU Europe",
        "CHE": "non-EU Europe",
        "CHN": surveys.ASIA,
        "ROW_poor": surveys.REST,
    }


def test_the_bounds_hold_at_the_elasticity_of_shipped_benchmarks():
    assert float(load_benchmark("north_south").migration_elasticity) == pytest.approx(NU)


def test_shares_of_destinations_are_those_of_the_survey(data):
    wish = data["would_move"].sel(belief="central").sum(["origin", "skill"])
    share = 100 * wish / wish.sum()
    for country, told in {"USA": 21, "CAN": 6, "DEU": 6, "FRA": 5, "AUS": 5, "GBR": 4}.items():
        assert float(share.sel(destination=country)) == pytest.approx(told, abs=0.6), country
