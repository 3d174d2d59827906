"""What a person is asked for: every quantity of one update as it should be, of a pair or of a batch."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..checks.slips.worked_with_slips import Key, Task
from ..checks.uncancelled_sizes import NOISE, uncancelled
from ..inputs import Array, InputError, as_rows, one_of, positive, whole
from ..loss import loss_named
from ..network import Network, check_network, rows_of
from ..propagation import ByLayer, Run, as_you_go, descend, propagate, propagate_as_you_go
from ..sets.batch_matrices import (
    BatchRun,
    as_you_go_batch,
    propagate_batch,
    propagate_batch_as_you_go,
)
from ..training.rule_state import RuleState
from ..training.train import UPDATE_ORDERS
from ..training.update_rule import (
    Move,
    UpdateRule,
    check_rule_order,
    rule_named,
    state_of,
)

OF_ERROR = ("e", "F")
OF_NO_LAYER = (*OF_ERROR, "clip")  # they stand at the last layer


@dataclass(frozen=True, eq=False, slots=True)
class TrueSteps:
    """Every array that is asked for, in the order of the steps, by quantity and layer; e and F: of layer K.

    A is the diagonal of A_l, for softmax all of it; of a batch n, a, e, S have a column for each item, and so
    has a diagonal A; all of A is (B, L, L). F and the factor of "clip" are (). W, b: after the update.
    `noise`: how much of each may be rounding. `rule`, `state`: the update rule, and what it had kept.
    """

    task: Task
    arrays: dict[Key, Array]
    noise: dict[Key, float]
    rule: UpdateRule | None
    state: RuleState | None

    def key(self, quantity: object, layer: object) -> Key:
        """Quantity and layer of something that is asked for; raises InputError for anything else."""
        K = self.task.net.depth
        known = [*dict.fromkeys(name for name, _ in self.arrays)]
        named: str = one_of(quantity, known, "the quantity")
        if layer is None and named in OF_NO_LAYER:
            return named, K
        layers = [l for name, l in self.arrays if name == named]
        if isinstance(layer, bool) or layer not in layers:
            few = ", ".join(map(str, layers[:8])) + ", …" * (len(layers) > 8)
            raise InputError(f"the layer of {named} must be one of {few}; got {layer!r:.60}")
        return named, whole(layer, f"the layer of {quantity}", 2)


def true_steps(
    net: Network,
    x: Any,
    t: Any,
    loss: str,
    learning_rate: Any,
    *,
    order: str = "gradients-first",
    batch_size: int = 1,
    rule: UpdateRule | str | None = None,
    state: RuleState | None = None,
) -> TrueSteps:
    """Those of the first update from x (H,) and t (L,), or from rows of both.

    Raises InputError as `timeline` does.
    """
    check_network(net)
    X, T = rows_of(net, as_rows(x), as_rows(t), "BH")
    B = min(whole(batch_size, "the batch size", 1), len(X))
    return of_update(
        net, X[:B], T[:B], loss, learning_rate, order=order, in_matrices=B > 1, rule=rule, state=state
    )


def of_update(
    net: Network,
    X: Array,
    T: Array,
    loss: str,
    learning_rate: Any,
    *,
    order: str,
    in_matrices: bool,
    rule: UpdateRule | str | None,
    state: RuleState | None,
) -> TrueSteps:
    """Those of one update with these rows, X (B, H) and T (B, L); of one row in vectors or in matrices."""
    alpha, named = positive(learning_rate, "the learning rate"), rule_named(rule)
    one_of(order, UPDATE_ORDERS, "the order")
    goes_on = order == "as-you-go"
    check_rule_order(named, goes_on)
    kept = state_of(named, net, state)
    updated = partial(_updated, named, net, alpha, kept) if named and kept else None
    run = _run(net, X, T, loss, alpha, goes_on, in_matrices, updated)
    task = Task(net, X, T, loss_named(loss), alpha, not in_matrices, in_matrices, goes_on, updated)
    arrays = of_passes(net, run)
    if named and kept:
        moves = named.moves(net, run, alpha, kept)
        named.after(net, moves, kept)  # refuses what is not finite
        arrays |= of_moves(net, moves)
    else:
        after = descend(net, run, alpha)
        arrays |= {(letter, l): getattr(after, letter)[l] for l in net.W for letter in "Wb"}
    return TrueSteps(task, arrays, _noise(task, arrays), named, kept)


def of_moves(net: Network, moves: list[Move]) -> dict[Key, Array]:
    """What an update rule computes, by its kind and layer; the new W and b by their letters."""
    return {
        (move.kind.removeprefix("update_"), move.layer or net.depth): np.asarray(move.value) for move in moves
    }


def of_passes(net: Network, run: Run | BatchRun) -> dict[Key, Array]:
    """Those of both passes, in the order of the steps."""
    K = net.depth
    slopes: ByLayer = run.slopes if isinstance(run, Run) else run.A
    forth = {(name, l): getattr(run, name)[l] for l in net.W for name in ("n", "a")}
    error = {("e", K): run.e, ("F", K): np.asarray(run.loss)}
    back: dict[Key, Array] = {}
    for l in range(K, 1, -1):
        of_layer = {"A": slopes[l], "S": run.S[l], "dW": run.dW[l], "db": run.db[l]}
        back |= {(name, l): array for name, array in of_layer.items()}
    return forth | error | back


def _updated(rule: UpdateRule, net: Network, alpha: float, state: RuleState, l: int, dW: Array) -> Array:
    return np.asarray(rule.moves_of(net, "W", l, dW, alpha, state)[-1].value)


def _run(
    net: Network,
    X: Array,
    T: Array,
    loss: str,
    alpha: float,
    goes_on: bool,
    in_matrices: bool,
    updated: Any,
) -> Run | BatchRun:
    """The run whose S and gradients the update uses, bit for bit as the walk has it."""
    x, t = (X, T) if in_matrices else (X[0], T[0])
    if not goes_on:
        return (propagate_batch if in_matrices else propagate)(net, x, t, loss)
    if updated:
        return (propagate_batch_as_you_go if in_matrices else propagate_as_you_go)(net, x, t, loss, updated)
    return (as_you_go_batch if in_matrices else as_you_go)(net, x, t, loss, alpha)[0]


def _noise(task: Task, arrays: dict[Key, Array]) -> dict[Key, float]:
    """How much of each array may be nothing but rounding."""
    with np.errstate(all="ignore"):
        sizes = uncancelled(task)
        K = task.net.depth
        of_e = float(np.abs(task.T).max()) + sizes["a", K]
    largest = {key: float(np.abs(array).max()) for key, array in arrays.items()}
    known = {key: max(size, largest.get(key, 0.0)) for key, size in sizes.items()}
    known["e", K] = of_e
    known["F", K] = max(largest["F", K], 2 * of_e * float(np.abs(arrays["e", K]).sum()))
    return {key: NOISE * known.get(key, size) for key, size in largest.items()}
