"""Penalties and side payments, as money that is paid between regions in solved equilibria.

A fine is paid by who defects to those who do not; a side payment is due to a government when it
liberalises.  What money is worth to a government follows from the equilibrium: prices move too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cge.games.payoffs import gains_of, payoffs
from cge.games.profiles import named, with_transfers
from cge.games.theory import LIBERALISE
from cge.scenario.load import parse
from cge.scenario.resolve import meaning, resolve
from cge.sweeps.centre import Centre

if TYPE_CHECKING:
    import xarray as xr

    from cge.games.schema import GameFile
    from cge.games.theory import Game
    from cge.yaml_file import Source

CLOSE = 1e-6
"""Relative difference by which an amount meets its aim."""
MOST_STEPS = 8
LESS = 0.99
"""Part of the smallest amount with which it is shown that less will not do."""
Money = dict[int, float]
"""Amount by government [10^9 USD]."""


@dataclass(frozen=True)
class Deal:
    """Money that makes mutual liberalisation an equilibrium, as runs have shown."""

    amounts: Money
    """Each the least with which that government does not defect."""
    holds: bool
    """Whether nobody gains by leaving it alone, and who pays prefers it to no deal."""
    less_fails: bool
    """Whether some government would defect at 99% of the amounts."""


class Deals:
    """Deals in a game whose payoffs are known.

    Parameters
    ----------
    game, bench
        The game, on its benchmark.
    sources
        Scenario of every profile, by name.
    found
        Its class and equilibria.
    tolerance
        Differences of payoffs up to this count as none.
    """

    def __init__(
        self,
        game: GameFile,
        bench: xr.Dataset,
        sources: dict[str, Source],
        found: Game,
        tolerance: float,
    ) -> None:
        self._game, self._bench, self._sources = game, bench, sources
        self._found, self._tolerance = found, tolerance
        self._centres: dict[str, Centre] = {}
        count = len(game.players)
        self.liberal = (LIBERALISE,) * count
        self.tempted = [n for n, gain in enumerate(found.temptations) if gain > tolerance]

    # -- fines -----------------------------------------------------------------------------------
    @cached_property
    def fine(self) -> Deal | None:
        """Fines on those who are tempted; None if no fine deters, or nobody is tempted."""
        if not self.tempted:
            return None
        amounts: Money = {}
        for g in self.tempted:
            own = self._own(g)
            amount = self._amount(lambda x, g=g, own=own: self._fined(g, x)[g] - own, -1.0)
            if amount is None:
                return None
            amounts[g] = amount

        def stay(part: float) -> bool:
            gains = [self._fined(g, part * x)[g] - float(self._found.payoffs[(g, *self.liberal)])
                     for g, x in amounts.items()]  # fmt: skip
            return max(gains) <= 2 * self._tolerance

        return Deal(amounts, stay(1.0), not stay(LESS))

    def _fined(self, g: int, amount: float) -> list[float]:
        """Payoffs if one government defects by its best choice and pays the others for it."""
        others = [n for n in range(len(self.liberal)) if n != g]
        return self._paid(self._leaving(g), [(g, n, amount / len(others)) for n in others])

    def _leaving(self, g: int) -> tuple[int, ...]:
        """The profile in which one defects by its best choice and the others liberalise."""
        at: list[Any] = [*self.liberal]
        at[g] = slice(None)
        own = self._found.payoffs[(g, *at)]
        best = 1 + int(own[1:].argmax())
        return (*self.liberal[:g], best, *self.liberal[g + 1 :])

    # -- side payments ---------------------------------------------------------------------------
    @cached_property
    def side_payment(self) -> Deal | None:
        """Payments to those who are tempted by those who are not; None where there are none."""
        payers = [n for n in range(len(self.liberal)) if n not in self.tempted]
        if not self.tempted or not payers:
            return None
        amounts: Money = dict.fromkeys(self.tempted, 0.0)
        for _ in range(2 if len(self.tempted) > 1 else 1):  # payments to others move prices
            for g in self.tempted:
                goal = float(self._found.payoffs[(g, *self._leaving(g))])
                amount = self._amount(
                    lambda x, g=g, goal=goal: (
                        self._paid(self.liberal, self._due(amounts | {g: x}))[g] - goal
                    ),
                    1.0,
                )
                if amount is None:
                    return None
                amounts[g] = amount
        return Deal(amounts, self._agreed(amounts), not self._stable(amounts, LESS))

    def _due(self, amounts: Money) -> list[tuple[int, int, float]]:
        """Who pays what to whom: payers share by what they gain over no deal, or alike."""
        shares = self._shares()
        return [(p, g, share * x) for g, x in amounts.items() for p, share in shares.items()]

    def _shares(self) -> dict[int, float]:
        payers = [n for n in range(len(self.liberal)) if n not in self.tempted]
        gains = {n: max(0.0, self._own(n) - self._without(n)) for n in payers}
        total = sum(gains.values())
        if total <= 0:
            return dict.fromkeys(payers, 1 / len(payers))
        return {n: gain / total for n, gain in gains.items()}

    def _own(self, g: int) -> float:
        return float(self._found.payoffs[(g, *self.liberal)])

    def _without(self, g: int) -> float:
        """The best equilibrium without a deal, for one government."""
        cells = self._found.equilibria
        return max((float(self._found.payoffs[(g, *cell)]) for cell in cells), default=-1e300)

    def _agreed(self, amounts: Money) -> bool:
        """Nobody gains by leaving alone, and payers gain over no deal."""
        agreed = self._paid(self.liberal, self._due(amounts))
        content = all(agreed[n] >= self._without(n) - self._tolerance for n in self._shares())
        return content and self._stable(amounts, 1.0)

    def _stable(self, amounts: Money, part: float) -> bool:
        """Whether nobody gains by leaving alone where a part of the amounts is paid."""
        paid = {g: part * x for g, x in amounts.items()}
        agreed = self._paid(self.liberal, self._due(paid))
        for g in range(len(self.liberal)):
            # who defects is not paid, and a payer who defects still pays
            due = self._due({n: x for n, x in paid.items() if n != g})
            for choice in range(1, len(self._game.players[g].actions)):
                profile = (*self.liberal[:g], choice, *self.liberal[g + 1 :])
                if self._paid(profile, due)[g] > agreed[g] + 2 * self._tolerance:
                    return False
        return True

    # -- runs ------------------------------------------------------------------------------------
    def _amount(self, gap: Any, sign: float) -> float | None:
        """The amount at which a gap, which money closes, is none; None if it closes none."""
        low, here = 0.0, float(gap(0.0))
        if abs(here) <= self._tolerance:
            return 0.0
        high = abs(here)
        scale = high
        for _ in range(MOST_STEPS):
            there = float(gap(high))
            slope = (there - here) / (high - low)
            if sign * slope <= 0:
                return None
            low, here, high = high, there, high - there / slope
            if high <= 0 or high > 1e3 * scale:
                return None
            if abs(high - low) <= CLOSE * high:
                return high
        return None

    def _paid(self, profile: tuple[int, ...], due: list[tuple[int, int, float]]) -> list[float]:
        """Payoffs in a profile where money is paid: payer, recipient, 10^9 USD."""
        players = self._game.players
        actions = [list(p.actions)[c] for p, c in zip(players, profile, strict=True)]
        name = named(self._game, tuple(actions))
        clauses = [
            {"payer": [*players[p].of], "recipient": [*players[g].of], "amount": amount}
            for p, g, amount in due
            if amount > 0
        ]
        if not clauses:
            return [float(own[profile]) for own in self._found.payoffs]
        source = with_transfers(self._sources[name], f"{name}-paid", clauses)
        scenario = parse(source, self._bench)
        key = f"{name} {[(p, g) for p, g, amount in due if amount > 0]}"
        if key not in self._centres:
            self._centres[key] = Centre(self._bench, resolve(scenario, self._bench))
        solution = self._centres[key].near(self._bench, meaning(scenario, self._bench))
        return [float(x) for x in payoffs(gains_of(solution, self._bench), players, self._bench)]
