"""Input-output tables of an invented world: four sectors, and the 35 that ten are made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.calibration.raw_pay import save
from tests.calibration.raw_world import World, listed

WIOD = listed(
    "AUS AUT BEL BGR BRA CAN CHN CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IDN IND IRL ITA JPN "
    "KOR LTU LUX LVA MEX MLT NLD POL PRT ROU RUS SVK SVN SWE TUR TWN USA"
)
TEN = listed(
    "AGR NRG FOO LMF LMF LMF LMF NRG HMF HMF HMF HMF HMF HMF HMF LMF NRG CNS TRH TRH TRH TRH TRC "
    "TRC TRC TRC TRC FBS FBS FBS PUB PUB PUB PUB PUB"
)
"""Of c1 to c35."""
TRADED = listed("exports_final exports_intermediate imports_final imports_intermediate")
FINALS = listed("C_HH C_NPISH C_GOV I_GFCF I_INV")


def write_wiod(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Both releases' tables, each with its own draw."""
    _four_sectors(folder, world, rng)
    _thirty_five_sectors(folder, np.random.default_rng(35))


def _four_sectors(folder: Path, world: World, rng: np.random.Generator) -> None:
    """Input-output tables of 40 countries and the rest: each buys at home and from four others."""
    sectors, finals = ["AGR", "MAN", "MIN", "SRV"], ["C_HH", "C_NPISH", "C_GOV", "I_GFCF", "I_INV"]
    inputs = np.array(  # of AGR, MAN, MIN, SRV per unit of output of each
        [[0.15, 0.06, 0.01, 0.01], [0.12, 0.35, 0.15, 0.08],
         [0.01, 0.08, 0.10, 0.01], [0.12, 0.15, 0.16, 0.27]]
    )  # fmt: skip
    demand = np.array(
        [[0.05, 0.00, 0.00, 0.01, 0.10], [0.25, 0.02, 0.03, 0.45, 0.60],
         [0.02, 0.00, 0.00, 0.02, -0.05], [0.68, 0.98, 0.97, 0.52, 0.05]]
    )  # fmt: skip
    codes = [*WIOD, "ROW"]
    flows, accounts = [], []
    for number, code in enumerate(codes):
        share = inputs * np.exp(0.1 * rng.standard_normal((4, 4)))
        gdp = 1e3 * float(world.table["gdp"].get(code, 1e4))
        output = gdp * np.array([0.06, 0.45, 0.08, 1.2]) * np.exp(0.1 * rng.standard_normal(4))
        wanted = gdp * np.array([0.58, 0.02, 0.16, 0.22, 0.01])
        cells = np.concatenate([share * output, demand * wanted], axis=1)
        sellers = [code, *(codes[(number + step) % len(codes)] for step in (1, 3, 7, 15))]
        for seller, part in zip(sellers, (0.80, 0.08, 0.05, 0.04, 0.03), strict=True):
            table = pd.DataFrame(cells * part, sectors, [*sectors, *finals])
            table = table.rename_axis("sector").reset_index().melt("sector", var_name="use")
            flows.append(table.assign(origin=seller, dest=code))
        value = output * (1 - share.sum(axis=0))
        for name, figures in (("output", output), ("va", value)):
            table = pd.DataFrame({"iso3": code, "sector": sectors, "value": figures})
            accounts.append(table.assign(variable=name))
    save(folder, "wiod2013_2011_4sec", pd.concat(flows), year=2011, variable="IO_flow", unit="US$")
    save(folder, "wiod2013_2011_va", pd.concat(accounts), year=2011, unit="US$")


def _thirty_five_sectors(folder: Path, rng: np.random.Generator) -> None:
    """Uses, accounts and trade by sector; stocks are run down here and there."""
    names = [f"c{n}" for n in range(1, 36)]
    codes = [*WIOD, "ROW"]
    use, accounts, trade = [], [], []
    for number, code in enumerate(codes):
        output = 1e4 * rng.uniform(0.5, 1.5, 35)
        inputs = rng.dirichlet(np.ones(35), 35).T * 0.5 * output
        final = 1e3 * rng.uniform(0.2, 2.0, (35, 5))
        final[3, 4] = -50.0
        cells = pd.DataFrame(np.hstack([inputs, final]), names, [*names, *FINALS])
        cells = cells.rename_axis("sector").reset_index().melt("sector", var_name="use")
        use.append(cells.rename(columns={"value": "total"}).assign(iso3=code))
        figures = {"output": output, "intermediates": 0.5 * output, "value_added": 0.5 * output}
        for name in (
            "exports_final",
            "exports_intermediate",
            "imports_final",
            "imports_intermediate",
        ):
            figures[name] = 0.1 * output * rng.uniform(0.1, 1.0, 35)
        for name, values in figures.items():
            table = pd.DataFrame({"iso3": code, "sector": names, "value": values})
            accounts.append(table.assign(variable=name))
        for step in (1, 3, 7, 15):
            seller = codes[(number + step) % len(codes)]
            flows = rng.uniform(0.0, 100.0, (35, 2))
            table = pd.DataFrame({"sector": names, "intermediate": flows[:, 0]})
            trade.append(table.assign(origin=seller, dest=code, final=flows[:, 1] - 5.0))
    save(folder, "wiod2013_2011_35sec_use", pd.concat(use), year=2011)
    save(folder, "wiod2013_2011_35sec_va", pd.concat(accounts), year=2011, unit="US$")
    save(folder, "wiod2013_2011_35sec_trade", pd.concat(trade), year=2011)
    save(folder, "wiod2013_sectors", pd.DataFrame({"sector": names, "ten": TEN}))
