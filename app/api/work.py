"""Where the computing happens: small jobs at once, cheap and expensive ones in lanes of their own, too many refused.

The kernels release the GIL, so the event loop goes on answering while threads compute. A job below a millisecond costs
less than its journey to a thread and back. A job of milliseconds never waits behind one of seconds: those have threads of
their own, one fewer than there are processors.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.api.problems import Problem

T = TypeVar("T")

NANOSECONDS_PER_EVALUATION = 20
"""Of one data point's term: what `work` counts."""

NANOSECONDS_PER_NUMBER = 30
"""To write a number of the answer."""

INLINE_WORK = 30_000
INLINE_NUMBERS = 40_000
CHEAP_NANOSECONDS = 200_000_000
"""Every walk and map of the page on a named surface, or on a few data points, is below."""

WAITING = 64
"""Jobs that may wait for a thread; at the limits' worst three seconds each, more would wait for minutes."""

RETRY_AFTER_SECONDS = 2


class Workers:
    """A bounded pool of threads with a bounded queue.

    Args:
        threads: jobs computed at the same time.
        waiting: jobs that may wait besides; one more is refused.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._free = threads + waiting

    async def run(self, job: Callable[[], T]) -> T:
        """Run a job on a thread.

        Raises:
            Problem: 503 when the queue is full.
        """
        if self._free == 0:
            raise Problem(
                503,
                f"The server is busy; try again in {RETRY_AFTER_SECONDS} seconds.",
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
        self._free -= 1
        future = asyncio.get_running_loop().run_in_executor(self._pool, job)
        # The place is free when the job has ended, not when a client has lost patience with it.
        future.add_done_callback(lambda _: self._release())
        return await asyncio.shield(future)

    def _release(self) -> None:
        self._free += 1


PROCESSORS = os.cpu_count() or 1
CHEAP = Workers(threads=max(2, PROCESSORS), waiting=WAITING)
EXPENSIVE = Workers(threads=max(1, PROCESSORS - 1), waiting=WAITING)


async def compute(job: Callable[[], T], *, work: int, numbers: int) -> T:
    """Run a job here and now if it is small, else on a thread of its lane.

    Args:
        job: computes and encodes; touches nothing of the event loop.
        work: evaluations of one data point's term.
        numbers: numbers in the answer.
    """
    if work <= INLINE_WORK and numbers <= INLINE_NUMBERS:
        return job()
    return await lane(work, numbers).run(job)


def lane(work: int, numbers: int) -> Workers:
    """The threads for a job of this size."""
    nanoseconds = NANOSECONDS_PER_EVALUATION * work + NANOSECONDS_PER_NUMBER * numbers
    return CHEAP if nanoseconds <= CHEAP_NANOSECONDS else EXPENSIVE
