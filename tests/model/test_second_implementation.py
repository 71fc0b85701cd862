"""The same economies a second time: plain NumPy, and nothing of the package but the numbers.

The first economy is written for itself, in levels, with scipy's root finder: two regions, one good
by origin, capital and one skill, migrants who choose by a logit, remittances whose cost buys the
good.  The second is any economy, with every equation (``tests/model/second.py``).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import scipy.sparse.linalg as sparse
import xarray as xr
from scipy.optimize import fsolve

from cge.benchmark import accounts
from cge.benchmark.complete import complete
from cge.benchmark.problems import Problems
from cge.benchmark.schema import TABLES
from cge.benchmark.sets import Sets
from cge.scenario.settings import Settings
from tests.economies import random_economy, with_worn_capital
from tests.model.equilibrium import Equilibrium, equilibrium, meaning, solved
from tests.model.second import Second
from tests.results.test_adding_up import with_claims_of_migrants

SIGMA, ARMINGTON, NM, NU = 0.6, 2.5, 4.0, 0.8
CAPITAL, WAGES = np.array([450.0, 80.0]), np.array([550.0, 120.0])
EXPORTS = np.array([69.0, 60.0])  # the North pays remittances of 9 in goods
NATIVES, ABROAD, EFFICIENCY, CATCH_UP = np.array([20e6, 60e6]), 2e6, 0.7, 0.5
PRICE_LEVEL = np.array([1.0, 0.5])
COST, NET = 0.1, 9.0
MOVER_WEALTH = 0.3
WOULD_MOVE = 6e6


def benchmark() -> xr.Dataset:
    sets = Sets(
        name="two", description="second implementation", base_year=2017,
        regions={"N": "North", "S": "South"}, sectors={"good": "Good"}, factors=["capital"],
        skills=["labour"], groups={}, free_movement={}, remittance_sector="good",
    )  # fmt: skip
    workers = np.array([[NATIVES[0], 0.0], [ABROAD, NATIVES[1]]])[:, :, None]
    efficiency = np.array([[1.0, 1.0], [EFFICIENCY, 1.0]])[:, :, None]
    trade = np.array([[0.0, EXPORTS[0]], [EXPORTS[1], 0.0]])
    gross = NET / (1 - COST)
    consumed = CAPITAL + WAGES - EXPORTS + EXPORTS[::-1] - np.array([gross * COST, 0.0])
    given = {
        "value_added": np.array([CAPITAL, WAGES])[:, None, :],
        "final_demand": np.stack([consumed, 0 * consumed, 0 * consumed])[:, None, :],
        "trade": trade[None],
        "workers": workers,
        "efficiency": efficiency,
        "remittances": np.array([[0.0, 0.0], [NET, 0.0]]),
        "remittance_cost": np.array([[0.0, 0.0], [COST, 0.0]]),
        "price_level": PRICE_LEVEL,
        "would_be_migrants": np.array(WOULD_MOVE),
    }
    values = {
        "esubva": SIGMA, "esubd": ARMINGTON, "esubm": 5.0, "esubsk": 1.0, "esubnm": NM,
        "migration_elasticity": NU, "mover_wealth": MOVER_WEALTH, "established_wealth": 0.0,
    }  # fmt: skip
    given |= {n: sets.full(TABLES[n].dims, 1.0).values * v for n, v in values.items()}
    arrays = {
        n: xr.DataArray(v, sets.coords(TABLES[n].dims), TABLES[n].dims) for n, v in given.items()
    }
    return complete(arrays, sets, sets.free_pairs(), Problems("two"), "two")


def ces(shares: list[float], quantities: list[float], sigma: float) -> float:
    rho = (sigma - 1) / sigma
    return sum(a * q**rho for a, q in zip(shares, quantities, strict=True)) ** (1 / rho)


def second(open_border: bool, arrivals: float = 0.0) -> dict[str, float]:
    """Equilibrium in levels; benchmark prices of goods are 1, capital is measured by its income."""
    units = np.array([NATIVES[0] + EFFICIENCY * ABROAD, NATIVES[1]])
    wage0 = WAGES / units
    made = CAPITAL + WAGES
    # Technology Y = (aK K^rho + aL L^rho)^(1/rho); L = made of natives and migrants in the North.
    rho, _tau, mu = (SIGMA - 1) / SIGMA, (ARMINGTON - 1) / ARMINGTON, (NM - 1) / NM
    labour0 = units.copy()  # composite measured so that its benchmark wage is wage0
    a_native = (NATIVES[0] / units[0]) ** (1 / NM)
    a_migrant = (EFFICIENCY * ABROAD / units[0]) ** (1 / NM)
    a_k = CAPITAL / made * (made / CAPITAL) ** rho
    a_l = WAGES / made * (made / labour0) ** rho
    imports0 = EXPORTS[::-1]
    used0 = made - EXPORTS + imports0
    home0 = made - EXPORTS
    d_home, d_import = (home0 / used0) ** (1 / ARMINGTON), (imports0 / used0) ** (1 / ARMINGTON)
    gross0 = NET / (1 - COST)
    share = gross0 / (EFFICIENCY * ABROAD * wage0[0])
    consumed0 = used0 - np.array([gross0 * COST, 0.0])
    income0 = np.array([made[0] - gross0, made[1] + NET])
    lending = income0 - consumed0
    assert abs(lending).max() < 1e-12
    ratio = wage0[1] / PRICE_LEVEL[1] / (wage0[0] / PRICE_LEVEL[0])
    new_efficiency = ratio + CATCH_UP * (1 - ratio)
    kept = ABROAD / (ABROAD + WOULD_MOVE) * (1 - WOULD_MOVE / NATIVES[1])
    barrier0 = kept ** (1 / NU)  # 1 - z0: one destination, its pull takes all; stayers shrink

    def state(unknown: np.ndarray) -> dict[str, np.ndarray]:
        price, demand, migrants = unknown[:2], unknown[2:4] * used0, unknown[4] * ABROAD
        new, back = max(migrants - ABROAD, 0), max(ABROAD - migrants, 0)
        work = EFFICIENCY * (ABROAD - back) + new_efficiency * new
        stay = NATIVES[1] + ABROAD - migrants
        north = (a_native * NATIVES[0] ** mu + a_migrant * work**mu) ** (1 / mu)
        labour = np.array([north, stay])
        output = (a_k * CAPITAL**rho + a_l * labour**rho) ** (1 / rho)
        rental = price * a_k * (output / CAPITAL) ** (1 - rho)
        wage = price * a_l * (output / labour) ** (1 - rho)
        native = wage[0] * a_native * (north / NATIVES[0]) ** (1 - mu)
        migrant = wage[0] * a_migrant * (north / work) ** (1 - mu)
        index = (d_home**ARMINGTON * price ** (1 - ARMINGTON)
                 + d_import**ARMINGTON * price[::-1] ** (1 - ARMINGTON))  # fmt: skip
        index **= 1 / (1 - ARMINGTON)
        home = demand * (d_home * index / price) ** ARMINGTON
        imported = demand * (d_import * index / price[::-1]) ** ARMINGTON
        sent = share * migrant * work
        left = new / NATIVES[1]  # who leaves owns MOVER_WEALTH of the mean, the last everything
        kept = rental[1] * CAPITAL[1] * left * (MOVER_WEALTH + (1 - MOVER_WEALTH) * left)
        income = np.array([
            native * NATIVES[0] + migrant * work + rental[0] * CAPITAL[0] + kept - sent,
            wage[1] * stay + rental[1] * CAPITAL[1] - kept + (1 - COST) * sent,
        ])  # fmt: skip
        return {
            "output": output, "home": home, "imported": imported, "index": index, "income": income,
            "sent": sent, "migrants": migrants, "new": new, "work": work, "stay": stay,
            "native": native, "migrant": migrant, "wage_south": wage[1], "rental": rental,
            "demand": demand, "kept": kept, "price": price,
        }  # fmt: skip

    def gaps(unknown: np.ndarray) -> np.ndarray:
        s = state(unknown)
        pull = s["migrant"] / wage0[0] * wage0[1] / s["wage_south"] * s["index"][1] / s["index"][0]
        pull *= barrier0 ** (-1.0 if open_border else 0.0)
        odds = s["migrants"] / ABROAD * NATIVES[1] / s["stay"]
        services = np.array([COST * s["sent"], 0.0])
        numeraire = (consumed0 * s["index"]).sum() / consumed0.sum() - 1
        return np.array([
            numeraire,
            (s["output"] - s["home"] - s["imported"][::-1])[0] / made[0],
            (s["index"] * s["demand"] - s["income"] - services)[0] / made[0],
            (s["index"] * s["demand"] - s["income"] - services)[1] / made[1],
            np.log(odds / pull**NU) if open_border else (s["migrants"] - arrivals) / ABROAD - 1,
        ])  # fmt: skip

    start = np.array([1.0, 1.0, 1.0, 1.0, 1.3])
    root, _, found, message = fsolve(gaps, start, xtol=1e-13, full_output=True)
    assert found == 1 or abs(gaps(root)).max() < 1e-11, message
    s = state(root)
    left_out = (s["output"] - s["home"] - s["imported"][::-1])[1]
    assert abs(left_out) < 1e-8
    return s | {"income0": income0, "wage0": wage0}


def agrees(case: Equilibrium, s: dict[str, float]) -> None:
    result = case.result
    new = result.workers.sel(origin="S", destination="N").item()
    pairs = {
        "workers": (new, s["migrants"]),
        "price index N": (result.price_index.sel(region="N").item(), s["index"][0]),
        "price index S": (result.price_index.sel(region="S").item(), s["index"][1]),
        "output N": (result.output.sel(region="N").item(), s["output"][0]),
        "output S": (result.output.sel(region="S").item(), s["output"][1]),
        "wage of natives N": (
            result.wage.sel(destination="N", nativity="native").item(), s["native"] * 1e9,
        ),
        "wage of migrants N": (
            result.wage.sel(destination="N", nativity="migrant").item(),
            s["migrant"] * EFFICIENCY * 1e9,
        ),
        "wage S": (
            result.wage.sel(destination="S", nativity="native").item(), s["wage_south"] * 1e9,
        ),
        "income N": (result.disposable_income.sel(region="N").item(), s["income"][0]),
        "income S": (result.disposable_income.sel(region="S").item(), s["income"][1]),
        "remittances": (
            result.remittances.sel(origin="S", destination="N").item(), s["sent"] * (1 - COST),
        ),
        "exports of S": (
            result.trade.sel(exporter="S", importer="N").item(), s["imported"][0] * s["price"][1],
        ),
    }  # fmt: skip
    # Welfare of those who moved: life in the North after against life in the South before.
    owned = CAPITAL[1] / NATIVES[1]  # of the mean; wages and remittances are alike for all
    left = s["new"] / NATIVES[1]
    before = s["income0"][1] / NATIVES[1] - owned * (1 - MOVER_WEALTH) * (1 - left)
    pairs["world EV"] = (
        result.income_change_world.item(), (s["income"] / s["index"] - s["income0"]).sum(),
    )  # fmt: skip
    ratio = s["wage0"][1] / PRICE_LEVEL[1] / (s["wage0"][0] / PRICE_LEVEL[0])
    efficiency = ratio + CATCH_UP * (1 - ratio)
    share = NET / (1 - COST) / (EFFICIENCY * ABROAD * s["wage0"][0])
    after = s["new"] * efficiency * s["migrant"] * (1 - share) + s["kept"]
    pairs["EV of new migrants"] = (
        result.welfare_ev.sel(group="new_migrants").sum().item(),
        PRICE_LEVEL[1] / PRICE_LEVEL[0] * after / s["index"][0] - s["new"] * before,
    )  # fmt: skip
    pairs["EV of new migrants at purchasing power"] = (
        result.welfare_ev_ppp.sel(group="new_migrants").sum().item(),
        after / s["index"][0] / PRICE_LEVEL[0] - s["new"] * before / PRICE_LEVEL[1],
    )  # fmt: skip
    natives = s["native"] * NATIVES[0] + s["rental"][0] * CAPITAL[0]
    natives0 = s["wage0"][0] * NATIVES[0] + CAPITAL[0]
    pairs["EV of natives"] = (
        result.welfare_ev.sel(group="natives").sum().item(), natives / s["index"][0] - natives0,
    )  # fmt: skip
    wrong = {n: (a, b) for n, (a, b) in pairs.items() if a != pytest.approx(b, rel=1e-9, abs=1e-8)}
    assert not wrong, "\n".join(
        f"{n}: {a:.12g}, second implementation {b:.12g}" for n, (a, b) in wrong.items()
    )


def test_given_arrivals():
    clause = {"name": "in", "to": "N", "from": "S", "instrument": "stock", "size": {"workers": 1e6}}
    agrees(equilibrium(benchmark(), visas=[clause]), second(open_border=False, arrivals=1e6))


def test_free_movement():
    clause = {"name": "in", "to": "N", "from": "S", "instrument": "free"}
    case = equilibrium(benchmark(), visas=[clause])
    found = second(open_border=True)
    assert found["new"] > 1e6
    agrees(case, found)


# ------------------------------------------------------------------------- any economy, and slopes
ELASTICITIES = {
    "esubt": 0.4, "esubhh": 1.3, "esubgov": 0.5, "esubinv": 0.6, "congestion": 0.5, "esubnm": 8.0,
    "esubm": [4.0, 6.0],
}  # fmt: skip
SHOCK = {
    "tariffs": [{"importer": "all", "exporter": "all", "sector": "all", "cut": 0.6}],
    "remittances": {"cost": 0.02},
    "productivity": [{"sector": "s0", "region": "r0", "scale": 1.1}],
    "endowments": [
        {"factor": "capital", "region": "r1", "scale": 1.2},
        {"factor": "low", "region": "r2", "scale": 1.1},
    ],
    "visas": [
        {"name": "in", "to": "r0", "from": "r2", "instrument": "stock",
         "size": {"percent_of_current": 40}},
        {"name": "out", "to": "r1", "from": "r2", "instrument": "stock",
         "size": {"percent_of_current": -30}},
        {"name": "price", "to": "r2", "from": "all", "instrument": "price", "price": 0.1},
    ],
}  # fmt: skip
"""And the first two regions admit each other's people."""
ODK = ("origin", "destination", "skill")
IR, FR, KR = ("sector", "region"), ("factor", "region"), ("skill", "region")


