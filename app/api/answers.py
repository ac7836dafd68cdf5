"""From the core's results to the content of an answer; arrays go through the encoding that the client asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

import numpy as np

from app.api.encoding import Encode, Floats
from app.core.catalog import CatalogEntry, ParameterSurface
from app.core.catalog.rates import NONE, initial_steps, learning_rates
from app.core.descent import Run
from app.core.hyperparameters import Hyperparameter
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.optimizer import Optimizer, OptimizerSetting
from app.core.race import Candidate, Tuned, goal
from app.core.schedules import Constant, Cosine, Exponential, InverseTime, Step
from app.core.surface import Domain, Minimum, Suggested, Surface
from app.core.taylor import Expansion
from app.core.typed import TypedSurface
from app.mathml import mathml

NAMES: Mapping[str, str] = MappingProxyType({"neuron": "Sigmoid neuron", "formula": "Your own function"})
"""Of surfaces outside the catalog, by kind."""

LECTURES_ID = "neuron"
"""Under which the suggested learning rates of the lecture's own data are kept."""

ROUNDING_SEEN = 1e-4
"""As a fraction of what lies between the lowest and the highest loss of a grid: no map has 10,000 colours."""

SINGLE_MAXIMUM = float(np.finfo(np.float32).max)
SINGLE_ROUNDING = 2.0**-24
SINGLE_ROUNDING_AT_0 = 2.0**-150
"""Half the distance of neighbours in single precision: relative, and absolute among the very smallest."""

SCHEDULE_KINDS: Mapping[type, str] = MappingProxyType(
    {Constant: "constant", Step: "step", Exponential: "exponential", Cosine: "cosine", InverseTime: "inverse_time"}
)

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "neuron": "M. Khapra, CS7015 Deep Learning, lecture 5; A. Biswas, A Walk Downhill",
        "formula": "Typed, not from the catalog",
    }
)
"""Likewise."""


def catalog_entry(entry: CatalogEntry) -> dict[str, Any]:
    """One surface of `GET /surfaces`."""
    return {
        "id": entry.id,
        "name": entry.name,
        "family": entry.family,
        "about": entry.about,
        "formula": entry.text,
        "latex": entry.latex,
        "domain": _domain(entry.domain),
        "minima": _minima(entry.minima),
        "suggested": _kept(entry),
        "parameters": [asdict(each) for each in entry.parameters],
        "source": entry.source,
    }


def optimizer_entry(entry: Optimizer) -> dict[str, Any]:
    """One optimizer of `GET /optimizers`."""
    return {
        "id": entry.id,
        "name": entry.name,
        "short_name": entry.short_name,
        "family": entry.family,
        "update_rule_latex": entry.update_rule_latex,
        "note": entry.note,
        "looks_ahead": entry.looks_ahead,
        "takes_schedule": entry.takes_schedule,
        "keeps": [letter for letter, _ in entry.keeps],
        "searches": entry.search is not None,
        "most_evaluations": entry.most_evaluations,
        "hyperparameters": [asdict(each) for each in entry.hyperparameters],
        "source": entry.source,
    }


def description(surface: Surface, entry: CatalogEntry | None, *, rates: bool) -> dict[str, Any]:
    """A surface described.

    Args:
        surface: as it was asked for.
        entry: its catalog entry, if it has one.
        rates: whether to search for learning rates and first steps where none are kept.
    """
    settings = _settings(surface, entry, rates=rates)
    return {
        "kind": surface.kind,
        "name": entry.name if entry else NAMES[surface.kind],
        "text": surface.text,
        "latex": surface.latex,
        "latex_gradient": surface.latex_gradient,
        "domain": _domain(surface.domain),
        "minima": _minima(surface.minima),
        "minima_are": surface.minima_are,
        "suggested": settings,
        "source": entry.source if entry else SOURCES[surface.kind],
        "mathml": {"loss": mathml(surface.latex), "gradient": [mathml(each) for each in surface.latex_gradient]},
    }


def _settings(surface: Surface, entry: CatalogEntry | None, *, rates: bool) -> dict[str, Any] | None:
    """What is suggested for a surface."""
    match surface:
        case NeuronSurface() if np.array_equal(surface.data, LECTURE_DATA):
            return _suggested(surface.suggested, learning_rates(LECTURES_ID), initial_steps(LECTURES_ID))
        case NeuronSurface() | TypedSurface() | ParameterSurface():
            if not rates:
                return _suggested(surface.suggested, NONE, NONE)
            return _suggested(surface.suggested, surface.suggested_rates, surface.suggested_steps)
        case _:
            return _kept(entry) if entry else None


def _kept(entry: CatalogEntry) -> dict[str, Any]:
    return _suggested(entry.suggested, learning_rates(entry.id), initial_steps(entry.id))


def evaluation(loss: float, gradient: Floats, hessian: Floats) -> dict[str, Any]:
    """One point of `POST /evaluate`, as it is: `Form.respond` writes what is not finite as null."""
    return {"loss": loss, "gradient": gradient, "hessian": hessian}


