"""Many runs: learning rates × seeds × batch sizes × update rules, in processes by joblib.

What a single run cannot show: how often a network learns at all, and with which α. Each run is a value that
can be sent (sent_run.py), so that joblib's backends, Dask and Ray among them, spread them over a cluster.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from ...core.initialise import initialise
from ...core.inputs import InputError, numbers, positive, whole
from ...core.sets.metrics import labels
from ...core.training.machine_code.readiness import ready_kernel
from ...core.training.paths import NUMPY
from ...core.training.update_rule import UpdateRule, rule_named
from .sent_run import Row, SentRun, result_of

Settings = dict[str, Any]  # of one run, as its row says them
Numbered = tuple[int, Row | None]


@dataclass(frozen=True, eq=False, slots=True)
class Sweep:
    """The runs of a sweep that have ended: `rows` in the order of the product, of so many in `total`.

    The product has learning_rates outermost, then seeds, batch_sizes, rules. A row is a dict of
    learning_rate, seed, batch_size and rule, then loss (the set's error at the end, inf where the run
    diverged), accuracy where T holds classes (None where it diverged), and diverged. `numbers`: by which
    number, from 0, each row stands in the whole product.
    """

    rows: list[Row]
    total: int
    numbers: tuple[int, ...] = ()

    def __repr__(self) -> str:
        lost = sum(row["diverged"] for row in self.rows)
        part = f"{len(self.rows):,} of " if len(self.rows) < self.total else ""
        many = f"{self.total:,} run{'' if self.total == 1 else 's'}"
        return f"Sweep({part}{many}{f', {lost:,} diverged' if lost else ''})"


def sweep(
    X: Any,
    T: Any,
    widths: Sequence[int],
    activations: Sequence[str],
    *,
    loss: str = "tse",
    learning_rates: Iterable[Any] = (0.1,),
    seeds: Iterable[int] = (0,),
    batch_sizes: Iterable[int] = (1,),
    rules: Iterable[UpdateRule | str | None] = ("sgd",),
    epochs: int = 100,
    jobs: int | None = None,
    order: str = "turn",
    update_order: str = "gradients-first",
    until: float | None = None,
    scheme: str = "glorot",
    path: str | None = None,
    callback: Callable[[Sweep], object] | None = None,
) -> Sweep:
    """Train a network of these widths, with its layers' activations, from each seed with each setting.

    X (N, H), T (N, L): rows are items. The first weights are drawn by `scheme` from the seed, which `order`
    "random" draws the rows' order from too; a run is `train` with the rest. Sweep says what a row holds.
    `jobs`: how many processes; None: as `joblib.parallel_config` around it says, or one for each processor.
    NumPy keeps to one thread in each, and all take one `path`, that of `train` at this process' first sweep:
    rows have the same bits whatever does the work. `callback`: called with the Sweep so far when a run has
    ended; returns True to stop at once, and what has ended is kept. Raises InputError as `train` does.

    >>> found = sweep([[0], [1]], [[1], [0]], (1, 1), ["sigmoid"], seeds=[7], rules=["sgd", "adam"], jobs=1)
    >>> [(row["seed"], row["rule"], row["accuracy"]) for row in found.rows]
    [(7, 'sgd', 1.0), (7, 'adam', 1.0)]
    """
    each = combinations(learning_rates, seeds, batch_sizes, rules)
    orders = {"order": order, "update_order": update_order}
    how = {"loss": loss, "epochs": epochs, "until": until, "path": path} | orders
    runs, jobs = sent_runs(X, T, widths, activations, scheme, each, how), _jobs(jobs, callback)
    with tempfile.TemporaryDirectory(prefix="sweep-") as folder:
        stop = Path(folder) / "stop" if callback else None
        return swept(each, runs, jobs, stop, callback)


def swept(
    each: Sequence[Settings],
    runs: Sequence[SentRun],
    jobs: int | None,
    stop: Path | None = None,
    callback: Callable[[Sweep], object] | None = None,
) -> Sweep:
    """Train these runs, whose rows begin with `each`; a file of the name `stop` ends those that go on."""
    found: dict[int, Row] = {}

    def so_far() -> Sweep:
        numbers = tuple(sorted(found))
        return Sweep([each[k] | found[k] for k in numbers], len(runs), numbers)

    for k, result in _results(runs, jobs, stop):
        if result is None:
            continue
        found[k] = result
        if callback is not None and callback(so_far()) and stop is not None:
            stop.touch()
    return so_far()


def _results(runs: Sequence[SentRun], jobs: int | None, stop: Path | None) -> Iterator[Numbered]:
    """The number of each run and its result, as they end where the backend can say so."""
    backend, asked = joblib.parallel.get_active_backend()
    if jobs is None:
        jobs = min(joblib.cpu_count(), len(runs)) if asked in (None, 1) else asked
    way = "generator_unordered" if jobs == 1 or backend.supports_return_generator else "list"
    wanted = (one for one in enumerate(runs) if stop is None or not stop.exists())
    work = (joblib.delayed(_numbered)(k, run, stop) for k, run in wanted)
    yield from joblib.Parallel(n_jobs=jobs, return_as=way)(work)


def _numbered(k: int, run: SentRun, stop: Path | None) -> Numbered:
    return k, result_of(run, stop)


# ---- what is given
def _jobs(jobs: Any, callback: object) -> int | None:
    if callback is not None and not callable(callback):
        raise InputError(f"callback must be a function of the sweep so far; got {callback!r:.60}")
    return None if jobs is None else whole(jobs, "jobs", 1)


def sent_runs(
    X: Any,
    T: Any,
    widths: Sequence[int],
    activations: Sequence[str],
    scheme: str,
    each: Sequence[Settings],
    how: Settings,
    classes: bool | None = None,
) -> list[SentRun]:
    """The runs of these settings; raises InputError for what cannot be trained.

    `classes`: whether T says classes; None: where every row has a single 1, or one column holds 0 and 1.
    """
    X = numbers(X, "X", (None, None), "with a row for each item", "NH")
    T = numbers(T, "T", (len(X), None), "with a row for each item", "NL")
    sizes = _widths(widths, X.shape[1], T.shape[1])
    kinds = _activations(activations, len(sizes) - 1)
    initialise(sizes, kinds, scheme, 0)
    whole(how["epochs"], "epochs", 0)
    classes = _are_classes(T) if classes is None else classes
    runs = []
    for one in each:
        settings = {name: value for name, value in one.items() if name != "seed"}
        runs.append(SentRun(X, T, sizes, kinds, scheme, one["seed"], how | settings, classes))
    return _by_one_path(runs)


def _by_one_path(runs: list[SentRun]) -> list[SentRun]:
    """Each by the path that `train` takes here, so that all processes take the same.

    Where machine code was not ready at the first sweep it is left aside for good, or of two sweeps that are
    compared the second could have other bits. Raises InputError for what is left of the settings, by which
    nothing is trained.
    """
    if not _machine_code_from_the_first():
        runs = [replace(run, how={**run.how, "path": run.how.get("path") or NUMPY}) for run in runs]
    kinds = {(run.how["rule"], run.how["batch_size"]): run for run in runs}
    begun = {kind: replace(run, how={**run.how, "epochs": 0}).trained() for kind, run in kinds.items()}
    paths = {kind: history.path for kind, history in begun.items() if history}
    return [
        replace(run, how={**run.how, "path": paths[run.how["rule"], run.how["batch_size"]]}) for run in runs
    ]


@cache
def _machine_code_from_the_first() -> bool:
    return ready_kernel() is not None


def combinations(
    learning_rates: Iterable[Any], seeds: Iterable[int], batch_sizes: Iterable[int], rules: Iterable[Any]
) -> list[Settings]:
    """The settings of each run, in the order of the product."""
    alphas = _listed(learning_rates, "learning_rates", positive)
    counted = _listed(seeds, "seeds", lambda value, name: whole(value, name, 0))
    sizes = _listed(batch_sizes, "batch_sizes", lambda value, name: whole(value, name, 1))
    named = _listed(rules, "rules", _rule)
    names = ("learning_rate", "seed", "batch_size", "rule")
    return [dict(zip(names, one, strict=True)) for one in product(alphas, counted, sizes, named)]


def _listed(values: Any, name: str, read: Callable[[Any, str], Any]) -> list[Any]:
    """Each of several values, read by its place; raises InputError where there is not one at least."""
    if isinstance(values, str | bytes | dict | set | frozenset) or not isinstance(values, Iterable):
        raise InputError(f"{name} must be a list, such as a tuple or a range; got {values!r:.40}")
    if isinstance(values, np.ndarray) and values.ndim != 1:
        raise InputError(f"{name} must be a list; got an array of shape {values.shape}")
    found = [read(value, f"entry {place} of {name}") for place, value in enumerate(values, start=1)]
    if not found:
        raise InputError(f"{name} must have at least one entry; there is none")
    return found


def _rule(value: Any, name: str) -> Any:
    try:
        rule_named(value)
    except InputError as reason:
        raise InputError(f"{name}: {reason}") from None
    return value


def _widths(widths: Any, inputs: int, outputs: int) -> tuple[int, ...]:
    if isinstance(widths, str | bytes) or not isinstance(widths, Iterable):
        raise InputError(f"widths must be a list of whole numbers, such as (2, 3, 1); got {widths!r:.40}")
    sizes = tuple(whole(width, f"the width of layer {l}", 1) for l, width in enumerate(widths, start=1))
    if len(sizes) < 2:
        raise InputError(f"widths must name two layers or more, the inputs first; got {len(sizes)}")
    for said, due, what in ((sizes[0], inputs, "X"), (sizes[-1], outputs, "T")):
        if said != due:
            end = "first" if what == "X" else "last"
            raise InputError(f"the {end} width must be {due}, the columns of {what}; got {said}")
    return sizes


def _activations(activations: Any, count: int) -> tuple[str, ...]:
    if isinstance(activations, str | bytes) or not isinstance(activations, Iterable):
        raise InputError(f"activations must be a list with a name for each layer; got {activations!r:.40}")
    kinds = tuple(activations)
    if len(kinds) != count:
        raise InputError(f"activations must be {count}, for layers 2 to {count + 1}; got {len(kinds)}")
    return kinds


def _are_classes(T: Any) -> bool:
    try:
        labels(T)
    except InputError:
        return False
    return True
