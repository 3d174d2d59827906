"""One step as a picture for a slide, SVG or PNG: words, graph, scales and formula."""

import threading
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import resvg_py

from ...core.inputs import InputError, one_of, whole
from ...steps.formulas.digits import CHOICES, DEFAULT_DIGITS, raised
from ...steps.session import Session
from ..colours import LETTERS, PAGES, PALETTES, PHASES, Scales, blend, channels, legend, mixed, scales
from ..shown_items import named, said
from ..step_view import Moment, moment
from .formula_card import Card
from .layout import Places
from .outlines import width, wrapped, written
from .svg_graph import Diagram, css

SIZES = (320, 4096)  # pixels of a side
WIDE, HIGH = 1920, 1080  # every length below is of a picture of this size, and grows with it
EDGE = 56  # from the rim of the picture
BLOCK, LESS, MANY = 230, 170, 5  # the most that the formulas take from below; less below so many rows or more
CELLS = 90  # of a scale: a gradient would need an id, which another picture in a page may have too
DASHED = "dashed = negative · thicker = larger"
# The font readers find their place in a file by a position that all threads share.
ONE_AT_A_TIME = threading.Lock()


def step_svg(
    session: Session,
    cursor: int,
    *,
    grain: str = "operation",
    digits: int = DEFAULT_DIGITS,
    theme: str = "light",
    background: bool = True,
    size: tuple[int, int] = (WIDE, HIGH),
    neurons: str = "follow",
    edges: str = "follow",
    item: int = 1,
    notation: str = "notes",
) -> str:
    """The step at `cursor`, from 0, of the timeline by `grain`, as one SVG that refers to nothing outside.

    It shows what the player shows at that step, with `digits` 2 to 6 or 0 for all: title, sentence, graph,
    scales, the formula in letters, and its numbers where they fit at a size that can be read. Words and
    formulas are paths, each with its text as aria-label. `theme` is "light" or "dark"; without `background`
    the picture is transparent. `size` is its width and height in pixels, 320 to 4096; what it shows grows
    with it; of a batch the graph shows `item`, from 1, or their sum, 0. `notation` gives the letters:
    "notes", "delta" or "pytorch". Raises InputError for a step, grain, digits, theme, size, quantity or
    notation that does not exist.
    """
    one_of(digits, CHOICES, "the digits")
    shown = moment(session, cursor, grain, neurons, edges, digits, item, notation)
    one_of(theme, tuple(PAGES), "the theme")
    wide, high = _sides(size)
    with ONE_AT_A_TIME:
        return Slide(shown, digits, theme, bool(background), wide, high).svg()


def step_png(session: Session, cursor: int, **options: Any) -> bytes:
    """The same picture as PNG, with the options of step_svg; neither a browser nor a font is needed."""
    drawn = step_svg(session, cursor, **options)
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, skip_system_fonts=True))


def _sides(size: Any) -> tuple[int, int]:
    try:
        wide, high = size
    except (TypeError, ValueError):
        raise InputError(f"the size must be a width and a height in pixels; got {size!r:.60}") from None
    return whole(wide, "the width in pixels", *SIZES), whole(high, "the height in pixels", *SIZES)


