"""What lies over the graph: marks on neurons, edges and layers, and the steps at which the walk stops."""

from dataclasses import dataclass, field
from typing import Any

GOOD, BAD, WARN, PATH = "good", "bad", "warn", "path"  # tones
Legend = tuple[tuple[str, str], ...]  # tone and words
EARLY = "its marks appear at the steps that compute their numbers"


@dataclass(frozen=True, slots=True)
class Lens:
    """Marks are short words of the project's own, or numbers; layers, rows and columns count from 1.

    `neurons`: (l, c, mark, tone); `edges`: (l, r, c, mark, tone); `layers`: (l, text, tone).
    `legend`: what the edges' colours stand for while it lies there, a tone and its words each, "" for those
    without a mark; empty where edges keep their own colours.
    `needs`: the quantity that a step must have computed before the mark of a layer (l), neuron (l, c) or edge
    (l, r, c) is drawn, by its name in a walk's steps, and its layer; a place without one is marked at once.
    While nothing is drawn yet, `early` is said in place of `note`.
    `update`: the one, from 1, to which the marks belong, or None for all of them.
    `item`: likewise the one of its batch, from 1, or None for any.
    `stops`: for each grain, the sentence that says why the walk stops, by step.
    """

    note: str = ""
    neurons: tuple[tuple[int, int, str, str], ...] = ()
    edges: tuple[tuple[int, int, int, str, str], ...] = ()
    layers: tuple[tuple[int, str, str], ...] = ()
    legend: Legend = ()
    needs: dict[tuple[int, ...], tuple[str, int]] = field(default_factory=dict, hash=False)
    early: str = EARLY
    update: int | None = None
    item: int | None = None
    stops: dict[str, dict[int, str]] | None = field(default=None, hash=False)

    def json(self) -> dict[str, Any]:
        """The same as the player reads it."""
        return {
            "note": self.note,
            "early": self.early,
            "neurons": [[*mark, self.needs.get(mark[:2])] for mark in self.neurons],
            "edges": [[*mark, self.needs.get(mark[:3])] for mark in self.edges],
            "layers": [[*mark, self.needs.get(mark[:1])] for mark in self.layers],
            "legend": [list(row) for row in self.legend],
            "update": self.update,
            "item": self.item,
            "stops": self.stops,
        }
