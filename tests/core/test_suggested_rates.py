"""The learning rates that the repository's script has found: complete, in range, good, and what the script finds again."""

import json

import numpy as np
import pytest

from app.core import catalog
from app.core.catalog.rates import FILE, learning_rates
from app.core.descent import descend
from app.core.optimizer import Optimizer
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from tools import suggest_rates

GROUNDS = suggest_rates.grounds()
WITH_RATE = [entry for entry in OPTIMIZERS.values() if any(each.name == "learning_rate" for each in entry.hyperparameters)]


def test_every_surface_has_a_rate_for_every_optimizer_that_takes_one() -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    assert list(stored) == sorted(["neuron", *catalog.SURFACES])
    for id, rates in stored.items():
        assert list(rates) == sorted(entry.id for entry in WITH_RATE)
        assert rates == learning_rates(id)
    assert FILE.read_text(encoding="utf-8") == suggest_rates.written(stored)


@pytest.mark.parametrize("optimizer", WITH_RATE, ids=lambda entry: entry.id)
@pytest.mark.parametrize("id", GROUNDS)
def test_a_suggested_rate_is_short_and_leads_down_on_the_map(id: str, optimizer: Optimizer) -> None:
    surface, suggested = GROUNDS[id]
    rate = learning_rates(id)[optimizer.id]
    assert float(f"{rate:.1e}") == rate
    momentum = {"momentum": suggested.momentum} if optimizer.shares_dials and len(optimizer.hyperparameters) > 1 else {}
    run = descend(surface, suggested.start, optimizer.setting(**momentum, learning_rate=rate), suggest_rates.BUDGET, 0.0)
    assert run.outcome is Outcome.MAX_ITERATIONS
    assert run.loss[-1] < run.loss[0]
    for edge in (np.min, np.max):
        assert surface.domain.contains(*edge(run.theta, axis=0))


@pytest.mark.parametrize("id", ["neuron", "himmelblau"])
def test_the_script_finds_the_stored_rates_again(id: str) -> None:
    assert suggest_rates.rates_of(*GROUNDS[id]) == learning_rates(id)


def test_an_unknown_surface_has_no_rates() -> None:
    assert learning_rates("everest") == {}
