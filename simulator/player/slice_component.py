"""The picture of a slice of F as a Streamlit component: one that stays, and is drawn anew for each slice.

Its colours come with the style sheet of the player or of the trainer, beside which it stands.
"""

from typing import Any

import streamlit as st

from .bundle import read, script

_component = st.components.v2.component(
    "backprop_slice",
    html='<div class="bp-slice-host"></div>',
    css="\n" + read("slice.css"),
    js="\n" + script("slice/slice_mount.js"),
    isolate_styles=False,
)


def slice_component(picture: dict[str, Any], key: str) -> None:
    """Show a slice (see draw/slice_picture.py)."""
    _component(key=key, data=picture)
