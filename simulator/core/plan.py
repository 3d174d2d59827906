"""One update of a whole batch, compiled: a flat list of NumPy calls whose arrays are all fixed beforehand.

It computes what propagation.py tells, for B items at once, a column for each. â has a last row of ones, so
that the bias is one more weight, and S is α times itself, so that α never touches the larger gradients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from .forms import Calls, form_of
from .inputs import Array
from .loss import Loss
from .network import Network
from .outputs import start_of, total_of
from .parameters import Parameters


@dataclass(frozen=True, eq=False, slots=True)
class Task:
    """What is to be done to a network in every update."""

    net: Network
    loss: Loss
    learning_rate: float
    as_you_go: bool


@dataclass(frozen=True, eq=False, slots=True)
class Signals:
    """Per layer from 2: n, a, w, S, (L, B), and â with its row of ones, (L + 1, B). n and w also flat."""

    flat_n: Array
    flat_w: Array
    n: list[Array]
    w: list[Array]
    S: list[Array]
    extended: list[Array]
    a: list[Array]


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """The two halves of an update, in place: `forward` from x as columns, `back` from x as rows and t.

    x: (H + 1, B), or (B, H + 1) as rows; t: (L, B). `error` is the loss of the last forward pass, from t.
    """

    forward: Callable[[Array], None]
    back: Callable[[Array, Array], None]
    error: Callable[[Array], float]
    n: list[Array]


def compiled(task: Task, P: Parameters, G: Parameters, B: int) -> Plan:
    """The plan that leaves α ∂F/∂W and α ∂F/∂b of a batch in G and subtracts them from P."""
    s = _signals(task.net.widths[1:], B)
    names = [layer.activation for layer in task.net.layers]
    y = s.n[-1], s.a[-1]
    scale = task.learning_rate / (B if task.loss.mean else 1)
    start = start_of(task.loss, names[-1], scale, *y, s.w[-1], s.S[-1])
    calls, last_calls = _backward(task, names, P, G, s)
    forward = _forward_half(P.blocks[0].dot, s.n[0], _forward(names, P, s))
    back = _backward_half(start, calls, s.S[0].dot, G.blocks[0], last_calls)
    return Plan(forward, back, lambda t: total_of(task.loss, names[-1], t, *y), s.n)


def _signals(widths: tuple[int, ...], B: int) -> Signals:
    flat = [np.zeros(sum(widths) * B) for _ in range(3)]
    ends = np.cumsum(widths)[:-1] * B
    n, w, S = ([part.reshape(-1, B) for part in np.split(each, ends)] for each in flat)
    extended = [np.ones((L + 1, B)) for L in widths]
    return Signals(flat[0], flat[1], n, w, S, extended, [each[:-1] for each in extended])


def _forward(names: list[str], P: Parameters, s: Signals) -> Calls:
    """n = Wᵀâ + b and a = σ(n) from layer 2 on; the first n is there already."""
    calls: Calls = []
    for i, name in enumerate(names):
        if i > 0:
            calls.append(partial(P.blocks[i].dot, s.extended[i - 1], s.n[i]))
        calls += form_of(name).forward(s.n[i], s.a[i], s.w[i])
    return calls


def _backward(task: Task, names: list[str], P: Parameters, G: Parameters, s: Signals) -> tuple[Calls, Calls]:
    """Slopes, then from layer K down S and the gradients; the calls after the last gradient apart."""
    calls = _slopes(names, s)
    K = len(names) - 1
    for i in range(K, -1, -1):
        if i < K:
            calls.append(partial(P.blocks[i + 1][:, :-1].T.dot, s.S[i + 1], s.S[i]))
        if i < K or task.loss.name != "tce":  # which starts from S itself
            calls += form_of(names[i]).backward(s.n[i], s.a[i], s.w[i], s.S[i])
        ending = _frozen(task.net, G, i)
        if task.as_you_go:
            ending.append(partial(np.subtract, P.blocks[i], G.blocks[i], P.blocks[i]))
        if i > 0:
            calls += [partial(s.S[i].dot, s.extended[i - 1].T, G.blocks[i]), *ending]
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


def _forward_half(first: Callable[..., object], n: Array, calls: Calls) -> Callable[[Array], None]:
    flat = tuple(calls)

    def forward(columns: Array) -> None:
        first(columns, n)
        for call in flat:
            call()

    return forward


def _backward_half(
    start: Callable[[Array], object], calls: Calls, last: Callable[..., object], G: Array, last_calls: Calls
) -> Callable[[Array, Array], None]:
    flat, ending = tuple(calls), tuple(last_calls)

    def back(rows: Array, t: Array) -> None:
        start(t)
        for call in flat:
            call()
        last(rows, G)
        for call in ending:
            call()

    return back
