"""Debugging: bring a network in and find the place where it, or what somebody computed by hand, goes wrong.

The tools lie in a drawer of the player, and what one finds as a lens over the graph of the walk.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from ...draw.lens import Lens
from ...files.untrusted.quoting import shown
from ...steps.session import Session
from .. import page_state as state
from ..fields import checked_menus
from ..reader_notation import spelt, spelt_lens
from .chosen_update import looked
from .compare_mine import compare_mine
from .gradient_table import gradient_check
from .health_table import show_health
from .open_file import open_file
from .slice_tool import slice_tool
from .stop_conditions import breakpoints
from .where_from import pick, where_from

ORIGIN, SLICE = "Where from", "F over two weights"
TOOLS: dict[str, Callable[[Session], Lens | None]] = {
    "Open a file": open_file,
    "Health": show_health,
    "Gradient check": gradient_check,
    "Compare mine": compare_mine,
    ORIGIN: where_from,
    SLICE: slice_tool,
    "Breakpoints": breakpoints,
}

OF_ONE_UPDATE = ("Health", "Gradient check", "Compare mine", ORIGIN, SLICE)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the tools tell the player beside them: their lens, whether they want neurons, where they look."""

    lens: Lens | None = None
    picking: bool = False
    look: Mapping[str, int | None] | None = None


def debug_tools() -> Beside:
    """The tools, of which one is chosen, in a drawer of the player."""
    state.keep(state.TOOL, "Health")
    with st.container(key="tools"):
        checked_menus.segmented_control(
            "Tool",
            TOOLS,
            key=state.TOOL,
            label_visibility="collapsed",
            required=True,
            format_func=spelt,
        )
        chosen = state.read(state.TOOL)
        now = state.session()
        lens = TOOLS[chosen](now)
    lens = lens and spelt_lens(lens)
    return Beside(lens, chosen == ORIGIN, looked(now, chosen in OF_ONE_UPDATE, chosen == ORIGIN))


def slice_beside() -> Beside:
    """In Step, F over two weights alone in the drawer, where it was asked for there."""
    now = state.session()
    with st.container(key="tools"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(spelt(SLICE), anchor=False)
            st.button("Close", on_click=state.show, args=(state.SLICED, False))
        slice_tool(now)
    return Beside(None, False, looked(now, of_one_update=True))


def open_tool(tool: str, l: int, c: int, way: str) -> None:
    """Open a tool from a step; that for the origin of a number on neuron c of layer l and its S or n.

    F over two weights opens beside the walk where that is shown, any other in Debug.
    """
    if tool not in TOOLS:
        state.refuse(f"a tool must be one of {', '.join(TOOLS)}; got {shown(tool)}", "Not shown")
        return
    if tool == ORIGIN and not pick(l, c, way):
        return
    if tool == SLICE and state.read(state.MODE) == state.STEP:
        state.show(state.SLICED, True)
        return
    state.put_in(state.TOOL, tool)
    state.show(state.MODE, state.DEBUG)
