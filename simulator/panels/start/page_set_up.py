"""Sets the page up and draws it."""

from collections.abc import Sequence

import streamlit as st

from simulator.files.assets import ASSETS
from simulator.panels.page import page


def whole_page(arguments: Sequence[str] = ()) -> None:
    """The page with its title and icon; `arguments`: at most one file to open with it."""
    st.set_page_config(
        page_title="Backprop Simulator",
        page_icon=str(ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    page(arguments)
