"""One step of the lecture's three, by hand."""

import numpy as np
import pytest

from tests.core.rules.alone import START, thetas


@pytest.mark.parametrize("id", ["gradient_descent", "momentum", "nesterov"])
def test_the_first_step_is_the_rate_times_the_gradient(id: str) -> None:
    gradients = np.array([[0.5, -1.0]])
    np.testing.assert_allclose(thetas(id, gradients, learning_rate=0.5)[1], START - [0.25, -0.5], rtol=1e-15)


@pytest.mark.parametrize(("id", "carried"), [("gradient_descent", 0.0), ("momentum", 0.9), ("nesterov", 0.9)])
def test_the_second_step_carries_a_share_of_the_first(id: str, carried: float) -> None:
    first, second = -np.diff(thetas(id, np.array([[0.5, -1.0], [2.0, 4.0]]), learning_rate=0.5), axis=0)
    np.testing.assert_allclose(second, carried * first + [1.0, 2.0], rtol=1e-14)
