"""The steps at which a walk stops by itself: where a condition holds, at most one in each update."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...core.health.breakpoints import Breakpoint, check_place, dead, ended, rise, sign_change, small_S
from ...core.health.overflow import first_not_finite
from ...core.inputs import Array, InputError
from ...core.sets.batch_pass import root_mean_square, size
from ..session import Session, Update, begun_at, network_after
from ..timeline import check_grain, steps_of

# The step at which a quantity that is not finite arises.
KINDS = {"e": "error", "F": "error", "W": "update_W", "b": "update_b"}
FORWARD = ("n", "a", "e", "F")
UPDATED = ("W", "b")  # by plain descent

Place = tuple[str, int, str]  # kind and layer of the step, and why; "" where the condition does not hold


def stops(session: Session, condition: Breakpoint, grain: str = "operation") -> tuple[tuple[int, str], ...]:
    """In each update the first step at which the condition holds: its place in the timeline, and why.

    "small S" is checked when the layer's S is complete, "dead" at the layer's a, "F rises" at the last step
    of the update (for that update's own pair or batch), "sign change" at the update of the W concerned. "not
    finite" never holds in a session whose updates can all be computed; in any other it gives the one step at
    which the timeline would end. Raises InputError for a wrong grain, for a layer that `check_place`
    refuses, and, except for "not finite", where an update cannot be computed.
    """
    check_grain(grain)
    check_place(condition, session.network)
    of_one = _order(session, grain)
    last = {place: at for at, place in enumerate(of_one)}  # by neuron the last of a layer's steps
    if condition.condition == "not finite":
        return tuple(
            (k * len(of_one) + last[kind, l], why) for k, (kind, l, why) in _broken(session, of_one[-1])
        )
    found = []
    for u in session.walked:
        kind, l, why = _place(u, condition, of_one[-1])
        if why:
            found.append(((u.number - 1) * len(of_one) + last[kind, l], ended(why, u.number)))
    return tuple(found)


def _order(session: Session, grain: str) -> list[tuple[str, int]]:
    """Kind and layer of every step of an update, the same in each: found with a network of zeros."""
    net = session.network
    zeros = net.replace(
        W={l: np.zeros(W.shape) for l, W in net.W.items()}, b={l: np.zeros(b.shape) for l, b in net.b.items()}
    )
    plain = replace(session, network=zeros, X=session.X[:1] * 0, T=session.T[:1] * 0, updates=1, state=None)
    return [(step.kind, step.layer) for step in steps_of(plain, grain)]


def _place(u: Update, condition: Breakpoint, last: tuple[str, int]) -> Place:
    if condition.condition == "small S":
        l, why = small_S(condition, {l: _root_mean_square(S) for l, S in u.found.S.items()})
        return "S", l, why
    if condition.condition == "dead":
        rows = {l: n.T if u.in_matrices else n[None] for l, n in u.found.n.items()}
        l, why = dead(condition, u.before, rows)
        return "a", l, why
    if condition.condition == "sign change":
        l, why = sign_change(condition, u.before, u.after)
        return "update_W", l, why
    return *last, rise(u.found.loss, u.loss_after)


def _root_mean_square(S: Array) -> float:
    """‖S‖ of a pair; of a batch the root mean square over its items, as in training."""
    return size(S) if S.ndim == 1 else root_mean_square(S.T)


def _broken(session: Session, last: tuple[str, int]) -> Iterator[tuple[int, Place]]:
    """The update, counted from 0, that cannot be computed, and where it ends; nothing if all can."""
    net, state = session.network, session.state
    for k in range(session.updates):
        items = slice(session.rows(k + 1).start, session.rows(k + 1).stop)
        own = replace(session, X=session.X[items], T=session.T[items], updates=1)
        one = begun_at(own, net, state)
        try:
            net, state = one.walked[0].after, one.walked[0].state_after
        except InputError as reason:
            yield k, _breaking(one, k + 1, str(reason).removeprefix("In update 1: "), last)
            return


def _breaking(one: Session, number: int, reason: str, last: tuple[str, int]) -> Place:
    """Where this update ends: its last step if only what the updated network computes is not finite.

    In update-as-you-go order S goes back another way than in `first_not_finite`; there the reason is the
    refusal itself.
    """
    asked = (one.X, one.T, one.loss, one.learning_rate)
    lost = first_not_finite(one.network, *asked)
    own = one.order == "as-you-go" or (one.rule is not None and lost is not None and lost.quantity in UPDATED)
    if lost is not None and (not own or lost.quantity in FORWARD):
        kind = KINDS.get(lost.quantity, lost.quantity)
        return kind, lost.layer, ended(lost.sentence.removesuffix("."), number)
    try:
        lost = first_not_finite(network_after(one), *asked)
    except InputError:
        lost = None
    if lost is None:
        return *last, f"In update {number}: {reason}."
    return *last, f"With the network after update {number}: {lost.sentence}"
