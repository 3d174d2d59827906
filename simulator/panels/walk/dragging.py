"""A number that is changed in the player, to and fro without the rest of the page.

Once it is typed or let go: its walk. While it is dragged, and where there is no line for that: the first
update with each position, and F over it. What answers to a step are compared with comes the same way, to the
walk that is shown already.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from ...player.components.drag_component import drag_channel
from .. import page_state as state
from ..reader_notation import reader_notation
from .drag_line import LINES
from .dragged_walks import DraggedWalks, ShownWalk
from .player_requests import DRAGGED, PRACTISED, TYPED

CHANNEL, ASKED, WALKS = "dragging", "drag asked", "dragged walks"
Take = Callable[[dict[str, Any]], None]
Shown = Callable[[], dict[str, Any]]
Compared = Callable[[dict[str, Any]], dict[str, Any]]


def dragging(take: Take, shown: Shown, compared: Compared) -> None:
    """The place that positions and typed numbers come to; only itself is drawn anew for one.

    `take` takes a typed number as any request of the player; `shown` gives what the page shows after it,
    `compared` what answers are compared with that a player asks for.
    """
    with st.container(key="drag"):
        st.fragment(_channel)(take, shown, compared)


def _channel(take: Take, shown: Shown, compared: Compared) -> None:
    asked: dict[str, Any] | None = state.taken(ASKED)
    answer: dict[str, Any] | None = None
    walks = _walks()
    if asked is not None:  # found here: what Streamlit sent when the run began is on its way meanwhile
        what = asked.get("what")
        found = shown() if what in TYPED else compared(asked) if what in PRACTISED else walks.answer(asked)
        answer = {"at": asked.get("at"), **found}
    on: Mapping[str, Callable[[], None]] = {
        "ask": _asked,
        "typed": partial(_typed, take),
        "compare": _compare,
    }
    drag_channel(answer, LINES.address(walks), CHANNEL, on)


def _walks() -> DraggedWalks:
    """Of this page, told what it shows now."""
    walks: DraggedWalks = state.read(WALKS) or DraggedWalks()
    state.show(WALKS, walks)
    scene = state.desk().scene
    walks.show(ShownWalk(state.walk_shown(), scene.session, scene.name, reader_notation()))
    return walks


def _asked() -> None:
    asked = state.read(CHANNEL).ask
    if isinstance(asked, dict) and asked.get("what") in DRAGGED:
        state.show(ASKED, asked)


def _compare() -> None:
    asked = state.read(CHANNEL).compare
    if isinstance(asked, dict) and asked.get("what") in PRACTISED:
        state.show(ASKED, asked)


def _typed(take: Take) -> None:
    asked = state.read(CHANNEL).typed
    if isinstance(asked, dict) and asked.get("what") in TYPED:
        state.show(ASKED, asked)
        take(asked)
