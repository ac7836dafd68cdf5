"""Alive, ready, and refusing to be ready when a known walk comes out wrong."""

from __future__ import annotations

import httpx
import pytest

from app.api import health
from app.api.problems import Problem


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_running_server_is_well(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.anyio
async def test_before_the_kernels_are_checked_it_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = health.Readiness()
    monkeypatch.setattr(health, "READINESS", fresh)
    with pytest.raises(Problem) as refused:
        await health.readyz()
    assert refused.value.response().status_code == 503
    assert refused.value.response().headers["retry-after"] == "1"
    await fresh.warm_up()
    assert (await health.readyz()).status_code == 200


@pytest.mark.anyio
async def test_a_failed_check_is_logged_and_the_server_stays_unready(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(health, "LECTURE_STEPS_BELOW_1E_3", 32)
    fresh = health.Readiness()
    with pytest.raises(RuntimeError):
        await fresh.warm_up()
    assert not fresh.ready
    assert "does not become ready" in caplog.text
    assert "the lecture's walk does not come out right" in caplog.text


def test_a_wrong_result_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    health.check_kernels()
    monkeypatch.setattr(health, "LECTURE_STEPS_BELOW_1E_3", 32)
    with pytest.raises(RuntimeError, match="the lecture's walk"):
        health.check_kernels()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
