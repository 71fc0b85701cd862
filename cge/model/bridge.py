"""What decides who moves and what moving is worth (M-2, W-2), corridor by corridor.

People choose by net wage and transfers (M-2), and by tastes.  What they gain counts all they have:
property, remittances sent and no longer received, visas.  The two need not agree; here they stand
side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model.definition import definition

if TYPE_CHECKING:
    from cge.model.block import Context


def declare(_: Context) -> None:
    """Nothing: corridors and incomes are those of :mod:`cge.model.groups`."""


def gained(m, s, o, d, k):
    """Real income of new migrants from one source less what they had at home [10^9 int. USD]."""
    after = m.real_factor[d] * m.new_income[s, o, d, k] / m.price_level[d]
    return after - m.new_income_before[s, o, d, k] / m.price_level[o]


@definition("W-2", over="CORRIDORS", elsewhere=0.0)
def mover_ev_ppp(m, o, d, k):
    """Equivalent variation of new migrants, all sources of income."""
    return sum(gained(m, s, o, d, k) for s in m.SOURCES)


@definition("M-2", over="CORRIDORS", elsewhere=0.0)
def mover_choice_ppp(m, o, d, k):
    """The part by which they choose: net wage and transfers."""
    return gained(m, "labour", o, d, k) + gained(m, "transfers", o, d, k)
