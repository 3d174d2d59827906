"""The reader's notation: how each role in a formula is written, which way round W stands, and its words.

One row of NOTATIONS is one notation. Everything that is shown takes its letters from there; the arrays, files
and `Step.value` stay the notes', W as H × L.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from ...core.inputs import InputError
from .turned_phrases import turned_phrases

KEPT_TEXTS = 4096  # a walk asks for the same few in every update
# How an entry of W is written: W₃,₁₂, W₃,₂,₁₁, W3[1,2] or "W after 3,1,2", and "W3, row 1, column 2".
ENTRIES = [
    re.compile(f"(?<=W){form}")
    for form in (
        r"([₀-₉]+,)([₀-₉])()([₀-₉])(?![₀-₉,])",
        r"([₀-₉]+,)([₀-₉]+)(,)([₀-₉]+)",
        r"([0-9₀-₉]+\[|(?: after)? [0-9]+,)([0-9]+)(,)([0-9]+)(?=\]|$)",
        r"([0-9₀-₉]+, row )([0-9]+)(, column )([0-9]+)",
    )
]


@dataclass(frozen=True, slots=True)
class Sign:
    """How a role is written: its letter in LaTeX and in words, what it means, and what one component is.

    `spoken`: where it is not the letter itself; `hat`: with a hat, where that is not a hat over the whole.
    """

    latex: str
    meaning: str
    one: str = ""
    spoken: str = ""
    hat: str = ""

    def indexed(self, index: str, *, left: bool = False) -> str:
        """The letter with an index, which in ∂F/∂W and in σ′(z) belongs to the last letter."""
        latex = self.hatted if left else self.latex
        if latex.startswith(r"\frac") or latex.endswith(")"):
            return f"{latex[:-1]}_{{{index}}}{latex[-1]}"
        return f"{latex}_{{{index}}}"

    @property
    def word(self) -> str:
        """The letter in words: α, ∂F/∂W."""
        return (self.spoken or self.latex).partition(",")[0]

    @property
    def hatted(self) -> str:
        """The letter of the layer to the left: â, ∂L/∂ẑ."""
        if self.hat:
            return self.hat
        if self.latex.startswith(r"\frac"):
            head, _, letter = self.latex[:-1].rpartition(" ")
            return rf"{head} \hat{{{letter}}}}}"
        return rf"\hat{{{self.latex}}}"


SIGNS = {
    "input": Sign("x", "the input"),
    "sum": Sign("n", "the weighted sums with bias, one per neuron", "n of neuron {}"),
    "activation": Sign("a", "the activated outputs, a = σ(n)", "the activation of neuron {}"),
    "output": Sign("y", "the output of the network: a of the last layer"),
    "weights": Sign("W", "the weights: one row per neuron on the left, one column per neuron on the right"),
    "bias": Sign("b", "the biases, one per neuron", "the bias of neuron {}"),
    "target": Sign("t", "the target: what the output should be"),
    "error": Sign("e", "the error t − y"),
    "loss": Sign("F", "the error as one number, φ(t, y)"),
    "slopes": Sign("A", "the slopes σ′(n), as a diagonal matrix (softmax: diag(y) − y yᵀ)"),
    "full-slopes": Sign("A", "the slopes σ′(n), as a diagonal matrix (softmax: diag(y) − y yᵀ)"),
    "sensitivity": Sign(
        "S", "the sensitivities ∂F/∂n: how much F changes with each n", "the sensitivity of neuron {}"
    ),
    "weight-gradient": Sign(
        r"\frac{\partial F}{\partial W}", "the gradient of F with respect to each weight", spoken="∂F/∂W"
    ),
    "bias-gradient": Sign(
        r"\frac{\partial F}{\partial b}", "the gradient of F with respect to each bias", spoken="∂F/∂b"
    ),
    "learning-rate": Sign(r"\alpha", "how far an update goes", spoken="α, the learning rate"),
    "output-slope": Sign(
        r"\frac{\partial\varphi}{\partial y}", "how much F changes with each output", spoken="∂φ/∂y"
    ),
    # A batch: the vectors of its items side by side, written as capital letters.
    "inputs": Sign("X", "the inputs, a column for each item"),
    "sums": Sign("N", "the weighted sums with bias, a row for each neuron, a column for each item"),
    "activations": Sign("A", "the activated outputs, a column for each item; the slopes are σ′(N) here"),
    "outputs": Sign("Y", "the outputs of the network, a column for each item: A of the last layer"),
    "targets": Sign("T", "the targets, a column for each item"),
    "errors": Sign("E", "the errors T − Y, a column for each item"),
    "sensitivities": Sign(
        "S",
        "the sensitivities, a column for each item: how much the F of that item alone changes with each n",
    ),
    "ones": Sign(
        r"\mathbf{1}",
        "a column of ones, one for each item: a product with it sums over the items",
        spoken="1",
    ),
}
# The notes' W is H × L: transposed on the way forward, as it is on the way back.
PRODUCTS = {
    "weights·left-activation": "weightsᵀ left-activation",
    "weights·sensitivity": "weights sensitivity",
    "left-slopes·weights·sensitivity": "left-slopes weights sensitivity",
    "left-full-slopes·weights·sensitivity": "left-full-slopes weights sensitivity",
    "left-activation·sensitivity": "left-activation sensitivityᵀ",
    "slopes·error": "slopes error",
    "slopes·output-slope": "slopes output-slope",
    "weights·left-activations": "weightsᵀ left-activations",
    "weights·sensitivities": "weights sensitivities",
    "left-activations·sensitivities": "left-activations sensitivitiesᵀ",
}
# Where W is L × H it is transposed on the way back, and slopes of single neurons are no matrix.
TURNED_PRODUCTS = {
    "weights·left-activation": "weights left-activation",
    "weights·sensitivity": "weightsᵀ sensitivity",
    "left-slopes·weights·sensitivity": "( weightsᵀ sensitivity ) ⊙ left-slopes",
    "left-full-slopes·weights·sensitivity": "left-full-slopes weightsᵀ sensitivity",
    "left-activation·sensitivity": "sensitivity left-activationᵀ",
    "slopes·error": "slopes ⊙ error",
    "slopes·output-slope": "slopes ⊙ output-slope",
    "weights·left-activations": "weights left-activations",
    "weights·sensitivities": "weightsᵀ sensitivities",
    "left-activations·sensitivities": "sensitivities left-activationsᵀ",
}


@dataclass(frozen=True, eq=False)
class Notation:
    """One notation: `signs` by role, `products` in the order and with the transposes that they have there.

    `about` says what is not as in the notes, and `brief` in a few words. `turned`: W and ∂F/∂W stand as
    L × H. `letters`: the notes' letters that are others here, in words, and `in_latex` likewise; `phrases`:
    what cannot be said letter by letter. `indices`: the letters of r, the neuron on the left, c, that on the
    right, and j. `counts`: how many neurons there are on either side.
    """

    name: str
    title: str
    about: str
    signs: Mapping[str, Sign]
    products: Mapping[str, str]
    turned: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)
    in_latex: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)
    indices: Mapping[str, str] = field(default_factory=dict)
    counts: tuple[str, str] = ("H", "L")
    settings: Mapping[str, str] = field(
        default_factory=dict
    )  # of an update rule, that would be taken for others
    brief: str = ""
    typed: str = "S"  # how the sensitivity of a layer is typed, before its number

    def index(self, letter: str) -> str:
        """What r, c or j is called."""
        return self.indices.get(letter, letter)

    def shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of a W as it is shown."""
        return shape[::-1] if self.turned else shape

    def quantity(self, letter: str) -> str:
        """What n, a, A or S is called beside its number."""
        return f"σ′({self.signs['sum'].latex})" if letter == "A" and self.turned else self.said(letter)

    def said(self, text: str) -> str:
        """A sentence or a name that is written with the notes' letters, with those of this notation."""
        return text if self._words is None else _said(self, text)

    def refused(self, text: str) -> str:
        """The same of a refusal, in which what came is quoted as it came."""
        rule, got, came = text.partition("; got ")
        return self.entries(self.said(rule)) + got + came

    def entries(self, text: str) -> str:
        """A text in which each entry of a W has its row and column as they are here."""
        if self.turned:
            for form in ENTRIES:
                text = form.sub(r"\1\4\3\2", text)
        return text

    def latex(self, latex: str) -> str:
        """The same of a formula in LaTeX."""
        if self._symbols is None or latex.startswith(r"\text{"):
            return latex
        return self._symbols.sub(lambda found: self.in_latex[found[0]], latex)

    def json(self) -> dict[str, Any]:
        """What the page needs of it: the same letters and phrases, and which way round W stands."""
        words = {"phrases": [*map(list, self.phrases.items())], "letters": dict(self.letters)}
        called = {letter: self.quantity(letter) for letter in ("n", "a", "A", "S")}
        said = {"about": self.about, "brief": self.brief}
        return {"name": self.name, "turned": self.turned, "quantities": called, **said, **words}

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        return _pattern((*self.phrases, *self.letters))

    @cached_property
    def _symbols(self) -> re.Pattern[str] | None:
        return _pattern(self.in_latex)


