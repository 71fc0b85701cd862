"""Step 12: remittances by corridor that migrants' wages can bear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.check import SENT_CEILING
from calibration.sources.tidy import Tidy, region_matrix
from calibration.steps import Log, require_finite
from calibration.world import countries

SPREAD_CEILING = 0.2
"""What a corridor cannot bear moves to others only until they send this part, the mean of published
estimates; beyond that it stays where the source has it, as a transfer no wage accounts for."""

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


def matrix(raw: Tidy, frame: pd.DataFrame) -> np.ndarray:
    """World Bank matrix of 2017, receiving origin by sending destination, 10^9 USD."""
    data = raw.table("wb_remit_2017")
    region_of = countries()["region"]
    return region_matrix(data, "receiver", "sender", region_of, list(frame.index)) / 1e3


def costs(raw: Tidy, frame: pd.DataFrame, log: Log) -> np.ndarray:
    """Cost of sending: observed in 2017, else the mean of the receiver, sender or world."""
    data = raw.table("rpw_cost")
    data = data[data["year"] == 2017]
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
    return np.clip(np.where(table.isna(), filled, table), *COST_SPAN)


def remittances(raw: Tidy, frame: pd.DataFrame, disposable: np.ndarray, log: Log) -> Remittances:
    """Trust what origins receive; cap what a corridor sends and spread the excess over the others.

    What cannot be spread is an ``other`` transfer paid where the source has the excess.

    Parameters
    ----------
    disposable : np.ndarray
        Pay of migrants after income tax (origin, destination), 10^9 USD.
    """
    prior = matrix(raw, frame)
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
