"""Trade in homogeneous goods (T-5 to T-7, P-7h): Heckscher-Ohlin, corners included.

A good is the same wherever it is made, and is exchanged at a hub, at one world price; goods with
trade costs are in :mod:`cge.model.homogeneous_links`.  Output, exports and imports are zero or
more, each complementary to what it would lose, so that specialisation, idle sectors and prohibitive
tariffs are solutions like any other.  Net exports are a level, in units of the benchmark GDP of the
region at benchmark world prices.
"""

from __future__ import annotations

from typing import Any

from cge.model.ces import between, complementary
from cge.model.equation import equation


def local_price(m: Any, i: Any, r: Any) -> Any:
    """Price of a good in a region, in units of the benchmark world price."""
    return m.price_base[i, r] * m.ph[i, r]


def loss_of_making(m: Any, i: Any, r: Any) -> Any:
    """Unit cost, tax included, over the price of the good, less 1."""
    return m.cost_base[i, r] * m.po[i, r] / m.ph[i, r] - 1


def loss_of_exporting(m: Any, i: Any, r: Any) -> Any:
    """What a seller would lose on the world market: home price and export tax over its price."""
    return local_price(m, i, r) * (1 + m.hub_tx[i, r]) / m.pw[i] - 1


def loss_of_importing(m: Any, i: Any, r: Any) -> Any:
    """What a buyer would lose on the world market: its price and the tariff over that at home."""
    return m.pw[i] * (1 + m.hub_tm[i, r]) / local_price(m, i, r) - 1


@equation("P-7h", over="MAKES")
def eq_qo_open(m: Any, i: Any, r: Any) -> Any:
    """Zero profit where something is made; nothing is made where it would not pay."""
    return complementary(m.qo[i, r], loss_of_making(m, i, r), m.complementarity) == 0


@equation("T-5", over="FREE_BORDERS")
def eq_ph(m: Any, i: Any, r: Any) -> Any:
    """Without taxes at the border: the law of one price."""
    return local_price(m, i, r) == m.pw[i]


@equation("T-5b", over="TAXED_BORDERS")
def eq_ph_taxed(m: Any, i: Any, r: Any) -> Any:
    """Exports only at the world price less export tax, imports only at it plus the tariff."""
    return (
        between(
            loss_of_exporting(m, i, r), loss_of_importing(m, i, r), m.net[i, r], m.complementarity
        )
        == 0
    )


@equation("T-5c", over="COMPOSITE")
def eq_pc_home(m: Any, i: Any, r: Any) -> Any:
    """What is used costs what the good costs in the region."""
    return m.pc[i, r] == m.ph[i, r]


@equation("T-7", over="PLACES")
def eq_net(m: Any, i: Any, r: Any) -> Any:
    """Net exports: what is made less what is used."""
    return m.net[i, r] == sum(m.su_made[i, h] * m.qo[i, h] for h in m.maker_at[i, r]) - sum(
        m.su_used[i, h] * m.qc[i, h] for h in m.user_at[i, r]
    )


def world_excess(m: Any, i: Any) -> Any:
    """Net exports of the world, as a share of its use at the benchmark."""
    return sum(m.su_hub[i, r] * m.net[i, r] for r in m.traders_of[i])


@equation("T-6", over="WORLD_MARKETS")
def eq_pw(m: Any, i: Any) -> Any:
    """World market of a good; one market is left out (C-3)."""
    return world_excess(m, i) == 0


@equation("C-3w", over="WORLD_LEFT_OUT")
def walras_world(m: Any, i: Any) -> Any:
    """The world market left out: its excess supply is reported and never used."""
    return world_excess(m, i) == 0


EQUATIONS = (eq_qo_open, eq_ph, eq_ph_taxed, eq_pc_home, eq_net, eq_pw)