def _pattern(letters: Any) -> re.Pattern[str] | None:
    """Any of these where it stands by itself: no other letter before or behind it."""
    each = sorted(letters, key=len, reverse=True)
    if not each:
        return None
    begins = [rf"(?<![A-Za-z\\]){re.escape(one)}" if one[0].isalpha() else re.escape(one) for one in each]
    whole = [
        rf"{start}(?![A-Za-z])" if one[-1].isalpha() else start
        for start, one in zip(begins, each, strict=True)
    ]
    return re.compile("|".join(whole))


@lru_cache(maxsize=KEPT_TEXTS)
def _said(notation: Notation, text: str) -> str:
    assert notation._words is not None
    known = {**notation.letters, **notation.phrases}
    return notation._words.sub(lambda found: known[found[0]], text)


def _letters(signs: Mapping[str, Sign]) -> dict[str, str]:
    """The notes' letters in words, each with what it is here, and those of the layer to the left."""
    roles = {"n": "sum", "N": "sums", "S": "sensitivity", "F": "loss", "φ": "loss", "α": "learning-rate"}
    own = {letter: signs[role].word for letter, role in roles.items()}
    hatted = {hatted_word(letter): hatted_word(own[letter]) for letter in "nNS"}
    return own | hatted


def hatted_word(word: str) -> str:
    """The word with a hat over its last letter: â, ∂L/∂ẑ, σ′(ẑ)."""
    letters, bracket = (word[:-1], ")") if word.endswith(")") else (word, "")
    return unicodedata.normalize("NFC", letters + "\N{COMBINING CIRCUMFLEX ACCENT}") + bracket


