"""Compression: pages and lists with whatever the client takes, compact grids with zstd alone, walks not at all.

What zstd saves on the compact form is the quarter that base64 adds. A grid belongs to the first load, where bytes count; walks
answer a click, where compressing and restoring 95 kB takes longer (0.4 ms) than sending 24 kB more. On 558 kB of plain JSON
zstd takes 1.7 ms, more than computing and writing it, so plain JSON from a POST is sent as it is.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from app.api.encoding import COMPACT, takes_compact
from app.assets import MOUNT

SMALLEST_WORTH_COMPRESSING = 1_000  # bytes; fewer fit into one packet anyway
FASTEST = 1

add_compress_type(COMPACT)


class CompressionMiddleware:
    """Compresses answers to GET by zstd, brotli or gzip, and compact grids by zstd; static files have been compressed already."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._pages = CompressMiddleware(app, minimum_size=SMALLEST_WORTH_COMPRESSING)
        self._grids = CompressMiddleware(
            app, minimum_size=SMALLEST_WORTH_COMPRESSING, zstd_level=FASTEST, brotli=False, gzip=False
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, compressed where it is worth it."""
        await self._for(scope)(scope, receive, send)

    def _for(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http" or scope["path"].startswith(f"{MOUNT}/"):
            return self.app
        if scope["method"] == "GET":
            return self._pages
        is_grid = scope["path"].endswith("/grid") and takes_compact(Headers(scope=scope).get("accept", ""))
        return self._grids if is_grid else self.app
