"""Solutions that are audited: between them they have every equation of the model."""

from __future__ import annotations

from tests.model.audit.cases_goods import GOODS
from tests.model.audit.cases_money import MONEY
from tests.model.audit.cases_visas import VISAS

CASES = VISAS | MONEY | GOODS
"""Name -> a function that solves it, once in a process."""
INSTRUMENTS = {
    "pricing", "visas", "migration", "quotas", "levies", "sponsors", "safeguards", "linkage",
    "irregular", "enforcement", "remittances", "eq_yd", "eq_budget",
}  # fmt: skip
ECONOMY = {
    "production", "trade", "demand", "income", "government", "labour", "jobs", "externalities",
    "capital",
}  # fmt: skip
HECKSCHER_OHLIN = {"homogeneous", "homogeneous_links", "gap_closing", "production"}
AUDITED = (
    dict.fromkeys(VISAS, INSTRUMENTS)
    | dict.fromkeys(MONEY, ECONOMY)
    | dict.fromkeys(GOODS, HECKSCHER_OHLIN)
    | {"everything": INSTRUMENTS | ECONOMY}
)
"""Name of a case -> modules of the model, or equations, that are stated again there."""
