"""Numbers written as JSON, as lists and as base64, are the numbers."""

from __future__ import annotations

import base64 as standard
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from app.api.encoding import COMPACT, COMPACT_FORM, PLAIN_FORM, compact, plain, takes_compact

HARD = [0.0, -0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1 / 3, -1e22, 123456789.125]


def loaded(fragment: orjson.Fragment) -> Any:
    return orjson.loads(orjson.dumps(fragment))


def decoded(content: dict[str, Any]) -> NDArray[np.floating[Any]]:
    return np.frombuffer(standard.b64decode(content["base64"], validate=True), f"<{content['dtype']}").reshape(content["shape"])


@settings(derandomize=True, deadline=None, database=None)
@given(numbers=arrays.arrays(np.float64, st.integers(0, 70), elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_compact_is_the_standard_librarys_base64(numbers: NDArray[np.float64]) -> None:
    assert loaded(compact(numbers))["base64"].encode() == standard.b64encode(numbers.tobytes())


def test_a_strided_array_is_written_in_its_own_order() -> None:
    table = np.arange(24.0).reshape(4, 6)
    for view in (table.T, table[::2, ::-1], table[:, 1]):
        np.testing.assert_array_equal(decoded(loaded(compact(view))), view)
        assert loaded(plain(view)) == view.tolist()


def test_plain_numbers_read_back_to_the_same_bits() -> None:
    read = np.array(loaded(plain(np.array(HARD))))
    assert read.tobytes() == np.array(HARD).tobytes()


def test_compact_numbers_are_the_same_bits() -> None:
    content = loaded(compact(np.array(HARD)))
    assert (content["dtype"], content["shape"]) == ("f8", [len(HARD)])
    assert decoded(content).tobytes() == np.array(HARD).tobytes()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 3, 8])
def test_what_is_not_finite_is_null_or_nan(bad: float, place: int) -> None:
    numbers = np.arange(9.0)
    numbers[place] = bad
    assert loaded(plain(numbers)) == [None if index == place else index for index in range(9)]
    np.testing.assert_array_equal(np.isnan(decoded(loaded(compact(numbers)))), np.arange(9) == place)
    np.testing.assert_array_equal(np.isnan(decoded(loaded(compact(numbers, "f4")))), np.arange(9) == place)


def test_single_precision_rounds_and_what_it_cannot_hold_is_nan() -> None:
    numbers = decoded(loaded(compact(np.array([0.1, 1e39, -1e300]), "f4")))
    assert numbers.dtype == np.float32
    assert numbers[0] == np.float32(0.1)
    assert np.isnan(numbers[1:]).all()


def test_scalars_that_are_not_finite_are_null() -> None:
    content = {"a": float("nan"), "b": np.float64("inf"), "c": 0.1}
    assert orjson.loads(PLAIN_FORM.respond(content).body) == {"a": None, "b": None, "c": 0.1}


def test_an_answer_says_what_form_it_is_in() -> None:
    assert PLAIN_FORM.respond({}).headers["content-type"] == "application/json"
    assert COMPACT_FORM.respond({}).headers["content-type"] == "application/vnd.walk-downhill+json"
    assert COMPACT_FORM.respond({}).headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (COMPACT, True),
        (COMPACT.upper(), True),
        (f"application/json, {COMPACT};q=0.5", True),
        (f"text/html , {COMPACT} ; q=1", True),
        (f"{COMPACT};q=0", False),
        (f"{COMPACT};q=0.000, */*", False),
        (f"{COMPACT}x", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_the_compact_form_is_for_those_who_name_it(accept: str, expected: bool) -> None:
    assert takes_compact(accept) is expected
