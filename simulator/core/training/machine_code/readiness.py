"""Whether machine code is at hand: numba compiles it once for a machine, in a process of its own.

Until then, and where numba is not installed, training runs by NumPy; nobody waits. What goes wrong here is
silent for the same reason.
"""

import os
import platform
import subprocess
import sys
import threading
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from .machine_updates import Kernel

LONGEST = 300  # seconds that compiling may take
CHILD = "from simulator.core.training.machine_code.readiness import compile_here; compile_here()"
FOLDER = Path(__file__).parent

_beginning, _loading = threading.Lock(), threading.Lock()
_kernel: list[Kernel] = []
_begun: list[threading.Thread] = []
_failed: list[str] = []


def installed() -> bool:
    """Whether numba can be imported, as far as that is known without doing it."""
    try:
        return not _failed and find_spec("numba") is not None
    except (ImportError, ValueError):
        return False


def ready_kernel() -> Kernel | None:
    """The compiled updates, or None where they are not ready; then they are made ready beside the caller.

    What was compiled before is loaded at once.
    """
    if not _kernel and installed():
        if is_kept():
            _load()
        else:
            begin()
    return _kernel[0] if _kernel else None


def awaited_kernel() -> Kernel | None:
    """The compiled updates as soon as they are ready; None where they are not to be had."""
    if not _kernel and installed():
        if is_kept():
            _load()
        else:
            begin()
            _begun[0].join()
    return _kernel[0] if _kernel else None


def prepare() -> None:
    """Somebody is likely to train soon."""
    begin()


def begin() -> None:
    """Make them ready beside the caller, once."""
    with _beginning:
        if not _kernel and not _begun and installed():
            _begun.append(threading.Thread(target=_make_ready, daemon=True))
            _begun[0].start()


def _make_ready() -> None:
    if not is_kept() and cache_folder():
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        # In a process, or the page would share its interpreter with the compiler.
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                [sys.executable, "-c", CHILD],
                env=environment, timeout=LONGEST, check=False, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
    _load()


def _load() -> None:
    """From the cache, or compiled in this very process where it cannot be kept."""
    with _loading:
        if _kernel or _failed:
            return
        try:
            from .warm_kernel import warm_kernel  # noqa: PLC0415  imports numba

            _kernel.append(warm_kernel(cache_folder()))
        except Exception as reason:  # an installation that is broken is as good as none
            _failed.append(repr(reason))


def compile_here() -> None:
    """What the process does."""
    if hasattr(os, "nice"):
        os.nice(10)
    _load()
    folder = cache_folder()
    if _kernel and folder:
        (Path(folder) / "kept").touch()


def is_kept() -> bool:
    """Whether they were compiled before."""
    folder = cache_folder()
    return bool(folder) and (Path(folder) / "kept").exists()


@lru_cache(maxsize=1)
def cache_folder() -> str:
    """Where compiled code of these sources is kept for this machine; "" where nothing can be written."""
    sources = sorted(FOLDER.glob("*.py"))
    parts = [path.read_bytes() for path in sources]
    written = [str(path.stat().st_mtime_ns) for path in sources]  # numba compiles again what is newer
    parts += [part.encode() for part in (str(FOLDER), *written, sys.version, _numba_version(), _processor())]
    name = sha256(b"\0".join(parts)).hexdigest()[:24]
    try:
        folder = _caches() / "backprop-simulator" / name
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return ""
    return str(folder) if os.access(folder, os.W_OK) else ""


def _caches() -> Path:
    """The user's folder of caches."""
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(given)
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _numba_version() -> str:
    try:
        return version("numba")
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """What the code is made for."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    return "".join(sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))}))
