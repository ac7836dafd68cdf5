"""A surface given by a formula: its value, gradient and Hessian come exactly from the one expression.

SymEngine differentiates, and its LLVM backend compiles; the compiled code has the calling convention of `abi`.
"""

import ctypes
import threading
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.abi import (
    SURFACE_SIGNATURE,
    Doubles,
    FunctionPointer,
    c_function,
    call_surface,
    doubles_at,
    element,
    integers_at,
    pointer_to,
)
from app.core.formula import Binary, Call, FormulaError, Name, Negative, Node, Number, parse, to_latex, to_text
from app.core.readable import to_node
from app.core.sampling import evaluate
from app.core.surface import Domain, Minimum, Sampled

EXACT_LIMIT = 2.0**53
"""Constant powers are kept exact up to here, and folded in floating point beyond: 9^9^9 has 369 million digits."""

NEWTON_STEPS = 50

CLOSE = 1e-100
"""To a kink, along w or b: from here on inwards the gradient no longer changes along a ray, and the cube is still a double."""

_compiling = threading.RLock()
"""Guards every lazy compilation: two threads may ask for the same surface at once."""


class FormulaSurface(Sampled):
    """The surface of a formula in w and b.

    Args:
        text: the formula.
        domain: the part of the plane worth showing.
        seeds: a point near each known minimum, from which Newton's method finds it to full precision, or the minimum itself;
            with the loss there as a third number where it is known exactly.
        kind: "named" or "formula".

    Raises:
        FormulaError: if the text is no formula. Constants are computed when the surface is used: a division by 0, a power out
            of range (9^9^9) or a constant that is not real (log(-1)) raises it then.
    """

    def __init__(self, text: str, domain: Domain, seeds: tuple[tuple[float, ...], ...] = (), kind: str = "formula") -> None:
        self.kind = kind
        self.domain = domain
        self._seeds = seeds
        self._tree = parse(text)
        self.text = to_text(self._tree)
        self.latex = f"L(w, b) = {to_latex(self._tree)}"

    @cached_property
    def latex_gradient(self) -> tuple[str, str]:
        """LaTeX of dL/dw and dL/db."""
        decimals = "." in self.text
        with _compiling:
            dw, db = (to_latex(to_node(partial, decimals)) for partial in self._partials)
        return dw, db

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The known minima inside the domain, in the order of the seeds."""
        if not self._seeds:
            return ()
        points = polish(self, np.array([seed[:2] for seed in self._seeds]))
        losses, _ = self.value_and_gradient(points)
        return tuple(
            Minimum(float(w), float(b), seed[2] if len(seed) > 2 else float(loss))
            for (w, b), loss, seed in zip(points, losses, self._seeds, strict=True)
        )

    @cached_property
    def function(self) -> FunctionPointer:
        """The compiled [L, dL/dw, dL/db]; at a minimum with a kink, where the formula's gradient is 0/0, see `_with_kinks`."""
        with _compiling:
            function = _compile(self._expression, *self._partials)
        seeds = np.array([seed[:2] for seed in self._seeds]).reshape(-1, 2)
        values = evaluate(function, seeds)
        kinks = seeds[np.isfinite(values[:, 0]) & np.isnan(values[:, 1:]).any(axis=1)]
        return _with_kinks(function, kinks) if len(kinks) else function

    @cached_property
    def hessian_function(self) -> FunctionPointer:
        """The compiled [d2L/dw2, d2L/dwdb, d2L/db2]."""
        with _compiling:
            w, b = _symbols()
            dw, db = self._partials
            return _compile(dw.diff(w), dw.diff(b), db.diff(b))

    @cached_property
    def _expression(self) -> Any:
        return to_symengine(self._tree)

    @cached_property
    def _partials(self) -> tuple[Any, Any]:
        w, b = _symbols()
        return self._expression.diff(w), self._expression.diff(b)


def to_symengine(node: Node) -> Any:
    """Return the SymEngine expression of a tree. Decimals become exact fractions: 0.26 is 13/50.

    Raises:
        FormulaError: without a position, for a division by 0, and for a constant number or power that is no finite real one.
    """
    import symengine

    match node:
        case Number(text):
            return _exact(text)
        case Name("pi"):
            return symengine.pi
        case Name("e"):
            return symengine.E
        case Name(text):
            return symengine.Symbol(text)
        case Negative(operand):
            return -to_symengine(operand)
        case Call(function, argument):
            return getattr(symengine, function)(to_symengine(argument))
        case Binary(operator, left, right):
            return _combine(operator, to_symengine(left), to_symengine(right))


