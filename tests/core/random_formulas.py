"""Formulas made at random from a seed: as trees, and as a text that a careless person might type."""

from __future__ import annotations

import numpy as np

from app.core.formula import FUNCTIONS, Binary, Call, Name, Negative, Node, Number

NUMBERS = ("1", "2", "3", "0.5", "10", "1.7", "1e-3", "7")
OPERATORS = "+-*/^"
PIECES = (
    *NUMBERS,
    *FUNCTIONS,
    "w",
    "b",
    "w",
    "b",
    "pi",
    "e",
    "(",
    ")",
    "(",
    ")",
    "|",
    "|",
    *OPERATORS,
    "**",
    "−",
    "·",
    " ",
    "²",
    "wb",
    *(
        "[",
        "]",
        "{",
        "}",
        "½",
        "√",
        "⁻¹",
        "⁺",
        "ʷ",
        "∗",
        "_",
        ",",
        "=",
        "$",
        "Σ",
        "θ",
        "ſ",
        "\u2062",
        "sin ",
        "log 10",
        "np.",
        "lambda w:",
    ),
    *("\\", "\\frac", "\\frac12", "\\left", "\\right", "\\sqrt", "\\sqrt[", "\\mathrm{", "\\cdot ", "\\pi ", "\\lvert "),
)
LEAF_CHANCE, CALL_CHANCE, NEGATIVE_CHANCE = 0.25, 0.3, 0.1


def tree(random: np.random.Generator, depth: int) -> Node:
    """A tree at most so deep, in which w and b are likely."""
    chance = random.random()
    if depth <= 1 or chance < LEAF_CHANCE:
        return (
            Name(str(random.choice(["w", "b", "w", "b", "pi", "e"])))
            if random.random() < 0.7
            else Number(str(random.choice(NUMBERS)))
        )
    if chance < LEAF_CHANCE + CALL_CHANCE:
        return Call(str(random.choice(list(FUNCTIONS))), tree(random, depth - 1))
    if chance < LEAF_CHANCE + CALL_CHANCE + NEGATIVE_CHANCE:
        return Negative(tree(random, depth - 1))
    operator = str(random.choice(list(OPERATORS)))
    right = (
        Number(str(random.choice(["2", "3", "0.5"]))) if operator == "^" and random.random() < 0.7 else tree(random, depth - 1)
    )
    return Binary(operator, tree(random, depth - 1), right)


def scribble(random: np.random.Generator, pieces: int) -> str:
    """Pieces of formulas one after the other, whether they fit or not."""
    return "".join(random.choice(PIECES, size=pieces))
