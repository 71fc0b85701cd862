"""Parts of pages that are made from the package when the docs are built.

A page holds a line ``<!-- made: NAME -->``; the function ``NAME`` below gives what stands there.
Between it and ``<!-- end: NAME -->`` the text stands in the file itself (``whole.py``).
"""

from __future__ import annotations

import csv
import inspect
import json
import re
import types
import typing
from pathlib import Path
from typing import Any

import catalogue as scenarios
import formula
from pydantic_core import PydanticUndefined

from cge.model import block
from cge.model.blocks import BLOCKS
from cge.scenario import schema
from cge.symbols import load_symbols

MARK = re.compile(r"^<!-- made: (\w+) -->$", re.MULTILINE)
ENDED = re.compile(r"^<!-- end: (\w+) -->$", re.MULTILINE)

WITHOUT_OWN = {
    "eq_numeraire": "the numeraire",
    "eq_budget": "the instrument that balances the budget in the fiscal closure",
}
"""What an equation determines that is not named after its unknown."""


def fill(text: str) -> str:
    """The page with every mark replaced."""
    whole = set(ENDED.findall(text))

    def made(found: re.Match[str]) -> str:
        return found.group() if found.group(1) in whole else MAKERS[found.group(1)]()

    return MARK.sub(made, text)


def cell(text: str) -> str:
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


def table(heads: list[str], rows: list[list[str]]) -> str:
    out = ["| " + " | ".join(heads) + " |", "|" + "-|" * len(heads)]
    return "\n".join(out + ["| " + " | ".join(row) + " |" for row in rows])


# ------------------------------------------------------------------------------------ equations
def equations() -> str:
    """Every equation and every definition, block by block."""
    symbols = load_symbols()
    lines, shared = formula.lines(), formula.definitions()
    parts = []
    for section in BLOCKS:
        file = f"{section.__name__.rsplit('.', 1)[-1]}.py"
        stated = [x for x in lines if x.file == file]
        helping = [d for d in shared if d[1] == file]
        if not stated and not helping:
            continue  # gives the model data only
        parts.append(f"## {block.title(section)}\n\nStated in `cge/model/{file}`.\n")
        for line in stated:
            anchor = line.number.lower()
            parts.append(f"({anchor})=\n### {line.number} · `{line.name}`\n")
            parts.append(f"{line.text}\n" if line.text else "")
            parts.append(f"$$\n{line.latex}\n$$\n")
            unknown = WITHOUT_OWN.get(line.name, "reported, never used")
            if line.unknown:
                symbol = symbols[line.unknown]
                unknown = f"`{line.unknown}`, {symbol.long_name}"
            parts.append(f"Determines: {unknown}. Holds for {line.over}.\n")
        if helping:
            parts.append(f"### Definitions used in {section.__name__.rsplit('.', 1)[-1]}\n")
            parts += [f"`{n}`{': ' + t if t else ''}\n\n$$\n{x}\n$$\n" for n, _, t, x in helping]
    return "\n".join(parts)


def nomenclature() -> str:
    """Variables, parameters and tables of the registry."""
    parts = []
    for kind, title in (
        ("variable", "Unknowns"),
        ("parameter", "Parameters that a scenario may change"),
        ("table", "Tables of a benchmark"),
    ):
        rows = [
            [
                f"`{s.name}`",
                f"${latex(s.name, s.latex)}$" if latex(s.name, s.latex) else "",
                cell(s.long_name),
                cell(s.unit),
                s.dims.replace(" ", ", "),
                s.equation,
                f"`{s.gtap}`" if s.gtap else "",
            ]
            for s in load_symbols().values()
            if s.kind == kind
        ]
        heads = ["name", "letter", "meaning", "unit", "dimensions", "equation", "GTAP"]
        parts.append(f"## {title}\n\n{table(heads, rows)}\n")
    return "\n".join(parts)


def latex(name: str, given: str) -> str:
    return given or formula.MORE.get(name, "")


def shares() -> str:
    """Letters of shares, benchmark values and helper functions."""
    known = load_symbols()
    rows = [[f"`{n}`", f"${x}$"] for n, x in formula.MORE.items() if n not in known]
    return table(["name in code", "letter"], rows)


# ------------------------------------------------------------------------------------- scenarios
def scenario_keys() -> str:
    """Every key of the scenario file."""
    parts = []
    for place, section in schema.SECTIONS.items():
        name = ".".join(place)
        title = f"`{name}`" if name else "Top level"
        parts.append(f"## {title}\n\n{cell(section.__doc__ or '')}\n")
        rows = []
        for field, info in section.model_fields.items():
            key = info.alias or field
            rows.append(
                [f"`{key}`", cell(info.description or ""), _allowed(key, info), _default(info)]
            )
        parts.append(table(["key", "meaning", "allowed", "default"], rows) + "\n")
    return "\n".join(parts)


READERS = {
    "positive": "a number above 0, or `.inf`",
    "visa_price": "a number below 1, or `mfn`",
    "by_label": "a number of at least 0, or `{sector or skill: number}`",
    "words": "a name, a list of names, `all`, `except NAME`",
}
"""What the reader of a value accepts, by its name in :mod:`cge.scenario.schema`."""
FREE_TEXT = ("report", "sources")


