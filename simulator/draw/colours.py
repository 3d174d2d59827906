"""Colours and scales: blue below 0, orange above, pale at 0, told apart with every kind of colour vision.

Sign never rests on colour alone: negative edges are dashed, and every neuron carries its number.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import accumulate

import numpy as np

from ..core.inputs import Array
from ..core.network import Network
from ..core.wording import GRADIENTS
from ..steps.session import Session, Update

# negative end, 0 on an edge, 0 in a neuron, positive end
PALETTES = {
    "light": {"negative": "#1c5fae", "edge": "#a9b1bf", "neuron": "#f3f4f8", "positive": "#c9510a"},
    "dark": {"negative": "#58a6ff", "edge": "#667085", "neuron": "#242c3d", "positive": "#ff9a3d"},
}

# The page around the graph: the app's themes are these (.streamlit/config.toml), and so are the pages and
# pictures made of a step.
PAGES = {
    "light": {"page": "#ffffff", "soft": "#f5f6fb", "ink": "#1a2030", "accent": "#6d3fd6"},
    "dark": {"page": "#0f131d", "soft": "#181e2c", "ink": "#eef1f8", "accent": "#a98bff"},
}
# A colour of its own for each of the notes' main letters, in formulas, chips and labels: none is blue or
# orange, as signs are, each reads on the page, and they are told apart with every kind of colour vision.
# x and y are a's, since that is what they are; b is W's, a weight on an input of 1.
# What is made of several (A, e, F, ∂F/∂W), t and α keep the colour of the text.
LETTERS = {
    "light": {"W": "#6a2be0", "a": "#0e6b4f", "n": "#756f15", "S": "#b01386"},
    "dark": {"W": "#b07cff", "a": "#56e184", "n": "#e8e06a", "S": "#ffb3f5"},
}
LETTER_OF = {"W": "W", "newW": "W", "b": "W", "newb": "W", "a": "a", "n": "n", "S": "S"}
# One colour a pass, that of what it computes; the error's is its own.
ERROR = {"light": "#8f1d2c", "dark": "#ff6b7a"}
PHASES = {
    theme: {"forward": of["a"], "error": ERROR[theme], "backward": of["S"], "update": of["W"]}
    for theme, of in LETTERS.items()
}
# Of the lines of several runs beside each other, told apart with every kind of colour vision.
RUNS = {
    "light": (PHASES["light"]["forward"], "#a066f5", "#c9510a", PAGES["light"]["ink"]),
    "dark": (PHASES["dark"]["forward"], "#a87cff", "#ff6f3d", "#ffffff"),
}

RECEDED = 0.4  # how much of its colour a neuron keeps that takes no part
LIGHT = 0.179  # on a colour of more luminance black reads better than white, as WCAG's contrast has it

EXPLODED = 100  # times as large as at first: beside that what was there at first would look like 0
REACH = 3  # times as large as in the first update is where the scale of what explodes ends
NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


Colour = tuple[int, int, int]


def channels(colour: str) -> Colour:
    """Red, green and blue, 0 to 255, of "#rrggbb"."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def blend(start: Colour, end: Colour, share: float) -> Colour:
    """The colour at a share (0 to 1) of the way between two."""
    red, green, blue = (math.floor(x + (y - x) * share + 0.5) for x, y in zip(start, end, strict=True))
    return red, green, blue


def mixed(palette: dict[str, str], middle: str, share: float) -> Colour:
    """The colour of a value that is `share` of its scale, -1 to 1; `middle` is "edge" or "neuron"."""
    end = palette["negative" if share < 0 else "positive"]
    return blend(channels(palette[middle]), channels(end), min(1.0, abs(share)))


