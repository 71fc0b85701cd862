"""The tables of for and against that the literature draws by hand, from the command line."""

from __future__ import annotations

import json

import pytest

from cge.paths import shipped

FOLDER = shipped("examples") / "coalitions"


def stances(cge, *arguments):
    done = cge("coalition", *arguments, "--json")
    assert done.code == 0, done.err
    return {(s["region"], s["group"], s["scenario"]): s for s in json.loads(done.out)}


@pytest.mark.slow
def test_equal_productivity_reciprocity_makes_abundant_labour_strongly_for(cge):
    """Destination and origin under equal productivity."""
    files = [FOLDER / f"equal_{name}.yaml" for name in ("alone", "reciprocity")]
    found = stances(cge, *files)
    alone, both = "equal_alone", "equal_reciprocity"
    assert found["north", "scarce labour (low)", alone]["stance"] == "--"
    assert found["north", "abundant labour (high)", alone]["stance"] == "+"
    assert found["north", "abundant labour (high)", both]["stance"] == "++"
    assert found["north", "capital", alone]["stance"] == "+"
    assert found["north", "consumers (prices fall)", alone]["stance"] == "+"
    assert found["south", "abundant labour (low)", alone]["stance"] == "+"
    assert found["south", "scarce labour (high)", both]["stance"] == "--"


@pytest.mark.slow
def test_unequal_productivity_a_side_payment_does_what_reciprocity_cannot(cge):
    names = ("alone", "reciprocity", "side_payment")
    found = stances(cge, *(FOLDER / f"unequal_{name}.yaml" for name in names))

    def percent(group, name):
        return found["north", group, f"unequal_{name}"]["percent"]

    high, low = "natives, high, all incomes", "natives, low, all incomes"
    assert abs(percent(high, "reciprocity") - percent(high, "alone")) < 0.5
    assert percent(high, "side_payment") > percent(high, "alone") + 1
    assert percent(low, "side_payment") > percent(low, "alone") + 2


@pytest.mark.slow
def test_where_people_come_anyway_scarce_labour_is_less_opposed(cge):
    otherwise = FOLDER / "equal_irregular.yaml"
    found = stances(cge, FOLDER / "equal_alone.yaml", "--against", otherwise)
    assert -5 < found["north", "scarce labour (low)", "equal_alone"]["percent"] < 0


def test_a_region_that_is_not_there_is_named(cge):
    done = cge("coalition", FOLDER / "equal_alone.yaml", "--region", "nord")
    assert done.code == 2
    assert "no region 'nord'" in done.err
