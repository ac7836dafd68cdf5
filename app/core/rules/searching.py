"""Rules that give a direction and leave it to a line search how far to go.

A searching rule is ``direction(v, state, theta, gradient, hyperparameters, t, hessian, hessian_data)``; the walk then searches
along -v. On entry `v` holds the previous update (zero before the first), on exit the direction; it returns the first step to try.
 `hessian` is the address of the surface's Hessian where the optimizer takes one. Where v is no finite direction of
descent, the walk takes the gradient.
"""

from dataclasses import replace

import numpy as np

from app.core.abi import DIRECTION_SIGNATURE, Doubles, c_function, call_surface, pointer_to
from app.core.hyperparameters import Hyperparameter, learning_rate
from app.core.numerals import numeral
from app.core.optimizer import MOST_TRIALS, Optimizer

FLATTEST = 1e-8
"""Newton's step takes no curvature for smaller than this fraction of the other axis's."""

LEAST_COSINE = 1e-6
"""Conjugate gradient and BFGS start anew, along the gradient, where the cosine between direction and gradient is not above this.
Nocedal and Wright, section 3.2, ask of any search that its cosines be bounded away from 0. That of B g and g is at least
2 sqrt(k) / (1 + k), k being B's condition number (Kantorovich): here k is beyond 4e12, and what B says of one axis rounding."""

STEADY = 1e-10
"""BFGS learns from a step whose gradients differ along it by more than this fraction of what they differ by in all."""

INITIAL_STEP = replace(learning_rate(1.0), name="initial_step", symbol="α₀", latex=r"\alpha_0")
SHRINK = Hyperparameter("shrink", "τ", r"\tau", default=0.5, minimum=0.1, maximum=0.7)
SUFFICIENT_DECREASE = Hyperparameter("sufficient_decrease", "c₁", "c_1", default=1e-4, minimum=1e-8, maximum=0.5, scale="log")
WOLFE_DECREASE = Hyperparameter("sufficient_decrease", "c₁", "c_1", default=1e-4, minimum=1e-8, maximum=1e-3, scale="log")

ARMIJO_LATEX = r"L(\theta_{t}) \leq L(\theta_{t-1}) - c_1 \, \alpha_{t} \, p_{t}^{\top} g_{t}"
WOLFE_LATEX = (
    r"\alpha_{t} : \; L(\theta_{t}) \leq L(\theta_{t-1}) - c_1 \, \alpha_{t} \, p_{t}^{\top} g_{t}, "
    r"\quad | p_{t}^{\top} \nabla L(\theta_{t}) | \leq c_2 \, | p_{t}^{\top} g_{t} |"
)
BACKTRACKING_NOTE = f"At most {MOST_TRIALS} steps are tried; if none will do, the walk ends, or rests for a step if on a batch."
WOLFE_NOTE = (
    f"At most {MOST_TRIALS} steps are tried: doubled until one is too long, then from the cubic through both ends. If none meets "
    "both conditions, the lowest that meets the first is taken; if none does, the walk ends, or rests for a step if on a batch."
)
ANEW_NOTE = f"Where the cosine between p and the gradient is not above {numeral(LEAST_COSINE)}"
FIRST_LATEX = r"a_{1} = \alpha_0 \, \min\left( 1, \frac{1}{| g_{1} |} \right)"
STEP_LATEX = r"\theta_{t} = \theta_{t-1} - \alpha_{t} \, p_{t}"


def _curvature(default: float) -> Hyperparameter:
    return Hyperparameter("curvature", "c₂", "c_2", default, minimum=0.01, maximum=0.99)


@c_function(DIRECTION_SIGNATURE)
def _steepest(
    v: Doubles, _state: Doubles, _theta: Doubles, gradient: Doubles, dials: Doubles, _t: int, _hessian: int, _data: int
) -> float:
    v[0], v[1] = gradient[0], gradient[1]
    return dials[0]


@c_function(DIRECTION_SIGNATURE)
def _newton(
    v: Doubles, state: Doubles, theta: Doubles, gradient: Doubles, _dials: Doubles, _t: int, hessian: int, data: int
) -> float:
    """Divide the gradient along each of the Hessian's axes by the size of its curvature there."""
    call_surface(hessian, state, theta, data)
    ww, wb, bb = state[0], state[1], state[2]
    middle, spread = 0.5 * (ww + bb), np.hypot(0.5 * (ww - bb), wb)
    least = FLATTEST * (abs(middle) + spread)
    high, low = max(abs(middle + spread), least), max(abs(middle - spread), least)
    # The axis of the higher curvature is (c, s), that of the lower is (-s, c).
    angle = 0.5 * np.arctan2(2.0 * wb, ww - bb)
    c, s = np.cos(angle), np.sin(angle)
    along_high, along_low = (c * gradient[0] + s * gradient[1]) / high, (c * gradient[1] - s * gradient[0]) / low
    v[0], v[1] = c * along_high - s * along_low, s * along_high + c * along_low
    return 1.0


