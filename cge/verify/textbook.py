"""Complete small economies of ``examples/``: what the model says of them."""

from __future__ import annotations

import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.paths import shipped
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario
from cge.units import BILLION

Own = dict[str, float]


def example(scenario: str, *overrides: str) -> xr.Dataset:
    """Result of a scenario of ``examples/``."""
    path = shipped("examples") / f"{scenario}.yaml"
    written = load_scenario(path, overrides=overrides)
    return run_scenario(written, load_benchmark(path.parent / str(written.benchmark)))


def moses_letnes() -> Own:
    """Gain of world GDP, in the three published experiments."""
    full = example("moses_letnes/full_mobility")
    adjusted = example("moses_letnes/full_mobility_adjusted")
    tenth = example("moses_letnes/ten_percent_adjusted")

    def gain(result: xr.Dataset) -> float:
        return float((result.gdp_real - result.gdp_base).sum())

    return {
        "full mobility, labour as it is": 100 * gain(full) / float(full.gdp_base.sum()),
        "full mobility, labour adjusted": gain(adjusted) / 1000,
        "ten per cent, labour adjusted": gain(tenth),
    }


def two_by_two() -> Own:
    """The teaching economy after labour has grown by a tenth."""
    result = example("two_by_two/labour_grows")
    x, y = result.sector.values
    price = float(result.producer_price.sel(sector=x).squeeze())
    wage = (result.wage / result.wage_base).sel(nativity="native")
    # the real return is deflated by the household's prices: undone here
    rental = (1 + result.return_to_capital_pct / 100) * result.price_index
    output = result.output / result.output_base
    return {
        "output of X": float(output.sel(sector=x).squeeze()),
        "output of Y": float(output.sel(sector=y).squeeze()),
        "welfare": 1 + float(result.welfare_ev_world_pct) / 100,
        "wage / price of X": float(wage.squeeze()) / price,
        "return to capital / price of X": float(rental.squeeze()) / price,
    }


def clemens() -> Own:
    """Half of the poor move."""
    result = example("clemens/half_move")
    return {
        "gain of the world": float(result.welfare_ev_world) / 1000,
        "gain of the world, share of income": float(result.welfare_ev_world_pct),
    }


def posner_weyl() -> Own:
    """A third as many people at 6,000 USD each, by arithmetic; as many again, by the model."""
    arrivals, price, income = 1 / 3, 6_000.0, 35_000.0
    result = example("posner_weyl/double")
    people = float(result.workers_base.sum())
    return {
        "visa receipts, share of OECD income": 100 * arrivals * price / income,
        "visa receipts of a family of four": 4 * arrivals * price,
        "gain of everybody if the OECD doubles": float(result.welfare_ev_world) * BILLION / people,
        "gain of the world if the OECD doubles": float(result.welfare_ev_world_pct),
    }


def surplus() -> Own:
    """Gain of natives over the formula ``0.5 s e m^2``, with immigrants 1% of workers."""
    result = example("immigration_surplus/one_percent")
    natives = float(result.welfare_ev.sel(group="natives", region="host").sum())
    labour, elasticity, immigrants = 0.7, 0.3, 0.01
    formula = 0.5 * labour * elasticity * immigrants**2
    share = natives / float(result.gdp_real.sel(region="host"))
    return {"surplus of natives over 0.5 s e m^2": share / formula}
