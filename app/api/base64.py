"""Base64 of an array of numbers, ten times as fast as the standard library's: it was most of an answer's cost."""

from __future__ import annotations

import binascii
from typing import Any

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

# Bit patterns whose exponent is all ones: infinities and NaN (IEEE 754-2019, 3.4).
EXPONENT_F8 = 0x7FF0_0000_0000_0000
EXPONENT_F4 = 0x7F80_0000


@njit(inline="always")
def _character(sextet: np.uint8) -> np.uint8:
    """The alphabet by arithmetic instead of a table, which lets LLVM vectorise the loop (RFC 4648, table 1)."""
    code = np.uint8(sextet + np.uint8(65))
    code = np.uint8(code + (np.uint8(6) if sextet > 25 else np.uint8(0)))
    code = np.uint8(code - (np.uint8(75) if sextet > 51 else np.uint8(0)))
    code = np.uint8(code - (np.uint8(15) if sextet > 61 else np.uint8(0)))
    return np.uint8(code + (np.uint8(3) if sextet > 62 else np.uint8(0)))


Words = NDArray[np.uint64] | NDArray[np.uint32]


def _kernel(bits: Any) -> Any:
    """A compiled `encode(bits, exponent, target) -> finite` for words of one size, kept on disk."""
    return njit(types.boolean(types.Array(bits, 1, "C"), bits, types.Array(types.uint8, 1, "C")), nogil=True, cache=True)(
        _encode_groups
    )


def _encode_groups(words: Words, exponent: int, target: NDArray[np.uint8]) -> bool:
    """Write every whole group of three bytes as four characters; tell whether all numbers are finite."""
    special = False
    for index in range(words.size):
        special |= (words[index] & exponent) == exponent
    source = words.view(np.uint8)
    for group in range(np.uint64(source.size // 3)):
        a = source[3 * group]
        b = source[3 * group + 1]
        c = source[3 * group + 2]
        target[4 * group] = _character(np.uint8(a >> 2))
        target[4 * group + 1] = _character(np.uint8(((a & np.uint8(3)) << 4) | (b >> 4)))
        target[4 * group + 2] = _character(np.uint8(((b & np.uint8(15)) << 2) | (c >> 6)))
        target[4 * group + 3] = _character(np.uint8(c & np.uint8(63)))
    return not special


_ENCODE_F8 = _kernel(types.uint64)
_ENCODE_F4 = _kernel(types.uint32)


def encode(numbers: NDArray[np.floating[Any]], before: bytes = b"", after: bytes = b"") -> tuple[bytes, bool]:
    """Base64, with padding, of the numbers' bytes in C order (RFC 4648, section 4).

    Args:
        numbers: float64 or float32, little-endian, any shape; copied only when it is not contiguous.
        before: put in front of the characters, since copying them once more would cost a tenth of the whole.
        after: put behind them.

    Returns:
        The characters, and whether all numbers are finite.
    """
    flat = np.ascontiguousarray(numbers).reshape(-1)
    whole, rest = divmod(flat.nbytes, 3)
    target = np.empty(4 * whole, np.uint8)
    if flat.itemsize == 8:
        finite = _ENCODE_F8(flat.view(np.uint64), EXPONENT_F8, target)
    else:
        finite = _ENCODE_F4(flat.view(np.uint32), EXPONENT_F4, target)
    tail = binascii.b2a_base64(flat.view(np.uint8)[-rest:].data, newline=False) if rest else b""
    return b"".join((before, target.data, tail, after)), finite
