"""In which forms what mistakes give is sent: the shortest from which the player makes the same numbers.

verdict.js reads them. A form is the number of a row of what is sent with the quantity; {"l": place} of an
array of short decimals; or what it follows from, see `FormsOfUpdate`. A vector is the place of an array, or
[name, i], what is the i-th that mistakes give of that quantity.
"""

import math
from collections.abc import Iterator
from itertools import product
from typing import Any, Protocol

import numpy as np

from ...core.checks.slips.rounding_slips import NEAR
from ...core.checks.slips.update_slips import EPSILONS
from ...core.checks.slips.worked_with_slips import Key
from ...core.inputs import Array
from ...core.practice.alternatives import Alternatives
from ...steps.session import Update

SAME_DIGITS = 9  # of two arrays that are the same
SHORT = 3  # decimals of a short number
FEW = 6  # numbers that are as short as what they would follow from
TWICE = ("accumulated", "factor-2")
SINGLE = np.finfo(np.float32)
Vectors = dict[str, Any]  # by letter, each as what is sent of it
Known = tuple[Array, Any]  # a vector, and what is sent of it; None: it is not sent yet
PLACES = {"W": "newW", "b": "newb"}  # the updated ones


class AnswerTable(Protocol):
    """Where arrays and texts are kept once and called by their places, as in payload.py."""

    def array(self, array: Array, rule: str = "", *operands: Array) -> int:
        """The place of an array; of a large one that of the rule that makes it of others."""
        ...

    def packed(self, rows: Array) -> int:
        """The place of rows that need no more than seven digits."""
        ...

    def text(self, text: str) -> Any:
        """The place of a text."""
        ...


class SentRows:
    """Arrays of one quantity, flat, each once; short decimals go to the table, where they are shorter."""

    def __init__(self, table: AnswerTable) -> None:
        self.table, self.known = table, dict[bytes, int]()

    def form(self, flat: Array) -> int | dict[str, int]:
        """The number of the row, or the place of short decimals."""
        if np.array_equal(np.round(flat, SHORT), flat) and float(np.abs(flat).max()) < 1000:
            return {"l": self.table.array(flat)}
        return self.known.setdefault(flat.tobytes(), len(self.known))

    def place(self) -> int | None:
        """That of all rows in the table; None where there are none."""
        if not self.known:
            return None
        rows = np.array([np.frombuffer(row) for row in self.known])
        size = np.abs(rows[rows != 0])
        fits = not size.size or (size.min() > SINGLE.tiny and size.max() < SINGLE.max)
        return self.table.packed(rows.astype(np.float32) if fits else rows)


