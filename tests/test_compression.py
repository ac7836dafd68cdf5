"""Pages, lists and compact numbers are compressed; plain numbers are not."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import zstandard

GRID: dict[str, Any] = {
    "surface": {"kind": "named", "id": "booth"},
    "w": {"minimum": -1, "maximum": 1, "count": 50},
    "b": {"minimum": -1, "maximum": 1, "count": 50},
}


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("path", ["/", "/api/v1/surfaces", "/openapi.json"])
def test_what_is_read_is_compressed(client: httpx.Client, path: str, coding: str) -> None:
    plain = client.get(path, headers={"accept-encoding": "identity"})
    compressed = client.get(path, headers={"accept-encoding": coding})
    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == coding
    assert compressed.content == plain.content
    assert int(compressed.headers["content-length"]) < len(plain.content) / 2
    assert "accept-encoding" in compressed.headers["vary"].lower()


COMPACT = "application/vnd.walk-downhill+json"


@pytest.mark.parametrize(
    ("accept", "codings"),
    [("application/json", "zstd, br, gzip"), (COMPACT, "br, gzip"), (COMPACT, "identity"), (f"{COMPACT};q=0", "zstd")],
)
def test_these_numbers_are_sent_as_they_are(client: httpx.Client, accept: str, codings: str) -> None:
    response = client.post("/api/v1/grid", json=GRID, headers={"accept": accept, "accept-encoding": codings})
    assert "content-encoding" not in response.headers
    assert "Accept" in response.headers["vary"]


def test_compact_numbers_are_sent_smaller(client: httpx.Client) -> None:
    headers = {"accept": COMPACT, "accept-encoding": "zstd"}
    with client.stream("POST", "/api/v1/grid", json=GRID, headers=headers) as response:
        raw = b"".join(response.iter_raw())
    plain = client.post("/api/v1/grid", json=GRID, headers={**headers, "accept-encoding": "identity"}).content
    assert response.headers["content-encoding"] == "zstd"
    assert zstandard.ZstdDecompressor().decompressobj().decompress(raw) == plain
    assert len(raw) < 0.85 * len(plain)


def test_little_is_not_worth_it(client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/healthz", headers={"accept-encoding": "br"}).headers
