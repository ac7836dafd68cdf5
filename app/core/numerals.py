"""How numbers are written in messages and sentences."""


def numeral(value: float, digits: int = 12) -> str:
    """Return a number as a person would write it: an int in full, a float to so many significant digits: 10,000, 0.25, 1e-6."""
    if isinstance(value, int):
        return f"{value:,}"
    mantissa, _, exponent = f"{value:,.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
