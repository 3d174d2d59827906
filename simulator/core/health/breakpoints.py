"""Conditions at which a walk or a run is to stop, each checked on one update, with the sentence why."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array, InputError, one_of, positive, whole
from ..network import Network
from ..propagation import ByLayer
from ..sets.batch_pass import both_ways, checked, forward_rows, root_mean_square
from ..sets.metrics import set_error
from ..wording import apart, indexed, of_items, said
from .overflow import first_not_finite


@dataclass(frozen=True, slots=True)
class Condition:
    """`words`: what it says, for a list to choose from; `arguments`: fields of Breakpoint that it takes."""

    name: str
    words: str
    arguments: tuple[str, ...] = ()


CONDITIONS = {
    row.name: row
    for row in (
        Condition(
            "small S",
            "‖S_l‖ is below a bound, in a given layer or in any; over several items their root mean square",
            ("layer", "bound"),
        ),
        Condition(
            "dead",
            "a relu neuron, a given one or any, has n ≤ 0 for every item of the update",
            ("layer", "neuron"),
        ),
        Condition("F rises", "F of the update's own items is larger after the update than before"),
        Condition("not finite", "a value of the update is inf or nan"),
        Condition(
            "sign change",
            "a weight goes from below 0 to above or the other way in an update, a given one or any",
            ("layer", "row", "column"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A condition by its name, and where: layer, neuron, row and column count from 1, None stands for any.

    Raises InputError for an unknown name, an argument that the condition does not take, a bound that is not
    above 0, or a neuron, row or column without the arguments before it.
    """

    condition: str
    layer: int | None = None
    neuron: int | None = None
    row: int | None = None
    column: int | None = None
    bound: float = 1e-6

    def __post_init__(self) -> None:
        one_of(self.condition, CONDITIONS, "the condition")
        taken = CONDITIONS[self.condition].arguments
        for name, least in (("layer", 2), ("neuron", 1), ("row", 1), ("column", 1)):
            if (value := getattr(self, name)) is None:
                continue
            if name not in taken:
                raise InputError(f"the condition {self.condition!r} takes no {name}; got {value!r:.60}")
            object.__setattr__(self, name, whole(value, f"the {name}", least))
        if self.layer is None and (self.neuron or self.row or self.column):
            raise InputError("a neuron or a weight must have its layer named; the layer is missing")
        if (self.row is None) != (self.column is None):
            raise InputError("a weight must be given by its row and its column; one of them is missing")
        object.__setattr__(self, "bound", positive(self.bound, "the bound"))


def check_place(condition: Breakpoint, net: Network) -> None:
    """Raise InputError where the layer, neuron or weight is not in the network, or the neuron cannot die."""
    l = condition.layer
    if l is None:
        return
    if l > net.depth:
        raise InputError(f"the layer must be one from 2 to {net.depth}; got {l}")
    H, L = net.W[l].shape
    for name, most in (("neuron", L), ("row", H), ("column", L)):
        if (getattr(condition, name) or 0) > most:
            raise InputError(
                f"the {name} must be one from 1 to {most} in layer {l}; got {getattr(condition, name)}"
            )
    if condition.condition == "dead" and not ACTIVATIONS[net.activation[l]].dies:
        has = ACTIVATIONS[net.activation[l]].title
        *others, last = (row.title for row in ACTIVATIONS.values() if row.dies)
        raise InputError(f"only {', '.join(others)} and {last} neurons can be dead; layer {l} has {has}")