def question(capital: str) -> tuple[xr.Dataset, Settings]:
    """An economy and a shock."""
    bench = with_claims_of_migrants(
        random_economy(
            5,
            nonlabour=2,
            domestic_trade=True,
            free_movement=True,
            zeros=False,
            elasticities=ELASTICITIES,
        )
    )
    bench = with_worn_capital(bench)
    settings = meaning(bench, closure={"capital": capital}, **SHOCK)
    cost = 0.04 * xr.ones_like(bench.trade).where(bench.exporter == "r1", 0.0)
    return bench, replace(settings, values=dict(settings.values) | {"trade_cost": cost})


@cache
def both(capital: str) -> tuple[Equilibrium, Second, np.ndarray, dict[str, np.ndarray]]:
    """The package's solution and the other one."""
    bench, settings = question(capital)
    case = solved(bench, settings)
    target = settings.values
    endowment = target["endowment"].transpose(*FR).values
    change = np.log1p(-settings.visa_price) - np.log1p(-settings.visa_price_target)
    shock = {
        "tm": target["tariff"].transpose("sector", "exporter", "importer").values,
        "tc": target["trade_cost"].transpose("sector", "exporter", "importer").values,
        "productivity": target["productivity"].transpose(*IR).values,
        "remittance_cost": target["remittance_cost"].transpose("origin", "destination").values,
        "endowment": endowment[: -bench.sizes["skill"]],
        "effort": endowment[-bench.sizes["skill"] :],
        "stock": settings.stock.transpose(*ODK).values,
        "barrier": change.transpose(*ODK).values,
    }
    chooses = settings.regime.isin(["free", "price"]).transpose(*ODK).values
    other = Second(bench, shock, chooses, capital)
    return case, other, *other.solve()


