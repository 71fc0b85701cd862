"""Who is for and who against: the tables that the literature draws by hand."""

from __future__ import annotations

import pytest

from cge.analysis.coalition import labels_of_labour, stakes
from cge.report.stakes import sheets
from cge.results.store import open_result


@pytest.fixture(scope="module")
def results(result_files):
    return {name: open_result(path) for name, path in result_files.items()}


def test_stakes_are_the_real_rewards_of_the_result(results):
    found = stakes(results, ("north",))
    quota = {s.group: s for s in found if s.scenario == "quota_10pct"}
    result = results["quota_10pct"]
    capital = float(result.factor_reward_real_pct.sel(factor="capital", region="north"))
    assert quota["capital"].percent == pytest.approx(capital)
    wage = result.real_wage_pct.sel(destination="north", nativity="native", skill="low")
    low = next(s for group, s in quota.items() if "labour (low)" in group)
    assert low.percent == pytest.approx(float(wage))
    assert labels_of_labour(result) == {
        ("north", "low"): "scarce",
        ("north", "high"): "abundant",
        ("south", "low"): "abundant",
        ("south", "high"): "scarce",
    }


def test_against_another_result_only_the_difference_counts(results):
    same = stakes({"quota": results["quota_10pct"]}, ("north", "south"), results["quota_10pct"])
    assert all(abs(s.percent) < 1e-9 for s in same)
    assert {s.stance for s in same} == {"0"}
    table = sheets(same, results["quota_10pct"])[0]
    assert table.columns == ("", "quota")
