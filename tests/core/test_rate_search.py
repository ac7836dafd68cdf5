"""Learning rates found by walking: the kernel walks as `descend` does, and the rates it leads to come down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.core.compiled import Formula
from app.core.descent import descend
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.rate_search import Common, Way, common_rate, in_the_long_run, rate
from app.core.rate_walks import QUICK, THOROUGH, Search, takes_rate
from app.core.surface import Domain
from app.core.typed import TypedSurface

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))
WITH_RATE = [each for each in OPTIMIZERS.values() if takes_rate(each)]
SHARING = [each for each in WITH_RATE if each.shares_dials]


def typed(text: str, domain: Domain = SQUARE) -> TypedSurface:
    return TypedSurface(Formula(text), domain)


def way(surface: TypedSurface, start: tuple[float, float]) -> Way:
    return Way(surface, start, 0.9, surface.minima[0].loss if surface.minima else None)


def common(surface: TypedSurface, start: tuple[float, float], guess: float, *, slowly: bool = False) -> Common:
    return common_rate(way(surface, start), guess, QUICK, slowly=slowly)


def test_a_guess_that_does_is_kept_and_one_that_does_not_is_not() -> None:
    bowl, creases = typed("w^2 + b^2"), typed("|w - 1| + 2|b + w/2| + 0.1 w^2")
    assert common(bowl, (-3.0, -1.5), 0.123).rate == 0.123
    found = common(creases, (-3.0, 0.5), 1.0)
    assert found.rate < 0.1
    assert found.on_map


def test_a_rate_that_longer_walks_do_not_bear_out_is_lowered() -> None:
    surface, start = typed("w + b"), (1.0, 0.5)
    trusting = Search(QUICK.digits, QUICK.steps, QUICK.last)
    optimizer = OPTIMIZERS["sign_descent"]
    high, low = (rate(way(surface, start), optimizer, search) for search in (trusting, QUICK))
    setting = [optimizer.setting(learning_rate=each) for each in (high, low)]
    ends = [descend(surface, start, each, QUICK.confirmed, 0.0).theta[-1] for each in setting]
    assert not SQUARE.contains(*ends[0])
    assert SQUARE.contains(*ends[1])


def test_momentum_may_leave_a_map_on_which_vanilla_would_else_stay_where_it_is() -> None:
    """The minimum lies close to the edge, so that momentum swings across it at any rate that brings vanilla near."""
    narrow = typed("w^2 + b^2", Domain((-5.0, 0.2), (-5.0, 0.2)))
    found = common(narrow, (-4.0, -4.0), 1e-6)
    assert not found.on_map
    assert found.reached < 0.1
    run = descend(narrow, (-4.0, -4.0), OPTIMIZERS["gradient_descent"].setting(learning_rate=found.rate), 1000, 0.0)
    assert narrow.domain.contains(*run.theta.max(axis=0))


def test_where_nothing_can_be_walked_the_lowest_rate_is_told() -> None:
    nowhere = typed("log(-w^2 - 1)")
    for optimizer in WITH_RATE:
        assert rate(way(nowhere, (1.0, 1.0)), optimizer, QUICK) == 1e-6
    assert common(nowhere, (1.0, 1.0), 0.1).reached == np.inf


@pytest.mark.parametrize("optimizer", WITH_RATE, ids=lambda each: each.id)
@pytest.mark.parametrize("weight", ["1e-10", "1e-5", "1", "1e5", "1e10"])
def test_a_rate_suits_the_surface_whatever_its_scale(weight: str, optimizer: Optimizer) -> None:
    surface, start = typed(f"{weight} (w^2 + 2 b^2)"), (-3.0, 2.0)
    found = rate(way(surface, start), optimizer, QUICK)
    own = {"momentum": 0.9} if optimizer.shares_dials and len(optimizer.hyperparameters) > 1 else {}
    run = descend(surface, start, optimizer.setting(learning_rate=found, **own), 1000, 0.0)
    assert run.loss[-1] < 0.01 * run.loss[0]
    assert all(SQUARE.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))


def test_a_rate_that_is_good_all_over_the_usual_range_is_taken_from_it() -> None:
    """Rprop's first step hardly matters: it finds its own."""
    found = rate(way(typed("w^2 + 2 b^2"), (-3.0, 2.0)), OPTIMIZERS["rprop"], QUICK)
    assert 1e-6 <= found <= 100.0


@pytest.mark.parametrize("text", ["w + b", "w^3 + b"])
def test_where_no_rate_stays_on_the_map_it_is_one_that_stays_for_long(text: str) -> None:
    """Rprop's steps grow for as long as it goes downhill: here they do so for ever."""
    surface, optimizer = typed(text), OPTIMIZERS["rprop"]
    found = rate(way(surface, (4.0, 2.0)), optimizer, QUICK)
    run = descend(surface, (4.0, 2.0), optimizer.setting(learning_rate=found), 60, 0.0)
    assert run.loss[-1] < run.loss[0]
    assert all(SQUARE.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))


def test_lower_rates_in_longer_walks_keep_momentum_on_the_map() -> None:
    """Beyond the lowest basin the ground falls for ever, and momentum that is there soon comes over the ridge."""
    surface, start = typed("w^2 sin(1/w) + b^2"), (1.0, -0.5)
    soon, later = common(surface, start, 0.05), common(surface, start, 0.05, slowly=True)
    assert not soon.on_map
    assert later.on_map
    assert later.rate < 0.01
    assert later.reached < -0.04


def test_in_the_long_run_a_rate_gives_way_to_a_lower_one_that_ends_much_closer() -> None:
    valley = way(typed("(1 - w)^2 + 100 (b - w^2)^2"), (-1.2, 1.0))
    search = replace(THOROUGH, confirmed=5000)
    rmsprop, fast = OPTIMIZERS["rmsprop"], 0.02
    lower = in_the_long_run(valley, rmsprop, fast, search)
    assert 0.01 * fast <= lower < fast
    ends = valley.reached(rmsprop, [lower, fast], replace(search, steps=5000))
    assert ends[0] < ends[1] / 3
    assert in_the_long_run(valley, OPTIMIZERS["gradient_descent"], 0.002, search) == 0.002
    assert in_the_long_run(replace(valley, lowest=None), rmsprop, fast, search) == fast
