"""Where line searches fail: at minima, across kinks and at poles. One table of walks, and one of points."""

import numpy as np
import pytest

from app.core import catalog
from app.core.closed_form import FormulaSurface
from app.core.compiled import Formula
from app.core.descent import Run, descend
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome, Stall
from app.core.standstill import ARRIVED, standstill
from app.core.surface import Domain
from app.core.typed import TypedSurface

SEARCHING = [id for id, entry in OPTIMIZERS.items() if entry.search]
SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
TWO_KINKS = "|w - 1| + 2 |b + w/2| + 0.1 w^2"

POLES = {
    "pole along a line": ("1/(w b)", (4.0, -3.5)),
    "pole at a point": ("log(w^2 + b^2)", (-4.0, -1.5)),
    "pole off the origin": ("1/((w - 1) (b - 1))", (4.0, -3.5)),
    "two poles": ("log(|w|) + log(|b|)", (2.0, 3.0)),
}


def walk(text: str, id: str, start: tuple[float, float], tolerance: float = 1e-5) -> Run:
    return descend(TypedSurface(Formula(text)), start, OPTIMIZERS[id].setting(), 1000, tolerance)


@pytest.mark.parametrize("id", SEARCHING)
@pytest.mark.parametrize(("text", "start"), POLES.values(), ids=POLES.keys())
def test_down_a_pole_no_walk_converges(text: str, start: tuple[float, float], id: str) -> None:
    run = walk(text, id, start)
    assert run.outcome in (Outcome.STALLED, Outcome.DIVERGED, Outcome.MAX_ITERATIONS)
    assert run.stalled_on in (None, Stall.NO_LOWER_POINT)
    assert run.loss[-1] <= run.loss[0]


@pytest.mark.parametrize("id", SEARCHING)
@pytest.mark.parametrize("text", [TWO_KINKS, "|w| + 2 |b|", "sqrt(|w|) + b^2", "sqrt(w^2 + b^2)", "(|w| + |b| + ||w| - |b||)/2"])
def test_among_kinks_a_walk_has_arrived_only_at_the_minimum(text: str, id: str) -> None:
    """Where it stands and what it has lost both say so, or it has found no lower point."""
    surface = TypedSurface(Formula(text))
    run = descend(surface, (-3.0, 2.5), OPTIMIZERS[id].setting(), 1000, 1e-5)
    (minimum,) = surface.minima
    near = np.abs(run.theta[-1] - [minimum.w, minimum.b]) / surface.domain.widths <= ARRIVED
    if run.outcome == Outcome.CONVERGED:
        assert near.all()
        assert run.minimum == 0
        assert run.loss[-1] - minimum.loss < 1e-3
    elif run.outcome == Outcome.STALLED:
        assert not near.all()
        assert run.stalled_on == Stall.NO_LOWER_POINT


def test_a_walk_at_a_kink_is_told_by_where_it_stands() -> None:
    """BFGS comes to the minimum, to ten digits; the others end on the kinks that lead there, on slopes of 0.8 to 3.3."""
    told = {id: walk(TWO_KINKS, id, (-3.0, 2.5)) for id in SEARCHING}
    assert {id: run.outcome for id, run in told.items()} == {
        "gradient_descent_armijo": Outcome.STALLED,
        "conjugate_gradient": Outcome.STALLED,
        "newton": Outcome.STALLED,
        "bfgs": Outcome.CONVERGED,
    }
    for run in told.values():
        assert run.summary.final_gradient_norm > 0.5
        assert run.stalled_on == (None if run.outcome == Outcome.CONVERGED else Stall.NO_LOWER_POINT)


def test_trials_that_are_all_too_long_are_no_plateau() -> None:
    run = walk("exp(w^2 + b^2)", "gradient_descent_armijo", (-4.0, -3.5))
    assert (run.outcome, run.stalled_on, run.iterations) == (Outcome.STALLED, Stall.NO_LOWER_POINT, 0)


