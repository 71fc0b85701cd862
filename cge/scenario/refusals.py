"""What is known to have no equilibrium before anything is solved: one rule, one message each.

``cge check`` and ``cge run`` both ask here.  A rule looks at a scenario, at what it means on the
benchmark, and records what is wrong, where, what is allowed and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.optimize import linprog

from cge.benchmark import accounts
from cge.places import Key, Problems
from cge.scenario import productive
from cge.scenario.gap_refusals import gap_between_islands, no_gap_today, nothing_to_close
from cge.scenario.islands import money_between
from cge.scenario.people import CORRIDOR
from cge.scenario.schema import Scenario
from cge.scenario.settings import DECIDE, Settings
from cge.units import USD

FITS = 1e-9
"""Part of the benchmark's income by which the cone of sectors may miss the endowments."""


@dataclass(frozen=True)
class Case:
    """A scenario on a benchmark, and where to record what is wrong with it."""

    scenario: Scenario
    settings: Settings
    bench: xr.Dataset
    problems: Problems

    def number(self, name: str) -> float:
        """A parameter of one number that holds in the scenario."""
        return float(xr.DataArray(self.settings.values.get(name, self.bench[name])))


def refuse(case: Case) -> None:
    """Record every reason for which the scenario has no equilibrium."""
    for rule in RULES:
        rule(case)


def too_little_productivity(case: Case) -> None:
    """A region whose goods use up more than buyers pay for (Hawkins and Simon)."""
    change = case.settings.values.get("productivity")
    armington = case.settings.closure.trade == "armington"
    fixed = case.number("esubt") == case.number("esubint") == 0
    if change is None or not armington or not fixed:
        return
    falls = xr.DataArray(change).transpose("sector", "region")
    for name in falls.region.values[(falls < 1).any("sector").values].tolist():
        region = productive.region(case.bench, case.settings.values, name)
        level = falls.sel(region=name).values
        work = region.employed_at_zero_wages(level)
        if work < 1:
            case.problems.add(
                _first(case, "productivity", "region", name),
                f"at this productivity the goods of {name} use up {region.radius(level):.2f} of "
                "themselves for each unit made (spectral radius of the input requirements; Hawkins "
                f"and Simon), and even at wages of zero only {work:.0%} of its factors would find "
                "work; allowed: a productivity that leaves a surplus: raise 'scale'",
            )


def fixed_proportions(case: Case) -> None:
    """Factors that sectors use in fixed proportions, of which there is too much or too little."""
    given = case.settings.values.get("endowment")
    if given is None:
        return
    ratio = xr.DataArray(given).transpose("factor", "region")
    for name in ratio.region.values.tolist():
        here = ratio.sel(region=name)
        if not bool((here == here[0]).all()) and not _can_be_employed(case, here, name):
            factors = ", ".join(f"{f} x {float(here.sel(factor=f)):g}" for f in here.factor.values)
            case.problems.add(
                _first(case, "endowments", "region", name),
                f"sectors of {name} use their factors in fixed proportions (esubva 0), and no mix "
                f"of them employs {factors}: one factor would earn nothing; allowed: esubva above "
                "0, or endowments that change together",
            )


def _can_be_employed(case: Case, ratio: xr.DataArray, name: str) -> bool:
    """Whether outputs >= 0 exist that use up every factor; skills count as one kind of labour.

    A sector that substitutes may use its factors in any proportion.
    """
    bench, skills = case.bench, set(case.bench.skill.values.tolist())
    paid = bench.value_added.sel(region=name).transpose("factor", "sector")
    kinds = [f for f in bench.factor.values.tolist() if f not in skills and _stays(case, f)]
    rows = [paid.sel(factor=f).values for f in kinds]
    rows.append(paid.sel(factor=sorted(skills)).sum("factor").values)
    there = [float(ratio.sel(factor=f)) for f in kinds]
    of_skills = ratio.sel(factor=sorted(skills))
    use = np.array(rows)
    total = use.sum(axis=1)
    sigma = xr.DataArray(case.settings.values.get("esubva", bench.esubva)) * xr.ones_like(
        bench.esubva
    )
    rigid = (sigma == 0).transpose("sector").values
    columns = [use[:, i] for i in np.flatnonzero(rigid)]
    columns += [
        np.eye(len(use))[f] * total[f]
        for i in np.flatnonzero(~rigid)
        for f in np.flatnonzero(use[:, i] > 0)
    ]
    low = np.array([*there, float(of_skills.min())]) * total
    high = np.array([*there, float(of_skills.max())]) * total
    slack = FITS * total.sum()
    a = np.array(columns).T
    bounds = np.concatenate([high + slack, -(low - slack)])
    found = linprog(np.zeros(a.shape[1]), A_ub=np.vstack([a, -a]), b_ub=bounds)
    return bool(found.status != 2)  # 2: no outputs do it


