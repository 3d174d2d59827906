"""The gallery in the bar: a button with the name of what is shown, and a line on each example below it."""

from collections.abc import Callable

import streamlit as st

from ...files.gallery import EXAMPLES, example
from ...files.handouts.markdown import plain
from .. import page_state as state
from ..reader_notation import spelt

KEY = "example"


def gallery(title: str, choose: Callable[[str], None]) -> None:
    """The menu of all examples; `title` names what is shown, an example or not; `choose` gets a name."""

    def chosen() -> None:
        if (name := state.read(KEY)) is not None:  # a browser may send what was not offered
            choose(name)

    st.menu_button(f"*Example:* {plain(title)}", EXAMPLES, format_func=_row, key=KEY, on_click=chosen)


def _row(name: str) -> str:
    """Its title first, which the keys look for, and what it is for; page.css puts them below each other."""
    shown = example(name)
    return f"{plain(spelt(shown.title))} *{plain(spelt(shown.about))}*"
