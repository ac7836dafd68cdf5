"""The descent kernel beside plain C and beside the lecture's NumPy loop: 3 optimizers x 1000 iterations, two-point neuron.

Measured is the public `app.core.descent.descend`, three calls, with all that it does besides walking: allocating its arrays,
summing the walk up, building its results. The C program (`descent.c`, compiled when this is run) is given arrays that are there
already, and is called once, through ctypes, so that neither pays for a process. The NumPy loop is the lecture's, point by point
with NumPy scalars; it evaluates the sigmoid once a point where the lecture's own functions do so three times.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.core.descent import Run, descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.surface import Surface
from bench.measure import Figure, alternating, median_ratio, seconds_of

Recorded: TypeAlias = dict[str, NDArray[np.float64]]

ETA, GAMMA, ITERATIONS = 1.0, 0.9, 1000
START = np.array([-2.0, -2.0])
SCALE = 0.5  # the half sum
ROUNDS, NUMPY_ROUNDS, WARM_UP = 400, 15, 20
AGREEMENT = 1e-9
SOURCE = Path(__file__).with_name("descent.c")
WIDTHS = {"theta": 2, "loss": 1, "gradient": 2, "update": 2, "look_ahead": 2, "look_ahead_gradient": 2}


class _Recording(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in WIDTHS]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The C program, ready to be called.

    Attributes:
        run: walks all three; returns the number of entries written.
        recorded: the arrays it fills, one dict an optimizer.
    """

    run: Callable[[], int]
    recorded: list[Recorded]


def measure() -> list[Figure]:
    """The kernel's time as a multiple of C's, and the NumPy loop's as a multiple of the kernel's."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = compiled_walks(Path(folder))
        ours = our_walks()
        print(f"  largest relative difference: {agreement(ours(), compiled):.1e}, at most {AGREEMENT:g} is allowed")
        for _ in range(WARM_UP):
            compiled.run(), ours()
        quick = alternating({"ours": partial(seconds_of, ours), "c": partial(seconds_of, compiled.run)}, ROUNDS)
        slow = alternating({"ours": partial(seconds_of, ours), "numpy": partial(seconds_of, numpy_walks)}, NUMPY_ROUNDS)
    micro = {name: 1e6 * median(seconds) for name, seconds in {**slow, **quick}.items()}
    print(f"  kernel {micro['ours']:.0f} us, C -O3 {micro['c']:.0f} us, NumPy loop {micro['numpy']:.0f} us (medians)")
    return [
        Figure("kernel: time / C -O3", median_ratio(quick["ours"], quick["c"]), 1.5, " x"),
        Figure("kernel: faster than the NumPy loop", median_ratio(slow["numpy"], slow["ours"]), 50, " x", at_least=True),
    ]


def our_walks(surface: Surface | None = None, eta: float = ETA) -> Callable[[], list[Run]]:
    """The product's three walks, on the lecture's neuron or another surface."""
    surface = surface or NeuronSurface(LECTURE_DATA, "half_sum")
    settings = [
        OPTIMIZERS["gradient_descent"].setting(learning_rate=eta),
        OPTIMIZERS["momentum"].setting(learning_rate=eta, momentum=GAMMA),
        OPTIMIZERS["nesterov"].setting(learning_rate=eta, momentum=GAMMA),
    ]
    return lambda: [descend(surface, START, setting, ITERATIONS, 0.0) for setting in settings]


def compiled_walks(folder: Path, *options: str, eta: float = ETA) -> Compiled:
    """Compile the C program into a folder, and load it.

    Args:
        folder: for the library.
        options: of the compiler; `-DTYPED` walks on the formula of `bench.formulas` instead of the neuron.
        eta: learning rate.

    Raises:
        RuntimeError: there is no C compiler.
    """
    if shutil.which("cc") is None:
        raise RuntimeError("the kernel's yardstick needs a C compiler: install gcc or clang, so that cc is on the PATH")
    library = folder / "descent.so"
    subprocess.run(["cc", "-std=c11", "-O3", "-shared", "-fPIC", *options, "-o", library, SOURCE, "-lm"], check=True)
    function = ctypes.CDLL(str(library)).three_walks
    pointer, integer, double = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double
    function.argtypes = [pointer, integer, double, double, double, pointer, integer, double, pointer]
    function.restype = integer
    data = np.column_stack((LECTURE_DATA, 2 * SCALE * LECTURE_DATA[:, 0]))
    recorded = [{name: np.empty((ITERATIONS + 1, width)) for name, width in WIDTHS.items()} for _ in range(3)]
    targets = (_Recording * 3)(*(_Recording(*(array.ctypes.data for array in each.values())) for each in recorded))

    def run() -> int:
        written: int = function(
            data.ctypes.data, len(data), SCALE, eta, GAMMA, START.ctypes.data, ITERATIONS, 0.0, ctypes.addressof(targets)
        )
        return written

    return Compiled(run, recorded)


def sigmoid(w: float, b: float, x: float) -> float:
    """The lecture's f(x), with NumPy's exp."""
    value: float = 1.0 / (1.0 + np.exp(-(w * x + b)))
    return value


def point_by_point(w: float, b: float) -> tuple[float, float, float]:
    """Loss and gradient (dw, db) of the half sum, summed as the lecture's code sums them."""
    loss = dw = db = 0.0
    for x, y in LECTURE_DATA:
        fx = sigmoid(w, b, x)
        loss += 0.5 * (fx - y) ** 2
        dw += (fx - y) * fx * (1 - fx) * x
        db += (fx - y) * fx * (1 - fx)
    return loss, dw, db


