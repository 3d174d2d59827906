"""An update in which W is not where the optimizer's rule takes it: which entries those are, by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ....core.inputs import Array, InputError
from .rule_walk import KeptState, Predicted, RuleWalk, TorchRule, Vary

MOST_NAMED = 4  # entries, or parameters, in one sentence


@dataclass(frozen=True, slots=True)
class RuleDeparture:
    """`said` of what departs in an update, counted from 0, without its full stop.

    `quantity`: the kind of the rule's move in which it departs first, "" where that is not known; `value`:
    the number that W follows instead, where one was found. `stays`: whether it is so in later updates too;
    `since`: the update from which on it is so, where that is an earlier one.
    """

    update: int
    kind: str
    parameters: tuple[str, ...]
    said: str
    quantity: str = ""
    value: float | None = None
    stays: bool = False
    since: int | None = None


@dataclass(frozen=True, eq=False)
class DepartingUpdate:
    """Update k, from 0, and what is kept before it; `begun`: the last update whose state was recorded.

    `vary`: by what changes of the optimizer's own rule W has been followed until then.
    """

    walk: RuleWalk
    k: int
    begun: int
    kept: KeptState
    vary: Vary | None
    predicted: Predicted
    narrow: dict[int, RuleWalk] = field(default_factory=dict)  # by the id of the entries, which live as long

    @cached_property
    def old(self) -> Array:
        """W and b before it, in one row."""
        return self.walk.old(self.k)

    @cached_property
    def new(self) -> Array:
        """W and b after it."""
        return self.walk.new(self.k)

    @cached_property
    def away(self) -> Array:
        """Which entries depart."""
        return self.departing(self.predicted)

    @cached_property
    def moving(self) -> dict[str, TorchRule]:
        """The rule of each parameter that the optimizer moves."""
        return self.walk.moving(self.k)

    @cached_property
    def governed(self) -> Array:
        """Which entries it moves."""
        found = np.zeros(self.walk.size, dtype=bool)
        for part in self.walk.parts(self.k, self.kept):
            found[part.entries] = True
        return found

    def departing(self, predicted: Predicted) -> Array:
        """Which entries are farther from there than they may be."""
        return np.asarray(~(np.abs(self.new - predicted.new) <= predicted.off))

    def of(self, names: Sequence[str]) -> Array:
        """Which entries belong to these parameters."""
        found = np.zeros(self.walk.size, dtype=bool)
        for name in names:
            found[self.walk.places[name]] = True
        return found

    def parameters(self, chosen: Array) -> tuple[str, ...]:
        """The parameters that these entries belong to."""
        return tuple(name for name, place in self.walk.places.items() if chosen[place].any())

    def names(self, chosen: Array) -> str:
        """The first of these entries by name: "W2[1,3], b3[2] and 5 more"."""
        found = []
        for i in np.flatnonzero(chosen)[:MOST_NAMED].tolist():
            name, place = next((n, p) for n, p in self.walk.places.items() if p.start <= i < p.stop)
            index = np.unravel_index(i - place.start, self.walk.shapes[name])
            found.append(f"{name}[{','.join(str(int(one) + 1) for one in index)}]")
        more = int(chosen.sum()) - len(found)
        return ", ".join(found) + (f" and {more:,} more" if more else "")

    def changed(self, change: Vary) -> Vary:
        """This change beside those that were found before."""
        vary = self.vary
        return change if vary is None else lambda rule: change(vary(rule))

    def again(self, change: Vary, back: int, only: Array | None = None) -> Predicted | None:
        """Where the changed rule takes W, or these entries of it alone.

        Changed in this update alone, or `back` up to so many updates, from the last recorded state on: None
        where that is farther away, or no such change can be made there.
        """
        walk = self.walk
        if only is not None:
            if id(only) not in self.narrow:
                self.narrow[id(only)] = RuleWalk(self.walk.recording, only)
            walk = self.narrow[id(only)]
        vary = self.changed(change)
        kept = self.kept if only is None else walk.narrowed(self.kept)
        if back:
            if not self.begun < self.k <= self.begun + back:
                return None
            begun = walk.start(self.begun)
            assert begun is not None
            kept = begun
            try:
                for k in range(self.begun, self.k):
                    kept = walk.predicted(k, kept, vary).kept
            except InputError:  # the rule was another then, for which there is no such change
                return None
        return walk.predicted(self.k, kept, vary)

    def first_quantity(self, change: Vary) -> str:
        """The kind of the first move of this update whose numbers the change makes others."""
        ours = self.walk.quantities(self.k, self.kept, self.vary)
        theirs = self.walk.quantities(self.k, self.kept, self.changed(change))
        for (kind, a), (other, b) in zip(ours, theirs, strict=False):
            if kind != other:  # one of them has a move that the other has not
                kinds = [one for one, _ in theirs]
                return kind if kind not in kinds else other
            if not np.array_equal(a, b, equal_nan=True):
                return kind
        return "update"


class AfterUpdate(DepartingUpdate):
    """What the loop itself did to W after update k: `predicted` is where the step has led."""

    @cached_property
    def new(self) -> Array:
        """W and b before the next update."""
        return self.walk.old(self.k + 1)

    @cached_property
    def governed(self) -> Array:
        """Everything."""
        return np.ones(self.walk.size, dtype=bool)


def together(names: Sequence[str]) -> str:
    """ "W2", "W2 and b2", "W2, b2 and W3"; of many the first few and how many more."""
    if len(names) > MOST_NAMED:
        return f"{', '.join(names[: MOST_NAMED - 1])} and {len(names) - MOST_NAMED + 1} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def does(names: Sequence[str], one: str, many: str) -> str:
    """ "W2 is", "W2 and b2 are"."""
    return f"{together(names)} {one if len(names) == 1 else many}"
