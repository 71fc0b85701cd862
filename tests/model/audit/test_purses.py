"""Levies (Y-7), tariff linkage (L-1), and what movers bring to purses and budgets (Y-3, Y-4)."""

from __future__ import annotations

import numpy as np

from tests.model.audit.cases_visas import movers
from tests.model.audit.movers import USD, Movers, part
from tests.model.audit.numbers import ISR, agree
from tests.model.audit.test_visas import having


# -- what movers send and own ----------------------------------------------------------------------
def cost(a: Movers) -> np.ndarray:
    """Of sending (origin, destination, skill) [share]."""
    return a.n.target("remittance_cost", "origin", "destination")[:, :, None]


def shares_sent(a: Movers) -> tuple[np.ndarray, np.ndarray]:
    """Of net wages by newcomers and by those before."""
    values = a.n.settings.values
    if "remittance_share" in values:
        new, old = (values[name] for name in ("remittance_share_new", "remittance_share"))
        return new.transpose(*a.dims).values, old.transpose(*a.dims).values
    n = a.n
    tax = n.table("income_tax", "region", "factor")[:, -a.workers.shape[2] :]
    bill = (a.abroad * n.table("efficiency", *a.dims) * (a.wage * (1 - tax))[None]).sum(axis=2)
    paid = 1 - n.table("remittance_cost", "origin", "destination")
    share = part(n.table("remittances", "origin", "destination") / paid, bill)
    every = np.repeat(share[:, :, None], a.workers.shape[2], axis=2)
    return every, every


def irregular_wages(a: Movers) -> np.ndarray:
    return a.wage_of_new * (1 - a.irregular_terms("discount")) * a.irregular


def sent(a: Movers) -> np.ndarray:
    """(M-25) A share of wages after tax, levies and visas."""
    n, world = a.n, a.n["p_world"]
    rate, amount = a.levies(on_all=False)
    net = a.wage_of_new * (1 - a.income_tax - rate) - world * amount * USD
    new = np.nan_to_num(1 - n["paid"] - n["lost"]) * net * a.new
    rate, amount = a.levies(on_all=True)
    net = a.wage_of_old * (1 - a.income_tax - rate) - world * amount * USD
    old = np.nan_to_num(1 - n["paid_old"]) * net * a.old
    hidden = (1 - a.irregular_terms("price")) * irregular_wages(a)
    of_new, of_old = shares_sent(a)
    return of_new * (new + hidden) + of_old * old


def property_before(a: Movers) -> np.ndarray:
    """Income of owners after tax, by where they live (region)."""
    n, others = a.n, a.n.bench.sizes["factor"] - a.workers.shape[2]
    paid = n.table("value_added", "factor", "region", "sector").sum(axis=2)[:others]
    net = (paid * (1 - n.table("income_tax", "factor", "region")[:others])).sum(axis=0)
    return n.table("foreign_ownership", "owner", "region") @ (net - worn_before(a))


def worn_before(a: Movers) -> np.ndarray:
    """What replaces worn capital at the benchmark (region)."""
    return a.n.table("capital_consumption", "region")


def claims(a: Movers) -> tuple[np.ndarray, np.ndarray]:
    """(Y-2) What newcomers keep at home and returnees where they lived."""
    income = property_before(a) * a.n["prop"]
    owned = a.n.table("ownership", *a.dims)
    kept = float(a.n.settings.closure.ownership == "portable")
    per_head = income[:, None] * np.einsum("ook->ok", owned) / a.home
    came = a.new + a.irregular
    left = came.sum(axis=1) / a.home  # the first to leave own mover_wealth, all of them everything
    agree("leaving", 1 + a.n["leaving"], 1 + left)
    first = a.n.bench.mover_wealth.values
    of_new = kept * (per_head * (first + (1 - first) * left))[:, None, :] * came
    return of_new, kept * income[None, :, None] * part(owned * a.back, a.abroad)


