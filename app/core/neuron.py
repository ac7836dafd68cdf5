r"""The sigmoid neuron f(x) = 1 / (1 + e^-(w x + b)) and the error surface of its data.

With residuals r_i = f(x_i) - y_i the loss is c * sum r_i^2, where c is 1/2 (half sum), 1 (sum) or 1/n (mean), and by the chain
rule with f' = f (1 - f): dL/dw = 2c sum r f(1-f) x and dL/db = 2c sum r f(1-f).
"""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from app.core.abi import SURFACE_SIGNATURE, Doubles, FunctionPointer, Matrix, Vector, c_function, doubles_at, kernel, pointer_to
from app.core.neuron_minima import search, through_two_points
from app.core.neuron_suggested import found_rates, found_steps, suggest
from app.core.sampling import in_bands
from app.core.surface import FARTHEST, Domain, Minimum, Sampled, Suggested

LECTURE_DATA: NDArray[np.float64] = np.array([[0.5, 0.2], [2.5, 0.9]])
LECTURE_DATA.setflags(write=False)

SUGGESTED = Suggested(start=(-2.0, -2.0), learning_rate=1.0, momentum=0.9, max_iterations=1000, tolerance=1e-5)
"""The lecture's own walk."""

LOSSES: Mapping[str, str] = MappingProxyType({"half_sum": r"\frac{1}{2}", "sum": "", "mean": r"\frac{1}{n}"})
"""Every loss by name, with the LaTeX of the factor in front of its sum of squares."""

ROOM = 1.25
"""How far the domain reaches beyond a minimum, as a multiple of its distance from the origin."""

OVERSHOT = 2.0
"""The same for a minimum that was found, from the domain's middle: with momentum a walk may swing as far again."""

NEAR = 4.0
"""Of the domain's reach without them: minima found farther out are not worth all the empty land between."""

SEPARABLE_RANGE = 700.0
"""Up to this |w x| + |b|, e^-wx e^-b neither overflows nor underflows."""

BLOCK = 256
"""Data points taken at a time when a grid is filled, so that their factors stay in the cache."""


@c_function(SURFACE_SIGNATURE)
def _value_and_gradient(out: Doubles, theta: Doubles, data: int) -> None:
    packed = doubles_at(data)
    count, scale = int(packed[0]), packed[1]
    w, b = theta[0], theta[1]
    doubled = 2.0 * scale
    squares = slope_w = slope_b = 0.0
    for i in range(count):
        x, y, x_doubled = packed[2 + 3 * i], packed[3 + 3 * i], packed[4 + 3 * i]
        z = w * x + b
        e = np.exp(-abs(z))
        p = 1.0 / (1.0 + e)  # the larger of f and 1 - f, and q the smaller, each to full relative precision
        q = e * p
        # 1 - y is taken first, because f - y would lose the tail where f and y are both almost 1.
        r = (1.0 - y) - q if z >= 0.0 else q - y
        squares += r * r
        slope = r * (p * q)
        slope_w += slope * x_doubled
        slope_b += slope * doubled
    out[0] = scale * squares
    out[1] = slope_w
    out[2] = slope_b


@c_function(SURFACE_SIGNATURE)
def _hessian(out: Doubles, theta: Doubles, data: int) -> None:
    packed = doubles_at(data)
    count, scale = int(packed[0]), packed[1]
    w, b = theta[0], theta[1]
    ww = wb = bb = 0.0
    for i in range(count):
        x, y = packed[2 + 3 * i], packed[3 + 3 * i]
        z = w * x + b
        e = np.exp(-abs(z))
        p = 1.0 / (1.0 + e)
        q = e * p
        positive = z >= 0.0
        r = (1.0 - y) - q if positive else q - y
        slope = p * q
        bend = slope * (q - p) if positive else slope * (p - q)  # f'' = f (1 - f) (1 - 2f)
        curvature = slope * slope + r * bend
        ww += curvature * x * x
        wb += curvature * x
        bb += curvature
    out[0] = 2.0 * scale * ww
    out[1] = 2.0 * scale * wb
    out[2] = 2.0 * scale * bb


