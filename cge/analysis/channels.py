"""Gains by channel (W-6): definitions evaluated at points of the path, and what movers gained.

The rules are in :mod:`cge.model.gain_channels`, the derivation of every term is in
docs/model/decomposition.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cge.analysis.groups import integrand_of_others
from cge.model import gain_channels, gain_groups, gain_homogeneous, gain_levels
from cge.model.build import definitions_of_gains
from cge.model.definition import keys_of_cells
from cge.model.gain_channels import CHANNELS, RECEIPTS
from cge.model.gain_levels import MOVERS
from cge.results.evaluate import labelled
from cge.solver.outcomes import Outcomes

if TYPE_CHECKING:
    from types import ModuleType

    from cge.solver.solution import Solution


class Gains:
    """Definitions of gains of one solution, compiled.

    Those of channels are compared with the point that is looked at: their weights stand still
    there.  Those of groups are compared with the end of the path: nobody is counted anew.
    """

    def __init__(self, solution: Solution) -> None:
        model, settings = solution.model, solution.model.settings
        self.bench = model.bench
        self._accounts, self._before = solution.outcomes, solution.before
        known = solution.compiled.cells
        cells = known.extended(keys_of_cells(model.declared, definitions_of_gains(settings)))
        self._new = cells.size - known.size

        def compiled(*blocks: ModuleType) -> Outcomes:
            return Outcomes(
                solution.structure.model.pyomo, definitions_of_gains(settings, *blocks), cells
            )

        self._channels = compiled(gain_levels, gain_homogeneous, gain_channels)
        self._groups = compiled(gain_groups)
        self.start = self._channels.benchmark(self._wider(self._before))
        self.end = self._channels.at(self._wider(solution.after), self.start)
        self._counted = self._groups.benchmark(self.end)

    def read(self, name: str, *dims: str, v: np.ndarray | None = None) -> xr.DataArray:
        """Cells of a definition, at the end of the path if not told otherwise."""
        outcomes = self._groups if name in self._groups.names else self._channels
        parts = [one for one in outcomes.definitions if one.cells == name]
        v = self.end if v is None else v
        return labelled(outcomes.component(name), v, self.bench, dims, parts)

    def price_of_world(self, v: np.ndarray) -> float:
        """Consumer prices of the world, relative to the benchmark."""
        return float(v[self._channels.component("p_world").start])

    def at(self, v: np.ndarray) -> np.ndarray:
        """All cells at a point, weights being those of the point itself (cells)."""
        return self._channels.benchmark(self._wider(self._accounts.at(v, self._before)))

    def along(self, v: np.ndarray, dv: np.ndarray) -> xr.Dataset:
        """Gains per unit of the shock at a point of the path.

        Parameters
        ----------
        v, dv : numpy.ndarray (cells)
            Variables and parameters, and their derivative along the path.

        Returns
        -------
        xarray.Dataset
            ``regions`` (region, channel), ``groups`` (group, region, group_channel).
        """
        v = self.at(v)
        dv = self._wider(self._accounts.forward(v[: -self._new], dv))
        dv = self._channels.forward(v, dv)
        regions = self.read("gain_channel", "channel", "region", v=dv)
        v = self._groups.at(v, self._counted)
        dv = self._groups.forward(v, dv)
        return xr.Dataset({"regions": stack(regions), "groups": integrand_of_others(self, v, dv)})

    def _wider(self, v: np.ndarray) -> np.ndarray:
        return np.pad(v, (0, self._new))


def stack(parts: xr.DataArray) -> xr.DataArray:
    """All channels in their order (..., region, channel); one without part is zero."""
    return parts.reindex(channel=list(CHANNELS), fill_value=0.0).transpose(..., "region", "channel")


def of_movers(gains: Gains, result: xr.Dataset) -> xr.DataArray:
    """What movers gained, against their own life before (group, region, channel) [10^9 USD]."""
    real = gains.read("buys", "region")
    earned = gains.read("pay_of_movers", "group", "region")
    earned_before = gains.read("past_pay_of_movers", "group", "region")
    after, before = (
        result[name].sel(group=list(MOVERS)).fillna(0.0).sum("skill")
        for name in ("group_income", "group_income_before")
    )
    gross = real * earned - earned_before

    def gain(*sources: str) -> xr.DataArray:
        return (real * after - before).sel(source=list(sources)).sum("source")

    parts = {
        "reallocation": gross,
        "fiscal": gain("labour", "transfers") - gross,
        "remittances": gain("remittances"),
        "visa_revenue": gain(*RECEIPTS),
        "capital_income": gain("capital", "resources"),
    }
    return stack(xr.concat(list(parts.values()), xr.IndexVariable("channel", list(parts))))


def first_order(gains: Gains) -> xr.DataArray:
    """Terms of trade and volume at benchmark quantities and taxes (region, first_order_term).

    The textbook's first-order formula, for comparison only [10^9 USD]; border prices over the world
    consumer price index.
    """
    level = [gains.price_of_world(v) for v in (gains.start, gains.end)]
    traded, taxed = (
        [gains.read(name, "region", v=v) for v in (gains.start, gains.end)]
        for name in ("traded_at_prices", "taxed_at_rates")
    )
    parts = {
        "terms_of_trade": traded[1] / level[1] - traded[0] / level[0],
        "volume": taxed[1] - taxed[0],
    }
    return xr.concat(list(parts.values()), xr.IndexVariable("first_order_term", list(parts))).T