def holds_at(
    condition: Breakpoint,
    before: Network,
    after: Network | None,
    X: Any,
    T: Any,
    loss: str = "tse",
    *,
    learning_rate: Any = 0.1,
    update: int | None = None,
) -> str:
    """Why the condition holds in one update with these items, or "": a sentence with its numbers.

    S and n are those of `before`, from which the update started. `after` is None where the update could not
    be made because a value is not finite; the learning rate is only asked for there. `update` is named in
    the sentence. Raises InputError for shapes, a refused loss, and as `check_place`.
    """
    check_place(condition, before)
    X, T, rule = checked(before, X, T, loss)
    name = condition.condition
    if name == "not finite":
        lost = first_not_finite(before, X, T, loss, learning_rate)
        return ended(lost.sentence.removesuffix("."), update) if lost else ""
    if name == "small S":
        S = {l: root_mean_square(each) for l, each in both_ways(before, X, T, rule).S.items()}
        return ended(small_S(condition, S)[1], update)
    if name == "dead":
        return ended(dead(condition, before, forward_rows(before, X)[0])[1], update)
    if after is None:
        return ""
    if name == "sign change":
        return ended(sign_change(condition, before, after)[1], update)
    return ended(rise(_error(before, X, T, loss), _error(after, X, T, loss)), update)


def small_S(condition: Breakpoint, S: dict[int, float]) -> tuple[int, str]:
    """The first layer on the way back, from K down, whose ‖S_l‖ is below the bound, and why; else 0, ""."""
    for l in sorted(S, reverse=True):
        if condition.layer in (None, l) and S[l] < condition.bound:
            value, bound = apart(S[l], condition.bound)
            return l, f"‖{indexed('S', l)}‖ = {value} is below {bound}"
    return 0, ""


def dead(condition: Breakpoint, net: Network, n: ByLayer) -> tuple[int, str]:
    """The first layer with a neuron of relu, or its kind, whose n, (N, L), is ≤ 0 for all items, and why."""
    for l, name in net.activation.items():
        left = ACTIVATIONS[name].left
        if left is None or left[1] != 0 or condition.layer not in (None, l):
            continue
        off: Array = np.asarray((n[l] <= left[0]).all(axis=0))
        if condition.neuron:
            off &= np.arange(1, len(off) + 1) == condition.neuron
        if off.any():
            r, N = int(off.argmax()), len(n[l])
            others = int(off.sum()) - 1
            letter, most = indexed("n", l, r + 1), said(float(n[l][:, r].max()))
            sentence = f"Neuron {r + 1} of layer {l} is off: {letter} = {most} ≤ {left[0]:g} for this example"
            if N > 1:
                sentence = f"Neuron {r + 1} of layer {l} is dead: {letter} ≤ {left[0]:g} for {of_items(N, N)}"
                sentence += f", at most {most}"
            return l, sentence + (f"; {others} more of this layer" if others else "")
    return 0, ""


def rise(F_before: float, F_after: float) -> str:
    """Why, or "". What leaves float64's range has risen."""
    if not F_after > F_before:
        return ""
    one, other = apart(F_before, F_after)
    return f"F rose from {one} to {other}"


def sign_change(condition: Breakpoint, before: Network, after: Network) -> tuple[int, str]:
    """The first layer with a weight of the other sign, and why; else 0, "". From or to 0 is no change."""
    for l, (old, new) in enumerate(zip(before.layers, after.layers, strict=True), start=2):
        if condition.layer not in (None, l):
            continue
        changed = ((old.W < 0) & (new.W > 0)) | ((old.W > 0) & (new.W < 0))
        if condition.row and condition.column:
            changed &= _only(changed.shape, condition.row - 1, condition.column - 1)
        if changed.any():
            r, c = (int(i) for i in np.argwhere(changed)[0])
            others = int(changed.sum()) - 1
            sentence = f"{indexed('W', l, r + 1, c + 1)} went from {said(old.W[r, c])} to {said(new.W[r, c])}"
            return l, sentence + (f"; {others} more of this layer" if others else "")
    return 0, ""


def ended(sentence: str, update: int | None) -> str:
    """Ended as a sentence, with the update's number; "" stays ""."""
    return sentence and sentence + (f" in update {update}." if update else ".")


def _only(shape: tuple[int, ...], *place: int) -> Array:
    mask = np.zeros(shape, dtype=bool)
    mask[place] = True
    return mask


def _error(net: Network, X: Array, T: Array, loss: str) -> float:
    """F of these items; inf where it is past what float64 holds."""
    try:
        return set_error(net, X, T, loss)
    except InputError:
        return math.inf
