"""Tariff linkage (L-1): tariffs fall for the admission of people, inside the equilibrium."""

from __future__ import annotations

from cge.model.equation import complement, equation
from cge.model.labour import new_migrants


@equation("L-1", over="LINKED")
def eq_cut(m, s, r):
    """Cut of r on goods of s by the schedule: so much for each worker of r who is admitted."""
    admitted = sum(
        m.su_admitted[s, r, d, k] * new_migrants(m, r, d, k) for (d, k) in m.admitted_for[s, r]
    )
    return m.cut[s, r] + m.excess_cut[s, r] == m.cut_rate[s, r] * admitted


@complement("L-1c", "LINKED", "tariff cut and what is left")
def eq_excess_cut(m, s, r):
    """A tariff that is gone cannot be cut further."""
    return m.excess_cut[s, r], 1 - m.cut[s, r]


EQUATIONS = (eq_cut, eq_excess_cut)
