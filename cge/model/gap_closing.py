"""``close_gap`` (M-1): workers move until part of the wage gap is closed (Moses, Letnes 2004).

In each region w' = w - t (w - wbar), with wbar such that workers add up.  Senders (benchmark wage
below wbar) lose ``outflow``; each receiver takes the same share of it from everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.model.equation import equation

if TYPE_CHECKING:
    from cge.scenario.settings import Settings


def closes_gaps(settings: Settings) -> bool:
    """Whether the scenario has a clause ``close_gap``."""
    return settings.gap_closing is not None


def remaining_gap(m, k, r):
    """Wage after, less the wage that closing the share of the gap asks for [native wage units]."""
    before = m.gap_wage_base[k, r]
    return before * m.wn[k, r] - before + m.gap_share * (before - m.mean_wage[k])


@equation("M-1g", over="GAP_SENDERS", when=closes_gaps)
def eq_outflow(m, k, o):
    """Senders lose workers until their wage has risen."""
    return remaining_gap(m, k, o) == 0


@equation("M-1h", over="GAP_RECEIVERS", when=closes_gaps)
def eq_intake(m, k, d):
    """Receivers take in workers until their wage has fallen."""
    return remaining_gap(m, k, d) == 0


@equation("M-1w", over="GAP_SKILLS", when=closes_gaps)
def eq_mean_wage(m, k):
    """Receivers take in all who leave."""
    return sum(m.intake[k, d] for d in m.gap_receivers[k]) == 1


@equation("M-1b", over="GAP_CORRIDORS", when=closes_gaps)
def eq_mig_gap(m, o, d, k):
    """Additional migrants of a corridor."""
    return (
        m.mig[o, d, k] == m.mig_base[o, d, k] + m.su_gap[o, d, k] * m.outflow[k, o] * m.intake[k, d]
    )


EQUATIONS = (eq_outflow, eq_intake, eq_mean_wage, eq_mig_gap)
