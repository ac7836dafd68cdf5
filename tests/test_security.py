"""Security headers on every answer, whatever it is."""

from __future__ import annotations

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.assets import asset_url
from app.security import PART_HEADERS, SECURITY_HEADERS, SecurityHeadersMiddleware

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/api/v1/surfaces"),
        ("HEAD", "/api/v1/surfaces"),
        ("GET", "/openapi.json"),
        ("GET", "/healthz"),
        ("GET", asset_url("icon.svg")),
        ("POST", "/api/v1/descents"),
        ("GET", "/api/v1/descents"),
        ("GET", "/nothing"),
    ],
)
def test_every_answer_has_the_headers(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)
    for name, value in SECURITY_HEADERS.items():
        assert response.headers.get_list(name) == [value]
    assert response.headers["content-security-policy"] == POLICY
    assert "server" not in response.headers


@pytest.mark.parametrize("path", ["js/explorer.js", "css/base.css", "vendor/fonts/inter.woff2"])
def test_parts_of_pages_have_what_concerns_them(client: httpx.Client, path: str) -> None:
    headers = client.get(asset_url(path)).headers
    assert {name for name in SECURITY_HEADERS if name in headers} == PART_HEADERS


@pytest.mark.anyio
async def test_an_answer_may_have_its_own_policy() -> None:
    async def embeddable(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(headers={"content-security-policy": "frame-ancestors *"})(scope, receive, send)

    transport = httpx.ASGITransport(SecurityHeadersMiddleware(embeddable))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as session:
        response = await session.get("/")
    assert response.headers.get_list("content-security-policy") == ["frame-ancestors *"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
