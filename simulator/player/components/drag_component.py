"""What is dragged in the player goes to and fro over a component of its own: nothing else is drawn anew."""

from collections.abc import Callable, Mapping
from typing import Any

from .declared_component import declared_component

_shown = declared_component("drag", "entries/drag_mount.js", host="bp-channel")


def drag_channel(
    answer: dict[str, Any] | None, line: str | None, key: str, on: Mapping[str, Callable[[], None]]
) -> None:
    """Hand the player an `answer`, which names the request `at` which it was made.

    `line`: the address of a WebSocket for positions, relative to the page, where there is one.
    `on`: what is called for each position, "ask", for each number that is to stay, "typed", and where answers
    are to be compared, "compare"; the component's state then has it by that name.
    """
    _shown(key, {"answer": answer, "line": line}, on)
