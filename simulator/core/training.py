"""Training: one update after another over a set, and the record of how it went."""

import time
from collections.abc import Callable
from typing import Any

from .activation import ACTIVATIONS
from .descent import Descent
from .history import History, Snapshots
from .inputs import InputError, numbers, positive, whole
from .loss import check_pair, loss_named
from .network import Network
from .order import Order
from .plan import Task

RULES = ("gradients-first", "as-you-go")
PULSE = 0.02  # seconds of work between two calls of the callback
MEMORY = 32 * 2**20

Callback = Callable[[History], object]


def train(
    net: Network,
    X: Any,
    T: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    epochs: int = 1,
    batch_size: int = 1,
    order: str = "turn",
    seed: int = 0,
    *,
    updates: int | None = None,
    callback: Callback | None = None,
    start: int = 0,
    rule: str = "gradients-first",
    until: float | None = None,
    memory: int = MEMORY,
) -> History:
    """Descend from a network over a set whose rows are items, X (N, H) and T (N, L); returns the History.

    An update takes `batch_size` rows, a short last batch too, with the notes' total over them: mse averages
    over the batch, the others sum. The `order` is "turn", or "random": a permutation an epoch from one
    generator seeded by `seed`. A batch of all rows, or more, is taken in turn. Frozen parameters stay.

    `updates`, where given, is how many to make, and `epochs` then counts for nothing; it may end inside an
    epoch. `start` is how many were made before: a run goes on as one with
    `train(history.at(k), …, start=k)`, in the same order and to the same bits. The `rule` "as-you-go" updates
    W_l, with the batch's total, as soon as S_l is known, and S goes back through the new W_l.

    The run ends early where the set's error after an epoch is `until` or below; where `callback(history)`,
    called after each epoch and about every 20 ms, returns True; and at the update before one in which an n, a
    gradient or a parameter would not be finite. `history.stopped` then says so. `memory` is what the
    snapshots for `history.at` may take, in bytes.

    Raises InputError for a wrong shape or name, a number that is not finite, α ≤ 0, a loss the output layer
    does not allow, or a count that is none.
    """
    task = Task(net, loss_named(loss), positive(learning_rate, "the learning rate"), _as_you_go(rule))
    check_pair(task.loss, ACTIVATIONS[net.layers[-1].activation])
    X = numbers(X, "X", (None, net.widths[0]), "with a column for each input", "N")
    T = numbers(T, "T", (len(X), net.widths[-1]), "with a row for each item and a column for each output")
    in_order = Order(len(X), whole(batch_size, "the batch size", 1), order, whole(seed, "the seed", 0))
    start = whole(start, "start", 0)
    count = whole(epochs, "epochs", 0) * in_order.per_epoch
    count = count if updates is None else whole(updates, "updates", 0)
    if until is not None:
        until = float(numbers(until, "until", ()))
    if callback is not None and not callable(callback):
        raise InputError(f"callback must be a function of the history so far; got {callback!r}")
    descent = Descent(task, X, T, in_order)
    snapshots = Snapshots(descent.save(), start, in_order.batch_size, whole(memory, "memory", 0))
    history = History(descent, snapshots, start)
    _descend(history, descent, snapshots, start + count, until, callback)
    return history


def _descend(
    history: History,
    descent: Descent,
    snapshots: Snapshots,
    end: int,
    until: float | None,
    callback: Callback | None,
) -> None:
    """Update in stretches that end with an epoch, before a snapshot, or when the callback is due."""
    k, per_epoch = history.start, descent.order.per_epoch
    block, called = 1, time.perf_counter()
    while k < end and not history.stopped:
        begun, first = time.perf_counter(), k
        epoch_end = k + per_epoch - k % per_epoch
        k, lost = _stretch(descent, snapshots, k, min(end, epoch_end, snapshots.due(k), k + block))
        history.updates = k - history.start
        if lost:
            history.stopped = f"stopped before update {k + 1}, in which {lost} would not be finite: "
            history.stopped += "weights, inputs or learning rate are too large"
            return
        snapshots.keep(k, descent)
        if k == epoch_end:
            history.errors.note()
            history.stopped = _reached(history, until)
        now = time.perf_counter()
        block = max(1, int(PULSE * (k - first) / (now - begun)))
        if callback and (k in (end, epoch_end) or now - called >= PULSE or history.stopped):
            called = now
            if callback(history) and k < end:
                history.stopped = history.stopped or f"stopped by the callback after update {k}"


def _stretch(descent: Descent, snapshots: Snapshots, k: int, end: int) -> tuple[int, str]:
    """Advance from k to `end`, or to the update before one that is not finite; returns why."""
    if descent.advance(k, end):
        return end, ""
    nearest, flat = snapshots.before(k)
    descent.load(flat)
    descent.advance(nearest, k)
    return descent.advance_watched(k, end)


def _reached(history: History, until: float | None) -> str:
    """Why the epoch just ended is the last one, or ""."""
    if until is None or history.losses[-1] > until:
        return ""
    return (
        f"stopped after epoch {history.epoch}: the set's error {history.losses[-1]:.6g} is at most {until:g}"
    )


def _as_you_go(rule: str) -> bool:
    if not isinstance(rule, str) or rule not in RULES:
        raise InputError(f"the rule must be one of {', '.join(RULES)}; got {rule!r}")
    return rule == "as-you-go"
