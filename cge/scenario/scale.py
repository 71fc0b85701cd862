"""Numbers that are allowed and far out of scale: a caution says what was read.

A rate of 25 is a tariff of 2,500%; 0.03 percent are not three percent.  Both may be meant, so
neither is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import xarray as xr

from cge.benchmark import accounts
from cge.places import Key
from cge.scenario.select import select, vocabulary
from cge.units import USD

if TYPE_CHECKING:
    from cge.places import Problems
    from cge.scenario.schema import Scenario
    from cge.scenario.visa_clause import VisaClause

Reading = tuple[Key, str]
"""The value that is out of scale, and what was read."""

HIGH_TARIFF = 1.0
"""Rate above which a tariff may be a percentage."""
FEW_PERCENT = 1.0
"""Percentages below this may be shares."""
FEW_LEFT = 10.0
"""Percent of today's number, measure total, below which a factor may be meant."""
FEW_WORKERS = 1e-6
"""Part of the workers of a region below which a number may be thousands or millions."""
MUCH = 0.1
"""Share of the gross domestic product above which a transfer may be in another unit."""
SMALL, LARGE = 1e-3, 1.0
"""Shares of a year's wage outside which an amount of money may be in another unit."""
FAR = 10.0
"""Ratio to the benchmark above which (below its inverse) a scale may be a percentage."""
LIMITS = (0.0, float("inf"))
"""Values that are limits of behaviour, and meant."""
WAGES = (100.0, 1e6)
"""USD per worker and year outside which the money or the people of a benchmark are in another
unit: the mean wage of no country of 2021 was near either."""


