"""A session is everything the walk starts from, as one immutable value; the updates follow from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from math import nan

import numpy as np

from ..core.activation import ACTIVATIONS
from ..core.health.overflow import first_not_finite
from ..core.inputs import Array, InputError, as_rows, numbers, one_of, positive, whole
from ..core.loss import check_pair, check_targets, loss_named
from ..core.losses.loss_row import Loss
from ..core.network import Network, check_network
from ..core.propagation import Run, as_you_go, descend, propagate
from ..core.sets.batch_matrices import (
    BatchRun,
    as_you_go_batch,
    propagate_batch,
    propagate_batch_as_you_go,
)
from ..core.training.first_order import descent_steps, foretold_change, steps_between
from ..core.training.rule_state import MOST_MADE, RuleState
from ..core.training.update_rule import (
    UpdateRule,
    check_rule_order,
    rule_as_you_go,
    rule_named,
    state_of,
)
from .formulas.notation import NOTES, Notation
from .moves import Moves, moves_told
from .noise import Calm, calm, kept
from .noise_of_batches import calm_of_batch

MOST_PAIRS = 20  # that are typed, or come with a network
MOST_ITEMS = 300  # of a session, which may be one batch of a training run, as far as its walk may cost
MOST_UPDATES = 50  # that the page walks through
FEWEST_LAYERS, MOST_LAYERS = 2, 8  # that it builds
# What it steps through, wherever that comes from: layers, the neurons of one, and all weights.
STEPPED_LAYERS, WIDEST, MOST_WEIGHTS = 33, 1024, 250_000
ORDERS = ("gradients-first", "as-you-go")


@dataclass(frozen=True, eq=False)
class Session:
    """Network, training pairs X (N, H) and T (N, L) taken in turn, loss, α, number and order of updates.

    `rule`: the update rule, or its name; None is plain descent. `state`: what it keeps before the first of
    these updates; None is its start, nothing but zeros. An update takes the next `batch_size` pairs, the last
    ones of a round as they are, and of more than N all N: with 1 the walk is of vectors, else of matrices
    with a column for each item of the batch. Validated at birth: raises InputError for wrong shapes, a
    refused loss, α ≤ 0, no updates, a state of another rule or network, or a batch of nothing.
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
    batch_size: int = field(default=1, kw_only=True)

    def __post_init__(self) -> None:
        check_network(self.network)
        widths = self.network.widths
        X = numbers(as_rows(self.X), "x", (None, widths[0]), "with one number for each input", "NH")
        if len(X) > MOST_ITEMS:
            raise InputError(f"a session holds 1 to {MOST_ITEMS} training pairs; got {len(X)}")
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
        one_of(self.order, ORDERS, "the order")
        object.__setattr__(self, "rule", rule_named(self.rule))
        check_rule_order(self.rule, self.order == "as-you-go")
        before, most = state_of(self.rule, self.network, self.state), MOST_MADE - self.updates
        if before is not None and before.updates > most:
            raise InputError(
                f"what the rule keeps must be of at most {most:,} updates, so that those of the walk can be "
                f"counted too; it is of {before.updates:,}"
            )
        object.__setattr__(self, "batch_size", whole(self.batch_size, "the batch size", 1))

    @property
    def at_once(self) -> int:
        """How many items an update takes, but for a short last batch: the batch size, at most N."""
        return min(self.batch_size, len(self.X))

    def rows(self, update: int) -> range:
        """The rows, from 0, that an update, from 1, takes."""
        N, B = len(self.X), self.at_once
        start = (update - 1) % -(-N // B) * B
        return range(start, min(start + B, N))

    @cached_property
    def walked(self) -> "tuple[Update, ...]":
        """The updates, each from the network that the one before left."""
        return tuple(_walk(self))

    @cached_property
    def first(self) -> "Update":
        """The first update; where nobody walked through all of them, made alone."""
        return (self.walked if "walked" in self.__dict__ else _walk(replace(self, updates=1)))[0]


def item_alone(session: Session, row: int, update: int) -> Session:
    """The walk of one pair alone, row from 0, from what an update, from 1, of this session began with."""
    before = session.walked[update - 1]
    alone = replace(session, X=session.X[row], T=session.T[row], batch_size=1)
    return begun_at(alone, before.before, before.state)


def begun_at(session: Session, network: Network, state: RuleState | None) -> Session:
    """The session that begins within this one, with what it has reached there."""
    return replace(session, network=network, state=state)


def one_pair_at_a_time(session: Session, what: str) -> None:
    """Raise InputError where something that takes one pair at a time is asked of a batch."""
    if session.at_once > 1:
        raise InputError(
            f"{what} is for one pair at a time; this walk takes {session.at_once} items at once, as a batch: "
            "choose a batch size of 1"
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
    """One update: a pair, or a batch, taken forward and backward, and the network before and after."""

    number: int  # from 1
    items: range  # rows of the pairs, from 0
    rule: Loss
    found: Run | BatchRun  # the S and gradients that the update used
    before: Network
    after: Network
    loss_after: float  # F of the same pair, or batch, with the updated network
    alpha: Array  # ()
    truth: Run | BatchRun | None  # as you go: the run whose S are the gradient
    pairs: int
    at_once: int  # items that an update takes, but for a short last batch
    calm: Calm  # what is printed with 2 to 6 digits in place of arrays that hold noise
    update_rule: UpdateRule | None = None  # None: plain descent
    moves: Moves | None = None  # what the update rule computed, in order
    state: RuleState | None = None  # what the update rule kept before this update
    state_after: RuleState | None = None
    foretold: float = nan  # ∇F·Δ, by which F changes to first order; not finite past what float64 holds
    notation: Notation = NOTES  # in which its steps are written

    @property
    def item(self) -> int:
        """The row of the pair, from 0; of a batch that of its first."""
        return self.items[0]

    @property
    def uphill(self) -> bool:
        """Whether F grew, and would at first for any α: an update rule may lead elsewhere than down."""
        led = self.moves is not None and self.truth is None
        return led and self.loss_after > self.found.loss and self.foretold >= 0

    @property
    def in_matrices(self) -> bool:
        """Whether this is an update of a batch, of which also a single item left over stands in matrices."""
        return isinstance(self.found, BatchRun)

    @property
    def run(self) -> Run:
        """The run of the one pair; raises InputError for a batch, of which there is none."""
        if isinstance(self.found, Run):
            return self.found
        raise InputError(
            f"update {self.number} takes {len(self.items)} items at once, as a batch, and this is made for "
            "one pair at a time: open an item's own walk, or choose a batch size of 1"
        )

    @property
    def batch(self) -> BatchRun:
        """The run of the batch, where there is one."""
        assert isinstance(self.found, BatchRun)
        return self.found

    def through(self, l: int) -> Array:
        """The W_l that S_l went back through: the old one, or as you go the new one."""
        return self.before.W[l] if self.truth is None else self.after.W[l]


@dataclass(frozen=True, slots=True)
class _Passes:
    """The functions of an update, for a pair in vectors or for a batch in matrices."""

    both: Callable[..., Run | BatchRun]
    as_you_go: Callable[..., tuple[Run | BatchRun, Network]]
    rule_as_you_go: Callable[..., Run | BatchRun]
    calm: Callable[..., Calm]


def _rule_as_you_go_batch(
    rule: UpdateRule, net: Network, X: Array, T: Array, loss: str, alpha: float, state: RuleState
) -> BatchRun:
    """As `rule_as_you_go`, of a batch."""

    def updated(l: int, dW: Array) -> Array:
        return np.asarray(rule.moves_of(net, "W", l, dW, alpha, state)[-1].value)

    return propagate_batch_as_you_go(net, X, T, loss, updated)


_OF_A_PAIR = _Passes(propagate, as_you_go, rule_as_you_go, calm)
_OF_A_BATCH = _Passes(propagate_batch, as_you_go_batch, _rule_as_you_go_batch, calm_of_batch)


@dataclass(frozen=True, slots=True)
class _Made:
    """One update as it was made; `truth` as in Update."""

    run: Run | BatchRun
    truth: Run | BatchRun | None
    after: Network
    moves: Moves | None = None
    state: RuleState | None = None


def network_after(session: Session) -> Network:
    """The network after the first update, also where what it computes then is not finite."""
    passes, (x, t) = _taken(session, 1)
    state = state_of(session.rule, session.network, session.state)
    return _made(session, passes, session.network, x, t, state, state.arrays if state else {}).after


def _taken(session: Session, number: int) -> tuple[_Passes, tuple[Array, Array]]:
    """How an update, from 1, goes through the network, and the x and t that it takes."""
    items = session.rows(number)
    if session.at_once == 1:
        return _OF_A_PAIR, (session.X[items[0]], session.T[items[0]])
    return _OF_A_BATCH, (session.X[items.start : items.stop], session.T[items.start : items.stop])


def _walk(session: Session) -> "list[Update]":
    net, found = session.network, []
    state = state_of(session.rule, net, session.state)
    held: Mapping[str, Array] = state.arrays if state else {}  # the very arrays that the moves gave
    known: dict[int, Array] = {}
    rule = loss_named(session.loss)
    alpha = np.asarray(session.learning_rate)
    for number in range(1, session.updates + 1):
        passes, (x, t) = _taken(session, number)
        after = net
        try:
            made = _made(session, passes, net, x, t, state, held)
            after = made.after
            then = passes.both(after, x, t, session.loss)
        except InputError as reason:
            raise InputError(f"In update {number}: {reason}{_origin((net, after), x, t, session)}") from None
        run, truth = made.run, made.truth
        quiet = passes.calm(net, after, run, truth, then, rule, session.learning_rate, known, made.moves)
        held = made.moves.kept if made.moves else {}
        known = kept(quiet, after, held.values())
        taken = (number, session.rows(number), rule, run, net, after, then.loss, alpha, truth)
        kept_by_rule = (session.rule, made.moves, state, made.state)
        foretold = _foretold(session, made, net)
        found.append(Update(*taken, len(session.X), session.at_once, quiet, *kept_by_rule, foretold))
        net, state = after, made.state
    return found


def _foretold(session: Session, made: _Made, net: Network) -> float:
    """By how much F changes to first order: the gradient, as you go the true one, times the steps taken."""
    if made.truth is None and made.moves is None:
        return foretold_change(made.run, descent_steps(net, made.run, session.learning_rate))
    return foretold_change(made.truth or made.run, steps_between(net, made.after))


def _made(
    session: Session,
    passes: _Passes,
    net: Network,
    x: Array,
    t: Array,
    state: RuleState | None,
    held: Mapping[str, Array],
) -> _Made:
    """One update of a network with a pair or a batch.

    `state`: what the update rule has kept until then; `held`: the same arrays, or the very ones that its
    moves gave.
    """
    rule, alpha, as_it_goes = session.rule, session.learning_rate, session.order == "as-you-go"
    truth = passes.both(net, x, t, session.loss)
    if rule is None or state is None:
        if not as_it_goes:
            return _Made(truth, None, descend(net, truth, alpha))
        run, after = passes.as_you_go(net, x, t, session.loss, alpha)
        return _Made(run, truth, after)
    run = passes.rule_as_you_go(rule, net, x, t, session.loss, alpha, state) if as_it_goes else truth
    moves = rule.moves(net, run, alpha, state)
    after, then = rule.after(net, moves, state)
    told = moves_told(rule, net, run, moves, state, alpha, held)
    return _Made(run, truth if as_it_goes else None, after, told, then)


def _origin(networks: Sequence[Network], x: Array, t: Array, session: Session) -> str:
    """Where the first number that is not finite arises, and from which operands."""
    for net in networks:
        lost = first_not_finite(net, x, t, session.loss, session.learning_rate)
        if lost and (session.rule is None or lost.quantity not in ("W", "b")):  # those are plain descent's
            return f"; {lost.sentence.removesuffix('.')}"
    return ""
