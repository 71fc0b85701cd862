"""What a preference creates and diverts, as tables and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cge.analysis.diversion import Diversion, Origin

SHOWN = 12
"""Origins that are listed."""
MONEY = "bn int. USD"


def sheets(found: Diversion, *, every: bool = False) -> list[Sheet]:
    """Origins and hosts: people, and gains of those who were born there."""
    origins = found.origins
    if not every and len(origins) > SHOWN:
        ordered = sorted(origins, key=lambda one: -abs(one.preference - one.mfn))[:SHOWN]
        origins = tuple(sorted(ordered, key=lambda one: one.preference - one.mfn))
    return [
        _sheet("Origins", "newcomers, 1000", origins),
        _sheet("Hosts", "newcomers born there, 1000", found.hosts),
    ]


def _sheet(title: str, people: str, rows: Iterable[Origin]) -> Sheet:
    heads = (
        "", f"{people}: preference", "mfn", "difference",
        f"gain, {MONEY}: preference", "mfn", "difference",
    )  # fmt: skip
    return Sheet(title, heads, tuple(
        (one.region, one.preference / 1e3, one.mfn / 1e3, (one.preference - one.mfn) / 1e3,
         one.gain_preference, one.gain_mfn, one.gain_preference - one.gain_mfn)
        for one in rows
    ))  # fmt: skip


def sentence(found: Diversion) -> str:
    """Creation and diversion in people and money."""
    share = 100 * found.diverted / found.number
    what = "loses" if found.lost > 0 else "wins"
    return (
        f"Creation: {found.number / 1e3:,.0f} thousand newcomers, and {found.created:,.3g} {MONEY} "
        f"for the world.  Diversion: {found.diverted / 1e3:,.0f} thousand places ({share:.0f}%) go "
        f"to favoured origins instead of others; the world {what} {abs(found.lost):,.3g} {MONEY} "
        "against the most-favoured-nation rule."
    )
