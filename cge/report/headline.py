"""The headline of a result: figures of the world, their sentence, and what limits them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.report import bridge, turning
from cge.report.sheet import BILLION, FEWEST_MOVERS, GROUPS, MILLION, NOTHING, full_name
from cge.report.words import PEOPLE, capital, gains, listed, number, people, signed

if TYPE_CHECKING:
    import xarray as xr

MEASURES = {
    "welfare_ev_ppp": "welfare_ev_world_ppp",
    "welfare_ev": "welfare_ev_world",
    "income_change": "income_change_world",
}
"""The three measures of a gain (W-2) by group, and of the world; the first is the lead."""
LEVELS = ("world_ev_ppp_bn", "world_ev_bn_usd", "world_income_change_bn_usd")
LEAD = next(iter(MEASURES))
"""The measure of gain that every headline leads with; the others stand beside it."""
LEAD_UNIT = "bn international USD a year"
FEWEST_TOLD = 1000.0
"""Movers fewer than this are not worth words."""
STOCK = "`instrument: stock` moves a given number, whether they want to or not."


def headline(result: xr.Dataset) -> dict[str, float]:
    """World figures, with their units in the names."""
    moved, returned = movers(result)
    persons = (result.migrants - result.migrants_base).where(moved > 0, 0.0)
    sent = result.remittances.sum() / result.world_price_index - result.remittances_base.sum()
    return {
        "world_ev_ppp_bn": float(result.welfare_ev_world_ppp),
        "world_ev_ppp_percent": float(result.welfare_ev_world_ppp_pct),
        "world_ev_bn_usd": float(result.welfare_ev_world),
        "world_ev_percent": float(result.welfare_ev_world_pct),
        "world_income_change_bn_usd": float(result.income_change_world),
        "world_income_change_percent": float(result.income_change_world_pct),
        "movers_million_workers": float(moved.sum()) / MILLION,
        "movers_million_persons": float(persons.sum()) / MILLION,
        "returning_million_workers": float(returned.sum()) / MILLION,
        "remittances_change_bn_usd": float(sent),
    }


def nothing_changes(result: xr.Dataset) -> bool:
    """Whether no group anywhere gains or loses what two digits show, in money or in percent."""
    cells = (result[name] for name in ("welfare_ev_ppp", "income_change", "welfare_ev_pct"))
    return all(float(abs(cell).max()) < NOTHING or not cell.notnull().any() for cell in cells)


def redistribution(result: xr.Dataset) -> str:
    """The group that gains and the one that loses most, for a world that gains nothing."""
    ev, said = result.welfare_ev_ppp, []
    for word, at in (("gain", ev.argmax(...)), ("lose", ev.argmin(...))):
        group, region, skill = (ev[dim][at[dim]].item() for dim in ("group", "region", "skill"))
        amount = f"{abs(float(ev.isel(at))):,.3g} bn international USD a year"
        said.append(f"{GROUPS[group]} in {full_name(result, region)} ({skill}) {word} {amount}")
    return f"Money changes hands and the world gains nothing: most of all, {' and '.join(said)}."


def lead(result: xr.Dataset) -> str:
    """What the world gains in three measures, and who moves, in words."""
    figures = headline(result)
    if nothing_changes(result):
        return "Nothing changes."
    if max(abs(figures[key]) for key in LEVELS) < NOTHING:
        return redistribution(result)
    return " ".join(filter(None, [_gain(figures, result), _moves(figures)]))


def _gain(figures: dict[str, float], result: xr.Dataset) -> str:
    """Gain of the world at purchasing power, which leads, then in the other measures."""
    ppp, usd, income = (figures[key] for key in LEVELS)
    said = (
        f"The world {'gains' if ppp >= 0 else 'loses'} {number(ppp, 3)} bn international USD a year"
        f" at purchasing power ({number(figures['world_ev_ppp_percent'])}% of its income)"
    )
    paid = compensation(result)
    if paid > max(usd, NOTHING):
        said += f", less than the {number(paid, 3)} bn USD that visas and levies pay abroad"
    return (
        f"{said}; at the prices of where each lived before {signed(usd, 3)} bn USD. Incomes at"
        f" exchange rates change by {signed(income, 3)} bn USD, which is not welfare."
    )


def compensation(result: xr.Dataset) -> float:
    """What visas and levies pay from region to region, more than before [10^9 USD a year]."""
    rows = [a.sel(external_item="visas_and_levies") for a in
            (result.external_account, result.external_account_base)]  # fmt: skip
    return float((rows[0].fillna(0.0) - rows[1].fillna(0.0)).clip(min=0.0).sum())


def _moves(figures: dict[str, float]) -> str:
    moves = MILLION * figures["movers_million_workers"]
    back = MILLION * figures["returning_million_workers"]
    parts = []
    if moves >= FEWEST_TOLD:
        families = people(MILLION * figures["movers_million_persons"])
        parts.append(f"{people(moves)} workers move ({families} people with their families)")
    if back >= FEWEST_TOLD:
        parts.append(f"{people(back)} workers return")
    return f"{capital(listed(parts))}." if parts else ""


def who(result: xr.Dataset) -> str:
    """Which groups gain and lose, in the measure that leads."""
    ev = result[LEAD]
    by_group = ev.sum([dim for dim in ev.dims if dim != "group"])
    pairs = [(PEOPLE[str(g)], float(by_group.sel(group=g))) for g in by_group["group"].values]
    return gains(pairs, "Gain", "Lose", LEAD_UNIT)


def hints(result: xr.Dataset) -> tuple[str, ...]:
    """What the reader should know first: who is out of work, quotas unfilled, auctions unsold."""
    return (*_jobless(result), *_unfilled(result), *_unsold(result))


def _jobless(result: xr.Dataset) -> list[str]:
    """How many are out of work under floors or wage curves, by group, and where most."""
    if "unemployed" not in result:
        return []
    by_group = result.unemployed.sum(["region", "skill"])
    groups = [
        f"{people(number)} of {PEOPLE[str(group)]}"
        for group, number in zip(by_group.group.values, by_group.values.tolist(), strict=True)
        if number >= FEWEST_TOLD
    ]
    if not groups:
        return ["Nobody is out of work: no wage is on its floor."]
    share = result.unemployment_pct
    worst = str(share.region.values[int(share.argmax())])
    highest = f"{number(float(share.max()), 2)}% in {full_name(result, worst)}"
    return [
        f"{people(float(by_group.sum()))} workers are out of work, at most {highest}: "
        f"{listed(groups)}."
    ]


def _unfilled(result: xr.Dataset) -> list[str]:
    """Quotas with places left, counted by destination and skill."""
    open_ = result.quota.notnull().any("origin")
    binding = (result.quota_binding.astype(bool) & result.quota.notnull()).any("origin")
    of, left = int(open_.sum()), int((open_ & ~binding).sum())
    if not left:
        return []
    places = float(result.quota_slack.max("origin").where(open_ & ~binding).sum())
    return [
        f"{left} of {of} quotas (by destination and skill) are not filled: {people(places)} places"
        f" are left because no more workers want to come.  {STOCK}"
    ]


def _unsold(result: xr.Dataset) -> list[str]:
    """An auction in which nobody pays."""
    sold = result.regime == "auction"
    if not bool(sold.any()) or float(result.visa_payment.where(sold).sum()) >= NOTHING:
        return []
    return [f"The auction raises nothing: more visas are offered than wanted.  {STOCK}"]


def movers(result: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray]:
    """Workers by which corridors grow, and by which they shrink (origin, destination, skill)."""
    change = (result.workers - result.workers_base).where(result.origin != result.destination, 0.0)
    return change.where(change > FEWEST_MOVERS, 0.0), -change.where(change < -FEWEST_MOVERS, 0.0)


def cautions(result: xr.Dataset) -> tuple[str, ...]:
    """What limits the result: remarks of the run, and people brought against their wish."""
    noted = [line for line in str(result.attrs["cautions"]).splitlines() if line]
    lost = [bridge.line(result)] if bridge.line(result) else []
    return (*noted, *_reluctant(result), *lost, *turning.cautions(result))


def _reluctant(result: xr.Dataset) -> list[str]:
    """Newcomers whom a ``stock`` brings though they would only come if paid: z below zero."""
    moved, _ = movers(result)
    unwilling = moved.where((result.regime == "stock") & (result.visa_price < 0), 0.0)
    unwilled = float(unwilling.sum())
    if unwilled < FEWEST_MOVERS:
        return []
    paid = -float((unwilling * result.visa_price_usd).sum()) / BILLION
    return [
        f"{people(unwilled)} of those who move would not come for nothing (visa "
        f"price below zero): bringing them would cost {number(paid)} bn USD a year, which is not "
        f"deducted"
    ]
