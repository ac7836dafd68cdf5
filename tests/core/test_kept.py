"""What optimizers remember between steps, against their definitions."""

import numpy as np
import pytest

from app.core.descent import Run, descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS

STEPS = 40


def walked(id: str, **hyperparameters: float) -> Run:
    run = descend(NeuronSurface(LECTURE_DATA), (-2.0, -2.0), OPTIMIZERS[id].setting(**hyperparameters), STEPS, 0.0)
    assert run.iterations == STEPS
    return run


@pytest.mark.parametrize(("id", "decay"), [("adam", 0.9), ("amsgrad", 0.9), ("adamw", 0.9), ("nadam", 0.9), ("lion", 0.99)])
def test_the_average_gradient(id: str, decay: float) -> None:
    run = walked(id, learning_rate=0.05)
    expected = decay * run.kept["m"][:-1] + (1 - decay) * run.gradient[:-1]
    np.testing.assert_allclose(run.kept["m"][1:], expected, rtol=1e-12)
    assert not run.kept["m"][0].any()


@pytest.mark.parametrize(
    ("id", "decay", "weight"),
    [("adam", 0.999, 0.001), ("nadam", 0.999, 0.001), ("rmsprop", 0.99, 0.01), ("adadelta", 0.9, 0.1), ("adagrad", 1.0, 1.0)],
)
def test_the_squared_gradients(id: str, decay: float, weight: float) -> None:
    run = walked(id, learning_rate=0.05)
    expected = decay * run.kept["v"][:-1] + weight * run.gradient[:-1] ** 2
    np.testing.assert_allclose(run.kept["v"][1:], expected, rtol=1e-12)


def test_amsgrads_largest() -> None:
    kept = walked("amsgrad", learning_rate=0.3, beta2=0.5).kept
    assert (kept["v_max"] > kept["v"]).any()
    np.testing.assert_array_equal(kept["v_max"], np.maximum.accumulate(kept["v"]))


def test_adadeltas_squared_steps_and_rprops_step() -> None:
    adadelta = walked("adadelta", learning_rate=2.0)
    steps = adadelta.update[1:] / 2.0
    np.testing.assert_allclose(adadelta.kept["s"][1:], 0.9 * adadelta.kept["s"][:-1] + 0.1 * steps**2, rtol=1e-12)
    rprop = walked("rprop", learning_rate=0.05)
    moved = rprop.update != 0
    moved[0] = False
    np.testing.assert_array_equal(np.abs(rprop.update[moved]), rprop.kept["d"][moved])


@pytest.mark.parametrize("id", ["gradient_descent", "momentum", "nesterov", "sign_descent", "newton", "bfgs"])
def test_others_tell_nothing(id: str) -> None:
    assert not descend(NeuronSurface(LECTURE_DATA), (-2.0, -2.0), OPTIMIZERS[id].setting(), 5, 0.0).kept
