"""Map files with mistakes: every one located, with what is allowed."""

import re

import numpy as np
import pytest

from calibration.build import build_data
from calibration.calibrate import calibrate
from calibration.regions import read_map
from cge.errors import DataError, ScenarioError, UsageError


def write(tmp_path, text):
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path):
    path = write(
        tmp_path,
        "name: wrong\n"
        "regions:\n"
        "  A: {name: A, members: [USA, GERMANY]}\n"
        "  B: {name: B, members: [USA, HKG]}\n"
        "  C: {name: C, members: rest}\n"
        "sectors: {goods: [agriculture, mining]}\n",
    )
    with pytest.raises(ScenarioError) as error:
        calibrate(path)
    text = str(error.value)
    assert error.value.exit_code == 2
    assert f"{path}:3: A: unknown country 'GERMANY'; nearest: DEU (Germany)" in text
    assert f"{path}:4: B: USA is in A already" in text
    assert f"{path}:4: B: HKG does not stand alone in the database; it is part of ROW_rich" in text
    assert f"{path}:6: goods: no 'mining'" in text
    assert "industry must appear once, found 0 times" in text


def test_countries_left_out_are_named(tmp_path):
    path = write(tmp_path, "name: few\nregions:\n  A: {name: A, members: [USA]}\n")
    with pytest.raises(ScenarioError, match="countries in no region: AGO, ALB"):
        read_map(path)


def test_unknown_key(tmp_path):
    path = write(tmp_path, "name: x\nregion: {}\nregions: {A: {members: rest}}\n")
    allowed = (
        "allowed: name, description, year, regions, sectors, skills, trade; did you mean 'regions'?"
    )
    with pytest.raises(ScenarioError, match=re.escape(f":2: unknown key 'region'; {allowed}")):
        read_map(path)


def test_not_yaml(tmp_path):
    with pytest.raises(ScenarioError, match="not valid YAML"):
        read_map(write(tmp_path, "name: [\n"))


@pytest.mark.parametrize("key", ["true", "0x1F", "1.10", "~"])
def test_a_key_that_yaml_changes_is_no_region(tmp_path, key):
    path = write(tmp_path, f"name: x\nregions:\n  {key}: {{members: rest}}\n")
    with pytest.raises(ScenarioError, match=rf":3: the key {re.escape(key)} is no word"):
        read_map(path)


@pytest.mark.parametrize("line", ["description:", "trade: ~", "sectors: {goods: }"])
def test_a_key_without_a_value(tmp_path, line):
    path = write(tmp_path, f"name: x\n{line}\nregions: {{A: {{members: rest}}}}\n")
    with pytest.raises(ScenarioError, match=r":2: .*has no value"):
        read_map(path)


def test_missing_file(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_map(tmp_path / "nowhere.yaml")


def test_codes_that_scenarios_could_not_tell_apart(tmp_path):
    path = write(tmp_path, "name: x\nregions: {developing: {name: A, members: rest}}\n")
    with pytest.raises(ScenarioError, match="'developing' is a region; give the group another"):
        calibrate(path)


def test_an_empty_name(tmp_path):
    with pytest.raises(ScenarioError, match=":1: the key 'name' is missing or empty"):
        read_map(write(tmp_path, "name: ''\nregions: {A: {members: rest}}\n"))


@pytest.mark.parametrize("year", ["2018", "'2021'", "old"])
def test_a_base_year_without_a_database(tmp_path, year):
    path = write(tmp_path, f"name: x\nyear: {year}\nregions: {{A: {{members: rest}}}}\n")
    with pytest.raises(ScenarioError, match=r":2: year: found .*; allowed: 2017, 2021"):
        calibrate(path)


@pytest.mark.slow
def test_the_base_year_is_that_of_the_map_or_the_command(tmp_path, invented):
    plain = "name: x\nregions:\n  A: {members: [USA]}\n  B: {members: rest}\n"
    path = write(tmp_path, plain)
    with pytest.raises(DataError, match=r"no country database in .*countries_2017; make it"):
        calibrate(path, year=2017, data_folder=tmp_path)
    build_data(invented.raw, tmp_path, 2017)
    earlier = calibrate(path, year=2017, data_folder=tmp_path)
    assert calibrate(path).attrs["base_year"] == 2021
    assert (earlier.attrs["base_year"], earlier.attrs["name"]) == (2017, "x_2017")
    own = calibrate(write(tmp_path, "year: 2017\n" + plain), data_folder=tmp_path)
    assert (own.attrs["base_year"], own.attrs["name"]) == (2017, "x")
    np.testing.assert_array_equal(own["trade"], earlier["trade"])
    with pytest.raises(UsageError, match="no base year 2018; the recipe knows 2017, 2021"):
        calibrate(path, year=2018)
