"""The whole app, opened on the benchmark's network of 2-4-4-2."""

import streamlit as st

from simulator.panels.start.http_guard import GUARDED

if __name__ == "__main__":
    from simulator.panels import page_state as state
    from simulator.panels.page import page
    from simulator.steps.undo import Desk, Scene
    from tests.benchmark_apps.network import session

    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    if state.DESK not in st.session_state:
        start = session()
        st.session_state[state.DESK] = Desk(Scene("2-4-4-2", "2-4-4-2", "", start, start))
    page()
else:
    app = st.App(__file__, **GUARDED)
