"""A file that is too large reaches the page cut short, so that the page itself can say why it is refused.

Streamlit would answer for it: with a text of its own, or an error of the network.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ...files.networks.model import MOST_BYTES

MOST_SENT = 1024  # MB that a browser sends at all; what is past the rest below is let go as it comes in
ROOM = 2**16  # for what stands around a file of the largest size: its name, its type, the boundaries
KEPT = MOST_BYTES + ROOM
PLACE = "/_stcore/upload_file/"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class UploadLimit:
    """Hands on the first `KEPT` bytes of an upload, and then its end."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        headers = dict(scope.get("headers", ()))
        ends_with = _end(headers.get(b"content-type", b""))
        if scope.get("method") != "PUT" or PLACE not in scope["path"] or not ends_with:
            await self._app(scope, receive, send)
            return
        # Its length would be refused before its content is looked at.
        others = [header for header in scope["headers"] if header[0] != b"content-length"]
        await self._app({**scope, "headers": others}, _cut(receive, ends_with), send)


def _end(kind: bytes) -> bytes:
    """The bytes that end a body of this content type, multipart/form-data with a boundary; or none."""
    name, _, boundary = kind.partition(b"boundary=")
    boundary = boundary.partition(b";")[0].strip().strip(b'"')
    return b"\r\n--%b--\r\n" % boundary if name.startswith(b"multipart/form-data") and boundary else b""


def _cut(receive: Receive, ends_with: bytes) -> Receive:
    taken = 0

    async def receiving() -> Message:
        nonlocal taken
        message = await receive()
        body = message.get("body", b"")
        if message["type"] != "http.request" or taken + len(body) <= KEPT:
            taken += len(body)
            return message
        kept, taken = body[: KEPT - taken], KEPT
        while message["type"] == "http.request" and message.get("more_body"):
            message = await receive()
        return message if message["type"] != "http.request" else {**message, "body": kept + ends_with}

    return receiving