@c_function(DIRECTION_SIGNATURE)
def _conjugate_gradient(
    v: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, dials: Doubles, t: int, _hessian: int, _data: int
) -> float:
    """Keep the last gradient at state[0:2], the last direction at state[2:4] and their product at state[4]."""
    g_w, g_b, first = gradient[0], gradient[1], dials[0]
    square = g_w * g_w + g_b * g_b
    beta = 0.0
    if t > 1:
        last_square = state[0] * state[0] + state[1] * state[1]
        beta = (square - g_w * state[0] - g_b * state[1]) / last_square
    if not beta > 0.0:
        beta = 0.0
    p_w, p_b = g_w + beta * state[2], g_b + beta * state[3]
    product = g_w * p_w + g_b * p_b
    if not product > LEAST_COSINE * np.hypot(p_w, p_b) * np.sqrt(square):
        p_w, p_b, product = g_w, g_b, square
    if t == 1:
        # At most so many units far. With eq. 3.60 and L_0 = L_1 + |g| / 2 for what there is not, as SciPy has it, one unit.
        first *= min(1.0, 1.0 / np.sqrt(square))
    else:
        # The step that would change the loss as much as the last one did (Nocedal and Wright, section 3.5).
        last_step = (v[0] * state[2] + v[1] * state[3]) / (state[2] * state[2] + state[3] * state[3])
        guess = last_step * state[4] / product
        if 0.0 < guess < np.inf:
            first = guess
    state[0], state[1], state[2], state[3], state[4] = g_w, g_b, p_w, p_b, product
    v[0], v[1] = p_w, p_b
    return first


@c_function(DIRECTION_SIGNATURE)
def _bfgs(
    v: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, dials: Doubles, t: int, _hessian: int, _data: int
) -> float:
    """Keep the inverse Hessian's estimate [ww, wb, bb] at state[0:3], the last gradient at [3:5], and at [5] if it was learnt."""
    if t == 1:
        state[0], state[1], state[2] = 1.0, 0.0, 1.0
    s_w, s_b, y_w, y_b = -v[0], -v[1], gradient[0] - state[3], gradient[1] - state[4]
    sy, yy = s_w * y_w + s_b * y_b, y_w * y_w + y_b * y_b
    if t > 1 and sy > STEADY * np.sqrt(yy * (s_w * s_w + s_b * s_b)):
        if state[5] == 0.0:
            # The identity gets the size of the inverse Hessian before the first update (Nocedal and Wright, eq. 6.20).
            state[0], state[2], state[5] = sy / yy, sy / yy, 1.0
        h_w, h_b = state[0] * y_w + state[1] * y_b, state[1] * y_w + state[2] * y_b
        weight = (1.0 + (y_w * h_w + y_b * h_b) / sy) / sy
        state[0] += weight * s_w * s_w - 2.0 * h_w * s_w / sy
        state[1] += weight * s_w * s_b - (h_w * s_b + s_w * h_b) / sy
        state[2] += weight * s_b * s_b - 2.0 * h_b * s_b / sy
    state[3], state[4] = gradient[0], gradient[1]
    v[0], v[1] = state[0] * gradient[0] + state[1] * gradient[1], state[1] * gradient[0] + state[2] * gradient[1]
    product = v[0] * gradient[0] + v[1] * gradient[1]
    if not product > LEAST_COSINE * np.hypot(v[0], v[1]) * np.hypot(gradient[0], gradient[1]):
        state[0], state[1], state[2], state[5] = 1.0, 0.0, 1.0, 0.0
        v[0], v[1] = gradient[0], gradient[1]
    # Before anything is known of the curvature, at most so many units far.
    return 1.0 if state[5] != 0.0 else dials[0] * min(1.0, 1.0 / np.hypot(v[0], v[1]))


