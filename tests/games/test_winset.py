"""The plane of two tariffs between like countries."""

import pytest

from cge.errors import ScenarioError
from cge.games.winset import parse_winset, read_winset, run_winset
from cge.games.winset_tables import picture, sentences, sheet
from tests.designer.textbook import two_countries

pytestmark = pytest.mark.slow  # a minute of solving

FILE = {
    "name": "tariffs",
    "sides": [{"name": "A", "of": "N"}, {"name": "B", "of": "S"}],
    "agreement": {"tariffs": [{"importer": "N", "set": 0.5}, {"importer": "S", "set": 0.5}]},
    "x": {"name": "tariff of A", "key": "tariffs.0.set", "values": "0:0.8:0.2", "status_quo": 0.6},
    "y": {"name": "tariff of B", "key": "tariffs.1.set", "values": "0:0.8:0.2", "status_quo": 0.6},
}


@pytest.fixture(scope="module")
def bench():
    return two_countries(3.0, output=(500.0, 500.0))


def test_like_countries_agree_on_free_trade(bench, tmp_path):
    plain = run_winset(parse_winset(read_winset(FILE), bench), bench)
    found = plain.after
    assert (found.nash.x, found.nash.y) == (0, 0)
    assert plain.solved["Nash"][0] == pytest.approx(plain.solved["Nash"][1], rel=1e-6)
    assert 0 < found.share < 1
    # each would like the other's tariff at none, and its own at the optimum
    assert found.ideals[0].y == 0
    assert 0.4 < found.ideals[0].x < 0.8
    assert found.ideals[0].x == pytest.approx(found.ideals[1].y)
    assert "better for both" in sentences(plain)[0]
    assert len(sheet(plain).rows) == 5
    drawn = picture(plain, tmp_path / "plane.png")
    assert drawn.stat().st_size > 10_000
    assert (tmp_path / "plane.csv").read_text().count("\n") == 6


def test_from_free_trade_no_tariff_pleases_both(bench):
    """The sum cannot gain: no payment opens the win-set, a dearer status quo does."""
    data = FILE | {axis: FILE[axis] | {"status_quo": 0} for axis in ("x", "y")}
    plain = run_winset(parse_winset(read_winset(data), bench), bench)
    assert plain.after.reason.startswith("each side gains somewhere")
    assert plain.after.payment is None
    told = " ".join(sentences(plain))
    assert "No side payment opens it" in told
    assert "dearer for A" in told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"x": FILE["x"] | {"values": "0:1"}}, "x.values"),
        ({"x": FILE["x"] | {"values": [0, 1]}}, "3 or more"),
        ({"x": FILE["x"] | {"status_quo": 0.5}}, "none of the values"),
        ({"sides": FILE["sides"][:1]}, "at least 2"),
        ({"sides": [FILE["sides"][0], {"name": "B", "of": "Q"}]}, "'Q' is not a region"),
        ({"z": 1}, "unknown key 'z'"),
    ],
)
def test_mistakes_are_told(bench, change, told):
    with pytest.raises(ScenarioError, match=told):
        parse_winset(read_winset(FILE | change), bench)
