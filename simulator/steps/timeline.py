"""The timeline: every step of every update, in the order of the lecture."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from ..core.inputs import one_of
from ..core.network import Network
from ..core.training.rule_state import RuleState
from ..core.training.update_rule import UpdateRule, rule_named
from .formulas.formula import Index
from .formulas.notation import NOTES, Notation, notation_named
from .kinds.backward_batches import bias_gradients, sensitivities, slopes_of_items, weight_gradients
from .kinds.backward_steps import bias_gradient, sensitivity, slopes, weight_gradient
from .kinds.departure import labelled
from .kinds.forward_batches import activated_items, the_errors, the_inputs, weighted_sums
from .kinds.forward_steps import activated, the_error, the_input, weighted_sum
from .kinds.rule_steps import clipped, rule_step
from .kinds.update_steps import parameter_update, stepped
from .session import Session, Update
from .step import Step
from .written_step import in_notation

GRAINS = ("operation", "neuron")
PARAMETERS: tuple[Literal["W", "b"], ...] = ("W", "b")


@dataclass(frozen=True, slots=True)
class Passes:
    """The steps of both passes, of a pair in vectors or of a batch in matrices."""

    start: Callable[[Update], Step]
    weighted_sum: Callable[[Update, int, Index | None], Step]
    activated: Callable[[Update, int], Step]
    error: Callable[[Update], Step]
    slopes: Callable[[Update, int], Step]
    sensitivity: Callable[[Update, int, Index | None], Step]
    weight_gradient: Callable[[Update, int], Step]
    bias_gradient: Callable[[Update, int], Step]


OF_A_PAIR = Passes(
    *(the_input, weighted_sum, activated, the_error),
    *(slopes, sensitivity, weight_gradient, bias_gradient),
)
OF_A_BATCH = Passes(
    *(the_inputs, weighted_sums, activated_items, the_errors),
    *(slopes_of_items, sensitivities, weight_gradients, bias_gradients),
)


def timeline(
    net: Network,
    x: Any,
    t: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    *,
    updates: int = 1,
    order: str = "gradients-first",
    rule: UpdateRule | str | None = None,
    state: RuleState | None = None,
    grain: str = "operation",
    batch_size: int = 1,
    notation: str = "notes",
) -> tuple[Step, ...]:
    """Every step of `updates` updates, from x (H,) and t (L,), or from rows of both taken in turn.

    With a `batch_size` above 1 an update takes so many rows at once: the same kinds, with matrices that have
    a column for each item; the last batch of a round is as short as it is, and of more than N rows it is N.
    `order` is "gradients-first" or "as-you-go"; `grain` is "operation" or "neuron" (one n_c, one S_r at a
    time). `rule`: the update rule, or its name, which begins with `state` where one is given; its steps
    are the kinds of core/training/update_rule.py's Move, before each "update_W" and "update_b", "clip" with
    K as its layer. `notation` gives the letters of texts and formulas: "notes", "delta" or "pytorch"; the
    last two show W as L × H, while `value` stays H × L. Raises InputError as Session does, for an unknown
    notation, and where a value stops being finite, naming the update.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> steps = timeline(net, [1, 2], [3])
    >>> [step.kind for step in steps]
    ['input', 'n', 'a', 'error', 'A', 'S', 'dW', 'db', 'update_W', 'update_b']
    >>> steps[5].title, steps[5].value
    ('Sensitivities S of the output layer 2', array([-1.]))
    >>> print(steps[5].symbolic)
    {S} = -2 {A} {e}
    >>> print(timeline(net, [1, 2], [3], notation="delta")[1].symbolic)
    {z} = {W} {\\hat{a}} + {b}
    """
    how: Any = {"rule": rule_named(rule), "state": state, "batch_size": batch_size}
    session = Session(net, x, t, loss, learning_rate, updates, order, **how)
    return steps_of(session, grain, notation_named(notation))


def steps_of(session: Session, grain: str = "operation", notation: Notation = NOTES) -> tuple[Step, ...]:
    """The timeline of a session."""
    return tuple(each_step(session, grain, notation))


def each_step(session: Session, grain: str = "operation", notation: Notation = NOTES) -> Iterator[Step]:
    """The same, made one by one: all of them at once hold an A of (L, L) for each layer and update."""
    check_grain(grain)
    by_neuron = grain == "neuron"
    updates = (in_letters_of(update, notation) for update in session.walked)
    return (due.made() for update in updates for due in steps_due(update, by_neuron=by_neuron))


def check_grain(grain: str) -> None:
    """Refuse what is not the name of a grain."""
    one_of(grain, GRAINS, "the grain")


def in_letters_of(u: Update, notation: Notation) -> Update:
    """The update, whose steps are then written in a notation."""
    return u if u.notation is notation else replace(u, notation=notation)


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that is due in an update, before it is made.

    `said` gives what of its words the numbers of the update decide; None where that is not known so easily.
    """

    kind: str
    layer: int
    u: Update
    make: Callable[[], Step]
    said: Callable[[], str] | None = None

    def made(self) -> Step:
        """The step itself."""
        return _whole(self.make(), self.u)


