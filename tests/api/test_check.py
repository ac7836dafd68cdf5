"""`POST /surfaces/check`: what `POST /surfaces/describe` says, but a mistake in a formula is an answer."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.api import examples

V1 = "/api/v1"

SURFACES = [each["value"] for each in examples.DESCRIBE.values()]
MISTAKEN = ["", "w^2 + (b", "sni(w)", "w^2 + q", "log(-1)", "9^9^9", "(" * 400]


def check(client: httpx.Client, body: dict[str, Any]) -> dict[str, Any]:
    """The answer."""
    response = client.post(f"{V1}/surfaces/check", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize("body", SURFACES, ids=list(examples.DESCRIBE))
def test_a_good_surface_is_described(client: httpx.Client, body: dict[str, Any]) -> None:
    described = client.post(f"{V1}/surfaces/describe", json=body).json()
    assert check(client, body) == {"description": described, "mistake": None}


@pytest.mark.parametrize("text", MISTAKEN)
def test_a_mistake_is_told_as_describe_would(client: httpx.Client, text: str) -> None:
    body = {"surface": {"kind": "formula", "text": text}}
    refused = client.post(f"{V1}/surfaces/describe", json=body)
    assert refused.status_code == 422
    [mistake] = refused.json()["errors"]
    assert mistake["location"] == "body.surface.text"
    assert check(client, body) == {"description": None, "mistake": mistake}


def test_what_is_no_surface_is_refused(client: httpx.Client) -> None:
    for surface in ({"kind": "formula"}, {"kind": "named", "id": "atlantis"}, 1):
        assert client.post(f"{V1}/surfaces/check", json={"surface": surface}).status_code == 422
