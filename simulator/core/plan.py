"""One update of a whole batch, compiled: a flat list of NumPy calls whose arrays are all fixed beforehand.

It computes what propagation.py tells, for B items at once, a column for each. â has a last row of ones, so
that the bias is one more weight, and S is α times itself, so that α never touches the larger gradients.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from .forms import Calls, form_of
from .inputs import Array
from .loss import Loss
from .network import Network
from .outputs import Start, start_of, total_of
from .parameters import Parameters

Batch = tuple[Array, Array, Array]  # x and a column of ones (B, H + 1), the same as columns, t (L, B)
Function = Callable[..., object]


@dataclass(frozen=True, eq=False, slots=True)
class Task:
    """What is to be done to a network in every update."""

    net: Network
    loss: Loss
    learning_rate: float
    as_you_go: bool


@dataclass(frozen=True, eq=False, slots=True)
class Signals:
    """Per layer from 2: n, a, w, v, S, (L, B); a and v within â, with a row of ones, and v̂, (L + 1, B)."""

    flat_n: Array
    flat_w: Array
    n: list[Array]
    w: list[Array]
    S: list[Array]
    a_hat: list[Array]
    v_hat: list[Array]
    a: list[Array]
    v: list[Array]


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """What runs: `updates` over batches, `ahead` where the first one's forward pass is done already.

    `forward` takes x as columns, `error` is the loss of the last forward pass, from t; n are its sums.
    """

    updates: Callable[[Iterable[Batch], bool], None]
    forward: Callable[[Array], None]
    error: Callable[[Array], float]
    n: list[Array]


def compiled(task: Task, P: Parameters, G: Parameters, B: int) -> Plan:
    """The plan that leaves α ∂F/∂W and α ∂F/∂b of a batch in G and subtracts them from P."""
    s = _signals(task.net.widths[1:], B)
    names = [layer.activation for layer in task.net.layers]
    y = s.n[-1], s.a[-1]
    scale = task.learning_rate / (B if task.loss.mean else 1)
    start = start_of(task.loss, names[-1], scale, *y, s.v[-1], s.S[-1])
    first, forth = P.blocks[0].dot, _forward(names, P, s)
    back, end = _backward(task, names, P, G, s)
    return Plan(
        _updates(first, s.n[0], forth, start, back, s.S[0].dot, G.blocks[0], end),
        _forward_pass(first, s.n[0], forth),
        lambda t: total_of(task.loss, names[-1], t, *y),
        s.n,
    )


def _signals(widths: tuple[int, ...], B: int) -> Signals:
    flat = [np.zeros(sum(widths) * B) for _ in range(3)]
    ends = np.cumsum(widths)[:-1] * B
    n, w, S = ([part.reshape(-1, B) for part in np.split(each, ends)] for each in flat)
    a_hat, v_hat = ([np.ones((L + 1, B)) for L in widths] for _ in range(2))
    a, v = ([each[:-1] for each in hat] for hat in (a_hat, v_hat))
    return Signals(flat[0], flat[1], n, w, S, a_hat, v_hat, a, v)


def _forward(names: list[str], P: Parameters, s: Signals) -> Calls:
    """n = Wᵀâ + b and a = σ(n) from layer 2 on; the first n is there already."""
    calls: Calls = []
    for i, name in enumerate(names):
        if i > 0:
            calls.append(partial(P.blocks[i].dot, s.a_hat[i - 1], s.n[i]))
        calls += form_of(name).forward(s.n[i], s.a[i], s.w[i])
    return calls


def _backward(task: Task, names: list[str], P: Parameters, G: Parameters, s: Signals) -> tuple[Calls, Calls]:
    """Slopes, then from layer K down S and the gradients; the calls after the last gradient apart."""
    calls = _slopes(names, s)
    K = len(names) - 1
    for i in range(K, -1, -1):
        if i < K:
            calls.append(partial(P.blocks[i + 1].T.dot, s.S[i + 1], s.v_hat[i]))  # v = W S; its row b S idles
        if i < K or task.loss.name != "tce":  # which starts from S itself
            calls += form_of(names[i]).backward(s.n[i], s.a[i], s.w[i], s.v[i], s.S[i])
        ending = _frozen(task.net, G, i)
        if task.as_you_go:
            ending.append(partial(np.subtract, P.blocks[i], G.blocks[i], P.blocks[i]))
        if i > 0:
            calls += [partial(s.S[i].dot, s.a_hat[i - 1].T, G.blocks[i]), *ending]
    if not task.as_you_go:
        ending.append(partial(np.subtract, P.flat, G.flat, P.flat))
    return calls, ending


def _slopes(names: list[str], s: Signals) -> Calls:
    """One set of calls for neighbours of the same activation: their n lie side by side."""
    calls: Calls = []
    begin = 0
    for name, group in groupby(zip(names, s.n, strict=True), key=lambda pair: pair[0]):
        end = begin + sum(n.size for _, n in group)
        calls += form_of(name).slopes(s.flat_n[begin:end], s.flat_w[begin:end])
        begin = end
    return calls


def _frozen(net: Network, G: Parameters, i: int) -> Calls:
    """What sets the gradients of frozen parameters to 0: subtracting it changes no bit."""
    parts = {f"W{i + 2}": G.blocks[i][:, :-1], f"b{i + 2}": G.blocks[i][:, -1]}
    return [partial(part.fill, 0.0) for name, part in parts.items() if name in net.frozen]


def _forward_pass(first: Function, n: Array, calls: Calls) -> Callable[[Array], None]:
    going = tuple(calls)

    def forward(columns: Array) -> None:
        first(columns, n)
        for call in going:
            call()

    return forward


def _updates(
    first: Function, n: Array, forth: Calls, start: Start, back: Calls, last: Function, G: Array, end: Calls
) -> Callable[[Iterable[Batch], bool], None]:
    going, coming, ending = tuple(forth), tuple(back), tuple(end)

    def run(batches: Iterable[Batch], ahead: bool) -> None:
        # The forward pass is written out once more: a call for each update would be felt.
        for rows, columns, t in batches:
            if not ahead:
                first(columns, n)
                for call in going:
                    call()
            ahead = False
            start(t)
            for call in coming:
                call()
            last(rows, G)
            for call in ending:
                call()

    return run