def tariffs(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Rates above 100% that the benchmark does not have."""
    highest = max(HIGH_TARIFF, float(bench.tariff.max()))
    for n, clause in enumerate(scenario.tariffs):
        for name in ("set", "add"):
            rate = getattr(clause, name)
            if rate is not None and rate > highest:
                text = f"{rate:g} is read as a rate of {rate:,.0%}; {rate / 100:g} is {rate:g}%"
                yield ("tariffs", n, name), text


def schedules(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Schedules under which one percent admitted takes all of a tariff away."""
    del bench
    for n, clause in enumerate(scenario.linkage):
        rate = None if clause.schedule is None else clause.schedule.per_admitted_percent
        if rate is not None and rate > 1:
            text = f"{rate:g} is read as {rate:,.0%} of the tariff for each percent admitted"
            yield ("linkage", n, "schedule", "per_admitted_percent"), text


def sizes(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Percentages that look like shares or factors."""
    del bench
    for n, clause in enumerate(scenario.visas):
        if clause.size is None:
            continue
        for name, value in clause.size:
            if name.startswith("percent_of") and value is not None and _odd(name, value, clause):
                of = name.removeprefix("percent_of_").replace("_", " ")
                of = "today's number" if of == "current" else f"the {of}"
                as_share = f"; {100 * value:g} is the share {value:g} of it"
                text = f"{value:g} is read as {value:g} percent of {of}{as_share}"
                yield ("visas", n, "size", name), text


def _odd(name: str, value: float, clause: VisaClause) -> bool:
    total = name == "percent_of_current" and clause.measure == "total"
    return 0 < abs(value) < (FEW_LEFT if total else FEW_PERCENT)


def numbers(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Numbers of workers that may be thousands or millions."""
    there = bench.workers.sum(["origin", "skill"])
    for n, clause in enumerate(scenario.visas):
        asked = None if clause.size is None else clause.size.workers
        where = list(select(clause.to, vocabulary(bench, "region")))
        most = float(there.sel(destination=where).max())
        if asked and asked < FEW_WORKERS * most:
            text = f"{asked:g} is read as {asked:,g} workers, where up to {most:,.0f} work"
            yield ("visas", n, "size", "workers"), text


def transfers(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Money between regions that is a large part of what those who pay produce."""
    gdp = accounts.gdp(bench)
    for n, clause in enumerate(scenario.transfers):
        paying = float(
            gdp.sel(region=list(select(clause.payer, vocabulary(bench, "region")))).sum()
        )
        if clause.amount > MUCH * paying:
            text = f"{clause.amount:g} is read as {clause.amount:,g} x 10^9 USD a year"
            share = f"{clause.amount / paying:,.0%} of the gross domestic product"
            yield ("transfers", n, "amount"), f"{text}, {share} of those who pay"


def money(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Amounts in USD that are next to nothing, or more than a year's wage."""
    wage = accounts.native_wage(bench) / USD
    for key, amount, to, skill in _amounts(scenario):
        where = list(select(to, vocabulary(bench, "region")))
        whose = list(select(skill, vocabulary(bench, "skill")))
        mean = float(wage.sel(region=where, skill=whose).mean())
        if amount > 0 and not SMALL * mean <= amount <= LARGE * mean:
            share = amount / mean
            said = f"{share:.1g}" if share < 1 else f"{share:,.1f} times"
            text = f"{amount:g} is read as {amount:,g} USD per worker and year, {said} of the wage"
            yield key, f"{text} there ({mean:,.0f} USD)"


def _amounts(scenario: Scenario) -> Iterator[tuple[Key, float, tuple[str, ...], tuple[str, ...]]]:
    for n, clause in enumerate(scenario.visas):
        if clause.fee is not None and clause.fee.usd is not None:
            yield ("visas", n, "fee", "usd"), clause.fee.usd, clause.to, clause.skill
        if clause.supply is not None:
            for name, amount in clause.supply:
                yield ("visas", n, "supply", name), amount, clause.to, clause.skill
    for n, levy in enumerate(scenario.levies):
        if levy.amount is not None:
            yield ("levies", n, "amount"), levy.amount, levy.to, levy.skill


def ratios(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Scales that may be percentages."""
    del bench
    for section in ("endowments", "productivity"):
        for n, clause in enumerate(getattr(scenario, section)):
            if not 1 / FAR <= clause.scale <= FAR:
                times = f"{clause.scale:g} is read as {clause.scale:g} times today's"
                text = f"{times}; {clause.scale / 100:g} is {clause.scale:g}% of it"
                yield (section, n, "scale"), text
    for n, share in enumerate(scenario.remittances.shares):
        if share.scale is not None and share.scale > FAR:
            text = f"{share.scale:g} is read as {share.scale:g} times today's share"
            yield ("remittances", "shares", n, "scale"), text


def behaviour(scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Parameters ten times above or below the benchmark's."""
    for name in sorted(scenario.parameters.model_fields_set):
        value = getattr(scenario.parameters, name)
        usual = float(bench[name].mean()) if name in bench else 0.0
        if usual in LIMITS or not isinstance(value, float) or value in LIMITS:
            continue
        if not usual / FAR <= value <= FAR * usual:
            text = f"{value:g} is read as it stands; the benchmark has {usual:g}"
            yield ("parameters", name), text


def wages(_scenario: Scenario, bench: xr.Dataset) -> Iterator[Reading]:
    """Benchmarks whose workers or money are in another unit."""
    workers = bench.workers.sum(["origin", "skill"]).rename(destination="region")
    paid = accounts.factor_income(bench).sel(factor=bench.skill.values).sum("factor")
    mean = paid / workers.where(workers > 0) / USD
    odd = (mean < WAGES[0]) | (mean > WAGES[1])
    for region in bench.region.values[odd.values]:
        value = float(mean.sel(region=region))
        yield (
            (),
            (
                f"the mean wage of {region} is read as {value:,.3g} USD a year: value_added is in "
                "10^9 USD and workers are counted one by one"
            ),
        )


RULES: tuple[Callable[[Scenario, xr.Dataset], Iterator[Reading]], ...] = (
    wages,
    tariffs,
    schedules,
    sizes,
    numbers,
    transfers,
    money,
    ratios,
    behaviour,
)


def out_of_scale(scenario: Scenario, bench: xr.Dataset, problems: Problems) -> list[str]:
    """Cautions on every number of a scenario, and on wages of its benchmark, far out of scale."""
    return [
        problems.located(key, text) if key else text
        for rule in RULES
        for key, text in rule(scenario, bench)
    ]
