"""The pieces of a formula's text, made plain before the grammar sees them.

Names are told apart (a run such as `wb` is a product), a bar opens or closes an absolute value, superscripts are powers, and
brackets are matched, so that every mistake of that kind is told where it is, in words of its own.
"""

import re
import unicodedata
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.formula import CONSTANTS, FUNCTIONS, VARIABLES, Span
from app.core.names import pieces

if TYPE_CHECKING:
    from lark import Token

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ʷᵇ", "0123456789+-()wb")
RAISED = re.compile(r"\d+|\D")
RAISED_TYPES = MappingProxyType({"+": "_PLUS", "-": "MINUS", "(": "LPAR", ")": "RPAR", "w": "VARIABLE", "b": "VARIABLE"})
"""What the characters of a superscript are; others are numbers."""

OPERAND_ENDS = frozenset({"NUMBER", "FRACTION", "VARIABLE", "CONSTANT", "RPAR", "CLOSE_BAR"})
OPENINGS = MappingProxyType({"LPAR": "bracket", "OPEN_BAR": "bar"})
CLOSINGS = MappingProxyType({"RPAR": "LPAR", "CLOSE_BAR": "OPEN_BAR"})
PARTNER = MappingProxyType({"LPAR": "bar", "OPEN_BAR": "bracket"})
PARTNERS = MappingProxyType({")": "(", "]": "[", "}": "{"})

ARGUMENT_STARTS = frozenset({"LPAR", "OPEN_BAR", "NUMBER", "VARIABLE", "CONSTANT", "_POWER"})

LOG_OF_NUMBER = "write log10(w) for the decimal logarithm, log2(w) for the binary one, log(10w) for the natural one of 10w"
TWICE_RAISED = "put what is raised in brackets, as in (w^2)^3"
ROOTS = "write a root as a power, as in w^(1/4)"
POWER_OF_EXP = "e^w is written as e^w or exp(w), and a power of it behind, as in exp(w)^2"
NO_INDEX = "w and b have no index; write * before a square bracket that is a factor"


def span_of(token: "Token") -> Span:
    """Where a token stands in the text."""
    start, end = token.start_pos or 0, token.end_pos or 0
    return Span(start, end)


def _across(first: "Token", last: "Token") -> Span:
    return Span(span_of(first).start, span_of(last).end)


class Tokens:
    """From lark's tokens to the grammar's: what lark calls a postlexer."""

    always_accept = ("NAME", "BAR", "SUPERSCRIPT", "ROOT")
    """What lark must go on looking for, although the grammar does not name it."""

    def process(self, stream: "Iterator[Token]") -> "Iterator[Token]":
        """Yield the tokens that the grammar is written in.

        Raises:
            FormulaError: an unknown name, a function of nothing, a bracket or bar without its partner.
        """
        open_ones: list[Token] = []
        last: Token | None = None
        last_raw: Token | None = None
        for raw in stream:
            _require_clear(last_raw, raw)
            for token in _plain(raw, last, open_ones):
                _require_argument(last, token)
                _match(token, open_ones)
                last = token
                yield token
            last_raw = raw
        _require_argument(last, None)
        if open_ones:
            kind = OPENINGS[open_ones[-1].type]
            advice = "" if kind == "bracket" else "; write abs(...) for one absolute value inside another"
            raise span_of(open_ones[-1]).error(f"this {kind} is never closed{advice}")


def _plain(raw: "Token", last: "Token | None", open_ones: "list[Token]") -> "Iterator[Token]":
    """The grammar's tokens for one of lark's."""
    match raw.type:
        case "NAME":
            yield from _names(raw, _is_operand(last))
        case "BAR":
            yield raw.update(type=_bar(str(raw), last, open_ones))
        case "SUPERSCRIPT":
            yield from _raised(raw)
        case "FRACTION":
            yield raw.update(value=_vulgar(str(raw)))
        case "ROOT":
            if re.sub(r"\s", "", str(raw)) != r"\sqrt[3]":
                raise span_of(raw).error(ROOTS)
            yield raw.update(type="FUNCTION", value="cbrt")
        case _:
            yield raw


def _vulgar(text: str) -> str:
    r"""The numbers of ½, and of `\frac12`."""
    if text.startswith("\\"):
        return "⁄".join(re.findall(r"\d", text))
    return unicodedata.normalize("NFKC", text)


