"""The picture of a slice of F as a Streamlit component: one that stays, and is drawn anew for each slice.

Its colours come with the style sheet of the player or of the trainer, beside which it stands.
"""

from typing import Any

from ..bundle import read
from .declared_component import declared_component

_shown = declared_component(
    "slice", "entries/slice_mount.js", css=read("css/components/slice.css"), host="bp-slice-host"
)


def slice_component(picture: dict[str, Any], key: str) -> None:
    """Show a slice (see draw/slice_picture.py)."""
    _shown(key, picture)
