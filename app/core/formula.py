"""A formula in w and b: text to tree, and from the tree to canonical text, LaTeX and a SymEngine expression.

The grammar is lark's; the tree is ours. Nothing is ever evaluated as code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

MAX_DEPTH = 60
"""Of a tree, so that nothing that recurses into one can run out of stack."""

GRAMMAR = r"""
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: signed | product "*" signed -> multiply | product "/" signed -> divide
?signed: power | "-" signed -> negate
?power: atom | atom "^" signed -> power
?atom: NUMBER -> number | NAME -> name | NAME "(" sum ")" -> call | "(" sum ")"
NUMBER: /(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
NAME: /[a-zA-Z_]\w*/
%ignore /\s+/
"""


class FormulaError(ValueError):
    """A text that is no formula.

    Attributes:
        position: of the mistake, in characters from 0; None where it is in no one place, such as a constant that overflows.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a constant."""

    text: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus something."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and one of + - * / ^."""

    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one argument."""

    function: str
    argument: "Node"


Node = Number | Name | Negative | Binary | Call

VARIABLES = ("w", "b")
CONSTANTS: Mapping[str, str] = MappingProxyType({"pi": r"\pi", "e": "e"})
FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {"exp": "exp", "log": r"\ln", "sqrt": "sqrt", "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "tanh": r"\tanh"}
)
"""Every function by name, with its LaTeX; the names are SymEngine's too."""

PRECEDENCE: Mapping[str, int] = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2, "^": 4})
NEGATIVE_PRECEDENCE = 3
ATOM_PRECEDENCE = 5


def parse(text: str) -> Node:
    """Return the tree of a formula.

    Raises:
        FormulaError: with the position of the first mistake; without, where it is nested too deep.
    """
    from lark.exceptions import UnexpectedEOF, UnexpectedInput, VisitError

    try:
        tree: Node = _parser().parse(text)
    except VisitError as error:
        raise error.orig_exc from None
    except UnexpectedInput as error:
        ended = isinstance(error, UnexpectedEOF) or getattr(getattr(error, "token", None), "type", "") == "$END"
        # lark declares the position as always None; it is a number for every character and token.
        position = len(text) if ended else int(str(error.pos_in_stream))
        raise FormulaError("the formula ends too early" if ended else "this does not fit here", position) from None
    return tree


@cache
def _parser() -> Any:
    from lark import Lark, Transformer, v_args

    def binary(operator: str) -> Any:
        return lambda _self, left, right: _shallow(Binary(operator, left[0], right[0]), left, right)

    class Build(Transformer):  # type: ignore[type-arg]
        """Build our tree; each value is a pair (node, depth)."""

        add, subtract, multiply, divide, power = (binary(operator) for operator in "+-*/^")

        def negate(self, operand: Any) -> Any:
            return _shallow(Negative(operand[0]), operand)

        def number(self, token: Any) -> Any:
            return Number(str(token)), 1

        def name(self, token: Any) -> Any:
            if token not in VARIABLES and token not in CONSTANTS:
                raise FormulaError(f"the variables are w and b, the constants {' and '.join(CONSTANTS)}", token.start_pos)
            return Name(str(token)), 1

        def call(self, token: Any, argument: Any) -> Any:
            if token not in FUNCTIONS:
                raise FormulaError(f"the functions are {', '.join(FUNCTIONS)}", token.start_pos)
            return _shallow(Call(str(token), argument[0]), argument)

    lark = Lark(GRAMMAR, start="sum", parser="lalr", transformer=v_args(inline=True)(Build)())

    class Parser:
        """A parser whose answer is the node alone."""

        def parse(self, text: str) -> Node:
            node: Node = lark.parse(text)[0]  # type: ignore[index]
            return node

    return Parser()


def _shallow(node: Node, *children: tuple[Node, int]) -> tuple[Node, int]:
    depth = 1 + max(child[1] for child in children)
    if depth > MAX_DEPTH:
        raise FormulaError(f"nested more than {MAX_DEPTH} deep")
    return node, depth


def to_text(node: Node) -> str:
    """Return the canonical text: single spaces around + and -, and only the brackets that are needed."""
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


def _precedence(node: Node) -> int:
    match node:
        case Negative():
            return NEGATIVE_PRECEDENCE
        case Binary(operator):
            return PRECEDENCE[operator]
        case _:
            return ATOM_PRECEDENCE


def _bracketed(node: Node, at_least: int) -> str:
    text = to_text(node)
    return text if _precedence(node) >= at_least else f"({text})"


def to_latex(node: Node) -> str:
    """Return LaTeX that keeps the author's form."""
    match node:
        case Number(text):
            mantissa, _, exponent = text.lower().partition("e")
            return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else text
        case Name(text):
            return CONSTANTS.get(text, text)
        case Negative(operand):
            return f"-{_latex_bracketed(operand, PRECEDENCE['*'])}"
        case Call(function, argument):
            return _latex_call(function, to_latex(argument))
        case Binary("/", Negative(operand), right):
            return rf"-\frac{{{to_latex(operand)}}}{{{to_latex(right)}}}"
        case Binary("/", left, right):
            return rf"\frac{{{to_latex(left)}}}{{{to_latex(right)}}}"
        case Binary("^", left, right):
            return _latex_power(left, right)
        case Binary("*", left, right):
            return _latex_product(_latex_first(left), _latex_bracketed(right, NEGATIVE_PRECEDENCE))
        case Binary(operator, left, right):
            return f"{to_latex(left)} {operator} {_latex_bracketed(right, PRECEDENCE['*'])}"


def _latex_bracketed(node: Node, at_least: int) -> str:
    """LaTeX in brackets where it binds less than wanted, or would put a minus after an operator."""
    latex = to_latex(node)
    # A fraction is held together by its bar.
    enough = _precedence(node) >= at_least or (isinstance(node, Binary) and node.operator == "/")
    return latex if enough and not latex.startswith("-") else rf"\left( {latex} \right)"


def _latex_call(function: str, argument: str) -> str:
    if function == "exp":
        return f"e^{{{argument}}}"
    return rf"\sqrt{{{argument}}}" if function == "sqrt" else rf"{FUNCTIONS[function]} \left( {argument} \right)"


def _latex_first(node: Node) -> str:
    """LaTeX of a product's first factor, whose own minus needs no brackets: -20 e^..., not (-20) e^...."""
    return to_latex(node) if _precedence(node) >= PRECEDENCE["*"] else _latex_bracketed(node, PRECEDENCE["*"])


def _latex_product(left: str, right: str) -> str:
    return rf"{left} \cdot {right}" if right[0].isdigit() else rf"{left} \, {right}"


def _latex_power(base: Node, exponent: Node) -> str:
    raised = f"^{{{to_latex(exponent)}}}"
    if isinstance(base, Call) and base.function not in ("exp", "sqrt"):
        return rf"{FUNCTIONS[base.function]}{raised} \left( {to_latex(base.argument)} \right)"
    simple = isinstance(base, Name) or (isinstance(base, Number) and "e" not in base.text.lower())
    return (to_latex(base) if simple else rf"\left( {to_latex(base)} \right)") + raised