def luminance(colour: Colour) -> float:
    """How light a colour is, 0 to 1, as WCAG defines it."""
    red, green, blue = (
        x / 255 / 12.92 if x / 255 <= 0.04045 else ((x / 255 + 0.055) / 1.055) ** 2.4 for x in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def scale_end(values: Iterable[Array]) -> float:
    """The least round number that no |value| exceeds; 1 where all are 0."""
    return _end(_largest(values))


def _largest(values: Iterable[Array]) -> float:
    """The largest |value|; 0 of none."""
    return max((float(abs(value).max()) for value in values), default=0.0)


def _end(largest: float) -> float:
    if largest == 0:
        return 1.0
    power = math.floor(math.log10(largest))
    ends = (float(f"{step}e{power}") for step in NICE)
    return next((end for end in ends if largest <= end < math.inf), largest)


# What a legend says of each quantity that has a colour.
LEGEND = {
    "n": "n, weighted sum",
    "a": "a, activation",
    "A": "A, slope σ′(n)",
    "diagonal": "A, its diagonal",
    "S": "S = ∂F/∂n = ∂F/∂b",
    "W": "weight W",
    "dW": GRADIENTS["dW"],
    "change": "change of W",
}


def legend(session: Session) -> dict[str, str]:
    """The same for a walk, with what its update rule computes."""
    moves = session.walked[0].moves
    return LEGEND | {
        move.quantity: f"{move.letter} after its decay"
        if move.symbol == move.letter
        else f"{move.symbol} of {move.letter}"
        for move in (moves.each if moves else ())
        if move.quantity
    }


def _slopes(u: Update, l: int) -> Array:
    """σ′(n) of a layer, of softmax the diagonal of A; of a batch for each item."""
    A = u.batch.A[l] if u.in_matrices else u.run.slopes[l]
    full = A.ndim > (2 if u.in_matrices else 1)
    return np.diagonal(A, axis1=-2, axis2=-1) if full else A


def _sensitivities(u: Update, l: int) -> list[Array]:
    """S of a layer, and of a batch also what is summed over its items."""
    return [u.found.S[l], *([u.found.db[l]] if u.in_matrices else [])]


class Scales(dict[str, float]):
    """By quantity where its scale ends; `beyond`: those with larger values, which look as its end does."""

    def __init__(self, ends: Mapping[str, float], beyond: Iterable[str]) -> None:
        super().__init__(ends)
        self.beyond = frozenset(beyond)

    def said(self, quantity: str) -> tuple[str, str]:
        """What a legend says before the two ends."""
        return ("≤ ", "≥ ") if quantity in self.beyond else ("", "")


def scales(session: Session) -> Scales:
    """One symmetric scale per quantity, fixed over the whole walk: 0 to the value given here.

    It ends at the largest value of the walk, as a round number. What grows beyond all measure in a walk that
    explodes ends at REACH times the largest of the first update, W at REACH times what the walk begins with.
    """
    sizes: dict[str, list[float]] = {}
    for u in session.walked:
        for quantity, arrays in _shown(u).items():
            sizes.setdefault(quantity, []).append(_largest(arrays))
    last = session.walked[-1].after
    sizes["W"].append(_largest(last.W[l] for l in range(2, last.depth + 1)))
    exploded = _explodes(session)
    beyond = {name for name, found in sizes.items() if exploded and max(found) > EXPLODED * found[0] > 0}
    ends = {name: REACH * found[0] if name in beyond else max(found) for name, found in sizes.items()}
    return Scales({name: _end(largest) for name, largest in ends.items()}, beyond)


def _explodes(session: Session) -> bool:
    """Whether W and b, or F over the same rows, grow a hundredfold: other rows may have other numbers."""
    sizes = [_largest([*net.W.values(), *net.b.values()]) for net in _networks(session)]
    errors = [(u.found.loss, u.loss_after) for u in session.walked]
    grown = accumulate(math.log(after) - math.log(F) for F, after in errors if F > 0 and after > 0)
    return max(sizes) > EXPLODED * sizes[0] > 0 or max(grown, default=0.0) > math.log(EXPLODED)


def _networks(session: Session) -> list[Network]:
    """Those that the walk goes through, from its start to its end."""
    return [session.network, *(u.after for u in session.walked)]


def _shown(u: Update) -> dict[str, list[Array]]:
    """By quantity all of an update that has a colour; of W what it begins with."""
    layers = range(2, u.before.depth + 1)
    found = {
        "n": [u.found.n[l] for l in layers],
        "a": [*u.found.a.values()],
        "A": [_slopes(u, l) for l in layers],
        "S": [S for l in layers for S in _sensitivities(u, l)],
        "W": [u.before.W[l] for l in layers],
        "dW": [u.found.dW[l] for l in layers],
        "change": [u.after.W[l] - u.before.W[l] for l in layers],
    }
    for (quantity, _), array in (u.moves.shown if u.moves else {}).items():
        found.setdefault(quantity, []).append(array)
    return found
