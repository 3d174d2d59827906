"""What the browser keeps of the page, for the tab it is open in."""

from collections.abc import Callable

import streamlit as st

from .code import read

_component = st.components.v2.component("backprop_keeper", html="<div></div>", js="\n" + read("keeper.js"))


def browser_keeper(file: str | None, *, wanted: bool, key: str, on_found: Callable[[], None]) -> None:
    """Let the browser keep a file, in base64; or, where `wanted`, ask it for what it kept.

    `on_found` is called where there is something; the component's state then has it as `found`.
    """
    _component(key=key, data={"file": file, "wanted": wanted}, on_found_change=on_found)
