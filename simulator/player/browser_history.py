"""The browser's Back and Forward, which go where one was on the page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from .bundle import script

_component = st.components.v2.component(
    "backprop_history", html="<div></div>", js="\n" + script("browser_history.js")
)


def browser_history(place: dict[str, str], *, key: str, answered: Any, on_back: Callable[[], None]) -> None:
    """Make the place shown, of mode, network and view, an entry of the browser's history.

    `on_back` is called to go to an entry: the component's state then has its place as `back`, with the time
    `at` which the browser asked. It asks again until that time comes back as `answered`.
    """
    _component(key=key, data={"place": place, "answered": answered}, on_back_change=on_back)
