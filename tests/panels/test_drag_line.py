"""Who is answered on a line of positions, and with what; all else goes to the page's own server."""

import asyncio
from typing import Any

import pytest

from simulator.panels.walk.drag_line import LINES, LONGEST, DragLine


class Walks:
    """Answers a position with its text turned round; one is refused."""

    name = "a-name-of-a-page"

    def answer_text(self, text: str) -> str:
        if text == "none":
            raise ValueError
        return text[::-1]


def text(words: str) -> dict[str, Any]:
    return {"type": "websocket.receive", "text": words}


OPEN, LEFT = {"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}
ACCEPTED, CLOSED = {"type": "websocket.accept"}, {"type": "websocket.close", "code": 1008}


def answered(path: str, *coming: Any, kind: str = "websocket") -> list[Any]:
    """What a line sends, and "on" where it was handed on; of what comes, a function is called."""
    sent: list[Any] = []
    waiting = list(coming)

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        sent.append("on")

    async def receive() -> Any:
        while callable(waiting[0]):
            waiting.pop(0)()
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(DragLine(behind)({"type": kind, "path": path}, receive, send))
    assert not waiting or CLOSED in sent
    return sent


def test_each_position_is_answered_until_the_line_is_left() -> None:
    walks = Walks()
    assert LINES.address(walks) in (None, f"drag/{walks.name}")
    found = answered(f"/base/drag/{walks.name}", OPEN, text("ab"), text("cd"), LEFT)
    assert found == [ACCEPTED, *({"type": "websocket.send", "text": words} for words in ("ba", "dc"))]
    assert LINES.address(walks) == f"drag/{walks.name}"  # known to a server since one has been made
    assert answered(f"/drag/{walks.name}", OPEN, LEFT) == [ACCEPTED]


@pytest.mark.parametrize("wrong", ["none", "a" * (LONGEST + 1), None])
def test_what_no_page_sends_ends_a_line(wrong: Any) -> None:
    walks = Walks()
    LINES.address(walks)
    message = {"type": "websocket.receive", "bytes": b"ab"} if wrong is None else text(wrong)
    found = answered(f"/drag/{walks.name}", OPEN, text("ab"), message, text("cd"))
    assert found[2:] == [CLOSED]


def test_a_line_that_nobody_answers_is_not_opened_and_one_whose_page_has_gone_ends() -> None:
    walks = [Walks()]
    LINES.address(walks[0])
    assert answered("/drag/another", OPEN) == [CLOSED]
    assert answered(f"/drag/{Walks.name}", OPEN, walks.clear, text("ab")) == [ACCEPTED, CLOSED]


@pytest.mark.parametrize(
    ("kind", "path"),
    [("websocket", "/_stcore/stream"), ("http", "/drag/a-name-of-a-page"), ("lifespan", "")],
)
def test_all_else_is_handed_on(kind: str, path: str) -> None:
    walks = Walks()
    LINES.address(walks)
    assert answered(path, kind=kind) == ["on"]
