"""A formula made ready to compute: checked at once, compiled when first used, and without a domain.

SymEngine differentiates, and its LLVM backend compiles; the compiled code has the calling convention of `abi`.
"""

import ctypes
import threading
from functools import cached_property
from typing import Any

from app.core.abi import FunctionPointer
from app.core.formula import FormulaError, to_text
from app.core.grammar import parse
from app.core.readable import to_node
from app.core.symbolic import Expression
from app.core.typeset import to_latex

MAX_OPERATIONS = 4_000
"""Of value, gradient and Hessian together. Compiling takes about 10 microseconds for each, so all stays below 100 ms."""

MAX_GRADIENT_OPERATIONS = 2_000
"""Of value and gradient, looked at before they are differentiated once more."""

MAX_PRINTED_OPERATIONS = 250
"""Of a derivative: a longer one nobody reads, and it would take longer to typeset than to compute."""

_compiling = threading.RLock()
"""Guards every lazy compilation: two threads may ask for the same formula at once."""


class Formula:
    """A formula in w and b with its exact first and second derivatives.

    Args:
        text: the formula.

    Attributes:
        text: in canonical form.
        latex: of the loss, "L(w, b) = ...".
        operations: of value, gradient and Hessian together.

    Raises:
        FormulaError: the text is no formula, a constant in it is no finite real number, or its derivatives are too long.
    """

    def __init__(self, text: str) -> None:
        tree = parse(text)
        self.text = to_text(tree)
        self.latex = f"L(w, b) = {to_latex(tree)}"
        self._expression = Expression(tree)
        try:
            self._prepare()
        except RuntimeError:  # a coefficient such as 1e300 * 1e300 * 1e300, or a complex one
            raise FormulaError(BEYOND) from None

    def _prepare(self) -> None:
        expression, root = self._expression, self._expression.root
        self._partials = expression.partial(root, "w"), expression.partial(root, "b")
        self._first = [expression.code(each) for each in (root, *self._partials)]
        operations = _operations(self._first, MAX_GRADIENT_OPERATIONS)
        dw, db = self._partials
        second = expression.partial(dw, "w"), expression.partial(dw, "b"), expression.partial(db, "b")
        self._second = [expression.code(each) for each in second]
        self.operations = operations + _operations(self._second, MAX_OPERATIONS - operations)

    @cached_property
    def latex_gradient(self) -> tuple[str, str]:
        """LaTeX of dL/dw and dL/db; of a very long one only that it is."""
        with _compiling:
            dw, db = (self._printed(partial) for partial in self._partials)
        return dw, db

    @cached_property
    def function(self) -> FunctionPointer:
        """The compiled [L, dL/dw, dL/db]."""
        with _compiling:
            return _compile(self._first)

    @cached_property
    def value_function(self) -> FunctionPointer:
        """The compiled [L]; the other two outputs are left as they are."""
        with _compiling:
            return _compile(self._first[:1])

    @cached_property
    def hessian_function(self) -> FunctionPointer:
        """The compiled [d2L/dw2, d2L/dwdb, d2L/db2]."""
        with _compiling:
            return _compile(self._second)

    def make_ready(self) -> None:
        """Compile all three now.

        Raises:
            FormulaError: the constants of a derivative are beyond what numbers can hold.
        """
        for name in ("function", "value_function", "hessian_function"):
            getattr(self, name)

    def _printed(self, partial: Any) -> str:
        import symengine

        printable = self._expression.printable(partial)
        if symengine.count_ops(printable) > MAX_PRINTED_OPERATIONS:
            return r"\cdots"
        return to_latex(to_node(printable, decimals="." in self.text))


BEYOND = "the constants of this formula, taken together, are beyond what numbers can hold"


def _operations(outputs: list[Any], most: int) -> int:
    """Return how many operations there are.

    Raises:
        FormulaError: more than `most`.
    """
    import symengine

    count: int = symengine.count_ops(*outputs)
    if count > most:
        raise FormulaError(
            "the derivatives of this formula are too long; write it with fewer factors, or fewer functions in functions"
        )
    return count


def _compile(outputs: list[Any]) -> FunctionPointer:
    import symengine

    variables = [symengine.Symbol("w"), symengine.Symbol("b")]
    try:
        compiled = symengine.Lambdify(variables, outputs, backend="llvm", cse=True, real=True)
    except RuntimeError:
        raise FormulaError(BEYOND) from None
    function, data = compiled.as_ctypes()
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return FunctionPointer(address, data.value or 0, (compiled, function, data))
