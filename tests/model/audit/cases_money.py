"""Solutions with public finance, labour, externalities and years."""

from __future__ import annotations

from collections.abc import Callable

from tests.model.equilibrium import Equilibrium

MONEY: dict[str, Callable[[], Equilibrium]] = {}
