"""The fair race: known best rates, the same budget for all, and every number that of a walk."""

from __future__ import annotations

import numpy as np
import pytest

from app.core import catalog
from app.core.descent import descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.race import COARSE_RATES, RATES, Tuned, tune

LECTURE_START = (-2.0, -2.0)
BUDGET = 60


def tuned(surface_id: str, optimizer: str, start: tuple[float, float], budget: int, **hyperparameters: float) -> Tuned:
    return tune(catalog.get(surface_id), start, OPTIMIZERS[optimizer].setting(**hyperparameters), budget)


def test_on_a_round_bowl_a_rate_of_1_arrives_in_one_step() -> None:
    found = tuned("isotropic_quadratic", "gradient_descent", (-3.0, 2.0), 50)
    assert found.setting.hyperparameters["learning_rate"] == 1.0
    assert found.lowest[-1] == 0.0
    assert found.evaluations[np.argmin(found.lowest)] == 1


def test_on_a_stretched_bowl_the_best_rate_is_near_2_over_the_sum_of_the_curvatures() -> None:
    """Boyd and Vandenberghe (2004), section 9.3: 2 / (1 + 25) shrinks both coordinates alike."""
    found = tuned("ill_conditioned_quadratic_25", "gradient_descent", (-3.5, 1.0), 400)
    assert found.setting.hyperparameters["learning_rate"] == pytest.approx(2 / 26, rel=0.07)


def test_rates_beyond_stability_diverge_and_are_told() -> None:
    found = tuned("ill_conditioned_quadratic_25", "gradient_descent", (-3.5, 1.0), 400)
    for candidate in found.candidates:
        assert candidate.learning_rate is not None
        # b is multiplied by 1 - 25 eta a step, and its square overflows beyond 1e154.
        growth = 400 * np.log10(max(abs(1 - 25 * candidate.learning_rate), 1e-9))
        assert abs(growth - 154) > 3, "no rate tried is too close to tell"
        assert candidate.diverged == (growth > 154), candidate


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_spends_no_more_than_its_budget_and_every_number_is_a_walks(optimizer: str) -> None:
    surface = NeuronSurface(LECTURE_DATA)
    found = tune(surface, LECTURE_START, OPTIMIZERS[optimizer].setting(), BUDGET)
    assert found.evaluations[0] == 0
    assert (np.diff(found.evaluations) > 0).all()
    assert found.evaluations[-1] <= BUDGET
    run = descend(surface, LECTURE_START, found.setting, BUDGET, 0.0)
    points = len(found.lowest)
    np.testing.assert_array_equal(found.lowest, np.minimum.accumulate(run.loss[:points]))
    best = found.candidates[found.best]
    assert best.lowest_loss == found.lowest[-1]
    assert best.learning_rate == found.setting.hyperparameters.get("learning_rate")
    rates = [candidate.learning_rate for candidate in found.candidates]
    if rates != [None]:
        assert COARSE_RATES <= len(rates) <= RATES
        assert rates == sorted(set(rates), key=float)  # type: ignore[arg-type]  # none is None here
    assert found.lowest[-1] <= min(candidate.lowest_loss for candidate in found.candidates) + 1e-9 * run.loss[0]


def test_tuned_nesterov_beats_tuned_gradient_descent_on_a_ravine() -> None:
    lowest = {
        name: tuned("ill_conditioned_quadratic_400", name, (-3.5, 1.0), 100).lowest[-1]
        for name in ("gradient_descent", "nesterov")
    }
    assert lowest["nesterov"] < 1e-2 * lowest["gradient_descent"]


def test_other_hyperparameters_are_kept() -> None:
    found = tuned("himmelblau", "momentum", (-0.5, -1.0), BUDGET, momentum=0.5)
    assert found.setting.hyperparameters["momentum"] == 0.5
