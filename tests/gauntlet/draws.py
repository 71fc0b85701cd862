"""Random scenario files over every clause of the schema, as plain values.

Most draws obey the schema and are moderate in size; some are extreme.  What has no equilibrium may
be drawn: that it is refused, or fails with a reason, is part of what is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from tests.gauntlet import clauses

Clause = dict[str, Any]
PLAIN = 0.85
"""Part of the numbers drawn from the range where models are used; the rest is 0 or extreme."""


@dataclass(frozen=True)
class Hat:
    """Draws names of one benchmark and numbers of one seed."""

    rng: np.random.Generator
    bench: xr.Dataset
    homogeneous: bool = False

    def names(self, dim: str) -> list[str]:
        """Labels of a dimension, as strings."""
        return self._labels.get(dim, [])

    def chance(self, share: float) -> bool:
        """True in a share of draws."""
        return bool(self.rng.random() < share)

    @cached_property
    def receiving(self) -> list[str]:
        """Regions in which people from elsewhere live."""
        born, live = self.bench.origin, self.bench.destination
        here = self.bench.workers.where(born != live, 0.0).sum(["origin", "skill"]) > 0
        return [str(name) for name in here.destination.values[here.values]]

    @cached_property
    def sending(self) -> bool:
        """Whether anybody sends money home."""
        return bool((self.bench.remittances > 0).any())

    @cached_property
    def invests(self) -> bool:
        """Whether there is capital, and investment that keeps it."""
        spent = self.bench.final_demand.sel(use="investment").sum("sector")
        return "capital" in self.names("factor") and bool((spent > 0).all())

    @cached_property
    def governs(self) -> bool:
        """Whether every region has public consumption."""
        spent = self.bench.final_demand.sel(use="government").sum("sector")
        return bool((spent > 0).all())

    @cached_property
    def _labels(self) -> dict[str, list[str]]:
        dims = ("region", "sector", "factor", "skill", "region_group")
        return {d: [str(x) for x in self.bench[d].values] for d in dims if d in self.bench.dims}

    def one(self, options: Any) -> Any:
        """One of the options."""
        return options[int(self.rng.integers(len(options)))]

    def some(self, options: list[str]) -> list[str]:
        """At least one of the options, in random order."""
        number = int(self.rng.integers(1, len(options) + 1))
        return [options[int(n)] for n in self.rng.permutation(len(options))[:number]]

    def number(self, low: float, high: float, extreme: tuple[float, ...] = (0.0,)) -> float:
        """A round number, log-uniform between two bounds above 0; sometimes an extreme one."""
        if not self.chance(PLAIN):
            return float(self.one(extreme))
        return float(f"{np.exp(self.rng.uniform(np.log(low), np.log(high))):.3g}")

    def selector(self, dim: str, among: list[str] | None = None) -> Any:
        """A selector in each of its forms: a name, a list, all, a group, all but one."""
        names = among or self.names(dim)
        forms: list[Any] = [self.one(names), self.some(names)]
        if among is None:
            forms += ["all", ["all"]]
            if len(names) > 1:
                forms += [[f"except {self.one(names)}"], ["all", f"except {self.one(names)}"]]
            groups = self.names("region_group") if dim == "region" else []
            forms += [self.one(groups)] if groups else []
        return self.one(forms)

    def where(self, clause: Clause, **selectors: str) -> Clause:
        """The clause with selectors by key, each written in two of three draws."""
        for key, dim in selectors.items():
            if self.chance(2 / 3):
                clause[key] = self.selector(dim)
        return clause

    def often(self, clause: Clause, share: float, key: str, value: Any) -> None:
        """Give the clause a key in a share of draws."""
        if self.chance(share):
            clause[key] = value


CLOSURES = {
    "capital": ("fixed", "fixed", "mobile", "steady"),
    "fiscal": ("lump_sum", "income_tax", "product_tax", "transfers", "public_consumption"),
    "ownership": ("portable", "residence"),
    "others": ("stock", "price"),
}
SECTIONS = {
    "tariffs": clauses.tariff,
    "eligibility": clauses.eligibility,
    "levies": clauses.levy,
    "irregular": clauses.irregular,
    "wages": clauses.wages,
    "enforcement": clauses.enforcement,
    "endowments": clauses.endowment,
    "productivity": clauses.productivity,
    "transfers": clauses.transfer,
}
SHARE_OF_SECTION = 0.22
SHARE_OF_YEARS = 0.03


def scenario(hat: Hat, name: str) -> Clause:
    """A random scenario: on average two or three clauses of different sections."""
    years = not hat.homogeneous and "labour_growth" in hat.bench and hat.chance(SHARE_OF_YEARS)
    drawn: Clause = {"name": name, "visas": clauses.visas(hat, years)}
    for section, draw in SECTIONS.items():
        if hat.chance(SHARE_OF_SECTION):
            drawn[section] = [draw(hat, n) for n in range(1 + hat.chance(0.25))]
    if hat.chance(SHARE_OF_SECTION * (1 if hat.sending else 0.1)):
        drawn["remittances"] = clauses.remittances(hat)
    if hat.chance(0.35):
        drawn["parameters"] = clauses.parameters(hat)
    if drawn["visas"] and not hat.homogeneous and hat.chance(SHARE_OF_SECTION):
        drawn["linkage"] = [clauses.linkage(hat, hat.one(drawn["visas"]))]
    closure = _closure(hat)
    if years:
        closure["capital"] = "path"
        first = int(hat.bench.attrs["base_year"])
        drawn["years"] = f"{first}..{first + 2}"
        hat.often(drawn.setdefault("parameters", {}), 0.5, "discount_rate", 0.03)
        hat.often(drawn["parameters"], 0.5, "productivity_growth", 0.01)
    if hat.chance(0.05):
        drawn |= {"report": ["welfare_ev", "wage"], "sources": ["drawn"], "description": "Drawn."}
    return {key: value for key, value in drawn.items() if value} | {"closure": closure}


def _closure(hat: Hat) -> Clause:
    closure: Clause = {"trade": "homogeneous" if hat.homogeneous else "armington"}
    for key, options in CLOSURES.items():
        hat.often(closure, 0.3, key, hat.one(options))
    if not hat.invests and hat.chance(0.9):
        closure.pop("capital", None)
    if not hat.governs and closure.get("fiscal") == "public_consumption" and hat.chance(0.9):
        closure.pop("fiscal")
    hat.often(closure, 0.15, "numeraire", hat.one(["world_cpi", *hat.names("region")]))
    return closure
