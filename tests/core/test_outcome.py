"""Converged, stalled or neither: one table of points, each with what a person would call it."""

import numpy as np
import pytest

from app.core import catalog, neuron
from app.core.closed_form import FormulaSurface
from app.core.compiled import Formula
from app.core.descent import descend
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Ending, Outcome, Stall, classify
from app.core.surface import Domain, Surface
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))


def formula(text: str) -> FormulaSurface:
    return FormulaSurface(text, SQUARE)


def one_point(x: float, y: float) -> neuron.NeuronSurface:
    return neuron.NeuronSurface(np.array([[x, y]]))


LECTURE = neuron.NeuronSurface(neuron.LECTURE_DATA)
EQUAL_X = neuron.NeuronSurface(np.array([[2.0, 0.2], [2.0, 0.9]]))
SEPARABLE = neuron.NeuronSurface(np.array([[-1.0, 0.0], [1.0, 1.0]]))

MINIMA = {
    "a bowl, exactly": (formula("w^2 + 9*b^2"), (0.0, 0.0)),
    "a bowl, nearly": (formula("w^2 + 9*b^2"), (1e-3, -1e-3)),
    "a shallow bowl, nearly": (formula("1e-6*(w^2 + b^2)"), (0.02, -0.02)),
    "a shallow bowl, a little less than a hundredth of the map away": (formula("1e-6*(w^2 + b^2)"), (0.095, 0.0)),
    "a cusp": (formula("sqrt(|w|) + b^2"), (0.0, 0.0)),
    "a bowl that is nearly a valley": (formula("1e-8*w^2 + b^2"), (0.01, 1e-9)),
    "quartic, no curvature": (formula("w^4 + b^4"), (0.0, 0.0)),
    "quartic, nearly there": (formula("w^4 + b^4"), (0.01, 0.01)),
    "quartic along one axis": (formula("w^4 + b^2"), (0.01, 0.0)),
    "eighth power on a pedestal": (formula("1 + w^8 + b^8"), (0.01, 0.01)),
    "straight valley": (formula("b^2"), (1.0, 1e-6)),
    "curved valley": (formula("(w*b - 1)^2"), (1.000001, 1.0)),
    "ring of minima": (formula("(w^2 + b^2 - 1)^2"), (0.6, 0.8000001)),
    "crossing valleys": (formula("w^2*b^2"), (0.85, 6e-6)),
    "beside a valley, farther from its crossing": (formula("w^2*b^2"), (0.19, 7.9e-5)),
    "crossing valleys with kinks, where derivatives say saddle": (formula("|w b|"), (9.9e-6, 9.2e-8)),
    "the crossing itself": (formula("|w b|"), (0.0, 0.0)),
    "a valley whose curvature fades": (formula("exp(w) b^2"), (-3.5, 1.6e-4)),
    "a valley beside the map": (formula("(w*b - 1)^2"), (6.437, 1.0 / 6.437)),
    "a valley behind a ridge from lower ground": (formula("(w^2 - 1)^2 + 0.2 w"), (0.974006, 3.1)),
    "a valley above a pit": (TypedSurface(Formula("w^2 (1 - 2 exp(-(w - 3)^2 - b^2))")), (-1e-6, 3.1)),
    "a valley in which rounding is below 0": (formula("w^2 - 2 w b + b^2"), (0.301, 0.301)),
    "such a valley, by the lucky digits of its place": (formula("w^2 - 2 w b + b^2"), (0.2500014180040553, 0.24999858199594469)),
    "a valley crossing the origin, where it is not": (formula("w^2 - 2 w b + b^2"), (0.0, 0.0)),
    "a well a hundred-thousandth of the map wide": (formula("w^2 (1 + sin(1/w)^2) + b^2"), (0.0054877, 0.0)),
    "one data point, on its valley": (one_point(0.5, 0.2), (-2.0, np.log(0.25) + 1.0 + 1e-6)),
    "two data points above each other": (EQUAL_X, (0.1, -0.2 + np.log(0.55 / 0.45) + 1e-7)),
}

