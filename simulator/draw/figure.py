"""The graph as a Plotly figure: one trace of edges for each pair of layers, one of neurons for each layer."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from .graph import Neuron, Picture

SPARE_ROW = 0.62  # between the outermost neurons and the edge of the plot, in rows
FEWEST_ROWS = 3  # a narrow network is not blown up beyond this
EDGES = {"mode": "lines", "line": {"color": "#888", "width": 2}}
KEPT_FIGURES = 32  # of networks of different widths; Plotly checks each when it is made, which takes long


def _ends(drawn: Picture, l: int) -> dict[str, list[float | None]]:
    """Where the edges of W_l begin and end, in the order in which they are drawn."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for r, c in drawn.edges[l]:
        (x0, y0), (x1, y1) = drawn.place[l - 1, r], drawn.place[l, c]
        xs += [x0, x1, None]
        ys += [y0, y1, None]
    return {"x": xs, "y": ys}


def figure(drawn: Picture, depth: int) -> go.Figure:
    """The network of `depth` layers without values: what is coloured and written changes with the step."""
    return _made([_ends(drawn, l) for l in range(2, depth + 1)], _spots(drawn), drawn.rows)


def plotly_json(drawn: Picture, depth: int) -> dict[str, Any]:
    """The same as JSON data, of which the weights decide the order of the edges and the widths all else."""
    found: dict[str, Any] = json.loads(_without_edges(depth, _spots(drawn), drawn.rows))
    for l, trace in enumerate(found["data"][: depth - 1], start=2):
        trace.update(_ends(drawn, l))
    return found


Spots = tuple[tuple[Neuron, tuple[float, float]], ...]


def _spots(drawn: Picture) -> Spots:
    return tuple(sorted(drawn.place.items()))


@lru_cache(maxsize=KEPT_FIGURES)
def _without_edges(depth: int, spots: Spots, rows: int) -> str:
    return str(_made([{"x": [], "y": []}] * (depth - 1), spots, rows).to_json())


def _made(edges: Sequence[Mapping[str, Any]], spots: Spots, rows: int) -> go.Figure:
    """Edges of each W with these ends, neurons at these places."""
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "name": f"W{l}", **EDGES, **ends} for l, ends in enumerate(edges, start=2)
    ]
    depth = len(edges) + 1
    for l in range(1, depth + 1):
        at = [place for (layer, _), place in spots if layer == l]
        circle = {"size": 40, "color": "#fff", "opacity": 1, "line": {"width": 1.5, "color": "#888"}}
        neurons = {"x": [x for x, _ in at], "y": [y for _, y in at], "mode": "markers", "marker": circle}
        traces.append({"type": "scatter", "name": f"layer {l}", "cliponaxis": False, **neurons})
    fig = go.Figure(traces)  # in one go: adding them one by one takes twice as long
    half = max(rows, FEWEST_ROWS) / 2 - 0.5 + SPARE_ROW
    hidden_axis = {"visible": False, "fixedrange": True}
    fig.update_layout(
        template="none",
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis={**hidden_axis, "range": [0, depth - 1]},
        yaxis={**hidden_axis, "range": [half, -half]},
    )
    return fig
