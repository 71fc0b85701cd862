"""What ``cge run`` is asked to do, checked as a whole before anything is solved or written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cge.benchmark.check import judge
from cge.benchmark.countries import region_of
from cge.benchmark.read import find, load_benchmark
from cge.errors import DataError, ScenarioError, UsageError
from cge.files import check_folder_name, check_output
from cge.places import Problems
from cge.run.closures import variants
from cge.run.many import Job
from cge.run.years import refuse
from cge.scenario.load import benchmark_of, parse, read_source
from cge.scenario.resolve import resolve
from cge.scenario.timing import years_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import xarray as xr

    from cge.scenario.schema import Scenario
    from cge.yaml_file import Source


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
        If one file is to hold several scenarios, is a folder, or has another ending than .nc.
    """
    if out is None:
        return Path("runs") / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S"), None
    if out.suffix != ".nc":
        check_folder_name(out)
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
    for job in jobs:
        check_output(job.out, _read_by(job))
    return Plan(tuple(jobs), {name: str(b.attrs["sha256"]) for name, b in benches.items()})


def check_focus(region: str, jobs: Sequence[Job]) -> None:
    """The benchmark of every job has the region.

    Raises
    ------
    UsageError
        If one has not.
    """
    for name in dict.fromkeys(job.benchmark for job in jobs):
        region_of(region, load_benchmark(name))


def _read_by(job: Job) -> list[Path]:
    """Files that a job reads: the scenario, its parents, the benchmark."""
    files = {place.file for place in job.scenario.places.values() if place.line}
    return [Path(name) for name in files] + [find(job.benchmark)]


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
        raise _with_mistakes(source, "missing; name a benchmark here or with --benchmark")
    if used not in benches:
        if benchmark is None:
            _find_named(source, used)
        bench = load_benchmark(used)
        judge(bench).raise_if_errors()
        benches[used] = bench
    scenario = parse(source, benches[used])
    resolve(scenario, benches[used])
    if scenario.years is not None:
        refuse(scenario, benches[used], years_of(scenario.years))
    return scenario, used


def _find_named(source: Source, name: str) -> None:
    """The benchmark that a file names exists; if not, its line is told with all other mistakes."""
    try:
        find(name)
    except DataError as error:
        told = _with_mistakes(source, str(error))
        alone = len(str(told).splitlines()) == len(str(error).splitlines())
        raise (DataError(str(told)) if alone else told) from error


def _with_mistakes(source: Source, text: str) -> ScenarioError:
    """What is wrong with the benchmark of a source, and all else that can be seen without it."""
    problems = Problems(source.places)
    problems.add(("benchmark",), text)
    lines = [f"{place}: {found}" for place, found in problems.found]
    try:
        parse(source)
    except ScenarioError as error:
        lines.append(str(error))
    return ScenarioError("\n".join(lines))
