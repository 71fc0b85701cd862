"""What a bargain says, as a table, sentences and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cge
from cge.files import write_bytes
from cge.games.plane import Bargain, smallest_cost
from cge.games.winset import named
from cge.report.marks import Figure
from cge.report.plane import Plane
from cge.report.sheet import Sheet
from cge.report.static import as_csv, draw

if TYPE_CHECKING:
    from pathlib import Path

    from cge.games.winset import Plain


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
    quo = (file.x.grid[file.x.position], file.y.grid[file.y.position])
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
