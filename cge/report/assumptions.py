"""What a result rests on, in words: closure and parameters with their ranges."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from cge.report.sheet import Sheet
from cge.scenario.closures import FISCAL

if TYPE_CHECKING:
    import xarray as xr

LARGE = 1e4
"""Numbers from here on are shown whole."""
MEANING = {
    ("capital", "fixed"): "capital stays where it is: short run",
    ("capital", "mobile"): "capital moves to where it earns most; its owners keep the income",
    ("capital", "steady"): "each region saves until capital earns what it did: long run",
    ("capital", "path"): "capital grows year by year with investment",
    ("numeraire", "world_cpi"): "money is measured in the world's consumer prices",
    ("trade", "armington"): "goods differ by where they are made",
    ("trade", "homogeneous"): "a good is the same wherever it is made",
    ("ownership", "portable"): "who leaves keeps the property at home",
    ("ownership", "residence"): "who leaves gives up the property at home",
    ("others", "stock"): "who is not mentioned stays where he is",
    ("others", "price"): "who is not mentioned decides at today's visa price",
}


def closure(result: xr.Dataset) -> Sheet | None:
    """Which side gives way where theory leaves it open."""
    found = re.findall(r"(\w+)='?([^',)]*)'?", str(result.attrs.get("closure", "")))
    rows = tuple((key, value, _meaning(key, value)) for key, value in found)
    return Sheet("Closure", ("what", "choice", "meaning"), rows) if rows else None


def _meaning(key: str, value: str) -> str:
    if key == "fiscal" and value in FISCAL:
        return FISCAL[value].adjusts
    return MEANING.get((key, value), "")


def parameters(result: xr.Dataset) -> Sheet | None:
    """Elasticities and other behaviour: value in this scenario, range, status, source."""
    text = result.attrs.get("parameters")
    if not text:
        return None
    rows = []
    for name, about in json.loads(str(text)).items():
        value, low, high = (_words(about.get(key)) for key in ("value", "low", "high"))
        status = "set by the scenario" if about.get("changed") else str(about.get("status", ""))
        span = f"{low} to {high}" if low and low != high else low
        meaning = re.sub(r"\s*\([A-Z]-\d+\w?\)", "", str(about.get("long_name", "")))
        rows.append((meaning, name, value, span, status, str(about.get("source", ""))))
    heads = ("parameter", "name", "value", "range", "status", "source")
    return Sheet("Parameters", heads, tuple(rows)) if rows else None


def _words(value: Any) -> str:
    """One number, or one per sector where they differ."""
    if value is None:
        return ""
    if isinstance(value, dict):
        same = len(set(value.values())) == 1
        if same:
            return _words(next(iter(value.values())))
        return ", ".join(f"{sector} {_words(number)}" for sector, number in value.items())
    if isinstance(value, list):
        words = list(dict.fromkeys(_words(number) for number in value))
        return "/".join(words)
    if isinstance(value, str):
        return {"inf": "∞"}.get(value, value)
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:g}"
