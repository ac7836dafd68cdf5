"""An evaluator in 80 digits that shares no code with the one under test: it walks the formula's tree with mpmath."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from app.core.formula import Binary, Call, Name, Negative, Node, Number
from app.core.grammar import parse

DIGITS = 80
TAIL_DIGITS = 800
"""What 1 - tanh(800) takes."""

STEP = mpmath.mpf(10) ** -20
"""A central difference's error is of the order of its square: 40 digits remain."""

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    **{name: getattr(mpmath, name) for name in ("exp", "log", "log10", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan")},
    **{name: getattr(mpmath, name) for name in ("sinh", "cosh", "tanh", "sign")},
    "abs": mpmath.fabs,
    "log2": lambda x: mpmath.log(x, 2),
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(mpmath.fabs(x)),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}

Function = Callable[[Any, Any], Any]
Touch = Callable[[Any], Any]


def of_formula(text: str) -> Function:
    """The function of (w, b) that a formula means, in 80 digits."""
    return of_tree(parse(text))


def of_tree(tree: Node, touch: Touch = lambda value: value) -> Function:
    """The function of (w, b) that a tree means; `touch` may change the result of every operation as it comes up."""
    return lambda w, b: _value(tree, {"w": w, "b": b, "pi": mpmath.pi, "e": mpmath.e}, touch)


def of_neuron(data: NDArray[np.float64], factor: float) -> Function:
    """The loss of the sigmoid neuron, factor * sum (f(x) - y)^2, in 80 digits."""

    def loss(w: Any, b: Any) -> Any:
        return factor * sum((1 / (1 + mpmath.exp(-(w * x + b))) - y) ** 2 for x, y in data.tolist())

    return loss


def gradient(function: Function, point: tuple[float, float]) -> NDArray[np.float64]:
    """The gradient by central differences, shape (2,)."""
    with mpmath.workdps(DIGITS):
        w, b, h = mpmath.mpf(point[0]), mpmath.mpf(point[1]), STEP
        dw = (function(w + h, b) - function(w - h, b)) / (2 * h)
        db = (function(w, b + h) - function(w, b - h)) / (2 * h)
        return np.array([float(dw), float(db)])


def hessian(function: Function, point: tuple[float, float]) -> NDArray[np.float64]:
    """The Hessian by central differences, shape (2, 2)."""
    with mpmath.workdps(DIGITS):
        w, b, h = mpmath.mpf(point[0]), mpmath.mpf(point[1]), STEP
        centre = function(w, b)
        ww = (function(w + h, b) - 2 * centre + function(w - h, b)) / h**2
        bb = (function(w, b + h) - 2 * centre + function(w, b - h)) / h**2
        corners = function(w + h, b + h) - function(w + h, b - h) - function(w - h, b + h) + function(w - h, b - h)
        wb = corners / (4 * h**2)
        return np.array([[float(ww), float(wb)], [float(wb), float(bb)]])


def slopes(function: Function, w: float) -> tuple[float, float]:
    """The first and second derivative by w at b = 0, to full relative precision however small."""
    with mpmath.workdps(2 * TAIL_DIGITS):
        x, h = mpmath.mpf(w), mpmath.mpf(10) ** -(TAIL_DIGITS // 2)
        low, centre, high = function(x - h, 0), function(x, 0), function(x + h, 0)
        return float((high - low) / (2 * h)), float((high - 2 * centre + low) / h**2)


def value(function: Function, point: tuple[float, float]) -> float:
    """The function's value."""
    with mpmath.workdps(DIGITS):
        return float(function(mpmath.mpf(point[0]), mpmath.mpf(point[1])))


def _value(node: Node, names: dict[str, Any], touch: Touch) -> Any:
    match node:
        case Number(text):
            return mpmath.mpf(text)
        case Name(text):
            return +names[text]
        case Negative(operand):
            return -_value(operand, names, touch)
        case Call(function, argument):
            return touch(FUNCTIONS[function](_value(argument, names, touch)))
        case Binary(operator, left, right):
            a, b = _value(left, names, touch), _value(right, names, touch)
            return touch(_operation(operator, a, b))


def _operation(operator: str, a: Any, b: Any) -> Any:
    if operator == "^":
        return a ** (int(b) if b == int(b) else b)
    return {"+": a + b, "-": a - b, "*": a * b}[operator] if operator != "/" else a / b
