"""What newcomers have to pay, as a barrier (M-10 to M-18).

A newcomer to a priced corridor keeps a share of income after a fee and after the price of a scarce
place.  Those who came before do not leave for a price that only newcomers pay: a corridor grows if
people want to come at the posted price, shrinks if they want to leave at today's, else it stays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.model.block import Context, by_corridor
from cge.model.ces import positive_part
from cge.model.declare import Set
from cge.model.equation import complement, equation
from cge.model.migration import faced_before, income_abroad, income_of_all
from cge.model.quotas import FIRST_PRICE, scarcity_as_barrier, scarcity_in_money
from cge.model.sets import Key
from cge.model.shares import live
from cge.model.sponsors import money_unit
from cge.model.taken import levied_on_new
from cge.model.variables import levels
from cge.scenario.settings import Cap
from cge.units import USD

NEXT_TO_NOTHING = 1e-6
"""Share of income below which a price leaves nothing to live on: nobody comes for it."""


def income_of_new(m, o, d, k):
    """Net wage and transfers of a new migrant, before the visa [10^9 USD per unit of mig]."""
    return m.v_mover[o, d, k] * income_abroad(m, o, d, k)


@equation("M-10", over="FEE_IN_MONEY")
def eq_fee_share(m, o, d, k):
    """A fee in money, fixed in world prices, as a share of income."""
    return m.fee_share[o, d, k] * income_of_new(m, o, d, k) == m.p_world * m.v_fee[o, d, k]


@equation("M-11", over="PRICED_IN_SHARES")
def eq_scarcity(m, o, d, k):
    """Price of a place as a barrier, -log(1 - z), where one share of income clears the quota."""
    return m.scarcity[o, d, k] == scarcity_as_barrier(m, m.quota_of, o, d, k)


@equation("M-12", over="PRICED_IN_MONEY")
def eq_scarcity_money(m, o, d, k):
    """Price of a place with its hosting as a share of income, where one amount of money clears."""
    price = scarcity_in_money(m, m.quota_of, o, d, k) + m.v_hosting_charge[o, d, k]
    return m.scarcity[o, d, k] * income_of_new(m, o, d, k) == m.p_world * price


def beyond_fee(m, o, d, k, fee):
    """Price of a place beyond the fee: all of it, or what exceeds a fee that is its least price."""
    place = m.scarcity[o, d, k]
    excess = positive_part(place - fee, m.kink)
    return place + m.is_floor[o, d, k] * (excess - place)


def fee_barrier(m, o, d, k):
    """The fee as a barrier, -log(1 - z)."""
    return -log_kept(m, 1 - m.fee_share[o, d, k])


@equation("M-13", over="PRICED_IN_SHARES")
def eq_kept(m, o, d, k):
    """Share of income left to a newcomer after fee and scarcity."""
    place = beyond_fee(m, o, d, k, fee_barrier(m, o, d, k))
    return m.kept[o, d, k] == (1 - m.fee_share[o, d, k]) * pyo.exp(-place)


@equation("M-14", over="PRICED_IN_MONEY")
def eq_kept_money(m, o, d, k):
    """Share of income left to a newcomer after fee and a price in money; below 0 nobody comes."""
    fee = m.fee_share[o, d, k]
    return m.kept[o, d, k] == 1 - fee - beyond_fee(m, o, d, k, fee)


def log_kept(m, share):
    """Log of a share of income; a price above income leaves next to nothing."""
    return pyo.log(NEXT_TO_NOTHING + positive_part(share - NEXT_TO_NOTHING, m.kink))


@equation("M-15", over="PRICED_IN_SHARES")
def eq_asked_barrier(m, o, d, k):
    """Fee and scarcity as a barrier."""
    fee = fee_barrier(m, o, d, k)
    return m.asked_barrier[o, d, k] == fee + beyond_fee(m, o, d, k, fee)


@equation("M-16", over="PRICED_IN_MONEY")
def eq_asked_barrier_money(m, o, d, k):
    """What is asked as a barrier, where the price of a place is in money."""
    return m.asked_barrier[o, d, k] == -log_kept(m, m.kept[o, d, k])


@equation("M-17", over="RATIONED")
def eq_asked_barrier_rationed(m, o, d, k):
    """Scarcity of a quota that nobody is paid for, where newcomers alone face it or pay a levy."""
    return m.asked_barrier[o, d, k] == scarcity_as_barrier(m, m.quota_of, o, d, k)


def dearer(m, o, d, k):
    """What newcomers face beyond the barrier of those who came before: visa, levies on them alone.

    Below zero where newcomers pay less than today's barrier.
    """
    levied = -log_kept(m, income_abroad(m, o, d, k) / income_of_all(m, o, d, k))
    return m.asked_barrier[o, d, k] + levied - faced_before(m, o, d, k)


@complement(
    "M-18",
    "TWO_PRICES",
    "growth of a corridor and room for newcomers",
    "decline of a corridor and room for the established",
)
def eq_beyond(m, o, d, k):
    """A corridor grows if newcomers are indifferent, shrinks if the established are, else stays.

    The flow is relative to the number there, so that it is of the size of a price wherever it goes.
    """
    more = dearer(m, o, d, k)
    room_for_new = more - m.beyond[o, d, k]
    room_for_old = m.beyond[o, d, k] + positive_part(-more, m.kink)
    flow = (m.mig[o, d, k] - m.mig_base[o, d, k]) / (1 + m.mig[o, d, k])
    return room_for_new, room_for_old, flow


def declare(c: Context) -> None:
    """Corridors by what newcomers are asked for, fees, prices of places, and where they start."""
    caps: dict[Key, Cap] = {key: cap for cap in c.settings.caps for key in cap.corridors}
    _declare_sets(c, caps)
    _declare_fees(c)
    _declare_first_prices(c, caps)
    _move_barriers(c)


def _declare_sets(c: Context, caps: Mapping[Key, Cap]) -> None:
    """Priced corridors, by unit of fee and price and by who pays; rationed ones.

    Where a quota leaves today's number its place, those who came before keep theirs whatever the
    price of another; where it does not, they compete for places as newcomers do.
    """
    m = c.m
    priced, everybody = c.charge("priced"), c.charge("established")
    fee, fee_usd = c.charge("fee"), c.charge("fee_usd")
    paid = [key for key in m.DECIDES if priced.get(key)]
    money = [key for key in paid if key in caps and caps[key].money]
    for_all = [key for key in paid if everybody[key]]
    levied = levied_on_new(c.settings)
    unpaid = [key for key in m.DECIDES if key in caps and not priced.get(key)]
    # where nobody differs in taste (nu = inf) one price decides for all: a band would leave it open
    kept = set() if len(m.ARBITRAGE) else {key for key in unpaid if not caps[key].shuts}
    new_alone = {key for key in paid if not everybody[key]} | kept | levied
    apart = [key for key in m.DECIDES if key in new_alone]
    rationed = [key for key in unpaid if key in new_alone]
    unasked = set(m.DECIDES) - {*paid, *rationed}
    for name, keys in (
        ("PRICED", paid),
        ("FEE_IN_MONEY", [key for key in paid if math.isfinite(fee_usd[key])]),
        ("PRICED_IN_MONEY", money),
        ("PRICED_IN_SHARES", [key for key in paid if key not in set(money)]),
        ("PRICED_FOR_ALL", for_all),
        ("TWO_PRICES", apart),
        ("RATIONED", rationed),
    ):
        m.add_component(name, Set(initialize=keys, dimen=3))
    by_scarcity = {key: list(m.quota_of[key]) if key in unasked else [] for key in m.DECIDES}
    m.rationed_by = Set(m.DECIDES, initialize=by_scarcity)
    live(m, "for_all", m.DECIDES, dict.fromkeys(for_all, 1.0))
    live(m, "spared", m.DECIDES, {key: 1.0 for key in apart if key not in set(for_all)})
    withdrawn = [key for key in rationed if key not in kept]
    live(m, "rationed", m.DECIDES, dict.fromkeys(withdrawn, 1.0))
    least = [k for k in paid if c.regime[k] == "auction" and (k in m.FEE_IN_MONEY or fee[k] > 0)]
    live(m, "is_floor", m.PRICED, dict.fromkeys(least, 1.0))


def _declare_fees(c: Context) -> None:
    """Fees start at the price that they replace; what comes on top starts at zero."""
    m = c.m
    replaces = {key: c.regime[key] in ("fee", "price") for key in m.PRICED}
    today = {key: -math.expm1(-m.barrier_base[key]) for key in m.PRICED}
    start = {key: today[key] if replaces[key] else 0.0 for key in m.PRICED}
    levels(m, "fee_share", start, m.PRICED)
    m.fee_share.fix()
    share, usd = c.charge("fee"), c.charge("fee_usd")
    c.path.to(m, "fee_share", {k: share[k] for k in m.PRICED if math.isfinite(share[k])})
    first = {key: start[key] * c.income[key] * c.scale[key] for key in m.FEE_IN_MONEY}
    live(m, "v_fee", m.FEE_IN_MONEY, first)
    c.path.to(m, "v_fee", {key: c.scale[key] * usd[key] * USD for key in m.FEE_IN_MONEY})
    for key in m.FEE_IN_MONEY:
        m.fee_share[key].unfix()


def _declare_first_prices(c: Context, caps: Mapping[Key, Cap]) -> None:
    """Prices of scarce places and barriers where they start; sponsors get a part of the price."""
    m, part = c.m, c.share_of("sponsors")
    unit = {cap.name: money_unit(c, cap) for cap in caps.values() if cap.money}
    received = {k: 1.0 if caps[k].slots is None else part[k] for k in m.PRICED_IN_MONEY}
    price = {k: c.scale[k] * unit[caps[k].name] / received[k] for k in m.PRICED_IN_MONEY}
    live(m, "v_price", m.PRICED_IN_MONEY, price)
    scarce = {key: float(scarcity_as_barrier(m, m.quota_of, *key)) for key in m.PRICED}
    scarce |= {key: FIRST_PRICE * (x / c.scale[key] / c.income[key]) for key, x in price.items()}
    kept = {
        key: 1 - scarce[key]
        if key in price
        else (1 - m.fee_share[key].value) * math.exp(-scarce[key])
        for key in m.PRICED
    }
    levels(m, "scarcity", scarce, m.PRICED)
    levels(m, "kept", kept, m.PRICED)
    asked = {key: -math.log(kept.get(key, 1.0)) for key in m.DECIDES}
    asked |= {key: m.barrier_base[key] for key in m.RATIONED}
    levels(m, "asked_barrier", asked, m.DECIDES)
    levels(m, "beyond", 0.0, m.DECIDES)
    for name, unknown in (("asked_barrier", {*m.PRICED, *m.RATIONED}), ("beyond", {*m.TWO_PRICES})):
        for key in set(m.DECIDES) - unknown:
            getattr(m, name)[key].fix()


def _move_barriers(c: Context) -> None:
    """Where given barriers go; what the first price of a place does not cover vanishes."""
    m = c.m
    for key in m.PRICED:
        if c.regime[key] == "price" or m.quota_of[key]:
            m.barrier[key] = m.barrier_base[key] - m.asked_barrier[key].value
            c.path.to(m, "barrier", {key: 0.0})
    goal = by_corridor(xr.DataArray(-np.log1p(-c.settings.visa_price_target)))
    moved = [k for k in m.DECIDES if c.regime[k] in ("free", "price") and k not in m.PRICED]
    c.path.to(m, "barrier", {key: float(goal[key]) for key in moved})
