# ruff: noqa: E501
"""Solve what the page "What a mover gains" quotes and write its tables anew.

    .venv/bin/python docs/movers.py

Writes docs/_tables/mover_*.md: a mover from Mexico to the United States line by line, and the
headlines before and after every change of the accounting of movers.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

import cge
from cge.benchmark import accounts
from cge.model.household_income import SOURCES
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from cge.solver import Solution, solve

TABLES = Path(__file__).parent / "_tables"
HEADLINES = ("worldbank_3pct", "quota_3pct", "quota_3pct_low", "quota_3pct_high",
             "eu_free_movement_undone", "remittance_cost_3pct", "tariff_free")  # fmt: skip
GROUPS = {"new_migrants": "new migrants", "natives": "natives", "remaining_behind": "remaining behind",
          "established_migrants": "established", "government": "government"}  # fmt: skip
BEFORE = {"mover_wealth": 1.0, "established_wealth": 0.0, "congestion": 1.0}
CAUSES = (
    ("before", "before: the old accounts", 0, False),
    ("wealth", "2a movers own a share (`mover_wealth` 0.2)", 1, False),
    ("settled", "2b established migrants own a share (0.5)", 2, False),
    ("worn", "2c income net of worn capital", 2, True),
    ("services", "3 a share of public services is rival (0.7)", 3, True),
)
"""Key, words, how many of the old parameters are dropped, whether worn capital counts."""


def gross(bench: xr.Dataset) -> xr.Dataset:
    """The benchmark with capital income before what replaces worn capital."""
    net = bench.foreign_ownership * accounts.net_property_paid(bench)
    home = net.owner == net.region
    flows = net + bench.capital_consumption.where(home, 0.0)
    shares = (flows / flows.sum("owner")).transpose(*bench.foreign_ownership.dims)
    return bench.assign(capital_consumption=0 * bench.capital_consumption, foreign_ownership=shares)


def figures(result: xr.Dataset) -> list[float]:
    by_group = result.welfare_ev_ppp.sum(["region", "skill"])
    world = [result.welfare_ev_world_ppp, result.welfare_ev_world, result.income_change_world]
    return [float(x) for x in world] + [float(by_group.sel(group=g)) for g in GROUPS]


def causes(bench: xr.Dataset) -> str:
    benches = {False: gross(bench), True: bench}
    heads = [
        "",
        "EV, PPP",
        "EV, former prices",
        "change of income",
        *(f"{n}, PPP" for n in GROUPS.values()),
    ]
    lines = []
    for name in HEADLINES:
        lines += ["", f"**`{name}`**", "", row(heads), row(["-"] + ["-:"] * (len(heads) - 1))]
        for _, words, dropped, worn in CAUSES:
            kept = dict(list(BEFORE.items())[dropped:])
            result = cge.solve(benches[worn], {"name": name, "base": name, "parameters": kept})
            lines.append(row([words, *(number(x) for x in figures(result))]))
            print(lines[-1], flush=True)
    return "\n".join(lines[1:]) + "\n"


def calculator(bench: xr.Dataset, name: str, home: str, there: str) -> str:
    """A mover line by line, per worker (USD a year)."""
    solution = solve(bench, resolve(load_scenario(name, bench=bench), bench))
    skills = bench.skill.values.tolist()
    mover = {k: of_mover(solution, home, there, k) for k in skills}
    lines = [row(["", *(f"{k} skill" for k in skills)]), row(["-", *["-:"] * len(skills)])]
    lines += [row([word, *(text(mover[k][word]) for k in skills)]) for word in mover[skills[0]]]
    return "\n".join(lines) + "\n"


def of_mover(solution: Solution, o: str, d: str, k: str) -> dict[str, float]:
    """Incomes per worker before and after, prices, the three measures."""
    after, before, outcomes = solution.after, solution.before, solution.outcomes

    def cell(cells: str, *key: str, v: np.ndarray = after) -> float:
        part = outcomes.component(cells)
        label = key if len(key) > 1 else key[0]
        return float(v[part.start + list(part.keys).index(label)])

    movers = cell("new_migrants", o, d, k) / 1e9
    had = {s: cell("new_income_before", s, o, d, k) / movers for s in SOURCES}
    has = {s: cell("new_income", s, o, d, k) / movers for s in SOURCES}
    level = solution.model.bench.price_level
    pl_o, pl_d = float(level.sel(region=o)), float(level.sel(region=d))
    pi = 1 / cell("real_factor", d)
    y0, y1 = sum(had.values()), sum(has.values())
    ppp = y1 / (pl_d * pi) - y0 / pl_o
    found = {f"movers from {o} to {d} [workers]": 1e9 * movers}
    words = {"net wage": ["labour"], "transfers": ["transfers"], "property": ["capital", "resources"],
             "remittances": ["remittances"], "visas and levies": ["visas", "levies", "sponsors"]}  # fmt: skip
    found |= {f"before, {word} [USD]": sum(had[s] for s in of) for word, of in words.items()}
    found["y0: income before [USD]"] = y0
    found |= {f"after, {word} [USD]": sum(has[s] for s in of) for word, of in words.items()}
    found["y1: income after [USD]"] = y1
    found[f"PL of {o} [USD per international USD]"] = pl_o
    found[f"PL of {d} [USD per international USD]"] = pl_d
    found[f"pi: prices in {d} over those of the benchmark"] = pi
    found["`welfare_ev_ppp`: y1 / (PL_c pi) - y0 / PL_p [international USD]"] = ppp
    found["`welfare_ev`: PL_p times that [USD]"] = pl_o * ppp
    found["`income_change`: y1 / pi - y0 [USD]"] = y1 / pi - y0
    served = [
        cell("services_per_head", r, v=v) / p for r, v, p in ((d, after, pl_d), (o, before, pl_o))
    ]
    persons = float(solution.model.bench.persons_per_worker.sel(origin=o, destination=d))
    rival = float(solution.model.bench.congestion)
    found["public services used, rival part (memo) [international USD]"] = (
        1e9 * persons * rival * (served[0] - served[1])
    )
    return found


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def number(value: float) -> str:
    return f"{value:+,.1f}".replace("-", "−")


def text(value: float) -> str:
    return f"{value:,.4f}" if abs(value) < 10 else f"{value:,.0f}".replace("-", "−")


def main() -> None:
    bench = cge.load_benchmark("world")
    page = calculator(bench, "quota_3pct", "MEX", "USA")
    (TABLES / "mover_mexico_united_states.md").write_text(page, encoding="utf-8")
    print(page)
    (TABLES / "mover_causes.md").write_text(causes(bench), encoding="utf-8")


if __name__ == "__main__":
    main()
