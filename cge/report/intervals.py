"""How sure we are: centre, interval, probability of a loss and drivers of an outcome, in words.

Found by :mod:`cge.sweeps.interval`; a result carries them as JSON in the attribute ``interval``.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from cge.report.sheet import NOTHING, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

ATTRIBUTE = "interval"
LEVEL = 0.90
"""Probability inside the interval."""
DATA = "data"
"""The input that stands for all errors of data."""
SOBOL, REGRESSION = "sobol", "regression"
HOW = {SOBOL: "total Sobol indices", REGRESSION: "shares by a regression on ranks"}
SHOWN = 3
"""Drivers named in a table."""
SMALLEST = 0.01
"""Share of the variance below which a driver is not named."""


@dataclass(frozen=True)
class Interval:
    """What the draws say of one outcome."""

    name: str
    units: str
    central: float
    low: float
    high: float
    loses: float
    """Probability that it is below zero."""
    first: dict[str, tuple[float, float]]
    """First-order share of each input in the variance and its error (95%); empty if not known."""
    total: dict[str, tuple[float, float]]
    draws: int
    how: str = SOBOL
    """How the shares were found."""

    @property
    def turns(self) -> bool:
        """Whether the sign turns inside the interval."""
        return self.low < -NOTHING and self.high > NOTHING

    @property
    def drivers(self) -> list[tuple[str, float]]:
        """Inputs by their total index, largest first."""
        ranked = sorted(self.total.items(), key=lambda one: -one[1][0])
        return [(name, value) for name, (value, _) in ranked]

    def named_drivers(self) -> str:
        """The largest drivers, each with its share of the variance."""
        large = [one for one in self.drivers[:SHOWN] if one[1] >= SMALLEST]
        return ", ".join(f"{_last(n)} {share:.2f} ± {self.total[n][1]:.2f}" for n, share in large)

    def sentence(self) -> str:
        """The interval in words."""
        text = (
            f"{self.name}: {self.central:,.4g} {self.units}; {LEVEL:.0%} of {self.draws} draws lie "
            f"between {self.low:,.4g} and {self.high:,.4g}"
        )
        if not self.low <= self.central <= self.high:
            text += "; the centre lies outside, for a central value stands at the end of its range"
        if self.turns:
            text += f"; the sign turns inside: below zero with probability {self.loses:.0%}"
        if self.named_drivers():
            text += f"; its variance hangs on {self.named_drivers()} ({HOW[self.how]})"
        if DATA in self.total:
            text += f"; errors of data have a part in {self.total[DATA][0]:.0%} of it"
        return text + "."


def of_result(result: xr.Dataset) -> list[Interval]:
    """Intervals that a result carries; none if it was not asked for them."""
    return [Interval(**one) for one in json.loads(str(result.attrs.get(ATTRIBUTE, "[]")))]


def carried(known: Sequence[Interval]) -> dict[str, str]:
    """The attribute that carries them."""
    return {ATTRIBUTE: json.dumps([asdict(one) for one in known])}


def sheet(known: Sequence[Interval], condition: str = "") -> Sheet:
    """Intervals as a table."""
    drivers = f"drivers ({HOW[known[0].how]})"
    columns = ("outcome", "unit", "central", "5%", "95%", "below zero", drivers)
    rows = tuple(
        (i.name, i.units, i.central, i.low, i.high, f"{i.loses:.0%}", i.named_drivers())
        for i in known
    )
    return Sheet(f"Intervals of 90%{f': {condition}' if condition else ''}", columns, rows)


def remarks(known: Sequence[Interval]) -> list[str]:
    """The lead in a sentence, and every sign that turns."""
    told = [i for n, i in enumerate(known) if not n or i.turns or not i.low <= i.central <= i.high]
    return [one.sentence() for one in told]


def _last(key: str) -> str:
    return key.rsplit(".", 1)[-1]
