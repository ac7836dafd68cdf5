"""The pieces of a formula's text, made plain before the grammar sees them.

Names are told apart (a run such as `wb` is a product), a bar opens or closes an absolute value, and brackets are matched, so that
every mistake of that kind is told where it is, in words of its own.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.core.formula import CONSTANTS, FUNCTIONS, VARIABLES, FormulaError, Span

if TYPE_CHECKING:
    from lark import Token

ALIASES = MappingProxyType(
    {
        "ln": "log",
        "lg": "log10",
        "√": "sqrt",
        "sgn": "sign",
        "π": "pi",
        "σ": "sigmoid",
        "sigma": "sigmoid",
        "arcsin": "asin",
        "arccos": "acos",
        "arctan": "atan",
        "logistic": "sigmoid",
    }
)
"""Other names that people write, and ours."""

ADVICE = MappingProxyType(
    {
        "min": "there is no min; the smaller of u and v is (u + v - |u - v|)/2",
        "max": "there is no max; the larger of u and v is (u + v + |u - v|)/2",
        "relu": "there is no relu; of u it is (u + |u|)/2",
        "pow": "write a power with ^, as in w^2",
    }
)
"""What to write instead of functions of two arguments, and the like."""

PRODUCT = re.compile("((?:w|b|pi)*)([a-z0-9]*)")
"""A run of letters that is a product: w, b and pi one after the other, and perhaps a function's name at its end."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
OPERAND_ENDS = frozenset({"NUMBER", "VARIABLE", "CONSTANT", "RPAR", "CLOSE_BAR"})
OPENINGS = MappingProxyType({"LPAR": "bracket", "OPEN_BAR": "bar"})
CLOSINGS = MappingProxyType({"RPAR": "LPAR", "CLOSE_BAR": "OPEN_BAR"})


def span_of(token: "Token") -> Span:
    """Where a token stands in the text."""
    start, end = token.start_pos or 0, token.end_pos or 0
    return Span(start, end)


class Tokens:
    """From lark's tokens to the grammar's: what lark calls a postlexer."""

    always_accept = ("NAME", "BAR", "SUPERSCRIPT")
    """What lark must go on looking for, although the grammar does not name it."""

    def process(self, stream: "Iterator[Token]") -> "Iterator[Token]":
        """Yield the tokens that the grammar is written in.

        Raises:
            FormulaError: an unknown name, a function without brackets, a bracket or bar without its partner.
        """
        open_ones: list[Token] = []
        last: Token | None = None
        for raw in stream:
            for token in _plain(raw, last, open_ones):
                _require_bracket(last, token)
                _match(token, open_ones)
                last = token
                yield token
        _require_bracket(last, None)
        if open_ones:
            kind = OPENINGS[open_ones[-1].type]
            advice = "" if kind == "bracket" else "; write abs(...) for one absolute value inside another"
            raise span_of(open_ones[-1]).error(f"this {kind} is never closed{advice}")


def _plain(raw: "Token", last: "Token | None", open_ones: "list[Token]") -> "Iterator[Token]":
    """The grammar's tokens for one of lark's."""
    match raw.type:
        case "NAME":
            yield from _names(raw)
        case "BAR":
            after_operand = last is not None and last.type in OPERAND_ENDS
            closes = after_operand and bool(open_ones) and open_ones[-1].type == "OPEN_BAR"
            yield raw.update(type="CLOSE_BAR" if closes else "OPEN_BAR")
        case "SUPERSCRIPT":
            yield raw.update(type="_POWER")
            yield raw.update(type="NUMBER", value=str(raw).translate(SUPERSCRIPTS))
        case _:
            yield raw


def _names(raw: "Token") -> "Iterator[Token]":
    """The variables, constants and function that a run of letters means."""
    text = str(raw).lower()
    text = ALIASES.get(text, text)
    if text in CONSTANTS or text in FUNCTIONS:
        yield raw.update(type="CONSTANT" if text in CONSTANTS else "FUNCTION", value=text)
        return
    match = PRODUCT.fullmatch(text)
    product, function = match.groups() if match else ("", text)
    function = ALIASES.get(function, function)
    if function and function not in FUNCTIONS:
        raise span_of(raw).error(_unknown(text))
    start = raw.start_pos or 0
    for factor in re.finditer("w|b|pi", product):
        place = {"start_pos": start + factor.start(), "end_pos": start + factor.end()}
        yield _moved(raw, "CONSTANT" if factor[0] == "pi" else "VARIABLE", factor[0], **place)
    if function:
        yield _moved(raw, "FUNCTION", function, start_pos=start + len(product), end_pos=raw.end_pos or 0)


def _moved(raw: "Token", kind: str, value: str, start_pos: int, end_pos: int) -> "Token":
    token = raw.update(type=kind, value=value)
    token.start_pos, token.end_pos = start_pos, end_pos
    return token


def _unknown(name: str) -> str:
    """What to say of a name that means nothing; never the name itself."""
    if len(name) == 1:
        return f"the variables are {' and '.join(VARIABLES)}, the constants {' and '.join(CONSTANTS)}"
    if name in ADVICE:
        return ADVICE[name]
    near = get_close_matches(name, [*FUNCTIONS, *CONSTANTS, *ALIASES], n=1)
    return f"unknown name; did you mean {near[0]}?" if near else f"unknown name; the functions are {', '.join(FUNCTIONS)}"


def _require_bracket(last: "Token | None", following: "Token | None") -> None:
    """Make sure that a function's argument comes in brackets.

    Raises:
        FormulaError: it does not.
    """
    if last is not None and last.type == "FUNCTION" and (following is None or following.type != "LPAR"):
        factor = f"{following}" if following is not None and following.type == "NUMBER" else ""
        raise span_of(last).error(f"write what {last} is taken of in brackets, as in {last}({factor}w)")


def _match(token: "Token", open_ones: "list[Token]") -> None:
    """Keep the brackets and bars that are open.

    Raises:
        FormulaError: one is closed that is not open.
    """
    if token.type in OPENINGS:
        open_ones.append(token)
    elif token.type in CLOSINGS:
        if not open_ones:
            raise span_of(token).error("this closing bracket has no opening one")
        if open_ones[-1].type != CLOSINGS[token.type]:
            raise span_of(open_ones[-1]).error("this bar is not closed before the bracket around it")
        open_ones.pop()


def unknown_character(text: str, position: int) -> FormulaError:
    """What to say of a character that begins nothing."""
    advice = {
        ",": "write decimals with a point; a function has one argument",
        "=": "leave out the equals sign: only the loss itself is wanted",
        "[": "use round brackets",
        "]": "use round brackets",
        "{": "use round brackets",
        "}": "use round brackets",
    }
    return FormulaError(advice.get(text[position], "this character means nothing in a formula"), position, 1)
