"""Mistakes made in one place, worked out in plain NumPy on vectors from textbook formulas.

As in `planted`, nothing of the simulator is used but the network's numbers, and S_K is always A ∂φ/∂y.
"""

from collections.abc import Iterator

import numpy as np

from .networks import Problem
from .planted import Numbers, activated, times_slopes

FORMULA = {"sigmoid": lambda n: n * (1 - n), "tanh": lambda n: 1 - n * n}
LAYERED = {
    "slope-forgotten": ("S", "dW", "dW, db"),
    "slope-twice": ("S", "sent", "dW"),
    "slope-of-n": ("S",),
    "n-for-a": ("",),
    "input-forgotten": ("",),
    "gradient-transposed": ("gradient", "update"),
}
ONCE = {
    "loss-for-error": ("1", "0.5", "-1", "-0.5"),
    "ascent": ("",),
    "rate-forgotten": ("",),
    "adam-step": ("1e-8",),
    "weight-decay": ("0.01", "0.3"),
    "penalty": ("0.02",),
    "clipped": ("0.37",),
    "momentum": ("1.9",),
    "accumulated": ("3", "7", "autograd", "autograd, b last"),
}
NAMED = {"penalty": "weight-decay"}


def places(given: Problem) -> Iterator[tuple[str, str, int]]:
    """Every mistake, way and layer (of one-output the output) that there is for this network."""
    net, K = given.net, given.net.depth
    for name, ways in LAYERED.items():
        for way in ways:
            for l in range(2, K + 1):
                square = net.W[l].shape[0] == net.W[l].shape[1]
                if name == "slope-of-n" and net.activation[l] not in FORMULA:
                    continue
                if (name == "n-for-a" and l == 2) or (name == "gradient-transposed" and not square):
                    continue
                if name == "slope-twice" and way == "sent" and l == 2:
                    continue
                yield name, way, l
    for name, ways in ONCE.items():
        if name != "loss-for-error" or given.loss not in ("tce", "bce"):
            yield from ((name, way, 0) for way in ways)
    if K > 2:
        yield from (("one-output", "", j) for j in range(net.widths[-1]))


def in_one_place(given: Problem, alpha: float, name: str, way: str, place: int) -> Numbers:
    """n, a, S, dW, db and, after the update, W and b, by layer number."""
    net, K, names = given.net, given.net.depth, given.net.activation
    n, a = {}, {1: np.array(given.x)}
    for l in net.W:
        n[l] = net.W[l].T @ a[l - 1] + net.b[l]
        a[l] = np.array(activated(names[l], n[l].tolist()))
    S, dW, db = {}, {}, {}
    v = _down(given, a[K], name, way)
    for l in range(K, 1, -1):
        own = l == place and name != "one-output"
        S[l] = v if own and (name, way) == ("slope-forgotten", "S") else _slopes(names[l], n[l], v)
        if own and name == "slope-of-n":
            S[l] = FORMULA[names[l]](n[l]) * v
        if own and (name, way) == ("slope-twice", "S"):
            S[l] = _slopes(names[l], n[l], S[l])
        right, left = S[l], a[l - 1]
        if own and way.startswith("dW"):
            right = v if name == "slope-forgotten" else _slopes(names[l], n[l], S[l])
        if own and name in ("n-for-a", "input-forgotten"):
            left = n[l - 1] if name == "n-for-a" else np.ones(len(left))
        dW[l], db[l] = np.outer(left, right), np.array(right if way == "dW, db" and own else S[l])
        sent = _slopes(names[l], n[l], S[l]) if own and (name, way) == ("slope-twice", "sent") else S[l]
        if name == "one-output" and l == K:
            sent = np.where(np.arange(len(sent)) == place, sent, 0.0)
        v = net.W[l] @ sent
    if name == "accumulated" and way.startswith("autograd"):
        return _autograd_twice(given, alpha, n, a, way.endswith("last"))
    return {"n": n, "a": {l: a[l] for l in n}, "S": S} | _updated(given, alpha, dW, db, name, way, place)


