"""Many runs beside the page: two workers for all visitors together, and a line in front of them.

The workers are joblib's processes. They stay for the next visitor, give way to whoever steps meanwhile, and
look now and then whether their run is wanted no more.
"""

import os
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import joblib

from ...core.inputs import InputError
from ...core.training.update_rule import rule_named
from ..aside.aside import bound_memory
from ..aside.turns import Turns
from ..aside.work_cost import training_seconds
from .sent_run import SentRun
from .sweeps import Settings, Sweep, swept

WORKERS = 2
TURNS = Turns(1, 20, "set of many runs")
LONELY = 30  # seconds that they go on while no page looks at them
LONGEST = 600  # seconds that they may take at all
MOST_RUNS, MOST_SECONDS = 500, 240  # of one visitor at a time; reckoned, two at once
IDLE = 60  # seconds that a worker waits for further runs before it ends
GIVING_WAY = 10  # how nice a worker is to what else runs on the machine
POLL = 0.1


class ManyRuns:
    """Runs begun when this is made; raises InputError where they are too many, or too many others wait."""

    def __init__(self, each: Sequence[Settings], runs: Sequence[SentRun]) -> None:
        if (reason := too_much(runs)) is not None:
            raise InputError(reason)
        self.runs = tuple(runs)
        self.found = Sweep([], len(runs))
        self.message = ""  # why they did not all come to their end
        self.each = tuple(each)
        self._turn = TURNS.join()
        self._wanted_no_more, self._ended = threading.Event(), threading.Event()
        self._begun = self._looked = time.monotonic()
        self._thread = threading.Thread(target=self._in_turn, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether they wait or train."""
        return not self._ended.is_set()

    @property
    def waits(self) -> str:
        """For what they wait, in a sentence; nothing where they train or have ended."""
        return self._turn.said if self.running else ""

    def look(self) -> None:
        """A page looks at them."""
        self._looked = time.monotonic()

    def stop(self) -> None:
        """Stop at once; what has ended is kept."""
        self._wanted_no_more.set()
        self.wait()

    def wait(self, seconds: float | None = 10) -> None:
        """Until all have ended."""
        self._ended.wait(seconds)

    # ---- the threads
    def _in_turn(self) -> None:
        try:
            if self._turn.wait(lambda: bool(self._why_not())):
                self._begun = time.monotonic()
                self._train()
            else:
                self.message = self._why_not()
        except InputError as reason:  # from a worker that has not what its run is to go by
            self.message = str(reason)
        except (RuntimeError, MemoryError, OSError):  # of these is what joblib says of a worker that is gone
            self.message = "a worker ended without an answer; it may have needed more memory than it is given"
        finally:
            self._turn.leave()
            self._ended.set()

    def _train(self) -> None:
        with tempfile.TemporaryDirectory(prefix="many-runs-") as folder:
            stop = Path(folder) / "stop"
            threading.Thread(target=self._watch, args=(stop,), daemon=True).start()
            workers = {"initializer": give_way, "initargs": (os.getpid(),), "idle_worker_timeout": IDLE}
            with joblib.parallel_config("loky", inner_max_num_threads=1, **workers):
                swept(self.each, self.runs, WORKERS, stop, self._seen)

    def _watch(self, stop: Path) -> None:
        """Tell the workers when the runs are wanted no more."""
        while not self._ended.wait(POLL):
            if why := self._why_not():
                self.message = why
                with suppress(OSError):  # they ended in this moment, and the folder with them
                    stop.touch()
                return

    def _seen(self, so_far: Sweep) -> None:
        self.found = so_far

    def _why_not(self) -> str:
        """Why they are not to go on; nothing where they are."""
        now = time.monotonic()
        if getattr(threading, "_SHUTTING_DOWN", False):
            return "stopped, as the program ends"  # which waits for its workers, at most LONELY seconds
        if self._wanted_no_more.is_set():
            return "stopped"
        if now - self._looked > LONELY:
            return f"stopped, as no page looked at them for {LONELY} seconds"
        if now - self._begun > LONGEST and not self._turn.before:
            return f"stopped, as they took longer than {LONGEST // 60} minutes"
        return ""


def seconds_of(runs: Sequence[SentRun]) -> float:
    """How long these take with two workers, reckoned."""
    return sum(map(_seconds, runs)) / min(WORKERS, max(1, len(runs)))


def too_much(runs: Sequence[SentRun]) -> str | None:
    """Why so many cannot be done for one visitor; None where they can."""
    if len(runs) > MOST_RUNS:
        return f"there must be at most {MOST_RUNS} runs; got {len(runs):,}"
    if (seconds := seconds_of(runs)) > MOST_SECONDS:
        return (
            f"they must take at most about {MOST_SECONDS // 60} minutes; these {len(runs):,} would take "
            f"about {spent(seconds)}: take fewer runs or epochs, or sweep from Python"
        )
    return None


def spent(seconds: float) -> str:
    """A time that was reckoned, in words: "2 s", "3 minutes", "5 hours"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes"
    return f"{round(seconds / 3600):,} hours"


def _seconds(run: SentRun) -> float:
    how, rule = run.how, rule_named(run.how["rule"])
    by_rule = rule is not None and not rule.is_plain
    return training_seconds(run.widths, len(run.X), how["batch_size"], how["epochs"], by_rule)


def give_way(server: int) -> None:
    """What a worker begins with: a bound on its memory, everybody else first, an end with its server."""
    bound_memory()
    with suppress(AttributeError, OSError):  # not on every system
        os.nice(GIVING_WAY)
    threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server: int) -> None:
    """End this process where the one that began it was killed, and can tell it nothing any more."""
    while os.getppid() == server:
        time.sleep(1)
    os._exit(1)
