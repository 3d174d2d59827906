"""The table and the picture of many runs as a Streamlit component, whose rows and points can be opened."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from .bundle import read, script, stylesheet

_component = st.components.v2.component(
    "backprop_many_runs",
    html='<div class="bp-host"></div>',
    css="\n" + stylesheet() + "\n" + read("many_runs.css"),
    js="\n" + script("training/many_runs_mount.js"),
    isolate_styles=False,
)


def runs_shown(
    table: dict[str, Any], belongs: str, answered: Any, key: str, on_open: Callable[[], None]
) -> None:
    """Show many runs (see runs/runs_table.py); `on_open` is called when one is to be opened.

    The component's state then has as `open` its `number`, as its `run` what it `belongs` to, and the time
    `at` which it was asked; it asks again until that comes back as `answered`.
    """
    _component(key=key, data=table | {"belongs": belongs, "answered": answered}, on_open_change=on_open)