def _slopes(name: str, n: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.array(times_slopes(name, n.tolist(), v.tolist(), ""))


def _down(given: Problem, y: np.ndarray, name: str, way: str) -> np.ndarray:
    """∂φ/∂y."""
    if given.loss == "tce":
        return np.array(-given.t / y)
    if given.loss == "bce":
        return np.array((y - given.t) / (y * (1 - y)))
    e = given.t - y
    if name == "loss-for-error":
        e = float(way) * e * e
    return np.array(-(1 if given.loss == "hse" else 2) * e)


def _updated(given: Problem, alpha: float, dW, db, name: str, way: str, place: int) -> Numbers:
    W, b = given.net.W, given.net.b
    if name in ("clipped", "accumulated"):
        dW, db = ({l: float(way) * g for l, g in of.items()} for of in (dW, db))
    if name == "penalty":
        dW = {l: g + float(way) * W[l] for l, g in dW.items()}
    moves = [{l: _move(alpha, g, name, way) for l, g in of.items()} for of in (dW, db)]
    if name == "weight-decay":
        moves[0] = {l: move + alpha * float(way) * W[l] for l, move in moves[0].items()}
    shown = dict(dW)
    if name == "gradient-transposed":
        shown[place] = dW[place].T
        if way == "update":
            moves[0][place] = moves[0][place].T
    return {
        "dW": shown,
        "db": db,
        "W": {l: W[l] - moves[0][l] for l in W},
        "b": {l: b[l] - moves[1][l] for l in b},
    }


def _move(alpha: float, g: np.ndarray, name: str, way: str) -> np.ndarray:
    """What is taken off W or b."""
    if name == "adam-step":
        return alpha * g / (np.abs(g) + float(way))
    if name == "momentum":
        return alpha * float(way) * g
    return {"ascent": -alpha, "rate-forgotten": 1.0}.get(name, alpha) * g


class Value:
    """A scalar with its gradient, as in the small engines that people write."""

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.parents, self.slopes, self.grad = float(data), parents, slopes, 0.0

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    __radd__ = __add__

    def __sub__(self, other):
        return Value(self.data - other, (self,), (1.0,))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def through(self, name):
        n = [self.data]
        return Value(activated(name, n)[0], (self,), (times_slopes(name, n, [1.0], "")[0],))

    def square(self):
        return Value(self.data**2, (self,), (2 * self.data,))

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if id(v) not in seen:
                seen.add(id(v))
                for parent in v.parents:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in zip(v.parents, v.slopes, strict=True):
                parent.grad += slope * v.grad


def _autograd_twice(given: Problem, alpha: float, n, a, b_last: bool) -> Numbers:
    """b first or last in each sum, the squares added up from 0, and backward() called twice."""
    net = given.net
    W = {l: [[Value(w) for w in row] for row in array] for l, array in net.W.items()}
    b = {l: [Value(x) for x in array] for l, array in net.b.items()}
    left, sums = [Value(x) for x in given.x], {}
    for l in net.W:
        sums[l] = []
        for c in range(len(b[l])):
            products = (W[l][h][c] * left[h] for h in range(len(left)))
            sums[l].append(sum(products) + b[l][c] if b_last else sum(products, b[l][c]))
        left = [s.through(net.activation[l]) for s in sums[l]]
    F = sum((y - t).square() for y, t in zip(left, given.t.tolist(), strict=True))
    F.backward()
    F.backward()
    dW = {l: np.array([[w.grad for w in row] for row in of]) for l, of in W.items()}
    db = {l: np.array([x.grad for x in of]) for l, of in b.items()}
    S = {l: np.array([s.grad for s in of]) for l, of in sums.items()}
    return {"n": n, "a": {l: a[l] for l in n}, "S": S} | _updated(given, alpha, dW, db, "", "", 0)
