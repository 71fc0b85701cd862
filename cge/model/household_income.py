"""Incomes of persons by source (W-3), net of tax, at the prices of the point [10^9 USD].

Of those at home per worker, of movers by corridor.  They add up to disposable income (Y-3), less
what new capital costs those who saved for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo
import xarray as xr

from cge.benchmark import accounts
from cge.model import income, irregular, labour, pricing, remittances, sets, shares, sponsors, visas
from cge.model.definition import Definition, definition
from cge.model.taxes import net_of_tax, transfer_of
from cge.model.workers import ODK, at_home

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
PROPERTY = ("capital", "resources")
ADDING = ("steady", "path")
"""Capital closures under which residents' saving adds to the stock, or takes from it."""


def declare(c: Context) -> None:
    """Wages and transfers per worker, what property consists of, who is in which sum."""
    m, bench, settings = c.m, c.bench, c.settings
    m.SOURCES = pyo.Set(initialize=SOURCES)
    m.PROPERTY = pyo.Set(initialize=PROPERTY)
    wage = accounts.native_wage(bench)
    shares.fill(m, "native_wage", m.BORN, wage, "region", "skill")
    workers = bench.workers.sum(["origin", "skill"]).rename(destination="region")
    shares.fill(m, "gdp_per_worker", m.REGIONS, accounts.gdp(bench) / workers, "region")
    split = property_by_factor(bench)
    shares.fill(m, "part_of_property", m.PROPERTY * m.REGIONS, split, "source", "region")
    adds = settings.closure.capital in ADDING
    m.adding_at = pyo.Set(
        m.REGIONS, initialize={r: m.factors_of[r] if adds else [] for r in m.REGIONS}
    )
    m.SETTLED = pyo.Set(initialize=[k for k in m.CORRIDORS if m.mig_base[k] == 1], dimen=3)
    claims, remitting = set(m.claiming), set(m.remitting)
    m.SETTLED_CLAIMING = pyo.Set(initialize=[k for k in m.SETTLED if k in claims], dimen=3)
    m.SETTLED_REMITTING = pyo.Set(initialize=[k for k in m.SETTLED if k in remitting], dimen=3)
    owning = {(o, k) for o, d, k in m.CLAIMS if o == d}
    m.OWNING = pyo.Set(initialize=[key for key in m.BORN if key in owning], dimen=2)
    m.HOME_PROPERTY = m.PROPERTY * m.BORN
    m.RESIDENT_PROPERTY = m.PROPERTY * m.RESIDENTS
    m.SETTLED_PROPERTY = m.PROPERTY * m.SETTLED
    m.NEW_PROPERTY = m.PROPERTY * m.CORRIDORS
    m.EARNED = pyo.Set(initialize=[s for s in SOURCES if s not in PROPERTY])
    m.SETTLED_EARNED = m.EARNED * m.SETTLED
    skills = {r: [k for o, k in m.BORN if o == r] for r in m.REGIONS}
    m.skills_born = pyo.Set(m.REGIONS, initialize=skills)
    receivers = sets.grouped(list(m.remitting), (0, 2), (1,), m.BORN)
    m.remitters_of = pyo.Set(m.BORN, initialize=receivers)
    _declare_receipts(m, settings)


def _declare_receipts(m: pyo.ConcreteModel, settings: Settings) -> None:
    """How receipts of visas and levies are shared among skills of natives."""
    skills = list(dict.fromkeys(k for _, k in m.BORN))
    m.NATIVE_SKILLS = pyo.Set(initialize=skills)
    weights = dict.fromkeys(m.PRICED * m.NATIVE_SKILLS, 1.0)
    if settings.charges is not None:
        given = settings.charges.adjustment.transpose(*ODK, "native_skill").to_series().to_dict()
        weights = {key: float(given[key]) for key in weights}
    m.PRICED_SKILLS = pyo.Set(initialize=list(weights), dimen=4)
    m.su_receipt = pyo.Param(m.PRICED_SKILLS, initialize=weights, within=pyo.Any)
    levies = {x.name: x for x in settings.levies}
    m.LEVY_SKILLS = m.LEVIES * m.NATIVE_SKILLS
    given = {(n, k): levies[n].adjustment.get(k, 1.0) for n in m.LEVIES for k in skills}
    m.su_levy_receipt = pyo.Param(m.LEVY_SKILLS, initialize=given, within=pyo.Any)
    m.LEVY_PLACES = m.LEVIES * m.REGIONS
    on_property, on_remittances = list(m.LEVIES_ON_PROPERTY), list(m.LEVIES_ON_REMITTANCES)
    own: dict[sets.Key, list[str]] = {}
    for n, *key in on_property:
        own.setdefault(tuple(key), []).append(n)
    m.LEVIED_OWNERS = pyo.Set(initialize=list(own), dimen=3)
    m.property_levies_on = pyo.Set(m.LEVIED_OWNERS, initialize=own)
    taken = sets.grouped(on_remittances, (1, 3), (0, 2), m.BORN)
    m.remittance_levies_of = pyo.Set(m.BORN, dimen=2, initialize=taken)


