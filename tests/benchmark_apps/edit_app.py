"""The whole app, opened on a network of 4-8-8-4."""

import streamlit as st

from simulator.panels.start.http_guard import GUARDED

if __name__ == "__main__":
    from simulator.core.initialise import initialise
    from simulator.panels import page_state as state
    from simulator.panels.page import page
    from simulator.steps.session import Session
    from simulator.steps.undo import Desk, Scene

    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    if state.DESK not in st.session_state:
        net = initialise((4, 8, 8, 4), ["tanh", "tanh", "identity"], "glorot", 0)
        start = Session(net, [0.5, -1, 0.25, 0.8], [1, 0, 0, 0.5], updates=5)
        st.session_state[state.DESK] = Desk(Scene("4-8-8-4", "4-8-8-4", "", start, start))
    page()
else:
    app = st.App(__file__, **GUARDED)
