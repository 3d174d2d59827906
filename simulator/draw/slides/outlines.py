"""Words and formulas as paths, so that a picture needs no font where it is opened."""

import math
import xml.etree.ElementTree as ET
from functools import cache
from html import escape
from importlib.resources import files

from ziafont.config import config
from ziafont.font import Font
from ziamath.zmath import Latex

from ...steps.formulas.digits import cut

# Every sign is drawn in its place: no id is referred to that another picture in the same page may have too.
config.svg2 = False
config.precision = 2

BOLDER = 0.034  # how much a stroke thickens bold words and sets them apart, in parts of their size


@cache
def _font() -> Font:
    return Font(str(files("ziafont.fonts") / "DejaVuSans.ttf"))


def width(words: str, size: float, bold: bool = False) -> float:
    """How wide words stand at a size, both in pixels."""
    font = _font()
    units = sum(font.glyph(letter).advance() for letter in words)
    return float(units * size / font.info.layout.unitsperem + bold * BOLDER * size * len(words))


def fitting(words: str, room: float, size: float) -> str:
    """Words too long for their place end in "…"; a number loses significant digits, as `cut` has it."""
    for most in range(len(words), 0, -1):
        if width(short := cut(words, most), size) <= room:
            return short
    return cut(words, 1)


def wrapped(words: str, room: float, size: float) -> list[str]:
    """Words in lines no wider than `room`, broken at spaces."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def written(
    words: str,
    x: float,
    y: float,
    size: float,
    fill: str,
    anchor: str = "start",
    bold: bool = False,
    halo: str = "",
) -> str:
    """Words on a baseline as SVG, with the words as their label; `halo` is a colour around them."""
    start = x - width(words, size, bold) * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    path = _outline(words, start, y, size, bold * BOLDER * size)
    if not path:
        return ""
    outline = 'stroke-linejoin="round" stroke'
    stroke = f' {outline}="{fill}" stroke-width="{BOLDER * size:.2f}"' if bold else ""
    found = f'<path role="img" aria-label="{escape(words)}" d="{path}" fill="{fill}"{stroke}/>'
    if not halo:
        return found
    return f'<path d="{path}" fill="none" {outline}="{halo}" stroke-width="{size / 4:.1f}"/>{found}'


def _outline(words: str, x: float, y: float, size: float, apart: float) -> str:
    font, parts = _font(), []
    x += apart / 2
    for letter in words:
        glyph = font.glyph(letter)
        drawn = glyph.svgpath(x, y, size / glyph.DFLT_SIZE_PT)
        if drawn is not None:
            parts.append(drawn.attrib["d"].strip())
        x += glyph.advance() * size / font.info.layout.unitsperem + apart
    return " ".join(parts)


class TypesetFormula:
    """LaTeX set in STIX Two Math at a size, in a colour; `width` and `height` in pixels.

    `coloured` is the same with colours in it.
    """

    def __init__(self, latex: str, size: float, fill: str, coloured: str = "") -> None:
        self.latex = latex
        self._set = Latex(coloured or latex, size=size, color=fill)
        self.width, self.height = (float(side) for side in self._set.getsize())

    def drawn(self, x: float, y: float, scale: float) -> str:
        """As SVG, scaled, with (x, y) as the middle of its left side."""
        shape = ET.Element("g")
        self._set.drawon(shape, 0, 0, valign="center")
        inside = "".join(ET.tostring(child, encoding="unicode") for child in shape)
        move = f"translate({x:.1f} {y:.1f}) scale({math.floor(scale * 1e4) / 1e4})"
        label = escape(self.latex)
        return f'<g role="img" aria-label="{label}" transform="{move}">{inside}</g>'
