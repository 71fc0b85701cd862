"""What a result says, in one sentence and a few tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from cge.results import bridge, by_year, turning
from cge.results.budgets import balance, contributions
from cge.results.headline import (
    BILLION,
    FEWEST_MOVERS,
    GROUPS,
    MEASURES,
    MILLION,
    NOTHING,
    full_name,
    headline,
    movers,
    sentence,
)

if TYPE_CHECKING:
    import xarray as xr

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


COLUMNS = (
    "EV at purchasing power [10^9 int. USD]",
    "EV at prices of before [10^9 USD]",
    "change of income [10^9 USD]",
)
MOVING = ("new_migrants", "returnees")


@dataclass(frozen=True)
class Sheet:
    """A table ready to be shown: a title, column heads with units, rows of words and numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


@dataclass(frozen=True)
class Summary:
    """The headline of one result."""

    name: str
    title: str
    sentence: str
    closure: str
    """Who balances the budgets."""
    figures: dict[str, float]
    """Headline figures by name, units in the names."""
    sheets: tuple[Sheet, ...] = field(default_factory=tuple)
    cautions: tuple[str, ...] = ()


def summarise(result: xr.Dataset) -> Summary:
    """The headline sentence, figures and tables of a result.

    Parameters
    ----------
    result : xarray.Dataset
        As :func:`cge.results.store.open_result` returns it.
    """
    if "year" in result.dims:
        return _path(result)
    figures = headline(result)
    sheets = [
        _world(figures),
        _groups(result),
        _bridge(result),
        _regions(result),
        _wages(result),
        _quotas(result),
    ]
    sheets += [_responses(result), _inequality(result), _fiscal(result), _channels(result)]
    sheets += [_largest(result, name) for name in _asked(result)]
    return Summary(
        name=str(result.attrs["scenario_name"]),
        title=str(result.attrs["title"]),
        sentence=sentence(figures, result),
        closure=balance(result),
        figures=figures,
        sheets=tuple(sheet for sheet in sheets if sheet.rows),
        cautions=cautions(result),
    )


def _path(result: xr.Dataset) -> Summary:
    """The last year, with a line for every year and the discounted gain before it."""
    whole = summarise(by_year.of_year(result, -1))
    low, high = str(result.skill.values[0]), str(result.skill.values[-1])
    title = "Year by year, against the baseline of the same year (wages of high-income regions)"
    sheet = Sheet(title, by_year.COLUMNS, tuple(by_year.rows(result, (low, high))))
    figures = whole.figures | {
        "world_ev_ppp_discounted_bn": float(result.welfare_ev_world_ppp_discounted),
        "world_ev_ppp_discounted_percent": float(result.welfare_ev_world_ppp_discounted_pct),
        "world_ev_discounted_bn_usd": float(result.welfare_ev_world_discounted),
        "world_ev_discounted_percent": float(result.welfare_ev_world_discounted_pct),
    }
    return replace(
        whole,
        sentence=f"{by_year.sentence(result)} {whole.sentence}",
        closure=balance(result),
        figures=figures,
        sheets=(sheet, *whole.sheets),
    )


def cautions(result: xr.Dataset) -> tuple[str, ...]:
    """What limits the result: remarks of the run, and people brought against their wish."""
    noted = [line for line in str(result.attrs["cautions"]).splitlines() if line]
    lost = [bridge.line(result)] if bridge.line(result) else []
    return (*noted, *_reluctant(result), *lost, *turning.cautions(result))


def _reluctant(result: xr.Dataset) -> list[str]:
    """Newcomers whom a ``stock`` brings though they would only come if paid: z below zero."""
    moved, _ = movers(result)
    unwilling = moved.where((result.regime == "stock") & (result.visa_price < 0), 0.0)
    number = float(unwilling.sum())
    if number < FEWEST_MOVERS:
        return []
    paid = -float((unwilling * result.visa_price_usd).sum()) / BILLION
    return [
        f"{as_text(number / MILLION)} million of those who move would not come for nothing (visa "
        f"price below zero): bringing them would cost {as_text(paid)} bn USD a year, which is not "
        f"deducted"
    ]


def _world(figures: dict[str, float]) -> Sheet:
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
    return Sheet("World", ("", "value"), rows)


def _groups(result: xr.Dataset) -> Sheet:
    by_group = [result[name].sum(["region", "skill"]) for name in MEASURES]
    rows: list[tuple[str | float, ...]] = [
        (GROUPS[str(group)], *(float(gain.sel(group=group)) for gain in by_group))
        for group in sorted(result["group"].values, key=list(GROUPS).index)
    ]
    rows.append(("world", *(float(result[name]) for name in MEASURES.values())))
    columns = ("", *COLUMNS)
    return Sheet("Who gains and who loses", columns, tuple(rows))


def _regions(result: xr.Dataset) -> Sheet:
    gain = result.welfare_ev_ppp.sum(["group", "skill"])
    income = (result.disposable_income_base + result.public_consumption_base) / result.price_level
    order = gain.region.values[np.argsort(-gain.values, kind="stable")]
    best = [r for r in order if float(gain.sel(region=r)) > NOTHING][:LARGEST]
    worst = [r for r in order if float(gain.sel(region=r)) < -NOTHING][-LARGEST:]
    rows = tuple(
        (
            full_name(result, r),
            float(gain.sel(region=r)),
            100 * float(gain.sel(region=r) / income.sel(region=r)),
        )
        for r in (*best, *worst)
    )
    columns = ("", COLUMNS[0], "percent of income")
    return Sheet("Largest gains and losses by region of residence", columns, rows)


def _wages(result: xr.Dataset) -> Sheet:
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


def _responses(result: xr.Dataset) -> Sheet:
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


def _inequality(result: xr.Dataset) -> Sheet:
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


def _channels(result: xr.Dataset) -> Sheet:
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


def _quotas(result: xr.Dataset) -> Sheet:
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


def _bridge(result: xr.Dataset) -> Sheet:
    """From the income that decides who moves to what moving is worth."""
    columns, rows = bridge.table(result)
    title = "From what decides to what it is worth: those who move [10^9 int. USD]"
    return Sheet(title, columns, tuple(rows))


def _fiscal(result: xr.Dataset) -> Sheet:
    """What groups pay to and cost the budgets of where they live."""
    columns, rows = contributions(result, GROUPS)
    return Sheet("Net fiscal contribution [10^9 USD]", columns, tuple(rows))


def _asked(result: xr.Dataset) -> list[str]:
    names = [name.strip() for name in str(result.attrs["report"]).split(",")]
    return [name for name in names if name in result.data_vars and result[name].dtype.kind in "fiu"]


def _largest(result: xr.Dataset, name: str) -> Sheet:
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


def as_text(value: str | float) -> str:
    """A cell of a sheet: words, counts whole, figures with two digits, nothing for NaN."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    if math.isnan(value):
        return ""
    return f"{value if abs(value) >= NOTHING else 0.0:,.2f}"
