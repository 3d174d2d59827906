"""Neurons that hardly answer their n, and why: dead, saturated or leaking, in words and numbers.

What there is to say depends on the activation. relu has slope 0 for n ≤ 0: off for an item, dead if off
for all; so has relu6, and hardtanh for n ≤ −1, and both saturate on the other side. leaky_relu keeps a
little there, so it never dies, it leaks. sigmoid, tanh and softsign saturate on both sides, elu, selu and
softplus on the left, silu and gelu left of their lowest slope (their zero further right is only crossed).
softmax saturates where one neuron takes nearly all of its layer. identity does none of this.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..activation import ACTIVATIONS
from ..activations.activation_row import Activation
from ..inputs import Array
from ..losses.loss_row import Loss
from ..network import Network
from ..sets.batch_pass import Rows
from ..wording import of_items, said

SATURATED = 0.01  # slopes below this share of the steepest one
LEAK = 0.1  # what is left of S behind a slope up to this is a leak
MOSTLY = 0.9  # a neuron is named if it is saturated for at least this share of the items
WRONG = 0.1  # an output that is saturated is only named where its |e| is above this


@dataclass(frozen=True, slots=True)
class Flag:
    """A neuron, counted from 1, that hardly answers n. `kind`: dead, off, saturated or leaking.

    `count`: the items for which it is so; `item`: the row, from 0, among them where it is nearest to being
    alive, with its n and slope there.
    """

    kind: str
    layer: int
    neuron: int
    count: int
    item: int
    n: float
    slope: float
    sentence: str


def hardly(row: Activation, n: Array, a: Array, slopes: Array) -> Array:
    """Where a neuron is off (relu) or saturated, (N, L) of bool; n, a and slopes are (N, L)."""
    if row.dies and row.left:
        return np.asarray((n <= row.left[0]) | (slopes == 0))
    if row.steepest is None:
        return np.zeros(n.shape, dtype=bool)
    low = np.abs(slopes) < SATURATED * row.steepest
    if row.saturates_below is not None:
        low &= n < row.saturates_below
    if row.shares:  # many neurons of equal share have small slopes too, and answer well
        low &= a.max(axis=1, keepdims=True) > 1 - SATURATED * row.steepest
    return low


def quiet_words(row: Activation, n: Array, a: Array, slopes: Array) -> list[dict[int, str]]:
    """For each item "off" or "saturated" by neuron, from 1, where it hardly answers; as for `hardly`."""
    found: list[dict[int, str]] = []
    for at, quiet in zip(n, hardly(row, n, a, slopes), strict=True):
        off = (at <= row.left[0]) if row.dies and row.left else np.zeros(at.shape, dtype=bool)
        found.append({int(r) + 1: "off" if off[r] else "saturated" for r in np.flatnonzero(quiet)})
    return found


def flags(net: Network, run: Rows, l: int, rule: Loss) -> tuple[Flag, ...]:
    """The neurons of layer l to be named, in order; none where a number is not finite.

    An output is named only where its error is not small: there saturation is what training aims at. After
    TCE it is not named at all, for S_K there has the slope cancelled, as in every fused form.
    """
    n, slopes, row = run.n[l], run.slopes[l], ACTIVATIONS[net.activation[l]]
    output = l == net.depth
    finite = np.isfinite(n).all() and np.isfinite(slopes).all() and np.isfinite(run.e).all()
    if not finite or (output and row.name in rule.fused):
        return ()
    found: dict[int, Flag] = {}
    for kind, mask, share, asked in _kinds(row, run, l):
        wanted = mask & asked
        named = (wanted.sum(axis=0) >= share * asked.sum(axis=0)) & wanted.any(axis=0)
        for r in map(int, np.flatnonzero(named)):
            found.setdefault(r, _flag(kind, row, l, r, run, wanted, asked))
    return tuple(found[r] for r in sorted(found))


def _kinds(row: Activation, run: Rows, l: int) -> Iterator[tuple[str, Array, float, Array]]:
    """What may be said of a neuron, the worst first: where it is so, in what share of the items asked."""
    n, output, everywhere = run.n[l], l == max(run.n), np.ones(run.n[l].shape, dtype=bool)
    wrong = np.abs(run.e) > WRONG if output else everywhere
    if row.dies and row.left:
        asked = everywhere & (run.e != 0).any(axis=0) if output else everywhere
        yield "off" if len(n) == 1 else "dead", n <= row.left[0], 1.0, asked
    elif row.left:
        if abs(row.left[1]) <= LEAK and len(n) > 1:  # for one item it is the ordinary case
            yield "leaking", n <= row.left[0], 1.0, everywhere
        return
    if not row.pieces or float(row.pieces[-1]) == 0:
        yield "saturated", hardly(row, n, run.a[l], run.slopes[l]), MOSTLY, wrong


def _flag(kind: str, row: Activation, l: int, r: int, run: Rows, wanted: Array, asked: Array) -> Flag:
    n, slopes = run.n[l][:, r], run.slopes[l][:, r]
    nearness = n if kind != "saturated" else np.abs(slopes)
    item = int(np.where(wanted[:, r], nearness, -np.inf).argmax())
    count = int(wanted[:, r].sum())
    at, slope, a = float(n[item]), float(slopes[item]), float(run.a[l][item, r])
    items = of_items(count, len(n))
    if not asked[:, r].all():
        total = int(asked[:, r].sum())
        items = f"{count} of the {total} items" if count < total else f"all {total} items"
        items = f"{'the one item' if total == 1 else items} whose |e| is above {WRONG}"
    where = f" at item {item + 1}" if len(n) > 1 else ""
    who = f"Neuron {r + 1} of layer {l}"
    if kind == "saturated":
        why = _saturated(row, l == max(run.n), run.n[l].shape[1], at, slope, a)
        nearest = ", nearest to being alive" if count > 1 else ""
        sentence = f"{who} ({row.title}) is saturated for {items}{nearest}: {why}{where}."
    else:
        sentence = _left_of_kink(kind, row, who, items, at, where)
    return Flag(kind, l, r + 1, count, item, at, slope, sentence)


def _left_of_kink(kind: str, row: Activation, who: str, items: str, n: float, where: str) -> str:
    kink, slope = row.left or (0.0, 0.0)
    if kind == "off":
        return (
            f"{who} is off for this example: n = {said(n)} ≤ {kink:g}, so σ′(n) = 0, S = 0 "
            "and its weights get no gradient from it."
        )
    reason = f"n ≤ {kink:g} for {items} (nearest to being alive: n = {said(n)}{where})"
    if kind == "leaking":
        return (
            f"{who} leaks: {reason}, so σ′(n) = {slope} "
            f"and only {100 * slope:g} % of what comes back gets through."
        )
    return f"{who} is dead: {reason}, so σ′(n) = 0, S = 0 and its weights get no gradient."


def _saturated(row: Activation, output: bool, width: int, n: float, slope: float, a: float) -> str:
    if row.shares is None:
        return f"σ′(n) = {said(slope)} because n = {said(n)}"
    if width == 1:
        return row.shares.alone_slope
    letter = "y" if output else "a"
    reason = f"{letter} = {said(a)}, another neuron takes nearly all"
    if a > 0.5:
        reason = f"{letter} = 1 − {said(slope / a)}, it takes nearly all"
    return f"{letter}(1 − {letter}) = {said(slope)} because {reason}"
