"""Tables of the summary: the world, groups, regions, wages, quotas, inequality, budgets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from cge.report import bridge, stayers
from cge.report.budgets import contributions
from cge.report.headline import MEASURES
from cge.report.sheet import GROUPS, MILLION, NOTHING, Sheet, as_text, full_name

if TYPE_CHECKING:
    import xarray as xr

COLUMNS = (
    "EV at purchasing power [10^9 int. USD]",
    "EV at prices of before [10^9 USD]",
    "change of income [10^9 USD]",
)
"""Heads of the three measures."""
MOVING = ("new_migrants", "returnees")
RICH = "high_income"
LARGEST = 5
"""Gaining and losing regions listed."""
INEQUALITY = {
    "mean_log_deviation": "mean log deviation",
    "theil": "Theil",
    "atkinson": "Atkinson (0.5)",
    "top_10_share": "share of the richest tenth",
    "equality_gain": "average rise of incomes under equality",
}


def world(figures: dict[str, float]) -> Sheet:
    """Headline figures."""
    rows = (
        ("EV at purchasing power [10^9 int. USD]", figures["world_ev_ppp_bn"]),
        ("  in percent of income", figures["world_ev_ppp_percent"]),
        ("EV at prices of where each lived before [10^9 USD]", figures["world_ev_bn_usd"]),
        ("  in percent of income", figures["world_ev_percent"]),
        ("change of income at exchange rates [10^9 USD]", figures["world_income_change_bn_usd"]),
        ("  in percent of income", figures["world_income_change_percent"]),
        ("workers who move [million]", figures["movers_million_workers"]),
        ("  with their families [million persons]", figures["movers_million_persons"]),
        ("workers who return [million]", figures["returning_million_workers"]),
        ("change of remittances [10^9 USD]", figures["remittances_change_bn_usd"]),
    )
    return Sheet("World", ("", "value"), rows, mixed=True)


def groups(result: xr.Dataset) -> Sheet:
    """Gain of every group in the three measures."""
    by_group = [result[name].sum(["region", "skill"]) for name in MEASURES]
    rows: list[tuple[str | float, ...]] = [
        (GROUPS[str(group)], *(float(gain.sel(group=group)) for gain in by_group))
        for group in sorted(result["group"].values, key=list(GROUPS).index)
    ]
    rows.append(("world", *(float(result[name]) for name in MEASURES.values())))
    columns = ("", *COLUMNS)
    return Sheet("Who gains and who loses", columns, tuple(rows))


def regions(result: xr.Dataset) -> Sheet:
    """Regions where those who do not move gain and lose most, in percent."""
    percent, level = stayers.percent(result), stayers.gain(result)
    order = [r for r in ranked(percent) if abs(float(level.sel(region=r))) > NOTHING]
    best = [r for r in order if float(percent.sel(region=r)) > 0][:LARGEST]
    worst = [r for r in order if float(percent.sel(region=r)) < 0][-LARGEST:]
    rows = tuple(
        (full_name(result, r), float(percent.sel(region=r)), float(level.sel(region=r)))
        for r in (*best, *worst)
    )
    columns = ("", "EV [% of income]", "EV [10^9 int. USD]")
    return Sheet("Largest gains and losses of those who do not move, by region", columns, rows)


def ranked(by_region: xr.DataArray) -> list[str]:
    """Regions with a value, the largest first."""
    known = by_region.dropna("region")
    return [str(r) for r in known.region.values[np.argsort(-known.values, kind="stable")]]


def wages(result: xr.Dataset) -> Sheet:
    """Real wages of natives in rich regions, the average weighted by natives."""
    if RICH not in result.get("region_group", np.array([])):
        return Sheet("", (), ())
    rich = result.region.values[result.member.sel(region_group=RICH).values.astype(bool)]
    change = result.real_wage_pct.sel(nativity="native", destination=rich)
    home = result.workers_base.where(result.origin == result.destination, 0.0).sum("origin")
    home = home.sel(destination=rich)
    rows = []
    for skill in result.skill.values:
        of_skill, weight = change.sel(skill=skill), home.sel(skill=skill)
        mean = float((of_skill * weight).sum() / weight.sum())
        low, high = of_skill.idxmin().item(), of_skill.idxmax().item()
        rows.append(
            (
                str(skill),
                mean,
                float(of_skill.min()),
                full_name(result, low),
                float(of_skill.max()),
                full_name(result, high),
            )
        )
    columns = ("skill", "average [%]", "lowest [%]", "where", "highest [%]", "where")
    return Sheet("Real wages of natives in high-income regions", columns, tuple(rows))


def responses(result: xr.Dataset) -> Sheet:
    """Natives' wages against migrants' share, where more migrants came."""
    if RICH not in result.get("region_group", np.array([])):
        return Sheet("", (), ())
    rich = result.region.values[result.member.sel(region_group=RICH).values.astype(bool)]
    at = result.sel(destination=rich)
    came = at.new_migrants.sum(["origin", "skill"]) > at.returnees.sum(["origin", "skill"])
    weight = at.workers_base.sum(["origin", "skill"])

    def row(name: str, response: xr.DataArray) -> tuple[str | float, ...] | None:
        there = response.where(came).dropna("destination")
        if not there.size:
            return None
        mean = float((there * weight).sum() / weight.sel(destination=there.destination).sum())
        low, high = there.idxmin().item(), there.idxmax().item()
        return (
            name,
            mean,
            float(there.min()),
            full_name(result, low),
            float(there.max()),
            full_name(result, high),
        )

    rows = [row("all natives", at.native_wage_response_all)]
    rows += [row(str(k), at.native_wage_response.sel(skill=k)) for k in result.skill.values]
    columns = ("natives", "average [%]", "lowest [%]", "where", "highest [%]", "where")
    title = "Real wages of natives per percentage point more migrants in the labour force"
    return Sheet(title, columns, tuple(r for r in rows if r is not None))


def inequality(result: xr.Dataset) -> Sheet:
    """Inequality in the world, before and after."""
    rows = []
    for name in result.measure.values.tolist():
        now, then = (result[f"inequality{s}"].sel(measure=name) for s in ("", "_base"))
        change = float(now.sel(component="total") - then.sel(component="total"))
        parts = [float(now.sel(component=c)) for c in ("total", "between", "within")]
        before = float(then.sel(component="total"))
        if math.isfinite(before):
            rows.append((INEQUALITY[name], f"{before:.4f}", *(f"{x:.4f}" for x in parts),
                         f"{change:+.4f}"))  # fmt: skip
    columns = ("", "before", "after", "between regions", "within regions", "change")
    return Sheet("Inequality of income per person in the world, at purchasing power", columns,
                 tuple(rows))  # fmt: skip


def channels(result: xr.Dataset) -> Sheet:
    """Welfare by channel, if it was decomposed."""
    if "welfare_decomposition" not in result:
        return Sheet("", (), ())
    all_ = result.welfare_decomposition.sum("region")
    others = result.welfare_decomposition_others.sum("region")
    rows: list[tuple[str | float, ...]] = [
        (str(name).replace("_", " "), float(all_.sel(channel=name)),
         float(others.sel(channel=name)))
        for name in all_.channel.values
        if abs(float(all_.sel(channel=name))) + abs(float(others.sel(channel=name))) > NOTHING
        or name == "residual"
    ]  # fmt: skip
    rows.append(("change of income at exchange rates", float(all_.sum()), float(others.sum())))
    stayed = ~result["group"].isin(MOVING)
    for name, word in (("welfare_ev", "EV [10^9 USD]"), ("welfare_ev_ppp", "EV [10^9 int. USD]")):
        ends = [float(ev.sum()) for ev in (result[name], result[name].where(stayed))]
        starts = [float(all_.sum()), float(others.sum())]
        places = [end - start for end, start in zip(ends, starts, strict=True)]
        rows += [("price level of place", *places), (word, *ends)]
    columns = ("channel", "all [10^9 USD]", "those who did not move [10^9 USD]")
    return Sheet("Where the gain comes from", columns, tuple(rows))


def quotas(result: xr.Dataset) -> Sheet:
    """Quotas by destination and skill: their price where they bind, what is left where not."""
    if not bool(result.quota.notnull().any()):
        return Sheet("", (), ())
    binding = result.quota_binding.astype(bool) & result.quota.notnull()
    slack = result.quota_slack.max("origin")
    filled = binding.any("origin").where(result.quota.notnull().any("origin"))
    rows = []
    for skill in result.skill.values:
        of_skill = filled.sel(skill=skill)
        there = [d for d in result.destination.values if of_skill.sel(destination=d).notnull()]
        if not there:
            continue
        open_ = [d for d in there if not bool(of_skill.sel(destination=d))]
        places = slack.sel(skill=skill) / MILLION
        left = ", ".join(
            f"{full_name(result, d)} {as_text(float(places.sel(destination=d)))}" for d in open_
        )
        prices = result.visa_price.sel(skill=skill).where(binding.sel(skill=skill))
        median = float(prices.median()) if bool(prices.notnull().any()) else float("nan")
        rows.append((str(skill), len(there) - len(open_), len(there), median, left))
    columns = (
        "skill",
        "filled",
        "of",
        "median visa price [share of income]",
        "not filled [million places left]",
    )
    return Sheet("Quotas by destination", columns, tuple(rows))


def from_choice(result: xr.Dataset) -> Sheet:
    """From the income that decides who moves to what moving is worth."""
    columns, rows = bridge.table(result)
    title = "From what decides to what it is worth: those who move [10^9 int. USD]"
    return Sheet(title, columns, tuple(rows))


def fiscal(result: xr.Dataset) -> Sheet:
    """What groups pay to and cost the budgets of where they live."""
    columns, rows = contributions(result, GROUPS)
    return Sheet("Net fiscal contribution [10^9 USD]", columns, tuple(rows))


def largest(result: xr.Dataset, name: str) -> Sheet:
    """The ten largest cells of a variable that the scenario asks for."""
    array = result[name]
    flat = array.values.ravel()
    order = [n for n in np.argsort(-np.abs(np.nan_to_num(flat)), kind="stable") if flat[n] != 0]
    rows = []
    for n in order[: 2 * LARGEST]:
        cell = np.unravel_index(n, array.shape)
        labels = [str(array[dim].values[at]) for dim, at in zip(array.dims, cell, strict=True)]
        rows.append((", ".join(labels), float(flat[n])))
    title = f"{name}: {array.attrs.get('long_name', '')}, largest cells"
    columns = (", ".join(map(str, array.dims)), str(array.attrs.get("units", "")))
    return Sheet(title, columns, tuple(rows))
