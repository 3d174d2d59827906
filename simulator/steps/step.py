"""A Step is one line of the lecture: what is computed, in words, in letters and in numbers."""

from dataclasses import dataclass, field, replace

from ..core.inputs import Array
from .foretelling import Foretelling
from .formulas import digits
from .formulas.formula import Equation, Index, Line, Mark, Numbers, Products, Token, symbols
from .formulas.notation import NOTES, Notation
from .noise import Calm

PHASE = {
    "input": "forward",
    "n": "forward",
    "a": "forward",
    "error": "error",
    "A": "backward",
    "S": "backward",
    "dW": "backward",
    "db": "backward",
    "update_W": "update",
    "update_b": "update",
}  # every other kind is a step of an update rule
PHASE_TITLES = {"forward": "Forward", "error": "Error", "backward": "Backward", "update": "Update"}


@dataclass(frozen=True, slots=True)
class Lit:
    """What takes part: neurons (layer, component) and edges (layer, row, column), 1-based, 0 for all."""

    neurons: tuple[tuple[int, Index], ...] = ()
    edges: tuple[tuple[int, Index, Index], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class SensitivityPair:
    """The S that the old W gives beside the S that the new W gives, both (L,)."""

    old: Array
    new: Array


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One step. `value` is a float64 array of the given `shape`, or a float (one neuron's n or S).

    `layer` and `update` count from 1; `item` is the training pair's row, from 0; `neuron` is set where
    the step is about one neuron. `loss` is F where it is known, `gain` F before and after an update.
    A step made for AnyNeuron has the values of its whole layer.
    """

    kind: str
    layer: int
    update: int
    item: int
    neuron: Index | None
    title: str
    text: str
    equation: Equation
    value: Array | float
    lit: Lit
    note: str = ""
    sizes: str = ""  # the shapes of the factors: (3×3)(3×2)(2×1) → 3×1
    loss: float | None = None
    gain: tuple[float, float] | None = None
    foretelling: Foretelling | None = None  # after an update: what its gradient foretold of that gain
    comparison: SensitivityPair | None = None
    definition: tuple[Token, ...] = ()  # what σ, φ or g stands for at this step
    items: int = 0  # how many a batch has, each a column of its matrices; 0 where the update takes one pair
    calm: Calm = field(default_factory=Calm)  # what is printed in place of arrays that hold noise
    shows: str = ""  # of an update rule: the quantity that the graph shows, by its name in Moves.shown
    # Of an update rule: the arrays that it is about, each with its name and whose it is, W2; the result last.
    matrices: tuple[tuple[str, Array, str], ...] = ()
    notation: Notation = NOTES  # in which it is written
    subject: str = ""  # what is read aloud before the result: "V of W₂ is now"; "" says it of the kind

    def __repr__(self) -> str:
        neuron = "" if self.neuron is None else f", neuron {self.neuron}"
        return f"<step {self.kind} of layer {self.layer}{neuron} in update {self.update}: {self.title}>"

    @property
    def letters(self) -> tuple[Token, ...]:
        """The formula with hats: Ŝ = Â W S."""
        return self.equation.letters

    @property
    def numbered_letters(self) -> tuple[Token, ...]:
        """The formula with layer numbers: S_3 = A_3 W_4 S_4."""
        return self.equation.numbered

    @property
    def lines(self) -> tuple[Line, ...]:
        """The formula with the numbers put in."""
        return self.equation.lines

    @property
    def phase(self) -> str:
        """forward, error, backward or update."""
        return PHASE.get(self.kind, "update")

    @property
    def computes(self) -> bool:
        """Whether there is a result that was not there before: not in the input, which is given."""
        return self.kind != "input"

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value; () for one number."""
        return () if isinstance(self.value, float) else self.value.shape

    @property
    def sentence(self) -> str:
        """One plain sentence, and after the last step of an update what it gained."""
        return f"{self.text} {self.gained()}".strip()

    def calmed(self, calm: Calm) -> "Step":
        """The same step, its numbers knowing what is printed in place of noise."""
        if not calm.arrays:
            return replace(self, calm=calm)
        lines = tuple(
            replace(line, tokens=tuple(_calmed(one, calm) for one in line.tokens)) for line in self.lines
        )
        return replace(self, equation=replace(self.equation, lines=lines), calm=calm)

    def gain_at(self, figures: int) -> tuple[float, float] | None:
        """F before and after an update where they are known; 0 for noise, unless every digit is printed."""
        return self.gain if self.gain is None or figures == digits.FULL else self.calm.F

    def gained(self, figures: int = digits.DEFAULT_DIGITS) -> str:
        """ "F 5.96 → 3.12", or nothing."""
        gain = self.gain_at(figures)
        if gain is None:
            return ""
        before, after = (digits.spoken(F, figures) for F in gain)
        return f"{self.notation.said('F')} {before} → {after}."

    @property
    def symbolic(self) -> str:
        """The formula in letters, hats for the layer to the left, as LaTeX."""
        return symbols((*self.letters, *((Mark(r"\quad"), *self.definition) if self.definition else ())))

    @property
    def numbered(self) -> str:
        """The same with layer numbers, as LaTeX."""
        return symbols(self.numbered_letters)

    @property
    def numeric(self) -> str:
        """The same with the numbers put in, as LaTeX."""
        return self.numeric_at(digits.DEFAULT_DIGITS)

    def numeric_at(self, figures: int) -> str:
        """The same at 2 to 6 digits, or digits.FULL."""
        lines = [line.latex(figures) for line in self.lines]
        if len(lines) == 1:
            return lines[0]
        return r"\begin{gathered} " + r" \\ ".join(lines) + r" \end{gathered}"


def one_value(array: Array, neuron: Index) -> Array | float:
    """The value of a neuron's own step; of any neuron all of them."""
    return float(array[neuron - 1]) if isinstance(neuron, int) else array


def _calmed(token: Token, calm: Calm) -> Token:
    if isinstance(token, Products):
        return replace(token, left=_quiet(token.left, calm), right=_quiet(token.right, calm))
    return _quiet(token, calm) if isinstance(token, Numbers) else token


def _quiet(token: Numbers, calm: Calm) -> Numbers:
    """The numbers with what is printed for them; those that know it already keep it."""
    found = calm.of(token.array)
    return token if found is token.array else replace(token, calm=found)
