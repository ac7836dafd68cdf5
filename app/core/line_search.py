"""The kernel of a walk that searches along a line for how far to step, and the two ways to search.

From theta along -v, phi(alpha) = L(theta - alpha v) and phi'(alpha) = -v' grad L(theta - alpha v), with phi'(0) < 0.

- Backtracking (L. Armijo, 1966): alpha is shrunk until phi(alpha) <= phi(0) + c1 alpha phi'(0), the sufficient decrease.
- Wolfe (P. Wolfe, 1969): beside that, |phi'(alpha)| <= c2 |phi'(0)|. The search doubles alpha until it has a bracket, and then
  interpolates in it: J. Nocedal, S. Wright (2006), Numerical optimization, algorithms 3.5 and 3.6 and eq. 3.59.
"""

import numpy as np
from numpy.typing import NDArray

from app.core.abi import FunctionPointer, Indices, Matrix, Vector, call_direction, call_surface, element, helper, kernel
from app.core.batches import Batches
from app.core.optimizer import MOST_TRIALS, STATE_SIZE, OptimizerSetting
from app.core.surface import Surface
from app.core.walk import NO_LOWER_POINT, OUT_OF_ITERATIONS, STOPPED, Search, Steps, below

NO_FUNCTION = FunctionPointer(0, 0, None)

TRIALS, GRADIENTS, LOSSES, HESSIANS = range(4)
HESSIAN_COST = 2
"""A Hessian counts as two gradients: one for each column."""

W, B, ALONG_W, ALONG_B, LOSS, SLOPE = range(6)
"""What `line` holds: where the search starts, the v that a step follows backwards, phi(0) and phi'(0)."""

INNER = 0.05
"""An interpolated step stays away from the bracket's ends by this fraction of its width."""

SHRINKS = 0.66
"""Where two trials have not made the bracket this much narrower, the next one halves it: where the loss waves, cubics may point
close to the same end each time. J. Moré, D. Thuente (1994), Line search algorithms with guaranteed sufficient decrease, 4."""


def search_walk(
    surface: Surface,
    start: NDArray[np.float64],
    setting: OptimizerSetting,
    max_iterations: int,
    tolerance: float,
    batches: Batches | None,
    budget: float,
) -> Steps:
    """Walk by a rule that gives a direction, searching along each; the arguments are those of `descend`."""
    entries, optimizer = max_iterations + 1, setting.optimizer
    theta, gradient, update = np.empty((entries, 2)), np.empty((entries, 2)), np.empty((entries, 2))
    loss, spent, counts = np.empty(entries), np.zeros(entries), np.zeros(4, dtype=np.int64)
    lengths = np.zeros(entries)
    # Memory that is never written to costs nothing.
    trials = np.empty((MOST_TRIALS * max_iterations, 2))
    trial_step = np.empty(MOST_TRIALS * max_iterations, dtype=np.int64)
    used = np.empty((entries if batches else 0, 2))
    function, dials = surface.function, setting.hyperparameters
    second = surface.hessian_function if optimizer.takes_hessian else NO_FUNCTION
    last, status = _search_walk(
        function.address, function.data, second.address, second.data, optimizer.rule.address, setting.values,
        optimizer.search == "wolfe", dials["sufficient_decrease"], dials.get("shrink", 0.0), dials.get("curvature", 0.0),
        tolerance, budget, start, batches.address if batches else 0, batches.stride if batches else 0, theta, loss, gradient,
        update, used, trials, trial_step, lengths, spent, counts,
    )  # fmt: skip
    used[:1] = gradient[:1]
    tried, gradients, losses, hessians = counts.tolist()
    search = Search(trials[:tried], trial_step[:tried], lengths, spent, gradients, losses, hessians)
    return Steps(last, status, theta, loss, gradient, update, np.empty((0, 2)), used, np.empty((0, 0)), search)


