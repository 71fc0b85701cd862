"""What every step of the reconciliation leaves behind: moves and flags."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cge.errors import DataError


@dataclass
class Log:
    """Moves (a source's figure changed) and flags (a figure was imputed), by step and country."""

    moves: list[tuple[str, str, str, float, float]] = field(default_factory=list)
    flags: list[tuple[str, str, str, str]] = field(default_factory=list)

    def move(self, step: str, item: object, before: pd.Series, after: pd.Series) -> None:
        """Record how far a step moved the figures of all countries (in the item's unit)."""
        for code in after.index:
            self.moves.append((step, code, str(item), float(before.get(code, np.nan)), after[code]))

    def flag(self, step: str, item: object, codes: list[str] | pd.Index, how: str) -> None:
        """Record that an item of some countries was imputed and how."""
        self.flags.extend((step, code, str(item), how) for code in codes)

    def moves_table(self) -> pd.DataFrame:
        """Moves as a table: step, region, item, before, after."""
        return pd.DataFrame(self.moves, columns=["step", "region", "item", "before", "after"])

    def flags_table(self) -> pd.DataFrame:
        """Imputations as a table: step, region, item, how."""
        return pd.DataFrame(self.flags, columns=["step", "region", "item", "how"])


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
