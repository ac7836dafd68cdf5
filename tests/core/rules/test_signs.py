"""Sign descent, Lion and Rprop, by hand."""

import numpy as np
import pytest

from tests.core.rules.alone import GRADIENTS, START, thetas


def test_sign_descent_goes_as_far_whatever_the_slope() -> None:
    np.testing.assert_allclose(thetas("sign_descent", learning_rate=0.25)[:3], [[0.7, -1.3], [0.45, -1.05], [0.7, -0.8]])


def test_sign_descent_rests_where_there_is_no_slope() -> None:
    points = thetas("sign_descent", np.zeros((1, 2)))
    np.testing.assert_array_equal(points[1], points[0])


@pytest.mark.parametrize("decay", [0.0, 0.5])
def test_lion_steps_by_the_sign_of_a_mixture(decay: float) -> None:
    momentum, theta, points = np.zeros(2), START.copy(), [START.copy()]
    for gradient in GRADIENTS:
        theta = theta - 0.1 * (np.sign(0.6 * momentum + 0.4 * gradient) + decay * theta)
        momentum = 0.8 * momentum + 0.2 * gradient
        points.append(theta)
    mine = thetas("lion", learning_rate=0.1, beta1=0.6, beta2=0.8, weight_decay=decay)
    np.testing.assert_allclose(mine, points, rtol=1e-13)


def test_rprop_grows_its_step_while_the_sign_stays_and_halves_it_where_it_turns() -> None:
    """A coordinate that turns rests for a step, and the step after that keeps its size."""
    slopes = np.array([[1.0, 1e-200], [2.0, 1e-200], [-1.0, 1e-200], [-1.0, 1e-200], [-1.0, 1e-200]])
    steps = -np.diff(thetas("rprop", slopes, learning_rate=0.1), axis=0)
    np.testing.assert_allclose(steps[:, 0], [0.1, 0.12, 0.0, -0.06, -0.072], rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(steps[:, 1], 0.1 * 1.2 ** np.arange(5), rtol=1e-13)


def test_rprops_step_stays_within_its_bounds() -> None:
    along = np.ones((40, 2))
    assert np.abs(np.diff(thetas("rprop", along, step_maximum=0.05), axis=0)).max() == pytest.approx(0.05)
    across = along * (-1.0) ** (np.arange(40) // 2)[:, None]
    moved = np.abs(np.diff(thetas("rprop", across, eta_plus=1.0, step_minimum=1e-3), axis=0))
    assert moved[moved > 0].min() == pytest.approx(1e-3)
