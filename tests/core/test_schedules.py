"""Schedules against PyTorch's recursions, and walks that follow them."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core import catalog, neuron
from app.core.descent import descend
from app.core.hyperparameters import HyperparameterError
from app.core.optimizers import OPTIMIZERS
from app.core.schedules import CONSTANT, Constant, Cosine, Exponential, InverseTime, Schedule, Step, factor

STEPS = np.arange(12)
SCHEDULES = [Constant(), Step(3, 0.5), Exponential(0.9), Cosine(8, 0.1), InverseTime(0.25)]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (CONSTANT, [1.0] * 12),
        (Step(3, 0.5), [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125, 0.125]),
        (Step(100, 0.5), [1.0] * 12),
        (Exponential(0.5), 0.5**STEPS),
        (Cosine(4, 0.0), [1, 0.5 + 0.5**1.5, 0.5, 0.5 - 0.5**1.5, *[0.0] * 8]),
        (Cosine(2, 0.5), [1, 0.75, *[0.5] * 10]),
        (InverseTime(1.0), 1 / (1 + STEPS)),
        (InverseTime(0.0), [1.0] * 12),
    ],
)
def test_the_factors(schedule: Schedule, expected: Any) -> None:
    np.testing.assert_allclose(factor(schedule, STEPS), expected, rtol=1e-15, atol=1e-16)


def test_the_cosine_follows_pytorchs_recursion() -> None:
    """CosineAnnealingLR: eta_k = eta_min + (1 + cos(pi k / T)) / (1 + cos(pi (k - 1) / T)) (eta_(k-1) - eta_min), k < T."""
    period, floor, rate, rates = 50, 0.02, 1.0, [1.0]
    for k in range(1, period):
        rate = floor + (1 + np.cos(np.pi * k / period)) / (1 + np.cos(np.pi * (k - 1) / period)) * (rate - floor)
        rates.append(rate)
    np.testing.assert_allclose(factor(Cosine(period, floor), np.arange(period)), rates, rtol=1e-12)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_factors_lie_between_0_and_1_far_out_too(schedule: Schedule) -> None:
    factors = factor(schedule, np.array([0, 1, 9_999]))
    assert factors[0] == 1.0
    assert (np.diff(factors) <= 0).all()
    assert ((factors >= 0) & (factors <= 1)).all()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Step, (0, 0.5)),
        (Step, (10, 0.0)),
        (Step, (10, 1.1)),
        (Exponential, (0.0,)),
        (Exponential, (float("nan"),)),
        (Cosine, (0, 0.0)),
        (Cosine, (10, -0.1)),
        (InverseTime, (-1.0,)),
        (InverseTime, (float("inf"),)),
    ],
)
def test_what_is_out_of_range_is_refused(kind: Any, values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="must be"):
        kind(*values)


@pytest.mark.parametrize("id", [id for id, entry in OPTIMIZERS.items() if not entry.takes_schedule])
def test_an_optimizer_without_schedules_refuses_one(id: str) -> None:
    with pytest.raises(HyperparameterError, match="takes no schedule"):
        OPTIMIZERS[id].setting(Step(10, 0.5))
    assert OPTIMIZERS[id].setting(CONSTANT).learning_rates(3) is None


@pytest.mark.parametrize("schedule", SCHEDULES[1:])
def test_a_walk_takes_each_step_at_its_own_rate(schedule: Schedule) -> None:
    run = descend(catalog.get("booth"), (0.0, 1.0), OPTIMIZERS["gradient_descent"].setting(schedule, learning_rate=0.01), 40, 0.0)
    assert run.learning_rates is not None
    np.testing.assert_allclose(run.learning_rates[1:], 0.01 * factor(schedule, np.arange(40)), rtol=1e-15)
    assert run.learning_rates[0] == 0.01
    np.testing.assert_array_equal(run.update[1:], run.learning_rates[1:, None] * run.gradient[:-1])


@pytest.mark.parametrize("id", ["momentum", "nesterov"])
def test_what_is_carried_keeps_the_rate_it_was_made_with(id: str) -> None:
    setting = OPTIMIZERS[id].setting(Step(5, 0.1), learning_rate=0.01, momentum=0.9)
    run = descend(catalog.get("booth"), (0.0, 1.0), setting, 20, 0.0)
    gradients = run.gradient[:-1] if run.look_ahead_gradient is None else run.look_ahead_gradient[1:]
    pushes = 0.01 * factor(Step(5, 0.1), np.arange(20))[:, None] * gradients
    expected: list[NDArray[np.float64]] = [np.zeros(2)]
    for push in pushes:
        expected.append(0.9 * expected[-1] + push)
    np.testing.assert_allclose(run.update, expected, rtol=1e-12)


@pytest.mark.parametrize("id", [id for id, entry in OPTIMIZERS.items() if entry.takes_schedule])
def test_every_optimizer_with_a_learning_rate_follows_it(id: str) -> None:
    """A rate that falls to 0 at once leaves the first step alone; a constant one changes nothing, bit for bit."""
    surface, entry = catalog.get("booth"), OPTIMIZERS[id]
    first = descend(surface, (0.0, 1.0), entry.setting(learning_rate=0.01), 1, 0.0)
    falling = descend(surface, (0.0, 1.0), entry.setting(Cosine(1, 0.0), learning_rate=0.01), 30, 0.0)
    np.testing.assert_array_equal(falling.theta[1], first.theta[1])
    if entry.id not in ("momentum", "nesterov"):  # those go on by what they carry
        assert not falling.update[2:].any()
    plain = descend(surface, (0.0, 1.0), entry.setting(learning_rate=0.01), 30, 0.0)
    ones = descend(surface, (0.0, 1.0), entry.setting(Exponential(1.0), learning_rate=0.01), 30, 0.0)
    np.testing.assert_array_equal(plain.theta, ones.theta)
    assert plain.learning_rates is None


def test_one_setting_serves_many_walks() -> None:
    """The kernel changes a rate of its own, never the setting's."""
    setting = OPTIMIZERS["adam"].setting(Exponential(0.5), learning_rate=0.1)
    surface = neuron.NeuronSurface(neuron.LECTURE_DATA)
    first, second = (descend(surface, (-2, -2), setting, 20, 0.0) for _ in range(2))
    np.testing.assert_array_equal(first.theta, second.theta)
    assert setting.values[0] == 0.1
