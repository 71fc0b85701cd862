"""Visa clauses on a benchmark: the regime of every corridor and the numbers that go with it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cge.scenario.charges import ClauseCharges
from cge.scenario.people import People, named
from cge.scenario.select import select, vocabulary
from cge.scenario.settings import CAPPED, Cap, GapClosing, Safeguard
from cge.scenario.sizes import allocated, caps
from cge.scenario.timing import safeguards
from cge.scenario.values import parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr

    from cge.places import Key, Problems
    from cge.scenario.schema import Scenario
    from cge.scenario.visa_clause import VisaClause

NOBODY = -1
LAST = 1e-8
"""Share of today's number that stays where all go home: a wage needs somebody who earns it."""
ROUNDING = 1e-12
"""Share of today's number by which a quota may miss it."""
BARRED = (*CAPPED, "fee", "surcharge")
"""Instruments that do not concern people who move freely already."""


@dataclass
class Visas:
    """What the clauses make of the corridors; arrays are (origin, destination, skill)."""

    regime: np.ndarray
    stock: np.ndarray
    target: np.ndarray
    """Visa prices that free and price corridors are brought to [share of income]."""
    owner: np.ndarray
    """Position of the clause that names a corridor, or :data:`NOBODY`."""
    charges: ClauseCharges
    seed: np.ndarray
    """Who would live in corridors that open from nothing [workers]."""
    remittance_share: np.ndarray
    """Share of net wages that new migrants send home, NaN where it is that of established ones."""
    catch_up: np.ndarray | None = None
    caps: list[Cap] = field(default_factory=list)
    safeguards: list[Safeguard] = field(default_factory=list)
    gap_closing: GapClosing | None = None
    cautions: list[str] = field(default_factory=list)


def visas(
    scenario: Scenario,
    bench: xr.Dataset,
    prices: np.ndarray,
    outside: np.ndarray,
    problems: Problems,
) -> Visas:
    """Apply the clauses to the corridors of the benchmark.

    Parameters
    ----------
    prices : (origin, destination, skill)
        Visa prices today, zero inside free-movement areas [share of income].
    outside : (origin, destination, skill)
        Visa prices that the destination asks of outsiders today, for every origin, NaN where it has
        no outsiders [share of income].
    """
    people = People.of(bench)
    state = _untouched(scenario, people, prices)
    for n, clause in enumerate(scenario.visas):
        mask = named(clause, bench)
        if clause.instrument != "close_gap" and not mask.any():
            only = select(clause.to, vocabulary(bench, "region"))[0]
            problems.add(
                ("visas", n),
                f"names no corridor: 'to' and 'from' are both {only}; name an origin elsewhere",
            )
        open_ = _opened(n, clause, mask, people, state, problems)
        _claim(n, open_, scenario, people, state, problems)
        _apply(n, clause, open_, bench, people, state, outside, problems)
        if clause.remittance_share is not None:
            _send(n, clause, open_, people, state, problems)
        if clause.catch_up is not None:
            if state.catch_up is None:
                state.catch_up = np.full(mask.shape, float(bench.catch_up))
            state.catch_up[mask] = clause.catch_up
            if scenario.parameters.catch_up is not None:
                state.cautions.append(
                    f"{clause.name}: its own catch_up of {clause.catch_up} holds in its corridors, "
                    f"not the {scenario.parameters.catch_up} of parameters"
                )
    _check_people(scenario, people, state, problems)
    if state.seed.any() and parameter(scenario, bench, "migration_elasticity") == math.inf:
        n = next(n for n, clause in enumerate(scenario.visas) if clause.seed is not None)
        text = "opens corridors by how many would come: give a finite migration_elasticity"
        problems.add(("visas", n, "seed"), text)
    return state


def _untouched(scenario: Scenario, people: People, prices: np.ndarray) -> Visas:
    """Corridors that no clause names."""
    others = scenario.closure.others
    regime = np.where(people.free, "free", others).astype(object)
    regime[people.workers <= 0] = "closed"
    regime[~people.abroad] = "home"
    catch_up = scenario.parameters.catch_up
    return Visas(
        regime=regime,
        stock=people.workers.copy(),
        target=prices.copy(),
        owner=np.full(people.workers.shape, NOBODY),
        charges=ClauseCharges(people),
        seed=np.zeros(people.workers.shape),
        remittance_share=np.full(people.workers.shape, np.nan),
        catch_up=None if catch_up is None else np.full(people.workers.shape, catch_up),
    )


