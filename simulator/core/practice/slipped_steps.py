"""What one gets at every step of an update who makes a mistake: all along the pass, or at that step alone.

Who answers step by step is asked each from the true operands: S of a layer from the true S to its right. So
every way to make a mistake is gone twice, once through the whole pass and once at each step by itself.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..activations.activation_row import Activation
from ..checks.mistakes import Mistake, Way
from ..checks.slips.batch_slips import Misread
from ..checks.slips.worked_with_slips import (
    EVERY,
    Back,
    Key,
    Slip,
    Task,
    arrived,
    as_it_is,
    forth,
    of_parameters,
    sensitivity,
    weighted_sum,
    worked,
)
from ..inputs import Array
from ..network import moved
from ..propagation import ByLayer
from .true_steps import TrueSteps, of_moves

Made = Iterator[tuple[Key, Array]]
FORTH = ("n", "a", "e", "F")
OF_LAYER = ("S", "dW", "db", "W", "b")
LARGEST_A = 2**18  # entries of a full A, of all items, that are worked out in other ways


@dataclass(frozen=True, eq=False, slots=True)
class SlippedGradients:
    """As an update rule takes them."""

    dW: ByLayer
    db: ByLayer


def throughout(steps: TrueSteps, way: Way, wanted: Collection[Key]) -> Made:
    """What of the wanted is other than it should be, where the mistake is made all along the pass."""
    task = steps.task
    if isinstance(way, Misread):
        yield from _forth(replace(task, X=way.X, T=way.T), Slip(), wanted)
    elif isinstance(way, Slip):
        if way.goes_forth:
            yield from _forth(task, way, wanted)
        yield from _slopes(task, way, wanted, *(forth(task, way) if way.goes_forth else task.forth))
    elif task.as_you_go:
        return  # it goes back through the old W
    ruled = steps.rule is not None and any(_is_move(key) for key in wanted)
    asked = {key for key in wanted if key[0] in OF_LAYER and not (ruled and _is_move(key))}
    if ruled:
        clips = steps.rule is not None and steps.rule.settings["clip"] is not None
        layers = task.net.W if clips else {l for name, l in wanted if _is_move((name, l))}
        asked |= {(quantity, l) for l in layers for quantity in ("dW", "db")}
    if not asked:
        return
    made = {key: array for key, array in _worked(task, way, asked) if key in asked}
    yield from ((key, array) for key, array in made.items() if key in wanted)
    if ruled:
        yield from _ruled(steps, made, wanted)


def alone(steps: TrueSteps, slip: Slip, wanted: Collection[Key]) -> Made:
    """What of the wanted is other than it should be, where each step is made so from the true operands."""
    task = steps.task
    n, a = task.forth
    yield from _kept(steps, slip, wanted)
    if slip.goes_forth:
        yield from (
            (("n", l), task.own(weighted_sum(task, slip, l, a[l - 1]))) for name, l in wanted if name == "n"
        )
    for l in sorted({l for name, l in wanted if name in OF_LAYER}, reverse=True):
        asked = {key for key in wanted if key[1] == l and not (steps.rule and key[0] in "Wb")}
        right = None if l == task.net.depth else task.S[l + 1]
        if ("S", l) in wanted:
            new_W = None if right is None or not slip.through_new else task.new_W(l + 1, right)
            S = sensitivity(task, slip, l, _sent(task, slip, l, right, new_W), n, a)
            yield ("S", l), task.own(S)
        v = _sent(task, Slip(), l, right, None)
        found = of_parameters(task, slip, l, v, task.S[l], n, a, asked, EVERY)
        yield from ((key, array) for key, array in found if key in asked)
        if slip.kept is not as_it_is:
            yield from _by_kept_gradients(steps, slip, l, asked)


def _by_kept_gradients(steps: TrueSteps, slip: Slip, l: int, asked: Collection[Key]) -> Made:
    """The new W and b of a layer by the true gradients, rounded."""
    net = steps.task.net
    for letter, old in (("W", net.W[l]), ("b", net.b[l])):
        if (letter, l) in asked:
            new = old - steps.task.alpha * slip.kept(steps.arrays[f"d{letter}", l])
            yield (letter, l), moved(net.frozen, f"{letter}{l}", old, new)


def by_itself(steps: TrueSteps, row: Mistake, wanted: Collection[Key]) -> Made:
    """What the mistake makes of the arrays that are wanted, each by itself."""
    rule, state, task = steps.rule, steps.state, steps.task
    for key in wanted:
        if rule is None or state is None or not _is_move(key):
            yield from (
                (key, array) for array in (row.instead(task, steps.arrays, key) if row.instead else ())
            )
    if rule is None or state is None or row.rate is None:
        return
    clip = float(steps.arrays.get(("clip", task.net.depth), np.ones(())))
    for letter, l in wanted:
        if letter in ("W", "b"):
            g = clip * steps.arrays[f"d{letter}", l]
            yield (
                (letter, l),
                np.asarray(rule.moves_of(task.net, letter, l, g, row.rate(task.alpha), state)[-1].value),
            )


def _is_move(key: Key) -> bool:
    """Whether the update makes it."""
    name = key[0]
    return name in ("W", "b", "clip") or name.endswith(("_W", "_b"))


def _worked(task: Task, way: Way, wanted: Collection[Key]) -> Made:
    """S, ∂F/∂W, ∂F/∂b and the new W and b."""
    found = worked(task, way, wanted) if isinstance(way, Slip) else way.worked(task, wanted)
    return ((key, array) for key, array in found if key[0] in OF_LAYER)


def _ruled(steps: TrueSteps, made: dict[Key, Array], wanted: Collection[Key]) -> Made:
    """What an update rule makes of gradients that are made so; where none is given the true one is taken."""
    assert steps.rule is not None and steps.state is not None
    net = steps.task.net
    dW, db = ({l: made.get((name, l), steps.arrays[name, l]) for l in net.W} for name in ("dW", "db"))
    moves = steps.rule.moves(net, SlippedGradients(dW, db), steps.task.alpha, steps.state)
    yield from ((key, array) for key, array in of_moves(net, moves).items() if key in wanted)


def _forth(task: Task, slip: Slip, wanted: Collection[Key]) -> Made:
    """n, a, e and F, where they go wrong on the way."""
    if not any(key[0] in FORTH for key in wanted):
        return
    K, (n, a) = task.net.depth, forth(task, slip)
    yield from ((key, task.own({"n": n, "a": a}[key[0]][key[1]])) for key in wanted if key[0] in "na")
    yield ("e", K), task.own(slip.kept(task.T - a[K]))
    F = np.asarray(task.rule.total(task.T, n[K], a[K], task.sigma[K]))
    F = F / len(task.X) if task.rule.mean else F
    yield ("F", K), np.asarray(F)
    if slip.kept is not as_it_is:
        yield ("F", K), slip.kept(np.asarray(F))


def _slopes(task: Task, slip: Slip, wanted: Collection[Key], n: ByLayer, a: ByLayer) -> Made:
    """A of the layers that the slip is made in."""
    if slip.back is Activation.applied and not slip.goes_forth:
        return
    for key in wanted:
        name, l = key
        if name == "A" and slip.layer in (0, l) and (A := _slopes_by(task, slip.back, l, n, a)) is not None:
            yield key, A
            if slip.kept is not as_it_is:
                yield key, slip.kept(A)


def _slopes_by(task: Task, back: Back, l: int, n: ByLayer, a: ByLayer) -> Array | None:
    """A of a layer, from what it makes of any vector; None where it is too large."""
    row, (N, L) = task.sigma[l], n[l].shape
    if row.elementwise:
        return task.own(back(row, n[l], a[l], np.ones((N, L))))
    if N * L * L > LARGEST_A:
        return None
    columns = [back(row, n[l], a[l], np.broadcast_to(one, (N, L))) for one in np.eye(L)]
    A = np.stack(columns, axis=-1)
    return A[0] if task.alone else A


def _kept(steps: TrueSteps, slip: Slip, wanted: Collection[Key]) -> Made:
    """The true numbers, rounded."""
    if slip.kept is not as_it_is:
        yield from ((key, slip.kept(steps.arrays[key])) for key in wanted)


def _sent(task: Task, slip: Slip, l: int, right: Array | None, new_W: Array | None) -> Array | None:
    """W S from the true S to the right, (N, L); None at the output."""
    if task.as_you_go and right is not None:
        new_W = task.new_W(l + 1, right)
    return arrived(task, slip, l, right, *task.forth, new_W)
