"""Figures an economist would look at first."""

import numpy as np
import pandas as pd
import pytest

from calibration.database import EXTRA
from calibration.explain import explain
from cge.benchmark import accounts
from cge.benchmark.schema import PARAMETERS
from cge.errors import UsageError
from cge.paths import shipped


@pytest.mark.parametrize(
    ("country", "skill", "low", "high"),
    [
        ("USA", "low", 40e3, 60e3),
        ("USA", "high", 75e3, 110e3),
        ("DEU", "low", 40e3, 60e3),
        ("IND", "low", 1.5e3, 3e3),
        ("CHN", "low", 6e3, 11e3),
        ("MEX", "low", 4e3, 8e3),
        ("ARE", "low", 15e3, 35e3),
    ],
)
def test_wages(data, country, skill, low, high):
    wage = float(accounts.native_wage(data).sel(region=country, skill=skill)) * 1e9
    assert low < wage < high


def test_premium_labour_share_and_tax_stay_in_range(data):
    wage = accounts.native_wage(data)
    premium = wage.sel(skill="high") / wage.sel(skill="low")
    assert float(premium.min()) >= 1.14
    assert float(premium.max()) <= 5.01
    share = data["value_added"].sel(factor=["low", "high"]).sum(("factor", "sector"))
    share = share / data["value_added"].sum(("factor", "sector"))
    assert float(share.min()) >= 0.19
    assert float(share.max()) <= 0.76
    assert float(data["income_tax"].sel(factor=["low", "high"]).max()) < 0.35
    assert float(data["income_tax"].max()) < 0.5


def test_migrants_are_most_of_the_gulf_labour_force(data):
    for country in ("ARE", "KWT"):
        workers = data["workers"].sel(destination=country).sum("skill")
        natives = float(workers.sel(origin=country) / workers.sum("origin"))
        assert natives < 0.25
        assert natives >= 0.08 - 1e-9


def test_corridors_that_matter(data):
    persons = data["persons"]
    assert 11e6 < float(persons.sel(origin="MEX", destination="USA")) < 13e6
    assert 3e6 < float(persons.sel(origin="IND", destination="ARE")) < 4e6


def test_deciles_are_shares(bench):
    np.testing.assert_allclose(bench["decile_share"].sum("decile"), 1.0, rtol=1e-9)
    assert float(bench["decile_share"].diff("decile").min()) >= -1e-9


def test_inequality_of_the_world_exceeds_that_inside_countries(data):
    north_south = data["decile_share"].sel(decile=10)
    assert float(north_south.sel(region="ZAF")) > float(north_south.sel(region="SWE"))


def test_every_table_has_a_row_in_the_sources(data):
    text = (shipped("data") / "SOURCES.md").read_text(encoding="utf-8")
    missing = [name for name in data if f"`{name}`" not in text and name != "export_tax"]
    assert missing == []
    assert [name for name in EXTRA if f"`{name}`" not in text] == []


def test_every_elasticity_has_value_range_status_and_source():
    table = pd.read_csv(shipped("data") / "elasticities.csv", keep_default_na=False)
    assert set(PARAMETERS) == set(table["parameter"])
    assert set(table["status"]) <= {"published", "assumption"}
    assert (table["source"] != "").all()
    assert (table["low"].astype(float) <= table["value"].astype(float)).all()
    assert (table["value"].astype(float) <= table["high"].astype(float)).all()


def test_explain_works_without_raw_tables():
    text = explain("TUR")
    assert "Turkey" in text
    assert "over-qualification: OECD median gap" in text
    assert "part of ROW_rich" in explain("HKG")


def test_explain_suggests_names():
    with pytest.raises(UsageError, match="did you mean"):
        explain("TUK")
