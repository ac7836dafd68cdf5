"""The one calling convention of every surface, every Hessian and every optimizer rule.

A surface is a C function ``void f(double *out, const double *theta, void *data)``; kernels call it through its
address. So a kernel is compiled once per install, and never again for a new surface or a new optimizer.

Addresses are plain integers. Numba's first-class functions (``WrapperAddressProtocol``) do the same, but unpacking one costs
12 microseconds a call and argument (measured, Numba 0.68): as much as walking 500 steps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from llvmlite import ir
from numba import cfunc, njit, types
from numba.core.base import BaseContext
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])

DOUBLES = types.CPointer(types.float64)
VECTOR = types.float64[::1]
MATRIX = types.float64[:, ::1]

SURFACE_SIGNATURE = types.void(DOUBLES, DOUBLES, types.intp)
RULE_SIGNATURE = types.void(DOUBLES, DOUBLES, DOUBLES, DOUBLES, types.intp)


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


def kernel(signature: object) -> Callable[[F], F]:
    """Compile a function once per install, for one signature, to run without the interpreter lock."""
    compiled: Callable[[F], F] = njit(signature, nogil=True, cache=True, error_model="numpy")
    return compiled


def c_function(signature: object) -> Callable[[F], Any]:
    """Compile a function once per install that C, or a kernel holding its address, can call."""
    compiled: Callable[[F], Any] = cfunc(signature, cache=True, error_model="numpy")
    return compiled


def pointer_to(function: Any, data: int = 0, owner: object = None) -> FunctionPointer:
    """Return the pointer of a function made by `c_function`; `owner` keeps its data alive."""
    return FunctionPointer(function.address, data, (function, owner))


@intrinsic  # type: ignore[untyped-decorator]
def element(_typing: Any, _array: Any, _index: Any) -> Any:
    """The C pointer to entry `index` (flat) of a C-contiguous float64 array, for use inside kernels."""

    def generate(context: BaseContext, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        return builder.gep(array.data, [arguments[1]])

    return DOUBLES(_array, types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def doubles_at(_typing: Any, _address: Any) -> Any:
    """The C pointer to the doubles at an address, for use inside kernels and C functions."""

    def generate(_context: BaseContext, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.DoubleType().as_pointer())

    return DOUBLES(types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def integers_at(_typing: Any, _address: Any) -> Any:
    """The C pointer to the 64-bit integers at an address, for use inside kernels and C functions."""

    def generate(_context: BaseContext, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())

    return types.CPointer(types.int64)(types.intp), generate


@intrinsic  # type: ignore[untyped-decorator]
def call_surface(_typing: Any, _address: Any, _out: Any, _theta: Any, _data: Any) -> Any:
    """Call the surface at an address, ``f(out, theta, data)``, inside a kernel."""
    return types.void(types.intp, DOUBLES, DOUBLES, types.intp), _call


@intrinsic  # type: ignore[untyped-decorator]
def call_rule(_typing: Any, _address: Any, _update: Any, _state: Any, _gradient: Any, _hyperparameters: Any, _t: Any) -> Any:
    """Call the optimizer rule at an address, ``rule(update, state, gradient, hyperparameters, t)``, inside a kernel."""
    return types.void(types.intp, DOUBLES, DOUBLES, DOUBLES, DOUBLES, types.intp), _call


def _call(context: BaseContext, builder: Any, _signature: Any, arguments: Any) -> Any:
    address, *rest = arguments
    function = ir.FunctionType(ir.VoidType(), [argument.type for argument in rest])
    builder.call(builder.inttoptr(address, function.as_pointer()), rest)
    return context.get_dummy_value()
