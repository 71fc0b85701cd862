"""Pages keep their promises: code runs, commands exist, links resolve, all equations are there."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from cge.cli.main import app
from cge.model.equation import Equation
from cge.paths import shipped
from cge.scenario.load import parse, read_source
from cge.scenario.schema import SECTIONS, keys_of
from cge.symbols import load_symbols

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.glob("*.md"), *DOCS.glob("model/*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def made():
    """The modules that make parts of pages."""
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        yield importlib.import_module("formula"), importlib.import_module("pages")
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def blocks(page: Path, kind: str) -> list[str]:
    return [text for name, text in BLOCK.findall(page.read_text(encoding="utf-8")) if name == kind]


def commands() -> list[str]:
    found = []
    for page in PAGES:
        lines = "\n".join(blocks(page, "console")).splitlines()
        lines += re.findall(r"^    (cge .*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        found += [line.split("#")[0].strip() for line in lines if line.strip().startswith("cge ")]
    return sorted(set(found))


# ------------------------------------------------------------------------------------------- code
@pytest.mark.slow
def test_python_of_the_readme_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    for code in blocks(ROOT / "README.md", "python"):
        exec(compile(code, "README.md", "exec"), {})


@pytest.mark.slow
@pytest.mark.solver
def test_commands_and_python_of_the_tutorial_run(tmp_path, monkeypatch):
    (tmp_path / "docs" / "tutorial").mkdir(parents=True)
    scenario = (DOCS / "tutorial" / "my_quota.yaml").read_text(encoding="utf-8")
    for place in (tmp_path, tmp_path / "docs" / "tutorial"):
        (place / "my_quota.yaml").write_text(scenario, encoding="utf-8")
    cge = Path(sys.executable).with_name("cge")
    for line in "\n".join(blocks(DOCS / "tutorial.md", "console")).splitlines():
        if line.startswith("cge "):
            subprocess.run(
                [cge, *shlex.split(line)[1:]], cwd=tmp_path, check=True, capture_output=True
            )
    monkeypatch.chdir(tmp_path)
    code = "".join(blocks(DOCS / "tutorial.md", "python"))
    exec(compile(code, "tutorial.md", "exec"), {})


@pytest.mark.parametrize("line", commands())
def test_command_exists_with_its_options(line):
    words = shlex.split(line)[1:]
    if words[0].startswith("-") or words[0].isupper():  # `cge --debug COMMAND`
        return
    command = typer.main.get_command(app).commands[words[0]]
    known = {opt for p in command.params for opt in p.opts}
    assert {w for w in words if w.startswith("--")} <= known


def test_yaml_scenarios_of_the_pages_are_valid(tmp_path):
    for page in (ROOT / "README.md", DOCS / "scenario_files.md"):
        (code,) = blocks(page, "yaml")
        file = tmp_path / f"{page.stem}.yaml"
        file.write_text(
            code.replace("base: baseline", f"base: {shipped('scenarios') / 'baseline.yaml'}")
        )
        parse(read_source(str(file)))


def test_readme_and_tutorial_show_the_same_scenario():
    (code,) = blocks(ROOT / "README.md", "yaml")
    assert code == (DOCS / "tutorial" / "my_quota.yaml").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------ made pages
def test_equation_page_has_every_equation(made):
    formula, pages = made
    every = {
        value.name
        for module in formula.modules().values()
        for value in vars(module).values()
        if isinstance(value, Equation)
    }
    lines = formula.lines()
    assert {line.name for line in lines} == every
    text = pages.equations()
    assert all(f"`{name}`" in text for name in every)


def test_every_formula_has_two_sides_and_only_known_letters(made):
    formula, _ = made
    for line in formula.lines():
        assert re.search(r" = |\\perp", line.latex), line.name
        assert "mathit" not in line.latex, f"{line.name}: give the letter in docs/_ext/formula.py"
        assert line.latex.count("{") == line.latex.count("}"), line.name
    assert all("mathit" not in tex for _, _, _, tex in formula.definitions())


def test_every_index_set_has_words(made):
    formula, _ = made
    assert {e.over for e in formula.equations()} <= set(formula.OVER)


def test_printing_formulas_leaves_the_rules_as_they_were(made):
    formula, _ = made
    before = {name: dict(vars(module)) for name, module in formula.modules().items()}
    formula.lines()
    assert {name: dict(vars(module)) for name, module in formula.modules().items()} == before


def test_reference_pages_have_every_key_symbol_and_command(made):
    _, pages = made
    keys = pages.scenario_keys()
    assert all(f"| `{key}` |" in keys for section in SECTIONS.values() for key in keys_of(section))
    names = pages.nomenclature() + pages.results()
    assert all(f"`{name}`" in names for name in load_symbols())
    assert all(
        f"## `cge {name}`" in pages.commands() for name in typer.main.get_command(app).commands
    )


def test_every_mark_is_made(made):
    _, pages = made
    for page in DOCS.rglob("*.md"):
        for name in pages.MARK.findall(page.read_text(encoding="utf-8")):
            assert name in pages.MAKERS, (page, name)


def test_pages_are_whole_as_files(made):
    """What is made from the package stands in them as it is today."""
    found = [page.name for page, _ in importlib.import_module("whole").old()]
    assert not found, f"old: {', '.join(found)}; run `python docs/_ext/whole.py`"


# ----------------------------------------------------------------------------------------- words
def test_numbers_in_sentences_exist():
    numbers = importlib.import_module("whole").numbers()
    for page in PAGES:
        for name in re.findall(r"<!-- =(\w+) -->", page.read_text(encoding="utf-8")):
            assert name in numbers, f"{page.name}: {name}; run docs/headlines.py, docs/beliefs.py"
        assert "{{" not in page.read_text(encoding="utf-8"), f"{page.name}: not whole as a file"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_resolve(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://|#", target):
            continue
        assert (page.parent / target.split("#")[0]).exists(), target
    for target in re.findall(r"^```\{(?:literal)?include\} (\S+)$", text, re.MULTILINE):
        assert (page.parent / target).exists(), target


def test_no_page_names_a_machine():
    for page in [*PAGES, *DOCS.rglob("_tables/*")]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"/(home|work|tmp|root|Users)/|localhost|\d+\.\d+\.\d+\.\d+:", text), (
            page
        )


@pytest.mark.slow
def test_the_docs_build_without_a_warning(tmp_path):
    pytest.importorskip("sphinx")
    words = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(DOCS), str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
