"""The picture of a pass for paper: neurons and edges with their numbers, in centimetres from the top left."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ...core.inputs import Array
from ...core.network import Network
from ...draw.colours import scale_end
from ...draw.graph import picture
from ...steps.formulas.digits import shown
from ...steps.session import Update
from .letter_ink import ink_of

PASSES = {
    "forward": "The forward pass: on each edge its weight, in each neuron n above a.",
    "backward": "The backward pass: in each neuron S, on each edge ∂F/∂W.",
    "update": "After the update: on each edge its new weight, in each neuron its new bias.",
}
EDGES = {"forward": "W", "backward": "dW", "update": "W"}  # which quantity they show
NUMBERED_EDGES = 24  # with more of them numbers would cover each other
MOST_DIGITS = 4  # a neuron has no room for more
ACROSS, DOWN = 4.6, 1.35  # between layers, between neurons
MOST_ACROSS, MOST_DOWN = 15.0, 10.5  # of the whole picture


@dataclass(frozen=True, slots=True)
class Spot:
    """A neuron: where its centre lies, and its numbers, upper one first; "" is a place to write in.

    `quantities` are those of the numbers.
    """

    neuron: tuple[int, int]
    x: float
    y: float
    numbers: tuple[str, ...]
    quantities: tuple[str, ...]

    @property
    def inked(self) -> tuple[tuple[str, str], ...]:
        """Each number with the command of its colour, "" for that of the text."""
        inks = map(ink_of, self.quantities)
        return tuple(zip(self.numbers, inks, strict=True))


@dataclass(frozen=True, slots=True)
class Edge:
    """From one point to another; its number, if any, stands at `at` along the way.

    `share` of the largest of its picture, -1 to 1, is its number, or 0 where that is to be written.
    """

    ends: tuple[tuple[int, int], tuple[int, int]]
    start: tuple[float, float]
    end: tuple[float, float]
    share: float
    number: str | None
    at: float

    @property
    def below(self) -> bool:
        """Whether its number is below 0; then it is dashed."""
        return self.share < 0

    @property
    def label(self) -> tuple[float, float]:
        """Where its number stands."""
        (x0, y0), (x1, y1) = self.start, self.end
        return x0 + self.at * (x1 - x0), y0 + self.at * (y1 - y0)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture of `size` (width, height); `gaps` are the places of an ellipsis; edges show `quantity`."""

    caption: str
    size: tuple[float, float]
    spots: tuple[Spot, ...]
    edges: tuple[Edge, ...]
    gaps: tuple[tuple[float, float], ...]
    radius: float
    quantity: str

    @property
    def points(self) -> float:
        """The size of type for which two numbers fit into a neuron."""
        return round(min(8.0, 17.5 * self.radius), 1)


def sketch(u: Update, name: str, digits: int, given: Collection[int] | None = None) -> Sketch:
    """The picture of the pass of that name.

    Where `given` holds the ids of the arrays that are given, every other number is a place to write in.
    """
    drawn, net = picture(u.before), u.before
    rows = max(drawn.rows, 2)
    edges_drawn = drawn.graph.number_of_edges()
    numbered = edges_drawn <= NUMBERED_EDGES
    down = min(DOWN, MOST_DOWN / rows)
    across = min(ACROSS, MOST_ACROSS / (net.depth - 1))
    radius = min(0.62, 0.46 * down)
    on_edge, in_neuron = _numbers(u, name, min(digits or MOST_DIGITS, MOST_DIGITS), given)

    def place(x: float, y: float) -> tuple[float, float]:
        return round(1 + x * across, 3), round(down * (y + rows / 2), 3)

    spots = tuple(
        Spot(neuron, *place(*at), *in_neuron(*neuron)) for neuron, at in sorted(drawn.place.items())
    )
    edges = []
    for (l, r), (_, c) in drawn.graph.edges:
        at = _along(net, l + 1)
        number, share = on_edge(l + 1, r, c)
        ends = ((l, r), (l + 1, c))
        start, end = (place(*drawn.place[spot]) for spot in ends)
        edges.append(Edge(ends, start, end, share, number if numbered else None, at))
    caption = PASSES[name]
    if u.in_matrices and name != "update":
        caption = f"{caption.removesuffix('.')}; n, a and S are of item {u.item + 1}, ∂F/∂W of the batch."
    if not numbered:
        caption += f" There are too many edges ({_weights(net)}) for a number on each."
    if any(drawn.hidden.values()):
        caption += " Wide layers show their first neurons and the last."
    caption = u.notation.said(caption)
    size = (round(2 + across * (net.depth - 1), 3), round(down * rows, 3))
    gaps = tuple(place(*at) for at in drawn.gap.values())
    return Sketch(caption, size, spots, tuple(edges), gaps, round(radius, 3), EDGES[name])


def _weights(net: Network) -> int:
    return sum(layer.W.size for layer in net.layers)


def _along(net: Network, l: int) -> float:
    """Where along an edge of W_l its number stands: there the numbers of all edges are equally far apart."""
    H, L = net.widths[l - 2], net.widths[l - 1]
    return 1 / (L + 1) if L <= H else H / (H + 1)


OnEdge = Callable[[int, int, int], tuple[str, float]]
InNeuron = Callable[[int, int], tuple[tuple[str, ...], tuple[str, ...]]]


def _numbers(u: Update, name: str, digits: int, given: Collection[int] | None) -> tuple[OnEdge, InNeuron]:
    """What stands on an edge (l, r, c), with its share of the scale; and in a neuron (l, c), and of what."""
    run, after = u.found, u.after
    edge_arrays = {"forward": u.before.W, "backward": run.dW, "update": after.W}[name]
    neuron_arrays: dict[str, dict[int, Array]] = {
        "forward": {"n": run.n, "a": run.a},
        "backward": {"S": run.S},
        "update": {"b": after.b},
    }[name]

    def asked(array: Array) -> bool:
        return given is not None and id(array) not in given

    def printed(array: Array) -> Array:
        return u.calm.printed(array, digits)

    def first(array: Array) -> Array:
        """Of a batch its first item's."""
        return printed(array)[:, 0] if array.ndim == 2 else printed(array)

    largest = scale_end(edge_arrays.values())

    def on_edge(l: int, r: int, c: int) -> tuple[str, float]:
        value = float(printed(edge_arrays[l])[r - 1, c - 1])
        return ("", 0.0) if asked(edge_arrays[l]) else (shown(value, digits), value / largest)

    def in_neuron(l: int, c: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found = {quantity: of[l] for quantity, of in neuron_arrays.items() if l in of}
        said = ("" if asked(array) else shown(float(first(array)[c - 1]), digits) for array in found.values())
        return tuple(said), tuple(found)

    return on_edge, in_neuron
