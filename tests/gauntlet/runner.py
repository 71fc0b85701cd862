"""Many seeded runs, and a table of how they ended::

python -m tests.gauntlet.runner --runs 600 --out gauntlet.csv --jobs 2
python -m tests.gauntlet.runner --only 17            one run again, in words
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from cge.errors import CgeError
from cge.scenario.load import load_scenario
from cge.scenario.resolve import resolve
from tests.gauntlet import faults, grounds, relations
from tests.gauntlet.attempt import DEFECTS, ENDINGS, FAILED, REFUSED, SOLVED, attempt
from tests.gauntlet.draws import Hat, scenario

TRIES = 6
REFUSED_TOO = 0.15
"""Share of runs that take the first draw, whatever becomes of it."""
FAMILIES = {"scenario": 0.72, "relation": 0.2, "fault": 0.08}


@dataclass
class Run:
    """One run of the gauntlet and its ending."""

    number: int
    kind: str
    ground: str
    ending: str
    message: str = ""
    seconds: float = 0.0
    gaps: dict[str, float] = field(default_factory=dict)
    scenario: dict[str, Any] = field(default_factory=dict)


def run(seed: int, number: int, world: float = 0.0, family: str | None = None) -> Run:
    """Draw and carry out one run; the same seed and number give the same run."""
    rng = np.random.default_rng([seed, number])
    family = family or str(rng.choice(list(FAMILIES), p=list(FAMILIES.values())))
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        if family == "fault":
            kind, ended = faults.run(rng, Path(folder))
            return Run(number, kind, "two_regions", *ended, time.perf_counter() - started)
        name, homogeneous = grounds.draw(rng, world)
        hat = Hat(rng, grounds.ground(name), homogeneous)
        drawn = drawn_for(hat, f"run_{number}")
        if family == "relation":
            kind, ended, drawn = relations.run(hat, drawn, Path(folder))
        else:
            kind, ended = "scenario", attempt(drawn, hat.bench, Path(folder))
    seconds = time.perf_counter() - started
    return Run(number, kind, name, ended.ending, ended.message, seconds, ended.gaps, drawn)


def drawn_for(hat: Hat, name: str) -> dict[str, Any]:
    """A scenario; in most runs one that is not refused, if few draws find one."""
    for _ in range(1 if hat.chance(REFUSED_TOO) else TRIES):
        drawn = scenario(hat, name)
        try:
            resolve(load_scenario(drawn, bench=hat.bench), hat.bench)
        except CgeError:
            continue
        except Exception:
            return drawn  # the run will show it
        return drawn
    return drawn


def runs(seed: int, numbers: Iterable[int], jobs: int, world: float = 0.0) -> Iterator[Run]:
    """All runs as they end, in processes of their own."""
    tasks = [(seed, number, world) for number in numbers]
    if jobs < 2:
        yield from (_run(task) for task in tasks)
        return
    with get_context("spawn").Pool(jobs, maxtasksperchild=40) as pool:
        yield from pool.imap_unordered(_run, tasks)


def _run(task: tuple[int, int, float]) -> Run:
    return run(*task)


def group_of(done: Run) -> str:
    """Row of the table a run belongs to."""
    if done.kind != "scenario":
        return done.kind
    place = "random economy" if done.ground.startswith("random") else done.ground
    return f"scenario on {place}"


def table(done: list[Run]) -> list[dict[str, Any]]:
    """Endings by kind of run, and all together."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in done:
        counts[group_of(one)][one.ending] += 1
    rows = [{"kind": kind, **_row(counts[kind])} for kind in sorted(counts)]
    return [*rows, {"kind": "all", **_row(sum(counts.values(), Counter()))}]


def _row(counts: Counter[str]) -> dict[str, Any]:
    return {"runs": counts.total()} | {ending: counts[ending] for ending in ENDINGS}


def solved_share(done: list[Run]) -> float:
    """Part of the runs not refused that was solved."""
    asked = [one for one in done if one.ending != REFUSED and one.kind != "fault"]
    return sum(one.ending == SOLVED for one in asked) / max(len(asked), 1)


def worst_gaps(done: list[Run]) -> dict[str, tuple[int, float]]:
    """For each identity: on how many results it was tested, and the largest gap."""
    found: dict[str, tuple[int, float]] = {}
    for one in done:
        for words, gap in one.gaps.items():
            number, worst = found.get(words, (0, 0.0))
            found[words] = number + 1, max(worst, gap)
    return found


def in_words(one: Run) -> str:
    """A run as a reader needs it who looks for its cause."""
    text = yaml.safe_dump(one.scenario, sort_keys=False)
    head = f"run {one.number}: {one.kind} on {one.ground}: {one.ending} ({one.seconds:.1f} s)"
    return f"{head}\n{one.message}\n{text}"


def main(arguments: list[str] | None = None) -> int:
    """Carry out the runs; 1 if any of them is a defect."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="number of the first run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--world", type=float, default=0.0, help="share of runs on `world`")
    parser.add_argument("--only", type=int, action="append", help="this run alone, in words")
    parser.add_argument("--out", type=Path, help="table by kind, csv")
    parser.add_argument("--log", type=Path, help="every run, in words")
    chosen = parser.parse_args(arguments)
    numbers = chosen.only or range(chosen.first, chosen.first + chosen.runs)
    done: list[Run] = []
    log = chosen.log.open("w", encoding="utf-8") if chosen.log else None
    for one in runs(chosen.seed, numbers, chosen.jobs, chosen.world):
        done.append(one)
        if chosen.only or one.ending in (*DEFECTS, FAILED):
            print(in_words(one), file=sys.stderr, flush=True)
        if log:
            print(in_words(one), file=log, flush=True)
    _show(done, chosen.out)
    return int(any(one.ending in DEFECTS for one in done))


def _show(done: list[Run], out: Path | None) -> None:
    rows = table(done)
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    for row in rows:
        print(
            "  ".join(
                f"{value!s:>12}" if key != "kind" else f"{value:34}" for key, value in row.items()
            )
        )
    print(f"solved, of those not refused: {solved_share(done):.1%}")
    for words, (number, gap) in worst_gaps(done).items():
        print(f"{number:5}  {gap:8.1e}  {words}")


if __name__ == "__main__":
    sys.exit(main())
