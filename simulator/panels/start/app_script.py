"""What Streamlit runs for the command, as it runs app.py in a checkout."""

import sys

import streamlit as st

from simulator.panels.start.http_guard import GUARDED

if __name__ == "__main__":  # for every page
    from simulator.panels.start.page_set_up import whole_page

    whole_page(sys.argv[1:])
else:  # once, for its server
    app = st.App(__file__, **GUARDED)
