"""The activations and losses as NumPy text that stands alone and reads as the notes do.

Each is written for real numbers, from n, and gives the same bits as the simulator's own table, in whose rows
the texts stand.
"""

from collections.abc import Sequence

from ...core.activation import ACTIVATIONS
from ...core.loss import loss_named
from ...core.spelling import NumpyActivation, NumpyLoss
from ...steps.formulas.notation import NOTES, Notation
from .script_letters import slopes_text


def functions(activations: Sequence[str], loss: str, notation: Notation = NOTES) -> str:
    """Every function that a network of these activations and this loss needs.

    Raises InputError where one of them has no NumPy text for this.
    """
    used = {name: _text_of(name) for name in activations}
    error = error_of(loss, activations[-1])
    needed = [name for user, text in used.items() for name in (*text.needs, user)]
    values = [_text_of(name).value for name in dict.fromkeys([*needed, *error.needs])]
    slopes = [slopes_text(notation, name, text.slopes) for name, text in used.items()]
    return "\n\n\n".join(part.strip() for part in [*values, *slopes, error.value])


def error_of(loss: str, output: str) -> NumpyLoss:
    """The text of a loss after an output's activation; raises InputError where there is none."""
    found: NumpyLoss = loss_named(loss).needed("numpy", output)
    return found


def _text_of(name: str) -> NumpyActivation:
    found: NumpyActivation = ACTIVATIONS[name].needed("numpy")
    return found
