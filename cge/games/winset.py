"""What two governments would sign: the plane of two instruments, solved point by point."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import xarray as xr
from pydantic import BaseModel, BeforeValidator, Field, PrivateAttr

import cge
from cge.errors import SolveError, UsageError
from cge.files import write_bytes
from cge.games.load import parse, read
from cge.games.payoffs import OUTCOME, READING, payoffs
from cge.games.plane import Bargain, Spot, bargain, smallest_cost
from cge.games.schema import Interests
from cge.games.union import base_of, union
from cge.places import NOWHERE, Key, Place, Problems
from cge.report.marks import Figure
from cge.report.plane import Plane
from cge.report.sheet import Sheet
from cge.report.static import as_csv, draw
from cge.scenario.kinds import Name, Section, Texts, within
from cge.scenario.load import parse as parse_scenario
from cge.scenario.override import put
from cge.scenario.resolve import meaning, resolve
from cge.sweeps.carry_out import carry_out
from cge.sweeps.centre import Centre
from cge.sweeps.inputs import levels
from cge.sweeps.planning import plan_of
from cge.sweeps.readings import Reading
from cge.sweeps.schema import SweepFile
from cge.sweeps.worker import SOLVED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cge.sweeps.carry_out import Progress
    from cge.sweeps.plan import Plan
    from cge.yaml_file import Source

FEWEST = 3
Values = str | list[float]


class Axis(Section):
    """One instrument of the plane."""

    name: str
    """What it is, with its unit, as the picture says it."""
    key: str
    """Its dotted key in the scenario, as ``visas.0.size.percent_of_labour_force``."""
    values: Values
    """Where it is solved: from:to:step as in 0:5:1, or a list."""
    status_quo: float | None = None
    """What holds without an agreement, one of the values; the first when left out."""

    @cached_property
    def grid(self) -> list[float]:
        """The values, growing."""
        return sorted(float(value) for value in levels(self.key, self.values).values)


class Side(Interests):
    """A government that signs or not."""

    cost: Annotated[float, BeforeValidator(within(0.0, 1e9))] = 0.0
    """What a shock adds to the cost of the status quo for it, 10^9 int. USD."""


class WinsetFile(Section):
    """One bargain of two governments over two instruments."""

    name: Name
    """Name of the bargain, and of the files that it writes."""
    description: str = ""
    """One line for tables."""
    benchmark: str | None = None
    """Name of a shipped benchmark, or a path relative to this file."""
    base: str = "baseline"
    """Scenario below the agreement: closures, behaviour, policy that is given."""
    sides: Annotated[tuple[Side, ...], Field(min_length=2, max_length=2)]
    """Two governments."""
    agreement: dict[str, Any]
    """Parts of a scenario in which the instruments stand."""
    x: Axis
    """One instrument."""
    y: Axis
    """The other."""
    sources: Texts = ()
    """Where the figures come from."""

    _places: dict[Key, Place] = PrivateAttr(default_factory=lambda: dict(NOWHERE))

    @property
    def places(self) -> dict[Key, Place]:
        """File and line of every value."""
        return self._places


SECTIONS: dict[tuple[str, ...], type[BaseModel]] = {
    (): WinsetFile, ("sides",): Side, ("x",): Axis, ("y",): Axis,
}  # fmt: skip
"""The class of each part, by its keys without list positions."""


@dataclass(frozen=True)
class Plain:
    """A plane whose points are solved."""

    file: WinsetFile
    payoffs: xr.DataArray
    """(player, x, y) [10^9 int. USD]."""
    before: Bargain
    """Without the shock to the cost of the status quo."""
    after: Bargain
    """With it; the same where there is none."""
    solved: dict[str, tuple[float, float]]
    """Gains at the named points of ``after`` as solved there, by name."""


def json_schema() -> dict[str, Any]:
    """JSON schema of the file of a win-set, for editors and for the docs."""
    return WinsetFile.model_json_schema(by_alias=True)


def read_winset(what: str | Path | Mapping[str, Any]) -> Source:
    """Values and places of a win-set: a file, the name of a shipped one, or what it holds."""
    return read(what, "winsets")


def parse_winset(source: Source, bench: xr.Dataset | None = None) -> WinsetFile:
    """Check a source against the schema and, with a benchmark, against its names.

    Raises
    ------
    ScenarioError
        With every mistake, one per line: ``file:line: key: found; allowed; nearest``.
    """
    found = parse(WinsetFile, SECTIONS, source, ("sides",), bench)
    problems = Problems(source.places)
    for name in ("x", "y"):
        axis: Axis = getattr(found, name)
        try:
            grid = axis.grid
        except (UsageError, ValueError):
            allowed = "a list of numbers, or from:to:step as 0:5:1"
            problems.add((name, "values"), f"found {axis.values!r}; allowed: {allowed}")
            continue
        if len(set(grid)) < FEWEST:
            problems.add((name, "values"), f"found {len(set(grid))}; allowed: {FEWEST} or more")
        elif axis.status_quo is not None and axis.status_quo not in grid:
            problems.add((name, "status_quo"), f"{axis.status_quo:g} is none of the values")
    problems.raise_if_any()
    return found


def run_winset(
    file: WinsetFile, bench: xr.Dataset, benchmark: str | None = None, out: Path | None = None, *,
    workers: int = 1, resume: bool = False, progress: Progress | None = None,
) -> Plain:  # fmt: skip
    """Solve the plane, and find what both sides would sign.

    Raises
    ------
    ScenarioError
        For mistakes of the agreement.
    SolveError
        If a point of the plane has no solution.
    """
    source = union(base_of(file.base, file.places), file.name,
                   [(("agreement",), file.agreement)], file.places)  # fmt: skip
    parse_scenario(source, bench)
    made = _plan(file, source, bench if benchmark is None else benchmark)
    swept = carry_out(made, out, workers=workers, resume=resume, progress=progress)
    table = _table(file, swept, bench)
    x, y = np.array(file.x.grid), np.array(file.y.grid)
    quo = _position(file.x), _position(file.y)
    names = file.sides[0].name, file.sides[1].name
    costs = file.sides[0].cost, file.sides[1].cost
    before = bargain(x, y, table.values, names, status_quo=quo)
    after = bargain(x, y, table.values, names, costs, quo) if any(costs) else before
    solved = _solved(file, source, bench, after, table.values[:, quo[0], quo[1]])
    return Plain(file, table, before, after, solved)


def _plan(file: WinsetFile, source: Source, benchmark: str | xr.Dataset) -> Plan:
    over = {axis.key: axis.grid for axis in (file.x, file.y)}
    asked = SweepFile.model_validate(
        {"name": file.name, "scenario": file.name, "over": over, "outcomes": [READING]}
    )
    return plan_of(asked, {file.name: source}, [benchmark], Problems(file.places))


def _table(file: WinsetFile, swept: xr.Dataset, bench: xr.Dataset) -> xr.DataArray:
    failed = np.flatnonzero(swept.status.values != SOLVED)
    if len(failed):
        first = swept.isel(draw=int(failed[0]))
        at = ", ".join(f"{axis.key} {first[axis.key].item():g}" for axis in (file.x, file.y))
        msg = f"{len(failed)} points have no solution; the first, {at}: {first.error.item()}"
        raise SolveError(msg)
    shape = [len(axis.grid) for axis in (file.x, file.y)]
    got = payoffs(swept[OUTCOME], file.sides, bench).transpose("player", "draw")
    coords = {"player": got.player.values, "x": file.x.grid, "y": file.y.grid}
    values = got.values.reshape(2, *shape)
    return xr.DataArray(values, coords, ["player", "x", "y"], "payoff", got.attrs)


def _position(axis: Axis) -> int:
    return 0 if axis.status_quo is None else axis.grid.index(axis.status_quo)


def named(found: Bargain) -> dict[str, Spot]:
    """Points that are told, by name."""
    spots = {"Nash": found.nash, "Kalai-Smorodinsky": found.kalai, "largest sum": found.joint}
    return {name: spot for name, spot in spots.items() if spot is not None}


def _solved(
    file: WinsetFile, source: Source, bench: xr.Dataset, found: Bargain, quo: np.ndarray
) -> dict[str, tuple[float, float]]:
    """Gains at the named points, each solved: what is between grid points is seen."""
    costs = np.array([side.cost for side in file.sides])
    centre = Centre(bench, resolve(parse_scenario(source, bench), bench))
    gains = {}
    for name, spot in named(found).items():
        there = source
        for axis, value in ((file.x, spot.x), (file.y, spot.y)):
            there = put(there, axis.key, value, Place("winset"))
        solution = centre.near(bench, meaning(parse_scenario(there, bench), bench))
        outcomes = solution.outcomes.only({OUTCOME})
        cells = outcomes.at(solution.v, outcomes.benchmark(solution.v_base))
        gained = Reading.of(READING).of_solution(outcomes, cells, bench)
        got = payoffs(gained, file.sides, bench).values - quo + costs
        gains[name] = (float(got[0]), float(got[1]))
    return gains


# ------------------------------------------------------------------------------------ in words
def sheet(plain: Plain) -> Sheet:
    """Named points with what each side gains."""
    file, found = plain.file, plain.after
    rows: list[tuple[str | float, ...]] = []
    for side, spot in zip(file.sides, found.ideals, strict=True):
        rows.append((f"ideal of {side.name}", spot.x, spot.y, *spot.gains))
    for name, spot in named(found).items():
        rows.append((name, spot.x, spot.y, *plain.solved[name]))
    heads = ("point", file.x.name, file.y.name,
             *(f"{side.name} gains, bn int. USD" for side in file.sides))  # fmt: skip
    return Sheet(f"Bargain {file.name}: gains over the status quo", heads, tuple(rows))


def sentences(plain: Plain) -> list[str]:
    """Whether the win-set is empty, why, and what a shock to the status quo does."""
    told = [_of(plain.before, "Win-set")]
    file = plain.file
    if plain.after is not plain.before:
        costs = ", ".join(f"{s.name} {s.cost:g} bn" for s in file.sides if s.cost)
        told.append(_of(plain.after, f"With a status quo that is dearer ({costs} int. USD)"))
    if plain.before.reason:
        for n, side in enumerate(file.sides):
            least = smallest_cost(plain.before.gains, n)
            if least:
                told.append(
                    f"It opens if the status quo becomes {least:.4g} bn int. USD dearer for "
                    f"{side.name}."
                )
    return told


def _of(found: Bargain, what: str) -> str:
    if not found.reason:
        return f"{what}: {100 * found.share:.1f}% of the plane is better for both."
    if found.payment is None:
        return f"{what}: empty; {found.reason}.  No side payment opens it: the sum never gains."
    return (
        f"{what}: empty; {found.reason}.  A side payment of {found.payment:.4g} bn int. USD, "
        "worth as much to who receives it, would open it."
    )


def picture(plain: Plain, path: Path) -> Path:
    """Draw the plane, and write its numbers beside it with the suffix ``.csv``.

    Raises
    ------
    DataError
        If a file cannot be written.
    """
    file, found = plain.file, plain.after
    at = [(f"ideal of {side.name}", spot.x, spot.y, "^")
          for side, spot in zip(file.sides, found.ideals, strict=True)]  # fmt: skip
    marks = {"Nash": "o", "Kalai-Smorodinsky": "s"}
    at += [(name, s.x, s.y, marks[name]) for name, s in named(found).items() if name in marks]
    quo = (file.x.grid[_position(file.x)], file.y.grid[_position(file.y)])
    names = file.sides[0].name, file.sides[1].name
    mark = Plane(found.x, found.y, found.gains, names, (file.x.name, file.y.name),
                 (("status quo", *quo, "X"), *at))  # fmt: skip
    told = [f"{file.description}." if file.description else "", *sentences(plain)]
    claim = f"{' '.join(told).strip()}  Contours: gains, bn int. USD; thick: none."
    title = file.name.replace("_", " ").capitalize()
    figure = Figure("winset", title, claim, mark, sheet(plain))  # type: ignore[arg-type]
    write_bytes(as_csv(figure), path.with_suffix(".csv"))
    source = f"{file.name}, cge {cge.__version__}"
    return write_bytes(draw(figure, source, path.suffix[1:]), path)
