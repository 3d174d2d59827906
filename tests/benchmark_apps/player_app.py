"""The player on the benchmark's network."""

import streamlit as st

from simulator.player.components.player_component import player
from simulator.player.payload.payload import sent
from tests.benchmark_apps.network import session

st.set_page_config(layout="wide")
player(sent(session(), "benchmark"), key="walk")
