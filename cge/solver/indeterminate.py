"""What an equilibrium with homogeneous goods leaves open, and which of the answers is reported.

With more goods than factors, or capital as mobile as goods, many patterns of output and trade go
with the same prices and incomes.  A rank test of the Jacobian finds them after the solve; among
them the one with the least change is reported: the smallest sum of squares of the changes of output
and net exports from the benchmark, each as a share of the region's GDP.  Where nothing is traded,
prices of one region in terms of another's, or the world price of a good, are not determined; that
is read off the pattern of trade.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linprog, minimize
from scipy.sparse.csgraph import connected_components

from cge.solver import complementarity
from cge.solver.ipopt import solve_square
from cge.solver.measure import RESIDUAL, residual

if TYPE_CHECKING:
    from cge.solver.compiled import Compiled

SINGULAR = 1e-9
"""Singular value, relative to the largest, that counts as zero."""
NOTHING = 1e-8
"""Share of GDP, or relative gap of prices, that counts as zero."""
SPREAD = 1e-6
"""Range of output or trade, share of GDP, below which it is determinate."""
MOVES = 1e-6
"""Change of prices along a direction of length one that counts as none."""
LARGEST = 3000
"""Unknowns up to which the rank is tested (a dense decomposition)."""
PRICES = (
    "po", "ph", "pc", "pw", "pint", "pva", "plab", "pf", "pl", "wn", "wm",
    "p_cons", "p_gov", "p_inv", "world_return",
)  # fmt: skip


@dataclass(frozen=True)
class Openness:
    """What is not determined, as cells and in words."""

    cells: frozenset[tuple[str, str]] = frozenset()
    """(sector, region) whose output or trade is one of many."""
    untraded: tuple[str, ...] = ()
    """Goods without a world price."""
    cautions: tuple[str, ...] = ()


def settle(system: Compiled, base: np.ndarray) -> Openness:
    """Find what is open at the solution in ``system.v`` and move to the answer of least change.

    Parameters
    ----------
    system : Compiled
        Solved; its cells are replaced.
    base : numpy.ndarray
        All cells at the benchmark.
    """
    if "net" not in system.components:
        return Openness()
    prices = _price_levels(system)
    if len(system.unknowns) > LARGEST:
        words = (
            f"with more than {LARGEST:,} unknowns nobody tested whether output and trade are "
            "determinate"
        )
        return replace(prices, cautions=(*prices.cautions, words))
    directions = _directions(system)
    if not directions.shape[1]:
        return prices
    cells = _move(system, directions, base)
    if not cells:
        return prices
    goods, regions = ({cell[n]: None for cell in sorted(cells)} for n in (0, 1))
    words = (
        f"output and trade of {', '.join(goods)} in {', '.join(regions)} are not determined: other "
        "patterns go with the same prices.  The one of least norm is reported (sum of squares of "
        "the changes of output and net exports, shares of GDP)"
    )
    return replace(prices, cells=frozenset(cells), cautions=(*prices.cautions, words))


def _values(system: Compiled, name: str) -> dict[Any, float]:
    component = system.components[name]
    return dict(zip(component.keys, system.v[component.cells].tolist(), strict=True))


def _price_levels(system: Compiled) -> Openness:
    """Regions and goods that trade ties together; each tie is an equation between prices."""
    net, taxed = _values(system, "net"), _values(system, "hub_tm")
    ship, goods = _values(system, "ship"), list(_values(system, "pw"))
    regions = list(dict.fromkeys(r for _, r in net))
    nodes = {name: n for n, name in enumerate([*regions, *(("good", i) for i in goods)])}
    ties = [
        (nodes[r], nodes["good", i])
        for (i, r), flow in net.items()
        if i in goods and (abs(flow) > NOTHING or (i, r) not in taxed)
    ]
    ties += [(nodes[s], nodes[r]) for (_, s, r), flow in ship.items() if flow > NOTHING]
    link = np.zeros((len(nodes), len(nodes)))
    for a, b in ties:
        link[a, b] = 1
    _, block = connected_components(link, directed=False)
    groups = [[r for r in regions if block[nodes[r]] == b] for b in dict.fromkeys(block)]
    groups = [group for group in groups if group]
    active = {i for (i, _), flow in net.items() if abs(flow) > NOTHING}
    tied = active | {i for i, r in net if (i, r) not in taxed}
    untraded = tuple(i for i in goods if i not in tied) if len(regions) > 1 else ()
    words = []
    if untraded:
        words.append(
            f"nobody trades {', '.join(untraded)}: the world price is not determined, each region "
            "has its own"
        )
    for group in groups[: len(groups) - (len(groups) < 3)]:  # of two, one says it all
        low, high = _band(system, group)
        words.append(
            f"no trade ties the prices of {', '.join(group)} to those elsewhere: autarky leaves "
            f"their level open between {low:.3g} and {high:.3g} times what is reported, and money "
            "values of one in terms of another with it (real values and welfare are determined)"
        )
    return Openness(untraded=untraded, cautions=tuple(words))


def _band(system: Compiled, group: list[str]) -> tuple[float, float]:
    """Factors by which all prices of the group may move before trade with others would pay."""
    start, here = _values(system, "price_base"), _values(system, "ph")
    price = {key: here[key] * start[key] for key in here}
    tm, tx = _values(system, "hub_tm"), _values(system, "hub_tx")
    link = [_values(system, name) for name in ("link_tm", "link_tx", "link_tc")]

    def wedge(i: str, s: str, r: str) -> float:
        """Price in r over price in s from which it pays to sell there."""
        if (i, s, r) in link[0]:
            return float(np.prod([1 + rate[i, s, r] for rate in link]))
        return (1 + tx.get((i, s), 0.0)) * (1 + tm.get((i, r), 0.0))

    low, high = 0.0, np.inf
    for i, s in price:
        for j, r in price:
            if i != j or s not in group or r in group:
                continue
            low = max(low, price[i, r] / (price[i, s] * wedge(i, s, r)))
            high = min(high, price[i, r] * wedge(i, r, s) / price[i, s])
    return low, high


def _directions(system: Compiled) -> np.ndarray:
    """Null space of the Jacobian without change of prices (unknowns, dimension).

    Where something breaks even and is not made or shipped, it may be: the pair is taken as active.
    """
    v = system.v.copy()
    for name, (keys, left, right) in complementarity.pairs(system, v).items():
        own = {"output and loss": "qo", "shipments and loss": "ship"}.get(name)
        if own is None:
            continue
        start = system.components[own].start
        place = {key: n for n, key in enumerate(system.components[own].keys)}
        for key, quantity, loss in zip(keys, left, right, strict=True):
            if abs(quantity) < NOTHING and abs(loss) < NOTHING:
                v[start + place[key]] = 1e-3
    jacobian = system.g_x(v[system.unknowns]).toarray()
    _, values, rows = np.linalg.svd(jacobian)
    null = rows[values < SINGULAR * values[0]].T
    if not null.shape[1]:
        return null
    _, size, ways = np.linalg.svd(null[_positions(system, PRICES)])
    still = np.ones(null.shape[1], dtype=bool)
    still[: len(size)] = size < MOVES
    return null @ ways[still].T


def _positions(system: Compiled, names: tuple[str, ...]) -> np.ndarray:
    """Places among the unknowns of all free cells of these variables."""
    cells: list[int] = []
    for name in names:
        if name in system.components:
            component = system.components[name]
            cells += range(component.start, component.start + len(component.keys))
    return np.flatnonzero(np.isin(system.unknowns, cells))


def _move(system: Compiled, directions: np.ndarray, base: np.ndarray) -> set[tuple[str, str]]:
    """Go to the least norm; cells of output and trade that have a range."""
    x = system.v[system.unknowns]
    weight, cells = _scaled(system)
    flows = np.flatnonzero(weight)
    a, b = (
        weight[flows, None] * directions[flows],
        weight[flows] * (x - base[system.unknowns])[flows],
    )
    bounded, lower = _bounds(system, x)
    g, h = directions[bounded], lower[bounded] - x[bounded]
    sign = _signs(system)
    kept = np.flatnonzero(sign)
    g = np.vstack([g, sign[kept, None] * directions[kept]])
    h = np.concatenate([h, -sign[kept] * x[kept]])
    h = np.minimum(h, 0.0)  # the solution itself is feasible
    open_ = {
        cells[int(at)]
        for row, at in zip(a, flows, strict=True)
        if np.abs(row).max() > NOTHING and _range(row, g, h) > SPREAD
    }
    if not open_:
        return set()
    z = minimize(
        lambda z: float(((a @ z + b) ** 2).sum()),
        np.zeros(a.shape[1]),
        jac=lambda z: 2 * a.T @ (a @ z + b),
        constraints={"type": "ineq", "fun": lambda z: g @ z - h, "jac": lambda _: g},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 200},
    ).x
    _accept(system, x + directions @ z)
    return open_


def _range(row: np.ndarray, g: np.ndarray, h: np.ndarray) -> float:
    """Largest less smallest value of row z where g z >= h."""
    ends = [
        linprog(sense * row, A_ub=-g, b_ub=-h, bounds=[(-1e3, 1e3)] * len(row)).fun
        for sense in (1.0, -1.0)
    ]
    return float(-(ends[0] + ends[1])) if None not in ends else 0.0


def _scaled(system: Compiled) -> tuple[np.ndarray, dict[int, tuple[str, str]]]:
    """Weights that turn output and net exports into shares of GDP; the cell of each unknown."""
    place = {int(cell): n for n, cell in enumerate(system.unknowns)}
    weight, cells = np.zeros(len(system.unknowns)), {}
    made = _values(system, "su_made")
    for name in ("qo", "net"):
        component = system.components[name]
        for n, key in enumerate(component.keys):
            at = place[component.start + n]
            weight[at] = made[key] if name == "qo" else 1.0
            cells[at] = key
    return weight, cells


def _bounds(system: Compiled, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unknowns with a lower bound, quantities of homogeneous goods included, and the bounds."""
    lower = system.lower.copy()
    lower[_positions(system, ("qo", "ship"))] = 0.0
    return np.flatnonzero(np.isfinite(lower)), np.minimum(lower, x)


def _signs(system: Compiled) -> np.ndarray:
    """+1 where net exports may not turn into imports (a tax would be due), -1 the other way."""
    sign = np.zeros(len(system.unknowns))
    component, net = system.components["net"], _values(system, "net")
    tm, tx = _values(system, "hub_tm"), _values(system, "hub_tx")
    place = {int(cell): n for n, cell in enumerate(system.unknowns)}
    for n, key in enumerate(component.keys):
        if key in tm and (tm[key] != 0 or tx[key] != 0):
            sign[place[component.start + n]] = np.sign(net[key]) if abs(net[key]) > NOTHING else 0.0
    return sign


def _accept(system: Compiled, x: np.ndarray) -> None:
    """Take the point of least norm if it is a solution, after a step of Newton where it is not."""
    if not residual(system, x) < RESIDUAL:
        outcome = solve_square(system, x)
        if not outcome.solved or not outcome.residual < RESIDUAL:
            return
        x = outcome.x
    v = system.full(x)
    if complementarity.worst(system, v)[0] < NOTHING:
        system.v = v
