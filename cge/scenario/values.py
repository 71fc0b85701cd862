"""Parameters once the shock is complete: tariffs, costs, behaviour, endowments, productivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from cge.benchmark.schema import TABLES
from cge.scenario.people import People, named
from cge.scenario.select import select, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cge.places import Problems
    from cge.scenario.policy_clauses import TransferClause
    from cge.scenario.schema import ProductivityClause, Scenario, TariffClause

Values = dict[str, "xr.DataArray | float"]

ELSEWHERE = ("catch_up", "would_be_migrants", "discount_rate", "productivity_growth")
"""Parameters that reach the settings in another form: by corridor, and through visa prices."""
MOST_SENT = 0.4
"""Share of net wages above which nobody sends more (M-25)."""
HIGHEST_TARIFF = 100.0
"""Rate (10,000%) above which a number is a percentage written as a rate."""


def values(
    scenario: Scenario, bench: xr.Dataset, sent_by_new: np.ndarray, problems: Problems
) -> Values:
    """Values that differ from the benchmark, by table name; complete arrays.

    ``sent_by_new`` (origin, destination, skill) is the share of net wages that visa clauses say new
    migrants send home, NaN elsewhere.
    """
    result = parameters(scenario, bench)
    if scenario.tariffs:
        result["tariff"] = tariff(scenario.tariffs, bench, problems)
    if scenario.remittances.cost is not None or scenario.remittances.costs:
        result["remittance_cost"] = cost_of_sending(scenario, bench)
    if scenario.remittances.matching:
        result["matching"] = matching(scenario, bench)
    if scenario.remittances.shares or bool(np.isfinite(sent_by_new).any()):
        shares = sent_shares(scenario, bench, problems)
        result["remittance_share"] = shares
        result["remittance_share_new"] = xr.where(
            np.isfinite(sent_by_new), shares.copy(data=sent_by_new), shares
        )
    if scenario.transfers:
        result["other_transfers"] = other_transfers(scenario.transfers, bench)
    if scenario.endowments:
        clauses = [({"factor": c.factor, "region": c.region}, c.scale) for c in scenario.endowments]
        result["endowment"] = scaled(clauses, ("factor", "region"), bench)
    if scenario.productivity:
        result |= productivity(scenario.productivity, bench, problems)
    return result


def other_transfers(clauses: Iterable[TransferClause], bench: xr.Dataset) -> xr.DataArray:
    """Transfers that no wage accounts for, with side payments (origin, destination) [10^9 USD]."""
    paid = bench.other_transfers.transpose("origin", "destination").astype(float).copy()
    for clause in clauses:
        sides = (clause.recipient, "origin"), (clause.payer, "destination")
        shares = [shares_of_gdp(who, bench).rename(region=dim) for who, dim in sides]
        at = {dim: share[dim].values for share, (_, dim) in zip(shares, sides, strict=True)}
        paid.loc[at] = paid.loc[at] + clause.amount * shares[0] * shares[1]
    np.fill_diagonal(paid.values, np.diag(bench.other_transfers.values))  # none to oneself
    return paid


def shares_of_gdp(selector: Iterable[str], bench: xr.Dataset) -> xr.DataArray:
    """Shares of regions in the gross domestic product of all that are named (region)."""
    named = list(select(tuple(selector), vocabulary(bench, "region")))
    there = accounts.gdp(bench).sel(region=named)
    return there / there.sum()


def cost_of_sending(scenario: Scenario, bench: xr.Dataset) -> xr.DataArray:
    """Cost of sending money home after all ceilings (origin, destination) [share]."""
    cost = bench.remittance_cost.transpose("origin", "destination").copy()
    if scenario.remittances.cost is not None:
        cost = cost.clip(max=scenario.remittances.cost)
    words = vocabulary(bench, "region")
    for clause in scenario.remittances.costs:
        at = {"origin": list(select(clause.origins, words)),
              "destination": list(select(clause.to, words))}  # fmt: skip
        cost.loc[at] = cost.loc[at].clip(max=clause.cost)
    return cost


def matching(scenario: Scenario, bench: xr.Dataset) -> xr.DataArray:
    """What governments add to remittances (region) [share]."""
    rate = xr.zeros_like(bench.price_level)
    for clause in scenario.remittances.matching:
        rate.loc[{"region": list(select(clause.by, vocabulary(bench, "region")))}] = clause.rate
    return rate


def sent_shares(scenario: Scenario, bench: xr.Dataset, problems: Problems) -> xr.DataArray:
    """Share of net wages sent home after all clauses (origin, destination, skill)."""
    shares = accounts.remittance_share(bench).transpose("origin", "destination", "skill").copy()
    sending = People.of(bench).sending
    for n, clause in enumerate(scenario.remittances.shares):
        mask = named(clause, bench)
        if clause.share is not None:
            nothing = mask & ~sending
            if nothing.all(where=mask):
                problems.add(
                    ("remittances", "shares", n),
                    "nobody sends anything in these corridors today, so that there is no cost of "
                    "sending either; name corridors with remittances",
                )
            shares.values[mask & ~nothing] = clause.share
        else:
            assert clause.scale is not None
            scaled = np.minimum(clause.scale * shares.values, np.maximum(shares.values, MOST_SENT))
            shares.values[mask] = scaled[mask]
    return shares


def parameters(scenario: Scenario, bench: xr.Dataset) -> Values:
    """Elasticities and the numeraire that the scenario changes."""
    result: Values = {}
    for name in scenario.parameters.model_fields_set:
        value = getattr(scenario.parameters, name)
        if value is None or name in ELSEWHERE:
            continue
        if name in TABLES and TABLES[name].dims:
            labels = bench[TABLES[name].dims[0]].values
            given = value if isinstance(value, dict) else dict.fromkeys(labels, value)
            result[name] = _replaced(bench[name], given)
        else:
            result[name] = value
    return result


def parameter(scenario: Scenario, bench: xr.Dataset, name: str) -> float | None:
    """A parameter of one number: of the scenario, else of the benchmark, if either has it."""
    value = getattr(scenario.parameters, name)
    return float(bench[name]) if value is None and name in bench else value


def _replaced(start: xr.DataArray, given: Mapping[str, float]) -> xr.DataArray:
    array = start.astype(float).copy()
    for label, number in given.items():
        array.loc[label] = number
    return array


def tariff(clauses: Iterable[TariffClause], bench: xr.Dataset, problems: Problems) -> xr.DataArray:
    """Tariff rates after all clauses, in their order (sector, exporter, importer)."""
    rates = bench.tariff.astype(float).copy()
    lower = TABLES["tariff"].lower
    assert lower is not None
    for n, clause in enumerate(clauses):
        cell = {
            "sector": list(select(clause.sector, vocabulary(bench, "sector"))),
            "exporter": list(select(clause.exporter, vocabulary(bench, "region"))),
            "importer": list(select(clause.importer, vocabulary(bench, "region"))),
        }
        before = rates.loc[cell]
        if clause.cut is not None:
            after = before * (1 - clause.cut)
        elif clause.add is not None:
            after = before + clause.add
        else:
            after = xr.full_like(before, clause.set)
        if float(after.min()) < lower:
            lowest = f"{float(after.min()):g}"
            problems.add(("tariffs", n), f"makes a rate of {lowest}; allowed: at least {lower:g}")
        if float(after.max()) > HIGHEST_TARIFF:
            highest = f"{float(after.max()):g}"
            text = f"makes a rate of {highest}; allowed: at most {HIGHEST_TARIFF:g} (0.1 is 10%)"
            problems.add(("tariffs", n), text)
        rates.loc[cell] = after
    return rates


def productivity(
    clauses: Iterable[ProductivityClause], bench: xr.Dataset, problems: Problems
) -> Values:
    """Neutral productivity by sector, and that of factors, which is the same in all sectors."""
    neutral, of_factors = [], []
    for n, clause in enumerate(clauses):
        if clause.factor is None:
            neutral.append(({"sector": clause.sector, "region": clause.region}, clause.scale))
            continue
        of_factors.append(({"factor": clause.factor, "region": clause.region}, clause.scale))
        if "sector" in clause.model_fields_set:
            problems.add(("productivity", n), "names sector and factor; allowed: one of them")
    return {
        "productivity": scaled(neutral, ("sector", "region"), bench),
        "factor_productivity": scaled(of_factors, ("factor", "region"), bench),
    }


def eligibility(scenario: Scenario, bench: xr.Dataset) -> dict[str, xr.DataArray]:
    """Share of transfers that established and new migrants receive, where a clause speaks."""
    if not scenario.eligibility:
        return {}
    full = xr.ones_like(bench.workers, dtype=float)
    result = {"eligible": full.copy(), "eligible_new": full.copy()}
    for clause in scenario.eligibility:
        cell = {
            "origin": list(select(clause.origins, vocabulary(bench, "region"))),
            "destination": list(select(clause.to, vocabulary(bench, "region"))),
            "skill": list(select(clause.skill, vocabulary(bench, "skill"))),
        }
        result["eligible_new"].loc[cell] = clause.share
        if clause.applies_to == "all":
            result["eligible"].loc[cell] = clause.share
    return result


def scaled(
    clauses: Iterable[tuple[Mapping[str, tuple[str, ...]], float]],
    dims: tuple[str, str],
    bench: xr.Dataset,
) -> xr.DataArray:
    """Ratios to the benchmark, 1 where no clause speaks."""
    ratio = xr.DataArray(1.0, dims=dims, coords={dim: bench[dim].values for dim in dims})
    for selectors, scale in clauses:
        cell = {dim: list(select(selectors[dim], vocabulary(bench, dim))) for dim in dims}
        ratio.loc[cell] = ratio.loc[cell] * scale
    return ratio
