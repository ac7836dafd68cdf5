"""Closed forms: exact derivatives, constants that would blow up, and kinks."""

import numpy as np
import pytest

from app.core.closed_form import FormulaSurface
from app.core.formula import FUNCTIONS, FormulaError
from app.core.surface import Domain
from tests.core import exact

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_and_its_derivatives(function: str) -> None:
    text, point = f"{function}(w*b + 0.5)*b^2 + w^b", (0.7, 0.9)
    surface, reference = FormulaSurface(text, SQUARE), exact.of_formula(text)
    value, gradient = surface.value_and_gradient(np.array([point]))
    assert value[0] == pytest.approx(exact.value(reference, point), rel=1e-14)
    np.testing.assert_allclose(gradient[0], exact.gradient(reference, point), rtol=1e-13)
    np.testing.assert_allclose(surface.hessian(np.array([point]))[0], exact.hessian(reference, point), rtol=1e-13)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9^9^2*w", 9.0**81),
        ("2^0.5*w", 2**0.5),
        ("0.1*w + 0.2*w", 0.3),
        ("1e-300*w", 1e-300),
        ("123456789012345678901234567890*w", 123456789012345678901234567890.0),
        ("5", 5.0),
        ("e^w", np.e),
        ("pi*w", np.pi),
    ],
)
def test_constants(text: str, value: float) -> None:
    loss, _ = FormulaSurface(text, SQUARE).value_and_gradient(np.array([[1.0, 0.0]]))
    assert loss[0] == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    "text", ["9^9^9*w", "w/0", "1e999*w", "(-8)^0.5 + w", "0^-1 + w", "log(-1)*w", "sqrt(-2) + w", "log(0)*b"]
)
def test_constants_that_are_no_finite_real_number_are_refused_at_every_use(text: str) -> None:
    surface = FormulaSurface(text, SQUARE)
    for _ in range(2):
        with pytest.raises(FormulaError) as caught:
            surface.value_and_gradient(np.zeros((1, 2)))
        assert caught.value.position is None


def test_the_gradient_at_a_kink_is_zero_only_if_it_is_a_minimum() -> None:
    cone = "sqrt(w^2 + b^2)"
    known = FormulaSurface(cone, SQUARE, seeds=((0.0, 0.0, 0.0),))
    unknown = FormulaSurface(cone, SQUARE)
    points = np.array([[0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_allclose(known.value_and_gradient(points)[1], [[0.0, 0.0], [0.6, 0.8]])
    assert np.isnan(unknown.value_and_gradient(points)[1][0]).all()


@pytest.mark.parametrize("size", [5e-324, 1e-310, 1e-200, 1e-162, 3e-161, 1e-101, 1e-99, 1e-20])
@pytest.mark.parametrize("direction", [(1.0, 0.0), (0.0, -1.0), (-1.0, 1.0), (1.0, 1e-30)])
@pytest.mark.parametrize(
    ("text", "kink", "slope"), [("sqrt(w^2 + b^2)", (0.0, 0.0), 1.0), ("3*sqrt(w^2 + (b - 2)^2)", (0.0, 2.0), 3.0)]
)
def test_beside_a_kink_the_gradient_points_away_from_it(
    text: str, kink: tuple[float, float], slope: float, direction: tuple[float, float], size: float
) -> None:
    surface = FormulaSurface(text, SQUARE, seeds=((*kink, 0.0),))
    point = np.array(kink) + size * np.array(direction)
    offset = (point - kink) / size
    expected = slope * offset / np.hypot(*offset) if offset.any() else offset
    np.testing.assert_allclose(surface.value_and_gradient(point[np.newaxis])[1][0], expected, rtol=1e-12, atol=1e-15)


def test_a_point_outside_the_formulas_reach_is_not_a_number() -> None:
    loss, _ = FormulaSurface("log(w) + b", SQUARE).value_and_gradient(np.array([[-1.0, 0.0], [1.0, 2.0]]))
    assert np.isnan(loss[0])
    assert loss[1] == 2.0


def test_points_and_axes_may_be_read_only_and_strided() -> None:
    surface = FormulaSurface("w + 10*b", SQUARE)
    points = np.arange(8.0).reshape(2, 4)[:, ::2]
    points.setflags(write=False)
    assert surface.value_and_gradient(points)[0].tolist() == [20.0, 64.0]
    axis = np.arange(6.0)[::2]
    axis.setflags(write=False)
    assert surface.grid(axis, axis[:2]).tolist() == [[0.0, 2.0, 4.0], [20.0, 22.0, 24.0]]
