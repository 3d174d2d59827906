"""What a network and its neurons say over the whole input: functions of one input, or the plane of two."""

import math
from typing import Any

import numpy as np

from ..core.inputs import Array, InputError
from ..core.network import Network
from ..core.sets.batch_pass import forward_rows
from ..core.sets.dataset import DataSet
from ..core.sets.metrics import outputs

SIDE = 44  # cells along each side of the plane
POINTS = 121  # of the curve
NEURON_SIDE, NEURON_POINTS = 16, 41  # the same of the small pictures of neurons
MOST_MULTIPLIED, FEWEST = 2e8, 8  # multiplications over the plane, and cells along a side at least
MARGIN = 0.12  # beyond the data, as a share of its span


def spans(data: DataSet) -> list[tuple[float, float]]:
    """For each input the range that is drawn: the data's own, and a margin."""
    found = []
    for low, high in zip(data.X.min(axis=0), data.X.max(axis=0), strict=True):
        edge = MARGIN * (high - low) or 1.0
        found.append((float(low - edge), float(high + edge)))
    return found


def region(net: Network, data: DataSet) -> dict[str, Any] | None:
    """The network's outputs over one or two inputs; None for more inputs.

    Two inputs: a grid of side × side, row by row from the top, with the first output (`value`), or for
    one-hot classes the component that is largest (`winner`) and by how much it leads (`lead`, 0 to 1). One
    input: a curve, x (POINTS,) and y (L, POINTS). Raises InputError where an n is past what float64 holds.
    """
    if len(data.inputs) == 1:
        x = _line(data, POINTS)
        return {"x": x[:, 0], "y": outputs(net, x).T}
    if len(data.inputs) != 2:
        return None
    side = _side(net)
    Y = outputs(net, _plane(data, side))
    if Y.shape[1] == 1 or not data.classes:
        return {"side": side, "value": Y[:, 0]}
    order = np.sort(Y, axis=1)
    return {"side": side, "winner": Y.argmax(axis=1), "lead": np.clip(order[:, -1] - order[:, -2], 0, 1)}


def neuron_maps(net: Network, data: DataSet) -> list[Array] | None:
    """a of every neuron over one or two inputs, by layer from the inputs on; None for more inputs.

    Each is (P, L): P = NEURON_SIDE² places of the plane, row by row from the top, or NEURON_POINTS of the
    line. Raises InputError where an n is past what float64 holds.
    """
    if len(data.inputs) > 2:
        return None
    places = _line(data, NEURON_POINTS) if len(data.inputs) == 1 else _plane(data, NEURON_SIDE)
    _, a = forward_rows(net, places)
    if not all(np.isfinite(each).all() for each in a.values()):
        raise InputError("what the neurons say must stay finite; it grew past what float64 holds")
    return [a[l] for l in range(1, net.depth + 1)]


def _side(net: Network) -> int:
    """Cells along each side of the plane, fewer for a network that takes long."""
    weights = sum(W.size for W in net.W.values())
    return int(max(FEWEST, min(SIDE, math.sqrt(MOST_MULTIPLIED / weights))))


def _line(data: DataSet, points: int) -> Array:
    return np.linspace(*spans(data)[0], points)[:, None]


def _plane(data: DataSet, side: int) -> Array:
    """The places of a grid, row by row from the top, (side², 2)."""
    across, up = (np.linspace(*span, side) for span in spans(data))
    return np.stack(np.meshgrid(across, up[::-1]), axis=-1).reshape(-1, 2)
