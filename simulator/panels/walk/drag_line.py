"""Positions of what is dragged come over a WebSocket of their own, and what follows from each goes back so.

Over Streamlit's each of them is a run of the page, which takes longer than what is computed for it. A server
that was started without this, by a script of somebody's own, has the page send them that way.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol
from weakref import WeakValueDictionary

PLACE = "/drag/"
LONGEST = 1000  # characters of a position; it has about 200
REFUSED = 1008  # a WebSocket's code for what is against the rules

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class Answering(Protocol):
    """What answers the positions of one page; `name` is known to that page alone."""

    name: str

    def answer_text(self, text: str) -> str:
        """The answer to a position, both as JSON; raises ValueError for what is none. On any thread."""


class Lines:
    """Who answers on which line; a line goes with what answers."""

    def __init__(self) -> None:
        self.served = False  # whether the server knows of them
        self._answering: WeakValueDictionary[str, Answering] = WeakValueDictionary()

    def address(self, answering: Answering) -> str | None:
        """Where its page reaches it, relative to the page; None where the server knows no lines."""
        self._answering[answering.name] = answering
        return f"{PLACE[1:]}{answering.name}" if self.served else None

    def at(self, name: str) -> Answering | None:
        """What answers on the line of this name, while it is there."""
        return self._answering.get(name)


LINES = Lines()


class DragLine:
    """Takes the WebSockets of lines, and hands all else on."""

    def __init__(self, app: Application) -> None:
        self._app = app
        LINES.served = True

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer what comes on a line, one after the other, or hand the request on."""
        _, found, name = scope.get("path", "").rpartition(PLACE)
        if scope["type"] != "websocket" or not found:
            await self._app(scope, receive, send)
            return
        await receive()  # that it is to be opened
        if LINES.at(name) is not None:
            await send({"type": "websocket.accept"})
            while (message := await receive())["type"] == "websocket.receive":
                answer = await _answer(name, message.get("text"))
                if answer is None:
                    break
                await send({"type": "websocket.send", "text": answer})
            else:
                return  # it was left
        await send({"type": "websocket.close", "code": REFUSED})


async def _answer(name: str, text: str | None) -> str | None:
    """None for what no page of ours sends, and where the page is gone."""
    answering = LINES.at(name)
    if answering is None or text is None or len(text) > LONGEST:
        return None
    try:
        return await asyncio.to_thread(answering.answer_text, text)
    except ValueError:
        return None
