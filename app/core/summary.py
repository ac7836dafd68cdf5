"""A walk in a few numbers."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.core.abi import Matrix, Vector, kernel


@dataclass(frozen=True, slots=True)
class Summary:
    """A walk in a few numbers.

    Attributes:
        final_loss: at the last point.
        lowest_loss: of all points.
        final_gradient_norm: at the last point.
        gradient_evaluations: gradients that the algorithm itself takes, each with the loss there: one a step, one that diverged
            included; one a trial where a line search looks at slopes. Nesterov's step takes its one gradient at the look-ahead
            point; the gradient at theta_t is recorded as well, for display, and not counted.
        loss_evaluations: losses taken without a gradient: one a trial of a backtracking line search.
        hessian_evaluations: one a step of Newton's method.
        evaluations: all of these in gradients, two for a Hessian, each times its batch's share of the data: what the whole walk
            has spent. Above `Run.evaluations[-1]` where a last step led to no further point.
        path_length: sum of |update|.
        u_turns: how often two successive non-zero updates point more than 90 degrees apart.
        overshoot: the largest rise of the loss from any earlier point to a later one, max over t of loss[t] - min(loss[:t+1]);
            0 when the loss never rises.
    """

    final_loss: float
    lowest_loss: float
    final_gradient_norm: float
    gradient_evaluations: int
    loss_evaluations: int
    hessian_evaluations: int
    evaluations: float
    path_length: float
    u_turns: int
    overshoot: float


class Evaluations(NamedTuple):
    """What a walk has evaluated; the fields are those of `Summary`."""

    gradients: int
    losses: int
    hessians: int
    total: float


def summarise(
    loss: NDArray[np.float64], gradient: NDArray[np.float64], update: NDArray[np.float64], evaluations: Evaluations
) -> Summary:
    """Return the summary of a walk.

    Args:
        loss: of each point, shape (n + 1,).
        gradient: at each point, shape (n + 1, 2).
        update: that led to each point, shape (n + 1, 2), the first one zero.
        evaluations: what the walk has evaluated.
    """
    lowest, overshoot, path_length, u_turns = _scan(loss, update)
    norm = math.hypot(gradient[-1, 0], gradient[-1, 1])
    return Summary(float(loss[-1]), lowest, norm, *evaluations, path_length, u_turns, overshoot)


@kernel("Tuple((float64, float64, float64, int64))(float64[::1], float64[:, ::1])")
def _scan(loss: Vector, update: Matrix) -> tuple[float, float, float, int]:
    lowest, overshoot, path_length, u_turns = loss[0], 0.0, 0.0, 0
    last_w = last_b = 0.0
    for t in range(1, loss.size):
        lowest = min(lowest, loss[t])
        overshoot = max(overshoot, loss[t] - lowest)
        w, b = update[t, 0], update[t, 1]
        if w != 0.0 or b != 0.0:
            square = w * w + b * b
            # `hypot` only where the square under- or overflows: it takes five times as long.
            path_length += np.sqrt(square) if 1e-280 < square < 1e280 else np.hypot(w, b)
            u_turns += w * last_w + b * last_b < 0.0
            last_w, last_b = w, b
    return lowest, overshoot, path_length, u_turns