def _stays(case: Case, factor: str) -> bool:
    """Whether there is a given amount of a factor; capital adjusts in the long run."""
    return factor != "capital" or case.settings.closure.capital in ("fixed", "path")


def nowhere_to_buy(case: Case) -> None:
    """Services that movers need where nobody makes or buys them."""
    good = str(case.bench.attrs["remittance_sector"])
    sold = accounts.absorption(case.bench).sel(sector=good, drop=True) > 0
    missing = case.bench.region.values[~sold.values].tolist()
    for key, what, destinations in _bought(case):
        where = [region for region in missing if region in destinations]
        if where:
            case.problems.add(
                key,
                f"{what} is spent on {good!r}, which nobody makes or buys in {', '.join(where)}; "
                "allowed: 0 there, or another remittance_sector in the benchmark's sets.yaml",
            )


def _bought(case: Case) -> Iterator[tuple[Key, str, set[str]]]:
    """Clauses that buy services for movers: key, name of the value, destinations."""
    charges = case.settings.charges
    regime = case.settings.regime
    for n, clause in enumerate(case.scenario.visas):
        places = {
            d
            for cap in case.settings.caps
            for _, d, _ in cap.corridors
            if _of(cap.name, clause.name)
        }
        if clause.dissipated and charges is not None:
            lost = charges["dissipated"].transpose(*CORRIDOR) > 0
            there = regime.destination.values[lost.any(["origin", "skill"]).values]
            yield ("visas", n, "dissipated"), "'dissipated'", set(there.tolist())
        if clause.supply is not None and clause.supply.cost:
            yield ("visas", n, "supply", "cost"), "the cost of hosting", places
    for n, way in enumerate(case.settings.irregular):
        if way.price or way.raised_to:
            yield ("irregular", n, "price"), "what smugglers take", {d for _, d, _ in way.corridors}


def _of(cap: str, clause: str) -> bool:
    return cap == clause or cap.startswith(f"{clause} ")


def levies_beyond_income(case: Case) -> None:
    """Newcomers who are sent and would pay more than they earn: levies on wages and heads.

    Who may choose stays at home instead, so that only numbers that are set (``stock``) matter.
    """
    wage, income = _pay_of_newcomers(case)
    due = xr.zeros_like(income)
    for levy in case.settings.levies:
        size = xr.full_like(wage, levy.rate * USD) if levy.base == "head" else levy.rate * wage
        for key in levy.corridors if levy.base in ("head", "earnings") else ():
            due.loc[key] += (1 - levy.credit) * size.loc[key]
    more = case.settings.stock > case.bench.workers.transpose(*CORRIDOR) * (1 + 1e-12)
    beyond = (case.settings.regime == "stock") & more & (due >= income)
    if not bool(beyond.any()) or _richer(case):
        return
    cell = tuple(np.argwhere(beyond.values)[0])
    o, d, k = (str(case.bench[dim].values[n]) for dim, n in zip(CORRIDOR, cell, strict=True))
    case.problems.add(
        ("levies",),
        f"newcomers from {o} in {d} ({k}) would pay {due.values[cell] / USD:,.0f} USD of an income "
        f"of {income.values[cell] / USD:,.0f} USD a year, and instrument stock lets nobody stay at "
        "home; allowed: less than all of it, or an instrument under which people choose",
    )