def _between(lower: float | None, upper: float | None) -> str:
    least = f"{lower or 0:g}"
    return (
        f"a number of at least {least}" if upper is None else f"a number from {least} to {upper:g}"
    )


def _allowed(field: str, info: Any) -> str:
    if field in FREE_TEXT:
        return "a text or a list of texts"
    return _words(info.annotation, [*info.metadata])


def _words(kind: Any, marks: list[Any]) -> str:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _words(args[0], [*marks, *args[1:]])
    if origin in (typing.Union, types.UnionType):
        rest = [a for a in args if a is not type(None)]
        return (
            _words(rest[0], marks)
            if len(rest) == 1
            else " or ".join(_words(a, marks) for a in rest)
        )
    flat = [m for mark in marks for m in (getattr(mark, "metadata", None) or [mark])]
    for mark in flat:
        function = getattr(mark, "func", None)
        reader = getattr(function, "__qualname__", "").split(".")[0]
        if reader == "within":
            bounds = inspect.getclosurevars(function).nonlocals
            return _between(bounds.get("lower"), bounds.get("upper"))
        if reader in READERS:
            return READERS[reader]
    limits = {x: getattr(m, x) for m in flat for x in ("ge", "gt", "le") if hasattr(m, x)}
    if kind is float and "ge" in limits:
        return f"a number from {limits['ge']:g} to {limits['le']:g}"
    if kind is float and "gt" in limits:
        return f"a number above {limits['gt']:g}"
    if any(getattr(m, "pattern", None) for m in flat):
        return "letters, digits, `_ . -`"
    if origin is typing.Literal:
        return ", ".join(f"`{a}`" for a in args)
    if origin is dict:
        names = _words(args[0], []) if typing.get_origin(args[0]) is typing.Literal else "skill"
        return f"`{{name: number}}`; names: {names}; each {_words(args[1], [])}"
    if origin is tuple:
        return f"a list of {_words(args[0], [])}"
    if isinstance(kind, type) and issubclass(kind, schema.Section):
        place = next("".join(k) for k, v in schema.SECTIONS.items() if v is kind)
        return f"[keys below](#{place})"
    words = {bool: "`true`, `false`", str: "a text", float: "a number", int: "a whole number"}
    return words[kind]


def _default(info: Any) -> str:
    if info.default is PydanticUndefined:
        return "none" if info.default_factory else "**required**"
    value = info.default
    if value is None or value == () or isinstance(value, schema.Section):
        return "none"
    if isinstance(value, tuple):
        return ", ".join(f"`{v}`" for v in value)
    return (
        f"`{str(value).lower() if isinstance(value, bool) else value}`" if value != "" else "none"
    )


def catalogue() -> str:
    """Shipped scenarios by theme, with figures and what is behind them."""
    return scenarios.page()


def sponsorship() -> str:
    """Visas between individuals: the authors' arithmetic and the model's answer."""
    return scenarios.sponsorship()


# --------------------------------------------------------------------------------------- results
def results() -> str:
    """Variables that a result file may hold: those of the registry, and tables carried over."""
    from cge.benchmark.schema import TABLES

    rows = []
    for s in load_symbols().values():
        carried = s.name in ("workers", "remittances", "trade", "tariff", "price_level")
        if s.kind == "result" or carried:
            unit = TABLES[s.name].unit if carried else s.unit
            dims = s.dims.replace(" ", ", ").replace("-", "")
            rows.append([f"`{s.name}`", dims, cell(unit), cell(s.long_name), s.equation])
    return table(["variable", "dimensions", "unit", "meaning", "equation"], rows)


# ------------------------------------------------------------------------------------- commands
def commands() -> str:
    """Every command with its arguments and options."""
    import typer

    from cge.cli.main import app

    root = typer.main.get_command(app)
    parts = []
    for name, command in root.commands.items():
        text = cell(command.help or "")
        words = [
            p.metavar or (p.name or "").upper()
            for p in command.params
            if p.param_type_name == "argument"
        ]
        options = " [OPTIONS]" if any(p.param_type_name == "option" for p in command.params) else ""
        parts.append(
            f"## `cge {name}`\n\n{text}\n\n```console\ncge {name}{options} {' '.join(words)}\n```\n"
        )
        rows = [
            [f"`{', '.join(sorted(p.opts, key=len, reverse=True))}`", cell(p.help or ""), default]
            for p in command.params
            if p.param_type_name == "option" and "--help" not in p.opts
            for default in [_given(p)]
        ]
        if rows:
            parts.append(table(["option", "meaning", "default"], rows) + "\n")
    return "\n".join(parts)


def _given(option: Any) -> str:
    value = option.default
    if value in (None, (), [], False) or option.required:
        return "**required**" if option.required else ""
    return f"`{value}`"


