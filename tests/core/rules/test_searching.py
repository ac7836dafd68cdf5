"""What the searching rules are known for, on surfaces where it can be worked out."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core import catalog
from app.core.closed_form import FormulaSurface
from app.core.descent import Run, descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from app.core.rules.searching import LEAST_COSINE
from app.core.surface import Domain

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
BOWL = "3*w^2 + 2*w*b + 50*b^2 - 4*w + b"
LOWEST = np.linalg.solve([[6.0, 2.0], [2.0, 100.0]], [4.0, -1.0])


def walk(text: str, id: str, start: tuple[float, float] = (3.0, -2.0), **hyperparameters: float) -> Run:
    return descend(FormulaSurface(text, SQUARE), start, OPTIMIZERS[id].setting(**hyperparameters), 500, 1e-9)


def test_newton_takes_one_step_on_a_quadratic() -> None:
    run = walk(BOWL, "newton")
    np.testing.assert_allclose(run.theta[1], LOWEST, rtol=1e-12)
    assert (run.iterations, run.summary.hessian_evaluations) == (1, 1)
    assert run.evaluations is not None
    assert run.evaluations.tolist() == [0, 4]


def test_newton_doubles_its_digits_near_a_minimum() -> None:
    run = descend(catalog.get("rosenbrock"), (1.05, 1.1), OPTIMIZERS["newton"].setting(), 20, 1e-12)
    errors = np.hypot(*(run.theta - 1.0).T)
    close = np.flatnonzero((errors < 1e-2) & (errors > 1e-7))
    assert len(close) >= 2
    assert (errors[close[1:]] < 100 * errors[close[1:] - 1] ** 2).all()


@pytest.mark.parametrize("start", [(0.3, 1e-3), (-1.0, -0.4)])
def test_newton_leaves_a_saddle_where_plain_newton_would_go_to_it(start: tuple[float, float]) -> None:
    run = walk("w^2 - b^2 + b^4/2", "newton", start)
    assert run.outcome == Outcome.CONVERGED
    np.testing.assert_allclose(np.abs(run.theta[-1]), [0.0, 1.0], atol=1e-6)


def test_newton_turns_the_curvature_it_climbs_around() -> None:
    """H = diag(2, -2) at b = 0.1: the step along b is g / |h|, downhill, away from b = 0."""
    run = descend(FormulaSurface("w^2 - b^2", SQUARE), (0.4, 0.1), OPTIMIZERS["newton"].setting(), 1, 0.0)
    np.testing.assert_allclose(run.update[1], [0.4, -0.1], rtol=1e-12)


@pytest.mark.parametrize("start", [(3.0, -2.0), (-1.0, 4.0)])
def test_conjugate_gradient_needs_two_steps_on_a_quadratic(start: tuple[float, float]) -> None:
    run = walk(BOWL, "conjugate_gradient", start, curvature=0.01)
    assert run.iterations <= 4
    np.testing.assert_allclose(run.theta[2], LOWEST, atol=1e-2)
    np.testing.assert_allclose(run.theta[-1], LOWEST, atol=1e-9)
    first, second = run.update[1], run.update[2]
    hessian = np.array([[6.0, 2.0], [2.0, 100.0]])
    lengths = np.sqrt((first @ hessian @ first) * (second @ hessian @ second))
    assert abs(first @ hessian @ second) < 0.05 * lengths


def test_bfgs_learns_the_curvature_of_a_quadratic() -> None:
    run = walk(BOWL, "bfgs")
    assert run.outcome == Outcome.CONVERGED
    assert run.iterations <= 10
    np.testing.assert_allclose(run.theta[-1], LOWEST, atol=1e-9)


@pytest.mark.parametrize("id", ["newton", "bfgs", "conjugate_gradient"])
def test_curvature_gets_along_rosenbrocks_valley(id: str) -> None:
    """Where plain descent with the same line search still has far to go."""
    surface, start = catalog.get("rosenbrock"), (-1.2, 1.0)
    curved = descend(surface, start, OPTIMIZERS[id].setting(), 200, 1e-6)
    steepest = descend(surface, start, OPTIMIZERS["gradient_descent_armijo"].setting(), 200, 1e-6)
    assert (curved.outcome, curved.minimum) == (Outcome.CONVERGED, 0)
    assert curved.evaluations is not None
    assert steepest.evaluations is not None
    assert curved.evaluations[-1] < steepest.evaluations[-1] / 5
    assert steepest.outcome == Outcome.MAX_ITERATIONS


@pytest.mark.parametrize("id", ["newton", "bfgs", "conjugate_gradient"])
def test_the_lectures_walk_takes_a_dozen_steps(id: str) -> None:
    run = descend(NeuronSurface(LECTURE_DATA), (-2.0, -2.0), OPTIMIZERS[id].setting(), 100, 1e-8)
    assert (run.outcome, run.minimum) == (Outcome.CONVERGED, 0)
    assert run.iterations < 20


def test_armijos_first_trial_is_the_initial_step() -> None:
    run = descend(catalog.get("booth"), (0.0, 1.0), OPTIMIZERS["gradient_descent_armijo"].setting(initial_step=0.25), 1, 0.0)
    assert run.trials is not None
    np.testing.assert_allclose(run.trials[0], run.theta[0] - 0.25 * run.gradient[0], rtol=1e-15)


def directions_of_conjugate_gradient(run: Run) -> tuple[list[NDArray[np.float64]], list[float]]:
    """Polak and Ribiere's directions from the recorded gradients, with max(0, beta), anew where uphill; and the betas before."""
    g, directions, betas = run.gradient, [run.gradient[0]], []
    for t in range(1, run.iterations):
        betas.append(float(g[t] @ (g[t] - g[t - 1]) / (g[t - 1] @ g[t - 1])))
        direction = g[t] + max(0.0, betas[-1]) * directions[-1]
        downhill = direction @ g[t] > LEAST_COSINE * np.hypot(*direction) * np.hypot(*g[t])
        directions.append(direction if downhill else g[t])
    return directions, betas


