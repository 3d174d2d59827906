"""What is known at a step, and which quantity each layer shows: the rules of the player's step_view.js."""

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from ..core.activation import ACTIVATIONS
from ..core.inputs import Array, one_of, whole
from ..steps.formulas.digits import FULL
from ..steps.formulas.notation import Notation, notation_named
from ..steps.session import Session, Update
from ..steps.step import Step
from ..steps.timeline import steps_of
from .graph import ROWS
from .shown_items import SUM, of_item, vector

NEURONS = ("follow", "n", "a", "S")
EDGES = ("follow", "W", "dW", "change")
KEPT = (
    "S",
    "a",
    "n",
    "A",
)  # what a neuron keeps beside what it shows, the first first where there is little room
SPEEDS = (0.5, 1.0, 2.0, 4.0)  # steps a second
FOLLOWED_EDGES = {"dW": "dW", "db": "dW", "clip": "dW"}
UPDATED = ("update_W", "update_b")  # where neurons are left out edges show by how much W changed, as maps do


@dataclass(frozen=True, eq=False)
class Moment:
    """One step of a session's timeline and what its graph shows. Neurons and edges count from 1.

    `neurons` and `edges` say which quantity is shown: one of NEURONS and EDGES, "follow" for the step's own.
    """

    session: Session
    steps: tuple[Step, ...]
    cursor: int
    neurons: str = "follow"
    edges: str = "follow"
    digits: int = FULL  # with fewer of them, noise is 0
    item: int = 1  # of a batch, whose numbers the neurons show; SUM for what is summed over them

    @property
    def summed(self) -> bool:
        """Whether the neurons show what is summed over the items of a batch."""
        return self.update.in_matrices and self.item == SUM

    @property
    def step(self) -> Step:
        """The step itself."""
        return self.steps[self.cursor]

    @property
    def notation(self) -> Notation:
        """In which it is written."""
        return self.step.notation

    @property
    def update(self) -> Update:
        """The update in which it stands."""
        return self.session.walked[self.step.update - 1]

    @cached_property
    def own(self) -> range:
        """The places of the update's steps in the timeline."""
        places = [i for i, step in enumerate(self.steps) if step.update == self.step.update]
        return range(places[0], places[-1] + 1)

    @cached_property
    def known(self) -> dict[tuple[str, int], float]:
        """For a kind of step and a layer, how many neurons have it by now, from the first on."""
        found: dict[tuple[str, int], float] = {("a", 1): inf}
        for step in self.steps[self.own[0] : self.cursor + 1]:
            if step.kind != "input":
                one = isinstance(step.neuron, int) and step.neuron
                found[step.shows or step.kind, step.layer] = one or inf
        return found

    def knows(self, kind: str, l: int, c: int = 1) -> bool:
        """Whether neuron c of layer l has this quantity by now."""
        return self.known.get((kind, l), 0) >= c

    def quantity(self, l: int) -> str:
        """What the neurons of layer l show: n, a, A or S, or what an update rule computes."""
        if l == 1:
            return "a"
        if self.neurons != "follow":
            return self.neurons
        return _followed(self.step, l, self.summed or self.knows("S", l))

    def diagonal(self, l: int) -> bool:
        """Whether layer l shows A, and that is the diagonal of a full matrix."""
        return self.quantity(l) == "A" and not ACTIVATIONS[self.session.network.activation[l]].elementwise

    @property
    def edge_quantity(self) -> str:
        """What the edges show: W, dW or its change."""
        if self.edges != "follow":
            return self.edges
        if self.step.kind in UPDATED and max(self.session.network.widths) > ROWS:
            return "change"
        return of_edges(self.step.shows) or FOLLOWED_EDGES.get(self.step.kind, "W")

    def replaced(self, l: int, r: int, c: int) -> float | None:
        """The W of an edge that this very step has replaced, and that the graph shows; else None."""
        if self.step.kind != "update_W" or self.step.layer != l or self.edge_quantity != "W":
            return None
        return float(self._printed(self.update.before.W[l])[r - 1, c - 1])

    def neuron(self, l: int, c: int) -> float | None:
        """The number in a neuron; None where it is not computed yet."""
        return self._number(self.quantity(l), l, c)

    def kept(self, l: int, c: int) -> list[tuple[str, float]]:
        """What else is known of a neuron in this update, as letters and numbers; not of a sum."""
        own = self.step.kind == "S" and l == self.step.layer
        order = () if self.summed else ("A", "a", "n") if own else KEPT
        found = [(one, self._number(one, l, c)) for one in order if one != self.quantity(l)]
        return [(one, value) for one, value in found if value is not None]

    def _number(self, quantity: str, l: int, c: int) -> float | None:
        if not self.knows("db" if self.summed and quantity == "S" else quantity, l, c):
            return None
        if (array := self._of_rule(quantity, l)) is not None:
            return float(self._printed(array)[c - 1])
        values = vector(self.update, quantity, l, self.item, self.digits)
        return None if values is None else float(values[c - 1])

    def _of_rule(self, quantity: str, l: int) -> Array | None:
        """What the update rule computed under this name, by now or later."""
        moves = self.update.moves
        return None if moves is None else moves.shown.get((quantity, l))

    def _printed(self, array: Array) -> Array:
        return self.update.calm.printed(array, self.digits)

    def edge(self, l: int, r: int, c: int) -> float | None:
        """The number on the edge from neuron r to neuron c of layer l; None where not computed yet."""
        u, at, updated = self.update, (r - 1, c - 1), self.knows("update_W", l)
        old, new = (float(self._printed(net.W[l])[at]) for net in (u.before, u.after))
        if self.edge_quantity == "W":
            return new if updated else old
        if self.edge_quantity == "dW":
            return float(self._printed(u.found.dW[l])[at]) if self.knows("dW", l) else None
        if self.edge_quantity != "change":
            array = self._of_rule(self.edge_quantity, l)
            known = array is not None and self.knows(self.edge_quantity, l)
            return float(self._printed(array)[at]) if known and array is not None else None
        return new - old if updated else None

    def bias(self, l: int, c: int) -> float:
        """b of a neuron, the new one from its update step on."""
        net = self.update.after if self.knows("update_b", l) else self.update.before
        return float(self._printed(net.b[l])[c - 1])

    def answers(self, c: int) -> tuple[float | None, float | None, float | None]:
        """y, t and e of output c; None where not computed yet, and summed over the items."""
        if self.summed:
            return None, None, None
        u, K = self.update, self.update.before.depth
        t, e = (of_item(u, array, self.item) for array in (u.found.t, self._printed(u.found.e)))
        return self._number("a", K, c), float(t[c - 1]), float(e[c - 1]) if self.knows("error", K) else None

    @property
    def F(self) -> float | None:
        """The error as one number, after the update at its last step; None before the error step."""
        if gain := self.step.gain_at(self.digits):
            return gain[1]
        F = self.update.found.loss if self.digits == FULL else self.update.calm.F[0]
        return F if self.knows("error", self.update.before.depth) else None

    def lit_neuron(self, l: int, c: int) -> bool:
        """Whether a neuron takes part in the step."""
        return any(layer == l and one in (0, c) for layer, one in self.step.lit.neurons)

    def lit_edge(self, l: int, r: int, c: int) -> bool:
        """Whether an edge takes part in the step."""
        return any(
            layer == l and row in (0, r) and column in (0, c) for layer, row, column in self.step.lit.edges
        )


