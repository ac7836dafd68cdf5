"""What is suggested for formulas of which nothing is known: walks from there stay on the map, come down, and can be seen."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from app.core.compiled import Formula
from app.core.descent import Run, descend
from app.core.optimizers import OPTIMIZERS
from app.core.outcome import Outcome
from app.core.typed import TypedSurface

WITH_MINIMA = [
    "w^2 + b^2",
    "(w^2 + b - 11)^2 + (w + b^2 - 7)^2",
    "(1 - w)^2 + 100 (b - w^2)^2",
    "|w - 1| + 2 |b + w/2| + 0.1 w^2",
    "|w| + 2|b|",
    "exp(w^2 + b^2)",
    "exp(exp(w^2 + b^2))",
    "(w - 150)^2 + (b - 20)^2",
    "(w - 1000)^2 + (b + 2000)^2",
    "sin(3w) cos(2b) + 0.1 (w^2 + b^2)",
    "(w - 40)^2 + (b - 20)^2",
    "w^4 + b^4",
    "sqrt(w^2 + (b + 1)^2)",
    "log(w)^2 + b^2",
    "1000 (w - 3)^2 + (b - 1)^2",
    "sin(w) sin(b)",
    "tanh(w)^2 + tanh(b)^2",
    "1e5 (w^2 + b^2)",
    "1e8 (w^2 + b^2)",
    "1e6 w^2 + 1e-3 b^2",
    "w^2 sin(1/w) + b^2",
    "cosh(10w) + b^2",
]
WITHOUT = ["w + b", "w^2 - b^2", "exp(w)", "1/(w b)", "exp(5w) + b^2", "1/(1 + exp(-w)) + b^2", "(w b - 1)^2"]
GENTLE = "1e-8 (w^2 + b^2)"

OUT_OF_REACH = {("(w - 1000)^2 + (b + 2000)^2", "adamw")}
"""The weight decay pulls to the origin as hard as its steps are long."""

COMMON = [each for each in OPTIMIZERS.values() if each.shares_dials]


@cache
def typed(text: str) -> TypedSurface:
    return TypedSurface(Formula(text))


def walked(surface: TypedSurface, id: str, steps: int = 1000) -> Run:
    best, optimizer = surface.suggested, OPTIMIZERS[id]
    own = {"momentum": best.momentum} if optimizer.shares_dials and len(optimizer.hyperparameters) > 1 else {}
    setting = optimizer.setting(learning_rate=surface.suggested_rates[id], **own)
    return descend(surface, best.start, setting, steps, best.tolerance)


def on_map(surface: TypedSurface, run: Run) -> bool:
    return all(surface.domain.contains(*edge(run.theta, axis=0)) for edge in (np.min, np.max))


def extent(surface: TypedSurface, run: Run) -> float:
    """How far across the map a walk reaches, as a fraction of the domain."""
    return float(np.hypot(*(np.ptp(run.theta, axis=0) / surface.domain.widths)))


@pytest.mark.parametrize("text", [*WITH_MINIMA, *WITHOUT, GENTLE])
def test_the_suggested_walk_can_be_seen(text: str) -> None:
    surface = typed(text)
    assert surface.domain.contains(*surface.suggested.start)
    runs = [walked(surface, each.id) for each in COMMON]
    assert Outcome.DIVERGED not in [run.outcome for run in runs]
    assert all(run.loss[-1] < run.loss[0] for run in runs)
    assert on_map(surface, runs[0])
    assert all(extent(surface, run) > 0.05 for run in runs)


@pytest.mark.parametrize("text", WITH_MINIMA)
def test_all_who_share_the_rate_come_down_to_the_minimum_on_the_map(text: str) -> None:
    surface = typed(text)
    lowest = surface.minima[0].loss
    for each in COMMON:
        run = walked(surface, each.id)
        assert on_map(surface, run)
        assert run.loss[0] - run.loss[-1] >= 0.9 * (run.loss[0] - lowest)


@pytest.mark.parametrize("id", [each.id for each in OPTIMIZERS.values() if each.id in typed("w").suggested_rates])
@pytest.mark.parametrize("text", [*WITH_MINIMA, GENTLE])
def test_every_rate_comes_down(text: str, id: str) -> None:
    surface = typed(text)
    run = walked(surface, id)
    share = (run.loss[0] - run.loss[-1]) / (run.loss[0] - surface.minima[0].loss)
    assert share >= (0.3 if (text, id) in OUT_OF_REACH else 0.75)


def test_rates_follow_the_surface_and_not_the_domain_alone() -> None:
    gentle, steep = typed("w^2 + b^2").suggested_rates, typed("(w - 40)^2 + (b - 20)^2").suggested_rates
    for id in ("adam", "rmsprop", "lion", "sign_descent"):
        assert steep[id] > gentle[id]
    creases = typed("|w - 1| + 2 |b + w/2| + 0.1 w^2")
    assert any(creases.suggested_rates[id] != gentle[id] for id in ("adam", "rmsprop", "adagrad"))


def test_the_tolerance_ends_no_walk_that_has_hardly_begun() -> None:
    surface = typed(GENTLE)
    slope = np.hypot(*surface.value_and_gradient(np.array([surface.suggested.start]))[1][0])
    assert surface.suggested.tolerance < 0.01 * slope
    assert typed("w^2 + b^2").suggested.tolerance == 1e-5


def test_among_many_minima_the_start_leads_to_a_low_one() -> None:
    surface = typed("sin(3w) cos(2b) + 0.1 (w^2 + b^2)")
    assert len(surface.minima) > 20
    assert walked(surface, "momentum").minimum == 0
    assert extent(surface, walked(surface, "momentum")) > 0.15


@pytest.mark.parametrize("text", ["5", "log(-w^2 - 1)"])
def test_where_there_is_nothing_to_walk_something_is_suggested_nevertheless(text: str) -> None:
    surface = typed(text)
    assert surface.domain.contains(*surface.suggested.start)
    assert surface.suggested.learning_rate == 0.1
    assert set(surface.suggested_rates) == set(typed("w").suggested_rates)


@pytest.mark.parametrize("text", [*WITH_MINIMA, *WITHOUT, GENTLE])
def test_suggested_values_are_short_and_the_same_again(text: str) -> None:
    surface, again = typed(text), TypedSurface(Formula(text))
    for value in (surface.suggested.learning_rate, surface.suggested.tolerance, *surface.suggested_rates.values()):
        assert float(f"{value:.0e}") == value
    for value in surface.suggested.start:
        assert len(f"{abs(value):g}".replace(".", "").strip("0")) <= 3
    assert (again.domain, again.suggested, again.suggested_rates) == (surface.domain, surface.suggested, surface.suggested_rates)
