"""The figure of a treaty: prices of the conditions that bind."""

import pytest
import xarray as xr

from cge.report.figures import one


@pytest.fixture
def treaty(north_south: xr.Dataset) -> xr.Dataset:
    where = {"protected": ["natives"], "region": north_south.region.values, "skill": ["low"]}
    price = xr.DataArray([[[2.5], [0.0], [0.001]]], coords=where, dims=[*where])
    found = north_south.drop_vars([v for v in north_south if "skill" in north_south[v].dims])
    found = found.drop_vars("skill").assign(design_price=price)
    return found.assign_attrs(design_independent=1, design_value=12.0)


def test_conditions_that_do_not_bind_are_left_out(treaty: xr.Dataset) -> None:
    figure = one(treaty, "treaty")
    assert len(figure.table.rows) == 1
    assert "2.5" in figure.claim
    assert "dependent" not in figure.note


def test_prices_that_are_not_the_only_ones_are_said_to_be_so(treaty: xr.Dataset) -> None:
    assert "dependent" in one(treaty.assign_attrs(design_independent=0), "treaty").note
