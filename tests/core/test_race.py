"""The fair race: known best rates and first steps, the same budget for all, and every number that of a walk."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.core import catalog
from app.core.compiled import Formula
from app.core.descent import Run, descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizer import OptimizerSetting
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from app.core.race import COARSE_RATES, RATES, Tuned, goal, tune
from app.core.surface import Domain
from app.core.typed import TypedSurface

LECTURE_START = (-2.0, -2.0)
BUDGET = 60


def tuned(surface_id: str, optimizer: str, start: tuple[float, float], budget: int, **hyperparameters: float) -> Tuned:
    return tune(catalog.get(surface_id), start, OPTIMIZERS[optimizer].setting(**hyperparameters), budget)


def test_on_a_round_bowl_a_rate_of_1_arrives_in_one_step() -> None:
    found = tuned("isotropic_quadratic", "gradient_descent", (-3.0, 2.0), 50)
    assert found.setting.hyperparameters["learning_rate"] == 1.0
    assert found.loss[-1] == 0.0
    assert found.evaluations[np.argmin(found.loss)] == 1


def test_on_a_stretched_bowl_the_best_rate_is_near_2_over_the_sum_of_the_curvatures() -> None:
    """Boyd and Vandenberghe (2004), section 9.3: 2 / (1 + 25) shrinks both coordinates alike."""
    found = tuned("ill_conditioned_quadratic_25", "gradient_descent", (-3.5, 1.0), 400)
    assert found.setting.hyperparameters["learning_rate"] == pytest.approx(2 / 26, rel=0.07)


def test_rates_beyond_stability_diverge_and_are_told() -> None:
    found = tuned("ill_conditioned_quadratic_25", "gradient_descent", (-3.5, 1.0), 400)
    for candidate in found.candidates:
        assert candidate.value is not None
        # b is multiplied by 1 - 25 eta a step, and its square overflows beyond 1e154.
        growth = 400 * np.log10(max(abs(1 - 25 * candidate.value), 1e-9))
        assert abs(growth - 154) > 3, "no rate tried is too close to tell"
        assert candidate.diverged == (growth > 154), candidate
        assert np.isinf(candidate.rests_at) == candidate.diverged, "a walk that left rests nowhere"


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_each_spends_no_more_than_its_budget_and_every_number_is_a_walks(optimizer: str) -> None:
    surface = NeuronSurface(LECTURE_DATA)
    found = tune(surface, LECTURE_START, OPTIMIZERS[optimizer].setting(), BUDGET)
    assert found.evaluations[0] == 0
    assert (np.diff(found.evaluations) > 0).all()
    assert found.evaluations[-1] <= BUDGET
    run = descend(surface, LECTURE_START, found.setting, BUDGET, 0.0)
    np.testing.assert_array_equal(found.loss, run.loss[: len(found.loss)])
    best = found.candidates[found.best]
    assert best.rests_at == found.loss[found.evaluations.searchsorted(0.8 * BUDGET, side="right") - 1 :].max()
    dial = next((each for each in ("learning_rate", "initial_step") if each in found.setting.hyperparameters), None)
    values = [candidate.value for candidate in found.candidates]
    if dial is None:
        assert values == [None]
    else:
        assert best.value == found.setting.hyperparameters[dial]
        assert COARSE_RATES <= len(values) <= RATES
        assert values == sorted({value for value in values if value is not None})
    assert best.rests_at <= min(candidate.rests_at for candidate in found.candidates) + 1e-9 * run.loss[0]


def test_tuned_nesterov_beats_tuned_gradient_descent_on_a_ravine() -> None:
    ends = {
        name: tuned("ill_conditioned_quadratic_400", name, (-3.5, 1.0), 100).loss[-1] for name in ("gradient_descent", "nesterov")
    }
    assert ends["nesterov"] < 1e-2 * ends["gradient_descent"]


def test_other_hyperparameters_are_kept() -> None:
    found = tuned("himmelblau", "momentum", (-0.5, -1.0), BUDGET, momentum=0.5)
    assert found.setting.hyperparameters["momentum"] == 0.5


@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "adam", "lion", "nadam"])
def test_a_low_point_met_by_chance_does_not_count(optimizer: str) -> None:
    """On a bowl full of dents, rates that leap about meet lower points than those that settle."""
    surface = TypedSurface(Formula("sin(3w) cos(2b) + 0.1 (w^2 + b^2)"), Domain((-5.0, 5.0), (-5.0, 5.0)))
    start = (3.0, -0.5)
    found = tune(surface, start, OPTIMIZERS[optimizer].setting(), 200)
    longer = descend(surface, start, found.setting, 1000, 0.0)
    assert longer.loss[-1] <= found.candidates[found.best].rests_at + 0.05
    lucky = [descend(surface, start, _with(found, each.value), 200, 0.0).loss for each in found.candidates]
    assert any(loss.min() < each.rests_at - 0.5 for loss, each in zip(lucky, found.candidates, strict=True))


def _with(found: Tuned, rate: float | None) -> OptimizerSetting:
    assert rate is not None
    return found.setting.optimizer.setting(**{**found.setting.hyperparameters, "learning_rate": rate})


def test_what_is_spent_holds_a_last_search_that_found_nothing() -> None:
    """Newton is at rest after few steps, and its last search tries all it may."""
    found = tuned("styblinski_tang", "newton", (-1.0, 4.5), 400)
    run = descend(catalog.get("styblinski_tang"), (-1.0, 4.5), found.setting, 400, 0.0)
    assert found.evaluations[-1] < found.spent == run.summary.evaluations
    assert tuned("styblinski_tang", "newton", (-1.0, 4.5), int(found.evaluations[-1]) + 5).spent == found.evaluations[-1] + 5


@pytest.mark.parametrize("curvature", [1e-9, 1e9])
def test_on_a_surface_of_another_scale_rates_near_the_one_given_are_tried(curvature: float) -> None:
    surface = TypedSurface(Formula(f"{curvature / 2} (w^2 + b^2)"), Domain((-5.0, 5.0), (-5.0, 5.0)))
    found = tune(surface, (-3.0, 2.0), OPTIMIZERS["gradient_descent"].setting(learning_rate=0.03 / curvature), 50)
    assert found.setting.hyperparameters["learning_rate"] == pytest.approx(1 / curvature)
    assert found.loss[-1] < 1e-20 * found.loss[0]


@pytest.mark.parametrize("rate", [1e-4, 0.01, 1.0])
def test_a_usual_rate_that_is_given_does_not_matter(rate: float) -> None:
    given = tuned("himmelblau", "gradient_descent", (-0.5, -1.0), BUDGET, learning_rate=rate)
    assert given.candidates == tuned("himmelblau", "gradient_descent", (-0.5, -1.0), BUDGET).candidates


@pytest.mark.parametrize(
    ("surface_id", "optimizer", "start", "step", "rests_below"),
    [
        ("rosenbrock", "gradient_descent_armijo", (-1.2, 1.0), None, 1e-4),
        ("goldstein_price", "gradient_descent_armijo", (0.5, 0.5), 1e-4, 30.1),
        ("trefethen", "gradient_descent_armijo", (0.15, 0.35), 3e-3, -3.0),
        ("trefethen", "conjugate_gradient", (0.15, 0.35), None, -2.9),
    ],
)
def test_a_line_search_wins_or_loses_by_no_first_step(
    surface_id: str, optimizer: str, start: tuple[float, float], step: float | None, rests_below: float
) -> None:
    """With the default, 1, each rests higher; `step` is the one found where it is near a power of ten."""
    found = tuned(surface_id, optimizer, start, 200)
    untuned = descend(catalog.get(surface_id), start, OPTIMIZERS[optimizer].setting(), 200, 0.0, budget=200)
    assert found.rests_at < rests_below < untuned.loss[-1]
    assert step is None or found.setting.hyperparameters["initial_step"] == pytest.approx(step, rel=0.15)


def test_without_a_dial_of_its_step_there_is_one_walk() -> None:
    assert [id for id, entry in OPTIMIZERS.items() if entry.step_dial is None] == ["newton"]
    assert len(tuned("himmelblau", "newton", (-0.5, -1.0), BUDGET).candidates) == 1


def test_a_walk_that_falls_for_ever_rests_nowhere() -> None:
    """On w^3 the rates that leave fall lower than any that is still on its way."""
    surface = TypedSurface(Formula("w^3 + b^2"), Domain((-5.0, 5.0), (-5.0, 5.0)))
    found = tune(surface, (-0.1, 1.0), OPTIMIZERS["gradient_descent"].setting(), 40)
    left = [each for each in found.candidates if each.diverged]
    assert len(left) > 10
    assert all(each.rests_at == np.inf for each in left)
    assert not found.candidates[found.best].diverged
    assert np.isfinite(found.rests_at)


@pytest.mark.parametrize(("budget", "diverged"), [(25, False), (26, True)])
def test_a_step_that_leaves_counts_within_the_budget(budget: int, diverged: bool) -> None:
    surface = TypedSurface(Formula("w^3 + b^2"), Domain((-5.0, 5.0), (-5.0, 5.0)))
    found = tune(surface, (-0.1, 1.0), OPTIMIZERS["gradient_descent_armijo"].setting(), budget)
    first = next(each for each in found.candidates if each.value == 1.0)
    run = descend(surface, (-0.1, 1.0), OPTIMIZERS["gradient_descent_armijo"].setting(initial_step=1.0), 25, 0.0)
    assert (run.outcome, run.summary.evaluations) == (Outcome.DIVERGED, 26)
    assert first.diverged == diverged


@pytest.mark.parametrize("optimizer", [id for id, entry in OPTIMIZERS.items() if entry.search])
def test_no_walk_of_a_search_takes_more_than_one_step_beyond_the_budget(optimizer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Run] = []

    def noted(*args: Any, **rest: Any) -> Run:
        runs.append(descend(*args, **rest))
        return runs[-1]

    monkeypatch.setattr("app.core.race.descend", noted)
    found = tuned("rosenbrock", optimizer, (-1.2, 1.0), BUDGET)
    assert len(runs) == len(found.candidates)
    most = OPTIMIZERS[optimizer].most_evaluations
    assert max(run.summary.evaluations for run in runs) < BUDGET + most


def test_where_the_start_has_no_loss_nobody_rests() -> None:
    surface = TypedSurface(Formula("log(w) + b^2"), Domain((0.1, 5.0), (-5.0, 5.0)))
    found = [tune(surface, (-1.0, 1.0), entry.setting(), 20) for entry in OPTIMIZERS.values()]
    assert all(each.rests_at == np.inf and each.spent_to_stay(0.0) is None for each in found)
    assert goal(found) is None


@pytest.mark.parametrize(
    ("surface_id", "start", "never"), [("himmelblau", (-3.0, 2.0), []), ("goldstein_price", (0.5, 0.5), ["newton", "adam"])]
)
def test_the_goal_is_99_percent_of_the_way_to_the_lowest_rest(
    surface_id: str, start: tuple[float, float], never: list[str]
) -> None:
    """Newton's method and Adam end in higher minima of Goldstein and Price's function; on Himmelblau's, Adam swings about."""
    found = {id: tuned(surface_id, id, start, BUDGET) for id in ("gradient_descent", "bfgs", "newton", "adam")}
    height, to_reach = found["bfgs"].loss[0], goal(list(found.values()))
    assert to_reach is not None
    assert to_reach == pytest.approx(height - 0.99 * (height - min(each.rests_at for each in found.values())))
    for id, each in found.items():
        spent = each.spent_to_stay(to_reach)
        assert (spent is None) == (id in never)
        if spent is None:
            assert each.loss[-1] > to_reach
        else:
            assert each.loss[each.evaluations < spent][-1] > to_reach
            assert (each.loss[each.evaluations >= spent] <= to_reach).all()


def test_there_is_no_goal_where_nobody_comes_down() -> None:
    found = [tuned("himmelblau", "gradient_descent", (3.0, 2.0), BUDGET)]
    assert goal(found) is None, "the start is a minimum"
