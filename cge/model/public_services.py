"""Public services by who uses them (Y-4): a memo, never added to equivalent variations.

The partition counts public consumption as ``government``.  Here it belongs to persons: its rival
part (``congestion``) is used per head, so that what groups use more adds up to the rival part of
the gain of ``government``.  Access to the other part is everybody's where he lives: what movers
gain of it, counted per head at the benchmark, costs nobody anything and is in no total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cge.model import fiscal_balance, government
from cge.model.definition import Definition, definition

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context


def declare(_: Context) -> None:
    """Nothing: groups and persons are those of :mod:`cge.model.fiscal_incidence`."""


@definition("Y-4g", over="REGIONS", before=True)
def services_per_head(m, r):
    """Public consumption per resident of the benchmark, at its prices [10^9 USD per person].

    With the scale that balances a budget, in the closure that has one.
    """
    served = sum(m.v_government[h] * government.service_scale(m, h) for h in m.government_at[r])
    return served / m.persons_base[r]


def rival(m):
    """Part that is used per head."""
    return m.congestion


def shared(m):
    """Part that one more person does not take from others."""
    return 1 - m.congestion


def at_market(_m, _r):
    """Counted in USD."""
    return 1.0


def real(m, r):
    """Counted in international USD."""
    return 1 / m.price_level[r]


def used_more(
    cells: str, part: Callable[..., Any], unit: Callable[..., Any]
) -> tuple[Definition, ...]:
    """Definitions of what every group uses more than the same persons did, where they lived.

    Of stayers, of established migrants, of new ones and of returnees.
    """

    def more(m, r):
        return unit(m, r) * (m.services_per_head[r] - m.services_per_head_base[r])

    def moved(m, r, h):
        return unit(m, r) * m.services_per_head[r] - unit(m, h) * m.services_per_head_base[h]

    def of_stayers(m, g, r, k):
        """Those who never left."""
        return part(m) * more(m, r) * fiscal_balance.persons_who_stayed(m, r, k)

    def of_established(m, r, k):
        """Migrants who stayed where they were."""
        return part(m) * sum(
            more(m, r) * fiscal_balance.settled_persons(m, o, r, k) for o in m.settled_at[r, k]
        )

    def of_new(m, r, k):
        """Those who arrived, against what they used at home."""
        return part(m) * sum(
            moved(m, r, o) * fiscal_balance.arrived_persons(m, o, r, k) for o in m.came_to[r, k]
        )

    def of_returnees(m, r, k):
        """Those who went home, against what they used abroad."""
        return part(m) * sum(
            moved(m, r, d) * fiscal_balance.returned_persons(m, r, d, k)
            for d in m.settled_from[r, k]
        )

    def stated(rule: Callable[..., Any], over: str, **group: str) -> Definition:
        rule.__name__ = f"{cells}_{rule.__name__}"
        return definition("Y-4g", over, cells, elsewhere=0.0, **group)(rule)  # type: ignore[arg-type]

    return (
        stated(of_stayers, "STAYERS"),
        stated(of_established, "SETTLED_GROUPS", group="established_migrants"),
        stated(of_new, "NEW_GROUPS", group="new_migrants"),
        stated(of_returnees, "RETURNED_GROUPS", group="returnees"),
    )


services_of_stayers, services_of_established, services_of_new, services_of_returnees = used_more(
    "public_services", rival, at_market
)
(
    real_services_of_stayers,
    real_services_of_established,
    real_services_of_new,
    real_services_of_returnees,
) = used_more("public_services_ppp", rival, real)
access_of_stayers, access_of_established, access_of_new, access_of_returnees = used_more(
    "public_access", shared, at_market
)
(
    real_access_of_stayers,
    real_access_of_established,
    real_access_of_new,
    real_access_of_returnees,
) = used_more("public_access_ppp", shared, real)
