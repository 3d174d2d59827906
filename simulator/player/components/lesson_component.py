"""The page of lessons as a Streamlit component: the list of them, or one that is open, with its player."""

from collections.abc import Callable, Sequence
from typing import Any

from ..bundle import stylesheet
from .declared_component import declared_component
from .player_component import ASSETS, serial_of

_shown = declared_component("lessons", "entries/lesson_mount.js", stylesheet())


def lesson_book(
    shelf: Sequence[dict[str, Any]],
    lesson: str | None,
    *,
    part: int | None,
    links: dict[str, Any] | None,
    visit: int,
    key: str,
    on_ask: Callable[[], None],
) -> None:
    """Show a lesson (see lesson_payload.py, as JSON text) from a part, from 0, or from where it was left.

    Without one the `shelf` is shown: name, key, title, about, minutes and how many parts each has. `links`:
    the query parameter, and for each part its value. What is shown is shown anew with each other `visit`.
    `on_ask` is called where another lesson, or the list, is asked for; the state then has it as `ask`.
    """
    data = {
        "shelf": [*shelf],
        "lesson": lesson,
        "part": part,
        "links": links,
        "assets": ASSETS,
        "visit": visit,
        "serial": f"{visit} {serial_of(lesson or '')}",
    }
    _shown(key, data, {"ask": on_ask})
