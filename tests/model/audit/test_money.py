"""Budgets, incomes, capital and final demand: who pays, who receives, what is bought (Y, K, D)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from cge.scenario.closures import FISCAL
from tests.model.audit.numbers import USD, agree
from tests.model.audit.test_labour import CASES, ODK, Book, book
from tests.model.audit.test_production import (
    active,
    arriving,
    tariffs,
    trade_cost,
    unit_cost,
)
from tests.model.second import part

every = pytest.mark.parametrize("name", CASES)
BASES = ("earnings", "head", "property", "remittances")
"""Bases of levies, in the order in which the solution lists what they raise."""


class Money:
    """What is paid and received in a solution [10^9 USD]."""

    def __init__(self, b: Book) -> None:
        self.b, n = b, b.n
        shape = b.abroad.shape
        factors = len(b.d["VF"])
        rate = n.target("income_tax", "factor", "region") + n["tax_shift"]
        self.tax_f, self.tax_l = rate[:factors], rate[factors:]
        self.pf, self.qe = n["pf"][:factors], n["qe"][:factors]
        self.income_f = b.d["VF"].sum(axis=1) * self.pf
        self.workers = b.d["W"].sum(axis=(0, 2))
        border = (1 + b.d["tx"]) * b.d["T"]
        self.gdp = (
            b.d["VF"].sum(axis=(0, 1)) + b.d["VL"].sum(axis=(0, 1)) + b.d["OT"].sum(axis=0)
            + (b.d["tm0"] * border).sum(axis=(0, 1)) + (b.d["tx"] * b.d["T"]).sum(axis=(0, 2))
        )  # fmt: skip
        own = n.table("benefit_weight", "skill", "region")
        living = b.d["W"].sum(axis=0).T
        self.weight = own * living.sum(axis=0) / (own * living).sum(axis=0)
        self.benefits = n.table("benefits", "region")
        self.lump_sums = b.base["tt"] - self.benefits
        self.eligible, self.eligible_new = (
            self.b.settings.eligibility[name].transpose(*ODK).values
            if name in b.settings.eligibility
            else np.ones(shape)
            for name in ("eligible", "eligible_new")
        )
        self._of_movers(shape)

    def _of_movers(self, shape: tuple[int, ...]) -> None:
        b, n = self.b, self.b.n
        wage = b.d["wage"]
        recent, there = (x.T[None] for x in (b.wage_of_recent(), b.wage_there()))
        net = 1 - self.tax_l.T[None]
        rate, rate_old, amount, amount_old = self.burden(shape)
        head, head_old = (n["p_world"] * x for x in (amount, amount_old))
        per_worker = (n["transfer"] + self.weight * n["benefit"]) * self.gdp / self.workers
        income = b.efficiency_new * wage * (net - rate) * recent - head
        native, settled, recent_too = b.insured(self.tax_l)
        income = income + self.eligible_new * (per_worker.T[None] + b.efficiency_new * recent_too)
        old, new = self.eligible * b.units_there, self.eligible_new * b.units_new
        self.out_of_work = native + at_destination(old * settled + new * recent_too)
        self.dissipated = b.filled("lost", *shape) * income * b.new
        self.irregular_wages = wage * recent * b.units_irregular
        self.untaxed = self.tax_l.T[None] * self.irregular_wages
        self.smuggled = self.smugglers_part(shape) * self.irregular_wages
        kept = 1 - b.filled("paid", *shape) - b.filled("lost", *shape)
        new = kept * (wage * (net - rate) * recent * b.units_new - head * b.new)
        old = wage * (net - rate_old) * there * b.units_there - head_old * b.there
        old = (1 - b.filled("paid_old", *shape)) * old
        today = b.d["rate"][:, :, None] * np.ones(shape)
        sends, sends_new = (
            b.given(name, today, *ODK) for name in ("remittance_share", "remittance_share_new")
        )
        sent = sends * old + sends_new * (new + self.irregular_wages - self.smuggled)
        cost = n.target("remittance_cost", "origin", "destination")[:, :, None]
        self.sent, self.received, self.sending = sent, (1 - cost) * sent, cost * sent
        matching = b.given("matching", np.zeros(shape[0]), "region")
        self.matched = matching[:, None, None] * self.received
        self.paid = b.filled("visa_payment", *shape)
        self.hosting = n["p_world"] * self.hosting_cost(shape) * b.new

    def burden(self, shape: tuple[int, ...]) -> list[np.ndarray]:
        """Levies that new and established migrants see in their pay: rates, and money per head."""
        rate, rate_old, amount, amount_old = (np.zeros(shape) for _ in range(4))
        for levy in self.b.settings.levies:
            new, old = {"earnings": (rate, rate_old), "head": (amount, amount_old)}.get(
                levy.base, (np.zeros(shape), np.zeros(shape))
            )
            size = levy.rate * (USD if levy.base == "head" else 1) * (1 - levy.credit)
            for key in levy.corridors:
                new[self.b.at(key)] += size
                old[self.b.at(key)] += size * levy.established
        return [rate, rate_old, amount, amount_old]

    def smugglers_part(self, shape: tuple[int, ...]) -> np.ndarray:
        """Share of wages that hiding takes."""
        out = np.zeros(shape)
        for way in self.b.settings.irregular:
            for key in way.corridors:
                out[self.b.at(key)] = way.price if way.raised_to is None else way.raised_to
        return out

    def hosting_cost(self, shape: tuple[int, ...]) -> np.ndarray:
        """Of a newcomer, at benchmark prices."""
        out = np.zeros(shape)
        for cap in self.b.settings.caps:
            for key in cap.corridors:
                out[self.b.at(key)] = 0.0 if cap.slots is None else cap.slots.cost * USD
        return out

    def shares_of_visas(self, recipient: str) -> np.ndarray:
        """Of the money paid in a corridor."""
        charges = self.b.settings.charges
        if charges is None:
            return np.zeros(self.paid.shape)
        return charges["revenue"].sel(recipient=recipient).transpose(*ODK).values

    def levies(self) -> list[tuple]:
        """Each levy with what it raises in each corridor."""
        found = sorted(self.b.settings.levies, key=lambda levy: BASES.index(levy.base))
        raised = np.nan_to_num(self.b.n["levied"])
        assert len(raised) == len(found)
        return list(zip(found, raised, strict=True))


@cache
def money(name: str) -> Money:
    """Of a case."""
    return Money(book(name))


def at_origin(x: np.ndarray) -> np.ndarray:
    """Sum over those born in a region."""
    return x.sum(axis=(1, 2))


def at_destination(x: np.ndarray) -> np.ndarray:
    """Sum over those who have come to a region."""
    return x.sum(axis=(0, 2))


# ------------------------------------------------------------------------------------- government
def revenue(m: Money) -> np.ndarray:
    """Of every kind (region)."""
    b, d, n = m.b, m.b.d, m.b.n
    wages = d["VL"].sum(axis=1) * n["pl"] * n["ql"]
    output = (d["OT"] / d["X"] + n["product_shift"]) * d["X"] * n["po"] * n["qo"]
    taxes = (m.tax_f * m.income_f * m.qe).sum(axis=0) + (m.tax_l * wages).sum(axis=0)
    taxes = taxes - at_destination(m.untaxed) + output.sum(axis=0) + border_taxes(m)
    visas = at_destination(m.shares_of_visas("destination_government") * m.paid)
    visas = visas + at_origin(m.shares_of_visas("origin_government") * m.paid)
    total = taxes + visas - at_origin(m.matched)
    for levy, raised in m.levies():
        here = levy.shares.get("destination_government", 0.0) - levy.credit
        total = total + here * at_destination(raised)
        total = total + levy.shares.get("origin_government", 0.0) * at_origin(raised)
    assert total.shape == b.d["persons"].shape
    return total


def border_taxes(m: Money) -> np.ndarray:
    """Tariffs on the border value, export taxes on what leaves (region)."""
    b = m.b
    if b.settings.closure.trade == "homogeneous":
        return b.n["border"] * m.gdp
    arrives, cost = arriving(b), 1 + trade_cost(b)
    leaves = b.n["po"][:, :, None] * arrives * cost
    tariff = (tariffs(b) * (1 + b.d["tx"]) * leaves).sum(axis=(0, 1))
    return tariff + (b.d["tx"] * leaves).sum(axis=(0, 2))


@every
def test_budgets_balance_by_the_instrument_of_the_closure(name):
    """Y-4: lump sums and benefits are what revenue leaves after public consumption."""
    m = money(name)
    n = m.b.n
    spent = m.b.d["FD"][1].sum(axis=0) * n["p_gov"] * n["gov"]
    paid = (n["transfer"] * n["residents"] + n["benefit"] * n["entitled"]) * m.gdp
    agree("budget", paid + spent + m.out_of_work, revenue(m))
    instrument = FISCAL[m.b.settings.closure.fiscal].instrument
    moved = n[instrument] / (n["p_cons"] if instrument in ("transfer", "benefit") else 1)
    assert abs(moved - m.b.n.base(instrument)).max() > 1e-5, "nothing balances"


@every
def test_instruments_that_do_not_balance_keep_their_real_value(name):
    """Y-4t, Y-4k; in a growing baseline they grow as workers do."""
    m = money(name)
    n, fiscal = m.b.n, m.b.settings.closure.fiscal
    more = 1.0 if m.b.grown is None else m.b.grown.workers.values
    if fiscal != "lump_sum":
        agree("transfer", n["transfer"], m.lump_sums / m.gdp * more * n["p_cons"])
    if fiscal != "transfers":
        agree("benefit", n["benefit"], m.benefits / m.gdp * more * n["p_cons"])
    if fiscal != "public_consumption":
        heads = 1.0 if m.b.grown is None else m.b.grown.heads.values
        agree("public_scale", n["public_scale"], heads)  # per head, where no policy moves it
    for shift in ("tax_shift", "product_shift"):
        if FISCAL[fiscal].instrument != shift:
            assert abs(n[shift]).max() == 0


@every
def test_public_consumption_is_for_heads(name):
    """Y-4g, Y-4h: movers take the families that migrants of their corridor have."""
    b = book(name)
    family = b.d["PPW"][:, :, None] * (b.now + b.irregular - b.abroad)
    heads = b.d["persons"] + at_destination(family) - at_origin(family)
    agree("heads", b.n["heads"], heads / b.d["persons"])
    rival = b.elasticity("congestion")
    watched = np.zeros(len(heads))
    for rule in b.settings.enforcement:
        watched[b.bench.region.values.tolist().index(rule.region)] = rule.share
    served = b.n["public_scale"] * (1 - rival + rival * b.n["heads"])
    enforced = np.where(watched > 0, np.nan_to_num(b.filled("enforced", len(heads))), 0.0)
    agree("gov", b.n["gov"], (1 - watched) * served + watched * enforced)


@every
def test_benefits_go_to_the_eligible(name):
    """Y-4w, Y-4e: migrants by their part, benefits by the weight of skills."""
    m = money(name)
    b = m.b
    served = m.eligible * b.there + m.eligible_new * b.new
    everybody = b.stay + served.sum(axis=0)
    agree("residents", b.n["residents"], everybody.sum(axis=1) / m.workers)
    agree("entitled", b.n["entitled"], (m.weight.T * everybody).sum(axis=1) / m.workers)


@pytest.mark.slow
def test_eligibility_and_weights_are_not_one():
    m = money("public_consumption")
    assert m.benefits.min() > 1
    assert abs(m.weight - 1).min() > 0.05
    assert m.eligible.max() < 1
    assert m.eligible_new.min() < m.eligible.min()


# ----------------------------------------------------------------------------- property and income
@every
def test_owners_receive_what_their_capital_earns(name):
    """Y-2, Y-2m, K-2n: what saving has added is its residents', mobile capital earns one return."""
    m = money(name)
    b, n = m.b, m.b.n
    endowed = b.endowment()[: len(m.pf)]
    net = (1 - m.tax_f) * m.income_f
    net[0] = net[0] - wears(b) * n["p_inv"]
    paid = (net * endowed).sum(axis=0)
    added = (net * (m.qe - endowed)).sum(axis=0)
    if b.settings.closure.capital == "mobile":
        placed = ((1 - b.d["taxF"][0]) * b.d["VF"][0].sum(axis=0) - wears(b)) * endowed[0]
        pool = (net * m.qe)[0].sum() / placed.sum()
        agree("pool", n["pool"], pool)
        paid, added = pool * placed + (net * endowed)[1:].sum(axis=0), 0.0
    agree("prop", n["prop"] * property_base(b), b.d["FO"] @ paid + added)


