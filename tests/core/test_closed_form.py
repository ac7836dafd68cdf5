"""Closed forms: exact derivatives, constants that would blow up, and kinks."""

import gc

import numpy as np
import pytest

from app.core.closed_form import FormulaSurface
from app.core.formula import FUNCTIONS, FormulaError
from app.core.sampling import evaluate
from app.core.surface import Domain
from tests.core import exact

SQUARE = Domain((-5.0, 5.0), (-5.0, 5.0))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_and_its_derivatives(function: str) -> None:
    text, point = f"{function}(w*b/2 + 0.5)*b^2 + w^b", (0.7, 0.9)
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
    ("text", "piece", "message"),
    [
        ("w + 9^9^9", "9^9^9", "too large"),
        ("10^400 w", "10^400", "too large"),
        ("1e999*w", "1e999", "too large"),
        ("w exp(710)", "exp(710)", "too large"),
        ("1e308*1e308 w", "1e308*1e308", "too large"),
        ("w/0", "0", "division by zero"),
        ("w/(b - b)", "(b - b)", "division by zero"),
        ("0^-1 + w", "0^-1", "division by zero"),
        ("w + 0^0", "0^0", "not defined"),
        ("(-8)^(1/3) + w", "(-8)^(1/3)", "cbrt"),
        ("log(-1)*w", "log(-1)", "negative numbers"),
        ("log(0)*b", "log(0)", "of 0"),
        ("sqrt(-2) + w", "sqrt(-2)", "negative numbers"),
        ("w + asin(2)", "asin(2)", "from -1 to 1"),
        ("b + tan(pi/2)", "tan(pi/2)", "finite real"),
        ("b log(w - w)", "log(w - w)", "finite real"),
    ],
)
def test_a_constant_that_is_no_finite_real_number_is_refused_at_its_place(text: str, piece: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message) as caught:
        FormulaSurface(text, SQUARE)
    assert (caught.value.position, caught.value.length) == (text.index(piece), len(piece))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("w^2147483648", 2.0 ** (2147483648 / 2**31)),
        ("w^-4294967296", 0.25),
        ("(w^64)^64", 2.0 ** (4096 / 2**31)),
        ("(999999/1000000)^100000", 0.999999**100000),
    ],
)
def test_large_powers(text: str, value: float) -> None:
    w = 1.0 + np.log(2.0) / 2**31
    loss, _ = FormulaSurface(text, SQUARE).value_and_gradient(np.array([[w, 0.0]]))
    assert loss[0] == pytest.approx(value, rel=1e-6)  # w itself is rounded: 2^31 times 1e-16


@pytest.mark.parametrize("text", ["tanh(w)", "sigmoid(w)"])
@pytest.mark.parametrize("w", [-800.0, -400.0, -30.0, 30.0, 400.0, 800.0])
def test_tails_keep_their_digits_and_have_no_holes(text: str, w: float) -> None:
    surface, reference = FormulaSurface(text, SQUARE), exact.of_formula(text)
    slope, curvature = exact.slopes(reference, w)
    np.testing.assert_allclose(surface.value_and_gradient(np.array([[w, 0.0]]))[1][0, 0], slope, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(surface.hessian(np.array([[w, 0.0]]))[0, 0, 0], curvature, rtol=1e-12, atol=1e-300)


def test_at_the_kink_of_a_modulus_the_gradient_is_the_subgradient_zero() -> None:
    loss, gradient = FormulaSurface("|w| + sqrt(b)", SQUARE).value_and_gradient(np.array([[0.0, 1.0], [-2.0, 4.0], [1.0, 0.0]]))
    assert loss.tolist() == [1.0, 4.0, 1.0]
    assert gradient.tolist() == [[0.0, 0.5], [-1.0, 0.25], [1.0, np.inf]]


@pytest.mark.parametrize("factors", [12, 50])
def test_derivatives_that_are_too_long_are_refused_before_anything_is_compiled(factors: int) -> None:
    with pytest.raises(FormulaError, match="too long") as caught:
        FormulaSurface("".join(f"(sin(w)+{k}b)" for k in range(factors))[:500].rpartition("(sin")[0], SQUARE)
    assert caught.value.position is None


def test_compiling_and_dropping_hundreds_of_formulas_leaves_a_held_one_alone() -> None:
    held = FormulaSurface("w^2 + b", SQUARE).function
    for k in range(300):
        surface = FormulaSurface(f"w^2 + {k} b", SQUARE)
        assert surface.value_and_gradient(np.array([[1.0, 1.0]]))[0][0] == 1.0 + k
    gc.collect()
    assert evaluate(held, np.array([[3.0, 4.0]])).tolist() == [[13.0, 6.0, 1.0]]


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
