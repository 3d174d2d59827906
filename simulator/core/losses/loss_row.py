"""What a row of the table of losses is made of.

Its functions work on the last axis: t, n and y are (L,), or (…, L) with those of each item.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .. import spelling
from ..activations.activation_row import Activation
from ..inputs import Array, InputError
from ..spelling import NumpyLoss, TorchLoss, Written


@dataclass(frozen=True)
class Squares:
    """φ = `weight` Σ e² and ∂φ/∂y = `factor` e, as exact decimals; `latex`: the weight as it is written."""

    factor: int
    weight: str = "1"
    latex: str = ""


@dataclass(frozen=True, eq=False)
class Fused:
    """A loss after one activation, from n: no digit is lost where y has rounded to 0 or to 1.

    `terms`: what each output adds to φ; `sensitivity`: S_K = A ∂φ/∂y with the division by y cancelled,
    both from t and n; `cancelled` and `cancelled_rule`: that formula, and the arithmetic by which its
    printed digits are judged ("": none). `note` stands at the error step. For the checks, where they are
    known: S_K as one writes it `from_y`, or taking each output `alone`, from t and y; `sizes`: S_K if
    nothing in it cancelled, from |t| and n. `beside`: the step of S_K shows this form beside A ∂φ/∂y.
    `parts`: `terms` part by part, in the order of the loss' `parts_said`, to be drawn as bars.
    `better`: the loss to take in its place after this activation, where `note` says why.
    """

    terms: Callable[[Array, Array], Array]
    sensitivity: Callable[[Array, Array], Array]
    cancelled: Written
    cancelled_rule: str = ""
    beside: bool = False
    better: str = ""
    note: str = ""
    from_y: Callable[[Array, Array], Array] | None = None
    alone: Callable[[Array, Array], Array] | None = None
    sizes: Callable[[Array, Array], Array] | None = None
    numpy: NumpyLoss | None = None
    torch: str | None = None
    parts: Callable[[Array, Array], tuple[Array, ...]] | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Loss:
    """One row of the table: φ, ∂φ/∂y, and what else is said of it; what is None is not known.

    `terms`: what each output adds to φ, of t and y; None where there is nothing but the `fused` forms, by
    the output's activation. `outputs`: the activations it allows, None for any; `why_outputs`: the reason.
    The error step writes φ as `squares`, else as its `line`; `slope_said` is ∂φ/∂y in a few letters, where
    it is no multiple of e; `parts_said`: what each output adds to φ, part by part, where it is no square.
    Then the spellings, see spelling.py.
    """

    name: str
    title: str
    latex: str  # φ as the notes write it
    terms: Callable[[Array, Array], Array] | None
    slope: Callable[[Array, Array], Array]
    mean: bool = False  # over a set: divided by the number of items
    targets: tuple[float, float] | None = None  # between which t must lie, both ends allowed
    squares: Squares | None = None
    fused: Mapping[str, Fused] = field(default_factory=dict)
    outputs: tuple[str, ...] | None = None
    why_outputs: str = "must follow an activation that suits it"
    line: Written | None = None
    slope_said: str = ""
    parts_said: tuple[str, ...] = ()
    words: str = ""  # what the title is short for
    note_one_pair: str = ""
    note_more_pairs: str = ""
    numpy: NumpyLoss | None = None
    torch: str | None = None
    torch_losses: tuple[TorchLoss, ...] = ()

    def __repr__(self) -> str:
        return f"<the loss {self.name}>"

    @property
    def called(self) -> str:
        """Its title, and in words what that is short for."""
        return f"{self.title}, {self.words}" if self.words else self.title

    @property
    def factor(self) -> int | None:
        """∂φ/∂y is so many times e; None where it is no multiple of e."""
        return self.squares.factor if self.squares else None

    def terms_of(self, t: Array, n: Array, y: Array, output: Activation) -> Array:
        """What each output adds to φ, (…, L); from n where the row has a form for that."""
        if fused := self.fused.get(output.name):
            return fused.terms(t, n)
        if self.terms is None:
            raise loss_refusal(self, output)
        return self.terms(t, y)

    def parts_of(self, t: Array, n: Array, output: Activation) -> tuple[Array, ...]:
        """What each output adds to φ, part by part, (…, L); none where nothing is known of parts."""
        fused = self.fused.get(output.name)
        return () if fused is None or fused.parts is None else fused.parts(t, n)

    def value(self, t: Array, n: Array, y: Array, output: Activation) -> Array:
        """φ of each item, (…,)."""
        return np.asarray(self.terms_of(t, n, y, output).sum(axis=-1))

    def total(self, t: Array, n: Array, y: Array, output: Activation) -> float:
        """φ summed over all items; not finite where it is past what float64 holds."""
        return float(self.terms_of(t, n, y, output).sum())

    def sensitivity(self, output: Activation, t: Array, n: Array, y: Array) -> Array:
        """S_K = A_K ∂φ/∂y of each item, (…, L); from n where the row has a form for that."""
        if fused := self.fused.get(output.name):
            return fused.sensitivity(t, n)
        return output.applied(n, y, self.slope(t, y))

    def needed(self, entry: str, output: str = "") -> Any:
        """An entry of the row, or of its form after that output; raises InputError where there is none."""
        row = self.fused.get(output, self)
        after = f" after {output}" if output in self.fused else ""
        return spelling.needed(getattr(row, entry), f"{self.title}{after}", entry)


def loss_refusal(loss: Loss, output: Activation) -> InputError:
    allowed = ", ".join(loss.outputs or loss.fused)
    return InputError(f"{loss.title} {loss.why_outputs} ({allowed}); the last layer has {output.title}")
