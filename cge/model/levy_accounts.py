"""What levies bring and who bears them (Y-7), tariffs cut for the admission of people (L-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from cge.model import sets
from cge.model.charges import SHARE_OF
from cge.model.definition import Definition, definition
from cge.scenario.settings import RECIPIENTS

if TYPE_CHECKING:
    import xarray as xr

    from cge.model.people import People
    from cge.scenario.settings import Settings


def declare(m: pyo.ConcreteModel, bench: xr.Dataset, settings: Settings, people: People) -> None:
    """Corridors by levy; pairs of countries by levy, with the skills that pay it."""
    levied = list(m.LEVIED)
    m.levied_by = pyo.Set(
        m.LEVIES, dimen=3, initialize=sets.grouped(levied, (0,), (1, 2, 3), m.LEVIES)
    )
    pairs = list(dict.fromkeys(key[:3] for key in levied))
    m.LEVIED_PAIRS = pyo.Set(initialize=pairs, dimen=3)
    m.levied_skills = pyo.Set(
        m.LEVIED_PAIRS, initialize=sets.grouped(levied, (0, 1, 2), (3,), pairs)
    )


@definition("Y-7e", over="LEVIED_PAIRS", elsewhere=0.0)
def levy_payment(m: Any, n: Any, o: Any, d: Any) -> Any:
    """Money of a levy by the movers concerned, credits included."""
    return sum(m.levied[n, o, d, k] for k in m.levied_skills[n, o, d])


def revenue_of(recipient: str) -> Definition:
    """Money of a levy that one recipient gets [10^9 USD]."""
    share = f"levy_{SHARE_OF[recipient]}"

    def levy_revenue(m: Any, n: Any) -> Any:
        """Money of a levy by who receives it."""
        return getattr(m, share)[n] * sum(m.levied[n, o, d, k] for (o, d, k) in m.levied_by[n])

    levy_revenue.__name__ = f"levy_revenue_of_{recipient}"
    return definition("Y-7e", "LEVIES", "levy_revenue", recipient=recipient)(levy_revenue)


REVENUE = tuple(revenue_of(recipient) for recipient in RECIPIENTS)


@definition("L-1", over="TRADING")
def tariff_cut(m: Any, s: Any, r: Any) -> Any:
    """Tariff cut granted for the admission of people."""
    return m.cut[s, r]


def definitions(settings: Settings) -> tuple[Definition, ...]:
    """Those of the instruments that the scenario has."""
    levies = (levy_payment, *REVENUE) if settings.levies else ()
    return (*levies, tariff_cut) if settings.linkages else levies
