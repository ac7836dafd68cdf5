"""Walks with every rate of a ladder: the kernel walks as `descend` does, and tells nothing of walks that leave."""

from __future__ import annotations

import numpy as np
import pytest

from app.core import catalog
from app.core.compiled import Formula
from app.core.descent import descend
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.rate_walks import Search, rungs, takes_rate, walk_all
from app.core.surface import Domain
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
WITH_RATE = [each for each in OPTIMIZERS.values() if takes_rate(each)]


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
