"""What a network says over its whole input: the function of one input, or the plane of two."""

from typing import Any

import numpy as np

from ..core.network import Network
from ..core.sets.dataset import DataSet
from ..core.sets.metrics import outputs

SIDE = 44  # cells along each side of the plane
POINTS = 121  # of the curve
MARGIN = 0.12  # beyond the data, as a share of its span


def spans(data: DataSet) -> list[tuple[float, float]]:
    """For each input the range that is drawn: the data's own, and a margin."""
    found = []
    for low, high in zip(data.X.min(axis=0), data.X.max(axis=0), strict=True):
        edge = MARGIN * (high - low) or 1.0
        found.append((float(low - edge), float(high + edge)))
    return found


def region(net: Network, data: DataSet) -> dict[str, Any] | None:
    """The network's outputs over one or two inputs, as lists; None for more inputs.

    Two inputs: a grid of SIDE × SIDE, row by row from the top, with the first output (`value`), or for
    one-hot classes the component that is largest (`winner`) and by how much it leads (`lead`, 0 to 1). One
    input: a curve. Raises InputError where an n is past what float64 holds.
    """
    if len(data.inputs) == 1:
        x = np.linspace(*spans(data)[0], POINTS)
        return {"x": x.tolist(), "y": outputs(net, x[:, None]).T.tolist()}
    if len(data.inputs) != 2:
        return None
    across, up = (np.linspace(*span, SIDE) for span in spans(data))
    plane = np.stack(np.meshgrid(across, up[::-1]), axis=-1).reshape(-1, 2)
    Y = outputs(net, plane)
    if Y.shape[1] == 1 or not data.classes:
        return {"side": SIDE, "value": _rounded(Y[:, 0])}
    order = np.sort(Y, axis=1)
    lead = np.clip(order[:, -1] - order[:, -2], 0, 1)
    return {"side": SIDE, "winner": Y.argmax(axis=1).tolist(), "lead": _rounded(lead)}


def _rounded(values: Any) -> list[float]:
    """For colours alone, where three decimals are more than an eye can tell."""
    return [float(x) for x in np.round(values, 3)]
