"""A hand-out as Markdown: formulas between dollar signs, pictures that GitHub and Jupyter draw."""

import re
from collections.abc import Iterable

from ...draw.colours import PALETTES, mixed
from .content import Block, Heading, Words
from .handout_formula import Display
from .letter_ink import without_ink
from .sketch import Sketch

MOST_EDGES = 100  # more of them are no picture in Mermaid, and some viewers refuse them
PX, MORE_PX = 1.2, 3.8  # of an edge whose number is 0, and how much wider the widest is
TO_WRITE_IN = "▢"
MARKUP = re.compile(r"([!-/:-@\[-`{-~])")  # every ASCII punctuation sign, each of which \ takes literally
LIGHT = re.compile(r"([\\`*_{}\[\]<>#|$~&!])")
NAMED_SIGN = re.compile(r":(?=\S)")  # what may begin the name of a sign, or of a picture


def markdown_text(title: str, blocks: Iterable[Block]) -> str:
    """The whole hand-out."""
    return "\n\n".join([f"# {literal(title)}", *map(_block, blocks)]) + "\n"


def literal(text: str) -> str:
    """A text in which nothing is markup: no link, no image, no HTML, no formula."""
    # A viewer finds an address by its @ even behind a backslash; a joiner of no width keeps the two apart.
    return MARKUP.sub(r"\\\1", text).replace("@", "@\u200c")


def plain(text: str) -> str:
    """A text of our own that shows its very characters, but for addresses; it still reads well as a file.

    What stands between colons, as :x: does, is no sign and no picture.
    """
    return LIGHT.sub(r"\\\1", NAMED_SIGN.sub(":\u2060", text))


def display(rows: Display) -> str:
    """Rows of a formula; on one line, so that no row can be taken for a list or a rule.

    Its letters have the colour of the text: the page that shows them may be dark.
    """
    rows = tuple((without_ink(left), without_ink(right)) for left, right in rows)
    if len(rows) == 1:
        inside = " ".join(rows[0])
    else:
        body = r" \\ ".join(f"{left} & {right}" for left, right in rows)
        inside = rf"\begin{{aligned}} {body} \end{{aligned}}"
    return f"$$\n{inside}\n$$"


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"{'#' * (level + 1)} {plain(text)}"
        case Words(text=text, lead=lead):
            return f"**{plain(lead)}** {plain(text)}".strip() if lead else plain(text)
        case Sketch():
            return _sketch(block)
        case _:
            return display(block)


def _sketch(drawn: Sketch) -> str:
    caption = f"*{plain(drawn.caption)}*"
    if len(drawn.edges) > MOST_EDGES:
        return f"*A picture of {len(drawn.edges)} edges is left out here.*"
    lines = ["```mermaid", "flowchart LR"]
    for spot in drawn.spots:
        inside = "<br/>".join(map(_number, spot.numbers)) or " "
        lines.append(f'  {_name(spot.neuron)}("{inside}")')
    for edge in drawn.edges:
        start, end = map(_name, edge.ends)
        signs = ("-. ", " .-", "-.-") if edge.below else ("-- ", " ---", "---")
        way = signs[2] if edge.number is None else f'{signs[0]}"{_number(edge.number)}"{signs[1]}'
        lines.append(f"  {start} {way} {end}")
    return "\n".join([*lines, *_looks(drawn), "```", "", caption])


def _looks(drawn: Sketch) -> list[str]:
    """Colour and width of the edges as the graph has them, those that look the same in one line.

    The colours are those of a light page; they can be told from a dark one too.
    """
    found: dict[str, list[int]] = {}
    for i, edge in enumerate(drawn.edges):
        red, green, blue = mixed(PALETTES["light"], "edge", edge.share)
        width = PX + MORE_PX * min(1.0, abs(edge.share))
        look = f"stroke:#{red:02x}{green:02x}{blue:02x},stroke-width:{width:.1f}px"
        found.setdefault(look, []).append(i)
    return [f"  linkStyle {','.join(map(str, places))} {look}" for look, places in found.items()]


def _name(neuron: tuple[int, int]) -> str:
    return f"layer{neuron[0]}_{neuron[1]}"


def _number(text: str) -> str:
    return text.replace("-", "−") or TO_WRITE_IN
