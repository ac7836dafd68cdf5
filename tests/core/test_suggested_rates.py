"""What the repository's scripts have found for each surface: complete, in range, good, and what they find again."""

import json
from dataclasses import replace

import numpy as np
import pytest

from app.core import catalog
from app.core.catalog.rates import FILE, initial_steps, learning_rates
from app.core.descent import descend
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from app.core.rate_search import Way
from app.core.rate_walks import THOROUGH, Search
from tools import suggest_rates, suggest_start

GROUNDS = suggest_rates.grounds()
WITH_RATE = [entry for entry in OPTIMIZERS.values() if any(each.name == "learning_rate" for each in entry.hyperparameters)]


def test_every_surface_has_a_rate_for_every_optimizer_that_takes_one() -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    assert list(stored) == sorted(["neuron", *catalog.SURFACES])
    for id, found in stored.items():
        assert list(found["learning_rates"]) == sorted(entry.id for entry in WITH_RATE)
        assert found == {"learning_rates": learning_rates(id), "initial_steps": initial_steps(id)}
    assert FILE.read_text(encoding="utf-8") == suggest_rates.written(stored)


@pytest.mark.parametrize("optimizer", WITH_RATE, ids=lambda entry: entry.id)
@pytest.mark.parametrize("id", GROUNDS)
def test_a_suggested_rate_is_short_and_leads_down_on_the_map(id: str, optimizer: Optimizer) -> None:
    surface, suggested = GROUNDS[id]
    rate = learning_rates(id)[optimizer.id]
    assert float(f"{rate:.1e}") == rate
    momentum = {"momentum": suggested.momentum} if optimizer.shares_dials and len(optimizer.hyperparameters) > 1 else {}
    setting = optimizer.setting(**momentum, learning_rate=rate)
    run = descend(surface, suggested.start, setting, suggested.max_iterations, suggested.tolerance)
    assert run.outcome in (Outcome.CONVERGED, Outcome.MAX_ITERATIONS)
    assert run.loss[-1] < run.loss[0]
    for edge in (np.min, np.max):
        assert surface.domain.contains(*edge(run.theta, axis=0))


@pytest.mark.parametrize("optimizer", WITH_RATE, ids=lambda entry: entry.id)
@pytest.mark.parametrize("id", GROUNDS)
def test_a_suggested_rate_leads_as_low_as_those_a_decade_away(id: str, optimizer: Optimizer) -> None:
    assert leads_lower_than_a_decade_away(id, optimizer, learning_rates(id)[optimizer.id])


@pytest.mark.parametrize("id", ["rosenbrock", "cube"])
def test_a_rate_far_too_small_would_not_do(id: str) -> None:
    """The test above can fail; Rprop's steps grow by themselves, and a first one far too short is as good as any."""
    others = [each for each in WITH_RATE if each.id != "rprop"]
    assert not [each.id for each in others if leads_lower_than_a_decade_away(id, each, 1e-6)]


def leads_lower_than_a_decade_away(id: str, optimizer: Optimizer, rate: float) -> bool:
    """Whether it leads a tenth of the way down, and as low as the worst of three rates about a tenth or ten times as large.

    That is so at first, or else in the last fifth of a walk as long as the page's. A thousandth of the way is no difference.
    """
    surface, suggested = GROUNDS[id]
    lowest = min((minimum.loss for minimum in surface.minima), default=0.0)
    way = Way(surface, suggested.start, suggested.momentum, lowest, suggested.tolerance)
    whole = way.height - lowest

    def leads(search: Search) -> bool:
        below, own, above = (
            way.reached(optimizer, [factor * rate for factor in factors], search).max()
            for factors in ((1 / 12, 1 / 10, 1 / 8), (1.0,), (8.0, 10.0, 12.0))
        )
        return bool(own <= way.height - 0.1 * whole and own <= min(below, above) + 1e-3 * whole)

    steps = suggested.max_iterations
    return leads(THOROUGH) or leads(replace(THOROUGH, steps=steps, last=steps // 5))


LEAVING = {("linear_network", "bfgs"), ("spiral", "newton"), ("trefethen", "newton")}
"""Off the map from the suggested start, whatever their first step; Newton's method tries none."""


@pytest.mark.parametrize("id", GROUNDS)
def test_a_line_search_stays_on_the_map(id: str) -> None:
    surface, suggested = GROUNDS[id]
    for optimizer in OPTIMIZERS.values():
        if optimizer in WITH_RATE or (id, optimizer.id) in LEAVING:
            continue
        step = {"initial_step": initial_steps(id)[optimizer.id]} if optimizer.id in initial_steps(id) else {}
        run = descend(surface, suggested.start, optimizer.setting(**step), suggested.max_iterations, suggested.tolerance)
        assert run.loss[-1] < run.loss[0]
        assert all(surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))


@pytest.mark.parametrize("id", ["neuron", "himmelblau", "trefethen"])
def test_the_script_finds_what_is_stored_again(id: str) -> None:
    assert suggest_rates.found(*GROUNDS[id]) == {"learning_rates": learning_rates(id), "initial_steps": initial_steps(id)}


def test_all_arrive_from_a_start_that_the_script_has_found() -> None:
    entry = catalog.SURFACES["goldstein_price"]
    assert suggest_start.suggested_start(entry.surface, entry.suggested) == (entry.suggested, len(OPTIMIZERS))


def test_an_unknown_surface_has_no_rates() -> None:
    assert learning_rates("everest") == {}
    assert initial_steps("everest") == {}
