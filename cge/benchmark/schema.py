"""The contract between data and model: the tables a benchmark consists of.

A benchmark is one ``xarray.Dataset``.  It comes from a folder of ``sets.yaml`` and CSV tables that
a user can write by hand, or from one NetCDF file.  Values are annual flows in 10^9 USD of the base
year at agents' prices unless a row says otherwise.

Accounting identities (checked by :mod:`cge.benchmark.check`), for sector i, region r:

* cost = revenue: ``output = sum_f value_added + sum_j intermediate[j, i] + output_tax``;
  sales at home = output - sum over importers of ``trade`` (must not be negative);
* uses = supply: ``sum_j intermediate[i, j] + sum_use final_demand + remittance services
  = home sales + sum_s trade[i, s, r] (1 + export_tax) (1 + tariff)``;
* income = spending: factor income of residents, net of tax, plus transfers and remittances received
  = consumption + saving + remittances sent (cost included);
* saving + foreign saving = investment; foreign saving is the residual of the external account.

``trade[i, r, r]`` is trade inside an aggregated region: it stays in the import nest, with its
tariff.  Remittance services are ``sent x remittance_cost`` = ``remittances / (1 - cost) x cost``,
bought by the sending region from the sector named ``remittance_sector`` in ``sets.yaml``.
Government: income taxes + output taxes + export taxes + tariffs - public consumption = transfers:
benefits by skill, and the remainder as a lump sum per worker (negative: a lump-sum tax).
Government neither saves nor borrows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

USES = ("household", "government", "investment")

BELIEFS = ("low", "central", "high")
"""How many would move, as named in benchmarks and by scenarios; ``central`` is the default."""

ALIASES = {
    "origin": "region",
    "destination": "region",
    "exporter": "region",
    "importer": "region",
    "owner": "region",
    "sector_in": "sector",
}
"""Dimensions that run over the labels of another one."""


@dataclass(frozen=True)
class Table:
    """One table of the benchmark."""

    dims: tuple[str, ...]
    unit: str
    long_name: str
    default: float | str | None = None
    """Value of cells and tables left out; None: the table is required; a word: derived."""
    lower: float | None = 0.0
    upper: float | None = None


MONEY = "10^9 USD"
LARGEST_ELASTICITY = 1e3
"""A larger one is infinite in all but name, and its equations have no digits left: 1,000 solves,
10,000 does not for factors and skills.  An infinite one is exact."""

TABLES: dict[str, Table] = {
    # -- goods ---------------------------------------------------------------------------------
    "value_added": Table(
        ("factor", "sector", "region"), MONEY, "payments to factors, before income tax"
    ),
    "intermediate": Table(
        ("sector_in", "sector", "region"),
        MONEY,
        "goods of sector_in used by sector, purchasers' prices",
        0.0,
    ),
    "output_tax": Table(
        ("sector", "region"), MONEY, "net taxes on production (subsidies negative)", 0.0, None
    ),
    "final_demand": Table(
        ("use", "sector", "region"), MONEY, "final demand by use, purchasers' prices"
    ),
    "trade": Table(
        ("sector", "exporter", "importer"),
        MONEY,
        "shipments to another region (or within an aggregated one), producers' prices",
        0.0,
    ),
    "tariff": Table(
        ("sector", "exporter", "importer"), "rate", "ad valorem import tariff", 0.0, -0.9
    ),
    "export_tax": Table(
        ("sector", "exporter", "importer"), "rate", "ad valorem export tax", 0.0, -0.9
    ),
    # -- homogeneous goods (closure trade: homogeneous) -----------------------------------------
    "idle_value_added": Table(
        ("factor", "sector", "region"),
        "USD per USD",
        "payments to factors for output worth 1 at the price of the region, of sectors that make "
        "nothing at the benchmark and may open",
        "absent",
    ),
    "idle_intermediate": Table(
        ("sector_in", "sector", "region"),
        "USD per USD",
        "goods of sector_in for output worth 1 of such sectors",
        "absent",
    ),
    "relative_price": Table(
        ("sector", "region"),
        "ratio",
        "price of the good in the region over its world price, where it is not traded",
        "absent",
    ),
    "trade_cost": Table(
        ("sector", "exporter", "importer"),
        "rate",
        "iceberg cost of a homogeneous good between two regions, share of what arrives",
        "absent",
    ),
    # -- income --------------------------------------------------------------------------------
    "income_tax": Table(
        ("factor", "region"), "rate", "tax on factor income, at source", 0.0, None, 0.95
    ),
    "foreign_ownership": Table(
        ("owner", "region"),
        "share",
        "share of the capital and resource income of region, net of tax and of capital "
        "consumption, that belongs to residents of owner "
        "(columns sum to 1; the diagonal is what residents own)",
        "identity",
        0.0,
        1.0,
    ),
    "ownership": Table(
        ("origin", "destination", "skill"),
        "share",
        "share of the property income of the residents of destination that belongs to those "
        "born in origin of this skill (sums to 1 over origin and skill)",
        "in proportion to wages, those of migrants times established_wealth",
        0.0,
        1.0,
    ),
    "capital_consumption": Table(
        ("region",),
        MONEY,
        "consumption of fixed capital: what is set aside of capital income, after tax, to replace "
        "the capital that wears out; 0 counts capital income gross",
        0.0,
        0.0,
    ),
    "benefits": Table(
        ("region",),
        MONEY,
        "benefits in cash paid to residents, indexed to consumer prices; what else the budget "
        "leaves is a lump sum per worker",
        0.0,
    ),
    "benefit_weight": Table(
        ("skill", "region"),
        "ratio",
        "benefit per worker of a skill, relative to other skills (only ratios count)",
        1.0,
    ),
    "other_transfers": Table(
        ("origin", "destination"),
        MONEY,
        "transfers received by origin from destination that no migrant's wage can account for, "
        "fixed",
        0.0,
    ),
    # -- people --------------------------------------------------------------------------------
    "workers": Table(
        ("origin", "destination", "skill"),
        "workers",
        "workers by place of birth and of residence "
        "(diagonal: those who live where they were born)",
    ),
    "labour_growth": Table(
        ("skill", "region"),
        "share",
        "growth of the resident workers of a skill, a year, on a path",
        0.0,
        -0.2,
        0.2,
    ),
    "depreciation": Table(
        ("region",), "share", "capital that wears out in a year, on a path", 0.05, 0.001, 0.5
    ),
    "persons_per_worker": Table(
        ("origin", "destination"), "persons per worker", "residents per worker of the corridor", 1.0
    ),
    "efficiency": Table(
        ("origin", "destination", "skill"),
        "ratio",
        "efficiency units per established migrant, in natives of the same skill",
        1.0,
    ),
    "remittances": Table(
        ("origin", "destination"),
        MONEY,
        "remittances received in origin from destination, net of cost",
        0.0,
    ),
    "remittance_cost": Table(
        ("origin", "destination"),
        "share",
        "cost of sending, share of the amount sent",
        0.0,
        0.0,
        0.9,
    ),
    "would_move": Table(
        ("belief", "origin", "destination", "skill"),
        "workers",
        "workers who would move through a corridor and have not, by belief (M-5); not used inside "
        "free-movement areas and where nobody lives today",
        "absent",
    ),
    "visa_price": Table(
        ("destination", "skill"),
        "share of income",
        "virtual visa price at the benchmark outside free-movement areas",
        "rule M-5 when would_move or would_be_migrants is given, else 0",
        0.0,
        0.999,
    ),
    # -- prices and description ----------------------------------------------------------------
    "price_level": Table(
        ("region",), "USD per international USD", "price level of GDP (PPP over exchange rate)", 1.0
    ),
    "population": Table(
        ("region",), "persons", "resident population", "workers x persons_per_worker"
    ),
    "decile_share": Table(
        ("decile", "region"), "share", "share of income of each tenth of the population", "absent"
    ),
    "memo_migrants": Table(
        ("region",),
        "persons",
        "migrants inside an aggregated region, counted there as natives",
        0.0,
    ),
    "memo_remittances": Table(
        ("region",), MONEY, "remittances inside an aggregated region, left out of the model", 0.0
    ),
    # -- behaviour (in a folder: elasticities.csv, columns parameter, sector, value, low, high ...)
    "esubva": Table(("sector",), "elasticity", "substitution among primary factors (P-3)"),
    "esubd": Table(("sector",), "elasticity", "substitution home good - imports (T-1)", 0.0),
    "esubm": Table(
        ("sector",), "elasticity", "substitution among sources of imports (T-2)", "2 x esubd"
    ),
    "esubsk": Table((), "elasticity", "substitution among skills (P-4)", "required with >1 skill"),
    "esubnm": Table(
        (), "elasticity", "substitution natives - migrants (P-5)", "required with migrants"
    ),
    "esubvin": Table((), "elasticity", "substitution established - new migrants (P-6)", math.inf),
    "recent_share": Table(
        (),
        "share",
        "part of established migrants who came of late and compete with new ones (P-6)",
        0.15,
        0.01,
        0.99,
    ),
    "esubt": Table((), "elasticity", "substitution value added - intermediates (P-1)", 0.0),
    "esubint": Table((), "elasticity", "substitution among intermediate goods (P-2)", 0.0),
    "esubhh": Table((), "elasticity", "substitution among goods, households (D-1)", 1.0),
    "esubgov": Table((), "elasticity", "substitution among goods, government (D-2)", 0.0),
    "esubinv": Table((), "elasticity", "substitution among goods, investment (D-3)", 0.0),
    "migration_elasticity": Table(
        (), "elasticity", "shape nu of the supply of migrants (M-1)", "required with migrants"
    ),
    "congestion": Table(
        (),
        "share",
        "rival part of public consumption, which grows with the persons it serves: 1 all of it, "
        "0 a pure public good (Y-4)",
        0.7,
        0.0,
        1.0,
    ),
    "brain_drain": Table(
        (),
        "elasticity",
        "productivity with respect to the skilled share of workers (M-26): 0 is off, 0 to 0.2 in "
        "the literature",
        0.0,
    ),
    "density": Table(
        (),
        "elasticity",
        "productivity with respect to the density of employment (M-26): 0 is off, 0.02 to 0.1 in "
        "the literature",
        0.0,
        -0.5,
        0.5,
    ),
    "would_be_migrants": Table(
        (), "workers", "workers who would move without visa barriers and have not (M-5)", "absent"
    ),
    "mover_wealth": Table(
        ("skill",),
        "share",
        "property of who leaves over that of the average native of his skill (Y-2)",
        0.2,
        0.0,
        1.0,
    ),
    "established_wealth": Table(
        ("skill",),
        "share",
        "property of established migrants per wage over that of natives of their skill (Y-2)",
        0.5,
        0.0,
        1.0,
    ),
    "catch_up": Table(
        (), "share", "part of the productivity gap that new migrants close (Y-1)", 0.5, 0.0, 1.0
    ),
}

PARAMETERS = (
    *(name for name, table in TABLES.items() if table.unit == "elasticity"),
    "would_be_migrants",
    "catch_up",
    "congestion",
    "recent_share",
    "mover_wealth",
    "established_wealth",
)
"""Tables that ``elasticities.csv`` of a benchmark folder holds."""
