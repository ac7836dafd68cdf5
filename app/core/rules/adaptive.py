"""A rate for each coordinate from the squares of its gradients: AdaGrad, RMSProp and AdaDelta, as PyTorch has them."""

import numpy as np

from app.core.abi import RULE_SIGNATURE, Doubles, c_function, pointer_to
from app.core.hyperparameters import RHO, decay, epsilon, learning_rate
from app.core.optimizer import Optimizer


@c_function(RULE_SIGNATURE)
def _adagrad(update: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int) -> None:
    eta, small = hyperparameters[0], hyperparameters[1]
    for i in range(2):
        state[i] += gradient[i] * gradient[i]
        update[i] = eta * gradient[i] / (np.sqrt(state[i]) + small)


@c_function(RULE_SIGNATURE)
def _rmsprop(update: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int) -> None:
    eta, rho, small = hyperparameters[0], hyperparameters[1], hyperparameters[2]
    for i in range(2):
        state[i] = rho * state[i] + (1.0 - rho) * gradient[i] * gradient[i]
        update[i] = eta * gradient[i] / (np.sqrt(state[i]) + small)


@c_function(RULE_SIGNATURE)
def _adadelta(update: Doubles, state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int) -> None:
    eta, rho, small = hyperparameters[0], hyperparameters[1], hyperparameters[2]
    for i in range(2):
        state[i] = rho * state[i] + (1.0 - rho) * gradient[i] * gradient[i]
        step = np.sqrt(state[2 + i] + small) / np.sqrt(state[i] + small) * gradient[i]
        state[2 + i] = rho * state[2 + i] + (1.0 - rho) * step * step
        update[i] = eta * step


ADAGRAD = Optimizer(
    id="adagrad",
    name="AdaGrad",
    short_name="AdaGrad",
    family="adaptive",
    update_rule_latex=r"v_{t} = v_{t-1} + g_{t}^{2}, "
    r"\quad \theta_{t} = \theta_{t-1} - \frac{\eta}{\sqrt{v_{t}} + \epsilon} \, g_{t}",
    hyperparameters=(learning_rate(0.01), epsilon(1e-10)),
    source="J. Duchi, E. Hazan, Y. Singer (2011), Adaptive subgradient methods for online learning and stochastic optimization",
    rule=pointer_to(_adagrad),
    keeps=(("v", 0),),
)

RMSPROP = Optimizer(
    id="rmsprop",
    name="RMSProp",
    short_name="RMSProp",
    family="adaptive",
    update_rule_latex=r"v_{t} = \rho \, v_{t-1} + (1 - \rho) \, g_{t}^{2}, "
    r"\quad \theta_{t} = \theta_{t-1} - \frac{\eta}{\sqrt{v_{t}} + \epsilon} \, g_{t}",
    hyperparameters=(learning_rate(0.01), decay("rho", "ρ", r"\rho", 0.99), epsilon(1e-8)),
    source="T. Tieleman, G. Hinton (2012), Neural networks for machine learning, lecture 6.5",
    rule=pointer_to(_rmsprop),
    keeps=(("v", 0),),
)

ADADELTA = Optimizer(
    id="adadelta",
    name="AdaDelta",
    short_name="AdaDelta",
    family="adaptive",
    update_rule_latex=r"v_{t} = \rho \, v_{t-1} + (1 - \rho) \, g_{t}^{2}, "
    r"\quad d_{t} = \frac{\sqrt{s_{t-1} + \epsilon}}{\sqrt{v_{t} + \epsilon}} \, g_{t}, "
    r"\quad s_{t} = \rho \, s_{t-1} + (1 - \rho) \, d_{t}^{2}, \quad \theta_{t} = \theta_{t-1} - \eta \, d_{t}",
    hyperparameters=(learning_rate(1.0), RHO, epsilon(1e-6)),
    source="M. D. Zeiler (2012), ADADELTA: an adaptive learning rate method, algorithm 1",
    rule=pointer_to(_adadelta),
    keeps=(("v", 0), ("s", 2)),
)
