"""Tutorial notebooks run from beginning to end, and are stored without what they print."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from cge.paths import shipped

NOTEBOOKS = sorted((shipped("examples") / "notebooks").glob("*.ipynb"))
pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_is_stored_clean(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    assert book.cells[0].cell_type == "markdown"
    for cell in book.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.slow
@pytest.mark.solver
def test_runs(path: Path, tmp_path: Path) -> None:
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(book, timeout=300, kernel_name="python3", resources=where).execute()
    assert all(cell.get("execution_count") for cell in book.cells if cell.cell_type == "code")
    assert not list(tmp_path.iterdir())
