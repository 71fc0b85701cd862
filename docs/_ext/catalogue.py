"""The catalogue of shipped scenarios: files, expected figures, and what is behind each effect.

``docs/catalogue.yaml`` holds the words; descriptions and sources come from the scenario files and
figures from ``scenarios/expected/``, which a test compares with solved results.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from cge.paths import shipped
from cge.scenario.load import read_source, shipped_scenarios, theme

WORDS = Path(__file__).parents[1] / "catalogue.yaml"
BASELINE = "baseline"
GROUPS = {
    "natives": "natives",
    "remaining_behind": "remaining behind",
    "established_migrants": "established migrants",
    "new_migrants": "new migrants",
    "government": "government",
}
HEADS = ["scenario", "world", "%", "at PPP, %", *GROUPS.values(), "come", "return", "paid"]


def words() -> dict[str, Any]:
    """Themes with title and introduction; scenarios with what is behind their effect."""
    found: dict[str, Any] = YAML(typ="safe").load(WORDS.read_text(encoding="utf-8"))
    return found


def figures(name: str) -> dict[str, float]:
    """Expected figures of a scenario."""
    file = shipped("scenarios") / "expected" / f"{name}.csv"
    with file.open(newline="", encoding="utf-8") as stream:
        return {row["name"]: float(row["value"]) for row in csv.DictReader(stream)}


def signed(x: float, digits: int = 1) -> str:
    """With sign, and without one for what rounds to nothing."""
    text = f"{x:+,.{digits}f}"
    nothing = not text.strip("+-0.,")
    return "0" if nothing else text.replace("-", "−")


def row(name: str) -> list[str]:
    """Figures of one scenario in the order of :data:`HEADS`."""
    f = figures(name)
    people = [
        sum(f[f"{what}, {k}"] for k in ("low", "high")) for what in ("new migrants", "returnees")
    ]
    paid = f["visa_payment of the world"] + f["levied in the world"]
    return [
        f"[`{name}`](#{name.replace('_', '-')})",
        signed(f["welfare_ev_world"]),
        signed(f["welfare_ev_world_pct"], 3),
        signed(f["welfare_ev_world_ppp_pct"], 3),
        *(signed(f[f"welfare_ev of {group}"]) for group in GROUPS),
        *(f"{x:,.2f}" if x >= 0.005 else "0" for x in people),
        f"{paid:,.1f}" if paid >= 0.05 else "0",
    ]


def by_theme() -> dict[str, list[str]]:
    """Names of scenarios by theme, the baseline left out."""
    found: dict[str, list[str]] = {}
    for name, path in shipped_scenarios().items():
        if name != BASELINE:
            found.setdefault(theme(path), []).append(name)
    return found


def page() -> str:
    """Every theme with its table and, scenario by scenario, what is behind the figures."""
    said, paths, parts = words(), shipped_scenarios(), []
    for part, names in by_theme().items():
        about = said["themes"][part]
        parts.append(f"## {about['title']}\n\n{about['text'].strip()}\n")
        lines = ["| " + " | ".join(HEADS) + " |", "|-|" + "-:|" * (len(HEADS) - 1)]
        parts.append("\n".join(lines + ["| " + " | ".join(row(n)) + " |" for n in names]) + "\n")
        for name in names:
            file = read_source(paths[name]).data
            description = " ".join(file["description"].split())
            parts.append(f"({name.replace('_', '-')})=\n### `{name}`\n\n{description}.\n")
            parts.append(" ".join(said["scenarios"][name].split()) + "\n")
            parts.append(f"*Sources.* {'; '.join(file['sources'])}.\n")
    return "\n".join(parts)