# -- levies ----------------------------------------------------------------------------------------
@having("levied")
def test_a_levy_takes_its_share_of_its_base(case):
    """(Y-7e, Y-7h, Y-7p, Y-7r)"""
    a = movers(case)
    found = dict(zip(a.names("levied"), a.n["levied"], strict=True))
    assert set(found) == {levy.name for levy in a.n.settings.levies}
    for levy in a.n.settings.levies:
        too = float(levy.established)
        base = {
            "earnings": a.wage_of_new * a.new + too * a.wage_of_old * a.old,
            "head": a.n["p_world"] * USD * (a.new + too * a.old),
            "property": claims(a)[0],
            "remittances": sent(a),
        }[levy.base]
        agree(levy.name, found[levy.name], levy.rate * base)
        assert np.nansum(found[levy.name]) > 0
        assert np.isfinite(found[levy.name]).sum() <= a.cells(levy).sum()


# -- linkage ---------------------------------------------------------------------------------------
@having("excess_cut")
def test_tariffs_fall_by_the_schedule_until_they_are_gone(case):
    """(L-1, L-1c)"""
    a = movers(case)
    regions = a.n.bench.region.values.tolist()
    promised = np.full(a.n["excess_cut"].shape, np.nan)
    for link in a.n.settings.linkages:
        r = regions.index(link.importer)
        percent = 100 * a.new[a.mask(link.corridors)].sum() / a.force[r]
        for exporter in link.exporters:
            promised[regions.index(exporter), r] = (link.per_percent or 0.0) * percent
    agree("cut", np.where(np.isfinite(promised), a.n["cut"], np.nan), np.minimum(promised, 1.0))
    agree("excess", a.n["excess_cut"], np.maximum(promised - 1, 0.0))
    assert np.nanmax(promised) > 0


# -- purses ----------------------------------------------------------------------------------------
def visas_and_levies(a: Movers) -> np.ndarray:
    """(M-23, M-24, Y-7) What residents receive for visas and from levies less what they pay."""
    n, keep = a.n, a.received("destination_natives") + a.received("sponsors")
    paid = np.nan_to_num(a.v("visa_payment"))
    lost = np.nan_to_num(n["lost"]) * a.income_of_new * a.new
    hosted = n["p_world"] * a.hosting * USD * a.new
    here = (keep - 1) * paid - lost - hosted
    wages = irregular_wages(a)
    here = here + (a.income_tax - a.irregular_terms("price")) * wages
    there = np.zeros(here.shape)
    taken = dict(zip(a.names("levied"), n["levied"], strict=True)) if n.settings.levies else {}
    for levy in n.settings.levies:
        money = np.nan_to_num(taken[levy.name])
        kept = levy.shares.get("destination_natives", 0.0) + levy.shares.get("sponsors", 0.0)
        sender = levy.base == "remittances"
        here = here + (kept + levy.credit - (not sender)) * money
        there = there - sender * money
    return here.sum(axis=(0, 2)) + there.sum(axis=(1, 2))


@having("yd")
def test_residents_have_wages_claims_transfers_and_what_movers_bring(case):
    """(Y-3)"""
    a, n = movers(case), movers(case).n
    bill = a.wage_bill * n["pl"].T * n["ql"].T
    new, returned = claims(a)
    moved = new - returned
    out = sent(a)
    arrives = (1 - cost(a)) * out * (1 + a.matching)
    public = (n["transfer"] * n["residents"] + n["benefit"] * n["entitled"]) * a.gdp
    other = n.table("other_transfers", "origin", "destination")
    income = (
        ((1 - a.income_tax) * bill).sum(axis=1) + property_before(a) * n["prop"]
        + moved.sum(axis=(0, 2)) - moved.sum(axis=(1, 2))
        + arrives.sum(axis=(1, 2)) - out.sum(axis=(0, 2)) + public
        + n["p_world"] * (other.sum(axis=1) - other.sum(axis=0)) + visas_and_levies(a)
    )  # fmt: skip
    agree("disposable income", n["yd"] * disposable_before(a), income)


