"""What an exercise asks: of which steps the result is left blank, which are given, and what each is worth."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array, InputError, numbers
from ...core.network import Network, held
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session, Update
from ...steps.step import Step
from ...steps.timeline import steps_of
from ..untrusted.quoting import shown

QUANTITIES = ("n", "a", "e", "F", "A", "S", "dW", "db", "W", "b")
KINDS = {"error": "e", "update_W": "W", "update_b": "b"}  # of a step; every other kind is the quantity
WITHOUT_LAYER = ("e", "F")
NAMED = re.compile(r"(n|a|e|F|A|S|dW|db|W|b)([0-9]{1,2})?")
MOST_BLANKS = 2000  # of one variant
MOST_POINTS = 1000.0

Key = tuple[str, int | None]  # quantity and layer; of e and F there is none


@dataclass(frozen=True, eq=False, slots=True)
class StepResult:
    """One result of a step: asked, given, or kept back since it would give away another one.

    `number`: of its step in the walk, from 1, the same on sheet, key and in every file. `value`: the array
    as it is printed, () for F. `blanks`: the places asked, as indices from 1, () for F; `points`: of each.
    `gives_away`: where neither asked nor given, the key of what it would tell.
    """

    number: int
    step: Step
    quantity: str
    layer: int | None
    value: Array
    blanks: tuple[tuple[int, ...], ...]
    points: float
    gives_away: Key | None = None

    @property
    def key(self) -> Key:
        """Quantity and layer."""
        return self.quantity, self.layer

    @property
    def total(self) -> float:
        """The points of all its blanks."""
        return self.points * len(self.blanks)

    def mirrored(self, place: tuple[int, ...]) -> bool:
        """Whether a place that is not asked holds the number of one that is: below softmax's diagonal."""
        return self.quantity == "A" and place[::-1] in self.blanks and place not in self.blanks

    def answer(self, place: tuple[int, ...]) -> float:
        """The number that belongs into a blank."""
        return float(self.value[tuple(index - 1 for index in place)])


def named(key: Key) -> str:
    """As it is written in `steps` and in tables: "S2", "F"."""
    quantity, layer = key
    return quantity if layer is None else f"{quantity}{layer}"


def questions(
    session: Session,
    steps: Iterable[str] = QUANTITIES,
    points: float | Mapping[str, float] = 1,
    notation: Notation = NOTES,
) -> list[StepResult]:
    """Every result of the first update in order, those that `steps` names asked, the others given.

    `steps`: quantities, "S" for those of all layers or "S2" of one. `points`: of each blank, the same for
    all or by quantity. Never asked are: what another blank holds already (∂F/∂b where S is asked, a of the
    identity where n is, the other half of softmax's symmetric A), what does not depend on the numbers (A of
    the identity, zeros beside a diagonal), and frozen parameters. A result that would give a blank away is
    not given either. Arrays and places are as they are printed in the `notation`. Raises InputError for an
    unknown name, points not from 0 to MOST_POINTS, and where nothing or too much is asked.
    """
    u = session.first
    asked = _asked(u.before, steps)
    worth = _points(points)
    found = []
    for number, step in enumerate(steps_of(session, notation=notation), start=1):
        for key, value in _results(u, step):
            blanks = _blanks(u.before, key, value, asked)
            hidden = None if blanks else next(iter(_told_by(u.before, key) & asked), None)
            printed = _printed(u.before, key, value, blanks) if notation.turned else (value, blanks)
            found.append(StepResult(number, step, *key, *printed, worth[key[0]], hidden))
    count = sum(len(question.blanks) for question in found)
    if not count:
        raise InputError(
            f"what is asked must leave a number open in this network; {', '.join(map(str, steps))} leave none"
        )
    if count > MOST_BLANKS:
        raise InputError(
            f"an exercise asks at most {MOST_BLANKS} numbers; these steps have {count}: ask fewer of them"
        )
    return found


