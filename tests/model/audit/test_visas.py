"""What visas cost and who pays for them (M-10 to M-23), at every audited solution."""

from __future__ import annotations

import numpy as np
import pytest

from cge.scenario.settings import CAPPED
from tests.model.audit.cases_visas import EVERY, HAVE, movers
from tests.model.audit.movers import LEAST, Movers
from tests.model.audit.numbers import agree

STAYS = 1e-9
"""Change of a number, as a share of today's, below which nobody came or went."""


def having(variable: str) -> pytest.MarkDecorator:
    """Run with every case that has cells of a variable."""
    return pytest.mark.parametrize("case", HAVE[variable])


def log_of(share: np.ndarray) -> np.ndarray:
    """Log of a share of income, of which next to nothing is left at least."""
    return np.log(np.maximum(share, LEAST))


@pytest.mark.slow
@pytest.mark.parametrize("variable", HAVE)
def test_every_case_that_has_an_instrument_is_audited(variable):
    """The lists that the tests run over are complete."""
    found = [case for case in EVERY if movers(case).names(variable)]
    assert found == list(HAVE[variable])


# -- prices ----------------------------------------------------------------------------------------
@having("fee_share")
def test_a_fee_is_a_share_of_income_or_an_amount_in_world_prices(case):
    """(M-10)"""
    a = movers(case)
    agree("fee", a.n["fee_share"], a.fee)
    assert a.n["fee_share"].shape == a.priced.shape
    assert (np.isfinite(a.n["fee_share"]) == a.priced).all()


@having("scarcity")
def test_a_quota_has_one_price_in_shares_with_todays_proportions_or_in_money(case):
    """(M-11, M-12)"""
    a = movers(case)
    agree("scarcity", a.n["scarcity"], np.where(a.in_money, a.place, a.scarce))
    assert (np.isfinite(a.n["scarcity"]) == a.priced).all()


@having("kept")
def test_newcomers_keep_what_fee_and_price_leave(case):
    """(M-13, M-14) In an auction the fee is the least price."""
    a = movers(case)
    agree("kept", a.n["kept"], np.where(a.priced, a.kept, np.nan))


def rationed(a: Movers) -> np.ndarray:
    """Corridors of a quota that nobody is paid for, where newcomers face another price."""
    return (keeps(a) | a.levied_alone) & ~a.priced & np.isin(a.regime, CAPPED)


def keeps(a: Movers) -> np.ndarray:
    """Corridors of an unpaid quota that leaves today's number its place."""
    open_ = [a.cells(cap) for cap in a.n.settings.caps if not cap.shuts]
    return np.logical_or.reduce([np.zeros(a.workers.shape, dtype=bool), *open_]) & ~a.priced


def asked(a: Movers) -> np.ndarray:
    """Fee and price of the place as a barrier."""
    fee = -log_of(1 - a.fee)
    shares = np.where(a.least_price, np.maximum(fee, a.scarce), fee + a.scarce)
    paid = np.where(a.in_money, -log_of(a.v("kept")), shares)
    return np.where(a.priced, paid, np.where(rationed(a), a.scarce, 0.0))


@having("asked_barrier")
def test_what_is_asked_for_a_visa_is_a_barrier(case):
    """(M-15, M-16, M-17)"""
    a = movers(case)
    agree("asked", np.where(a.decides, a.v("asked_barrier"), 0.0), asked(a))


def two_prices(a: Movers) -> np.ndarray:
    """Corridors where newcomers may face another price than those who came before."""
    return a.levied_alone | keeps(a) | (a.priced & ~a.pays_before)


def faced_before(a: Movers) -> np.ndarray:
    """Barrier of those who came before: the visa where they pay, else no dearer than today's."""
    today = a.barrier_today - a.barrier_given
    spared = np.where(rationed(a) & ~keeps(a), np.maximum(today, asked(a)), today)
    return np.where(a.pays_before, asked(a), np.where(two_prices(a), spared, 0.0))


def dearer(a: Movers) -> np.ndarray:
    """What newcomers face beyond it: the visa, and levies on them alone."""
    levied = -log_of(a.income_of_new / a.income(on_all=True))
    return asked(a) + levied - faced_before(a)


@having("beyond")
def test_a_corridor_grows_if_newcomers_are_indifferent_and_shrinks_if_the_established_are(case):
    """(M-18) Between, the number stays as it is: nobody is sent home by what others pay."""
    a = movers(case)
    two, found, most = two_prices(a), a.v("beyond"), dearer(a)
    least = np.minimum(most, 0.0)
    change = a.n["mig"] - np.where(a.abroad > 0, 1.0, 0.0)
    grows, shrinks = two & (change > STAYS), two & (change < -STAYS)
    stays = two & ~grows & ~shrinks
    decided = np.where(grows, most, least)
    agree("beyond", np.where(stays, np.nan, 1 + found), np.where(stays, np.nan, 1 + decided * two))
    assert ((found - least)[stays] >= -1e-9).all()
    assert ((found - most)[stays] <= 1e-9).all()


# -- money -----------------------------------------------------------------------------------------
@having("visa_payment")
def test_newcomers_pay_what_is_captured_and_lose_what_is_dissipated(case):
    """(M-20, M-21)"""
    a = movers(case)
    fee, kept = np.nan_to_num(a.n["fee_share"]), np.where(a.priced, a.n["kept"], 1.0)
    captured = a.charge("captured_fee") * fee + a.charge("captured") * (1 - fee - kept)
    agree("paid", a.n["paid"], np.where(a.priced, captured, 0.0))
    agree("lost", a.n["lost"], np.where(a.priced, a.charge("dissipated") * (1 - kept), 0.0))


@having("visa_payment")
def test_those_before_pay_the_same_share_or_the_same_money(case):
    """(M-22) Fee and price of a place each in its own unit; the least price is a floor."""
    a = movers(case)
    ratio = a.income_of_new / a.income_of_old
    fee = a.fee * np.where(np.isfinite(a.charge("fee_usd")), ratio, 1.0)
    place = a.place * np.where(a.in_money, ratio, 1.0)
    beside = np.where(a.in_money, place, (1 - fee) * place)
    place = np.where(a.least_price, np.maximum(place - fee, 0.0), beside)
    due = a.charge("captured_fee") * fee + a.charge("captured") * place
    agree("paid by those before", a.n["paid_old"], np.where(a.pays_before, due, 0.0))


@having("visa_payment")
def test_money_that_changes_hands_is_what_each_pays_times_their_number(case):
    """(M-23)"""
    a = movers(case)
    new = a.n["paid"] * a.income_of_new * a.new
    old = a.n["paid_old"] * a.income_of_old * a.old
    agree("payment", a.n["visa_payment"], new + old)
    assert np.nansum(a.v("visa_payment")) > 0