def _combine(operator: str, left: Any, right: Any) -> Any:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            if right == 0:
                raise FormulaError("division by zero")
            return left / right
        case _:
            return _power(left, right)


def _power(base: Any, exponent: Any) -> Any:
    import symengine

    if base.is_Number and exponent.is_Number:
        try:
            value = float(base) ** float(exponent)
        except (OverflowError, ZeroDivisionError):
            raise FormulaError("a constant power is out of range") from None
        if isinstance(value, complex):
            raise FormulaError("a constant power is not a real number")
        if not 1 / EXACT_LIMIT <= abs(value) <= EXACT_LIMIT:
            return symengine.RealDouble(value)
    return base**exponent


def _exact(numeral: str) -> Any:
    import symengine

    value = float(numeral)
    if not np.isfinite(value):
        raise FormulaError(f"{numeral} is too large")
    mantissa, _, exponent = numeral.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    power = int(exponent or 0) - len(decimals)
    if len(whole + decimals) > 15 or abs(power) > 15:
        return symengine.RealDouble(value)
    return symengine.Integer(int(whole + decimals)) * symengine.Integer(10) ** power


def polish(surface: Sampled, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the stationary points that Newton's method reaches from `points` (n, 2), to full double precision."""
    points = points.astype(np.float64)
    for _ in range(NEWTON_STEPS):
        _, gradient = surface.value_and_gradient(points)
        moving = (gradient != 0).any(axis=1)
        if not moving.any():
            break
        step = np.linalg.solve(surface.hessian(points[moving]), gradient[moving][..., np.newaxis])[..., 0]
        moved = points[moving] - step
        if (np.abs(step) <= np.spacing(np.abs(moved))).all():
            break
        points[moving] = moved
    return points


def _symbols() -> tuple[Any, Any]:
    import symengine

    return symengine.Symbol("w"), symengine.Symbol("b")


def _compile(*outputs: Any) -> FunctionPointer:
    import symengine

    try:
        compiled = symengine.Lambdify(list(_symbols()), list(outputs), backend="llvm", cse=True, real=True)
    except RuntimeError:  # log(-1) is i pi, log(0) minus infinity
        raise FormulaError("a constant is not a finite real number") from None
    function, data = compiled.as_ctypes()
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return FunctionPointer(address, data.value or 0, (compiled, function, data))


def _with_kinks(function: FunctionPointer, kinks: NDArray[np.float64]) -> FunctionPointer:
    """Return `function` with a gradient at and close to `kinks` (n, 2), which must be minima.

    At a kink it is 0, a subgradient. Closer than `CLOSE` the squares of the offsets underflow, and the formula's own gradient is
    0/0 or has lost its digits; along a ray from a kink the gradient has a limit, so the one at `CLOSE` on the same ray is taken.
    """
    addresses = np.array([function.address, function.data, len(kinks)], dtype=np.int64).view(np.float64)
    packed = np.concatenate((addresses, kinks.ravel()))
    return pointer_to(_kinked, packed.ctypes.data, (packed, function))


@c_function(SURFACE_SIGNATURE)
def _kinked(out: Doubles, theta: Doubles, data: int) -> None:
    packed = doubles_at(data)
    numbers = integers_at(data)
    for k in range(numbers[2]):
        kink_w, kink_b = packed[3 + 2 * k], packed[4 + 2 * k]
        offset_w, offset_b = theta[0] - kink_w, theta[1] - kink_b
        distance = max(abs(offset_w), abs(offset_b))
        if distance < CLOSE:
            at = np.array([kink_w, kink_b])
            if distance > 0.0:
                at[0] += offset_w / distance * CLOSE
                at[1] += offset_b / distance * CLOSE
            call_surface(numbers[0], out, element(at, 0), numbers[1])
            slope_w, slope_b = (out[1], out[2]) if distance > 0.0 else (0.0, 0.0)
            call_surface(numbers[0], out, theta, numbers[1])
            out[1], out[2] = slope_w, slope_b
            return
    call_surface(numbers[0], out, theta, numbers[1])
