"""Taylor's theorem along a direction: against 50 digits, against polynomials done by hand, and at the edges of floats."""

import math

import mpmath
import numpy as np
import pytest

from app.core import catalog
from app.core.closed_form import FormulaSurface
from app.core.neuron import LECTURE_DATA, NeuronSurface
from app.core.surface import Domain, Surface
from app.core.taylor import Expansion, expand, towards
from tests.core import exact

SQUARE = Domain((-4.0, 4.0), (-4.0, 4.0))
LECTURE = NeuronSurface(LECTURE_DATA)
ETAS = np.logspace(-18, 1, 20)


def formula(text: str) -> FormulaSurface:
    return FormulaSurface(text, SQUARE)


def downhill(surface: Surface, point: tuple[float, float], learning_rates: tuple[float, ...] = (1.0,)) -> Expansion:
    _, gradient = surface.value_and_gradient(np.array([point]))
    return expand(surface, point, -gradient[0], learning_rates)


def first_order_error(surface: Surface, point: tuple[float, float], mu: tuple[float, float], eta: float) -> float:
    """Relative to the actual change."""
    result = expand(surface, point, mu, [eta])
    return float(abs(result.first_order[0] - result.actual[0]) / abs(result.actual[0]))


def test_a_bowl_done_by_hand() -> None:
    result = expand(formula("w^2 + 3*b^2"), (1, 2), (-1, 0.5), [0.0, 0.5, 2.0])
    assert (result.loss, result.slope, result.curvature) == (13.0, 4.0, 3.5)
    assert result.gradient.tolist() == [2.0, 12.0]
    assert result.hessian.tolist() == [[2.0, 0.0], [0.0, 6.0]]
    assert result.first_order.tolist() == [0.0, 2.0, 8.0]
    np.testing.assert_allclose(result.actual, [0.0, 2.4375, 15.0], rtol=1e-14)
    np.testing.assert_allclose(result.second_order, result.actual, rtol=1e-14)
    assert result.cos_beta == pytest.approx(4 / math.sqrt(1.25 * 148))


@pytest.mark.parametrize("id", catalog.SURFACES)
def test_downhill_the_slope_is_minus_the_gradients_square(id: str) -> None:
    start = catalog.SURFACES[id].suggested.start
    result = downhill(catalog.get(id), start, (1e-9,))
    assert result.slope == pytest.approx(-(result.gradient @ result.gradient))
    assert (result.cos_beta, result.beta_degrees) == (-1.0, 180.0)
    assert result.actual[0] < 0
    assert result.actual[0] == pytest.approx(result.first_order[0], rel=1e-4)


@pytest.mark.parametrize("id", catalog.SURFACES)
def test_every_surface_changes_as_it_does_in_50_digits(id: str) -> None:
    """To 10 digits however small the step is, where the difference of two losses would keep none."""
    surface, start = catalog.get(id), catalog.SURFACES[id].suggested.start
    loss = exact.of_formula(surface.text)
    mu = (0.6, -0.8)
    actual = expand(surface, start, mu, ETAS).actual
    with mpmath.workdps(exact.DIGITS):
        w, b = map(mpmath.mpf, start)
        expected = [float(loss(w + mpmath.mpf(eta) * mu[0], b + mpmath.mpf(eta) * mu[1]) - loss(w, b)) for eta in ETAS.tolist()]
    np.testing.assert_allclose(actual, expected, rtol=1e-10)


def test_the_neuron_changes_as_it_does_in_50_digits() -> None:
    loss, mu = exact.of_neuron(LECTURE_DATA, 0.5), (0.6, 0.8)
    actual = expand(LECTURE, (-2, -2), mu, ETAS).actual
    with mpmath.workdps(exact.DIGITS):
        etas = map(mpmath.mpf, ETAS.tolist())
        expected = [float(loss(-2 + eta * mu[0], -2 + eta * mu[1]) - loss(-2, -2)) for eta in etas]
    np.testing.assert_allclose(actual, expected, rtol=1e-12)


def test_a_step_to_a_point_just_as_high_changes_almost_nothing() -> None:
    """Where the quadrature of a wild gradient would be far off, the plain difference is taken."""
    assert expand(formula("20 - 10*cos(2*pi*w) + b"), (-3.7, 0), (1, 0), [3.0]).actual[0] == pytest.approx(0.0, abs=1e-13)


@pytest.mark.parametrize(
    ("text", "point", "mu", "breaks_at"),
    [
        # On a bowl the error is eta^2/2 curvature, a tenth of the actual change where eta/2 curvature is |slope| / 11, or / 9.
        ("(w^2 + b^2)/2", (-3, 2), (3, -2), 2 / 11),
        ("(w^2 + b^2)/2", (-3, 2), (-3, 2), 2 / 9),
        ("(w^2 + b^2)/2", (-3, 2), (0.3, -0.2), 20 / 11),
        ("w^3", (1, 0), (1, 0), (math.sqrt(8.37) - 2.7) / 1.8),
        ("e^w", (0, 0), (1, 0), float(-0.9 - mpmath.lambertw(-0.9 * math.exp(-0.9), -1).real)),
    ],
    ids=["down", "up", "down, a short mu", "cubic", "exponential"],
)
def test_where_the_first_order_breaks(text: str, point: tuple[float, float], mu: tuple[float, float], breaks_at: float) -> None:
    surface = formula(text)
    found = expand(surface, point, mu, [1.0]).breaks_at
    assert found is not None
    assert found == pytest.approx(breaks_at, rel=1e-12)
    assert first_order_error(surface, point, mu, found * (1 - 1e-9)) < 0.1
    assert first_order_error(surface, point, mu, found * (1 + 1e-9)) > 0.1


