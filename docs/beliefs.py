"""Solve every fee, auction and open-border scenario under three beliefs and two elasticities.

    .venv/bin/python docs/beliefs.py --jobs 2

Writes docs/_tables/beliefs.md and, for sentences, docs/_tables/beliefs.json.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

import xarray as xr

import cge
from cge.benchmark.schema import BELIEFS

TABLES = Path(__file__).parent / "_tables"
LATER = {"closure": {"capital": "steady"}, "parameters": {"catch_up": 1.0}}
"""Capital follows and newcomers catch up."""
SCENARIOS = (
    "fee_usa", "fee_becker", "fee_half_of_earnings", "surcharge_1000", "auction_usa",
    "auction_3pct", "open_borders", "open_borders_free_trade",
)  # fmt: skip
ELASTICITIES = (0.7, 1.43)
"""The default and the upper end of its range."""
RECEIVERS = "high_income"

Figures = dict[str, float]


def figures(result: xr.Dataset) -> Figures:
    """Newcomers [million], visa revenue [10^9 USD], EV at PPP of the world and of rich natives."""
    rich = result.member.sel(region_group=RECEIVERS).astype(bool)
    staying = result.welfare_ev_ppp.sel(group=["natives", "remaining_behind"])
    return {
        "newcomers": float(result.new_migrants.sum()) / 1e6,
        "revenue": float(result.visa_revenue.sum()) if "visa_revenue" in result else 0.0,
        "world": float(result.welfare_ev_world_ppp),
        "natives": float(staying.where(rich).sum()),
    }


def solved(name: str) -> dict[tuple[float, str], Figures]:
    """One scenario under every belief and elasticity."""
    bench = cge.load_benchmark("world")
    found = {}
    for nu, belief in product(ELASTICITIES, BELIEFS):
        parameters = {"migration_elasticity": nu, "would_be_migrants": belief}
        question = {"name": name, "base": name, "parameters": parameters}
        found[nu, belief] = figures(cge.solve(bench, question))
    return found


def open_borders() -> dict[str, str]:
    """Gain of the world [% of income] and newcomers [million] at once and later, by belief."""
    bench = cge.load_benchmark("world")
    found = {}
    for word, change in (("now", {"parameters": {}}), ("later", LATER)):
        for belief in BELIEFS:
            parameters = change["parameters"] | {"would_be_migrants": belief}
            question = {"name": word, "base": "open_borders"} | change | {"parameters": parameters}
            result = cge.solve(bench, question)
            found[f"open_{word}_{belief}_pct"] = f"{float(result.welfare_ev_world_pct):.1f}"
            found[f"open_{word}_{belief}_ppp_pct"] = f"{float(result.welfare_ev_world_ppp_pct):.1f}"
            found[f"open_{word}_{belief}"] = f"{float(result.new_migrants.sum()) / 1e6:.0f}"
    return found


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def triple(found: dict[tuple[float, str], Figures], nu: float, name: str, sign: str) -> str:
    return " / ".join(f"{found[nu, belief][name]:{sign},.1f}" for belief in BELIEFS)


def table(results: dict[str, dict[tuple[float, str], Figures]]) -> str:
    heads = [
        "scenario",
        "nu",
        "newcomers, million",
        "visa revenue, 10⁹ USD",
        "world EV, 10⁹ int. USD",
        "natives of rich regions, 10⁹ int. USD",
    ]
    lines = [row(heads), row(["-"] + ["-:"] * (len(heads) - 1))]
    for name, found in results.items():
        for nu in ELASTICITIES:
            cells = [triple(found, nu, *what) for what in (("newcomers", ""), ("revenue", ""))]
            cells += [triple(found, nu, *what) for what in (("world", "+"), ("natives", "+"))]
            lines.append(row([f"`{name}`", f"{nu:g}", *cells]))
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    with ProcessPoolExecutor(parser.parse_args().jobs) as pool:
        sentences = pool.submit(open_borders)
        results = dict(zip(SCENARIOS, pool.map(solved, SCENARIOS), strict=True))
        numbers = json.dumps(sentences.result(), indent=1) + "\n"
    (TABLES / "beliefs.md").write_text(table(results), encoding="utf-8")
    (TABLES / "beliefs.json").write_text(numbers, encoding="utf-8")


if __name__ == "__main__":
    main()
