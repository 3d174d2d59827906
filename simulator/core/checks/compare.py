"""Where numbers worked out elsewhere part from the true ones, and which single mistake explains them all."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..inputs import Array, holds_rows, positive
from ..loss import loss_named
from ..network import Network
from ..propagation import Gradient, Run, descend, gradient, propagate
from .explanations import Evidence, Explanations, departs_from, explanations
from .given_numbers import Given, keys_in_order, read
from .mistakes import TABLE
from .slips.worked_with_slips import Key, Task
from .uncancelled_sizes import NOISE, uncancelled


@dataclass(frozen=True, eq=False, slots=True)
class Comparison:
    """What `compare` found; dictionaries are keyed by (quantity, layer) in the order of the steps.

    `first`: where numbers first depart, or None. `mistakes`: the names of all single mistakes that give
    every number given, likeliest first; `sentences` say what each is, with its own number where it has one
    (`numbers`). `truth`: the true arrays, of quantities that were not given too. `entries`: for each array
    given which entries depart, False where one was not given. `given`: the arrays as they were compared, and
    `differences`: given − true, both masked where an entry was not given. `turned`:
    matrices that came as (L, H), as PyTorch keeps them; they were compared as their transpose. `skipped`:
    mistakes that were not tried in every way, because there are too many numbers.
    """

    first: Key | None
    mistakes: tuple[str, ...]
    entries: dict[Key, Array]
    truth: dict[Key, Array]
    differences: dict[Key, np.ma.MaskedArray[Any, Any]]
    given: dict[Key, np.ma.MaskedArray[Any, Any]]
    numbers: dict[str, float]
    turned: tuple[Key, ...]
    skipped: tuple[str, ...]

    def __repr__(self) -> str:
        if self.first is None:
            count = len(self.entries)
            return f"Comparison(nothing departs in {count} array{'' if count == 1 else 's'})"
        known = ", ".join(self.mistakes) or "no single mistake gives these numbers"
        return f"Comparison(first {self.first[0]}{self.first[1]}; {known})"

    @property
    def mistake(self) -> str | None:
        """The likeliest of the mistakes, or None."""
        return self.mistakes[0] if self.mistakes else None

    @property
    def sentences(self) -> dict[str, str]:
        """What was done, by the mistake's name."""
        by_name = {row.name: row for row in TABLE}
        return {name: by_name[name].said(self.numbers.get(name)) for name in self.mistakes}

    @property
    def looks(self) -> dict[str, str]:
        """What it looks as if: "you forgot the slope σ′(n)", by the name of each mistake, skipped too."""
        names = {*self.mistakes, *self.skipped}
        return {row.name: row.looks for row in TABLE if row.name in names}


def compare(
    net: Network,
    x: Any,
    t: Any,
    theirs: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    *,
    state: Any = None,
) -> Comparison:
    """Compare numbers of one item, x (H,) and t (L,), or the totals of a set whose rows are items.

    `theirs`: any of n, a, S (L,), dW (H, L), db (L,), and W, b after the update, each by layer number (−1:
    the last); of a set only dW, db, W, b. Entries masked in a `numpy.ma.MaskedArray` are not given. An entry
    departs where it differs by more than 1e-5 of the array's largest true value. Arrays printed with fewer
    digits, alike in significant digits or in decimals, are held to half a unit of the last one, but to three
    digits at least: of each number, or of the array's largest where decimals are alike. What rounding leaves
    of sums that cancel is no departure either. dW and W that only their transpose fits, (L, H), are turned.

    A mistake is made in every item; it is named where all the numbers that follow from it agree, by the same
    rule, with all that are given, and one with a free number (λ, a factor) where three departing numbers
    agree on it. Of a set, Ŝ through the updated W means the W that the set's total has updated. `state`: V of
    momentum before the update, {"W": {2: …}, "b": {2: …}}. Raises InputError where `propagate`, `gradient` or
    `descend` would, for a quantity, layer or shape that there is not, and where no number is given.

    >>> from simulator import Network
    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.25]], ["sigmoid"])
    >>> compare(net, [1, 2], [1], {"n": {2: [2.5]}})
    Comparison(first n2; bias-skipped)
    """
    alpha = positive(learning_rate, "the learning rate")
    of_a_set = holds_rows(x)
    truth = _truth(net, x, t, loss, alpha, of_a_set)
    given = read(net, theirs, of_a_set)
    velocity = {} if state is None else {k: v.values for k, v in read(net, state, True).items()}
    X, T = np.array(x, float, ndmin=2), np.array(t, float, ndmin=2)
    task = Task(net, X, T, loss_named(loss), alpha, not of_a_set)
    with np.errstate(all="ignore"):
        noise = {key: NOISE * size for key, size in uncancelled(task).items()}
        return _settled(task, given, truth, noise, velocity)


def _settled(
    task: Task,
    given: dict[Key, Given],
    truth: dict[Key, Array],
    noise: dict[Key, float],
    velocity: dict[Key, Array],
) -> Comparison:
    """The comparison; where matrices came as (L, H), square ones are read so too if that explains them."""
    found = _compared(task, given, truth, noise, velocity)
    squares = {key for key in given if key[0] in ("dW", "W") and truth[key].shape[0] == truth[key].shape[1]}
    if not found.turned or not squares or found.mistakes:
        return found
    turned = {key: one.the_other_way() if key in squares else one for key, one in given.items()}
    other = _compared(task, turned, truth, noise, velocity)
    return other if other.mistakes else found


def _compared(
    task: Task,
    given: dict[Key, Given],
    truth: dict[Key, Array],
    noise: dict[Key, float],
    velocity: dict[Key, Array],
) -> Comparison:
    entries = {key: departs_from(given[key], truth[key], noise[key]) for key in given}
    turned = tuple(key for key, one in given.items() if one.turned)
    departs = any(each.any() for each in entries.values())
    first = next((key for key, each in entries.items() if each.any() or key in turned), None)
    found = Explanations()
    if departs:
        found = explanations(task, Evidence(given, truth, entries, noise), velocity)
    elif turned:  # right, but for how they lie
        found = Explanations({"gradient-transposed": None})
    if "gradient-transposed" in found.names:
        entries = {key: given[key].present if key in turned else each for key, each in entries.items()}
    theirs = {key: np.ma.MaskedArray(array.values, ~array.present) for key, array in given.items()}
    differences = {
        key: np.ma.MaskedArray(array.values - truth[key], ~array.present) for key, array in given.items()
    }
    numbers = {name: number for name, number in found.names.items() if number is not None}
    return Comparison(
        first, tuple(found.names), entries, truth, differences, theirs, numbers, turned, tuple(found.skipped)
    )


def _truth(net: Network, x: Any, t: Any, loss: str, alpha: float, of_a_set: bool) -> dict[Key, Array]:
    quantities: dict[str, dict[int, Array]] = {}
    run: Run | Gradient
    if of_a_set:
        run = gradient(net, x, t, loss)
    else:
        run = propagate(net, x, t, loss)
        quantities = {"n": run.n, "a": run.a, "S": run.S}
    new = descend(net, run, alpha)
    quantities |= {"dW": run.dW, "db": run.db, "W": new.W, "b": new.b}
    return {(q, l): quantities[q][l] for q, l in keys_in_order(net) if q in quantities}
