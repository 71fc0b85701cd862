"""Benchmarks to run on: those that are shipped, textbook examples, and random economies."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.paths import shipped
from tests.economies import random_economy

ARMINGTON = {
    "north_south": 5, "two_regions": 4, "clemens": 1, "multiple_equilibria": 1, "world": 0,
}  # fmt: skip
"""Weight of a benchmark whose goods differ by origin; ``world`` is for hours on demand."""
HOMOGENEOUS = {
    "north_south_net": 2, "moses_letnes": 2, "two_by_two": 1, "posner_weyl": 1, "rybczynski": 1,
    "factor_price_equalisation": 1, "complements": 1, "immigration_surplus": 1, "clemens": 1,
}  # fmt: skip
FOLDERS = {"moses_letnes": "adjusted"}
SHIPPED = ("north_south", "north_south_net", "world")
RANDOM = 0.4
"""Share of runs on random economies."""
SWITCHES = (
    "trade", "domestic_trade", "intermediates", "taxes", "government", "investment",
    "foreign_ownership", "migrants", "remittances", "free_movement", "zeros",
)  # fmt: skip


def draw(rng: np.random.Generator, world: float = 0.0) -> tuple[str, bool]:
    """Name of a benchmark, and whether its goods are the same wherever they are made."""
    if rng.random() < world:
        return "world", False
    homogeneous = bool(rng.random() < 0.3)
    if rng.random() < RANDOM:
        return f"random {int(rng.integers(10_000))}{' homogeneous' * homogeneous}", homogeneous
    weights = HOMOGENEOUS if homogeneous else ARMINGTON
    share = np.array(list(weights.values()), dtype=float)
    return str(rng.choice(list(weights), p=share / share.sum())), homogeneous


@lru_cache(maxsize=32)
def ground(name: str) -> xr.Dataset:
    """The benchmark of a name that :func:`draw` gives."""
    if name.startswith("random"):
        return _random(int(name.split()[1]), "homogeneous" in name)
    if name in SHIPPED:
        return load_benchmark(name)
    return load_benchmark(shipped("examples") / name / FOLDERS.get(name, "benchmark"))


def _random(seed: int, homogeneous: bool) -> xr.Dataset:
    """Economies of all shapes: one region, one good, no capital, no government, no migrants ..."""
    rng = np.random.default_rng([seed, 1])
    switches = {name: bool(rng.random() < 0.8) for name in SWITCHES}
    switches["free_movement"] = bool(rng.random() < 0.2)
    sizes = {
        "regions": int(rng.choice([1, 2, 3, 4], p=[0.1, 0.35, 0.35, 0.2])),
        "sectors": int(rng.choice([1, 2, 3], p=[0.2, 0.4, 0.4])),
        "skills": int(rng.choice([1, 2, 3], p=[0.25, 0.5, 0.25])),
        "nonlabour": int(rng.choice([0, 1, 2], p=[0.2, 0.5, 0.3])),
    }
    if homogeneous:
        switches |= {"domestic_trade": False, "border_taxes": False}
    return random_economy(seed, **sizes, **switches)
