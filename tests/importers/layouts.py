"""Synthetic files in the layouts of others, made from random economies; no figure is anybody's."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import xarray as xr

from cge.benchmark import accounts
from tests.economies import random_economy

MILLION = 1e3


def economy(seed: int = 3, **switches: object) -> xr.Dataset:
    """What such files can hold: no migrants' money, no claims abroad."""
    fixed = {"remittances": False, "foreign_ownership": False, "migrants": False, "zeros": False}
    return random_economy(seed, **(fixed | switches))


def headers(bench: xr.Dataset, margin: float = 0.0) -> dict[str, tuple[np.ndarray, list[str]]]:
    """GTAP headers [10^6 USD] with the sets of their dimensions.

    ``margin`` is the cost of transport, share of the value of trade; the last good is transport.
    """

    def v(name: str, *dims: str) -> np.ndarray:
        return bench[name].transpose(*dims).values * MILLION

    added = v("value_added", "factor", "sector", "region")
    inputs = v("intermediate", "sector_in", "sector", "region")
    final = v("final_demand", "use", "sector", "region")
    trade = v("trade", "sector", "exporter", "importer")
    output = accounts.output(bench).transpose("sector", "region").values * MILLION
    fob = trade * (1 + bench.export_tax.values)
    moved = margin * fob
    world = moved.sum()
    size = accounts.gdp(bench).values / accounts.gdp(bench).values.sum()
    cif = fob + moved
    landed = cif * (1 + bench.tariff.values)
    home = output - trade.sum(axis=2)
    bought = home + (fob * (1 + bench.tariff.values)).sum(axis=1)
    share = home / bought
    new_imports = landed.sum(axis=1)
    old_imports = bought - home
    grown = new_imports / old_imports
    supplied = np.zeros_like(home)
    supplied[-1] = world * size
    final_home = final * share
    final_home[0, -1] -= supplied[-1]
    diagonal = np.einsum("ij,ir->ijr", np.eye(len(output)), output)
    used = inputs * (share + (1 - share) * grown)[:, None, :]
    costs = added.sum(axis=0) + used.sum(axis=0)
    before = np.einsum("ij,ir->ijr", np.eye(len(output)), costs)
    income_tax = bench.income_tax.transpose("factor", "region").values
    ijr, fjr, ir, irs = ["COMM", "ACTS", "REG"], ["ENDW", "ACTS", "REG"], ["COMM", "REG"], [
        "COMM", "REG", "REG"]  # fmt: skip
    out = {
        "MAKB": (diagonal, ijr), "MAKS": (before, ijr), "EVFB": (added, fjr), "EVFP": (added, fjr),
        "EVOS": (added * (1 - income_tax)[:, None, :], fjr),
        "VDFB": (inputs * share[:, None, :], ijr),
        "VMFB": (inputs * ((1 - share) * grown)[:, None, :], ijr),
        "VXSB": (trade, irs), "VFOB": (fob, irs), "VCIF": (cif, irs), "VMSB": (landed, irs),
    }  # fmt: skip
    for use, letter in enumerate("PGI"):
        out[f"VD{letter}B"] = (final_home[use], ir)
        out[f"VM{letter}B"] = (final[use] * (1 - share) * grown, ir)
        out[f"VD{letter}P"] = (1.1 * final_home[use], ir)
        out[f"VM{letter}P"] = (final[use] * (1 - share) * grown, ir)
    if margin:
        out["VST"] = (supplied[-1:], ["MARG", "REG"])
    return out


def by_plants(array: np.ndarray) -> np.ndarray:
    """Activities of a header (axis 1) in two kinds of plants, 30 and 70% of each."""
    return np.concatenate([0.3 * array, 0.7 * array], axis=1)


