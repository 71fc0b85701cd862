"""What visas and levies take together from a migrant: less than he has (M-23, Y-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cge.errors import ScenarioError
from cge.model.declare import Declared
from cge.model.taxes import net_of_tax, transfer_of

if TYPE_CHECKING:
    from cge.model.path import Path
    from cge.model.sets import Key
    from cge.scenario.settings import Settings

SEEN_IN_PAY = ("earnings", "head")
"""Bases of levies that a mover counts with when he chooses where to live."""


def levied_on_new(settings: Settings) -> set[Key]:
    """Corridors where new migrants alone pay a levy that they see in their pay."""
    levies = [x for x in settings.levies if x.base in SEEN_IN_PAY and not x.established]
    return {key for levy in levies for key in levy.corridors}


def refuse_whole_incomes(m: Declared, path: Path) -> None:
    """Where established migrants would pay all they have, nobody could choose to stay.

    Incomes are those of the benchmark; what a quota fetches is known after the solve only.

    Raises
    ------
    ScenarioError
        If fees and levies take the whole income of a corridor's established migrants.
    """
    levies = ("levy_rate_old", "levy_amount_old")
    paying = {key for name in levies for key in path.targets.get(name, ())} | set(m.PRICED_FOR_ALL)
    shares = {key: _taken(m, path, key) for key in m.CORRIDORS if m.mig_base[key] and key in paying}
    worst = max(shares, key=lambda key: shares[key], default=None)
    if worst is not None and shares[worst] >= 1:
        o, d, k = worst
        msg = (
            f"visas and levies take {shares[worst]:.0%} of the net income of {k} migrants from {o} "
            f"in {d}; allowed: less than all of it. Next: lower fee or levies, leave such origins "
            "out, or use applies_to: new"
        )
        raise ScenarioError(msg, ("visas" if worst in m.PRICED_FOR_ALL else "levies",), worst)


def _taken(m: Declared, path: Path, key: Any) -> float:
    """Share of benchmark income that an established migrant pays once the shock is full."""

    def goal(name: str) -> float:
        return float(path.targets.get(name, {}).get(key, getattr(m, name)[key]))

    _, d, k = key
    wage = m.v_native_wage[key] * m.eff[key]
    transfer = m.v_transfer[key] * m.eligible[key] * transfer_of(m, k, d)
    income = float(wage * net_of_tax(m, k, d) + transfer)
    if income <= 0:
        return 0.0
    taken = goal("levy_rate_old") * wage + goal("levy_amount_old") * m.v_mover[key]
    if key in m.PRICED_FOR_ALL:
        taken += goal("v_fee") if key in m.FEE_IN_MONEY else goal("fee_share") * income
    return taken / income
