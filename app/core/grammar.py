"""From text to a formula's tree: lark's parser, a declarative grammar, and what a mistake is told as.

What people write is understood: `3 sin(2w) b`, `2pi w`, `wb` and `(w+1)(b-1)` are products, `**` is `^`, `|x|` is abs(x), and
minus, times and division signs, superscripts and pi may be the typographer's. A product without a sign binds as one with it, from
left to right: `1/2w` is (1/2)*w. A power binds tighter than a leading minus and from right to left: -w^2 is -(w^2), 2^3^2 is 2^9.
Letters may be large or small, and `L(w, b) =` may stand before it all. `2e3` is the number 2000, `2 e` twice Euler's number.
"""

import re
from dataclasses import replace
from functools import cache
from typing import Any

from app.core.formula import Binary, Call, FormulaError, Name, Negative, Node, Number, Span
from app.core.tokens import Tokens, span_of, unknown_character

MAX_LENGTH = 500

LEFT_HAND = re.compile(r"\s*(?:L|f|loss)\s*(?:\(\s*w\s*,\s*b\s*\))?\s*=(?!=)", re.IGNORECASE)
"""`L(w, b) =`, which people copy along with a formula; it is read over."""

MAX_DEPTH = 100
"""Of a tree, so that nothing that recurses into one can run out of stack; a sum of n terms is n deep."""

MAX_NODES = 400

OPERAND = "expected a number, w, b, a function or an opening bracket"

GRAMMAR = r"""
?sum: product | sum "+" product -> add | sum MINUS product -> subtract
?product: signed | product _TIMES signed -> multiply | product _DIVIDE signed -> divide | product beside -> multiply
?signed: power | MINUS signed -> negate | "+" signed
?power: base | base _POWER signed -> power
?beside: factor | factor _POWER signed -> power
?base: factor | NUMBER -> number
?factor: VARIABLE -> name | CONSTANT -> name | FUNCTION LPAR sum RPAR -> call
    | LPAR sum RPAR -> group | OPEN_BAR sum CLOSE_BAR -> absolute

%declare VARIABLE CONSTANT FUNCTION OPEN_BAR CLOSE_BAR
NUMBER: /([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?/
NAME: /log10|log2|[a-z]+|[πσ√]/i
BAR: "|"
SUPERSCRIPT: /[⁰¹²³⁴-⁹]+/
LPAR: "("
RPAR: ")"
_POWER: /\^|\*\*/
_TIMES: /[*·×⋅∙]/
_DIVIDE: /[\/÷∕]/
MINUS: /[-−–]/
%ignore /\s+/
"""


def parse(text: str) -> Node:
    """Return the tree of a formula.

    Raises:
        FormulaError: with the place of the first mistake, and what was expected there.
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters", MAX_LENGTH, len(text) - MAX_LENGTH)
    if not text.strip():
        raise FormulaError("write a loss of w and b, such as w^2 + b^2", 0, len(text))
    text = LEFT_HAND.sub(lambda left: " " * len(left[0]), text, count=1) if LEFT_HAND.match(text) else text
    try:
        node: Node = _parser().parse(text)[0]
    except UnexpectedCharacters as error:
        # lark declares the position as always None; it is a number.
        raise unknown_character(text, int(str(error.pos_in_stream))) from None
    except UnexpectedToken as error:
        raise _misplaced(text, error) from None
    return node


def _misplaced(text: str, error: Any) -> FormulaError:
    """What to say of a token that does not fit where it is."""
    token = error.token
    if token.type == "$END":
        return FormulaError(f"the formula ends too early: {OPERAND}", len(text))
    if token.type == "NUMBER":
        return span_of(token).error("a number cannot follow directly: write * for a product or ^ for a power")
    return span_of(token).error(OPERAND)


Counted = tuple[Node, int, int]
"""A node, how deep it is, and how many nodes it has."""


class _Build:
    """Our tree from lark's rules: a method each, called with the rule's parts."""

    def add(self, parts: list[Counted]) -> Counted:
        return _binary("+", *parts)

    def subtract(self, parts: list[Any]) -> Counted:
        left, _sign, right = parts
        return _binary("-", left, right)

    def multiply(self, parts: list[Counted]) -> Counted:
        return _binary("*", *parts)

    def divide(self, parts: list[Counted]) -> Counted:
        return _binary("/", *parts)

    def power(self, parts: list[Counted]) -> Counted:
        return _binary("^", *parts)

    def negate(self, parts: list[Any]) -> Counted:
        sign, operand = parts
        node = operand[0]
        return _counted(Negative(node, Span(sign.start_pos, node.span.end)), operand)

    def number(self, parts: list[Any]) -> Counted:
        return Number(_numeral(str(parts[0])), span_of(parts[0])), 1, 1

    def name(self, parts: list[Any]) -> Counted:
        return Name(str(parts[0]), span_of(parts[0])), 1, 1

    def group(self, parts: list[Any]) -> Counted:
        opening, (node, depth, nodes), closing = parts
        return replace(node, span=Span(opening.start_pos, closing.end_pos)), depth, nodes

    def call(self, parts: list[Any]) -> Counted:
        name, _opening, argument, closing = parts
        return _counted(Call(str(name), argument[0], Span(name.start_pos, closing.end_pos)), argument)

    def absolute(self, parts: list[Any]) -> Counted:
        opening, argument, closing = parts
        return _counted(Call("abs", argument[0], Span(opening.start_pos, closing.end_pos)), argument)


@cache
def _parser() -> Any:
    from lark import Lark

    return Lark(GRAMMAR, start="sum", parser="lalr", lexer="basic", transformer=_Build(), postlex=Tokens())


def _binary(operator: str, left: Counted, right: Counted) -> Counted:
    span = Span(left[0].span.start, right[0].span.end)
    return _counted(Binary(operator, left[0], right[0], span), left, right)


def _counted(node: Node, *children: Counted) -> Counted:
    depth, nodes = 1 + max(child[1] for child in children), 1 + sum(child[2] for child in children)
    if depth > MAX_DEPTH:
        raise node.span.error(f"nested more than {MAX_DEPTH} deep; each term of a sum and each factor of a product counts")
    if nodes > MAX_NODES:
        raise node.span.error(f"more than {MAX_NODES} numbers, letters and operations")
    return node, depth, nodes


def _numeral(text: str) -> str:
    """A numeral in canonical form: 0.5 for .5, 2 for 2., 2e3 for 2E+3."""
    mantissa, _, exponent = text.lower().partition("e")
    mantissa = mantissa.removesuffix(".")
    mantissa = f"0{mantissa}" if mantissa.startswith(".") else mantissa
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
