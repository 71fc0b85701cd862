"""The shape of the code: who may import whom, one registry of names, files that fit a reader."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import cge
from cge import symbols
from cge.model import build, capital
from cge.model.block import equations_of
from cge.model.blocks import every_definition, every_equation
from cge.model.build import definitions_of_gains
from tests.economies import random_economy
from tests.model.equilibrium import everywhere, example, meaning
from tests.model.test_closed_forms import one_good

ROOT = Path(cge.__file__).parents[1]
LAYERS = (
    "errors", "paths", "files", "symbols", "benchmark", "importers", "scenario", "model", "solver",
    "results", "analysis", "report", "run", "sweeps", "sensitivities", "designer", "games",
    "verify", "app", "cli",
)  # fmt: skip
"""Each imports only itself and what stands before it."""
LONGEST = 400
RULES_OF_MIGRATION = (5, 19, 25)
"""Numbers without an equation: today's visa price, places that sponsors offer, remittances."""

FILES = sorted((ROOT / "cge").rglob("*.py")) + sorted((ROOT / "calibration").rglob("*.py"))


def name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


@cache
def imports(file: Path) -> set[str]:
    """Modules of this repository that a file imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(f"{name(file).rsplit('.', node.level)[0]}.{node.module or ''}")
    return {m for m in found if m.split(".")[0] in ("cge", "calibration", "tests")}


def layer(module: str) -> str:
    """``cge.model.build`` -> ``model``; the package itself stands before all."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in LAYERS else ""


@pytest.mark.parametrize("file", [f for f in FILES if name(f).startswith("cge.")], ids=name)
def test_imports_run_one_way(file):
    own = layer(name(file))
    for module in imports(file):
        root = module.split(".")[0]
        assert root != "tests"
        if root == "calibration":
            assert own == "cli", f"{name(file)} imports {module}: only cge.cli may"
        elif own:
            allowed = LAYERS[: LAYERS.index(own) + 1]
            assert layer(module) in ("", *allowed), f"{name(file)} imports {module}"


@pytest.mark.parametrize("file", [f for f in FILES if name(f).startswith("calibration")], ids=name)
def test_calibration_knows_benchmarks_only(file):
    for module in imports(file):
        if module.split(".")[0] == "cge":
            assert layer(module) in ("", "errors", "files", "paths", "symbols", "benchmark"), module


def test_the_graph_of_imports_is_not_empty():
    """The tests above would pass on files they cannot read."""
    graph = {name(f): imports(f) for f in FILES}
    assert any(m.startswith("cge.model") for m in graph["cge.solver.continuation"])
    assert any(m.startswith("calibration") for f, ms in graph.items() if "cge.cli" in f for m in ms)


@pytest.mark.parametrize("file", FILES, ids=name)
def test_only_the_command_line_prints(file):
    if name(file).startswith("cge.cli"):
        return
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        assert not (called and node.func.id == "print"), f"{file.name}:{node.lineno}"


@pytest.mark.parametrize("file", FILES + sorted((ROOT / "tests").rglob("*.py")), ids=name)
def test_a_file_fits_a_reader(file):
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{lines} lines"


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (r"density|spill|skilled_at|su_skilled(_home)?|SKILLED(_MOVES|_HOME)?", 8),
        (r"steady", 10),
        (r"cap_price|su_cap|(?:m|cap|self)\.limit|limit(?=,parameter|=limit|=today)", 5),
    ],
    ids=["one externality", "one capital closure", "the size of a quota"],
)
def test_a_thing_of_the_model_is_known_to_few_files(names, most):
    """What is added later touches as many files as this; the bounds may only fall."""
    written = re.compile(rf"\b(?:{names})\b")
    known = [f for f in [*FILES, ROOT / "cge" / "symbols.csv"] if written.search(f.read_text())]
    assert 2 <= len(known) <= most, [f.name for f in known]


def test_nothing_mentions_the_machine_it_was_written_on():
    machine = re.compile(r"/(?:home|work|root|Users)/\w")
    for file in FILES + sorted((ROOT / "tests").rglob("*.py")):
        if file == Path(__file__):
            continue
        found = machine.search(file.read_text(encoding="utf-8"))
        assert not found, f"{file.relative_to(ROOT)}: {found.group()}"