@pytest.mark.parametrize("id", SEARCHING)
@pytest.mark.parametrize("entry", catalog.SURFACES.values(), ids=lambda entry: entry.id)
def test_without_a_tolerance_a_smooth_minimum_is_still_one(entry: catalog.CatalogEntry, id: str) -> None:
    """Where the walk ends by itself it ends as with a tolerance that its last gradient is below."""
    surface = catalog.get(entry.id)
    run = descend(surface, entry.suggested.start, OPTIMIZERS[id].setting(), 2000, 0.0)
    if run.outcome in (Outcome.CONVERGED, Outcome.STALLED) and run.summary.final_gradient_norm < 1e-6:
        stopped = descend(surface, entry.suggested.start, OPTIMIZERS[id].setting(), run.iterations, 1e-6)
        assert (run.outcome, run.minimum, run.stalled_on) == (stopped.outcome, stopped.minimum, stopped.stalled_on)


POINTS = {
    "smooth, to rounding of the loss": ("3 + (w - 1)^2 + 2*b^2", (1.0 + 3e-9, 1e-9), Outcome.CONVERGED, None),
    "smooth, not yet": ("3 + (w - 1)^2 + 2*b^2", (1.0 + 1e-5, 0.0), Outcome.STALLED, Stall.NO_LOWER_POINT),
    "a loss of 0": ("(w - 1)^2 + 2*b^2", (1.0 + 1e-12, -1e-12), Outcome.CONVERGED, None),
    "a valley": ("(w*b - 1)^2", (2.0, 0.5 + 1e-13), Outcome.CONVERGED, None),
    "a quartic": ("w^4 + b^4", (1e-6, 1e-6), Outcome.CONVERGED, None),
    "a saddle": ("w^2 - b^2", (0.0, 0.0), Outcome.STALLED, Stall.SADDLE),
    "a maximum": ("-(w^2) - b^2", (0.0, 0.0), Outcome.STALLED, Stall.MAXIMUM),
    "level ground": ("1 + exp(w)", (-45.0, 0.0), Outcome.STALLED, Stall.PLATEAU),
    "beside a kink's minimum": ("|w| + b^2", (1e-9, 0.0), Outcome.CONVERGED, None),
    "on a kink that leads down": ("|w| + b^2", (1e-9, 0.1), Outcome.STALLED, Stall.NO_LOWER_POINT),
    "a valley of kinks": ("|w - b|", (0.907 + 1e-12, 0.907), Outcome.CONVERGED, None),
    "a ring of kinks": ("|w^2 + b^2 - 1|", (0.6, 0.8 + 1e-15), Outcome.CONVERGED, None),
    "a valley of kinks that leads down": ("|w - b| + 1e-7 w", (0.907 + 1e-12, 0.907), Outcome.STALLED, Stall.NO_LOWER_POINT),
    "a valley of cusps": ("sqrt(|w|)", (1e-30, 2.0), Outcome.CONVERGED, None),
    "a valley of kinks, not yet": ("|w - b|", (0.907 + 3e-4, 0.907), Outcome.STALLED, Stall.NO_LOWER_POINT),
    "a ridge of kinks": ("1 - |w - b|", (0.907 + 1e-12, 0.907), Outcome.STALLED, Stall.NO_LOWER_POINT),
    "a slope": ("w + b", (0.0, 0.0), Outcome.STALLED, Stall.NO_LOWER_POINT),
    "a pole": ("1/(w*b)", (1e-70, -1e-70), Outcome.STALLED, Stall.NO_LOWER_POINT),
    "a pole too near for a Hessian": ("1/(w*b)", (1e-120, -1e-120), Outcome.STALLED, Stall.NO_LOWER_POINT),
}


@pytest.mark.parametrize(("text", "point", "outcome", "stall"), POINTS.values(), ids=POINTS.keys())
def test_points_of_no_known_minimum(text: str, point: tuple[float, float], outcome: Outcome, stall: Stall | None) -> None:
    ending = standstill(FormulaSurface(text, SQUARE), np.array(point))
    assert (ending.outcome, ending.minimum, ending.stalled_on) == (outcome, None, stall)


