"""Time and memory with many sectors: random economies with intermediates, up to 40 x 30.

Every size runs in a process of its own.  Machines differ and are noisy: compare the ratios of one
run, not the seconds of two.

    python benchmarks/sectors.py [--sizes 3x10 10x10 20x20 40x30]
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("sectors.csv")
SIZES = ("3x10", "10x10", "20x20", "40x30")


def measure(size: str) -> dict[str, float]:
    """Seconds of each stage for sectors x regions: a quota and half of all tariffs."""
    sys.path.insert(0, str(ROOT))
    from cge.model import build
    from cge.scenario.resolve import resolve
    from cge.scenario.schema import Scenario
    from cge.solver import solve
    from cge.solver.compiled import Compiled
    from tests.economies import random_economy

    sectors, regions = (int(x) for x in size.split("x"))
    bench = random_economy(
        1, regions=regions, sectors=sectors, zeros=False, foreign_ownership=False
    )
    scenario = Scenario.model_validate({
        "name": "sectors",
        "visas": [{"name": "q", "to": "rich", "from": "poor", "instrument": "quota",
                   "size": {"percent_of_labour_force": 3}}],
        "tariffs": [{"importer": "all", "exporter": "all", "sector": "all", "cut": 0.5}],
    })  # fmt: skip
    clock = [time.perf_counter()]

    def lap() -> float:
        clock.append(time.perf_counter())
        return clock[-1] - clock[-2]

    settings = resolve(scenario, bench)
    lap()
    model = build(bench, settings)
    row: dict[str, float] = {"sectors": sectors, "regions": regions, "build_s": lap()}
    system = Compiled.of(model.pyomo, model.equations)
    row["compile_s"] = lap()
    solution = solve(bench, settings)
    row["solve_s"] = lap()
    row |= {
        "unknowns": len(system.unknowns),
        "flows": float((bench.trade > 0).sum()),
        "iterations": solution.iterations,
        "residual": solution.residual,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    return row


def main() -> None:
    """Run the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=SIZES)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        sys.stdout.write(json.dumps(measure(arguments.measure)) + "\n")
        return
    rows = []
    for size in arguments.sizes:
        command = [sys.executable, __file__, "--measure", size]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        rows.append(json.loads(done.stdout.splitlines()[-1]))
        rows[-1]["solve_ratio"] = rows[-1]["solve_s"] / rows[0]["solve_s"]
    with RESULTS.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([f"{x:.4g}" for x in row.values()] for row in rows)
    sys.stdout.write(RESULTS.read_text())


if __name__ == "__main__":
    main()
