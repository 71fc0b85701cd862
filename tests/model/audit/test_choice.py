"""Who goes where (M-1 to M-4), quotas and safeguards (M-6 to M-9), ways (M-24), enforcement."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.audit.cases_visas import movers
from tests.model.audit.movers import Movers, part
from tests.model.audit.numbers import agree
from tests.model.audit.test_visas import faced_before, having, rationed

NOTHING = 1e-9


def nothing(what: str, found: np.ndarray) -> None:
    """Zero wherever there is a number."""
    agree(what, 1 + found, np.ones(found.shape), NOTHING)


def elasticity(a: Movers) -> float:
    return a.parameter("migration_elasticity")


def better_than_home(a: Movers, income: np.ndarray) -> np.ndarray:
    """Log of real income over that at home, against the benchmark; ``income`` is a ratio to it."""
    p = a.n["p_cons"]
    before = np.einsum("ook->ok", a.income_before)
    home = np.log(a.income_at_home / before) - np.log(p)[:, None]
    return np.log(income) - np.log(p)[None, :, None] - home[:, None, :]


def barrier(a: Movers) -> np.ndarray:
    """The visa price: given, of a quota that nobody pays for, or paid; -log(1 - z)."""
    unpaid = np.where(a.priced | rationed(a), 0.0, a.scarce)
    return a.barrier_given + unpaid + faced_before(a) + a.n["beyond"]


def attraction(a: Movers) -> np.ndarray:
    """Log of real income over that at home, net of the visa price."""
    income = np.where(a.decides, a.income(on_all=True) / a.income_before, 1.0)
    return better_than_home(a, income) - (barrier(a) - a.barrier_today)


def at_home(a: Movers) -> np.ndarray:
    """Those who stay (region, skill) [workers]."""
    return a.workers.sum(axis=1) - (a.number + a.irregular).sum(axis=1)


@having("stay")
def test_everybody_lives_somewhere(case):
    """(M-4)"""
    a = movers(case)
    agree("stay", a.n["stay"], at_home(a) / a.home)


@having("beyond")
def test_odds_follow_real_income(case):
    """(M-1, M-3, M-2)"""
    a = movers(case)
    nu, pull = elasticity(a), attraction(a)
    if np.isinf(nu):
        loss = a.n["loss"]
        agree("loss", 1 + loss, 1 - pull)
        nothing("loss or people", np.minimum(loss, a.n["mig"]))
        assert (loss[np.isfinite(loss)] > NOTHING).any()
        return
    seed = 0.0 if a.n.settings.seed is None else a.n.settings.seed.transpose(*a.dims).values
    there = np.where(a.abroad > 0, a.abroad, seed)
    wanted = there * a.n["stay"][:, None, :] * np.exp(nu * pull)
    agree("workers", np.where(a.decides, a.n["mig"], np.nan), wanted / a.scale)


@having("cap_price")
def test_a_quota_is_full_or_its_price_is_zero(case):
    """(M-7, M-6, M-19) Sponsors offer by their price; who returns makes no room for them."""
    a = movers(case)
    shut = dict(zip([g.name for g in a.n.settings.safeguards], a.n["closed"], strict=True))
    taken_of_limit = []
    for cap, price in zip(a.n.settings.caps, a.n["cap_price"], strict=True):
        under = a.cells(cap)
        limit, taken = cap.limit, a.number[under].sum()
        for guard in a.n.settings.safeguards:
            if cap.name in guard.caps:
                limit -= shut[guard.name] * (cap.limit - cap.today)
        if cap.slots is not None:
            ready = 1.0
            if cap.slots.mean > 0:
                ready -= np.exp(-price * a.usd_per_unit(cap) / cap.slots.mean)
            limit += cap.slots.most * ready
            taken += a.back[under].sum()
        taken_of_limit.append(taken / limit)
    agree("taken", 1 - a.n["slack"], np.array(taken_of_limit))
    nothing("price or slack", np.minimum(a.n["cap_price"], a.n["slack"]))


@having("closed")
def test_a_safeguard_closes_a_quota_where_a_wage_would_fall_below_its_floor(case):
    """(M-8, M-9)"""
    a = movers(case)
    regions, skills = (a.n.bench[dim].values.tolist() for dim in ("region", "skill"))
    room = []
    for guard in a.n.settings.safeguards:
        k, r = skills.index(guard.skill), regions.index(guard.region)
        room.append(a.n["wn"][k, r] / a.n["p_cons"][r] - guard.floor)
    agree("room", a.n["room"], np.array(room))
    room, closed = a.n["room"], a.n["closed"]
    above, below = np.maximum(room, 0), np.maximum(-room, 0)
    nothing("open above the floor", np.minimum(above, closed))
    nothing("shut below it", np.minimum(below, 1 - closed))


@having("irr_seed")
def test_who_comes_without_a_visa_follows_the_wage_less_what_smugglers_take(case):
    """(M-24)"""
    a = movers(case)
    price, before = a.irregular_terms("price"), a.irregular_terms("before")
    wage = (1 - price) / (1 - before) * a.n["w_recent"].T
    pull = better_than_home(a, np.broadcast_to(wage, a.workers.shape))
    would = a.irregular_terms("share") * a.abroad
    wanted = would * a.n["stay"][:, None, :] * np.exp(elasticity(a) * pull)
    agree("irregular", a.n["irr"], part(wanted, a.scale))
    assert np.nansum(a.n["irr"]) > 0


@having("kept_up")
def test_barriers_cost_in_proportion_and_less_where_the_origin_helps(case):
    """(E-1, E-1n, E-1w, E-2) Weights are those who would come without the barrier and do not."""
    a, nu = movers(case), elasticity(movers(case))
    pull = better_than_home(a, a.income(on_all=True) / a.income_before)
    odds = part(a.number, a.abroad) / a.n["stay"][:, None, :]
    with np.errstate(divide="ignore"):
        given = a.barrier_today + pull - np.log(odds) / nu
    way = a.irregular_terms("share") > 0
    now = np.where(a.decides, barrier(a), given)
    now = np.where(way, -np.log(1 - a.irregular_terms("price")), now)
    before = np.where(way, -np.log(1 - a.irregular_terms("before")), a.barrier_today)
    regions = a.n.bench.region.values.tolist()
    enforced = np.full(len(regions), np.nan)
    seen = np.zeros(a.workers.shape, dtype=bool)
    for rule in a.n.settings.enforcement:
        under = a.mask(rule.corridors) & (a.abroad > 0)
        assert under.any()
        helped = np.isin(regions, rule.helped_by)[:, None, None]
        weight = a.abroad * np.expm1(nu * before)
        cost = weight * (1 - rule.saving * helped) * part(np.maximum(now, 0), before)
        enforced[regions.index(rule.region)] = cost[under].sum() / weight[under].sum()
        seen |= under
    agree("kept up", a.n["kept_up"], np.where(seen, now, np.nan))
    agree("enforced", a.n["enforced"], enforced)
    assert (seen & a.decides & (now < 0)).any(), "a barrier below zero"
    assert (seen & ~a.decides & ~way).any(), "a number that is given"
    assert (seen & way).any(), "a way without a visa"


@pytest.mark.slow
def test_the_cases_meet_every_corner():
    """What their names promise: else a formula would hold for want of numbers."""
    sold, guarded, deterred, opened = map(movers, ("sold", "guarded", "deterred", "opened"))
    sponsored = sold.regime == "sponsorship"
    assert sold.new[sponsored].max() > 1e3, "sponsors are found"
    assert sold.back[sponsored].max() > 1e3, "others go home beside"
    assert np.nanmin(sold.n["kept"]) < 0 < np.nanmax(sold.n["kept"]), "a price above income"
    assert abs(sold.n["tax_shift"]).min() > 1e-3
    closed = guarded.n["closed"]
    assert ((closed > 0.1) & (closed < 0.99)).any(), "closed in part"
    assert closed.max() > 1 - NOTHING, "shut"
    assert closed.min() < NOTHING, "open"
    assert guarded.n["cap_price"].max() > 0.1 > guarded.n["cap_price"].min()
    kept_out = (deterred.new + deterred.back < 1e-3) & (deterred.regime == "surcharge")
    assert np.nanmin(deterred.n["beyond"][kept_out]) > 1e-3, "nobody comes or goes"
    assert np.nanmax(deterred.n["beyond"][deterred.new > 1e3]) > 1e-3, "some come all the same"
    assert opened.new[(opened.abroad == 0) & opened.decides].min() > 1e3, "a corridor opens"
    excess = opened.n["excess_cut"]
    assert np.nanmax(excess) > 1 > np.nanmin(excess), "a tariff is gone, another is not"
    for case in (sold, guarded, deterred, opened):
        assert abs(case.n["p_world"] - 1) > 1e-4, "money of the world is not the numeraire"
