"""Incomes of those at home by source (W-3), net of tax, per worker [10^9 USD].

Together with those of movers (:mod:`cge.model.mover_income`) they add up to disposable income
(Y-3), less what new capital costs those who saved for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cge.benchmark import accounts
from cge.model import jobs, labour, remittances, sets, shares, sponsors
from cge.model.declare import Declared, Param, Set
from cge.model.definition import Definition, definition
from cge.model.sets import ODK, by_label
from cge.model.taxes import net_of_tax, transfer_of
from cge.model.workers import at_home

if TYPE_CHECKING:
    from collections.abc import Callable

    from cge.model.block import Context
    from cge.scenario.settings import Settings

SOURCES = (
    "labour",
    "capital",
    "resources",
    "transfers",
    "visas",
    "sponsors",
    "remittances",
    "levies",
)
"""Sources of income, in the order of the result file."""


def declare(c: Context) -> None:
    """Wages and transfers per worker; who receives remittances, visas and levies."""
    m, bench = c.m, c.bench
    m.SOURCES = Set(initialize=SOURCES)
    wage = accounts.native_wage(bench)
    shares.fill(m, "native_wage", m.BORN, wage, "region", "skill")
    workers = bench.workers.sum(["origin", "skill"]).rename(destination="region")
    shares.fill(m, "gdp_per_worker", m.REGIONS, accounts.gdp(bench) / workers, "region")
    m.HOME_PROPERTY = m.PROPERTY * m.BORN
    m.RESIDENT_PROPERTY = m.PROPERTY * m.RESIDENTS
    skills = {r: [k for o, k in m.BORN if o == r] for r in m.REGIONS}
    m.skills_born = Set(m.REGIONS, initialize=skills)
    receivers = sets.grouped(list(m.remitting), (0, 2), (1,), m.BORN)
    m.remitters_of = Set(m.BORN, initialize=receivers)
    taken = sets.grouped(list(m.LEVIES_ON_REMITTANCES), (1, 3), (0, 2), m.BORN)
    m.remittance_levies_of = Set(m.BORN, dimen=2, initialize=taken)
    _declare_receipts(m, c.settings)


def _declare_receipts(m: Declared, settings: Settings) -> None:
    """How receipts of visas and levies are shared among skills of natives."""
    skills = list(dict.fromkeys(k for _, k in m.BORN))
    m.NATIVE_SKILLS = Set(initialize=skills)
    weights = dict.fromkeys(m.PRICED * m.NATIVE_SKILLS, 1.0)
    if settings.charges is not None:
        given = by_label(settings.charges.adjustment, *ODK, "native_skill")
        weights = {key: float(given[key]) for key in weights}
    m.PRICED_SKILLS = Set(initialize=list(weights), dimen=4)
    m.su_receipt = Param(m.PRICED_SKILLS, initialize=weights)
    levies = {x.name: x for x in settings.levies}
    m.LEVY_SKILLS = m.LEVIES * m.NATIVE_SKILLS
    given = {(n, k): levies[n].adjustment.get(k, 1.0) for n in m.LEVIES for k in skills}
    m.su_levy_receipt = Param(m.LEVY_SKILLS, initialize=given)
    m.LEVY_PLACES = m.LEVIES * m.REGIONS


def part(
    source: str, over: str, of: str, *, before: bool = False, within: str | None = None
) -> Callable[..., Definition]:
    """Definition of the income from one source."""
    return definition("W-3", over, of, before=before, within=within, source=source)


@part("labour", "BORN", "home_income", before=True, within="RESIDENTS")
def home_labour(m, o, k):
    """Net pay of a native, for the work he does; the mean of those with work and without."""
    wage = m.wn[k, o] * m.native_wage[o, k] * labour.native_work(m, k, o)
    return net_of_tax(m, k, o) * wage


@definition("W-3", over="HOME_PROPERTY", of="home_income", before=True, within="RESIDENT_PROPERTY")
def home_property(m, s, o, k):
    """Property income of a native, from capital and from resources as at the benchmark."""
    return m.part_of_property[s, o] * m.claim_at_home[o, k]


@part("transfers", "BORN", "home_income", before=True, within="RESIDENTS")
def home_transfers(m, o, k):
    """Lump sum and benefits."""
    insured = m.native_wage[o, k] * jobs.benefit_of_native(m, k, o)
    return transfer_of(m, k, o) * m.gdp_per_worker[o] + insured


@definition("M-25", over="BORN", before=True)
def remitted_to(m, o, k):
    """What arrives with those at home, matching of the government included."""
    return sum(
        remittances.received(m, o, d, k) + remittances.matched(m, o, d, k)
        for d in m.remitters_of[o, k]
    )


@part("remittances", "BORN", "home_income", before=True, within="RESIDENTS")
def home_remittances(m, o, k):
    """Received per worker at home, other transfers from abroad included."""
    other = m.p_world * m.v_other_transfers[o] / m.all_at_home[o]
    return m.remitted_to[o, k] / at_home(m, o, k) + other


@definition("M-23", over="PRICED", before=True)
def weighed_natives(m, o, d, k):
    """Natives of the destination by their weight in the receipts of visas [workers]."""
    return sum(m.su_receipt[o, d, k, n] * m.at_home[d, n] for n in m.skills_born[d])


@part("visas", "BORN", "home_income", before=True, within="RESIDENTS")
def home_visas(m, r, k):
    """Receipts of visas, by the weight of the skill."""
    return sum(
        m.su_receipt[o, r, n, k]
        * m.to_natives[o, r, n]
        * m.visa_payment[o, r, n]
        / m.weighed_natives[o, r, n]
        for (o, n) in m.payers_in[r]
    )


@part("sponsors", "BORN", "home_income", before=True, within="RESIDENTS")
def home_sponsors(m, r, k):
    """Receipts of sponsors less what hosting costs, the same for every native."""
    return sum(
        (m.to_sponsors[o, r, n] * m.visa_payment[o, r, n] - sponsors.hosting(m, o, r, n))
        / m.all_at_home[r]
        for (o, n) in m.payers_in[r]
    )


@definition("Y-7", over="LEVY_PLACES", before=True)
def weighed_for_levy(m, n, r):
    """Natives by their weight in the receipts of a levy [workers]."""
    return sum(m.su_levy_receipt[n, k] * m.at_home[r, k] for k in m.skills_born[r])


@part("levies", "BORN", "home_income", before=True, within="RESIDENTS")
def home_levies(m, r, k):
    """Receipts of levies, less levies on the remittances that arrive."""
    shared = sum(
        m.su_levy_receipt[n, k]
        * m.levy_to_natives[n]
        * m.levied[n, o, r, j]
        / m.weighed_for_levy[n, r]
        + m.levy_to_sponsors[n] * m.levied[n, o, r, j] / m.all_at_home[r]
        for (n, o, j) in m.levied_in[r]
    )
    taken = sum(m.levied[n, r, d, k] for (n, d) in m.remittance_levies_of[r, k])
    return shared - taken / at_home(m, r, k)
