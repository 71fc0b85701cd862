"""What visas cost and who pays for them (M-2f to M-2w, M-4), at every audited solution."""

from __future__ import annotations

import numpy as np
import pytest

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


@pytest.mark.parametrize("variable", HAVE)
def test_every_case_that_has_an_instrument_is_audited(variable):
    """The lists that the tests run over are complete."""
    found = [case for case in EVERY if movers(case).names(variable)]
    assert found == list(HAVE[variable])


# -- prices ----------------------------------------------------------------------------------------
@having("fee_share")
def test_a_fee_is_a_share_of_income_or_an_amount_in_world_prices(case):
    """(M-2f)"""
    a = movers(case)
    agree("fee", a.n["fee_share"], a.fee)
    assert a.n["fee_share"].shape == a.priced.shape
    assert (np.isfinite(a.n["fee_share"]) == a.priced).all()


@having("scarcity")
def test_a_quota_has_one_price_and_todays_proportions(case):
    """(M-2v)"""
    a = movers(case)
    agree("scarcity", a.n["scarcity"], a.scarce)
    assert (np.isfinite(a.n["scarcity"]) == (a.priced & ~a.in_money)).all()


@having("kept")
def test_newcomers_keep_what_fee_and_price_leave(case):
    """(M-2k, M-2u)"""
    a = movers(case)
    agree("kept", a.n["kept"], np.where(a.priced, a.kept, 1.0))


def asked(a: Movers) -> np.ndarray:
    """Fee and price of the place as a barrier."""
    shares = a.scarce - log_of(1 - a.fee)
    return np.where(a.priced, np.where(a.in_money, -log_of(a.n["kept"]), shares), 0.0)


@having("asked_barrier")
def test_what_is_asked_for_a_visa_is_a_barrier(case):
    """(M-2q, M-2x)"""
    a = movers(case)
    agree("asked", a.v("asked_barrier"), asked(a))


@having("posted_barrier")
def test_newcomers_face_the_visa_and_levies_on_them_alone(case):
    """(M-2b)"""
    a = movers(case)
    levied = log_of(a.income_of_new / a.income(on_all=True))
    agree("posted", a.v("posted_barrier"), a.v("asked_barrier") - levied)
    assert (np.isfinite(a.v("posted_barrier")) == (a.priced | a.levied_alone)).all()


def dearer(a: Movers) -> np.ndarray:
    """What newcomers face beyond the barrier of those who came before."""
    before = np.where(a.pays_before, a.v("asked_barrier"), a.barrier_today - a.barrier_given)
    return np.maximum(a.v("posted_barrier") - before, 0.0)


@having("deterrence")
def test_newcomers_face_all_of_it_and_nobody_is_sent_home_by_it(case):
    """(M-2w) Between, the number stays as it is."""
    a = movers(case)
    n, found, most = a.n, a.v("deterrence"), dearer(a)
    change = n["mig"] - np.where(a.abroad > 0, 1.0, 0.0)
    grows, shrinks = change > STAYS, change < -STAYS
    stays = ~grows & ~shrinks
    agree("deterrence", np.where(stays, np.nan, 1 + found), 1 + np.where(grows, most, 0.0))
    assert (found[stays & np.isfinite(found)] >= -1e-9).all()
    assert ((found - most)[stays & np.isfinite(found)] <= 1e-9).all()
    alone = a.levied_alone | (a.priced & ~a.pays_before)
    assert (np.isfinite(found) == alone).all()


@having("visa_barrier")
def test_the_barrier_that_decides_is_the_cheapest_and_what_deters(case):
    """(M-2n, M-2a) Those whom all pay face what is posted."""
    a = movers(case)
    posted = np.nan_to_num(a.v("posted_barrier"))
    deterred = np.isfinite(a.v("deterrence"))
    beside = np.where(deterred, a.v("deterrence") - dearer(a), 0.0)
    agree("barrier", a.n["visa_barrier"], posted + beside)


# -- money -----------------------------------------------------------------------------------------
@having("visa_payment")
def test_newcomers_pay_what_is_captured_and_lose_what_is_dissipated(case):
    """(M-4s, M-4d)"""
    a = movers(case)
    fee, kept = np.nan_to_num(a.n["fee_share"]), np.where(a.priced, a.n["kept"], 1.0)
    captured = a.charge("captured_fee") * fee + a.charge("captured") * (1 - fee - kept)
    agree("paid", a.n["paid"], np.where(a.priced, captured, 0.0))
    agree("lost", a.n["lost"], np.where(a.priced, a.charge("dissipated") * (1 - kept), 0.0))


@having("visa_payment")
def test_those_before_pay_the_same_share_or_the_same_money(case):
    """(M-4o)"""
    a = movers(case)
    money = a.in_money | np.isfinite(a.charge("fee_usd"))
    same = a.n["paid"] * np.where(money, a.income_of_new / a.income_of_old, 1.0)
    agree("paid by those before", a.n["paid_old"], np.where(a.pays_before, same, 0.0))


@having("visa_payment")
def test_money_that_changes_hands_is_what_each_pays_times_their_number(case):
    """(M-4)"""
    a = movers(case)
    new = a.n["paid"] * a.income_of_new * a.new
    old = a.n["paid_old"] * a.income_of_old * a.old
    agree("payment", a.n["visa_payment"], new + old)
    assert np.nansum(a.v("visa_payment")) > 0
