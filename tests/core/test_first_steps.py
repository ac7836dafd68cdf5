"""The first step of a line search: shorter where the default leaps off the map or to a plateau, longer where it crawls."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.compiled import Formula
from app.core.descent import descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.surface import Domain
from app.core.typed import TypedSurface

TRYING = [each.id for each in OPTIMIZERS.values() if any(dial.name == "initial_step" for dial in each.hyperparameters)]
X = np.linspace(-20.0, 35.0, 12)
WIDE = np.column_stack((X, 0.1 + 0.8 * (X - X[0]) / (X[-1] - X[0])))
FAR = WIDE * [30.0, 1.0]


@pytest.mark.parametrize("text", ["w^2 + b^2", "1e8 (w^2 + b^2)", "(1 - w)^2 + 100 (b - w^2)^2", "w + b", "5"])
def test_a_default_that_does_is_kept(text: str) -> None:
    assert TypedSurface(Formula(text)).suggested_steps == {}


def test_the_lectures_data_need_no_other() -> None:
    assert NeuronSurface(LECTURE_DATA).suggested_steps == {}


@pytest.mark.parametrize("loss", ["half_sum", "mean"])
@pytest.mark.parametrize("data", [WIDE, FAR], ids=["wide", "far"])
@pytest.mark.parametrize("id", ["conjugate_gradient", "bfgs"])
def test_a_shorter_first_step_stays_on_the_map_and_comes_down(id: str, data: NDArray[np.float64], loss: str) -> None:
    surface = NeuronSurface(data, loss)
    best, lowest = surface.suggested, surface.minima[0].loss
    step = surface.suggested_steps.get(id, 1.0)
    run = descend(surface, best.start, OPTIMIZERS[id].setting(initial_step=step), best.max_iterations, best.tolerance)
    assert all(surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))
    assert run.loss[0] - run.loss[-1] >= 0.99 * (run.loss[0] - lowest)


def test_without_it_they_leap_to_a_plateau() -> None:
    surface = NeuronSurface(FAR)
    assert set(surface.suggested_steps) == set(TRYING)
    for id in TRYING:
        run = descend(surface, surface.suggested.start, OPTIMIZERS[id].setting(), 100, 0.0)
        assert not all(surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))


def test_backtracking_from_a_longer_step_crosses_a_gentle_bowl() -> None:
    surface = TypedSurface(Formula("1e-8 (w^2 + b^2)"), Domain((-5.0, 5.0), (-5.0, 5.0)))
    step = surface.suggested_steps["gradient_descent_armijo"]
    run = descend(surface, surface.suggested.start, OPTIMIZERS["gradient_descent_armijo"].setting(initial_step=step), 1000, 0.0)
    assert step > 1e4
    assert run.loss[-1] < 0.01 * run.loss[0]


def test_bfgs_first_goes_as_far_as_its_dial_says_at_most() -> None:
    """On a slope of 5 without curvature the first step tried is as long as the dial, and all others follow from it."""
    surface = TypedSurface(Formula("3w + 4b"), Domain((-5.0, 5.0), (-5.0, 5.0)))
    for length in (0.01, 1.0):
        run = descend(surface, (0.0, 0.0), OPTIMIZERS["bfgs"].setting(initial_step=length), 1, 0.0)
        assert run.trials is not None
        assert run.trials[0] == pytest.approx([-0.6 * length, -0.8 * length])
