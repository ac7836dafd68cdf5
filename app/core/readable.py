r"""A SymEngine expression as a tree of ours, in the order in which a person would write it: for printing derivatives.

SymEngine's own printer puts constants first and fractions in brackets: ``\left(\frac{-12}{25}\right) b``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.core.formula import CONSTANTS, VARIABLES, Binary, Call, Name, Negative, Node, Number, to_text

MAX_DECIMALS = 6
"""A fraction such as 1/3 or 1/2048 stays a fraction."""

RECIPROCALS: Mapping[str, str] = MappingProxyType(
    {"cot": "tan", "sec": "cos", "csc": "sin", "coth": "tanh", "sech": "cosh", "csch": "sinh"}
)
OF_RECIPROCALS: Mapping[str, str] = MappingProxyType({"acot": "atan", "asec": "acos", "acsc": "asin"})
"""Functions that SymEngine may bring in: 1/tan(x), and atan(1/x)."""

CONSTANT_RANK, VARIABLE_RANK, FUNCTION_RANK, SUM_RANK, EXPONENTIAL_RANK = range(5)
"""The order of the factors in a product."""


def to_node(expression: Any, decimals: bool = False) -> Node:
    """Return the tree of an expression.

    Args:
        expression: a SymEngine expression in w and b.
        decimals: whether to write 13/25 as 0.52, for an author who writes decimals.
    """
    if expression.is_Number:
        return _number(expression, decimals)
    if expression.is_Symbol:
        return Name(str(expression))
    if expression.is_Add:
        return _sum(expression, decimals)
    if expression.is_Mul or expression.is_Pow:
        return _product(expression, decimals)
    name = str(expression).lower()
    if name in CONSTANTS:
        return Name(name)
    return _call(expression, decimals)


def _call(expression: Any, decimals: bool) -> Node:
    """A function by the names that an author has; SymEngine writes tan(acos(w) - pi/2) with a cotangent."""
    kind = type(expression).__name__
    function = str(expression.get_name()) if kind == "FunctionSymbol" else kind.lower()
    argument = to_node(expression.args[0], decimals)
    if function in RECIPROCALS:
        return Binary("/", Number("1"), Call(RECIPROCALS[function], argument))
    if function in OF_RECIPROCALS:
        return Call(OF_RECIPROCALS[function], Binary("/", Number("1"), argument))
    return Call(function, argument)


def _number(value: Any, decimals: bool) -> Node:
    if not value.is_Rational:
        return _signed(f"{abs(float(value)):.15g}", float(value) < 0)
    top, bottom = (int(part) for part in value.get_num_den())
    scaled = abs(top) * 10**MAX_DECIMALS
    if bottom == 1:
        return _signed(str(abs(top)), top < 0)
    if decimals and scaled % bottom == 0:
        whole, rest = divmod(scaled // bottom, 10**MAX_DECIMALS)
        return _signed(f"{whole}.{rest:0{MAX_DECIMALS}d}".rstrip("0"), top < 0)
    fraction = Binary("/", Number(str(abs(top))), Number(str(bottom)))
    return Negative(fraction) if top < 0 else fraction


def _signed(numeral: str, negative: bool) -> Node:
    return Negative(Number(numeral)) if negative else Number(numeral)


def _sum(expression: Any, decimals: bool) -> Node:
    """The terms by falling degree, w before b, each sign turned into the operator before it; a positive one comes first."""
    terms = sorted(expression.args, key=lambda term: (-_degree(term), -_degree(term, "w"), str(term)))
    nodes = [to_node(term, decimals) for term in terms]
    positive = next((node for node in nodes if not isinstance(node, Negative)), nodes[0])
    nodes.remove(positive)
    total = positive
    for node in nodes:
        total = Binary("-", total, node.operand) if isinstance(node, Negative) else Binary("+", total, node)
    return total


def _degree(term: Any, variables: str = "wb") -> float:
    """The degree of a term as a polynomial; a function counts as nothing, and a sum as its highest term."""
    if term.is_Symbol:
        return str(term) in variables
    if term.is_Add:
        return max(_degree(part, variables) for part in term.args)
    if term.is_Mul:
        return sum(_degree(factor, variables) for factor in term.args)
    if term.is_Pow and term.args[1].is_Integer:
        return _degree(term.args[0], variables) * int(term.args[1])
    return 0


def _product(expression: Any, decimals: bool) -> Node:
    """Sign and number first, then the factors; those with a negative exponent under a fraction bar."""
    coefficient, above, below = _parts(expression, decimals)
    number = _number(coefficient, decimals)
    negative = isinstance(number, Negative)
    size = number.operand if isinstance(number, Negative) else number
    if isinstance(size, Binary):
        below, size = [size.right, *below], size.left
    if size != Number("1") or not above:
        above = [size, *above]
    node = _multiplied(above)
    if below:
        node = Binary("/", node, _multiplied(below))
    return Negative(node) if negative else node


def _parts(expression: Any, decimals: bool) -> tuple[Any, list[Node], list[Node]]:
    import symengine

    coefficient, above, below = symengine.Integer(1), [], []
    for factor in expression.args if expression.is_Mul else [expression]:
        if factor.is_Number:
            coefficient *= factor
        elif factor.is_Pow and factor.args[1].is_Number and float(factor.args[1]) < 0:
            below.append(_power(factor.args[0], -factor.args[1], decimals))
        elif factor.is_Pow:
            above.append(_power(factor.args[0], factor.args[1], decimals))
        else:
            above.append(to_node(factor, decimals))
    return coefficient, sorted(above, key=_rank), sorted(below, key=_rank)


def _power(base: Any, exponent: Any, decimals: bool) -> Node:
    import symengine

    if exponent == 1:
        return to_node(base, decimals)
    if exponent == symengine.Rational(1, 2):
        return Call("sqrt", to_node(base, decimals))
    if base == symengine.E:
        return Call("exp", to_node(exponent, decimals))
    return Binary("^", to_node(base, decimals), to_node(exponent, decimals))


def _rank(factor: Node) -> tuple[int, int, str]:
    text = to_text(factor)
    base = factor.left if isinstance(factor, Binary) and factor.operator == "^" else factor
    match base:
        case Number() | Call("sqrt", Number()):
            return CONSTANT_RANK, 0, text
        case Name(name):
            return (VARIABLE_RANK, VARIABLES.index(name), text) if name in VARIABLES else (CONSTANT_RANK, 1, text)
        case Call("exp"):
            return EXPONENTIAL_RANK, 0, text
        case Call():
            return FUNCTION_RANK, 0, text
        case _:
            return SUM_RANK, 0, text


def _multiplied(factors: list[Node]) -> Node:
    product, *others = factors
    for factor in others:
        product = Binary("*", product, factor)
    return product
