"""The page in a browser: on a phone and on a desk, light and dark, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xarray as xr

from cge.report.page import write_page
from tests.report import browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.solver,
    pytest.mark.skipif(bool(browser.missing()), reason=f"no browser test: {browser.missing()}"),
]
WIDTHS = (390, 1400)


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with browser.browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture(scope="module")
def one(north_south: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page([north_south], tmp_path_factory.mktemp("page") / "one.html")


@pytest.fixture(scope="module")
def two(quota: xr.Dataset, cheap: xr.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page([quota, cheap], tmp_path_factory.mktemp("page") / "two.html")


@pytest.mark.parametrize(
    ("name", "width", "dark"),
    [
        ("one", 390, False),
        ("one", 1400, False),
        ("one", 1400, True),
        ("two", 390, False),
        ("two", 1400, False),
    ],
)
def test_the_page_is_quiet_fits_and_can_be_used_by_everybody(
    request: pytest.FixtureRequest, driver: Any, name: str, width: int, dark: bool
) -> None:
    browser.look(driver, request.getfixturevalue(name), width, dark=dark)
    driver.execute_script(
        "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )
    assert browser.complaints(driver) == []
    assert browser.requests(driver) == []
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.violations(driver) == []


def test_charts_stay_inside_their_cards(driver: Any, one: Path) -> None:
    for width in WIDTHS:
        browser.look(driver, one, width)
        too_wide = driver.execute_script(
            "return [...document.querySelectorAll('.chart')].filter((box) =>"
            " box.querySelector('svg').getBoundingClientRect().right"
            " > box.closest('figure').getBoundingClientRect().right + 1)"
            ".map((box) => box.dataset.chart)"
        )
        assert too_wide == []


def test_the_table_can_be_searched(driver: Any, one: Path) -> None:
    browser.look(driver, one, 1400)
    box = driver.find_element("css selector", "input[data-table]")
    box.send_keys("lower middle")
    shown = [
        row
        for row in driver.find_elements("css selector", "#s1-table tbody tr")
        if row.is_displayed()
    ]
    assert [row.text.split("\n")[0].startswith("Lower middle") for row in shown] == [True]
    assert driver.find_element("id", "s1-table-found").text == "1 of 3 rows"


def test_a_table_can_be_downloaded(
    driver: Any, one: Path, tmp_path: Path, north_south: xr.Dataset
) -> None:
    driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)}
    )
    browser.look(driver, one, 1400)
    driver.find_element("css selector", "button[data-download=s1-table]").click()
    file = tmp_path / "worldbank_3pct_regions.csv"
    browser.until(file.exists)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + north_south.sizes["region"]
    assert lines[0].startswith("region,")
    assert "−" not in "".join(lines[1:])  # numbers a program can read


def test_paper_shows_what_is_folded_away(driver: Any, two: Path) -> None:
    browser.look(driver, two, 1400)
    driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    shut = driver.execute_script(
        "return [...document.querySelectorAll('details:not(.data)')].filter((d) => !d.open).length"
    )
    assert shut == 0
    driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert browser.complaints(driver) == []
