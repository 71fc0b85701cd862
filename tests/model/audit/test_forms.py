"""Functional forms and their derivatives; nests of production and demand at any elasticity."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from scipy.sparse.linalg import spsolve

from cge.model.build import SMOOTHING
from cge.model.ces import between, boxcox, complementary, positive_part
from cge.model.equation import equation
from cge.solver.compiled import Compiled
from tests.model.audit.cases_goods import GOODS
from tests.model.audit.numbers import Numbers, agree
from tests.model.second import part

RATIOS = (0.05, 0.7, 1.0, 1.3, 40.0)
NEAR = (1e-12, 1e-8, 1e-4)


# ------------------------------------------------------- functions: value and every derivative
class Form:
    """A function of the package as the solver sees it."""

    def __init__(self, form: Callable[..., Any], arguments: int) -> None:
        m = pyo.ConcreteModel()
        names = [f"x{n}" for n in range(arguments)]
        for name in names:
            m.add_component(name, pyo.Var(initialize=1.0))

        @equation("T-0")
        def value(m: Any) -> Any:
            return form(*(getattr(m, name) for name in names)) == 0

        m.value = pyo.Constraint(rule=value.rule)
        self._names, self._system = names, Compiled.of(m, [value])

    def __call__(self, *at: float) -> tuple[float, np.ndarray, np.ndarray]:
        """Value, gradient and matrix of second derivatives."""
        for name, x in zip(self._names, at, strict=True):
            self._system.set(name, x)
        x = np.array(at)
        value = float(self._system.g(x)[0])
        slope = self._system.g_x(x).toarray()[0]
        bend = self._system.g_xx(x, np.ones(1)).toarray()
        return value, slope, bend


def boxcox_by_series(y: float, power: float) -> tuple[float, float]:
    """(exp(power y) - 1) / power, and its derivative with respect to the power."""
    n = np.arange(60)
    factorial = np.array([math.factorial(k + 1) for k in range(60)], dtype=float)
    terms = y ** (n + 1.0) / factorial
    return float(terms @ power**n), float((n * terms)[1:] @ power ** (n[1:] - 1))


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_transform_of_box_and_cox_is_exact_at_every_power(ratio):
    """Values and derivatives, at 0 to the last digit; next to 0 rounding grows as 1 / power."""
    form = Form(boxcox, 2)
    for power in (0.0, *NEAR, *(-x for x in NEAR), 0.5, 1.0, -1.0, 2.0):
        value, slope, bend = form(ratio, power)
        y = math.log(ratio)
        wanted, in_power = boxcox_by_series(y, power)
        mixed = y * ratio ** (power - 1)
        near = {"rtol": 1e-12, "atol": 1e-13, "err_msg": f"power {power}"}
        np.testing.assert_allclose(value, wanted, **near)
        np.testing.assert_allclose(slope[0], ratio ** (power - 1), **near)
        np.testing.assert_allclose(bend[0, 0], (power - 1) * ratio ** (power - 2), **near)
        rounding = abs(2e-15 / power) if 0 < abs(power) < 0.01 else 0.0
        size = max(1.0, abs(y)) * max(1.0, 1 / ratio)
        near["atol"] += rounding * size
        np.testing.assert_allclose(slope[1], in_power, **near)
        np.testing.assert_allclose(bend[1, 0], mixed, **near)


KINK = 1e-24
AROUND = (0.0, 1e-13, 1e-12, 1e-9, 1e-3, 2.0, 1e3)


@pytest.mark.parametrize("x", [*AROUND, *(-x for x in AROUND[1:])])
def test_the_positive_part_is_rounded_at_the_kink_alone(x):
    """Value, slope and bend of (x + sqrt(x^2 + s)) / 2, in a form that does not cancel."""
    assert SMOOTHING == KINK
    value, slope, bend = Form(lambda at: positive_part(at, KINK), 1)(x)
    root = math.hypot(x, math.sqrt(KINK))
    wanted = (x + root) / 2 if x >= 0 else KINK / (root - x) / 2
    assert value == pytest.approx(wanted, rel=1e-14, abs=2e-16 * abs(x))
    assert value == pytest.approx(max(x, 0.0), rel=1e-15, abs=math.sqrt(KINK) / 2 * (1 + 1e-12))
    assert slope[0] == pytest.approx((1 + x / root) / 2, rel=1e-13, abs=2e-16)
    assert bend[0, 0] == pytest.approx(KINK / root**3 / 2, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("left", [1e-15, 1e-12, 1e-9, 0.2, 30.0])
def test_complementarity_holds_on_its_curve_and_nowhere_else(left):
    """Zero exactly at left x right = s; slopes 1 - left / root and 1 - right / root."""
    form = Form(lambda a, b: complementary(a, b, KINK), 2)
    for one, other in ((left, KINK / left), (KINK / left, left)):
        value, slope, _ = form(one, other)
        root = one + other
        assert abs(value) <= 4e-16 * root
        np.testing.assert_allclose(slope, [1 - one / root, 1 - other / root], atol=1e-15)
    for one, other in product((-0.3, -1e-6, 0.0, 1e-6, 0.4), repeat=2):
        value, slope, bend = form(one, other)
        root = math.sqrt(one**2 + other**2 + 2 * KINK)
        assert value == pytest.approx(one + other - root, abs=1e-16)
        np.testing.assert_allclose(slope, [1 - one / root, 1 - other / root], atol=1e-12)
        across = (other**2 + 2 * KINK) / root**3, one * other / root**3
        np.testing.assert_allclose(-bend[0, 0], across[0], rtol=1e-9, atol=1e-12 / root)
        np.testing.assert_allclose(bend[1, 0], across[1], rtol=1e-9, atol=1e-12 / root)
        holds = min(one, other) == 0
        assert (abs(value) < 1e-11) == holds, (one, other)


def test_between_floor_and_ceiling():
    """Zero exactly if exports are at the floor, imports at the ceiling, else neither."""
    form = Form(lambda a, b, flow: between(a, b, flow, KINK), 3)
    for floor, ceiling, flow in product((-0.2, 0.0, 0.3), (-0.2, 0.0, 0.3), (-0.7, 0.0, 0.7)):
        if (1 + floor) * (1 + ceiling) < 1:  # a floor above the ceiling: taxes that are refused
            continue
        inside = floor >= 0 and ceiling >= 0
        exports = flow <= 0 or floor == 0
        imports = flow >= 0 or ceiling == 0
        value, slope, _ = form(floor, ceiling, flow)
        holds = inside and exports and imports
        assert (abs(value) < 1e-11) == holds, (floor, ceiling, flow)
        inner = complementarity(ceiling, -flow)
        outer = complementarity(floor, -inner[0])
        chain = -outer[2] * np.array(inner[1:]) * [1, -1]
        np.testing.assert_allclose(value, outer[0], atol=1e-15)
        np.testing.assert_allclose(slope, [outer[1], *chain], atol=1e-3 if holds else 1e-12)


def complementarity(a: float, b: float) -> tuple[float, float, float]:
    """Value and both slopes, written for this test."""
    root = math.sqrt(a * a + b * b + 2 * KINK)
    return a + b - root, 1 - a / root, 1 - b / root


# ---------------------------------------------------------------- the nests, at any elasticity
def ces(shares: np.ndarray, prices: np.ndarray, sigma: np.ndarray | float) -> np.ndarray:
    """CES price index over the first axis; what has no share has no price either."""
    logs = np.log(np.where(shares > 0, prices, 1.0))
    power = 1.0 - np.broadcast_to(sigma, shares.shape[1:])
    safe = np.where(power == 0, 1.0, power)
    index = np.log1p((shares * np.expm1(safe * logs)).sum(axis=0)) / safe
    return np.exp(np.where(power == 0, (shares * logs).sum(axis=0), index))


class Economy:
    """Tables of the benchmark and what the scenario makes of technologies and prices."""

    def __init__(self, n: Numbers) -> None:
        self.n = n
        fir, ir, isr = ("factor", "sector", "region"), ("sector", "region"), (
            "sector", "exporter", "importer",
        )  # fmt: skip
        self.skills = n.bench.sizes["skill"]
        self.added = n.table("value_added", *fir)
        self.inputs = n.table("intermediate", "sector_in", *ir)
        self.output_tax = n.table("output_tax", *ir)
        self.output = self.added.sum(axis=0) + self.inputs.sum(axis=0) + self.output_tax
        self.final = n.table("final_demand", "use", *ir)
        self.used = self.inputs.sum(axis=1) + self.final.sum(axis=0)
        assert float(n.bench.remittances.sum()) == 0, "else sending services are bought"
        self.trade, self.tm0 = n.table("trade", *isr), n.table("tariff", *isr)
        self.tx, self.tm = n.table("export_tax", *isr), n.target("tariff", *isr)
        self.tc = np.zeros_like(self.tm)
        if "trade_cost" in n.settings.values:
            self.tc = n.target("trade_cost", *isr)
        border = self.trade * (1 + self.tx)
        self.arrives = border * (1 + self.tm0)
        collected = (self.tm0 * border).sum(axis=(0, 1)) + (self.tx * self.trade).sum(axis=(0, 2))
        self.gdp = (self.added.sum(axis=0) + self.output_tax).sum(axis=0) + collected
        self.worth = self.output.copy()  # of one unit of qo, at benchmark prices
        self.dearer = np.ones_like(self.output)  # unit cost over price at the benchmark
        for name, table in (("value_added", "added"), ("intermediate", "inputs")):
            if f"idle_{name}" in n.bench:
                dims = fir if table == "added" else ("sector_in", *ir)
                idle = n.table(f"idle_{name}", *dims)
                setattr(self, table, getattr(self, table) + idle * self.gdp)
        cost = self.added.sum(axis=0) + self.inputs.sum(axis=0) + self.output_tax
        idle = (self.output == 0) & (cost > 0)
        self.dearer[idle] = (cost / self.gdp)[idle]
        self.worth[idle] = np.broadcast_to(self.gdp, cost.shape)[idle]
        rate = part(self.output_tax, self.output)
        self.output_rate = rate + np.nan_to_num(n["product_shift"])
        self.productivity = self.scale("productivity", *ir) * n["spill"]
        self.kept = (1 - self.output_rate) / (1 - rate)  # of the price, after tax
        self.pi = self.scale("factor_productivity", "factor", "region")
        self.prices = np.concatenate([n["pf"][: -self.skills], n["pl"]]) / self.pi
        self._production()

    def scale(self, name: str, *dims: str) -> np.ndarray:
        """What the scenario multiplies; 1 where it says nothing."""
        given = self.n.settings.values.get(name)
        sizes = [self.n.bench.sizes[d] for d in dims]
        return np.ones(sizes) if given is None else given.transpose(*dims).values

    def sigma(self, name: str) -> np.ndarray:
        """An elasticity of the benchmark, by sector as a column."""
        value = self.n.bench[name].values.astype(float)
        return value[:, None] if value.ndim else value

    def _production(self) -> None:
        """Prices of nests from those of factors and goods, and what a unit of qo needs."""
        cut = -self.skills
        capital, labour = self.added[:cut], self.added[cut:]
        work, bundle, whole = labour.sum(axis=0), self.inputs.sum(axis=0), self.added.sum(axis=0)
        sk, va, top = (self.sigma(name) for name in ("esubsk", "esubva", "esubt"))
        wages, rents = self.prices[cut:, None, :], self.prices[:cut, None, :]
        self.plab = ces(part(labour, work), wages + 0 * labour, sk)
        self.pva = ces(
            np.concatenate([part(capital, whole), part(work, whole)[None]]),
            np.concatenate([rents + 0 * capital, self.plab[None]]), va,
        )  # fmt: skip
        goods, mix = self.n["pc"][:, None, :] + 0 * self.inputs, self.sigma("esubint")
        self.pint = ces(part(self.inputs, bundle), goods, mix)
        shares = np.stack([part(whole, whole + bundle), part(bundle, whole + bundle)])
        self.cost = ces(shares, np.stack([self.pva, self.pint]), top)
        runs = self.n["qo"] / self.productivity
        with np.errstate(divide="ignore", invalid="ignore"):
            self.bought = self.inputs * (self.pint / goods) ** mix * np.where(
                bundle > 0, runs * (self.cost / self.pint) ** top, 0.0)  # fmt: skip
            added = runs * (self.cost / self.pva) ** top
            hired = added * (self.pva / self.plab) ** va * (self.plab / wages) ** sk
            rented = added * (self.pva / rents) ** va
        self.hired = np.concatenate([part(capital * rented, 1.0), labour * hired])
        self.hired = np.where(self.added > 0, self.hired, 0.0) / self.pi[:, None, :]


def economies() -> list[str]:
    return list(GOODS)


def solution(name: str) -> tuple[Numbers, Economy]:
    n = Numbers(GOODS[name]())
    return n, Economy(n)


@pytest.mark.parametrize("name", economies())
def test_every_nest_costs_what_is_in_it(name):
    """(P-1 to P-4, P-7) prices of labour, value added, inputs and output."""
    n, e = solution(name)
    agree("plab", n["plab"], e.plab)
    agree("pva", n["pva"], e.pva)
    if np.size(n["pint"]):
        agree("pint", n["pint"], e.pint)
    agree("po", n["po"], e.cost / e.productivity / e.kept)
    assert np.nanmax(abs(n["po"] - 1)) > 0.01


@pytest.mark.parametrize("name", economies())
def test_factors_and_workers_are_hired(name):
    """(C-1, C-1k) what there is, is what sectors hire."""
    n, e = solution(name)
    paid = n.table("value_added", "factor", "sector", "region").sum(axis=1)
    agree("factors", np.concatenate([n["qe"][: -e.skills], n["ql"]]), e.hired.sum(axis=1) / paid)


@pytest.mark.parametrize("name", economies())
def test_goods_are_bought_for_every_use(name):
    """(D-1 to D-5) price indexes of uses, and demand for each good."""
    n, e = solution(name)
    bought = e.bought.sum(axis=1)
    for use, index, level, sigma in zip(
        range(3), ("p_cons", "p_gov", "p_inv"), ("cons", "gov", "inv"),
        ("esubhh", "esubgov", "esubinv"), strict=True,
    ):  # fmt: skip
        goods = e.final[use]
        spent = goods.sum(axis=0)
        if not spent.any():
            continue
        price = ces(part(goods, spent), n["pc"], e.sigma(sigma))
        agree(index, n[index], price)
        bought = bought + goods * n[level] * (price / n["pc"]) ** e.sigma(sigma)
    agree("qc", n["qc"], bought / e.used)


@pytest.mark.parametrize("name", [name for name in GOODS if name.startswith("elasticities")])
def test_goods_that_differ_are_bought_from_where_they_are_cheap(name):
    """(T-1 to T-4, C-3) home goods and imports by source; every market clears."""
    n, e = solution(name)
    home = e.output - e.trade.sum(axis=2)
    imports = e.arrives.sum(axis=1)
    to_home, among = e.sigma("esubd"), e.sigma("esubm")
    wedge = (1 + e.tc) * (1 + e.tm) / (1 + e.tm0)
    landed = np.swapaxes(n["po"][:, :, None] * wedge, 0, 1)
    pm = ces(part(np.swapaxes(e.arrives, 0, 1), imports), landed, among)
    agree("pm", n["pm"], pm)
    pc = ces(np.stack([home, imports]) / e.used, np.stack([n["po"], pm]), to_home)
    agree("pc", n["pc"], pc)
    bundle = n["qc"] * (pc / pm) ** to_home
    wanted = e.trade * (bundle * (pm / landed) ** among).swapaxes(0, 1)
    sold = home * n["qc"] * (pc / n["po"]) ** to_home + (wanted * (1 + e.tc)).sum(axis=2)
    agree("qo", n["qo"], sold / e.output)
    assert e.tc.any()
    assert abs(wedge - 1).max() > 0.05


# --------------------------------------------------- what a solution makes of a little more sigma
@pytest.mark.parametrize("name", [name for name in GOODS if name.startswith("elasticities")])
def test_elasticities_have_derivatives_at_0_and_1(name):
    """The implicit derivative of the whole solution is what two solutions nearby say."""
    solution = GOODS[name]().solution
    system, at = solution.compiled, solution.v[solution.compiled.unknowns]
    before, step = system.v.copy(), 2e-4

    def solved(cell: int, value: float) -> np.ndarray:
        system.v[:] = solution.v
        system.v[cell] = value
        x = at.copy()
        for _ in range(4):
            x = x - spsolve(system.g_x(x).tocsc(), system.g(x))
        return x

    try:
        for sigma in SIGMAS:
            cell = system.components[sigma].start
            value = solution.v[cell]
            up, down = solved(cell, value + step), solved(cell, value - step)
            system.v[:] = solution.v
            direct = system.g_v(at)[:, [cell]].toarray()[:, 0]
            slope = -spsolve(system.g_x(at).tocsc(), direct)
            size = abs(slope).max()
            assert size > 1e-4, f"{sigma} does not matter"
            gap = abs((up - down) / (2 * step) - slope).max()
            assert gap < 1e-6 * max(size, 0.1), f"{sigma} at {value}: {gap:.1e} of {size:.1e}"
    finally:
        system.v[:] = before


SIGMAS = ("esubva", "esubd", "esubm", "esubsk", "esubt", "esubhh", "esubgov", "esubinv")
