"""Where the graph of one step stands in a picture, and how large its words are."""

from dataclasses import dataclass
from functools import cached_property

from ...steps.formulas.digits import lowered, raised
from ..graph import Neuron, Picture, picture
from ..step_view import Moment
from .outlines import fitting, width

HEAD = 118  # pixels above the first row: a layer's name, its activation, what is known of it
LEFT = 130  # from the left side to the middle of the inputs
FEWEST_ROWS = 2  # a narrow network is not blown up beyond this
LEAST = 0.58  # a number stands within its neuron down to this share of its size, and then over its rim

Spot = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Places:
    """The graph of a moment in a box from (x0, y0) with a width and a height, all in pixels."""

    moment: Moment
    digits: int
    box: tuple[float, float, float, float]

    @cached_property
    def picture(self) -> Picture:
        """The neurons and edges that are drawn."""
        return picture(self.moment.update.before)

    @cached_property
    def K(self) -> int:
        """The number of the output layer."""
        return self.moment.update.before.depth

    @cached_property
    def pitch(self) -> float:
        """From one row to the next."""
        return (self.box[3] - HEAD) / (max(self.picture.rows, FEWEST_ROWS) + 0.24)

    @cached_property
    def tight(self) -> bool:
        """Whether y, t and e of an output share a line."""
        return self.pitch < 116 and len(self.outputs) > 1

    @cached_property
    def beside(self) -> bool:
        """Whether the bias stands to the right of its neuron, for want of room below."""
        return self.pitch < 94

    @cached_property
    def small(self) -> float:
        """The size of words beside neurons."""
        return 26 if self.pitch >= 100 else 22 if self.pitch > 40 else 19

    @cached_property
    def node(self) -> float:
        """The diameter of a neuron."""
        return max(20.0, min(self.pitch * (0.8 if self.beside else 0.64), self.box[2] / self.K * 0.4, 124.0))

    @cached_property
    def outputs(self) -> list[int]:
        """The outputs that are drawn."""
        return [c for l, c in self.picture.place if l == self.K]

    @cached_property
    def clear(self) -> float:
        """How far from the middle of an output y, t and e begin, clear of its number and its bias."""
        widest = max(width(self.bias(self.K, c), self.small - 2) for c in self.outputs)
        return self.reach(self.K) + 16 + widest if self.beside else max(self.reach(self.K), widest / 2) + 14

    @cached_property
    def column(self) -> float:
        """The room for one of y, t and e: what the longest needs, or what many layers leave."""
        named = "" if self.tight else f"y{lowered(max(self.outputs))} "
        words = [named + raised(x, self.digits) for c in self.outputs for x in self.moment.answers(c)]
        needed = max(width(word, self.small, True) for word in words) + 24
        return min(needed, (0.42 * self.box[2] - self.clear) / (3 if self.tight else 1))

    @cached_property
    def gap(self) -> float:
        """From one layer to the next."""
        right = self.clear + self.column * (3 if self.tight else 1)
        return (self.box[2] - LEFT - right) / (self.K - 1)

    def reach(self, l: int) -> float:
        """How far from its middle the neurons of a layer, or their numbers, extend."""
        values = (self.value(layer, c) for layer, c in self.picture.place if layer == l)
        return max(self.node / 2, *(width(words, size, True) / 2 for words, size, _ in values)) + 8

    @cached_property
    def spare(self) -> float:
        """The room for a number that no neuron holds: less where many layers stand close together."""
        return min(max(2 * self.node, 110.0), 0.45 * self.box[2] / (self.K - 1))

    def at(self, place: Spot) -> Spot:
        """Where a place of the layout is in the picture."""
        x0, y0, _, height = self.box
        return x0 + LEFT + place[0] * self.gap, y0 + HEAD + (height - HEAD) / 2 + place[1] * self.pitch

    def spot(self, neuron: Neuron) -> Spot:
        """Where a neuron stands."""
        return self.at(self.picture.place[neuron])

    def value(self, l: int, c: int) -> tuple[str, float, bool]:
        """The number of a neuron as it is written, its size, and whether it stands within the neuron."""
        size = max(19.0, min(34.0, self.node * 0.36))
        words = raised(self.moment.neuron(l, c), self.digits)
        room = self.node * 0.88 / width(words, size, True)
        inside = room > LEAST
        size = max(19.0, size * min(1.0, room) if inside else size * 0.7)
        return words if inside else fitting(words, self.spare, size), size, inside

    def bias(self, l: int, c: int) -> str:
        """The bias of a neuron as it is written."""
        words = f"b {raised(self.moment.bias(l, c), self.digits)}"
        return fitting(words, self.spare, self.small - 2)

    def bias_spot(self, l: int, c: int) -> tuple[float, float, str]:
        """Where a bias stands: x, its baseline, and which part of it is at x."""
        x, y = self.spot((l, c))
        if self.beside:
            return x + self.reach(l), y + 7, "start"
        return x, y + self.node / 2 + 27, "middle"
