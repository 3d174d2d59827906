"""What the machine code works on besides the parameters: flat arrays under names."""

from typing import NamedTuple

import numpy as np

from ...inputs import Array

# A row of `table`: inputs and neurons of a layer; the places of its W, of x̂ and â among the hats, of its n.
INPUTS, NEURONS, PLACE, BEFORE, AFTER, SUMS = range(6)
LOSS, RULE, AS_YOU_GO, KEEP, HELD = range(5)  # what `how` says: KEEP all gradients; entries are HELD, frozen
ITEMS, HATS, WIDTH, X_WIDTH, T_WIDTH = range(5)  # what `sizes` says: numbers of a batch, an item, a row


class Layers(NamedTuple):
    """Layer by layer from 2 on, (K − 1, …): where its numbers lie, its activation's code and its numbers."""

    table: Array
    codes: Array
    ends: Array


class Room(NamedTuple):
    """What passes through a batch, item behind item: x̂ and every â, n, σ′(n) and S; and v of a layer."""

    hats: Array
    n: Array
    slopes: Array
    S: Array
    v: Array


class Carried(NamedTuple):
    """Of every parameter: 1 where it moves, what a rule keeps, λ and λ₁; then its settings and its count."""

    free: Array
    momentum: Array
    square: Array
    mean: Array
    decay: Array
    l1: Array
    settings: Array
    made: Array


def room_for(items: int, hats: int, width: int, widest: int) -> Room:
    """For so many items a batch; the ones for the biases are there."""
    n, slopes, S = (np.zeros(items * width) for _ in range(3))
    return Room(np.ones(items * hats), n, slopes, S, np.zeros(widest))
