"""Solutions with visas, levies, linkage and other instruments."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tests.model.equilibrium import Equilibrium
from tests.model.test_instruments import everything

VISAS: dict[str, Callable[[], Equilibrium]] = {
    "everything": cache(everything),
}
