"""The timeline: every step of every update, in the order of the lecture."""

from collections.abc import Iterator
from typing import Any

from ..core.inputs import InputError
from ..core.network import Network
from .backward_steps import bias_gradient, sensitivity, slopes, weight_gradient
from .departure import labelled
from .formula import Index
from .forward_steps import activated, the_error, the_input, weighted_sum
from .session import Session, Update, plain_descent
from .step import Step
from .update_steps import parameter_update

GRAINS = ("operation", "neuron")


def timeline(
    net: Network,
    x: Any,
    t: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    *,
    updates: int = 1,
    order: str = "gradients-first",
    grain: str = "operation",
) -> tuple[Step, ...]:
    """Every step of `updates` updates, from x (H,) and t (L,), or from rows of both taken in turn.

    `order` is "gradients-first" or "as-you-go"; `grain` is "operation" or "neuron" (one n_c, one S_r at a
    time). Raises InputError as Session does, and where a value stops being finite, naming the update.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> steps = timeline(net, [1, 2], [3])
    >>> [step.kind for step in steps]
    ['input', 'n', 'a', 'error', 'A', 'S', 'dW', 'db', 'update_W', 'update_b']
    >>> steps[5].title, steps[5].value
    ('Sensitivities S of the output layer 2', array([-1.]))
    >>> print(steps[5].symbolic)
    {S} = -2 {A} {e}
    """
    return steps_of(Session(net, x, t, loss, learning_rate, updates, order), grain)


def steps_of(session: Session, grain: str = "operation") -> tuple[Step, ...]:
    """The timeline of a session."""
    return tuple(each_step(session, grain))


def each_step(session: Session, grain: str = "operation") -> Iterator[Step]:
    """The same, made one by one: all of them at once hold an A of (L, L) for each layer and update."""
    if grain not in GRAINS:
        raise InputError(f"the grain must be one of {', '.join(GRAINS)}; got {grain!r:.60}")
    plain_descent(session, "the timeline")
    by_neuron = grain == "neuron"
    return (_whole(step, update) for update in session.walked for step in _steps(update, by_neuron))


def step_count(session: Session, grain: str = "operation") -> int:
    """How many steps the timeline has, without making any."""
    parts = session.network.widths[1:] if grain == "neuron" else (1,) * (session.network.depth - 1)
    return session.updates * (2 + sum(6 + 2 * count for count in parts))


def of_one_neuron(u: Update, step: Step, c: Index) -> Step:
    """The step of neuron c, from 1, or of any, within the step by operation that computes its layer's n or S.

    With AnyNeuron the texts have SYMBOL where its number goes (and LOWERED_SYMBOL where it is an index).
    """
    return _whole({"n": weighted_sum, "S": sensitivity}[step.kind](u, step.layer, c), u)


def _whole(step: Step, u: Update) -> Step:
    """The step with what holds for every one: the order's label, and what is printed in place of noise."""
    return labelled(step, u).calmed(u.calm)


def _steps(u: Update, by_neuron: bool) -> Iterator[Step]:
    K, as_you_go = u.before.depth, u.truth is not None

    def neurons(l: int) -> list[int] | list[None]:
        return [*range(1, u.before.widths[l - 1] + 1)] if by_neuron else [None]

    yield the_input(u)
    for l in range(2, K + 1):
        for c in neurons(l):
            yield weighted_sum(u, l, c)
        yield activated(u, l)
    yield the_error(u)
    for l in range(K, 1, -1):
        yield slopes(u, l)
        for r in neurons(l):
            yield sensitivity(u, l, r)
        yield weight_gradient(u, l)
        yield bias_gradient(u, l)
        if as_you_go:
            yield parameter_update(u, l, "W", last=False)
            yield parameter_update(u, l, "b", last=l == 2)
    if not as_you_go:
        for l in range(2, K + 1):
            yield parameter_update(u, l, "W", last=False)
            yield parameter_update(u, l, "b", last=l == K)
