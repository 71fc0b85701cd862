"""Figures an economist would look at first."""

import numpy as np
import pandas as pd
import pytest

from calibration import check
from calibration.database import EXTRA
from calibration.explain import explain
from cge.benchmark import accounts
from cge.benchmark.schema import PARAMETERS
from cge.errors import UsageError
from cge.paths import shipped


@pytest.mark.parametrize(
    ("country", "skill", "low", "high"),
    [
        ("USA", "low", 50e3, 75e3),
        ("USA", "high", 95e3, 130e3),
        ("DEU", "low", 45e3, 65e3),
        ("IND", "low", 1.8e3, 3e3),
        ("CHN", "low", 8e3, 12e3),
        ("MEX", "low", 5e3, 8e3),
        ("ARE", "low", 30e3, 60e3),  # nationals
    ],
)
def test_wages(data, country, skill, low, high):
    wage = float(accounts.native_wage(data).sel(region=country, skill=skill)) * 1e9
    assert low < wage < high


def test_premium_labour_share_and_tax_stay_in_range(data):
    wage = accounts.native_wage(data)
    premium = wage.sel(skill="high") / wage.sel(skill="low")
    assert float(premium.min()) >= 1.2 - 1e-9
    assert float(premium.max()) <= 3.5 + 1e-9
    assert (premium.round(6) == 3.5).sum() <= 6  # no pile at a bound
    share = data["value_added"].sel(factor=["low", "high"]).sum(("factor", "sector"))
    share = share / data["value_added"].sum(("factor", "sector"))
    assert float(share.min()) >= 0.19
    assert float(share.max()) <= 0.76
    assert float(data["income_tax"].sel(factor=["low", "high"]).max()) < 0.35
    assert float(data["income_tax"].max()) < 0.5


@pytest.mark.parametrize(
    ("country", "share"),
    [("ARE", 4.4), ("BHR", 22.3), ("KWT", 17.1), ("OMN", 19.2), ("QAT", 5.7), ("SAU", 25.0)],
)
def test_nationals_share_of_work_in_the_gulf(data, country, share):
    """Within three points of national statistics (GLMM)."""
    workers = data["workers"].sel(destination=country).sum("skill")
    natives = float(workers.sel(origin=country) / workers.sum("origin"))
    assert 100 * natives == pytest.approx(share, abs=3.0)


def test_migrants_in_the_gulf_earn_a_part_of_nationals_pay(data):
    pay, workers = check.earnings(data), data["workers"]
    for country in ("ARE", "BHR", "KWT", "OMN", "QAT", "SAU"):
        here, people = (x.sel(destination=country).sum("skill") for x in (pay, workers))
        own = here.sel(origin=country) / people.sel(origin=country)
        others = here.drop_sel(origin=country).sum() / people.drop_sel(origin=country).sum()
        assert 0.2 <= float(others / own) <= 0.4


@pytest.mark.parametrize(
    ("country", "low", "high"), [("CHN", 0.22, 0.24), ("KOR", 0.40, 0.55), ("CHL", 0.2, 0.4)]
)
def test_education_of_workers(data, country, low, high):
    workers = data["workers"].sel(origin=country, destination=country)
    assert low < float(workers.sel(skill="high") / workers.sum()) < high


def test_syrians_in_turkey_have_little_schooling(data):
    workers = data["workers"].sel(origin="ROW_poor", destination="TUR")
    assert float(workers.sel(skill="high") / workers.sum()) < 0.12


def test_families_look_like_families(data):
    """1 to 3 persons per worker in every corridor, Poland and Qatar included."""
    workers = data["workers"].sum("skill")
    large = workers >= 1000
    family = (data["persons"] / workers).where(
        large & (workers["origin"] != workers["destination"])
    )
    assert float(family.min()) >= 1.0
    assert float(family.max()) <= 3.2
    assert float(family.sel(origin="UKR", destination="POL")) < 3


def test_ranges_hold_what_is_used(data):
    wage = accounts.native_wage(data)
    premium = wage.sel(skill="high") / wage.sel(skill="low")
    np.testing.assert_allclose(data["premium"].sel(bound="central"), premium, rtol=1e-9)
    for name in ("premium", "migrants_pay", "tertiary_share"):
        low, central, high = (data[name].sel(bound=b) for b in ("low", "central", "high"))
        assert bool((low <= central + 1e-9).all())
        assert bool((central <= high + 1e-9).all())


def test_romanians_in_spain_earn_more_than_at_home(data):
    """Of either skill, at market rates; not at the purchasing power of 2021 (docs/data.md)."""
    wage = accounts.native_wage(data)
    paid = wage.sel(region="ESP") * data["efficiency"].sel(origin="ROU", destination="ESP")
    assert bool((paid > 1.1 * wage.sel(region="ROU")).all())


def test_corridors_that_matter(data):
    persons = data["persons"]
    assert 10.5e6 < float(persons.sel(origin="MEX", destination="USA")) < 13e6
    assert 2.5e6 < float(persons.sel(origin="IND", destination="ARE")) < 4e6


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
    assert set(PARAMETERS) - {"would_be_migrants"} == set(table["parameter"])  # a table of its own
    assert set(table["status"]) <= {"published", "assumption"}
    assert (table["source"] != "").all()
    assert (table["low"].astype(float) <= table["value"].astype(float)).all()
    assert (table["value"].astype(float) <= table["high"].astype(float)).all()


def test_explain_works_without_raw_tables():
    text = explain("TUR")
    assert "Turkey" in text
    for words in ("skill premium:", "OECD relative earnings 2015", "Docquier and others 2010",
                  "tertiary share of native workers:", "GDP at purchasing power parity",
                  "mean pay of workers a year", "TUR -> DEU:", "refugees from SYR"):  # fmt: skip
        assert words in text
    assert "part of ROW_rich" in explain("HKG")


def test_explain_suggests_names():
    with pytest.raises(UsageError, match="did you mean"):
        explain("TUK")
