"""Adam and its kin, as PyTorch has them: averages of the gradient and of its square, both corrected for their start at 0."""

import numpy as np

from app.core.abi import RULE_SIGNATURE, Doubles, c_function, helper, pointer_to
from app.core.hyperparameters import BETA_1, BETA_2, Hyperparameter, epsilon, learning_rate, weight_decay
from app.core.optimizer import Optimizer

MOMENTS_LATEX = (
    r"m_{t} = \beta_1 \, m_{t-1} + (1 - \beta_1) \, g_{t}, \quad v_{t} = \beta_2 \, v_{t-1} + (1 - \beta_2) \, g_{t}^{2}, \quad "
)
CORRECTED_V = r"\hat{v}_{t} = \frac{v_{t}}{1 - \beta_2^{t}}, \quad "
CORRECTED_LATEX = rf"{MOMENTS_LATEX} \hat{{m}}_{{t}} = \frac{{m_{{t}}}}{{1 - \beta_1^{{t}}}}, \quad {CORRECTED_V}"
STEP_LATEX = r"\frac{\hat{m}_{t}}{\sqrt{\hat{v}_{t}} + \epsilon}"

MOMENTUM_DECAY = Hyperparameter("momentum_decay", "ψ", r"\psi", default=0.004, minimum=0.0, maximum=1.0)


@helper
def _moments(state: Doubles, i: int, slope: float, beta_1: float, beta_2: float) -> None:
    """Update the averages of coordinate i: of the gradient at state[i], of its square at state[2 + i]."""
    state[i] = beta_1 * state[i] + (1.0 - beta_1) * slope
    state[2 + i] = beta_2 * state[2 + i] + (1.0 - beta_2) * slope * slope


@helper
def _adam_step(state: Doubles, i: int, square: float, hyperparameters: Doubles, t: int) -> float:
    eta, beta_1, beta_2, small = hyperparameters[0], hyperparameters[1], hyperparameters[2], hyperparameters[3]
    root = np.sqrt(square) / np.sqrt(1.0 - beta_2**t) + small
    return float(eta / (1.0 - beta_1**t) * (state[i] / root))


@c_function(RULE_SIGNATURE)
def _adam(update: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, t: int) -> None:
    for i in range(2):
        _moments(state, i, gradient[i], hyperparameters[1], hyperparameters[2])
        update[i] = _adam_step(state, i, state[2 + i], hyperparameters, t)


@c_function(RULE_SIGNATURE)
def _amsgrad(update: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, t: int) -> None:
    for i in range(2):
        _moments(state, i, gradient[i], hyperparameters[1], hyperparameters[2])
        state[4 + i] = max(state[4 + i], state[2 + i])
        update[i] = _adam_step(state, i, state[4 + i], hyperparameters, t)


@c_function(RULE_SIGNATURE)
def _adamw(update: Doubles, state: Doubles, theta: Doubles, gradient: Doubles, hyperparameters: Doubles, t: int) -> None:
    decay = hyperparameters[0] * hyperparameters[4]
    for i in range(2):
        _moments(state, i, gradient[i], hyperparameters[1], hyperparameters[2])
        update[i] = decay * theta[i] + _adam_step(state, i, state[2 + i], hyperparameters, t)


@c_function(RULE_SIGNATURE)
def _nadam(update: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, t: int) -> None:
    eta, beta_1, beta_2, small = hyperparameters[0], hyperparameters[1], hyperparameters[2], hyperparameters[3]
    psi = hyperparameters[4]
    mu = beta_1 * (1.0 - 0.5 * 0.96 ** (t * psi))
    mu_next = beta_1 * (1.0 - 0.5 * 0.96 ** ((t + 1) * psi))
    # The product of all mu so far; the scratch begins with zeros.
    state[4] = mu if t == 1 else state[4] * mu
    for i in range(2):
        _moments(state, i, gradient[i], beta_1, beta_2)
        root = np.sqrt(state[2 + i] / (1.0 - beta_2**t)) + small
        now, ahead = (1.0 - mu) / (1.0 - state[4]), mu_next / (1.0 - state[4] * mu_next)
        update[i] = eta * (now * gradient[i] + ahead * state[i]) / root


ADAM = Optimizer(
    id="adam",
    name="Adam",
    short_name="Adam",
    family="adaptive",
    update_rule_latex=rf"{CORRECTED_LATEX} \theta_{{t}} = \theta_{{t-1}} - \eta \, {STEP_LATEX}",
    hyperparameters=(learning_rate(0.001), BETA_1, BETA_2, epsilon(1e-8)),
    source="D. P. Kingma, J. Ba (2015), Adam: a method for stochastic optimization, algorithm 1",
    rule=pointer_to(_adam),
    keeps=(("m", 0), ("v", 2)),
)

AMSGRAD = Optimizer(
    id="amsgrad",
    name="AMSGrad",
    short_name="AMSGrad",
    family="adaptive",
    update_rule_latex=rf"{MOMENTS_LATEX} \hat{{m}}_{{t}} = \frac{{m_{{t}}}}{{1 - \beta_1^{{t}}}}, \quad "
    r"\hat{v}_{t} = \frac{\max(v_{1}, \ldots, v_{t})}{1 - \beta_2^{t}}, \quad "
    rf"\theta_{{t}} = \theta_{{t-1}} - \eta \, {STEP_LATEX}",
    hyperparameters=(learning_rate(0.001), BETA_1, BETA_2, epsilon(1e-8)),
    note="Both moments are corrected for their start at zero, as in PyTorch; the paper's algorithm 2 corrects neither.",
    source="S. J. Reddi, S. Kale, S. Kumar (2018), On the convergence of Adam and beyond, algorithm 2",
    rule=pointer_to(_amsgrad),
    keeps=(("m", 0), ("v", 2), ("v_max", 4)),
)

NADAM = Optimizer(
    id="nadam",
    name="NAdam",
    short_name="NAdam",
    family="adaptive",
    update_rule_latex=rf"{MOMENTS_LATEX} {CORRECTED_V} "
    r"\mu_{t} = \beta_1 \left( 1 - \frac{1}{2} \, 0.96^{t \psi} \right), \quad "
    r"\theta_{t} = \theta_{t-1} - \frac{\eta}{\sqrt{\hat{v}_{t}} + \epsilon} \left( "
    r"\frac{\mu_{t+1} \, m_{t}}{1 - \prod_{i=1}^{t+1} \mu_{i}} "
    r"+ \frac{(1 - \mu_{t}) \, g_{t}}{1 - \prod_{i=1}^{t} \mu_{i}} \right)",
    hyperparameters=(learning_rate(0.002), BETA_1, BETA_2, epsilon(1e-8), MOMENTUM_DECAY),
    source="T. Dozat (2016), Incorporating Nesterov momentum into Adam",
    rule=pointer_to(_nadam),
    keeps=(("m", 0), ("v", 2)),
)

ADAMW = Optimizer(
    id="adamw",
    name="AdamW",
    short_name="AdamW",
    family="adaptive",
    update_rule_latex=rf"{CORRECTED_LATEX} "
    rf"\theta_{{t}} = \theta_{{t-1}} - \eta \left( \lambda \, \theta_{{t-1}} + {STEP_LATEX} \right)",
    hyperparameters=(learning_rate(0.001), BETA_1, BETA_2, epsilon(1e-8), weight_decay(0.01)),
    source="I. Loshchilov, F. Hutter (2019), Decoupled weight decay regularization, algorithm 2",
    rule=pointer_to(_adamw),
    keeps=(("m", 0), ("v", 2)),
)
