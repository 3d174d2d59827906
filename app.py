"""Start with: streamlit run app.py, or with a file of your own: streamlit run app.py -- FILE"""

import sys

import streamlit as st

from simulator.panels.start.http_guard import GUARDED

if __name__ == "__main__":  # Streamlit runs this file for every page
    from simulator.panels.start.page_set_up import whole_page

    whole_page(sys.argv[1:] if sys.argv[0].endswith("app.py") else [])
else:  # and imports it once for its server
    app = st.App(__file__, **GUARDED)
