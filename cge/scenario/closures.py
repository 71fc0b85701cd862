"""Fiscal closures (Y-4): which instrument balances the budget of every region, and who bears it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FiscalClosure:
    """One way to balance the budgets; exactly one instrument of a region adjusts."""

    name: str
    instrument: str
    """Variable of the model that is free."""
    adjusts: str
    """Who gives way, in words."""

    def __str__(self) -> str:
        return f"{self.name}: {self.adjusts}"


FISCAL = {
    closure.name: closure
    for closure in (
        FiscalClosure(
            "lump_sum",
            "transfer",
            "all residents receive (or pay) the same sum per worker, migrants the part that they "
            "are eligible to",
        ),
        FiscalClosure(
            "income_tax",
            "tax_shift",
            "the tax rates on all incomes move by the same number of points",
        ),
        FiscalClosure(
            "product_tax",
            "product_shift",
            "the tax rates on output of all sectors move by the same number of points",
        ),
        FiscalClosure(
            "transfers",
            "benefit",
            "benefits per worker change, weighted by skill and eligibility",
        ),
        FiscalClosure(
            "public_consumption",
            "public_scale",
            "public consumption per head changes; taxes and real transfers stay",
        ),
    )
}
"""By the name that ``closure.fiscal`` of a scenario gives."""
