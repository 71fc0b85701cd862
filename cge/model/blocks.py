"""The sections of the paper, in its order: one list that everything reads.

:mod:`cge.model.build` declares and states them, :mod:`cge.model.catalogue`, the pages of the docs
and the tools read their equations.
"""

from __future__ import annotations

from functools import cache

from cge.model import (
    bridge,
    capital,
    claims,
    demand,
    enforcement,
    external_account,
    externalities,
    fiscal_balance,
    fiscal_incidence,
    gain_channels,
    gain_groups,
    gain_homogeneous,
    gain_levels,
    gap_closing,
    government,
    government_accounts,
    groups,
    growth,
    homogeneous,
    homogeneous_accounts,
    homogeneous_links,
    household_income,
    income,
    income_by_birth,
    irregular,
    jobs,
    labour,
    levies,
    linkage,
    migration,
    mover_income,
    national_accounts,
    pricing,
    production,
    public_services,
    quotas,
    remittances,
    rewards,
    safeguards,
    sponsors,
    tables,
    taxes,
    trade,
    trade_accounts,
    unemployment,
    visa_accounts,
    visas,
    welfare,
    welfare_world,
    workers,
)
from cge.model.block import definitions_of, equations_of
from cge.model.definition import Definition
from cge.model.equation import Equation

BLOCKS = (
    production,
    labour,
    jobs,
    trade,
    homogeneous,
    homogeneous_links,
    demand,
    income,
    taxes,
    government,
    migration,
    quotas,
    safeguards,
    pricing,
    sponsors,
    visas,
    irregular,
    enforcement,
    remittances,
    levies,
    linkage,
    externalities,
    gap_closing,
    capital,
    growth,
)
"""A block may declare what needs Sets of blocks before it; see :mod:`cge.model.block`."""

ACCOUNTS = (
    workers,
    claims,
    household_income,
    mover_income,
    groups,
    welfare,
    welfare_world,
    bridge,
    income_by_birth,
    visa_accounts,
    fiscal_incidence,
    fiscal_balance,
    public_services,
    unemployment,
    trade_accounts,
    homogeneous_accounts,
    government_accounts,
    external_account,
    national_accounts,
    rewards,
    tables,
)
"""Blocks that only define what is reported of an equilibrium."""

GAINS = (gain_levels, gain_homogeneous, gain_channels, gain_groups)
"""Blocks that define why there are gains: compiled where a decomposition is asked for."""


@cache
def every_equation() -> tuple[Equation, ...]:
    """All equations of the package, whatever closure asks for them, in the order of the paper."""
    return tuple(equation for block in BLOCKS for equation in equations_of(block))


@cache
def every_definition() -> tuple[Definition, ...]:
    """All definitions of the package, whatever closure asks for them, in the order of the paper."""
    blocks = (*BLOCKS, *ACCOUNTS)
    return tuple(definition for block in blocks for definition in definitions_of(block))
