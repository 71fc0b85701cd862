"""Solutions with homogeneous goods, gaps of wages and special elasticities."""

from __future__ import annotations

from collections.abc import Callable

from tests.model.equilibrium import Equilibrium

GOODS: dict[str, Callable[[], Equilibrium]] = {}
