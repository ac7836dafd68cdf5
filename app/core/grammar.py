r"""From text to a formula's tree: lark's parser, a declarative grammar, and what a mistake is told as.

What people write is understood: `3 sin(2w) b`, `2pi w`, `wb` and `(w+1)(b-1)` are products, `**` is `^`, `|x|` is abs(x),
brackets may be square or curly, and signs, superscripts, fractions and letters may be the typographer's. A product without a sign
binds as one with it, from left to right: `1/2w` is (1/2)*w. A power binds tighter than a leading minus and from right to left:
-w^2 is -(w^2), 2^3^2 is 2^9. Letters may be large or small, and `L(w, b) =` may stand before it all. `2e3` is the number 2000,
`2 e` twice Euler's number. `sin 2w` is sin(2w), `sin^2(w)` is sin(w)^2; what a function without brackets is taken of must be
clear, so that `sin w b` and `sin w/2` are mistakes. LaTeX is read as far as it says the same: `\frac{1}{2} w^{2} \cdot b`.
"""

import re
from dataclasses import replace
from functools import cache
from typing import Any

from app.core.characters import plain, unknown_character
from app.core.formula import Binary, Call, FormulaError, Name, Negative, Node, Number, Span
from app.core.tokens import TWICE_RAISED, Tokens, span_of

MAX_LENGTH = 500

LEFT_HAND = re.compile(
    r"\s*(?:(?:[LfJECghzy]|\\mathcal\s*\{?[LJEC]\b\}?|\\ell|loss|cost|error|energy|objective)(?![a-z])\s*)?"
    r"(?:[(\[][^()\[\]=]*[)\]]\s*)?:?=(?![=>])(?:\s*lambda\b[a-z_, ]*:)?"
    r"|\s*lambda\b[a-z_, ]*:|\s*(?:@\s*\(\s*w\s*,\s*b\s*\)|\(\s*w\s*,\s*b\s*\)\s*(?:=>|->|[↦→]|\\mapsto|\\to))",
    re.IGNORECASE,
)
"""`L(w, b) =` and the like, which people copy along with a formula; it is read over."""

DOLLARS = re.compile(r"\s*(\$\$?)(?P<formula>[^$]*)\1\s*")
"""What LaTeX has around a formula; it is read over."""

MAX_DEPTH = 100
"""Of a tree, so that nothing that recurses into one can run out of stack; a sum of n terms is n deep."""

MAX_NODES = 400

OPERAND = "expected a number, w, b, a function or an opening bracket"
UNCLEAR = "it is not clear what the function is taken of: put that in brackets, as in sin(2w) or sqrt(2)/2"
MIXED = "a number before a fraction may be added or multiplied: write + or *"
INVERSE = "this may be the inverse function or 1 divided by it: write asin(w), or 1/sin(w)"
POWER_OF_FUNCTION = "write this power behind, as in sin(w)^2"
BRACES = r"write a fraction as \frac{1}{2} or 1/2"

FOLLOWERS = {
    "NUMBER": "a number cannot follow directly: write * for a product or ^ for a power",
    "FRACTION": "a fraction cannot follow directly: write 2.5 for two and a half, or * for a product",
    "_POWER": TWICE_RAISED,
}
"""What to say of a token that may not follow an operand."""

ROOTS = frozenset({"sqrt", "cbrt"})
"""Without brackets they are taken of one number or letter: in LaTeX and of the sign without a bar, that is what is below it."""

