"""Years: steady growth, policy that comes in steps, capital that follows, gains of all years."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import xarray as xr

from cge.benchmark import accounts
from cge.errors import ScenarioError, UsageError
from cge.results.rebase import rebase
from cge.run.one import run_scenario
from cge.run.why import why
from cge.scenario.calendar import in_year
from cge.scenario.schema import Scenario
from cge.scenario.settings import Growth
from tests.economies import random_economy
from tests.model.equilibrium import (
    assert_close,
    equilibrium,
    everywhere,
    magnitude,
    meaning,
    solved,
)

RATE = 0.01
BENCH = random_economy(3)
GROWING = BENCH.assign(labour_growth=BENCH.labour_growth + RATE)


def path(years: str, **scenario: Any) -> Scenario:
    written = {"name": "path", "closure": {"capital": "path"}, "years": years}
    return Scenario.model_validate(written | scenario)


def admitted(**clause: Any) -> dict[str, Any]:
    return everywhere(GROWING, instrument="quota", size={"percent_of_current": 10}, **clause)


@cache
def phased() -> xr.Dataset:
    """Nothing in 2017, half of it in 2018, all of it in 2019."""
    scenario = path("2017..2019", visas=[admitted(phase_in={"from": 2018, "over": 2})])
    return run_scenario(scenario, GROWING)


def same_as_the_baseline(early: xr.Dataset) -> None:
    for name in ("gdp", "workers", "wage", "remittances", "disposable_income", "trade"):
        assert_close(early[name], early[f"{name}_base"], 1e-9, magnitude(early[name]))
    assert float(abs(early.welfare_ev).max()) < 1e-9 * float(early.gdp_base.max())


def test_the_first_year_is_the_baseline():
    same_as_the_baseline(phased().sel(year=[2017]))


@pytest.mark.slow
def test_years_before_the_policy_are_the_baseline():
    late = path("2017..2020", visas=[admitted(phase_in={"from": 2020})])
    result = run_scenario(late, GROWING)
    same_as_the_baseline(result.sel(year=[2018, 2019]))
    assert float(result.welfare_ev_world.sel(year=2020)) > 0


def test_an_economy_on_its_steady_path_only_grows():
    """Labour grows alike everywhere and capital with it: nothing but sizes changes."""
    gdp = phased().gdp_base
    assert_close(gdp.diff("year") / gdp.shift(year=1).sel(year=[2018, 2019]), RATE, 1e-9)
    wage = phased().wage_base
    assert_close(wage, wage.isel(year=0).expand_dims(year=wage.year), 1e-9, magnitude(wage))


def test_half_of_a_phased_quota_is_open_in_the_middle():
    additional = phased().workers - phased().workers_base
    abroad = additional.where(additional.origin != additional.destination, 0.0)
    came = abroad.clip(min=0.0).sum(["origin", "destination", "skill"])
    assert float(came.sel(year=2017)) == pytest.approx(0.0, abs=1e-3)
    half, whole = float(came.sel(year=2018)), float(came.sel(year=2019))
    assert half * (1 + RATE) == pytest.approx(whole / 2, rel=1e-6)


def test_budgets_balance_and_gains_add_up_in_every_year():
    result = phased()
    assert float(abs(result.budget_residual).max()) < 1e-9
    assert float(abs(result.welfare_residual).max()) < 1e-9
    rate = result.attrs["discount_rate"]
    weight = (1 + rate) ** -(result.year - 2017).astype(float)
    assert float(result.welfare_ev_world_discounted) == pytest.approx(
        float((result.welfare_ev_world * weight).sum())
    )
    assert float(result.welfare_ev_discounted.sum()) == pytest.approx(
        float(result.welfare_ev_world_discounted)
    )


@pytest.mark.slow
@pytest.mark.parametrize("fiscal", ["income_tax", "public_consumption"])
def test_growth_is_steady_whoever_balances_the_budget(fiscal):
    """Benefits, lump sums and public consumption grow with the people they are for."""
    public = accounts.spending(GROWING, "government").reset_coords(drop=True)
    bench = GROWING.assign(benefits=0.5 * public)
    scenario = path("2017..2018", visas=[admitted()])
    closure = scenario.closure.model_copy(update={"fiscal": fiscal})
    result = run_scenario(scenario.model_copy(update={"closure": closure}), bench)
    grown = result.gdp_base.sel(year=2018) / result.gdp_base.sel(year=2017) - 1
    assert_close(grown.rename("growth"), RATE, 1e-9)
    assert float(abs(result.budget_residual).max()) < 1e-9
    assert float(result.welfare_ev_world.sel(year=2018)) > 0


def test_places_of_those_who_return_stay_empty():
    clause = admitted(phase_in={"from": 2018, "over": 2}, return_share=0.1)
    sizes = [in_year(path("2017..2021", visas=[clause]), year).visas for year in range(2017, 2022)]
    shares = [v[0].size.percent_of_current / 10 if v else 0.0 for v in sizes]
    assert shares == pytest.approx([0, 0.5, 0.5 * 0.9 + 0.5, 0.95 * 0.9, 0.95 * 0.9**2])


def test_tariff_cuts_come_in_steps():
    cut = {"importer": "all", "cut": 0.8, "phase_in": {"from": 2019, "over": 4}}
    scenario = path("2017..2023", tariffs=[cut])
    cuts = [[c.cut for c in in_year(scenario, year).tariffs] for year in (2018, 2019, 2022, 2023)]
    assert cuts == [[], [0.2], [0.8], [0.8]]


@pytest.mark.slow
def test_capital_follows_the_people_who_came():
    """In time newcomers are equipped: capital returns fall back, wages of natives recover."""
    quota = admitted()
    short = run_scenario(path("2017..2018", visas=[quota]), GROWING)
    years = run_scenario(path("2017..2021", visas=[quota]), GROWING)
    for name in ("wage", "gdp"):
        first = years[name].sel(year=2018)
        assert_close(first, short[name].sel(year=2018), 1e-9, magnitude(first))
    where = years.return_to_capital_pct.sel(year=2018) > 0.05
    now, then = (years.return_to_capital_pct.sel(year=y).where(where) for y in (2018, 2021))
    assert bool((then < now).where(where, True).all())


@pytest.mark.slow
def test_a_solution_is_a_benchmark_whose_model_replicates_it():
    """Read the tables at another equilibrium: the same functions, another point."""
    growth = Growth(
        people=xr.ones_like(BENCH.labour_growth),
        capital=xr.ones_like(BENCH.price_level),
        heads=xr.ones_like(BENCH.price_level),
        workers=xr.ones_like(BENCH.price_level),
        productivity=1.0,
        world=1.0,
    )
    more = [{"factor": "capital", "region": "r0", "scale": 1.1}]
    shocked = solved(BENCH, meaning(BENCH, change={"growth": growth}, endowments=more))
    again = rebase(shocked.solution, growth, 2018)
    back = equilibrium(again, endowments=[{"factor": "capital", "region": "r0", "scale": 1 / 1.1}])
    assert_close(accounts.gdp(again).rename("gdp"), shocked.result.gdp, 1e-9)
    parts, there = back.result.gdp, accounts.gdp(BENCH).rename("gdp")
    # payments between regions are fixed at world prices, whose weights are of another point
    assert_close(parts / parts.sum(), there / there.sum(), 1e-4)


def test_what_a_path_cannot_do_is_said_before_it_starts():
    with pytest.raises(ScenarioError, match="the year of the benchmark"):
        run_scenario(path("2018..2020"), BENCH)
    with pytest.raises(ValueError, match="go together"):
        Scenario.model_validate({"name": "x", "years": "2017..2020"})
    with pytest.raises(ValueError, match=r"2021\.\.2030"):
        path("2030")
    with pytest.raises(ValueError, match="phase_in needs years"):
        Scenario.model_validate({"name": "x", "visas": [admitted(phase_in={"from": 2018})]})
    with pytest.raises(ValueError, match="return_share needs years"):
        Scenario.model_validate({"name": "x", "visas": [admitted(return_share=0.1)]})
    with pytest.raises(ValueError, match="discount_rate needs years"):
        Scenario.model_validate({"name": "x", "parameters": {"discount_rate": 0.1}})
    with pytest.raises(ScenarioError, match="begins in 2030; allowed: 2018 to 2019"):
        run_scenario(path("2017..2019", visas=[admitted(phase_in={"from": 2030})]), GROWING)


@pytest.mark.slow
def test_irregular_migrants_are_policy_and_not_part_of_the_baseline():
    ways = [{"name": "border", "to": "r0", "share": 0.1, "price": 0.3, "discount": 0.2}]
    result = run_scenario(path("2017..2018", irregular=ways), GROWING)
    same_as_the_baseline(result.isel(year=[0]))
    assert float(result.irregular_migrants.isel(year=1).sum()) > 0


@pytest.mark.slow
def test_a_number_of_a_year_is_explained_against_the_baseline_of_that_year():
    """`why` on a path: contributions add up to the change; grown capital is a part of the shock."""
    scenario = path("2017..2019", visas=[admitted(phase_in={"from": 2018, "over": 2})])
    region = str(GROWING.region.values[0])
    at = {"destination": region, "skill": "low", "nativity": "native"}
    for year in (2018, 2019):
        (answer,) = why(GROWING, scenario, [f"real_wage[{region},low,native]"], year=year)
        there = phased().sel(year=year)
        assert answer.cause.before == pytest.approx(float(there.wage_base.sel(at)), rel=1e-9)
        assert answer.cause.after == pytest.approx(float(there.real_wage.sel(at)), rel=1e-9)
        total = sum(term.total for term in answer.cause.terms)
        assert total == pytest.approx(answer.cause.change, rel=1e-6)
    assert "qe" in answer.cause.by_part  # capital that the policy has added
    (last,) = why(GROWING, scenario, [f"real_wage[{region},low,native]"])
    assert last.cause.after == answer.cause.after


def test_a_year_that_is_not_on_the_path_is_refused():
    with pytest.raises(UsageError, match="2030 is no year of path; allowed: 2017 to 2019"):
        why(GROWING, path("2017..2019"), ["gdp[a]"], year=2030)
    with pytest.raises(UsageError, match="still has no years; leave out --year 2018"):
        why(GROWING, Scenario(name="still"), ["gdp[a]"], year=2018)
