"""Work that a page cannot wait for, in a process of its own: a few at once for all visitors.

A process, since neither Typst nor a renderer can be asked to stop, and since what it takes of memory goes
with it. Work and answer are pickled, both by this very program; nothing that a visitor sends is unpickled.
"""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

from ...core.inputs import InputError
from .turns import Turns

LONELY = 30  # seconds that work goes on while no page asks for it
LONGEST = 180  # seconds that it may take at all
MOST_MEMORY = 1 << 30  # bytes of the process, where the system can hold it to that
TURNS = Turns(2, 20, "long pieces of work")
START = "from simulator.runs.aside.aside import child; child()"


class Aside:
    """One piece of work, begun when it is made; raises InputError where too many wait already."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = pickle.dumps(work)
        self._turn = TURNS.join()
        self._begun = self._looked = time.monotonic()
        self._stop = threading.Event()
        self._answer: tuple[bool, Any] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it waits or works; asking says that a page still wants it."""
        self._looked = time.monotonic()
        return self._answer is None

    @property
    def waiting(self) -> bool:
        """Whether it waits for its turn."""
        return self._turn.before > 0

    @property
    def stopped(self) -> bool:
        """Whether it was stopped."""
        return self._stop.is_set()

    @property
    def said(self) -> str:
        """Where it stands: how long it has worked, or for what it waits."""
        return self._turn.said or f"{time.monotonic() - self._begun:.0f} s"

    def result(self) -> Any:
        """What the work gave; raises InputError as it did, and where it did not come to its end."""
        if self._answer is None:
            raise InputError("the work must have ended; it goes on")
        made, answer = self._answer
        if not made:
            raise InputError(answer)
        return answer

    def stop(self) -> None:
        """End it at once, wherever it is."""
        self._stop.set()
        self.wait()

    def wait(self, seconds: float | None = 5) -> None:
        """Until it has ended."""
        self._thread.join(seconds)

    # ---- the thread
    def _run(self) -> None:
        answer: tuple[bool, Any] = (False, "it ended without an answer")
        try:
            if self._turn.wait(lambda: bool(self._why_not())):
                self._begun = time.monotonic()
                answer = self._in_a_process()
            else:
                answer = (False, self._why_not())
        except OSError as reason:
            answer = (False, f"no process could be started for it: {reason.strerror}")
        finally:
            self._turn.leave()
            self._answer = answer

    def _why_not(self) -> str:
        """Why it is not to go on; nothing where it is."""
        now = time.monotonic()
        if self._stop.is_set():
            return "it was stopped"
        if now - self._looked > LONELY:
            return f"it was stopped, as no page looked at it for {LONELY} seconds"
        return ""

    def _in_a_process(self) -> tuple[bool, Any]:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        # From a file: of a pipe, what does not fit at once is left unsent where `communicate` is asked again.
        with TemporaryFile() as work:
            work.write(self._work)
            work.seek(0)
            process = subprocess.Popen(
                [sys.executable, "-c", START], stdin=work, stdout=subprocess.PIPE, env=environment
            )
        with process:
            while True:
                try:
                    said, _ = process.communicate(timeout=0.2)
                    break
                except subprocess.TimeoutExpired:
                    why = self._why_not()
                    if not why and time.monotonic() - self._begun > LONGEST:
                        why = f"it was stopped, as it took longer than {LONGEST} seconds"
                    if why:
                        process.kill()
                        return False, why
        if process.returncode or not said:
            return False, "it ended without an answer; it may have needed more memory than it is given"
        made, answer = pickle.loads(said)
        return made, answer


def child() -> None:
    """What the process does: take the work, do it, and give the answer or the reason for none."""
    bound_memory()
    source, out = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what the work prints is no answer
    work = pickle.load(source)
    answer: tuple[bool, Any]
    try:
        answer = (True, work())
    except InputError as reason:
        answer = (False, str(reason))
    except MemoryError:
        answer = (False, f"it needs more than the {MOST_MEMORY >> 20} MB that it is given")
    out.write(pickle.dumps(answer))
    out.flush()


def bound_memory() -> None:
    """Hold this process to MOST_MEMORY, where the system can."""
    try:
        import resource  # noqa: PLC0415  not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
