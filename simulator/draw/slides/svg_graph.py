"""The graph of one step as SVG: what the player draws, with every word as a path."""

from dataclasses import dataclass
from functools import cached_property
from math import hypot

from ...steps.formulas.digits import lowered, raised
from ..colours import LETTERS, LIGHT, PALETTES, PHASES, RECEDED, Colour, blend, channels, luminance, mixed
from ..graph import ARROWED
from ..neuron_curves import Curve, CurvePoint, curve_of, curve_points
from ..neuron_sums import NeuronSum, sums_of
from ..step_view import Moment
from .edge_numbers import drawn, labels, said_by
from .layout import Places, Spot
from .neuron_plates import curve_plate, has_room, sum_plate
from .outlines import fitting, width, written

ROOM_FOR_TWO, SMALLEST = 70, 14  # a neuron so wide holds two lines, the second of words at least so large
CLOSE = 0.28  # of a neuron, its number between a sheet and a second line
CHIPS = ("n", "a", "S")
STEP = 64  # the longest arrow beside an edge: the largest change of the update
MOST_STEPS = 12  # edges with an outline and an arrow: of more they would hide each other


@dataclass(frozen=True, eq=False)
class Diagram:
    """The graph of the moment that `places` lays out, in the colours of a theme and of its page."""

    places: Places
    theme: str
    page: dict[str, str]
    scales: dict[str, float]

    @property
    def moment(self) -> Moment:
        """The step that is drawn."""
        return self.places.moment

    @cached_property
    def sums(self) -> dict[int, NeuronSum]:
        """What each neuron of the step adds up."""
        return sums_of(self.moment)

    @cached_property
    def curve(self) -> Curve | None:
        """σ of the step's layer, where it is a curve of one n."""
        name = self.moment.session.network.activation.get(self.moment.step.layer)
        return curve_of(name, self.moment.session) if name else None

    @cached_property
    def points(self) -> dict[int, CurvePoint]:
        """Where each neuron of the step stands on it."""
        return curve_points(self.moment)

    def drawn(self) -> str:
        """Edges, marks on them, neurons with their numbers, and the heads of the layers."""
        joins = [(l, *join) for l, joins in self.places.picture.edges.items() for join in joins]
        lit = [join for join in joins if self.moment.lit_edge(*join)]
        parts = [self._edge(*join) for join in joins]
        parts += [self._replaced(*join) for join in lit] if len(lit) <= MOST_STEPS else []
        parts += [self._neuron(l, c) for l, c in sorted(self.places.picture.place)]
        parts += self._arrows(lit)
        numbers = labels(self.places, said_by(self.moment, lit, self.sums))
        parts += [drawn(label, self.theme, self.page) for label in numbers]
        parts += [self._head(l) for l in range(1, self.places.K + 1)]
        parts += [self._words(l, c) for l, c in sorted(self.places.picture.place)]
        for l, place in self.places.picture.gap.items():
            x, y = self.places.at(place)
            words = f"⋮ {self.places.picture.hidden[l]} more"
            parts.append(written(words, x, y + 8, 22, self.page["quiet"], "middle", halo=self.page["page"]))
        return "".join(parts)

    @property
    def phase(self) -> str:
        """The colour of the pass that runs."""
        return PHASES[self.theme][self.moment.step.phase]

    @property
    def own(self) -> dict[str, str]:
        """The colours of W, a, n and S."""
        return LETTERS[self.theme]

    def _edge(self, l: int, r: int, c: int) -> str:
        value = self.moment.edge(l, r, c)
        share = 0.0 if value is None else value / self.scales[self.moment.edge_quantity]
        lit = self.moment.lit_edge(l, r, c)
        thick = 1.6 if value is None else 2 + 6 * min(1.0, abs(share))
        dash = "2 8" if value is None else "12 8" if value < 0 else ""
        (x0, y0), (x1, y1) = self.places.spot((l - 1, r)), self.places.spot((l, c))
        colour = css(mixed(PALETTES[self.theme], "edge", share))
        return (
            f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" '
            f'stroke-width="{thick + 1.5 * lit:.2f}" opacity="{1 if lit else 0.5}"'
            + (f' stroke-dasharray="{dash}"/>' if dash else "/>")
        )

    def _replaced(self, l: int, r: int, c: int) -> str:
        """At an update the outline of the edge as wide as its old W, and its step as an arrow beside it."""
        old, new = self.moment.replaced(l, r, c), self.moment.edge(l, r, c)
        if old is None or new is None:
            return ""
        start, goal = self.places.spot((l - 1, r)), self.places.spot((l, c))
        long = hypot(goal[0] - start[0], goal[1] - start[1])
        way = (goal[0] - start[0]) / long, (goal[1] - start[1]) / long
        half = (2 + 6 * min(1.0, abs(old) / self.scales["W"]) + 1.5) / 2 + 1.5

        def spot(along: float, aside: float) -> str:
            x, y = start[0] + way[0] * along - way[1] * aside, start[1] + way[1] * along + way[0] * aside
            return f"{x:.1f},{y:.1f}"

        near, far = self.places.node / 2 + 6, long - self.places.node / 2 - 6
        quiet = f'fill="none" stroke="{self.page["quiet"]}" stroke-width="1.5" opacity="0.8"'
        outline = "".join(
            f'<polyline points="{spot(near, side)} {spot(far, side)}" {quiet}/>' for side in (-half, half)
        )
        farthest = self._farthest(l)
        if new == old or not farthest:
            return outline
        size = STEP * abs(new - old) / farthest
        back, tip = (far - 6 - size, far - 6) if new > old else (far - 6, far - 6 - size)
        neck = tip - min(12.0, size) * (1 if new > old else -1)
        aside = half + 9
        colour = css(mixed(PALETTES[self.theme], "edge", 1.0 if new > old else -1.0))
        corners = f"M{spot(tip, aside)} L{spot(neck, aside - 6)} L{spot(neck, aside + 6)} Z"
        return (
            f'{outline}<polyline points="{spot(back, aside)} {spot(neck, aside)}" stroke="{colour}" '
            f'stroke-width="4"/><path d="{corners}" fill="{colour}"/>'
        )

    def _farthest(self, l: int) -> float:
        """The largest change of a W that this step makes."""
        u = self.moment.update
        return float(abs(u.after.W[l] - u.before.W[l]).max())

    def _neuron(self, l: int, c: int) -> str:
        x, y = self.places.spot((l, c))
        lit, hollow = self.moment.lit_neuron(l, c), self.moment.neuron(l, c) is None
        stroke, thick = (self.phase, 5.5) if lit else (self.page["outline"], 2)
        dash = ' stroke-dasharray="7 6"' if hollow else ""
        circle = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{self.places.node / 2:.1f}" fill="{css(self.fill(l, c))}" '
            f'stroke="{stroke}" stroke-width="{thick}"{dash}/>'
        )
        if not self.plated(l, c):
            return circle
        two = bool(self.moment.kept(l, c))
        if c in self.sums:
            return circle + sum_plate(self.places, (l, c), self.sums[c], two, self.theme, self.page)
        assert self.curve
        point = self.points[c]
        return circle + curve_plate(self.places, (l, c), self.curve, point, two, self.phase, self.page)

    def plated(self, l: int, c: int) -> bool:
        """Whether a neuron shows what it adds up, or where it stands on its σ."""
        step = self.moment.step
        drawn = c in self.sums or (self.curve is not None and c in self.points)
        mine = l == step.layer and drawn and self.moment.quantity(l) == step.kind
        return mine and has_room(self.places, bool(self.moment.kept(l, c)))

    def fill(self, l: int, c: int) -> Colour:
        """The colour of a neuron: its number on the scale, paler where it takes no part."""
        value, quantity = self.moment.neuron(l, c), self.moment.quantity(l)
        # An input has no n and no S: where these were asked for, its x is not measured by their scale.
        measured = l > 1 or self.moment.neurons in ("follow", "a")
        share = value / self.scales[quantity] if value is not None and measured else 0.0
        full = mixed(PALETTES[self.theme], "neuron", share)
        return full if self.moment.lit_neuron(l, c) else blend(channels(self.page["page"]), full, RECEDED)

    def _words(self, l: int, c: int) -> str:
        x, y = self.places.spot((l, c))
        parts = [self._value(l, c)]
        if l == 1:
            name = f"x{lowered(c)}"
            halo, left = self.page["page"], x - self.places.reach(1) - 6
            parts.append(written(name, left, y + 9, self.places.small + 2, self.own["a"], "end", halo=halo))
        else:
            parts.append(self._bias(l, c))
        if l == self.places.K:
            parts += self._answers(c)
        return "".join(parts)

    def _value(self, l: int, c: int) -> str:
        x, y = self.places.spot((l, c))
        words, size, inside = self.places.value(l, c)
        ink = ("#000000" if luminance(self.fill(l, c)) > LIGHT else "#ffffff") if inside else self.page["ink"]
        halo, lit = "" if inside else self.page["page"], self.moment.lit_neuron(l, c)
        plated = self.plated(l, c)
        kept = self._kept(l, c, x, y + (0.63 * self.places.node / 2 if plated else 30), plated)
        down = (3 if kept else 8) if plated else -9 if kept else 0
        size = min(size, CLOSE * self.places.node) if plated and kept else size
        return kept + written(words, x, y + size * 0.36 + down, size, ink, "middle", lit, halo)

    def _kept(self, l: int, c: int, x: float, y: float, plated: bool) -> str:
        """Under the number what is known besides, as much of it as has room."""
        if self.places.node < ROOM_FOR_TWO:
            return ""
        largest, wide = (16.5, 0.76) if plated else (20.0, 0.72)
        called = self.moment.notation.quantity
        words = [f"{called(letter)} {raised(x, self.places.digits)}" for letter, x in self.moment.kept(l, c)]
        ink = "#000000" if luminance(self.fill(l, c)) > LIGHT else "#ffffff"
        for count in range(len(words), 0, -1):
            text = " · ".join(words[:count])
            size = min(largest, 20 * self.places.node * wide / width(text, 20))
            if size >= SMALLEST:
                return written(text, x, y, size, ink, "middle")
        return ""

    def _bias(self, l: int, c: int) -> str:
        x, y, anchor = self.places.bias_spot(l, c)
        words, size = self.places.bias(l, c), self.places.small - 2
        if l == self.moment.step.layer and c in self.points and not self.places.beside:
            words = " · ".join(filter(None, (words, self.points[c].quiet)))  # "off" or "saturated"
        return written(words, x, y, size, self.page["ink"], anchor, halo=self.page["page"])

    def _answers(self, c: int) -> list[str]:
        x, y = self.places.spot((self.places.K, c))
        parts = list(zip("yte", self.moment.answers(c), strict=True))
        ink, size, x = self.page["ink"], self.places.small, x + self.places.clear
        if not self.places.tight:
            lines = [f"{letter}{lowered(c)} {raised(value, self.places.digits)}" for letter, value in parts]
            lines = [fitting(words, self.places.column - 12, size) for words in lines]
            rows = zip(lines, (y - 27, y + 9, y + 45), (True, False, False), strict=True)
            return [
                written(words, x, at, size, self.own["a"] if bold else ink, bold=bold)
                for words, at, bold in rows
            ]
        found = []
        for k, (letter, value) in enumerate(parts, start=1):
            end = x + k * self.places.column
            words = fitting(raised(value, self.places.digits), self.places.column - 8, size)
            found.append(written(words, end, y + 8, size, ink, "end"))
            if c == 1:
                found.append(
                    written(letter, end, y - 30, 24, self.own["a"] if letter == "y" else ink, "end", True)
                )
        return found

    def _head(self, l: int) -> str:
        x, y, gap = self.places.at((l - 1, 0))[0], self.places.box[1], self.places.gap
        activation = self.moment.update.before.titles.get(l, "input")
        name = f"Layer {l}" if gap > 150 else str(l)
        parts = [written(name, x, y + 26, 27, self.page["ink"], "middle", True)]
        if gap > 70:
            words = fitting(activation, gap - 8, 23)
            parts.append(written(words, x, y + 55, 23, self.page["quiet"], "middle"))
            letters = ("a",) if l == 1 else CHIPS
            apart = min(42.0, gap / 3.2)
            parts += [
                self._chip(l, letter, x + (k - (len(letters) - 1) / 2) * apart, y, apart - 4)
                for k, letter in enumerate(letters)
            ]
        return "".join(parts)

    def _chip(self, l: int, letter: str, x: float, y: float, wide: float) -> str:
        """Whether a quantity of a layer is known, and shown."""
        known = self.moment.knows(letter, l, self.moment.update.before.widths[l - 1])
        here = known and self.moment.quantity(l) == letter
        look = f'fill="{self.own[letter]}"' if here else f'fill="none" stroke="{self.page["line"]}"'
        ink = self.page["page"] if here else self.own[letter] if known else self.page["quiet"]
        box = f'<rect x="{x - wide / 2:.1f}" y="{y + 68:.1f}" width="{wide:.1f}" height="30" rx="15" {look}/>'
        words = self.moment.notation.quantity(letter) if known else "–"
        size = min(21.0, 21 * (wide - 6) / width(words, 21, known)) if known else 21
        return box + written(words, x, y + 90, size, ink, "middle", known)

    # ---- marks on the lit edges
    def _arrows(self, lit: list[tuple[int, int, int]]) -> list[str]:
        """Arrowheads that say which way the pass runs."""
        step = self.moment.step
        if len(lit) > ARROWED or not (step.phase == "forward" or step.kind == "S"):
            return []
        ends = [(self.places.spot((l - 1, r)), self.places.spot((l, c))) for l, r, c in lit]
        return [self._arrow(*(reversed(pair) if step.phase == "backward" else pair)) for pair in ends]

    def _arrow(self, start: Spot, end: Spot) -> str:
        length = hypot(end[0] - start[0], end[1] - start[1])
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        back = self.places.node / 2 + 6
        x, y = end[0] - ux * back, end[1] - uy * back
        base = x - ux * 22, y - uy * 22
        corners = [(x, y), (base[0] - uy * 10, base[1] + ux * 10), (base[0] + uy * 10, base[1] - ux * 10)]
        points = " ".join(f"{px:.1f},{py:.1f}" for px, py in corners)
        return f'<polygon points="{points}" fill="{self.phase}" stroke="{self.page["page"]}"/>'


def css(colour: Colour) -> str:
    """A colour as SVG takes it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)