class FormsOfUpdate:
    """Of one update: a matrix ∂F/∂W that is â((1 + p) S + G)ᵀ is sent as these vectors.

    "a", "s" and, where there are such, "p" and "g", its entries rounded to "r" decimals, up with "up"; of a
    batch "m" and "s", whose product is divided by "n", and to which (1 + p) times "d" is added. "t": a true
    array, rounded where "r" says so, "x" times, its row "c" alone; "w": W or b that the gradient "d" has
    moved, "k" times or with "eps" as Adam's first step.
    """

    def __init__(self, found: Alternatives, u: Update, told: dict[str, Any], table: AnswerTable) -> None:
        self.found, self.told, self.table = found, told, table
        self.steps = found.steps
        self.parts = {(move.quantity, move.layer): move.parts for move in u.moves.each} if u.moves else {}
        self.complete: set[Key] = set()  # of which all entries are sent
        self.vectors: dict[bytes, Any] = {}  # what is sent of what mistakes give, where all of it is
        self._products: dict[int, dict[bytes, Vectors]] = {}
        self._roundings: dict[Key, list[tuple[bytes, dict[str, Any]]]] = {}

    def old(self, key: Key) -> Array:
        """W or b before the update."""
        net = self.steps.task.net
        return (net.W if key[0][-1] == "W" else net.b)[key[1]]

    def truth(self, key: Key) -> int:
        """The place of the true array, where the walk has it already."""
        quantity, l = key
        if quantity == "e":
            return int(self.told["e"])
        by_layer = self.told.get(PLACES.get(quantity, quantity))
        if isinstance(by_layer, dict):
            return int(by_layer[l])
        parts = self.parts.get(key, ())
        if len(parts) == 1:
            return self.table.array(parts[0])
        return self.table.array(self.steps.arrays[key], "stacked" if parts else "", *parts)

    def follows(self, key: Key, array: Array) -> Vectors | None:
        """What an array follows from; None where nothing shorter is known."""
        made = same(key[0], array)
        if (known := self._scaled(key, array) or self._moved(key, made)) is not None:
            return known
        if (known := next((how for one, how in self._rounded(key) if one == made), None)) is not None:
            return known
        if key[0] != "dW":
            return None
        l = key[1]
        if l not in self._products:
            ways = self._products_of if self.steps.task.alone else self._products_of_items
            self._products[l] = dict(ways(l))
        return self._products[l].get(made)

    def _scaled(self, key: Key, array: Array) -> Vectors | None:
        """The true array, or one row of it alone, so many times."""
        truth = self.steps.arrays[key]
        filled = np.flatnonzero(array.any(axis=tuple(range(1, array.ndim))))
        if not filled.size or not truth[filled].any() or (len(array) > filled.size > 1):
            return None
        one = truth[filled]
        at = np.unravel_index(int(np.abs(one).argmax()), one.shape)
        times = float(f"{array[filled][at] / one[at]:.12g}")
        if not times or same(key[0], times * one) != same(key[0], array[filled]):
            return None
        known = {"t": self.truth(key), "x": times}
        return known if filled.size == len(array) else known | {"c": int(filled[0]) + 1}

    def _moved(self, key: Key, made: bytes) -> Vectors | None:
        """W or b that the true gradient has moved, in whatever way."""
        letter, l = key
        if letter not in ("W", "b") or self.steps.rule is not None:
            return None
        gradient, alpha, old = self.steps.arrays[f"d{letter}", l], self.steps.task.alpha, self.old(key)
        places = {"w": self.told[letter][l], "d": self.truth((f"d{letter}", l))}
        for times in (-alpha, 1.0):
            if same(letter, old - times * gradient) == made:
                return {**places, "k": times}
        for epsilon in EPSILONS:
            if same(letter, old - alpha * gradient / (np.abs(gradient) + epsilon)) == made:
                return {**places, "k": alpha, "eps": epsilon}
        return None

    def _rounded(self, key: Key) -> list[tuple[bytes, Vectors]]:
        """The true array rounded to 2 and 3 decimals, halves to even and up."""
        if key not in self._roundings:
            at = self.truth(key)
            self._roundings[key] = [
                (same(key[0], made), {"t": at, **how}) for made, how in _rounded_ways(self.steps.arrays[key])
            ]
        return self._roundings[key]

    def _sent(self, l: int) -> Iterator[tuple[str, Known]]:
        """Every S of layer l that is sent, by the mistake that gives it; the true one first."""
        yield "", (self.steps.arrays["S", l], self.told["S"][l])
        for one in self.found.by_key["S", l]:
            if (known := self.vectors.get(one.array.tobytes())) is not None:
                yield one.mistake, (one.array, known)

    def _products_of_items(self, l: int) -> Iterator[tuple[bytes, Vectors]]:
        """Of a batch: every ∂F/∂W that is a product of what stands to the left with an S."""
        (n, a), told, task = self.steps.task.forth, self.told, self.steps.task
        N = len(task.X) if task.rule.mean else 1
        lefts: list[Known] = [(a[l - 1].T, told["a"][l - 1])]
        if l > 2:
            lefts.insert(0, (n[l - 1].T, told["n"][l - 1]))
        known, (a_left, at) = [*self._sent(l)][::-1], lefts[-1]
        for left, (_, s) in product(lefts, known):
            yield same("dW", left[0] @ s[0].T / N), {"m": left[1], "s": s[1], "n": N}
        (B, L), (_, true) = task.T.shape, known[-1]
        for total in (2, B, 1 / B, 1 / L, 1 / (B * L)):
            yield same("dW", total * (a_left @ true[0].T / N)), {"m": at, "s": true[1], "n": N / total}
        dW, d = self.steps.arrays["dW", l], self.truth(("dW", l))
        for p in run_twice_between(len(a_left)):
            for G in [one for mistake, one in known if mistake in TWICE]:
                made = same("dW", (1 + p)[:, None] * dW + a_left @ G[0].T / N)
                yield made, {"m": at, "s": G[1], "n": N, "p": self.table.array(p), "d": d}

    def _products_of(self, l: int) -> Iterator[tuple[bytes, Vectors]]:
        """Every ∂F/∂W of layer l that follows from vectors, likely ones last."""
        (n, a), told = self.steps.task.forth, self.told
        left: Known = (a[l - 1][0], told["a"][l - 1])
        S = [*self._sent(l)]
        true, H = S[0][1], len(left[0])
        for p in run_twice_between(H):
            for G in [known for mistake, known in S if mistake in TWICE]:
                made = left[0][:, None] * ((1 + p)[:, None] * true[0] + G[0])
                yield same("dW", made), {"a": left[1], "s": true[1], "p": self.table.array(p), "g": G[1]}
        for a_left, (to, s) in product([left, *self._rounded_left(l)], S):
            if to in ("", "rounded"):
                for made, how in _rounded_ways(a_left[0][:, None] * s[0]):
                    yield same("dW", made), {"a": a_left[1], "s": s[1], **how}
        lefts: list[Known] = [(np.ones(H), self.table.array(np.ones(H))), left]
        if l > 2:
            lefts.insert(0, (n[l - 1][0], told["n"][l - 1]))
        for a_left, (_, s) in product(lefts, S[1:] + S[:1]):
            yield same("dW", a_left[0][:, None] * s[0]), {"a": a_left[1], "s": s[1]}

    def _rounded_left(self, l: int) -> Iterator[Known]:
        """a of the layer to the left as it is where it was rounded, and is sent."""
        for one in self.found.by_key.get(("a", l - 1), ()):
            known = self.vectors.get(one.array.tobytes())
            if one.mistake == "rounded" and known is not None:
                yield one.array, known


def run_twice_between(H: int) -> tuple[Array, ...]:
    """How often scalar autograd run twice counts what lies between each w â and n."""
    down = np.arange(H, 0, -1.0)
    return np.zeros(H), np.ones(H), down, down + 1


def same(quantity: str, array: Array) -> bytes:
    """What two arrays share that are the same to so many digits."""
    size = float(np.abs(array).max())
    scale = 10.0 ** math.floor(math.log10(size)) if size and math.isfinite(size) else 1.0
    return f"{quantity} {scale}".encode() + (np.round(array / scale, SAME_DIGITS) + 0.0).tobytes()


def _rounded_ways(array: Array) -> Iterator[tuple[Array, dict[str, int]]]:
    """Rounded to 2 and 3 decimals, halves up and to even, as NumPy does it."""
    for decimals in (2, 3):
        ten = 10.0**decimals
        up = np.copysign(np.floor(np.abs(array) * ten + 0.5 + NEAR) / ten, array)
        yield np.asarray(up), {"r": decimals, "up": 1}
        yield np.asarray(np.round(array, decimals)), {"r": decimals}
