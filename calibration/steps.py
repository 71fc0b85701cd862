"""What every step of the reconciliation leaves behind: moves, flags, clips, what sources say."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cge.errors import DataError


@dataclass
class Log:
    """What happened to figures, by step and country.

    Moves: a source's figure changed.  Flags: a figure was imputed.  Clips: a figure was brought to
    a bound.  Evidence: what each source says of one figure, and whether it was used.
    """

    moves: list[tuple[str, str, str, float, float]] = field(default_factory=list)
    flags: list[tuple[str, str, str, str]] = field(default_factory=list)
    clips: list[tuple[str, str, str, float, float]] = field(default_factory=list)
    evidence: list[tuple[str, str, str, str, float, int]] = field(default_factory=list)

    def move(self, step: str, item: object, before: pd.Series, after: pd.Series) -> None:
        """Record how far a step moved the figures of all countries (in the item's unit)."""
        for code in after.index:
            self.moves.append((step, code, str(item), float(before.get(code, np.nan)), after[code]))

    def flag(self, step: str, item: object, codes: list[str] | pd.Index, how: str) -> None:
        """Record that an item of some countries was imputed and how."""
        self.flags.extend((step, code, str(item), how) for code in codes)

    def clip(
        self,
        step: str,
        item: str,
        values: pd.Series,
        low: float | pd.Series = -np.inf,
        high: float | pd.Series = np.inf,
    ) -> pd.Series:
        """Bring figures into bounds and record each that moved."""
        inside = values.clip(low, high)
        moved = values.index[(inside != values) & values.notna()]
        self.clips.extend((step, code, item, values[code], inside[code]) for code in moved)
        return inside

    def clip_pairs(
        self, step: str, item: str, values: np.ndarray, span: tuple[float, float], codes: pd.Index
    ) -> np.ndarray:
        """Bring cells (origin, destination) into a span; record each destination's worst cell."""
        inside = np.clip(values, *span)
        gap = np.abs(inside - values)
        for d in np.flatnonzero(gap.max(axis=0) > 0).tolist():
            o = int(gap[:, d].argmax())
            count = int((gap[:, d] > 0).sum())
            text = f"{item}, worst of {count}: from {codes[o]}"
            self.clips.append((step, codes[d], text, values[o, d], inside[o, d]))
        return inside

    def hear(
        self, step: str, item: str, source: str, values: pd.Series, used: pd.Series | bool
    ) -> None:
        """Record what a source says of an item, and for which countries it was used."""
        taken = used if isinstance(used, pd.Series) else pd.Series(used, values.index)
        for code, value in values.dropna().items():
            row = (step, str(code), item, source, float(value), int(bool(taken.get(code, False))))
            self.evidence.append(row)

    def moves_table(self) -> pd.DataFrame:
        """Moves as a table: step, region, item, before, after."""
        return pd.DataFrame(self.moves, columns=["step", "region", "item", "before", "after"])

    def flags_table(self) -> pd.DataFrame:
        """Imputations as a table: step, region, item, how."""
        return pd.DataFrame(self.flags, columns=["step", "region", "item", "how"])

    def clips_table(self) -> pd.DataFrame:
        """Clips as a table: step, region, item, before, after."""
        return pd.DataFrame(self.clips, columns=["step", "region", "item", "before", "after"])

    def evidence_table(self) -> pd.DataFrame:
        """Evidence as a table: step, region, item, source, value, used (1 or 0)."""
        columns = ["step", "region", "item", "source", "value", "used"]
        return pd.DataFrame(self.evidence, columns=columns)


def first_of(
    log: Log, step: str, item: str, sources: dict[str, pd.Series], index: pd.Index
) -> pd.DataFrame:
    """The first source that has a figure for each country, and the range of all that have one.

    Returns
    -------
    pd.DataFrame
        By country: ``low, central, high``; NaN where no source has a figure.  All that the sources
        say is in the log.
    """
    table = pd.DataFrame({name: values.reindex(index) for name, values in sources.items()})
    central = table.bfill(axis=1).iloc[:, 0]
    chosen = table.notna().idxmax(axis=1)
    for name in table:
        log.hear(step, item, str(name), table[name], chosen == name)
    return pd.DataFrame({"low": table.min(axis=1), "central": central, "high": table.max(axis=1)})


def require_finite(step: str, **arrays: np.ndarray | pd.Series | pd.DataFrame) -> None:
    """Raise if an array of a step holds NaN or an infinity: nothing wrong travels on silently."""
    for name, array in arrays.items():
        values = np.asarray(array, dtype=float)
        if not np.isfinite(values).all():
            labels = [_place(array, cell) for cell in np.argwhere(~np.isfinite(values))[:5]]
            msg = (
                f"step {step}: {name} is not finite at {', '.join(labels)}; "
                "a raw table lacks a figure that nothing stands in for"
            )
            raise DataError(msg)


def _place(array: np.ndarray | pd.Series | pd.DataFrame, cell: np.ndarray) -> str:
    """Labels of a cell where the array has them, else its place."""
    if isinstance(array, pd.DataFrame):
        return f"{array.index[cell[0]]} {array.columns[cell[1]]}"
    if isinstance(array, pd.Series):
        return str(array.index[cell[0]])
    return str(cell.tolist())


def fill_by_class(values: pd.Series, income_class: pd.Series) -> tuple[pd.Series, list[str]]:
    """Fill gaps with the median of the income class; the filled series and who was filled."""
    gaps = list(values.index[values.isna()])
    median = values.groupby(income_class).transform("median")
    return values.fillna(median), gaps
