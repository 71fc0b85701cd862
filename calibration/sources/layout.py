"""What each raw table must hold: columns, labels, codes, figures; mistakes are told by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.sectors import ten
from calibration.world import core, countries, regions
from cge.errors import DataError

UNKNOWN_ORIGIN = ("XNO", "XSO")
"""Codes of the World Bank's matrix of migrants for people from (or in) nowhere that is known."""

SHOWN = 5
"""Mistakes of one kind that a message tells."""


@dataclass(frozen=True)
class Layout:
    """Columns whose values name a line, and what they must or may hold.

    ``needed``: labels a column must hold; ``places``: columns of country codes that must be known,
    and what else may stand there (in other columns a code that is not known is left out: a small
    territory, a sum over countries); ``figures``: columns of numbers.  Negative ones are refused,
    but where there are variables only of those in ``needed`` that are not ``signed``.  ``either``:
    figures of any sign.  ``also``: columns that must be there and may hold anything.
    """

    keys: tuple[str, ...]
    needed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)
    figures: tuple[str, ...] = ("value",)
    signed: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _variables(*names: str, signed: tuple[str, ...] = (), also: tuple[str, ...] = ()) -> Layout:
    keys = ("iso3", "year", "variable")
    return Layout(keys, {"variable": (*names, *signed)}, signed=signed, also=also)


def _pairs(first: str, second: str, *codes: str) -> Layout:
    return Layout((first, second, "year"), places=dict.fromkeys((first, second), codes))


def _oecd(*keys: str, **needed: tuple[str, ...]) -> Layout:
    places: dict[str, tuple[str, ...]] = {"dest": ()} if "dest" in keys else {}
    return Layout(keys, needed, places)


CITED = Layout((), figures=(), also=("place", "figure", "value", "year", "source", "read"))
"""Single published figures, each with address and how it was read."""

EDUCATION = ("low", "medium", "high")
WIOD_SECTORS = ("AGR", "MIN", "MAN", "SRV")

WIOD_35 = tuple(f"c{number}" for number in range(1, 36))
WIOD_FINAL = ("C_HH", "C_NPISH", "C_GOV", "I_GFCF", "I_INV")
WIOD_ACCOUNTS = (
    *("value_added", "intermediates", "exports_final", "exports_intermediate"),
    *("imports_final", "imports_intermediate"),
)

QOG = _variables(
    *("wdi_tradeserv", "wdi_export", "wdi_import", "wdi_gdpagr", "wdi_gdpind", "wdi_svapgdp"),
    *("wdi_oilrent", "wdi_lfpedua", "wdi_lfpilo15", "pwt_shhc", "pwt_plhc", "pwt_sgcf"),
    *("pwt_plcf", "pwt_gc", "pwt_plgc"),
)

LAYOUTS = {
    "baci_2023_total": Layout(("origin", "dest", "year")),
    "barrolee_2564": _variables("lhc"),
    "cepii_geodist": Layout(
        ("origin", "dest"), figures=("contig", "comlang_off", "colony", "dist")
    ),
    "dioc2015_dest_edu": _oecd(
        *("dest", "region_of_birth", "oecdb", "foreign_born", "age", "edu"), edu=EDUCATION
    ),
    "dioc2015_lfs": _oecd(
        *("dest", "foreign_born", "edu", "lfs"), edu=EDUCATION, lfs=("employed", "unemployed")
    ),
    "dioc2015_origin_edu": _oecd("origin", "foreign_born", "age", "edu", edu=EDUCATION),
    "dioc2015_overqual": _oecd(
        *("dest", "foreign_born", "edu", "skill_occ", "overqualified"), edu=("high",)
    ),
    "fig_education": CITED,
    "fig_gallup": CITED,
    "fig_gulf": CITED,
    "fig_migrant_pay": CITED,
    "hs_export_shares_2017": _variables("hs01_24_agrifood", "hs25_27_mining_fuels"),
    "iiasa2015_education": _variables(
        "no_education",
        "primary_education",
        "secondary_education",
        "tertiary_education",
        "tertiary_education_for_those_aged_15+",
    ),
    "ilo_earnings": _variables("earnings_month_ppp2021"),
    "itpd_e_total_2014_2016": Layout(("origin", "dest", "year")),
    "oecd_relative_earnings": _variables("earnings_tertiary_rel_uppersec"),
    "oecd_relative_earnings_derived": _variables(
        "earnings_tertiary_rel_uppersec_derived", "earnings_below_rel_uppersec_derived"
    ),
    "pip_deciles": Layout(
        ("iso3", "entity", "year", "variable"),
        {"variable": tuple(f"decile{n}_share" for n in range(1, 11))},
    ),
    "pwt1001": _variables(  # the price level of Bermuda is negative in some years
        *("cgdpo", "pop", "emp", "cn", "labsh", "delta"), signed=("pl_gdpo",)
    ),
    **dict.fromkeys(("qog_cs2018", "qog_cs2020", "qog_cs2021"), QOG),
    "returns_to_education": Layout(
        ("iso3", "year", "survey", "variable"),
        {"variable": ("return_tertiary",)},
        signed=("return_tertiary",),
    ),
    "rpw_cost": Layout(("sender", "receiver", "year", "variable"), signed=("ATCR.CORR",)),
    "skill_bilateral_2010": Layout(("origin", "dest", "skill"), {"skill": ("high", "low")}),
    "skill_location_2010": _variables("WR_data", "Hr_data"),
    "undesa_2020_totals": _variables("population"),
    "wb_migstock_2017": _pairs("origin", "dest", *UNKNOWN_ORIGIN),
    "undesa_migstock_2020": _pairs("origin", "dest"),
    "wb_remit_2017": _pairs("sender", "receiver"),
    "wb_remit_2021": _pairs("sender", "receiver"),
    "wb_remit_receipts": _variables("remittance_received"),
    "wdi": _variables("TM.TAX.MRCH.WM.AR.ZS", also=("is_aggregate",)),
    "wdi_2026": _variables(
        *("NY.GDP.MKTP.CD", "NY.GDP.MKTP.PP.CD", "NY.GNP.ATLS.CD", "SP.POP.TOTL"),
        "SP.POP.0014.TO.ZS",
        *("SL.TLF.TOTL.IN", "NE.EXP.GNFS.ZS", "NE.IMP.GNFS.ZS"),
        *("NV.AGR.TOTL.ZS", "NV.IND.TOTL.ZS", "NY.GDP.TOTL.RT.ZS", "SM.POP.TOTL"),
        "NV.MNF.TECH.ZS.UN",
        *("TX.VAL.MRCH.CD.WT", "TM.VAL.MRCH.CD.WT", "BX.TRF.PWKR.CD.DT"),
        signed=("NE.GDI.TOTL.ZS",),  # Djibouti has negative ones
        also=("is_aggregate",),
    ),
    "wiod2013_2011_35sec_trade": Layout(
        ("origin", "dest", "sector"),
        {"sector": WIOD_35},
        figures=("intermediate", "final"),
        either=("final",),  # inventories
    ),
    "wiod2013_2011_35sec_use": Layout(
        ("iso3", "sector", "use"),
        {"sector": WIOD_35, "use": (*WIOD_35, *WIOD_FINAL)},
        {"iso3": ("ROW", "TWN")},
        figures=("total",),
        either=("total",),
    ),
    "wiod2013_2011_35sec_va": Layout(
        ("iso3", "sector", "variable"),
        {"sector": WIOD_35, "variable": WIOD_ACCOUNTS},
        {"iso3": ("ROW", "TWN")},
        signed=("exports_final",),
    ),
    "wiod2013_sectors": Layout(
        ("sector",), {"sector": WIOD_35, "ten": tuple(ten()["wiod"])}, figures=()
    ),
    "wiod2013_2011_4sec": Layout(
        ("origin", "dest", "sector", "use"), {"sector": WIOD_SECTORS}, signed=("IO_flow",)
    ),
    "wiod2013_2011_va": Layout(
        ("iso3", "sector", "variable"),
        {"sector": WIOD_SECTORS, "variable": ("output",)},
        {"iso3": ("ROW", "TWN")},
    ),
}
"""By file of the folder of raw tables."""

