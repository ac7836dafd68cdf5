"""A formula in w and b as a tree of our own, and its canonical text. Nothing is ever evaluated as code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


class FormulaError(ValueError):
    """A text that is no formula, or one that cannot be computed.

    Attributes:
        position: where the mistaken piece begins, in characters from 0; None where the mistake is in no one place.
        length: of the mistaken piece, in characters; 0 where something is missing at `position`.
    """

    def __init__(self, message: str, position: int | None = None, length: int = 0) -> None:
        super().__init__(message)
        self.position = position
        self.length = length


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: its characters from start to end, without the last."""

    start: int
    end: int

    def error(self, message: str) -> FormulaError:
        """The error that this piece is."""
        return FormulaError(message, self.start, self.end - self.start)


NOWHERE = Span(0, 0)
"""Of a node that comes from no text."""


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral, in canonical form."""

    text: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a constant."""

    text: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus something."""

    operand: "Node"
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of + - * / ^."""

    operator: str
    left: "Node"
    right: "Node"
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one argument."""

    function: str
    argument: "Node"
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Node = Number | Name | Negative | Binary | Call

VARIABLES = ("w", "b")
CONSTANTS: Mapping[str, str] = MappingProxyType({"pi": r"\pi", "e": "e"})
"""Every constant by name, with its LaTeX."""

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "exp": r"\exp",
        "log": r"\ln",
        "log10": r"\log_{10}",
        "log2": r"\log_{2}",
        "sqrt": r"\sqrt",
        "cbrt": r"\sqrt[3]",
        "abs": r"\mathrm{abs}",
        "sign": r"\mathrm{sign}",
        "sin": r"\sin",
        "cos": r"\cos",
        "tan": r"\tan",
        "asin": r"\arcsin",
        "acos": r"\arccos",
        "atan": r"\arctan",
        "sinh": r"\sinh",
        "cosh": r"\cosh",
        "tanh": r"\tanh",
        "sigmoid": r"\sigma",
    }
)
"""Every function by name, with its LaTeX. sigmoid(x) is 1/(1 + e^-x), log the natural logarithm."""

PRECEDENCE: Mapping[str, int] = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2, "^": 4})
NEGATIVE_PRECEDENCE = 3
ATOM_PRECEDENCE = 5


def to_text(node: Node) -> str:
    """Return the canonical text: every product with its `*`, single spaces around + and -, and only the brackets needed."""
    match node:
        case Number(text) | Name(text):
            return text
        case Negative(operand):
            return f"-{_bracketed(operand, NEGATIVE_PRECEDENCE)}"
        case Call(function, argument):
            return f"{function}({to_text(argument)})"
        case Binary("^", left, right):
            return f"{_bracketed(left, ATOM_PRECEDENCE)}^{_bracketed(right, NEGATIVE_PRECEDENCE)}"
        case Binary(operator, left, right):
            mine = PRECEDENCE[operator]
            space = " " if mine == 1 else ""
            return f"{_bracketed(left, mine)}{space}{operator}{space}{_bracketed(right, mine + 1)}"


def precedence(node: Node) -> int:
    """Return how tightly a node holds together; more is tighter."""
    match node:
        case Negative():
            return NEGATIVE_PRECEDENCE
        case Binary(operator):
            return PRECEDENCE[operator]
        case _:
            return ATOM_PRECEDENCE


def _bracketed(node: Node, at_least: int) -> str:
    text = to_text(node)
    return text if precedence(node) >= at_least else f"({text})"
