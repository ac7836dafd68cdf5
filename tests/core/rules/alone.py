"""A rule called without a walk, on gradients of the test's choice."""

import ctypes

import numpy as np
from numpy.typing import NDArray

from app.core.optimizer import STATE_SIZE
from app.core.optimizers import OPTIMIZERS

DOUBLES = ctypes.POINTER(ctypes.c_double)
PROTOTYPE = ctypes.CFUNCTYPE(None, *[DOUBLES] * 5, ctypes.c_ssize_t)
GRADIENTS = np.array([[3.0, -0.2], [-1.0, -0.1], [0.0, 5e-3], [2.0, -40.0], [2.5, 0.0], [1e-9, 1.0]])
START = np.array([0.7, -1.3])


def thetas(id: str, gradients: NDArray[np.float64] = GRADIENTS, **hyperparameters: float) -> NDArray[np.float64]:
    """The points (n + 1, 2) that a rule walks through from `START` when it is given `gradients` (n, 2)."""
    entry = OPTIMIZERS[id]
    rule = PROTOTYPE(entry.rule.address)
    values = entry.setting(**hyperparameters).values
    update, state, theta, points = np.zeros(2), np.zeros(STATE_SIZE), START.copy(), [START.copy()]
    for t, gradient in enumerate(gradients, 1):
        slope = gradient.copy()
        rule(*(array.ctypes.data_as(DOUBLES) for array in (update, state, theta, slope, values)), t)
        theta -= update
        points.append(theta.copy())
    return np.array(points)
