"""Every limit on what one request may ask for, in one place.

The API's schemas take their constraints from here, so the OpenAPI schema states them; `page_data.page_limits` hands the page
those that it needs. Ranges of hyperparameters belong to each optimizer and live in its registry entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.grammar import MAX_LENGTH
from app.core.surface import FARTHEST


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits; both ends of a range are allowed.

    Attributes:
        body_bytes: size of a request's body, bytes; 10,000 data points at full precision take about 0.4 MB.
        starts: starting points in one request.
        optimizers: optimizers in one request.
        iterations: steps of one walk, the value of `max_iterations`.
        path_points: starts x optimizers x (max_iterations + 1), the points that an answer may hold.
        tolerance: largest tolerance on the gradient's norm; 0, the least, never stops early.
        coordinate: largest |w| and |b| of a start, a point or a grid's edge.
        data_points: (x, y) pairs of a neuron's data; at least one.
        data_value: largest |x| and |y|.
        formula_length: characters of a typed formula.
    points: points in one evaluation; at least one.
        grid_count_minimum: grid lines along one axis, at least.
        grid_count: grid lines along one axis, at most.
        grid_cells: grid points in all, count along w x count along b.
        work: evaluations of one data point's term in one request (a named surface counts as one data point):
            path points, grid cells or points, times data points. About 3 seconds of one core.
        budget: gradient evaluations of one walk in a race.
        batch_points: max_iterations x batch size, the data points that a walk's batches hold altogether.
        trials: points of line searches told of one walk.
        trials_in_all: points of line searches told in one answer; of each of its walks an equal share.
        seed: largest seed; at most this large every integer is a number of JavaScript.
        learning_rates: steps looked at in one expansion; at least one.
        events: events told of one walk.
        events_in_all: events told in one answer; of each of its walks an equal share.
        errors: mistakes told in one answer.
    """

    body_bytes: int = 2_000_000
    starts: int = 64
    optimizers: int = 32
    iterations: int = 10_000
    path_points: int = 250_000
    tolerance: float = 1e3
    coordinate: float = FARTHEST
    data_points: int = 10_000
    data_value: float = 1e6
    formula_length: int = MAX_LENGTH
    points: int = 10_000
    grid_count_minimum: int = 2
    grid_count: int = 1_000
    grid_cells: int = 250_000
    work: int = 500_000_000
    budget: int = 10_000
    batch_points: int = 2_000_000
    trials: int = 5_000
    trials_in_all: int = 100_000
    seed: int = 2**53 - 1
    learning_rates: int = 1_000
    events: int = 1_000
    events_in_all: int = 25_000
    errors: int = 10


LIMITS = Limits()
