"""A walk downhill: one start, one optimizer, every step recorded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from app.core.abi import Matrix, Vector, call_rule, call_surface, element, kernel
from app.core.optimizers import STATE_SIZE, OptimizerSetting
from app.core.outcome import Ending, Outcome, Stall, classify
from app.core.summary import Summary, summarise
from app.core.surface import Surface

DEFAULT_MAX_ITERATIONS = 1000
"""The lecture's own."""

DEFAULT_TOLERANCE = 1e-5
"""On the gradient's norm."""

STOPPED = -1
OUT_OF_ITERATIONS = -2


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A finished walk.

    Every per-step array has ``iterations + 1`` entries; entry 0 belongs to the start. ``theta[t] == theta[t-1] - update[t]``
    holds exactly, and ``update[0] == 0``.

    Attributes:
        start: shape (2,).
        optimizer: with its hyperparameters.
        outcome: how the walk ended.
        minimum: index into the surface's minima of the one reached; None if none was, or it is not a known one.
        stalled_on: where it stands still; None unless stalled.
        diverged_at: the step that produced something not finite, 0 if the start itself; None unless diverged.
        iterations: steps taken that led to a finite point.
        theta: points, shape (n + 1, 2).
        loss: shape (n + 1,).
        gradient: at theta[t], shape (n + 1, 2).
        update: shape (n + 1, 2).
        look_ahead: theta[t-1] - gamma update[t-1], where step t took its gradient; None if the optimizer does not look ahead.
        look_ahead_gradient: the gradient there; None likewise.
        summary: the walk in a few numbers.
    """

    start: NDArray[np.float64]
    optimizer: OptimizerSetting
    outcome: Outcome
    minimum: int | None
    stalled_on: Stall | None
    diverged_at: int | None
    iterations: int
    theta: NDArray[np.float64]
    loss: NDArray[np.float64]
    gradient: NDArray[np.float64]
    update: NDArray[np.float64]
    look_ahead: NDArray[np.float64] | None
    look_ahead_gradient: NDArray[np.float64] | None
    summary: Summary


def descend(
    surface: Surface,
    start: ArrayLike,
    setting: OptimizerSetting,
    max_iterations: int = DEFAULT_MAX_ITERATIONS,
    tolerance: float = DEFAULT_TOLERANCE,
) -> Run:
    """Walk downhill from `start`, theta_t = theta_(t-1) - update_t.

    Args:
        surface: to walk on.
        start: (w, b).
        setting: the optimizer and its hyperparameters.
        max_iterations: steps at most, >= 0.
        tolerance: stop at the first point whose gradient's norm is below; 0 never stops early.

    Returns:
        The walk. A walk that leaves for infinity is cut at its last finite point, and its outcome says so: divergence is a result
        here, not an error.
    """
    begin = np.array(start, dtype=np.float64).reshape(2)
    entries = max_iterations + 1
    theta, gradient, update = np.empty((entries, 2)), np.empty((entries, 2)), np.empty((entries, 2))
    loss = np.empty(entries)
    looks_ahead = setting.optimizer.looks_ahead
    ahead_entries = entries if looks_ahead else 0
    ahead, ahead_gradient = np.empty((ahead_entries, 2)), np.empty((ahead_entries, 2))
    function, rule = surface.function, setting.optimizer.rule
    last, status = _walk(
        function.address, function.data, rule.address, setting.values, setting.look_ahead_factor, looks_ahead, tolerance, begin,
        theta, loss, gradient, update, ahead, ahead_gradient,
    )  # fmt: skip
    ending = _ending(surface, status, theta[last])
    end = last + 1
    return Run(
        start=begin,
        optimizer=setting,
        outcome=ending.outcome,
        minimum=ending.minimum,
        stalled_on=ending.stalled_on,
        diverged_at=status if status >= 0 else None,
        iterations=last,
        theta=theta[:end],
        loss=loss[:end],
        gradient=gradient[:end],
        update=update[:end],
        look_ahead=ahead[:end] if looks_ahead else None,
        look_ahead_gradient=ahead_gradient[:end] if looks_ahead else None,
        summary=summarise(loss[:end], gradient[:end], update[:end]),
    )


def _ending(surface: Surface, status: int, point: NDArray[np.float64]) -> Ending:
    if status == OUT_OF_ITERATIONS:
        return Ending(Outcome.MAX_ITERATIONS)
    if status == STOPPED:
        return classify(surface, point)
    return Ending(Outcome.DIVERGED)


@kernel("boolean(float64, float64, float64)")
def _below(gradient_w: float, gradient_b: float, tolerance: float) -> bool:
    """Tell whether the norm is below the tolerance; the cheap test first, since `hypot` costs as much as the surface."""
    return abs(gradient_w) < tolerance and abs(gradient_b) < tolerance and np.hypot(gradient_w, gradient_b) < tolerance


@kernel(
    "UniTuple(int64, 2)(intp, intp, intp, float64[::1], float64, boolean, float64, float64[::1],"
    " float64[:, ::1], float64[::1], float64[:, ::1], float64[:, ::1], float64[:, ::1], float64[:, ::1])"
)
def _walk(
    surface: int, data: int, rule: int, hyperparameters: Vector, gamma: float, looks_ahead: bool, tolerance: float, start: Vector,
    theta_out: Matrix, loss: Vector, gradient_out: Matrix, update_out: Matrix, ahead_out: Matrix, ahead_gradient_out: Matrix,
) -> tuple[int, int]:  # fmt: skip
    """Fill the arrays; return the last finite entry, and STOPPED, OUT_OF_ITERATIONS or the step that diverged.

    Entry t of a (n, 2) array is read and written at 2t and 2t + 1 through its pointer: plain indexing checks for negative
    indices, a tenth of the whole time.
    """
    state, sample = np.zeros(STATE_SIZE), np.empty(3)
    scratch, out, eta = element(state, 0), element(sample, 0), element(hyperparameters, 0)
    theta, gradient, update = element(theta_out, 0), element(gradient_out, 0), element(update_out, 0)
    ahead, ahead_gradient = element(ahead_out, 0), element(ahead_gradient_out, 0)
    w, b, update_w, update_b = start[0], start[1], 0.0, 0.0
    theta[0], theta[1], update[0], update[1] = w, b, 0.0, 0.0
    call_surface(surface, out, theta, data)
    loss[0], gradient[0], gradient[1] = out[0], out[1], out[2]
    if looks_ahead:
        ahead[0], ahead[1], ahead_gradient[0], ahead_gradient[1] = w, b, out[1], out[2]
    if not (np.isfinite(out[0]) and np.isfinite(out[1]) and np.isfinite(out[2]) and np.isfinite(w) and np.isfinite(b)):
        return 0, 0
    for t in range(1, loss.size):
        i = 2 * t
        if _below(gradient[i - 2], gradient[i - 1], tolerance):
            return t - 1, STOPPED
        update[i], update[i + 1] = update_w, update_b
        if looks_ahead:
            ahead[i], ahead[i + 1] = w - gamma * update_w, b - gamma * update_b
            call_surface(surface, out, element(ahead_out, i), data)
            ahead_gradient[i], ahead_gradient[i + 1] = out[1], out[2]
        # Either way the gradient of the last evaluation is the one to use.
        call_rule(rule, element(update_out, i), scratch, element(sample, 1), eta, t)
        update_w, update_b = update[i], update[i + 1]
        w, b = w - update_w, b - update_b
        theta[i], theta[i + 1] = w, b
        call_surface(surface, out, element(theta_out, i), data)
        loss_t, gradient_w, gradient_b = out[0], out[1], out[2]
        loss[t], gradient[i], gradient[i + 1] = loss_t, gradient_w, gradient_b
        if not (
            np.isfinite(loss_t) and np.isfinite(gradient_w) and np.isfinite(gradient_b) and np.isfinite(w) and np.isfinite(b)
        ):
            return t - 1, t
    last = loss.size - 1
    if _below(gradient[2 * last], gradient[2 * last + 1], tolerance):
        return last, STOPPED
    return last, OUT_OF_ITERATIONS
