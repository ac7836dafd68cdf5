"""What happens on a walk, on paths made by hand and on real ones."""

from __future__ import annotations

import numpy as np
import pytest

from app.core import catalog
from app.core.descent import Run, descend
from app.core.events import Event, Kind, find_events
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Stall
from app.core.surface import Surface

DIALS = [id for id, entry in OPTIMIZERS.items() if entry.shares_dials]
LECTURE = NeuronSurface(LECTURE_DATA)
PIT = catalog.get("plateau_with_pit")
ALL = 20_000


def events_of(
    loss: list[float] | None = None,
    steepness: list[float] | None = None,
    update: list[list[float]] | None = None,
    *,
    stalled: bool = False,
    most: int = ALL,
) -> tuple[list[Event], int]:
    """The events of a walk by its losses, its gradients' lengths or its updates; what is not given stays the same."""
    size = len(loss or steepness or update or [])
    gradient = np.array([[0.6, -0.8]]) * np.array(steepness or [1.0] * size)[:, np.newaxis]
    updates = np.array(update or [[0.0, 0.0]] * size, dtype=np.float64)
    losses = np.array(loss or [1.0] * size, dtype=np.float64)
    return find_events(losses, gradient, updates, stalled_on_plateau=stalled, most=most)


def plateaus(loss: list[float], steepness: list[float], *, stalled: bool = False) -> list[tuple[Kind, int, int]]:
    found, _ = events_of(loss, steepness, stalled=stalled)
    return [(kind, step, first) for kind, step, first, _ in found if kind is not Kind.OVERSHOOT]


def walk(
    surface: Surface, start: tuple[float, float], id: str, learning_rate: float, momentum: float, iterations: int = 1000
) -> Run:
    values = {"learning_rate": learning_rate, "momentum": momentum}
    optimizer = OPTIMIZERS[id]
    setting = optimizer.setting(**{each.name: values[each.name] for each in optimizer.hyperparameters if each.name in values})
    return descend(surface, start, setting, iterations, 1e-5)


def happened(run: Run) -> list[Event]:
    found, omitted = find_events(run.loss, run.gradient, run.update, stalled_on_plateau=run.stalled_on is Stall.PLATEAU, most=ALL)
    assert omitted == 0
    return found


def steps(run: Run, *kinds: Kind) -> list[tuple[Kind, int]]:
    return [(event.kind, event.step) for event in happened(run) if event.kind in kinds]


CLIFF = [10.0 - 0.1 * t for t in range(10)] + [5.0, 0.0]
"""Losses of ten points on a plateau and two beyond."""


def test_a_plateau_is_entered_and_left() -> None:
    steepness = [0.1] * 10 + [2.0, 1.0]
    assert plateaus(CLIFF, steepness) == [(Kind.PLATEAU_ENTERED, 0, 0), (Kind.PLATEAU_LEFT, 10, 0)]
    found, _ = events_of([20.0, *CLIFF], [2.0, *steepness])
    assert [(event.step, event.from_step, event.place) for event in found] == [(1, 1, 1), (11, 1, 11)]
    assert [event.value for event in found] == pytest.approx([0.1, 2.0])


@pytest.mark.parametrize(
    ("loss", "steepness"),
    [
        (CLIFF[1:], [0.1] * 9 + [2.0, 1.0]),
        (CLIFF, [0.2] * 10 + [2.0, 1.0]),
        (CLIFF, [0.1] * 5 + [0.3] + [0.1] * 4 + [2.0, 1.0]),
        ([50.0, 10.0, *[2.0 - 0.1 * t for t in range(10)]], [9.0, 3.0] + [0.1] * 10),
        ([50.0, 10.0, *[2.0] * 10, 1.0, 0.0], [9.0, 3.0] + [0.1] * 10 + [1.0, 0.5]),
        ([1.0] * 20, [0.0] * 20),
        ([1.0], [1.0]),
    ],
    ids=["nine points", "a tenth", "interrupted", "to the lowest point", "too little below", "all flat", "the start only"],
)
def test_what_is_no_plateau(loss: list[float], steepness: list[float]) -> None:
    assert plateaus(loss, steepness) == []