def compared(values: np.ndarray, case: Equilibrium, other: Second) -> dict[str, np.ndarray]:
    """What both have, from cells of the package: ratios to the benchmark as the other has them."""
    bench = case.bench

    def cells(name: str, *dims: str) -> np.ndarray:
        component = case.solution.compiled.components[name]
        labels = [bench[d].values.tolist() for d in dims]
        out = np.full([len(x) for x in labels], np.nan)
        for key, value in zip(component.keys, values[component.cells], strict=True):
            at = key if isinstance(key, tuple) else (key,)
            out[tuple(labels[n].index(k) for n, k in enumerate(at))] = value
        return out

    scale = case.solution.model.people.scale.transpose(*ODK).values
    factors = len(other.data["VF"])
    return {
        "po": cells("po", *IR), "qo": cells("qo", *IR), "pc": cells("pc", *IR),
        "pf": cells("pf", *FR)[:factors], "pl": cells("pl", *KR), "ql": cells("ql", *KR).T,
        "wn": cells("wn", *KR).T, "wm": cells("wm", *KR).T, "p_cons": cells("p_cons", "region"),
        "cons": cells("cons", "region"), "inv": cells("inv", "region"),
        "yd_now": cells("yd", "region") * accounts.disposable_income(bench).values,
        "prop": cells("prop", "region") * accounts.property_income(bench).values,
        "mig": cells("mig", *ODK) * scale, "qe": cells("qe", *FR)[:factors],
    }  # fmt: skip


