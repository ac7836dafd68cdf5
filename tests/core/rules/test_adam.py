"""Adam and its kin against their definitions, with every average written out as a sum."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.core.rules.alone import GRADIENTS, START, thetas

ETA, SMALL = 0.1, 1e-8
AGES = np.arange(len(GRADIENTS))
BETAS = [(0.9, 0.999), (0.5, 0.7), (0.0, 0.0)]


def average(values: NDArray[np.float64], beta: float) -> NDArray[np.float64]:
    """(1 - beta) sum_k beta^(t - k) values[k] for every t."""
    return np.array([(1 - beta) * (beta ** AGES[: t + 1][::-1]) @ values[: t + 1] for t in AGES])


def corrected(values: NDArray[np.float64], beta: float) -> NDArray[np.float64]:
    """The same, divided by the sum of its weights."""
    return np.array(average(values, beta) / (1 - beta ** (AGES + 1))[:, None])


def walked(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array(START - np.vstack(([0, 0], np.cumsum(steps, axis=0))))


@pytest.mark.parametrize(("beta1", "beta2"), BETAS)
def test_adam(beta1: float, beta2: float) -> None:
    steps = ETA * corrected(GRADIENTS, beta1) / (np.sqrt(corrected(GRADIENTS**2, beta2)) + SMALL)
    np.testing.assert_allclose(thetas("adam", learning_rate=ETA, beta1=beta1, beta2=beta2), walked(steps), rtol=1e-11)


def test_amsgrad_divides_by_the_largest_average_so_far() -> None:
    largest = np.maximum.accumulate(average(GRADIENTS**2, 0.6), axis=0)
    assert (largest != average(GRADIENTS**2, 0.6)).any()
    root = np.sqrt(largest / (1 - 0.6 ** (AGES + 1))[:, None])
    steps = ETA * corrected(GRADIENTS, 0.9) / (root + SMALL)
    np.testing.assert_allclose(thetas("amsgrad", learning_rate=ETA, beta2=0.6), walked(steps), rtol=1e-11)


def test_nadam_mixes_in_the_gradient_of_this_step() -> None:
    psi, t = 0.3, AGES + 1.0
    mu, mu_next = (0.9 * (1 - 0.5 * 0.96 ** (k * psi)) for k in (t, t + 1))
    products = np.cumprod(mu)
    ahead, now = mu_next / (1 - products * mu_next), (1 - mu) / (1 - products)
    mixed = ahead[:, None] * average(GRADIENTS, 0.9) + now[:, None] * GRADIENTS
    steps = ETA * mixed / (np.sqrt(corrected(GRADIENTS**2, 0.999)) + SMALL)
    np.testing.assert_allclose(thetas("nadam", learning_rate=ETA, momentum_decay=psi), walked(steps), rtol=1e-11)


def test_adamw_shrinks_theta_besides() -> None:
    steps = ETA * corrected(GRADIENTS, 0.9) / (np.sqrt(corrected(GRADIENTS**2, 0.999)) + SMALL)
    theta, points = START.copy(), [START.copy()]
    for step in steps:
        theta = (1 - ETA * 0.5) * theta - step
        points.append(theta)
    np.testing.assert_allclose(thetas("adamw", learning_rate=ETA, weight_decay=0.5), points, rtol=1e-11)


def test_without_decay_adamw_is_adam() -> None:
    np.testing.assert_array_equal(thetas("adamw", weight_decay=0.0), thetas("adam"))
