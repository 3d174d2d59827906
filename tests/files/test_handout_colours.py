"""Letters of a hand-out have the colours of the page, read from the finished file."""

import ctypes
import re
from collections import defaultdict

import pypdfium2
import pytest
from pypdfium2.raw import FPDFText_GetFillColor, FPDFText_GetUnicode

from simulator.draw.colours import LETTERS, luminance
from simulator.draw.colours import channels as channels_of
from simulator.files.gallery import example
from simulator.files.handouts.handout import handout

NOTES = example("notes-4-layer").session
INKS = LETTERS["light"]
OWN = {"W": "𝑊𝑏", "a": "𝑎𝑥𝑦", "n": "𝑛", "S": "𝑆"}  # letters of formulas
BESIDE = {*"0123456789.−", "̂", "𝑇"}  # an index, a number in a picture, a hat, a transpose
PLAIN = "𝐴𝑒𝐹𝑡𝛼"


def signs_by_colour(content: bytes) -> dict[str, set[str]]:
    """What stands on the pages in each colour; of a letter of a formula the page gives two halves."""
    found: dict[str, set[str]] = defaultdict(set)
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        first = ""
        for at in range(text.count_chars()):
            unit = FPDFText_GetUnicode(text.raw, at)
            sign = (first.encode("utf-16-le", "surrogatepass") + unit.to_bytes(2, "little")).decode(
                "utf-16-le", "surrogatepass"
            )
            first = sign if 0xD800 <= unit < 0xDC00 else ""
            channels = [ctypes.c_uint() for _ in range(4)]
            if sign.strip() and not first and FPDFText_GetFillColor(text.raw, at, *channels):
                found["#{:02x}{:02x}{:02x}".format(*(one.value for one in channels[:3]))].add(sign)
    return found


@pytest.mark.parametrize("blanks", [False, True])
def test_letters_on_the_pages_have_their_own_colours(blanks: bool) -> None:
    """And nothing else has them."""
    found = signs_by_colour(handout(NOTES, blanks=blanks, format="pdf"))
    for letter, colour in INKS.items():
        assert {*OWN[letter]} <= found[colour] <= {*OWN[letter]} | BESIDE
    assert {*PLAIN, "𝑆"} & found["#000000"] == {*PLAIN}
    assert {*found} == {*INKS.values(), "#000000"}


def test_letters_are_told_apart_from_paper_in_black_and_white() -> None:
    for colour in INKS.values():
        assert 1.05 / (luminance(channels_of(colour)) + 0.05) > 4.5


def test_latex_defines_what_it_uses_and_pictures_say_quantities_by_colour() -> None:
    """n above a in the first picture, and on edges W; ∂F/∂W has the colour of the text."""
    text = handout(NOTES, format="tex").decode()
    for letter, colour in INKS.items():
        assert rf"\definecolor{{ink{letter}}}{{HTML}}{{{colour[1:].upper()}}}" in text
        assert rf"\newcommand{{\ink{letter}}}[1]" in text
    assert r"\inkn{n_{2}} = \inkW{W_{2}^{T}} \inka{a_{1}} + \inkW{b_{2}}" in text.replace("& =", "=")
    forward, backward, update = re.findall(r"\\begin{tikzpicture}.*?\\end{tikzpicture}", text, re.S)
    assert r"{\inkW{$-0.9$}};" in forward
    assert r"{\inkn{$-0.3$}\\\inka{$0$}};" in forward
    assert r"{$-0.197$};" in backward
    assert r"{\inkS{$-0.394$}};" in backward
    assert r"{\inkW{$0.86$}};" in update


def test_markdown_has_no_colours() -> None:
    """Nothing that a viewer does not know."""
    assert r"\ink" not in handout(NOTES).decode()


def test_no_command_of_the_pages_is_printed_as_a_word() -> None:
    """Formulas beside one another are parted by a space."""
    found = handout(NOTES, format="pdf")
    words = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(found))
    assert "Given" in words
    assert not re.search(r"\b(wide|quad|thin|ink\w)\b", words)
