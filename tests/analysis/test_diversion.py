"""A preference for a less efficient origin loses against the most-favoured-nation rule."""

import pytest

import cge
from cge.analysis.diversion import diversion
from cge.errors import UsageError
from cge.report.diversion import sentence, sheets


@pytest.fixture(scope="module")
def results():
    """A million low-skilled places in the North: for the Middle alone, and for whoever comes."""
    bench = cge.load_benchmark("north_south")

    def admitted(name, origins, workers):
        clause = {"name": "million", "to": "NORTH", "from": origins, "skill": "low",
                  "instrument": "quota", "size": {"workers": workers, "joint": True}}  # fmt: skip
        return cge.solve(bench, {"name": name, "visas": [clause]})

    return {
        "preference": admitted("preference", ["MIDDLE"], 1e6),
        "mfn": admitted("mfn", ["MIDDLE", "SOUTH"], 1e6),
        "more": admitted("more", ["MIDDLE", "SOUTH"], 1.2e6),
    }


def test_places_are_diverted_from_those_who_gain_more_by_them(results):
    found = diversion(results["preference"], results["mfn"])
    south, middle = found.origins
    assert (south.region, middle.region) == ("SOUTH", "MIDDLE")
    assert found.number == pytest.approx(1e6)
    assert south.preference == pytest.approx(0.0, abs=1.0)
    assert found.diverted == pytest.approx(south.mfn, abs=1.0)
    assert middle.gain_preference > middle.gain_mfn > 0
    assert south.gain_mfn > south.gain_preference
    per_head = [
        results[name].mover_ev_ppp.sel(origin=region).sum().item() / 1e6 / share
        for name, region, share in (
            ("preference", "MIDDLE", 1.0),
            ("mfn", "SOUTH", south.mfn / 1e6),
        )
    ]
    assert per_head[1] > per_head[0] > 0, "who is favoured gains less by a place"
    assert found.created > 0
    assert found.lost > 0
    assert found.lost == pytest.approx(
        results["mfn"].welfare_ev_world_ppp.item()
        - results["preference"].welfare_ev_world_ppp.item()
    )


def test_it_is_told(results):
    found = diversion(results["preference"], results["mfn"])
    assert "the world loses" in sentence(found)
    assert [sheet.title for sheet in sheets(found)] == ["Origins", "Hosts"]


def test_two_numbers_are_refused(results):
    with pytest.raises(UsageError, match="one number of places"):
        diversion(results["preference"], results["more"])
