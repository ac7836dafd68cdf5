"""The way past the framework for the calls that are made sixty times a second while a start is dragged.

FastAPI matches routes, opens exit stacks, asks for telemetry and looks up handlers: 60 microseconds, a fifth of what the
three walks take themselves. The calls need none of it. They remain routes of the application as well, which documents them and
answers other methods.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.body_route import BodyRoute
from app.api.problems import Problem

Handler = Callable[[Request], Awaitable[Response]]


def handlers(routes: Iterable[BaseRoute]) -> Mapping[str, Handler]:
    """The handler of every call among the routes, by path."""
    return {route.path: route.get_route_handler() for route in routes if isinstance(route, BodyRoute)}


class DirectCallsMiddleware:
    """Answers POST to an exact path by its handler, and leaves everything else to the application.

    Args:
        app: the application.
        calls: handlers by path.
    """

    def __init__(self, app: ASGIApp, calls: Mapping[str, Handler]) -> None:
        self.app = app
        self._calls = calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        handle = self._calls.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if handle is None:
            await self.app(scope, receive, send)
            return
        try:
            response = await handle(Request(scope, receive))
        except Problem as problem:
            response = problem.response()
        except ClientDisconnect:
            return
        await response(scope, receive, send)