def _opened(
    n: int, clause: VisaClause, mask: np.ndarray, people: People, state: Visas, problems: Problems
) -> np.ndarray:
    """The corridors a clause acts on: those with migrants today, quotas outside free movement."""
    if clause.instrument == "close_gap":
        return mask
    closed = mask & (people.workers <= 0)
    if clause.seed is not None:
        state.seed[closed] = clause.seed * gravity(people)[closed]
        opened = closed & (state.seed > 0)
        if not opened.any():
            state.cautions.append(f"{clause.name}: seed opens nothing, for no corridor is closed")
        else:
            state.cautions.append(
                f"{clause.name}: {int(opened.sum())} corridors without migrants today open, with "
                f"{state.seed[opened].sum():,.0f} workers at today's visa prices (an assumption): "
                f"{people.described(opened)}"
            )
        closed = closed & ~opened
    open_ = mask & ~closed
    exempt = open_ & people.free if clause.instrument in BARRED else np.zeros_like(mask)
    open_ = open_ & ~exempt
    key: Key = ("visas", n, "to")
    for d in np.flatnonzero(mask.any(axis=(0, 2)) & ~open_.any(axis=(0, 2))):
        region = people.regions[d]
        why = (
            "people move freely there from all listed origins already"
            if exempt[:, d].any()
            else "nobody from the listed origins lives there today, and "
            + (
                "no 'seed' opens a corridor"
                if clause.seed is None
                else "the seed opens no corridor"
            )
        )
        problems.add(key, f"nothing to do in {region}: {why}; leave it out with 'except {region}'")
    for what, cells in (
        ("have no migrants today and stay closed", closed),
        ("are inside a free-movement area and stay free", exempt),
    ):
        if cells.any():
            count = f"{int(cells.sum())} of {int(mask.sum())} corridors"
            state.cautions.append(f"{clause.name}: {count} {what}: {people.described(cells)}")
    return open_


def gravity(people: People) -> np.ndarray:
    """Who would live where if only the sizes of origin and destination mattered.

    Workers abroad by origin times workers from abroad by destination over all of them, by skill
    (origin, destination, skill) [workers]: expected numbers of a table with these margins.
    """
    abroad = np.where(people.abroad, people.workers, 0.0)
    total = abroad.sum(axis=(0, 1))
    margins = abroad.sum(axis=1)[:, None, :] * abroad.sum(axis=0)[None, :, :]
    expected = margins / np.where(total > 0, total, 1.0)
    return np.where(people.abroad, expected, 0.0)


def _claim(
    n: int, open_: np.ndarray, scenario: Scenario, people: People, state: Visas, problems: Problems
) -> None:
    """Give the corridors to clause ``n``; a corridor has one clause."""
    for other in sorted(set(state.owner[open_].tolist()) - {NOBODY}):
        both = open_ & (state.owner == other)
        first, second = scenario.visas[other].name, scenario.visas[n].name
        problems.add(
            ("visas", n),
            f"{second!r} and {first!r} (visas.{other}) both name {people.described(both)};"
            " allowed: one clause per corridor; use 'except' in one of them",
        )
    state.owner[open_] = n


def _apply(
    n: int,
    clause: VisaClause,
    open_: np.ndarray,
    bench: xr.Dataset,
    people: People,
    state: Visas,
    outside: np.ndarray,
    problems: Problems,
) -> None:
    state.regime[open_] = clause.instrument
    _check_fees(n, clause, open_, people, problems)
    state.charges.add(clause, open_)
    if clause.instrument == "stock":
        numbers = allocated(clause, open_, people)
        state.stock[open_] = np.maximum(numbers, LAST * people.workers)[open_]
        named_numbers = [(people.corridor(c), numbers[c]) for c in people.cells(open_)]
        _check_numbers(n, named_numbers, problems, zero=True)
    elif clause.instrument in CAPPED:
        added = caps(clause, open_, people)
        _check_numbers(n, [((cap.name,), cap.limit) for cap in added], problems)
        from_nothing = [cap.name for cap in added if not cap.today > 0]
        if from_nothing:
            problems.add(
                ("visas", n, "seed"),
                f"nobody is there today under the quota {from_nothing[0]!r}, which has no price to "
                "start from; allowed: allocation mfn with origins that have migrants there",
            )
        _refuse_unreachable(n, clause, added, problems)
        state.caps.extend(added)
        if clause.safeguard is not None:
            state.safeguards += safeguards(n, clause.name, clause.safeguard, added, bench, problems)
    elif clause.instrument == "free":
        state.target[open_] = 0.0
    elif clause.instrument == "price":
        _set_price(n, clause, open_, people, state, outside, problems)
    elif clause.instrument == "close_gap":
        _close_gap(n, clause, bench, state, problems)


