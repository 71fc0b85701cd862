"""Who moves, what they earn and what they are charged, in workers and 10^9 USD.

Written anew from the tables of the benchmark and the clauses of the scenario; of the solution it
takes prices, wages and numbers.  Arrays are (origin, destination, skill) unless they say otherwise;
cells where nobody may live hold zeros or what a formula makes of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from cge.scenario.settings import DECIDE, Cap, Levy
from tests.model.audit.numbers import ODK, USD, Numbers
from tests.model.second import part

LEAST = 1e-6
"""Share of income that a price leaves at least, as far as choices are concerned."""


@dataclass(frozen=True)
class Movers:
    """The people of a solution."""

    n: Numbers
    dims = ODK

    # -- the benchmark ---------------------------------------------------------------------------
    @cached_property
    def workers(self) -> np.ndarray:
        return self.n.table("workers", *ODK)

    @cached_property
    def abroad(self) -> np.ndarray:
        """Migrants at the benchmark [workers]."""
        return self.workers * (1 - np.eye(len(self.workers)))[:, :, None]

    @cached_property
    def home(self) -> np.ndarray:
        """Those who live where they were born (region, skill) [workers]."""
        return np.einsum("ook->ok", self.workers)

    @cached_property
    def force(self) -> np.ndarray:
        """All who work in a region (region)."""
        return self.workers.sum(axis=(0, 2))

    @cached_property
    def scale(self) -> np.ndarray:
        """Workers per unit of ``mig``: those there, else the stayers of the origin."""
        return np.where(self.workers > 0, self.workers, self.home[:, None, :])

    @cached_property
    def wage_bill(self) -> np.ndarray:
        """Wages before tax (region, skill)."""
        skills = self.workers.shape[2]
        paid = self.n.table("value_added", "sector", "region", "factor").sum(axis=0)
        return paid[:, -skills:]

    @cached_property
    def wage(self) -> np.ndarray:
        """Of a native (region, skill)."""
        units = (self.abroad * self.n.table("efficiency", *ODK)).sum(axis=0)
        return self.wage_bill / (self.home + units)

    @cached_property
    def gdp(self) -> np.ndarray:
        """At market prices (region)."""
        n, isr = self.n, ("sector", "exporter", "importer")
        sold, subsidy = n.table("trade", *isr), n.table("export_tax", *isr)
        border = (n.table("tariff", *isr) * (1 + subsidy) * sold).sum(axis=(0, 1))
        left = (subsidy * sold).sum(axis=(0, 2))
        paid = n.table("value_added", "factor", "sector", "region").sum(axis=(0, 1))
        return paid + n.table("output_tax", "sector", "region").sum(axis=0) + border + left

    @cached_property
    def transfers(self) -> np.ndarray:
        """Revenue less public consumption (region)."""
        n = self.n
        income = n.table("value_added", "factor", "sector", "region").sum(axis=1)
        taxed = (income * n.table("income_tax", "factor", "region")).sum(axis=0)
        public = n.bench.final_demand.sel(use="government").sum("sector").values
        return taxed + self.gdp - income.sum(axis=0) - public

    @cached_property
    def benefit_weight(self) -> np.ndarray:
        """Relative to the average worker (region, skill)."""
        given, there = self.n.table("benefit_weight", "region", "skill"), self.workers.sum(axis=0)
        return given / ((given * there).sum(axis=1) / there.sum(axis=1))[:, None]

    @cached_property
    def grant_before(self) -> np.ndarray:
        """Lump sum and benefit of a worker at the benchmark (region, skill)."""
        benefits = self.n.table("benefits", "region")
        lump = (self.transfers - benefits)[:, None]
        return (lump + self.benefit_weight * benefits[:, None]) / self.force[:, None]

    @cached_property
    def efficiency_new(self) -> np.ndarray:
        """Work of a newcomer: he closes part of the gap of productivity."""
        real = self.wage / self.n.table("price_level", "region")[:, None]
        gap = np.minimum(real[:, None, :] / real[None, :, :], 1.0)
        given = self.n.settings.catch_up
        caught = self.n.bench.catch_up if given is None else given.transpose(*ODK)
        return gap + np.asarray(caught, float) * (1 - gap)

    @cached_property
    def income_before(self) -> np.ndarray:
        """Net wage and transfers of a newcomer at the benchmark; at home, of those who stay."""
        net = 1 - self._tax(self.n.table("income_tax", "region", "factor"))
        return self.efficiency_new * self.wage * net + self.grant_before

    def _tax(self, rates: np.ndarray) -> np.ndarray:
        return rates[:, -self.workers.shape[2] :]

    # -- people at the solution ------------------------------------------------------------------
    @cached_property
    def number(self) -> np.ndarray:
        """Migrants with a visa [workers]."""
        return np.nan_to_num(self.n["mig"]) * self.scale

    @cached_property
    def new(self) -> np.ndarray:
        return np.maximum(self.number - self.abroad, 0.0)

    @cached_property
    def back(self) -> np.ndarray:
        """Those who went home."""
        return np.maximum(self.abroad - self.number, 0.0)

    @cached_property
    def old(self) -> np.ndarray:
        return self.abroad - self.back

    @cached_property
    def irregular(self) -> np.ndarray:
        """Those who came without a visa [workers]."""
        return np.nan_to_num(self.n["irr"]) * self.scale

    # -- wages and incomes of one worker ---------------------------------------------------------
    @cached_property
    def income_tax(self) -> np.ndarray:
        """Rate on wages (region, skill)."""
        rate = self._tax(self.n.target("income_tax", "region", "factor"))
        return rate + self.n["tax_shift"][:, None]

    @cached_property
    def grant(self) -> np.ndarray:
        """Lump sum and benefit of a worker (region, skill)."""
        benefit = self.benefit_weight * self.n["benefit"][:, None]
        return (self.n["transfer"][:, None] + benefit) * (self.gdp / self.force)[:, None]

    @cached_property
    def wage_of_new(self) -> np.ndarray:
        return self.efficiency_new * self.wage * self.n["w_recent"].T

    @cached_property
    def wage_of_old(self) -> np.ndarray:
        """Some of those who were there before came of late."""
        late = self.parameter("recent_share")
        mean = (1 - late) * self.n["w_settled"] + late * self.n["w_recent"]
        return self.n.table("efficiency", *ODK) * self.wage * mean.T

    @cached_property
    def income_at_home(self) -> np.ndarray:
        """Of those who stay (region, skill)."""
        effort = self.n.settings.values.get("endowment")
        work = np.ones(self.wage.shape)
        if effort is not None:
            work = self._tax(xr.DataArray(effort).transpose("region", "factor").values)
        return self.wage * self.n["wn"].T * work * (1 - self.income_tax) + self.grant

    def levies(self, *, on_all: bool) -> tuple[np.ndarray, np.ndarray]:
        """What movers see of levies in their pay: a rate, and USD in prices of the world.

        ``on_all``: only those levies that established migrants pay as well.
        """
        rate, amount = np.zeros(self.workers.shape), np.zeros(self.workers.shape)
        for levy in self.n.settings.levies:
            if levy.base in ("earnings", "head") and (levy.established or not on_all):
                into = amount if levy.base == "head" else rate
                into[self.cells(levy)] += levy.rate * (1 - levy.credit)
        return rate, amount

    def income(self, *, on_all: bool) -> np.ndarray:
        """Of a newcomer before the visa; ``on_all``: less only levies that all migrants pay."""
        rate, amount = self.levies(on_all=on_all)
        wage = self.wage_of_new * (1 - self.income_tax - rate)
        share = self.eligible("eligible_new")
        return wage + share * self.grant - self.n["p_world"] * amount * USD

    @cached_property
    def income_of_new(self) -> np.ndarray:
        return self.income(on_all=False)

    @cached_property
    def income_of_old(self) -> np.ndarray:
        """Of an established migrant, before visas and levies."""
        return self.wage_of_old * (1 - self.income_tax) + self.eligible("eligible") * self.grant

    def parameter(self, name: str) -> float:
        """A parameter of one number: of the scenario, else of the benchmark."""
        return float(self.n.settings.values.get(name, self.n.bench[name]))

    def v(self, name: str) -> np.ndarray:
        """A variable by corridor; NaN everywhere if the case has none of it."""
        found = self.n[name]
        return found if found.size else np.full(self.workers.shape, np.nan)

    def eligible(self, name: str) -> np.ndarray:
        """Share of the transfers to a native that a migrant receives."""
        given = self.n.settings.eligibility.get(name)
        return np.ones(self.workers.shape) if given is None else given.transpose(*ODK).values

    # -- the scenario ----------------------------------------------------------------------------
    def cells(self, of: Cap | Levy) -> np.ndarray:
        """Mask of the corridors of a quota or a levy."""
        return self.mask(of.corridors)

    def mask(self, corridors: tuple[tuple[str, str, str], ...]) -> np.ndarray:
        regions, skills = (self.n.bench[dim].values.tolist() for dim in ("region", "skill"))
        out = np.zeros(self.workers.shape, dtype=bool)
        for o, d, k in corridors:
            out[regions.index(o), regions.index(d), skills.index(k)] = True
        return out

    def charge(self, name: str, **where: str) -> np.ndarray:
        """What visas cost by corridor; zero where nothing is charged, NaN where there is no fee."""
        data = self.n.settings.charges
        if data is None:
            return np.full(self.workers.shape, np.nan if name.startswith("fee") else 0.0)
        return data[name].sel(where).transpose(*ODK).values.astype(float)

    @cached_property
    def regime(self) -> np.ndarray:
        return self.n.settings.regime.transpose(*ODK).values

    @cached_property
    def decides(self) -> np.ndarray:
        """Corridors whose number is what people want."""
        return np.isin(self.regime, DECIDE)

    @cached_property
    def priced(self) -> np.ndarray:
        return self.decides & (self.charge("priced") > 0)

    @cached_property
    def pays_before(self) -> np.ndarray:
        """Corridors where those who were there before pay for a visa too."""
        return self.priced & (self.charge("established") > 0)

    @cached_property
    def levied_alone(self) -> np.ndarray:
        """Corridors where newcomers alone pay a levy that they see in their pay."""
        out = np.zeros(self.workers.shape, dtype=bool)
        for levy in self.n.settings.levies:
            if levy.base in ("earnings", "head") and not levy.established:
                out |= self.cells(levy)
        return out & self.decides

    @cached_property
    def in_money(self) -> np.ndarray:
        """Corridors under a quota that one price in USD clears."""
        sold = [self.cells(cap) for cap in self.n.settings.caps if cap.money]
        return np.logical_or.reduce([np.zeros(self.workers.shape, dtype=bool), *sold])

    @cached_property
    def barrier_today(self) -> np.ndarray:
        """-log(1 - z) of the benchmark."""
        return -np.log1p(-self.n.settings.visa_price.transpose(*ODK).values)

    def by_cap(self, values: np.ndarray) -> np.ndarray:
        """A number per quota in each of its corridors, zero elsewhere."""
        out = np.zeros(self.workers.shape)
        for cap, value in zip(self.n.settings.caps, values, strict=True):
            out[self.cells(cap)] = value
        return out

    @cached_property
    def scarce(self) -> np.ndarray:
        """Barrier of a place: sold at one price, else today's prices keep their proportions."""
        price = self.by_cap(self.n["cap_price"])
        mean = self.by_cap(
            np.array([self.barrier_today[self.cells(cap)].mean() for cap in self.n.settings.caps])
        )
        given_away = (mean > 0) & ~self.priced
        return price * np.where(given_away, part(self.barrier_today, mean), 1.0)

    def usd_per_unit(self, cap: Cap) -> float:
        """What the price of a place in money is counted in: the lowest income of who may buy.

        Of it the part that reaches sponsors, where they sell.
        """
        under = self.cells(cap)
        part = 1.0 if cap.slots is None else float(self.received("sponsors")[under][0])
        return part * float(self.income_before[under].min() / USD)

    @cached_property
    def hosting(self) -> np.ndarray:
        """Cost of a place that a sponsor offers [USD per worker]."""
        return self.by_cap(
            np.array([cap.slots.cost if cap.slots else 0.0 for cap in self.n.settings.caps])
        )

    @cached_property
    def fee(self) -> np.ndarray:
        """As a share of income: given so, or in USD; zero where there is none."""
        share, usd = self.charge("fee"), self.charge("fee_usd")
        in_usd = self.n["p_world"] * usd * USD / self.income_of_new
        return np.where(np.isfinite(usd), in_usd, np.nan_to_num(share))

    @cached_property
    def place(self) -> np.ndarray:
        """Price of a place that is paid for, with its hosting [share of income of a newcomer]."""
        unit = self.by_cap(np.array([self.usd_per_unit(cap) for cap in self.n.settings.caps]))
        sponsors = np.where(self.regime == "sponsorship", self.received("sponsors"), 1.0)
        usd = (self.by_cap(self.n["cap_price"]) * unit + self.hosting) / sponsors
        money = self.n["p_world"] * usd * USD / self.income_of_new
        return np.where(self.in_money, money, -np.expm1(-self.scarce))

    @cached_property
    def least_price(self) -> np.ndarray:
        """Auctions with a fee: no place is sold for less."""
        return (self.regime == "auction") & self.priced

    @cached_property
    def kept(self) -> np.ndarray:
        """Share of income that the fee and the price of a place leave."""
        beside = np.where(self.in_money, self.place, (1 - self.fee) * self.place)
        return 1 - np.where(self.least_price, np.maximum(self.fee, self.place), self.fee + beside)

    def received(self, recipient: str) -> np.ndarray:
        """Share of what is paid for visas that a recipient gets."""
        return self.charge("revenue", recipient=recipient)

    @cached_property
    def barrier_given(self) -> np.ndarray:
        """What no sale, fee or quota stands for, once the scenario holds."""
        target = -np.log1p(-self.n.settings.visa_price_target.transpose(*ODK).values)
        free = np.isin(self.regime, ("free", "price")) & ~self.priced
        today = np.where(self.regime == "surcharge", self.barrier_today, 0.0)
        return np.where(free, target, today)

    # -- others who move, money that moves -------------------------------------------------------
    def irregular_terms(self, name: str) -> np.ndarray:
        """``share`` who would come, ``price`` now and ``before``, ``discount``; zero elsewhere."""
        out = np.zeros(self.workers.shape)
        for way in self.n.settings.irregular:
            now = way.price if way.raised_to is None else way.raised_to
            terms = {"share": way.share, "before": way.price, "price": now}
            out[self.mask(way.corridors)] = (terms | {"discount": way.discount})[name]
        return out

    @cached_property
    def matching(self) -> np.ndarray:
        """What the origin's government adds to what arrives (origin, 1, 1) [share]."""
        given = self.n.settings.values.get("matching")
        rate = np.zeros(len(self.force)) if given is None else given.transpose("region").values
        return rate[:, None, None]

    def names(self, variable: str) -> list[str]:
        """Names along the first axis of a variable, in the order of its cells."""
        keys = self.n.case.solution.compiled.components[variable].keys
        return list(dict.fromkeys(key[0] for key in keys))
