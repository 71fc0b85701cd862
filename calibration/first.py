"""The country database of version 0.1.0, of which the default benchmarks are made.

It stands in ``data/countries`` until a database of the present recipe takes its place.  The
recipe does not make it any more, so its sources and income classes are kept here as they were.
"""

from __future__ import annotations

import xarray as xr

FLOORS = (1_025.0, 3_995.0, 12_375.0)
"""GNI per head in USD (Atlas, 2018) above which a country is lower middle, upper middle, high."""


def is_first(data: xr.Dataset) -> bool:
    """Whether a country database is that of version 0.1.0, which told no ranges of premia."""
    return "premium" not in data


PRODUCERS = {
    "value_added": "World Bank WDI 2017, sectors as of the QoG cross-section 2022 (2018), Penn "
    "World Table 10.01 (labour share), Docquier and others 2010 (skill premium)",
    "intermediate": "WIOD release 2013 (2011), donors by income, balanced",
    "final_demand": "Penn World Table 10.01 shares at current prices, balanced",
    "trade": "ITPD-E R01 (USITC, 2016), BACI (CEPII, 2023) and export composition 2017, fitted to "
    "World Bank totals; services by gravity (CEPII GeoDist)",
    "tariff": "World Bank WDI weighted means, zero inside a list of free-trade areas",
    "labour_growth": "IIASA/Wittgenstein Centre projections by education, 2015 to 2030",
    "depreciation": "Penn World Table 10.01, 2017",
    "income_tax": "derived: what finances public consumption",
    "foreign_ownership": "derived: outflow above 10% of GDP; owners by GDP (assumption)",
    "workers": "World Bank bilateral migration matrix 2017; skills from OECD DIOC 2015, Cha'ngom "
    "and others 2010, Barro-Lee, IIASA; labour force of the WDI",
    "efficiency": "OECD DIOC 2015 over-qualification",
    "remittances": "World Bank bilateral remittance matrix 2017 (an imputation), capped by pay",
    "remittance_cost": "World Bank Remittance Prices Worldwide 2017",
    "price_level": "World Bank WDI, GDP at purchasing power parity",
    "population": "World Bank WDI; UN DESA 2020 for small countries",
    "decile_share": "World Bank PIP, survey nearest to 2017",
}
"""Producer and year by table."""

NET_SOURCES = {
    "trade": f"derived: exports less imports of each good and region, from {PRODUCERS['trade']}",
    "tariff": f"derived: revenue over all imports, one rate for all partners, from "
    f"{PRODUCERS['tariff']}",
    "output_tax": "derived: as in the gross benchmark, and tariffs on the two-way trade taken out",
}
"""The tables that differ where trade is net."""
