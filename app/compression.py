"""Compression of what is read with GET: pages, lists, the OpenAPI document. Computed numbers are sent as they are.

Measured on the answer to 3 walks of 1,000 steps: zstd level 1 makes 240 kB of 558 kB of plain JSON in 1.7 ms, more than
computing and writing it takes; brotli and gzip take 5 ms at their lowest levels. The compact form is 269 kB without any of
this, and base64 of the noise in 53 bits hardly gets smaller.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware

SMALLEST_WORTH_COMPRESSING = 1_000  # bytes; fewer fit into one packet anyway


class CompressionMiddleware:
    """Compresses answers to GET with what the client accepts, best first: zstd, brotli, gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._compressing = CompressMiddleware(app, minimum_size=SMALLEST_WORTH_COMPRESSING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, compressed if the request reads."""
        reads = scope["type"] == "http" and scope["method"] == "GET"
        await (self._compressing if reads else self.app)(scope, receive, send)
