"""In the upper half of a neuron what its step does: products as bars above their sum, or its point on σ."""

from math import sqrt

from ..colours import PALETTES, blend, channels
from ..neuron_curves import Curve, CurvePoint
from ..neuron_sums import NeuronSum
from .layout import Places

ONE, TWO = 76, 84  # the least width of a neuron with such a sheet above a line of words, or above two
RIM = 7  # from its edge
OVER_ONE, OVER_TWO = 11, 15  # from its middle, above a line of words or two
TANGENT, STEEP = 0.2, 0.35  # to either side, of the curve's width and at most of its height
PALE = 0.3  # of the sign's colour in the bar of a bias


def has_room(places: Places, two_lines: bool) -> bool:
    """Whether neurons are large enough."""
    return places.node >= (TWO if two_lines else ONE)


def sum_plate(
    places: Places, place: tuple[int, int], one: NeuronSum, two_lines: bool, theme: str, page: dict[str, str]
) -> str:
    """Positive numbers to the right of 0, negative ones to the left, each from where the last one ended."""
    x, top, half, tall = _sheet(places, place, two_lines)
    parts = [_paper(x, top, half, tall, page)]
    bars, low, high = stacked(
        [*(part.value for part in one.parts), *([one.bias] if one.bias is not None else [])]
    )
    low, high = min(low, one.total), max(high, one.total)
    scale = 2 * (half - 5) / ((high - low) or 1.0)
    left, thick = x - half + 5, (tall - 8) / 2
    zero = left - low * scale
    for k, (start, end) in enumerate(bars):
        pale = one.bias is not None and k == len(bars) - 1
        parts.append(_bar(zero, start * scale, end * scale, top + 3, thick, theme, page, pale))
    parts.append(_bar(zero, 0.0, one.total * scale, top + 5 + thick, thick, theme, page))
    axis = f'x="{zero - 0.75:.1f}" y="{top + 1:.1f}" width="1.5" height="{tall - 2:.1f}"'
    return "".join([*parts, f'<rect {axis} fill="{page["ink"]}"/>'])


def curve_plate(
    places: Places,
    place: tuple[int, int],
    curve: Curve,
    one: CurvePoint,
    two_lines: bool,
    phase: str,
    page: dict[str, str],
) -> str:
    """σ with its axes, the point (n, a), and the tangent once it is known; dashed where it hardly answers."""
    middle, top, half, tall = _sheet(places, place, two_lines)
    (ns, values), left, wide, high = curve, middle - half + 5, 2 * (half - 5), tall - 8
    lowest, highest = min(0.0, *values), max(0.0, *values)
    span, rise = ns[-1] - ns[0], (highest - lowest) or 1.0

    def spot(n: float, a: float) -> str:
        return f"{left + (n - ns[0]) / span * wide:.2f},{top + 4 + (highest - a) / rise * high:.2f}"

    def line(*ends: tuple[float, float], look: str) -> str:
        return f'<polyline points="{" ".join(spot(*end) for end in ends)}" fill="none" {look}/>'

    thin = f'stroke="{page["line"]}" stroke-width="1"'
    drawn = (
        f'stroke="{page["outline"]}" stroke-width="2" stroke-dasharray="2 4"'
        if one.quiet
        else f'stroke="{page["ink"]}" stroke-width="2.5"'
    )
    parts = [_paper(middle, top, half, tall, page, rounded=6), line((ns[0], 0), (ns[-1], 0), look=thin)]
    parts.append(line((0, lowest), (0, highest), look=thin))
    parts.append(line(*zip(ns, values, strict=True), look=drawn))
    rising = f'stroke="{phase}" stroke-width="1.5" stroke-dasharray="4 3"'
    parts.append(line((one.n, 0), (one.n, one.a), look=rising))
    if one.slope is not None:
        reach = min(span * TANGENT, rise * STEEP / abs(one.slope or 1.0))
        ends = [(one.n + side * reach, one.a + side * reach * one.slope) for side in (-1, 1)]
        parts.append(line(*ends, look=f'stroke="{phase}" stroke-width="3.5"'))
    x, y = spot(one.n, one.a).split(",")
    look = f'fill="{phase}" stroke="{page["page"]}" stroke-width="1"'
    parts.append(f'<ellipse cx="{x}" cy="{y}" rx="4.5" ry="4.5" {look}/>')
    return "".join(parts)


def _sheet(places: Places, place: tuple[int, int], two_lines: bool) -> tuple[float, float, float, float]:
    """The middle of the sheet across, its top, half of its width, and its height."""
    (x, y), radius = places.spot(place), places.node / 2
    half = sqrt(radius**2 - (radius - RIM) ** 2) + 5
    return x, y - radius + RIM, half, radius - RIM - (OVER_TWO if two_lines else OVER_ONE)


def _paper(x: float, top: float, half: float, tall: float, page: dict[str, str], rounded: int = 5) -> str:
    place = f'x="{x - half:.1f}" y="{top:.1f}" width="{2 * half:.1f}" height="{tall:.1f}"'
    return f'<rect {place} rx="{rounded}" fill="{page["page"]}" stroke="{page["line"]}"/>'


def stacked(values: list[float]) -> tuple[list[tuple[float, float]], float, float]:
    """From where to where each goes; and how far they reach below 0 and above it."""
    ends = {False: 0.0, True: 0.0}
    bars = []
    for value in values:
        start = ends[value < 0]
        ends[value < 0] += value
        bars.append((start, ends[value < 0]))
    return bars, ends[True], ends[False]


def _bar(
    zero: float,
    start: float,
    end: float,
    y: float,
    thick: float,
    theme: str,
    page: dict[str, str],
    pale: bool = False,
) -> str:
    tone = PALETTES[theme]["negative" if end < start else "positive"]
    fill = (
        "#{:02x}{:02x}{:02x}".format(*blend(channels(page["page"]), channels(tone), PALE)) if pale else tone
    )
    place = (
        f'x="{zero + min(start, end):.2f}" y="{y:.1f}" width="{abs(end - start):.2f}" height="{thick:.1f}"'
    )
    return f'<rect {place} fill="{fill}" stroke="{tone if pale else page["page"]}" stroke-width="1"/>'
