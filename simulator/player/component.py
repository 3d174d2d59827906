"""The player as a Streamlit component: its code in the page, its large files served from their packages."""

import hashlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).parent
SCRIPTS = (
    "digits.js",
    "formula.js",
    "arrays.js",
    "neurons.js",
    "view.js",
    "elements.js",
    "heads.js",
    "graph.js",
    "lens.js",
    "detail.js",
    "overview.js",
    "canvas.js",
    "heatmaps.js",
    "legends.js",
    "inspector.js",
    "matrices.js",
    "start.js",
    "panel.js",
    "transport.js",
    "player.js",
)
HOST = '<div class="bp-host"></div>'


def script() -> str:
    """The player's own code as one text; the page and an exported file share it."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def stylesheet() -> str:
    """Its style sheet."""
    return (HERE / "player.css").read_text(encoding="utf-8")


def _served(name: str, package: str, folder: str) -> str:
    """Serve a folder of an installed package, not imported for it; the address is relative to the page."""
    inside = importlib.util.find_spec(package)
    if inside is None or inside.origin is None:
        raise ModuleNotFoundError(f"the package {package} is not installed")
    declared = st.components.v1.declare_component(name, path=Path(inside.origin).parent / folder)
    return f"component/{declared.name}"


_plotly = _served("plotlyjs", "plotly", "package_data")
_fonts = _served("mathfont", "ziamath", "fonts")
ASSETS = {"plotly": f"{_plotly}/plotly.min.js", "font": f"{_fonts}/STIXTwoMath-Regular.ttf"}

_component = st.components.v2.component(
    "backprop_player",
    html=HOST,
    css="\n" + stylesheet(),
    js="\n" + script() + (HERE / "mount.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def player(
    walk: str,
    key: str,
    on_edit: Callable[[], None] | None = None,
    answered: Any = None,
    lens: dict[str, Any] | None = None,
    picking: bool = False,
) -> None:
    """Show a walk (see payload.sent). A new walk of the same name keeps the cursor at the nearest same step.

    `on_edit` is called when something was asked for in the player, a number typed there or to start from
    here; the component's state then has it as `edit`. `answered` is the `at` of the last that was dealt with.
    `lens` lies over the graph (see draw/lens.py); `picking`: a neuron that is opened is asked for too.
    """
    data = {
        "walk": walk,
        "assets": ASSETS,
        "serial": hashlib.sha256(walk.encode()).hexdigest()[:16],
        "editable": on_edit is not None,
        "answered": answered,
        "lens": lens,
        "picking": picking,
    }
    _component(key=key, data=data, on_edit_change=on_edit or (lambda: None))
