"""Typed formulas: from the text to the first path, walks on one beside plain C, and many at random for crashes and time.

The first path is what the page asks of the server for a formula that it has not seen: description, grid and three walks, requests
and answers included, in this process. The random formulas are made from seeds as the tests make theirs, half of them trees and
half scribbles; each is parsed, differentiated, compiled with its Hessian, printed and evaluated. They run in processes of their
own, so that a crash is counted and its batch told. BENCH_FORMULAS says how many; a million take hours.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median

import httpx
import numpy as np

from app.core.compiled import Formula
from app.core.formula import FormulaError, to_text
from app.core.sampling import evaluate
from app.core.surface import Domain
from app.core.typed import TypedSurface
from app.main import application
from bench.kernel import AGREEMENT, WIDTHS, compiled_walks, difference, our_walks
from bench.measure import COMPACT, ROOT, Figure, alternating, median_ratio, seconds_of
from tests.core import random_formulas

TEXT = "(w^2 + b - 11)^2 + 3 sin(2w) b"
ETA = 0.0005
ROUNDS, FIRST_PATHS, WARM_UP = 400, 30, 20

COUNT = int(os.environ.get("BENCH_FORMULAS", "1_000_000"))
BATCH = 2_000
PROCESSES = 2
HANGS_AFTER = 600.0
SEED = 20261127
DEEPEST, MOST_PIECES = 10, 30

AXIS = {"minimum": -5, "maximum": 5, "count": 200}
OPTIMIZERS = [{"id": "gradient_descent"}, {"id": "momentum"}, {"id": "nesterov"}]


@dataclass(frozen=True, slots=True)
class Tried:
    """What a batch of random formulas took.

    Attributes:
        formulas: how many there were.
        understood: how many were formulas within the limits.
        late: how many took more than 100 ms of CPU.
        worst: CPU of the slowest, in milliseconds.
        text: the slowest.
    """

    formulas: int
    understood: int
    late: int
    worst: float
    text: str


def measure() -> list[Figure]:
    """All figures on typed formulas."""
    return [Figure("formula: typed to first path, median", first_path(), 60, " ms"), beside_c(), *at_random()]


def first_path() -> float:
    """The median of new formulas' milliseconds from text to walks."""
    milliseconds = asyncio.run(_first_paths())
    print(f"  first path: {min(milliseconds):.1f} to {max(milliseconds):.1f} ms")
    return median(milliseconds)


async def _first_paths() -> list[float]:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        return [1e3 * await _first_path(client, f"(w^2 + b - {11 + k / 64})^2 + 3 sin(2w) b") for k in range(-1, FIRST_PATHS)][1:]


async def _first_path(client: httpx.AsyncClient, text: str) -> float:
    surface = {"kind": "formula", "text": text}
    walks = {"starts": [[-2, 2]], "optimizers": [{**each, "learning_rate": ETA} for each in OPTIMIZERS], "tolerance": 0}
    begin = time.perf_counter()
    for path, body in (("surfaces/describe", {}), ("grid", {"w": AXIS, "b": AXIS}), ("descents", {**walks, "events": False})):
        answer = await client.post(f"/api/v1/{path}", json={"surface": surface, **body}, headers={"accept": COMPACT})
        answer.raise_for_status()
    return time.perf_counter() - begin


def beside_c() -> Figure:
    """The three walks on a formula, as a multiple of C's time."""
    walks = our_walks(TypedSurface(Formula(TEXT), Domain((-5.0, 5.0), (-5.0, 5.0))), ETA)
    with tempfile.TemporaryDirectory() as folder:
        compiled = compiled_walks(Path(folder), "-DTYPED", eta=ETA)
        compiled.run()
        pairs = [
            (getattr(run, name), recorded[name])
            for run, recorded in zip(walks(), compiled.recorded, strict=True)
            for name in WIDTHS
            if getattr(run, name) is not None
        ]
        worst = max(difference(np.asarray(mine), theirs) for mine, theirs in pairs)
        if not worst <= AGREEMENT:
            raise RuntimeError(f"the walks differ by {worst:.1e}")
        for _ in range(WARM_UP):
            compiled.run(), walks()
        times = alternating({"ours": partial(seconds_of, walks), "c": partial(seconds_of, compiled.run)}, ROUNDS)
    print(f"  walks on a formula: {1e6 * median(times['ours']):.0f} us, C -O3 {1e6 * median(times['c']):.0f} us (medians)")
    return Figure("formula: kernel's time / C -O3", median_ratio(times["ours"], times["c"]), 2, " x")


def at_random() -> list[Figure]:
    """Crashes, hangs and the worst time of many random formulas."""
    with ThreadPoolExecutor(PROCESSES) as pool:
        results = list(pool.map(_batch_in_a_process, range(0, COUNT, BATCH)))
    done = [result for result in results if result is not None]
    slowest = max(done, key=lambda result: result.worst, default=Tried(0, 0, 0, float("nan"), ""))
    formulas, understood = sum(each.formulas for each in done), sum(each.understood for each in done)
    print(f"  {formulas:,} random formulas, {understood:,} understood; the slowest: {slowest.text}")
    return [
        Figure("formulas at random: batches that crashed or hung", len(results) - len(done), 0, ""),
        Figure("formulas at random: slower than 100 ms of CPU", sum(each.late for each in done), 0, ""),
        Figure("formulas at random: worst CPU", slowest.worst, 100, " ms"),
    ]


def _batch_in_a_process(first: int) -> Tried | None:
    """What a batch of formulas took; None where the process crashed or hung."""
    command = [sys.executable, "-m", "bench.formulas", str(first), str(min(BATCH, COUNT - first))]
    try:
        output = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=HANGS_AFTER).stdout
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"  formulas {first:,} and on: {type(error).__name__}")
        return None
    return Tried(**json.loads(output))


def batch(first: int, count: int) -> Tried:
    """Try `count` formulas from seed `first` on."""
    milliseconds: dict[str, float] = {}
    understood = 0
    _try("w")  # what is loaded once
    for seed in range(first, first + count):
        text = _text(seed)
        begin = time.process_time()
        understood += _try(text)
        milliseconds[text] = 1e3 * (time.process_time() - begin)
    worst = max(milliseconds, key=milliseconds.__getitem__)
    late = sum(each > 100 for each in milliseconds.values())
    return Tried(count, understood, late, milliseconds[worst], worst)


def _text(seed: int) -> str:
    random = np.random.default_rng([SEED, seed])
    if seed % 2:
        return random_formulas.scribble(random, int(random.integers(1, MOST_PIECES)))
    return to_text(random_formulas.tree(random, int(random.integers(1, DEEPEST + 1))))


def _try(text: str) -> bool:
    try:
        formula = Formula(text)
        for function in (formula.function, formula.hessian_function):
            evaluate(function, np.array([[0.5, -0.25]]))
        return all(formula.latex_gradient)
    except FormulaError:
        return False


if __name__ == "__main__":
    print(json.dumps(asdict(batch(int(sys.argv[1]), int(sys.argv[2])))))
