"""What a scenario costs: the first of its structure, a further one, headline figures alone.

    python benchmarks/sessions.py [world] [--out benchmarks/sessions.csv]

CPU time of one thread.  Ratios are of rows of one run: machines differ, and differ from hour to
hour.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

COLUMNS = ("scenario", "step", "cpu_s", "ratio")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("benchmark", nargs="?", default="world")
    options.add_argument("--out", type=Path)
    asked = options.parse_args()
    rows = [
        row for name in ("quota_3pct", "auction_3pct") for row in measure(asked.benchmark, name)
    ]
    stream = asked.out.open("w", newline="") if asked.out else sys.stdout
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def measure(benchmark: str, scenario: str) -> list[tuple[str, str, str, str]]:
    """Seconds of every step of the first solve and of a further one of equal structure."""
    from cge.benchmark.read import load_benchmark
    from cge.model import build
    from cge.results.extract import extract
    from cge.scenario.load import load_scenario
    from cge.scenario.resolve import resolve
    from cge.solver import solve

    bench, clock = load_benchmark(benchmark), [time.process_time()]

    def lap() -> float:
        clock.append(time.process_time())
        return clock[-1] - clock[-2]

    found: list[tuple[str, float]] = []
    settings = resolve(load_scenario(scenario), bench)
    found.append(("read the scenario", lap()))
    build(bench, settings)
    found.append(("build the model", lap()))
    for word in ("first", "further"):
        solution = solve(bench, settings)
        found.append((f"{word}: build and solve", lap()))
        _ = solution.after
        found.append((f"{word}: definitions", lap()))
        extract(solution)
        found.append((f"{word}: dataset", lap()))
    solution.outcomes.at(solution.v, solution.before)
    found.append(("definitions at another point", lap()))
    x = solution.compiled.v[solution.compiled.unknowns]
    solution.compiled.g(x)
    found.append(("residuals", lap()))
    solution.compiled.g_x(x)
    found.append(("Jacobian", lap()))
    whole = sum(seconds for step, seconds in found if step.startswith("first"))
    return [(scenario, step, f"{s:.3f}", f"{s / whole:.3f}") for step, s in found]


if __name__ == "__main__":
    main()
