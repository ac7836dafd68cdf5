"""Requests that run as they stand, for the documentation; the tests send every one of them."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.models import Example

LECTURE_NEURON: dict[str, Any] = {"kind": "neuron", "data": [[0.5, 0.2], [2.5, 0.9]], "loss": "half_sum"}
HIMMELBLAU: dict[str, Any] = {"kind": "named", "id": "himmelblau"}

TYPED: dict[str, Any] = {"kind": "formula", "text": "(w^2 + b - 11)^2 + 3 sin(2w) b"}
HALF_PLANE: dict[str, Any] = {"kind": "formula", "text": "log(w)^2 + |b|", "domain": {"w": [0, 4], "b": [-2, 2]}}


def _example(summary: str, value: dict[str, Any]) -> Example:
    return {"summary": summary, "value": value}


DESCRIBE: dict[str, Example] = {
    "neuron": _example("The lecture's neuron", {"surface": LECTURE_NEURON}),
    "named": _example("A surface of the catalog", {"surface": HIMMELBLAU}),
    "formula": _example("A function of your own", {"surface": TYPED}),
    "domain": _example("A function of your own that has no value left of w = 0", {"surface": HALF_PLANE}),
}

EVALUATE: dict[str, Example] = {
    "guesses": _example(
        "Three of the lecture's guesses", {"surface": LECTURE_NEURON, "points": [[0.5, 0.0], [0.94, -0.94], [1.78, -2.27]]}
    ),
    "minimum": _example("At and beside a minimum", {"surface": HIMMELBLAU, "points": [[3, 2], [3.1, 2]]}),
    "formula": _example(
        "A function of your own, inside and outside its reach", {"surface": HALF_PLANE, "points": [[1, 1], [-1, 0]]}
    ),
}

TAYLOR: dict[str, Example] = {
    "gentle": _example(
        "Down from the lecture's plateau, at right angles to the w axis",
        {"surface": LECTURE_NEURON, "point": [-2, -2], "direction_degrees": 90, "learning_rates": [0, 0.01, 0.1, 1, 10]},
    ),
    "steepest": _example(
        "Himmelblau's steepest descent: minus the gradient",
        {"surface": HIMMELBLAU, "point": [1, 1], "direction": [46, 38], "learning_rates": [0.001, 0.01, 0.1]},
    ),
    "formula": _example(
        "A function of your own, along w",
        {"surface": TYPED, "point": [2, 1], "direction": [1, 0], "learning_rates": [0.01, 0.1, 1]},
    ),
}

RACE: dict[str, Example] = {
    "formula": _example(
        "Two on a function of your own, with 50 gradients each",
        {"surface": TYPED, "start": [-2, 2], "optimizers": [{"id": "gradient_descent"}, {"id": "adam"}], "budget": 50},
    ),
    "line_searches": _example(
        "Two that search along a line, by the first step they try, and Newton's method, which has nothing to search for",
        {
            "surface": HIMMELBLAU,
            "start": [-0.5, -1],
            "optimizers": [{"id": "gradient_descent_armijo"}, {"id": "bfgs"}, {"id": "newton"}],
            "budget": 60,
        },
    ),
    "lecture": _example(
        "The lecture's three from its start, with 100 gradients each",
        {
            "surface": LECTURE_NEURON,
            "start": [-2, -2],
            "optimizers": [{"id": "gradient_descent"}, {"id": "momentum", "momentum": 0.9}, {"id": "nesterov"}],
            "budget": 100,
        },
    ),
}

GRID: dict[str, Example] = {
    "neuron": _example(
        "The lecture's error surface, coarsely",
        {
            "surface": LECTURE_NEURON,
            "w": {"minimum": -4, "maximum": 4, "count": 9},
            "b": {"minimum": -4, "maximum": 4, "count": 5},
        },
    ),
    "named": _example(
        "Himmelblau's four valleys",
        {
            "surface": HIMMELBLAU,
            "w": {"minimum": -5, "maximum": 5, "count": 11},
            "b": {"minimum": -5, "maximum": 5, "count": 11},
        },
    ),
    "formula": _example(
        "A function of your own, with a hole",
        {
            "surface": HALF_PLANE,
            "w": {"minimum": -1, "maximum": 4, "count": 6},
            "b": {"minimum": -2, "maximum": 2, "count": 5},
        },
    ),
}

DESCENTS: dict[str, Example] = {
    "lecture": _example(
        "The lecture's three walks",
        {
            "surface": LECTURE_NEURON,
            "starts": [[-2, -2]],
            "optimizers": [
                {"id": "gradient_descent", "learning_rate": 1.0},
                {"id": "momentum", "learning_rate": 1.0, "momentum": 0.9},
                {"id": "nesterov", "learning_rate": 1.0, "momentum": 0.9},
            ],
            "max_iterations": 20,
            "tolerance": 0,
        },
    ),
    "himmelblau": _example(
        "Four starts, four valleys",
        {
            "surface": HIMMELBLAU,
            "starts": [[1, 1], [-1, 1], [-1, -1], [1, -1]],
            "optimizers": [{"id": "gradient_descent", "learning_rate": 0.01}],
            "max_iterations": 200,
        },
    ),
    "formula": _example(
        "Down a function of your own",
        {
            "surface": TYPED,
            "starts": [[-2, 2]],
            "optimizers": [{"id": "gradient_descent", "learning_rate": 0.002}],
            "max_iterations": 100,
        },
    ),
    "adam": _example(
        "Adam, RMSProp with a schedule, and AdamW side by side",
        {
            "surface": HIMMELBLAU,
            "starts": [[0, 0]],
            "optimizers": [
                {"id": "adam", "learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999},
                {"id": "rmsprop", "learning_rate": 0.2, "schedule": {"kind": "cosine", "period": 100, "floor": 0.01}},
                {"id": "adamw", "learning_rate": 0.1, "weight_decay": 0.01},
            ],
            "max_iterations": 100,
        },
    ),
    "searching": _example(
        "Searching along a line, and using curvature",
        {
            "surface": {"kind": "named", "id": "rosenbrock"},
            "starts": [[-1.2, 1]],
            "optimizers": [{"id": "gradient_descent_armijo", "initial_step": 1, "shrink": 0.5}, {"id": "newton"}, {"id": "bfgs"}],
            "max_iterations": 100,
        },
    ),
    "batches": _example(
        "A stochastic walk, two of six data points at a time",
        {
            "surface": {
                "kind": "neuron",
                "data": [[-2, 0.1], [-1, 0.2], [0, 0.4], [0.5, 0.5], [1.5, 0.8], [2, 0.9]],
                "loss": "mean",
            },
            "starts": [[-2, 1]],
            "optimizers": [{"id": "gradient_descent", "learning_rate": 2}, {"id": "adam", "learning_rate": 0.1}],
            "max_iterations": 60,
            "batch": {"size": 2, "seed": 7},
        },
    ),
}
