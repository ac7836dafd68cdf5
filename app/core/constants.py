"""The constants in a formula, computed in floating point before SymEngine sees them.

9^9^9 has 369 million digits as a whole number, and log(-1) is complex to SymEngine: here either is a message at once.
"""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.core.formula import Binary, Call, FormulaError, Node


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else math.exp(x) / (1.0 + math.exp(x))


VALUES: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        **{name: getattr(math, name) for name in ("exp", "log", "log10", "log2", "sqrt", "cbrt", "sin", "cos", "tan")},
        **{name: getattr(math, name) for name in ("asin", "acos", "atan", "sinh", "cosh", "tanh")},
        "abs": math.fabs,
        "sign": lambda x: math.copysign(1.0, x) if x else 0.0,
        "sigmoid": _sigmoid,
    }
)

TOO_LARGE = "this constant is too large: numbers go up to 1.8e308"


def checked(node: Node, value: float) -> float:
    """Return the value of a constant node.

    Raises:
        FormulaError: it is beyond the largest double.
    """
    if not math.isfinite(value):
        raise node.span.error(TOO_LARGE)
    return value


def call(node: Call, argument: float) -> float:
    """Return a function of a constant.

    Raises:
        FormulaError: it is no finite real number.
    """
    try:
        return checked(node, VALUES[node.function](argument))
    except OverflowError:
        raise node.span.error(TOO_LARGE) from None
    except ValueError as error:
        if isinstance(error, FormulaError):
            raise
        raise node.span.error(_undefined(node.function)) from None


def binary(node: Binary, left: float, right: float) -> float:
    """Return an operation on constants.

    Raises:
        FormulaError: it is no finite real number.
    """
    match node.operator:
        case "+":
            return checked(node, left + right)
        case "-":
            return checked(node, left - right)
        case "*":
            return checked(node, left * right)
        case "/":
            if right == 0.0:
                raise division_by_zero(node)
            return checked(node, left / right)
        case _:
            return _power(node, left, right)


def division_by_zero(node: Binary) -> FormulaError:
    """The error of a quotient whose divisor is 0."""
    return node.right.span.error("division by zero: this is 0")


def require_positive_base(node: Binary, base: float | None) -> None:
    """Make sure that a power whose exponent varies has a base that allows for it.

    Raises:
        FormulaError: the base is constant and not positive, so that the power is real for whole exponents only, or not smooth.
    """
    if base is not None and base <= 0.0:
        raise node.left.span.error("with an exponent that varies, this constant base must be greater than 0")


def _power(node: Binary, base: float, exponent: float) -> float:
    if base == 0.0 and exponent <= 0.0:
        raise node.span.error("0^0 is not defined" if exponent == 0.0 else "0 to a negative power is a division by zero")
    if base < 0.0 and not exponent.is_integer():
        raise node.span.error("a negative number to a power that is not whole is no real number; cbrt(x) is the cube root")
    try:
        return checked(node, base**exponent)
    except OverflowError:
        raise node.span.error(TOO_LARGE) from None


def _undefined(function: str) -> str:
    if function in ("asin", "acos"):
        return f"{function} takes numbers from -1 to 1 only"
    numbers = "0 and of negative numbers" if function.startswith("log") else "negative numbers"
    return f"{function} of {numbers} is no real number"
