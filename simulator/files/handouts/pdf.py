"""A hand-out as A4 pages: written in Typst, which sets the formulas as a book does, and compiled to PDF."""

from collections.abc import Iterable

from ...core.inputs import InputError
from .content import Block, Chapter, Heading, Words
from .handout_formula import ROOM, Display, width
from .letter_ink import INKS, ink_of
from .sketch import Sketch, Spot
from .typst_math import typst_math

NARROW = ROOM * 3 // 4  # a row of so many digits surely fits, and need not be measured, which is dear
LONG, KEPT = 50_000, 11  # characters of a document; compilations of which Typst keeps what it found

# What the pages look like. Formulas wider than the page are scaled down to it.
STYLE = """
#set page(paper: "a4", margin: (x: 2cm, y: 1.9cm), footer: context align(center, text(8.5pt)[
  #counter(page).display("1 / 1", both: true)]))
#set text(font: "Libertinus Serif", size: 10.5pt, lang: "en")
#set par(leading: 0.55em, spacing: 0.8em)
#set block(spacing: 0.8em)
#show heading.where(level: 1): set text(13pt)
#show heading.where(level: 2): set text(11.5pt)
#show heading: set block(above: 1.2em, below: 0.7em, sticky: true)
#set math.mat(gap: 0.5em, column-gap: 0.9em)
#let blank(digits) = box(inset: (x: 0.5em, y: 0.55em), stroke: 0.5pt + gray, hide(digits))
#let fit(body) = layout(size => {
  let wide = measure(body).width
  if wide > size.width { scale(size.width / wide * 100%, reflow: true, origin: left, body) } else { body }
})
#let display(rows) = block(inset: (left: 0.6em), breakable: false, rows)
#let fitted(rows) = display(fit(rows))
#show math.equation.where(block: true): set align(left)
#let said(lead, body) = block(sticky: true)[#strong(lead) #body]
#let at(x, y, body) = place(top + left, dx: x * 1cm - 2cm, dy: y * 1cm - 1cm,
  box(width: 4cm, height: 2cm, align(center + horizon, body)))
#let number(body, ink: it => it) = if body != "" { ink(body) } else {
  box(width: 2.6em, height: 1.2em, stroke: 0.4pt + gray) }
#let edge(x0, y0, x1, y1, below) = place(top + left, line(
  start: (x0 * 1cm, y0 * 1cm), end: (x1 * 1cm, y1 * 1cm),
  stroke: (thickness: 0.5pt, paint: luma(130), dash: if below { "dashed" } else { none })))
#let neuron(x, y, r, ..numbers) = { at(x, y, circle(radius: r * 1cm, stroke: 0.6pt, fill: white))
  at(x, y, stack(spacing: 0.35em, ..numbers)) }
#let label(x, y, body) = at(x, y, box(fill: white, outset: 1pt, body))
#let sketch(width, height, points, caption, body) = block(breakable: false)[
  #fit(block(width: width * 1cm, height: height * 1cm, { set text(points * 1pt); body }))
  #text(9pt, style: "italic", caption)]
"""
INK_COMMANDS = "".join(
    f'#let ink{letter}(body) = text(fill: rgb("{colour}"), body)\n' for letter, colour in INKS.items()
)


def pdf_bytes(title: str, blocks: Iterable[Block]) -> bytes:
    """The pages. Raises InputError where the package `typst` is not installed."""
    return _compiled(typst_text(title, blocks))


def pdf_of_parts(title: str, parts: Iterable[Chapter]) -> bytes:
    """The pages of many, each from a page 1 of its own on, with its name on every page; raises likewise."""
    return _compiled(typst_of_parts(title, parts))


def _compiled(text: str) -> bytes:
    try:
        import typst  # noqa: PLC0415  (an extra: 80 MB that only these pages need)
    except ImportError:
        raise InputError(
            "a hand-out as PDF needs the package typst, which is not installed; pip install typst brings it"
        ) from None
    made = bytes(typst.compile(text.encode(), ignore_system_fonts=True))
    if len(text) > LONG:
        for _ in range(KEPT):  # what it keeps of its last pages, megabytes a page, goes with so many others
            typst.compile(b"", ignore_system_fonts=True)
    return made


def typst_text(title: str, blocks: Iterable[Block]) -> str:
    """The whole document; every text is a string of Typst, in which nothing is markup."""
    return "\n".join([_head(title), _headed(title), *map(_block, blocks)])


def typst_of_parts(title: str, parts: Iterable[Chapter]) -> str:
    """The whole document of many parts."""
    found = [_head(title)]
    for part in parts:
        footer = f"[#{string(part.name)} · #counter(page).display()]"
        found += [
            f"#set page(footer: context align(center, text(8.5pt){footer}))",
            "#counter(page).update(1)",
            _headed(part.title),
            *map(_block, part.blocks),
        ]
    return "\n".join(found)


def _head(title: str) -> str:
    return f"#set document(title: {string(title)})\n{STYLE}{INK_COMMANDS}"


def _headed(title: str) -> str:
    return f"#text(17pt, strong({string(title)}))\n"


def string(text: str) -> str:
    """A string of Typst."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"#heading(level: {level}, {string(text)})"
        case Words(text=text, lead=lead):
            return f"#said({string(lead)}, {string(text)})" if lead else f"#par({string(text)})"
        case Sketch():
            return _sketch(block)
        case _:
            return _display(block)


def _display(rows: Display) -> str:
    lines = [f"{typst_math(left)} & {typst_math(right)}" for left, right in rows]
    narrow = all(width(f"{left} {right}") <= NARROW for left, right in rows)
    return f"#{'display' if narrow else 'fitted'}($ " + " \\\n ".join(lines) + " $)"


def _sketch(drawn: Sketch) -> str:
    parts = [
        f"edge({edge.start[0]}, {edge.start[1]}, {edge.end[0]}, {edge.end[1]}, {str(edge.below).lower()})"
        for edge in drawn.edges
    ]
    parts += [
        f"label({edge.label[0]:.3f}, {edge.label[1]:.3f}, {_number(edge.number, ink_of(drawn.quantity))})"
        for edge in drawn.edges
        if edge.number is not None
    ]
    parts += [f"at({x}, {y}, $dots.v$)" for x, y in drawn.gaps]
    parts += [_neuron(spot, drawn.radius) for spot in drawn.spots]
    body = "; ".join(parts)
    return f"#sketch({drawn.size[0]}, {drawn.size[1]}, {drawn.points}, {string(drawn.caption)}, {{ {body} }})"


def _neuron(spot: Spot, radius: float) -> str:
    numbers = ", ".join(_number(*one) for one in spot.inked)
    return f"neuron({spot.x}, {spot.y}, {radius}, {numbers})"


def _number(text: str, ink: str) -> str:
    said = string(text.replace("-", "−"))
    return f"number({said}, ink: {ink})" if ink else f"number({said})"
