"""A path: year by year an equilibrium, the baseline first, the scenario against it (K, path).

The baseline of a year is the equilibrium that growth of people, capital and productivity has led
to; it becomes the benchmark of that year, on which the scenario is solved like any other.  Capital
accumulates from investment in both; what the scenario adds belongs to those who saved it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.errors import ScenarioError
from cge.results.path import joined
from cge.scenario.calendar import baseline_of, in_year
from cge.scenario.resolve import prices_today, resolve
from cge.scenario.settings import Growth, Settings
from cge.scenario.timing import years_of
from cge.scenario.values import parameter

if TYPE_CHECKING:
    from cge.scenario.schema import Scenario
    from cge.solver.solution import Solution

DISCOUNT_RATE = 0.04
"""A year; an assumption (range 0.01 to 0.07): between the 1.4% of Stern and the 5.5% of Nordhaus,
with the 7% and 3% of United States regulatory practice inside the range."""
LEAST = 1e-3
"""Least share of the capital stock that the benchmark's investment must replace a year."""

Progress = Callable[[float, str], None]
Report = Callable[["Solution"], xr.Dataset]
"""Makes the result of one year."""


@dataclass
class State:
    """What one year hands to the next (region)."""

    capital: xr.DataArray
    """Capital of the baseline, relative to the first year."""
    invested: xr.DataArray
    """Investment of the baseline, relative to the first year."""
    added: xr.DataArray
    """Capital of the scenario over that of the baseline."""


def run_years(
    scenario: Scenario,
    bench: xr.Dataset,
    report: Report,
    *,
    steps: int | None = None,
    solver: str = "newton",
    progress: Progress | None = None,
) -> xr.Dataset:
    """Result of a path, with a dimension ``year``.

    Parameters
    ----------
    scenario : Scenario
        With ``years``; the first is the year of the benchmark.
    bench : xarray.Dataset
        The benchmark.
    report : callable
        Makes the result of a solution, welfare included.
    steps, solver, progress
        See :func:`cge.run.one.run_scenario`.

    Raises
    ------
    ScenarioError, DataError, SolveError, CheckError
    """
    discount = scenario.parameters.discount_rate
    solved = solutions(scenario, bench, steps=steps, solver=solver, progress=progress)
    results = [report(solution) for _, solution in solved]
    years = list(years_of(str(scenario.years)))
    return joined(results, years, DISCOUNT_RATE if discount is None else discount)


def solutions(
    scenario: Scenario,
    bench: xr.Dataset,
    *,
    steps: int | None = None,
    solver: str = "newton",
    progress: Progress | None = None,
) -> Iterator[tuple[int, Solution]]:
    """Each year of a path and its equilibrium; "before" is the baseline of that year.

    Raises
    ------
    ScenarioError, DataError, SolveError, CheckError
    """
    from cge.solver import solve

    years = years_of(str(scenario.years))
    refuse(scenario, bench, years)
    tell = progress or (lambda _share, _word: None)
    for n, (year, settings, base, state) in enumerate(_walk(scenario, bench, years, solver)):
        tell(n / len(years), str(year))
        solution = solve(base, settings, steps=steps, solver=solver)
        yield year, solution
        state.added = added(solution, state, base, replaced(bench, scenario))
    tell(1.0, "solved")


def _walk(
    scenario: Scenario, bench: xr.Dataset, years: range, solver: str
) -> Iterator[tuple[int, Settings, xr.Dataset, State]]:
    """Year, settings of the scenario, benchmark of the year and the state to be carried on."""
    from cge.results.rebase import rebase
    from cge.solver import solve

    ones = xr.ones_like(bench.price_level)
    state = State(ones, ones, ones)
    base = with_visa_prices(bench, scenario)
    for year in years:
        settings = resolve(in_year(scenario, year), base)
        stock = {"capital_stock": state.added}
        yield year, replace(settings, values={**settings.values, **stock}), base, state
        if year == years[-1]:
            return
        growth = grown(bench, base, state, scenario)
        still = resolve(baseline_of(scenario), base)
        step = solve(
            base, replace(still, regime=settled(still.regime), growth=growth), solver=solver
        )
        state.capital = state.capital * growth.capital
        state.invested = state.invested * step.array("inv", "region").fillna(1.0)
        base = rebase(step, growth, year + 1)


