"""Start with: streamlit run app.py"""

import streamlit as st

from simulator.panels.page import page

st.set_page_config(
    page_title="Backprop Simulator",
    page_icon="assets/icon.svg",
    layout="wide",
    initial_sidebar_state="collapsed",
)
page()
