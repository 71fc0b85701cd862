"""The world benchmark beside other models: sign and order, and why not more.

Nobody else's inputs are at hand here, and base years differ.  What can be asked is whether the
answers have the same sign and size, and whether differences have a reason.
"""

from __future__ import annotations

from typing import Any

import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.run.one import run_scenario
from cge.scenario.load import load_scenario
from cge.scenario.schema import Scenario
from cge.units import BILLION

RICH = "high_income"
STAYING = ["natives", "remaining_behind"]
"""Natives, wherever more come or more go."""
EVERYWHERE = {"name": "all", "to": "all", "from": "all", "instrument": "free"}
AT_ONCE: dict[str, Any] = {"visas": [EVERYWHERE]}
UNDONE: dict[str, Any] = {
    "visas": [
        {"name": "none", "to": RICH, "from": "all", "instrument": "stock",
         "size": {"percent_of_current": -99}},
    ]
}  # fmt: skip
"""Nearly all migrants leave the rich regions."""


def later(belief: str) -> dict[str, Any]:
    """All borders open under a belief, newcomers at full productivity, capital follows."""
    parameters = {"catch_up": 1.0, "would_be_migrants": belief}
    return AT_ONCE | {"closure": {"capital": "steady"}, "parameters": parameters}


def figures() -> dict[str, float]:
    """Figures of every experiment that others have published.

    Gains of the world are changes of income at exchange rates, as the published ones are.
    """
    bench = load_benchmark("world")

    def shipped(name: str) -> xr.Dataset:
        return run_scenario(load_scenario(name, bench=bench), bench)

    def asked(question: dict[str, Any]) -> xr.Dataset:
        return run_scenario(Scenario.model_validate({"name": "asked"} | question), bench)

    three = shipped("worldbank_3pct")
    low, high = shipped("quota_3pct_low"), shipped("quota_3pct_high")
    doubled, undone = shipped("rich_labour_force_doubled"), asked(UNDONE)
    wages = {skill: natives_wage(three, skill) for skill in three.skill.values.tolist()}
    return {
        "3% more workers: gain of the world": float(three.income_change_world),
        "3% more workers: gain of the world, share of income": float(three.income_change_world_pct),
        "3% more workers: wage of natives, low skill": wages["low"],
        "3% more workers: wage of natives, high skill": wages["high"],
        "3% more workers: established migrants": established(three),
        "3% more workers: remitted": remitted(three),
        "3% more workers: residents of rich regions": per_resident(three, bench),
        "a point more migrants: wage of natives": natives_wage(three) / points(three),
        "low-skilled quota over high-skilled": float(low.welfare_ev_world_ppp)
        / float(high.welfare_ev_world_ppp),
        "open borders, at once": float(asked(AT_ONCE).income_change_world_pct),
        "open borders, capital follows and newcomers catch up": float(
            asked(later("central")).income_change_world_pct
        ),
        "open borders, capital follows and newcomers catch up, high belief": float(
            asked(later("high")).income_change_world_pct
        ),
        "no migrants: natives of rich regions": natives_gain(undone),
        "no migrants: natives of rich regions who lose": losers(undone),
        "as many migrants as natives in rich regions: inequality": unequal(doubled),
        "no tariffs: gain of the world": float(shipped("tariff_free").welfare_ev_world_pct),
    }


def rich(result: xr.Dataset) -> xr.DataArray:
    """Whether a region is rich (region)."""
    return result.member.sel(region_group=RICH, drop=True).astype(bool)


def natives_wage(result: xr.Dataset, skill: str | None = None) -> float:
    """Real wage of natives of rich regions, mean over workers [%]."""
    wage = result.real_wage_pct.sel(nativity="native").rename(destination="region")
    home = result.workers_base.where(result.origin == result.destination, 0.0).sum("origin")
    weight = home.rename(destination="region").where(rich(result), 0.0)
    if skill is not None:
        weight = weight.where(weight.skill == skill, 0.0)
    return float((wage * weight).sum() / weight.sum())


def established(result: xr.Dataset) -> float:
    """Income of established migrants in rich regions, mean over all [%]."""
    gain = result.welfare_ev.sel(group="established_migrants").where(rich(result))
    base = 100 * gain / result.welfare_ev_pct.sel(group="established_migrants")
    return 100 * float(gain.sum() / base.sum())


def natives_gain(result: xr.Dataset) -> float:
    """Gain of natives of rich regions, share of their income [%]."""
    gain = result.welfare_ev.sel(group=STAYING).where(rich(result))
    base = 100 * gain / result.welfare_ev_pct.sel(group=STAYING)
    return 100 * float(gain.sum() / base.sum())


def per_resident(result: xr.Dataset, bench: xr.Dataset) -> float:
    """Gain of who lives in rich regions today, public services included [USD per person]."""
    gain = result.welfare_ev.sel(group=[*STAYING, "established_migrants", "government"])
    people = bench.population.where(rich(result)).sum()
    return float(BILLION * gain.where(rich(result)).sum() / people)


def losers(result: xr.Dataset) -> float:
    """Natives of rich regions, by region and skill, whose income falls [%]."""
    gain, number = (
        result[name].sel(group=STAYING).where(rich(result))
        for name in ("welfare_ev", "group_number")
    )
    return 100 * float(number.where(gain < 0).sum() / number.sum())


def unequal(result: xr.Dataset) -> float:
    """Change of the rise of incomes, on average, that equality would bring [%]."""
    before, after = (
        float(result[name].sel(measure="equality_gain", component="total"))
        for name in ("inequality_base", "inequality")
    )
    return 100 * (after / before - 1)


def remitted(result: xr.Dataset) -> float:
    """Remittances of migrants in rich regions, share of what they earn before tax [%]."""
    here = rich(result).rename(region="destination")
    wage = result.wage.sel(nativity="migrant")
    abroad = result.workers.where(result.origin != result.destination, 0.0)
    earned = (wage * abroad).where(here).sum() / BILLION
    return 100 * float(result.remittances.where(here).sum() / earned)


def points(result: xr.Dataset) -> float:
    """How much the share of migrants among workers of rich regions grows [percentage points]."""
    here = rich(result).rename(region="destination")

    def share(workers: xr.DataArray) -> float:
        inside = workers.where(here, 0.0)
        abroad = inside.where(result.origin != result.destination, 0.0)
        return float(abroad.sum() / inside.sum())

    return 100 * (share(result.workers) - share(result.workers_base))
