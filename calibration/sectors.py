"""Sectors: three broad ones, and ten that are parts of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from calibration.world import DEFINITIONS, SECTORS

REMITTANCES = "finance_business"
"""The one of the ten sectors that sells the services remittance costs pay for."""


@cache
def ten() -> pd.DataFrame:
    """The ten sectors in order: ``name``, ``broad`` sector, ``wiod`` code, intensities."""
    return pd.read_csv(DEFINITIONS / "sectors.csv").set_index("sector")


def broad_of() -> np.ndarray:
    """Number of the broad sector of each of the ten."""
    return ten()["broad"].map(list(SECTORS).index).to_numpy()


def groups() -> list[np.ndarray]:
    """Numbers of the ten sectors that make up each broad one."""
    return [np.flatnonzero(broad_of() == broad) for broad in range(len(SECTORS))]


def parent(sector: str) -> str:
    """Broad sector of a sector; a broad one is its own."""
    return sector if sector in SECTORS else str(ten()["broad"][sector])


def expand(members: list[str]) -> list[str]:
    """Members in terms of the ten sectors."""
    broad = ten()["broad"]
    return [
        fine
        for member in members
        for fine in (broad.index[broad == member] if member in SECTORS else [member])
    ]
