"""Time and memory of ``quota_3pct`` on the real world at 5 to 162 regions.

The largest economies stand alone, the others are two rests, rich and poor.  Every size runs in a
process of its own, so that its peak memory is its own.  Machines differ and are noisy: compare the
ratios of one run, not the seconds of two.

    python benchmarks/run.py [--sizes 5 10 20] [--scenario quota_3pct]
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results.csv")
SIZES = (5, 10, 20, 40, 80, 162)
RICH = "high_income"


def world_of(size: int, path: Path) -> None:
    """Write a map of the world into ``size`` regions: the largest economies and two rests."""
    countries = pd.read_csv(ROOT / "data" / "countries" / "countries.csv")
    countries = countries.sort_values("gdp_bn_usd", ascending=False)
    alone = countries.region.head(size if size == len(countries) else size - 2)
    regions = {code: {"name": code, "members": [code]} for code in alone}
    rest = countries[~countries.region.isin(alone)]
    for code, part in [
        ("RICH", rest[rest.income_class == RICH]),
        ("POOR", rest[rest.income_class != RICH]),
    ]:
        if len(part):
            regions[code] = {"name": f"Rest, {code.lower()}", "members": part.region.tolist()}
    plan = {"name": f"world{size}", "description": f"{size} regions", "regions": regions}
    with path.open("w") as stream:
        YAML().dump(plan, stream)


def measure(benchmark: Path, scenario: str) -> dict[str, float]:
    """Seconds of each stage, unknowns, iterations and peak memory of one size."""
    from cge.benchmark.read import load_benchmark
    from cge.model import build
    from cge.results.extract import extract
    from cge.scenario.load import load_scenario
    from cge.scenario.resolve import resolve
    from cge.solver import solve
    from cge.solver.compiled import Compiled

    clock = [time.perf_counter()]

    def lap() -> float:
        clock.append(time.perf_counter())
        return clock[-1] - clock[-2]

    bench = load_benchmark(benchmark)
    settings = resolve(load_scenario(scenario), bench)
    row: dict[str, float] = {"regions": bench.sizes["region"], "read_s": lap()}
    model = build(bench, settings)
    row["build_s"] = lap()
    system = Compiled.of(model.pyomo, model.equations)
    row["compile_s"] = lap()
    x = system.v[system.unknowns]
    system.g_x(x)
    lap()
    system.g_x(x)
    row["jacobian_s"] = lap()
    solution = solve(bench, settings)
    row["solve_s"] = lap()
    result = extract(solution)
    row["results_s"] = lap()
    row |= {"unknowns": len(system.unknowns), "iterations": solution.iterations}
    row["residual"] = solution.residual
    row["world_ev_bn_usd"] = float(result.welfare_ev_world)
    row["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row


def one_size(size: int, scenario: str, folder: Path) -> dict[str, float]:
    """Calibrate a world of this size and measure it in a fresh process."""
    from calibration.calibrate import calibrate

    plan, benchmark = folder / f"world{size}.yaml", folder / f"world{size}.nc"
    world_of(size, plan)
    calibrate(plan, benchmark)
    command = [sys.executable, __file__, "--measure", str(benchmark), "--scenario", scenario]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    row: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return row


def report(rows: list[dict[str, float]]) -> None:
    """Write the table, with times relative to the first size of the same run."""
    for row in rows:
        row["solve_ratio"] = row["solve_s"] / rows[0]["solve_s"]
    with RESULTS.open("w", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows([f"{x:.4g}" for x in row.values()] for row in rows)
    sys.stdout.write(RESULTS.read_text())


def main() -> None:
    """Run the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--scenario", default="quota_3pct")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        np.seterr(all="raise", under="ignore")
        sys.stdout.write(json.dumps(measure(arguments.measure, arguments.scenario)) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        report([one_size(n, arguments.scenario, Path(folder)) for n in arguments.sizes])


if __name__ == "__main__":
    main()
