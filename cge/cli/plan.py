"""What ``cge run`` is asked to do, checked as a whole before anything is solved or written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cge.benchmark import judge, load_benchmark
from cge.errors import ScenarioError, UsageError
from cge.run.closures import variants
from cge.run.many import Job
from cge.scenario.load import benchmark_of, parse, read_source
from cge.scenario.places import Problems
from cge.scenario.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xarray as xr

    from cge.scenario.schema import Scenario


@dataclass(frozen=True)
class Plan:
    """Jobs, and the sha256 of the benchmarks they use."""

    jobs: tuple[Job, ...]
    fingerprints: dict[str, str]


def target(out: Path | None, count: int) -> tuple[Path, Path | None]:
    """Folder of the results, and the file if one was named.

    Raises
    ------
    UsageError
        If one file is to hold several scenarios, or is a folder.
    """
    if out is None:
        return Path("runs") / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S"), None
    if out.suffix != ".nc":
        return out, None
    if out.is_dir():
        msg = f"--out {out} is a folder; results there need another name, one without '.nc'"
        raise UsageError(msg)
    if count > 1:
        msg = f"--out {out} is one file, but there are {count} scenarios; give a folder"
        raise UsageError(msg)
    return out.parent, out


def plan(
    names: Sequence[str],
    overrides: Sequence[str],
    benchmark: str | None,
    folder: Path,
    file: Path | None,
    *,
    steps: int | None,
    solver: str,
    decompose: int | None,
    resume: bool,
    closures: bool = False,
) -> Plan:
    """Read and resolve every scenario; with ``closures`` under every closure.

    Raises
    ------
    ScenarioError
        With the mistakes of all files together.
    """
    jobs: list[Job] = []
    benches: dict[str, xr.Dataset] = {}
    mistakes: list[str] = []
    for name, options in _asked(names, overrides, closures=closures):
        try:
            scenario, used = prepared(name, options, benchmark, benches)
        except ScenarioError as error:
            mistakes.append(str(error))
            continue
        out = file or folder / f"{scenario.name}.nc"
        jobs.append(Job(scenario, used, out, steps, decompose, resume, solver))
    if mistakes:
        raise ScenarioError("\n".join(mistakes))
    listed = [job.scenario.name for job in jobs]
    twice = sorted({name for name in listed if listed.count(name) > 1})
    if twice:
        msg = f"two scenarios are called {twice[0]!r}; rename one, for results are named by them"
        raise UsageError(msg)
    return Plan(tuple(jobs), {name: str(b.attrs["sha256"]) for name, b in benches.items()})


def _asked(
    names: Sequence[str], overrides: Sequence[str], *, closures: bool
) -> Iterator[tuple[str, list[str]]]:
    """Scenarios and the options that each is read with."""
    for name in names:
        if not closures:
            yield name, [*overrides]
            continue
        for options in variants(read_source(name, overrides=overrides)):
            yield name, [*overrides, *options]


def prepared(
    name: str,
    overrides: Sequence[str],
    benchmark: str | None,
    benches: dict[str, xr.Dataset],
) -> tuple[Scenario, str]:
    """A scenario checked against its benchmark, and the name of that benchmark.

    ``benches`` keeps the benchmarks read so far.
    """
    source = read_source(name, overrides=overrides)
    if benchmark is not None and not benchmark.strip():
        msg = "--benchmark is empty; give a name, a file or a folder"
        raise UsageError(msg)
    used = benchmark_of(source) if benchmark is None else benchmark
    if used is None:
        parse(source)
        problems = Problems(source.places)
        problems.add(("benchmark",), "missing; name a benchmark here or with --benchmark")
        problems.raise_if_any()
        raise AssertionError  # raise_if_any has raised
    if used not in benches:
        bench = load_benchmark(used)
        judge(bench).raise_if_errors()
        benches[used] = bench
    scenario = parse(source, benches[used])
    resolve(scenario, benches[used])
    return scenario, used
