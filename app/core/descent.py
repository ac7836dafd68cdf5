"""A walk downhill: one start, one optimizer, every step recorded."""

from dataclasses import dataclass

import numpy as np
from numba import types
from numpy.typing import ArrayLike, NDArray

from app.core.abi import MATRIX, VECTOR, call_rule, call_surface, element, kernel
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


@kernel(types.boolean(VECTOR))
def _finite(values):  # type: ignore[no-untyped-def]
    return np.isfinite(values[0]) and np.isfinite(values[1]) and np.isfinite(values[2])


@kernel(types.boolean(types.float64, types.float64, types.float64))
def _below(gradient_w, gradient_b, tolerance):  # type: ignore[no-untyped-def]
    """Tell whether the norm is below the tolerance; the cheap test first, since `hypot` costs as much as the surface."""
    return abs(gradient_w) < tolerance and abs(gradient_b) < tolerance and np.hypot(gradient_w, gradient_b) < tolerance


@kernel(
    types.UniTuple(types.int64, 2)(
        types.intp, types.intp, types.intp, VECTOR, types.float64, types.boolean, types.float64, VECTOR,
        MATRIX, VECTOR, MATRIX, MATRIX, MATRIX, MATRIX,
    )
)  # fmt: skip
def _walk(  # type: ignore[no-untyped-def]
    surface, data, rule, hyperparameters, gamma, looks_ahead, tolerance, start,
    theta, loss, gradient, update, ahead, ahead_gradient,
):  # fmt: skip
    """Fill the arrays; return the last finite entry, and STOPPED, OUT_OF_ITERATIONS or the step that diverged."""
    out, state = np.empty(3), np.zeros(STATE_SIZE)
    theta[0] = start
    update[0] = 0.0
    call_surface(surface, element(out, 0), element(theta, 0), data)
    loss[0], gradient[0, 0], gradient[0, 1] = out[0], out[1], out[2]
    if looks_ahead:
        ahead[0] = start
        ahead_gradient[0] = gradient[0]
    if not (_finite(out) and np.isfinite(start[0]) and np.isfinite(start[1])):
        return 0, 0
    for t in range(1, loss.size):
        if _below(gradient[t - 1, 0], gradient[t - 1, 1], tolerance):
            return t - 1, STOPPED
        update[t, 0], update[t, 1] = update[t - 1, 0], update[t - 1, 1]
        if looks_ahead:
            ahead[t, 0] = theta[t - 1, 0] - gamma * update[t - 1, 0]
            ahead[t, 1] = theta[t - 1, 1] - gamma * update[t - 1, 1]
            call_surface(surface, element(out, 0), element(ahead, 2 * t), data)
            ahead_gradient[t, 0], ahead_gradient[t, 1] = out[1], out[2]
            used = element(ahead_gradient, 2 * t)
        else:
            used = element(gradient, 2 * t - 2)
        call_rule(rule, element(update, 2 * t), element(state, 0), used, element(hyperparameters, 0), t)
        theta[t, 0] = theta[t - 1, 0] - update[t, 0]
        theta[t, 1] = theta[t - 1, 1] - update[t, 1]
        call_surface(surface, element(out, 0), element(theta, 2 * t), data)
        loss[t], gradient[t, 0], gradient[t, 1] = out[0], out[1], out[2]
        if not (_finite(out) and np.isfinite(theta[t, 0]) and np.isfinite(theta[t, 1])):
            return t - 1, t
    if _below(gradient[-1, 0], gradient[-1, 1], tolerance):
        return loss.size - 1, STOPPED
    return loss.size - 1, OUT_OF_ITERATIONS