CLOSURES = ["fixed", *(pytest.param(c, marks=pytest.mark.slow) for c in ("mobile", "steady"))]


@pytest.mark.parametrize("capital", CLOSURES)
def test_every_price_and_quantity_of_a_random_economy(capital):
    case, other, _, state = both(capital)
    assert case.solution.residual < 1e-10
    assert float(abs(case.v("po", *IR) - 1).max()) > 0.01, "the shock must move prices"
    for name, got in compared(case.solution.v, case, other).items():
        there = np.isfinite(got)
        assert there.any(), name
        gap = abs(got[there] / np.asarray(state[name]).real[there] - 1).max()
        assert gap < 1e-9, f"{name}: off by {gap:.1e}"


SLOPES = [
    ("productivity", ("s1", "r1"), "productivity", (1, 1)),
    ("tm", ("s0", "r0", "r1"), "tm", (0, 0, 1)),
    ("tc", ("s0", "r1", "r2"), "tc", (0, 1, 2)),
    ("remittance_cost", ("r2", "r0"), "remittance_cost", (2, 0)),
    ("effort", ("low", "r2"), "effort", (0, 2)),
    ("mig", ("r2", "r0", "low"), "stock", (2, 0, 0)),
    ("barrier", ("r0", "r1", "mid"), "barrier", (0, 1, 1)),
]


