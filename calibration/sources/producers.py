"""Who made the figures: travels with every benchmark and result."""

from __future__ import annotations

import xarray as xr

from calibration.vintage import vintage

STOCKS = {
    "wb_migstock_2017": "World Bank bilateral migration matrix 2017",
    "undesa_migstock_2020": "UN DESA International Migrant Stock 2020 by pair, brought to the "
    "2024 revision's totals",
}
SECTIONS = {
    "qog_cs2018": "QoG cross-section 2022 (World Bank figures of 2018)",
    "qog_cs2021": "QoG cross-section 2025 (World Bank figures of 2021)",
}


def producers(year: int) -> dict[str, str]:
    """Producer and year by table, for a base year."""
    edition = vintage(year)
    section, pwt = SECTIONS[edition.sections[0]], edition.pwt_year
    return {
        "value_added": f"World Bank WDI 2026 ({year}), services and product taxes: {section}; Penn "
        f"World Table 10.01 ({pwt}, labour share); skill premium: OECD, returns to education "
        "(Montenegro and Patrinos), Docquier and others 2010",
        "intermediate": "WIOD release 2013 (2011), donors by income, balanced",
        "final_demand": f"World Bank WDI 2026 ({year}, investment), Penn World Table 10.01 "
        f"({edition.shares_year}) shares at current prices, balanced",
        "trade": "ITPD-E R01 (USITC, 2016), BACI (CEPII, 2023) and export composition 2017, fitted "
        f"to World Bank totals of {year}; services by gravity (CEPII GeoDist)",
        "tariff": "World Bank WDI weighted means of 2012 to 2017, zero inside a list of free-trade "
        "areas",
        "labour_growth": "IIASA/Wittgenstein Centre projections by education, 2015 to 2030",
        "depreciation": f"Penn World Table 10.01, {pwt}",
        "income_tax": "derived: what finances public consumption",
        "foreign_ownership": "derived: outflow above 10% of GDP; owners by GDP (assumption)",
        "workers": f"{STOCKS[edition.stock]}; skills from national statistics, OECD DIOC 2015, "
        "Cha'ngom and others 2010, Barro-Lee, IIASA; labour force of the WDI; nationals' share of "
        "work in the Gulf: national statistics through GLMM",
        "efficiency": "pay gaps of Hermansen and others 2025 and ILO 2020, OECD DIOC 2015 "
        "over-qualification, national statistics of Gulf states",
        "remittances": f"KNOMAD receipts of {year}, World Bank bilateral matrix of {year} (an "
        "imputation) for the pairs, capped by pay",
        "would_move": "Gallup World Poll 2013 to 2023 (single published figures); level of `low`: "
        "Docquier, Machado and Sekkat 2015; corridors by gravity (CEPII GeoDist), bounded",
        "remittance_cost": f"World Bank Remittance Prices Worldwide {min(year, 2020)}",
        "price_level": f"World Bank WDI 2026, GDP at purchasing power parity {year} (ICP 2021)",
        "population": f"World Bank WDI 2026 ({year}); UN DESA 2020 for small countries",
        "decile_share": f"World Bank PIP, survey nearest to {year}",
    }


def who_made(data: xr.Dataset, *, detailed: bool = False, net: bool = False) -> dict[str, str]:
    """Producer and year by table of a country database.

    ``detailed``: its sectors are parts of the three broad ones; ``net``: trade is net.
    """
    year = int(data.attrs["base_year"])
    return (
        producers(year)
        | (detail_producers(year) if detailed else {})
        | (net_producers(year) if net else {})
    )


def detail_producers(year: int) -> dict[str, str]:
    """The tables that differ where sectors are parts of the three broad ones."""
    broad = producers(year)
    split = "ten sectors: WIOD release 2013 (2011), donors by income"
    return {
        "value_added": f"{broad['value_added']}; {split}, medium and high technology ({year}) and "
        "resource rents of the WDI; labour shares of ABS and shares with a degree of BLS and EPI "
        "(one list for all countries)",
        "intermediate": f"{broad['intermediate']}; {split}",
        "final_demand": f"{broad['final_demand']}; {split}",
        "trade": f"{broad['trade']}; {split}, export composition 2017",
        "tariff": f"{broad['tariff']}; one rate for all goods",
    }


def net_producers(year: int) -> dict[str, str]:
    """The tables that differ where trade is net."""
    gross = producers(year)
    return {
        "trade": f"derived: exports less imports of each good and region, from {gross['trade']}",
        "tariff": "derived: revenue over all imports, one rate for all partners, from "
        f"{gross['tariff']}",
        "output_tax": "derived: as in the gross benchmark, and tariffs on the two-way trade taken "
        "out",
    }