# ------------------------------------------------------------------------------ registry

DATA_ONLY = re.compile(r"^(th_|su_|v_|inv_)|_base$|^(eff|ownership|kink|complementarity)$")
"""Shares and benchmark values: named by their prefix, derived from tables."""


@cache
def models():
    return list(_models())


def _models():
    bench = random_economy(3, nonlabour=2, zeros=False)
    quota = [everywhere(bench, instrument="quota", size={"percent_of_current": 10})]
    for closure in ("fixed", "mobile", "steady"):
        yield build(bench, meaning(bench, closure={"capital": closure}, visas=quota))
    textbook = bench.assign(migration_elasticity=float("inf"))
    yield build(textbook, meaning(textbook, visas=quota))
    gap = {"name": "gap", "to": "all", "from": "all", "instrument": "close_gap", "share": 0.5}
    world = one_good()
    yield build(world, meaning(world, closure={"trade": "homogeneous"}, visas=[gap]))


def test_every_variable_and_parameter_is_in_the_registry():
    import pyomo.environ as pyo

    known = symbols.load_symbols()
    for model in models():
        steps = definitions_of_gains(model.settings)
        defined = {one.cells for one in (*model.definitions, *steps)}
        for component in model.pyomo.component_objects((pyo.Var, pyo.Param), descend_into=False):
            if DATA_ONLY.search(component.name):
                continue
            if component.name.removesuffix("_base") in defined:
                continue  # of definitions: what is reported says its dims, the rest are steps to it
            assert component.name in known, f"{component.name} is not in cge/symbols.csv"
            dims = known[component.name].dims.split()
            given = [] if dims in (["-"], []) else dims
            keys = list(component.index_set()) if component.is_indexed() else []
            if keys:
                width = len(keys[0]) if isinstance(keys[0], tuple) else 1
                assert width == len(given), (
                    f"{component.name}: {given} in the registry, {width} in the model"
                )
            elif not component.is_indexed():
                assert not given, f"{component.name} has no index in the model"


def test_every_variable_of_the_registry_is_in_a_model():
    built = {c for model in models() for c in (v.name for v in model.pyomo.component_objects())}
    missing = [
        s.name
        for s in symbols.load_symbols().values()
        if s.kind == "variable" and s.name not in built
    ]
    assert not missing


def test_every_equation_has_a_number_of_its_own():
    numbers: dict[str, str] = {}
    for model in models():
        for equation in (*model.equations, model.walras):
            assert re.fullmatch(r"[A-Z]-\d+[a-z]?", equation.number), equation.name
            known = numbers.setdefault(equation.number, equation.name)
            assert known == equation.name, f"({equation.number}) is {known} and {equation.name}"
            doc = (equation.rule.__doc__ or "").strip()
            assert doc, f"{equation.name} has no docstring"
    assert len(numbers) > 40
    stated = [equation.number for equation in every_equation()]
    assert len(stated) == len(set(stated)), "two equations have one number"
    assert {e.number for e in equations_of(capital)} <= set(numbers)


def test_migration_is_numbered_through_in_the_order_of_its_files():
    """M-1, M-2, ...: numbers that are left out are those of definitions alone."""
    equations = [int(e.number[2:]) for e in every_equation() if e.number.startswith("M-")]
    assert equations == sorted(equations)
    known = {*equations, *RULES_OF_MIGRATION}
    assert sorted(known) == list(range(1, len(known) + 1))
    defined = {int(d.number[2:]) for d in every_definition() if d.number.startswith("M-")}
    assert defined <= known


def test_equations_of_the_registry_exist():
    numbers = {e.number for m in models() for e in (*m.equations, m.walras)}
    for symbol in symbols.load_symbols().values():
        if symbol.kind == "variable":
            assert symbol.equation in numbers, f"{symbol.name}: no equation {symbol.equation}"


def test_every_result_says_what_it_is():
    result = example("two_regions", "quota_10pct").result
    known = symbols.load_symbols()
    for variable in result.data_vars:
        assert variable in known
        dims = known[variable].dims.split()
        expected = [] if dims == ["-"] else dims
        assert sorted(map(str, result[variable].dims)) == sorted(expected), variable
    described = symbols.describe(result)
    assert all(described[v].attrs["long_name"] for v in described.data_vars)
