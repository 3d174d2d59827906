"""Debugging: bring a network in and find the place where it, or what somebody computed by hand, goes wrong.

Each tool stands on the left, and what it finds lies as a lens over the graph of the walk.
"""

from collections.abc import Callable, Mapping

import streamlit as st

from ...draw.lens import Lens
from ...steps.session import Session
from .. import checked_menus
from .. import page_state as state
from .chosen_update import looked
from .compare_mine import compare_mine
from .gradient_table import gradient_check
from .health_table import show_health
from .open_file import open_file
from .stop_conditions import breakpoints
from .where_from import where_from

ORIGIN = "Where from"
TOOLS: dict[str, Callable[[Session], Lens | None]] = {
    "Open a file": open_file,
    "Health": show_health,
    "Gradient check": gradient_check,
    "Compare mine": compare_mine,
    ORIGIN: where_from,
    "Breakpoints": breakpoints,
}

OF_ONE_UPDATE = ("Health", "Gradient check", "Compare mine", ORIGIN)


def debug_page(draw_player: Callable[[Lens | None, bool, Mapping[str, int | None]], None]) -> None:
    """The tools on the left, the player with the lens of the chosen one on the right."""
    state.keep(state.TOOL, "Health")
    checked_menus.segmented_control(
        "Tool", TOOLS, key=state.TOOL, label_visibility="collapsed", required=True
    )
    chosen = state.read(state.TOOL)
    left, right = st.columns([1, 2.9], gap="small")
    with left, st.container(key="tools"):
        now = state.session()
        lens = TOOLS[chosen](now)
    with right:
        draw_player(lens, chosen == ORIGIN, looked(now, chosen in OF_ONE_UPDATE))
