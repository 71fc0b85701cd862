"""Interval and drivers of every headline scenario.

    .venv/bin/python docs/intervals.py --draws 300 --jobs 2            # an hour or two
    .venv/bin/python docs/intervals.py --draws 300 --jobs 2 --resume   # goes on where it stopped

Writes docs/_tables/intervals.md and the part of README.md between its marks; draws stay in
runs/docs.
"""

from __future__ import annotations

import argparse

import headlines

from cge.report.intervals import DATA, SMALLEST, Interval
from cge.scenario.load import load_scenario
from cge.sweeps.carry_out import carry_out
from cge.sweeps.file import around
from cge.sweeps.interval import intervals

FILE = "intervals.md"
HEADS = [
    "scenario", "world, 10⁹ int. USD", "90% of draws", "natives", "90% of draws",
    "natives lose in", "hangs on", "part of data",
]  # fmt: skip
DRIVERS = 3


def drawn(name: str, draws: int, jobs: int, *, resume: bool) -> dict[str, Interval]:
    """Intervals of one scenario on the world, by outcome."""
    plan = around(load_scenario(name), "world", draws)
    out = headlines.RESULTS / f"{name}.interval.nc"
    out.parent.mkdir(parents=True, exist_ok=True)
    found = carry_out(plan, out, workers=jobs, resume=resume)
    return {one.name: one for one in intervals(found)}


def row(name: str, known: dict[str, Interval]) -> list[str]:
    """Central value and interval of the world and of natives, and what the world hangs on."""
    world, natives = known["welfare_ev_world_ppp"], known["welfare_ev_ppp[natives]"]
    drivers = [
        f"`{key.rpartition('.')[2]}` {share:.0%}"
        for key, share in world.drivers
        if key != DATA and share > max(SMALLEST, world.total[key][1] / 2)
    ]
    return [
        f"`{name}`", _signed(world.central), _span(world), _signed(natives.central),
        _span(natives), f"{natives.loses:.0%}", ", ".join(drivers[:DRIVERS]),
        f"{world.total[DATA][0]:.0%}" if DATA in world.total else "",
    ]  # fmt: skip


def _signed(value: float) -> str:
    return headlines.signed(value, 0)


def _span(one: Interval) -> str:
    return f"{_signed(one.low)} to {_signed(one.high)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("scenarios", nargs="*", default=headlines.SHIPPED[1:])
    asked = parser.parse_args()
    rows = [
        row(name, drawn(name, asked.draws, asked.jobs, resume=asked.resume))
        for name in asked.scenarios
    ]
    text = headlines.table(HEADS, rows)
    headlines.write(FILE, text)
    headlines.fill_readme({"intervals": text})


if __name__ == "__main__":
    main()