ALONE = ("dioc2015_dest_edu", "dioc2015_lfs", "dioc2015_overqual", "wiod2013_2011_va")
"""Tables whose places must be countries that stand alone in the database."""


def read(path: Path) -> pd.DataFrame:
    """One raw table, checked; the text ``NA`` is Namibia's two-letter kin and never a gap.

    Raises
    ------
    DataError
        If the file is no table or breaks its layout: what, in which line, and what to do.
    """
    try:
        data = pd.read_csv(path, keep_default_na=False, na_values=[""], low_memory=False)
    except (OSError, ValueError) as error:
        msg = f"{path} is not readable as a table: {error}; write it again as CSV in UTF-8"
        raise DataError(msg) from error
    if problems := mistakes(data, path.stem):
        raise DataError("\n".join(f"{path}: {text}" for text in problems))
    return data


def mistakes(data: pd.DataFrame, name: str) -> list[str]:
    """Everything wrong with a table, in words."""
    layout = LAYOUTS[name]
    wanted = dict.fromkeys(
        (*layout.keys, *layout.needed, *layout.places, *layout.figures, *layout.also)
    )
    if layout.signed:
        wanted["variable"] = None
    if lacking := [column for column in wanted if column not in data]:
        return [f"no column {', '.join(lacking)}; it must have {', '.join(wanted)}"]
    found = []
    for column, labels in layout.needed.items():
        if gone := sorted(set(labels) - set(data[column])):
            found.append(f"no line with {column} {', '.join(gone)}; add what the producer has")
    own = list(layout.keys)
    if own:
        found += _lines(data[own].isna().any(axis=1), f"a gap in {', '.join(own)}; fill it")
        again = f"a second line with the same {', '.join(own)}; keep one of them"
        found += _lines(data.duplicated(own), again)
    for column, others in layout.places.items():
        known = core() if name in ALONE else [*countries().index, *regions()]
        odd = ~data[column].isin([*known, *others]) & data[column].notna()
        text = f"unknown {column} {', '.join(sorted(set(data.loc[odd, column].astype(str))))}"
        found += _lines(odd, f"{text}; use codes of calibration/definitions/countries.csv")
    for column in layout.figures:
        number = pd.to_numeric(data[column], errors="coerce")
        bad = ~np.isfinite(number)
        found += _lines(bad, f"{column} is not a number; leave out lines without a figure")
        below = number < 0
        if layout.signed or "variable" in layout.needed:
            unsigned = set(layout.needed.get("variable", ())) - set(layout.signed)
            below &= data["variable"].isin(unsigned)
        below &= column not in layout.either
        found += _lines(below, f"{column} is negative; correct it or leave the line out")
    return found


def _lines(wrong: pd.Series, text: str) -> list[str]:
    """The sentence with the numbers of the lines of the file it is about; nothing if none."""
    where = np.flatnonzero(wrong.to_numpy(bool))
    if not len(where):
        return []
    numbers = ", ".join(str(line + 2) for line in where[:SHOWN])
    more = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
    return [f"line{'s' if len(where) > 1 else ''} {numbers}{more}: {text}"]