def directions_of_bfgs(run: Run) -> list[NDArray[np.float64]]:
    """B g with the textbook's update of B (Nocedal and Wright, eq. 6.17), the first B scaled by eq. 6.20."""
    inverse, directions = np.eye(2), [run.gradient[0]]
    for t in range(1, run.iterations):
        s, y = run.theta[t] - run.theta[t - 1], run.gradient[t] - run.gradient[t - 1]
        inverse = inverse * (s @ y) / (y @ y) if t == 1 else inverse
        turn = np.eye(2) - np.outer(s, y) / (s @ y)
        inverse = turn @ inverse @ turn.T + np.outer(s, s) / (s @ y)
        directions.append(inverse @ run.gradient[t])
    return directions


def angles(run: Run, directions: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The sine of the angle between each update and the direction it should have."""
    updates, along = run.update[1 : len(directions) + 1], np.array(directions)
    crossed = np.abs(updates[:, 0] * along[:, 1] - updates[:, 1] * along[:, 0])
    sines: NDArray[np.float64] = crossed / np.hypot(*updates.T) / np.hypot(*along.T)
    return sines


def test_conjugate_gradient_goes_where_the_textbook_says_and_never_back() -> None:
    run = descend(catalog.get("rosenbrock"), (-1.2, 1.0), OPTIMIZERS["conjugate_gradient"].setting(), 25, 0.0)
    directions, betas = directions_of_conjugate_gradient(run)
    assert angles(run, directions).max() < 1e-9
    assert min(betas) < -0.1


def test_bfgs_goes_where_the_textbook_says() -> None:
    run = descend(catalog.get("rosenbrock"), (-1.2, 1.0), OPTIMIZERS["bfgs"].setting(), 20, 0.0)
    assert angles(run, directions_of_bfgs(run)).max() < 1e-6
