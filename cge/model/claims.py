"""Claims on property (Y-2): who owns what those who live in a region have, and moves with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.once import once
from cge.model import income, labour, sets, shares
from cge.model.declare import Set
from cge.model.definition import definition
from cge.model.sets import ODK

if TYPE_CHECKING:
    from cge.model.block import Context

PROPERTY = ("capital", "resources")
"""Sources of property income, in the order of the result file."""
ADDING = ("steady", "path")
"""Capital closures under which residents' saving adds to the stock, or takes from it."""


def declare(c: Context) -> None:
    """What property consists of; who has claims as natives, and where they settled.

    Natives of a region that nobody can leave have claims too.
    """
    m = c.m
    m.PROPERTY = Set(initialize=PROPERTY)
    split = property_by_factor(c.bench)
    shares.fill(m, "part_of_property", m.PROPERTY * m.REGIONS, split, "source", "region")
    adds = c.settings.closure.capital in ADDING
    factors = {r: m.factors_of[r] if adds else [] for r in m.REGIONS}
    m.adding_at = Set(m.REGIONS, initialize=factors)
    worn = {r: m.wearing_in[r] if adds else [] for r in m.REGIONS}
    m.wearing_and_adding_at = Set(m.REGIONS, initialize=worn)
    owned = income.ownership(c)
    owns = {key for key in sets.positive_cells(owned, *ODK) if key[1] in m.OWNERS}
    m.OWNING = Set(initialize=[(o, k) for o, k in m.BORN if (o, o, k) in owns], dimen=2)
    m.SETTLED_CLAIMING = Set(initialize=[key for key in m.SETTLED if key in owns], dimen=3)
    holding = [(o, o, k) for o, k in m.OWNING] + list(m.SETTLED_CLAIMING)
    m.HOLDING = Set(initialize=holding, dimen=3)
    shares.fill(m, "su_claim", m.HOLDING, owned, *ODK)


@once
def property_by_factor(bench: xr.Dataset) -> xr.DataArray:
    """Share of capital and of other factors in property income (source, region)."""
    nonlabour = accounts.nonlabour_factors(bench)
    net = accounts.net_factor_income(bench)
    owned = (bench.foreign_ownership * net).sum("region").rename(owner="region")
    total = owned.sum("factor")
    share = (owned / total.where(total > 0)).fillna(0.0)
    parts = {
        source: share.sel(
            factor=[f for f in nonlabour if (f == "capital") == (source == "capital")]
        ).sum("factor")
        for source in PROPERTY
    }
    return xr.concat(list(parts.values()), xr.IndexVariable("source", list(parts)))


@definition("Y-2", over="REGIONS", before=True)
def property_pool(m, r):
    """Property income of the claims on a region's pool, added capital included."""
    return sum(m.v_property[h] * m.prop[h] for h in m.owner_at[r])


@definition("K-4", over="REGIONS")
def added_income(m, r):
    """Income of the capital that residents' saving has added, after tax and what wears out."""
    earned = sum(income.added_capital_income(m, f, r) for f in m.adding_at[r])
    return earned - sum(income.added_worn(m, f, r) for f in m.wearing_and_adding_at[r])


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
    """Property income per worker of those who hold claims as natives, the mean of all.

    Who leaves owns less of it than who stays (:func:`cge.model.income.wealth_of_mover`).
    """
    return m.claims_pool[o] * m.su_claim[o, o, k] / holders(m, o, k)


@definition("Y-2", over="CORRIDORS")
def claims_of_new(m, o, d, k):
    """Property income that new migrants keep at home."""
    here = m.scale[o, d, k] * labour.arrived(m, o, d, k) * income.wealth_of_mover(m, o, k)
    return m.portable * here * m.claim_at_home[o, k]


@definition("Y-2", over="BORN", before=True)
def own_part(m, o, k):
    """What one who never left has, over the mean claim of a native; the mean where claims stay."""
    return m.portable * income.wealth_of_stayer(m, o, k) + 1 - m.portable


@definition("Y-2", over="SETTLED_CLAIMING", within="SETTLED")
def claims_of_returned(m, o, d, k):
    """Property income that the returned keep where they lived."""
    left = m.portable * labour.returned(m, o, d, k)
    return left * m.claims_pool[d] * m.su_claim[o, d, k]


@definition("Y-2", over="SETTLED_CLAIMING", within="SETTLED", before=True)
def claims_of_established(m, o, d, k):
    """Property income of established migrants where they live."""
    kept = m.portable * labour.established(m, o, d, k) + (1 - m.portable)
    return kept * m.claims_pool[d] * m.su_claim[o, d, k]
