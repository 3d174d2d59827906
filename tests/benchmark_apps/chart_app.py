"""The same network as a figure that st.plotly_chart draws anew at each step: no formulas, no sentence."""

import plotly.graph_objects as go
import streamlit as st

from simulator.draw.colours import PALETTES, scales
from simulator.draw.figure import figure
from simulator.draw.graph import picture
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of
from tests.benchmark_apps.network import session


@st.cache_resource
def start() -> Session:
    """Computed once, as the player's walk is."""
    found = session()
    assert found.walked
    return found


def at(cursor: int) -> go.Figure:
    """The figure at a step: each edge a trace coloured by W, each neuron coloured by and showing a value."""
    given = start()
    step = steps_of(given)[cursor]
    u = given.walked[step.update - 1]
    net = u.after if step.phase == "update" else u.before
    drawn, ends, palette = picture(net), scales(given), PALETTES["light"]
    fig = figure(drawn, net.depth)
    neurons = fig.data[net.depth - 1 :]
    fig.data = neurons
    for l, W in net.W.items():
        for r, c in drawn.edges[l]:
            (x0, y0), (x1, y1) = drawn.place[l - 1, r], drawn.place[l, c]
            w = W[r - 1, c - 1]
            colour = palette["negative" if w < 0 else "positive"]
            width = 1.2 + 3.8 * abs(w) / ends["W"]
            fig.add_scatter(x=[x0, x1], y=[y0, y1], mode="lines", line={"color": colour, "width": width})
    values = u.run.S if step.phase == "backward" else u.run.a
    for l, trace in enumerate(neurons, start=1):
        shown = values.get(l, u.run.a[l])
        scale = ["#1c5fae", "#f3f4f8", "#c9510a"]
        trace.marker.update(color=shown, colorscale=scale, cmin=-ends["a"], cmax=ends["a"])
        trace.update(mode="markers+text", text=[f"{value:.3f}" for value in shown])
    return fig.update_layout(title=f"step {cursor}", height=600)


@st.fragment
def chart() -> None:
    """A button and the figure."""
    st.button("Next step", on_click=lambda: st.session_state.update(cursor=st.session_state.cursor + 1))
    st.plotly_chart(at(st.session_state.cursor), theme=None, key="chart")


st.set_page_config(layout="wide")
st.session_state.setdefault("cursor", 0)
chart()
