"""AdaGrad, RMSProp and AdaDelta against their definitions, sums written out instead of carried along."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.rules.alone import GRADIENTS, START, thetas

AGES = np.arange(len(GRADIENTS))


def running_average(values: NDArray[np.float64], rho: float) -> NDArray[np.float64]:
    """(1 - rho) sum_k rho^(t - k) values[k] for every t."""
    return np.array([(1 - rho) * (rho ** AGES[: t + 1][::-1]) @ values[: t + 1] for t in AGES])


@pytest.mark.parametrize("epsilon", [1e-10, 0.1])
def test_adagrad_divides_by_the_root_of_the_sum_of_squares(epsilon: float) -> None:
    steps = 0.3 * GRADIENTS / (np.sqrt(np.cumsum(GRADIENTS**2, axis=0)) + epsilon)
    points = thetas("adagrad", learning_rate=0.3, epsilon=epsilon)
    np.testing.assert_allclose(points, START - np.vstack(([0, 0], np.cumsum(steps, axis=0))), rtol=1e-13)


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.99])
def test_rmsprop_divides_by_the_root_of_the_running_average(rho: float) -> None:
    steps = 0.3 * GRADIENTS / (np.sqrt(running_average(GRADIENTS**2, rho)) + 1e-8)
    points = thetas("rmsprop", learning_rate=0.3, rho=rho)
    np.testing.assert_allclose(points, START - np.vstack(([0, 0], np.cumsum(steps, axis=0))), rtol=1e-12)


def test_adadelta_scales_by_its_own_last_steps() -> None:
    rho, small = 0.9, 1e-6
    squares, steps = running_average(GRADIENTS**2, rho), np.zeros_like(GRADIENTS)
    for t in AGES:
        own = running_average(steps**2, rho)[t - 1] if t else np.zeros(2)
        steps[t] = np.sqrt((own + small) / (squares[t] + small)) * GRADIENTS[t]
    points = thetas("adadelta", learning_rate=0.7)
    np.testing.assert_allclose(points, START - 0.7 * np.vstack(([0, 0], np.cumsum(steps, axis=0))), rtol=1e-12)


@pytest.mark.parametrize("id", ["adagrad", "rmsprop", "adam", "amsgrad"])
def test_the_first_step_does_not_depend_on_the_gradients_size(id: str) -> None:
    small, large = (thetas(id, np.array([[scale, -scale]]), epsilon=1e-16)[1] for scale in (1e-3, 1e3))
    np.testing.assert_allclose(small, large, rtol=1e-12)
