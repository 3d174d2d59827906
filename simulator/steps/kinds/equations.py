"""From a formula in roles, written once, all that a step shows: with hats, with layer numbers, in numbers.

    "sum = weights·left-activation + bias"      n = Wᵀâ + b      n_3 = W_3ᵀa_2 + b_3

- A role that begins with "left-" belongs to the layer on the left: a hat, or a layer number one less.
- Roles joined by "·" are a product, of which the notation gives the order and the transposes.
- What follows "_" says which component is meant: "weights_rc" is one weight, "bias_c" one bias.
- "Σ_r" is the sum over the neurons of the layer on the left, "Σ_c" over those of the layer itself.

Each letter and each number says which numbers of the update it stands for, so that a page can show where else
the same number is: "W:2" is W_2, "W:2:1:3" its row 1, column 3, "W:2:*:3" all of column 3; x is "a:1", y is
a of the last layer, W after the update "newW". What belongs to an item of a batch has its place in the batch,
from 1, after "@": "n:2:1@3". "free_dW:2" is ∂F/∂W_2 with 0 wherever W_2 is frozen.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np

from ...core.inputs import Array
from ...core.spelling import SUM_T, Operand, Written
from ..formulas import letters as L
from ..formulas.formula import Equation, Index, Letter, Line, Mark, Numbers, Relation, Token
from ..formulas.notation import Notation
from ..session import Update

WORD = re.compile(r"(?P<left>left-)?(?P<role>[a-zΣ-]+)(?P<transposed>ᵀ)?(?:_(?P<index>[a-z]+))?")
NARROW = Mark(r"\,")  # between the learning rate and a matrix
Tokens = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """How a word that one step alone has is written: with hats, with layer numbers, and in numbers."""

    hats: Tokens
    numbered: Tokens
    numbers: Tokens = ()


def alike(*tokens: Token) -> Own:
    """A word that is written alike everywhere."""
    return Own(tokens, tokens, tokens)


ALIKE = {
    "+": alike(L.PLUS),
    "-": alike(L.MINUS),
    "=": alike(L.EQUALS),
    "←": alike(L.GETS),
    "(": alike(L.OPEN),
    ")": alike(L.CLOSE),
    "diag": alike(L.DIAGONAL),
    "slope-of": alike(L.SLOPE),
    "⊙": alike(Mark(r"\odot")),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in roles, for layer `l` of an update.

    `own` explains words that it alone has; `neuron` gives the number of its r or c where it is about one
    neuron; `arrays` are those that a role has here in place of the run's.
    """

    roles: str
    u: Update
    l: int
    own: Mapping[str, Own] = field(default_factory=dict)
    neuron: Mapping[str, Index] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)

    def equation(self, rule: str) -> Equation:
        """The formula of a whole layer; `rule` says what its printed numbers must give."""
        result, sign, *right = self._words
        tokens = [token for word in right for token in self._in_numbers(word)]
        arrived = self._in_numbers("updated-" * (sign == "←") + result)
        return self.with_lines(Line((*tokens, Relation(), *arrived), rule))

    def with_lines(self, *lines: Line) -> Equation:
        """The formula in letters, with these lines of numbers."""
        return Equation(self.hats, self.numbered, lines)

    @property
    def hats(self) -> Tokens:
        """As the notes write it for any layer: n = Wᵀâ + b."""
        return tuple(token for word in self._words for token in self._with_hats(word))

    @property
    def numbered(self) -> Tokens:
        """With layer numbers: n_3 = W_3ᵀa_2 + b_3."""
        return tuple(token for word in self._words for token in self._numbered(word))

    @property
    def _words(self) -> tuple[str, ...]:
        return _words(self.roles, self.u.notation)

    def _known(self, word: str) -> Own | None:
        return self.own.get(word) or ALIKE.get(word)

    def _with_hats(self, word: str) -> Tokens:
        if known := self._known(word):
            return known.hats
        left, role, _, index = _parsed(word)
        if role == "Σ":
            return (L.total(index, self.u.notation),)
        letter = L.component(role, index, self.u.notation, left=left) if index else self._plain(word)
        return (L.standing_for(letter, self._of(role, left)),)

    def _plain(self, word: str) -> Letter:
        left, role, transposed, _ = _parsed(word)
        notation = self.u.notation
        return (L.hatted if left else L.plain)(role, notation, transposed=transposed)

    def _of(self, role: str, left: bool, index: str = "") -> str:
        """Which numbers a role stands for, or the component of an index such as "rc"."""
        if role == "weights" and role in self.arrays:
            whole = sent_through(self.u, self.l - left)
        else:
            whole = which(role, self.u, self.l - left)
        known = [str(self.neuron.get(letter, "*")) for letter in index]
        return ":".join([whole, *known]) if {*known} - {"*"} else whole

    def _numbered(self, word: str) -> Tokens:
        if known := self._known(word):
            return known.numbered
        left, role, transposed, index = _parsed(word)
        notation = self.u.notation
        if role == "Σ":
            l = self.l - (index == "r")
            return (L.total_of(index, l, self.u.before.widths[l - 1], notation),)
        if index:
            letter = L.numbered_component(role, self.l - left, index, self.neuron, notation)
        elif role in L.UNNUMBERED:
            letter = L.plain(role, notation, transposed=transposed)
        else:
            named = L.NUMBERED_AS.get(role, role)
            letter = L.numbered(named, self.l - left, notation=notation, transposed=transposed)
        return (L.standing_for(letter, self._of(role, left, index)),)

    def _in_numbers(self, word: str) -> Tokens:
        if known := self._known(word):
            return known.numbers
        left, role, transposed, _ = _parsed(word)
        array = self.arrays[role] if role in self.arrays else ARRAYS[role](self.u, self.l - left)
        of = self._of(role, left) + "@" * (self.u.in_matrices and role in EACH_ITEM)
        if role == "learning-rate":
            return Numbers(array, of=of), NARROW
        if role == "slopes" and array.ndim == 1 and not self.u.notation.turned:
            return (Numbers(array, form="diagonal", of=of),)
        over = transposed != (self.u.notation.turned and role in AS_WEIGHTS)
        return (Numbers(array, form="transposed" if over else "plain", of=of),)


