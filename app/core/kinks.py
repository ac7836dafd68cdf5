"""A gradient at and beside a minimum with a kink, where a formula's own is 0/0: the tip of sqrt(w^2 + b^2)."""

import numpy as np
from numpy.typing import NDArray

from app.core.abi import (
    SURFACE_SIGNATURE,
    Doubles,
    FunctionPointer,
    c_function,
    call_surface,
    doubles_at,
    element,
    integers_at,
    pointer_to,
)
from app.core.sampling import evaluate

CLOSE = 1e-100
"""To a kink, along w or b: from here on inwards the gradient no longer changes along a ray, and the cube is still a double."""


def with_kinks(function: FunctionPointer, minima: NDArray[np.float64]) -> FunctionPointer:
    """Return `function` with a gradient at and close to those of its `minima` (n, 2) where it has a value but no gradient.

    At a kink it is 0, a subgradient. Closer than `CLOSE` the squares of the offsets underflow, and the formula's own gradient is
    0/0 or has lost its digits; along a ray from a kink the gradient has a limit, so the one at `CLOSE` on the same ray is taken.
    """
    values = evaluate(function, minima)
    kinks = minima[np.isfinite(values[:, 0]) & np.isnan(values[:, 1:]).any(axis=1)]
    if not len(kinks):
        return function
    addresses = np.array([function.address, function.data, len(kinks)], dtype=np.int64).view(np.float64)
    packed = np.concatenate((addresses, kinks.ravel()))
    return pointer_to(_kinked, packed.ctypes.data, (packed, function))


@c_function(SURFACE_SIGNATURE)
def _kinked(out: Doubles, theta: Doubles, data: int) -> None:
    packed = doubles_at(data)
    numbers = integers_at(data)
    for k in range(numbers[2]):
        kink_w, kink_b = packed[3 + 2 * k], packed[4 + 2 * k]
        offset_w, offset_b = theta[0] - kink_w, theta[1] - kink_b
        distance = max(abs(offset_w), abs(offset_b))
        if distance < CLOSE:
            at = np.array([kink_w, kink_b])
            if distance > 0.0:
                at[0] += offset_w / distance * CLOSE
                at[1] += offset_b / distance * CLOSE
            call_surface(numbers[0], out, element(at, 0), numbers[1])
            slope_w, slope_b = (out[1], out[2]) if distance > 0.0 else (0.0, 0.0)
            call_surface(numbers[0], out, theta, numbers[1])
            out[1], out[2] = slope_w, slope_b
            return
    call_surface(numbers[0], out, theta, numbers[1])
