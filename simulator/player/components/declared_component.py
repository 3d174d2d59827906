"""What this room shows is declared to Streamlit here, all of it in one way."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import streamlit as st

from .served_files import CODE, fetched


class Shown(Protocol):
    """Show a component with its data. `on`: what is called for what its JavaScript sends, by its name.

    The component's state, which `page_state.read` gives for its `key`, then has that by the same name.
    """

    def __call__(self, key: str, data: Any, on: Mapping[str, Callable[[], None]] = ...) -> None:
        """Draw it at this place of the page."""


def declared_component(name: str, entry: str, sheet: str = "", css: str = "", host: str = "bp-host") -> Shown:
    """The component that the default export of an entry of js/ draws in an element of the class `host`.

    `sheet`: a style sheet, which may stay on the page for other components; `css`: what goes with it.
    """
    code = fetched(entry, sheet)
    component = st.components.v2.component(
        f"backprop_{name}",
        html=f'<div class="{host}"></div>',
        css=f"\n{code.css}\n{css}",  # with a line break: else Streamlit takes a short text for a path
        js=code.js,
        isolate_styles=False,
    )

    def shown(key: str, data: Any, on: Mapping[str, Callable[[], None]] = {}) -> None:
        CODE.keep(code.addresses)
        callbacks: dict[str, Any] = {f"on_{sent}_change": called for sent, called in on.items()}
        component(key=key, data=data, **callbacks)

    return shown
