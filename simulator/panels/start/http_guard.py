"""What stands between the network and Streamlit's server: whom it answers, and what a browser may do with it.

Pure ASGI, so that it sees the WebSocket too, over which all numbers go.
"""

import base64
import hashlib
import ipaddress
import re
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware

from simulator.files.untrusted.quoting import shown

from ..fields.upload_limit import UploadLimit
from ..walk.drag_line import DragLine

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = ("localhost", "127.0.0.1", "::1")
# A proxy names whom it speaks for. No page in a browser can put these into the opening of a WebSocket.
OF_A_PROXY = ("forwarded", "via", "x-real-ip", "x-forwarded-")
CLOSED = "/_stcore/metrics"  # how many sessions there are, how much memory: the business of whoever runs it


def policy() -> str:
    """The Content-Security-Policy: everything from this very server, frames of other pages around it allowed.

    Styles are set in place by Streamlit; modules of components are blobs.
    """
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' blob: {_inline_scripts()}".rstrip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _inline_scripts() -> str:
    """The scripts that stand in Streamlit's own page, by their SHA-256."""
    page = Path(st.__file__).with_name("static") / "index.html"
    found = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in found]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def local_names(address: str | None, allowed: Iterable[str], shown_at: str) -> tuple[str, ...]:
    """The names that a server bound to this address answers to; none where any will do.

    At a local address any other name came from outside: a page whose name was made to point here (DNS
    rebinding). Where names are allowed by server.allowedHosts Streamlit checks them, and elsewhere, in a
    lecture hall, anybody may come.
    """
    return () if [*allowed] or not _is_local(address) else (*LOCAL, str(address), shown_at)


def _is_local(name: str | None) -> bool:
    try:
        return name == "localhost" or ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


class Guard:
    """Refuses strange hosts and the server's statistics, and puts headers on every answer."""

    def __init__(self, app: Application) -> None:
        self._app = app
        option = st.get_option
        self._names = local_names(
            option("server.address"), option("server.allowedHosts"), option("browser.serverAddress")
        )
        self._headers = [
            (b"content-security-policy", policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),  # an address may hold a whole session
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._names and (why := _refused(scope["headers"], self._names)):
            await _refuse(scope, self._with_headers(send), 403, why)
        elif scope["path"].rstrip("/").endswith(CLOSED):
            await _refuse(scope, self._with_headers(send), 404, "Not found.")
        else:
            await self._app(scope, receive, self._with_headers(send))

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            await send(message)

        return sending


def _refused(headers: Iterable[tuple[bytes, bytes]], names: tuple[str, ...]) -> str:
    """Why a request with these headers is not answered; nothing where it is."""
    host = ""
    for name, value in headers:
        if name.decode("latin-1").lower().startswith(OF_A_PROXY):
            return ""
        if name.lower() == b"host":
            host = value.decode("latin-1")
    try:
        asked = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        asked = ""
    if asked in names or asked.endswith(".localhost"):
        return ""
    return (
        f"This page is for this computer alone, as localhost; it was asked for as {shown(host)}. "
        "To let another name in, start it with --server.allowedHosts NAME."
    )


async def _refuse(scope: Scope, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})  # before it is open, so answered by 403
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})


@asynccontextmanager
async def opened(_: Any) -> AsyncIterator[None]:
    """While the server runs: it opens the page in a browser, as `streamlit run` does, and leaves no file."""
    if not st.get_option("server.headless"):
        webbrowser.open(_own_address())
    yield
    from simulator.player.components.served_files import CODE  # noqa: PLC0415  # no page of a server may need it

    CODE.clear()  # here: a server that is ended by a signal ends without what is registered for its end


def _own_address() -> str:
    bound, named = st.get_option("server.address"), st.get_option("browser.serverAddress")
    host = bound if bound not in (None, "", "0.0.0.0", "::") and named == "localhost" else named
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{st.get_option('server.port')}/{path}"


GUARDED: dict[str, Any] = {
    "middleware": [Middleware(Guard), Middleware(UploadLimit), Middleware(DragLine)],
    "lifespan": opened,
}