def test_a_plateau_that_is_not_left_is_only_entered() -> None:
    """Beyond the pit, which the walk has seen; or stalled there."""
    through_the_pit = [5.0, 0.0, *[4.0 - 0.01 * t for t in range(12)]]
    steepness = [1.0, 2.0] + [0.1] * 12
    assert plateaus(through_the_pit, steepness) == [(Kind.PLATEAU_ENTERED, 2, 2)]
    down = [9.0, 5.0, *[4.0 - 0.01 * t for t in range(12)]]
    assert plateaus(down, steepness) == []
    assert plateaus(down, steepness, stalled=True) == [(Kind.PLATEAU_ENTERED, 2, 2)]


def test_two_plateaus() -> None:
    loss = [9.0] * 12 + [8.0] + [5.0] * 10 + [1.0, 0.0]
    steepness = [0.1] * 12 + [2.0] + [0.1] * 10 + [2.0, 1.0]
    entered, left = Kind.PLATEAU_ENTERED, Kind.PLATEAU_LEFT
    assert plateaus(loss, steepness) == [(entered, 0, 0), (left, 12, 0), (entered, 13, 13), (left, 23, 13)]


@pytest.mark.parametrize(
    ("updates", "expected"),
    [
        ([[1, 0], [0, 1]], []),
        ([[1, 0], [-1, 1e-3]], [(2, 179.94270)]),
        ([[1, 0], [-1, 1]], [(2, 135.0)]),
        ([[1, 0], [0, 0], [0, 0], [-2, 0]], [(4, 180.0)]),
        ([[1, 0], [-1, 0], [1, 0]], [(2, 180.0), (3, 180.0)]),
        ([[1e-160, 0], [-1e-160, 1e-160]], [(2, 135.0)]),
        ([[1e150, 0], [-1e150, 1e150]], [(2, 135.0)]),
        ([[0, 0], [1, 0]], []),
    ],
    ids=["90 degrees", "nearly back", "sharp", "after a rest", "there and back", "tiny", "huge", "a late start"],
)
def test_u_turns(updates: list[list[float]], expected: list[tuple[int, float]]) -> None:
    found, _ = events_of(update=[[0.0, 0.0], *updates])
    assert [event.step for event in found] == [step for step, _ in expected]
    assert [event.value for event in found] == pytest.approx([angle for _, angle in expected])
    assert all(event.kind is Kind.U_TURN and event.place == event.step - 1 for event in found)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ([3, 2, 1], []),
        ([1, 4, 2, 5], [(0, 1, 3.0), (2, 3, 3.0)]),
        ([5, 1, 2, 4, 0], [(1, 3, 3.0)]),
        ([1, 2, 2, 3], [(0, 1, 1.0), (2, 3, 1.0)]),
        ([1, 2, 4, 8], [(0, 3, 7.0)]),
        ([1], []),
        ([1, 1 + 1e-15, 1, 1 + 1e-12, 1], [(2, 3, 1e-12)]),
        ([1, 1e-20, 2e-20, 0], []),
        ([0, 1e-20, 0], [(0, 1, 1e-20)]),
    ],
    ids=["falls", "twice", "in steps", "over a level", "to the end", "start", "rounding", "rounding at the end", "tiny"],
)
def test_overshoots(loss: list[float], expected: list[tuple[int, int, float]]) -> None:
    found, _ = events_of([float(value) for value in loss])
    assert [(event.from_step, event.step) for event in found] == [(first, last) for first, last, _ in expected]
    assert [event.value for event in found] == pytest.approx([rise for *_, rise in expected], rel=1e-3)


def test_events_of_one_step_have_an_order() -> None:
    loss = [9.0] * 10 + [9.5, 0.0]
    update = [[0.0, 0.0]] + [[1.0, 0.0]] * 9 + [[-1.0, 0.0], [-1.0, 0.0]]
    found, _ = events_of(loss, [0.1] * 10 + [2.0, 1.0], update)
    assert [(event.kind, event.step) for event in found] == [
        (Kind.PLATEAU_ENTERED, 0),
        (Kind.PLATEAU_LEFT, 10),
        (Kind.U_TURN, 10),
        (Kind.OVERSHOOT, 10),
    ]


@pytest.mark.parametrize("most", [0, 1, 7, 98, 99])
def test_what_is_too_much_is_counted(most: int) -> None:
    update = [[0.0, 0.0]] + [[(-1.0) ** t, 0.0] for t in range(100)]
    everything, _ = events_of(update=update)
    found, omitted = events_of(update=update, most=most)
    assert found == everything[:most]
    assert omitted == 99 - most