def property_by_factor(bench: xr.Dataset) -> xr.DataArray:
    """Share of capital and of other factors in property income (source, region)."""
    nonlabour = accounts.nonlabour_factors(bench)
    income = accounts.factor_income(bench).sel(factor=nonlabour) * (
        1 - bench.income_tax.sel(factor=nonlabour)
    )
    owned = (bench.foreign_ownership * income).sum("region").rename(owner="region")
    total = owned.sum("factor")
    share = (owned / total.where(total > 0)).fillna(0.0)
    parts = {
        source: share.sel(
            factor=[f for f in nonlabour if (f == "capital") == (source == "capital")]
        ).sum("factor")
        for source in PROPERTY
    }
    return xr.concat(list(parts.values()), xr.IndexVariable("source", list(parts)))


def part(
    source: str, over: str, of: str, *, before: bool = False, within: str | None = None
) -> Callable[..., Definition]:
    """Definition of the income from one source."""
    return definition("W-3", over, of, before=before, within=within, source=source)


# ---------------------------------------------------------------------------- claims on property
@definition("Y-2", over="REGIONS", before=True)
def property_pool(m, r):
    """Property income of the claims on a region's pool, added capital included."""
    return sum(m.v_property[h] * m.prop[h] for h in m.owner_at[r])


@definition("K-4", over="REGIONS")
def added_income(m, r):
    """Net income of the capital that residents' saving has added."""
    return sum(income.added_capital_income(m, f, r) for f in m.adding_at[r])


@definition("Y-2", over="REGIONS", before=True)
def claims_pool(m, r):
    """Property income of claims less what pays for the capital that saving has added.

    What added capital earns pays for waiting and upkeep: a cost of those who saved, and no gift.
    """
    return m.property_pool[r] - m.added_income[r]


def holders(m, o, k):
    """Workers with a native's claims: who lived there at the benchmark, or who lives there now."""
    return m.natives[o, k] * (m.portable + (1 - m.portable) * m.stay[o, k])


@definition("Y-2", over="OWNING", within="RESIDENTS", before=True)
def claim_at_home(m, o, k):
    """Property income per worker of those who hold claims as natives."""
    return m.claims_pool[o] * m.ownership[o, o, k] / holders(m, o, k)


@definition("Y-2", over="CORRIDORS")
def claims_of_new(m, o, d, k):
    """Property income that new migrants keep at home."""
    return m.portable * m.scale[o, d, k] * labour.arrived(m, o, d, k) * m.claim_at_home[o, k]


@definition("Y-2", over="SETTLED_CLAIMING", within="SETTLED")
def claims_of_returned(m, o, d, k):
    """Property income that the returned keep where they lived."""
    left = m.portable * labour.returned(m, o, d, k)
    return left * m.claims_pool[d] * m.ownership[o, d, k]


@definition("Y-2", over="SETTLED_CLAIMING", within="SETTLED", before=True)
def claims_of_established(m, o, d, k):
    """Property income of established migrants where they live."""
    kept = m.portable * labour.established(m, o, d, k) + (1 - m.portable)
    return kept * m.claims_pool[d] * m.ownership[o, d, k]


# --------------------------------------------------------------------------------------- at home
@part("labour", "BORN", "home_income", before=True, within="RESIDENTS")
def home_labour(m, o, k):
    """Net pay of a native, for the work he does."""
    return net_of_tax(m, k, o) * m.wn[k, o] * m.native_wage[o, k] * m.effort[k, o]


@definition("W-3", over="HOME_PROPERTY", of="home_income", before=True, within="RESIDENT_PROPERTY")
def home_property(m, s, o, k):
    """Property income of a native, from capital and from resources as at the benchmark."""
    return m.part_of_property[s, o] * m.claim_at_home[o, k]


@part("transfers", "BORN", "home_income", before=True, within="RESIDENTS")
def home_transfers(m, o, k):
    """Lump sum and benefit."""
    return transfer_of(m, k, o) * m.gdp_per_worker[o]


@definition("M-5", over="BORN", before=True)
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


@definition("M-4", over="PRICED", before=True)
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


# ------------------------------------------------------------------------- established migrants
@part("labour", "SETTLED", "established_income", before=True)
def established_labour(m, o, d, k):
    """Wages after tax."""
    wages = established_gross(m, o, d, k)
    return net_of_tax(m, k, d) * wages


def established_gross(m, o, d, k):
    """Wages before tax of established migrants."""
    units = labour.established_units(m, o, d, k)
    return m.v_native_wage[o, d, k] * labour.established_wage(m, k, d) * units


@definition("W-3", over="SETTLED_PROPERTY", of="established_income", before=True)
def established_property(m, s, o, d, k):
    """Property income, from capital and from resources as at the benchmark."""
    return m.part_of_property[s, d] * m.claims_of_established[o, d, k]


