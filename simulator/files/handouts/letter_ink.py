"""Letters of a hand-out in the colours that they have on the page; each reads in black and white too.

In LaTeX a letter stands as \\inkW{W_2}: the braces alone are left where a format has no colours.
"""

import re

from ...draw.colours import LETTER_OF, LETTERS
from ...steps.formulas.formula import Letter, Token, symbols

INKS = LETTERS["light"]
COMMAND = re.compile(rf"\\ink[{''.join(INKS)}](?![a-zA-Z])")


def ink_of(quantity: str) -> str:
    """The command of a quantity's colour, such as "inkW"; "" for what has the colour of the text."""
    letter = LETTER_OF.get(quantity)
    return f"ink{letter}" if letter else ""


def in_ink(latex: str, quantity: str) -> str:
    """One letter in the colour of its quantity."""
    ink = ink_of(quantity)
    return rf"\{ink}{{{latex}}}" if ink else latex


def inked(token: Token, latex: str) -> str:
    """A token as a formula writes it, a letter, which stands in braces, in the colour of what it is."""
    ink = ink_of(token.of.split(":")[0]) if isinstance(token, Letter) else ""
    return rf"\{ink}{latex}" if ink else latex


def formula_in_ink(tokens: tuple[Token, ...]) -> str:
    """A formula without numbers."""
    return " ".join(inked(token, symbols((token,))) for token in tokens)


def without_ink(latex: str) -> str:
    """The same in the colour of the text."""
    return COMMAND.sub("", latex)
