"""The yardstick of bench/server.py: `python -m bench.bare FOLDER`, bare Starlette routes on the product's own server settings.

`POST /<name>` answers with the bytes of the file of that name, read beforehand. There is no middleware, and the request's body is
not read.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.__main__ import BACKLOG, GRACEFUL_SHUTDOWN_SECONDS, KEEP_ALIVE_SECONDS, bind
from app.settings import settings


def answer_with(content: bytes) -> Callable[[Request], Awaitable[Response]]:
    """A route's handler that always gives the same bytes."""

    async def answer(_: Request) -> Response:
        return Response(content, media_type="application/json")

    return answer


def main(folder: Path) -> None:
    """Serve the folder's files until told to stop."""
    routes = [Route(f"/{file.name}", answer_with(file.read_bytes()), methods=["POST"]) for file in folder.iterdir()]
    config = uvicorn.Config(
        Starlette(routes=[*routes, Route("/readyz", answer_with(b"{}"))]),
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[bind(settings())])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
