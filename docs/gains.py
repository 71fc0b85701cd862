"""Tables of the pages on decomposition and inequality, from the results that headlines.py has."""

from __future__ import annotations

from collections.abc import Callable

import xarray as xr

CHANNELS = {
    "reallocation": "reallocation",
    "complementary_surplus": "surplus",
    "terms_of_trade": "terms of trade",
    "tax_wedges": "tax wedges",
    "fiscal": "fiscal",
    "remittances": "remittances",
    "capital_income": "capital income",
    "residual": "residual",
}
"""Channels that are not zero in the shipped scenarios."""
REGIONS = ("USA", "DEU", "JPN", "GLF", "MEX", "CRB", "CHN", "IND", "PHL", "NGA")
MEASURES = {
    "mean_log_deviation": "mean log deviation",
    "theil": "Theil",
    "atkinson": "Atkinson, 0.5",
    "top_10_share": "share of the richest tenth",
    "equality_gain": "equality gain",
}
Read = Callable[[str], xr.Dataset]
Table = Callable[[list[str], list[list[str]]], str]
Signed = Callable[[float, int], str]


def channels(read: Read, names: list[str], table: Table, signed: Signed, *, others: bool) -> str:
    """Channels of the world by scenario."""
    variable = "welfare_decomposition_others" if others else "welfare_decomposition"
    rows = []
    for name in names:
        found = read(name)[variable].sum("region")
        parts = [float(found.sel(channel=c)) for c in CHANNELS]
        rows.append([f"`{name}`", *(signed(x, 1) for x in parts), signed(float(found.sum()), 1)])
    return table(["10⁹ USD", *CHANNELS.values(), "sum"], rows)


def channels_regions(read: Read, table: Table, signed: Signed) -> str:
    """Channels of ten regions in the World Bank's shock, all and without those who move."""
    result = read("worldbank_3pct")
    rows = []
    for region in REGIONS:
        one = result.welfare_decomposition.sel(region=region)
        rest = float(result.welfare_decomposition_others.sel(region=region).sum())
        name = result.region_name.sel(region=region).item()
        parts = [float(one.sel(channel=c)) for c in CHANNELS]
        rows.append([name, *(signed(x, 2) for x in parts), signed(sum(parts), 1), signed(rest, 1)])
    heads = ["10⁹ USD", *CHANNELS.values(), "sum", "of it others"]
    return table(heads, rows)


def inequality(read: Read, table: Table, signed: Signed) -> str:
    """Inequality before, and its change by scenario."""
    base = read("worldbank_3pct")
    rows = []
    for measure, words in MEASURES.items():
        then = base.inequality_base.sel(measure=measure)
        row = [words, *(f"{float(then.sel(component=c)):.4f}" for c in then.component.values)]
        for name in ("worldbank_3pct", "tariff_free"):
            result = read(name)
            for variable in ("inequality", "inequality_by_birth"):
                change = result[variable] - result[f"{variable}_base"]
                total = float(change.sel(measure=measure, component="total"))
                row.append(signed(total, 4))
        rows.append(row)
    shocks = ["`worldbank_3pct`", "by birth", "`tariff_free`", "by birth"]
    return table(["", "total today", "between", "within", *shocks], rows)


def numbers(read: Read, rich: Callable[[xr.Dataset], xr.DataArray]) -> dict[str, str]:
    """Numbers in sentences."""
    base = read("worldbank_3pct").inequality_base

    def part(measure: str) -> float:
        one = base.sel(measure=measure)
        return 100 * float(one.sel(component="between") / one.sel(component="total"))

    within = float(base.sel(measure="equality_gain", component="within"))
    out = {
        "inequality_between_mld": f"{part('mean_log_deviation'):.0f}",
        "inequality_between_gain": f"{part('equality_gain'):.0f}",
        "inequality_within_gain": f"{within:.2f}",
    }
    for key, name in (("wage_response", "worldbank_3pct"), ("wage_response_steady", "wb_steady")):
        result = read(name)
        at_home = rich(result).rename(region="destination")
        weight = result.workers_base.sum(["origin", "skill"]).where(at_home)
        response = result.native_wage_response_all
        mean = (response * weight).sum() / weight.where(response.notnull()).sum()
        out[key] = f"{float(mean):+.2f}".replace("-", "−")
    return out
