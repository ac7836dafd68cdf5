"""From arrays to an answer's bytes, in the plain or the compact form.

Plain JSON holds lists of numbers in the shortest form that reads back to the same float64; what is not finite is null.
The compact form (`Accept: application/vnd.walk-downhill+json`) is the same JSON with every array replaced by
`{"dtype": "f8", "shape": [n, 2], "base64": "..."}`: little-endian IEEE 754, C order; what is not finite is NaN.
Measured for 3 x 1001 points: plain 0.9 ms, base64 by `binascii` 0.45 ms, by `pybase64` 0.03 ms; one blob for all arrays instead
of one each saves 0.02 ms and costs the reader offsets, so it was not taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
import pybase64
from numpy.typing import NDArray
from starlette.requests import Request
from starlette.responses import Response

from app.core.abi import Vector, kernel

PLAIN = "application/json"
COMPACT = "application/vnd.walk-downhill+json"

REFUSED = re.compile(r"q=0(\.0{0,3})?")

DOUBLE, SINGLE = np.dtype("<f8"), np.dtype("<f4")

Floats = NDArray[np.floating[Any] | np.integer[Any]]
"""Numbers; integers are written as such in plain JSON, and as doubles in the compact form."""

Encode = Callable[[Floats, str], orjson.Fragment]
"""Writes one array as JSON; the second argument is the compact form's type, `f8` or `f4`."""


def plain(array: Floats, dtype: str = "f8") -> orjson.Fragment:
    """An array as nested lists; always at full precision, whatever `dtype` says for the compact form."""
    return orjson.Fragment(orjson.dumps(np.ascontiguousarray(array), option=orjson.OPT_SERIALIZE_NUMPY))


def compact(array: Floats, dtype: str = "f8") -> orjson.Fragment:
    """An array as type, shape and base64 of its bytes.

    Args:
        array: any shape.
        dtype: `f8` for numbers that are printed, `f4` for numbers that are only drawn; what `f4` cannot hold is NaN.
    """
    flat = np.ascontiguousarray(array, dtype=DOUBLE).reshape(-1)
    if not _all_finite(flat):
        flat = np.where(np.isfinite(flat), flat, np.nan)
    if dtype == "f4":
        with np.errstate(over="ignore"):
            flat = flat.astype(SINGLE)
        flat[np.isinf(flat)] = np.nan
    return orjson.Fragment(b"".join((_opening(dtype, array.shape), pybase64.b64encode(flat.data), b'"}')))


@kernel("boolean(float64[::1])")
def _all_finite(values: Vector) -> bool:
    """Tell whether all are, without NumPy's array of answers: a sixth of the time."""
    others = 0
    for i in range(values.size):
        others += not np.isfinite(values[i])
    return others == 0


@lru_cache(maxsize=256)
def _opening(dtype: str, shape: tuple[int, ...]) -> bytes:
    return f'{{"dtype":"{dtype}","shape":[{",".join(map(str, shape))}],"base64":"'.encode()


@dataclass(frozen=True, slots=True)
class Form:
    """How an answer is written.

    Attributes:
        media_type: value of the Content-Type header.
        encode: writes one array.
    """

    media_type: str
    encode: Encode

    def respond(self, content: Mapping[str, Any]) -> Response:
        """An answer with this content, whose big arrays are encoded already; what is not finite becomes null."""
        body = orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY)
        return Response(body, headers=VARY, media_type=self.media_type)


VARY = {"vary": "Accept"}
PLAIN_FORM = Form(PLAIN, plain)
COMPACT_FORM = Form(COMPACT, compact)


def form_of(request: Request) -> Form:
    """The form that the client asked for in its Accept header; plain unless it names the compact one."""
    return COMPACT_FORM if takes_compact(request.headers.get("accept", "")) else PLAIN_FORM


@lru_cache(maxsize=256)
def takes_compact(accept: str) -> bool:
    """Whether an Accept header names the compact form and does not refuse it by a quality of 0 (RFC 9110, 12.5.1)."""
    for part in accept.lower().split(","):
        media_type, *parameters = (each.strip() for each in part.split(";"))
        if media_type == COMPACT:
            return not any(REFUSED.fullmatch(each) for each in parameters)
    return False
