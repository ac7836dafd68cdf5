"""Steps from the gradient's signs, whatever its size: sign descent, Lion and Rprop."""

import numpy as np

from app.core.abi import RULE_SIGNATURE, Doubles, c_function, pointer_to
from app.core.hyperparameters import BETA_1, Hyperparameter, decay, learning_rate, weight_decay
from app.core.optimizer import Optimizer


@c_function(RULE_SIGNATURE)
def _sign_descent(
    update: Doubles, _state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int
) -> None:
    for i in range(2):
        update[i] = hyperparameters[0] * np.sign(gradient[i])


@c_function(RULE_SIGNATURE)
def _lion(update: Doubles, state: Doubles, theta: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int) -> None:
    eta, beta_1, beta_2, decay = hyperparameters[0], hyperparameters[1], hyperparameters[2], hyperparameters[3]
    for i in range(2):
        mixed = beta_1 * state[i] + (1.0 - beta_1) * gradient[i]
        update[i] = eta * (np.sign(mixed) + decay * theta[i])
        state[i] = beta_2 * state[i] + (1.0 - beta_2) * gradient[i]


@c_function(RULE_SIGNATURE)
def _rprop(update: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, t: int) -> None:
    """Keep each coordinate's last slope at state[i] and its step at state[2 + i].

    As in PyTorch, a coordinate whose slope has changed sign does not move in this step, and counts as without slope in the next.
    """
    smaller, larger, least, most = hyperparameters[1], hyperparameters[2], hyperparameters[3], hyperparameters[4]
    for i in range(2):
        slope, size = gradient[i], hyperparameters[0] if t == 1 else state[2 + i]
        # The signs' product: that of the slopes themselves may underflow.
        agreement = np.sign(slope) * np.sign(state[i])
        if agreement > 0.0:
            size *= larger
        elif agreement < 0.0:
            size *= smaller
            slope = 0.0
        state[i], state[2 + i] = slope, min(max(size, least), most)
        update[i] = np.sign(slope) * state[2 + i]


SIGN_DESCENT = Optimizer(
    id="sign_descent",
    name="Sign descent",
    short_name="Sign",
    family="first_order",
    update_rule_latex=r"\theta_{t} = \theta_{t-1} - \eta \, \mathrm{sign}(g_{t})",
    hyperparameters=(learning_rate(0.01),),
    source="J. Bernstein et al. (2018), signSGD: compressed optimisation for non-convex problems",
    rule=pointer_to(_sign_descent),
)

LION = Optimizer(
    id="lion",
    name="Lion",
    short_name="Lion",
    family="first_order",
    update_rule_latex=r"\theta_{t} = \theta_{t-1} - \eta \left( \mathrm{sign}(\beta_1 \, m_{t-1} + (1 - \beta_1) \, g_{t}) "
    r"+ \lambda \, \theta_{t-1} \right), \quad m_{t} = \beta_2 \, m_{t-1} + (1 - \beta_2) \, g_{t}",
    hyperparameters=(learning_rate(1e-4), BETA_1, decay("beta2", "β₂", r"\beta_2", 0.99), weight_decay(0.0)),
    source="X. Chen et al. (2023), Symbolic discovery of optimization algorithms, algorithm 2",
    rule=pointer_to(_lion),
    keeps=(("m", 0),),
)

RPROP = Optimizer(
    id="rprop",
    name="Rprop",
    short_name="Rprop",
    family="adaptive",
    update_rule_latex=r"\tilde{d}_{t} = \begin{cases} \eta^{+} d_{t-1} & g_{t} \, g_{t-1} > 0 \\ "
    r"\eta^{-} d_{t-1}, \; g_{t} := 0 & g_{t} \, g_{t-1} < 0 \\ d_{t-1} & \text{otherwise} \end{cases}, \quad d_{0} = \eta, "
    r"\quad d_{t} = \min(\max(\tilde{d}_{t}, d_{\min}), d_{\max}), "
    r"\quad \theta_{t} = \theta_{t-1} - \mathrm{sign}(g_{t}) \, d_{t}",
    hyperparameters=(
        learning_rate(0.01),
        Hyperparameter("eta_minus", "η⁻", r"\eta^{-}", default=0.5, minimum=0.01, maximum=1.0, maximum_exclusive=True),
        Hyperparameter("eta_plus", "η⁺", r"\eta^{+}", default=1.2, minimum=1.0, maximum=10.0),
        Hyperparameter("step_minimum", "d min", r"d_{\min}", default=1e-6, minimum=1e-15, maximum=1e-2, scale="log"),
        Hyperparameter("step_maximum", "d max", r"d_{\max}", default=50.0, minimum=1e-2, maximum=1e6, scale="log"),
    ),
    note="Where a slope has changed its sign the coordinate rests for a step, as in PyTorch; in the paper it goes back.",
    source="M. Riedmiller, H. Braun (1993), A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
    rule=pointer_to(_rprop),
    keeps=(("d", 2),),
    # Its learning rate is only the first step's size: there is nothing for a schedule to change afterwards.
    takes_schedule=False,
)
