"""Starts the app and a browser, and sees to it that neither outlives its use."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread

ROOT = Path(__file__).parents[2]
# What Playwright turns off (of two such switches the last counts), and the address bar's two pages, which a
# browser without a window loads for each of its contexts, at a second of a processor.
OFF = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    *("PreconnectToSearch", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(OFF)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # nobody else is asked
]
TYPES = {".js": "text/javascript; charset=utf-8", ".ttf": "font/ttf"}
PATIENCE = 60  # seconds until the server must answer


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
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    with started([*command, *options], ROOT) as server:
        yield server


@contextmanager
def started(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> Iterator[Server]:
    """A server started in a folder by a command, which is given a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "--server.port", str(port)],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _answers(f"http://localhost:{port}/_stcore/health", process, log)
            yield Server(f"http://localhost:{port}", process.pid)
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def serve_contents(contents: Mapping[str, bytes]) -> Iterator[str]:
    """Serve these paths from a thread; the address, without a slash at its end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = contents.get(self.path)
            self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/html; charset=utf-8"))
            self.send_header("Content-Length", str(len(found or b"")))
            self.send_header("Cache-Control", "max-age=3600" if Path(self.path).suffix else "no-store")
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


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