@helper
def _probe(
    surface: int,
    data: int,
    line: Vector,
    alpha: float,
    t: int,
    sample: Vector,
    trials: Matrix,
    trial_step: Indices,
    counts: Indices,
) -> bool:
    """Take a sample [L, dL/dw, dL/db] at theta - alpha v and record the trial; return whether that is another, finite point."""
    w, b = line[W] - alpha * line[ALONG_W], line[B] - alpha * line[ALONG_B]
    if not (np.isfinite(w) and np.isfinite(b)) or (w == line[W] and b == line[B]):
        sample[:] = np.inf
        return not (w == line[W] and b == line[B])
    k = counts[TRIALS]
    trials[k, 0], trials[k, 1], trial_step[k] = w, b, t
    counts[TRIALS] = k + 1
    call_surface(surface, element(sample, 0), element(trials, 2 * k), data)
    return True


@helper
def _backtrack(
    surface: int, data: int, line: Vector, first: float, shrink: float, c1: float, t: int, sample: Vector, trials: Matrix,
    trial_step: Indices, counts: Indices,
) -> float:  # fmt: skip
    """Return the first of first, first shrink, first shrink^2, ... with a sufficient decrease; 0 if there is none."""
    alpha = first
    for _ in range(MOST_TRIALS):
        if not _probe(surface, data, line, alpha, t, sample, trials, trial_step, counts):
            return 0.0
        if sample[0] <= line[LOSS] + c1 * alpha * line[SLOPE] and sample[0] < line[LOSS]:
            return alpha
        alpha *= shrink
    return 0.0


@helper
def _inside(low: float, low_loss: float, low_slope: float, high: float, high_loss: float, high_slope: float) -> float:
    """Return the minimum of the cubic through both ends, with their slopes, if it lies well inside; else the middle."""
    d1 = low_slope + high_slope - 3.0 * (low_loss - high_loss) / (low - high)
    square = d1 * d1 - low_slope * high_slope
    if square >= 0.0:
        d2 = np.copysign(np.sqrt(square), high - low)
        at = high - (high - low) * (high_slope + d2 - d1) / (high_slope - low_slope + 2.0 * d2)
        share = (at - low) / (high - low)
        if INNER <= share <= 1.0 - INNER:
            return float(at)
    return 0.5 * (low + high)


@helper
def _wolfe(
    surface: int, data: int, line: Vector, first: float, c1: float, c2: float, t: int, sample: Vector, trials: Matrix,
    trial_step: Indices, counts: Indices,
) -> float:  # fmt: skip
    """Return a step that meets both conditions; failing that, the lowest with a sufficient decrease; 0 if there is none."""
    low, low_loss, low_slope = 0.0, line[LOSS], line[SLOPE]
    high, high_loss, high_slope = np.inf, np.inf, np.inf
    alpha = first
    before_last, last = np.inf, np.inf
    for _ in range(MOST_TRIALS):
        if not _probe(surface, data, line, alpha, t, sample, trials, trial_step, counts):
            if np.isfinite(high):
                return low
            alpha *= 2.0  # a first guess that rounds to no step at all
            continue
        value, slope = sample[0], -(sample[1] * line[ALONG_W] + sample[2] * line[ALONG_B])
        # Not finite is too far, as a rise is.
        if not (np.isfinite(slope) and value <= line[LOSS] + c1 * alpha * line[SLOPE] and value < low_loss):
            high, high_loss, high_slope = alpha, value, slope
        else:
            if abs(slope) <= -c2 * line[SLOPE]:
                return alpha
            if (slope >= 0.0) == (high > low):
                high, high_loss, high_slope = low, low_loss, low_slope
            low, low_loss, low_slope = alpha, value, slope
        if np.isinf(high):
            alpha *= 2.0
            continue
        width = abs(high - low)
        quick = width <= SHRINKS * before_last
        alpha = _inside(low, low_loss, low_slope, high, high_loss, high_slope) if quick else 0.5 * (low + high)
        before_last, last = last, width
        if alpha in (low, high):
            break
    return low


