"""CPU seconds of Ipopt alone (before) and of Newton on kept factors (after), one BLAS thread.

Shipped benchmarks with a quota and an auction, and worlds of 5 to 162 regions with a quota (see
run.py).  Every case runs in a process of its own, both methods in one run: compare their ratios.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/solver.py [--sizes 5 10 20]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from run import SIZES, world_of

RESULTS = Path(__file__).with_name("solver.csv")
CASES = (
    ("world", "quota_3pct"),
    ("world", "auction_3pct"),
    ("world10", "quota_3pct"),
    ("world160", "quota_3pct"),
)
"""What both methods solve in one step of the whole shock."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def timed(do: Callable[[], Any], repeat: int = 1) -> tuple[float, Any]:
    """Least CPU seconds of a few runs, and what the last gave."""
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        result = do()
        seconds.append(time.process_time() - start)
    return min(seconds), result


def measure(benchmark: str, scenario: str) -> dict[str, Any]:
    """One case: parts of a Newton step, both methods from the same start, their difference."""
    from cge.benchmark.read import load_benchmark
    from cge.model import build
    from cge.scenario.load import load_scenario
    from cge.scenario.resolve import resolve
    from cge.solver.compiled import Compiled
    from cge.solver.elimination import Elimination, places
    from cge.solver.ipopt import accepts, solve_square
    from cge.solver.linear import Factors
    from cge.solver.newton import newton

    bench = load_benchmark(benchmark)
    model = build(bench, resolve(load_scenario(scenario), bench))
    system = Compiled.of(model.pyomo, model.equations)
    for name, goals in model.path.targets.items():
        component = system.components[name]
        place = {key: n for n, key in enumerate(component.keys)}
        for key, value in goals.items():
            system.v[component.start + place[key]] = value
    start = system.v[system.unknowns]
    matrix, where = system.g_x(start), places(system, bench.region.values.tolist())
    elimination = Elimination(matrix, where)
    system.g(start)
    row: dict[str, Any] = {"benchmark": Path(benchmark).stem, "scenario": scenario}
    row |= {"regions": bench.sizes["region"], "unknowns": len(start)}
    row["residual_s"], _ = timed(lambda: system.g(start), 3)
    row["jacobian_s"], _ = timed(lambda: system.g_x(start), 3)
    row["factors_s"], _ = timed(lambda: elimination.factor(matrix), 3)
    row["core"] = elimination.core_size
    row["chord_s"], _ = timed(lambda: elimination.solve(start), 3)
    factors = Factors(where)
    row["newton_s"], ours = timed(lambda: newton(system, start, factors))
    row |= {"newton_steps": ours.iterations, "factorisations": factors.count}
    row["test_s"], accepted = timed(lambda: accepts(system, ours.x))
    row["newton_peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row["ipopt_s"], theirs = timed(lambda: solve_square(system, start, max_iter=60))
    row["ipopt_iterations"] = theirs.iterations
    if not (ours.solved and accepted and theirs.solved):
        msg = f"{benchmark} {scenario}: {ours.message}; {theirs.message}"
        raise RuntimeError(msg)
    row["difference"] = float(np.abs(ours.x - theirs.x).max())
    row["ipopt_over_newton"] = row["ipopt_s"] / (row["newton_s"] + row["test_s"])
    row["newton_in_factorisations"] = row["newton_s"] / (row["jacobian_s"] + row["factors_s"])
    return row


def one(benchmark: str, scenario: str) -> dict[str, Any]:
    """Measure a case in a fresh process."""
    command = [sys.executable, __file__, "--measure", benchmark, scenario]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | ONE_THREAD
    )
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def report(rows: list[dict[str, Any]]) -> None:
    """Write the table; exponents of time in regions stand below it."""
    with RESULTS.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([x if isinstance(x, str) else f"{x:.3g}" if isinstance(x, float) else x
                          for x in row.values()] for row in rows)  # fmt: skip
    sys.stdout.write(RESULTS.read_text())


def exponents(rows: list[dict[str, Any]]) -> None:
    """Slope of log time on log regions, from 20 regions on."""
    large = [row for row in rows if row["regions"] >= 20]
    if len(large) > 1:
        size = np.log([row["regions"] for row in large])
        for name in ("jacobian_s", "factors_s", "newton_s", "ipopt_s"):
            slope = np.polyfit(size, np.log([row[name] for row in large]), 1)[0]
            sys.stdout.write(f"{name}: regions to the power of {slope:.2f}\n")


def main() -> None:
    """Run the shipped benchmarks and the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        sys.stdout.write(json.dumps(measure(*arguments.measure)) + "\n")
        return
    from calibration.calibrate import calibrate

    rows = [one(*case) for case in CASES]
    sized = []
    with tempfile.TemporaryDirectory() as folder:
        for size in arguments.sizes:
            plan, benchmark = (Path(folder) / f"world{size}{end}" for end in (".yaml", ".nc"))
            world_of(size, plan)
            calibrate(plan, benchmark)
            sized.append(one(str(benchmark), "quota_3pct"))
    report(rows + sized)
    exponents(sized)


if __name__ == "__main__":
    main()
