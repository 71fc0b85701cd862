"""The page in a browser: chosen, solved and read by keyboard, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from cge.results.store import open_result
from tests.app.conftest import POLICIES, Server, query
from tests.report import browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.solver,
    pytest.mark.skipif(bool(browser.missing()), reason=f"no browser test: {browser.missing()}"),
]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with browser.browser(tmp_path_factory.mktemp("profile")) as started:
        started.get("about:blank")
        browser.requests(started)  # what the browser itself asks for at its start
        yield started


def elsewhere(driver: Any, server: Server) -> list[str]:
    """Addresses asked for that are not of the page's server."""
    return [url for url in browser.requests(driver) if not url.startswith(server.url)]


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("page", ["first", "wrong", "dark", *POLICIES])
def test_the_page_is_quiet_fits_and_can_be_used_by_everybody(
    driver: Any, server: Server, page: str, width: int
) -> None:
    wrong = query("quota", size="three", to="hig_income")
    asked = {"first": "", "wrong": f"?{wrong}", "dark": f"?{query('quota')}"}
    path = asked.get(page) or ("" if page == "first" else f"?{query(page, focus='SOUTH')}")
    charts = page not in ("first", "wrong")
    browser.look(driver, server.url + path, width, dark=page == "dark", charts=charts)
    driver.execute_script(
        "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )
    said = [text for text in browser.complaints(driver) if "favicon" not in text]
    assert said == [] or (page == "wrong" and all("422" in text for text in said))
    assert elsewhere(driver, server) == []
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert browser.violations(driver) == []


def test_a_policy_is_chosen_and_solved_by_keyboard_alone(
    driver: Any, server: Server, tmp_path: Any
) -> None:
    from selenium.webdriver.common.keys import Keys

    browser.look(driver, server.url, 1400, charts=False)
    field = driver.find_element("id", "f-instrument")
    field.send_keys("auction")
    assert field.get_attribute("value") == "auction"
    size = driver.find_element("id", "f-size")
    size.send_keys(Keys.BACKSPACE, "1.5", Keys.ENTER)
    browser.until(lambda: bool(driver.find_elements("css selector", ".tiles strong")), 60)
    assert "instrument=auction" in driver.current_url
    assert "size=1.5" in driver.current_url
    assert "&fee=" not in driver.current_url  # an empty field makes no part of the address
    assert driver.switch_to.active_element.get_attribute("id") == "results"
    asked = driver.current_url.partition("?")[2].partition("#")[0]
    file = tmp_path / "result.nc"
    file.write_bytes(server.ask(f"result.nc?{asked}").body)
    gain = float(open_result(file).welfare_ev_world_ppp)
    assert f"{gain:+,.3g} bn" in driver.find_element("css selector", ".tiles strong").text
    before = len(driver.window_handles)
    driver.switch_to.new_window("tab")  # the address alone shows the same answer
    browser.look(driver, f"{server.url}?{asked}", 1400)
    assert f"{gain:+,.3g} bn" in driver.find_element("css selector", ".tiles strong").text
    driver.close()
    driver.switch_to.window(driver.window_handles[before - 1])


def test_fields_that_a_rule_has_no_use_for_are_out_of_sight(driver: Any, server: Server) -> None:
    from selenium.webdriver.support.ui import Select

    browser.look(driver, server.url, 1400, charts=False)
    choice = driver.find_element("id", "f-instrument")
    for rule, seen in (("free", False), ("quota", True), ("fee", False), ("stock", True)):
        Select(choice).select_by_value(rule)
        assert driver.find_element("id", "f-size").is_displayed() is seen


def test_saving_is_one_click(driver: Any, server: Server) -> None:
    browser.look(driver, server.url + "?" + query("quota", name="clicked"), 1400)
    driver.find_element("css selector", "form[action^='/save'] button").click()
    browser.drawn(driver)
    assert "Saved:" in driver.find_element("css selector", "form[action^='/save']").text
    assert (server.answers.folder / "clicked.nc").is_file()
    assert browser.complaints(driver) == []


def test_without_scripts_the_form_still_solves(driver: Any, server: Server) -> None:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.get(server.url)
        driver.find_element("css selector", "button.solve").click()
        assert "The world gains" in driver.find_element("css selector", "p.lead").text
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
