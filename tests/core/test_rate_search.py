"""Learning rates found by walking: the kernel walks as `descend` does, and the rates it leads to come down."""

from __future__ import annotations

import numpy as np
import pytest

from app.core import catalog
from app.core.compiled import Formula
from app.core.descent import descend
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.rate_search import QUICK, Search, common_rate, rate, rungs, takes_rate, walk_all
from app.core.surface import Domain
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
WITH_RATE = [each for each in OPTIMIZERS.values() if takes_rate(each)]
SHARING = [each for each in WITH_RATE if each.shares_dials]


def typed(text: str, domain: Domain = SQUARE) -> TypedSurface:
    return TypedSurface(Formula(text), domain)


def test_rungs_have_the_given_digits_within_the_limits() -> None:
    assert rungs(("1", "2", "5"), 0.02, 1.0) == [0.02, 0.05, 0.1, 0.2, 0.5, 1.0]


@pytest.mark.parametrize("optimizer", WITH_RATE, ids=lambda each: each.id)
@pytest.mark.parametrize("last", [1, 40])
def test_walks_are_those_of_descend(optimizer: Optimizer, last: int) -> None:
    surface, starts = catalog.get("himmelblau"), np.array([[1.0, 2.5], [-4.0, 1.0]])
    ladder = [1e-4, 3e-3, 2e-2]
    walks = walk_all(surface, starts, optimizer, 0.8, ladder, Search(("1",), 200, last), anywhere=True)
    own = {"momentum": 0.8} if optimizer.shares_dials and len(optimizer.hyperparameters) > 1 else {}
    for i, start in enumerate(starts):
        for j, each in enumerate(ladder):
            run = descend(surface, start, optimizer.setting(learning_rate=each, **own), 200, 0.0)
            if run.diverged_at is not None:
                assert walks.loss[i, j] == np.inf
                continue
            assert walks.loss[i, j] == run.loss[-last:].max()
            box = run.theta[:, 0].min(), run.theta[:, 0].max(), run.theta[:, 1].min(), run.theta[:, 1].max()
            assert tuple(walks.box[i, j]) == box


def test_a_walk_that_leaves_the_map_or_the_numbers_reaches_nothing() -> None:
    surface, vanilla = typed("w + b"), OPTIMIZERS["gradient_descent"]
    search = Search(("1",), 100, 1)
    start = np.array([[0.0, 0.0]])
    assert walk_all(surface, start, vanilla, 0.0, [0.04, 0.06], search).loss.tolist() == [[pytest.approx(-8.0), np.inf]]
    assert np.isfinite(walk_all(surface, start, vanilla, 0.0, [0.06], search, anywhere=True).loss).all()
    steep = walk_all(typed("exp(w^2)"), np.array([[3.0, 0.0], [30.0, 0.0]]), vanilla, 0.0, [1.0], search, anywhere=True)
    assert steep.loss.tolist() == [[np.inf], [np.inf]]


def test_a_guess_that_does_is_kept_and_one_that_does_not_is_not() -> None:
    bowl, creases = typed("w^2 + b^2"), typed("|w - 1| + 2|b + w/2| + 0.1 w^2")
    assert common_rate(bowl, (-3.0, -1.5), 0.9, 0.123, QUICK, has_minimum=True).rate == 0.123
    found = common_rate(creases, (-3.0, 0.5), 0.9, 1.0, QUICK, has_minimum=True)
    assert found.rate < 0.1
    assert found.on_map


def test_a_rate_that_longer_walks_do_not_bear_out_is_lowered() -> None:
    surface, start = typed("w + b"), (1.0, 0.5)
    trusting = Search(QUICK.digits, QUICK.steps, QUICK.last)
    optimizer = OPTIMIZERS["sign_descent"]
    high, low = (rate(surface, start, 0.0, optimizer, search) for search in (trusting, QUICK))
    setting = [optimizer.setting(learning_rate=each) for each in (high, low)]
    ends = [descend(surface, start, each, QUICK.confirmed, 0.0).theta[-1] for each in setting]
    assert not SQUARE.contains(*ends[0])
    assert SQUARE.contains(*ends[1])


def test_momentum_may_leave_a_map_on_which_vanilla_would_else_stay_where_it_is() -> None:
    """The minimum lies close to the edge, so that momentum swings across it at any rate that brings vanilla near."""
    narrow = typed("w^2 + b^2", Domain((-5.0, 0.2), (-5.0, 0.2)))
    found = common_rate(narrow, (-4.0, -4.0), 0.9, 1e-6, QUICK, has_minimum=True)
    assert not found.on_map
    assert found.reached < 0.1
    run = descend(narrow, (-4.0, -4.0), OPTIMIZERS["gradient_descent"].setting(learning_rate=found.rate), 1000, 0.0)
    assert narrow.domain.contains(*run.theta.max(axis=0))


def test_where_nothing_can_be_walked_the_lowest_rate_is_told() -> None:
    nowhere = typed("log(-w^2 - 1)")
    for optimizer in WITH_RATE:
        assert rate(nowhere, (1.0, 1.0), 0.9, optimizer, QUICK) == 1e-6
    assert common_rate(nowhere, (1.0, 1.0), 0.9, 0.1, QUICK, has_minimum=False).reached == np.inf
