"""The numbers of an update, as the player takes them."""

from typing import Any

import numpy as np

from ...core.activation import ACTIVATIONS
from ...core.inputs import Array
from ...core.network import frozen_entries
from ...draw.neuron_curves import quiet_of
from ...steps.kinds.backward_batches import answers_of_items
from ...steps.kinds.output_sensitivity import output_slope, saturated
from ...steps.session import Update
from .shared_values import SharedValues


def update_sent(u: Update, table: SharedValues) -> dict[str, Any]:
    """An update of one pair, or of a batch in matrices: its arrays by their places in the table."""
    return _of_batch(u, table) if u.in_matrices else _of_pair(u, table)


def _of_batch(u: Update, table: SharedValues) -> dict[str, Any]:
    """As of a pair, in matrices: a column for each item, whose rows `items` has; no ∂n/∂n̂, one for each."""
    run = u.batch

    def by_layer(arrays: dict[int, Array]) -> dict[int, int]:
        return {l: table.array(array) for l, array in arrays.items()}

    answers, fused = answers_of_items(u)  # those alone have an answer that is not finite
    return {
        "item": u.item,
        "items": [*u.items],
        "mean": u.rule.mean,
        "t": table.array(run.t),
        "e": table.array(run.e),
        "dphi": table.array(np.where(np.isfinite(answers), answers, 0.0)),
        "fused": fused.tolist(),
        "parts": _parts(u, table),
        "quiet": {l: quiet_of(u, l) for l in run.n},
        "sent": {
            l: table.array(_sent_of_items(u, l), calm=u.calm.sent.get(l)) for l in range(2, u.before.depth)
        },
        "F": run.loss,
        "calmF": u.calm.F,
        "after": u.loss_after,
        **{letter: by_layer(getattr(run, letter)) for letter in ("n", "a", "A", "S", "dW", "db")},
        "J": {},
        **{letter: by_layer(getattr(u.before, letter)) for letter in "Wb"},
        "newW": by_layer(u.after.W),
        "newb": by_layer(u.after.b),
        **_of_rule(u, table),
    }


def _sent_of_items(u: Update, l: int) -> Array:
    """W S of every item, each with the bits of its own walk."""
    W = u.through(l + 1)
    return np.stack([W.dot(np.ascontiguousarray(S)) for S in u.batch.S[l + 1].T], axis=1)


def _of_pair(u: Update, table: SharedValues) -> dict[str, Any]:
    run = u.run

    def by_layer(arrays: dict[int, Array]) -> dict[int, int]:
        return {l: table.array(array) for l, array in arrays.items()}

    return {
        "item": u.item,
        "t": table.array(run.t),
        "e": table.array(run.e),
        "dphi": _if_finite(output_slope(u), table),
        "fused": saturated(u),
        "parts": _parts(u, table),
        "quiet": {l: quiet_of(u, l)[0] for l in run.n},
        "sent": {l: _sent_back(u, l, table) for l in range(2, u.before.depth)},
        "F": run.loss,
        "calmF": u.calm.F,
        "after": u.loss_after,
        "n": by_layer(run.n),
        "a": by_layer(run.a),
        "A": {l: table.slopes(u, l) for l in run.slopes},
        "J": {l: table.jacobian(u, l) for l in range(3, u.before.depth + 1)},
        "S": by_layer(run.S),
        "dW": {l: table.array(dW, "outer", run.a[l - 1], run.S[l]) for l, dW in run.dW.items()},
        "db": by_layer(run.db),
        "W": by_layer(u.before.W),
        "b": by_layer(u.before.b),
        "newW": {l: _new_weights(u, l, table) for l in u.after.W},
        "newb": by_layer(u.after.b),
        **_of_rule(u, table),
    }


def _new_weights(u: Update, l: int, table: SharedValues) -> int:
    """The place of W_l after the update; where all of it went by plain descent, a large one is that rule."""
    W = u.after.W[l]
    if u.moves is not None or frozen_entries(u.before.frozen, f"W{l}"):
        return table.array(W)
    return table.array(W, "descended", u.before.W[l], u.run.a[l - 1], u.run.S[l])


def _of_rule(u: Update, table: SharedValues) -> dict[str, Any]:
    """What an update rule computed, by name and layer."""
    if u.moves is None:
        return {}
    found: dict[str, dict[int, int]] = {}
    for (quantity, l), array in u.moves.shown.items():
        found.setdefault(quantity, {})[l] = table.array(array)
    return {"rule": found}


def _sent_back(u: Update, l: int, table: SharedValues) -> int:
    return table.array(u.through(l + 1).dot(u.run.S[l + 1]), calm=u.calm.sent.get(l))


def _if_finite(array: Array, table: SharedValues) -> int | None:
    """The place of an array; None where an entry is not finite, which JSON cannot hold."""
    return table.array(array) if np.isfinite(array).all() else None


def _parts(u: Update, table: SharedValues) -> list[int]:
    """What each output adds to F, part by part, where that is drawn as bars: (L,), of a batch (L, B)."""
    K, run = u.before.depth, u.found
    found = u.rule.parts_of(run.t.T, run.n[K].T, ACTIVATIONS[u.before.activation[K]])
    return [table.array(np.ascontiguousarray(part.T)) for part in found]
