"""Starts the app and a browser, and sees to it that neither outlives its use."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30  # seconds until the server must answer


def chromium() -> str | None:
    """The path of an installed Chromium, or None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@dataclass(frozen=True)
class Server:
    """A running server."""

    address: str
    pid: int


@contextmanager
def serve(script: str | Path, *options: str) -> Iterator[Server]:
    """Run a Streamlit script as a user would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    with TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "--server.port", str(port), *options], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _answers(f"http://localhost:{port}/_stcore/health", process, log)
            yield Server(f"http://localhost:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(10)


def _answers(address: str, process: "subprocess.Popen[bytes]", log) -> None:
    start = time.monotonic()
    while process.poll() is None and time.monotonic() - start < PATIENCE:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    log.seek(0)
    raise RuntimeError(f"the server did not answer:\n{log.read().decode()}")
