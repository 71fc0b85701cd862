"""The reconciliation as a table of contents: raw tables -> country database."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from calibration.database import BOUNDS, assemble, country_names
from calibration.reconcile import s01_controls as controls
from calibration.reconcile import s03_demand as demand
from calibration.reconcile import s04_trade_totals as totals
from calibration.reconcile import s05_value_added as sectors
from calibration.reconcile import s06_output as production
from calibration.reconcile import s07_feasible as feasible
from calibration.reconcile import s08_bilateral as bilateral
from calibration.reconcile import s09_balance as uses
from calibration.reconcile import s10_taxes as taxes
from calibration.reconcile import s11_ownership as ownership
from calibration.reconcile import s12_remittances as remit
from calibration.reconcile import s13_education as education
from calibration.reconcile import s13_skills as skills
from calibration.reconcile import s13_wages as wages
from calibration.reconcile import s13_workers as workers
from calibration.reconcile import s14_description as description
from calibration.reconcile import s15_growth as growth
from calibration.reconcile import s17_beliefs as beliefs
from calibration.sources.tidy import Tidy
from calibration.steps import Log
from calibration.world import SECTORS, countries


def reconcile(raw: Tidy, log: Log) -> xr.Dataset:
    """Carry out all steps; every figure that moved or was imputed is in the log."""
    frame = controls.controls(raw, log)
    shares = demand.demand_shares(raw, frame, log)
    prior = totals.goods_prior(raw)
    trade_totals = totals.trade_totals(raw, frame, prior, log)
    sector = sectors.sector_shares(raw, frame, log)
    technology = production.technology(raw, frame, log)
    weights = sector[list(SECTORS)].to_numpy().T
    output = production.outputs(weights * frame["gdp"].to_numpy(), technology.coefficients)
    sent = remit.matrix(raw, frame, log)
    net = pd.Series(sent.sum(axis=1) - sent.sum(axis=0), frame.index)
    primary = feasible.primary_food_share(raw, frame, log)
    trade, final = feasible.feasible_trade(frame, shares, trade_totals, primary, output, net, log)
    flows = bilateral.bilateral(raw, frame, trade, prior, log)
    tariff = taxes.tariffs(raw, frame, flows, log)
    revenue = (tariff * flows).sum(axis=(0, 1))
    by_sector, product_tax = taxes.product_taxes(frame, sector, revenue)
    people = workers.people(raw, frame, log)
    schooling = education.native_share(raw, frame, log)
    native = schooling.share["central"]
    migrant = skills.migrant_share(raw, frame, people, native, schooling.refused, log)
    pay = wages.pay(raw, frame, people, schooling, migrant, by_sector, log)
    needed = final["government"].to_numpy() - revenue - product_tax.sum(axis=0)
    rates = taxes.income_tax(needed, pay.value_added.sum(axis=1), taxes.oil_rent(raw, frame))
    wages.compare(raw, frame, pay, log)
    earned = (pay.workers * pay.efficiency * pay.wage.T[None]).sum(axis=2) / 1e9
    remittances = remit.remittances(raw, frame, sent, earned * (1 - rates[1])[None, :], log)
    services = (remittances.received * remittances.cost / (1 - remittances.cost)).sum(axis=0)
    output = production.outputs(by_sector + product_tax, technology.coefficients)
    supply = output - flows.sum(axis=2) + (flows * (1 + tariff)).sum(axis=1)
    supply[uses.SERVICES] -= services
    used = uses.balance(frame, technology, output - by_sector - product_tax, supply, final, log)
    abroad = remittances.received + remittances.other
    saving = (
        flows.sum(axis=(0, 1)) - flows.sum(axis=(0, 2)) + abroad.sum(axis=0) - abroad.sum(axis=1)
    )
    capital = pay.value_added[0].sum(axis=0) * (1 - rates[0])
    owners = ownership.foreign_ownership(frame, saving, capital, log)
    free = description.free_movement(raw, frame)
    arrays = {
        "gdp": frame["gdp"],
        "gdp_ppp": frame["gdp_ppp"],
        "gni": frame["gni"],
        "labour_force": frame["labour_force"],
        "population": frame["population"],
        "price_level": frame["price_level"],
        "value_added": pay.value_added,
        "intermediate": used.intermediate,
        "output_tax": product_tax,
        "final_demand": used.final,
        "trade": flows,
        "tariff": tariff,
        "income_tax": rates,
        "foreign_ownership": owners,
        "other_transfers": remittances.other,
        "workers": pay.workers,
        "persons": people.migrants + np.diag(people.native_persons),
        "efficiency": pay.efficiency,
        "wage": pay.wage,
        "premium": pay.premium[list(BOUNDS)].to_numpy().T,
        "migrants_pay": pay.migrants_pay,
        "tertiary_share": schooling.share[list(BOUNDS)].to_numpy().T,
        "remittances": remittances.received,
        "remittance_cost": np.where(people.migrants > 0, remittances.cost, 0.0),
        "memo_migrants": people.inside,
        "memo_remittances": remittances.inside,
        "labour_growth": growth.labour_growth(raw, frame, log),
        "depreciation": growth.depreciation(raw, frame, log),
        "capital_stock": description.capital_stock(raw, frame, log),
        "decile_share": description.deciles(raw, frame, log),
        "free_movement": free,
        "would_move": beliefs.would_move(raw, frame, pay.workers, free, log),
        "country": np.array(country_names(list(frame.index))),
        "geography": countries()["geography"].reindex(frame.index).fillna("").to_numpy(str),
        "income_class": frame["income_class"].to_numpy(str),
    }
    dataset = assemble({name: np.asarray(values) for name, values in arrays.items()}, frame)
    return dataset.assign_attrs(
        name="countries",
        description="Reconciled country database, 160 countries and two rests of the world",
        base_year=raw.year,
        remittance_sector="services",
    )
