"""A thousand random formulas: derivatives to 1e-9 where well conditioned, and nothing that crashes or takes too long."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from typing import Any

import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray

from app.core.compiled import MAX_OPERATIONS, Formula
from app.core.formula import FormulaError, Node, to_text
from app.core.grammar import MAX_NODES, parse
from app.core.sampling import evaluate
from tests.core import exact, random_formulas

BATCHES, BATCH = 10, 100
DEPTH, POINTS = 6, 1
RELATIVE = 1e-9

ROUNDING = 1e-14
WELL_CONDITIONED = 1e-11
"""A derivative is well conditioned at a point if it changes by less than this fraction of itself when each operation's result in
the formula is off by up to `ROUNDING`, by a factor that varies with w and b: rounding, made a hundred times larger."""

REFERENCE_ERROR = 1e-25

WITHIN = 1e-100, 1e100
"""The sizes that results and derivatives must have, for nothing to over- or underflow in doubles."""


def formulas(batch: int) -> Iterator[tuple[str, Formula]]:
    """Random formulas that are understood and depend on w or b."""
    for seed in count():
        random = np.random.default_rng([batch, seed])
        text = to_text(random_formulas.tree(random, DEPTH))
        try:
            formula = Formula(text)
            assert formula.hessian_function.address
        except FormulaError:
            continue
        if {"w", "b"} & set(text.replace("sigmoid", "").replace("abs", "").replace("cbrt", "")):
            yield text, formula


def derivatives(function: exact.Function, point: tuple[float, float]) -> NDArray[np.float64]:
    """[dw, db, ww, wb, bb] in 80 digits; not a number where the formula is not real or out of bounds."""
    try:
        second = exact.hessian(function, point)
        return np.array([*exact.gradient(function, point), second[0, 0], second[0, 1], second[1, 1]])
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):  # complex, or infinite
        return np.full(5, np.nan)


def bounded(value: Any) -> Any:
    """The value of an operation, if it stays real and clear of overflow."""
    if isinstance(value, mpmath.mpc) or not (value == 0 or WITHIN[0] < abs(value) < WITHIN[1]):
        raise ValueError("out of bounds")
    return value


def jittered(tree: Node, random: np.random.Generator) -> exact.Function:
    """The function of a tree with each operation's result off by its own small, slowly varying factor."""
    waves = random.uniform(-1, 1, (MAX_NODES, 3))

    def function(w: Any, b: Any) -> Any:
        rows = iter(waves)

        def touch(value: Any) -> Any:
            along_w, along_b, phase = next(rows).tolist()
            return value * (1 + ROUNDING * mpmath.sin(along_w * w + along_b * b + phase))

        return exact.of_tree(tree, touch)(w, b)

    return function


@pytest.mark.parametrize("batch", range(BATCHES))
def test_derivatives_are_exact_where_well_conditioned(batch: int) -> None:
    random = np.random.default_rng(batch)
    compared = 0
    for text, formula in islice(formulas(batch), BATCH):
        tree = parse(text)
        moving = jittered(tree, random)
        for w, b in random.uniform(0.2, 2.5, (POINTS, 2)) * random.choice([-1, 1], (POINTS, 2)):
            expected, moved = derivatives(exact.of_tree(tree, bounded), (w, b)), derivatives(moving, (w, b))
            good = np.abs(moved - expected) <= WELL_CONDITIONED * np.abs(expected)
            good &= (np.abs(expected) > REFERENCE_ERROR) & (np.abs(expected) < WITHIN[1])
            point = np.array([[w, b]])
            computed = np.concatenate((evaluate(formula.function, point)[0, 1:], evaluate(formula.hessian_function, point)[0]))
            np.testing.assert_allclose(computed[good], expected[good], rtol=RELATIVE, err_msg=f"{text} at {w}, {b}")
            compared += int(good.sum())
    assert compared >= BATCH * POINTS  # of five each


def understood(text: str) -> Formula | FormulaError:
    """The formula, compiled, or what is wrong with it."""
    try:
        formula = Formula(text)
        assert formula.function.address
        return formula
    except FormulaError as error:
        return error


def any_text(seed: list[int]) -> str:
    """Half the time a formula, up to a large one, and half the time scribbles."""
    random = np.random.default_rng(seed)
    if seed[-1] % 2:
        return random_formulas.scribble(random, int(random.integers(1, 12)))
    return to_text(random_formulas.tree(random, int(random.integers(1, 11))))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_anything_typed_is_a_formula_within_the_limits_or_a_mistake_with_a_place(batch: int) -> None:
    texts = [any_text([batch, seed]) for seed in range(BATCH)]
    results = [understood(text) for text in texts]
    for text, result in zip(texts, results, strict=True):
        if isinstance(result, FormulaError):
            assert str(result)
            assert result.position is None or 0 <= result.position <= result.position + result.length <= len(text)
        else:
            assert result.operations <= MAX_OPERATIONS
            assert to_text(parse(result.text)) == result.text
            assert evaluate(result.function, np.zeros((1, 2))).shape == (1, 3)
    assert sum(isinstance(result, Formula) for result in results) >= BATCH // 5
