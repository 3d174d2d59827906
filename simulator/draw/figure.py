"""The graph as a Plotly figure: one trace of edges for each pair of layers, one of neurons for each layer."""

from typing import Any

import plotly.graph_objects as go

from .graph import Picture

SPARE_ROW = 0.62  # between the outermost neurons and the edge of the plot, in rows
FEWEST_ROWS = 3  # a narrow network is not blown up beyond this


def edge_order(drawn: Picture, l: int) -> list[tuple[int, int]]:
    """The edges (r, c) of W_l as drawn: by rising |W|, so that a strong edge is not hidden by a weak one."""
    edges = [
        (r, c, data["weight"]) for (_, r), (layer, c), data in drawn.graph.edges(data=True) if layer == l
    ]
    return [(r, c) for r, c, _ in sorted(edges, key=lambda edge: abs(edge[2]))]


def figure(drawn: Picture, depth: int) -> go.Figure:
    """The network of `depth` layers without values: what is coloured and written changes with the step."""
    traces: list[dict[str, Any]] = []
    for l in range(2, depth + 1):
        xs: list[float | None] = []
        ys: list[float | None] = []
        for r, c in edge_order(drawn, l):
            (x0, y0), (x1, y1) = drawn.place[l - 1, r], drawn.place[l, c]
            xs += [x0, x1, None]
            ys += [y0, y1, None]
        lines = {"mode": "lines", "name": f"W{l}", "line": {"color": "#888", "width": 2}}
        traces.append({"type": "scatter", "x": xs, "y": ys, **lines})
    for l in range(1, depth + 1):
        at = [drawn.place[spot] for spot in sorted(drawn.place) if spot[0] == l]
        circle = {"size": 40, "color": "#fff", "opacity": 1, "line": {"width": 1.5, "color": "#888"}}
        spots = {"x": [x for x, _ in at], "y": [y for _, y in at], "mode": "markers", "marker": circle}
        traces.append({"type": "scatter", "name": f"layer {l}", "cliponaxis": False, **spots})
    fig = go.Figure(traces)  # in one go: adding them one by one takes twice as long
    half = max(drawn.rows, FEWEST_ROWS) / 2 - 0.5 + SPARE_ROW
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
