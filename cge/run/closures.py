"""One scenario under every closure: what a headline owes to who gives way."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cge.files import write_bytes
from cge.report.headline import headline
from cge.report.sheet import GROUPS, Sheet
from cge.scenario.closures import FISCAL
from cge.scenario.schema import ClosureSection

if TYPE_CHECKING:
    import xarray as xr

    from cge.yaml_file import Source

FILE = "closures.csv"
CAPITAL = ("fixed", "mobile", "steady")
"""Capital closures that compare two states of the world; ``path`` has years instead."""
FIGURES = {
    "world_ev_ppp_bn": "world",
    "world_ev_ppp_percent": "[%]",
    "world_ev_bn_usd": "[10^9 USD]",
    "movers_million_workers": "movers",
}
PRINTED = {
    "new_migrants": "new",
    "natives": "natives",
    "remaining_behind": "behind",
    "established_migrants": "established",
    "government": "government",
}


def variants(source: Source) -> list[list[str]]:
    """Options that make the scenario anew: every fiscal closure, then other capital closures."""
    default = {name: field.default for name, field in ClosureSection.model_fields.items()}
    given = source.data.get("closure") or {}
    own = default | (given if isinstance(given, dict) else {})
    name = source.data.get("name")
    chosen = [(fiscal, own["capital"]) for fiscal in FISCAL]
    if own["capital"] in CAPITAL:
        chosen += [(own["fiscal"], capital) for capital in CAPITAL if capital != own["capital"]]
    return [
        [
            f"name={name}-{fiscal}-{capital}",
            f"closure.fiscal={fiscal}",
            f"closure.capital={capital}",
        ]
        for fiscal, capital in chosen
    ]


def table(results: Sequence[xr.Dataset]) -> list[dict[str, str | float]]:
    """One row per result: closure, who adjusts, headline figures and gains by group."""
    rows: list[dict[str, str | float]] = []
    for result in results:
        name, fiscal, capital = str(result.attrs["scenario_name"]).rsplit("-", 2)
        figures = headline(result)
        by_group = result.welfare_ev_ppp.sum(["region", "skill"])
        rows.append(
            {"scenario": name, "fiscal": fiscal, "capital": capital}
            | {"adjusts": FISCAL[fiscal].adjusts}
            | {key: figures[key] for key in FIGURES}
            | {f"ev_{g}_ppp_bn": float(by_group.sel(group=g)) for g in GROUPS}
            | {"largest_budget_gap_of_gdp": float(abs(result.budget_residual).max())}
        )
    return rows


def write(rows: Sequence[dict[str, str | float]], folder: Path) -> Path:
    """Keep the table beside the results, as ``closures.csv``."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return write_bytes(text.getvalue().encode(), folder / FILE)


def sheet(rows: Sequence[dict[str, str | float]]) -> Sheet:
    """The table as it is printed."""
    heads = FIGURES | {f"ev_{group}_ppp_bn": word for group, word in PRINTED.items()}
    several = len({row["scenario"] for row in rows}) > 1

    def closure(row: dict[str, str | float]) -> str:
        words = f"{row['fiscal']}, {row['capital']}"
        return f"{row['scenario']}: {words}" if several else words

    return Sheet(
        "Gains under every closure [10^9 int. USD], movers [million workers]",
        ("fiscal, capital", *heads.values()),
        tuple((closure(row), *(row[key] for key in heads)) for row in rows),
    )
