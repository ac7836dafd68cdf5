"""SymEngine's numbers: exact while they are small, so that a derivative reads 4w/3; beyond that doubles.

0.26 is 13/50. Whole powers could otherwise grow to millions of digits, roots would be taken by factoring, and compiled exponents
wrap round at 2^31.
"""

import math
from typing import Any

EXACT_LIMIT = 2**53
"""The largest numerator and denominator."""

TAME_ARGUMENT = 10**6
"""The largest in a function's argument: sqrt(n) is simplified by factoring n."""

TAME_EXPONENT = 64
LARGEST_EXPONENT = 10_000
"""Of w^n with n exact."""

DECIMALS = 15


def numeral(text: str, value: float) -> Any:
    """Return the number of a canonical numeral."""
    import symengine

    mantissa, _, exponent = text.partition("e")
    whole, _, decimals = mantissa.partition(".")
    power = int(exponent or 0) - len(decimals)
    if len(whole + decimals) > DECIMALS or abs(power) > DECIMALS:
        return folded(value)
    return kept(symengine.Integer(int(whole + decimals)) * symengine.Integer(10) ** power, value)


def folded(value: float) -> Any:
    """Return a value as a double, or as a whole number if it is one that doubles can tell apart."""
    import symengine

    return symengine.Integer(int(value)) if value.is_integer() and abs(value) <= EXACT_LIMIT else symengine.RealDouble(value)


def kept(result: Any, value: float) -> Any:
    """Return an exact result while it is small, else its value."""
    return result if is_tame(result, EXACT_LIMIT) else folded(value)


def is_tame(expression: Any, limit: int) -> bool:
    """Tell whether a constant is exact, and its numerator and denominator within a limit; pi and roots always are."""
    if not expression.is_Number:
        return True
    return bool(expression.is_Rational) and max(_parts(expression)) <= limit


def power(base: Any, exponent: Any, value: float) -> Any:
    """Return a constant to a constant power; `value` is the result in floating point."""
    if not (is_tame(base, TAME_ARGUMENT) and is_tame(exponent, TAME_EXPONENT) and exponent.is_Number):
        return folded(value)
    return kept(base**exponent, value)


def exponent(number: Any, value: float) -> Any:
    """Return the constant exponent of a power whose base is no constant."""
    import symengine

    return number if is_tame(number, LARGEST_EXPONENT) else symengine.RealDouble(value)


def is_finite(number: Any) -> bool:
    """Tell whether a SymEngine number is finite and real."""
    try:
        return math.isfinite(float(number))
    except (RuntimeError, TypeError, ValueError):
        return False


def _parts(rational: Any) -> tuple[int, int]:
    top, bottom = rational.get_num_den()
    return abs(int(top)), int(bottom)
