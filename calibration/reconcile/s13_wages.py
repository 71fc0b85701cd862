"""Step 13, pay: value added by factor, skill premium, efficiency of migrants, wages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.reconcile import s13_gulf as gulf
from calibration.reconcile.s10_taxes import oil_rent
from calibration.reconcile.s13_education import Education
from calibration.reconcile.s13_migrant_pay import efficiency as migrant_efficiency
from calibration.reconcile.s13_premium import premium as skill_premium
from calibration.reconcile.s13_workers import GULF, People, members_of
from calibration.sources.tidy import Tidy
from calibration.steps import Log, fill_by_class, require_finite
from cge.benchmark.ras import ras

LABOUR_SHARE_SPAN = (0.20, 0.75)

LABOUR_INTENSITY = np.array([0.60, 0.50, 0.65])
"""Labour in value added of agriculture, industry (oil rent apart), services before scaling to the
country's labour share: an assumption."""

SECTOR_LABOUR_CEILING = 0.9

SKILL_INTENSITY = np.array([0.15, 0.60, 1.40])
"""High-skilled pay per pay of the low-skilled by sector, relative to the country's mean, before
fitting: an assumption."""


@dataclass(frozen=True)
class Pay:
    """Value added by factor and who works.

    ``value_added`` (factor, sector, region) in 10^9 USD, factors capital, low, high; ``workers``
    and ``efficiency`` (origin, destination, skill); ``wage`` (skill, region) USD per native worker.
    ``premium`` (region by low, central, high) and ``migrants_pay`` (bound, skill, destination).
    """

    value_added: np.ndarray
    workers: np.ndarray
    efficiency: np.ndarray
    wage: np.ndarray
    premium: pd.DataFrame
    migrants_pay: np.ndarray


def pay(
    raw: Tidy,
    frame: pd.DataFrame,
    people: People,
    schooling: Education,
    migrant: np.ndarray,
    by_sector: np.ndarray,
    log: Log,
) -> Pay:
    """Split value added by sector into capital and pay of the two skills.

    Parameters
    ----------
    schooling : Education
        Tertiary share of native workers, and whose surveys are refused.
    migrant : np.ndarray
        The same of migrants (origin, destination).
    by_sector : np.ndarray
        Value added (sector, region), 10^9 USD.
    """
    ranges = skill_premium(raw, frame, schooling.refused, log)
    premium = ranges["central"]
    workers = _workers(people, schooling.share["central"], migrant)
    migrants_pay = migrant_efficiency(raw, frame, premium, log)
    gulf.segmented(raw, frame, premium, workers, migrants_pay, log)
    efficiency = _efficiency(frame, migrants_pay, workers)
    labour = _labour(raw, frame, by_sector, log)
    units = (workers * efficiency).sum(axis=0)
    total = labour.sum(axis=0)
    low_wage = total / (units[:, 0] + premium.to_numpy() * units[:, 1])
    high_pay = low_wage * premium.to_numpy() * units[:, 1]
    skills = np.stack([total - high_pay, high_pay])
    split = np.array(
        [
            ras(
                np.stack([labour[:, r], labour[:, r] * SKILL_INTENSITY * skills[1, r] / total[r]]),
                skills[:, r],
                labour[:, r],
                what=f"pay by skill in {code}",
            )
            for r, code in enumerate(frame.index)
        ]
    ).transpose(1, 2, 0)
    value_added = np.concatenate([(by_sector - split.sum(axis=0))[None], split])
    wage = np.stack([low_wage, low_wage * premium.to_numpy()]) * 1e9
    require_finite("13", value_added=value_added, workers=workers, wage=wage)
    return Pay(value_added, workers, efficiency, wage, ranges, migrants_pay)


def _workers(people: People, native: pd.Series, migrant: np.ndarray) -> np.ndarray:
    """Workers by origin, destination, skill; the diagonal holds natives."""
    count = people.migrants * people.participation
    workers = np.stack([count * (1 - migrant), count * migrant], axis=2)
    for r in range(len(native)):
        workers[r, r] = people.native_workers[r] * np.array([1 - native.iloc[r], native.iloc[r]])
    return workers


def _efficiency(frame: pd.DataFrame, bounds: np.ndarray, workers: np.ndarray) -> np.ndarray:
    """Central efficiency by (origin, destination, skill); natives' is one.

    So is that of citizens of one Gulf state in another.
    """
    result = np.broadcast_to(bounds[1].T[None], workers.shape).copy()
    result[np.arange(len(result)), np.arange(len(result))] = 1.0
    citizens = np.flatnonzero(frame.index.isin(members_of(GULF)))
    result[np.ix_(citizens, citizens)] = 1.0
    return result


def _labour(raw: Tidy, frame: pd.DataFrame, by_sector: np.ndarray, log: Log) -> np.ndarray:
    """Pay of labour by sector and region, 10^9 USD: the labour share of the Penn World Table.

    Oil rent counts as capital income of industry; relative labour intensity by sector is assumed.
    """
    share = gulf.labour_share(raw.pwt["labsh"].reindex(frame.index), log)
    share, gaps = fill_by_class(share, frame["income_class"])
    log.flag("13", "labour share", gaps, "median of the income class")
    total = by_sector.sum(axis=0)
    share = share * frame["gdp"] / total  # of value added; the source's is of GDP
    inside = log.clip("13", "labour share of value added", share, *LABOUR_SHARE_SPAN)
    wanted = inside.to_numpy() * total
    base = by_sector.copy()
    base[1] = np.maximum(by_sector[1] - oil_rent(raw, frame), 0.1 * by_sector[1])
    labour = LABOUR_INTENSITY[:, None] * base
    for _ in range(200):
        labour = np.minimum(labour * wanted / labour.sum(axis=0), SECTOR_LABOUR_CEILING * by_sector)
    achieved = pd.Series(labour.sum(axis=0) / total, frame.index)
    log.move("13", "labour_share_of_value_added", share, achieved)
    return labour


def compare(raw: Tidy, frame: pd.DataFrame, pay: Pay, log: Log) -> None:
    """Record mean pay here beside what employees earn in surveys (ILO), at purchasing power."""
    people = pay.workers.sum(axis=0)
    units = (pay.workers * pay.efficiency).sum(axis=0)
    mean = pd.Series((units * pay.wage.T).sum(axis=1) / people.sum(axis=1), frame.index)
    item = "mean pay of workers a year, international USD"
    here = "labour's share of value added per member of the labour force"
    log.hear("13", item, here, mean / frame["price_level"], used=True)
    data = raw.table("ilo_earnings")
    data = data[data["variable"] == "earnings_month_ppp2021"]
    data = data.assign(distance=(data["year"] - raw.year).abs())
    data = data.sort_values(["distance", "year"]).drop_duplicates("iso3").set_index("iso3")
    surveyed = 12 * data["value"].astype(float).reindex(frame.index)
    log.hear("13", item, "ILO, employees, PPP of 2021", surveyed, used=False)