@part("transfers", "SETTLED", "established_income", before=True)
def established_transfers(m, o, d, k):
    """Lump sum and benefit by eligibility."""
    each = m.v_transfer[o, d, k] * m.eligible[o, d, k] * transfer_of(m, k, d)
    return each * labour.established(m, o, d, k)


@part("visas", "SETTLED", "established_income", before=True)
def established_visas(m, o, d, k):
    """What they pay for a visa."""
    paid = m.paid_old[o, d, k] * visas.income_of_established(m, o, d, k)
    return -paid * labour.established(m, o, d, k)


@part("sponsors", "SETTLED", "established_income", before=True)
def established_sponsors(m, o, d, k):
    """Migrants do not sponsor."""
    return 0.0


@part("remittances", "SETTLED_REMITTING", "established_income", before=True, within="SETTLED")
def established_remittances(m, o, d, k):
    """What they send, cost included."""
    net = remittances.net_wages_of_established(m, o, d, k)
    return -m.remittance_share[o, d, k] * net


@part("levies", "SETTLED", "established_income", before=True)
def established_levies(m, o, d, k):
    """Levies on wages and heads that they bear."""
    heads = m.p_world * m.levy_amount_old[o, d, k] * m.v_mover[o, d, k]
    earned = m.levy_rate_old[o, d, k] * established_gross(m, o, d, k)
    return -earned - heads * labour.established(m, o, d, k)


# --------------------------------------------------------------------------------- new migrants
def new_gross(m, o, d, k):
    """Wages before tax of new migrants who have a visa."""
    return m.v_native_wage[o, d, k] * m.w_recent[k, d] * labour.new_units(m, o, d, k)


@part("labour", "CORRIDORS", "new_income")
def new_labour(m, o, d, k):
    """Wages after tax; without papers nobody pays tax."""
    untaxed = irregular.irregular_wages(m, o, d, k)
    return net_of_tax(m, k, d) * new_gross(m, o, d, k) + untaxed


@definition("W-3", over="NEW_PROPERTY", of="new_income")
def new_property(m, s, o, d, k):
    """Property income kept at home, from capital and from resources as at the benchmark."""
    return m.part_of_property[s, o] * m.claims_of_new[o, d, k]


@part("transfers", "CORRIDORS", "new_income")
def new_transfers(m, o, d, k):
    """Lump sum and benefit by eligibility; none without papers."""
    each = m.v_transfer[o, d, k] * m.eligible_new[o, d, k] * transfer_of(m, k, d)
    return each * labour.new_migrants(m, o, d, k)


@part("visas", "CORRIDORS", "new_income")
def new_visas(m, o, d, k):
    """What they pay and lose to come: visas, smugglers."""
    cost = (m.paid[o, d, k] + m.lost[o, d, k]) * pricing.income_of_new(m, o, d, k)
    return -cost * labour.new_migrants(m, o, d, k) - irregular.smuggled(m, o, d, k)


@part("sponsors", "CORRIDORS", "new_income")
def new_sponsors(m, o, d, k):
    """Migrants do not sponsor."""
    return 0.0


@part("remittances", "remitting", "new_income", within="CORRIDORS")
def new_remittances(m, o, d, k):
    """What they send, cost included."""
    net = remittances.net_wages_of_new(m, o, d, k) + remittances.wages_of_irregular(m, o, d, k)
    return -m.remittance_share_new[o, d, k] * net


@definition("Y-7p", over="LEVIED_OWNERS", within="CORRIDORS")
def levied_on_property(m, o, d, k):
    """Levies on property that new migrants bear."""
    return sum((1 - m.levy_credit[n]) * m.levied[n, o, d, k] for n in m.property_levies_on[o, d, k])


@part("levies", "CORRIDORS", "new_income")
def new_levies(m, o, d, k):
    """Levies on wages, heads and property that they bear."""
    heads = m.p_world * m.levy_amount[o, d, k] * m.v_mover[o, d, k]
    earned = m.levy_rate[o, d, k] * new_gross(m, o, d, k)
    owned = m.levied_on_property[o, d, k]
    return -earned - heads * labour.new_migrants(m, o, d, k) - owned


# ------------------------------------------------------------------------------------ returnees
def home_of_returned(m, s, o, d, k):
    """Income from one source at home, for all who returned."""
    return m.home_income[s, o, k] * m.scale[o, d, k] * labour.returned(m, o, d, k)


@definition("W-3", over="SETTLED_EARNED", of="returnee_income")
def returnee_earnings(m, s, o, d, k):
    """What natives have, property apart."""
    return home_of_returned(m, s, o, d, k)


@definition("W-3", over="SETTLED_PROPERTY", of="returnee_income")
def returnee_property(m, s, o, d, k):
    """Claims kept abroad, or the natives' part where claims stay (`residence`)."""
    kept = m.part_of_property[s, d] * m.claims_of_returned[o, d, k]
    return kept + (1 - m.portable) * home_of_returned(m, s, o, d, k)