@pytest.mark.parametrize("text", ["w - 2*b", "7", "w - 2*b + 1e-6*w^2"], ids=["plane", "constant", "beyond the longest step"])
def test_some_first_orders_never_break(text: str) -> None:
    assert expand(formula(text), (1, 1), (1, 1), [1.0]).breaks_at is None


@pytest.mark.parametrize("id", catalog.SURFACES)
def test_downhill_every_surface_breaks_somewhere(id: str) -> None:
    surface, start = catalog.get(id), catalog.SURFACES[id].suggested.start
    result = downhill(surface, start)
    mu = (-float(result.gradient[0]), -float(result.gradient[1]))
    assert result.breaks_at is not None
    assert first_order_error(surface, start, mu, result.breaks_at * (1 + 1e-6)) > 0.1
    for fraction in (1 - 1e-6, 0.7, 0.2, 1e-3, 1e-9):
        assert first_order_error(surface, start, mu, result.breaks_at * fraction) <= 0.1


@pytest.mark.parametrize("mu", [(1.0, 0.0), (0.3, -2.0)])
def test_at_a_stationary_point_the_first_order_is_off_from_the_start(mu: tuple[float, float]) -> None:
    result = expand(catalog.get("himmelblau"), (3, 2), mu, [1e-3])
    assert (result.slope, result.first_order[0], result.breaks_at) == (0.0, 0.0, 0.0)
    assert (result.cos_beta, result.beta_degrees) == (None, None)
    assert result.actual[0] == pytest.approx(result.second_order[0], rel=0.01)


def test_the_loss_ends_where_it_is_no_number() -> None:
    surface = formula("w + 1e-9*log(b)")
    result = expand(surface, (0, 1), (0.1, -1), [0.5, 2.0])
    assert result.actual[0] == pytest.approx(0.05)
    assert np.isnan(result.actual[1])
    assert result.breaks_at == pytest.approx(1.0)
    nowhere = expand(surface, (0, -1), (1, 0), [1.0])
    assert np.isnan(nowhere.loss)
    assert nowhere.breaks_at is None


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1e200, 1e308])
def test_the_length_of_the_direction_only_scales(size: float) -> None:
    ordinary = expand(LECTURE, (-2, -2), (0.6, 0.8), [0.0])
    result = expand(LECTURE, (-2, -2), (0.6 * size, 0.8 * size), [0.0])
    assert result.actual.tolist() == [0.0]
    assert result.beta_degrees == pytest.approx(ordinary.beta_degrees, rel=1e-3)
    assert ordinary.breaks_at is not None
    if size == 1e-320:
        assert result.breaks_at is None
    else:
        assert result.breaks_at == pytest.approx(ordinary.breaks_at / size, rel=1e-3)


@pytest.mark.parametrize(
    ("degrees", "mu"),
    [
        (0, (1, 0)),
        (90, (0, 1)),
        (180, (-1, 0)),
        (-90, (0, -1)),
        (450, (0, 1)),
        (3.6e302, (1, 0)),
        (45, (0.5**0.5, 0.5**0.5)),
        (210, (-(3**0.5) / 2, -0.5)),
        (-30, (3**0.5 / 2, -0.5)),
    ],
)
def test_angles_are_counter_clockwise_and_exact_at_right_angles(degrees: float, mu: tuple[float, float]) -> None:
    found = towards(degrees)
    if degrees % 90 == 0 and degrees < 1e3:
        assert found.tolist() == list(mu)
        assert not np.signbit(found[np.array(mu) == 0]).any()
    elif degrees < 1e3:
        np.testing.assert_allclose(found, mu, rtol=1e-15)
    assert np.hypot(*found) == pytest.approx(1, rel=1e-15)


@pytest.mark.parametrize(
    ("mu", "beta"), [((1, 0), 0), ((1, 1), 45), ((0, -3), 90), ((-2, 2), 135), ((-1e-9, 0), 180), ((-1, 1e-9), 180)]
)
def test_the_angle_with_the_gradient(mu: tuple[float, float], beta: float) -> None:
    result = expand(formula("5*w"), (0, 0), mu, [1.0])
    assert result.beta_degrees == pytest.approx(beta, abs=1e-6)
    assert result.cos_beta is not None
    assert -1 <= result.cos_beta <= 1
    assert result.cos_beta == pytest.approx(math.cos(math.radians(beta)), abs=1e-8)
