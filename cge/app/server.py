"""The addresses of the page, and the server that answers them on this machine alone."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from cge.app.fields import start
from cge.app.pages import TEMPLATES, Pages
from cge.app.policy import Policy
from cge.errors import CgeError, UsageError, as_known
from cge.report.page import TEMPLATES as REPORT
from cge.report.page import plotly_script
from cge.results.store import encoded
from cge.scenario.resolve import as_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from cge.app.answers import Answers
    from cge.scenario.schema import Scenario

T = TypeVar("T")
HERE = "127.0.0.1"
"""The only address that is listened to: nobody but this machine can ask."""
NAMES = (HERE, "localhost")
"""What a browser may call it; another name is a foreign page that reaches for it."""
WRONG = 422
"""Status of a policy that cannot be solved as it stands."""
PATIENCE = 1
"""Seconds that open requests have when the server stops."""


@dataclass(frozen=True)
class Site:
    """What is answered under each address."""

    answers: Answers

    @property
    def pages(self) -> Pages:
        """Pages as HTML."""
        return Pages(self.answers)

    def policy(self, request: Request) -> Policy:
        """The policy that a request asks about."""
        return Policy.read(request.url.query, self.answers.benchmark)

    def checked(self, policy: Policy) -> Scenario:
        """Its scenario.

        Raises
        ------
        ScenarioError
        """
        return policy.scenario(self.answers.bench, self.answers.benchmark)

    async def done(self, work: Callable[[], T]) -> T:
        """What the solving thread makes of some work."""
        return await asyncio.wrap_future(self.answers.submit(work))

    async def page(self, request: Request) -> Response:
        """The form; with a query also the answer to it."""
        if not request.url.query:
            return HTMLResponse(await self.done(self.pages.first))
        policy = self.policy(request)
        try:
            scenario = self.checked(policy)
            text = await self.done(lambda: self.pages.answer(policy, scenario))
        except Exception as error:
            known = _told(error)
            text = await self.done(lambda: self.pages.refused(policy, known))
            return HTMLResponse(text, WRONG)
        return HTMLResponse(text)

    async def scenario(self, request: Request) -> Response:
        """The scenario file of a query."""
        policy = self.policy(request)
        try:
            scenario = self.checked(policy)
        except CgeError as error:
            return PlainTextResponse(f"{error}\n", WRONG)
        text = as_yaml(scenario.as_written())
        return Response(text, media_type="text/yaml", headers=_file(f"{scenario.name}.yaml"))

    async def result(self, request: Request) -> Response:
        """The result of a query as NetCDF."""
        policy = self.policy(request)
        try:
            scenario = self.checked(policy)
            content = await self.done(lambda: encoded(self.answers.result(scenario)))
        except Exception as error:
            return PlainTextResponse(f"{_told(error)}\n", WRONG)
        kind = "application/x-netcdf"
        return Response(content, media_type=kind, headers=_file(f"{scenario.name}.nc"))

    async def save(self, request: Request) -> Response:
        """Write scenario and result of a query into the folder, then show the answer again."""
        if not _from_here(request):
            return PlainTextResponse("only a page of this server may save\n", 403)
        policy = self.policy(request)
        try:
            scenario = self.checked(policy)
            await self.done(lambda: self.answers.save(scenario))
        except Exception as error:
            known = _told(error)
            return HTMLResponse(await self.done(lambda: self.pages.refused(policy, known)), WRONG)
        return RedirectResponse(f"/?{policy.query}#keep", 303)


def site(answers: Answers) -> Starlette:
    """The application."""
    here = Site(answers)
    return Starlette(
        routes=[
            Route("/", here.page),
            Route("/scenario.yaml", here.scenario),
            Route("/result.nc", here.result),
            Route("/save", here.save, methods=["POST"]),
            Route("/plotly.js", _script(plotly_script)),
            Route("/page.js", _script(_text_of(REPORT / "page.js"))),
            Route("/explore.js", _script(_text_of(TEMPLATES / "explore.js"))),
        ],
        exception_handlers={Exception: _bug},
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=NAMES, www_redirect=False)],
    )


def serve(answers: Answers, port: int, ready: Callable[[str], None]) -> None:
    """Answer until Ctrl-C; ``ready`` is told the address once it is listened to.

    Raises
    ------
    UsageError
        If the port is taken.
    """
    with listening(port) as listener:
        app = site(answers)
        config = uvicorn.Config(
            app, log_level="warning", timeout_graceful_shutdown=PATIENCE, lifespan="off"
        )
        first = start(answers.bench, answers.benchmark)
        scenario = first.scenario(answers.bench, answers.benchmark)
        answers.submit(lambda: answers.result(scenario))  # the first answer is there when asked for
        ready(f"http://{HERE}:{listener.getsockname()[1]}/")
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            answers.close()


def listening(port: int) -> socket.socket:
    """A socket on this machine; port 0 is one that is free.

    Raises
    ------
    UsageError
        If it cannot be had.
    """
    try:
        return socket.create_server((HERE, port))
    except OSError as error:
        reason = error.strerror or str(error)
        msg = f"--port {port}: {reason}; give another one (0: any that is free)"
        raise UsageError(msg) from error


def _told(error: Exception) -> CgeError:
    """The error in words for the user; a bug of ours is raised again."""
    known = as_known(error)
    if known is None:
        raise error
    return known


def _bug(_request: Request, error: Exception) -> Response:
    text = f"{type(error).__name__}: {error}\nThis is a bug of ours; please report this address.\n"
    return PlainTextResponse(text, 500)


def _from_here(request: Request) -> bool:
    """Whether a page of this server asks, as browsers say; programs need not say anything."""
    origin = request.headers.get("origin")
    return origin is None or origin == f"http://{request.headers.get('host')}"


def _file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _text_of(path: Path) -> Callable[[], str]:
    return lambda: path.read_text(encoding="utf-8")


def _script(text: Callable[[], str]) -> Callable[[Request], Response]:
    kept = cache(text)

    def answer(_request: Request) -> Response:
        headers = {"Cache-Control": "max-age=3600"}
        return Response(kept(), media_type="text/javascript", headers=headers)

    return answer
