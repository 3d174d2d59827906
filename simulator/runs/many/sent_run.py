"""One of many runs as a value that can be sent to any process or machine: settings and data, nothing else."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.initialise import initialise
from ...core.inputs import Array
from ...core.sets.metrics import accuracy, outputs
from ...core.training.history import History
from ...core.training.train import train
from .blas_threads import one_blas_thread

Row = dict[str, Any]  # of a table of runs
LOOKED_FOR = 0.05  # seconds between two looks whether a run is to stop


@dataclass(frozen=True, eq=False, slots=True)
class SentRun:
    """First weights by a scheme from the seed, and how they are trained on X (N, H), T (N, L)."""

    X: Array
    T: Array
    widths: tuple[int, ...]
    activations: tuple[str, ...]
    scheme: str
    seed: int
    how: Mapping[str, Any]  # what `train` takes besides
    classes: bool  # whether T says classes, of which a share is right

    def trained(self, stop: Path | None = None) -> History | None:
        """Its history; None where a file of this name came to be, which stops it at once."""
        if stop is not None and stop.exists():
            return None
        callback = None if stop is None else _Told(stop)
        net = initialise(self.widths, self.activations, self.scheme, self.seed)
        with one_blas_thread():
            history = train(net, self.X, self.T, seed=self.seed, memory=0, callback=callback, **self.how)
        return None if history.stopped.startswith("stopped by the callback") else history


class _Told:
    """Says a run whether it is to stop: whether a file is there, which is looked for now and then."""

    def __init__(self, stop: Path) -> None:
        self._stop, self._looked = stop, time.perf_counter()

    def __call__(self, history: History) -> bool:
        now = time.perf_counter()
        if now - self._looked < LOOKED_FOR:
            return False
        self._looked = now
        return self._stop.exists()


def result_of(run: SentRun, stop: Path | None = None) -> Row | None:
    """How the run ended: loss (inf where it diverged), accuracy of classes, diverged; None if it was stopped.

    Of a run that diverged no accuracy is told: None.
    """
    history = run.trained(stop)
    if history is None:
        return None
    with one_blas_thread():
        diverged = history.stopped.startswith("diverged")
        loss = math.inf if diverged else history.last_error
        found: Row = {"loss": loss}
        if run.classes:
            known = math.isfinite(loss)
            found["accuracy"] = accuracy(outputs(history.network, run.X), run.T) if known else None
    return found | {"diverged": not math.isfinite(loss)}
