"""The whole app, opened on a network of 784-128-10, on an input like a handwritten digit."""

import numpy as np
import streamlit as st

from simulator.core.initialise import initialise
from simulator.panels import session as state
from simulator.panels.page import page
from simulator.steps.desk import Desk, Scene
from simulator.steps.session import Session

WIDTHS = (784, 128, 10)


def session() -> Session:
    """Five updates on one pair: a ring of 28 × 28 pixels, most of them 0, to be told as the second of ten."""
    net = initialise(WIDTHS, ["tanh", "softmax"], "glorot", 0)
    across = np.linspace(-1, 1, 28)
    ring = np.exp(-(((np.hypot(across[:, None], across) - 0.55) / 0.15) ** 2)).ravel()
    return Session(net, np.where(ring < 0.05, 0.0, ring), np.eye(10)[1], "tce", updates=5)


st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
if state.DESK not in st.session_state:
    start = session()
    st.session_state[state.DESK] = Desk(Scene("large", "784-128-10", "784-128-10, glorot.", start, start))
page()