def _due(u: Update, kind: str, l: int, make: Callable[..., Step], *given: Any) -> DueStep:
    """A step of which no words depend on numbers."""
    return DueStep(kind, l, u, partial(make, u, *given), str)


def steps_due(u: Update, *, by_neuron: bool = False) -> Iterator[DueStep]:
    """The steps of an update in the order of the lecture."""
    K, as_you_go, passes = u.before.depth, u.truth is not None, _passes(u)

    def neurons(l: int) -> list[int] | list[None]:
        return [*range(1, u.before.widths[l - 1] + 1)] if by_neuron else [None]

    yield _due(u, "input", 1, passes.start)
    for l in range(2, K + 1):
        for c in neurons(l):
            yield _due(u, "n", l, passes.weighted_sum, l, c)
        yield _due(u, "a", l, passes.activated, l)
    yield DueStep("error", K, u, partial(passes.error, u))
    for l in range(K, 1, -1):
        yield _due(u, "A", l, passes.slopes, l)
        for r in neurons(l):
            yield _due(u, "S", l, passes.sensitivity, l, r)
        yield _due(u, "dW", l, passes.weight_gradient, l)
        yield _due(u, "db", l, passes.bias_gradient, l)
        if as_you_go:
            yield from _updates_due(u, l, last=l == 2)
    if not as_you_go:
        if u.moves is not None and u.moves.clip is not None:
            yield DueStep("clip", K, u, partial(clipped, u))
        for l in range(2, K + 1):
            yield from _updates_due(u, l, last=l == K)


def _updates_due(u: Update, l: int, *, last: bool) -> Iterator[DueStep]:
    """W_l and then b_l, each after what an update rule computes for it."""
    for symbol in PARAMETERS:
        for move in u.moves.of(l, symbol)[:-1] if u.moves is not None else ():
            yield DueStep("rule", l, u, partial(rule_step, u, move))
        ends = last and symbol == "b"
        made = partial(parameter_update, u, l, symbol, last=ends)
        said = None if ends or u.moves is not None else partial(stepped, u, l, symbol)
        yield DueStep(f"update_{symbol}", l, u, made, said)


def step_count(session: Session, grain: str = "operation") -> int:
    """How many steps the timeline has, without making any."""
    net = session.network
    parts = net.widths[1:] if grain == "neuron" else (1,) * (net.depth - 1)
    more = session.rule.steps_besides(net) if session.rule else 0
    return session.updates * (2 + sum(6 + 2 * count for count in parts) + more)


def of_one_neuron(u: Update, step: Step, c: Index) -> Step:
    """The step of neuron c, from 1, or of any, within the step by operation that computes its layer's n or S.

    With AnyNeuron the texts have SYMBOL where its number goes (and LOWERED_SYMBOL where it is an index).
    """
    passes = _passes(u)
    return _whole({"n": passes.weighted_sum, "S": passes.sensitivity}[step.kind](u, step.layer, c), u)


def _passes(u: Update) -> Passes:
    return OF_A_BATCH if u.in_matrices else OF_A_PAIR


def _whole(step: Step, u: Update) -> Step:
    """The step with what holds for every one: the order's label, and what is printed in place of noise."""
    if u.in_matrices:
        step = replace(step, items=len(u.items))
    return in_notation(labelled(step, u), u.notation).calmed(u.calm)