GRAMMAR = r"""
?sum: term | sum _PLUS term -> add | sum MINUS term -> subtract
?term: product | loose
?product: signed | product _TIMES signed -> multiply | product _DIVIDE signed -> divide | loose _TIMES signed -> multiply
    | product beside -> multiply | product fraction -> multiply_fraction
?loose: open | product bare -> multiply | loose bare -> multiply
    | product _TIMES open -> multiply | loose _TIMES open -> multiply | product _DIVIDE open -> divide
?open: bare | MINUS open -> negate | _PLUS open
bare: FUNCTION argument -> call_bare | FUNCTION _POWER signed argument -> powered_bare
?argument: number | raised | number raised -> joined | coefficient raised_variable -> joined
?coefficient: constant | number constant -> joined
?raised: raised_variable | constant | constant _POWER signed -> power
?raised_variable: variable | variable _POWER signed -> power
?signed: power | fraction | MINUS signed -> negate | _PLUS signed
?power: base | base _POWER signed -> power
?beside: factor | factor _POWER signed -> power
?base: factor | number | FRACTION -> vulgar
?factor: variable | constant | group | FUNCTION group -> call | FUNCTION _POWER signed group -> powered
fraction: FRAC group group
group: LPAR sum RPAR | OPEN_BAR sum CLOSE_BAR -> absolute
number: NUMBER
variable: VARIABLE -> name
constant: CONSTANT -> name

%declare VARIABLE CONSTANT FUNCTION OPEN_BAR CLOSE_BAR
NUMBER: /([0-9]+(_[0-9]+)*(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?/i
FRACTION.4: /[¼½¾⅐-⅞]|\\[dt]?frac\s*[0-9]\s*[0-9]/
SUPERSCRIPT: /[⁰¹²³⁴-⁹⁺⁻⁽⁾ʷᵇ]+/
NAME: MODULE? RUN | WRAPPED | /[√∛]/i
MODULE: /\\|(c?math|np|numpy|scipy|sympy|torch|tf|jax|jnp)\.([a-z]+\.)*/i
RUN: /(atan2|exp2|expm1|log1p)(?=\s*\()|[a-z]*log(_?(10|2)|_\{(10|2)\}|₁₀|₂)(?![0-9.])|[a-zα-ω]+/i
WRAPPED: /\\(mathrm|operatorname|mathit|mathbf|text)\s*\{\s*[a-z]+\s*\}/i
ROOT.3: /\\sqrt\s*\[[^\]]*\]?/
FRAC.3: /\\[dt]?frac(?![a-z])/i
BAR.3: /(\\(left|right)\s*)?(\||\\[lr]?vert(?![a-z]))/
LPAR.3: /(\\(left|[bB]igg?l?)\s*)?\\?[(\[{]/
RPAR.3: /(\\(right|[bB]igg?r?)\s*)?\\?[)\]}]/
_POWER.3: /\.?(\^|\*\*)/
_TIMES.2: /\.?\*|\\(cdot|times|ast)(?![a-z])/i
_DIVIDE.2: /\.?\/|\\div(?![a-z])/i
_PLUS: "+"
MINUS: "-"
BLANK.3: /\s+|~|\\[,;:! ]|\\(q?quad|displaystyle)(?![a-z])/
%ignore BLANK
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
    text = _loss_alone(plain(text))
    try:
        node: Node = _parser().parse(text)[0]
    except UnexpectedCharacters as error:
        # lark declares the position as always None; it is a number.
        raise unknown_character(text, int(str(error.pos_in_stream))) from None
    except UnexpectedToken as error:
        raise _misplaced(text, error) from None
    return node


def _loss_alone(text: str) -> str:
    """The text with spaces instead of what is read over before and around the loss."""
    if dollars := DOLLARS.fullmatch(text):
        start, end = dollars.span("formula")
        text = " " * start + text[start:end] + " " * (len(text) - end)
    left = LEFT_HAND.match(text)
    return text if left is None else " " * left.end() + text[left.end() :]


def _misplaced(text: str, error: Any) -> FormulaError:
    """What to say of a token that does not fit where it is."""
    token, expected = error.token, error.accepts
    if token.type == "$END":
        return FormulaError(f"the formula ends too early: {OPERAND}", len(text))
    if "NUMBER" in expected:
        return span_of(token).error(OPERAND)
    if expected <= {"LPAR", "OPEN_BAR"}:
        return span_of(token).error(BRACES)
    if token.type in FOLLOWERS and "LPAR" in expected:
        return span_of(token).error(FOLLOWERS[token.type])
    return span_of(token).error(UNCLEAR)


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

    def fraction(self, parts: list[Any]) -> Counted:
        sign, top, bottom = parts
        (node, depth, nodes), start = self.divide([top, bottom]), sign.start_pos
        return replace(node, span=Span(start, node.span.end)), depth, nodes

    def power(self, parts: list[Counted]) -> Counted:
        return _binary("^", *parts)

    def multiply_fraction(self, parts: list[Counted]) -> Counted:
        (left, *_), (right, *_) = parts
        last = left.right if isinstance(left, Binary) and left.operator == "*" else left
        if isinstance(last, Number) and isinstance(right, Binary) and isinstance(right.left, Number):
            raise right.span.error(MIXED)
        return _binary("*", *parts)

    def joined(self, parts: list[Counted]) -> Counted:
        left, right = (part[0].span for part in parts)
        if left.end < right.start:
            raise Span(left.start, right.end).error(UNCLEAR)
        return _binary("*", *parts)

    def negate(self, parts: list[Any]) -> Counted:
        sign, operand = parts
        node = operand[0]
        return _counted(Negative(node, Span(sign.start_pos, node.span.end)), operand)

    def number(self, parts: list[Any]) -> Counted:
        return Number(_numeral(str(parts[0])), span_of(parts[0])), 1, 1

    def vulgar(self, parts: list[Any]) -> Counted:
        place = span_of(parts[0])
        top, bottom = (Number(part, place) for part in str(parts[0]).split("⁄"))
        return Binary("/", top, bottom, place), 2, 3

    def name(self, parts: list[Any]) -> Counted:
        return Name(str(parts[0]), span_of(parts[0])), 1, 1

    def group(self, parts: list[Any]) -> Counted:
        opening, (node, depth, nodes), closing = parts
        return replace(node, span=Span(opening.start_pos, closing.end_pos)), depth, nodes

    def absolute(self, parts: list[Any]) -> Counted:
        opening, argument, closing = parts
        return _counted(Call("abs", argument[0], Span(opening.start_pos, closing.end_pos)), argument)

    def call(self, parts: list[Any]) -> Counted:
        name, argument = parts
        return _counted(Call(str(name), argument[0], Span(name.start_pos, argument[0].span.end)), argument)

    def call_bare(self, parts: list[Any]) -> Counted:
        name, argument = parts
        if str(name)[-1].isdigit() and span_of(name).end == argument[0].span.start:
            raise Span(name.start_pos, argument[0].span.end).error(UNCLEAR)
        if str(name) in ROOTS and not isinstance(argument[0], Number | Name):
            raise argument[0].span.error(UNCLEAR)
        return self.call(parts)

    def powered(self, parts: list[Any]) -> Counted:
        name, exponent, argument = parts
        match exponent[0]:
            case Number():
                return _binary("^", self.call([name, argument]), exponent)
            case Negative(_, place):
                raise place.error(INVERSE)
        raise exponent[0].span.error(POWER_OF_FUNCTION)

    powered_bare = powered


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
        raise children[-1][0].span.error(
            f"nested more than {MAX_DEPTH} deep; each term of a sum and each factor of a product counts"
        )
    if nodes > MAX_NODES:
        raise children[-1][0].span.error(f"more than {MAX_NODES} numbers, letters and operations")
    return node, depth, nodes


def _numeral(text: str) -> str:
    """A numeral in canonical form: 0.5 for .5, 2 for 2., 2e3 for 2E+3, 1000 for 1_000."""
    mantissa, _, exponent = text.replace("_", "").lower().partition("e")
    mantissa = mantissa.removesuffix(".")
    mantissa = f"0{mantissa}" if mantissa.startswith(".") else mantissa
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
