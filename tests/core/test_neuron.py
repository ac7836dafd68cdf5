"""The sigmoid neuron against the lecture's figures, 50-digit arithmetic and SymEngine's derivative of the typed formula."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.core import neuron
from app.core.closed_form import FormulaSurface
from app.core.surface import FARTHEST, Domain
from tests.core import exact

FACTORS = {"half_sum": 0.5, "sum": 1.0, "mean": 1.0 / 3.0}
THREE_POINTS = np.array([[-1.0, 0.3], [0.5, 0.2], [2.5, 0.9]])
POINTS = [
    (0.0, 0.0),
    (-2.0, -2.0),
    (1.79, -2.28),
    (3.4, -5.6),
    (-7.5, 7.5),
    (8.0, 8.0),
    (-8.0, -10.0),
    (20.0, 30.0),
    (-50.0, 1.0),
]


@pytest.fixture(scope="module")
def lecture() -> neuron.NeuronSurface:
    return neuron.NeuronSurface(neuron.LECTURE_DATA)


def loss_at(surface: neuron.NeuronSurface, w: float, b: float) -> float:
    return float(surface.value_and_gradient(np.array([[w, b]]))[0][0])


@pytest.mark.parametrize(
    ("w", "b", "printed", "half_sum"),
    [
        (0.50, 0.00, 0.0730, 0.073114),
        (-0.10, 0.00, 0.1481, 0.148132),
        (0.94, -0.94, 0.0214, 0.021672),
        (1.42, -1.73, 0.0028, 0.002892),
        (1.65, -2.08, 0.0003, 0.000344),
        (1.78, -2.27, 0.0000, 0.000002),
    ],
)
def test_the_guess_table_is_the_half_sum(
    lecture: neuron.NeuronSurface, w: float, b: float, printed: float, half_sum: float
) -> None:
    loss = loss_at(lecture, w, b)
    assert round(loss, 6) == half_sum
    # The lecture computed its figures from sigmoids that were rounded first, so its fourth decimal can be off by three.
    assert loss == pytest.approx(printed, abs=3e-4)
    assert loss == pytest.approx(exact.value(exact.of_neuron(neuron.LECTURE_DATA, 0.5), (w, b)), rel=1e-13)


def test_the_minimum_of_two_points_is_exact(lecture: neuron.NeuronSurface) -> None:
    (minimum,) = lecture.minima
    assert (minimum.w, minimum.b, minimum.loss) == (1.791759469228055, -2.282174095733918, 0.0)
    assert loss_at(lecture, minimum.w, minimum.b) < 1e-31


@pytest.mark.parametrize("loss", FACTORS)
@pytest.mark.parametrize("point", POINTS)
def test_derivatives_match_differences_in_50_digits(loss: str, point: tuple[float, float]) -> None:
    surface = neuron.NeuronSurface(THREE_POINTS, loss)
    reference = exact.of_neuron(THREE_POINTS, FACTORS[loss])
    value, gradient = surface.value_and_gradient(np.array([point]))
    assert value[0] == pytest.approx(exact.value(reference, point), rel=1e-12)
    np.testing.assert_allclose(gradient[0], exact.gradient(reference, point), rtol=1e-11, atol=1e-24)
    np.testing.assert_allclose(surface.hessian(np.array([point]))[0], exact.hessian(reference, point), rtol=1e-10, atol=1e-20)


def test_the_chain_rule_is_symengines_derivative_of_the_typed_formula(lecture: neuron.NeuronSurface) -> None:
    terms = " + ".join(f"(1/(1 + exp(-({x}*w + b))) - {y})^2" for x, y in neuron.LECTURE_DATA.tolist())
    typed = FormulaSurface(f"({terms})/2", Domain((-8.0, 8.0), (-10.0, 8.0)))
    points = np.random.default_rng(20261123).uniform(-6, 6, size=(200, 2))
    for ours, theirs in zip(lecture.value_and_gradient(points), typed.value_and_gradient(points), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(lecture.hessian(points), typed.hessian(points), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("z", [40.0, 300.0, 700.0])
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_the_gradient_keeps_its_digits_in_the_tails(z: float, target: float) -> None:
    data = np.array([[1.0, target]])
    reference = exact.of_neuron(data, 0.5)
    for point in [(0.0, z), (0.0, -z)]:
        _, gradient = neuron.NeuronSurface(data).value_and_gradient(np.array([point]))
        sign = np.sign(point[1])
        # Differences of 50 digits cannot see e^-700; the exact tail is (f - y) f (1 - f), with f = 1/(1 + e^-z).
        small = np.exp(-z) / (1 + np.exp(-z))
        large = 1 / (1 + np.exp(-z))
        residual = (-small if target == 1.0 else large) if sign > 0 else (small if target == 0.0 else -large)
        np.testing.assert_allclose(gradient[0, 1], residual * small * large, rtol=1e-13)
        if z == 40.0:
            np.testing.assert_allclose(gradient[0, 1], exact.gradient(reference, point)[1], rtol=1e-4, atol=1e-34)


@pytest.mark.parametrize("z", [1e4, -1e4, 1e300])
def test_huge_arguments_saturate_quietly(z: float) -> None:
    surface = neuron.NeuronSurface(np.array([[1.0, 0.25]]), "sum")
    loss, gradient = surface.value_and_gradient(np.array([[z, 0.0]]))
    assert loss[0] == pytest.approx(0.75**2 if z > 0 else 0.25**2)
    assert gradient.tolist() == [[0.0, 0.0]]
    assert surface.hessian(np.array([[z, 0.0]])).tolist() == [[[0.0, 0.0], [0.0, 0.0]]]


@pytest.mark.parametrize("spread", [3.0, 400.0], ids=["separable", "direct"])
def test_the_grid_is_the_loss_point_by_point(spread: float) -> None:
    random = np.random.default_rng(7)
    data = np.column_stack((random.uniform(-spread, spread, 600), random.uniform(0, 1, 600)))
    surface = neuron.NeuronSurface(data, "mean")
    w, b = np.linspace(-4, 4, 41), np.linspace(-9, 7, 23)
    columns, rows = np.meshgrid(w, b)
    loss, _ = surface.value_and_gradient(np.column_stack((columns.ravel(), rows.ravel())))
    np.testing.assert_allclose(surface.grid(w, b), loss.reshape(23, 41), rtol=1e-12)


@pytest.mark.parametrize("targets", [[0.0], [1.0], [0.0, 1.0]], ids=str)
def test_the_grid_keeps_its_digits_in_the_tails(targets: list[float]) -> None:
    random = np.random.default_rng(20261123)
    for _ in range(20):
        x = random.uniform(-5, 5, len(targets))
        surface = neuron.NeuronSurface(np.column_stack((x, targets)))
        w, b = random.uniform(-50, 50, 40), random.uniform(-50, 50, 30)
        points = np.column_stack((np.tile(w, 30), np.repeat(b, 40)))
        loss, _ = surface.value_and_gradient(points)
        np.testing.assert_allclose(surface.grid(w, b).ravel(), loss, rtol=1e-12, atol=0)


@pytest.mark.parametrize("count", [3, 40, 10_000])
@pytest.mark.parametrize("loss", FACTORS)
def test_a_found_minimum_is_stationary_and_curved_upwards(count: int, loss: str) -> None:
    random = np.random.default_rng(count)
    x = random.normal(1.0, 2.0, count)
    y = 1 / (1 + np.exp(-(1.5 * x - 0.7))) + random.normal(0, 0.05, count)
    surface = neuron.NeuronSurface(np.column_stack((x, y)), loss)
    minimum = surface.minima[0]
    point = np.array([[minimum.w, minimum.b]])
    assert surface.domain.contains(minimum.w, minimum.b)
    _, gradient = surface.value_and_gradient(point)
    hessian = surface.hessian(point)[0]
    assert np.abs(gradient).max() < 1e-8 * np.abs(hessian).max()
    assert np.linalg.eigvalsh(hessian)[0] > 0


@pytest.mark.parametrize(
    "data",
    [[[1.0, 1.0]], [[1.0, 0.3]], [[2.0, 0.2], [2.0, 0.9]], [[-1.0, 0.0], [1.0, 1.0]], [[1e300, 0.0], [-1e300, 1.0], [0.0, 0.5]]],
)
def test_no_minimum_is_claimed_where_there_is_a_valley_or_none(data: list[list[float]]) -> None:
    assert neuron.NeuronSurface(np.array(data)).minima == ()


def test_the_lectures_domain_holds_the_whole_walk(lecture: neuron.NeuronSurface) -> None:
    assert lecture.domain == Domain(w=(-8.0, 8.0), b=(-10.0, 8.0))


def test_the_domain_follows_the_data() -> None:
    assert neuron.NeuronSurface(neuron.LECTURE_DATA * [100.0, 1.0]).domain == Domain(w=(-0.08, 0.08), b=(-10.0, 8.0))
    steep = neuron.NeuronSurface(np.array([[-1.0, 1e-9], [1.0, 1 - 1e-9]]))
    assert steep.domain.contains(steep.minima[0].w, steep.minima[0].b)


@pytest.mark.parametrize(
    "data",
    [
        [[1e-9, 0.2], [2e-9, 0.9]],
        [[1e-7, 0.2], [2e-7, 0.4], [3e-7, 0.9]],
        [[1.0, 0.2], [1 + 2e-16, 0.9]],
        [[1e-310, 0.2], [2e-310, 0.9]],
        [[5e-324, 0.2]],
    ],
)
def test_the_domain_ends_where_points_may_be_asked_for(data: list[list[float]]) -> None:
    surface = neuron.NeuronSurface(np.array(data))
    for low, high in (surface.domain.w, surface.domain.b):
        assert -FARTHEST <= low < high <= FARTHEST
    assert np.isfinite([(minimum.w, minimum.b) for minimum in surface.minima]).all()


@pytest.mark.parametrize(
    ("data", "loss", "message"),
    [
        (np.empty((0, 2)), "sum", "at least one pair"),
        (np.zeros(4), "sum", "at least one pair"),
        (np.zeros((2, 3)), "sum", "at least one pair"),
        (np.array([[np.nan, 0.0]]), "sum", "finite"),
        (np.array([[0.0, np.inf]]), "sum", "finite"),
        (np.zeros((1, 2)), "median", "half_sum, sum, mean"),
    ],
)
def test_impossible_data_is_refused(data: NDArray[np.float64], loss: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        neuron.NeuronSurface(data, loss)
