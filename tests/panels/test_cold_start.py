"""A room of visitors in the first seconds after a start: each gets the page."""

import asyncio
import subprocess
import sys

import pytest

from ..grids import by_night
from .visitors import ROOT, crowd, server


@pytest.mark.parametrize("visitors", [30, by_night(60)])
def test_visitors_within_two_seconds_of_a_start_all_get_the_page(visitors):
    with server() as (port, _):
        visits = asyncio.run(crowd(port, visitors, within=2))
    assert [visit.errors for visit in visits if visit.errors] == []
    assert sum("backprop_player" in visit.components for visit in visits) == visitors


def test_drawing_the_first_page_imports_no_package_anew():
    code = """
import sys
from simulator.panels import page
before = {name.partition(".")[0] for name in sys.modules}
from simulator.draw.health_chart import *
from simulator.files.gallery import EXAMPLES, example
from simulator.player.payload.payload import sent
import streamlit as st
walk = example(EXAMPLES[-1])
sent(walk.session, walk.name, walk.about)
st.dataframe({"a": [1.5]})
print(*sorted({name.partition(".")[0] for name in sys.modules} - before))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
