"""The browser's Back and Forward, which go where one was on the page."""

from collections.abc import Callable
from typing import Any

from .declared_component import declared_component

_shown = declared_component("history", "entries/browser_history.js", host="bp-history")


def browser_history(place: dict[str, str], *, key: str, answered: Any, on_back: Callable[[], None]) -> None:
    """Make the place shown, of mode, network and view, an entry of the browser's history.

    `on_back` is called to go to an entry: the component's state then has its place as `back`, with the time
    `at` which the browser asked. It asks again until that time comes back as `answered`.
    """
    _shown(key, {"place": place, "answered": answered}, {"back": on_back})
