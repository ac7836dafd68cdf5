"""What all measurements share: a figure with its target, fair timing, the table, and the real server as a process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATH = "/api/v1/descents"
COMPACT = "application/vnd.walk-downhill+json"
START_SECONDS = 180.0  # the first start on a machine compiles the kernels
STOP_SECONDS = 30.0
ANSWER_SECONDS = 60.0
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
POLL_SECONDS = 0.001

WALKS: Mapping[str, Any] = {
    "surface": {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]]},
    "starts": [[-2.0, -2.0]],
    "optimizers": [
        {"id": "gradient_descent", "learning_rate": 1.0},
        {"id": "momentum", "learning_rate": 1.0, "momentum": 0.9},
        {"id": "nesterov", "learning_rate": 1.0, "momentum": 0.9},
    ],
    "max_iterations": 1000,
    "tolerance": 0,
    "events": False,
}
"""The lecture's three walks at full length, as a body of `POST /api/v1/descents`; without events, as the explorer asks."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and what it has to reach.

    Attributes:
        name: what was measured.
        value: in `unit`.
        target: in `unit`; None for what is only observed.
        unit: printed after the number, with its space: " ms", " x".
        at_least: whether the target is a floor; otherwise it is a ceiling.
    """

    name: str
    value: float
    target: float | None
    unit: str
    at_least: bool = False

    @property
    def missed(self) -> bool:
        """Whether there is a target that is not reached; a value that is not a number reaches none."""
        if self.target is None:
            return False
        return not (self.value >= self.target if self.at_least else self.value <= self.target)


def table(figures: Sequence[Figure]) -> str:
    """The figures, one a line: name, measured, target, met or missed."""
    rows = [("figure", "measured", "target", "")]
    for figure in figures:
        sign = ">=" if figure.at_least else "<="
        target = "none" if figure.target is None else f"{sign} {figure.target:g}{figure.unit}"
        verdict = "" if figure.target is None else "MISSED" if figure.missed else "met"
        rows.append((figure.name, f"{figure.value:.3g}{figure.unit}", target, verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def seconds_of(job: Callable[[], object]) -> float:
    """How long one call takes."""
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def alternating(jobs: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Call the jobs in turn, A B A B, so that a slow moment of the machine falls on all of them.

    Returns:
        The results by the jobs' names, one a round; entries of the same index were made within one round.
    """
    results: dict[str, list[T]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            results[name].append(job())
    return results


def median_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the rounds' own ratios."""
    return median(a / b for a, b in zip(above, below, strict=True))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(int(rank), 1) - 1]


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def start(module: str, port: int, *arguments: str) -> subprocess.Popen[bytes]:
    """Start `python -m module arguments` at the repository's root, to listen on a port of the loopback."""
    environment = {**os.environ, "HOST": HOST, "PORT": str(port), "WALK_RELOAD": "", "WALK_ACCESS_LOG": ""}
    return subprocess.Popen([sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that `start` returned, and wait for its end."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def serving(module: str, *arguments: str) -> Iterator[int]:
    """The port of a server that runs as a process of its own for as long as the block, ready to compute."""
    port = free_port()
    process = start(module, port, *arguments)
    try:
        deadline = time.monotonic() + START_SECONDS
        while first_answer(process, port, "/readyz", deadline)[0] != 200:
            time.sleep(POLL_SECONDS)
        yield port
    finally:
        stop(process)


def first_answer(process: subprocess.Popen[bytes], port: int, path: str, deadline: float) -> tuple[int, bytes]:
    """Ask until a server that is starting answers; the status and the body.

    Raises:
        RuntimeError: the process has ended, or `deadline` (of the monotonic clock) is over.
    """
    while True:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start (exit status {process.returncode})")
        try:
            return ask(port, "GET", path)
        except ConnectionError:
            time.sleep(POLL_SECONDS)


def ask(
    port: int, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = NO_HEADERS
) -> tuple[int, bytes]:
    """One request on a connection of its own; the status and the body of the answer."""
    connection = HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