def moment(
    session: Session,
    cursor: Any,
    grain: str = "operation",
    neurons: str = "follow",
    edges: str = "follow",
    digits: int = FULL,
    item: int = 1,
    notation: str = "notes",
) -> Moment:
    """The step at `cursor`, from 0, of a session's timeline; `item` of a batch, from 1, or SUM.

    Raises InputError for a cursor beyond the timeline, an unknown grain, and unknown quantities.
    """
    steps = steps_of(session, grain, notation_named(notation))
    at = whole(cursor, "the cursor", 0, len(steps) - 1)
    one_of(neurons, NEURONS, "what the neurons show")
    one_of(edges, EDGES, "what the edges show")
    whole(item, "the item", SUM)
    return Moment(session, steps, at, neurons, edges, digits, item)


def of_edges(shows: str) -> str:
    """What the edges show where an update rule computes this: of b's quantities those of W."""
    return f"{shows[:-2]}_W" if shows.endswith("_b") else shows


def _followed(step: Step, l: int, reached: bool) -> str:
    """The quantity of a layer beyond the first when following the step; `reached`: S is known there."""
    if step.shows.endswith("_b") and l == step.layer:
        return step.shows
    if step.kind == "n":
        return "n" if l == step.layer else "a"
    if step.phase in ("forward", "error"):
        return "a"
    if step.kind == "A" and l == step.layer:
        return "A"
    return "a" if (step.kind == "dW" and l == step.layer - 1) or not reached else "S"