def property_base(b: Book) -> np.ndarray:
    """Property income at the benchmark (region)."""
    return b.d["FO"] @ (((1 - b.d["taxF"]) * b.d["VF"].sum(axis=1)).sum(axis=0) - wears(b))


def wears(b: Book) -> np.ndarray:
    """What replaces worn capital at the benchmark (region)."""
    return np.asarray(b.bench.capital_consumption.transpose("region"))


@every
def test_capital_closes_as_the_scenario_says(name):
    """K-1 to K-4: stocks given, one return after tax, or the one that pays investment."""
    m = money(name)
    b, n, closure = m.b, m.b.n, m.b.settings.closure.capital
    endowed = b.endowment()[: len(m.pf)]
    if len(m.pf) > 1:
        agree("qe", m.qe[1:], endowed[1:])
    saving = 1 - b.d["FD"][0].sum(axis=0) / b.base["yd"]
    after_tax = (1 - m.tax_f[0]) / (1 - b.d["taxF"][0])
    if closure == "steady":
        agree("return after tax", after_tax * m.pf[0], n["p_inv"])
        agree("inv", n["inv"], m.qe[0])
        assert abs(n["saving"] - saving).max() > 1e-4, "nobody saves more or less"
    else:
        agree("saving", n["saving"], saving)
    if closure == "mobile":
        agree("return after tax", after_tax * m.pf[0], n["world_return"])
        stock = b.d["VF"][0].sum(axis=0)
        agree("capital of the world", (stock * m.qe[0]).sum(), (stock * endowed[0]).sum())
    if closure == "fixed":
        agree("qe", m.qe[0], endowed[0] * b.given("capital_stock", np.ones(3), "region"))