def as_shown(u: Update, numbers: Numbers) -> Numbers:
    """An array with a place for each weight the way round in which the notation has W; any other as it is."""
    turned = u.notation.turned and numbers.array.ndim == 2
    return replace(numbers, form="transposed") if turned else numbers


@cache
def _words(roles: str, notation: Notation) -> tuple[str, ...]:
    """The words of a formula, with its products written out."""
    return tuple(one for word in roles.split() for one in notation.products.get(word, word).split())


@cache
def _parsed(word: str) -> tuple[bool, str, bool, str]:
    """Whether the role is of the layer to the left, the role, whether transposed, and its component."""
    found = WORD.fullmatch(word)
    assert found, f"{word!r} is no role"
    return bool(found["left"]), found["role"], bool(found["transposed"]), found["index"] or ""


@cache
def ones(B: int) -> Array:
    """The column of ones by which a batch is summed over its items; always the same array."""
    column = np.ones(B)
    column.setflags(write=False)
    return column


ARRAYS: dict[str, Callable[[Update, int], Array]] = {
    "input": lambda u, l: u.found.x,
    "output": lambda u, l: u.found.y,
    "target": lambda u, l: u.found.t,
    "error": lambda u, l: u.found.e,
    "weights": lambda u, l: u.before.W[l],
    "bias": lambda u, l: u.before.b[l],
    "updated-weights": lambda u, l: u.after.W[l],
    "updated-bias": lambda u, l: u.after.b[l],
    "learning-rate": lambda u, l: u.alpha,
    "sum": lambda u, l: u.found.n[l],
    "activation": lambda u, l: u.found.a[l],
    "slopes": lambda u, l: u.run.slopes[l],
    "full-slopes": lambda u, l: u.run.slopes[l],
    "sensitivity": lambda u, l: u.found.S[l],
    "weight-gradient": lambda u, l: u.found.dW[l],
    "bias-gradient": lambda u, l: u.found.db[l],
    "ones": lambda u, l: ones(len(u.items)),
}  # the array that plays a role in layer l of an update
# Of a batch each has a column for each item, and letters of its own.
OF_ALL_ITEMS = {"sensitivity": "sensitivities"} | {
    one: f"{one}s" for one in ("input", "output", "target", "error", "sum", "activation")
}
ARRAYS |= {many: ARRAYS[one] for one, many in OF_ALL_ITEMS.items()}

EACH_ITEM = {*OF_ALL_ITEMS.values()}
QUANTITIES = {
    **{"input": "a", "output": "a", "activation": "a", "sum": "n", "weights": "W", "bias": "b"},
    **{"updated-weights": "newW", "updated-bias": "newb", "learning-rate": "alpha", "loss": "F"},
    **{
        "target": "t",
        "error": "e",
        "slopes": "A",
        "full-slopes": "A",
        "sensitivity": "S",
        "output-slope": "dphi",
    },
    **{"weight-gradient": "dW", "bias-gradient": "db", "ones": ""},
}  # what each role is called where it is said which number stands in a place
AS_WEIGHTS = ("weights", "updated-weights", "weight-gradient")  # stand the same way round
OF_OUTPUTS = ("output", "target", "error", "output-slope")


def which(role: str, u: Update, l: int) -> str:
    """Which numbers a role stands for in layer l: "W:2"."""
    role = next((one for one, many in OF_ALL_ITEMS.items() if many == role), role)
    quantity = QUANTITIES[role]
    if role in ("loss", "learning-rate", "ones"):
        return quantity
    return f"{quantity}:{1 if role == 'input' else u.before.depth if role in OF_OUTPUTS else l}"


def sent_through(u: Update, l: int) -> str:
    """Which W_l the S of layer l goes back through: as you go that after the update."""
    return f"{'W' if u.through(l) is u.before.W[l] else 'newW'}:{l}"


# What a row of the table of losses writes, as roles; the sum of all targets is no role.
OPERANDS = {"t": "target", "y": "output", "n": "sum", "e": "error"}
SUM_OF_TARGETS = Letter(r"\Sigma_j t_j", "the sum of all targets")


def written(u: Update, pieces: Written, r: Index | None = None) -> Tokens:
    """A formula of the loss with its numbers, of output r or of all."""

    def numbers(piece: str) -> Numbers:
        if piece == SUM_T:
            return Numbers(np.asarray(u.run.t.sum()))
        role, K = OPERANDS[piece], u.before.depth
        return Numbers(ARRAYS[role](u, K), row=None if r is None else r - 1, of=which(role, u, K))

    return tuple(numbers(piece) if isinstance(piece, Operand) else Mark(piece) for piece in pieces)


def in_letters(u: Update, pieces: Written) -> Tokens:
    """The same in letters."""

    def letter(piece: str) -> Letter:
        if piece == SUM_T:
            return SUM_OF_TARGETS
        return L.standing_for(L.plain(OPERANDS[piece], u.notation), which(OPERANDS[piece], u, u.before.depth))

    return tuple(letter(piece) if isinstance(piece, Operand) else Mark(piece) for piece in pieces)
