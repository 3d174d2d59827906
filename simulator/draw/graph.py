"""The network as a graph: neurons (layer, component) in layers from left to right, top to bottom in order."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import networkx as nx
import numpy as np

from ..core.inputs import Array
from ..core.network import Network

ROWS = 16  # a wider layer is elided: the first TOP, an ellipsis, the last
TOP = 12

# So many lit edges at most have an arrowhead, so many their numbers, which stand at the first of these shares
# of the way from left to right at which they are clear of each other.
ARROWED, LABELLED = 40, 6
ALONG = {"forward": (0.5, 0.34, 0.4, 0.3), "backward": (0.5, 0.66, 0.6, 0.7)}

KEPT_LAYOUTS = 32  # of networks of different widths

Neuron = tuple[int, int]  # layer and component, both from 1


@dataclass(frozen=True, eq=False)
class Picture:
    """The neurons and edges drawn, where they stand, and how many of each layer are left out.

    `shown`: the components of each layer that are drawn, 0 for the ellipsis. `place` gives x from 0 (layer 1)
    in steps of 1, and y from the top, 1 per row, centred on 0. `gap` gives the place of the ellipsis of an
    elided layer.
    """

    network: Network
    shown: dict[int, list[int]]
    place: dict[Neuron, tuple[float, float]]
    gap: dict[int, tuple[float, float]]
    hidden: dict[int, int]
    rows: int

    @cached_property
    def edges(self) -> dict[int, list[tuple[int, int]]]:
        """The edges (r, c) of each W_l as drawn: by rising |W|, so that no weak one hides a strong one."""
        return {l: self._by_size(l, W) for l, W in self.network.W.items()}

    def _by_size(self, l: int, W: Array) -> list[tuple[int, int]]:
        rows, columns = ([c for c in self.shown[layer] if c] for layer in (l - 1, l))
        sizes = np.abs(W[np.ix_([r - 1 for r in rows], [c - 1 for c in columns])])
        order = np.argsort(sizes, axis=None, kind="stable").tolist()
        return [(rows[i // len(columns)], columns[i % len(columns)]) for i in order]

    @cached_property
    def graph(self) -> nx.DiGraph:
        """The neurons drawn, each with its layer, and the edges with their weights."""
        graph = nx.DiGraph()
        for l, rows in self.shown.items():
            graph.add_nodes_from([(l, c) for c in rows if c], layer=l)
        for l, W in self.network.W.items():
            ends = [(r, c) for r in self.shown[l - 1] for c in self.shown[l] if r and c]
            graph.add_weighted_edges_from(((l - 1, r), (l, c), float(W[r - 1, c - 1])) for r, c in ends)
        return graph


def picture(network: Network) -> Picture:
    """Lay the network out."""
    shown, place, gap = _laid_out(network.widths)
    hidden = {l: width - sum(map(bool, shown[l])) for l, width in enumerate(network.widths, start=1)}
    rows = max(map(len, shown.values()))
    return Picture(network, dict(shown), dict(place), dict(gap), hidden, rows)


@lru_cache(maxsize=KEPT_LAYOUTS)
def _laid_out(
    widths: tuple[int, ...],
) -> tuple[dict[int, list[int]], dict[Neuron, tuple[float, float]], dict[int, tuple[float, float]]]:
    """The rows drawn of each layer, the places of its neurons, and that of its ellipsis."""
    shown = {l: drawn_rows(width) for l, width in enumerate(widths, start=1)}
    columns = {l: [(l, c) for c in rows] for l, rows in shown.items()}
    spots = nx.DiGraph()
    for l, column in columns.items():
        spots.add_nodes_from(column, layer=l)
    # Ordered lists, because an attribute name would let the layout shuffle the neurons.
    place = _unit(nx.multipartite_layout(spots, subset_key=columns))
    return (
        shown,
        {spot: at for spot, at in place.items() if spot[1]},
        {spot[0]: at for spot, at in place.items() if not spot[1]},
    )


def drawn_rows(width: int) -> list[int]:
    """Components from 1; 0 stands for the ellipsis."""
    return [*range(1, width + 1)] if width <= ROWS else [*range(1, TOP + 1), 0, width]


def _unit(layout: dict[Neuron, tuple[float, float]]) -> dict[Neuron, tuple[float, float]]:
    """networkx scales both axes by one factor: undo it, so that layers and rows are 1 apart, y downwards."""
    columns = sorted({float(x) for x, _ in layout.values()})
    unit = columns[1] - columns[0]
    # Rounded to whole layers and half rows: a neuron a hair outside the axis would not be drawn.
    return {
        spot: (float(round((x - columns[0]) / unit)), round(2 * y / unit) / 2)
        for spot, (x, y) in layout.items()
    }
