"""The updates of one run as calls of the machine code: the arrays it works on, made once."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from ...inputs import Array
from ..batches import Batches
from ..fast.compiled_update import UpdateTask
from ..fast.flat_parameters import Parameters
from ..fast.flat_rule import FlatRule, free_entries
from .room import KEEP, Carried, Layers, Room, room_for
from .row_codes import activation_code, loss_code, rule_code, rule_settings

Kernel = Callable[..., None]
EMPTY = np.zeros(0)


def spelt(task: UpdateTask) -> bool:
    """Whether every row that a run takes has its form in machine code."""
    names = [layer.activation for layer in task.net.layers]
    return (
        all(activation_code(name) is not None for name in names)
        and loss_code(task.loss, names[-1]) is not None
        and rule_code(task.rule) is not None
    )


class MachineUpdates:
    """Updates of P, in place, by `kernel`; the gradients are left in G where they are kept."""

    def __init__(
        self,
        kernel: Kernel,
        task: UpdateTask,
        P: Parameters,
        G: Parameters,
        rule: FlatRule | None,
        batches: Batches,
    ) -> None:
        self._kernel, self._task, self._P, self._G, self._order = kernel, task, P, G, batches.order
        self._X, self._T = (np.require(rows, requirements=["C", "W"]) for rows in batches.rows)
        names = [layer.activation for layer in task.net.layers]
        codes = [code for name in names if (code := activation_code(name))]
        found, number = loss_code(task.loss, names[-1]), rule_code(task.rule)
        assert found is not None and number is not None and len(codes) == len(names)
        self._factor = found[1] * (1.0 if rule else task.learning_rate)
        free = free_entries(task.net).flat
        self._how = np.array([found[0], number, task.as_you_go, 0, not free.all()], dtype=np.int64)
        table, self._hats, self._width = _table(task.net.widths)
        self._layers = Layers(
            table,
            np.array([code for code, _, _ in codes], dtype=np.int64),
            np.array([[low, high] for _, low, high in codes]),
        )
        settings = rule_settings(task.rule, task.learning_rate)
        kept = rule.places if rule else {}
        momentum, square, mean = (kept.get(kind, EMPTY) for kind in ("momentum", "square", "mean"))
        made = rule.made if rule else np.zeros(1)
        penalties = rule.penalties if rule else (EMPTY, EMPTY)
        self._kept = Carried(free, momentum, square, mean, penalties[0], penalties[1], settings, made)
        self._room: dict[int, Room] = {}  # by the items of a batch

    def advance(self, k: int, end: int, items: int, *, keep: bool) -> None:
        """Updates k to end − 1, of one epoch and so many items each.

        `keep`: all their gradients, which else may not be put down.
        """
        X, T, order = self._X, self._T, self._order
        self._how[KEEP] = keep
        first = k % order.per_epoch * order.batch_size
        rows = order.permutation(k // order.per_epoch)[first : first + (end - k) * items]
        sizes = np.array([items, self._hats, self._width, X.shape[1], T.shape[1]], dtype=np.uint64)
        scale = self._factor / (items if self._task.loss.mean else 1)
        if items not in self._room:
            self._room[items] = room_for(items, self._hats, self._width, max(self._task.net.widths))
        self._kernel(
            self._P.flat, self._G.flat, X.reshape(-1), T.reshape(-1), rows.view(np.uint64), self._layers,
            self._how, sizes, scale, self._room[items], self._kept,
        )  # fmt: skip

    def sums(self, items: int) -> list[Array]:
        """n of the last update, over so many items, layer by layer."""
        n = self._room[items].n.reshape(items, -1)
        return np.split(n, np.cumsum(self._task.net.widths[1:-1]), axis=1)


def _table(widths: tuple[int, ...]) -> tuple[Array, int, int]:
    """A row for each layer, as item_updates.py reads it; and how many hats and sums an item has."""
    rows, place, hat, width = [], 0, 0, 0
    for H, L in pairwise(widths):
        rows.append((H, L, place, hat, hat + H + 1, width))
        place, hat, width = place + L * (H + 1), hat + H + 1, width + L
    return np.array(rows, dtype=np.uint64), hat + widths[-1] + 1, width