@every
def test_income_is_all_that_residents_receive(name):
    """Y-3: wages, property and claims of movers, remittances, transfers, visas and levies."""
    m = money(name)
    b, n = m.b, m.b.n
    wages = ((1 - m.tax_l) * b.d["VL"].sum(axis=1) * n["pl"] * n["ql"]).sum(axis=0)
    owned = property_base(b) * n["prop"]
    portable = float(b.settings.closure.ownership == "portable")
    at_home = owned[:, None] * np.einsum("ook->ok", b.d["OW"]) / b.home
    came = b.new + b.irregular
    gone = came.sum(axis=1) / b.home
    agree("leaving", 1 + n["leaving"], 1 + gone)
    first = b.bench.mover_wealth.values
    carried = (at_home * (first + (1 - first) * gone))[:, None, :] * came
    left = owned[None, :, None] * part(b.d["OW"] * (1 - b.d["eye"]), b.abroad) * b.back
    claims = portable * (carried - left)
    sent_home = at_origin(m.received + m.matched) - at_destination(m.sent)
    public = (n["transfer"] * n["residents"] + n["benefit"] * n["entitled"]) * m.gdp
    public = public + m.out_of_work
    other = b.d["OTH"].sum(axis=1) - b.d["OTH"].sum(axis=0)
    world = 1.0 if b.grown is None else b.grown.world
    total = (
        wages + owned + at_destination(claims) - at_origin(claims) + sent_home + public
        + n["p_world"] * world * other + visas(m) + levied(m)
        + at_destination(m.untaxed - m.smuggled)
    )  # fmt: skip
    agree("yd", n["yd"] * b.base["yd"], total)


