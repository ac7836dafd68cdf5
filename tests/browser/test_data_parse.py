"""From pasted text to points: the pure modules under static/js/data, asked in the browser that runs them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.core.neuron import NeuronSurface
from tests.browser.conftest import Visit

PARSE = """async ([text, chosen, points, value]) => {
  const page = document.querySelector('script[type=module]').src;
  const {parse} = await import(page.replace('explorer.js', 'data/parse.js'));
  return parse(text, {data_points: {maximum: points}, data_value: {maximum: value}}, chosen);
}"""
DECODE = """async bytes => {
  const page = document.querySelector('script[type=module]').src;
  const {decoded} = await import(page.replace('explorer.js', 'data/decode.js'));
  return decoded(new Uint8Array(bytes).buffer);
}"""
LECTURE = [[0.5, 0.2], [2.5, 0.9]]


class Parser:
    """The page's parser, with limits of its own."""

    def __init__(self, visit: Visit) -> None:
        self.page = visit().page

    def __call__(self, text: str, chosen: list[int] | None = None, *, points: int = 10_000, value: float = 1e6) -> dict[str, Any]:
        parsed: dict[str, Any] = self.page.evaluate(PARSE, [text, chosen, points, value])
        return parsed


@pytest.fixture
def parse(visit: Visit) -> Parser:
    return Parser(visit)


GOOD = {
    "commas": "0.5,0.2\n2.5,0.9",
    "a header": "x,y\n0.5,0.2\n2.5,0.9\n",
    "semicolons and decimal commas": "x;y\r\n0,5;0,2\r\n2,5;0,9\r\n",
    "tabs": "0.5\t0.2\n2.5\t0.9",
    "tabs and decimal commas": "0,5\t0,2\n2,5\t0,9",
    "spaces": "  0.5   0.2\n2.5 0.9  ",
    "spaces and decimal commas": "0,5 0,2\n2,5 0,9",
    "a byte order mark": "\ufeffx,y\n0.5,0.2\n2.5,0.9",
    "old line ends": "0.5,0.2\r2.5,0.9\r",
    "comments and blank lines": "# measured on Monday\n\n0.5,0.2\n   \n# and on Tuesday\n2.5,0.9\n",
    "quotation marks": '"x","y"\n"0.5","0.2"\n"2.5","0.9"',
    "quoted decimal commas": '"0,5","0,2"\n"2,5","0,9"',
    "exponents and signs": "+5e-1,.2\n2.5E0,9e-1",
    "a separator at the end": "0.5;0.2;\n2.5;0.9;",
    "y before x": "y,x\n0.2,0.5\n0.9,2.5",
    "y before x, with units": "Y (cm);X [hours]\n0.2;0.5\n0.9;2.5",
    "y before another name": "y,hours\n0.2,0.5\n0.9,2.5",
    "x after another name": "passed,x\n0.2,0.5\n0.9,2.5",
    "y before x, and a separator at the end": "y;x;\n0.2;0.5;\n0.9;2.5;",
    "y before x, separated otherwise": "y, x\n0,2;0,5\n0,9;2,5",
    "names with numbers": "week 1,week 2\n0.5,0.2\n2.5,0.9",
}


def test_good_tables_give_their_points_in_their_order(parse: Parser) -> None:
    for name, text in GOOD.items():
        result = parse(text)
        assert (result["points"], result["mistakes"], result["refusal"]) == (LECTURE, [], None), name
    assert parse("\u22121; 2\n3; -4")["points"] == [[-1, 2], [3, -4]]
    assert parse("2,1\n1,1\n2,1\n")["points"] == [[2, 1], [1, 1], [2, 1]], "repeated and unordered points stay as they are"


def test_what_was_taken_to_be_what_is_told(parse: Parser) -> None:
    told = " ".join(parse("# note\nhours;passed\n0,5;0,2\n2,5;0,9")["told"])
    for part in ("semicolons", "Line 2 is taken as the header: hours, passed", "decimal commas", "1 comment line left out"):
        assert part in told
    assert "header" not in " ".join(parse("0.5,0.2")["told"])
    assert "x is column 2 and y is column 1, as the header says." in parse("y,x\n0.2,0.5")["told"]
    assert "column" not in " ".join(parse("x,y\n0.5,0.2")["told"][1:])


def test_lines_that_are_not_points_are_named(parse: Parser) -> None:
    result = parse('x,y\n1,2\nabc,3\n\n4,5,6\n7,\n2e9,1\nNaN,1\n0x10,1\n"3,4\n5,6\n<b>,1')
    assert result["points"] == [[1, 2], [5, 6]]
    assert result["mistakes"] == [
        "line 3: ‘abc’ is not a number",
        "line 5 has 3 values, not 2",
        "line 6: there is no y",
        "line 7: 2e9 is farther from 0 than 1,000,000",
        "line 8: ‘NaN’ is not a number",
        "line 9: ‘0x10’ is not a number",
        "line 10: a quotation mark is not closed",
        "line 12: ‘<b>’ is not a number",
    ]


