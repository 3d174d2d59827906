"""Start with: streamlit run app.py, or with a file of your own: streamlit run app.py -- FILE"""

import sys

import streamlit as st

from simulator.panels.page import page

st.set_page_config(
    page_title="Backprop Simulator",
    page_icon="assets/icon.svg",
    layout="wide",
    initial_sidebar_state="collapsed",
)
page(sys.argv[1:] if sys.argv[0].endswith("app.py") else [])
