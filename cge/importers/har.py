"""Header-array files in the layout of GTAP 7 (Corong and others 2017) as flows.

Headers of ``basedata.har`` [10^6 USD], by their published names: MAKB and MAKS (output before and
after its tax), EVFB, EVFP and EVOS (factors: market price, with tax on use, after income tax), VDFB
and VMFB (inputs, domestic and imported, at basic prices) with VDFP and VMFP (with tax), VDPB VMPB,
VDGB VMGB, VDIB VMIB (households, government, investment), VXSB, VFOB, VCIF, VMSB (trade: basic,
with export tax, with transport, with tariff), VST (transport supplied).

Several activities may make one good, and one activity several: read are the goods that they make.
What has no place of its own here: taxes on inputs and on the use of factors become taxes on the
output of their sector; taxes on final use are left out and become lump sums; transport margins are
bought by the users of imports from the regions that supply transport.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from cge.errors import DataError, UsageError
from cge.importers.flows import Flows, finite, labelled
from cge.units import MILLION_USD

ROUNDING = 1e-6
"""Share of a total that single precision leaves."""
ADDS_UP = 1e-3
"""Share by which two accounts of one flow may differ; the difference is taken out."""
NEEDED = (
    "MAKB", "MAKS", "EVFB", "EVFP", "EVOS", "VDFB", "VMFB", "VDPB", "VMPB", "VDGB", "VMGB",
    "VDIB", "VMIB", "VXSB", "VFOB", "VCIF", "VMSB",
)  # fmt: skip
OPTIONAL = ("VDFP", "VMFP", "VDPP", "VMPP", "VDGP", "VMGP", "VDIP", "VMIP", "VST")
ALONG = {
    ("COMM", "ACTS", "REG"): ("MAKB", "MAKS", "VDFB", "VMFB", "VDFP", "VMFP"),
    ("ENDW", "ACTS", "REG"): ("EVFB", "EVFP", "EVOS"),
    ("COMM", "REG"): ("VDPB", "VMPB", "VDGB", "VMGB", "VDIB", "VMIB",
                      "VDPP", "VMPP", "VDGP", "VMGP", "VDIP", "VMIP"),
    ("COMM", "REG", "REG"): ("VXSB", "VFOB", "VCIF", "VMSB"),
    ("MARG", "REG"): ("VST",),
}  # fmt: skip
"""What runs along the dimensions of each header, in the order of the layout."""


def read_har(path: Path, base_year: int | None) -> Flows:
    """Flows of a file of base data.

    Raises
    ------
    UsageError
        If the library for header arrays is not installed.
    DataError
        If the file cannot be read, or a header is missing or has another shape.
    """
    headers = _headers(path)
    missing = [name for name in NEEDED if name not in headers]
    if missing:
        msg = f"{path}: no header {', '.join(missing)}; needed: base data in the layout of GTAP 7"
        raise DataError(msg)
    if base_year is None:
        msg = f"{path}: base_year is missing: such a file does not say its year; add it to the map"
        raise DataError(msg)
    goods, activities, regions = _labels(headers["VDFB"], "VDFB", path)
    factors = _labels(headers["EVFB"], "EVFB", path)[0]
    labels = {"COMM": goods, "ACTS": activities, "REG": regions, "ENDW": factors}
    kinds: list[str] = []
    if "VST" in headers:
        kinds = labels["MARG"] = _labels(headers["VST"], "VST", path)[0]
    value = {
        name: _in_order(headers[name], name, [labels[dim] for dim in dims], path)
        for dims, names in ALONG.items()
        for name in names
        if name in headers
    }
    if "VST" in value:
        strange = [kind for kind in kinds if kind not in goods]
        if strange:
            msg = f"{path}: header VST: {', '.join(strange)}: not among the goods"
            raise DataError(msg)
        supplied = np.zeros((len(goods), len(regions)))
        supplied[[goods.index(kind) for kind in kinds]] = value["VST"]
        value["VST"] = supplied
    joint = _by_good(value, activities, path)
    flows = _flows(value, goods, factors, regions, path, base_year)
    if joint:
        flows.cautions.append(joint)
    return flows


def _by_good(v: dict[str, np.ndarray], activities: list[str], path: Path) -> str:
    """Costs of activities become those of the goods that they make; a caution if one makes several.

    Several activities may make one good, as plants of all kinds make electricity.  What an activity
    pays is divided over its goods by what they are worth: the assumption of industry technology.

    Raises
    ------
    DataError
        If an activity pays for what it uses and makes nothing.
    """
    worth = v["MAKB"].sum(axis=0)  # (activity, region)
    costs = v["EVFB"].sum(axis=0) + v["VDFB"].sum(axis=0) + v["VMFB"].sum(axis=0)
    idle = (worth <= 0) & (costs > ROUNDING * costs.max())
    if idle.any():
        names = ", ".join(activities[n] for n in np.flatnonzero(idle.any(axis=1)))
        msg = f"{path}: header MAKB: {names} has costs and makes nothing"
        raise DataError(msg)
    share = _ratio(v["MAKB"], np.broadcast_to(worth, v["MAKB"].shape))
    for dims in (("COMM", "ACTS", "REG"), ("ENDW", "ACTS", "REG")):
        for name in ALONG[dims]:
            if name in v and not name.startswith("MAK"):
                v[name] = np.einsum("gar,xar->xgr", share, v[name])
    beside = float((worth - v["MAKB"].max(axis=0)).sum())
    if beside <= ROUNDING * float(worth.sum()):
        return ""
    return (
        f"activities make {beside:,.1f} x 10^9 USD of goods beside their main one; their costs are "
        "divided by what the goods are worth"
    )


def _headers(path: Path) -> dict[str, Any]:
    try:
        from harpy import HarFileObj
    except ImportError as error:
        msg = "header-array files need the library harpy3: pip install 'cge[har]'"
        raise UsageError(msg) from error
    if not path.is_file():
        msg = f"{path}: no such file"
        raise DataError(msg)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # the library's own, of NumPy
            found = HarFileObj.loadFromDisk(str(path))
    except Exception as error:  # the library raises whatever it trips over
        msg = f"{path}: not a header-array file, or damaged ({error})"
        raise DataError(msg) from error
    return {h["name"].strip().upper(): h for h in found["head_arrs"]}


def _labels(header: Any, name: str, path: Path) -> list[list[str]]:
    """Elements of the sets of a header, one list for each of its dimensions."""
    sets = header.get("sets") or []
    labels = [[str(x).strip() for x in s.get("dim_desc") or ()] for s in sets]
    if not labels or not all(labels):
        msg = f"{path}: header {name} does not say which regions and goods its cells belong to"
        raise DataError(msg)
    for own in labels:
        twice = sorted({label for label in own if own.count(label) > 1})
        if twice:
            msg = f"{path}: header {name}: {', '.join(twice)} occurs twice in one of its sets"
            raise DataError(msg)
    return labels


def _in_order(header: Any, name: str, wanted: list[list[str]], path: Path) -> np.ndarray:
    """Cells of a header [10^9 USD], each dimension in the order of the labels ``wanted``.

    Every header has its own order of labels: it is read by them, never by position.
    """
    numbers = np.asarray(header["array"], dtype=float)
    array = finite(numbers, f"header {name}", str(path)) * MILLION_USD
    own = _labels(header, name, path)
    if array.shape != tuple(map(len, own)) or len(own) != len(wanted):
        msg = f"{path}: header {name} has the shape {array.shape}; expected {len(wanted)} sets"
        raise DataError(msg)
    for along, (found, labels) in enumerate(zip(own, wanted, strict=True)):
        other = sorted(set(found) ^ set(labels))
        if other:
            msg = (
                f"{path}: header {name}, dimension {along + 1}: {', '.join(other[:8])} "
                f"{'is' if len(other) == 1 else 'are'} in this header or in VDFB and EVFB alone; "
                f"expected {', '.join(labels[:8])}{' ...' if len(labels) > 8 else ''}"
            )
            raise DataError(msg)
        array = np.take(array, [found.index(label) for label in labels], axis=along)
    return array


def _flows(
    v: dict[str, np.ndarray], goods: list[str], factors: list[str], regions: list[str],
    path: Path, base_year: int,
) -> Flows:  # fmt: skip
    made = v["MAKB"].sum(axis=1)
    final_home = np.stack([v["VDPB"], v["VDGB"], v["VDIB"]])
    final_imported = np.stack([v["VMPB"], v["VMGB"], v["VMIB"]])
    inputs_imported = v["VMFB"].copy()
    trade, tariff = v["VXSB"].copy(), v["VMSB"] - v["VCIF"]
    export_tax = v["VFOB"] - v["VXSB"]
    # imports of all users are what arrived: rounding of single precision is taken out here
    arrived = v["VMSB"].sum(axis=1)
    used = inputs_imported.sum(axis=1) + final_imported.sum(axis=0)
    scale = _ratio(arrived, used)
    if (abs(scale - 1)[used > 0] > ADDS_UP).any():
        worst = np.unravel_index(abs(np.where(used > 0, scale - 1, 0)).argmax(), used.shape)
        msg = (
            f"{path}: imports of {goods[worst[0]]} in {regions[worst[1]]} are "
            f"{arrived[worst]:.4g} by source and {used[worst]:.4g} by user [10^9 USD]"
        )
        raise DataError(msg)
    inputs_imported *= scale[:, None, :]
    final_imported = final_imported * scale
    margins = v["VCIF"] - v["VFOB"]
    transport = "VST" in v and v["VST"].sum() > 0
    if transport:
        inputs_imported, final_imported, trade = _transport(
            inputs_imported, final_imported, trade, v["VST"], margins
        )
    intermediate = v["VDFB"] + inputs_imported
    final = final_home + final_imported
    output = v["VDFB"].sum(axis=1) + final_home.sum(axis=0) + trade.sum(axis=2)
    sales_gap = abs(output - made) / np.maximum(made, made.mean())
    if (sales_gap > ADDS_UP).any():
        at = np.unravel_index(sales_gap.argmax(), made.shape)
        msg = (
            f"{path}: output of {goods[at[0]]} in {regions[at[1]]} is {made[at]:.4g} by MAKB and "
            f"{output[at]:.4g} by its sales [10^9 USD]"
        )
        raise DataError(msg)
    tables = {
        "value_added": v["EVFB"],
        "intermediate": intermediate,
        "output_tax": output - v["EVFB"].sum(axis=0) - intermediate.sum(axis=0),
        "final_demand": final,
        "trade": trade,
        "tariff": tariff,
        "export_tax": export_tax,
        "income_tax": (v["EVFB"] - v["EVOS"]).sum(axis=1),
    }
    cautions = []
    lost = sum(float((v[f"V{o}{u}P"] - v[f"V{o}{u}B"]).sum())
               for o in "DM" for u in "PGI" if f"V{o}{u}P" in v)  # fmt: skip
    if abs(lost) > ROUNDING * output.sum():
        cautions.append(
            f"taxes on final use, {lost:,.1f} x 10^9 USD, are left out: they become lump sums"
        )
    if transport:
        cautions.append(
            f"international transport, {margins.sum():,.1f} x 10^9 USD, is bought by the users of "
            "imports from the regions that supply it"
        )
    labels = {"factor": factors, "sector": goods, "region": regions}
    return Flows(labelled(tables, labels), base_year, str(path.name), cautions)


def _transport(
    inputs: np.ndarray, final: np.ndarray, trade: np.ndarray, by_kind: np.ndarray,
    margins: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Margins leave the price of imports and are bought as imports of transport.

    Which kind of transport carries what is not asked: every import buys the world's mix.
    """
    mix = by_kind.sum(axis=1) / by_kind.sum()
    bought = margins.sum(axis=1)  # (good, importer)
    share = _ratio(bought, inputs.sum(axis=1) + final.sum(axis=0))
    service_inputs = (inputs * share[:, None, :]).sum(axis=0)  # (sector, region)
    service_final = (final * share).sum(axis=1)  # (use, region)
    inputs = inputs * (1 - share[:, None, :]) + mix[:, None, None] * service_inputs
    final = final * (1 - share) + mix[None, :, None] * service_final[:, None, :]
    origin = by_kind / np.maximum(by_kind.sum(axis=1, keepdims=True), 1e-300)
    total = bought.sum(axis=0)  # (importer)
    trade = trade + mix[:, None, None] * origin[:, :, None] * total
    return inputs, final, trade


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)
