"""One update of a whole batch, compiled: a flat list of NumPy calls whose arrays are all fixed beforehand.

It computes what propagation.py tells, for B items at once, a column for each. â has a last row of ones, so
that the bias is one more weight. S is α times itself, so that α never touches the larger gradients; an
update rule is given them as they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from ...activation import ACTIVATIONS
from ...inputs import Array
from ...losses.loss_row import Loss
from ...network import Network, held
from ..update_rule import UpdateRule
from .fast_activations import form_of
from .fast_losses import start_of, total_over
from .flat_parameters import Parameters
from .flat_rule import FlatRule
from .unrolled_calls import COLUMNS, ROWS, Batch, Calls, written_out

NEAR = 2**17  # bytes of an array; a few as large are worked on together


@dataclass(frozen=True, eq=False, slots=True)
class UpdateTask:
    """What is to be done to a network in every update; without a rule it is plain descent."""

    net: Network
    loss: Loss
    learning_rate: float
    as_you_go: bool
    rule: UpdateRule | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Signals:
    """Per layer from 2: n, a, w, v, S, (L, B); a and v within â, with a row of ones, and v̂, (L + 1, B).

    S is where v is, unless the activation needs both.
    """

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
class CompiledUpdate:
    """What runs: `updates` over batches, `ahead` where the first one's forward pass is done already.

    `forward` takes x as columns; `n` are the sums of the last forward pass, `y` its outputs. `error` takes
    t, n_K and y of this pass or of an earlier one.
    """

    updates: Callable[[Iterable[Batch], bool], None]
    forward: Callable[[Array], None]
    error: Callable[[Array, Array, Array], float]
    n: list[Array]
    y: Array


def compiled(
    task: UpdateTask, P: Parameters, G: Parameters, B: int, rule: FlatRule | None = None
) -> CompiledUpdate:
    """The plan that leaves α ∂F/∂W and α ∂F/∂b of a batch in G and subtracts them from P.

    With a rule, to whom P and G belong, it leaves the gradients themselves, and the rule does the rest.
    """
    names = [layer.activation for layer in task.net.layers]
    s = _signals(names, task.net.widths[1:], B)
    y = s.n[-1], s.a[-1]
    scale = (1.0 if rule else task.learning_rate) / (B if task.loss.mean else 1)
    start = start_of(task.loss, names[-1], scale, *y, s.v[-1], s.S[-1])
    updates, forward = written_out(_forward(names, P, s), start + _backward(task, names, P, G, s, rule))
    return CompiledUpdate(updates, forward, total_over(task.loss, names[-1], s.n[-1].shape), s.n, s.a[-1])


def _signals(names: list[str], widths: tuple[int, ...], B: int) -> Signals:
    """Room for them, filled with nothing but the ones of â: what is never used then takes no memory."""
    flat_n, flat_w = (np.empty(sum(widths) * B) for _ in range(2))
    ends = np.cumsum(widths)[:-1] * B
    n, w = ([part.reshape(-1, B) for part in np.split(each, ends)] for each in (flat_n, flat_w))
    a_hat, v_hat = ([np.empty((L + 1, B)) for L in widths] for _ in range(2))
    for each in a_hat:
        each[-1] = 1.0
    a, v = ([each[:-1] for each in hat] for hat in (a_hat, v_hat))
    S = [
        v_l if form_of(name).in_place and B > 1 else np.empty_like(v_l)
        for name, v_l in zip(names, v, strict=True)
    ]
    return Signals(flat_n, flat_w, n, w, S, a_hat, v_hat, a, v)


def _forward(names: list[str], P: Parameters, s: Signals) -> Calls:
    """n = Wᵀâ + b and a = σ(n) from layer 2 on."""
    calls: Calls = []
    for i, name in enumerate(names):
        calls.append(partial(P.blocks[i].dot, s.a_hat[i - 1] if i > 0 else COLUMNS, s.n[i]))
        for part in _parts(name, s.n[i]):
            calls += form_of(name).forward(s.n[i][part], s.a[i][part], s.w[i][part])
    return calls


def _backward(
    task: UpdateTask, names: list[str], P: Parameters, G: Parameters, s: Signals, rule: FlatRule | None
) -> Calls:
    """Slopes, then S and the gradients from layer K down, and the update."""
    calls = _slopes(names, s)
    K = len(names) - 1
    for i in range(K, -1, -1):
        if i < K:
            calls.append(partial(P.blocks[i + 1].T.dot, s.S[i + 1], s.v_hat[i]))  # v = W S; its row b S idles
        if i < K or names[i] not in task.loss.fused:  # which starts from S itself
            for part in _parts(names[i], s.n[i]):
                calls += form_of(names[i]).backward(
                    s.n[i][part], s.a[i][part], s.w[i][part], s.v[i][part], s.S[i][part]
                )
        calls.append(partial(s.S[i].dot, s.a_hat[i - 1].T if i > 0 else ROWS, G.blocks[i]))
        calls += _frozen(task.net, G, i)
        if task.as_you_go:
            of_layer = partial(np.subtract, P.blocks[i], G.blocks[i], P.blocks[i])
            calls.append(partial(rule.layer, i) if rule else of_layer)
    if not task.as_you_go:
        calls.append(partial(rule.whole) if rule else partial(np.subtract, P.flat, G.flat, P.flat))
    return calls


def _parts(name: str, n: Array) -> list[slice]:
    """Rows of a large layer's arrays that fit a processor's cache together, or all; softmax needs all."""
    rows = len(n) if ACTIVATIONS[name].shares else max(1, NEAR // n[0].nbytes)
    return [slice(first, first + rows) for first in range(0, len(n), rows)]


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
    """What sets the gradients of what is frozen to 0: subtracting it changes no bit."""
    parts = {f"W{i + 2}": G.blocks[i][:, :-1], f"b{i + 2}": G.blocks[i][:, -1]}
    calls: Calls = []
    for name, part in parts.items():
        if name in net.frozen:
            calls.append(partial(part.fill, 0.0))
        elif (mask := held(net.frozen, name, part.T.shape)) is not None:
            inside = np.zeros(G.blocks[i].shape, dtype=bool)
            inside[:, slice(-1) if name[0] == "W" else -1] = mask.T
            calls.append(partial(G.blocks[i].put, np.flatnonzero(inside), 0.0))
    return calls