STALLS = {
    "saddle": (formula("w^2 - b^2"), (0.0, 0.0), Stall.SADDLE),
    "near a saddle": (formula("w^2 - b^2"), (1e-4, 1e-4), Stall.SADDLE),
    "monkey saddle, Hessian 0": (catalog.get("monkey_saddle"), (0.0, 0.0), Stall.SADDLE),
    "near a monkey saddle": (catalog.get("monkey_saddle"), (5e-3, 0.0), Stall.SADDLE),
    "quartic saddle": (formula("w^4 - b^4"), (0.0, 0.0), Stall.SADDLE),
    "Peano's surface, rising along every line": (formula("(b - w^2) (b - 3 w^2)"), (0.0, 0.0), Stall.SADDLE),
    "the same, lower only nearby": (formula("(b - w^2) (b - 3 w^2) + 10 w^6"), (0.0, 0.0), Stall.SADDLE),
    "a saddle falling in narrow sectors": (formula("w^2 - b^4"), (0.0, 0.0), Stall.SADDLE),
    "a saddle rising in narrow sectors": (formula("(|w| - 1)^2 + b^2"), (0.0, 0.0), Stall.SADDLE),
    "a saddle where curvature says minimum": (formula("w^2 - |w| + b^2"), (0.0, 0.0), Stall.SADDLE),
    "a saddle of kinks": (formula("|w| - |b|"), (0.0, 0.0), Stall.SADDLE),
    "maximum of kinks": (formula("-|w| - |b|"), (0.0, 0.0), Stall.MAXIMUM),
    "valley that falls slowly": (formula("(w - b)^2 - 1e-9 w^2"), (0.25, 0.25), Stall.PLATEAU),
    "valley of kinks that falls slowly": (formula("|w - b| + 1e-7 w"), (0.0, 0.0), Stall.PLATEAU),
    "flat ground too far from its minimum": (formula("w^8 + b^8"), (0.135, 0.135), Stall.PLATEAU),
    "maximum": (formula("-(w^2) - 2*b^2"), (0.0, 0.0), Stall.MAXIMUM),
    "quartic maximum": (formula("-(w^4) - b^4"), (0.0, 0.0), Stall.MAXIMUM),
    "Himmelblau's hill": (catalog.get("himmelblau"), (-0.270845, -0.923039), Stall.MAXIMUM),
    "constant": (formula("5"), (1.0, 1.0), Stall.PLATEAU),
    "shallow bowl's side, its slope below most tolerances": (formula("1e-6*(w^2 + b^2)"), (-4.0, -3.5), Stall.PLATEAU),
    "a little more than a hundredth of the map from its bottom": (formula("1e-6*(w^2 + b^2)"), (0.105, 0.0), Stall.PLATEAU),
    "beside a cusp": (formula("sqrt(|w|) + b^2"), (0.5, 0.0), Stall.PLATEAU),
    "close to a cusp": (formula("sqrt(|w|) + b^2"), (1e-6, 0.0), Stall.PLATEAU),
    "exponential tail": (formula("exp(w)"), (-20.0, 0.0), Stall.PLATEAU),
    "pit's rim": (catalog.get("plateau_with_pit"), (5.0, 5.0), Stall.PLATEAU),
    "pit's far rim": (catalog.get("plateau_with_pit"), (25.0, 20.0), Stall.PLATEAU),
    "pit's rim where all underflows": (catalog.get("plateau_with_pit"), (50.0, 50.0), Stall.PLATEAU),
    "inflection": (formula("w^3 + b^2"), (2e-3, 0.0), Stall.PLATEAU),
    "slope, stopped by a huge tolerance": (formula("w + b"), (0.0, 0.0), Stall.PLATEAU),
    "side of a bowl, stopped by a huge tolerance": (formula("w^2 + b^2"), (3.0, 3.0), Stall.PLATEAU),
    "neuron's far plateau": (LECTURE, (-7.0, -9.0), Stall.PLATEAU),
    "neuron's far plateau, other side": (LECTURE, (8.0, 8.0), Stall.PLATEAU),
    "neuron's plateau where all underflows": (LECTURE, (5e3, 5e3), Stall.PLATEAU),
    "one data point, far plateau": (one_point(10.0, 0.9), (-2.0, -2.0), Stall.PLATEAU),
    "targets 0 and 1: downhill to infinity": (SEPARABLE, (6.0, 0.0), Stall.PLATEAU),
}


@pytest.mark.parametrize(("surface", "point"), MINIMA.values(), ids=MINIMA.keys())
def test_a_minimum_is_converged(surface: Surface, point: tuple[float, float]) -> None:
    ending = classify(surface, np.array(point))
    assert (ending.outcome, ending.minimum, ending.stalled_on) == (Outcome.CONVERGED, None, None)