@kernel(
    "UniTuple(int64, 2)(intp, intp, intp, intp, intp, float64[::1], boolean, float64, float64, float64, float64, float64,"
    " float64[::1], intp, intp, float64[:, ::1], float64[::1], float64[:, ::1], float64[:, ::1], float64[:, ::1],"
    " float64[:, ::1], int64[::1], float64[::1], float64[::1], int64[::1])"
)
def _search_walk(
    surface: int, data: int, hessian: int, hessian_data: int, rule: int, values: Vector, wolfe: bool, c1: float, shrink: float,
    c2: float, tolerance: float, budget: float, start: Vector, batches: int, stride: int, theta: Matrix, loss: Vector,
    gradient: Matrix, update: Matrix, used: Matrix, trials: Matrix, trial_step: Indices, lengths: Vector, spent: Vector,
    counts: Indices,
) -> tuple[int, int]:  # fmt: skip
    """Fill the arrays; return the last finite entry, and how the walk ended: see `Steps.status`.

    A step along whose line nothing is found ends the walk; on a batch it rests instead, for the next batch may know better.
    """
    state, sample, trial, line, v = np.zeros(STATE_SIZE), np.empty(3), np.empty(3), np.empty(6), np.empty(2)
    theta[0], update[0] = start, 0.0
    last, in_all = 0, 0.0
    call_surface(surface, element(sample, 0), element(theta, 0), data)
    loss[0], gradient[0] = sample[0], sample[1:]
    if not (np.isfinite(sample).all() and np.isfinite(start).all()):
        return 0, 0
    for t in range(1, loss.size):
        if below(gradient[t - 1, 0], gradient[t - 1, 1], tolerance):
            return t - 1, STOPPED
        before, gradients = counts[TRIALS], counts[GRADIENTS]
        at, curved_at = data, hessian_data
        if stride:
            at = curved_at = batches + (t - 1) * stride
            call_surface(surface, element(sample, 0), element(theta, 2 * t - 2), at)
            used[t] = sample[1:]
        # What a Wolfe search ends on has its gradient already, unless the next step sees another batch.
        counts[GRADIENTS] += t == 1 or stride != 0 or not wolfe
        counts[HESSIANS] += hessian != 0
        v[:] = update[t - 1]
        first = call_direction(
            rule, element(v, 0), element(state, 0), element(theta, 2 * t - 2), element(sample, 1), element(values, 0), t,
            hessian, curved_at,
        )  # fmt: skip
        slope = -(v[0] * sample[1] + v[1] * sample[2])
        if not (slope < 0.0 and np.isfinite(slope)):
            v[:] = sample[1:]
            slope = -(v[0] * v[0] + v[1] * v[1])
        line[W], line[B], line[ALONG_W], line[ALONG_B] = theta[t - 1, 0], theta[t - 1, 1], v[0], v[1]
        line[LOSS], line[SLOPE] = sample[0], slope
        if wolfe:
            alpha = _wolfe(surface, at, line, first, c1, c2, t, trial, trials, trial_step, counts)
            counts[GRADIENTS] += counts[TRIALS] - before
        else:
            alpha = _backtrack(surface, at, line, first, shrink, c1, t, trial, trials, trial_step, counts)
            counts[LOSSES] += counts[TRIALS] - before
        losses = 0 if wolfe else counts[TRIALS] - before
        spent[t] = counts[GRADIENTS] - gradients + losses + HESSIAN_COST * (hessian != 0)
        if alpha == 0.0 and not stride:
            return t - 1, NO_LOWER_POINT
        lengths[t], update[t] = alpha, alpha * v
        theta[t] = theta[t - 1] - update[t]
        call_surface(surface, element(sample, 0), element(theta, 2 * t), data)
        loss[t], gradient[t] = sample[0], sample[1:]
        if not np.isfinite(sample).all():
            return t - 1, t
        last, in_all = t, in_all + spent[t]
        if in_all >= budget:
            break
    return last, STOPPED if below(gradient[last, 0], gradient[last, 1], tolerance) else OUT_OF_ITERATIONS
