"""The notes, line by line: forward to y, the error e = t − y, and S backward through the layers.

Layers are numbered 1..K, layer 1 is the input, W_l and b_l lead into layer l; the dictionaries below are
keyed by l. A hat is the layer to the left: in Ŝ = Â W S, Ŝ and Â belong to layer l, W and S to layer l + 1.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from .activation import ACTIVATIONS
from .inputs import Array, InputError, all_finite, kind_of, numbers, positive, whole
from .loss import apply_slopes, check_pair, check_targets, loss_named, output_sensitivity
from .losses.loss_row import Loss
from .network import Layer, Network, check_network, moved, rows_of

ByLayer = dict[int, Array]


def forward(W: ByLayer, b: ByLayer, activation: Mapping[int, str], x: Array) -> tuple[ByLayer, ByLayer]:
    """n_l = W_lᵀ a_{l−1} + b_l and a_l = σ_l(n_l), from a_1 = x (H,); complex arrays pass through."""
    n: ByLayer = {}
    a: ByLayer = {1: x}
    for l in W:
        n[l] = W[l].T.dot(a[l - 1]) + b[l]
        a[l] = ACTIVATIONS[activation[l]].value(n[l])
    return n, a


def backward(
    W: ByLayer,
    activation: Mapping[int, str],
    n: ByLayer,
    a: ByLayer,
    t: Array,
    loss: Loss,
    after_layer: Callable[[int, Array], Array | None] | None = None,
) -> tuple[ByLayer, ByLayer]:
    """The slopes A_l and sensitivities S_l = ∂F/∂n_l: S_K = A_K ∂φ/∂y, then Ŝ = Â W S.

    `after_layer(l, S_l)` may return another W_l to go back through; only the update as you go does.
    """
    K = max(W)
    A = {l: ACTIVATIONS[activation[l]].slope(n[l]) for l in W}
    S = {K: output_sensitivity(loss, ACTIVATIONS[activation[K]], A[K], t, n[K], a[K])}
    for l in range(K - 1, 1, -1):
        through = after_layer(l + 1, S[l + 1]) if after_layer else None
        S[l] = apply_slopes(A[l], (W[l + 1] if through is None else through).dot(S[l + 1]))
    return A, {l: S[l] for l in A}


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """Every quantity of one training pair, read-only: a from layer 1, the others from layer 2.

    n, a, S, db: (L,); dW: (H, L); e, y: (L,) of the last layer; loss: F as a float.
    """

    n: ByLayer
    a: ByLayer
    slopes: ByLayer  # the diagonal of A_l as (L,), or all of it where the activation is softmax
    S: ByLayer
    dW: ByLayer
    db: ByLayer
    t: Array
    e: Array
    loss: float

    def __repr__(self) -> str:
        return f"Run({_widths(self.dW)}, F = {self.loss:.6g})"

    @property
    def x(self) -> Array:
        """The input a_1, (H,)."""
        return self.a[1]

    @property
    def y(self) -> Array:
        """The output a_K, (L,)."""
        return self.a[max(self.a)]

    @property
    def A(self) -> ByLayer:
        """A_l = diag(σ′(n_l)), (L, L); for softmax diag(y) − y yᵀ."""
        return {l: self.full_slopes(l) for l in self.slopes}

    def full_slopes(self, l: int) -> Array:
        """A_l alone, (L, L)."""
        slope = self.slopes[l]
        return np.diag(slope) if slope.ndim == 1 else slope


@dataclass(frozen=True, eq=False, slots=True)
class Gradient:
    """The gradient of a set's error, and that error."""

    dW: ByLayer
    db: ByLayer
    loss: float

    def __repr__(self) -> str:
        return f"Gradient({_widths(self.dW)}, F = {self.loss:.6g})"


class HasGradient(Protocol):
    """Whatever an update can be made from: dW (H, L) and db (L,) by layer."""

    @property
    def dW(self) -> ByLayer: ...

    @property
    def db(self) -> ByLayer: ...


def propagate(net: Network, x: Any, t: Any, loss: str = "tse") -> Run:
    """Take one training pair, x (H,) and t (L,), forward and backward through the network.

    Raises InputError for a wrong shape, a number that is not finite, a loss the output layer does not
    allow, or a value that grows past what float64 holds.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> run = propagate(net, [1, 2], [3])
    >>> run
    Run(2-1, F = 0.25)
    >>> float(run.y[0]), float(run.e[0]), float(run.S[2][0])
    (2.5, 0.5, -1.0)
    >>> run.dW[2]
    array([[-1.],
           [-2.]])
    """
    x, t, rule = _checked(net, x, t, loss)
    return _run(net, x, t, rule, net.W, None)