def _is_operand(last: "Token | None") -> bool:
    """Whether an operand ends there."""
    return last is not None and last.type in OPERAND_ENDS


def _bar(text: str, last: "Token | None", open_ones: "list[Token]") -> str:
    """Whether a bar opens or closes; LaTeX may say so."""
    if text.startswith(("\\l", "\\r")):
        return "OPEN_BAR" if text.startswith("\\l") else "CLOSE_BAR"
    closes = _is_operand(last) and bool(open_ones) and open_ones[-1].type == "OPEN_BAR"
    return "CLOSE_BAR" if closes else "OPEN_BAR"


def _raised(raw: "Token") -> "Iterator[Token]":
    """A power whose exponent is written as a superscript, and is raised as a whole."""
    parts = list(RAISED.finditer(str(raw).translate(SUPERSCRIPTS)))
    start, end = span_of(raw).start, span_of(raw).end
    plain = len(parts) == 1 or (len(parts) == 2 and parts[0][0] in "+-")
    yield raw.update(type="_POWER")
    if not plain:
        yield _moved(raw, "LPAR", "(", start, start)
    for part in parts:
        yield _moved(raw, RAISED_TYPES.get(part[0], "NUMBER"), part[0], start + part.start(), start + part.end())
    if not plain:
        yield _moved(raw, "RPAR", ")", end, end)


def _names(raw: "Token", after_operand: bool) -> "Iterator[Token]":
    """The variables, constants and functions that a run of letters means."""
    try:
        found = pieces(str(raw), after_operand)
    except LookupError as error:
        raise span_of(raw).error(str(error)) from None
    start = raw.start_pos or 0
    for name, first, last in found:
        kind = "FUNCTION" if name in FUNCTIONS else "CONSTANT" if name in CONSTANTS else "VARIABLE"
        yield _moved(raw, kind, name, start + first, start + last)


def _moved(raw: "Token", kind: str, value: str, start_pos: int, end_pos: int) -> "Token":
    token = raw.update(type=kind, value=value)
    token.start_pos, token.end_pos = start_pos, end_pos
    return token


def _require_clear(last: "Token | None", raw: "Token") -> None:
    """Make sure that it is clear what a number belongs to, and what is raised.

    Raises:
        FormulaError: `log 10(w)` is the decimal logarithm of w to one and the natural one of 10 w to another, and so on.
    """
    if last is None:
        return
    if raw.type == "NUMBER" and raw in ("2", "10") and last.type == "NAME" and last.lower().endswith("log"):
        raise _across(last, raw).error(LOG_OF_NUMBER)
    if raw.type == "LPAR" and raw[-1] == "[" and last.type == "NAME" and last.lower().endswith(VARIABLES):
        raise span_of(raw).error(NO_INDEX)
    if last.type == "SUPERSCRIPT" and raw.type in ("SUPERSCRIPT", "_POWER"):
        raise span_of(raw).error(TWICE_RAISED)


def _require_argument(last: "Token | None", following: "Token | None") -> None:
    """Make sure that a function is taken of something.

    Raises:
        FormulaError: it is not.
    """
    if last is None or last.type != "FUNCTION":
        return
    kind = following.type if following is not None else ""
    if kind == "_POWER" and last == "exp":
        raise span_of(last).error(POWER_OF_EXP)
    if kind not in ARGUMENT_STARTS:
        raise span_of(last).error(f"write what {last} is taken of in brackets, as in {last}(w)")


def _match(token: "Token", open_ones: "list[Token]") -> None:
    """Keep the brackets and bars that are open.

    Raises:
        FormulaError: one is closed that is not open.
    """
    if token.type in OPENINGS:
        open_ones.append(token)
    elif token.type in CLOSINGS:
        if not open_ones:
            raise span_of(token).error(f"this closing {OPENINGS[CLOSINGS[token.type]]} has no opening one")
        opening = open_ones.pop()
        if opening.type != CLOSINGS[token.type]:
            raise span_of(opening).error(
                f"this {OPENINGS[opening.type]} is not closed before the {PARTNER[opening.type]} around it"
            )
        if token.type == "RPAR" and PARTNERS[token[-1]] != opening[-1]:
            raise span_of(token).error("this closing bracket is of another kind than the opening one")
