"""The player as a Streamlit component: its code in the page, its large files served from their packages."""

import hashlib
from collections.abc import Callable
from typing import Any

from ..bundle import folder, stylesheet
from .declared_component import declared_component
from .served_files import served

_plotly = served("plotlyjs", folder("plotly", "package_data"))
_fonts = served("mathfont", folder("ziamath", "fonts"))
ASSETS = {"plotly": f"{_plotly}/plotly.min.js", "font": f"{_fonts}/STIXTwoMath-Regular.ttf"}

_shown = declared_component("player", "entries/player_mount.js", stylesheet())


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

    `belongs` names the walk: every request says by it which walk it is of, as its `walk`. `on_edit` is
    called when something was asked for in the player, a number typed there say: `edit` of the component's
    state. `answered` is the `at` of the last dealt with. `lens` lies over the graph (see draw/lens.py).
    `tools` beside the player: "closed" until it asks for one, "open", or "picking", where it also says which
    neuron is opened; None for none. `looked`: what they look at, {"update": from 1 or None for all, "item":
    of a batch, from 1, 0 for the sum or None for any, "digits": of their numbers}; the player asks for those
    of its cursor and its menus. `opening`: how to look at the walk, a `view` taken up once for each `id`, of
    a `link` not after a reload; `given`: what was asked for in the dialog of share.js, and when; `offered`:
    its offers.
    """
    data = {
        "walk": walk,
        "assets": ASSETS,
        "serial": serial_of(walk),
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
    _shown(key, data, {"edit": on_edit or (lambda: None), "follow": lambda: None})


def serial_of(walk: str) -> str:
    """By which the player knows a walk that it has already."""
    return hashlib.sha256(walk.encode()).hexdigest()[:16]
