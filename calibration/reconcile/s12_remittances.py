"""Step 12: remittances by corridor that migrants' wages can bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.check import SENT_CEILING
from calibration.sources.tidy import Tidy, region_matrix
from calibration.steps import Log, require_finite
from calibration.world import countries
from cge.benchmark.ras import ratio

SPREAD_CEILING = 0.2
"""What a corridor cannot bear moves to others only until they send this part, the mean of published
estimates; beyond that it stays where the source has it, as a transfer no wage accounts for."""

NEWEST_COST = 2020

COST_SPAN = (0.01, 0.25)

ROUNDS = 100


@dataclass(frozen=True)
class Remittances:
    """Amounts by (origin that receives, destination that sends), 10^9 USD.

    ``received`` net of cost; ``other`` transfers no wage can account for; ``cost`` share of the
    amount sent; ``inside`` what moves inside a rest of the world (by region).
    """

    received: np.ndarray
    other: np.ndarray
    cost: np.ndarray
    inside: np.ndarray


def matrix(raw: Tidy, frame: pd.DataFrame, log: Log) -> np.ndarray:
    """Remittances by receiving origin and sending destination before capping, 10^9 USD.

    Receipts of the base year (KNOMAD) are the margin; the World Bank's matrix, an imputation, is
    the prior of who sends them.  Receivers that the matrix does not know get theirs in proportion
    to their migrants and the income where these live; receipts without a figure are the matrix's.
    """
    codes = countries().index
    own = pd.Series(codes, codes)
    prior = region_matrix(
        raw.table(raw.vintage.remittances), "receiver", "sender", own, list(codes)
    )
    receipts = raw.variable("wb_remit_receipts", "remittance_received", raw.year).reindex(codes)
    sums = pd.Series(prior.sum(axis=1), codes)
    known = receipts.where(receipts > 0)
    unheard = list(codes[known.notna() & (sums == 0)])
    income = (frame["gdp"] / frame["population"]).reindex(countries()["region"]).to_numpy()
    stock = region_matrix(raw.stock(), "origin", "dest", own, list(codes)) * income[None, :]
    alone = codes.isin(unheard)
    prior[alone] = stock[alone]
    core_only = [code for code in unheard if code in frame.index]
    log.flag("12", "remittances", core_only, "receipts by migrants and income where they live")
    wanted = known.fillna(sums)
    log.hear("12", "remittances received, 10^6 USD", "KNOMAD receipts", receipts, known.notna())
    log.hear("12", "remittances received, 10^6 USD", "World Bank matrix", sums, known.isna())
    wdi = raw.wdi("BX.TRF.PWKR.CD.DT") / 1e6
    log.hear("12", "remittances received, 10^6 USD", "WDI of 2026", wdi, used=False)
    prior = prior * ratio(wanted.to_numpy(), prior.sum(axis=1))[:, None]
    table = pd.DataFrame(prior, codes, codes).groupby(countries()["region"]).sum()
    table = table.T.groupby(countries()["region"]).sum().T
    return table.reindex(index=frame.index, columns=frame.index).fillna(0.0).to_numpy() / 1e3


def costs(raw: Tidy, frame: pd.DataFrame, log: Log) -> np.ndarray:
    """Cost of sending: observed in the base year, 2020 at the latest.

    Else the mean of the receiver, the sender or the world.
    """
    data = raw.table("rpw_cost")
    data = data[data["year"] == min(raw.year, NEWEST_COST)]
    table = data.pivot_table(index="receiver", columns="sender", values="value") / 100
    table = table.reindex(index=frame.index, columns=frame.index)
    mean = float(np.nanmean(table.to_numpy()))
    by_receiver, by_sender = table.mean(axis=1), table.mean(axis=0)
    log.flag(
        "12", "remittance cost", frame.index[by_receiver.isna()], "mean of senders or of the world"
    )
    receiver = by_receiver.to_numpy()[:, None]
    sender = by_sender.to_numpy()[None, :]
    filled = np.where(np.isnan(receiver), np.where(np.isnan(sender), mean, sender), receiver)
    both = ~np.isnan(receiver) & ~np.isnan(sender)
    filled = np.where(both, (receiver + sender) / 2, filled)
    cost = np.where(table.isna(), filled, table)
    return log.clip_pairs("12", "remittance cost", cost, COST_SPAN, frame.index)


def remittances(
    raw: Tidy, frame: pd.DataFrame, prior: np.ndarray, disposable: np.ndarray, log: Log
) -> Remittances:
    """Trust what origins receive; cap what a corridor sends and spread the excess over the others.

    What cannot be spread is an ``other`` transfer paid where the source has the excess.

    Parameters
    ----------
    prior : np.ndarray
        What is received before capping (origin, destination), 10^9 USD.
    disposable : np.ndarray
        Pay of migrants after income tax (origin, destination), 10^9 USD.
    """
    inside = np.diag(prior).copy()
    wanted = prior.copy()
    np.fill_diagonal(wanted, 0.0)
    cost = costs(raw, frame, log)
    bearable = disposable * (1 - cost)
    np.fill_diagonal(bearable, 0.0)
    received = np.minimum(wanted, SENT_CEILING * bearable)
    room = np.maximum(received, SPREAD_CEILING * bearable)
    for _ in range(ROUNDS):
        excess = wanted.sum(axis=1) - received.sum(axis=1)
        weight = np.where(received < room, received, 0.0)
        weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
        received = np.minimum(received + weight * excess[:, None], room)
    excess = wanted.sum(axis=1) - received.sum(axis=1)
    unplaced = np.maximum(wanted - received, 0.0)
    share = unplaced / np.maximum(unplaced.sum(axis=1, keepdims=True), 1e-300)
    other = share * np.where(excess > 1e-9, excess, 0.0)[:, None]
    require_finite("12", received=received, other=other)
    index = frame.index
    log.move("12", "remittances_sent_net_of_cost", _sum(wanted, 0, index), _sum(received, 0, index))
    log.move("12", "remittances_received", _sum(wanted, 1, index), _sum(received, 1, index))
    return Remittances(received, other, cost, inside)


def _sum(values: np.ndarray, axis: int, index: pd.Index) -> pd.Series:
    return pd.Series(values.sum(axis=axis), index)
