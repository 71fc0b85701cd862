"""The whole reconciliation on invented raw tables: skill premia, pay, what migrants earn."""

import numpy as np
import pandas as pd
import pytest

from calibration import check
from calibration.reconcile.s13_premium import PREMIUM_SPAN
from calibration.reconcile.s13_wages import LABOUR_SHARE_SPAN
from calibration.sources.tidy import Tidy
from calibration.world import ROW_POOR, ROW_RICH, core, regions
from cge.benchmark import accounts
from tests.calibration.raw_pay import GAP, SEGMENTED, SURVEYED
from tests.calibration.raw_wdi import GAPS
from tests.calibration.raw_world import GULF

RESTS = {ROW_RICH, ROW_POOR}


def test_the_skill_premium_is_that_of_surveys_first(invented):
    """Earnings surveys, else returns to education, else calibrated ratios at their level."""
    wage, truth = invented.data["wage"], invented.truth
    premium = (wage.sel(skill="high") / wage.sel(skill="low")).to_pandas()
    evidence = pd.read_csv(invented.out / "countries" / "evidence.csv", keep_default_na=False)
    here = evidence[evidence["item"] == "skill premium"]
    used = here[here["used"] == 1].set_index("region")["source"]
    assert set(used[SURVEYED]) == {"OECD relative earnings 2015"}
    assert used["IND"] == "returns to education (Mincer)"
    assert set(used[["AGO", "ZWE"]]) == {used["ZWE"]}
    assert used["ZWE"].startswith("Docquier and others 2010 times")
    assert invented.flagged("skill premium", "Docquier") == {"AGO", "ZWE"}
    assert invented.flagged("skill premium", "median") == {"BTN", "KOR", "UZB", *RESTS}
    low, high = PREMIUM_SPAN
    given = truth.loc[core(), "premium"].drop(["BTN", "KOR", "UZB"]).clip(low, high)
    ratio = premium[given.index] / given
    assert ratio.median() == pytest.approx(1.0, abs=0.03)
    assert ratio.between(0.85, 1.18).all()
    assert premium.between(low - 1e-9, high + 1e-9).all()


def test_every_premium_brought_to_a_bound_is_told(invented):
    clips = pd.read_csv(invented.out / "countries" / "clips.csv", keep_default_na=False)
    clips = clips[clips["item"] == "skill premium"].set_index("region")
    wage = invented.data["wage"]
    premium = (wage.sel(skill="high") / wage.sel(skill="low")).to_pandas()
    at_bound = premium.index[(premium - PREMIUM_SPAN[1]).abs() < 1e-9]
    assert len(at_bound)
    assert set(at_bound) <= set(clips.index)
    assert (clips.loc[at_bound, "before"] > PREMIUM_SPAN[1]).all()


def test_pay_is_the_labour_share_and_goes_to_those_who_work(invented):
    data, truth = invented.data, invented.truth
    pay = data["value_added"].sel(factor=["low", "high"]).sum(("factor", "sector"))
    added = data["value_added"].sum(("factor", "sector"))
    share = (pay / added).to_pandas()
    assert share.between(LABOUR_SHARE_SPAN[0] - 1e-6, LABOUR_SHARE_SPAN[1] + 1e-6).all()
    known = pd.Index(core()).difference(GAPS["labsh"])
    wanted = (truth["labour_share"] * truth["gdp"])[known] / added.to_pandas()[known]
    np.testing.assert_allclose(share[known], wanted.clip(*LABOUR_SHARE_SPAN), rtol=1e-6)
    earned = check.earnings(data).sum(("origin", "skill")).to_pandas()
    np.testing.assert_allclose(earned, pay.to_pandas(), rtol=1e-9)
    paid = accounts.native_wage(data).transpose("skill", "region") * 1e9
    np.testing.assert_allclose(paid, data["wage"], rtol=1e-9)


def test_migrants_earn_what_studies_of_the_destination_say(invented):
    """The gap net of education, else the ILO's, else its mean of rich countries, else none."""
    low = invented.data["efficiency"].sel(skill="low", origin="IND").to_pandas()
    classes = invented.data["income_class"].to_pandas()
    for code, gap in GAP.items():
        assert low[code] == pytest.approx(1 - gap / 100)
    assert low["ITA"] == pytest.approx(0.70), "the newest figure, not that of 2015"
    others = classes.index.difference([*GAP, "ITA", *GULF, "IND"])
    rich = classes[others] == "high_income"
    np.testing.assert_allclose(low[others][rich], 0.87)
    np.testing.assert_allclose(low[others][~rich], 1.0)
    assert float(abs(1 - accounts.diagonal(invented.data["efficiency"])).max()) == 0


def test_the_overqualified_lose_the_larger_of_two_gaps(invented):
    """High skill: the pay gap, or the gap in over-qualification times the pay lost."""
    data = invented.data
    wage, high = data["wage"], data["efficiency"].sel(skill="high", origin="IND").to_pandas()
    table = Tidy(invented.raw).table("dioc2015_overqual")
    table = table[table["overqualified"] == 1]
    table = table.pivot(index="dest", columns="foreign_born", values="value") / 1e5
    for code in ("USA", "DEU", "ITA", "MEX"):
        premium = float(wage.sel(region=code, skill="high") / wage.sel(region=code, skill="low"))
        lost = (table.loc[code, 1] - table.loc[code, 0]) * (1 - 1 / premium)
        low = float(data["efficiency"].sel(skill="low", origin="IND", destination=code))
        assert high[code] == pytest.approx(1 - max(lost, 1 - low), rel=1e-9)


def test_pay_in_the_gulf_is_segmented_by_nativity(invented):
    """Mean pay of migrants over nationals' is the cited one, citizens of neighbours apart."""
    pay, workers = check.earnings(invented.data), invented.data["workers"]
    mean = pd.Series(SEGMENTED).mean()
    for code in GULF:
        here = {"destination": code}
        outside = [c for c in regions() if c not in GULF]
        paid = [
            float(pay.sel(here).sel(origin=o).sum() / workers.sel(here).sel(origin=o).sum())
            for o in (outside, [code])
        ]
        assert paid[0] / paid[1] == pytest.approx(SEGMENTED.get(code, mean), rel=1e-9)
    assert float(invented.data["efficiency"].sel(origin="SAU", destination="KWT").min()) == 1
    assert invented.flagged("migrants' pay", "neighbours") == {"ARE", "OMN"}
    share = (invented.data["value_added"].sel(factor=["low", "high"]).sum(("factor", "sector"))
             / invented.data["gdp"]).to_pandas()  # fmt: skip
    neighbours = invented.truth.loc[["BHR", "KWT", "OMN", "QAT", "SAU"], "labour_share"]
    assert share["ARE"] == pytest.approx(neighbours.mean(), rel=1e-6)
