"""The one calling convention of every surface, every Hessian and every optimizer rule.

A surface is a C function ``void f(double *out, const double *theta, void *data)``; kernels call it through its
address. So a kernel is compiled once per install, and never again for a new surface or a new optimizer.

Addresses are plain integers. Numba's first-class functions (``WrapperAddressProtocol``) do the same, but unpacking one costs
12 microseconds a call and argument (measured, Numba 0.68): as much as walking 500 steps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from llvmlite import ir
from numba import cfunc, njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., Any])

Vector: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]

_njit: Any = njit
_intrinsic: Any = intrinsic
_pointer_type: Any = types.CPointer
DOUBLES_TYPE = _pointer_type(types.float64)
INTEGERS_TYPE = _pointer_type(types.int64)

SURFACE_SIGNATURE = "void(CPointer(float64), CPointer(float64), intp)"
RULE_SIGNATURE = "void(CPointer(float64), CPointer(float64), CPointer(float64), CPointer(float64), CPointer(float64), intp)"
DIRECTION_SIGNATURE = (
    "float64(CPointer(float64), CPointer(float64), CPointer(float64), CPointer(float64), CPointer(float64), intp, intp, intp)"
)


class Doubles(Protocol):
    """A C pointer to doubles, inside kernels."""

    def __getitem__(self, index: int) -> float: ...
    def __setitem__(self, index: int, value: float) -> None: ...


class Integers(Protocol):
    """A C pointer to 64-bit integers, inside kernels."""

    def __getitem__(self, index: int) -> int: ...


@dataclass(frozen=True, slots=True)
class FunctionPointer:
    """A compiled function and whatever must stay alive while it can be called.

    Calling through the address of something already freed is a crash, not an exception: hold on to the pointer object itself, and
    take its numbers only for the duration of a call.

    Attributes:
        address: of the machine code.
        data: address handed to the function as its last argument; 0 when it needs none.
        owner: keeps code and data alive.
    """

    address: int
    data: int
    owner: object


def kernel(signature: str) -> Callable[[F], F]:
    """Compile a function once per install, for one signature, to run without the interpreter lock."""
    compiled: Callable[[F], F] = _njit(signature, nogil=True, cache=True, error_model="numpy")
    return compiled


def helper(function: F) -> F:
    """Compile a function only into the kernels of its own file that call it; a kernel of its own would take 6 ms to load."""
    compiled: F = _njit(error_model="numpy")(function)
    return compiled


def c_function(signature: str) -> Callable[[F], Any]:
    """Compile a function once per install that C, or a kernel holding its address, can call."""
    compiled: Callable[[F], Any] = cfunc(signature, cache=True, error_model="numpy")
    return compiled


def pointer_to(function: Any, data: int = 0, owner: object = None) -> FunctionPointer:
    """Return the pointer of a function made by `c_function`; `owner` keeps its data alive."""
    return FunctionPointer(function.address, data, (function, owner))


def _element(_typing: Any, array: Any, _index: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        fields = context.make_array(signature.args[0])(context, builder, arguments[0])
        return builder.gep(fields.data, [arguments[1]])

    return DOUBLES_TYPE(array, types.intp), generate


def _doubles_at(_typing: Any, _address: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.DoubleType().as_pointer())

    return DOUBLES_TYPE(types.intp), generate


def _integers_at(_typing: Any, _address: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())

    return INTEGERS_TYPE(types.intp), generate


def _call_surface(_typing: Any, _address: Any, _out: Any, _theta: Any, _data: Any) -> Any:
    return types.void(types.intp, DOUBLES_TYPE, DOUBLES_TYPE, types.intp), _call


def _call_rule(_typing: Any, _address: Any, _update: Any, _state: Any, _theta: Any, _gradient: Any, _values: Any, _t: Any) -> Any:
    return types.void(types.intp, *[DOUBLES_TYPE] * 5, types.intp), _call


def _call_direction(
    _typing: Any,
    _address: Any,
    _v: Any,
    _state: Any,
    _theta: Any,
    _gradient: Any,
    _values: Any,
    _t: Any,
    _hessian: Any,
    _data: Any,
) -> Any:
    return types.float64(types.intp, *[DOUBLES_TYPE] * 5, types.intp, types.intp, types.intp), _call_for_a_number


def _call_for_a_number(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
    address, *rest = arguments
    function = ir.FunctionType(ir.DoubleType(), [argument.type for argument in rest])
    return builder.call(builder.inttoptr(address, function.as_pointer()), rest)


def _call(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
    address, *rest = arguments
    function = ir.FunctionType(ir.VoidType(), [argument.type for argument in rest])
    builder.call(builder.inttoptr(address, function.as_pointer()), rest)
    return context.get_dummy_value()


element: Callable[[Vector | Matrix, int], Doubles] = _intrinsic(_element)
"""Inside kernels: the pointer to entry `index` (flat) of a C-contiguous array.

It does not keep the array alive: Numba frees one made in the kernel after the last line that names it.
"""

doubles_at: Callable[[int], Doubles] = _intrinsic(_doubles_at)
"""Inside kernels: the doubles at an address."""

integers_at: Callable[[int], Integers] = _intrinsic(_integers_at)
"""Inside kernels: the 64-bit integers at an address."""

call_surface: Callable[[int, Doubles, Doubles, int], None] = _intrinsic(_call_surface)
"""Inside kernels: call the surface at an address, ``f(out, theta, data)``."""

call_rule: Callable[[int, Doubles, Doubles, Doubles, Doubles, Doubles, int], None] = _intrinsic(_call_rule)
"""Inside kernels: call the rule at an address, ``rule(update, state, theta, gradient, hyperparameters, t)``."""

call_direction: Callable[[int, Doubles, Doubles, Doubles, Doubles, Doubles, int, int, int], float] = _intrinsic(_call_direction)
"""Inside kernels: call a searching rule, ``direction(v, state, theta, gradient, hyperparameters, t, hessian, hessian_data)``."""
