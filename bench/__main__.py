"""`python -m bench [name ...]`: run all measurements, or the named ones, and print a table of every figure and its target."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from importlib import import_module

from bench.measure import Figure, table

NAMES: Mapping[str, str] = {
    "kernel": "the descent kernel beside C and NumPy",
    "formulas": "typed formulas: to the first path, walked on beside C, and many at random",
    "grid": "grids of 200 x 200 losses",
    "startup": "process start to first answer",
    "server": "requests per second beside a bare Starlette route",
    "load": "bytes of the first load",
    "chapters": "cold load of every chapter of the walk",
    "page": "click to drawn frame, and dragging, in Chromium",
}


def main(names: list[str]) -> int:
    """Measure.

    Returns:
        The process's exit status: 0 when every target is met, 1 when one is missed, 2 for an unknown name.
    """
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"There is no measurement {unknown[0]!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    print(f"load average before: {load:.1f} on {cores} cores{', so expect milliseconds too high' if load > cores / 4 else ''}")
    begin, figures = time.monotonic(), []
    for name in names or NAMES:
        print(f"{name}: {NAMES[name]}", flush=True)
        measure: Callable[[], list[Figure]] = import_module(f"bench.{name}").measure
        figures += measure()
    missed = sum(figure.missed for figure in figures)
    print(f"\n{table(figures)}\n\n{len(figures)} figures, {missed} missed, {time.monotonic() - begin:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