def _asked(net: Network, steps: Iterable[str]) -> set[Key]:
    names = [steps] if isinstance(steps, str) else list(steps)
    if not names:
        raise InputError(f"what is asked must be some of {', '.join(QUANTITIES)}; got nothing")
    found: set[Key] = set()
    for name in names:
        match = NAMED.fullmatch(str(name))
        if not match or (match[2] and match[1] in WITHOUT_LAYER):
            raise InputError(
                f"what is asked must be some of {', '.join(QUANTITIES)}, or of one layer, as S2; got "
                f"{shown(name)}"
            )
        quantity, layer = match[1], int(match[2] or 0)
        if layer and not 2 <= layer <= net.depth:
            raise InputError(f"the layer of {shown(name)} must be one of 2 to {net.depth}")
        if quantity in WITHOUT_LAYER:
            found.add((quantity, None))
        else:
            found |= {(quantity, l) for l in ([layer] if layer else range(2, net.depth + 1))}
    return found


def _points(points: Any) -> dict[str, float]:
    given = points if isinstance(points, Mapping) else dict.fromkeys(QUANTITIES, points)
    if strangers := [name for name in given if name not in QUANTITIES]:
        raise InputError(f"points must be for {', '.join(QUANTITIES)}; got {shown(strangers[0])}")
    found = {name: float(numbers(value, f"the points of {name}", ())) for name, value in given.items()}
    for name, value in found.items():
        if not 0 <= value <= MOST_POINTS:
            raise InputError(f"the points of {name} must be 0 to {MOST_POINTS:g}; got {value:g}")
    return dict.fromkeys(QUANTITIES, 1.0) | found


def _results(u: Update, step: Step) -> Iterator[tuple[Key, Array]]:
    """What a step computes, with 0 for the noise of binary arithmetic; e has F beside it."""
    if not step.computes:
        return
    quantity = KINDS.get(step.kind, step.kind)
    layer = None if quantity in WITHOUT_LAYER else step.layer
    yield (quantity, layer), u.calm.of(np.asarray(step.value))
    if quantity == "e":
        yield ("F", None), np.asarray(u.calm.F[0])


def _blanks(net: Network, key: Key, value: Array, asked: set[Key]) -> tuple[tuple[int, ...], ...]:
    quantity, layer = key
    if key not in asked or _copied(net, key) in asked:
        return ()
    places: Array = np.ones(value.shape, dtype=bool)
    if quantity == "A":
        row = ACTIVATIONS[net.activation[layer or 0]]
        if row.pieces is not None and len(row.pieces) == 1:
            return ()  # the slope of the identity is 1 everywhere
        # beside a diagonal are zeros; softmax has a symmetric A, of which one half is asked
        places = np.eye(len(value), dtype=bool) if row.elementwise else np.triu(places)
    if quantity in ("W", "b"):
        frozen = held(net.frozen, named(key), value.shape)
        places = places if frozen is None else ~frozen
    return tuple(tuple(int(index) + 1 for index in place) for place in np.argwhere(places))


def _printed(
    net: Network, key: Key, value: Array, blanks: tuple[tuple[int, ...], ...]
) -> tuple[Array, tuple[tuple[int, ...], ...]]:
    """Where W stands as L × H: it and ∂F/∂W turned, and slopes of single neurons one below another."""
    quantity, layer = key
    if quantity in ("W", "dW"):
        return value.T, tuple(sorted(place[::-1] for place in blanks))
    if quantity == "A" and ACTIVATIONS[net.activation[layer or 0]].elementwise:
        return np.diagonal(value), tuple(place[:1] for place in blanks)
    return value, blanks


def _copied(net: Network, key: Key) -> Key | None:
    """Of what this is a copy, number by number."""
    quantity, layer = key
    if quantity == "db":
        return "S", layer
    pieces = ACTIVATIONS[net.activation[layer]].pieces if quantity == "a" and layer else None
    return ("n", layer) if pieces is not None and len(pieces) == 1 else None


def _told_by(net: Network, key: Key) -> set[Key]:
    """What could be read off this, at once or by one sum: W gives ∂F/∂W away, e gives y away, ReLU's a n."""
    quantity, l = key
    if quantity == "a" and l:
        return {("n", l)} if ACTIVATIONS[net.activation[l]].pieces is not None else set()
    if quantity == "e":
        y: Key = ("a", net.depth)
        return {y} | _told_by(net, y)
    return {
        "db": {("S", l)},
        "b": {("db", l), ("S", l)},
        "W": {("dW", l)},
    }.get(quantity, set())
