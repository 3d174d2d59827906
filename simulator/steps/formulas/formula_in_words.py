"""A formula in a line of text, in the notes' letters or others: Ŝ = Â W S, δ̂ = (Wᵀ δ) ⊙ σ′(ẑ)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ...core.inputs import InputError
from .notation import NOTES, PRODUCTS, Notation, hatted_word

# The notes' letters in words by their roles; "left-" is the layer to the left, and {…} what is made of roles.
LETTERS = {
    "x": "input",
    "n": "sum",
    "n̂": "left-sum",
    "a": "activation",
    "â": "left-activation",
    "y": "output",
    "W": "weights",
    "b": "bias",
    "t": "target",
    "e": "error",
    "F": "loss",
    "A": "slopes",
    "Â": "left-slopes",
    "S": "sensitivity",
    "Ŝ": "left-sensitivity",
    "α": "learning-rate",
    "∂F/∂W": "weight-gradient",
    "∂F/∂b": "bias-gradient",
    "∂φ/∂y": "output-slope",
    "∂F/∂n": "∂{loss}/∂{sum}",
    "σ′(n)": "σ′({sum})",
    "σ′(n̂)": "σ′({left-sum})",
    "X": "inputs",
    "N": "sums",
    "Y": "outputs",
    "T": "targets",
    "E": "errors",
}
FORM = "a letter or a formula of the notes, such as Ŝ = Â W S"
ALIKE = {"input": "activation", "output": "activation"}  # of a layer
_letters = "|".join(
    re.escape(unicodedata.normalize("NFC", one)) for one in sorted(LETTERS, key=len, reverse=True)
)
PIECE = re.compile(
    rf"(?P<space>\s*)(?:(?P<letter>{_letters})(?P<index>(?:[₀-₉]+(?:,[₀-₉]+)*)?)(?P<power>[ᵀ²]?)"
    r"|(?P<sign>[0-9]+(?:\.[0-9]+)?|[=−+·×⊙←,()]|σ(?=\()|ln))"
)


def _alike(factor: str) -> str:
    own = factor.removeprefix("left-").removesuffix("ᵀ")
    return ALIKE.get(own, own) + "ᵀ" * factor.endswith("ᵀ")


FACTORS = {tuple(map(_alike, product.split())): key for key, product in PRODUCTS.items()}
LONGEST = max(map(len, FACTORS))
ROLES = {unicodedata.normalize("NFC", letter): role for letter, role in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sign as it is, or a role with what stands behind its letter; `space`: whether one is before it."""

    space: bool
    sign: str = ""
    role: str = ""
    index: str = ""
    power: str = ""

    @property
    def factor(self) -> str:
        """As the table of products calls it, whatever its layer: of Â and of A₂ alike; "" for one entry."""
        return "" if "," in self.index else _alike(self.role + "ᵀ" * (self.power == "ᵀ"))


def formula_in_words(text: str, notation: Notation = NOTES) -> str:
    """The formula in this notation; raises InputError for what is no letter of the notes and no sign.

    Products stand in the order and with the transposes that they have there; where two sides of an equation
    become the same, it is said once.

    >>> from simulator.steps.formulas.notation import DELTA
    >>> formula_in_words("∂F/∂W = â Sᵀ", DELTA)
    '∂C/∂W = δ âᵀ'
    """
    pieces = _pieces(unicodedata.normalize("NFC", text.strip()))
    written = "".join(_written(piece, notation) for piece in _products(pieces, notation)).strip()
    return notation.entries(" = ".join(side for side, _ in groupby(written.split(" = "))))


def _pieces(text: str) -> list[_Piece]:
    found, at = [], 0
    while at < len(text):
        piece = PIECE.match(text, at)
        if piece is None:
            raise InputError(f"a name that begins with : must be {FORM}; got {text!r:.60}")
        role = ROLES[piece["letter"]] if piece["letter"] else ""
        behind = (piece["index"] or "", piece["power"] or "")
        found.append(_Piece(bool(piece["space"]), piece["sign"] or "", role, *behind))
        at = piece.end()
    if not found:
        raise InputError(f"a name that begins with : must be {FORM}; got nothing")
    return found


def _products(pieces: Sequence[_Piece], notation: Notation) -> Iterator[_Piece]:
    """The same pieces, each product of the notes as the notation has it."""
    at = 0
    while at < len(pieces):
        for size in range(LONGEST, 0, -1):
            own = pieces[at : at + size]
            if key := FACTORS.get(tuple(piece.factor for piece in own)):
                yield from own if notation is NOTES else _product(own, notation.products[key])
                break
        else:
            size = 1
            yield pieces[at]
        at += size


def _product(own: Sequence[_Piece], product: str) -> Iterator[_Piece]:
    """Factors in another order, each with the letter and the index that it has."""
    known = {_alike(piece.role): piece for piece in own}
    before = ""
    for one in product.split():
        space = before != "(" and one != ")" and (bool(before) or own[0].space)
        if piece := known.get(_alike(one.removesuffix("ᵀ"))):
            yield replace(piece, space=space, power="ᵀ" * one.endswith("ᵀ"))
        else:
            yield _Piece(space, one)
        before = one


def _written(piece: _Piece, notation: Notation) -> str:
    word = piece.sign or _behind(_word(piece.role, notation), piece.index)
    if piece.power and "/" in word:
        word = f"({word})"
    return " " * piece.space + word + piece.power


def _word(role: str, notation: Notation) -> str:
    if "{" in role:
        return re.sub(r"\{([a-z-]+)\}", lambda found: _word(found[1], notation), role)
    if role.startswith("left-"):
        return hatted_word(notation.signs[role.removeprefix("left-")].word)
    return notation.signs[role].word


def _behind(word: str, index: str) -> str:
    """An index belongs to the last letter: σ′(z₂)."""
    return f"{word[:-1]}{index})" if word.endswith(")") else word + index
