"""A headless browser that looks at a page at a given width, and what it has to say about it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OWN = ("file:", "data:", "blob:", "chrome:")
PATIENCE = 300
"""Seconds for a script or a chart: a browser on a busy machine is slow."""
WHOLE = "return Math.ceil(document.documentElement.getBoundingClientRect().height)"


def missing() -> str:
    """What this machine lacks for browser tests; empty if nothing."""
    try:
        import axe_core_python  # noqa: F401
        import selenium  # noqa: F401
    except ImportError as error:
        return f"the Python package {error.name} is not installed"
    programs = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    return f"{' and '.join(programs)} not found" if programs else ""


@contextmanager
def browser(profile: Path) -> Iterator[Any]:
    """Chromium without a display and without a network of its own."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "disable-dev-shm-usage",
        f"user-data-dir={profile}",
    ):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(PATIENCE)
    try:
        yield driver
    finally:
        driver.quit()


def look(
    driver: Any, page: Path | str, width: int, *, dark: bool = False, charts: bool = True
) -> None:
    """Open a page, a file or an address, at a width, so that every chart is drawn."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    driver.get(page if isinstance(page, str) else page.as_uri())
    height = driver.execute_script(WHOLE)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size | {"height": height})
    if charts:
        drawn(driver)


def drawn(driver: Any) -> None:
    """Wait until every chart is drawn."""
    driver.implicitly_wait(PATIENCE)
    driver.find_element("css selector", "[data-chart][data-drawn]")
    driver.execute_async_script(
        "const done = arguments[0];"
        "const wait = () => document.querySelector('[data-chart]:not([data-drawn])')"
        " ? setTimeout(wait, 50) : setTimeout(done, 300); wait();"
    )


def picture(driver: Any, path: Path) -> None:
    """The whole page as a picture."""
    import base64

    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
    path.write_bytes(base64.b64decode(shot["data"]))


def complaints(driver: Any) -> list[str]:
    """Warnings and errors of the console."""
    return [entry["message"] for entry in driver.get_log("browser")]


def requests(driver: Any) -> list[str]:
    """Addresses that the page asked for, itself and what it carries aside."""
    found = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.append(message["params"]["request"]["url"])
    return [url for url in found if not url.startswith(OWN)]


def violations(driver: Any) -> list[str]:
    """What axe-core finds to be serious or worse."""
    from importlib.resources import files

    script = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    driver.execute_script(script)
    result = driver.execute_async_script(
        "const done = arguments[0]; axe.run(document, {iframes: false}).then(done, done);"
    )
    return [
        f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:160]} ... {len(v['nodes'])} times;"
        f" {v['nodes'][0].get('failureSummary', '')}"
        for v in result["violations"]
        if v["impact"] in ("serious", "critical")
    ]


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "not within the time given"
        time.sleep(0.05)
