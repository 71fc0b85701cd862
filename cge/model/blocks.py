"""The sections of the paper, in its order: one list that everything reads.

:mod:`cge.model.build` declares and states them, :mod:`cge.model.catalogue`, the pages of the docs
and the tools read their equations.
"""

from __future__ import annotations

from functools import cache

from cge.model import (
    capital,
    demand,
    externalities,
    gap_closing,
    government,
    growth,
    homogeneous,
    homogeneous_links,
    income,
    instruments,
    irregular,
    labour,
    levies,
    linkage,
    migration,
    pricing,
    production,
    remittances,
    safeguards,
    sponsors,
    taxes,
    trade,
    visas,
)
from cge.model.block import equations_of
from cge.model.equation import Equation

BLOCKS = (
    production,
    labour,
    trade,
    homogeneous,
    homogeneous_links,
    demand,
    income,
    taxes,
    government,
    remittances,
    instruments,
    migration,
    pricing,
    visas,
    sponsors,
    irregular,
    levies,
    linkage,
    safeguards,
    externalities,
    gap_closing,
    capital,
    growth,
)
"""A block may declare what needs Sets of blocks before it; see :mod:`cge.model.block`."""


@cache
def every_equation() -> tuple[Equation, ...]:
    """All equations of the package, whatever closure asks for them, in the order of the paper."""
    return tuple(equation for block in BLOCKS for equation in equations_of(block))
