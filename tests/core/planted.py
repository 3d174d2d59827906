"""One update of one pair worked out in plain loops over floats, rightly or with one mistake planted in it.

Nothing of the simulator is used but the network's numbers: textbook formulas, S_K always as A ∂φ/∂y.
"""

from collections.abc import Callable
from math import cosh, erfc, exp, log1p, pi, sqrt, tanh

import numpy as np

from simulator import Network

Numbers = dict[str, dict[int, np.ndarray]]
Vector, Matrix = list[float], list[list[float]]


def sigmoid(n: float) -> float:
    return 1 / (1 + exp(-n))


def share_below(n: float) -> float:
    """Of the normal distribution."""
    return erfc(-n / sqrt(2)) / 2


def bent(n: float) -> float:
    return sqrt(2 / pi) * (n + 0.044715 * n**3)


CURVES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "identity": (lambda n: n, lambda n: 1.0),
    "sigmoid": (sigmoid, lambda n: sigmoid(n) * (1 - sigmoid(n))),
    "tanh": (tanh, lambda n: 1 - tanh(n) ** 2),
    "relu": (lambda n: max(n, 0.0), lambda n: float(n > 0)),
    "leaky_relu": (lambda n: n if n > 0 else 0.01 * n, lambda n: 1.0 if n > 0 else 0.01),
    "elu": (lambda n: n if n > 0 else exp(n) - 1, lambda n: 1.0 if n > 0 else exp(n)),
    "softplus": (lambda n: log1p(exp(n)), sigmoid),
    "silu": (lambda n: n * sigmoid(n), lambda n: sigmoid(n) * (1 + n * (1 - sigmoid(n)))),
    "gelu": (lambda n: n * share_below(n), lambda n: share_below(n) + n * exp(-n * n / 2) / sqrt(2 * pi)),
    "gelu_tanh": (
        lambda n: n * (1 + tanh(bent(n))) / 2,
        lambda n: (
            (1 + tanh(bent(n))) / 2 + n / 2 / cosh(bent(n)) ** 2 * sqrt(2 / pi) * (1 + 0.134145 * n * n)
        ),
    ),
    "selu": (
        lambda n: 1.0507009873554805 * n if n > 0 else 1.7580993408473768 * (exp(n) - 1),
        lambda n: 1.0507009873554805 if n > 0 else 1.7580993408473768 * exp(n),
    ),
    "relu6": (lambda n: min(max(n, 0.0), 6.0), lambda n: float(0 < n < 6)),
    "hardtanh": (lambda n: min(max(n, -1.0), 1.0), lambda n: float(-1 < n < 1)),
    "softsign": (lambda n: n / (1 + abs(n)), lambda n: 1 / (1 + abs(n)) ** 2),
    "leaky_relu(0.2)": (lambda n: n if n > 0 else 0.2 * n, lambda n: 1.0 if n > 0 else 0.2),
    "elu(0.5)": (lambda n: n if n > 0 else (exp(n) - 1) / 2, lambda n: 1.0 if n > 0 else exp(n) / 2),
    "elu(-2.0)": (lambda n: n if n > 0 else 2 - 2 * exp(n), lambda n: 1.0 if n > 0 else -2 * exp(n)),
}

# name, and the ways in which it can be made
WAYS = {
    "slope-forgotten": ("",),
    "slope-at-a": ("",),
    "updated-weights": ("",),
    "transposed": ("forward", "backward", "both"),
    "sign": ("",),
    "bias-skipped": ("forward", "update", "both"),
    "softmax-elementwise": ("",),
    "mean-over-outputs": ("",),
    "factor-half": ("",),
    "factor-2": ("",),
    "accumulated": ("",),
    "rounded": ("2", "3"),
}
FACTORS = {"sign": -1.0, "factor-half": 0.5, "factor-2": 2.0}  # of S of the outputs
PLANTS = [(name, way) for name, ways in WAYS.items() for way in ways]


def shares(n: Vector) -> Vector:
    top = max(n)
    weights = [exp(value - top) for value in n]
    return [weight / sum(weights) for weight in weights]


def activated(name: str, n: Vector) -> Vector:
    return shares(n) if name == "softmax" else [CURVES[name][0](value) for value in n]


