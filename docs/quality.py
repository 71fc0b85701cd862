"""Write what docs/data.md includes: headlines by sectors, and what hangs on imputed figures.

    .venv/bin/cge run SCENARIO... --benchmark world10 --out runs/world10
    .venv/bin/python docs/quality.py [FOLDER] [FOLDER10]    # by default runs/docs, runs/world10

FOLDER holds results on `world` (``docs/headlines.py`` leaves them there), FOLDER10 on `world10`.
Writes docs/_tables/quality.md and docs/_tables/ten_sectors.md.
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
    "eu_free_movement_undone",
    "remittance_cost_3pct",
    "tariff_free",
)
GROUPS = ("natives", "remaining_behind")


def result(folder: Path, name: str) -> xr.Dataset:
    with xr.open_dataset(folder / f"{name}.nc") as file:
        return file.load()


def quality(results: Path) -> str:
    """One row per group of cells, one column per headline, percent."""
    data = database.read()
    flags = pd.read_csv(ROOT / "data" / "countries" / FLAGS, dtype=str, keep_default_na=False)
    members = read_map(ROOT / "data" / "regions" / "world.yaml").regions
    found = pd.DataFrame(
        {name: exposure(result(results, name), data, flags, members) for name in SCENARIOS}
    )
    lines = [
        "| cells | where | " + " | ".join(f"`{name}`" for name in SCENARIOS) + " |",
        "|-|-|" + "-:|" * len(SCENARIOS),
    ]
    for (cells, where), row in found.iterrows():
        parts = ["" if pd.isna(value) else f"{100 * value:.0f}" for value in row]
        lines.append(f"| {cells} | {where} | " + " | ".join(parts) + " |")
    return "\n".join(lines) + "\n"


def by_sectors(three: Path, ten: Path) -> str:
    """Equivalent variation of the world and of two groups by benchmark, 10^9 USD."""
    lines = ["| | `world` | `world10` |", "|-|-:|-:|"]
    for name in SCENARIOS:
        cells = []
        for folder in (three, ten):
            found = result(folder, name)
            groups = [float(found["welfare_ev"].sel(group=group).sum()) for group in GROUPS]
            parts = ", ".join(f"{value:.1f}" for value in groups)
            cells.append(f"{float(found['welfare_ev_world']):.1f} ({parts})")
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    given = [Path(word) for word in sys.argv[1:]]
    usual = [ROOT / "runs" / "docs", ROOT / "runs" / "world10"]
    world, world10 = given + usual[len(given) :]
    tables = ROOT / "docs" / "_tables"
    (tables / "quality.md").write_text(quality(world), encoding="utf-8")
    (tables / "ten_sectors.md").write_text(by_sectors(world, world10), encoding="utf-8")
