"""Solutions that are audited: between them they have every equation of the model."""

from __future__ import annotations

from tests.model.audit.cases_goods import GOODS
from tests.model.audit.cases_money import MONEY
from tests.model.audit.cases_visas import VISAS

CASES = VISAS | MONEY | GOODS
"""Name -> a function that solves it, once in a process."""
