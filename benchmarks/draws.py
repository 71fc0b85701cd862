"""Draws of a sweep against a plain loop of ``cge run``: CPU seconds of one thread.

    python benchmarks/draws.py [world] [--draws 20] [--out benchmarks/draws.csv]

Every parameter with a range is drawn.  The ratio is of the same scenarios in the same process;
machines differ, and differ from hour to hour.
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

COLUMNS = ("benchmark", "scenario", "what", "cpu_s_per_scenario", "per_core_and_second", "ratio")
WARM = 4
"""Draws that are not counted: the first ones find out what the inputs move."""
PLAIN = 3
"""Scenarios of the plain loop that are timed."""


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("benchmark", nargs="?", default="world")
    options.add_argument("--scenario", default="quota_3pct")
    options.add_argument("--draws", type=int, default=20)
    options.add_argument("--out", type=Path)
    asked = options.parse_args()
    rows = measure(asked.benchmark, asked.scenario, asked.draws)
    stream = asked.out.open("w", newline="") if asked.out else sys.stdout
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)


def measure(benchmark: str, scenario: str, draws: int) -> list[tuple[str, ...]]:
    """Seconds of a draw near the centre, and of the same scenario solved and reported anew."""
    from cge.benchmark.read import load_benchmark
    from cge.run.one import run_scenario
    from cge.scenario.load import parse
    from cge.sweeps.file import short
    from cge.sweeps.worker import SOLVED, scenario_of, solve_draw

    plan = short(scenario, ["parameters=all"], benchmark=benchmark, draws=draws + WARM)
    planned = plan.rows()[1:]
    for draw in planned[:WARM]:
        solve_draw(plan, draw)
    start = time.process_time()
    ended = [solve_draw(plan, draw) for draw in planned[WARM:]]
    quick = (time.process_time() - start) / draws
    failed = [row.error for row in ended if row.status != SOLVED]
    if failed:
        sys.exit(f"{len(failed)} draws failed; the first: {failed[0]}")
    bench = load_benchmark(benchmark)
    run_scenario(parse(scenario_of(plan, planned[0]), bench), bench)
    start = time.process_time()
    for draw in planned[1 : 1 + PLAIN]:
        run_scenario(parse(scenario_of(plan, draw), bench), bench)
    plain = (time.process_time() - start) / PLAIN
    rows = (("draw near the solved centre", quick), ("cge run in a loop", plain))
    return [
        (benchmark, scenario, what, f"{s:.3f}", f"{1 / s:.2f}", f"{s / plain:.3f}")
        for what, s in rows
    ]


if __name__ == "__main__":
    main()