# ------------------------------------------------------------------------------------- validation
def validation() -> str:
    """What ``cge verify --json`` said when the page was last brought up to date."""
    reports = json.loads((Path(__file__).parents[1] / "_tables" / "verify.json").read_text())
    parts = []
    for report in reports:
        parts.append(f"## {report['title']}\n\n`cge verify {report['case']}`\n")
        rows = []
        for f in report["figures"]:
            low, high = f["published"]
            digits = "{:.8g}" if f["tolerance"] < 1e-5 else "{:.4g}"
            said = f"{low:.8g}" if low == high else f"{low:g} to {high}"
            said = f"more than {low:g}" if high is None else said

            agrees = f["verdict"] == "agrees" and f["tolerance"]
            verdict = f"agrees within {f['tolerance']:g}" if agrees else f["verdict"]
            why = f"{verdict}: {f['why']}" if f["why"] and f["verdict"] != "agrees" else verdict
            own = digits.format(f["own"])
            source = f["source"].split(",")[0]
            rows.append([cell(f["figure"]), own, said, f["unit"], source, cell(why)])
        heads = ["figure", "here", "published", "unit", "by", "verdict"]
        parts.append(table(heads, rows) + "\n")
    return "\n".join(parts)


COURTS = {
    "second implementation": "second implementation",
    "audit": "audit",
    "tests": "other tests",
    "SURVIVED": "survived",
}
"""How the answer to a mutant begins, and the column that counts it."""


def mutations() -> str:
    """What ``tools/mutate_equations.py`` found when it was last run."""
    file = Path(__file__).parents[1] / "_tables" / "mutations.csv"
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    by_file: dict[str, list[str]] = {}
    for row in rows:
        by_file.setdefault(row["file"], []).append(row["noticed"])
    count = {c: sum(r["noticed"].startswith(c) for r in rows) for c in COURTS}
    noticed = count["second implementation"] + count["audit"] + count["tests"]
    parts = [
        "## Broken equations\n",
        "`tools/mutate_equations.py` breaks every equation and every function it calls, in one "
        "place at a time: a sign, an exponent, a dropped term, factor or divisor. If the broken "
        "equation does not hold at a solution whose numbers were all found a second time, the "
        "broken model has another solution and the second implementation or the audit fails. What "
        "holds at all of them goes to the tests of the model, until one fails. "
        f"Of {len(rows)} mutants {noticed} were noticed, {count['SURVIVED']} survived.\n",
        table(
            ["file", "mutants", *COURTS.values()],
            [
                [f"`{name}`", str(len(said))]
                + [str(sum(x.startswith(c) for x in said)) for c in COURTS]
                for name, said in by_file.items()
            ],
        )
        + "\n",
    ]
    return "\n".join(parts)


# -------------------------------------------------------------------------------------- changelog
def changelog() -> str:
    """The changelog of the repository, without its title."""
    root = Path(__file__).parents[2]
    return (root / "CHANGELOG.md").read_text(encoding="utf-8").split("\n", 1)[1]


def regions() -> str:
    """Regions of every benchmark that is made from countries, and groups of regions."""
    from cge.benchmark.countries import countries, country_names, region_names
    from cge.benchmark.read import load_benchmark
    from cge.benchmark.shipped import available

    parts = []
    for name in available():
        bench = load_benchmark(name)
        named, known = region_names(bench), country_names()
        inside = countries(name, list(named))
        rows = [
            [f"`{code}`", full, ", ".join(f"{known[c]} `{c}`" for c in inside[code])]
            for code, full in named.items()
        ]
        parts.append(f"## `{name}`\n\n{bench.attrs.get('description', '')}.\n")
        parts.append(table(["code", "region", "countries"], rows) + "\n")
        groups = [
            [f"`{group}`", ", ".join(f"`{r}`" for r in bench.region.values[member.astype(bool)])]
            for group, member in zip(bench.region_group.values, bench.member.values, strict=True)
        ]
        parts.append(table(["group", "regions"], groups) + "\n")
    return "\n".join(parts)


def api() -> str:
    """What the package offers in Python: signatures and docstrings."""
    import cge
    from cge.scenario.schema import Scenario

    offered = [getattr(cge, name) for name in cge.__all__ if not name.startswith("__")]
    parts = []
    for title, one in [(f"cge.{f.__name__}", f) for f in offered] + [
        ("Scenario.with_", Scenario.with_)
    ]:
        text = inspect.cleandoc(one.__doc__ or "")
        parts.append(f"## `{title}`\n\n```text\n{_signature(title, one)}\n```\n")
        parts.append(f"```text\n{text}\n```\n")
    return "\n".join(parts)


def _signature(title: str, function: Any) -> str:
    given = inspect.signature(function)
    words = [str(p).replace("'", "") for p in given.parameters.values() if p.name != "self"]
    return f"{title}(\n    " + ",\n    ".join(words) + f",\n) -> {given.return_annotation}"


MAKERS = {
    f.__name__: f
    for f in (
        equations,
        nomenclature,
        shares,
        scenario_keys,
        catalogue,
        sponsorship,
        results,
        commands,
        validation,
        mutations,
        changelog,
        regions,
        api,
    )
}


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""

    def read(_: Any, __: str, source: list[str]) -> None:
        source[0] = fill(source[0])  # marks without an end: made when the docs are built

    app.connect("source-read", read)
    return {"version": "1", "parallel_read_safe": True}