def as_you_go(net: Network, x: Any, t: Any, loss: str, learning_rate: Any) -> tuple[Run, Network]:
    """The same, but W_l is updated as soon as its S_l is known and S goes back through the new W_l.

    This is the order in which the notes' summary reads, and a common slip: below layer K the result is
    not the gradient. Returns the run with these S, dW and db, and the updated network.
    """
    alpha = positive(learning_rate, "the learning rate")
    run = propagate_as_you_go(net, x, t, loss, descended(net, alpha))
    return run, descend(net, run, alpha)


def descended(net: Network, alpha: float) -> Callable[[int, Array], Array]:
    """What gives the updated W_l, (H, L), from l and its ∂F/∂W_l: W − α ∂F/∂W, but where it is frozen."""

    def updated(l: int, dW: Array) -> Array:
        return moved(net.frozen, f"W{l}", net.W[l], net.W[l] - alpha * dW)

    return updated


def propagate_as_you_go(
    net: Network, x: Any, t: Any, loss: str, updated: Callable[[int, Array], Array]
) -> Run:
    """The run in which S goes back through W_l as `updated` gives it from l and its ∂F/∂W_l."""
    x, t, rule = _checked(net, x, t, loss)
    a_left = forward(net.W, net.b, net.activation, x)[1]
    return _run(net, x, t, rule, net.W, lambda l, S: updated(l, a_left[l - 1][:, None] * S))


def gradient(net: Network, X: Any, T: Any, loss: str = "tse") -> Gradient:
    """The gradient over a set whose rows are items: X (N, H), T (N, L). mse averages, the others sum.

    Raises InputError as `propagate` does.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> gradient(net, [[1, 2], [0, 1]], [[3], [1]]).db[2]
    array([-1.])
    """
    check_network(net)
    X, T = rows_of(net, X, T)
    check_targets(loss_named(loss), T)
    dW: ByLayer = {}
    db: ByLayer = {}
    F = 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        for x, t in zip(X, T, strict=True):  # added up as they come: all of them would not fit in memory
            run = propagate(net, x, t, loss)
            dW = {l: dW[l] + run.dW[l] if dW else run.dW[l] for l in net.W}
            db = {l: db[l] + run.db[l] if db else run.db[l] for l in net.W}
            F += run.loss
        N = len(X) if loss_named(loss).mean else 1
        dW = {l: dW[l] / N for l in net.W}
        db = {l: db[l] / N for l in net.W}
        for l in net.W:
            check_finite(dW[l], "the gradient of W", l)
            check_finite(db[l], "the gradient of b", l)
    F /= N
    if not math.isfinite(F):
        raise past_float64("the error F")
    return Gradient(_sealed(dW), _sealed(db), F)


def descend(net: Network, run: HasGradient, learning_rate: Any) -> Network:
    """W ← W − α ∂F/∂W and b ← b − α ∂F/∂b as a new network; what is frozen is left alone.

    Raises InputError for a run of another network, α ≤ 0, or a parameter that would not be finite.

    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> better = descend(net, propagate(net, [1, 2], [3]), 0.125)
    >>> better.W[2]
    array([[0.625],
           [1.25 ]])
    >>> propagate(better, [1, 2], [3]).loss
    0.0625
    """
    alpha = positive(learning_rate, "the learning rate")
    check_gradient_of(net, run)
    frozen = net.frozen
    layers = []
    with np.errstate(over="ignore", invalid="ignore"):
        for l, layer in enumerate(net.layers, start=2):
            dW, db = run.dW[l], run.db[l]
            W = moved(frozen, f"W{l}", layer.W, layer.W - alpha * dW) if frozen else layer.W - alpha * dW
            b = moved(frozen, f"b{l}", layer.b, layer.b - alpha * db) if frozen else layer.b - alpha * db
            check_finite(W, "the updated W", l)
            check_finite(b, "the updated b", l)
            W.setflags(write=False)
            b.setflags(write=False)
            layers.append(Layer(W, b, layer.activation))
    return Network(tuple(layers), net.frozen)