def times_slopes(name: str, n: Vector, v: Vector, mistake: str) -> Vector:
    """A v."""
    if name != "softmax":
        return [CURVES[name][1](value) * other for value, other in zip(n, v, strict=True)]
    y, places = shares(n), range(len(n))
    if mistake == "softmax-elementwise":
        return [y[i] * (1 - y[i]) * v[i] for i in places]
    return [sum((y[i] * (i == j) - y[i] * y[j]) * v[j] for j in places) for i in places]


def answers(loss: str, t: float, y: float) -> float:
    """∂φ/∂y of one output."""
    if loss == "tce":
        return -t / y
    return (1 - t) / (1 - y) - t / y if loss == "bce" else -{"hse": 1.0}.get(loss, 2.0) * (t - y)


def summed(W: Matrix, b: Vector, a: Vector, turned: bool) -> Vector:
    """n of a layer, item by item; `turned`: by rows and columns of W (H × L) the wrong way round."""
    totals = []
    for c, own in enumerate(b):
        total = own
        for h, left in enumerate(a):
            total += left * (W[c][h] if turned else W[h][c])
        totals.append(total)
    return totals


def sent_back(W: Matrix, S: Vector, H: int, turned: bool) -> Vector:
    """W S, of which there are H numbers; `turned` as in `summed`."""
    places = range(len(S))
    return [sum((W[c][h] if turned else W[h][c]) * S[c] for c in places) for h in range(H)]


def by_hand(
    net: Network, x: Vector, t: Vector, loss: str, alpha: float, mistake: str = "", way: str = ""
) -> Numbers:
    """n, a, S, dW, db and, after the update, W and b, by layer number."""
    r = (lambda value: round(value, int(way))) if mistake == "rounded" else (lambda value: value)
    K, names = net.depth, net.activation
    W = {l: array.tolist() for l, array in net.W.items()}
    b = {l: array.tolist() for l, array in net.b.items()}
    turned = {l: mistake == "transposed" and len(W[l]) == len(b[l]) for l in W}
    n: dict[int, Vector] = {}
    a, t = {1: [float(value) for value in x]}, [float(value) for value in t]
    for l in range(2, K + 1):
        biases = [0.0] * len(b[l]) if mistake == "bias-skipped" and way != "update" else b[l]
        n[l] = [r(value) for value in summed(W[l], biases, a[l - 1], turned[l] and way != "backward")]
        a[l] = [r(value) for value in activated(names[l], n[l])]
    y, at = a[K], a if mistake == "slope-at-a" else n
    down = [answers(loss, target, out) for target, out in zip(t, y, strict=True)]
    scale = 1 / len(y) if mistake == "mean-over-outputs" else FACTORS.get(mistake, 1.0)
    S = {K: [r(scale * value) for value in times_slopes(names[K], at[K], down, mistake)]}
    dW, db, new_W, new_b = {}, {}, {}, {}
    for l in range(K, 1, -1):
        twice = 2.0 if mistake == "accumulated" else 1.0
        dW[l] = [[r(twice * left * right) for right in S[l]] for left in a[l - 1]]
        db[l] = [r(twice * value) for value in S[l]]
        still = f"W{l}" in net.frozen
        new_W[l] = [
            [w if still else w - alpha * g for w, g in zip(*rows, strict=True)]
            for rows in zip(W[l], dW[l], strict=True)
        ]
        still = f"b{l}" in net.frozen or (mistake == "bias-skipped" and way != "forward")
        new_b[l] = [value if still else value - alpha * g for value, g in zip(b[l], db[l], strict=True)]
        if l == 2:
            break
        through = new_W[l] if mistake == "updated-weights" else W[l]
        v = sent_back(through, S[l], len(a[l - 1]), turned[l] and way != "forward")
        if mistake != "slope-forgotten":
            v = times_slopes(names[l - 1], at[l - 1], v, mistake)
        S[l - 1] = [r(value) for value in v]
    found = {"n": n, "a": {l: a[l] for l in n}, "S": S, "dW": dW, "db": db, "W": new_W, "b": new_b}
    return {quantity: {l: np.array(by[l]) for l in by} for quantity, by in found.items()}