def test_the_lectures_vanilla_crosses_its_plateau() -> None:
    run = walk(LECTURE, (-2, -2), "gradient_descent", 1.0, 0.0)
    assert steps(run, *Kind) == [(Kind.PLATEAU_ENTERED, 0), (Kind.PLATEAU_LEFT, 65)]


def test_momentum_crosses_it_sooner_and_runs_past_the_goal() -> None:
    crossings = {id: steps(walk(LECTURE, (-2, -2), id, 1.0, 0.9), Kind.PLATEAU_LEFT)[0][1] for id in ("momentum", "nesterov")}
    assert crossings == {"momentum": 16, "nesterov": 16}
    rises = [event for event in happened(walk(LECTURE, (-2, -2), "momentum", 1.0, 0.9)) if event.kind is Kind.OVERSHOOT]
    assert (rises[0].from_step, rises[0].step) == (22, 26)
    assert rises[0].value == pytest.approx(0.0849, rel=1e-3)


@pytest.mark.parametrize("start", [(-3.2, 1.8), (-3.5, 2.0), (-4.0, 1.0)])
@pytest.mark.parametrize("id", DIALS)
def test_a_plateau_with_a_pit_is_crossed_from_outside(start: tuple[float, float], id: str) -> None:
    crossing = steps(walk(PIT, start, id, 1.0, 0.9), Kind.PLATEAU_ENTERED, Kind.PLATEAU_LEFT)
    assert [kind for kind, _ in crossing] == [Kind.PLATEAU_ENTERED, Kind.PLATEAU_LEFT]
    assert crossing[0][1] == 0


def test_a_walk_that_slows_down_at_a_saddle_crosses_a_plateau_there() -> None:
    run = walk(catalog.get("saddle"), (-2.0, 0.0001), "gradient_descent", 0.05, 0.0)
    assert [kind for kind, _ in steps(run, *Kind)] == [Kind.PLATEAU_ENTERED, Kind.PLATEAU_LEFT]
    first, last = (event.step for event in happened(run))
    assert np.abs(run.theta[first:last, 0]).max() < 0.25


@pytest.mark.parametrize("id", DIALS)
def test_a_walk_stuck_on_a_plateau_entered_it(id: str) -> None:
    run = walk(LECTURE, (-6, 4), id, 1.0, 0.9)
    assert run.stalled_on is Stall.PLATEAU
    assert [kind for kind, _ in steps(run, Kind.PLATEAU_ENTERED, Kind.PLATEAU_LEFT)] == [Kind.PLATEAU_ENTERED]


@pytest.mark.parametrize("surface_id", ["isotropic_quadratic", "ill_conditioned_quadratic_400", "rosenbrock", "beale", "booth"])
@pytest.mark.parametrize("id", DIALS)
def test_bowls_and_valleys_are_no_plateaus(surface_id: str, id: str) -> None:
    """Close to a minimum, and along a valley's floor, the gradient is small for long; but little is left to go down."""
    suggested = catalog.SURFACES[surface_id].suggested
    run = walk(catalog.get(surface_id), suggested.start, id, suggested.learning_rate, suggested.momentum, 5000)
    assert steps(run, Kind.PLATEAU_ENTERED, Kind.PLATEAU_LEFT) == []


@pytest.mark.parametrize("id", OPTIMIZERS)
@pytest.mark.parametrize("entry", catalog.ENTRIES, ids=lambda entry: entry.id)
def test_events_agree_with_the_summary(entry: catalog.CatalogEntry, id: str) -> None:
    suggested = entry.suggested
    run = walk(catalog.get(entry.id), suggested.start, id, suggested.learning_rate, suggested.momentum)
    found = happened(run)
    assert [event.step for event in found] == sorted(event.step for event in found)
    assert sum(event.kind is Kind.U_TURN for event in found) == run.summary.u_turns
    for event in found:
        if event.kind is Kind.U_TURN:
            assert 90 < event.value <= 180
        if event.kind is Kind.OVERSHOOT:
            assert event.value == run.loss[event.step] - run.loss[event.from_step] <= run.summary.overshoot
            assert (np.diff(run.loss[event.from_step : event.step + 1]) > 0).all()
    assert any(event.kind is Kind.OVERSHOOT for event in found) == (run.summary.overshoot > 1e-9)
