"""‖S‖ and the size of updates, over layers and over updates, on a scale that is linear around 0."""

import math

import numpy as np
import plotly.graph_objects as go

from ..core.health.health import Health
from ..core.inputs import Array
from .symlog import symlog

DECADES = 4  # marks on the scale, at most
LEGEND_ROW, IN_A_ROW = 22, 4  # pixels, and entries of a legend, which stands above the lines
LEAST = 1e-12  # the smallest number that the scale makes room for
COLOURS = ("#2563c9", "#c9510a", "#6d3fd6", "#0b7a58", "#945600", "#b0326f", "#3f7f94", "#7a7a7a")


def over_layers(found: Health, name: str = "‖S‖") -> go.Figure:
    """‖S_l‖, called `name`, by layer, K on the right as in the graph."""
    layers = [*found.layers]
    values = np.array([layer.S for layer in found.layers.values()])
    linear, figure = _linear(values), go.Figure()
    figure.add_bar(x=[f"{l}" for l in layers], y=_places(values, linear), marker_color=COLOURS[0], name=name)
    return _laid_out(figure, values, linear, "layer", name)


def over_updates(values: Array, first: int, name: str) -> go.Figure:
    """A line for each layer 2..K from update `first` on; `values` is (U, K − 1), nan where there is none."""
    linear, figure = _linear(values), go.Figure()
    for i, column in enumerate(values.T):
        figure.add_scatter(
            x=[*range(first, first + len(column))],
            y=_places(column, linear),
            name=f"layer {i + 2}",
            mode="lines+markers",
            line={"color": COLOURS[i % len(COLOURS)]},
        )
    return _laid_out(figure, values, linear, "update", name)


def _linear(values: Array) -> float:
    """Where the scale goes over from linear to logarithmic: below the smallest number that is not 0."""
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    return float(max(10.0 ** math.floor(math.log10(sizes.min())), LEAST)) if sizes.size else 1.0


def _places(values: Array, linear: float) -> list[float | None]:
    return [float(place) if math.isfinite(place) else None for place in symlog(values, linear)]


def _laid_out(figure: go.Figure, values: Array, linear: float, across: str, up: str) -> go.Figure:
    finite = np.abs(values[np.isfinite(values)])
    top = max(math.ceil(math.log10(finite.max() / linear)) if finite.size and finite.max() > 0 else 1, 1)
    every = max(1, math.ceil(top / DECADES))
    marks = [0.0, *(linear * 10.0**k for k in range(0, top + 1, every))]
    places = [float(place) for place in symlog(np.array(marks), linear)]
    figure.update_layout(
        template="none",
        height=230 + LEGEND_ROW * math.ceil(len(figure.data) / IN_A_ROW),
        margin={"l": 58, "r": 8, "t": 8, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "font": {"size": 14}},  # over no line
        font={"size": 14},
        xaxis={"title": across, "tickfont": {"size": 14}, "type": "category"}
        if across == "layer"
        else {"title": across, "tickfont": {"size": 14}, "dtick": _step(len(values))},
        yaxis={
            "title": up,
            "tickfont": {"size": 14},
            "tickvals": places,
            "ticktext": [f"{mark:g}" for mark in marks],
            "range": [0, places[-1] * 1.05],
        },
    )
    return figure


def _step(count: int) -> int:
    return max(1, math.ceil(count / 8))
