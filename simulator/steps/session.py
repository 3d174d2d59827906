"""A session is everything the walk starts from, as one immutable value; the updates follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from ..core.activation import ACTIVATIONS
from ..core.health.overflow import first_not_finite
from ..core.inputs import Array, InputError, as_rows, numbers, positive, whole
from ..core.loss import Loss, check_pair, check_targets, loss_named
from ..core.network import Network, check_network
from ..core.propagation import Run, as_you_go, descend, propagate
from ..core.training.rule_state import RuleState
from ..core.training.update_rule import (
    Move,
    UpdateRule,
    check_rule_order,
    rule_as_you_go,
    rule_named,
    state_of,
)
from .noise import Calm, calm, kept

MOST_PAIRS = 20
MOST_UPDATES = 50  # that the page walks through
FEWEST_LAYERS, MOST_LAYERS = 2, 8  # that it builds
# What it steps through, wherever that comes from: layers, the neurons of one, and all weights.
STEPPED_LAYERS, WIDEST, MOST_WEIGHTS = 33, 1024, 250_000
ORDERS = ("gradients-first", "as-you-go")


@dataclass(frozen=True, eq=False)
class Session:
    """Network, training pairs X (N, H) and T (N, L) taken in turn, loss, α, number and order of updates.

    `rule`: the update rule, or its name; None is plain descent. `state`: what it keeps before the first of
    these updates; None is its start, nothing but zeros. Validated at birth: raises InputError for wrong
    shapes, a refused loss, α ≤ 0, no updates, or a state of another rule or network.
    """

    network: Network
    X: Array
    T: Array
    loss: str = "tse"
    learning_rate: float = 0.1
    updates: int = 5
    order: str = "gradients-first"
    rule: UpdateRule | None = None
    state: RuleState | None = None

    def __post_init__(self) -> None:
        check_network(self.network)
        widths = self.network.widths
        X = numbers(as_rows(self.X), "x", (None, widths[0]), "with one number for each input", "NH")
        if len(X) > MOST_PAIRS:
            raise InputError(f"a session holds 1 to {MOST_PAIRS} training pairs; got {len(X)}")
        T = numbers(
            as_rows(self.T), "t", (len(X), widths[-1]), "with one number for each output of each pair"
        )
        rule = loss_named(self.loss)
        check_pair(rule, ACTIVATIONS[self.network.layers[-1].activation])
        check_targets(rule, T)
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "T", T)
        object.__setattr__(self, "learning_rate", positive(self.learning_rate, "the learning rate"))
        whole(self.updates, "updates", 1)
        if self.order not in ORDERS:
            raise InputError(f"the order must be one of {', '.join(ORDERS)}; got {self.order!r:.60}")
        object.__setattr__(self, "rule", rule_named(self.rule))
        check_rule_order(self.rule, self.order == "as-you-go")
        state_of(self.rule, self.network, self.state)

    @cached_property
    def walked(self) -> "tuple[Update, ...]":
        """The updates, each from the network that the one before left."""
        return tuple(_walk(self))

    @cached_property
    def first(self) -> "Update":
        """The first update; where nobody walked through all of them, made alone."""
        return (self.walked if "walked" in self.__dict__ else _walk(replace(self, updates=1)))[0]


def plain_descent(session: Session, what: str) -> None:
    """Raise InputError where something that knows plain descent alone is asked of another update rule."""
    if session.rule is not None:
        raise InputError(
            f"{what} is for plain descent, W − α ∂F/∂W; the update rule of this walk is "
            f"{session.rule.row.title}"
        )


def check_size(widths: Sequence[int], place: str = "a network to step through") -> None:
    """Raise InputError for more than the page can step through."""
    check_widths(widths, place)
    if (weights := sum(H * L for H, L in pairwise(widths))) > MOST_WEIGHTS:
        raise InputError(f"{place} must have at most {MOST_WEIGHTS:,} weights; got {weights:,}")


def check_widths(widths: Sequence[int], place: str, widest: int = WIDEST) -> None:
    """Raise InputError for more layers, or neurons in one, than the page has room for."""
    if not FEWEST_LAYERS <= len(widths) <= STEPPED_LAYERS:
        raise InputError(f"{place} must have {FEWEST_LAYERS} to {STEPPED_LAYERS} layers; got {len(widths)}")
    for l, width in enumerate(widths, start=1):
        if not 1 <= width <= widest:
            raise InputError(f"{place} must have 1 to {widest} neurons in layer {l}; got {width:,}")


@dataclass(frozen=True, eq=False, slots=True)
class Update:
    """One update: a pair taken forward and backward, and the network before and after."""

    number: int  # from 1
    item: int  # row of the pair, from 0
    rule: Loss
    run: Run  # the S and gradients that the update used
    before: Network
    after: Network
    loss_after: float  # F of the same pair with the updated network
    alpha: Array  # ()
    truth: Run | None  # as you go: the run whose S are the gradient
    pairs: int
    calm: Calm  # what is printed with 2 to 6 digits in place of arrays that hold noise
    update_rule: UpdateRule | None = None  # None: plain descent
    moves: tuple[Move, ...] = ()  # what the update rule computed, in order
    state: RuleState | None = None  # what the update rule kept before this update
    state_after: RuleState | None = None

    def through(self, l: int) -> Array:
        """The W_l that S_l went back through: the old one, or as you go the new one."""
        return self.before.W[l] if self.truth is None else self.after.W[l]


@dataclass(frozen=True, slots=True)
class _Made:
    """One update as it was made; `truth` as in Update."""

    run: Run
    truth: Run | None
    after: Network
    moves: tuple[Move, ...] = ()
    state: RuleState | None = None


def _walk(session: Session) -> "list[Update]":
    net, found = session.network, []
    state = state_of(session.rule, net, session.state)
    known: dict[int, Array] = {}
    rule = loss_named(session.loss)
    alpha = np.asarray(session.learning_rate)
    for number in range(1, session.updates + 1):
        item = (number - 1) % len(session.X)
        x, t = session.X[item], session.T[item]
        after = net
        try:
            made = _made(session, net, x, t, state)
            after = made.after
            then = propagate(after, x, t, session.loss)
        except InputError as reason:
            raise InputError(f"In update {number}: {reason}{_origin((net, after), x, t, session)}") from None
        run, truth = made.run, made.truth
        quiet = calm(net, after, run, truth, then, rule, session.learning_rate, known)
        known = kept(quiet, after)
        pairs = len(session.X)
        found.append(
            Update(
                *(number, item, rule, run, net, after, then.loss, alpha, truth, pairs, quiet),
                *(session.rule, made.moves, state, made.state),
            )
        )
        net, state = after, made.state
    return found


def _made(session: Session, net: Network, x: Array, t: Array, state: RuleState | None) -> _Made:
    """One update of a network with a pair; `state`: what the update rule has kept until then."""
    rule, alpha, as_it_goes = session.rule, session.learning_rate, session.order == "as-you-go"
    truth = propagate(net, x, t, session.loss)
    if rule is None or state is None:
        if not as_it_goes:
            return _Made(truth, None, descend(net, truth, alpha))
        run, after = as_you_go(net, x, t, session.loss, alpha)
        return _Made(run, truth, after)
    run = rule_as_you_go(rule, net, x, t, session.loss, alpha, state) if as_it_goes else truth
    moves = rule.moves(net, run, alpha, state)
    after, then = rule.after(net, moves, state)
    return _Made(run, truth if as_it_goes else None, after, tuple(moves), then)


def _origin(networks: Sequence[Network], x: Array, t: Array, session: Session) -> str:
    """Where the first number that is not finite arises, and from which operands."""
    for net in networks:
        lost = first_not_finite(net, x, t, session.loss, session.learning_rate)
        if lost and (session.rule is None or lost.quantity not in ("W", "b")):  # those are plain descent's
            return f"; {lost.sentence.removesuffix('.')}"
    return ""
