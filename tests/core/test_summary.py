"""A walk in a few numbers, on walks small enough to do by hand."""

import numpy as np
import pytest

from app.core.summary import Evaluations, summarise

NONE = Evaluations(0, 0, 0, 0.0)


def test_a_walk_done_by_hand() -> None:
    loss = np.array([5.0, 2.0, 3.5, 1.0, 1.5])
    update = np.array([[0.0, 0.0], [3.0, 4.0], [-3.0, 4.0], [0.0, -2.0], [0.0, 1.0]])
    gradient = np.array([[9.0, 9.0]] * 4 + [[0.6, 0.8]])
    summary = summarise(loss, gradient, update, Evaluations(4, 3, 2, 11.0))
    assert summary.final_loss == 1.5
    assert summary.lowest_loss == 1.0
    assert summary.final_gradient_norm == pytest.approx(1.0)
    assert (summary.gradient_evaluations, summary.loss_evaluations, summary.hessian_evaluations) == (4, 3, 2)
    assert summary.evaluations == 11.0
    assert summary.path_length == pytest.approx(5 + 5 + 2 + 1)
    assert summary.u_turns == 2
    assert summary.overshoot == 1.5


@pytest.mark.parametrize(
    ("updates", "u_turns"),
    [
        ([[1, 0], [0, 1]], 0),
        ([[1, 0], [-1e-9, 1]], 1),
        ([[1, 0], [0, 0], [-1, 0]], 1),
        ([[1, 0], [-1, 0], [1, 0]], 2),
        ([], 0),
    ],
    ids=["exactly 90 degrees", "just more", "a rest between", "there and back", "no step"],
)
def test_u_turns(updates: list[list[float]], u_turns: int) -> None:
    update = np.array([[0.0, 0.0], *updates], dtype=np.float64)
    assert summarise(np.zeros(len(update)), update, update, NONE).u_turns == u_turns


@pytest.mark.parametrize(
    ("loss", "overshoot"),
    [([3, 2, 1], 0), ([1], 0), ([1, 4, 2, 5], 4), ([9, 1, 2, 0, 0.5], 1)],
    ids=["falls", "start", "climbs", "dips"],
)
def test_overshoot_is_the_largest_rise(loss: list[float], overshoot: float) -> None:
    steps = np.zeros((len(loss), 2))
    assert summarise(np.array(loss, dtype=np.float64), steps, steps, NONE).overshoot == overshoot


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_lengths_neither_underflow_nor_overflow(scale: float) -> None:
    update = scale * np.array([[0.0, 0.0], [3.0, 4.0]])
    assert summarise(np.zeros(2), update, update, NONE).path_length == pytest.approx(5 * scale)
