"""An evaluator in 50 digits that shares no code with the one under test: it walks the formula's tree with mpmath."""

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from app.core.formula import Binary, Call, Name, Negative, Node, Number, parse

DIGITS = 50
STEP = mpmath.mpf(10) ** -12
"""A central difference's error is of the order of its square: 24 digits remain."""

Function = Callable[[Any, Any], Any]


def of_formula(text: str) -> Function:
    """The function of (w, b) that a formula means, in 50 digits."""
    tree = parse(text)
    return lambda w, b: _value(tree, {"w": w, "b": b, "pi": mpmath.pi, "e": mpmath.e})


def of_neuron(data: NDArray[np.float64], factor: float) -> Function:
    """The loss of the sigmoid neuron, factor * sum (f(x) - y)^2, in 50 digits."""

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


def value(function: Function, point: tuple[float, float]) -> float:
    """The function's value."""
    with mpmath.workdps(DIGITS):
        return float(function(mpmath.mpf(point[0]), mpmath.mpf(point[1])))


def _value(node: Node, names: dict[str, Any]) -> Any:
    match node:
        case Number(text):
            return mpmath.mpf(text)
        case Name(text):
            return +names[text]
        case Negative(operand):
            return -_value(operand, names)
        case Call(function, argument):
            return getattr(mpmath, function)(_value(argument, names))
        case Binary(operator, left, right):
            a, b = _value(left, names), _value(right, names)
            if operator == "^":
                return a ** (int(b) if b == int(b) else b)
            return {"+": a + b, "-": a - b, "*": a * b}[operator] if operator != "/" else a / b
