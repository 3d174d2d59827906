"""In the upper half of a neuron what its step does: its products as bars, and below them their sum."""

from math import sqrt

from ..colours import PALETTES, blend, channels
from ..neuron_sums import NeuronSum
from .layout import Places

ONE, TWO = 76, 84  # the least width of a neuron with such a sheet above a line of words, or above two
RIM = 7  # from its edge
OVER_ONE, OVER_TWO = 11, 15  # from its middle, above a line of words or two
PALE = 0.3  # of the sign's colour in the bar of a bias


def has_room(places: Places, two_lines: bool) -> bool:
    """Whether neurons are large enough."""
    return places.node >= (TWO if two_lines else ONE)


def plate(
    places: Places, place: tuple[int, int], one: NeuronSum, two_lines: bool, theme: str, page: dict[str, str]
) -> str:
    """Positive numbers to the right of 0, negative ones to the left, each from where the last one ended."""
    (x, y), radius = places.spot(place), places.node / 2
    half = sqrt(radius**2 - (radius - RIM) ** 2) + 5
    top, bottom = y - radius + RIM, y - (OVER_TWO if two_lines else OVER_ONE)
    sheet = f'x="{x - half:.1f}" y="{top:.1f}" width="{2 * half:.1f}" height="{bottom - top:.1f}"'
    parts = [f'<rect {sheet} rx="5" fill="{page["page"]}" stroke="{page["line"]}"/>']
    bars, low, high = stacked(
        [*(part.value for part in one.parts), *([one.bias] if one.bias is not None else [])]
    )
    low, high = min(low, one.total), max(high, one.total)
    scale = 2 * (half - 5) / ((high - low) or 1.0)
    left, thick = x - half + 5, (bottom - top - 8) / 2
    zero = left - low * scale
    for k, (start, end) in enumerate(bars):
        pale = one.bias is not None and k == len(bars) - 1
        parts.append(_bar(zero, start * scale, end * scale, top + 3, thick, theme, page, pale))
    parts.append(_bar(zero, 0.0, one.total * scale, top + 5 + thick, thick, theme, page))
    axis = f'x="{zero - 0.75:.1f}" y="{top + 1:.1f}" width="1.5" height="{bottom - top - 2:.1f}"'
    return "".join([*parts, f'<rect {axis} fill="{page["ink"]}"/>'])


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