def visas(m: Money) -> np.ndarray:
    """What residents receive for visas less what they pay and what it costs (region)."""
    here = m.shares_of_visas("destination_natives") + m.shares_of_visas("sponsors")
    return at_destination((here - 1) * m.paid - m.dissipated - m.hosting)


def levied(m: Money) -> np.ndarray:
    """What residents receive from levies less what they pay (region)."""
    total = np.zeros(m.gdp.shape)
    for levy, raised in m.levies():
        got = levy.shares.get("destination_natives", 0.0) + levy.shares.get("sponsors", 0.0)
        total = total + (got + levy.credit) * at_destination(raised)
        pays = at_origin if levy.base == "remittances" else at_destination
        total = total - pays(raised)
    return total


@every
def test_income_is_spent_or_saved(name):
    """Y-5, Y-5i, Y-6: worn capital is replaced first; foreign saving is fixed in world prices."""
    b = book(name)
    n, income = b.n, b.n["yd"] * b.base["yd"]
    consumed, invested = (b.d["FD"][use].sum(axis=0) for use in (0, 2))
    agree("cons", n["cons"], (1 - n["saving"]) * income / n["p_cons"] / consumed)
    world = 1.0 if b.grown is None else b.grown.world
    lent = n["p_world"] * world * b.base["lent"]
    replaced = wears(b) * n["p_inv"] * n["qe"][0]
    agree("inv", n["inv"], (replaced + n["saving"] * income + lent) / n["p_inv"] / invested)


