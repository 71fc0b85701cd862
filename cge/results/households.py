"""Who lives where with what income, before and after: what the persons partition needs (W-3).

Persons are split by what happened to them: ``stayers`` never left their country of birth,
``established`` migrants were abroad at the benchmark and still are, ``new`` ones arrived,
``returnees`` went home.  Incomes are per source, net of tax, and add up to the disposable income
of the model.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import xarray as xr

from cge.benchmark import accounts
from cge.results import rates
from cge.results.memory import remembered
from cge.results.payments import Payments
from cge.solver.solution import Solution

ODK = ("origin", "destination", "skill")
ADDING = ("steady", "path")
"""Capital closures under which residents' saving adds to the stock, or takes from it."""
SOURCES = (
    "labour",
    "capital",
    "resources",
    "transfers",
    "visas",
    "sponsors",
    "remittances",
    "levies",
)
"""Sources of income (W-3), in the order of the result file."""


def _away(array: xr.DataArray) -> xr.DataArray:
    return array.rename(region="destination")


@dataclass(frozen=True)
class Households:
    """Numbers of workers and incomes per worker [10^9 USD] of one point: solution or benchmark."""

    solution: Solution
    base: bool = False
    """The benchmark instead of the solution."""
    charged: bool = False
    """Without the income of capital that saving has added (closure ``steady``): what it earns pays
    for waiting and upkeep, so that it is a cost of those who saved and no gift."""
    memory: dict[tuple[object, ...], xr.DataArray] = field(default_factory=dict, repr=False)
    """What was computed from these households already."""

    def _array(self, name: str, *dims: str) -> xr.DataArray:
        return self.solution.array(name, *dims, base=self.base)

    @property
    def bench(self) -> xr.Dataset:
        """The benchmark that the solution is compared with."""
        return self.solution.model.bench

    # -- people ----------------------------------------------------------------------------------
    @cached_property
    def _admitted(self) -> xr.DataArray:
        now = self._array("mig", *ODK) - self.solution.array("mig_base", *ODK)
        return (now * self.solution.model.people.scale).fillna(0.0)

    @cached_property
    def irregular(self) -> xr.DataArray:
        """Workers who came without a visa (origin, destination, skill)."""
        return (self._array("irr", *ODK) * self.solution.model.people.scale).fillna(0.0)

    @cached_property
    def change(self) -> xr.DataArray:
        """Workers more or fewer than at the benchmark (origin, destination, skill)."""
        return self._admitted + self.irregular

    @cached_property
    def admitted(self) -> xr.DataArray:
        """Workers who arrived with a visa (origin, destination, skill)."""
        return self._admitted.clip(min=0.0)

    @cached_property
    def new(self) -> xr.DataArray:
        """Workers who arrived (origin, destination, skill)."""
        return self.admitted + self.irregular

    @cached_property
    def returned(self) -> xr.DataArray:
        """Workers who went home (origin, destination, skill)."""
        return (-self._admitted).clip(min=0.0)

    @cached_property
    def _irregular_part(self) -> xr.DataArray:
        """Part of those who arrived who did so without a visa (origin, destination, skill)."""
        return (self.irregular / self.new.where(self.new > 0)).fillna(0.0)

    def _mean(self, legal: xr.DataArray, irregular: xr.DataArray | float) -> xr.DataArray:
        """Mean over all who arrived, with a visa or without."""
        part = self._irregular_part
        return ((1 - part) * legal + part * irregular).transpose(*ODK)

    @cached_property
    def established(self) -> xr.DataArray:
        """Workers abroad at the benchmark and still there (origin, destination, skill)."""
        return accounts.off_diagonal(self.bench.workers) - self.returned

    @cached_property
    def at_home(self) -> xr.DataArray:
        """Workers who live where they were born, returnees included (region, skill)."""
        ratio = self._array("stay", "region", "skill").fillna(0.0)
        return ratio * accounts.diagonal(self.bench.workers)

    @cached_property
    def stayers(self) -> xr.DataArray:
        """Workers who never left (region, skill)."""
        return self.at_home - self.returned.sum("destination").rename(origin="region")

    # -- incomes per worker ----------------------------------------------------------------------
    @cached_property
    def _net(self) -> xr.DataArray:
        skills = self.bench.skill.values
        tax = self.bench.income_tax.sel(factor=skills).rename(factor="skill")
        return 1 - rates.wage_tax(self.solution, base=self.base).fillna(tax)

    @cached_property
    def _wage_base(self) -> xr.DataArray:
        return accounts.native_wage(self.bench)

    @cached_property
    def native_wage(self) -> xr.DataArray:
        """Wage of natives before tax (region, skill)."""
        ratio = self._array("wn", "skill", "region")
        return (ratio * self._wage_base).transpose("region", "skill")

    @remembered
    def migrant_unit_wage(self, *, new: bool) -> xr.DataArray:
        """Wage per efficiency unit of new or established migrants before tax (region, skill)."""
        recent = self._array("w_recent", "skill", "region")
        part = 1.0 if new else self.solution.scalar("recent_share", base=self.base)
        ratio = part * recent + (1 - part) * self._array("w_settled", "skill", "region")
        return (ratio * self._wage_base).transpose("region", "skill")

    @remembered
    def gross_wage_abroad(self, *, new: bool, admitted: bool = False) -> xr.DataArray:
        """Wage of a migrant before tax, new or established (origin, destination, skill).

        New ones on average, or with ``admitted`` those who have a visa.
        """
        if new and not admitted:
            return self._mean(self.gross_wage_abroad(new=True, admitted=True), self.irregular_wage)
        efficiency = self.solution.model.people.efficiency_new if new else self.bench.efficiency
        return (_away(self.migrant_unit_wage(new=new)) * efficiency).transpose(*ODK)

    @remembered
    def labour_at_home(self) -> xr.DataArray:
        """Net pay of a native, for the work he does (region, skill)."""
        effort = self._array("effort", "skill", "region").transpose("region", "skill")
        return self.native_wage * self._net * effort

    @cached_property
    def irregular_wage(self) -> xr.DataArray:
        """Wage of an irregular migrant, who pays no tax (origin, destination, skill)."""
        discount = self.solution.array("discount", *ODK).fillna(0.0)
        return (1 - discount) * self.gross_wage_abroad(new=True, admitted=True)

    @cached_property
    def untaxed(self) -> xr.DataArray:
        """Tax that others pay on such wages (region)."""
        tax = _away(1 - self._net) * self.irregular_wage * self.irregular
        return tax.fillna(0.0).sum(["origin", "skill"]).rename(destination="region")

    @cached_property
    def smuggling(self) -> xr.DataArray:
        """What smugglers take of it (origin, destination, skill)."""
        return self._array("smuggling", *ODK).fillna(0.0) * self.irregular_wage

    @remembered
    def labour_abroad(self, *, new: bool, admitted: bool = False) -> xr.DataArray:
        """Net wage of a migrant, new or established (origin, destination, skill)."""
        if new and not admitted:
            return self._mean(self.labour_abroad(new=True, admitted=True), self.irregular_wage)
        gross = self.gross_wage_abroad(new=new, admitted=admitted)
        return (_away(self._net) * gross).transpose(*ODK)

    @cached_property
    def transfer(self) -> xr.DataArray:
        """Transfer per worker who is fully eligible (region, skill)."""
        per_worker = accounts.gdp(self.bench) / self.bench.workers.sum(["origin", "skill"]).rename(
            destination="region"
        )
        paid = rates.transfer_per_worker(self.solution, base=self.base) * per_worker
        return paid.transpose("region", "skill")

    @remembered
    def transfer_abroad(self, *, new: bool, admitted: bool = False) -> xr.DataArray:
        """Transfer per migrant, new or established (origin, destination, skill)."""
        if new and not admitted:
            return self._mean(self.transfer_abroad(new=True, admitted=True), 0.0)
        share = self._array("eligible_new" if new else "eligible", *ODK).fillna(1.0)
        return (_away(self.transfer) * share).transpose(*ODK)

    @cached_property
    def property_pool(self) -> xr.DataArray:
        """Property income of the residents' claims (region)."""
        pool = (self._array("prop", "region") * accounts.property_income(self.bench)).fillna(0.0)
        return pool - self._added_capital if self.charged else pool

    @property
    def _added_capital(self) -> xr.DataArray:
        """Net income of the capital that residents' saving has added (region)."""
        if self.solution.model.settings.closure.capital not in ADDING:
            return xr.zeros_like(self.bench.price_level)
        fr = ("factor", "region")
        added = self._array("qe", *fr) - self._array("endowment", *fr)
        net = accounts.factor_income(self.bench) * (
            1 - rates.income_tax(self.solution, base=self.base)
        )
        return (net * self._array("pf", *fr) * added).fillna(0.0).sum("factor")

    @cached_property
    def property_of_residents(self) -> xr.DataArray:
        """Property income of those who live in a region, claims of movers included (region)."""
        if not self._portable:
            return self.property_pool
        carried = self.claim_at_home.rename(region="origin") * self.new
        carried = carried - self.claim_abroad * self.returned
        came = carried.sum(["origin", "skill"]).rename(destination="region")
        return (
            self.property_pool
            + came
            - carried.sum(["destination", "skill"]).rename(origin="region")
        )

    @property
    def _portable(self) -> bool:
        return self.solution.model.settings.closure.ownership == "portable"

    @cached_property
    def claim_at_home(self) -> xr.DataArray:
        """Property income per worker of those who hold claims as natives (region, skill)."""
        share = accounts.diagonal(self.bench.ownership)
        keep = self.new.sum("destination").rename(origin="region") if self._portable else 0.0
        holders = (self.stayers if self._portable else self.at_home) + keep
        return (self.property_pool * share / holders.where(holders > 0)).fillna(0.0)

    @cached_property
    def claim_abroad(self) -> xr.DataArray:
        """Property income per established migrant (origin, destination, skill)."""
        share = accounts.off_diagonal(self.bench.ownership)
        holders = accounts.off_diagonal(self.bench.workers) if self._portable else self.established
        return (_away(self.property_pool) * share / holders.where(holders > 0)).fillna(0.0)

    # -- visas and levies ------------------------------------------------------------------------
    @cached_property
    def payments(self) -> Payments:
        """What movers pay, and to whom."""
        return Payments(self.solution, base=self.base)

    @remembered
    def levy_abroad(self, *, new: bool, admitted: bool = False) -> xr.DataArray:
        """Levies on wages and heads that a migrant bears (origin, destination, skill)."""
        if new and not admitted:
            return self._mean(self.levy_abroad(new=True, admitted=True), 0.0)
        wage = self.gross_wage_abroad(new=new, admitted=admitted)
        return self.payments.levy_on_worker(wage, new=new)

    @cached_property
    def income_of_admitted(self) -> xr.DataArray:
        """Income of who has a visa, net of tax and levies, before its cost (origin, ...)."""
        net = self.labour_abroad(new=True, admitted=True)
        levies = self.levy_abroad(new=True, admitted=True)
        return net - levies + self.transfer_abroad(new=True, admitted=True)

    @remembered
    def visa_cost(self, *, new: bool) -> xr.DataArray:
        """What a migrant pays and loses to come (origin, destination, skill)."""
        if new:
            return self._mean(self.payments.visa_share * self.income_of_admitted, self.smuggling)
        gross = self.labour_abroad(new=False) + self.transfer_abroad(new=False)
        return self.payments.visa_share_established * gross

    # -- remittances -----------------------------------------------------------------------------
    @remembered
    def sent_per_worker(self, *, new: bool) -> xr.DataArray:
        """Remittances of a migrant, cost included (origin, destination, skill)."""
        name = "remittance_share_new" if new else "remittance_share"
        share = self._array(name, *ODK).fillna(0.0)
        visa = self.payments.visa_share if new else self.payments.visa_share_established
        wage = self.labour_abroad(new=new, admitted=new) - self.levy_abroad(new=new, admitted=new)
        if not new:
            return share * (1 - visa) * wage
        return share * self._mean((1 - visa) * wage, self.irregular_wage - self.smuggling)

    @cached_property
    def sent(self) -> xr.DataArray:
        """Remittances sent, cost included (origin, destination, skill)."""
        new = self.new * self.sent_per_worker(new=True)
        return (new + self.established * self.sent_per_worker(new=False)).fillna(0.0)

    @cached_property
    def received(self) -> xr.DataArray:
        """Remittances received, cost deducted (origin, destination, skill)."""
        return self.sent * (1 - self._array("remittance_cost", "origin", "destination").fillna(0.0))

    @cached_property
    def matched(self) -> xr.DataArray:
        """What the origin's government adds (origin, destination, skill)."""
        return self.received * self._array("matching", "region").rename(region="origin")

    @cached_property
    def remittance_per_stayer(self) -> xr.DataArray:
        """Received per worker at home, other transfers included (region, skill)."""
        received = (self.received + self.matched).sum("destination").rename(origin="region")
        level = self.solution.scalar("p_world", base=self.base)
        other = accounts.net_other_transfers(self.bench) * level
        heads = self.at_home
        return (received / heads.where(heads > 0)).fillna(0.0) + other / heads.sum("skill")

    @cached_property
    def charges_per_native(self) -> dict[str, xr.DataArray]:
        """Receipts less levies per worker at home, by source (region, skill)."""
        parts = self.payments.per_native(self.at_home)
        heads = self.at_home.where(self.at_home > 0)
        taken = self.payments.levy_on_remittances.sum("destination").rename(origin="region")
        hosted = (self.payments.hosting_cost * self.admitted).fillna(0.0).sum(["origin", "skill"])
        hosts = self.at_home.sum("skill")
        parts["levies"] = parts["levies"] - (taken / heads).fillna(0.0)
        parts["sponsors"] = parts["sponsors"] - hosted.rename(destination="region") / hosts
        return parts


def property_by_factor(bench: xr.Dataset) -> xr.DataArray:
    """Share of capital and of other factors in property income (source, region)."""
    nonlabour = accounts.nonlabour_factors(bench)
    income = accounts.factor_income(bench).sel(factor=nonlabour) * (
        1 - bench.income_tax.sel(factor=nonlabour)
    )
    owned = (bench.foreign_ownership * income).sum("region").rename(owner="region")
    total = owned.sum("factor")
    share = (owned / total.where(total > 0)).fillna(0.0)
    parts = {
        source: share.sel(
            factor=[f for f in nonlabour if (f == "capital") == (source == "capital")]
        ).sum("factor")
        for source in ("capital", "resources")
    }
    return xr.concat(list(parts.values()), xr.IndexVariable("source", list(parts)))
