"""Which part of a result hangs on imputed cells: shares that can be told by hand."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from calibration.quality import EVERYWHERE, HOME, ROWS, THERE, exposure
from cge.errors import DataError

CODES = ["A", "B", "C"]
MEMBERS = {"rich": ["A"], "poor": ["B", "C"]}


@pytest.fixture
def countries() -> xr.Dataset:
    """Three countries: 30 migrants of B and 10 of C live in A; GDP 5, 3, 1."""
    workers = np.zeros((3, 3, 2))
    workers[1, 0], workers[2, 0] = [20.0, 10.0], [10.0, 0.0]
    workers[[0, 1, 2], [0, 1, 2]] = 1e3
    return xr.Dataset(
        {
            "workers": (("origin", "destination", "skill"), workers),
            "gdp": ("region", [5.0, 3.0, 1.0]),
        },
        {"region": CODES, "origin": CODES, "destination": CODES, "skill": ["low", "high"]},
    )


def solved(moved: float) -> xr.Dataset:
    """So many low-skilled go from poor to rich, where pay is ten times as high."""
    regions = list(MEMBERS)
    new = np.zeros((2, 2, 2))
    new[1, 0, 0] = moved
    wage = np.array([[[50.0, 40.0]] * 2, [[4.0, 4.0]] * 2])
    return xr.Dataset(
        {
            "new_migrants": (("origin", "destination", "skill"), new),
            "returnees": (("origin", "destination", "skill"), np.zeros((2, 2, 2))),
            "wage_base": (("destination", "skill", "nativity"), wage),
            "welfare_ev_by_residence": ("region", [3.0, -1.0]),
        },
        {
            "region": regions,
            "origin": regions,
            "destination": regions,
            "skill": ["low", "high"],
            "nativity": ["native", "migrant"],
        },
    )


def flags(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["region", "item"])


def test_origins_count_by_emigrants_and_places_by_gdp(countries):
    listed = flags(("C", "skill premium"), ("C", "input-output table"), ("A", "migrants' pay"))
    part = exposure(solved(1e6), countries, listed, MEMBERS)
    assert part["skill premium", HOME] == pytest.approx(10 / 40)  # C's emigrants of both's
    assert part["skill premium", THERE] == 0.0
    assert part["pay of migrants", THERE] == 1.0
    assert part["input-output structure", EVERYWHERE] == pytest.approx(1 / 4 * 1 / 4)


def test_where_hardly_anybody_moves_pay_does_not_count(countries):
    part = exposure(solved(1e3), countries, flags(("A", "migrants' pay")), MEMBERS)
    assert np.isnan(part["pay of migrants", THERE])
    assert part["input-output structure", EVERYWHERE] == 0.0


def test_a_result_of_other_regions_is_refused(countries):
    with pytest.raises(DataError, match="other regions than the map"):
        exposure(solved(1e6), countries, flags(), {"rich": CODES})


def test_every_item_is_one_of_the_recipe(invented):
    items = {item for _, _, items in ROWS for item in items}
    known = set(invented.flags["item"])
    assert len(items - known) <= 3, sorted(items - known)
