"""Start with: streamlit run app.py, or with a file of your own: streamlit run app.py -- FILE"""

import sys

from simulator.panels.start.page_set_up import whole_page

whole_page(sys.argv[1:] if sys.argv[0].endswith("app.py") else [])
