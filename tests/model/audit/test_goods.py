"""Homogeneous goods with corners, and gaps of wages that migration closes."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.audit.cases_goods import GOODS
from tests.model.audit.numbers import ISR, Numbers, agree
from tests.model.audit.test_forms import Economy

IR = ("sector", "region")
HUB = ["through a hub", "closed and shut out", "an idle sector opens", "some through a hub"]
LINKED = ["shipped at a cost", "some through a hub"]
EVERY = [*HUB[:3], *LINKED]
GAP = "a gap of wages closed"


def either(what: str, left: np.ndarray, right: np.ndarray, tolerance: float = 1e-9) -> None:
    """Both zero or more, one of them zero; cells that do not exist in ``left`` are left out."""
    left, right = np.broadcast_arrays(left, right)
    there = np.isfinite(left)
    assert there.any(), f"{what}: nothing to compare"
    assert np.isfinite(right[there]).all(), f"{what}: no number to compare with"
    assert left[there].min() > -tolerance, f"{what}: {left[there].min():.3g} on the left"
    assert right[there].min() > -tolerance, f"{what}: {right[there].min():.3g} on the right"
    both = np.minimum(left, right)[there].max()
    assert both < tolerance, f"{what}: both are positive, {both:.3g}"


class Goods(Economy):
    """Prices of the benchmark where goods are the same everywhere, and rates at the border."""

    def __init__(self, n: Numbers) -> None:
        super().__init__(n)
        regions = n.bench.sizes["region"]
        self.abroad = 1 - np.eye(regions)
        self.cost0 = n.table("trade_cost", *ISR) if "trade_cost" in n.bench else 0 * self.tm0
        self.linked = self.cost0.any(axis=(1, 2))
        self.export_rate = (self.tx * self.abroad).sum(axis=2) / (regions - 1)
        self.tariff_before = (self.tm0 * self.abroad).sum(axis=1) / (regions - 1)
        self.tariff_rate = (self.tm * self.abroad).sum(axis=1) / (regions - 1)
        self.start = np.ones_like(self.output)
        if "relative_price" in n.bench:
            self.start = n.table("relative_price", *IR)
        self.base = np.where(self.linked[:, None], self._along_the_ways(), self._at_the_hub())
        self.price = self.base * n["ph"]
        self.made = n["qo"] * self.worth / self.base
        self.bought_here = n["qc"] * self.used / self.base
        ways = (1 + self.tx) * (1 + (self.tc if self.tc.any() else self.cost0))
        self.landed = self.price[:, :, None] * ways
        self.melt = 1 + (self.tc if self.tc.any() else self.cost0)

    def _at_the_hub(self) -> np.ndarray:
        """Prices over the world price: exporters below it by their tax, importers above."""
        trade = self.trade * self.abroad
        sells, buys = trade.sum(axis=2) > 0, trade.sum(axis=1) > 0
        own = np.where(sells, 1 / (1 + self.export_rate), 1 + self.tariff_before)
        untaxed = (self.export_rate == 0) & (self.tariff_before == 0)
        own = np.where(untaxed, 1.0, own)
        return np.where(sells | buys, own, self.start)

    def _along_the_ways(self) -> np.ndarray:
        """Prices that fit the shipments of the benchmark, those of the first region as given."""
        wedge = (1 + self.tx) * (1 + self.cost0) * (1 + self.tm0)
        out = np.full(self.start.shape, np.nan)
        for good in np.flatnonzero(self.linked):
            price, ways = out[good], np.argwhere(self.trade[good] > 0)
            while np.isnan(price).any():
                first = int(np.flatnonzero(np.isnan(price))[0])
                price[first] = self.start[good, first]
                for s, r in [*ways] * len(price):
                    if np.isnan(price[r]):
                        price[r] = price[s] * wedge[good, s, r]
                    if np.isnan(price[s]):
                        price[s] = price[r] / wedge[good, s, r]
            for s, r in ways:
                assert abs(price[s] * wedge[good, s, r] / price[r] - 1) < 1e-12
        return out


def solution(name: str) -> tuple[Numbers, Goods]:
    n = Numbers(GOODS[name]())
    return n, Goods(n)


# ------------------------------------------------------------------------- who makes and who uses
@pytest.mark.parametrize("name", EVERY)
def test_who_makes_a_good_breaks_even(name):
    """(P-7h, P-1 to P-4) from prices of factors and goods: no profit, nothing made at a loss."""
    n, e = solution(name)
    loss = e.cost / e.productivity / e.kept * e.dearer / n["ph"] - 1
    either("output and loss", n["qo"], loss)


@pytest.mark.parametrize("name", EVERY)
def test_what_is_used_costs_what_the_good_costs(name):
    """(T-5c) price of what is used."""
    n, _ = solution(name)
    agree("pc", n["pc"], n["ph"])


@pytest.mark.parametrize("name", EVERY)
def test_net_exports_are_what_is_made_and_not_used(name):
    """(T-7) at world prices of the benchmark, in benchmark GDP."""
    n, e = solution(name)
    agree("net", n["net"], (np.nan_to_num(e.made) - e.bought_here) / e.gdp)
    border = e.trade * (1 + e.tx)
    before = (border.sum(axis=2) - border.sum(axis=1)) / e.gdp
    if not e.linked.all():
        agree("net before", n.base("net")[~e.linked], before[~e.linked])


# --------------------------------------------------------------------------------------- the hub
@pytest.mark.parametrize("name", HUB)
def test_nobody_trades_at_a_loss_at_the_hub(name):
    """(T-5, T-5b) exports at the world price less tax, imports at it plus tariff, else between."""
    n, e = solution(name)
    hub = ~e.linked
    world = n["pw"][hub, None]
    sold = e.price[hub] * (1 + e.export_rate[hub]) / world - 1
    bought = world * (1 + e.tariff_rate[hub]) / e.price[hub] - 1
    net = n["net"][hub]
    either("exports and loss", np.maximum(net, 0), sold)
    either("imports and loss", np.maximum(-net, 0), bought)


@pytest.mark.parametrize("name", HUB)
def test_the_world_sells_what_it_buys(name):
    """(T-6, C-3w) net exports of every good add up to nothing, that of the market left out too."""
    n, e = solution(name)
    size = (e.used / e.base).sum(axis=1)
    excess = (n["net"] * e.gdp).sum(axis=1) / size
    assert abs(excess[~e.linked]).max() < 1e-9, f"the world sells too much: {excess}"
    assert np.isfinite(n["pw"][~e.linked]).all()


# ------------------------------------------------------------------------------ ways with a cost
@pytest.mark.parametrize("name", LINKED)
def test_nobody_ships_at_a_loss(name):
    """(T-9) shipments only where the price at the border with tariff is that in the importer."""
    n, e = solution(name)
    loss = e.landed * (1 + e.tm) / e.price[:, None, :] - 1
    either("shipments and loss", n["ship"], loss)


@pytest.mark.parametrize("name", LINKED)
def test_what_leaves_is_what_arrives_and_what_melts(name):
    """(T-8, C-3l) every market with trade costs, the one left out too."""
    n, e = solution(name)
    arrives = np.nan_to_num(n["ship"]) * e.gdp
    balance = ((e.melt * arrives).sum(axis=2) - arrives.sum(axis=1)) / e.gdp
    agree("net", n["net"][e.linked], balance[e.linked])


# --------------------------------------------------------------------------------------- budgets
@pytest.mark.parametrize("name", EVERY)
def test_the_border_collects_its_tariffs(name):
    """(Y-4b) tariffs on the border value of imports, export taxes on the home value of exports."""
    n, e = solution(name)
    net = n["net"] * e.gdp
    collected = np.zeros(len(e.gdp))
    if not e.linked.all():
        paid = e.tariff_rate * n["pw"][:, None] * np.maximum(-net, 0)
        levied = e.export_rate * e.price * np.maximum(net, 0)
        collected = (paid + levied)[~e.linked].sum(axis=0)
    if e.linked.any():
        arrives = np.nan_to_num(n["ship"]) * e.gdp
        paid = e.tm * e.landed * arrives
        levied = e.tx * e.price[:, :, None] * e.melt * arrives
        collected = collected + (paid.sum(axis=1) + levied.sum(axis=2))[e.linked].sum(axis=0)
    agree("border", n["border"], collected / e.gdp)


@pytest.mark.parametrize("name", EVERY)
def test_the_budget_spends_what_the_border_collects(name):
    """(Y-4) taxes on income, output and trade pay for public consumption and lump sums."""
    n, e = solution(name)
    rate = n.table("income_tax", "factor", "region")
    paid = n.table("value_added", "factor", "sector", "region").sum(axis=1)
    k = -e.skills
    income = paid * np.concatenate([n["pf"][:k] * n["qe"][:k], n["pl"] * n["ql"]])
    output = e.output_rate * e.worth * np.nan_to_num(n["po"] * n["qo"])
    spent = e.final[1].sum(axis=0)
    if spent.any():
        spent = spent * n["p_gov"] * n["gov"]
    revenue = (rate * income).sum(axis=0) + output.sum(axis=0) + n["border"] * e.gdp
    given = n["transfer"] * n["residents"] + n["benefit"] * n["entitled"]
    agree("lump sums", given, (revenue - spent) / e.gdp)


# ---------------------------------------------------------------------------------- gaps of wages
def wages(n: Numbers) -> np.ndarray:
    """Of natives at the benchmark (skill, region): what is paid over all work, in natives."""
    skills = n.bench.sizes["skill"]
    paid = n.table("value_added", "factor", "sector", "region").sum(axis=1)[-skills:]
    work = n.table("workers", "origin", "destination", "skill") * n.table(
        "efficiency", "origin", "destination", "skill"
    )
    at_home = np.einsum("ook->ok", n.table("workers", "origin", "destination", "skill"))
    abroad = work.sum(axis=0) - np.einsum("ook->ok", work)
    return paid / (at_home + abroad).T


@pytest.mark.parametrize("name", [GAP])
def test_part_of_the_gap_of_wages_is_closed(name):
    """(M-29, M-30) every wage has gone this part of the way to one wage of each skill."""
    n = Numbers(GOODS[name]())
    gap = n.settings.gap_closing
    inside = n.bench.region.isin(list(gap.regions)).values
    before = wages(n)
    after = before * n["wn"]
    common = before + (after - before) / gap.share  # where the wage is heading for
    for skill, towards in enumerate(common):
        agree(f"one wage of skill {skill}", towards[inside], towards[inside][0])
    agree("lift", n["lift"] / gap.share * before.mean(), common[:, inside][:, 0])
    moved = abs(n["wn"] - 1)
    assert moved[:, inside].min() > 0.01
    assert not inside.all(), "somebody stays out"


@pytest.mark.parametrize("name", [GAP])
def test_who_leaves_is_taken_in(name):
    """(M-30 to M-32, M-4) receivers take in all who leave, the same part from every sender."""
    n = Numbers(GOODS[name]())
    stock = n.table("workers", "origin", "destination", "skill")
    at_home = np.einsum("ook->ok", stock)
    net = np.nan_to_num(n["outflow"])
    left, came = net.clip(min=0) * at_home.T, -net.clip(max=0) * at_home.T
    agree("taken in", came.sum(axis=1), left.sum(axis=1))
    inside = np.isfinite(n["outflow"])
    whole = np.where(inside, at_home.T, 0.0).sum(axis=1)
    agree("moved", n["moved"], left.sum(axis=1) / whole)
    assert (net.max(axis=1) > 0.01).all()
    movers = np.einsum("ko,kd->odk", left, came / came.sum(axis=1, keepdims=True))
    scale = np.where(stock > 0, stock, at_home[:, None, :])
    there = np.isfinite(n["mig"])
    assert there.sum() > 10
    agree("mig", n["mig"] * scale, np.where(there, stock + movers, 0.0))
    stay = (at_home - np.where(there, movers, 0.0).sum(axis=1)) / at_home
    agree("stay", n["stay"], stay)
