"""Reading a request's body: bounded, and whatever it holds, never more than a 4xx."""

from __future__ import annotations

import codecs

from starlette.requests import Request

from app.api.problems import Problem
from app.limits import LIMITS

# A refused body is read to its end up to this many bytes: a client that is still sending when the connection closes
# would see a broken pipe instead of the answer.
DRAINED_BYTES = 64_000_000


async def read_json(request: Request) -> bytes:
    """The bytes of a JSON body, without the byte order mark that some clients begin with (RFC 8259, 8.1).

    Raises:
        Problem: 413 when it is longer than `LIMITS.body_bytes`, declared or chunked; 415 when it is declared to be
            something other than JSON.
    """
    _require_json(request.headers.get("content-type", "application/json"))
    if request.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise Problem(415, "The body must not be compressed: send it without a Content-Encoding.")
    body = bytearray()
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received <= LIMITS.body_bytes:
            body += chunk
        elif received > DRAINED_BYTES:
            break
    if received > LIMITS.body_bytes:
        raise Problem(413, f"The body is too large: at most {LIMITS.body_bytes:,} bytes are read.")
    return bytes(body).removeprefix(codecs.BOM_UTF8)


def _require_json(content_type: str) -> None:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json" and not (media_type.startswith("application/") and media_type.endswith("+json")):
        raise Problem(415, "The body must be JSON: send it with Content-Type: application/json.")
