"""The page on a port of this machine, asked as a browser or a program would ask."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn

from cge.app.answers import Answers
from cge.app.server import listening, site
from tests.cli.conftest import cge

__all__ = ["cge"]


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    url: str

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Server:
    url: str
    answers: Answers

    def ask(self, path: str = "", *, post: bool = False, **headers: str) -> Reply:
        """What is answered under a path of it."""
        request = urllib.request.Request(
            self.url + path, data=b"" if post else None, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=300) as got:
                return Reply(got.status, got.read(), got.url)
        except urllib.error.HTTPError as refused:
            with refused:
                return Reply(refused.code, refused.read(), refused.url)


@contextmanager
def serving(answers: Answers) -> Iterator[Server]:
    """The page in a thread of this process."""
    with listening(0) as listener:
        server = uvicorn.Server(uvicorn.Config(site(answers), log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Server(f"http://127.0.0.1:{listener.getsockname()[1]}/", answers)
        finally:
            server.should_exit = True
            thread.join()
            answers.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("explore") / "kept"
    with serving(Answers("north_south", folder)) as started:
        yield started


WHO = {"to": "high_income", "from": "developing"}
POLICIES = {
    "quota": {**WHO, "instrument": "quota", "size": "3"},
    "fee": {
        **WHO,
        "instrument": "fee",
        "fee": "6000",
        "fee_in": "usd",
        "revenue.destination_natives": "0.5",
        "revenue.origin_government": "0.5",
        "skill": "low",
    },
    "auction and trade": {
        **WHO,
        "instrument": "auction",
        "size": "200",
        "size_in": "percent_of_current",
        "cut": "0.5",
        "importer": "developing",
        "parameters.esubnm": "10",
        "closure.fiscal": "income_tax",
        "set": "remittances.cost=0.03",
    },
}
"""Policies as the form sends them."""


def query(policy: str, **more: str) -> str:
    """The address of a policy with some fields changed."""
    return urlencode(POLICIES[policy] | more)