def _check_fees(
    n: int, clause: VisaClause, open_: np.ndarray, people: People, problems: Problems
) -> None:
    """Fees by origin are of all origins of the clause, and of no others."""
    if clause.fee is None or clause.fee.by_origin is None:
        return
    key: Key = ("visas", n, "fee", "by_origin")
    origins = [str(people.regions[o]) for o in np.flatnonzero(open_.any(axis=(1, 2)))]
    missing = [origin for origin in origins if origin not in clause.fee.by_origin]
    if missing:
        problems.add(key, f"has no fee for {', '.join(missing)}; allowed: one for each origin")
    for name in clause.fee.by_origin:
        if name not in origins:
            problems.unknown((*key, name), name, "origin of this clause", origins)


def _refuse_unreachable(n: int, clause: VisaClause, added: list[Cap], problems: Problems) -> None:
    """No price brings the number below today's where only newcomers pay: nobody leaves for it."""
    below = [cap for cap in added if cap.limit < cap.today * (1 - ROUNDING)]
    if below and clause.priced and clause.applies_to == "new":
        cap = below[0]
        problems.add(
            ("visas", n, "size"),
            f"{cap.name} has {cap.limit:,.0f} places, {cap.today:,.0f} workers are there, and only "
            "newcomers pay, so that no price makes any of them leave; allowed: at least as many "
            "places as today, applies_to: all, or instrument stock",
        )


def _set_price(
    n: int,
    clause: VisaClause,
    open_: np.ndarray,
    people: People,
    state: Visas,
    outside: np.ndarray,
    problems: Problems,
) -> None:
    price = outside if clause.price == "mfn" else np.full(open_.shape, clause.price)
    unknown = open_ & np.isnan(price)
    if unknown.any():
        where = ", ".join(people.regions[d] for d in np.flatnonzero(unknown.any(axis=(0, 2))))
        problems.add(
            ("visas", n, "price"),
            f"'mfn' has no value in {where}: there are no outsiders; allowed: a number below 1",
        )
    state.target[open_] = price[open_]
    state.charges.set_price(open_, price)


def _send(
    n: int,
    clause: VisaClause,
    open_: np.ndarray,
    people: People,
    state: Visas,
    problems: Problems,
) -> None:
    """What newcomers send, in corridors of which the cost of sending is known."""
    assert clause.remittance_share is not None
    silent = open_ & ~people.sending
    if silent.any() and silent.all(where=open_):
        problems.add(
            ("visas", n, "remittance_share"),
            "nobody sends anything in these corridors today, so that there is no cost of sending "
            "either; leave it out",
        )
    elif silent.any():
        state.cautions.append(
            f"{clause.name}: remittance_share has no effect where nobody sends anything today: "
            f"{people.described(silent)}"
        )
    state.remittance_share[open_ & ~silent] = clause.remittance_share


def _check_numbers(
    n: int,
    numbers: Sequence[tuple[tuple[str, ...], float]],
    problems: Problems,
    *,
    zero: bool = False,
) -> None:
    """A number of workers is above 0; where it is given, and no price has to bring it, 0 too."""
    wrong = [(" ".join(name), x) for name, x in numbers if not (x > 0 or (zero and x == 0))]
    if wrong:
        name, number = wrong[0]
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        allowed = (
            "0, or more" if zero else "more than 0 (at 0 the visa price would be the whole income)"
        )
        problems.add(
            ("visas", n, "size"),
            f"leaves {number:,.0f} workers in {name}{more}; allowed: {allowed}",
        )


def _close_gap(
    n: int, clause: VisaClause, bench: xr.Dataset, state: Visas, problems: Problems
) -> None:
    regions = select(clause.to, vocabulary(bench, "region"))
    skills = select(clause.skill, vocabulary(bench, "skill"))
    if state.gap_closing is not None:
        problems.add(("visas", n), f"a second close_gap; the first is {state.gap_closing.name!r}")
    elif len(regions) < 2:
        problems.add(("visas", n, "to"), f"one region {regions[0]}; allowed: two or more")
    origins = select(clause.origins, vocabulary(bench, "region"))
    if "origins" in clause.model_fields_set and origins != regions:
        problems.add(
            ("visas", n, "from"),
            "differs from 'to'; close_gap acts among the same regions: leave 'from' out",
        )
    assert clause.share is not None
    state.gap_closing = GapClosing(clause.name, regions, skills, clause.share)


def _check_people(scenario: Scenario, people: People, state: Visas, problems: Problems) -> None:
    """Numbers that are set must leave someone at home."""
    born = people.workers.sum(axis=1)
    away = np.where(people.abroad, state.stock, 0.0).sum(axis=1)
    for o, k in np.argwhere(away >= born):
        clauses = [
            n
            for n in sorted(set(state.owner[o, :, k].tolist()) - {NOBODY})
            if scenario.visas[n].instrument == "stock"
        ]
        if clauses:
            problems.add(
                ("visas", clauses[0], "size"),
                f"would put {away[o, k]:,.0f} {people.skills[k]} workers born in"
                f" {people.regions[o]} abroad; allowed: fewer than the {born[o, k]:,.0f} there are",
            )