@pytest.mark.parametrize(("surface", "point", "stall"), STALLS.values(), ids=STALLS.keys())
def test_anything_else_is_stalled(surface: Surface, point: tuple[float, float], stall: Stall) -> None:
    ending = classify(surface, np.array(point))
    assert (ending.outcome, ending.minimum, ending.stalled_on) == (Outcome.STALLED, None, stall)


@pytest.mark.parametrize("entry", catalog.SURFACES.values(), ids=lambda entry: entry.id)
def test_each_known_minimum_is_recognised_by_its_index(entry: catalog.CatalogEntry) -> None:
    surface = catalog.get(entry.id)
    for index, minimum in enumerate(entry.minima):
        ending = classify(surface, np.array([minimum.w, minimum.b]))
        assert (ending.outcome, ending.minimum) == (Outcome.CONVERGED, index)


def test_of_minima_side_by_side_the_one_that_is_reached_is_told() -> None:
    surface = FormulaSurface("sin(100 w) + b^2", SQUARE, ((0.015 * np.pi, 0.0),))
    assert classify(surface, np.array([0.015 * np.pi + 1e-4, 0.0])) == Ending(Outcome.CONVERGED, minimum=0)
    assert classify(surface, np.array([0.035 * np.pi + 1e-4, 0.0])) == Ending(Outcome.CONVERGED)


def test_the_neurons_minimum_is_recognised() -> None:
    assert classify(LECTURE, np.array([1.79, -2.28])).minimum == 0


@pytest.mark.parametrize("id", OPTIMIZERS)
def test_a_start_at_ackleys_kink_has_arrived(id: str) -> None:
    run = descend(catalog.get("ackley"), (0.0, 0.0), OPTIMIZERS[id].setting(), 100, 1e-5)
    assert (run.outcome, run.minimum, run.iterations, run.gradient.tolist()) == (Outcome.CONVERGED, 0, 0, [[0.0, 0.0]])
    forever = descend(catalog.get("ackley"), (0.0, 0.0), OPTIMIZERS[id].setting(), 100, 0.0)
    # A line search that finds no lower point ends the walk, whatever the tolerance.
    ending = (Outcome.CONVERGED, 0) if OPTIMIZERS[id].search else (Outcome.MAX_ITERATIONS, 100)
    assert (forever.outcome, forever.iterations, forever.summary.path_length) == (*ending, 0.0)


NO_SLOPE = {
    "a cusp": ("sqrt(|w|) + b^2", Outcome.CONVERGED, None),
    "a cubic cusp": ("cbrt(w)^2 + b^2", Outcome.CONVERGED, None),
    "a cone's tip": ("sqrt(w^2 + b^2)", Outcome.CONVERGED, None),
    "crossing valleys of cusps": ("sqrt(|w b|)", Outcome.CONVERGED, None),
    "a pit too flat for its slope": ("exp(-1 / (w^2 + b^2))", Outcome.CONVERGED, None),
    "a cone's top": ("-sqrt(w^2 + b^2)", Outcome.STALLED, Stall.MAXIMUM),
    "a cusp and a hill": ("sqrt(|w|) - b^2", Outcome.STALLED, Stall.SADDLE),
    "a cusp on a slope": ("sqrt(|w|) + b", Outcome.DIVERGED, None),
    "a pole": ("log(w^2 + b^2)", Outcome.DIVERGED, None),
}


@pytest.mark.parametrize("id", ["nesterov", "adam", "newton", "bfgs"])
@pytest.mark.parametrize(("text", "outcome", "stall"), NO_SLOPE.values(), ids=NO_SLOPE.keys())
def test_a_start_without_a_slope_is_told_by_the_loss_around_it(text: str, outcome: Outcome, stall: Stall | None, id: str) -> None:
    run = descend(TypedSurface(Formula(text), SQUARE), (0.0, 0.0), OPTIMIZERS[id].setting(), 100, 1e-5)
    assert (run.outcome, run.stalled_on, run.iterations) == (outcome, stall, 0)
    assert outcome is Outcome.DIVERGED or run.gradient.tolist() == [[0.0, 0.0]]
    assert (run.diverged_at == 0) == (outcome is Outcome.DIVERGED)


