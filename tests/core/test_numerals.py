"""Numbers as a person would write them."""

import pytest

from app.core.numerals import numeral


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.25, "-0.25"),
        (1e-6, "1e-6"),
        (-2.5e-10, "-2.5e-10"),
        (1e-4, "0.0001"),
        (100.0, "100"),
        (10_000, "10,000"),
        (1e6, "1,000,000"),
        (500_000_000, "500,000,000"),
        (2**53 - 1, "9,007,199,254,740,991"),
        (1e300, "1e300"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_a_number_is_written_plainly(value: float, text: str) -> None:
    assert numeral(value) == text


def test_fewer_digits_are_rounded() -> None:
    assert numeral(-2.903534, 3) == "-2.9"