def write_har(
    path: Path,
    bench: xr.Dataset,
    margin: float = 0.0,
    drop: str = "",
    turned: str = "",
    plants: bool = False,
    beside: float = 0.0,
) -> Path:
    """Header arrays; the regions of the header ``turned`` stand in reverse order.

    With ``plants`` two activities make each good.  ``beside`` is the part of the first good that
    the activity of the last one makes.
    """
    from harpy import HarFileObj, HeaderArrayObj

    sectors = bench.sector.values.tolist()
    activities = [f"{i}_{kind}" for kind in "ab" for i in sectors] if plants else sectors
    elements = {
        "COMM": sectors, "ACTS": activities,
        "REG": bench.region.values.tolist(), "ENDW": bench.factor.values.tolist(),
        "MARG": bench.sector.values.tolist()[-1:],
    }  # fmt: skip
    file = HarFileObj()
    for name, (array, dims) in headers(bench, margin).items():
        if name == drop:
            continue
        if name == "MAKB" and beside:
            array = array.copy()
            array[0, -1], array[0, 0] = beside * array[0, 0], (1 - beside) * array[0, 0]
        if plants and "ACTS" in dims:
            array = by_plants(array)
        sets = [{"name": d, "status": "k", "dim_type": "Set", "dim_desc": elements[d],
                 "dim_size": len(elements[d])} for d in dims]  # fmt: skip
        if name == turned:
            array = np.flip(array, [n for n, d in enumerate(dims) if d == "REG"])
            for own in sets:
                own["dim_desc"] = own["dim_desc"][::-1] if own["name"] == "REG" else own["dim_desc"]
        file.addHeaderArrayObj(
            HeaderArrayObj.HeaderArrayFromData(
                name,
                array.astype(np.float32),
                name,
                name,
                sets=sets,
                data_type="RE",
                storage_type="FULL",
                file_dims=array.shape,
            )
        )
    file.writeToDisk(str(path))
    return path


def write_icio(path: Path, bench: xr.Dataset) -> Path:
    """An inter-country table: every use buys home and imported goods in the same proportions."""
    regions, sectors = bench.region.values.tolist(), bench.sector.values.tolist()
    code = {r: f"R{n}X" for n, r in enumerate(regions)}
    home = accounts.home_sales(bench).transpose("sector", "region").values
    source = bench.trade.transpose("sector", "exporter", "importer").values.copy()
    for n in range(len(regions)):
        source[:, n, n] += home[:, n]
    source /= source.sum(axis=1, keepdims=True)
    inputs = bench.intermediate.transpose("sector_in", "sector", "region").values
    final = bench.final_demand.transpose("use", "sector", "region").values
    uses = {"HFCE": 0.9 * final[0], "NPISH": 0.1 * final[0], "GGFC": final[1],
            "GFCF": 1.2 * final[2], "INVNT": -0.2 * final[2], "DPABR": 0 * final[0]}  # fmt: skip
    columns = [f"{code[r]}_{i}" for r in regions for i in sectors]
    columns += [f"{code[r]}_{u}" for r in regions for u in uses]
    with path.open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["V1", *columns, "OUT"])
        for s, exporter in enumerate(regions):
            for i, good in enumerate(sectors):
                row = [inputs[i, j, d] * source[i, s, d] for d in range(len(regions))
                       for j in range(len(sectors))]  # fmt: skip
                row += [uses[u][i, d] * source[i, s, d] for d in range(len(regions)) for u in uses]
                cells = [repr(float(x * MILLION)) for x in [*row, sum(row)]]
                table.writerow([f"{code[exporter]}_{good}", *cells])
        tax = bench.output_tax.transpose("sector", "region").values
        added = bench.value_added.sum("factor").transpose("sector", "region").values
        output = accounts.output(bench).transpose("sector", "region").values
        for name, values in (("TLS", tax), ("VA", added), ("OUT", output)):
            row = [float(values[i, r] * MILLION) for r in range(len(regions))
                   for i in range(len(sectors))]  # fmt: skip
            table.writerow([name, *map(repr, row), *["0"] * (len(regions) * len(uses) + 1)])
    return path


def write_tables(folder: Path, bench: xr.Dataset, names: dict[str, str] | None = None) -> Path:
    """People and elasticities, which such files do not have."""
    folder.mkdir()
    new = names or {}
    with (folder / "workers.csv").open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["origin", "destination", "skill", "value"])
        for r in bench.region.values.tolist():
            for k in bench.skill.values.tolist():
                value = float(bench.workers.sel(origin=r, destination=r, skill=k))
                table.writerow([new.get(r, r), new.get(r, r), k, repr(value)])
    with (folder / "elasticities.csv").open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["parameter", "sector", "value", "status"])
        for name, value in (("esubva", 0.8), ("esubd", 2.5), ("esubsk", 1.7)):
            table.writerow([name, "", value, "assumption"])
    return folder


PLAN = """\
name: imported
description: a synthetic file
base_year: 2017
factors: {capital: [capital]}
skills: {low: [low], mid: [mid]}
"""
