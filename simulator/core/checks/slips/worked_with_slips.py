"""Forward, backward and update of one item or a set, in whatever way one likes: rightly, or with a slip."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...activation import ACTIVATIONS
from ...activations.activation_row import Activation
from ...inputs import Array
from ...losses.loss_row import Loss
from ...network import Network, held, moved

AT_ONCE = 2**18  # numbers of âSᵀ that are held at a time
EVERY = slice(None)

Key = tuple[str, int]  # quantity and layer: ("dW", 3)
Truth = Mapping[Key, Array]
Back = Callable[[Activation, Array, Array, Array], Array]  # Âv from the activation, n, a and v, (N, L) each
Start = Callable[[Loss, Activation, Array, Array, Array], Array]  # S_K from the two, t, n and y
Sent = Callable[[Activation, Array, Array, Array, Array], Array]  # WS from the activation, n, a, S and W
Left = Callable[[Array | None, Array], Array]  # what stands for â in âSᵀ, (N, H), from n̂ (None: x) and â
Right = Callable[[Activation, Array, Array, Array, Array], Array]  # for S: from the activation, n, a, WS, S


def as_it_is(number: Array) -> Array:
    """Nothing is rounded."""
    return number


def through_W(row: Activation, n: Array, a: Array, S: Array, W: Array) -> Array:
    """W S of each item."""
    return np.asarray(S @ W.T)


def a_itself(n_left: Array | None, a_left: Array) -> Array:
    """â."""
    return a_left


def S_itself(row: Activation, n: Array, a: Array, v: Array, S: Array) -> Array:
    """S."""
    return S


def over_items(S: Array) -> Array:
    """S 1, (L,): the sum over the items."""
    return np.asarray(S.sum(axis=0))


@dataclass(frozen=True, slots=True)
class Slip:
    """One way to make a mistake: what is done differently. As it stands, nothing is.

    With a `layer`, `start`, `back`, `sent`, `left` and `right` are meant for that one, all else is right.
    """

    start: Start = Loss.sensitivity
    back: Back = Activation.applied
    layer: int = 0  # 0: every one
    sent: Sent = through_W
    left: Left = a_itself
    right: Right = S_itself
    right_in_db: bool = False  # `right` in ∂F/∂b too
    summed: Callable[[Array], Array] = over_items  # what S (N, L) of all items gives for ∂F/∂b
    scale: float = 1.0  # times S_K
    total: float = 1.0  # times ∂F/∂W and ∂F/∂b
    forth_turned: bool = False  # W for Wᵀ in n
    back_turned: bool = False  # Wᵀ for W in Ŝ
    through_new: bool = False  # the updated W in Ŝ
    without_b: bool = False  # in n
    keeps_b: bool = False  # in the update
    kept: Callable[[Array], Array] = as_it_is  # what becomes of each n, a, S, ∂F/∂W and ∂F/∂b
    kept_total: bool = False  # the same for those of the set

    @property
    def goes_forth(self) -> bool:
        """Whether n or a may be others than they should be."""
        return self.forth_turned or self.without_b or self.kept is not as_it_is

    @property
    def stays(self) -> bool:
        """Whether nothing but ∂F/∂W and ∂F/∂b of its layer, and what is updated by them, is others."""
        goes_back = self.start is not Loss.sensitivity or self.back is not Activation.applied
        return self.layer > 0 and not goes_back and self.sent is through_W


@dataclass(frozen=True, eq=False)
class Task:
    """A network, its items X (N, H) and T (N, L), and α; `alone`: one item, not a set of one.

    `columns`: of a set each item's own n, a and S are wanted too, (L, N). `as_you_go`: S goes back through
    the W that is updated by then. `updated`: the new W_l from l and its ∂F/∂W; None: by plain descent.
    """

    net: Network
    X: Array
    T: Array
    rule: Loss
    alpha: float
    alone: bool
    columns: bool = False
    as_you_go: bool = False
    updated: Callable[[int, Array], Array] | None = None

    @cached_property
    def forth(self) -> tuple[dict[int, Array], dict[int, Array]]:
        """n and a as they should be, (N, L) by layer number."""
        return forth(self)

    @cached_property
    def S(self) -> dict[int, Array]:
        """S as it should be, (N, L) by layer number."""
        K, (n, a) = self.net.depth, self.forth
        S = {K: self.rule.sensitivity(self.sigma[K], self.T, n[K], a[K])}
        for l in range(K - 1, 1, -1):
            S[l] = self.sigma[l].applied(n[l], a[l], S[l + 1] @ self.through(l + 1, S[l + 1]).T)
        return S

    def through(self, l: int, S: Array) -> Array:
        """The W_l that S_l, (N, L), goes back through."""
        return self.new_W(l, S) if self.as_you_go else self.net.W[l]

    def new_W(self, l: int, S: Array) -> Array:
        """W_l as these S_l, (N, L), update it."""
        return new_weights(self, l, EVERY, _total_of_W(self, Slip(), self.forth[1][l - 1], S))

    @property
    def itemwise(self) -> bool:
        """Whether what belongs to an item is wanted."""
        return self.alone or self.columns

    def own(self, array: Array) -> Array:
        """What belongs to the items, (N, …), as it is wanted: of the one, or with a column for each."""
        return array[0] if self.alone else array.T

    @cached_property
    def sigma(self) -> dict[int, Activation]:
        """The rows of the activations by layer number."""
        return {l: ACTIVATIONS[name] for l, name in self.net.activation.items()}


def worked(
    task: Task, slip: Slip = Slip(), wanted: Collection[Key] | None = None, columns: slice = EVERY
) -> Iterator[tuple[Key, Array]]:
    """What one gets, quantity by quantity as the work goes on; of a set its totals dW, db and the new W, b.

    Only what is `wanted`, where that is said, and then n and a only where the slip changes them; above the
    slip's own layer all is right and left out too. Of ∂F/∂W and W the given `columns` alone. To be called
    where overflow is ignored: then numbers may not be finite.
    """
    n, a = forth(task, slip) if slip.goes_forth else task.forth
    if task.itemwise and (wanted is None or slip.goes_forth):
        yield ("a", 1), task.own(task.X)
        for l in n:
            yield from ((("n", l), task.own(n[l])), (("a", l), task.own(a[l])))
    first, last = slip.layer or task.net.depth, 2 if wanted is None else min(l for _, l in wanted)
    last = first if slip.stays else last
    new_W: Array | None = None
    S: Array | None = None
    for l in range(first, max(last, 2) - 1, -1):
        v = arrived(task, slip, l, S, n, a, new_W)
        S = sensitivity(task, slip, l, v, n, a)
        if slip.sent is not through_W and l == slip.layer:
            continue  # right so far; what goes on from here is not
        if task.itemwise:
            yield ("S", l), task.own(S)
        for key, array in of_parameters(task, slip, l, v, S, n, a, wanted, columns):
            if key == ("W", l):
                new_W = array
            yield key, array


def arrived(
    task: Task,
    slip: Slip,
    l: int,
    S: Array | None,
    n: dict[int, Array],
    a: dict[int, Array],
    new_W: Array | None,
) -> Array | None:
    """W S of the layer to the right, which is to be scaled by the slopes of layer l; None at the output."""
    right = l + 1
    if l == task.net.depth:
        return None
    if S is None:  # the slip's own layer comes first
        return np.asarray(task.S[right] @ task.through(right, task.S[right]).T)
    goes_through_new = slip.through_new or task.as_you_go
    W = new_W if goes_through_new and new_W is not None else task.net.W[right]
    sent = slip.sent if slip.layer in (0, right) else through_W
    return sent(task.sigma[right], n[right], a[right], S, _turned(W) if slip.back_turned else W)


def sensitivity(
    task: Task, slip: Slip, l: int, v: Array | None, n: dict[int, Array], a: dict[int, Array]
) -> Array:
    """S of layer l, from what has arrived there."""
    own = slip.layer in (0, l)
    if v is None:
        start = slip.start if own else Loss.sensitivity
        return slip.kept(slip.scale * start(task.rule, task.sigma[l], task.T, n[l], a[l]))
    return slip.kept((slip.back if own else Activation.applied)(task.sigma[l], n[l], a[l], v))


def of_parameters(
    task: Task,
    slip: Slip,
    l: int,
    v: Array | None,
    S: Array,
    n: dict[int, Array],
    a: dict[int, Array],
    wanted: Collection[Key] | None,
    columns: slice,
) -> Iterator[tuple[Key, Array]]:
    """∂F/∂W, ∂F/∂b and the new W and b of layer l, as far as they are wanted."""
    left, in_W, in_b = a[l - 1], S, S
    if slip.layer in (0, l):
        left = slip.left(n.get(l - 1), left)
        if slip.right is not S_itself:
            arrived = task.rule.slope(task.T, a[l]) if v is None else v
            in_W = slip.right(task.sigma[l], n[l], a[l], arrived, S)
            in_b = in_W if slip.right_in_db else S

    def asked(*quantities: str) -> bool:
        return wanted is None or any((quantity, l) in wanted for quantity in quantities)

    goes_through_new = slip.through_new or task.as_you_go
    if asked("dW", "W") or goes_through_new:
        columns = EVERY if goes_through_new else columns
        dW = slip.total * _total_of_W(task, slip, left, in_W[:, columns])
        yield ("dW", l), dW
        yield ("W", l), new_weights(task, l, columns, dW)
    if asked("db", "b"):
        db = slip.total * _total_of_b(task, slip, in_b)
        yield ("db", l), db
        b = task.net.b[l]
        yield ("b", l), b if slip.keeps_b else moved(task.net.frozen, f"b{l}", b, b - task.alpha * db)


def new_weights(task: Task, l: int, columns: slice, dW: Array) -> Array:
    """These columns of W_l after an update by these of ∂F/∂W_l; what is frozen stays."""
    if task.updated is not None:
        return task.updated(l, dW)
    W = task.net.W[l][:, columns]
    mask = held(task.net.frozen, f"W{l}", task.net.W[l].shape)
    new = W - task.alpha * dW
    return new if mask is None else np.where(mask[:, columns], W, new)


def forth(task: Task, slip: Slip = Slip()) -> tuple[dict[int, Array], dict[int, Array]]:
    """n and a, (N, L) by layer number."""
    n: dict[int, Array] = {}
    a = {1: task.X}
    for l in task.net.W:
        n[l] = weighted_sum(task, slip, l, a[l - 1])
        a[l] = slip.kept(task.sigma[l].value(n[l]))
    return n, a


def weighted_sum(task: Task, slip: Slip, l: int, left: Array) -> Array:
    """n of layer l, (N, L), from â (N, H)."""
    W = _turned(task.net.W[l]) if slip.forth_turned else task.net.W[l]
    weighted = left @ W
    return slip.kept(weighted if slip.without_b else weighted + task.net.b[l])


def _total_of_W(task: Task, slip: Slip, a: Array, S: Array) -> Array:
    """∂F/∂W of all items."""
    N = len(S) if task.rule.mean else 1
    if slip.kept is as_it_is:
        return np.asarray(a.T @ S / N)
    dW = np.zeros((a.shape[1], S.shape[1]))
    few = max(1, AT_ONCE // dW.size)
    for i in range(0, len(S), few):
        dW += slip.kept(a[i : i + few, :, None] * S[i : i + few, None, :]).sum(axis=0)
    dW /= N
    return slip.kept(dW) if slip.kept_total else dW


def _total_of_b(task: Task, slip: Slip, S: Array) -> Array:
    db = np.asarray(slip.summed(S) / (len(S) if task.rule.mean else 1))
    return slip.kept(db) if slip.kept_total else db


def _turned(W: Array) -> Array:
    return W.T if W.shape[0] == W.shape[1] else W