def _in_latex(signs: Mapping[str, Sign]) -> dict[str, str]:
    """The same in LaTeX."""
    roles = ("sum", "sums", "sensitivity", "loss", "learning-rate")
    return {SIGNS[role].latex: signs[role].latex for role in roles} | {r"\varphi": signs["loss"].latex}


def _signs(n: str, S: Sign, F: str, loss: str, alpha: Sign, shape: str) -> dict[str, Sign]:
    """The signs of a notation in which the weighted sums are called `n`, and W stands as `shape`."""
    changed = {
        "sum": Sign(n, "the weighted sums with bias, one per neuron", f"{n} of neuron {{}}"),
        "activation": Sign("a", f"the activated outputs, a = σ({n})", "the activation of neuron {}"),
        "weights": Sign(
            "W", f"the weights, {shape}: one row per neuron on the right, one column per neuron on the left"
        ),
        "loss": Sign(F, f"{loss}, {F}(t, y)"),
        "slopes": Sign(
            rf"\sigma'({n})",
            f"the slopes σ′({n}), one per neuron",
            spoken=f"σ′({n})",
            hat=rf"\hat{{\sigma}}'(\hat{{{n}}})",
        ),
        "full-slopes": Sign("J", f"the slopes where every a answers every {n}, ∂a/∂{n} = diag(a) − a aᵀ"),
        "sensitivity": S,
        "learning-rate": alpha,
    }
    return {**SIGNS, **changed, **_quotients(F), **_signs_of_items(n, S, F)}