def jacobian(net: Network, run: Run, l: int) -> Array:
    """∂n_l/∂n_{l−1} = W_lᵀ A_{l−1}, (L, H), for l from 3 on: layer 1 has no n.

    Raises InputError for another l, and for a run of another network.
    """
    check_network(net)
    if not isinstance(run, Run):
        raise InputError(f"the run must be a Run, as propagate gives it; got {kind_of(run)}")
    if [dW.shape for dW in run.dW.values()] != [layer.W.shape for layer in net.layers]:
        raise _other_network(net, run.dW)
    if net.depth < 3:
        raise InputError(
            "the Jacobian ∂n/∂n̂ needs a layer with an n to its left, so 3 layers or more; "
            f"this network has {net.depth}"
        )
    if whole(l, "l", 0) not in range(3, net.depth + 1):
        layers = "layer 3" if net.depth == 3 else f"layers 3 to {net.depth}"
        raise InputError(f"the Jacobian ∂n/∂n̂ exists for {layers}; got {l}")
    slopes = run.slopes[l - 1]
    if slopes.ndim == 2:  # summed from the first neuron on, as the player sums it, so with the same bits
        return np.asarray(sum(w[:, None] * row for w, row in zip(net.W[l], slopes, strict=True)) + 0.0)
    return np.asarray(net.W[l].T * slopes + 0.0)  # what the product with the diagonal gives, which has no −0


def _run(
    net: Network,
    x: Array,
    t: Array,
    rule: Loss,
    W: ByLayer,
    after_layer: Callable[[int, Array], Array | None] | None,
) -> Run:
    with np.errstate(over="ignore", invalid="ignore"):
        n, a = forward(W, net.b, net.activation, x)
        for l in n:
            check_finite(n[l], "the weighted sum n", l)
        A, S = backward(W, net.activation, n, a, t, rule, after_layer)
        dW = {l: a[l - 1][:, None] * S[l] for l in W}
        for l in W:
            check_finite(dW[l], "the gradient of W", l)  # not finite wherever S is not
        K = net.depth
        F = rule.total(t, n[K], a[K], ACTIVATIONS[net.activation[K]])
        if not math.isfinite(F):
            raise past_float64("the error F")
        e = t - a[K]
    e.setflags(write=False)
    return Run(_sealed(n), _sealed(a), _sealed(A), _sealed(S), _sealed(dW), S, t, e, F)


def _checked(net: Network, x: Any, t: Any, loss: str) -> tuple[Array, Array, Loss]:
    check_network(net)
    rule = loss_named(loss)
    check_pair(rule, ACTIVATIONS[net.layers[-1].activation])
    first, last = net.layers[0], net.layers[-1]
    x = numbers(x, "x", (len(first.W),), "to match the inputs of layer 1")
    t = numbers(t, "t", (len(last.b),), f"to match the outputs of layer {net.depth}")
    check_targets(rule, t)
    return x, t, rule


def _widths(dW: ByLayer) -> str:
    shapes = [each.shape for each in dW.values()]
    return "-".join(str(width) for width in (shapes[0][0], *(shape[1] for shape in shapes)))


def check_gradient_of(net: Network, run: object) -> None:
    """Raise InputError for a run of another network, and for what is no run."""
    check_network(net)
    dW, db = getattr(run, "dW", None), getattr(run, "db", None)
    if not (isinstance(dW, dict) and isinstance(db, dict)):
        raise InputError(
            f"the run must be a Run or a Gradient, as propagate and gradient give it; got {kind_of(run)}"
        )
    if len(dW) != len(net.layers):
        raise _other_network(net, dW)
    for l, layer in enumerate(net.layers, start=2):
        if getattr(dW.get(l), "shape", None) != layer.W.shape:
            raise _other_network(net, dW)
        if (got := getattr(db.get(l), "shape", "none")) != layer.b.shape:
            raise InputError(f"the run's ∂F/∂b{l} must be an array of shape {layer.b.shape}; got {got}")


def _other_network(net: Network, dW: ByLayer) -> InputError:
    shapes = [np.shape(part) for part in dW.values()]
    return InputError(
        f"the run must be of a network of the same widths, {net.widths}; its gradients are {shapes}"
    )


def check_finite(array: Array, name: str, l: int) -> None:
    """Raise InputError, by the name and the layer, where an entry is not finite; overflow must be ignored."""
    if not all_finite(array):
        raise past_float64(f"{name}{l}")


def past_float64(name: str) -> InputError:
    """What is said of a number that is not finite."""
    return InputError(
        f"{name} must stay finite; it grew past what float64 holds "
        "(weights, inputs or learning rate are too large)"
    )


def _sealed(arrays: ByLayer) -> ByLayer:
    for array in arrays.values():
        array.setflags(write=False)
    return arrays
