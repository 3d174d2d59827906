"""One update worked out in fractions: which of its numbers are exact decimals, and with how many digits.

A float64 stands for the shortest decimal that is read back as it, 0.1 for one tenth. What no fraction can be,
as tanh(1), is None, and so is all that follows from it.
"""

from fractions import Fraction

import numpy as np

from ...activation import ACTIVATIONS
from ...activations.activation_row import Activation
from ...inputs import Array
from ...loss import loss_named
from ...losses.loss_row import Loss
from ...network import Network
from ...propagation import Run

Place = tuple[str, int | None]  # quantity and layer, as `mark` takes them: ("dW", 3), ("F", None)
Exact = Array | None  # an array of Fractions


def exact_pass(net: Network, run: Run, loss: str, alpha: Fraction) -> dict[Place, Exact]:
    """n, a, A (L, L), e, F (), S, dW (H, L), db (L,), and W, b after the update, of one pair; by place."""
    rule, t = loss_named(loss), fractions(run.t)
    W = {l: fractions(layer) for l, layer in net.W.items()}
    b = {l: fractions(layer) for l, layer in net.b.items()}
    sigma = {l: ACTIVATIONS[name] for l, name in net.activation.items()}
    found: dict[Place, Exact] = {("a", 1): fractions(run.x)}
    for l, each in W.items():
        left = found["a", l - 1]
        n = None if left is None else left.dot(each) + b[l]
        found["n", l] = n
        found["a", l], found["A", l] = activated(sigma[l], n, net.widths[l - 1])
        if n is None and sigma[l].pieces:  # its slope is a decimal whatever n is
            found["A", l] = _diagonal(fractions(run.slopes[l]))
    K = net.depth
    y = found["a", K]
    e = None if y is None else t - y
    found["e", None], found["F", None] = e, _error(rule, e)
    S = _start(rule, sigma[K], found["A", K], t, y)
    for l in range(K, 1, -1):
        left = found["a", l - 1]
        found["S", l] = found["db", l] = S
        dW = None if S is None or left is None else np.multiply.outer(left, S)
        found["dW", l] = dW
        found["W", l] = None if dW is None else W[l] - alpha * dW
        found["b", l] = None if S is None else b[l] - alpha * S
        if l > 2:
            A = found["A", l - 1]
            S = None if S is None or A is None else A.dot(W[l].dot(S))
    return found


def fractions(numbers: Array) -> Array:
    """The decimals that these float64 print as, as Fractions."""
    exact = np.array([Fraction(repr(number)) for number in numbers.ravel().tolist()], dtype=object)
    return exact.reshape(numbers.shape)


def has_decimals(exact: Exact, decimals: int) -> bool:
    """Whether each is a decimal with so many digits behind the point at most."""
    return exact is not None and all(
        (number * 10**decimals).denominator == 1 for number in exact.ravel().tolist()
    )


def activated(row: Activation, n: Exact, L: int) -> tuple[Exact, Exact]:
    """a (L,) and A (L, L) from n."""
    if n is None:
        return None, None
    if row.shares:
        if len({*n.tolist()}) > 1:
            return None, None
        a = np.array([Fraction(1, L)] * L, dtype=object)
        return a, _diagonal(a) - np.multiply.outer(a, a)
    each = [on_line(row, one) if row.pieces else _at_point(row, one) for one in n.tolist()]
    known = [pair for pair in each if pair is not None]
    if len(known) < L:
        return None, None
    return (
        np.array([a for a, _ in known], dtype=object),
        _diagonal(np.array([slope for _, slope in known], dtype=object)),
    )


def on_line(row: Activation, n: Fraction) -> tuple[Fraction, Fraction]:
    """a and σ′(n) of one that is linear between its kinks and 0 at 0."""
    slopes = [Fraction(piece) for piece in row.pieces or ()]
    kinks = [Fraction(kink) for kink in row.kinks]
    place = sum(n > kink for kink in kinks)
    slope = Fraction(row.slopes_at_kinks[kinks.index(n)]) if n in kinks else slopes[place]
    value = Fraction(0)
    for i, each in enumerate(slopes):  # the part of the way from 0 to n that lies on each piece
        low = kinks[i - 1] if i else min(n, Fraction(0), *kinks)
        high = kinks[i] if i < len(kinks) else max(n, Fraction(0), *kinks)
        value += each * (min(max(n, low), high) - min(max(Fraction(0), low), high))
    return value, slope


def _at_point(row: Activation, n: Fraction) -> tuple[Fraction, Fraction] | None:
    for point, a, slope in row.exact_at:
        if Fraction(point) == n:
            return Fraction(a), Fraction(slope)
    return None


def _diagonal(entries: Array) -> Array:
    A = np.full((len(entries), len(entries)), Fraction(0), dtype=object)
    np.fill_diagonal(A, entries)
    return A


def _error(rule: Loss, e: Exact) -> Exact:
    if e is None or rule.squares is None:
        return None
    return np.array(Fraction(rule.squares.weight) * (e * e).sum(), dtype=object)


def _start(rule: Loss, output: Activation, A: Exact, t: Array, y: Exact) -> Exact:
    """S_K, from y alone where the row has a form for that: −t / y may be no fraction that ends."""
    if y is None:
        return None
    if output.name in rule.fused:
        from_y = rule.fused[output.name].from_y
        return None if from_y is None else from_y(t, y)
    if A is None or rule.factor is None:
        return None
    return np.asarray(A.dot(rule.factor * (t - y)))
