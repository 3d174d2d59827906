"""Colours and scales: blue below 0, orange above, pale at 0, told apart with every kind of colour vision.

Sign never rests on colour alone: negative edges are dashed, and every neuron carries its number.
"""

import math
from collections.abc import Iterable

from ..core.inputs import Array
from ..steps.session import Session

# negative end, 0 on an edge, 0 in a neuron, positive end
PALETTES = {
    "light": {"negative": "#1c5fae", "edge": "#a9b1bf", "neuron": "#f3f4f8", "positive": "#c9510a"},
    "dark": {"negative": "#58a6ff", "edge": "#667085", "neuron": "#242c3d", "positive": "#ff9a3d"},
}

NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def scale_end(values: Iterable[Array]) -> float:
    """The least round number that no |value| exceeds; 1 where all are 0."""
    largest = max((float(abs(value).max()) for value in values), default=0.0)
    if largest == 0:
        return 1.0
    power = math.floor(math.log10(largest))
    ends = (float(f"{step}e{power}") for step in NICE)
    return next((end for end in ends if largest <= end < math.inf), largest)


def scales(session: Session) -> dict[str, float]:
    """One symmetric scale per quantity, fixed over the whole walk: 0 to the value given here."""
    walked = session.walked
    layers = range(2, session.network.depth + 1)
    after = [(u.after, u.before) for u in walked]
    return {
        "n": scale_end(u.run.n[l] for u in walked for l in layers),
        "a": scale_end(a for u in walked for a in u.run.a.values()),
        "S": scale_end(u.run.S[l] for u in walked for l in layers),
        "W": scale_end(net.W[l] for pair in after for net in pair for l in layers),
        "dW": scale_end(u.run.dW[l] for u in walked for l in layers),
        "change": scale_end(new.W[l] - old.W[l] for new, old in after for l in layers),
    }