GRADIENT_DESCENT_ARMIJO = Optimizer(
    id="gradient_descent_armijo",
    name="Gradient descent with backtracking line search",
    short_name="Armijo",
    family="line_search",
    update_rule_latex=rf"p_{{t}} = g_{{t}}, \quad {STEP_LATEX}, "
    rf"\quad \alpha_{{t}} \in \{{ \alpha_0 \, \tau^{{k}} \}} : \; {ARMIJO_LATEX}",
    hyperparameters=(INITIAL_STEP, SHRINK, SUFFICIENT_DECREASE),
    source="L. Armijo (1966), Minimization of functions having Lipschitz continuous first partial derivatives",
    rule=pointer_to(_steepest),
    note=BACKTRACKING_NOTE,
    takes_schedule=False,
    search="backtracking",
)

NEWTON = Optimizer(
    id="newton",
    name="Newton's method, damped",
    short_name="Newton",
    family="second_order",
    update_rule_latex=r"\nabla^2 L(\theta_{t-1}) = Q \, \mathrm{diag}(h_{i}) \, Q^{\top}, "
    r"\quad p_{t} = Q \, \mathrm{diag}(|h_{i}|^{-1}) \, Q^{\top} g_{t}, "
    rf"\quad {STEP_LATEX}, \quad \alpha_{{t}} \in \{{ \tau^{{k}} \}} : \; {ARMIJO_LATEX}",
    hyperparameters=(SHRINK, SUFFICIENT_DECREASE),
    source="J. Nocedal, S. Wright (2006), Numerical optimization, section 3.4: Newton's method with modified eigenvalues",
    rule=pointer_to(_newton),
    note=f"A curvature below {numeral(FLATTEST)} times the larger one counts as that much. Where p is not finite or does not "
    f"lead downhill, the gradient is taken. {BACKTRACKING_NOTE}",
    takes_schedule=False,
    search="backtracking",
    takes_hessian=True,
)

CONJUGATE_GRADIENT = Optimizer(
    id="conjugate_gradient",
    name="Conjugate gradient (Polak-Ribière+)",
    short_name="CG",
    family="line_search",
    update_rule_latex=r"p_{t} = g_{t} + \max\left( 0, "
    r"\frac{g_{t}^{\top} (g_{t} - g_{t-1})}{g_{t-1}^{\top} g_{t-1}} \right) p_{t-1}, "
    rf"\quad {STEP_LATEX}, \quad {WOLFE_LATEX}, \quad {FIRST_LATEX}, "
    r"\quad a_{t} = \alpha_{t-1} \, \frac{p_{t-1}^{\top} g_{t-1}}{p_{t}^{\top} g_{t}}",
    hyperparameters=(INITIAL_STEP, WOLFE_DECREASE, _curvature(0.1)),
    source="E. Polak, G. Ribière (1969), Note sur la convergence de méthodes de directions conjuguées; "
    "M. J. D. Powell (1984), Nonconvex minimization calculations and the conjugate gradient method",
    rule=pointer_to(_conjugate_gradient),
    note="a is the first step tried: α₀ gradients, but no longer than α₀, and from then on what would change the loss, to first "
    f"order, by as much as the last step did. {ANEW_NOTE}, p is the gradient. {WOLFE_NOTE}",
    takes_schedule=False,
    search="wolfe",
)

BFGS = Optimizer(
    id="bfgs",
    name="BFGS",
    short_name="BFGS",
    family="second_order",
    update_rule_latex=r"p_{t} = B_{t} \, g_{t}, \quad s = \theta_{t-1} - \theta_{t-2}, \quad y = g_{t} - g_{t-1}, "
    r"\quad B_{1} = I, "
    r"\quad B_{t} = \left( I - \frac{s y^{\top}}{y^{\top} s} \right) B_{t-1} \left( I - \frac{y s^{\top}}{y^{\top} s} \right) "
    rf"+ \frac{{s s^{{\top}}}}{{y^{{\top}} s}}, \quad {STEP_LATEX}, \quad {WOLFE_LATEX}, \quad {FIRST_LATEX}",
    hyperparameters=(INITIAL_STEP, WOLFE_DECREASE, _curvature(0.9)),
    source="C. Broyden, R. Fletcher, D. Goldfarb, D. Shanno (1970); J. Nocedal, S. Wright (2006), Numerical optimization, 6.1",
    rule=pointer_to(_bfgs),
    note="Just before its first update B is the identity times yᵀs / yᵀy; a step with yᵀs not above "
    f"{numeral(STEADY)} times |y| |s| leaves B as it is. {ANEW_NOTE}, B is the identity again. a is the "
    f"first step tried: α₀ gradients, but no longer than α₀, where B is the identity, and 1 from then on. {WOLFE_NOTE}",
    takes_schedule=False,
    search="wolfe",
)
