"""x / 255, (x − m) / s and their like in a functional Keras model: arithmetic with constants."""

from typing import Any

import numpy as np

from ...core.inputs import Array, numbers
from .layer_chain import Affine

KINDS = ("Add", "Subtract", "Multiply", "Divide", "TrueDivide", "Negative")


def is_arithmetic(operation: Any) -> bool:
    """Whether it is one of Keras's own operations on numbers, not a layer of the same name."""
    from keras import Layer  # noqa: PLC0415  Keras is there: the operation is its own

    kind = type(operation)
    return (
        kind.__name__ in KINDS
        and kind.__module__.startswith("keras.src.ops.")
        and not isinstance(operation, Layer)
    )


def arithmetic(name: str, operation: Any) -> Affine | None:
    """What it does to a row x, as scale · x + shift; None for c / x and for constants that differ by rows."""
    from keras import KerasTensor, ops  # noqa: PLC0415

    kind, args = type(operation).__name__, operation._inbound_nodes[0].arguments.args
    if kind == "Negative":
        return Affine(name, np.array(-1.0), np.array(0.0))
    constants = [arg for arg in args if not isinstance(arg, KerasTensor)]
    if len(args) != 2 or len(constants) != 1:
        return None
    c = _row(name, ops.convert_to_numpy(constants[0]))
    first = isinstance(args[0], KerasTensor)
    if c is None or (not first and kind in ("Divide", "TrueDivide")):
        return None
    return Affine(name, *_scale_and_shift(name, kind, c, first))


def _scale_and_shift(name: str, kind: str, c: Array, first: bool) -> tuple[Array, Array]:
    """`first`: x stands before the constant."""
    one, zero = np.ones_like(c), np.zeros_like(c)
    if kind == "Multiply":
        return c, zero
    if kind == "Add":
        return one, c
    if kind == "Subtract":
        return (one, -c) if first else (-one, c)
    with np.errstate(divide="ignore"):
        return numbers(1 / c, f"the divisor of {name}, turned over,", (None,) * c.ndim), zero


def _row(name: str, constant: Any) -> Array | None:
    """A constant as a number or one for each neuron; None where it has rows."""
    array = np.asarray(constant).astype(np.float64)
    if array.ndim > 1 and any(size != 1 for size in array.shape[:-1]):
        return None
    array = array.reshape(array.shape[-1:])
    return numbers(array, f"the constant of {name}", (None,) * array.ndim)
