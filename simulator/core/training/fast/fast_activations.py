"""The table's activations once more, as NumPy calls that fill fixed arrays: what training runs.

n, a, w, v and S are (L, B), a column for each item of a batch; w is room that a form keeps from the way
forward to the way back. A row without a form of its own runs as the table of activations has it. NumPy
takes three times as long where shapes differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np

from ...activation import ACTIVATIONS
from ...activations.activation_row import Activation
from ...activations.softmax import others_of
from ...inputs import Array
from .unrolled_calls import Calls

# 0-d arrays: NumPy takes them in half the time it takes a Python float.
ZERO, ONE = np.array(0.0), np.array(1.0)
FAR_RIGHT = 700.0  # eⁿ is still finite there, and the slope e⁻ⁿ is next to nothing


@dataclass(frozen=True)
class Form:
    """First a = σ(n), then `slopes`, once for all neighbouring layers of the name, then S = A v.

    `in_place`: S may be where v is; a single number takes three times as long there.
    """

    forward: Callable[[Array, Array, Array], Calls]  # from n, a, w
    backward: Callable[[Array, Array, Array, Array, Array], Calls]  # from n, a, w, v, S
    slopes: Callable[[Array, Array], Calls] = lambda n, w: []  # from n and w of these layers, both flat
    in_place: bool = False


def form_of(name: str) -> Form:
    """The form of an activation's name."""
    row = ACTIVATIONS[name]
    if row.kinks == (0.0,) and row.pieces and row.pieces[1] == "1" and 0 <= float(row.pieces[0]) <= 1:
        return _relu(float(row.pieces[0]))
    return FORMS.get(row) or _as_the_table_has_it(row)


def _identity() -> Form:
    return Form(
        lambda n, a, w: [partial(np.positive, n, a)],
        lambda n, a, w, v, S: [partial(np.positive, v, S)],
        in_place=True,
    )


def _sigmoid() -> Form:
    """a = eⁿ / w with w = 1 + eⁿ, and the slope σ(n)σ(−n) = a / w keeps its digits on both sides."""

    def forward(n: Array, a: Array, w: Array) -> Calls:
        return [
            partial(np.fmin, n, _far_right(n.shape), w),
            partial(np.exp, w, a),
            partial(np.add, a, ONE, w),
            partial(np.divide, a, w, a),
        ]

    return Form(
        forward,
        lambda n, a, w, v, S: [partial(np.multiply, v, a, v), partial(np.divide, v, w, S)],
        in_place=True,
    )


@lru_cache(maxsize=16)
def _far_right(shape: tuple[int, ...]) -> Array:
    """As many as n has: beside a single one NumPy takes four times as long."""
    bound = np.full(shape, FAR_RIGHT)
    bound.setflags(write=False)
    return bound


def _tanh() -> Form:
    """The slope is 1 / cosh² n, right to the last bits also where tanh n has rounded to 1."""
    return Form(
        lambda n, a, w: [partial(np.tanh, n, a)],
        lambda n, a, w, v, S: [partial(np.divide, v, w, S)],
        lambda n, w: [partial(np.cosh, n, w), partial(np.multiply, w, w, w)],
        in_place=True,
    )


def _relu(leak: float) -> Form:
    """w is the slope, 1 right of 0 and the leak elsewhere; a = w n."""
    raised = [np.array(leak)] if leak else []

    def forward(n: Array, a: Array, w: Array) -> Calls:
        return [
            partial(np.heaviside, n, ZERO, w),
            *(partial(np.fmax, w, least, w) for least in raised),
            partial(np.multiply, w, n, a),
        ]

    return Form(forward, lambda n, a, w, v, S: [partial(np.multiply, v, w, S)], in_place=True)


def _softmax() -> Form:
    """S_i = a_i (v_i Σ_{j≠i} a_j − Σ_{j≠i} a_j v_j): 1 − a_i would lose every digit at saturation."""

    def forward(n: Array, a: Array, w: Array) -> Calls:
        top: Array = np.empty(n.shape[1])
        total: Array = np.empty((1, n.shape[1]))
        find_top: Calls = [partial(np.maximum.reduce, n, 0, None, top)]
        sum_up = partial(np.ones((1, len(n))).dot, a, total)
        if n.shape[1] == 1:  # one item: two cheaper calls, and scalars
            place, top, total = np.empty((), np.intp), top.reshape(()), total.reshape(())
            find_top = [partial(n.argmax, None, place), partial(n.take, place, None, top, "clip")]
        return [
            *find_top,
            partial(np.subtract, n, top, a),
            partial(np.exp, a, a),
            sum_up,
            partial(np.divide, a, total, a),
        ]

    def backward(n: Array, a: Array, w: Array, v: Array, S: Array) -> Calls:
        others = others_of(len(n))
        return [
            partial(others.dot, a, w),
            partial(np.multiply, w, v, w),
            partial(np.multiply, a, v, v),
            partial(others.dot, v, S),
            partial(np.subtract, w, S, v),
            partial(np.multiply, a, v, S),
        ]

    return Form(forward, backward)


def _as_the_table_has_it(row: Activation) -> Form:
    """The row's own functions; where they are not elementwise they are given the transpose, items as rows."""
    if row.shares:
        return Form(
            lambda n, a, w: [partial(into, a.T, row.value, n.T)],
            lambda n, a, w, v, S: [partial(into, S.T, row.applied, n.T, a.T, v.T)],
        )
    return Form(
        lambda n, a, w: [partial(into, a, row.value, n)],
        lambda n, a, w, v, S: [partial(into, S, row.slope, n), partial(np.multiply, v, S, S)],
    )


def into(place: Array, function: Callable[..., Array], *arguments: Array | str) -> None:
    """For what NumPy has no call with a place for the result."""
    place[...] = function(*arguments)


# By the rows themselves: a row of another name, or another row under a known name, has no form here.
FORMS = {
    ACTIVATIONS[name]: form
    for name, form in {
        "identity": _identity(),
        "sigmoid": _sigmoid(),
        "tanh": _tanh(),
        "softmax": _softmax(),
    }.items()
}
