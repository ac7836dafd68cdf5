"""From a formula's tree to SymEngine: expressions, their exact derivatives, and the forms to compile and to print.

Some functions SymEngine cannot differentiate (abs, sign), does not have (sigmoid, cbrt), or differentiates in a form that loses
all digits in a tail (tanh). Each call of one becomes a symbol of its own, with a definition beside it; the chain rule over these
symbols is ours, and code and print are put in their place at the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.core import constants, exact_numbers
from app.core.formula import Binary, Call, Name, Negative, Node, Number

Of = Callable[[str, Any], Any]
"""The symbol of a function's call: of(name, argument)."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A function that is ours.

    Attributes:
        slope: its derivative at an argument u, from (of, u).
        code: what is compiled, from u.
    """

    slope: Callable[[Of, Any], Any]
    code: Callable[[Any], Any]


def _engine() -> Any:
    import symengine

    return symengine


def _sign(u: Any) -> Any:
    """The sign of u, which has a hole where u has one. SymEngine's own crashes on sign(sqrt(-b)) (version 0.15)."""
    symengine = _engine()
    return symengine.Piecewise((symengine.Integer(1), u > 0), (symengine.Integer(-1), u < 0), (u, True))


OURS: Mapping[str, Definition] = MappingProxyType(
    {
        # At the kink of |u| the subgradient 0 is taken; sign jumps there, and its slope counts as 0 everywhere.
        "abs": Definition(lambda of, u: of("sign", u), lambda u: _engine().Abs(u)),
        "sign": Definition(lambda _of, _u: 0, _sign),
        "cbrt": Definition(
            lambda of, u: 1 / (3 * of("cbrt", u) ** 2),
            lambda u: _sign(u) * _engine().Abs(u) ** _engine().Rational(1, 3),
        ),
        # s' = s(u) s(-u): neither factor loses digits in its tail, and nothing overflows to 0/0.
        "sigmoid": Definition(
            lambda of, u: of("sigmoid", u) * of("sigmoid", -u),
            lambda u: 1 / (1 + _engine().exp(-u)),
        ),
        "tanh": Definition(lambda of, u: of("sech2", u), lambda u: _engine().tanh(u)),
        "sech2": Definition(
            lambda of, u: -2 * of("tanh", u) * of("sech2", u),
            lambda u: 4 / ((1 + _engine().exp(-2 * u)) * (1 + _engine().exp(2 * u))),
        ),
    }
)
"""sech2(u) is 1/cosh(u)^2, the slope of tanh, in a form that does not overflow to 0/0."""


class Expression:
    """A formula as an expression, with what is needed to differentiate it.

    Args:
        tree: of the formula.

    Attributes:
        root: the expression; calls of functions of ours are symbols in it.

    Raises:
        FormulaError: a constant is no finite real number, or something is divided by 0.
    """

    def __init__(self, tree: Node) -> None:
        self._calls: dict[Any, tuple[str, Any]] = {}
        self._symbols: dict[tuple[str, Any], Any] = {}
        self._slopes: dict[tuple[Any, str], Any] = {}
        self.root = self._build(tree)[0]

    def partial(self, expression: Any, variable: str) -> Any:
        """Return the derivative of an expression by "w" or "b"."""
        total = expression.diff(_engine().Symbol(variable))
        for symbol in sorted(expression.free_symbols & self._calls.keys(), key=str):
            total += expression.diff(symbol) * self._slope(symbol, variable)
        return total

    def code(self, expression: Any) -> Any:
        """Return an expression of SymEngine's own functions, to be compiled."""
        return self._replaced(expression, lambda name, argument: OURS[name].code(argument))

    def printable(self, expression: Any) -> Any:
        """Return an expression in which functions of ours stand by name, to be printed."""

        def named(name: str, argument: Any) -> Any:
            return _engine().cosh(argument) ** -2 if name == "sech2" else _engine().Function(name)(argument)

        return self._replaced(expression, named)

    def _replaced(self, expression: Any, form: Callable[[str, Any], Any]) -> Any:
        forms: dict[Any, Any] = {}
        for symbol, (name, argument) in self._calls.items():  # arguments hold earlier symbols only
            forms[symbol] = form(name, argument.xreplace(forms))
        return expression.xreplace(forms)

    def _of(self, name: str, argument: Any) -> Any:
        known = self._symbols.get((name, argument))
        if known is None:
            known = self._symbols[name, argument] = _engine().Symbol(f"{name}_{len(self._calls)}")
            self._calls[known] = name, argument
        return known

    def _slope(self, symbol: Any, variable: str) -> Any:
        key = symbol, variable
        if key not in self._slopes:
            name, argument = self._calls[symbol]
            inner = self.partial(argument, variable)
            self._slopes[key] = OURS[name].slope(self._of, argument) * inner if inner != 0 else inner
        return self._slopes[key]

    def _build(self, node: Node) -> tuple[Any, float | None]:
        """The expression of a node, and its value if it is a constant."""
        expression, value = self._combined(node)
        constant = expression.is_Number or (value is None and not expression.free_symbols)
        if constant and not exact_numbers.is_finite(expression):
            raise node.span.error("this is no finite real number")
        return expression, value

    def _combined(self, node: Node) -> tuple[Any, float | None]:
        match node:
            case Number(text):
                numeral = constants.checked(node, float(text))
                return exact_numbers.numeral(text, numeral), numeral
            case Name("pi"):
                return _engine().pi, float(_engine().pi)
            case Name("e"):
                return _engine().E, float(_engine().E)
            case Name(text):
                return _engine().Symbol(text), None
            case Negative(operand):
                expression, value = self._build(operand)
                return -expression, None if value is None else -value
            case Call():
                return self._call(node)
            case Binary():
                return self._binary(node)

    def _call(self, node: Call) -> tuple[Any, float | None]:
        argument, constant = self._build(node.argument)
        if constant is None:
            return (self._of(node.function, argument) if node.function in OURS else _native(node.function, argument)), None
        value = constants.call(node, constant)
        if node.function in OURS or not exact_numbers.is_tame(argument, exact_numbers.TAME_ARGUMENT):
            return exact_numbers.folded(value), value
        return _native(node.function, argument), value

    def _binary(self, node: Binary) -> tuple[Any, float | None]:
        (left, left_value), (right, right_value) = self._build(node.left), self._build(node.right)
        if node.operator == "/" and right == 0:
            raise constants.division_by_zero(node)
        if left_value is not None and right_value is not None:
            value = constants.binary(node, left_value, right_value)
            if node.operator == "^":
                return exact_numbers.power(left, right, value), value
            return exact_numbers.kept(_operation(node.operator, left, right), value), value
        if node.operator == "^" and right_value is not None:
            right = exact_numbers.exponent(right, right_value)
        elif node.operator == "^":
            constants.require_positive_base(node, float(left) if left.is_Number else left_value)
        return _operation(node.operator, left, right), None


def _native(function: str, argument: Any) -> Any:
    """A function of SymEngine's."""
    if function in ("log10", "log2"):
        return _engine().log(argument) / _engine().log(_engine().Integer(function.removeprefix("log")))
    return getattr(_engine(), function)(argument)


def _operation(operator: str, left: Any, right: Any) -> Any:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case _:
            return left**right
