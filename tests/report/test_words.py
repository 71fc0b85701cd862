"""What is said of a result whose groups gain what others lose."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr

from cge.report.headline import lead, nothing_changes, redistribution
from cge.report.sheet import few
from cge.report.words import beside


def result(gain: float, *, percent: float = 0.0) -> xr.Dataset:
    """Two groups in one region: what one gains the other loses [10^9 USD]."""
    coords = {"group": ["natives", "established_migrants"], "region": ["N"], "skill": ["low"]}
    dims = tuple(coords)
    cells = np.array([gain, -gain]).reshape(2, 1, 1)
    share = np.array([percent, np.nan]).reshape(2, 1, 1)
    return xr.Dataset(
        {
            "welfare_ev": (dims, cells),
            "welfare_ev_ppp": (dims, cells),
            "income_change": (dims, cells),
            "welfare_ev_pct": (dims, share),
            "region_name": ("region", ["North"]),
        },
        coords,
    )


FIGURES = dict.fromkeys(("world_ev_ppp_bn", "world_ev_bn_usd", "world_income_change_bn_usd"), 0.0)


@pytest.mark.parametrize(("gain", "percent"), [(23.5, 0.0), (0.006, 0.0), (1e-5, 4.0)])
def test_a_world_that_gains_nothing_may_change(
    gain: float, percent: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the largest cell of any group, in money or in percent of what it has."""
    moved = result(gain, percent=percent)
    assert not nothing_changes(moved)
    monkeypatch.setattr("cge.report.headline.headline", lambda _result: FIGURES)
    said = lead(moved)
    assert said == redistribution(moved) != "Nothing changes."
    assert f"natives in North (low) gain {gain:,.3g} bn international USD a year" in said
    assert f"established migrants in North (low) lose {gain:,.3g} bn" in said


@pytest.mark.parametrize("gain", [0.0, 1e-9, np.nan])
def test_nothing_changes_where_no_group_gains_or_loses(
    gain: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cge.report.headline.headline", lambda _result: FIGURES)
    still = result(gain)
    assert nothing_changes(still)
    assert lead(still) == "Nothing changes."


def test_a_handful_of_movers_is_no_finding():
    """Ten in a million workers are told, nine are not."""
    workers = xr.Dataset({"workers_base": ("region", [4e5, 6e5])})
    assert few(9.0, workers)
    assert not few(10.0, workers)
    assert few(xr.DataArray([0.0, 20.0]), workers).values.tolist() == [True, False]


def test_figures_beside_bars_have_digits_by_the_size_of_what_is_shown():
    """No two bars of different length with the same small figure, no 0.00, thousands in k."""
    assert beside([371.2, 71.66, 1.012, 0.001, -0.004]) == ["371", "71.7", "1.01", "0", "0"]
    assert beside([0.0722, 0.0991, -0.0061]) == ["0.0722", "0.0991", "−0.0061"]
    assert beside([-107_051.0, 42_885.0, 4_152.0]) == ["−107k", "42.9k", "4,152"]
    assert beside([math.nan, 2.0]) == ["", "2.00"]
