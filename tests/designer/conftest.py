"""Designs on the benchmark of three regions."""

import copy

import pytest

import cge
from cge.designer.designer import Designer
from cge.designer.load import parse_design, read_design

TREATY = {
    "name": "treaty",
    "signatories": "all",
    "protected": [
        {"groups": ["natives", "remaining_behind"]},
        {"groups": "established_migrants", "at_most_percent": 1},
    ],
    "admissions": [
        {
            "name": "workers",
            "to": "high_income",
            "from": "developing",
            "places": {"percent_of_labour_force": 3},
            "revenue": {
                "destination_government": [0, 1],
                "destination_natives": [0, 1],
                "origin_government": [0, 1],
            },
        }
    ],
    "tariffs": [{"importer": "all", "cut": [0, 1], "each": ["importer"]}],
    "starts": 1,
}


@pytest.fixture(scope="session")
def bench():
    return cge.load_benchmark("north_south")


@pytest.fixture
def written():
    return copy.deepcopy(TREATY)


@pytest.fixture(scope="session")
def design_of(bench):
    def read(data):
        return parse_design(read_design(data), bench)

    return read


@pytest.fixture(scope="session")
def treaty(bench, design_of):
    return Designer(design_of(TREATY | {"starts": 3}), bench).search()
