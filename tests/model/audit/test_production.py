"""Production, trade and demand where taxes, productivity and costs move (P, T, D, C)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.audit.numbers import ISR, agree
from tests.model.audit.test_labour import CASES, Book, book
from tests.model.second import part, price_of

every = pytest.mark.parametrize("name", CASES)
ARMINGTON = [name for name in CASES if name != "homogeneous"]
armington = pytest.mark.parametrize("name", ARMINGTON)


def nest(shares: np.ndarray, prices: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """CES price over the first axis, by sector."""
    by_sector = [price_of(shares[:, i], prices[:, i], x) for i, x in enumerate(sigma.ravel())]
    return np.stack(by_sector)


def productivity(b: Book) -> np.ndarray:
    """Neutral: the scenario's, a year's growth and what people make of it (sector, region)."""
    given = b.given("productivity", np.ones_like(b.d["X"]), "sector", "region")
    year = 1.0 if b.grown is None else b.grown.productivity
    return given * year * b.n["spill"][None]


def kept(b: Book) -> np.ndarray:
    """Of the price of an output after tax, over the benchmark (sector, region)."""
    rate = b.d["OT"] / b.d["X"]
    return (1 - rate - b.n["product_shift"]) / (1 - rate)


def rewards(b: Book) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Prices of the work of factors and of skills, and what a unit of each does."""
    own = b.given("factor_productivity", np.ones(b.endowment().shape), "factor", "region")
    factors = len(b.d["VF"])
    return b.n["pf"][:factors] / own[:factors], b.n["pl"] / own[factors:], *np.split(own, [factors])


@every
def test_prices_are_costs(name):
    """P-1 to P-4, P-7, with taxes on output that move and factors that become productive."""
    b = book(name)
    d, n = b.d, b.n
    pf, pl, *_ = rewards(b)
    labour, bundles = d["VL"].sum(axis=0), d["IO"].sum(axis=0)
    added = d["VF"].sum(axis=0) + labour
    agree("plab", n["plab"], price_of(
        d["VL"] / labour, pl[:, None] + 0 * d["VL"], b.elasticity("esubsk")))  # fmt: skip
    parts = np.concatenate([d["VF"], labour[None]]) / added
    prices = np.concatenate([pf[:, None] + 0 * d["VF"], n["plab"][None]])
    agree("pva", n["pva"], nest(parts, prices, b.elasticity("esubva")))
    goods = n["pc"][:, None] + 0 * d["IO"]
    agree("pint", n["pint"], price_of(d["IO"] / bundles, goods, b.elasticity("esubint")))
    parts = np.stack([added, bundles]) / (added + bundles)
    cost = price_of(parts, np.stack([n["pva"], n["pint"]]), b.elasticity("esubt"))
    agree("po", n["po"], cost / kept(b) / productivity(b))
    if name == "product_tax":
        assert abs(n["product_shift"]).min() > 1e-5


@every
def test_what_sectors_hire_is_what_there_is(name):
    """C-1, C-1k."""
    b = book(name)
    d, n = b.d, b.n
    pf, pl, own_f, own_l = rewards(b)
    added = value_added(b)
    va = b.elasticity("esubva")
    hired = d["VF"] * added * (n["pva"] / pf[:, None]) ** va / own_f[:, None]
    agree("qe", n["qe"][: len(pf)], hired.sum(axis=1) / d["VF"].sum(axis=1))
    labour = added * (n["pva"] / n["plab"]) ** va
    hired = d["VL"] * labour * (n["plab"] / pl[:, None]) ** b.elasticity("esubsk") / own_l[:, None]
    agree("ql", n["ql"], hired.sum(axis=1) / d["VL"].sum(axis=1))


def unit_cost(b: Book) -> np.ndarray:
    """Of inputs, by what the output earns (P-7)."""
    return b.n["po"] * kept(b) * productivity(b)


def active(b: Book) -> np.ndarray:
    """Inputs that the output takes, before substitution (sector, region)."""
    return b.n["qo"] / productivity(b)


def value_added(b: Book) -> np.ndarray:
    """Used by sectors (sector, region)."""
    return active(b) * (unit_cost(b) / b.n["pva"]) ** b.elasticity("esubt")


def tariffs(b: Book) -> np.ndarray:
    """Of the scenario, less what is granted for the admission of people (L-1)."""
    return b.n.target("tariff", *ISR) * (1 - b.filled("cut", *b.d["T"].shape[1:]))


def trade_cost(b: Book) -> np.ndarray:
    """Iceberg (sector, exporter, importer)."""
    return b.given("trade_cost", np.zeros_like(b.d["T"]), *ISR)


def arriving_price(b: Book) -> np.ndarray:
    """Over the benchmark (sector, exporter, importer)."""
    before = (1 + b.d["tx"]) * (1 + b.d["tm0"])
    wedge = (1 + b.d["tx"]) * (1 + trade_cost(b)) * (1 + tariffs(b)) / before
    return b.n["po"][:, :, None] * wedge


def arriving(b: Book) -> np.ndarray:
    """Goods that arrive, at benchmark producers' prices (sector, exporter, importer) (T-1, T-2)."""
    n = b.n
    bundle = n["qc"] * (n["pc"] / n["pm"]) ** b.elasticity("esubd")
    cheap = (n["pm"][:, None] / arriving_price(b)) ** b.elasticity("esubm")[:, :, None]
    return b.d["T"] * bundle[:, None] * cheap


@armington
def test_prices_of_goods_from_home_and_abroad(name):
    """T-1, T-2, T-3."""
    b = book(name)
    imports = b.d["M"].sum(axis=1)
    sources = np.swapaxes(part(b.d["M"], imports[:, None]), 0, 1)
    dear = np.swapaxes(arriving_price(b), 0, 1)
    agree("pm", b.n["pm"], nest(sources, dear, b.elasticity("esubm")))
    parts = np.stack([b.d["H"], imports]) / b.d["A"]
    both = np.stack([b.n["po"], b.n["pm"]])
    agree("pc", b.n["pc"], nest(parts, both, b.elasticity("esubd")))


@armington
def test_what_is_made_is_sold(name):
    """T-4, and C-3: the market left out too."""
    b = book(name)
    home = b.d["H"] * b.n["qc"] * (b.n["pc"] / b.n["po"]) ** b.elasticity("esubd")
    shipped = (arriving(b) * (1 + trade_cost(b))).sum(axis=2)
    agree("qo", b.n["qo"], (home + shipped) / b.d["X"])


@every
def test_price_indexes_of_final_demand(name):
    """D-1 to D-3, D-5, C-2, C-2w."""
    b = book(name)
    spent = b.d["FD"].sum(axis=1)
    for use, (index, esub) in enumerate(
        [("p_cons", "esubhh"), ("p_gov", "esubgov"), ("p_inv", "esubinv")]
    ):
        shares = b.d["FD"][use] / spent[use]
        agree(index, b.n[index], price_of(shares, b.n["pc"], b.elasticity(esub)))
    world = (spent[0] * b.n["p_cons"]).sum() / spent[0].sum()
    agree("p_world", b.n["p_world"], world)
    measure = b.settings.closure.numeraire
    regions = b.bench.region.values.tolist()
    index = world if measure == "world_cpi" else b.n["p_cons"][regions.index(measure)]
    agree("numeraire", index, b.given("numeraire", 1.0))


def test_the_numeraire_is_a_region_once_and_not_one():
    assert book("transfers").settings.closure.numeraire == "r1"
    assert abs(book("transfers").n["p_world"] - 0.8) > 1e-4
    assert book("income_tax").given("numeraire", 1.0) == 1.5
