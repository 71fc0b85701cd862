"""What the form offers: choices and hints, from the benchmark and the schema of scenario files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from cge.app.policy import CLOSURE, NONE, OF_CLAUSE, PARAMETERS, REVENUE, Policy, taken
from cge.benchmark.countries import region_names
from cge.benchmark.schema import PARAMETERS as BEHAVIOUR
from cge.benchmark.schema import TABLES
from cge.scenario.schema import ClosureSection
from cge.scenario.select import ALL
from cge.scenario.settings import RECIPIENTS
from cge.scenario.visa_clause import SIZES

if TYPE_CHECKING:
    import xarray as xr

INSTRUMENTS = {
    NONE: "no change of visas",
    "quota": "quota: at most this number",
    "auction": "auction: a quota whose places are sold",
    "fee": "fee: paid instead of today's barrier",
    "stock": "stock: this number, willing or not",
    "free": "free: no barrier at all",
    "sponsorship": "sponsorship: residents offer places for pay",
}
"""Instruments of the form, in words."""
SEVERAL = "Several: hold Ctrl (or Command)"
UNTIMED = "path"
"""The closure that needs years, which the form does not have."""

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choice:
    """A field with a list of values."""

    name: str
    label: str
    options: Options
    several: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Entry:
    """A field to type into; ``example`` stands in it while it is empty."""

    name: str
    label: str
    hint: str = ""
    example: str = ""


@dataclass(frozen=True)
class Part:
    """Fields under one heading; ``folded`` ones open on demand."""

    title: str
    fields: tuple[Choice | Entry, ...]
    folded: bool = False
    note: str = ""


def start(bench: xr.Dataset, benchmark: str) -> Policy:
    """The policy that the form shows first: a quota of 3% of the labour force."""
    groups = bench.region_group.values.tolist() if "member" in bench else []
    rich = "high_income" if "high_income" in groups else str(bench.region.values[0])
    poor = "developing" if "developing" in groups else ALL
    return Policy(
        (
            ("benchmark", benchmark),
            ("to", rich),
            ("from", poor),
            ("instrument", "quota"),
            ("size_in", SIZES[0]),
            ("size", "3"),
        )
    )


def parts(bench: xr.Dataset) -> list[Part]:
    """The form, from who moves to what is believed."""
    where = places(bench)
    skills = [(str(skill), str(skill)) for skill in bench.skill.values]
    return [
        Part(
            "Who may move",
            (
                Choice("to", "Destinations: who admits", where, several=True, hint=SEVERAL),
                Choice("from", "Origins: whose workers", where, several=True, hint=SEVERAL),
                Choice("skill", "Skill", [("", "all"), *skills]),
            ),
        ),
        Part(
            "Under which rule",
            (
                Choice("instrument", "Instrument", list(INSTRUMENTS.items())),
                Entry("size", "Size", "For each destination and skill"),
                Choice("size_in", "Size is", [(name, name.replace("_", " ")) for name in SIZES]),
                Choice("measure", "Measured", [("", "on top of today's"), ("total", "in total")]),
                Entry("fee", "Fee", "Needed by the fee; the least price of quota and auction"),
                Choice(
                    "fee_in",
                    "Fee is",
                    [("share", "share of income, below 1"), ("usd", "USD per worker and year")],
                ),
                Entry("supply.mean", "Sponsors ask for", "USD a year, on average"),
                Entry("captured", "Paid part of the visa price", "0 to 1", "as the rule has it"),
            ),
        ),
        Part(
            "Who gets what movers pay",
            tuple(Entry(f"{REVENUE}{name}", name.replace("_", " ")) for name in RECIPIENTS),
            note="Shares that add up to 1; the destination's government when left out. Under a"
            " quota nothing is paid unless there is a paid part of the visa price.",
        ),
        Part(
            "Trade",
            (
                Entry("cut", "Cut of tariffs", "Share, 0 to 1", "0"),
                Choice("importer", "Who cuts", where, several=True),
                Choice("exporter", "On goods of", where, several=True, hint="All when left out"),
            ),
            folded=True,
        ),
        Part("Closure", tuple(_closure(bench)), folded=True),
        Part("Beliefs about behaviour", tuple(_beliefs(bench)), folded=True),
        Part(
            "Look and name",
            (
                Choice("focus", "Country in focus", [("", "none"), *regions(bench)]),
                Entry("name", "Name of the scenario and its files", example="policy"),
            ),
        ),
    ]


def regions(bench: xr.Dataset) -> Options:
    """Regions by code, with their names, in the order of the alphabet."""
    found = [
        (code, code if code == name else f"{name} ({code})")
        for code, name in region_names(bench).items()
    ]
    return sorted(found, key=lambda option: option[1])


def places(bench: xr.Dataset) -> Options:
    """What a selector of regions may name: all, groups, regions."""
    groups = [str(group) for group in bench.region_group.values] if "member" in bench else []
    named = [(group, f"group: {group.replace('_', ' ')}") for group in groups]
    return [(ALL, "all"), *named, *regions(bench)]


def instruments_of(name: str) -> str:
    """Instruments that have use for a field, separated by blanks; empty if all have."""
    key = OF_CLAUSE.get({"size_in": "size", "fee_in": "fee"}.get(name, name))
    if name.startswith(REVENUE):
        key = "revenue"
    if key is None:
        return ""
    return " ".join(one for one in INSTRUMENTS if key in taken(one))


def _closure(bench: xr.Dataset) -> list[Choice]:
    found = []
    for name, field in ClosureSection.model_fields.items():
        allowed: tuple[Any, ...] = get_args(field.annotation)
        options = [(str(one), str(one).replace("_", " ")) for one in allowed if one != UNTIMED]
        if not options:  # the numeraire: a price index of the world or of one region
            options = [("world_cpi", "world cpi"), *regions(bench)]
        default = f"{str(field.default).replace('_', ' ')} (default)"
        others = [option for option in options if option[0] != field.default]
        hint = (field.description or "").replace("\n", " ").replace("`", "")
        found.append(Choice(f"{CLOSURE}{name}", name, [("", default), *others], hint=hint))
    return found


def _beliefs(bench: xr.Dataset) -> list[Entry]:
    found = []
    for name in BEHAVIOUR:
        value = bench.get(name)
        example = "" if value is None else "by label" if value.ndim else f"{float(value):g}"
        found.append(Entry(f"{PARAMETERS}{name}", name, TABLES[name].long_name, example))
    return found
