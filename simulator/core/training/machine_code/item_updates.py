"""Many updates in one call, compiled: the items of a batch go forth one by one, then back layer by layer.

It computes what compiled_update.py computes. S is α times itself for plain descent, as there. Of the room
each item has a part for itself: its hats begin at `h`, its n, slopes and S at `o`.
"""

from typing import Any

import numpy as np

from ...inputs import Array
from .by_numba import inlined, machine
from .layer_loops import (
    ONE,
    add_times,
    dot,
    put_times,
    sensitivity_of,
    shares,
    softmax_error,
    through_shares,
    unsigned,
)
from .room import (
    AFTER,
    AS_YOU_GO,
    BEFORE,
    HATS,
    HELD,
    INPUTS,
    ITEMS,
    KEEP,
    LOSS,
    NEURONS,
    PLACE,
    RULE,
    SUMS,
    T_WIDTH,
    WIDTH,
    X_WIDTH,
    Carried,
    Layers,
    Room,
)  # fmt: skip
from .row_codes import CLIP, DESCENT, SIGMOID, SOFTMAX, SOFTMAX_TCE, SQUARES, TANH
from .rule_loops import clipped, move
from .scalar_activations import sigmoid, tanh, value_and_slope

NONE: Any = np.uint64(0)


@inlined
def layer_forth(P: Array, layers: Layers, i: int, room: Room, h: int, o: int) -> None:
    """n = W x̂, then a and the slopes."""
    table, hats, n = layers.table, room.hats, room.n
    L, width, w = table[i, NEURONS], table[i, INPUTS] + ONE, table[i, PLACE]
    x, a, o = h + table[i, BEFORE], h + table[i, AFTER], o + table[i, SUMS]
    for j in range(L):
        n[o + j] = dot(P, w + j * width, hats, x, width)
    activate(layers.codes[i], layers.ends[i, 0], layers.ends[i, 1], L, n, o, hats, a, room.slopes)


@inlined
def activate(
    code: int, low: float, high: float, L: int, n: Array, o: int, hats: Array, a: int, slopes: Array
) -> None:
    """a and the slopes of one layer; the commonest two in loops of their own, which is faster."""
    if code == SOFTMAX:
        shares(n, o, L, hats, a)
    elif code == SIGMOID:
        for j in range(L):
            hats[a + j], slopes[o + j] = sigmoid(n[o + j])
    elif code == TANH:
        for j in range(L):
            hats[a + j], slopes[o + j] = tanh(n[o + j])
    else:
        for j in range(L):
            hats[a + j], slopes[o + j] = value_and_slope(code, low, high, n[o + j])


@inlined
def through(code: int, L: int, room: Room, a: int, o: int) -> None:
    """S = A v of one layer."""
    if code == SOFTMAX:
        through_shares(room.hats, a, L, room.v, room.S, o)
        return
    for j in range(L):
        room.S[o + j] = room.slopes[o + j] * room.v[j]


@inlined
def error_of(loss: int, scale: float, layers: Layers, T: Array, r: int, room: Room, h: int, o: int) -> None:
    """scale · S of the last layer; for squares the scale holds their factor and goes with y − t."""
    i = unsigned(layers.table.shape[0]) - ONE
    L, a, o = layers.table[i, NEURONS], h + layers.table[i, AFTER], o + layers.table[i, SUMS]
    if loss == SOFTMAX_TCE:
        softmax_error(scale, T, r, room.hats, a, L, room.S, o)
    elif loss == SQUARES:
        for j in range(L):
            room.v[j] = (room.hats[a + j] - T[r + j]) * scale
        through(layers.codes[i], L, room, a, o)
    else:
        for j in range(L):
            room.S[o + j] = sensitivity_of(loss, T[r + j], room.n[o + j]) * scale


@inlined
def layer_back(P: Array, layers: Layers, i: int, room: Room, h: int, o: int) -> None:
    """From S of layer i to that of the one before."""
    table, S, v = layers.table, room.S, room.v
    H, w, s = table[i, INPUTS], table[i, PLACE], o + table[i, SUMS]
    for k in range(H):
        v[k] = 0.0
    for j in range(table[i, NEURONS]):
        add_times(S[s + j], P, w + j * (H + ONE), v, NONE, H)
    before = i - ONE
    through(layers.codes[before], H, room, h + table[i, BEFORE], o + table[before, SUMS])


