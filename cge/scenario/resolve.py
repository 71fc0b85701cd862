"""A scenario on a benchmark: names become labels, percentages become workers, clauses corridors."""

from __future__ import annotations

import math
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from ruamel.yaml import YAML

from cge.benchmark.once import unchanged
from cge.benchmark.visa_prices import benchmark_visa_price, outsiders_price
from cge.benchmark.would_be import default
from cge.places import Problems
from cge.scenario.charges import irregular, levies
from cge.scenario.effect import without_effect
from cge.scenario.enforcement import enforcement
from cge.scenario.islands import own_price_levels
from cge.scenario.linkage import linkages
from cge.scenario.names import add_unknown_names
from cge.scenario.people import CORRIDOR
from cge.scenario.refusals import Case, refuse
from cge.scenario.scale import out_of_scale
from cge.scenario.schema import Scenario
from cge.scenario.settings import Closure, Settings
from cge.scenario.unstated import unstated
from cge.scenario.values import eligibility, parameter, values
from cge.scenario.visas import visas
from cge.scenario.wages import wage_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

Prices = dict[tuple[float | None, str | float | None], tuple[xr.DataArray, xr.DataArray]]
"""Visa prices of today by what is believed of would-be migrants: elasticity and number."""


@unchanged()
def resolve(scenario: Scenario, bench: xr.Dataset) -> Settings:
    """What the scenario means on this benchmark.

    Raises
    ------
    ScenarioError
        With every mistake, located: names the benchmark does not have, clauses that clash or
        name only closed corridors, numbers below zero.
    """
    known: Prices = {}
    settings = meaning(scenario, bench, known)
    problems = Problems(scenario.places)
    cautions = settings.meta["cautions"].splitlines()
    cautions += without_effect(
        scenario, settings, bench, lambda other: meaning(other, bench, known), problems
    )
    refuse(Case(scenario, settings, bench, problems))
    problems.raise_if_any()
    cautions += own_price_levels(settings, bench)
    cautions += unstated(settings, bench)
    cautions += out_of_scale(scenario, bench, problems)
    return replace(settings, meta={**settings.meta, "cautions": "\n".join(cautions)})


def meaning(scenario: Scenario, bench: xr.Dataset, known: Prices | None = None) -> Settings:
    """The settings alone: nobody looks whether every clause has an effect.

    ``known`` keeps visa prices for the next reading on the same benchmark.

    Raises
    ------
    ScenarioError
        For clauses that clash or name only closed corridors, numbers below zero.
    """
    problems = Problems(scenario.places)
    add_unknown_names(scenario.as_written(), bench, problems)
    problems.raise_if_any()
    known = {} if known is None else known
    belief = (
        parameter(scenario, bench, "migration_elasticity"),
        believed(scenario, bench),
    )
    if belief not in known:
        known[belief] = prices_today(scenario, bench)
    prices, outside = known[belief]
    moves = visas(scenario, bench, prices.values, outside.values, problems)
    taxes = levies(scenario, bench, moves.regime, problems)
    ways = irregular(scenario, bench, problems)
    shocks = values(scenario, bench, moves.remittance_share, problems)
    watch = enforcement(scenario, bench, moves.regime, prices.values, problems)
    rules = wage_rules(scenario, bench, shocks, problems)
    links = linkages(scenario, bench, moves, shocks.get("tariff", bench.tariff), problems)
    problems.raise_if_any()

    def corridors(array: np.ndarray) -> xr.DataArray:
        coords = {dim: bench[dim].values for dim in CORRIDOR}
        return xr.DataArray(array, dims=CORRIDOR, coords=coords)

    return Settings(
        name=scenario.name,
        closure=Closure(**scenario.closure.model_dump()),
        regime=corridors(moves.regime.astype(str)),
        stock=corridors(moves.stock),
        visa_price=prices,
        visa_price_target=corridors(moves.target),
        caps=tuple(moves.caps),
        safeguards=tuple(moves.safeguards),
        gap_closing=moves.gap_closing,
        charges=moves.charges.dataset(),
        levies=taxes,
        irregular=ways,
        wages=rules,
        enforcement=watch,
        linkages=links,
        seed=corridors(moves.seed) if moves.seed.any() else None,
        catch_up=None if moves.catch_up is None else corridors(moves.catch_up),
        eligibility=eligibility(scenario, bench),
        values=shocks,
        meta=_meta(scenario, moves.cautions),
    )


def baseline(bench: xr.Dataset) -> Settings:
    """The benchmark as it is: no clause, default closure."""
    return resolve(Scenario(name="baseline", description="The benchmark as it is"), bench)


def prices_today(scenario: Scenario, bench: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Visa prices at the benchmark, as they are and as an outsider meets them.

    Both (origin, destination, skill) [share of income].  The first is zero at home and inside
    free-movement areas; the second says what those inside would pay as outsiders, NaN in a
    destination that has none.
    """
    nu = parameter(scenario, bench, "migration_elasticity")
    assert nu is not None  # a complete benchmark has it
    belief = believed(scenario, bench)
    prices = benchmark_visa_price(bench, nu, belief).transpose(*CORRIDOR)
    if math.isinf(nu) and "visa_price" not in bench:  # prices are by corridor
        nobody_free = bench.assign(free_movement=xr.zeros_like(bench.free_movement))
        return prices, benchmark_visa_price(nobody_free, nu, belief).transpose(*CORRIDOR)
    return prices, outsiders_price(bench, prices)


def believed(scenario: Scenario, bench: xr.Dataset) -> str | float | None:
    """How many would move and have not, in the scenario's words, else the benchmark's."""
    said: str | float | None = scenario.parameters.would_be_migrants
    return default(bench) if said is None else said


def as_yaml(written: Mapping[str, object]) -> str:
    """The scenario as YAML text, parents merged."""
    text = StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.dump(dict(written), text)
    return text.getvalue()


def _meta(scenario: Scenario, cautions: list[str]) -> dict[str, str]:
    return {
        "yaml": as_yaml(scenario.as_written()),
        "description": scenario.description,
        "sources": "\n".join(scenario.sources),
        "cautions": "\n".join(cautions),
    }
