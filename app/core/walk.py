"""The kernel of a walk whose rule needs nothing but a gradient."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.core.abi import Matrix, Vector, call_rule, call_surface, element, kernel
from app.core.batches import Batches
from app.core.optimizer import STATE_SIZE, OptimizerSetting
from app.core.surface import Surface

STOPPED = -1
OUT_OF_ITERATIONS = -2
NO_LOWER_POINT = -3


class Search(NamedTuple):
    """What searching for steps has taken.

    Attributes:
        trials: every point tried, in order, shape (k, 2).
        trial_step: the step that each belongs to, shape (k,).
        lengths: alpha of step t, whose update is alpha times the direction searched along, shape (entries,); 0 where it rests,
            and at the start.
        spent: on step t, in gradients, shape (entries,); a last step that was not found, or that diverged, included.
        gradients: evaluated by the algorithm, a step that was not found included.
        losses: evaluated without a gradient.
        hessians: evaluated.
    """

    trials: NDArray[np.float64]
    trial_step: NDArray[np.int64]
    lengths: NDArray[np.float64]
    spent: NDArray[np.float64]
    gradients: int
    losses: int
    hessians: int


class Steps(NamedTuple):
    """What a kernel has walked. Arrays may have more entries than were filled.

    Attributes:
        last: the last finite entry.
        status: `STOPPED`, the gradient at the last entry is below the tolerance; `OUT_OF_ITERATIONS`; `NO_LOWER_POINT`, a line
            search has found none; or the step that diverged, whose point and loss are the entry after the last.
        theta: shape (entries, 2).
        loss: shape (entries,).
        gradient: at theta, shape (entries, 2).
        update: shape (entries, 2).
        look_ahead: where step t took its gradient, shape (entries, 2); no entries where that is theta[t-1].
        used: the gradient that step t used, shape (entries, 2); no entries where that is gradient[t-1].
        kept: the rule's state after step t, shape (entries, k); no entries where it keeps nothing.
        search: for its steps; None where they are not searched for.
    """

    last: int
    status: int
    theta: NDArray[np.float64]
    loss: NDArray[np.float64]
    gradient: NDArray[np.float64]
    update: NDArray[np.float64]
    look_ahead: NDArray[np.float64]
    used: NDArray[np.float64]
    kept: NDArray[np.float64]
    search: Search | None = None


def walk(
    surface: Surface,
    start: NDArray[np.float64],
    setting: OptimizerSetting,
    max_iterations: int,
    tolerance: float,
    batches: Batches | None,
) -> Steps:
    """Walk by a rule that needs nothing but a gradient; the arguments are those of `descend`."""
    entries, looks_ahead = max_iterations + 1, setting.optimizer.looks_ahead
    theta, gradient, update = np.empty((entries, 2)), np.empty((entries, 2)), np.empty((entries, 2))
    loss, ahead = np.empty(entries), np.empty((entries if looks_ahead else 0, 2))
    used = np.empty((entries if looks_ahead or batches else 0, 2))
    size = setting.optimizer.kept_size
    kept = np.empty((entries if size else 0, size))
    rates = setting.learning_rates(max_iterations)
    function, rule = surface.function, setting.optimizer.rule
    last, status = _walk(
        function.address, function.data, rule.address, setting.values, setting.look_ahead_factor, looks_ahead, tolerance, start,
        batches.address if batches else 0, batches.stride if batches else 0, np.empty(0) if rates is None else rates,
        theta, loss, gradient, update, ahead, used, kept,
    )  # fmt: skip
    ahead[:1], used[:1], kept[:1] = start, gradient[:1], 0.0
    return Steps(last, status, theta, loss, gradient, update, ahead, used, kept)


@kernel("boolean(float64, float64, float64)")
def below(gradient_w: float, gradient_b: float, tolerance: float) -> bool:
    """Tell whether the norm is below the tolerance; the cheap test first, since `hypot` costs as much as the surface."""
    return abs(gradient_w) < tolerance and abs(gradient_b) < tolerance and np.hypot(gradient_w, gradient_b) < tolerance


@kernel(
    "UniTuple(int64, 2)(intp, intp, intp, float64[::1], float64, boolean, float64, float64[::1], intp, intp,"
    " float64[::1], float64[:, ::1], float64[::1], float64[:, ::1], float64[:, ::1], float64[:, ::1], float64[:, ::1],"
    " float64[:, ::1])"
)
def _walk(
    surface: int, data: int, rule: int, hyperparameters: Vector, gamma: float, looks_ahead: bool, tolerance: float, start: Vector,
    batches: int, stride: int, rates: Vector, theta_out: Matrix, loss: Vector, gradient_out: Matrix, update_out: Matrix,
    ahead_out: Matrix, used_out: Matrix, kept_out: Matrix,
) -> tuple[int, int]:  # fmt: skip
    """Fill the arrays; return the last finite entry, and STOPPED, OUT_OF_ITERATIONS or the step that diverged.

    Entry t of a (n, 2) array is read and written at 2t and 2t + 1 through its pointer: plain indexing checks for negative
    indices, a tenth of the whole time.
    """
    state, sample, values = np.zeros(STATE_SIZE), np.empty(3), hyperparameters.copy()
    out, rate = element(sample, 0), element(rates, 0)
    theta, gradient, update = element(theta_out, 0), element(gradient_out, 0), element(update_out, 0)
    ahead, used = element(ahead_out, 0), element(used_out, 0)
    kept, width = element(kept_out, 0), kept_out.shape[1]
    scheduled, separate = rates.size > 0, used_out.size > 0
    w, b, update_w, update_b = start[0], start[1], 0.0, 0.0
    theta[0], theta[1], update[0], update[1] = w, b, 0.0, 0.0
    call_surface(surface, out, theta, data)
    loss[0], gradient[0], gradient[1] = out[0], out[1], out[2]
    if not (np.isfinite(out[0]) and np.isfinite(out[1]) and np.isfinite(out[2]) and np.isfinite(w) and np.isfinite(b)):
        return 0, 0
    for t in range(1, loss.size):
        i = 2 * t
        if below(gradient[i - 2], gradient[i - 1], tolerance):
            return t - 1, STOPPED
        update[i], update[i + 1] = update_w, update_b
        if looks_ahead:
            ahead[i], ahead[i + 1] = w - gamma * update_w, b - gamma * update_b
        if separate:
            point = element(ahead_out, i) if looks_ahead else element(theta_out, i - 2)
            call_surface(surface, out, point, batches + (t - 1) * stride if stride else data)
            used[i], used[i + 1] = out[1], out[2]
        if scheduled:
            values[0] = rate[t]
        # Either way the gradient of the last evaluation is the one to use. The kernel's own arrays are named here, in the loop:
        # Numba frees an array after the last line that names it, whatever pointers into it are still in use.
        call_rule(
            rule, element(update_out, i), element(state, 0), element(theta_out, i - 2), element(sample, 1), element(values, 0), t
        )  # fmt: skip
        for k in range(width):
            kept[width * t + k] = element(state, k)[0]
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
    if below(gradient[2 * last], gradient[2 * last + 1], tolerance):
        return last, STOPPED
    return last, OUT_OF_ITERATIONS
