"""The player as a Streamlit component: its code in the page, its large files served from their packages."""

import hashlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from .bundle import folder, script, stylesheet

HOST = '<div class="bp-host"></div>'


def _served(name: str, package: str, inside: str) -> str:
    """Serve a folder of an installed package; the address is relative to the page."""
    declared = st.components.v1.declare_component(name, path=folder(package, inside))
    return f"component/{declared.name}"


_plotly = _served("plotlyjs", "plotly", "package_data")
_fonts = _served("mathfont", "ziamath", "fonts")
ASSETS = {"plotly": f"{_plotly}/plotly.min.js", "font": f"{_fonts}/STIXTwoMath-Regular.ttf"}

_component = st.components.v2.component(
    "backprop_player",
    html=HOST,
    css="\n" + stylesheet(),
    js="\n" + script("mount.js"),
    isolate_styles=False,
)


def player(
    walk: str,
    key: str,
    belongs: str = "",
    on_edit: Callable[[], None] | None = None,
    answered: Any = None,
    lens: dict[str, Any] | None = None,
    tools: str | None = None,
    looked: dict[str, int | None] | None = None,
    opening: dict[str, Any] | None = None,
    given: dict[str, Any] | None = None,
    offered: dict[str, Any] | None = None,
) -> None:
    """Show a walk (see payload.sent). A new walk of the same name keeps the cursor at the nearest same step.

    `belongs` names the walk: every request says by it which walk it is of, as its `walk`.
    `on_edit` is called when something was asked for in the player, a number typed there for example, which
    the component's state then has as `edit`. `answered` is the `at` of the last that was dealt with.
    `lens` lies over the graph (see draw/lens.py). `tools` beside the player: "closed" until it asks for one,
    "open", or "picking", where it also says which neuron is opened; None where there are none. `looked`: what
    they look at, {"update": from 1 or None for all, "item": of a batch, from 1, 0 for the sum or None for
    any, "digits": of their numbers}; the player asks for those of its cursor and its menus.
    `opening`: how to look at the walk, a `view` taken up once for each `id`, and where it is of a `link` not
    after a reload; `given`: what was asked for in the dialog of share.js, and when; `offered`: its offers.
    """
    data = {
        "walk": walk,
        "assets": ASSETS,
        "serial": hashlib.sha256(walk.encode()).hexdigest()[:16],
        "belongs": belongs,
        "editable": on_edit is not None,
        "answered": answered,
        "lens": lens,
        "tools": tools,
        "looked": looked,
        "opening": opening,
        "given": given,
        "offered": offered,
    }
    _component(key=key, data=data, on_edit_change=on_edit or (lambda: None))
