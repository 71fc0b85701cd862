"""Figures show the numbers of the result, and nothing where nothing changes."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go
import pytest
import xarray as xr

from cge.benchmark.read import load_benchmark
from cge.errors import UsageError
from cge.report import interactive, outlines, stayers, svg_map
from cge.report.figures import FIGURES, figures, one
from cge.report.marks import Flows, Waterfall, World
from cge.report.words import counted, gains, number, people, signed

pytestmark = pytest.mark.solver


def test_groups_add_up_to_the_world(quota: xr.Dataset) -> None:
    *groups, world = one(quota, "groups").table.rows
    for column in (1, 2):
        assert sum(float(row[column]) for row in groups) == pytest.approx(float(world[column]))


def test_newcomers_who_lose_in_goods_are_explained_unless_they_were_sent(quota: xr.Dataset) -> None:
    newcomers = quota["group"] == "new_migrants"
    dear = quota.assign(welfare_ev_ppp=quota.welfare_ev_ppp.where(~newcomers, -1.0))
    sent = dear.assign(regime=dear.regime.where(dear.new_migrants < 1, "stock"))
    told = ["come all the same" in one(result, "groups").note for result in (quota, dear, sent)]
    assert told == [False, True, False]


def test_sources_of_income_add_up_to_the_gain_of_the_world(north_south: xr.Dataset) -> None:
    mark = one(north_south, "sources").mark
    assert isinstance(mark, Waterfall)
    assert math.fsum(mark.values) == pytest.approx(float(north_south.income_change_world), rel=1e-6)


def test_corridors_count_the_people_of_the_result(quota: xr.Dataset) -> None:
    rows = one(quota, "corridors").table.rows
    change = float(sum(row[4] for row in rows)) * 1e6
    abroad = (quota.migrants - quota.migrants_base).where(quota.origin != quota.destination)
    assert change == pytest.approx(float(abroad.sum()))


def test_who_stays_is_neither_who_came_nor_public_consumption(quota: xr.Dataset) -> None:
    left_out = quota.welfare_ev_ppp.sel(group=["new_migrants", "returnees", "government"]).sum()
    total = float(stayers.gain(quota).sum())
    assert total == pytest.approx(float(quota.welfare_ev_world_ppp - left_out))
    persons = stayers.heads(quota).sum()
    moved = abs(quota.migrants - quota.migrants_base).sum() / 2
    assert float(persons) == pytest.approx(float(quota.migrants_base.sum() - moved))


def test_gain_per_head_is_the_gain_of_stayers_over_their_number(quota: xr.Dataset) -> None:
    per_head = stayers.per_head(quota) * stayers.heads(quota) / 1e9
    np.testing.assert_allclose(per_head, stayers.gain(quota))


def test_a_textbook_economy_has_no_map(quota: xr.Dataset, north_south: xr.Dataset) -> None:
    assert "map" not in {figure.name for figure in figures(quota)}
    mark = one(north_south, "map").mark
    assert isinstance(mark, World)
    assert {"USA", "DEU"} <= set(mark.outlines["NORTH"])
    assert "IND" in mark.outlines["SOUTH"]


def test_nothing_is_drawn_of_nothing(still: xr.Dataset) -> None:
    assert figures(still) == []
    for name in FIGURES:
        with pytest.raises(UsageError, match="nothing to show"):
            one(still, name)


def test_a_figure_that_does_not_exist_is_named(quota: xr.Dataset) -> None:
    with pytest.raises(UsageError, match="did you mean 'map'"):
        one(quota, "map_")


def test_plotly_accepts_every_figure(north_south: xr.Dataset, quota: xr.Dataset) -> None:
    """Property names are not checked in the page, so they are here."""
    for figure in (*figures(north_south), *figures(quota)):
        if not isinstance(figure.mark, World):
            go.Figure(interactive.draw(figure.mark))


def test_every_figure_has_a_claim_a_table_and_units(north_south: xr.Dataset) -> None:
    for figure in figures(north_south):
        assert figure.claim.endswith("."), figure.name
        assert figure.table.rows, figure.name
        assert "nan" not in figure.claim


def test_labels_cannot_carry_markup() -> None:
    assert "<b>" not in interactive.label("<b>bold</b>")
    assert interactive.label("A & B") == "A &amp; B"


def test_people_who_go_are_not_people_who_come(quota: xr.Dataset) -> None:
    back = quota.assign(migrants=quota.migrants_base, migrants_base=quota.migrants)
    there, home = one(quota, "corridors").mark, one(back, "corridors").mark
    assert isinstance(there, Flows)
    assert isinstance(home, Flows)
    assert [flow.come for flow in there.flows] == [flow.go for flow in home.flows]


# --------------------------------------------------------------------------------------- map
def test_the_projection_keeps_areas() -> None:
    """Equal Earth: cells of a degree have the area they have on the sphere."""
    for latitude in (0.0, 30.0, 60.0, 80.0):
        corners = [(10, latitude), (11, latitude), (11, latitude + 1), (10, latitude + 1)]
        longitude, height = np.array(corners, dtype=float).T
        xy = outlines.equal_earth(longitude, height)
        x, y = xy.T
        area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        up, low = np.sin(np.radians([latitude + 1, latitude]))
        assert area == pytest.approx(np.radians(1) * (up - low), rel=2e-3)


def test_every_country_of_the_world_benchmark_is_drawn_once() -> None:
    regions = [str(region) for region in load_benchmark("world").region.values]
    drawn = outlines.by_region("world", regions)
    every = [country for countries in drawn.values() for country in countries]
    assert len(every) == len(set(every))
    assert set(outlines.countries()) - set(every) == {"ATF", "ESH", "FLK"}
    assert set(regions) == set(drawn)


def test_no_outline_runs_across_the_map() -> None:
    width = np.ptp(np.concatenate([r for rs in outlines.countries().values() for r in rs])[:, 0])
    for code, rings in outlines.countries().items():
        for ring in rings:
            step = abs(np.diff(ring[:, 0])).max()
            assert step < 0.2 * width, code


def test_classes_are_symmetric_and_ordered() -> None:
    found = svg_map.classes([-210.0, -50.0, -3.0, 0.1, 20.0, 90.0, 310.0])
    assert found.of(0.0) == svg_map.NEUTRAL
    values = [-1e4, -50.0, -5.0, 0.0, 5.0, 50.0, 1e4]
    numbers = [found.of(value) for value in values]
    assert numbers == sorted(numbers)
    assert [6 - n for n in numbers] == [found.of(-value) for value in values]
    assert len(found.words()) == len(svg_map.CLASSES)


# ------------------------------------------------------------------------------------- words
@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.5, "1,234"), (0.0561, "0.056"), (12.34, "12"), (0.0, "0"), (-1e-9, "0")],
)
def test_numbers_in_words(value: float, text: str) -> None:
    assert number(value) == text


def test_sentences() -> None:
    pairs = [("A", 5.0), ("B", -3.0), ("C", 0.001), ("D", 12.0)]
    assert gains(pairs, "Gain", "Lose", "USD") == "Gain: D 12.0 and A 5.00 USD. Lose: B 3.00 USD."
    assert (signed(-2.0), signed(-1e-12)) == ("−2.0", "0")
    assert (counted(1, "region"), counted(2, "region")) == (
        "1 region",
        "2 regions",
    )
    assert [people(n) for n in (18.7e6, 48_000, 300)] == ["18.7 million", "48 thousand", "300"]
