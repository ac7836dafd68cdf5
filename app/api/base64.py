"""Base64 of an array's bytes, ten times as fast as the standard library's: it is most of an answer's cost."""

from __future__ import annotations

import binascii

import numpy as np
from numba import njit, types
from numpy.typing import NDArray

GROUP = 3  # bytes that become four characters
BELOW_IS_SLOWER = 600  # bytes; for fewer the call costs more than it saves


@njit(inline="always")
def _character(sextet: np.uint8) -> np.uint8:
    """The alphabet by arithmetic instead of a table, which lets LLVM vectorise the loop (RFC 4648, table 1)."""
    code = np.uint8(sextet + np.uint8(65))
    code = np.uint8(code + (np.uint8(6) if sextet > 25 else np.uint8(0)))
    code = np.uint8(code - (np.uint8(75) if sextet > 51 else np.uint8(0)))
    code = np.uint8(code - (np.uint8(15) if sextet > 61 else np.uint8(0)))
    return np.uint8(code + (np.uint8(3) if sextet > 62 else np.uint8(0)))


@njit(
    types.void(types.Array(types.uint8, 1, "C", readonly=True), types.Array(types.uint8, 1, "C")),
    nogil=True,
    cache=True,
)
def _encode_groups(source: NDArray[np.uint8], target: NDArray[np.uint8]) -> None:
    for group in range(np.uint64(source.size // 3)):
        a = source[3 * group]
        b = source[3 * group + 1]
        c = source[3 * group + 2]
        target[4 * group] = _character(np.uint8(a >> 2))
        target[4 * group + 1] = _character(np.uint8(((a & np.uint8(3)) << 4) | (b >> 4)))
        target[4 * group + 2] = _character(np.uint8(((b & np.uint8(15)) << 2) | (c >> 6)))
        target[4 * group + 3] = _character(np.uint8(c & np.uint8(63)))


def encode(array: NDArray[np.generic]) -> bytes:
    """Base64, with padding, of an array's bytes in C order (RFC 4648, section 4).

    Args:
        array: any shape and type; it is copied only when it is not contiguous.
    """
    source = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
    if source.size < BELOW_IS_SLOWER:
        return binascii.b2a_base64(source.data, newline=False)
    whole = source.size - source.size % GROUP
    target = np.empty(whole // 3 * 4, np.uint8)
    _encode_groups(source[:whole], target)
    return target.tobytes() + binascii.b2a_base64(source[whole:].data, newline=False)