def disposable_before(a: Movers) -> np.ndarray:
    """Income of residents at the benchmark (region)."""
    n = a.n
    net = 1 - n.table("income_tax", "region", "factor")[:, -a.workers.shape[2] :]
    got, fee, other = (
        n.table(name, "origin", "destination")
        for name in ("remittances", "remittance_cost", "other_transfers")
    )
    balance = got.sum(axis=1) - (got / (1 - fee)).sum(axis=0)
    balance = balance + other.sum(axis=1) - other.sum(axis=0)
    return (net * a.wage_bill).sum(axis=1) + property_before(a) + a.transfers + balance


def movers_money(a: Movers) -> np.ndarray:
    """(M-23, M-25, Y-7) What budgets get from movers (region)."""
    n = a.n
    paid = np.nan_to_num(a.v("visa_payment"))
    here = a.received("destination_government") * paid
    there = a.received("origin_government") * paid
    taken = dict(zip(a.names("levied"), n["levied"], strict=True)) if n.settings.levies else {}
    for levy in n.settings.levies:
        money = np.nan_to_num(taken[levy.name])
        here = here + (levy.shares.get("destination_government", 0.0) - levy.credit) * money
        there = there + levy.shares.get("origin_government", 0.0) * money
    there = there - a.matching * (1 - cost(a)) * sent(a)
    return here.sum(axis=(0, 2)) + there.sum(axis=(1, 2))


def taxes(a: Movers) -> np.ndarray:
    """On income, output and trade (region); of irregular wages nobody pays any."""
    n, others = a.n, a.n.bench.sizes["factor"] - a.workers.shape[2]
    rate = n.target("income_tax", "factor", "region")[:others] + n["tax_shift"]
    paid = n.table("value_added", "factor", "region", "sector").sum(axis=2)[:others]
    income = (rate * paid * n["pf"][:others] * n["qe"][:others]).sum(axis=0)
    income = income + (a.income_tax * a.wage_bill * (n["pl"] * n["ql"]).T).sum(axis=1)
    hidden = (a.income_tax * irregular_wages(a)).sum(axis=(0, 2))
    added = n.table("value_added", "sector", "region", "factor").sum(axis=2)
    tax = n.table("output_tax", "sector", "region")
    made = added + n.table("intermediate", "sector", "region", "sector_in").sum(axis=2) + tax
    output = ((tax + n["product_shift"] * made) * n["po"] * n["qo"]).sum(axis=0)
    sold, export = n.table("trade", *ISR), n.table("export_tax", *ISR)
    before, gate = n.table("tariff", *ISR), n.target("tariff", *ISR)
    gate = gate * (1 - np.nan_to_num(n["cut"]))
    esubd, esubm = n.target("esubd", "sector"), n.target("esubm", "sector")[:, None, None]
    arrives = n["po"][:, :, None] * (1 + gate) / (1 + before)
    bundle = n["qc"] * (n["pc"] / n["pm"]) ** esubd[:, None]
    volume = sold * bundle[:, None, :] * (n["pm"][:, None, :] / arrives) ** esubm
    border = (gate * (1 + export) * n["po"][:, :, None] * volume).sum(axis=(0, 1))
    left = (export * n["po"][:, :, None] * volume).sum(axis=(0, 2))
    return income - hidden + output + border + left


@having("yd")
def test_budgets_get_taxes_and_what_movers_pay(case):
    """(Y-4)"""
    a, n = movers(case), movers(case).n
    public = n.bench.final_demand.sel(use="government").sum("sector").values
    left = taxes(a) + movers_money(a) - public * n["p_gov"] * n["gov"]
    given = (n["transfer"] * n["residents"] + n["benefit"] * n["entitled"]) * a.gdp
    agree("transfers", given, left)