def numpy_walk(gamma: float, looks_ahead: bool) -> tuple[list[tuple[float, float]], list[float]]:
    """One walk by the lecture's loop, with theta and loss kept of every step."""
    (w, b), update_w, update_b = START, 0.0, 0.0
    loss, dw, db = point_by_point(w, b)
    thetas, losses = [(w, b)], [loss]
    for _ in range(ITERATIONS):
        if looks_ahead:
            _, dw, db = point_by_point(w - gamma * update_w, b - gamma * update_b)
        update_w, update_b = gamma * update_w + ETA * dw, gamma * update_b + ETA * db
        w, b = w - update_w, b - update_b
        loss, dw, db = point_by_point(w, b)
        thetas.append((w, b))
        losses.append(loss)
    return thetas, losses


def numpy_walks() -> list[tuple[list[tuple[float, float]], list[float]]]:
    """The lecture's three walks."""
    return [numpy_walk(0.0, looks_ahead=False), numpy_walk(GAMMA, looks_ahead=False), numpy_walk(GAMMA, looks_ahead=True)]


def agreement(ours: list[Run], compiled: Compiled) -> float:
    """The largest difference of any recorded array, relative to its largest entry, from C's or from the NumPy loop's.

    Raises:
        RuntimeError: it is more than `AGREEMENT`: what is timed would not be the same walk.
    """
    if compiled.run() != 3 * (ITERATIONS + 1):
        raise RuntimeError("the C program stopped early")
    pairs: list[tuple[object, object]] = []
    for run, recorded, (thetas, losses) in zip(ours, compiled.recorded, numpy_walks(), strict=True):
        pairs += [(run.theta, thetas), (run.loss, losses)]
        # C leaves the look-ahead's arrays alone where ours is None.
        pairs += [(mine, recorded[name]) for name in WIDTHS if (mine := getattr(run, name)) is not None]
    worst = max(difference(np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)) for a, b in pairs)
    if not worst <= AGREEMENT:
        raise RuntimeError(f"the walks differ by {worst:.1e}")
    return worst


def difference(mine: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The largest absolute difference as a fraction of the largest entry."""
    return float(np.abs(mine.ravel() - other.ravel()).max() / np.abs(mine).max())
