"""A rebuild from the raw tables gives the committed database."""

import os
from pathlib import Path

import numpy as np
import pytest

from calibration import database
from calibration.build import build_data
from calibration.detail import FILE
from cge.errors import DataError
from cge.paths import shipped


@pytest.fixture
def raw() -> Path:
    folder = os.environ.get("CGE_RAW", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("set CGE_RAW to the folder of raw tables to rebuild the country database")
    return Path(folder)


def test_rebuild_gives_the_committed_database(raw, tmp_path, data):
    report = build_data(raw, tmp_path)
    assert report.rebuilt
    again = database.read(tmp_path / "countries")
    fine = [database.load(root / "countries" / FILE) for root in (tmp_path, shipped("data"))]
    for new, old in ((again, data), fine):
        for name in new:
            if new[name].dtype.kind == "f":
                np.testing.assert_allclose(new[name], old[name], rtol=1e-7, atol=1e-9)
    assert not build_data(raw, tmp_path).rebuilt


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(DataError, match="lacks raw tables"):
        build_data(tmp_path / "raw", tmp_path)
