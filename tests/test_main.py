"""The application as a whole: what no single part can promise."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from app.api.problems import add_problem_handlers
from app.assets import asset_url
from app.main import application, surrounded
from app.security import SECURITY_HEADERS

SECRET = "a detail of ours"


@pytest.mark.anyio
async def test_a_failure_of_ours_is_a_problem_without_details() -> None:
    failing = FastAPI()
    add_problem_handlers(failing)

    @failing.get("/fail")
    async def fail() -> None:
        raise RuntimeError(SECRET)

    transport = httpx.ASGITransport(surrounded(failing), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as session:
        response = await session.get("/fail")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == 500
    assert SECRET not in response.text
    assert set(SECURITY_HEADERS) <= set(response.headers)


def test_no_address_is_routed_twice() -> None:
    addresses = [(getattr(route, "path", None), *sorted(getattr(route, "methods", None) or ())) for route in application.routes]
    assert len(addresses) == len(set(addresses))


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/readyz", "/openapi.json", "/api/v1/surfaces", "/api/v1/optimizers"])
def test_head_answers_as_get_does(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/healthz", "/openapi.json", "/api/v1/surfaces", "/favicon.ico", asset_url("icon.svg")]
)
def test_where_head_is_answered_allow_says_so(client: httpx.Client, path: str) -> None:
    assert client.head(path).status_code < 400
    refused = client.delete(path)
    assert refused.status_code == 405
    assert refused.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/docs", "/api/v1/surfaces", "/openapi.json", "/healthz", "/nothing"])
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_no_header_is_said_twice(client: httpx.Client, path: str, coding: str) -> None:
    headers = client.get(path, headers={"accept-encoding": coding}).headers
    assert len(headers.raw) == len(headers.keys())


def test_the_documentation_page_loads_our_own_files_only(client: httpx.Client) -> None:
    page = client.get("/docs").text
    sources = [part.split('"')[0] for key in ('src="', '<link rel="stylesheet" href="') for part in page.split(key)[1:]]
    assert len(sources) > 3
    for source in sources:
        assert source.startswith("/static/")
        assert client.get(source).status_code == 200


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
