"""Which arrays of an archive are the W's and b's of which layer, by the names that people give."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from ...core.inputs import Array, InputError
from ..untrusted.quoting import listed, shown
from .layer_order import in_order
from .orientation import NOTES, TURNED, Stored

NUMBERED = re.compile(
    r"(?:(?P<W>[Ww]_?|weights?_?|coefs?_?)|b_?|bias_?|biases_?|intercepts?_?)(?P<number>[0-9]{1,2})"
)
UNNAMED = re.compile(r"arr_([0-9]{1,2})")
PATH = re.compile(r"(?P<layer>(?:[A-Za-z0-9_]{1,60}[./]){1,6})(?:(?P<W>weight|kernel)|bias)(?::0)?")


def name_of_b(name: str) -> bool:
    """Whether this is a name of b."""
    found = NUMBERED.fullmatch(name) or PATH.fullmatch(name)
    return name == "bias" or name.endswith(".bias") or (found is not None and not found["W"])


def layers_of(
    arrays: dict[str, Array], orientation: str | None, order: Sequence[Any] | None
) -> tuple[list[Stored], list[str], tuple[tuple[str, ...], ...], str | None]:
    """The layers in order, what was done for that, which orders are open, which way round names say W is.

    Raises InputError where the names are none that are known, or do not go together.
    """
    if arrays and all(map(PATH.fullmatch, arrays)):
        layers, way = _of_paths(arrays)
        return *in_order(layers, orientation or way, order), way
    if order is not None:
        raise InputError("order must be left out where the arrays' names are numbered; it was given")
    pairs, remarks = _unnamed(arrays) if arrays and all(map(UNNAMED.fullmatch, arrays)) else _numbered(arrays)
    stored = [_stored(arrays, *pair, remarks) for pair in pairs]
    if not any(b_name in arrays for _, b_name in pairs):
        remarks.append("The file holds no b; every b is 0.")
        widths = zip(stored, _widths(stored, orientation), strict=True)
        stored = [Stored(one.W, np.zeros(width), one.W_name, "b") for one, width in widths]
    return stored, remarks, (), None


def _stored(arrays: dict[str, Array], W_name: str, b_name: str, remarks: list[str]) -> Stored:
    W, b = arrays[W_name], arrays.get(b_name, np.empty(0))
    if W.ndim != 2:
        raise InputError(f"{W_name} must have two axes; got {W.shape}")
    if b.ndim == 2:
        if 1 not in b.shape:
            raise InputError(f"{b_name} must have one axis, or be one row or column; got {b.shape}")
        remarks.append(f"{b_name} was stored {b.shape}, and is shown as a vector.")
    return Stored(W, b.ravel(), W_name, b_name)


def _widths(stored: Sequence[Stored], orientation: str | None) -> list[int]:
    """The neurons of each layer whose b is not there: W is H × L if that chains, else L × H."""
    shapes = [one.W.shape for one in stored]
    chains = all(left[1] == right[0] for left, right in pairwise(shapes)) and orientation != TURNED
    return [shape[1 if chains else 0] for shape in shapes]


def _numbered(arrays: dict[str, Array]) -> tuple[list[tuple[str, str]], list[str]]:
    """The names of each layer's W and b, by their numbers from 0, 1 or 2."""
    found: dict[tuple[bool, int], str] = {}
    for name in arrays:
        match = NUMBERED.fullmatch(name)
        if match is None:
            raise InputError(
                f"the arrays must all be numbered, as W2, b2, W3, b3; got {shown(name)} beside them"
            )
        key = bool(match["W"]), int(match["number"])
        if key in found:
            raise InputError(f"the arrays must have one number each; {found[key]} and {name} have the same")
        found[key] = name
    numbers = [number for _, number in found]
    first = min((number for number in numbers if number < 2), default=2)
    wanted = [
        (is_W, number) for number in range(first, max(numbers, default=2) + 1) for is_W in (True, False)
    ]
    biases = any(not is_W for is_W, _ in found)
    if missing := [
        f"{'W' if is_W else 'b'}{n}" for is_W, n in wanted if (is_W or biases) and (is_W, n) not in found
    ]:
        raise InputError(
            f"the arrays must be W2, b2, W3, b3 and so on without a gap; {listed(missing)} is missing"
        )
    pairs = [(found[True, n], found.get((False, n), "")) for is_W, n in wanted if is_W]
    if pairs[0][0] == "W2":
        return pairs, []
    return pairs, [f"{pairs[0][0]} is shown as W2, and so on: the input is layer 1."]


def _unnamed(arrays: dict[str, Array]) -> tuple[list[tuple[str, str]], list[str]]:
    """W and b by turns, or first all W's and then all b's: whichever their shapes allow."""
    names = sorted(arrays, key=lambda name: int(name[4:]))
    half = len(names) // 2
    turns, halves = (
        [*zip(names[::2], names[1::2], strict=False)],
        [*zip(names[:half], names[half:], strict=False)],
    )
    fit = [
        pairs
        for pairs in (turns, halves)
        if 2 * half == len(names) and all(_fits(arrays, *pair) for pair in pairs)
    ]
    if not fit and all(array.ndim == 2 and 1 not in array.shape for array in arrays.values()):
        fit = [[(name, "") for name in names]]
    if not fit or (len(fit) > 1 and fit[0] != fit[1]):
        said = ", ".join(f"{name} {arrays[name].shape}" for name in names[:4])
        raise InputError(
            f"arrays without names must be W, b, W, b … or all W and then all b; got {said}: "
            "numpy.savez(path, W2=…, b2=…, W3=…)"
        )
    order = ", ".join(part for pair in fit[0] for part in pair if part)
    return fit[0], [f"Told by their shapes, the arrays are {order[:120]}: W2, b2 and so on."]


def _fits(arrays: dict[str, Array], W: str, b: str) -> bool:
    """Whether these can be a W and the b of the same layer."""
    shape = arrays[b].shape
    return arrays[W].ndim == 2 and (len(shape) == 1 or 1 in shape) and arrays[b].size in arrays[W].shape


def _of_paths(arrays: dict[str, Array]) -> tuple[dict[str, Stored], str]:
    """The layers by name and which way round W is: a weight as PyTorch has it, a kernel as Keras does."""
    layers: dict[str, dict[str, str]] = {}
    for name in arrays:
        found = PATH.fullmatch(name)
        layers.setdefault(found["layer"] if found else "", {})["W" if found and found["W"] else "b"] = name
    kernels = {"kernel" in names.get("W", "") for names in layers.values()}
    if any("W" not in names for names in layers.values()) or len(kernels) > 1:
        raise InputError(
            f"each layer of the file must have a weight, or each a kernel; it has {listed(arrays)}"
        )
    stored = {}
    for layer, names in layers.items():
        b = names.get("b", "")
        stored[layer] = Stored(
            arrays[names["W"]], arrays[b].ravel() if b else np.empty(0), names["W"], b or f"{layer}bias"
        )
    return stored, NOTES if kernels == {True} else TURNED
