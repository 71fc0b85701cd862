"""Money that movers pay for visas and levies, per worker, and who receives it (M-23, M-25, Y-7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from cge.model.visas import SHARE_OF
from cge.scenario.settings import Levy
from cge.solver.solution import Solution

ODK = ("origin", "destination", "skill")
USD = 1e-9
"""10^9 USD per USD."""


@dataclass(frozen=True)
class Payments:
    """Visas and levies at one point: solution or benchmark, where nothing is paid."""

    solution: Solution
    base: bool = False

    def _array(self, name: str) -> xr.DataArray:
        return self.solution.array(name, *ODK, base=self.base).fillna(0.0)

    # -- visas -----------------------------------------------------------------------------------
    @cached_property
    def visa_share(self) -> xr.DataArray:
        """What a newcomer pays and loses for the visa [share of income] (origin, ..., skill)."""
        return self._array("paid") + self._array("lost")

    @cached_property
    def visa_share_established(self) -> xr.DataArray:
        """What an established migrant pays [share of income] (origin, destination, skill)."""
        return self._array("paid_old")

    @cached_property
    def lost_share(self) -> xr.DataArray:
        """What a newcomer loses in services [share of income] (origin, destination, skill)."""
        return self._array("lost")

    @cached_property
    def visa_payment(self) -> xr.DataArray:
        """Money paid for visas (origin, destination, skill) [10^9 USD]."""
        return self._array("visa_payment")

    def visa_part(self, recipient: str) -> xr.DataArray:
        """The part of it that a recipient gets (origin, destination, skill) [10^9 USD]."""
        return self.visa_payment * self._array(SHARE_OF[recipient])

    @cached_property
    def hosting_cost(self) -> xr.DataArray:
        """What hosting a newcomer takes (origin, destination, skill) [10^9 USD per worker]."""
        level = self.solution.scalar("p_world", base=self.base)
        return level * self._array("v_hosting") / self.solution.model.people.scale

    # -- levies ----------------------------------------------------------------------------------
    @property
    def levies(self) -> tuple[Levy, ...]:
        """Levies of the scenario; they take nothing at the benchmark."""
        return () if self.base else self.solution.model.settings.levies

    @cached_property
    def _levied(self) -> dict[str, xr.DataArray]:
        compiled = self.solution.compiled
        component = compiled.components["levied"]
        values = compiled.get("levied", self.solution.v_base if self.base else self.solution.v)
        like = self.solution.model.people.scale
        places = [{x: n for n, x in enumerate(like[d].values.tolist())} for d in ODK]
        found = {levy.name: np.zeros(like.shape) for levy in self.levies}
        for key, money in zip(component.keys, values, strict=True):
            if key[0] in found:
                found[key[0]][tuple(p[x] for p, x in zip(places, key[1:], strict=True))] = money
        return {name: like.copy(data=array) for name, array in found.items()}

    def levied(self, levy: Levy) -> xr.DataArray:
        """Money of a levy (origin, destination, skill) [10^9 USD]."""
        return self._levied[levy.name]

    def on(self, levy: Levy) -> xr.DataArray:
        """Whether a levy concerns a corridor (origin, destination, skill) [0 or 1]."""
        regime = self.solution.model.settings.regime
        open_ = (regime != "closed").transpose(*ODK).astype(float)
        mask = xr.zeros_like(open_)
        places = [{x: n for n, x in enumerate(mask[d].values.tolist())} for d in ODK]
        for key in levy.corridors:
            mask.values[tuple(p[x] for p, x in zip(places, key, strict=True))] = 1.0
        return mask * open_

    def levy_on_worker(self, wage: xr.DataArray, *, new: bool) -> xr.DataArray:
        """Levies on wages and heads that a migrant bears (origin, ..., skill) [10^9 USD]."""
        level = self.solution.scalar("p_world", base=self.base)
        borne = xr.zeros_like(wage)
        for levy in self.levies:
            if levy.base in ("earnings", "head") and (new or levy.established):
                unit = wage if levy.base == "earnings" else USD * level
                borne = borne + levy.rate * (1 - levy.credit) * unit * self.on(levy)
        return borne.transpose(*ODK)

    def levy_on_claims(self, claim: xr.DataArray) -> xr.DataArray:
        """Levies on the property that a new migrant keeps at home (origin, ..., skill)."""
        rate = sum(
            (x.rate * (1 - x.credit) * self.on(x) for x in self.levies if x.base == "property"),
            start=xr.zeros_like(self.visa_share),
        )
        return (rate * claim).transpose(*ODK)

    @cached_property
    def levy_on_remittances(self) -> xr.DataArray:
        """Taken from what arrives (origin, destination, skill) [10^9 USD]."""
        taken = [self.levied(levy) for levy in self.levies if levy.base == "remittances"]
        return sum(taken, start=xr.zeros_like(self.visa_share))

    @cached_property
    def credits(self) -> xr.DataArray:
        """What destinations' governments take over (origin, destination, skill) [10^9 USD]."""
        taken = [levy.credit * self.levied(levy) for levy in self.levies]
        return sum(taken, start=xr.zeros_like(self.visa_share))

    def levy_part(self, recipient: str) -> xr.DataArray:
        """Money of all levies that a recipient gets (origin, destination, skill) [10^9 USD]."""
        parts = [x.shares.get(recipient, 0.0) * self.levied(x) for x in self.levies]
        return sum(parts, start=xr.zeros_like(self.visa_share))

    # -- recipients ------------------------------------------------------------------------------
    def per_native(self, natives: xr.DataArray) -> dict[str, xr.DataArray]:
        """What a native gets by source: visas, sponsors, levies (region, skill) [10^9 USD].

        ``natives`` (region, skill) are those who live where they were born [workers].
        """
        heads = natives.rename(region="destination", skill="native_skill")
        even = xr.ones_like(heads.isel(destination=0, drop=True))
        charges = self.solution.model.settings.charges
        weight = even if charges is None else charges.adjustment
        visas = _per_head(self.visa_part("destination_natives"), weight, heads)
        levies = xr.zeros_like(visas)
        for levy in self.levies:
            given = [levy.adjustment.get(k, 1.0) for k in even.native_skill.values.tolist()]
            money = self.levied(levy)
            part = levy.shares.get("destination_natives", 0.0) * money
            levies = levies + _per_head(part, even.copy(data=given), heads)
            part = levy.shares.get("sponsors", 0.0) * money
            levies = levies + _per_head(part, even, heads)
        sponsors = _per_head(self.visa_part("sponsors"), even, heads)
        return {"visas": visas, "sponsors": sponsors, "levies": levies}


def _per_head(money: xr.DataArray, weight: xr.DataArray, heads: xr.DataArray) -> xr.DataArray:
    """Money of corridors shared among natives of the destination by weight (region, skill)."""
    weighed = (weight * heads).sum("native_skill")
    each = (weight * money / weighed.where(weighed > 0)).fillna(0.0).sum(["origin", "skill"])
    return each.rename(destination="region", native_skill="skill").transpose("region", "skill")
