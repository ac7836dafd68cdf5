"""From starting the process to its first answer, warm: the kernels are compiled and on disk, the files in the page cache.

The first answer is the explorer's page, all of it. The first walk is asked for right after it on another connection, since
that is what the page does next; the server checks its kernels meanwhile.
"""

from __future__ import annotations

import time
from statistics import median

import orjson

from bench.measure import COMPACT, PATH, START_SECONDS, WALKS, Figure, ask, first_answer, free_port, start, stop

RUNS = 7


def measure() -> list[Figure]:
    """The medians of several starts; one more before them, uncounted, warms."""
    one_start()
    pages, walks = zip(*(one_start() for _ in range(RUNS)), strict=True)
    print(f"  {RUNS} starts: page {min(pages):.2f} - {max(pages):.2f} s, walk {min(walks):.2f} - {max(walks):.2f} s")
    return [
        Figure("start: process to first page", median(pages), 2, " s"),
        Figure("start: process to first walk", median(walks), 2, " s"),
    ]


def one_start() -> tuple[float, float]:
    """Seconds from starting the process to the page, and to the first walk."""
    port, body = free_port(), orjson.dumps(WALKS)
    begin = time.monotonic()
    process = start("app", port)
    try:
        status, page = first_answer(process, port, "/", begin + START_SECONDS)
        to_page = time.monotonic() - begin
        walked, runs = ask(port, "POST", PATH, body, {"Accept": COMPACT})
        to_walk = time.monotonic() - begin
    finally:
        stop(process)
    if (status, walked) != (200, 200) or b"data-page-data" not in page or runs.count(b'"outcome"') != 3:
        raise RuntimeError(f"the first answers are not what they should be: {status}, {walked}")
    return to_page, to_walk
