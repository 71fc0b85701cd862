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
from cge.scenario.load import read_source
from cge.scenario.shipped import shipped_scenarios, theme

WORDS = Path(__file__).parents[1] / "catalogue.yaml"
BASELINE = "baseline"
GROUPS = {
    "natives": "natives",
    "remaining_behind": "remaining behind",
    "established_migrants": "established migrants",
    "new_migrants": "new migrants",
    "government": "government",
}
WORLD = ["world, int. USD", "%", "change of income, %"]
HEADS = ["scenario", *WORLD, *GROUPS.values(), "come", "return", "paid"]


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
        signed(f["welfare_ev_world_ppp"]),
        signed(f["welfare_ev_world_ppp_pct"], 3),
        signed(f["income_change_world_pct"], 3),
        *(signed(f[f"welfare_ev_ppp of {group}"]) for group in GROUPS),
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
        rows = [row(n) for n in names if (shipped("scenarios") / "expected" / f"{n}.csv").exists()]
        parts.append("\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows]) + "\n")
        for name in names:
            file = read_source(paths[name]).data
            description = " ".join(file["description"].split())
            parts.append(f"({name.replace('_', '-')})=\n### `{name}`\n\n{description}.\n")
            parts.append(" ".join(said["scenarios"][name].split()) + "\n")
            parts.append(f"*Sources.* {'; '.join(file['sources'])}.\n")
    return "\n".join(parts)


AUTHORS = {
    "come, million workers": ("a third of the OECD's population", "as many as live there"),
    "a sponsor receives, USD a year": ("6,000", "11,000"),
    "income of the world, %": ("+6 to +7", "+20"),
    "of it to natives, %": ("half", "more than half"),
    "to newcomers and those remaining behind, %": ("half", "less than half"),
    "to established migrants, %": ("", ""),
    "public consumption, which grows with newcomers, %": ("", ""),
}
"""Posner and Weyl (2018), chapter 3: a third of the population more, and twice the population."""
SPONSORED = ("sponsors_by_supply", "sponsors_one_third", "rich_labour_force_doubled")


def sponsorship() -> str:
    """What Posner and Weyl expect beside what the model finds."""
    rows = [list(pair) for pair in AUTHORS.values()]
    for name in SPONSORED:
        f = figures(name)
        come = sum(f[f"new migrants, {k}"] for k in ("low", "high"))
        price = 1e3 * f["visa_payment of the world"] / come
        gain = {group: f[f"welfare_ev_ppp of {group}"] for group in GROUPS}
        total = f["welfare_ev_world_ppp"] / 100
        cells = [
            f"{come:,.0f}",
            f"{price:,.0f}" if price else "the number is given",
            signed(f["welfare_ev_world_ppp_pct"]),
            f"{gain['natives'] / total:.0f}",
            f"{(gain['new_migrants'] + gain['remaining_behind']) / total:.0f}",
            f"{gain['established_migrants'] / total:.0f}",
            f"{gain['government'] / total:.0f}",
        ]
        for line, text in zip(rows, cells, strict=True):
            line.append(text)
    heads = ["", "they, + 1/3", "they, doubled", *(f"`{name}`" for name in SPONSORED)]
    lines = ["| " + " | ".join(heads) + " |", "|-|" + "-:|" * (len(heads) - 1)]
    named = zip(AUTHORS, rows, strict=True)
    return "\n".join(lines + ["| " + " | ".join([n, *row]) + " |" for n, row in named])
