"""Answers of the page: the numbers of ``cge.solve``, whoever asks, and how many ask at once."""

from __future__ import annotations

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import xarray as xr

import cge
from cge.app.server import listening
from cge.errors import UsageError
from cge.results.store import open_result
from tests.app.conftest import POLICIES, Server, query
from tests.cli.conftest import start


def solved(server: Server, name: str, folder: Path) -> xr.Dataset:
    """The result that the page hands out."""
    reply = server.ask(f"result.nc?{query(name)}")
    assert reply.status == 200, reply.text
    file = folder / "result.nc"
    file.write_bytes(reply.body)
    return open_result(file)


# ---------------------------------------------------------------------------- without solving
def test_the_first_page_is_a_form(server: Server) -> None:
    reply = server.ask()
    assert reply.status == 200
    assert '<form id="policy"' in reply.text
    for name in ("plotly.js", "page.js", "explore.js"):
        assert server.ask(name).status == 200
    assert "http://" not in reply.text.replace("http://www.w3.org", "")


@pytest.mark.parametrize("size", ["-300", "three", ".nan", ""])
def test_a_wrong_size_is_refused_with_its_place(server: Server, size: str) -> None:
    reply = server.ask("?" + query("quota", size=size))
    assert reply.status == 422
    assert "policy.yaml:" in reply.text
    assert "visas.0" in reply.text
    assert 'role="alert"' in reply.text
    assert server.ask(f"result.nc?{query('quota', size=size)}").status == 422


def test_what_was_typed_cannot_become_part_of_the_page(server: Server) -> None:
    evil = "</textarea><script>alert(1)</script>"
    for field in ("set", "name", "to", "size", "focus", "benchmark"):
        text = server.ask("?" + query("quota", **{field: evil})).text
        assert "<script>alert" not in text


def test_an_unknown_region_in_focus_is_refused(server: Server) -> None:
    reply = server.ask("?" + query("quota", focus="POL"))
    assert reply.status == 422
    assert "POL" in reply.text


def test_foreign_pages_can_neither_ask_nor_save(server: Server) -> None:
    assert server.ask(Host="evil.example").status == 400
    reply = server.ask(f"save?{query('quota')}", post=True, Origin="http://evil.example")
    assert reply.status == 403
    assert not server.answers.folder.exists()
    assert server.ask(f"save?{query('quota')}").status == 405


def test_only_this_machine_is_listened_to() -> None:
    with listening(0) as listener:
        address, port = listener.getsockname()
        assert address == "127.0.0.1"
        with pytest.raises(UsageError, match=f"--port {port}: .*in use.*; give another one"):
            listening(port)


def test_the_extra_is_named_where_it_is_missing(cge, monkeypatch) -> None:
    for name in [one for one in sys.modules if one.startswith("cge.app.server")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = cge("explore", "north_south", "--no-open")
    assert done.code == 2
    assert "pip install 'cge[app]'" in done.err


# ---------------------------------------------------------------------------- solving
@pytest.mark.slow
@pytest.mark.solver
@pytest.mark.parametrize("name", POLICIES)
def test_the_page_solves_what_cge_solve_solves(server: Server, name: str, tmp_path: Path) -> None:
    found = solved(server, name, tmp_path)
    file = tmp_path / "policy.yaml"
    file.write_bytes(server.ask(f"scenario.yaml?{query(name)}").body)
    expected = cge.solve("north_south", file)
    assert abs(float(expected.welfare_ev_world_ppp)) > 1
    assert set(found.data_vars) == set(expected.data_vars)
    for variable in expected.data_vars:
        if expected[variable].dtype.kind == "f":
            xr.testing.assert_allclose(found[variable], expected[variable], rtol=1e-9, atol=1e-9)
    text = server.ask("?" + query(name)).text
    assert "Winners and losers" in text


@pytest.mark.slow
@pytest.mark.solver
def test_the_python_that_is_shown_gives_the_same_result(server: Server, tmp_path: Path) -> None:
    import html
    import re

    text = server.ask("?" + query("quota")).text
    shown = re.search(r'id="python">(.*?)</pre>', text, re.DOTALL)
    assert shown
    space: dict[str, xr.Dataset] = {}
    exec(html.unescape(shown.group(1)), space)
    found = solved(server, "quota", tmp_path)
    assert float(space["result"].welfare_ev_world_ppp) == pytest.approx(
        float(found.welfare_ev_world_ppp), rel=1e-9
    )


@pytest.mark.slow
@pytest.mark.solver
def test_twenty_who_ask_at_once_are_all_answered_right(server: Server) -> None:
    before = server.answers.solved
    sizes = ["1", "2", "2.5", "4"]

    def ask(n: int) -> tuple[str, int, str]:
        size = sizes[n % len(sizes)]
        reply = server.ask("?" + query("quota", size=size, name=f"q{size}"))
        return size, reply.status, reply.text

    with ThreadPoolExecutor(20) as many:
        replies = list(many.map(ask, range(20)))
    assert [status for _, status, _ in replies] == [200] * 20
    assert server.answers.solved - before == len(sizes)  # each once, whoever asks again
    said = {size: text for size, _, text in replies}
    for size, _, text in replies:
        assert f"quota {size} percent" in text
        assert said[size] == text
    assert len(set(said.values())) == len(sizes)


@pytest.mark.slow
@pytest.mark.solver
def test_saving_writes_two_files_into_the_folder_and_nothing_else(server: Server) -> None:
    reply = server.ask(f"save?{query('quota', name='kept')}", post=True)
    assert reply.status == 200
    assert "Saved:" in reply.text
    folder = server.answers.folder
    assert sorted(path.name for path in folder.iterdir()) == ["kept.nc", "kept.yaml"]
    result = open_result(folder / "kept.nc")
    again = cge.load_scenario(folder / "kept.yaml")
    assert again.name == result.attrs["scenario_name"] == "kept"
    other = server.ask("?" + query("quota", name="kept", size="1"))
    assert "replaces another" in other.text


@pytest.mark.slow
@pytest.mark.solver
def test_a_policy_without_equilibrium_is_told_and_the_next_one_is_solved(server: Server) -> None:
    lost = query("quota", set="endowments=[{factor: low, region: NORTH, scale: 1e-9}]")
    assert server.ask("?" + lost).status == 422
    assert server.ask("?" + query("quota")).status == 200


@pytest.mark.slow
@pytest.mark.solver
@pytest.mark.parametrize("busy", [False, True])
def test_ctrl_c_stops_the_page(tmp_path: Path, busy: bool) -> None:
    process = start("explore", "north_south", "--no-open", "--port", 0, cwd=tmp_path)
    assert process.stdout
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    if not busy:  # the first answer is on its way at the start
        import urllib.request

        with urllib.request.urlopen(address, timeout=300) as got:
            assert got.status == 200
    began = time.monotonic()
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert time.monotonic() - began < 60
    assert list(tmp_path.iterdir()) == []
