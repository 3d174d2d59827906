"""What the graph of a step must look like, told from the numbers and the layout, however it is drawn.

Nothing here says where a neuron stands: any layout will do, as long as it is the one that was sent.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator.draw.colours import PAGES, PALETTES, PHASES

from ..browser.expected import Moment

Spot = tuple[float, float]
Neuron = tuple[int, int]
Edge = tuple[int, int, int]
RECEDED = 0.4  # of its colour a neuron keeps that takes no part
MANY = 40  # lit edges that have arrowheads, at most


@dataclass(frozen=True)
class Looks:
    """How wide edges are in pixels, where unknown, at 0, more at the end of the scale, and more where lit."""

    unknown: float
    zero: float
    full: float
    lit: float


@dataclass
class Drawn:
    """A picture as found: circles, lines, arrowheads and words, in one system of coordinates."""

    circles: list[dict[str, Any]]  # x, y, r, fill, stroke as (red, green, blue), dashed
    lines: list[dict[str, Any]]  # ends, stroke, width, opacity, dashes as lengths
    arrows: list[list[Spot]]
    words: list[tuple[str, float, float]]
    labels: list[tuple[str, float, float]]  # words on edges
    at: dict[Neuron, dict[str, Any]] = field(default_factory=dict)


def channels(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], float)


def on_scale(value: float | None, end: float, middle: str, theme: str) -> np.ndarray:
    """Blue below 0, orange above, in equal steps from the pale middle; beyond the scale its end."""
    palette = {name: channels(colour) for name, colour in PALETTES[theme].items()}
    if value is None:
        return palette[middle]
    way = min(abs(value) / end, 1)
    return palette[middle] * (1 - way) + palette["negative" if value < 0 else "positive"] * way


class Check:
    """One drawn picture beside the moment it should show; `place` is the layout that was sent."""

    def __init__(
        self, drawn: Drawn, moment: Moment, place: dict[Neuron, Spot], looks: Looks, theme: str
    ) -> None:
        self.drawn, self.moment, self.place, self.looks, self.theme = drawn, moment, place, looks, theme
        self.where = f"{moment.step.title}, {moment.widths}"

    def all(self) -> None:
        """Every neuron, edge, arrowhead and word."""
        self.positions()
        self.neurons()
        self.edges()
        self.arrows()
        self.words()

    def near(self, found: Any, wanted: Any, off: float, what: Any) -> None:
        far = np.abs(np.subtract(found, wanted)).max()
        assert far <= off, f"{self.where}: {what}: {found}, not {wanted}"

    def positions(self) -> None:
        """The layout that was sent, moved and stretched along its axes."""
        assert len(self.drawn.circles) == len(self.place), self.where
        order = sorted(self.place, key=lambda neuron: self.place[neuron])
        circles = sorted(self.drawn.circles, key=lambda circle: (round(circle["x"]), circle["y"]))
        self.drawn.at = dict(zip(order, circles, strict=True))
        for axis, name in enumerate("xy"):
            sent = np.array([self.place[neuron][axis] for neuron in order])
            stand = np.array([circle[name] for circle in circles])
            rows = np.column_stack([sent, np.ones(len(sent))])
            fit, *_ = np.linalg.lstsq(rows, stand, rcond=None)
            assert fit[0] > 0 or len(set(sent)) == 1, f"{self.where}: {name} runs the other way"
            self.near(rows @ fit, stand, 0.6, f"{name} of the neurons")

    def neurons(self) -> None:
        """Colour by the quantity's scale, paler where a neuron takes no part; rim of the pass; dashes."""
        page, moment = channels(PAGES[self.theme]["page"]), self.moment
        phase = channels(PHASES[self.theme][moment.step.phase])
        for (l, c), circle in self.drawn.at.items():
            quantity = moment.shows(l)
            numbers = getattr(moment.update.run, quantity)[l]
            numbers = numbers if numbers.ndim == 1 else numbers.diagonal()  # of A
            value = numbers[c - 1] if moment.knows(quantity, l, c) else None
            full = on_scale(value, moment.scales[quantity], "neuron", self.theme)
            lit = moment.lit_neuron(l, c)
            self.near(circle["fill"], full if lit else page + (full - page) * RECEDED, 1, f"neuron {l},{c}")
            assert circle["dashed"] == (value is None), f"{self.where}: neuron {l},{c}"
            rim = np.abs(np.subtract(circle["stroke"], phase)).max()
            assert (rim <= 1) == lit, f"{self.where}: the rim of neuron {l},{c}"

    def edges(self) -> None:
        """From neuron to neuron; colour and width by the scale; dashed below 0, dotted where not known."""
        moment, found = self.moment, {}
        for line in self.drawn.lines:
            (_, r), (l, c) = (self.neuron_at(end) for end in line["ends"])
            found[l, r, c] = line
        wanted = {(l, r, c) for l, c in self.place if l > 1 for layer, r in self.place if layer == l - 1}
        assert found.keys() == wanted and len(self.drawn.lines) == len(wanted), self.where
        kinds = {"dW": "dW", "db": "dW"}
        end = moment.scales[kinds.get(moment.step.kind, "W")]
        for edge, line in found.items():
            value, lit = moment.edge(*edge), moment.lit_edge(*edge)
            self.near(line["stroke"], on_scale(value, end, "edge", self.theme), 1, f"edge {edge}")
            share = 0 if value is None else min(abs(value) / end, 1)
            wide = self.looks.unknown if value is None else self.looks.zero + self.looks.full * share
            self.near(line["width"], wide + self.looks.lit * lit, 0.02, f"width of edge {edge}")
            self.near(line["opacity"], 1 if lit else 0.5, 0, f"opacity of edge {edge}")
            gaps = line["dashes"]
            dash = "none" if not gaps else "dots" if gaps[0] < gaps[1] / 2 else "dashes"
            wanted_dash = "dots" if value is None else "dashes" if value < 0 else "none"
            assert dash == wanted_dash, f"{self.where}: {edge}"

    def neuron_at(self, end: Spot) -> Neuron:
        far = {
            neuron: np.hypot(circle["x"] - end[0], circle["y"] - end[1])
            for neuron, circle in self.drawn.at.items()
        }
        nearest = min(far, key=lambda neuron: far[neuron])
        assert far[nearest] < 1, f"{self.where}: an edge ends at {end}, where no neuron stands"
        return nearest

    def lit(self) -> dict[Edge, np.ndarray]:
        """The lit edges, from left to right."""
        return {
            (l, r, c): np.array(
                [[self.drawn.at[n]["x"], self.drawn.at[n]["y"]] for n in ((l - 1, r), (l, c))]
            )
            for l, c in self.place
            for layer, r in self.place
            if layer == l - 1 and self.moment.lit_edge(l, r, c)
        }

    def arrows(self) -> None:
        """One on each lit edge, forward with n and back with S, its tip at the rim of where it goes."""
        kind, lit = self.moment.step.kind, self.lit()
        if kind not in ("n", "S") or len(lit) > MANY:
            assert not self.drawn.arrows, self.where
            return
        assert len(self.drawn.arrows) == len(lit), self.where
        heads = [arrowhead(points) for points in self.drawn.arrows]
        radius = self.drawn.circles[0]["r"]
        for edge, ends in lit.items():
            start, goal = ends if kind == "n" else ends[::-1]
            way = (goal - start) / np.linalg.norm(goal - start)
            tip = goal - way * radius
            there = [
                heading
                for point, heading in heads
                if np.linalg.norm(point - tip) < 9 and heading @ way > 0.999
            ]
            assert there, f"{self.where}: no arrow on {edge} towards {goal}"

    def words(self) -> None:
        """Each number within its neuron; on the lit edges all of theirs, each beside its own, or none."""
        moment = self.moment
        for (l, c), circle in self.drawn.at.items():
            word = moment.neuron(l, c)["words"][0]
            assert any(
                word == text and np.hypot(x - circle["x"], y - circle["y"]) < 0.6 * circle["r"]
                for text, x, y in self.drawn.words
            ), f"{self.where}: {word} is not in neuron {l},{c}"
        lit = self.lit()
        assert len(self.drawn.labels) in (0, len(lit)), self.where
        for edge, (start, end) in lit.items() if self.drawn.labels else ():
            way = (end - start) / np.linalg.norm(end - start)
            wanted = moment.product(*edge) or (moment.number(moment.edge(*edge)),)
            if any(" → " in text for text, *_ in self.drawn.labels):  # what W was, where it has room
                wanted = (f"{moment.number(moment.before(*edge))} → {wanted[0]}", *wanted)
            beside = [
                text
                for text, x, y in self.drawn.labels
                if abs(way[0] * (y - start[1]) - way[1] * (x - start[0])) < 4
            ]
            assert {*wanted} & {*beside}, f"{self.where}: {wanted} is not on {edge}, but {beside}"


def arrowhead(points: list[Spot]) -> tuple[np.ndarray, np.ndarray]:
    """The tip of a triangle, which is the corner farthest from the middle of the other two, and its way."""
    corners = [np.array(point, float) for point in points]
    middles = [(sum(corners) - corner) / 2 for corner in corners]
    tip, middle = max(zip(corners, middles, strict=True), key=lambda pair: np.linalg.norm(pair[0] - pair[1]))
    return tip, (tip - middle) / np.linalg.norm(tip - middle)
