"""Requests per second of `POST /api/v1/descents`, 3 walks x 1000 steps, beside a bare Starlette route giving the same bytes.

The body is the explorer's: it says `"events": false`, since the page shows none. What answers with events reach is measured as
well, without a target.

Both are real server processes with the same uvicorn settings (`python -m app`, `python -m bench.bare`), loaded in turn over
loopback by a client process of its own that keeps `CONNECTIONS` connections busy and accepts the codings that a browser does. The
bare route has no middleware at all.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import orjson

from bench.measure import COMPACT, HOST, PATH, ROOT, WALKS, Figure, alternating, ask, median_ratio, serving

CONNECTIONS = 8
SECONDS = 1.0
ROUNDS = 7
CODINGS = "gzip, deflate, br, zstd"
BODY, BODY_WITH_EVENTS = orjson.dumps(WALKS), orjson.dumps({**WALKS, "events": True})


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to ask for the same walks, and the share of the bare route's rate to reach, in percent; None is only observed."""

    label: str
    target: float | None
    accept: str
    body: bytes = BODY


VARIANTS: Mapping[str, Variant] = {
    "compact": Variant("compact form", 50, COMPACT),
    "plain": Variant("plain JSON", 25, "application/json"),
    "events": Variant("compact form with events", None, COMPACT, BODY_WITH_EVENTS),
}


def measure() -> list[Figure]:
    """Each variant's rate as a share of the bare route's."""
    with serving("app") as port, tempfile.TemporaryDirectory() as folder:
        for name, variant in VARIANTS.items():
            (Path(folder) / name).write_bytes(_answer(port, variant))
        with serving("bench.bare", folder) as bare:
            return [
                Figure(f"server: {each.label} / bare route", _share(name, port, bare), each.target, " %", at_least=True)
                for name, each in VARIANTS.items()
            ]


def _answer(port: int, variant: Variant) -> bytes:
    status, content = ask(port, "POST", PATH, variant.body, {"Accept": variant.accept, "Accept-Encoding": CODINGS})
    if status != 200:
        raise RuntimeError(f"the walks were answered with {status}")
    return content


def _share(name: str, port: int, bare: int) -> float:
    variant = VARIANTS[name]
    size = len(_answer(port, variant))
    if ask(bare, "POST", f"/{name}", variant.body) != (200, _answer(port, variant)):
        raise RuntimeError(f"the two servers do not answer alike: {name}")
    jobs = {"ours": partial(_rate, port, PATH, variant), "bare": partial(_rate, bare, f"/{name}", variant)}
    alternating(jobs, 1)
    rates = alternating(jobs, ROUNDS)
    ours, yardstick = median(rates["ours"]), median(rates["bare"])
    print(f"  {variant.label}, {size / 1000:.0f} kB: {ours:.0f} a second, bare route {yardstick:.0f} (medians)", flush=True)
    return 100 * median_ratio(rates["ours"], rates["bare"])


def _rate(port: int, path: str, variant: Variant) -> float:
    command = [sys.executable, "-m", "bench.client", HOST, str(port), path, variant.accept, CODINGS]
    command += [str(CONNECTIONS), str(SECONDS)]
    return float(subprocess.run(command, cwd=ROOT, input=variant.body, stdout=subprocess.PIPE, check=True, timeout=60).stdout)
