"""What the player compares answers with: for two updates, what each mistake gives at each step asked for.

What is true stands in the walk already. What mistakes give is sent to eight significant digits, at entries
that are asked for; a matrix that follows from vectors as what it follows from. See practice/verdict.js.
"""

import math
from collections.abc import Iterator
from functools import cached_property
from itertools import product
from typing import Any, Protocol

import numpy as np

from ..core.checks.fitted_numbers import Family
from ..core.checks.mistakes import TABLE, rows
from ..core.checks.rounding_slips import NEAR
from ..core.checks.update_slips import EPSILONS
from ..core.checks.worked_with_slips import Key
from ..core.inputs import Array, whole
from ..core.practice.alternatives import Alternatives, alternatives_of
from ..core.practice.chosen_entries import chosen_entries
from ..core.practice.feedback import SAID
from ..core.practice.prompt import Prompt
from ..core.practice.true_steps import TrueSteps, of_update
from ..core.practice.typed_number import REFUSED
from ..steps.session import Session, Update

UPDATES = 2  # the one asked for and the next
DIGITS = 8  # of what a mistake gives
TWICE = ("accumulated", "factor-2")
Vectors = dict[str, Any]  # by letter, each by its place, or itself where it may not have one yet
Known = tuple[Array, Any]  # a vector, and its place, or itself
PLACES = {"W": "newW", "b": "newb"}  # the updated ones


class AnswerTable(Protocol):
    """Where arrays and texts are kept once and called by their places, as in payload.py."""

    def array(self, array: Array) -> int:
        """The place of an array."""
        ...

    def text(self, text: str) -> Any:
        """The place of a text."""
        ...


def expected_answers(
    session: Session, first: int, told: list[dict[str, Any]], table: AnswerTable
) -> dict[str, Any]:
    """Those of an update, from 1, and the next; `told`: what the walk says of each update.

    Raises InputError for an update that is not walked.
    """
    first = whole(first, "the update that is asked for", 1, len(session.walked))
    updates, likeliest = {}, [*TABLE]
    for u in session.walked[first - 1 : first - 1 + UPDATES]:
        steps = _steps(session, u)
        made = _Made(alternatives_of(steps, steps.arrays), told[u.number - 1], table)
        updates[u.number - 1] = {_name(steps, key): made.asked(key) for key in steps.arrays}
        likeliest = rows(steps.task)  # the same for each
    mistakes = [
        {"name": row.name, "looks": row.looks, "sentence": row.sentence, "counted": row.counted}
        for row in likeliest
    ]
    return {"mistakes": mistakes, "said": SAID, "refused": REFUSED, "updates": updates}


def _steps(session: Session, u: Update) -> TrueSteps:
    """What is true of an update."""
    items = slice(u.items.start, u.items.stop)
    return of_update(
        u.before,
        session.X[items],
        session.T[items],
        session.loss,
        session.learning_rate,
        order=session.order,
        in_matrices=u.in_matrices,
        rule=u.update_rule,
        state=u.state,
    )


def _name(steps: TrueSteps, key: Key) -> str:
    """As the walk calls it: "n:2", "e", "momentum_W:2"; the W that AdamW decays is no gradient."""
    quantity, l = key
    if quantity in ("e", "F", "clip"):
        return quantity
    kind, _, letter = quantity.partition("_")
    move = next((move for move in steps.rule.active if move.kind == kind), None) if steps.rule else None
    if letter and move is not None and move.gives == "parameter":
        quantity = f"decayed_{letter}"
    return f"{quantity}:{l}"


