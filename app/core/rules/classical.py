"""Gradient descent, and the two that carry a share of the last update: the lecture's own three."""

from app.core.abi import RULE_SIGNATURE, Doubles, c_function, pointer_to
from app.core.hyperparameters import LEARNING_RATE, MOMENTUM
from app.core.optimizer import Optimizer


@c_function(RULE_SIGNATURE)
def _gradient_descent(
    update: Doubles, _state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int
) -> None:
    eta = hyperparameters[0]
    update[0] = eta * gradient[0]
    update[1] = eta * gradient[1]


@c_function(RULE_SIGNATURE)
def _momentum(update: Doubles, _state: Doubles, _theta: Doubles, gradient: Doubles, hyperparameters: Doubles, _t: int) -> None:
    eta, gamma = hyperparameters[0], hyperparameters[1]
    update[0] = gamma * update[0] + eta * gradient[0]
    update[1] = gamma * update[1] + eta * gradient[1]


GRADIENT_DESCENT = Optimizer(
    id="gradient_descent",
    name="Gradient descent",
    short_name="Vanilla",
    family="first_order",
    update_rule_latex=r"\theta_{t} = \theta_{t-1} - \eta \, \nabla L(\theta_{t-1})",
    hyperparameters=(LEARNING_RATE,),
    source="A. Cauchy (1847), Méthode générale pour la résolution des systèmes d'équations simultanées",
    rule=pointer_to(_gradient_descent),
    shares_dials=True,
)

HEAVY_BALL = Optimizer(
    id="momentum",
    name="Momentum",
    short_name="Momentum",
    family="first_order",
    update_rule_latex=r"u_{t} = \gamma \, u_{t-1} + \eta \, \nabla L(\theta_{t-1}), \quad \theta_{t} = \theta_{t-1} - u_{t}",
    hyperparameters=(LEARNING_RATE, MOMENTUM),
    source="B. T. Polyak (1964), Some methods of speeding up the convergence of iteration methods",
    rule=pointer_to(_momentum),
    shares_dials=True,
)

NESTEROV = Optimizer(
    id="nesterov",
    name="Nesterov accelerated gradient",
    short_name="Nesterov",
    family="first_order",
    update_rule_latex=r"u_{t} = \gamma \, u_{t-1} + \eta \, \nabla L(\theta_{t-1} - \gamma \, u_{t-1}), "
    r"\quad \theta_{t} = \theta_{t-1} - u_{t}",
    hyperparameters=(LEARNING_RATE, MOMENTUM),
    source="Y. Nesterov (1983), A method for solving the convex programming problem with convergence rate O(1/k^2)",
    rule=pointer_to(_momentum),
    looks_ahead=True,
    shares_dials=True,
)