@pytest.mark.parametrize(
    ("point", "arrived"),
    [((0.0, 0.0), True), ((9e-5, 0.0), True), ((0.0, -4e-5), True), ((1.1e-4, 0.0), False), ((0.0, 1.1e-4), False)],
)
def test_a_kinks_minimum_is_reached_in_both_coordinates(point: tuple[float, float], *, arrived: bool) -> None:
    surface = TypedSurface(Formula("|w| + 2 |b|"), SQUARE)
    ending = standstill(surface, np.array(point))
    assert (ending.minimum == 0) == (ending.outcome == Outcome.CONVERGED) == arrived


def test_a_cusps_minimum_is_reached_where_the_loss_agrees_too() -> None:
    surface = TypedSurface(Formula("sqrt(|w|) + b^2"), SQUARE)
    far, near = (standstill(surface, np.array([w, 0.0])) for w in (5e-5, 1e-8))
    assert (far.outcome, far.stalled_on) == (Outcome.STALLED, Stall.NO_LOWER_POINT)
    assert (near.outcome, near.minimum) == (Outcome.CONVERGED, 0)
    beside = standstill(surface, np.array([1e-14, 2e-4]))  # of the curvatures there, one is negative: no saddle for that
    assert (beside.outcome, beside.stalled_on) == (Outcome.STALLED, Stall.NO_LOWER_POINT)


@pytest.mark.parametrize("id", SEARCHING)
def test_the_lectures_minimum_is_reached_without_a_tolerance(id: str) -> None:
    run = descend(NeuronSurface(LECTURE_DATA), (-2.0, -2.0), OPTIMIZERS[id].setting(), 5000, 0.0)
    assert (run.outcome, run.minimum) == (Outcome.CONVERGED, 0) or run.outcome == Outcome.MAX_ITERATIONS


@pytest.mark.parametrize("id", SEARCHING)
def test_on_smooth_ground_hardly_a_walk_ends_on_a_slope(id: str) -> None:
    """From ten starts on each surface of the catalog: at most one walk in a hundred."""
    random, walks, lost = np.random.default_rng(1), 0, []
    for entry in catalog.SURFACES.values():
        surface = catalog.get(entry.id)
        low, high = np.array([surface.domain.w, surface.domain.b]).T
        for start in random.uniform(low, high, size=(10, 2)):
            run = descend(surface, start, OPTIMIZERS[id].setting(), 300, 1e-8)
            walks += 1
            lost += [(entry.id, start.tolist())] if run.stalled_on is Stall.NO_LOWER_POINT else []
    assert len(lost) <= walks / 100, lost


@pytest.mark.parametrize("text", ["w", "|w| - |b|"])
def test_a_search_that_comes_to_the_end_of_the_numbers_has_diverged(text: str) -> None:
    run = walk(text, "conjugate_gradient", (3.0, -3.5))
    assert (run.outcome, run.stalled_on, run.diverged_at) == (Outcome.DIVERGED, None, run.iterations + 1)
    assert run.departure is not None
    assert run.departure.into == "infinity"


@pytest.mark.parametrize("formula", ["w^3 + b^2", "|w| - |b|"])
@pytest.mark.parametrize("optimizer", ["conjugate_gradient", "bfgs", "gradient_descent_armijo"])
def test_a_steep_slope_far_below_the_map_is_no_plateau(formula: str, optimizer: str) -> None:
    surface = FormulaSurface(formula, Domain((-5.0, 5.0), (-5.0, 5.0)))
    run = descend(surface, (3.0, -3.5), OPTIMIZERS[optimizer].setting(), 1000, 1e-5)
    assert run.loss[-1] < -1e3
    assert run.outcome in (Outcome.DIVERGED, Outcome.MAX_ITERATIONS) or run.stalled_on is Stall.NO_LOWER_POINT