class _Made:
    """The forms in which what mistakes give is sent.

    An array is sent as its place; a matrix ∂F/∂W that is â((1 + p) S + G)ᵀ as the places of these vectors, by
    "a", "s" and, where there are such, "p" and "g", its entries rounded to "r" decimals, up with "up"; of a
    batch "m" and "s", whose product is divided by "n". "t": a true array that is rounded; "w": W or b that
    the gradient "d" has moved, "k" times or with "eps" as Adam's first step.
    """

    def __init__(self, found: Alternatives, told: dict[str, Any], table: AnswerTable) -> None:
        self.found, self.told, self.table = found, told, table
        self.steps = found.steps
        self.products: dict[int, dict[bytes, Vectors]] = {}
        self.roundings: dict[Key, list[tuple[bytes, dict[str, Any]]]] = {}

    def asked(self, key: Key) -> dict[str, Any]:
        """One quantity of a layer."""
        prompt = Prompt(self.steps, key, self.found)
        entries = chosen_entries(self.steps.task.net, key, prompt.truth.shape)
        called = prompt.called
        asked: dict[str, Any] = {
            "truth": self.truth(key),
            "noise": float(f"{prompt.noise:.3g}"),
            "entries": entries,
            "others": [],
            "called": [called.prefix, called.lowered, called.item, called.twice],
            "look": self.table.text(prompt.look),
        }
        if prompt.partly:
            asked["partly"] = True
        others: dict[int, list[Any]] = {}
        if entries is not None:
            places = tuple(np.array(entries).T - 1)
            for one in prompt.others:
                others.setdefault(self.order[one.mistake], []).append(self.at(one.array[places]))
        else:
            descends = self.descends(key)
            if descends:
                asked["descends"] = self.told[key[0]][key[1]]
            for one in prompt.others:
                if (one.mistake, _same(key[0], one.array)) not in descends:
                    others.setdefault(self.order[one.mistake], []).append(self.form(key, one.array))
        asked["fitted"] = [self.fitted(key, entries, *one) for one in prompt.fitted]
        asked["others"] = [[mistake, *forms] for mistake, forms in others.items()]
        return asked

    def old(self, key: Key) -> Array:
        """W or b before the update."""
        net = self.steps.task.net
        return (net.W if key[0][-1] == "W" else net.b)[key[1]]

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of a mistake among those that are sent."""
        return {row.name: i for i, row in enumerate(rows(self.steps.task))}

    def descends(self, key: Key) -> set[tuple[str, bytes]]:
        """What mistakes make of W or b by way of the gradient, where all of that leads here."""
        letter, l = key
        if letter not in ("W", "b") or self.steps.rule is not None:
            return set()
        old = self.old(key)
        own = {(one.mistake, _same(letter, one.array)) for one in self.found.by_key[key]}
        led = {
            (one.mistake, _same(letter, old - self.steps.task.alpha * one.array))
            for one in self.found.by_key[f"d{letter}", l]
        }
        return led if led <= own else set()

    def truth(self, key: Key) -> int:
        """The place of the true array, where the walk has it already."""
        quantity, l = key
        if quantity == "e":
            return int(self.told["e"])
        by_layer = self.told.get(PLACES.get(quantity, quantity))
        return int(by_layer[l]) if isinstance(by_layer, dict) else self.table.array(self.steps.arrays[key])

    def at(self, array: Array) -> int:
        """The place of an array to so many digits."""
        return self.table.array(_short(array))

    def form(self, key: Key, array: Array) -> Any:
        """An array's place, or what it follows from."""
        quantity, l = key
        same = _same(quantity, array)
        known = self.moved(key, same) or next((how for made, how in self.rounded(key) if made == same), None)
        if known is not None:
            return known
        if quantity == "dW":
            if l not in self.products:
                self.products[l] = dict(
                    self.products_of(l) if self.steps.task.alone else self.products_of_items(l)
                )
            if (vectors := self.products[l].get(same)) is not None:
                return {letter: self.vector(one) for letter, one in vectors.items()}
        return self.at(array)

    def moved(self, key: Key, same: bytes) -> dict[str, Any] | None:
        """W or b that the true gradient has moved, in whatever way."""
        letter, l = key
        if letter not in ("W", "b") or self.steps.rule is not None:
            return None
        gradient, alpha, old = self.steps.arrays[f"d{letter}", l], self.steps.task.alpha, self.old(key)
        places = {"w": self.told[letter][l], "d": self.truth((f"d{letter}", l))}
        for times in (-alpha, 1.0):
            if _same(letter, old - times * gradient) == same:
                return {**places, "k": times}
        for epsilon in EPSILONS:
            if _same(letter, old - alpha * gradient / (np.abs(gradient) + epsilon)) == same:
                return {**places, "k": alpha, "eps": epsilon}
        return None

    def rounded(self, key: Key) -> list[tuple[bytes, dict[str, Any]]]:
        """The true array rounded to 2 and 3 decimals, halves to even and up."""
        if key not in self.roundings:
            truth, at = self.steps.arrays[key], self.truth(key)
            self.roundings[key] = [
                (_same(key[0], made), {"t": at, **how}) for made, how in _rounded_ways(truth)
            ]
        return self.roundings[key]

    def products_of_items(self, l: int) -> Iterator[tuple[bytes, "Vectors"]]:
        """Of a batch: every ∂F/∂W that is a product of what stands to the left with an S."""
        (n, a), told, task = self.steps.task.forth, self.told, self.steps.task
        N = len(task.X) if task.rule.mean else 1
        of_S = [(one.array, one.array) for one in self.found.by_key["S", l]]
        S: list[Known] = [*of_S, (self.steps.arrays["S", l], told["S"][l])]
        lefts: list[Known] = [(a[l - 1].T, told["a"][l - 1])]
        if l > 2:
            lefts.insert(0, (n[l - 1].T, told["n"][l - 1]))
        for left, s in product(lefts, S):
            yield _same("dW", left[0] @ s[0].T / N), {"m": left[1], "s": s[1], "n": N}

    def vector(self, one: "float | Array") -> float:
        """The place of a vector, which is known or is to have one."""
        return self.at(one) if isinstance(one, np.ndarray) else one

    def products_of(self, l: int) -> Iterator[tuple[bytes, "Vectors"]]:
        """Every ∂F/∂W of layer l that follows from vectors, likely ones last."""
        (n, a), told, others = self.steps.task.forth, self.told, self.found.by_key
        left: Known = (a[l - 1][0], told["a"][l - 1])
        true: Known = (self.steps.arrays["S", l], told["S"][l])
        S: list[tuple[str, Known]] = [
            ("", true),
            *((one.mistake, (one.array, one.array)) for one in others["S", l]),
        ]
        H = len(left[0])
        down = np.arange(H, 0, -1.0)  # how often scalar autograd run twice counts what lies in between
        for p in (np.zeros(H), np.ones(H), down, down + 1):
            for G in [known[0] for mistake, known in S if mistake in TWICE]:
                made = left[0][:, None] * ((1 + p)[:, None] * true[0] + G)
                yield _same("dW", made), {"a": left[1], "s": true[1], "p": p, "g": G}
        rounded_left = [
            (one.array, one.array) for one in others.get(("a", l - 1), ()) if one.mistake == "rounded"
        ]
        for (to, s), a_left in product(S, (left, *rounded_left)):
            if to in ("", "rounded"):
                yield from _rounded(a_left, s)
        lefts: list[Known] = [(np.ones(H), np.ones(H)), left]
        if l > 2:
            lefts.insert(0, (n[l - 1][0], told["n"][l - 1]))
        for a_left, (_, s) in product(lefts, S):
            yield _same("dW", a_left[0][:, None] * s[0]), {"a": a_left[1], "s": s[1]}

    def fitted(self, key: Key, entries: Any, family: Family, along: Array) -> list[Any]:
        """A mistake with a number of its own, and the array that it goes along, so many times."""
        letter, l = key[0][-1], key[1]
        known = ((f"d{letter}", self.steps.arrays[f"d{letter}", l]), (letter, self.old(key)))
        most = None if math.isinf(family.most) else family.most
        told = [self.order[family.name], family.least, most, family.offset, family.whole]
        if entries is not None:
            return [*told, 1.0, self.at(along[tuple(np.array(entries).T - 1)])]
        for (name, array), times in product(known, (1.0, -self.steps.task.alpha)):
            if np.array_equal(times * array, along):
                return [*told, times, self.told[name][l]]
        return [*told, 1.0, self.at(along)]


