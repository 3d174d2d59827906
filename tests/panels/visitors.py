"""Many visitors of a server of its own, over Streamlit's own protocol and without browsers."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
PATIENCE = 300  # seconds for a server to start, and for a page


@dataclass
class Visit:
    """What one visitor got to see: the kinds of elements, the components by name, the texts of errors."""

    kinds: list[str] = field(default_factory=list)
    components: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent: int = 0  # bytes

    def take(self, element) -> None:
        kind = element.WhichOneof("type")
        self.kinds.append(kind)
        if kind == "bidi_component":
            self.components.append(element.bidi_component.component_name)
        if kind == "exception":
            self.errors.append(element.exception.message or element.exception.type)
        if kind == "html" and "<style>" not in element.html.body and 'role="alert"' in element.html.body:
            self.errors.append(element.html.body)


@contextlib.contextmanager
def server(*words: str) -> Iterator[tuple[int, int]]:
    """A fresh server of the page; its port and its process."""
    with socket.socket() as found:
        found.bind(("localhost", 0))
        port = found.getsockname()[1]
    options = ("--server.port", str(port), "--server.headless", "true", *words)
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONWARNINGS": "default"},
    )
    try:
        _wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health").close()
            return
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)


async def visit(port: int, query: str = "", after: float = 0) -> Visit:
    """Open the page once and wait until it is drawn."""
    await asyncio.sleep(after)
    address, origin = f"ws://localhost:{port}/_stcore/stream", f"http://localhost:{port}"
    asked = BackMsg()
    asked.rerun_script.query_string = query
    seen = Visit()
    async with websockets.connect(
        address, origin=origin, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE,
        ping_interval=None,
    ) as line:  # fmt: skip
        await line.send(asked.SerializeToString())
        while True:
            content = await asyncio.wait_for(line.recv(), PATIENCE)
            seen.sent += len(content)
            message = ForwardMsg.FromString(content)
            if message.HasField("delta") and message.delta.HasField("new_element"):
                seen.take(message.delta.new_element)
            if message.WhichOneof("type") == "script_finished":
                return seen


async def crowd(port: int, visitors: int, within: float) -> list[Visit]:
    """So many visitors, evenly over so many seconds."""
    pauses = [number * within / visitors for number in range(visitors)]
    return await asyncio.gather(*(visit(port, after=pause) for pause in pauses))
