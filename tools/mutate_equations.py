"""Break every equation in turn, and see whether the tests notice.

In a scratch copy each rule and each helper of ``cge/model`` is changed in one place: a sign turned,
an exponent changed, a term or a factor dropped.  Tests that pass all the same have no grip on that
place.

    python tools/mutate_equations.py --out mutations.csv [--only trade.py] [--all] [TEST...]

Long (an hour or two on one core): start it with ``nice``.  Every mutant runs in a fork of a process
that has the libraries loaded already.
"""

from __future__ import annotations

import argparse
import ast
import csv
import os
import select
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_EQUATIONS = (
    "__init__", "build", "catalogue", "equation", "homogeneous_setup", "instruments", "path",
    "people", "sets", "shares", "variables",
)  # fmt: skip
FIRST = ("tests/model/test_second_implementation.py", "tests/results/test_adding_up.py")
"""Those that notice most, soonest."""
FOLDERS = ("tests/model", "tests/results", "tests/analysis", "tests/solver")
LONGEST = 1500
"""Seconds after which a mutant counts as noticed: it does not come to an end."""


@dataclass(frozen=True)
class Mutant:
    """One change in one place."""

    file: str
    function: str
    line: int
    kind: str
    before: str
    after: str
    source: str
    """The whole file, changed."""


def mutants(path: Path, *, every: bool) -> Iterator[Mutant]:
    """Mutants of one file; the first place of each kind in each function unless ``every``."""
    text = path.read_text(encoding="utf-8")
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        seen: set[str] = set()
        for node in ast.walk(function):
            if not isinstance(node, ast.BinOp):
                continue
            for kind, changed in changes(node):
                if kind in seen and not every:
                    continue
                seen.add(kind)
                before = ast.get_source_segment(text, node) or ""
                yield Mutant(
                    file=path.name,
                    function=function.name,
                    line=node.lineno,
                    kind=kind,
                    before=" ".join(before.split()),
                    after=changed,
                    source=replaced(text, node, changed),
                )


def honest(scratch: Path) -> Mutant:
    """No mutant: a file as it is."""
    name = "trade.py"
    text = (scratch / "cge" / "model" / name).read_text(encoding="utf-8")
    return Mutant(name, "", 0, "none", "", "", text)


def changes(node: ast.BinOp) -> Iterator[tuple[str, str]]:
    """Ways to break an operation: kind and new text."""
    left, right = ast.unparse(node.left), ast.unparse(node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        sign = "-" if isinstance(node.op, ast.Add) else "+"
        yield "sign", f"({left} {sign} ({right}))"
        yield "term dropped", f"({left})"
    elif isinstance(node.op, ast.Pow):
        yield "exponent", f"({left}) ** (1.1 * ({right}))"
    elif isinstance(node.op, ast.Mult):
        yield "factor dropped", f"({left})"
    elif isinstance(node.op, ast.Div):
        yield "divisor dropped", f"({left})"


def replaced(text: str, node: ast.BinOp, new: str) -> str:
    """The file with the place of the node rewritten."""
    lines = text.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    last = (node.end_lineno or node.lineno) - 1
    stop = sum(map(len, lines[:last])) + (node.end_col_offset or 0)
    raw = text.encode()
    return (raw[:start] + new.encode() + raw[stop:]).decode()


def noticed_by(scratch: Path, mutant: Mutant, tests: list[str], marks: str) -> str:
    """Name of the first test that fails; empty if all pass."""
    target = scratch / "cge" / "model" / mutant.file
    honest = target.read_text(encoding="utf-8")
    target.write_text(mutant.source, encoding="utf-8")
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        try:
            os.setpgid(0, 0)
            said = _run(scratch, tests, marks)
        except BaseException as error:
            said = f"not run: {error!r}"
        os.write(write, said.encode())
        while True:  # killed by its parent, with all that it started
            signal.pause()
    os.close(write)
    try:
        ready, _, _ = select.select([read], [], [], LONGEST)
        return os.read(read, 4000).decode() if ready else "no end"
    finally:
        os.close(read)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        target.write_text(honest, encoding="utf-8")


def _run(scratch: Path, tests: list[str], marks: str) -> str:
    """In the child: run the tests and return the first that fails."""
    import pytest

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(scratch)
    sys.path.insert(0, str(scratch))

    class First:
        name = ""

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed and not self.name:
                self.name = report.nodeid

        def pytest_collectreport(self, report: pytest.CollectReport) -> None:
            if report.failed and not self.name:
                self.name = f"{report.nodeid} (not collected)"

    first = First()
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", marks, *tests], [first])
    return first.name or ("" if code == 0 else f"exit code {code}")


def all_tests() -> list[str]:
    """Files of tests, those that notice most first; pytest sorts folders, but not files."""
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("test_*.py"))]
    names = [str(path.relative_to(ROOT)) for path in found]
    return [*FIRST, *(name for name in names if name not in FIRST)]


def load_libraries() -> None:
    """Import what every mutant needs, so that forks need not; nothing of this repository."""
    import casadi  # noqa: F401
    import cyipopt  # noqa: F401
    import pandas  # noqa: F401
    import pydantic  # noqa: F401
    import pyomo.environ  # noqa: F401
    import pytest  # noqa: F401
    import ruamel.yaml  # noqa: F401
    import scipy.optimize  # noqa: F401
    import typer  # noqa: F401
    import xarray  # noqa: F401


def main() -> None:
    """Run all mutants and list them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tests", nargs="*")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", metavar="FILE.py")
    parser.add_argument("--functions", nargs="+", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="every place of every kind")
    parser.add_argument("--marks", default="not slow")
    arguments = parser.parse_args()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.path = [p for p in sys.path if p and Path(p).resolve() != ROOT]
    os.environ.pop("PYTHONPATH", None)
    load_libraries()
    with tempfile.TemporaryDirectory() as folder, arguments.out.open("w", newline="") as stream:
        scratch = Path(folder) / "cge"
        ignore = shutil.ignore_patterns(".git", ".venv*", "runs", "__pycache__", "_build")
        shutil.copytree(ROOT, scratch, ignore=ignore)
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["file", "function", "line", "kind", "before", "after", "noticed_by"])
        tests = list(arguments.tests) or all_tests()
        said = noticed_by(scratch, honest(scratch), tests, arguments.marks)
        if said:
            sys.exit(f"the tests fail without any mutant: {said}")
        for path in sorted((scratch / "cge" / "model").glob("*.py")):
            if path.stem in NOT_EQUATIONS or (arguments.only and path.name not in arguments.only):
                continue
            for m in list(mutants(path, every=arguments.all)):
                if arguments.functions and m.function not in arguments.functions:
                    continue
                test = noticed_by(scratch, m, tests, arguments.marks)
                table.writerow([m.file, m.function, m.line, m.kind, m.before, m.after, test])
                stream.flush()
                print(f"{m.file}:{m.line} {m.function}: {m.kind}: {test or 'SURVIVED'}", flush=True)


if __name__ == "__main__":
    main()