@kernel("void(float64[::1], float64[:, ::1], float64[::1], float64[:, ::1])")
def _add_separable_rows(y: Vector, e_w: Matrix, b: Vector, loss: Matrix) -> None:
    """Add the squared residuals to rows of a grid, from e_w[i, column] = e^-(w x_i).

    e^-(wx + b) = e^-wx e^-b leaves no exponential in the inner loop. As in `_value_and_gradient`, the smaller of f and 1 - f is
    computed as itself, or the tail where f and y are both almost 1 would be lost.
    """
    for row in range(b.size):
        e_b = np.exp(-b[row])
        line = loss[row]
        for i in range(y.size):
            factors, target, rest = e_w[i], y[i], 1.0 - y[i]
            for column in range(line.size):
                e = factors[column] * e_b
                f = 1.0 / (1.0 + e)
                r = rest - e * f if e <= 1.0 else f - target
                line[column] += r * r


class NeuronSurface(Sampled):
    """The error surface of the sigmoid neuron on data.

    Args:
        data: pairs (x, y), shape (n, 2), n >= 1, finite.
        loss: "half_sum", "sum" or "mean".
        domain: the part of the plane worth showing; None for one that suits the data.

    Raises:
        ValueError: if the shape is wrong, a number is not finite, or the loss is unknown.
    """

    kind = "neuron"

    def __init__(self, data: NDArray[np.float64], loss: str = "half_sum", domain: Domain | None = None) -> None:
        data = np.array(data, dtype=np.float64)
        if data.ndim != 2 or data.shape[1] != 2 or len(data) == 0:
            raise ValueError("data must be at least one pair [x, y]")
        if not np.isfinite(data).all():
            raise ValueError("data must be finite numbers")
        if loss not in LOSSES:
            raise ValueError(f"loss must be one of {', '.join(LOSSES)}")
        data.setflags(write=False)
        self.data = data
        self.loss = loss
        self._domain = domain
        self.scale = {"half_sum": 0.5, "sum": 1.0, "mean": 1.0 / len(data)}[loss]
        self._packed = _pack(data, self.scale)
        self._function = pointer_to(_value_and_gradient, self._packed.ctypes.data, self._packed)
        self._hessian = pointer_to(_hessian, self._packed.ctypes.data, self._packed)

    @property
    def function(self) -> FunctionPointer:
        """The compiled [L, dL/dw, dL/db]."""
        return self._function

    @property
    def hessian_function(self) -> FunctionPointer:
        """The compiled [d2L/dw2, d2L/dwdb, d2L/db2]."""
        return self._hessian

    @property
    def text(self) -> str:
        """The formula in plain text."""
        factor = {"half_sum": "1/2 ", "sum": "", "mean": "1/n "}[self.loss]
        return f"{factor}sum((f(x_i) - y_i)^2), f(x) = 1/(1 + e^-(w x + b)), n = {len(self.data)}"

    @property
    def latex(self) -> str:
        """LaTeX of the loss."""
        return (
            rf"L(w, b) = {LOSSES[self.loss]} \sum_{{i=1}}^{{n}} \left( f(x_i) - y_i \right)^2, "
            r"\quad f(x) = \frac{1}{1 + e^{-(w x + b)}}"
        )

    @property
    def latex_gradient(self) -> tuple[str, str]:
        """LaTeX of dL/dw and dL/db."""
        factor = {"half_sum": "", "sum": "2 ", "mean": r"\frac{2}{n} "}[self.loss]
        common = rf"{factor}\sum_{{i=1}}^{{n}} \left( f(x_i) - y_i \right) f(x_i) \left( 1 - f(x_i) \right)"
        return rf"{common} \, x_i", common

    @cached_property
    def domain(self) -> Domain:
        """For the lecture's data, w from -8 to 8 and b from -10 to 8.

        For other data the same, moved and scaled with the mean and standard deviation of x, widened where a minimum needs room,
        and cut off at `FARTHEST`.
        """
        return self._domain or _domain(self.data, self.minima)

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The minima: of two points in closed form, w x + b = ln(y / (1 - y)) at both; otherwise found numerically.

        Empty where the loss only falls towards infinity, or along a valley (all x equal).
        """
        return through_two_points(self.data) or search(NeuronSurface(self.data, self.loss, self._domain or _domain(self.data)))

    @property
    def minima_at_hand(self) -> bool:
        """Whether the minima have been searched for, or need no search."""
        return "minima" in self.__dict__ or bool(through_two_points(self.data))

    @cached_property
    def suggested(self) -> Suggested:
        """Where to set out and how; for the lecture's data, the lecture's own walk."""
        return suggest(self)

    @cached_property
    def suggested_rates(self) -> Mapping[str, float]:
        """A learning rate by the id of each optimizer that has one, found by walking from the suggested start."""
        return MappingProxyType(found_rates(self, self.suggested))

    @cached_property
    def suggested_steps(self) -> Mapping[str, float]:
        """A first step by the id of each optimizer that tries one, where its default does not do."""
        return MappingProxyType(found_steps(self, self.suggested))

    @cached_property
    def minima_are(self) -> str:
        """Whether the minima are known in closed form or were found."""
        return "known" if through_two_points(self.data) else "found"

    def grid(self, w: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``loss[row, column] = L(w[column], b[row])``."""
        w, b = np.array(w, dtype=np.float64), np.array(b, dtype=np.float64)
        x, y = self.data[:, 0], self.data[:, 1].copy()
        with np.errstate(over="ignore"):
            reach = max(abs(w), default=0.0) * max(abs(x)) + max(abs(b), default=0.0)
        if not reach <= SEPARABLE_RANGE:
            return super().grid(w, b)
        loss = np.zeros((len(b), len(w)))
        for block in range(0, len(x), BLOCK):
            e_w, targets = np.exp(-np.outer(x[block : block + BLOCK], w)), y[block : block + BLOCK]

            def rows(first: int, last: int, e_w: NDArray[np.float64] = e_w, targets: NDArray[np.float64] = targets) -> None:
                _add_separable_rows(targets, e_w, b[first:last], loss[first:last])

            in_bands(len(b), loss.size * len(targets), rows)
        loss *= self.scale
        return loss


