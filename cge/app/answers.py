"""Answers to policies: solved by one thread, one after the other, the last ones kept.

Compiled equations belong to the thread that made them, and some options of xarray to the whole
process; so everything that touches results happens in that thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cge.benchmark.check import judge
from cge.benchmark.read import load_benchmark
from cge.benchmark.shipped import available
from cge.errors import SolveError
from cge.files import write_bytes
from cge.results.store import encoded
from cge.run.one import run_scenario, up_to_date
from cge.run.provenance import scenario_hash
from cge.scenario.resolve import as_yaml

if TYPE_CHECKING:
    from concurrent.futures import Future

    import xarray as xr

    from cge.scenario.schema import Scenario

T = TypeVar("T")
KEPT = 12
"""Results that are kept."""


class Answers:
    """Results on one benchmark, and the folder in which they are saved on demand."""

    def __init__(self, benchmark: str, folder: Path) -> None:
        self.bench = load_benchmark(benchmark)
        judge(self.bench).raise_if_errors()
        shipped = benchmark in available()
        self.benchmark = benchmark if shipped else str(Path(benchmark).resolve())
        """What scenarios call the benchmark: a name, or where it lies."""
        self.folder = folder
        self.solved = 0
        """Scenarios that were solved so far; those that were known already are not counted."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="solve")
        self._known: OrderedDict[str, xr.Dataset] = OrderedDict()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do something in the thread that solves, after what waits there already."""

        def done() -> T:
            try:
                return work()
            except KeyboardInterrupt:  # the server stops; an event loop would die of it
                msg = "interrupted"
                raise SolveError(msg) from None

        return self._thread.submit(done)

    def result(self, scenario: Scenario) -> xr.Dataset:
        """The result of a scenario; to be called in the thread that solves.

        Raises
        ------
        ScenarioError, DataError, SolveError, CheckError
        """
        key = scenario_hash(scenario)
        if key not in self._known:
            self._known[key] = run_scenario(scenario, self.bench)
            self.solved += 1
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return self._known[key]

    def file(self, scenario: Scenario) -> Path:
        """Where its result is saved."""
        return self.folder / f"{scenario.name}.nc"

    def is_saved(self, scenario: Scenario) -> bool:
        """Whether it was saved already."""
        return up_to_date(scenario, self.bench, self.file(scenario))

    def save(self, scenario: Scenario) -> None:
        """Write scenario and result into the folder.

        Raises
        ------
        DataError
            If the folder refuses.
        """
        content = encoded(self.result(scenario))
        text = as_yaml(scenario.as_written())
        path = self.file(scenario)
        write_bytes(text.encode(), path.with_suffix(".yaml"))
        write_bytes(content, path)

    def close(self) -> None:
        """Drop what waits and end the thread."""
        self._thread.shutdown(wait=True, cancel_futures=True)
