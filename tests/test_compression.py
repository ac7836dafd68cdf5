"""Pages and lists are compressed; computed numbers are not."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

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


@pytest.mark.parametrize("accept", ["application/json", "application/vnd.walk-downhill+json"])
def test_computed_numbers_are_sent_as_they_are(client: httpx.Client, accept: str) -> None:
    response = client.post("/api/v1/grid", json=GRID, headers={"accept": accept, "accept-encoding": "zstd, br, gzip"})
    assert "content-encoding" not in response.headers
    assert response.headers["vary"] == "Accept"


def test_little_is_not_worth_it(client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/healthz", headers={"accept-encoding": "br"}).headers
