"""Training: one update after another over a set, and the record of how it went.

An update takes the notes' total over its rows: mse averages over them, the other losses sum; frozen
parameters stay. The order "turn" takes rows as they stand, "random" a permutation an epoch, all from one
generator; a batch of all rows takes them as they stand. The update order "as-you-go"
updates W_l as soon as S_l is known, with the total over the batch, and S goes back through the new W_l.
"""

import time
from collections.abc import Callable
from typing import Any

from ..activation import ACTIVATIONS
from ..inputs import Array, InputError, numbers, one_of, positive, whole
from ..loss import check_pair, check_targets, loss_named
from ..losses.loss_row import Loss
from ..network import Network, check_network, rows_of
from .descent import Descent
from .fast.compiled_update import UpdateTask
from .history import History
from .paths import path_here
from .row_order import Order
from .rule_state import RuleState
from .snapshots import Record, Snapshots
from .update_rule import UpdateRule, check_rule_order, rule_named, state_of

UPDATE_ORDERS = ("gradients-first", "as-you-go")
PULSE = 0.02  # seconds of work between two calls of the callback

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
    update_order: str = "gradients-first",
    until: float | None = None,
    memory: int = 32 * 2**20,
    rule: UpdateRule | str | None = None,
    state: RuleState | None = None,
    path: str | None = None,
) -> History:
    """Descend from a network over a set whose rows are items, X (N, H) and T (N, L).

    `updates`: how many, in place of `epochs`, inside one too. `start`: how many were made before (see
    History.state). `callback`: called with the history after each epoch and about every 20 ms; returns True
    to stop. `until`: the error to stop at after an epoch. `memory`: bytes for history.at. `rule`: one or
    its name, None for plain descent; `state`: what it goes on from. `path`: "numpy" or, where installed,
    "numba"; None: the faster that is ready. Raises InputError for a wrong shape, name, number or loss.

    >>> net = Network.from_arrays([[[0.0]]], [[0.0]], ["identity"])
    >>> train(net, [[1], [2]], [[1], [3]], learning_rate=0.125, epochs=2).losses
    [10.0, 1.7265625, 0.712066650390625]
    """
    task = _task(net, loss, learning_rate, update_order, rule)
    descent = _descent(task, X, T, batch_size, order, seed, state, path)
    start, count = whole(start, "start", 0), whole(epochs, "epochs", 0) * descent.order.per_epoch
    end = start + (count if updates is None else whole(updates, "updates", 0))
    bound = _bound(until, callback)
    snapshots = Snapshots(descent.save(), start, descent.order.batch_size, whole(memory, "memory", 0))
    return _descend(History(descent, snapshots, start), descent, snapshots, end, bound, callback)


def reopened(
    record: Record,
    net: Network,
    X: Any,
    T: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    batch_size: int = 1,
    order: str = "turn",
    seed: int = 0,
    *,
    update_order: str = "gradients-first",
    rule: UpdateRule | str | None = None,
) -> History:
    """The history of a run from its record and from what was given to `train`; nothing is trained for it.

    Of `net` the widths, activations and frozen names count. `at`, `item` and `losses` are the run's own, bit
    for bit; where the path that it took is not to be had, `history.agreement` says so. Raises InputError as
    `train` does, and where the record is of another number of parameters.
    """
    task = _task(net, loss, learning_rate, update_order, rule)
    descent = _descent(task, X, T, batch_size, order, seed, None, path_here(record.path, task))
    if (size := len(descent.save())) != len(record.last):
        what = "parameters and numbers of the rule" if task.rule else "parameters"
        raise InputError(f"the record must be of {size} {what}, as the network; got {len(record.last)}")
    return History.of(record, descent)


def _task(
    net: Network, loss: str, learning_rate: Any, update_order: str, rule: UpdateRule | str | None
) -> UpdateTask:
    one_of(update_order, UPDATE_ORDERS, "the order of updates")
    check_network(net)
    found = loss_named(loss)
    check_pair(found, ACTIVATIONS[net.layers[-1].activation])
    as_you_go, named = update_order == "as-you-go", rule_named(rule)
    check_rule_order(named, as_you_go)
    return UpdateTask(net, found, positive(learning_rate, "the learning rate"), as_you_go, named)


def _descent(
    task: UpdateTask,
    X: Any,
    T: Any,
    batch_size: int,
    order: str,
    seed: int,
    state: RuleState | None,
    path: str | None,
) -> Descent:
    begun = state_of(task.rule, task.net, state)
    X, T = _set(task.net, X, T, task.loss)
    rows = Order(len(X), whole(batch_size, "the batch size", 1), order, whole(seed, "the seed", 0))
    return Descent(task, X, T, rows, begun, path)


def _bound(until: Any, callback: object) -> float | None:
    """What stops a run early: the bound of the set's error, when the callback is one."""
    bound = None if until is None else float(numbers(until, "until", ()))
    if callback is not None and not callable(callback):
        raise InputError(f"callback must be a function of the history so far; got {callback!r:.60}")
    return bound


def _set(net: Network, X: Any, T: Any, loss: Loss) -> tuple[Array, Array]:
    X, T = rows_of(net, X, T, copied=False)  # batches.py puts a column of ones beside it
    check_targets(loss, T)
    return X, T


def _descend(
    history: History,
    descent: Descent,
    snapshots: Snapshots,
    end: int,
    until: float | None,
    callback: Callback | None,
) -> History:
    """Update in stretches that end with an epoch, before a snapshot, or when the callback is due."""
    k, per_epoch = history.start, descent.order.per_epoch
    block, called = 1, time.perf_counter()
    while k < end and not history.stopped:
        begun, first = time.perf_counter(), k
        epoch_end = k + per_epoch - k % per_epoch
        history.errors.take_full_batch()
        k, lost = _stretch(descent, snapshots, k, min(end, epoch_end, snapshots.due(k), k + block))
        history.updates = k - history.start
        if lost:
            history.stopped = f"diverged: stopped before update {k + 1}, in which {lost} "
            history.stopped += "would not be finite (weights, inputs or learning rate are too large)"
            return history
        snapshots.keep(k, descent)
        if k == epoch_end:
            history.errors.note()
            history.stopped = _reached(history, until)
        now = time.perf_counter()
        block = max(1, int(PULSE * (k - first) / (now - begun)))
        if callback and (k in (end, epoch_end) or now - called >= PULSE):
            called = now
            if callback(history) and k < end and not history.stopped:
                history.stopped = f"stopped by the callback after update {k}"
    return history


def _stretch(descent: Descent, snapshots: Snapshots, k: int, end: int) -> tuple[int, str]:
    """Advance from k to `end`, or to the update before one that is not finite; how far, and what was not."""
    if descent.advance(k, end):
        return end, ""
    nearest, flat = snapshots.before(k)
    descent.load(flat)
    descent.advance(nearest, k)
    return descent.advance_watched(k, end)


def _reached(history: History, until: float | None) -> str:
    """Why the epoch just ended is the last one, or ""."""
    if until is None or (error := history.errors.measured()[-1]) > until:
        return ""
    return f"stopped after epoch {history.epoch}: the set's error {error:.6g} is at most {until:g}"
