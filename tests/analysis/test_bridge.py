"""What decides who moves and what moving is worth; cautions where a sign turns on who owns."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr

from cge.analysis.analyse import analyse
from cge.report import bridge, turning
from tests.economies import random_economy
from tests.model.equilibrium import assert_close, equilibrium, everywhere

BENCH = random_economy(6, regions=2, sectors=2, zeros=False)


@pytest.fixture(scope="module")
def result() -> xr.Dataset:
    quota = everywhere(BENCH, instrument="quota", size={"percent_of_current": 40})
    case = equilibrium(BENCH, visas=[quota])
    seen = analyse(case.solution, case.result)
    return case.result.merge(seen).assign(price_level=BENCH.price_level)


def test_the_bridge_leads_from_what_decides_to_the_equivalent_variation(result):
    _, rows = bridge.table(result)
    found = {str(row[0]): np.array(row[1:], dtype=float) for row in rows}
    items = sum(found[word] for word in bridge.ITEMS)
    ev = result.welfare_ev_ppp.sel(group="new_migrants").sum("region").values
    np.testing.assert_allclose(items, ev, rtol=1e-9)
    np.testing.assert_allclose(found["EV of those who move"], ev, rtol=1e-12)
    decides = result.mover_choice_ppp.sum(["origin", "destination"])
    np.testing.assert_allclose(found[next(iter(bridge.ITEMS))], decides, rtol=1e-9)


def test_corridors_add_up_to_the_groups_they_arrive_in(result):
    corridors = result.mover_ev_ppp.sum("origin").rename(destination="region")
    group = result.welfare_ev_ppp.sel(group="new_migrants", drop=True).fillna(0.0)
    assert_close(corridors.rename("movers"), group, 1e-10, 1.0)


def test_shares_that_lose_count_workers_of_losing_corridors(result):
    number = bridge.movers(result)
    lost = bridge.losers(result)
    for (word, share), name in zip(lost.items(), bridge.LOSING.values(), strict=False):
        for skill in result.skill.values:
            here, gain = number.sel(skill=skill), result[name].sel(skill=skill)
            expected = float(here.where(gain < 0).sum() / here.sum())
            assert float(share.sel(skill=skill)) == pytest.approx(expected), word


def test_nobody_is_said_to_lose_where_nobody_moves(result):
    still = result.assign(new_migrants=0 * result.new_migrants)
    assert bridge.table(still) == ((), [])
    assert bridge.line(still) == ""


def with_range(result: xr.Dataset, name: str, low: float, high: float) -> xr.Dataset:
    about = {name: {"value": float(BENCH[name][0]), "low": low, "high": high}}
    return result.assign_attrs(parameters=json.dumps(about))


def test_a_sign_that_turns_on_what_migrants_own_is_told(result):
    now = BENCH.established_wealth
    as_it_is = turning.moved_to(result, "established_wealth", now, float(now[0]))
    ev = result.welfare_ev_ppp.sum(["region", "skill"])
    for group, value in as_it_is.items():
        assert value == pytest.approx(float(ev.sel(group=group)), rel=1e-9)
    gain = result.welfare_ev_ppp.sel(group="established_migrants")
    # A loss elsewhere that the gain from property at one end outweighs, and not at the other.
    ends = [
        turning.moved_to(result, "established_wealth", now, at)["established_migrants"]
        for at in (0.01, 1.0)
    ]
    assert ends[0] != pytest.approx(ends[1])
    middle = sum(ends) / 2 / float(gain.notnull().sum())
    moved = result.assign(
        welfare_ev_ppp=xr.where(
            result.group == "established_migrants",
            result.welfare_ev_ppp - middle,
            result.welfare_ev_ppp,
        )
    )
    (said, *_) = turning.cautions(with_range(moved, "established_wealth", 0.01, 1.0))
    assert "established migrants gain turns on what established migrants own" in said
    assert turning.cautions(with_range(moved, "established_wealth", 0.5, 0.5)) == []
