"""A formula's tree as LaTeX, in the author's form."""

from app.core.formula import (
    CONSTANTS,
    FUNCTIONS,
    NEGATIVE_PRECEDENCE,
    PRECEDENCE,
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    precedence,
)

SELF_BRACKETED = frozenset({"exp", "sqrt", "cbrt", "abs"})
"""Functions whose LaTeX holds its argument together without brackets."""


def to_latex(node: Node) -> str:
    """Return LaTeX that keeps the author's form."""
    match node:
        case Number(text):
            mantissa, _, exponent = text.partition("e")
            return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else text
        case Name(text):
            return CONSTANTS.get(text, text)
        case Negative(operand):
            return f"-{_bracketed(operand, PRECEDENCE['*'])}"
        case Call(function, argument):
            return _call(function, to_latex(argument))
        case Binary("/", Negative(operand), right):
            return rf"-\frac{{{to_latex(operand)}}}{{{to_latex(right)}}}"
        case Binary("/", left, right):
            return rf"\frac{{{to_latex(left)}}}{{{to_latex(right)}}}"
        case Binary("^", left, right):
            return _power(left, right)
        case Binary("*", left, right):
            return _product(_first(left), _bracketed(right, NEGATIVE_PRECEDENCE))
        case Binary(operator, left, right):
            return f"{to_latex(left)} {operator} {_bracketed(right, PRECEDENCE['*'])}"


def _bracketed(node: Node, at_least: int) -> str:
    """LaTeX in brackets where it binds less than wanted, or would put a minus after an operator."""
    latex = to_latex(node)
    # A fraction is held together by its bar.
    enough = precedence(node) >= at_least or (isinstance(node, Binary) and node.operator == "/")
    return latex if enough and not latex.startswith("-") else rf"\left( {latex} \right)"


def _call(function: str, argument: str) -> str:
    match function:
        case "exp":
            return f"e^{{{argument}}}"
        case "abs":
            return rf"\left| {argument} \right|"
        case "sqrt" | "cbrt":
            return f"{FUNCTIONS[function]}{{{argument}}}"
        case _:
            return rf"{FUNCTIONS[function]} \left( {argument} \right)"


def _first(node: Node) -> str:
    """LaTeX of a product's first factor, whose own minus needs no brackets: -20 e^..., not (-20) e^...."""
    return to_latex(node) if precedence(node) >= PRECEDENCE["*"] else _bracketed(node, PRECEDENCE["*"])


def _product(left: str, right: str) -> str:
    # 2 beside 1/2 would be two and a half.
    numbers = right[0].isdigit() or (left[-1].isdigit() and right.startswith(r"\frac"))
    return rf"{left} \cdot {right}" if numbers else rf"{left} \, {right}"


def _power(base: Node, exponent: Node) -> str:
    raised = f"^{{{to_latex(exponent)}}}"
    # sin^{-1} would be the inverse function.
    whole = isinstance(exponent, Number) and exponent.text.isdigit()
    if whole and isinstance(base, Call) and base.function not in SELF_BRACKETED and "_" not in FUNCTIONS[base.function]:
        return rf"{FUNCTIONS[base.function]}{raised} \left( {to_latex(base.argument)} \right)"
    simple = isinstance(base, Name) or (isinstance(base, Number) and "e" not in base.text)
    return (to_latex(base) if simple else rf"\left( {to_latex(base)} \right)") + raised
