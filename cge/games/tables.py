"""What a game says, as tables and sentences."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from cge.report.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cge.games.deals import Deal
    from cge.games.run import Played
    from cge.games.theory import Cell

MONEY = "bn int. USD"
NONE = "none"


def payoffs(played: Played) -> Sheet:
    """Payoffs of every profile, equilibria marked."""
    names = [player.name for player in played.game.players]
    rows: list[tuple[str | float, ...]] = []
    for cell in itertools.product(*(range(n) for n in played.payoffs.shape[1:])):
        values = [float(own[cell]) for own in played.found.payoffs]
        mark = "equilibrium" if cell in played.found.equilibria else ""
        rows.append((*actions(played, cell), *values, mark))
    heads = (*(f"{n} does" for n in names), *(f"{n} gets, {MONEY}" for n in names), "")
    return Sheet(f"Payoffs of {played.game.name}", heads, tuple(rows))


def actions(played: Played, cell: Cell) -> list[str]:
    """Names of the actions of a profile."""
    return [list(p.actions)[c] for p, c in zip(played.game.players, cell, strict=True)]


def sentences(played: Played) -> Iterator[str]:
    """The class of the game, its equilibria, and what makes liberalisation one of them."""
    found, names = played.found, [player.name for player in played.game.players]
    if found.kind:
        yield f"Class: {found.kind}."
    for name, choice, player in zip(names, found.dominant, played.game.players, strict=True):
        if choice is not None:
            yield f"{name}: {list(player.actions)[choice]} is dominant."
    yield f"Pure equilibria: {_listed(played)}."
    for mixed in found.mixed:
        yield f"Mixed equilibrium: {_mixed(played, mixed)}."
    if found.degenerate:
        yield "Choices that make no difference to somebody: there may be more mixed equilibria."
    yield from _what_it_takes(played)


def _what_it_takes(played: Played) -> Iterator[str]:
    found, names = played.found, [player.name for player in played.game.players]
    tempted = {n: g for n, g in zip(names, found.temptations, strict=True) if g > played.tolerance}
    if not tempted:
        yield "That all liberalise is an equilibrium: neither penalty nor side payment is needed."
        return
    told = ", ".join(f"{name} gains {gain:.4g} {MONEY}" for name, gain in tempted.items())
    yield f"By defecting alone {told}."
    yield (
        f"Smallest penalty on defecting: {found.smallest_penalty:.4g} {MONEY}; above "
        f"{found.ruling_penalty:.4g} to liberalise is best whatever others do."
    )
    if found.smallest_discount is not None:
        yield (
            "Repeated for ever, liberalisation lasts where a year ahead counts "
            f"{found.smallest_discount:.3f} or more of a year now (defection answered by the "
            "equilibrium of the single game)."
        )
    else:
        yield "Repetition does not help: no equilibrium of the single game punishes who defects."
    if played.deals is None:
        yield "Players govern the same people: nobody can pay another."
        return
    yield _money(played, "Fine, paid to the others", played.deals.fine, "no fine deters")
    yield _money(
        played, "Side payment, due on liberalising", played.deals.side_payment,
        "all are tempted, or money moves nothing",
    )  # fmt: skip


def _money(played: Played, what: str, deal: Deal | None, otherwise: str) -> str:
    if deal is None:
        return f"{what}: none ({otherwise})."
    names = [player.name for player in played.game.players]
    amounts = ", ".join(f"{names[g]} {x:.4g} bn USD" for g, x in deal.amounts.items())
    less = "less does not do" if deal.less_fails else "less would do too"
    if deal.holds:
        return f"{what}: {amounts}; runs with it show that nobody defects, and that {less}."
    return f"{what}: {amounts} would be needed; runs with it show that somebody prefers no deal."


def _listed(played: Played) -> str:
    cells = played.found.equilibria
    return "; ".join(" / ".join(actions(played, cell)) for cell in cells) or NONE


def _mixed(played: Played, mixed: tuple[tuple[float, ...], ...]) -> str:
    told = []
    for player, shares in zip(played.game.players, mixed, strict=True):
        plays = zip(player.actions, shares, strict=True)
        words = " + ".join(f"{share:.3f} {action}" for action, share in plays if share > 0)
        told.append(f"{player.name} {words}")
    return "; ".join(told)