# ------------------------------------------------------------------------------------ final demand
@every
def test_everything_bought_is_demand(name):
    """D-4, D-1 to D-3: inputs, final uses, and the services that movers and senders buy."""
    m = money(name)
    b, d, n = m.b, m.b.d, m.b.n
    bundles = active(b) * (unit_cost(b) / n["pint"]) ** b.elasticity("esubt")
    mix = (n["pint"][None] / n["pc"][:, None]) ** b.elasticity("esubint")
    bought = (d["IO"] * bundles * mix).sum(axis=1)
    for use, (level, index, esub) in enumerate(
        [("cons", "p_cons", "esubhh"), ("gov", "p_gov", "esubgov"), ("inv", "p_inv", "esubinv")]
    ):
        bought = bought + d["FD"][use] * n[level] * (n[index] / n["pc"]) ** b.elasticity(esub)
    services = b.bench.sector.values.tolist().index(b.bench.attrs["remittance_sector"])
    spent = at_destination(m.sending + m.dissipated + m.hosting + m.smuggled)
    bought[services] = bought[services] + spent / n["pc"][services]
    agree("qc", n["qc"], bought / d["A"])


def test_every_kind_of_money_flows():
    host, all_ = money("income_tax"), money("everything")
    for flow in (host.hosting, host.sending, host.untaxed, host.smuggled, host.matched, host.paid):
        assert flow.sum() > 0.01
    for flow in (all_.dissipated, all_.paid, *(raised for _, raised in all_.levies())):
        assert flow.sum() > 0.01
    assert (money("jobless").out_of_work > 0.01).sum() == 2
    assert abs(host.b.d["OTH"].sum(axis=1) - host.b.d["OTH"].sum(axis=0)).max() > 0.1
