"""Mistakes in a benchmark, collected so that all are told at once."""

from __future__ import annotations

from cge.errors import DataError

SHOWN = 40
"""Problems printed in full; the rest are counted."""


class Problems:
    """List of located mistakes of one benchmark."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[str] = []

    def add(self, where: object, what: str) -> None:
        """Note one mistake: where it is, what was found and what is allowed."""
        self.found.append(f"{where}: {what}")

    def error(self) -> DataError:
        """All mistakes in one error."""
        count = len(self.found)
        lines = [f"benchmark {self.source} has {count} problem{'s' if count > 1 else ''}:"]
        lines += [f"  {text}" for text in self.found[:SHOWN]]
        if count > SHOWN:
            lines.append(f"  ... and {count - SHOWN} more")
        lines.append("Next: the tables, their columns and units are in docs/your_own_benchmark.md")
        return DataError("\n".join(lines))

    def raise_if_any(self) -> None:
        """Tell all mistakes.

        Raises
        ------
        DataError
            If there is any.
        """
        if self.found:
            raise self.error()