@dataclass(frozen=True, eq=False)
class Slide:
    """A moment laid out in a picture."""

    moment: Moment
    digits: int
    theme: str
    background: bool
    pixels_wide: int
    pixels_high: int

    @cached_property
    def page(self) -> dict[str, str]:
        """The theme's colours, and those mixed from them."""
        page, ink = (channels(PAGES[self.theme][name]) for name in ("page", "ink"))
        mixtures = {"quiet": 0.72, "line": 0.3, "outline": 0.62}
        return PAGES[self.theme] | {name: css(blend(page, ink, share)) for name, share in mixtures.items()}

    @cached_property
    def sides(self) -> tuple[float, float]:
        """Width and height in lengths of which a picture of WIDE × HIGH has just as many."""
        scale = min(self.pixels_wide / WIDE, self.pixels_high / HIGH)
        return self.pixels_wide / scale, self.pixels_high / scale

    @cached_property
    def phase(self) -> str:
        """The colour of the pass that runs."""
        return PHASES[self.theme][self.moment.step.phase]

    @property
    def ending(self) -> str:
        """After an update what came of it, beside what its gradient foretold."""
        told = self.moment.step.foretelling
        return told.text if told else ""

    def svg(self) -> str:
        """The whole picture."""
        W, H = self.sides
        head, below_head = self._head()
        room = BLOCK if max(self.moment.session.network.widths) < MANY else LESS
        own = LETTERS[self.theme]
        card = Card(self.moment.step, self.digits, self.page["ink"], own, W - 2 * EDGE, room)
        above = H - 30 - card.height
        paper = self.page["soft"] if self.background else ""
        formulas = card.drawn(EDGE, above, self.phase, self.page["quiet"], paper)
        box = (EDGE, below_head + 22, W - 2 * EDGE, above - 92 - below_head - 22)
        ends = scales(self.moment.session)
        graph = Diagram(Places(self.moment, self.digits, box), self.theme, self.page, ends).drawn()
        step = self.moment.step
        back = f'<rect width="100%" height="100%" fill="{self.page["page"]}"/>' if self.background else ""
        said = escape(
            " ".join(filter(None, (step.sentence, self.ending, step.numbered, step.numeric_at(self.digits))))
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{self.pixels_wide}" '
            f'height="{self.pixels_high}" viewBox="0 0 {W:.2f} {H:.2f}">'
            f"<title>{escape(step.title)}</title><desc>{said}</desc>"
            f"{back}{head}{graph}{self._legends(above - 72, ends)}{formulas}</svg>"
        )

    def _head(self) -> tuple[str, float]:
        """Where the walk stands, title, F and sentence; and how far down they reach."""
        step, (W, _) = self.moment.step, self.sides
        room, places = W - 2 * EDGE, self.moment.own
        where = f"{step.phase} · step {self.moment.cursor - places[0] + 1} of {len(places)}"
        if len(self.moment.session.walked) > 1:
            where += f" · update {step.update} of {len(self.moment.session.walked)}"
        if whose := said(self.moment.update, self.moment.item):
            where += f" · {whose}"
        gain = " → ".join(raised(F, self.digits) for F in step.gain_at(self.digits) or ())
        own = self.moment.notation.said("F")
        F = f"{own} {gain}" if gain else f"{own} = {raised(self.moment.F, self.digits)}"
        title = min(50.0, 50 * room / width(step.title, 50, True))
        parts = [
            written(where.upper(), EDGE, 70, 26, self.phase, bold=True),
            written(F, W - EDGE, 76, 38, self.page["ink"], "end", True),
            written(step.title, EDGE, 132, title, self.page["ink"], bold=True),
        ]
        y = 140.0
        quiet = self.page["quiet"]
        for words, most, ink in (
            (step.text, 29.0, self.page["ink"]),
            (step.note, 25.0, quiet),
            (self.ending, 25.0, quiet),
        ):
            size = max(most * 0.9, min(most, most * room / width(words or " ", most)))
            for line in wrapped(words, room, size):
                y += size * 1.32
                parts.append(written(line, EDGE, y, size, ink))
        return "".join(parts), y

    def _legends(self, y: float, ends: Scales) -> str:
        """What the colours stand for, and the ends of their scales."""
        depth = self.moment.update.before.depth
        shown = dict.fromkeys(self.moment.quantity(l) for l in range(1, depth + 1))
        full, of = self.moment.diagonal(self.moment.step.layer), (self.moment.update, self.moment.item)
        words_of = legend(self.moment.session)
        rows = [
            (f"line = {words_of[self.moment.edge_quantity]} · {DASHED}", self.moment.edge_quantity, "edge")
        ]
        rows += [
            (
                f"circle = {named('diagonal' if full and quantity == 'A' else quantity, words_of, *of)}",
                quantity,
                "neuron",
            )
            for quantity in shown
        ]
        rows = [(self.moment.notation.said(words), quantity, middle) for words, quantity, middle in rows]
        wide = min(420.0, (self.sides[0] - 2 * EDGE) / len(rows) - 36)
        parts = []
        for k, (words, quantity, middle) in enumerate(rows):
            end = (ends[quantity], *ends.said(quantity))
            parts.append(self._legend(EDGE + k * (wide + 36), y, wide, end, middle, words))
        return "".join(parts)

    def _legend(
        self, x: float, y: float, wide: float, ends: tuple[float, str, str], middle: str, words: str
    ) -> str:
        """A scale; `ends`: where it ends, and what is said before that of either end."""
        end, below, above = ends
        size = min(22.0, 22 * wide / width(words, 22))
        parts = [written(words, x, y + 12, size, self.page["ink"])]
        for k in range(CELLS):
            colour = css(mixed(PALETTES[self.theme], middle, 2 * (k + 0.5) / CELLS - 1))
            # Each reaches under the next, or a line of the page would shine through between them.
            reach = wide / CELLS * (1.5 if k < CELLS - 1 else 1)
            left = x + wide * k / CELLS
            place = f'x="{left:.2f}" y="{y + 22:.1f}" width="{reach:.2f}" height="12"'
            parts.append(f'<rect {place} fill="{colour}"/>')
        low, zero, high = (raised(value, 6) for value in (-end, 0.0, end))
        for share, anchor, value in (
            (0.0, "start", below + low),
            (0.5, "middle", zero),
            (1.0, "end", above + high),
        ):
            at = x + share * wide
            parts.append(written(value, at, y + 56, 19, self.page["quiet"], anchor))
        return "".join(parts)