def _quotients(F: str) -> dict[str, Sign]:
    """The slopes of the loss, which is called `F`."""

    def over(what: str, meaning: str) -> Sign:
        return Sign(rf"\frac{{\partial {F}}}{{\partial {what}}}", meaning, spoken=f"∂{F}/∂{what}")

    return {
        "weight-gradient": over("W", f"the gradient of {F} with respect to each weight"),
        "bias-gradient": over("b", f"the gradient of {F} with respect to each bias"),
        "output-slope": over("y", f"how much {F} changes with each output"),
    }


def _signs_of_items(n: str, S: Sign, F: str) -> dict[str, Sign]:
    """Those of a batch."""
    each = f"a column for each item: how much the {F} of that item alone changes with each {n}"
    return {
        "sums": Sign(n.upper(), "the weighted sums with bias, a row for each neuron, a column for each item"),
        "activations": Sign("A", "the activated outputs, a column for each item"),
        "sensitivities": Sign(S.latex, each, spoken=S.spoken),
    }


def _turned(
    name: str, title: str, about: str, signs: Mapping[str, Sign], phrases: dict[str, str], **other: Any
) -> Notation:
    """A notation in which W stands as L × H; its letters are those of its `signs`."""
    letters, in_latex = _letters(signs), _in_latex(signs)
    more: dict[str, Any] = {"indices": {"r": "k", "c": "j", "j": "m"}, **other}
    said = turned_phrases(letters, "J") | phrases
    return Notation(
        name, title, about, signs, TURNED_PRODUCTS, True, letters, in_latex, said, **more
    )  # fmt: skip


NOTES = Notation(
    "notes",
    "The notes: n, a, S, α, F",
    "",
    SIGNS,
    PRODUCTS,
)
DELTA = _turned(
    "delta",
    "With δ: z, a, δ, η, C",
    "W stands as L × H: a row for each neuron on the right, a column for each on the left, so that "
    "z = W a + b.",
    _signs(
        "z",
        Sign(r"\delta", "the errors of the neurons, ∂C/∂z", "δ of neuron {}", "δ"),
        "C",
        "the cost: the error as one number",
        Sign(r"\eta", "how far an update goes", spoken="η, the learning rate"),
        "L × H",
    ),
    {"1 − δ": "1 − d"},
    settings={"δ": "d"},
    brief="W is L × H",
    typed="δ",
)
PYTORCH = _turned(
    "pytorch",
    "PyTorch: z, a, ∂L/∂z, lr, L",
    "W stands as PyTorch keeps a weight, out × in: a row for each neuron on the right, a column for each on "
    "the left, so that z = W a + b.",
    _signs(
        "z",
        Sign(
            r"\frac{\partial L}{\partial z}", "how much L changes with each z", "∂L/∂z of neuron {}", "∂L/∂z"
        ),
        "L",
        "the loss: the error as one number",
        Sign(r"\text{lr}", "how far an update goes", spoken="lr, the learning rate"),
        "out × in",
    ),
    {},
    counts=(r"\text{in}", r"\text{out}"),
    brief="W is out × in",
    typed="dL/dz",
)
NOTATIONS = {one.name: one for one in (NOTES, DELTA, PYTORCH)}


def notation_named(name: Any) -> Notation:
    """A row of the table; raises InputError for a name that is none."""
    found = NOTATIONS.get(name) if isinstance(name, str) else None
    if found is None:
        raise InputError(f"the notation must be one of {', '.join(NOTATIONS)}; got {name!r:.60}")
    return found
