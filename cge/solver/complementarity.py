"""Complementarity of a solution, from its numbers alone: the equations' smoothing is not trusted.

Every pair holds two numbers that must not be negative, one of which must be zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled

CHECKED = {"M-2", "M-2g", "M-1a", "L-1c", "P-7h", "T-5b", "T-9"}
"""Numbers of the equations that :func:`pairs` looks behind."""

Pairs = dict[str, tuple[list[Any], np.ndarray, np.ndarray]]
"""What it is -> keys, left, right."""


def pairs(system: Compiled, v: np.ndarray) -> Pairs:
    """Every complementarity pair of the model at the cells ``v``."""
    found: Pairs = {}

    def values(name: str) -> dict[Any, float]:
        component = system.components.get(name)  # absent where goods differ by origin
        if component is None:
            return {}
        return dict(zip(component.keys, v[component.cells].tolist(), strict=True))

    def add(name: str, keys: list[Any], left: list[float], right: list[float]) -> None:
        if keys:
            found[name] = (keys, np.array(left), np.array(right))

    price, slack = values("cap_price"), values("slack")
    add("quota and visa price", list(price), list(price.values()), [slack[c] for c in price])
    mig, loss = values("mig"), values("loss")
    add("migrants and their loss", list(loss), [mig[k] for k in loss], list(loss.values()))
    excess, cut = values("excess_cut"), values("cut")
    add(
        "tariff cut and what is left",
        list(excess),
        list(excess.values()),
        [1 - cut[k] for k in excess],
    )
    closed, room = values("closed"), values("room")
    shut = list(closed.values())
    rise, fall = ([max(sign * room[g], 0.0) for g in closed] for sign in (1, -1))
    add("safeguard open and room left", list(closed), shut, rise)
    add("safeguard shut and room missing", list(closed), [1 - x for x in shut], fall)
    here, start = values("ph"), values("price_base")
    local = {k: here[k] * start[k] for k in here}
    made, cost, unit = values("qo"), values("po"), values("cost_base")
    loss = {k: unit[k] * cost[k] / here[k] - 1 for k in unit}
    add("output and loss", list(loss), [made[k] for k in loss], list(loss.values()))
    world, net = values("pw"), values("net")
    tm, tx = values("hub_tm"), values("hub_tx")
    floor = [local[k] * (1 + tx[k]) / world[k[0]] - 1 for k in tm]
    ceiling = [world[k[0]] * (1 + tm[k]) / local[k] - 1 for k in tm]
    add("exports and loss", list(tm), [max(net[k], 0.0) for k in tm], floor)
    add("imports and loss", list(tm), [max(-net[k], 0.0) for k in tm], ceiling)
    ship, rates = values("ship"), [values(name) for name in ("link_tm", "link_tx", "link_tc")]
    wedge = {k: float(np.prod([1 + rate[k] for rate in rates])) for k in ship}
    gap = [local[k[0], k[1]] * wedge[k] / local[k[0], k[2]] - 1 for k in ship]
    add("shipments and loss", list(ship), list(ship.values()), gap)
    return found


def worst(system: Compiled, v: np.ndarray) -> tuple[float, str]:
    """Largest violation over all pairs, and where it is."""
    largest, where = 0.0, ""
    for name, (keys, left, right) in pairs(system, v).items():
        both = np.abs(np.minimum(left, right))
        n = int(np.argmax(both))
        if both[n] > largest:
            key = keys[n] if isinstance(keys[n], tuple) else (keys[n],)
            largest, where = float(both[n]), f"{name} at {', '.join(map(str, key))}"
    return largest, where