NUMBERS_FIRST: dict[str, tuple[str, list[list[float]], str]] = {
    "commas, then semicolons": ("1,0.2\n2;0.9", [[2, 0.9]], "line 1 is separated by commas, not by semicolons"),
    "spaces, then commas": ("1 0.2\n2,0.9\n3,1", [[2, 0.9], [3, 1]], "line 1 is separated by spaces, not by commas"),
    "semicolons and decimal commas": (
        "0,5 0,2\n1;0,3\n2,5;0,9",
        [[1, 0.3], [2.5, 0.9]],
        "line 1 is separated by spaces, not by semicolons",
    ),
    "one number": ("1,2\n2;0,9", [[2, 0.9]], "line 1 has 1 value, not 2"),
    "thousands set apart": ("1 000;0.2\n2;0.9", [[2, 0.9]], "line 1: ‘1 000’ is not a number"),
    "a unit": ("5%;20%\n2;0.9", [[2, 0.9]], "line 1: ‘5%’ is not a number"),
    "missing values": ("NaN,n/a\n2,0.9", [[2, 0.9]], "line 1: ‘NaN’ is not a number"),
}


def test_a_line_of_numbers_is_never_a_header(parse: Parser) -> None:
    for name, (text, points, mistake) in NUMBERS_FIRST.items():
        result = parse(text)
        assert (result["points"], result["mistakes"], result["refusal"]) == (points, [mistake], None), name
        assert "header" not in " ".join(result["told"]), name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no points here"),
        ("\n# nothing\n \n", "no points here"),
        ("x,y\n", "no line follows it"),
        ("1\n2\n3", "one value only"),
        ("1,5,2,5\n3,5,4,5", "more than one way"),
        ("1,5,2", "more than one way"),
        ("1,234;5,678", "may be 1.234 or 1234"),
        ("0,5;1\n1;0.5", "Line 1 has a decimal comma (0,5), line 2 a decimal point (0.5)"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_with_a_reason(parse: Parser, text: str, reason: str) -> None:
    result = parse(text)
    assert reason in result["refusal"]
    assert result["points"] == []


def test_one_clear_decimal_comma_settles_the_others(parse: Parser) -> None:
    assert parse("1,234;0,5")["points"] == [[1.234, 0.5]]
    assert parse("1,234,567;2")["mistakes"] == ["line 1: ‘1,234,567’ is not a number"]


def test_of_more_columns_two_are_chosen_or_named(parse: Parser) -> None:
    asked = parse("day;hours;passed\n1;0.5;0.2\n2;2.5;0.9")
    assert (asked["columns"], asked["points"]) == (["day", "hours", "passed"], [])
    assert parse("day;hours;passed\n1;0.5;0.2\n2;2.5;0.9", [1, 2])["points"] == LECTURE
    assert parse("Y,id,X\n0.2,1,0.5\n0.9,2,2.5")["points"] == LECTURE
    assert parse("x (km),x (miles),y\n1,2,0.5")["points"] == [], "either of two columns may be x"
    assert parse("1 2 3\n4 5 6")["columns"] == ["column 1", "column 2", "column 3"]


def test_too_many_points_are_refused_whole(parse: Parser) -> None:
    assert len(parse("1,2\n" * 5, points=5)["points"]) == 5
    result = parse("1,2\n" * 6, points=5)
    assert result["points"] == []
    assert "6 points" in result["refusal"]


def test_files_are_decoded_by_their_mark(visit: Visit) -> None:
    page = visit().page
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert page.evaluate(DECODE, list("1\t−2\n".encode(encoding))) == "1\t−2\n"


SCALING = """async points => {
  const page = document.querySelector('script[type=module]').src;
  const [{remarks_on, condition_of}, {is_stretched, standardised, stretch_of}] = await Promise.all(
    ['data/remarks.js', 'data/scaling.js'].map(name => import(page.replace('explorer.js', name))));
  return {remarks: remarks_on(points), stretched: is_stretched(points), condition: condition_of(points), why: stretch_of(points),
    made: standardised(points)};
}"""

STRETCHES: dict[str, tuple[list[float], str | None]] = {
    "years": ([1990, 2005, 2020], "so far from 0"),
    "incomes": ([20_000, 50_000, 90_000], "so far from 0"),
    "both sides": ([-1000, 0, 1000], "so far from 0"),
    "close together": ([100, 100.5, 101], "varies so little"),
    "tiny": ([-0.001, 0, 0.002], "so close to 0"),
    "ordinary": ([1, 5, 10], None),
    "temperatures": ([-20, 8, 35], None),
}


@pytest.mark.parametrize("name", STRETCHES)
def test_a_remark_says_why_the_valley_is_narrow(visit: Visit, name: str) -> None:
    x, why = STRETCHES[name]
    points = [[each, 0.3] for each in x]
    told = visit().page.evaluate(SCALING, points)
    hessian = NeuronSurface(np.array(points)).hessian(np.zeros((1, 2)))[0]
    assert told["condition"] == pytest.approx(np.linalg.cond(hessian), rel=1e-4)
    assert told["stretched"] == (why is not None)
    assert len(told["remarks"]) == (0 if why is None else 1)
    assert why is None or why in told["why"]
    made = np.array(told["made"]["points"])
    assert made[:, 1].tolist() == [0.3] * 3
    assert made[:, 0].mean() == pytest.approx(0, abs=0.01)
    assert made[:, 0].std() == pytest.approx(1, abs=0.01)
    mean, deviation = told["made"]["mean"], told["made"]["deviation"]
    assert made[:, 0] == pytest.approx((np.array(x) - mean) / deviation, rel=1e-5, abs=1e-9)
