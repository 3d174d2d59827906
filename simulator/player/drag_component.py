"""What is dragged in the player goes to and fro over a component of its own: nothing else is drawn anew."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from .bundle import script

_component = st.components.v2.component(
    "backprop_drag",
    html='<div class="bp-channel" hidden></div>',
    js="\n" + script("drag_mount.js"),
    isolate_styles=False,
)


def drag_channel(answer: dict[str, Any] | None, key: str, on_ask: Callable[[], None]) -> None:
    """Hand the player an `answer`, which names the request `at` which it was made.

    `on_ask` is called for each position; the component's state then has it as `ask`.
    """
    _component(key=key, data={"answer": answer}, on_ask_change=on_ask)
