"""The descent of a run: update k takes the parameters to those that update k + 1 starts from.

Each is a fixed function of the parameters and k, so that a replay gives every bit again.
"""

import math

import numpy as np

from ..inputs import Array, all_finite
from ..network import Network
from .batches import Batches
from .fast.compiled_update import CompiledUpdate, UpdateTask, compiled
from .fast.flat_parameters import Parameters
from .fast.flat_rule import FlatRule
from .machine_code.machine_updates import MachineUpdates
from .paths import NUMBA, NUMPY, kernel_for
from .row_order import Order
from .rule_state import RuleState

MEASURED = 1024  # items that the set's error takes at a time
Outputs = tuple[Array, Array]
LARGEST = 280.0  # the power of ten that a product through all layers may reach unwatched


class Descent:
    """The current parameters, in place, over a set X (N, H), T (N, L), and what an update rule keeps.

    `path`: that of its updates, see paths.py.
    """

    def __init__(
        self,
        task: UpdateTask,
        X: Array,
        T: Array,
        order: Order,
        state: RuleState | None = None,
        path: str | None = NUMPY,
    ) -> None:
        self.order = order
        self._batches = Batches(X, T, order)
        self._task = task
        self._rule = FlatRule(task.rule, task.net, task.learning_rate) if task.rule else None
        if self._rule and task.rule:
            self._P, self._G, self._everything = self._rule.P, self._rule.G, self._rule.everything
            self._rule.begin(state or task.rule.start(task.net))
        else:
            self._P, self._G = Parameters.of(task.net), Parameters.like(task.net)
            self._everything = self._P.flat
        kernel = kernel_for(path, task, order.batch_size)
        self._machine = (
            MachineUpdates(kernel, task, self._P, self._G, self._rule, self._batches) if kernel else None
        )
        self._plans: dict[int, CompiledUpdate] = {}
        self._ahead = False  # the forward pass of the next update is done
        self._limit = 10.0 ** (LARGEST / task.net.depth)
        self._tame = bool(max(X.max(), -X.min()) < self._limit)

    @property
    def path(self) -> str:
        """Which path its updates take."""
        return NUMBA if self._machine else NUMPY

    @property
    def measured_ahead(self) -> bool:
        """Whether to measure the set's error is half of the next update already."""
        return self.order.full and self._machine is None

    @property
    def network(self) -> Network:
        """The current network, a copy."""
        return self._P.network(self._task.net)

    @property
    def state(self) -> RuleState | None:
        """What the update rule keeps, a copy; None for plain descent."""
        return self._rule.state if self._rule else None

    def save(self) -> Array:
        """A copy of the current parameters, and of what an update rule keeps behind them."""
        return self._everything.copy()

    def load(self, flat: Array) -> None:
        """Put back what was saved."""
        np.copyto(self._everything, flat)
        self._ahead = False

    def error(self) -> float:
        """The set's error; inf where it is past what float64 holds."""
        if self.measured_ahead:
            return self.error_of(self.outputs())
        total = 0.0
        with np.errstate(all="ignore"):
            for rows, columns, t in self._batches.cut_up(MEASURED):
                plan = self._plan(len(rows))
                plan.forward(columns)
                total += plan.error(t, plan.n[-1], plan.y)
        return self._error(total)

    def outputs(self) -> Outputs:
        """Of a full batch n_K and y, (L, N), copies: the next update goes on from their forward pass."""
        (_, columns, _), plan = self._batches.all, self._plan(self.order.N)
        with np.errstate(all="ignore"):
            if not self._ahead:
                plan.forward(columns)
        self._ahead = True
        return plan.n[-1].copy(), plan.y.copy()

    def error_of(self, outputs: Outputs) -> float:
        """The set's error with such outputs."""
        with np.errstate(all="ignore"):
            return self._error(self._plan(self.order.N).error(self._batches.all[2], *outputs))

    def _error(self, total: float) -> float:
        error = total / (self.order.N if self._task.loss.mean else 1)
        return error if math.isfinite(error) else math.inf

    def advance(self, k: int, end: int, *, keep: bool = False) -> bool:
        """Make updates k to end − 1; whether it is sure that every number stayed finite.

        `keep`: the gradients too.
        What is not finite never leaves the parameters again, so one look at the end will do. It is not sure
        where they have grown so large that somewhere on the way an n alone could have overflown.
        """
        with np.errstate(all="ignore"):
            while k < end:
                stop, items = self.order.alike(k, end)
                if self._machine:
                    self._machine.advance(k, stop, items, keep=keep)
                else:
                    self._plan(items).updates(self._batches.of(k, stop, items), self._ahead)
                self._ahead = False
                k = stop
            tame = self._tame and (self._rule is None or self._rule.finite)
            return tame and bool(self._P.flat.dot(self._P.flat) < self._limit * self._limit)

    def advance_watched(self, k: int, end: int) -> tuple[int, str]:
        """The same as far as every n, gradient and parameter is finite; returns how far, and what was not."""
        for made in range(k, end):
            before = self.save()
            self.advance(made, made + 1, keep=True)
            if found := self._overflow(self.order.alike(made, end)[1]):
                self.load(before)
                return made, found
        return end, ""

    def _overflow(self, items: int) -> str:
        """The first quantity of the last update, over so many items, that is not finite."""
        kinds = {
            "the weighted sum n": self._machine.sums(items) if self._machine else self._plan(items).n,
            "the gradient of layer ": self._G.blocks,
            "the updated parameters of layer ": self._P.blocks,
        }
        with np.errstate(all="ignore"):
            for name, arrays in kinds.items():
                for l, array in enumerate(arrays, start=2):
                    if not all_finite(array):
                        return f"{name}{l}"
            return self._rule.not_finite() if self._rule else ""

    def _plan(self, items: int) -> CompiledUpdate:
        if items not in self._plans:
            self._plans[items] = compiled(self._task, self._P, self._G, items, self._rule)
        return self._plans[items]
