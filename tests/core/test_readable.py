"""Derivatives as a person would write them, and meaning what SymEngine meant."""

from typing import Any

import numpy as np
import pytest

from app.core import catalog
from app.core.closed_form import FormulaSurface
from app.core.formula import FUNCTIONS, to_text
from app.core.grammar import parse
from app.core.readable import to_node
from app.core.surface import Domain
from app.core.symbolic import Expression
from app.core.typeset import to_latex

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))


def partial(text: str, variable: str) -> Any:
    expression = Expression(parse(text))
    return expression.printable(expression.partial(expression.root, variable))


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("0.26*(w^2 + b^2) - 0.48*w*b", "0.52*w - 0.48*b"),
        ("(w^2 + b^2)/2", "w"),
        ("w^3 - 3*w*b^2", "3*w^2 - 3*b^2"),
        ("w/3 + b", "1/3"),
        ("2*w^3/3", "2*w^2"),
        ("w^4/3 - 2*w", "4*w^3/3 - 2"),
        ("1/w", "-(1/w^2)"),
        ("exp(-w)", "-exp(-w)"),
        ("sqrt(w)", "1/(2*sqrt(w))"),
        ("cos(2*pi*w)", "-(2*pi*sin(2*pi*w))"),
        ("log(w)*b", "b/w"),
        ("log10(w)", "1/(w*log(10))"),
        ("log(tan(pi/2 - w))", "-((1 + (1/tan(w))^2)/(1/tan(w)))"),
        ("abs(w)*b", "b*sign(w)"),
        ("sign(w)*b", "0"),
        ("tanh(2*w)", "2/cosh(2*w)^2"),
        ("sigmoid(w)", "sigmoid(-w)*sigmoid(w)"),
        ("cbrt(w)", "1/(3*cbrt(w)^2)"),
        ("2*w + sqrt(2)*w", "2 + sqrt(2)"),
        ("b", "0"),
    ],
)
def test_a_derivative_reads_as_written_by_hand(text: str, derivative: str) -> None:
    assert to_text(to_node(partial(text, "w"), decimals="." in text)) == derivative


def test_latex_of_a_derivative() -> None:
    assert FormulaSurface("0.26*(w^2 + b^2) - 0.48*w*b", SQUARE).latex_gradient == (
        r"0.52 \, w - 0.48 \, b",
        r"0.52 \, b - 0.48 \, w",
    )
    assert to_latex(to_node(partial("(w^2 + b - 11)^2", "w"))) == r"4 \, w \, \left( w^{2} + b - 11 \right)"


TEXTS = [entry.text for entry in catalog.SURFACES.values()] + [f"{name}(w*b + 0.5)*b^2 + w^b - 1e-9*w/7" for name in FUNCTIONS]


@pytest.mark.parametrize("variable", ["w", "b"])
@pytest.mark.parametrize("text", TEXTS)
def test_the_printed_derivative_is_the_derivative(text: str, variable: str) -> None:
    printed = to_text(to_node(partial(text, variable), decimals="." in text))
    points = np.random.default_rng(len(text)).uniform(0.2, 1.4, size=(20, 2))
    value, _ = FormulaSurface(printed, SQUARE).value_and_gradient(points)
    _, gradient = FormulaSurface(text, SQUARE).value_and_gradient(points)
    np.testing.assert_allclose(value, gradient[:, "wb".index(variable)], rtol=1e-11, atol=1e-11)
