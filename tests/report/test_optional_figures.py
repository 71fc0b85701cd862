"""Figures of variables that not every result has: left out without them, exact with them."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cge.report.figures import FIGURES, one
from cge.report.intervals import Interval, carried
from cge.report.marks import Bars, Waterfall

pytestmark = pytest.mark.solver
OPTIONAL = {
    "decomposition": "welfare_decomposition",
    "rewards": "factor_reward_real_pct",
    "visa_revenue": "visa_revenue",
    "fiscal": "fiscal_contribution_per_worker",
    "inequality": "inequality",
}


@pytest.mark.parametrize("name", OPTIONAL)
def test_what_a_result_does_not_have_is_left_out(quota: xr.Dataset, name: str) -> None:
    assert FIGURES[name](quota.drop_vars(OPTIONAL[name], errors="ignore")) is None


def test_channels_add_up(quota: xr.Dataset) -> None:
    channels = ["reallocation", "remittances", "residual"]
    parts = xr.DataArray(
        [[1.0, 2.0, 0.01], [-3.0, 5.0, 0.0]],
        coords={"region": quota.region.values, "channel": channels},
        dims=("region", "channel"),
    )
    figure = one(quota.assign(welfare_decomposition=parts), "decomposition")
    assert isinstance(figure.mark, Waterfall)
    assert sum(figure.mark.values) == pytest.approx(float(parts.sum()))
    *regions, world = figure.table.rows
    for column in range(1, len(world)):
        total = sum(float(row[column]) for row in regions)
        assert total == pytest.approx(float(world[column]))
    assert "Up: remittances 7.00" in figure.claim


def test_visa_revenue_is_split_among_those_who_get_it(quota: xr.Dataset) -> None:
    recipients = ["destination_government", "destination_natives", "sponsors"]
    money = xr.DataArray(
        [[6.0, 2.0, 0.0], [0.0, 0.0, 0.0]],
        coords={"destination": quota.destination.values, "recipient": recipients},
        dims=("destination", "recipient"),
    )
    figure = one(quota.assign(visa_revenue=money), "visa_revenue")
    assert isinstance(figure.mark, Bars)
    assert figure.mark.stacked
    assert [series.name for series in figure.mark.series] == [
        "destination budget",
        "natives of the destination",
    ]
    assert sum(value for series in figure.mark.series for value in series.values) == 8.0
    assert "8.00 bn USD a year" in figure.claim


def test_inequality_is_the_change_of_the_total(quota: xr.Dataset) -> None:
    coords = {"measure": ["theil", "atkinson"], "component": ["total", "between", "within"]}
    base = xr.DataArray(np.full((2, 3), 0.5), coords=coords, dims=("measure", "component"))
    bare = quota.drop_dims(["measure", "component"], errors="ignore")
    figure = one(bare.assign(inequality_base=base, inequality=base * 0.99), "inequality")
    assert isinstance(figure.mark, Bars)
    assert figure.mark.series[0].values == pytest.approx((-1.0, -1.0))
    assert "falls" in figure.claim


def test_what_the_gain_hangs_on_is_drawn_where_draws_were_solved(quota: xr.Dataset) -> None:
    """Two of three inputs matter; the one below a hundredth is in the table alone."""
    shares = {
        "parameters.catch_up": (0.7, 0.1),
        "data": (0.25, 0.1),
        "parameters.esubd": (0.001, 0),
    }
    lead = Interval(
        "welfare_ev_world_ppp", "10^9 int. USD", 5.0, -1.0, 9.0, 0.1, shares, shares, 99
    )
    figure = one(quota.assign_attrs(carried([lead])), "drivers")
    assert isinstance(figure.mark, Bars)
    assert figure.mark.labels == ("catch up", "data")
    assert figure.mark.series[0].values == pytest.approx((70.0, 25.0))
    assert len(figure.table.rows) == 3
    assert "90% of 99 draws lie between −1.00 and +9.00 bn" in figure.claim


def test_rewards_say_in_how_many_regions_a_factor_gains(quota: xr.Dataset) -> None:
    change = xr.DataArray(
        [[1.0, -1.0], [2.0, 3.0]],
        coords={"factor": ["capital", "low"], "region": quota.region.values},
        dims=("factor", "region"),
    )
    figure = one(quota.assign(factor_reward_real_pct=change), "rewards")
    assert "capital in 1 and low skill in 2" in figure.claim


def test_only_those_who_arrive_contribute_as_newcomers(quota: xr.Dataset) -> None:
    rows = one(quota, "fiscal").table.rows
    arrive = quota.new_migrants.sum(["origin", "skill"]) > 1
    assert {row[0] for row in rows} == {
        str(quota.region_name.sel(region=d).item()) for d in arrive.destination[arrive].values
    }
