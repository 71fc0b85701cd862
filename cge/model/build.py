"""Assemble the model of one scenario on one benchmark: its table of contents.

:func:`build` declares sets, parameters and variables, picks the equations that the closure and the
regimes of the corridors ask for, and states the path along which the shock is applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import xarray as xr

from cge.benchmark import accounts
from cge.errors import DataError
from cge.model import (
    capital,
    demand,
    externalities,
    gap_closing,
    government,
    homogeneous,
    homogeneous_links,
    homogeneous_setup,
    income,
    irregular,
    labour,
    levies,
    linkage,
    migration,
    people,
    pricing,
    production,
    reporting,
    safeguards,
    sets,
    shares,
    trade,
    variables,
    visas,
)
from cge.model.definition import Definition
from cge.model.block import Context, equations_of
from cge.model.equation import Equation
from cge.model.growth import declare_growth
from cge.model.instruments import declare_instruments
from cge.model.path import Path
from cge.scenario.closures import FISCAL

if TYPE_CHECKING:
    from cge.scenario.settings import Settings

SMOOTHING = 1e-24
"""Square of the width of a kink: far below any number that is reported."""
ROUNDING = 1e-9
"""Share of GDP below which a balance counts as zero."""
INVERTED = {
    "esubnm": "inv_esubnm",
    "esubvin": "inv_esubvin",
    "migration_elasticity": "inv_nu",
}
"""Elasticities that enter as their inverse: inf is exact, 0 is not possible."""
BY_SECTOR = ("esubva", "esubd", "esubm")
INDEXED = ("transfer", "benefit")
"""Instruments that follow consumer prices where they do not balance the budget."""
SCALAR = (
    "esubsk",
    "esubt",
    "esubhh",
    "esubgov",
    "esubinv",
    "congestion",
    "recent_share",
)
ELASTICITIES = (*INVERTED, *BY_SECTOR, *SCALAR)


@dataclass
class Model:
    """Equations and data of one scenario, before anything is solved."""

    pyomo: pyo.ConcreteModel
    equations: tuple[Equation, ...]
    walras: Equation
    """The market left out; evaluated after the solve."""
    path: Path
    bench: xr.Dataset
    settings: Settings
    people: people.People
    technology: xr.Dataset
    """The benchmark, with the costs of idle sectors that may open."""
    definitions: tuple[Definition, ...]
    """What is reported: quantities that follow from the unknowns."""


def build(bench: xr.Dataset, settings: Settings) -> Model:
    """Model of a scenario on a benchmark, at the benchmark point.

    Raises
    ------
    DataError
        If the closure asks for what the benchmark does not have.
    """
    refuse(bench, settings)
    m = pyo.ConcreteModel(settings.name)
    catch_up = settings.catch_up if settings.catch_up is not None else bench.catch_up
    who = people.describe(bench, catch_up)
    shut = settings.regime.isin(["home", "closed"])
    open_corridors = sets.positive_cells(1.0 - shut, "origin", "destination", "skill")
    refuse_claims_nowhere(bench, settings, open_corridors)
    differ = settings.closure.trade == "armington"
    tech = bench if differ else homogeneous_setup.technology(bench)
    context = Context(m, bench, settings, tech, who)
    path = context.path
    sets.declare_goods(m, bench, tech, differ=differ)
    sets.declare_people(m, bench, open_corridors)
    declare_scalars(m)
    shares.declare_goods(m, bench, tech)
    shares.declare_income(m, bench)
    shares.declare_people(m, bench, who)
    variables.declare_goods(m)
    variables.declare_income(m)
    variables.declare_people(m)
    declare_closure(m, bench, settings)
    declare_trade(m, bench, tech, settings, path)
    declare_instruments(m, bench, settings, who, path)
    externalities.declare(context)
    declare_elasticities(m, bench, settings)
    declare_shock(m, settings, path)
    if settings.growth is not None:
        declare_growth(m, settings.growth, path)
    equations = [
        *production.EQUATIONS,
        *labour.EQUATIONS,
        *trade_equations(settings.closure.trade),
        *demand.EQUATIONS,
        *income_equations(settings.closure.capital),
        *government.equations(settings.closure.fiscal),
        *migration.EQUATIONS,
        *pricing.EQUATIONS,
        *visas.EQUATIONS,
        *levies.EQUATIONS,
        *irregular.EQUATIONS,
        *linkage.EQUATIONS,
        *safeguards.EQUATIONS,
        *equations_of(externalities),
        *(e for e in equations_of(gap_closing) if e.holds(settings)),
        *capital.equations(settings.closure.capital),
    ]
    defined = reporting.declare(m, bench, settings, who)
    return Model(m, tuple(equations), left_out(m), path, bench, settings, who, tech, defined)


def refuse_claims_nowhere(
    bench: xr.Dataset, settings: Settings, open_corridors: list[sets.Key]
) -> None:
    """Claims on property cannot move between a region that has some and one that has none."""
    owned = accounts.property_income(bench)
    owners = {r for (r,) in sets.positive_cells(owned, "region")}
    mixed = sorted({key[:2] for key in open_corridors if (key[0] in owners) != (key[1] in owners)})
    if settings.closure.ownership == "portable" and mixed:
        msg = (
            f"closure ownership: portable needs property income at both ends of a corridor, or at "
            f"neither; not so from {mixed[0][0]} to {mixed[0][1]}"
            f"{f' and {len(mixed) - 1} more' if len(mixed) > 1 else ''}. Use ownership: residence."
        )
        raise DataError(msg)


def refuse(bench: xr.Dataset, settings: Settings) -> None:
    """Closures that this benchmark cannot carry."""
    if settings.closure.trade == "homogeneous" and settings.linkages:
        msg = (
            "linkage cuts tariffs by partner, and closure trade: homogeneous has one world market "
            "per good.  Next: closure trade: armington, or state the cut under tariffs for all "
            "exporters"
        )
        raise DataError(msg)
    if (
        settings.closure.trade == "armington"
        and float(bench.trade.sum()) == 0
        and bench.sizes["region"] > 1
    ):
        msg = (
            "closure trade: armington needs trade between the regions, and this benchmark has "
            "none: price levels would not be tied together. Use trade: homogeneous."
        )
        raise DataError(msg)
    saving, invested = accounts.saving(bench), accounts.spending(bench, "investment")
    idle = (invested <= 0) & (saving > ROUNDING * accounts.gdp(bench))
    if idle.any():
        where = bench.region.values[idle.values].tolist()
        msg = f"{where} save and invest nothing: what they lend would not follow their income"
        raise DataError(msg)
    without = accounts.spending(bench, "government") <= 0
    if settings.closure.fiscal == "public_consumption" and without.any():
        where = bench.region.values[without.values].tolist()
        msg = f"closure fiscal: public_consumption needs some everywhere; there is none in {where}"
        raise DataError(msg)
    if settings.closure.capital != "fixed" and "capital" not in bench.factor.values:
        msg = f"closure capital: {settings.closure.capital} needs capital; this benchmark has none"
        raise DataError(msg)
    if settings.closure.capital == "steady":
        has_capital = accounts.factor_income(bench).sel(factor="capital") > 0
        invests = accounts.spending(bench, "investment") > 0
        odd = bench.region.values[(has_capital != invests).values].tolist()
        if odd:
            msg = (
                f"closure capital: steady needs investment wherever there is capital; "
                f"not so in {odd}"
            )
            raise DataError(msg)


def declare_scalars(m: pyo.ConcreteModel) -> None:
    """Scalars that belong to no scenario: smoothing of kinks and of complementarity."""
    m.kink = pyo.Param(initialize=SMOOTHING, mutable=True)
    m.complementarity = pyo.Param(initialize=SMOOTHING, mutable=True)


def declare_elasticities(m: pyo.ConcreteModel, bench: xr.Dataset, settings: Settings) -> None:
    """Elasticities of the scenario, else of the benchmark: they hold along the whole path."""
    needed = {"esubsk": len(m.SKILL) > len(m.REGIONS), "esubnm": len(m.MIGRANT) > 0}
    needed["migration_elasticity"] = len(m.CHOICE) + len(m.ARBITRAGE) > 0

    def value(name: str) -> xr.DataArray:
        known = settings.values.get(name, bench.get(name))
        if known is None and needed.get(name, True):
            msg = f"the benchmark has no {name}, and the scenario does not give it"
            raise DataError(msg)
        given = xr.DataArray(1.0 if known is None else known)
        impossible = given == 0 if name in INVERTED else np.isinf(given)
        if impossible.any():
            allowed = "above 0, inf included" if name in INVERTED else "finite, 0 included"
            msg = f"{name} is {float(given.where(impossible).max()):g}; allowed: {allowed}"
            raise DataError(msg)
        return given

    for name in BY_SECTOR:
        by_sector = value(name) * xr.ones_like(bench.esubva)
        shares.fill(m, name, m.SECTORS, by_sector, "sector")
    for name in SCALAR:
        m.add_component(name, pyo.Param(initialize=float(value(name)), mutable=True))
    for elasticity, name in INVERTED.items():
        m.add_component(name, pyo.Param(initialize=1.0 / float(value(elasticity)), mutable=True))


def declare_closure(m: pyo.ConcreteModel, bench: xr.Dataset, settings: Settings) -> None:
    """What is fixed and what gives way: capital, ownership, numeraire, the market left out."""
    closure = settings.closure
    m.portable = pyo.Param(initialize=float(closure.ownership == "portable"), mutable=True)
    moves = {"fixed": [], "mobile": list(m.CAPITAL), "steady": list(m.CAPITAL), "path": []}[
        closure.capital
    ]
    for key in m.FACTOR:
        if key not in moves:
            m.qe[key].fix(1.0)
    for fiscal in FISCAL.values():
        if fiscal.name != closure.fiscal and fiscal.instrument not in INDEXED:
            getattr(m, fiscal.instrument).fix()
    m.saving.fix()
    if closure.capital == "steady":
        for r in m.INVESTMENT:
            m.saving[r].unfix()
    if closure.capital == "mobile":
        variables.ratios(m, "world_return")
        variables.ratios(m, "pool")
    consumption = accounts.spending(bench, "household")
    weights = consumption / consumption.sum()
    shares.fill(m, "th_world", m.REGIONS, weights, "region")
    if closure.numeraire != "world_cpi":
        weights = (bench.region == closure.numeraire).astype(float)
    shares.fill(m, "th_numeraire", m.REGIONS, weights, "region")
    m.numeraire = pyo.Param(initialize=1.0, mutable=True)


def declare_trade(
    m: pyo.ConcreteModel, bench: xr.Dataset, tech: xr.Dataset, settings: Settings, path: Path
) -> None:
    """Where goods differ by origin, the market left out; where not, borders and a hub."""
    differ = settings.closure.trade == "armington"
    m.BORDERS = pyo.Set(initialize=[] if differ else list(m.REGIONS))
    m.border_at = pyo.Set(m.REGIONS, initialize={r: [] if differ else [r] for r in m.REGIONS})
    if not differ:
        homogeneous_setup.declare(m, bench, tech, settings, path)
        return
    variables.levels(m, "border", 0.0, m.BORDERS)
    largest = max(m.MAKES, key=lambda key: m.v_output[key])
    m.MARKETS = pyo.Set(initialize=[key for key in m.MAKES if key != largest], dimen=2)
    m.LEFT_OUT = pyo.Set(initialize=[largest], dimen=2)


def trade_equations(closure: str) -> tuple[Equation, ...]:
    """Equations of trade: goods that differ by origin, or homogeneous ones."""
    if closure == "armington":
        return trade.EQUATIONS
    return (*homogeneous.EQUATIONS, *homogeneous_links.EQUATIONS)


def left_out(m: pyo.ConcreteModel) -> Equation:
    """The market that Walras' law implies (C-3)."""
    if hasattr(m, "LEFT_OUT"):
        return trade.walras
    return homogeneous.walras_world if len(m.WORLD_LEFT_OUT) else homogeneous_links.walras_linked


