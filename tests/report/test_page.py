"""The page: self-contained, escaped, complete."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import xarray as xr

from cge.errors import UsageError
from cge.report.page import page
from tests.cli.conftest import Command

pytestmark = pytest.mark.solver
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


class Outline(HTMLParser):
    """Tags, ids, and the text of scripts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.scripts and self.tags[-1][0] == "script":
            self.scripts[-1] += data


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    return found


@pytest.fixture(scope="module")
def html(north_south: xr.Dataset) -> str:
    return page([north_south])


def test_the_page_carries_everything_itself(html: str) -> None:
    seen = outline(html)
    assert not [a for _, a in seen.tags if "src" in a]
    assert not [tag for tag, a in seen.tags if tag == "link"]
    assert "default-src 'none'" in html
    text = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert "http://" not in text
    assert not re.search(r'(src|href)="https', text)


def test_plotly_is_there_once(north_south: xr.Dataset, quota: xr.Dataset) -> None:
    both = page([north_south, quota])
    assert both.count("plotly.js v") == page([quota]).count("plotly.js v") == 1
    assert len(outline(both).scripts) == 3


def test_what_users_write_cannot_become_markup(quota: xr.Dataset) -> None:
    names = quota.region_name.astype(object).copy(data=[EVIL, "B"])
    bad = quota.assign(region_name=names).assign_attrs(
        title=EVIL, scenario_name=EVIL, scenario=EVIL, cautions=EVIL, sources=EVIL, closure=EVIL
    )
    for results in ([bad], [bad, quota]):
        seen = outline(page(results))
        assert len(seen.scripts) == 3
        assert not [tag for tag, _ in seen.tags if tag == "img"]
        json.loads(seen.scripts[1])


def test_every_chart_is_drawn_told_and_tabled(html: str) -> None:
    seen = outline(html)
    charts = json.loads(seen.scripts[1])
    boxes = {a["data-chart"]: a for _, a in seen.tags if "data-chart" in a}
    assert set(boxes) == set(charts)
    ids = [a["id"] for _, a in seen.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for key, box in boxes.items():
        assert f"{key}-t" in ids
        assert box["role"] == "img"
        assert str(box["aria-label"]).startswith("Chart: ")


def test_the_page_says_where_it_comes_from(html: str, north_south: xr.Dataset) -> None:
    for key in ("benchmark_sha256", "package_version", "created"):
        assert str(north_south.attrs[key]) in html
    assert "esubnm" in html
    assert "10 to 60" in html  # range of a parameter
    assert "all residents receive (or pay) the same sum per worker" in html


def test_maps_show_every_region_and_the_rest(html: str) -> None:
    seen = outline(html)
    uses = [a for tag, a in seen.tags if tag == "use"]
    assert len(uses) == 4
    shapes = {f"#{a['id']}" for tag, a in seen.tags if tag == "path"}
    assert {a["href"] for a in uses} <= shapes


def test_scenarios_stand_side_by_side(quota: xr.Dataset, cheap: xr.Dataset) -> None:
    html = page([quota, cheap])
    assert "2 scenarios side by side" in html
    charts = json.loads(outline(html).scripts[1])
    world = charts["all-world"]["data"][0]
    expected = [float(r.welfare_ev_world_ppp) for r in (quota, cheap)]
    assert world["x"] == pytest.approx(expected)
    names = [series["name"] for series in charts["all-groups"]["data"]]
    assert names == ["two regions quota", "two regions cheap remittances"]


def test_one_scenario_solved_twice_is_shown_twice(quota: xr.Dataset, cheap: xr.Dataset) -> None:
    """Bars under one label would be added up."""
    again = cheap.assign_attrs(scenario_name=quota.attrs["scenario_name"])
    html = page([quota, again])
    world = json.loads(outline(html).scripts[1])["all-world"]["data"][0]
    assert world["y"] == ["two regions quota", "two regions quota (2)"]
    named = page([quota, again], ["short run", "long run"])
    assert json.loads(outline(named).scripts[1])["all-world"]["data"][0]["y"] == [
        "short run",
        "long run",
    ]


def test_regions_of_one_name_are_not_added_up(quota: xr.Dataset) -> None:
    twins = quota.assign(region_name=quota.region_name.copy(data=["Same", "Same"]))
    charts = json.loads(outline(page([twins])).scripts[1])
    bars = charts["s1-regions"]["data"][0]
    assert len(set(bars["y"])) == len(bars["x"]) == 2


def test_nothing_is_said_of_nothing(still: xr.Dataset) -> None:
    html = page([still])
    assert "Nothing changes." in html
    assert outline(html).scripts == []


def test_a_path_is_told_year_by_year_and_shown_by_its_last_year(quota: xr.Dataset) -> None:
    earlier = quota.assign(welfare_ev_world_ppp_pct=quota.welfare_ev_world_ppp_pct * 0)
    years = xr.IndexVariable("year", [2017, 2030])
    path = xr.concat([earlier, quota], years, data_vars="all", combine_attrs="override")
    gain = {"welfare_ev_world_ppp_discounted": 900.0, "welfare_ev_world_ppp_discounted_pct": 1.5}
    html = page([path.assign(gain).assign_attrs(discount_rate=0.03)])
    assert "Over 2017 to 2030" in html
    charts = json.loads(outline(html).scripts[1])
    lines = charts.pop("s1-years")["data"]
    assert lines[0]["x"] == [2017, 2030]
    assert lines[0]["y"] == pytest.approx([0.0, float(quota.welfare_ev_world_ppp_pct)])
    assert charts == json.loads(outline(page([quota])).scripts[1])


def test_the_command_writes_the_page(
    cge: Command, result_files: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "r.html"
    done = cge("report", *result_files.values(), "--out", out)
    assert done.out.strip() == str(out)
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert cge("report", tmp_path / "none.nc", "--out", out).code == 3


def test_a_region_in_focus_is_told_on_the_page(quota: xr.Dataset) -> None:
    """Economy, wages, groups, budget, migrants, remittances and trade, by code or name."""
    html = page([quota], region="North")
    for heading in ("In focus: North", "North: economy", "Public budget", "Imports of North"):
        assert heading in html, heading
    assert "In focus" not in page([quota])
    with pytest.raises(UsageError, match="no region 'Nort'"):
        page([quota], region="Nort")
