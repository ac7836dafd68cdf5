"""Small jobs run at once, big ones on threads, too many are refused."""

from __future__ import annotations

import asyncio
import threading

import pytest

from app.api.problems import Problem
from app.api.work import INLINE_NUMBERS, INLINE_WORK, Workers, compute

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