def grid(w: Floats, b: Floats, loss: Floats, encode: Encode) -> dict[str, Any]:
    """A grid; the extremes are those of the finite values at full precision, null when there is none."""
    finite = loss[np.isfinite(loss)]
    lowest, highest = (float(finite.min()), float(finite.max())) if finite.size else (None, None)
    return {
        "w": encode(w, "f8"),
        "b": encode(b, "f8"),
        "loss": encode(loss, loss_type(lowest or 0.0, highest or 0.0)),
        "finite_minimum": lowest,
        "finite_maximum": highest,
        "non_finite_count": loss.size - finite.size,
    }


def loss_type(lowest: float, highest: float) -> str:
    """The compact form's type for losses between two finite ones.

    `f4` where single precision holds them all and rounds by less than can be seen. Far out a finite loss may be beyond it, and
    close to a minimum that is not 0 all losses may round to one number.
    """
    largest = max(abs(lowest), abs(highest))
    rounding = max(SINGLE_ROUNDING * largest, SINGLE_ROUNDING_AT_0)
    holds = largest <= SINGLE_MAXIMUM and rounding <= ROUNDING_SEEN * (highest - lowest)
    return "f4" if holds else "f8"


def expansion(found: Expansion, mu: Floats) -> dict[str, Any]:
    """A surface along one direction, as it is: `Form.respond` writes what is not finite as null."""
    return {
        "loss": found.loss,
        "gradient": found.gradient,
        "hessian": found.hessian,
        "direction": mu,
        "slope": found.slope,
        "curvature": found.curvature,
        "cos_beta": found.cos_beta,
        "beta_degrees": found.beta_degrees,
        "actual": found.actual,
        "first_order": found.first_order,
        "second_order": found.second_order,
        "breaks_at": found.breaks_at,
    }


def run(walk: Run, encode: Encode, most_trials: int, *, kept: bool = False) -> dict[str, Any]:
    """One walk, with the arrays that only some walks have where they have them. Its events are told by `events.told`.

    Args:
        walk: that was walked.
        encode: writes an array.
        most_trials: trials of its line searches to tell, at most: the first ones.
        kept: whether to tell what its optimizer remembers.
    """
    content = {
        "start": walk.start,
        "optimizer": _optimizer_used(walk.optimizer),
        "outcome": walk.outcome,
        "minimum": walk.minimum,
        "stalled_on": walk.stalled_on,
        "diverged_at": walk.diverged_at,
        "diverged_into": walk.departure.into if walk.departure else None,
        "diverged_point": walk.departure.point if walk.departure else None,
        "iterations": walk.iterations,
        "theta": encode(walk.theta, "f8"),
        "loss": encode(walk.loss, "f8"),
        "gradient": encode(walk.gradient, "f8"),
        "update": encode(walk.update, "f8"),
    }
    if walk.look_ahead is not None and walk.look_ahead_gradient is not None:
        content["look_ahead"] = encode(walk.look_ahead, "f8")
        content["look_ahead_gradient"] = encode(walk.look_ahead_gradient, "f8")
    for name in ("batch_gradient", "learning_rates", "step_lengths", "evaluations"):
        array = getattr(walk, name)
        if array is not None:
            content[name] = encode(array, "f8")
    if kept and walk.kept:
        content["kept"] = {letter: encode(values, "f8") for letter, values in walk.kept.items()}
    if walk.trials is not None and walk.trial_step is not None:
        content["trials"] = encode(walk.trials[:most_trials], "f8")
        content["trial_step"] = encode(walk.trial_step[:most_trials], "f8")
        content["trials_omitted"] = max(0, len(walk.trials) - most_trials)
    content["summary"] = walk.summary
    return content


def _optimizer_used(setting: OptimizerSetting) -> dict[str, Any]:
    used = {"id": setting.optimizer.id, **setting.hyperparameters}
    if isinstance(setting.schedule, Constant):
        return used
    return {**used, "schedule": {"kind": SCHEDULE_KINDS[type(setting.schedule)], **asdict(setting.schedule)}}


def raced(found: list[Tuned], budget: int) -> dict[str, Any]:
    """A race, as it is: `Form.respond` writes what is not finite as null."""
    to_reach = goal(found)
    return {
        "budget": budget,
        "goal": to_reach,
        "spent_to_goal": [None if to_reach is None else each.spent_to_stay(to_reach) for each in found],
        "results": [_tuned(each) for each in found],
    }


def _tuned(found: Tuned) -> dict[str, Any]:
    dial = found.setting.optimizer.step_dial
    return {
        "optimizer": _optimizer_used(found.setting),
        "dial": dial.name if dial else None,
        "candidates": [_candidate(each, dial) for each in found.candidates],
        "best": found.best,
        "evaluations": found.evaluations,
        "loss": found.loss,
        "spent": found.spent,
    }


def _candidate(tried: Candidate, dial: Hyperparameter | None) -> dict[str, Any]:
    return {**asdict(tried), "learning_rate": tried.value if dial and dial.name == "learning_rate" else None}


def _domain(domain: Domain) -> dict[str, Any]:
    return {"w": domain.w, "b": domain.b}


def _minima(minima: tuple[Minimum, ...]) -> list[list[float]]:
    return [[minimum.w, minimum.b, minimum.loss] for minimum in minima]


def _suggested(suggested: Suggested, rates: Mapping[str, float], steps: Mapping[str, float]) -> dict[str, Any]:
    return {**asdict(suggested), "learning_rates": dict(rates), "initial_steps": dict(steps)}
