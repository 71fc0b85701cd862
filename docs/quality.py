"""Write docs/_tables/quality.md: which part of each headline hangs on imputed figures.

    .venv/bin/python docs/quality.py [FOLDER]      # of results on `world`; by default runs/docs

``docs/headlines.py`` leaves the results there; or `cge run SCENARIO --out FOLDER/SCENARIO.nc`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import xarray as xr

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from calibration import database  # noqa: E402
from calibration.build import FLAGS  # noqa: E402
from calibration.quality import exposure  # noqa: E402
from calibration.regions import read_map  # noqa: E402

SCENARIOS = (
    "worldbank_3pct",
    "quota_3pct",
    "quota_3pct_high",
    "eu_free_movement",
    "remittance_cost_3pct",
    "tariff_free",
)


def table(results: Path) -> str:
    """One row per group of cells, one column per headline."""
    data = database.read()
    flags = pd.read_csv(ROOT / "data" / database.FOLDER / FLAGS, dtype=str, keep_default_na=False)
    members = read_map(ROOT / "data" / "regions" / "world.yaml").regions
    columns = {}
    for name in SCENARIOS:
        with xr.open_dataset(results / f"{name}.nc") as result:
            columns[name] = exposure(result.load(), data, flags, members)
    found = pd.DataFrame(columns)
    lines = [
        "| cells | where | " + " | ".join(f"`{name}`" for name in SCENARIOS) + " |",
        "|-|-|" + "-:|" * len(SCENARIOS),
    ]
    for (cells, where), row in found.iterrows():
        parts = ["" if pd.isna(value) else f"{100 * value:.0f}" for value in row]
        lines.append(f"| {cells} | {where} | " + " | ".join(parts) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "runs" / "docs"
    (ROOT / "docs" / "_tables" / "quality.md").write_text(table(folder), encoding="utf-8")
