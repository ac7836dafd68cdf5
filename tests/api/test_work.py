"""Small jobs run at once, big ones on threads, too many are refused."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from app.api.problems import Problem
from app.api.work import CHEAP, EXPENSIVE, INLINE_NUMBERS, INLINE_WORK, PROCESSORS, Workers, compute, lane
from app.limits import LIMITS

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("work", "numbers", "inline"),
    [(INLINE_WORK, INLINE_NUMBERS, True), (INLINE_WORK + 1, 0, False), (0, INLINE_NUMBERS + 1, False)],
)
async def test_size_decides_where_a_job_runs(work: int, numbers: int, inline: bool) -> None:
    thread = await compute(threading.get_ident, work=work, numbers=numbers)
    assert (thread == threading.get_ident()) is inline


@pytest.mark.parametrize(
    ("work", "numbers", "workers"),
    [
        (0, INLINE_NUMBERS + 1, CHEAP),
        (LIMITS.path_points * 4, LIMITS.path_points * 11, CHEAP),  # the longest walks on a few data points
        (LIMITS.grid_cells * 4, LIMITS.grid_cells, CHEAP),
        (10_001 * 1_000, 10_001 * 11, EXPENSIVE),
        (LIMITS.work, 0, EXPENSIVE),
    ],
)
def test_size_decides_in_which_lane_a_job_waits(work: int, numbers: int, workers: Workers) -> None:
    assert lane(work, numbers) is workers


async def most_at_once(workers: Workers) -> int:
    """How many of its jobs a pool has computing at the same time, when there are more than enough."""
    lock, running, most = threading.Lock(), 0, 0
    gate = threading.Event()

    def job() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        gate.wait(0.2)
        with lock:
            running -= 1

    await asyncio.gather(*(workers.run(job) for _ in range(2 * PROCESSORS + 2)))
    return most


async def test_expensive_jobs_leave_a_processor_free() -> None:
    assert await most_at_once(EXPENSIVE) == max(1, PROCESSORS - 1)


async def test_cheap_jobs_have_every_processor() -> None:
    assert await most_at_once(CHEAP) == max(2, PROCESSORS)


async def test_a_cheap_walk_is_answered_before_expensive_ones_that_came_earlier(server: str) -> None:
    def walk(data_points: int, starts: int) -> dict[str, Any]:
        data = [[index / data_points, 0.5] for index in range(data_points)]
        return {
            "surface": {"kind": "neuron", "data": data},
            "starts": [[1.0, 1.0]] * starts,
            "optimizers": [{"id": "gradient_descent"}],
            "max_iterations": 10_000,
            "tolerance": 0,
        }

    answered: list[str] = []

    async def ask(client: httpx.AsyncClient, name: str, body: dict[str, Any]) -> None:
        response = await client.post("/api/v1/descents", json=body)
        assert response.status_code == 200
        answered.append(name)

    async with httpx.AsyncClient(base_url=server, timeout=120) as client:
        expensive = [asyncio.create_task(ask(client, "expensive", walk(3_000, 1))) for _ in range(3 * PROCESSORS)]
        await asyncio.sleep(0.5)  # so that all of those have come
        for _ in range(3):
            await ask(client, "cheap", walk(2, 5))
        assert len([name for name in answered if name == "expensive"]) < len(expensive) / 2
        await asyncio.gather(*expensive)


async def test_a_full_queue_refuses_and_takes_jobs_again_when_it_has_room() -> None:
    workers, gate = Workers(threads=1, waiting=1), threading.Event()
    admitted = [asyncio.ensure_future(workers.run(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as refused:
        await workers.run(gate.wait)
    response = refused.value.response()
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    gate.set()
    assert await asyncio.gather(*admitted) == [True, True]
    assert await workers.run(lambda: "room") == "room"


async def test_a_job_that_nobody_waits_for_any_more_keeps_its_place_until_it_ends() -> None:
    workers, gate = Workers(threads=1, waiting=0), threading.Event()
    abandoned = asyncio.ensure_future(workers.run(gate.wait))
    await asyncio.sleep(0)
    abandoned.cancel()
    with pytest.raises(asyncio.CancelledError):
        await abandoned
    with pytest.raises(Problem):
        await workers.run(gate.wait)
    gate.set()


async def test_a_job_that_fails_gives_its_place_back() -> None:
    workers = Workers(threads=1, waiting=0)

    def fail() -> None:
        raise RuntimeError("failed")

    for _ in range(3):
        with pytest.raises(RuntimeError, match="failed"):
            await workers.run(fail)