def _pay_of_newcomers(case: Case) -> tuple[xr.DataArray, xr.DataArray]:
    """Wage before tax, and net wage with transfers, of a newcomer at benchmark prices.

    Both (origin, destination, skill) [10^9 USD per worker].
    """
    bench, given = case.bench, case.settings.catch_up
    tax = bench.income_tax.sel(factor=bench.skill.values)
    tax = tax.rename(factor="skill", region="destination")
    units = accounts.half_way_efficiency(bench, bench.catch_up if given is None else given)
    wage = accounts.native_wage(bench).rename(region="destination") * units
    transfer = accounts.transfer_per_worker(bench).rename(region="destination")
    eligible = case.settings.eligibility.get("eligible_new", 1.0)
    income = wage * (1 - tax) + transfer * eligible
    return wage.transpose(*CORRIDOR), income.transpose(*CORRIDOR)


def _richer(case: Case) -> bool:
    """Whether the scenario itself may raise incomes in a way that is not known beforehand."""
    return bool({"productivity", "factor_productivity", "endowment"} & set(case.settings.values))


def transfers_beyond_income(case: Case) -> None:
    """Regions that would give away more than they have (and do not today)."""
    given = case.settings.values.get("other_transfers")
    if given is None or _richer(case):
        return
    more = xr.DataArray(given) - case.bench.other_transfers
    gives = more.sum("origin").rename(destination="region")
    left = gives - more.sum("destination").rename(origin="region")
    has = accounts.disposable_income(case.bench)
    for name in has.region.values[(left >= has).transpose("region").values].tolist():
        case.problems.add(
            _first(case, "transfers", "payer", name),
            f"{name} would give {float(left.sel(region=name)):,.6g} x 10^9 USD a year of the "
            f"{float(has.sel(region=name)):,.6g} its people have; allowed: less than all of it",
        )


def barrier_of_the_whole_income(case: Case) -> None:
    """Corridors with so few migrants that today's visa price rounds to the whole income."""
    whole = (case.settings.visa_price >= 1) & case.settings.regime.isin(DECIDE)
    if not bool(whole.any()):
        return
    o, d, k = np.argwhere(whole.transpose(*CORRIDOR).values)[0]
    labels = [str(case.bench[dim].values[n]) for dim, n in zip(CORRIDOR, (o, d, k), strict=True)]
    number = float(case.bench.workers.transpose(*CORRIDOR).values[o, d, k])
    case.problems.add(
        (),
        f"{number:g} workers of skill {labels[2]} from {labels[0]} in {labels[1]} today are so few "
        "beside those who would come that the visa price is the whole income; allowed: corridors "
        "with workers enough: write 0 for nobody, or leave the corridor out of the clause",
    )


def weights_of_nobody(case: Case) -> None:
    """Money for natives by weights that are zero for every skill: nobody would get it."""
    skills = [str(skill) for skill in case.bench.skill.values]
    for section in ("visas", "levies"):
        for n, clause in enumerate(getattr(case.scenario, section)):
            if not any(clause.adjustment.get(skill, 1.0) > 0 for skill in skills):
                case.problems.add(
                    (section, n, "adjustment"),
                    f"the weights of {', '.join(skills)} are all 0, so that no native gets what "
                    "is meant for natives; allowed: a weight above 0 for one skill or more",
                )


def money_between_islands(case: Case) -> None:
    """Money between regions that do not trade: no goods could follow it."""
    what = money_between(case.settings, case.bench)
    if what:
        case.problems.add(
            ("closure", "trade"),
            "some regions trade with nobody in the others, so that no goods can follow the money "
            f"between them: {what}; allowed: trade between them in the benchmark, no such "
            "payments, or closure trade: homogeneous",
        )


def _first(case: Case, section: str, key: str, name: str) -> Key:
    """The first clause of a section that names a label, else the section."""
    for n, clause in enumerate(getattr(case.scenario, section)):
        if name in getattr(clause, key):
            return (section, n)
    return (section, 0)


RULES: tuple[Callable[[Case], None], ...] = (
    too_little_productivity,
    fixed_proportions,
    nowhere_to_buy,
    levies_beyond_income,
    transfers_beyond_income,
    barrier_of_the_whole_income,
    weights_of_nobody,
    money_between_islands,
    gap_between_islands,
    no_gap_today,
    nothing_to_close,
)