@inlined
def descend_at_once(P: Array, table: Array, i: int, hats: Array, S: Array) -> None:
    """The plain descent of layer i over the only item: W − S x̂ᵀ, S being α times itself."""
    width, w, x, o = table[i, INPUTS] + ONE, table[i, PLACE], table[i, BEFORE], table[i, SUMS]
    for j in range(table[i, NEURONS]):
        add_times(-S[o + j], hats, x, P, w + j * width, width)


@inlined
def gradient_of(G: Array, table: Array, i: int, first: bool, hats: Array, h: int, S: Array, o: int) -> None:
    """What an item adds to the gradient of layer i; the first one puts it there."""
    width, w = table[i, INPUTS] + ONE, table[i, PLACE]
    x, o = h + table[i, BEFORE], o + table[i, SUMS]
    for j in range(table[i, NEURONS]):
        if first:
            put_times(S[o + j], hats, x, G, w + j * width, width)
        else:
            add_times(S[o + j], hats, x, G, w + j * width, width)


@machine
def hold(G: Array, free: Array, first: int, end: int) -> None:
    """The gradients of what is frozen are 0."""
    for k in range(first, end):
        if free[k] == 0.0:
            G[k] = 0.0


@inlined
def item_back(P: Array, layers: Layers, as_you_go: bool, room: Room) -> None:
    """Plain descent over the only item of a batch, with no gradient kept."""
    K = unsigned(layers.table.shape[0])
    for m in range(K):
        i = K - ONE - m
        if as_you_go:
            descend_at_once(P, layers.table, i, room.hats, room.S)
        if i > NONE:
            layer_back(P, layers, i, room, NONE, NONE)
        if not as_you_go:
            descend_at_once(P, layers.table, i, room.hats, room.S)


@machine
def batch_back(
    P: Array, G: Array, layers: Layers, how: Array, sizes: Array, room: Room, kept: Carried, t: float
) -> None:
    """The gradients of a batch, from each item's S of the last layer on, and the update."""
    K, B, hats, width = unsigned(layers.table.shape[0]), sizes[ITEMS], sizes[HATS], sizes[WIDTH]
    for m in range(K):
        i = K - ONE - m
        first = layers.table[i, PLACE]
        end = first + layers.table[i, NEURONS] * (layers.table[i, INPUTS] + ONE)
        for b in range(B):
            gradient_of(G, layers.table, i, b == NONE, room.hats, b * hats, room.S, b * width)
        if how[HELD] != 0:
            hold(G, kept.free, first, end)
        if how[AS_YOU_GO] != 0:
            move(how[RULE], P, G, kept, t, first, end)
        for b in range(B if i > NONE else NONE):
            layer_back(P, layers, i, room, b * hats, b * width)
    if how[AS_YOU_GO] == 0:
        if kept.settings[CLIP] > 0.0:
            clipped(G, kept.settings[CLIP])
        move(how[RULE], P, G, kept, t, NONE, unsigned(P.shape[0]))


def advance(
    P: Array, G: Array, X: Array, T: Array, rows: Array, layers: Layers, how: Array, sizes: Array,
    scale: float, room: Room, kept: Carried,
) -> None:  # fmt: skip
    """An update for every B of the rows, (U · B,), which are rows of X (N, H + 1) and T (N, L), both flat."""
    K, B, inputs = unsigned(layers.table.shape[0]), sizes[ITEMS], sizes[X_WIDTH]
    plain = how[RULE] == DESCENT and how[KEEP] == 0 and how[HELD] == 0 and B == ONE
    for u in range(unsigned(rows.shape[0]) // B):
        for b in range(B):
            row, h, o = rows[u * B + b], b * sizes[HATS], b * sizes[WIDTH]
            for k in range(inputs):
                room.hats[h + k] = X[row * inputs + k]
            for i in range(K):
                layer_forth(P, layers, i, room, h, o)
            error_of(how[LOSS], scale, layers, T, row * sizes[T_WIDTH], room, h, o)
        if plain:
            item_back(P, layers, how[AS_YOU_GO] != 0, room)
        else:
            batch_back(P, G, layers, how, sizes, room, kept, kept.made[0] + 1.0)
        kept.made[0] += 1.0