def income_equations(closure: str) -> tuple[Equation, ...]:
    """Income block; who owns capital income depends on the capital closure."""
    replaced = {income.eq_prop: capital.eq_prop_mobile} if closure == "mobile" else {}
    return tuple(replaced.get(e, e) for e in income.EQUATIONS)


def declare_shock(m: pyo.ConcreteModel, settings: Settings, path: Path) -> None:
    """Values of parameters once the shock is complete."""
    names = {
        "tariff": "tm",
        "trade_cost": "tc",
        "income_tax": "tax",
        "factor_productivity": "pi",
    }
    dims: dict[str, tuple[str, ...]] = {
        "tm": ("sector", "exporter", "importer"),
        "tc": ("sector", "exporter", "importer"),
        "remittance_cost": ("origin", "destination"),
        "remittance_share": ("origin", "destination", "skill"),
        "remittance_share_new": ("origin", "destination", "skill"),
        "productivity": ("sector", "region"),
        "tax": ("factor", "region"),
        "pi": ("factor", "region"),
    }
    for name, given in settings.eligibility.items():
        path.to_array(m, name, given, ("origin", "destination", "skill"))
    for table, target in settings.values.items():
        name = names.get(table, table)
        if name in dims:
            path.to_array(m, name, xr.DataArray(target), dims[name])
        elif name == "numeraire":
            path.to(m, name, {None: float(target)})
        elif name == "endowment":
            _shock_endowments(m, xr.DataArray(target), path)
        elif name == "capital_stock":
            added = xr.DataArray(target).to_series().to_dict()
            before = path.targets.get("qe", {})
            path.to(m, "qe", {(f, r): added[r] * before.get((f, r), 1.0) for f, r in m.CAPITAL})
        elif table not in (*ELASTICITIES, "matching", "brain_drain", "density"):
            msg = f"the model has no {table} that a scenario can change"
            raise DataError(msg)


def _shock_endowments(m: pyo.ConcreteModel, target: xr.DataArray, path: Path) -> None:
    """Capital and resources there are, work that each native of a skill does."""
    level: dict[Any, float] = {
        key: float(target.sel(factor=key[0], region=key[1])) for key in m.FACTOR
    }
    path.to(m, "endowment", level)
    path.to(m, "qe", {key: x for key, x in level.items() if m.qe[key].fixed})
    path.to(m, "effort", {(k, r): float(target.sel(factor=k, region=r)) for k, r in m.SKILL})
