"""The view of a training run as a Streamlit component: drawn once, then fed with what the run has reached."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from .bundle import read, script, stylesheet

_component = st.components.v2.component(
    "backprop_trainer",
    html='<div class="bp-host"></div>',
    css="\n" + stylesheet() + "\n" + read("trainer.css"),
    js="\n" + script("training/trainer_mount.js"),
    isolate_styles=False,
)


def trainer(view: dict[str, Any], belongs: str, key: str, on_ask: Callable[[], None]) -> None:
    """Show a run (see runs/run_view.py). `on_ask` is called when a point, an item or a weight was picked.

    The component's state then has it as `ask`, which says as its `run` what it `belongs` to.
    """
    _component(key=key, data=view | {"belongs": belongs}, on_ask_change=on_ask)
