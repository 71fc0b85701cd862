"""Four regions whose numbers can be worked out by hand; people move freely between DEU and POL."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.errors import ScenarioError
from cge.scenario.resolve import resolve
from cge.scenario.schema import Scenario
from cge.scenario.settings import Settings

REGIONS = ("USA", "DEU", "POL", "IND")
NATIVES = {"USA": (600, 400), "DEU": (300, 200), "POL": (200, 100), "IND": (5000, 500)}
MIGRANTS = {  # origin, destination: low, high
    ("IND", "USA"): (20, 60),
    ("POL", "USA"): (10, 0),
    ("DEU", "USA"): (10, 40),
    ("POL", "DEU"): (40, 20),
    ("IND", "DEU"): (10, 20),
    ("DEU", "POL"): (1, 2),
}
TARIFF = 0.1
"""On all goods, of which one unit is shipped each way between neighbours [10^9 USD]."""
WAGE = {"USA": (1.0, 2.0), "DEU": (1.0, 2.0), "POL": (0.5, 1.0), "IND": (0.1, 0.3)}

SETS = """\
name: small
description: Four regions for tests
base_year: 2017
regions: {USA: United States, DEU: Germany, POL: Poland, IND: India}
sectors: {goods: Goods, services: Services}
factors: [capital]
skills: [low, high]
groups: {rich: [USA, DEU], poor: [POL, IND]}
free_movement: {eu: [DEU, POL]}
"""
ELASTICITIES = """\
parameter,sector,value
esubva,,1
esubd,,3
esubsk,,1.5
esubnm,,20
migration_elasticity,,0.7
would_be_migrants,,1000
"""


def write_small(folder: Path, *, trade: bool = True) -> Path:
    """Write the economy as a balanced benchmark folder; neighbours in the list trade, or nobody."""
    folder.mkdir()
    pairs = [pair for s, r in pairwise(REGIONS) for pair in ((s, r), (r, s))]
    pairs = pairs if trade else []
    (folder / "sets.yaml").write_text(SETS)
    (folder / "elasticities.csv").write_text(ELASTICITIES)
    people = ["origin,destination,skill,value"]
    income, demand = ["factor,sector,region,value"], ["use,sector,region,value"]
    for region in REGIONS:
        for k, skill in enumerate(("low", "high")):
            people.append(f"{region},{region},{skill},{NATIVES[region][k]}")
            people += [
                f"{o},{d},{skill},{numbers[k]}"
                for (o, d), numbers in MIGRANTS.items()
                if d == region and numbers[k]
            ]
            workers = NATIVES[region][k] + sum(
                n[k] for (_, d), n in MIGRANTS.items() if d == region
            )
            income += [
                f"{skill},{sector},{region},{workers * WAGE[region][k] / 2}"
                for sector in ("goods", "services")
            ]
        income += [f"capital,{sector},{region},100" for sector in ("goods", "services")]
        for sector in ("goods", "services"):
            made = sum(
                float(line.split(",")[-1]) for line in income if f",{sector},{region}," in line
            )
            taxed = TARIFF * sum(r == region for _, r in pairs) if sector == "goods" else 0.0
            demand.append(f"household,{sector},{region},{made}")
            if taxed:  # government buys for what it takes, so that nobody gets a transfer
                demand.append(f"government,{sector},{region},{taxed}")
    (folder / "workers.csv").write_text("\n".join(people) + "\n")
    (folder / "value_added.csv").write_text("\n".join(income) + "\n")
    (folder / "final_demand.csv").write_text("\n".join(demand) + "\n")
    tariffs = ["sector,exporter,importer,value"]
    tariffs += [
        f"{sector},{s},{r},{TARIFF}"
        for sector in ("goods", "services")
        for s in REGIONS
        for r in REGIONS
    ]
    (folder / "tariff.csv").write_text("\n".join(tariffs) + "\n")
    shipped = ["sector,exporter,importer,value", *(f"goods,{s},{r},1" for s, r in pairs)]
    (folder / "trade.csv").write_text("\n".join(shipped) + "\n")
    costs = ["origin,destination,value", "IND,USA,0.08", "IND,DEU,0.02"]
    (folder / "remittance_cost.csv").write_text("\n".join(costs) + "\n")
    return folder


def small(folder: Path, *, trade: bool = True) -> xr.Dataset:
    """The economy as a benchmark."""
    return load_benchmark(write_small(folder / "small", trade=trade))


def cell(array: xr.DataArray, *labels: str) -> float:
    """One number, by labels in the order of the dims."""
    return np.asarray(array.sel(dict(zip(array.dims, labels, strict=True)))).item()


def settings(bench: xr.Dataset, **keys: Any) -> Settings:
    return resolve(Scenario.model_validate({"name": "x", **keys}), bench)


def visa(bench: xr.Dataset, **keys: Any) -> Settings:
    clause = {"name": "v", "to": "rich", "from": "poor", "instrument": "quota", **keys}
    return settings(bench, visas=[clause])


def limits(resolved: Settings) -> dict[str, tuple[float, float]]:
    return {cap.name: (cap.today, pytest.approx(cap.limit)) for cap in resolved.caps}


def mistake(bench: xr.Dataset, **keys: Any) -> str:
    with pytest.raises(ScenarioError) as caught:
        settings(bench, **keys)
    return str(caught.value)


def clause(name: str, **keys: Any) -> dict[str, Any]:
    return {"name": name, "to": "rich", "from": "poor", "instrument": "free", **keys}
