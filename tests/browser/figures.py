"""Numbers and lines as the page draws them, read back and compared with the API's."""

from __future__ import annotations

import math
import re

MINUS = "\u2212"
DIGITS = 3
"""Significant digits of the page's numbers, unless it says otherwise."""


def read(text: str) -> float:
    """The number that a text shows; the page writes a typographic minus sign and sets factors in parentheses."""
    return float(text.strip().removeprefix("(").removesuffix(")").replace(MINUS, "-"))


def rounded(value: float, digits: int = DIGITS) -> float:
    """A number to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def agrees(text: str, value: float, digits: int = DIGITS) -> bool:
    """Whether a text shows a value rounded to so many significant digits, no more and no fewer."""
    shown = read(text)
    if is_tie(value, digits):
        return shown == rounded(shown, digits) and math.isclose(shown, value, rel_tol=10.0 ** (1 - digits))
    return shown == rounded(value, digits)


def is_tie(value: float, digits: int) -> bool:
    """Whether a value lies within rounding error of the middle between two numbers of so many digits."""
    if value == 0.0:
        return False
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)
    return math.isclose(abs(value) / unit % 1.0, 0.5, abs_tol=1e-9)


def decimals(text: str) -> int | None:
    """Decimal places that a text shows; None in scientific notation, which has no fixed number."""
    bare = text.strip().strip("()")
    if "e" in bare:
        return None
    return len(bare.partition(".")[2])


def points_of(path: str) -> list[tuple[float, float]]:
    """The points of a line in SVG."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]