def test_a_walk_that_steps_onto_a_cusp_has_arrived() -> None:
    run = descend(TypedSurface(Formula("sqrt(|w|)")), (-4.0, -3.5), OPTIMIZERS["newton"].setting(), 100, 1e-5)
    assert (run.outcome, run.departure, run.loss[-1]) == (Outcome.CONVERGED, None, 0.0)
    assert len(run.theta) == len(run.gradient) == len(run.update) == run.iterations + 1 == 2
    assert run.theta[-1, 0] == 0.0
    assert run.gradient[-1].tolist() == [0.0, 0.0]
    assert run.evaluations is not None
    assert run.summary.evaluations == run.evaluations[-1]


def test_a_walk_along_the_ridge_stalls_on_the_saddle() -> None:
    run = descend(catalog.get("saddle"), (2.0, 0.0), OPTIMIZERS["gradient_descent"].setting(learning_rate=0.1), 1000, 1e-5)
    assert (run.outcome, run.stalled_on, run.minimum) == (Outcome.STALLED, Stall.SADDLE, None)


@pytest.mark.parametrize("tolerance", [0.05, 1e300])
def test_a_huge_tolerance_stops_at_once_and_is_no_success(tolerance: float) -> None:
    run = descend(LECTURE, (-2.0, -2.0), OPTIMIZERS["momentum"].setting(), 1000, tolerance)
    assert (run.outcome, run.stalled_on, run.iterations) == (Outcome.STALLED, Stall.PLATEAU, 0)


def test_the_members_are_the_contracts_words() -> None:
    assert [str(outcome) for outcome in Outcome] == ["converged", "stalled", "diverged", "max_iterations"]
    assert [str(stall) for stall in Stall] == ["plateau", "saddle", "maximum", "no_lower_point"]


@pytest.mark.parametrize("start", [(26.434901287058974, -13.537902658290097), (14.0, -8.0), (16.0, -14.7), (10.0, -6.0)])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov"])
def test_the_floor_of_a_valley_above_the_known_minimum_is_no_minimum(optimizer: str, start: tuple[float, float]) -> None:
    """Through one of the two points and far past the other the neuron's loss is 0.005 as far as numbers tell, and 0 elsewhere."""
    run = descend(neuron.NeuronSurface(neuron.LECTURE_DATA), start, OPTIMIZERS[optimizer].setting(learning_rate=1.0), 1000, 1e-5)
    assert run.loss[-1] > 1e-3
    assert run.outcome in (Outcome.STALLED, Outcome.MAX_ITERATIONS)
    assert run.stalled_on in (Stall.PLATEAU, None)


def test_the_floor_of_a_valley_of_minima_is_one() -> None:
    surface = FormulaSurface("(w b - 1)^2", Domain((-3.0, 3.0), (-3.0, 3.0)), ((1.0, 1.0),))
    run = descend(surface, (2.5, 1.0), OPTIMIZERS["gradient_descent"].setting(learning_rate=0.05), 5000, 1e-8)
    assert (run.outcome, run.minimum) == (Outcome.CONVERGED, None)


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("-log(w) + b^2", (0.5, -3.5)),
        ("cbrt(w) + b^2", (1.0, -3.5)),
        ("atan(w) + b^2", (3.0, -3.5)),
        ("exp(-w) + b^2", (-4.0, -3.5)),
        ("log(1 + exp(-w)) + b^2", (-4.0, -3.5)),
        ("sqrt(1 + w^2) - w + b^2", (-4.0, -3.5)),
        ("b^2 + 1/w", (1.0, -3.5)),
        ("w^2 + 1e-9 b", (2.0, 0.5)),
        ("w^2 - b^6", (2.0, 0.01)),
        ("w^2 - 1e-10 b^2", (2.0, 0.5)),
    ],
)
@pytest.mark.parametrize("optimizer", ["rprop", "conjugate_gradient", "bfgs", "newton", "gradient_descent_armijo"])
def test_where_there_is_no_minimum_none_is_reached(formula: str, start: tuple[float, float], optimizer: str) -> None:
    """Each falls for ever along a valley, however slowly."""
    surface = FormulaSurface(formula, Domain((-5.0, 5.0), (-5.0, 5.0)))
    run = descend(surface, start, OPTIMIZERS[optimizer].setting(), 1000, 1e-5)
    assert run.outcome is not Outcome.CONVERGED