def _rounded(left: Known, S: Known) -> Iterator[tuple[bytes, Vectors]]:
    """∂F/∂W with each of its entries rounded."""
    for made, how in _rounded_ways(left[0][:, None] * S[0]):
        yield _same("dW", made), {"a": left[1], "s": S[1], **how}


def _rounded_ways(array: Array) -> Iterator[tuple[Array, dict[str, int]]]:
    """Rounded to 2 and 3 decimals, halves up and to even, as NumPy does it."""
    for decimals in (2, 3):
        ten = 10.0**decimals
        up = np.copysign(np.floor(np.abs(array) * ten + 0.5 + NEAR) / ten, array)
        yield np.asarray(up), {"r": decimals, "up": 1}
        yield np.asarray(np.round(array, decimals)), {"r": decimals}


def _short(array: Array) -> Array:
    """To so many digits."""
    flat = [float(f"{value:.{DIGITS}g}") for value in array.ravel().tolist()]
    return np.array(flat).reshape(array.shape)


def _same(quantity: str, array: Array) -> bytes:
    """What two arrays share that are the same to a digit more."""
    size = float(np.abs(array).max())
    scale = 10.0 ** math.floor(math.log10(size)) if size and math.isfinite(size) else 1.0
    return quantity.encode() + np.append(np.round(array / scale, DIGITS + 1) + 0.0, scale).tobytes()
