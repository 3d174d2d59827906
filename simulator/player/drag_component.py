"""What is dragged in the player goes to and fro over a component of its own: nothing else is drawn anew."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from .bundle import script

_component = st.components.v2.component(
    "backprop_drag",
    html='<div class="bp-channel" hidden></div>',
    js="\n" + script("drag_mount.js"),
    isolate_styles=False,
)


def drag_channel(answer: dict[str, Any] | None, key: str, on: Mapping[str, Callable[[], None]]) -> None:
    """Hand the player an `answer`, which names the request `at` which it was made.

    `on`: what is called for each position, "ask", and for each number that is to stay, "typed"; the
    component's state then has it by that name.
    """
    callbacks: dict[str, Any] = {f"on_{name}_change": called for name, called in on.items()}
    _component(key=key, data={"answer": answer}, **callbacks)
