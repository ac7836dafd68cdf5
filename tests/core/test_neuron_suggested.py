"""Where to set out on the surface of any data: walks from there learn, whatever the units, the count and the loss."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.descent import descend
from app.core.neuron import LECTURE_DATA, LOSSES, SUGGESTED, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from app.core.surface import FARTHEST


def noisy(n: int, mean: float, spread: float, slope: float = 1.5) -> NDArray[np.float64]:
    """Points along a sigmoid of x in units of its spread, with a little noise."""
    generator = np.random.default_rng(n)
    z = generator.normal(size=n)
    y = 1 / (1 + np.exp(-(slope * z + 0.4))) + generator.normal(scale=0.03, size=n)
    return np.column_stack((mean + spread * z, y))


def test_the_lectures_data_get_the_lectures_walk() -> None:
    assert NeuronSurface(LECTURE_DATA).suggested == SUGGESTED
    assert NeuronSurface(LECTURE_DATA, "mean").suggested == SUGGESTED


def test_the_sum_of_two_points_is_walked_as_their_half_sum() -> None:
    suggested = NeuronSurface(LECTURE_DATA, "sum").suggested
    assert suggested.start == SUGGESTED.start
    assert suggested.learning_rate == SUGGESTED.learning_rate / 2
    assert suggested.tolerance == 2 * SUGGESTED.tolerance


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("slope", [1.5, -1.5])
@pytest.mark.parametrize(("n", "mean", "spread"), [(5, 0.0, 1.0), (40, 1.5, 1.0), (400, -2.0, 1.5), (4000, 0.5, 0.7)])
def test_momentum_and_nesterov_arrive(n: int, mean: float, spread: float, slope: float, loss: str) -> None:
    surface = NeuronSurface(noisy(n, mean, spread, slope), loss)
    best = surface.suggested
    assert surface.domain.contains(*best.start)
    for id in ("momentum", "nesterov"):
        setting = OPTIMIZERS[id].setting(learning_rate=best.learning_rate, momentum=best.momentum)
        run = descend(surface, best.start, setting, best.max_iterations, best.tolerance)
        assert run.outcome == Outcome.CONVERGED
        assert run.summary.final_loss < 0.1 * run.loss[0]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("first", "last", "step", "passed"), [(10, 34, 1, 22), (0, 100, 5, 55), (-1, 1, 0.5, 0.5)])
def test_data_that_a_threshold_parts_have_no_minimum_and_are_learned(
    first: float, last: float, step: float, passed: float, loss: str
) -> None:
    """The loss falls towards 0 for ever, and a step too long ends on a plateau above it, where a walk would rest."""
    x = np.arange(first, last + step, step)
    surface = NeuronSurface(np.column_stack((x, x >= passed)), loss)
    assert surface.minima == ()
    best, reached = surface.suggested, []
    for id in ("gradient_descent", "momentum", "nesterov"):
        own = {} if id == "gradient_descent" else {"momentum": best.momentum}
        setting = OPTIMIZERS[id].setting(learning_rate=best.learning_rate, **own)
        run = descend(surface, best.start, setting, best.max_iterations, best.tolerance)
        reached.append(run.loss[-1] / run.loss[0])
    assert reached[0] < 0.5
    assert max(reached[1:]) < 0.15


def test_ten_thousand_points_take_as_small_a_step_as_they_need() -> None:
    data = noisy(10_000, 0.0, 1.0)
    half, mean = NeuronSurface(data).suggested, NeuronSurface(data, "mean").suggested
    assert mean.learning_rate == pytest.approx(5000 * half.learning_rate, rel=0.05)
    assert half.tolerance == pytest.approx(5000 * mean.tolerance, rel=0.05)
    assert half.max_iterations * len(data) <= 10_000_000


@pytest.mark.parametrize(
    "data",
    [
        [[0.0, 0.5]],
        [[3.0, 0.2], [3.0, 0.9]],
        [[1e6, 1e6], [-1e6, -1e6]],
        [[1e-300, 0.0], [2e-300, 1.0]],
        [[1e308, 1e308], [-1e308, 0.0]],
        [[0.0, 0.0], [0.0, 0.0]],
    ],
)
def test_absurd_data_get_settings_within_the_limits(data: list[list[float]]) -> None:
    best = NeuronSurface(np.array(data)).suggested
    assert all(abs(value) <= FARTHEST for value in best.start)
    assert 1e-18 <= best.learning_rate <= 1e12
    assert 1 <= best.max_iterations <= 10_000
    assert 0 < best.tolerance <= 1e3


def scattered() -> NDArray[np.float64]:
    """240 points round a steep sigmoid, many of whose targets no sigmoid can reach."""
    generator = np.random.default_rng(240)
    x = generator.normal(0.0, 2.9, 240)
    return np.column_stack((x, 1 / (1 + np.exp(-(2.7 * x + 0.5))) + generator.normal(scale=0.26, size=240)))


def spoilt(seed: int) -> NDArray[np.float64]:
    """Points round some sigmoid of x somewhere, so noisy that its plateaus are steep in places."""
    generator = np.random.default_rng(seed)
    n, mean, spread = int(generator.integers(3, 300)), 2 * generator.normal(), generator.uniform(0.3, 4)
    x = generator.normal(mean, spread, n)
    z = 2 * generator.normal() * (x - x.mean()) / x.std() + generator.normal()
    return np.column_stack((x, 1 / (1 + np.exp(-z)) + generator.normal(scale=generator.uniform(0, 0.4), size=n)))


OWN = {
    "scattered": scattered(),
    "spoilt": spoilt(4),
    "few": np.array([[0.5, 0.2], [2.5, 0.9], [1.2, 0.7]]),
    "falling": noisy(40, 1.5, 1.0, slope=-1.5),
    "far from 0": noisy(400, -2.0, 1.5),
    "two": np.array([[1.0, 0.3], [4.0, 0.6]]),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", OWN)
def test_walks_on_own_data_come_down_on_the_map(name: str, loss: str) -> None:
    surface = NeuronSurface(OWN[name], loss)
    best, minimum = surface.suggested, surface.minima[0]
    assert surface.domain.contains(*best.start)
    for id, rate in surface.suggested_rates.items():
        optimizer = OPTIMIZERS[id]
        own = {"momentum": best.momentum} if optimizer.shares_dials and len(optimizer.hyperparameters) > 1 else {}
        run = descend(surface, best.start, optimizer.setting(learning_rate=rate, **own), best.max_iterations, best.tolerance)
        share = (run.loss[0] - run.loss[-1]) / (run.loss[0] - minimum.loss)
        assert share >= 0.9, id
        if optimizer.shares_dials:
            assert rate == best.learning_rate
            assert all(surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))


def test_the_domain_has_room_around_a_minimum_that_was_found() -> None:
    surface = NeuronSurface(scattered())
    minimum = surface.minima[0]
    assert surface.domain.w[1] >= 1.9 * minimum.w
    assert surface.domain.b[0] < minimum.b < surface.domain.b[1]


def test_rates_do_not_depend_on_the_order_of_the_data_nor_on_the_loss_but_for_its_weight() -> None:
    data = noisy(40, 1.5, 1.0)
    half, shuffled, mean = NeuronSurface(data), NeuronSurface(data[::-1]), NeuronSurface(data, "mean")
    assert half.suggested == shuffled.suggested
    assert half.suggested_rates == shuffled.suggested_rates
    assert half.suggested_rates["adam"] == mean.suggested_rates["adam"]
    assert half.suggested.learning_rate * 20 == pytest.approx(mean.suggested.learning_rate, rel=0.05)


def straight(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Targets that rise with x from 0.1 to 0.9."""
    return np.column_stack((x, 0.1 + 0.8 * (x - x.min()) / (x.max() - x.min())))