def _pack(data: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    """The count, the loss's scale, and for each point x, y and 2 scale x.

    The last saves a multiplication where it counts: at the end of the chain that one step of a walk has to wait for.
    """
    return np.concatenate(([float(len(data)), scale], np.column_stack((data, 2 * scale * data[:, 0])).ravel()))


def _domain(data: NDArray[np.float64], minima: tuple[Minimum, ...] = ()) -> Domain:
    largest = float(np.abs(data[:, 0]).max()) or 1.0
    x = data[:, 0] / largest  # so that no sum of squares overflows
    mean, spread = float(x.mean()), float(x.std())
    spread = max(spread, 1e-3) if x.min() < x.max() else 1.0
    tilt = mean / spread  # b shifts by this for a unit of w * spread: the valley runs along b = -w * mean
    w_reach, b_reach, b_middle = 8.0 / spread / largest, 6.0 * max(1.0, abs(tilt)), -2.0 / 3.0 * tilt
    low, high = b_middle - b_reach, b_middle + b_reach
    known = through_two_points(data)
    for minimum in known:
        w_reach = max(w_reach, ROOM * abs(minimum.w))
        low, high = min(low, ROOM * minimum.b), max(high, ROOM * minimum.b)
    near = [each for each in minima if abs(each.w) <= NEAR * w_reach and abs(each.b - b_middle) <= NEAR * b_reach]
    for minimum in near if not known else ():
        w_reach = max(w_reach, OVERSHOT * abs(minimum.w))
        beyond = b_middle + OVERSHOT * (minimum.b - b_middle)
        low, high = min(low, beyond), max(high, beyond)
    return Domain(w=(_rounded(-w_reach), _rounded(w_reach)), b=(_rounded(low), _rounded(high)))


def _rounded(bound: float) -> float:
    return float(f"{min(max(bound, -FARTHEST), FARTHEST):.2g}")
