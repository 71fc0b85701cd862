"""Solutions with visas, levies, linkage and other instruments."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import xarray as xr

from tests.economies import random_economy, with_worn_capital
from tests.model.audit.movers import Movers
from tests.model.audit.numbers import Numbers
from tests.model.equilibrium import Equilibrium, equilibrium
from tests.model.test_instruments import everything, without


@cache
def economy(seed: int, **switches: Any) -> xr.Dataset:
    """An economy with benefits by skill, gifts between regions, and migrants who own property."""
    bench = with_worn_capital(random_economy(seed, zeros=False, **switches))
    public = bench.value_added.sum(["factor", "sector"])
    bench["benefits"] = 0.03 * public.transpose("region")
    bench["benefit_weight"] = 1 + 0.5 * (bench.skill == "low") + 0 * bench.benefit_weight
    bench["other_transfers"] = 0.3 * bench.remittances
    living = bench.workers / bench.workers.sum(["origin", "skill"])
    bench["ownership"] = (0.7 * bench.ownership + 0.3 * living).transpose(*bench.ownership.dims)
    return bench


def income(bench: xr.Dataset, share: float) -> float:
    """An amount in USD: a share of what an average worker makes."""
    made = bench.value_added.sum() / bench.workers.sum()
    return float(f"{share * 1e9 * float(made):.3g}")


def sold() -> Equilibrium:
    """An auction in USD with a fee, sponsors with costs, a price that is paid."""
    bench = economy(3)
    return equilibrium(
        bench,
        closure={"others": "price", "numeraire": "r1", "fiscal": "income_tax"},
        visas=[
            {"name": "sale", "to": "r0", "instrument": "auction", "priced_in": "usd",
             "size": {"percent_of_current": 30}, "fee": {"share": 0.05}, "applies_to": "all",
             "captured": 0.6, "dissipated": 0.2,
             "revenue": {"destination_natives": 0.5, "destination_government": 0.5}},
            {"name": "hosts", "to": "r2", "instrument": "sponsorship",
             "size": {"workers": float(bench.workers.sel(origin="r0", destination="r2").sum())},
             "supply": {"mean": income(bench, 0.3), "cost": income(bench, 0.05)},
             "revenue": {"sponsors": 0.75, "origin_government": 0.25}},
            {"name": "rent", "to": "r1", "instrument": "price", "price": 0.1, "captured": 0.5,
             "applies_to": "all", "dissipated": 0.3},
        ],
        levies=[{"name": "new", "base": "earnings", "to": "r0", "skill": "low", "rate": 0.02}],
    )  # fmt: skip


def guarded() -> Equilibrium:
    """Quotas that nobody pays for, closed in part, shut and open; one with a fee; levies."""
    bench = economy(3)
    return equilibrium(
        bench,
        closure={"others": "price", "numeraire": "r1", "fiscal": "transfers"},
        parameters={"esubvin": 6, "recent_share": 0.3, "numeraire": 1.1},
        visas=[
            {"name": "watched", "to": "r0", "instrument": "quota",
             "size": {"percent_of_current": 200},
             "safeguard": {"wage": "low", "fall_percent": 2.6}},
            {"name": "beside", "to": "r2", "skill": "low", "instrument": "quota",
             "size": {"percent_of_current": 10}, "fee": {"usd": income(bench, 0.02)},
             "captured": 0.4, "dissipated": 0.3, "applies_to": "all"},
            {"name": "wide", "to": "r2", "skill": "mid", "instrument": "quota",
             "allocation": "bilateral", "size": {"percent_of_current": 5},
             "safeguard": {"wage": "low", "fall_percent": 0}},
            {"name": "idle", "to": "r1", "instrument": "quota",
             "size": {"percent_of_current": 5}, "safeguard": {"wage": "low", "fall_percent": 50}},
        ],
        eligibility=[{"to": "r0", "share": 0.3}, {"to": "r2", "share": 0.6, "applies_to": "all"}],
        levies=[
            {"name": "earned", "base": "earnings", "to": "r0", "rate": 0.04, "credit": 0.25,
             "revenue": {"sponsors": 0.3, "origin_government": 0.7}},
            {"name": "poll", "base": "head", "amount": income(bench, 0.01), "applies_to": "all",
             "credit": 0.5, "revenue": {"destination_natives": 0.5, "origin_government": 0.5}},
        ],
        endowments=[{"factor": "low", "region": "r0", "scale": 1.05}],
    )  # fmt: skip


def deterred() -> Equilibrium:
    """Surcharges and levies on newcomers alone: some corridors grow all the same, some stay."""
    bench = economy(3)
    return equilibrium(
        bench,
        closure={"others": "price", "numeraire": "r1", "ownership": "residence"},
        visas=[
            {"name": "extra", "to": "r0", "instrument": "surcharge", "fee": {"share": 0.05},
             "dissipated": 0.25},
            {"name": "toll", "to": "r1", "instrument": "fee",
             "fee": {"usd": income(bench, 0.02)}},
        ],
        levies=[
            {"name": "new", "base": "earnings", "to": "r2", "rate": 0.02},
            {"name": "again", "base": "earnings", "to": "r0", "skill": "low", "rate": 0.02},
            {"name": "all", "base": "earnings", "to": "r2", "rate": 0.02, "applies_to": "all"},
        ],
        productivity=[{"region": ["r0", "r2"], "scale": 1.1}],
    )  # fmt: skip


def indifferent() -> Equilibrium:
    """No spread of tastes: nobody moves where it does not pay, else until it pays alike."""
    bench = economy(3)
    return equilibrium(
        bench,
        closure={"others": "price"},
        parameters={"migration_elasticity": float("inf")},
        visas=[
            {"name": "sale", "to": "r0", "from": "r1", "instrument": "auction",
             "size": {"percent_of_current": 10}},
            {"name": "shut", "to": "r1", "from": "r2", "instrument": "price", "price": 0.6},
        ],
    )  # fmt: skip


def with_an_empty_corridor() -> xr.Dataset:
    """Nobody from r1 lives in r0; households buy what sending money from there would have cost."""
    full, cell = economy(7), {"origin": "r1", "destination": "r0"}
    bench, cost = without(full, cell), full.remittance_cost.sel(cell)
    unsent = float(full.remittances.sel(cell) * cost / (1 - cost))
    goods = {"use": "household", "sector": bench.attrs["remittance_sector"], "region": "r0"}
    bench["final_demand"].loc[goods] = bench.final_demand.sel(goods) + unsent
    return bench


def opened() -> Equilibrium:
    """Corridors open from nothing; a schedule that ends at free trade; a dearer border."""
    bench = with_an_empty_corridor()
    return equilibrium(
        bench,
        closure={"numeraire": "r0", "fiscal": "product_tax"},
        visas=[
            {"name": "open", "to": "r0", "instrument": "price", "price": "mfn", "seed": 0.5},
            {"name": "many", "to": "r1", "instrument": "quota", "measure": "total",
             "size": {"percent_of_current": 150}},
        ],
        irregular=[{"name": "border", "to": "r2", "share": 0.3, "price": 0.3, "raised_to": 0.2,
                    "discount": 0.2}],
        linkage=[
            {"grants": "tariff_cut", "by": "r0", "to": "r1", "for": "many", "mfn": True,
             "schedule": {"per_admitted_percent": 5}},
            {"grants": "tariff_cut", "by": "r2", "to": "r1", "for": "many",
             "schedule": {"per_admitted_percent": 0.01}},
        ],
        remittances={"matching": [{"by": "r0", "rate": 0.5}], "cost": 0.05},
    )  # fmt: skip


def watched() -> Equilibrium:
    """Barriers cost something where people choose, are given, or have a way without a visa."""
    bench = economy(3)
    return equilibrium(
        bench,
        parameters={"esubvin": 6},
        closure={"numeraire": "r1", "fiscal": "public_consumption"},
        visas=[
            {"name": "quota", "to": "r0", "instrument": "quota",
             "size": {"percent_of_current": 20}},
            {"name": "paid", "to": "r1", "from": "r0", "instrument": "price", "price": -0.1},
        ],
        irregular=[{"name": "border", "to": "r2", "skill": "low", "share": 0.3, "price": 0.3,
                    "raised_to": 0.4, "discount": 0.2}],
        enforcement=[
            {"to": ["r0", "r1"], "share": 0.1, "saving": 0.3, "helped_by": "r2"},
            {"to": "r2", "from": "r0", "share": 0.2, "saving": 0.5},
        ],
    )  # fmt: skip


SCENARIOS: dict[str, Callable[[], Equilibrium]] = {
    f.__name__: f for f in (sold, guarded, deterred, indifferent, opened, watched)
}
VISAS: dict[str, Callable[[], Equilibrium]] = {
    "everything": cache(everything),
    **{name: cache(solved) for name, solved in SCENARIOS.items()},
}

EVERY = tuple(VISAS)
PRICED = tuple(name for name in EVERY if name not in ("opened", "watched"))
HAVE: dict[str, tuple[str, ...]] = {
    "stay": EVERY,
    "yd": EVERY,
    "beyond": EVERY,
    "asked_barrier": EVERY,
    "visa_payment": PRICED,
    "fee_share": PRICED,
    "scarcity": PRICED,
    "kept": PRICED,
    "cap_price": ("everything", "sold", "guarded", "indifferent", "opened", "watched"),
    "closed": ("guarded",),
    "loss": ("indifferent",),
    "levied": ("everything", "sold", "guarded", "deterred"),
    "irr_seed": ("everything", "opened", "watched"),
    "kept_up": ("watched",),
    "excess_cut": ("everything", "opened"),
}
"""Variable or parameter -> cases that have cells of it: nothing is audited nowhere."""


@cache
def movers(case: str) -> Movers:
    return Movers(Numbers(VISAS[case]()))
