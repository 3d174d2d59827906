"""What a newcomer is told: what this is for, the four phases of an update, and every letter's name."""

import re

from ...core.losses.loss_row import Loss
from ..formulas.notation import NOTES, Notation, Sign
from ..step import PHASE_TITLES

PURPOSE = (
    "A network learns by small changes of its weights, each in the direction in which the error F falls. "
    "Backpropagation finds all these directions with one sweep back through the layers."
)
PHASES = {
    "forward": "From x to the output y.",
    "error": "y meets the target t: F.",
    "backward": "How F answers each n: S.",
    "update": "W and b step: F falls.",
}
PAIR = ("input", "weights", "bias", "sum", "activation", "output", "target", "error", "loss", "slopes")
BATCH = ("inputs", "weights", "bias", "sums", "activations", "outputs", "targets", "errors", "loss")
HATS = (r"\hat{a}", "a letter with a hat belongs to the layer to the left")
ENTRYWISE = (r"\odot", "multiplies number by number, each with the one in its place")


def purpose(notation: Notation = NOTES) -> str:
    """What the whole is for."""
    return " ".join(filter(None, (notation.said(PURPOSE), notation.about)))


def phases(notation: Notation = NOTES) -> list[tuple[str, str, str]]:
    """The four phases of an update: name, title, and what happens there."""
    return [(phase, title, notation.said(PHASES[phase])) for phase, title in PHASE_TITLES.items()]


def letters(loss: Loss, notation: Notation = NOTES, *, batch: bool = False) -> list[tuple[str, str]]:
    """Every letter in LaTeX with its name, of one pair or of a batch; F with the name of its loss.

    With W as L × H slopes are no matrices, and ⊙ stands in the formulas.
    """
    roles = (*BATCH, "sensitivities") if batch else (*PAIR, "sensitivity")
    signs = notation.signs
    rows = [(signs[role].latex, _name(signs[role], role, loss)) for role in (*roles, "learning-rate")]
    return [*rows, HATS, *([ENTRYWISE] if notation.turned else [])]


def _name(sign: Sign, role: str, loss: Loss) -> str:
    """What a letter is called: its meaning, as far as it names it."""
    if role == "loss":
        return f"{loss.words}, {loss.title}" if loss.words else f"the error, {loss.title}"
    if ", " in sign.spoken:
        return sign.spoken.partition(", ")[2]
    return re.split("[:,;]", sign.meaning)[0]
