"""The whole app, opened on a network of 784-128-10, on an input like a handwritten digit."""

import streamlit as st

from simulator.panels import page_state as state
from simulator.panels.page import page
from simulator.steps.undo import Desk, Scene
from tests.benchmark_apps.network import large_session

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
if state.DESK not in st.session_state:
    start = large_session()
    st.session_state[state.DESK] = Desk(Scene("784-128-10", "784-128-10", "A ring.", start, start))
page()
