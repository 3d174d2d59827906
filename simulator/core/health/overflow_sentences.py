"""The numbers that a number which is not finite was made of, written out."""

import math

import numpy as np

from ..inputs import Array
from ..wording import GRADIENTS, factor, indexed, said

Place = tuple[int, ...]  # of a component, from 0

WRITTEN = 2  # products of a sum that are written out, the largest ones
LETTERS = GRADIENTS | {"W": "The updated W", "b": "The updated b"}


def overflown(quantity: str, l: int, place: Place, value: float, why: str, item: int | None) -> str:
    """The whole sentence, `place` from 1: "n₂,₁ = Σ w·a + b = 1e200 · 1e200 + 0 = inf for item 3: …"."""
    letter = LETTERS.get(quantity, quantity)
    name = letter if quantity == "F" else indexed(letter, l, *place)
    where = "" if item is None else f" for item {item + 1}"
    reason = (
        "inf − inf and 0 · inf have no value" if math.isnan(value) else "past what float64 holds (1.8e308)"
    )
    return f"{name} = {why} = {said(value)}{where}: {reason}."


def of_sum(W: Array, a: Array, b: Array, at: Place) -> str:
    """Σ w·a + b: its largest products and the bias."""
    return f"Σ w·a + b = {_products(W[:, at[0]], a)} + {factor(float(b[at]))}"


def of_activation(n: Array, at: Place) -> str:
    """σ(n)."""
    return f"σ(n) at n = {said(float(n[at]))}"


def of_difference(t: Array, y: Array, at: Place) -> str:
    """t − y."""
    return f"t − y = {said(float(t[at]))} − {factor(float(y[at]))}"


def of_error(t: Array, y: Array, at: Place) -> str:
    """φ(t, y), with the output that is farthest off."""
    j = int(np.abs(t - y).argmax())
    return f"φ(t, y) with t = {said(float(t[j]))} and y = {said(float(y[j]))} at output {j + 1}"


def at_the_output(at: Place) -> str:
    """S_K, whose factors are finite where e is."""
    return "A ∂φ/∂y at the output"


def of_sensitivity(W: Array, slopes: Array, S: Array, at: Place) -> str:
    """σ′(n) · Σ w·S; for softmax the row of A times v = W S."""
    r = at[0]
    if slopes.ndim == 2:
        return f"Σ A·v with v = W S, that is {_products(slopes[r], W.dot(S))}"
    return f"σ′(n) · Σ w·S = {factor(float(slopes[r]))} · ({_products(W[r], S)})"


def of_gradient(a: Array, S: Array, at: Place) -> str:
    """a · S."""
    return f"a · S = {factor(float(a[at[0]]))} · {factor(float(S[at[1]]))}"


def of_total(at: Place) -> str:
    """What is finite item by item."""
    return "the total over the items"


def of_change(old: Array, alpha: float, change: Array, at: Place) -> str:
    """W − α ∂F/∂W."""
    return f"{said(float(old[at]))} − {said(alpha)} · {factor(float(change[at]))}"


def _products(left: Array, right: Array) -> str:
    size = np.log2(np.abs(left)) + np.log2(np.abs(right))  # of products that overflow too
    order = np.argsort(-size, kind="stable")
    written = [f"{factor(float(left[i]))} · {factor(float(right[i]))}" for i in order[:WRITTEN]]
    if rest := len(order) - len(written):
        written.append(f"{rest} more product{'s' * (rest > 1)}")
    return " + ".join(written)
