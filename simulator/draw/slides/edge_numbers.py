"""Numbers on the lit edges of a picture: what they say, and where they stand clear of everything else."""

from dataclasses import dataclass
from fractions import Fraction

from ...steps.formulas.digits import raised, shown
from ..colours import PALETTES, blend, channels
from ..graph import ALONG, LABELLED
from ..neuron_sums import Addend, Edge, NeuronSum
from ..step_view import Moment
from .layout import Places, Spot
from .outlines import width, written

MOST = 32  # products in one picture
SIZES = (23, 19)  # of their words, the first that has room
SHARES = (0.32, 0.4, 0.26, 0.48, 0.36, 0.44, 0.54, 0.6, 0.66, 0.72)  # of the way from where the pass comes
TINT = 0.14  # of the sign's colour behind a product

Box = tuple[float, float, float, float]  # the middle, and half of width and height
Way = tuple[Spot, Spot]


@dataclass(frozen=True, slots=True)
class EdgeWords:
    """What one edge says, as long as there is room and else short; `sign` of a product, else 0."""

    edge: Edge
    long: str
    short: str
    sign: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """Words of an edge with their place and size."""

    words: str
    box: Box
    size: float
    sign: int


def said_by(m: Moment, lit: list[Edge], sums: dict[int, NeuronSum]) -> list[EdgeWords]:
    """The product on each edge where the step adds them up, else its number, at an update the old one too."""
    products = [part for one in sums.values() for part in one.parts if part.edge]
    if products and m.edge_quantity == "W":
        return [_product(m, part) for part in products if part.edge in lit]
    found = []
    for edge in lit if len(lit) <= LABELLED else []:
        new, old = raised(m.edge(*edge), m.digits), m.replaced(*edge)
        found.append(EdgeWords(edge, new if old is None else f"{raised(old, m.digits)} → {new}", new))
    return found


def _product(m: Moment, part: Addend) -> EdgeWords:
    assert part.edge
    assert part.factors
    left, right = part.factors
    value = raised(part.value, m.digits)
    sign = "=" if _print(left, m) * _print(right, m) == _print(part.value, m) else "≈"
    long = f"{raised(left, m.digits)} × {raised(right, m.digits)} {sign} {value}"
    return EdgeWords(part.edge, long, value, -1 if part.value < 0 else 1)


def _print(value: float, m: Moment) -> Fraction:
    """A number as it is read."""
    return Fraction(shown(value, m.digits))


def labels(places: Places, words: list[EdgeWords]) -> list[Label]:
    """All of them, each beside its own edge, on no neuron, no word and no other; or none."""
    if not words or len(words) > MOST:
        return []
    taken = _obstacles(places)
    for size in SIZES:
        if found := _placed(places, words, taken, size):
            return found
    return []


def _placed(places: Places, words: list[EdgeWords], taken: list[Box], size: float) -> list[Label]:
    backward = places.moment.step.phase == "backward"
    if not words[0].sign:
        shares = ALONG["backward" if backward else "forward"]
        long, short = ([getattr(one, form) for one in words] for form in ("long", "short"))
        return _in_a_row(places, words, long, taken, shares, size) or _in_a_row(
            places, words, short, taken, shares, size
        )
    ways = [way[::-1] if backward else way for way in (_way(places, one.edge) for one in words)]
    found: list[Label] = []
    for one, way in zip(words, ways, strict=True):
        label = _free(one.short, way, [*taken, *(label.box for label in found)], size, one.sign)
        if label is None:
            return []
        found.append(label)
    for k, (one, way) in enumerate(zip(words, ways, strict=True)):
        others = [label.box for i, label in enumerate(found) if i != k]
        found[k] = _free(one.long, way, [*taken, *others], size, one.sign) or found[k]
    return found


def _way(places: Places, edge: Edge) -> Way:
    l, r, c = edge
    return places.spot((l - 1, r)), places.spot((l, c))


def _in_a_row(
    places: Places,
    words: list[EdgeWords],
    said: list[str],
    taken: list[Box],
    shares: tuple[float, ...],
    size: float,
) -> list[Label]:
    """At the first share of the way at which none of them meets anything; else none."""
    for share in shares:
        found: list[Label] = []
        for one, word in zip(words, said, strict=True):
            boxes = [*taken, *(label.box for label in found)]
            label = _at(word, _way(places, one.edge), share, boxes, size, one.sign)
            if label is None:
                break
            found.append(label)
        else:
            return found
    return []


def _free(word: str, way: Way, taken: list[Box], size: float, sign: int) -> Label | None:
    found = (_at(word, way, share, taken, size, sign) for share in SHARES)
    return next(filter(None, found), None)


def _at(word: str, way: Way, share: float, taken: list[Box], size: float, sign: int) -> Label | None:
    """Words at a share of the way, where they meet nothing."""
    (x0, y0), (x1, y1) = way
    x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
    half, tall = width(word, size, True) / 2 + 9, size * 0.78
    if all(abs(u - x) >= w + half + 3 or abs(v - y) >= h + tall + 2 for u, v, w, h in taken):
        return Label(word, (x, y, half, tall), size, sign)
    return None


def _obstacles(places: Places) -> list[Box]:
    """Neurons, and the words at them."""
    found: list[Box] = []
    for l, c in places.picture.place:
        x, y = places.spot((l, c))
        found.append((x, y, places.node / 2 + 4, places.node / 2 + 4))
        words, size, inside = places.value(l, c)
        if not inside:
            found.append((x, y, width(words, size, True) / 2, size / 2))
        if l > 1:
            at, baseline, anchor = places.bias_spot(l, c)
            half = width(places.bias(l, c), places.small - 2) / 2
            found.append((at + half * (anchor == "start"), baseline - 8, half, 12))
    return found


def drawn(label: Label, theme: str, page: dict[str, str]) -> str:
    """Words in a small box, that of a product in the colour of its sign."""
    x, y, half, tall = label.box
    fill, stroke = page["page"], page["line"]
    if label.sign:
        stroke = PALETTES[theme]["negative" if label.sign < 0 else "positive"]
        fill = "#{:02x}{:02x}{:02x}".format(*blend(channels(fill), channels(stroke), TINT))
    place = f'x="{x - half:.1f}" y="{y - tall:.1f}" width="{2 * half:.1f}" height="{2 * tall:.1f}"'
    box = f'<rect {place} rx="8" fill="{fill}" stroke="{stroke}"/>'
    bold = "×" not in label.words
    return box + written(label.words, x, y + label.size * 0.36, label.size, page["ink"], "middle", bold)
