"""Trade in one world good per sector, without barriers (T-5, T-6): prices are the world's.

The interior case of ``trade: homogeneous``: every region that makes a good goes on making it, and
nothing is taxed at the border.  Benchmarks that need more are refused by :mod:`cge.model.build`.
"""

from __future__ import annotations

from typing import Any

from cge.model.equation import equation


@equation("T-5", over="MAKES")
def eq_po_world(m: Any, i: Any, r: Any) -> Any:
    """Law of one price."""
    return m.po[i, r] == m.pw[i]


@equation("T-5c", over="COMPOSITE")
def eq_pc_world(m: Any, i: Any, r: Any) -> Any:
    """What is used is the world's good."""
    return m.pc[i, r] == m.pw[i]


@equation("T-6", over="WORLD_MARKETS")
def eq_pw(m: Any, i: Any) -> Any:
    """World market of a good; one is left out (C-3)."""
    return world_excess(m, i) == 0


def world_excess(m: Any, i: Any) -> Any:
    """Use less output, as a share of benchmark output."""
    return sum(
        m.v_absorption[i, r] * m.qc[i, r] / m.v_world_output[i] for r in m.users_at[i]
    ) - sum(m.v_output[i, r] * m.qo[i, r] / m.v_world_output[i] for r in m.makers_at[i])


@equation("C-3w", over="WORLD_LEFT_OUT")
def walras_world(m: Any, i: Any) -> Any:
    """The world market left out: its excess demand is reported and never used."""
    return world_excess(m, i) == 0


EQUATIONS = (eq_po_world, eq_pc_world, eq_pw)
