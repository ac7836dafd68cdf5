"""The calls answer the same whether they go past the framework or through it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from app.api import examples
from app.api.direct import DirectCallsMiddleware, handlers
from app.api.problems import Problem
from app.api.routes import PREFIX, calls
from app.main import app, application

NO_REQUESTS: list[Any] = [{}, {"surface": 1}, []]
EXAMPLES = {
    "/surfaces/describe": examples.DESCRIBE,
    "/surfaces/check": examples.DESCRIBE,
    "/evaluate": examples.EVALUATE,
    "/taylor": examples.TAYLOR,
    "/race": examples.RACE,
    "/grid": examples.GRID,
    "/descents": examples.DESCENTS,
}
BODIES: list[tuple[str, Any]] = [(path, each["value"]) for path, entries in EXAMPLES.items() for each in entries.values()]
BAD_BODIES: list[tuple[str, Any]] = [(path, bad) for path in EXAMPLES for bad in NO_REQUESTS]

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def post(asgi: Any, path: str, content: bytes) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(asgi), base_url="http://test") as session:
        return await session.post(PREFIX + path, content=content, headers={"content-type": "application/json"})


def test_every_call_goes_past_the_framework() -> None:
    assert set(handlers(calls.routes)) == {PREFIX + path for path in EXAMPLES}


@pytest.mark.parametrize(("path", "body"), BODIES + BAD_BODIES)
async def test_both_ways_give_the_same_answer(path: str, body: Any) -> None:
    content = json.dumps(body).encode()
    direct, framework = await post(app, path, content), await post(application, path, content)
    assert direct.status_code == framework.status_code
    assert direct.content == framework.content
    assert direct.headers["content-type"] == framework.headers["content-type"]


async def test_a_failure_on_the_direct_way_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a detail of ours")

    monkeypatch.setattr("app.api.routes.core_surface", fail)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as session:
        response = await session.post(f"{PREFIX}/descents", json=BODIES[-1][1])
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "a detail of ours" not in response.text


async def test_a_problem_raised_by_a_handler_is_its_answer() -> None:
    async def refuse(_: object) -> Any:
        raise Problem(503, "Busy.", headers={"Retry-After": "2"})

    response = await post(DirectCallsMiddleware(application, {f"{PREFIX}/x": refuse}), "/x", b"{}")
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")