@pytest.mark.parametrize("capital", CLOSURES)
def test_every_derivative_of_a_random_economy(capital):
    """The slope of the solution with respect to parameters, by the implicit function theorem."""
    case, other, unknowns, _ = both(capital)
    system = case.solution.compiled
    system.v = case.solution.v.copy()
    x = system.v[system.unknowns]
    inverse = sparse.splu(system.g_x(x).tocsc())
    by_cell = system.g_v(x).tocsc()
    scale = case.solution.model.people.scale.transpose(*ODK).values
    for name, key, theirs, cell in SLOPES:
        component = system.components[name]
        at = component.start + component.keys.index(key)
        slope = np.zeros_like(system.v)
        slope[at] = 1.0
        slope[system.unknowns] = inverse.solve(-by_cell[:, [at]].toarray().ravel())
        expected = other.slope(unknowns, theirs, cell)
        unit = scale[cell] if name == "mig" else 1.0
        for what, got in compared(slope, case, other).items():
            there = np.isfinite(got)
            wanted = np.broadcast_to(expected[what], got.shape)[there] * unit
            size = max(abs(wanted).max(), 1e-6)
            gap = abs(got[there] - wanted).max() / size
            assert gap < 1e-9, f"d {what} / d {name}{key}: off by {gap:.1e}"