FAR = {
    "years": straight(np.arange(1990.0, 2021.0)),
    "incomes": straight(np.linspace(20_000.0, 90_000.0, 8)),
    "both sides": straight(np.linspace(-1000.0, 1000.0, 9)),
    "one far out": np.array([[0.0, 0.2], [1.0, 0.4], [1e5, 0.9]]),
    "temperatures": straight(np.linspace(-20.0, 35.0, 12)),
    "tiny": straight(np.linspace(-0.002, 0.002, 20)),
    "two clusters": np.array([[100.0, 0.1], [100.0, 0.2], [100.05, 0.15], [101.0, 0.8], [101.0, 0.9], [100.97, 0.85]]),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", FAR)
def test_on_data_of_any_scale_no_walk_ends_higher_or_leaves_the_map(name: str, loss: str) -> None:
    """Newton's method has no step to choose: it may swing off the map."""
    surface = NeuronSurface(FAR[name], loss)
    best = surface.suggested
    for optimizer in OPTIMIZERS.values():
        dials = {
            "learning_rate": surface.suggested_rates.get(optimizer.id),
            "momentum": best.momentum if optimizer.shares_dials else None,
            "initial_step": surface.suggested_steps.get(optimizer.id),
        }
        own = {each.name: value for each in optimizer.hyperparameters if (value := dials.get(each.name)) is not None}
        run = descend(surface, best.start, optimizer.setting(**own), best.max_iterations, best.tolerance)
        assert run.loss[-1] < run.loss[0], optimizer.id
        if optimizer.id != "newton":
            assert all(surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max)), optimizer.id