def refuse(scenario: Scenario, bench: xr.Dataset, years: range) -> None:
    """What a path cannot do, told before anything is solved."""
    from cge.places import Problems

    problems = Problems(scenario.places)
    base_year = bench.attrs.get("base_year")
    if base_year and int(base_year) != years[0]:
        text = f"the first year is {years[0]}; allowed: {base_year}, the year of the benchmark"
        problems.add(("years",), text)
    if scenario.closure.trade != "armington":
        problems.add(("closure", "trade"), "capital: path takes trade: armington")
    phases = {("visas", n): clause.phase_in for n, clause in enumerate(scenario.visas)}
    phases |= {("tariffs", n): clause.phase_in for n, clause in enumerate(scenario.tariffs)}
    for key, phase in phases.items():
        if phase is not None and phase.start not in years[1:]:
            text = f"begins in {phase.start}; allowed: {years[1]} to {years[-1]}"
            problems.add((*key, "phase_in", "from"), text)
    for n, clause in enumerate(scenario.visas):
        if clause.instrument == "close_gap":
            problems.add(("visas", n), "close_gap has no years; use capital: fixed or steady")
    problems.raise_if_any()
    if "capital" not in bench.factor:
        msg = "path needs a factor called 'capital', which the benchmark lacks"
        raise ScenarioError(msg, ("closure", "capital"))
    capital = accounts.factor_income(bench).sel(factor="capital") > 0
    without = capital & ~(accounts.spending(bench, "investment") > 0)
    if without.any():
        where = bench.region.values[without.values].tolist()
        msg = f"path needs investment wherever there is capital; none in {where}"
        raise ScenarioError(msg, ("closure", "capital"))


def with_visa_prices(bench: xr.Dataset, scenario: Scenario) -> xr.Dataset:
    """The benchmark with today's visa prices as a table: they hold in the baseline of every year.

    More people want to come as regions of origin grow; that the baseline admits them is a change of
    tastes, not of policy.
    """
    nu = parameter(scenario, bench, "migration_elasticity")
    if nu is not None and np.isinf(nu):
        return bench  # prices are those that make movers indifferent, year by year
    _, outside = prices_today(scenario, bench)
    return bench.assign(visa_price=outside.fillna(0.0).reset_coords(drop=True))


def settled(regime: xr.DataArray) -> xr.DataArray:
    """In the baseline the number in every open corridor grows with its destination."""
    return xr.where(regime.isin(["home", "closed"]), regime, "stock").transpose(*regime.dims)


def first_growth(bench: xr.Dataset) -> xr.DataArray:
    """Growth of labour in the first year, skills weighted by their wages (region) [a year]."""
    skills = bench.skill.values
    wages = accounts.factor_income(bench).sel(factor=skills).rename(factor="skill")
    return (bench.labour_growth * wages).sum("skill") / wages.sum("skill")


def replaced(bench: xr.Dataset, scenario: Scenario) -> xr.DataArray:
    """Investment over capital in the first year (region) [a year].

    The stock is such that the benchmark's investment lets it grow as labour in efficiency units
    does: the benchmark is on its steady path.
    """
    income = accounts.factor_income(bench)
    labour = income.sel(factor=bench.skill.values).sum("factor") / income.sum("factor")
    progress = (scenario.parameters.productivity_growth or 0.0) / labour
    return (bench.depreciation + first_growth(bench) + progress).clip(min=LEAST)


def grown(bench: xr.Dataset, base: xr.Dataset, state: State, scenario: Scenario) -> Growth:
    """From the baseline of a year to that of the next; ``base`` is the benchmark of the year."""
    people = (1 + base.labour_growth).transpose("skill", "region")
    first = replaced(bench, scenario)
    capital = 1 - base.depreciation + first * state.invested / state.capital
    capital = capital.where(accounts.factor_income(bench).sel(factor="capital", drop=True) > 0, 1.0)
    there = people.rename(region="destination")

    def ratio(number: xr.DataArray) -> xr.DataArray:
        after, before = (number * there).sum(["origin", "skill"]), number.sum(["origin", "skill"])
        return (after / before).rename(destination="region")

    rate = scenario.parameters.productivity_growth or 0.0
    income = accounts.factor_income(base)
    labour = income.sel(factor=base.skill.values).rename(factor="skill")
    stock = income.sel(factor="capital", drop=True)
    more = (labour * people).sum() + (stock * capital).sum()
    return Growth(
        people=people,
        capital=capital.transpose("region"),
        heads=ratio(base.workers * base.persons_per_worker),
        workers=ratio(base.workers),
        productivity=1 + rate,
        world=float(more / (labour.sum() + stock.sum())) * (1 + rate),
    )


def added(solution: Solution, state: State, bench: xr.Dataset, first: xr.DataArray) -> xr.DataArray:
    """Capital of the scenario over that of the baseline in the next year (region)."""
    kept = 1 - bench.depreciation
    rate = first * state.invested / state.capital
    invested = solution.array("inv", "region").fillna(1.0)
    return (kept * state.added + rate * invested) / (kept + rate)
