"""What the player's menus offer, each as (value, words)."""

from typing import Any

from ...core.wording import GRADIENTS
from ...draw.step_view import EDGES, NEURONS, SPEEDS
from ...steps.formulas.digits import CHOICES, FULL
from ...steps.formulas.notation import NOTATIONS, NOTES, Notation
from ...steps.timeline import GRAINS

Choices = list[tuple[Any, str]]

WORDS = {
    "follow": "follow the step",
    "S": "S = ∂F/∂b",
    "dW": GRADIENTS["dW"],
    "change": "change of W",
}


def menus(batch: bool = False, notation: Notation = NOTES) -> dict[str, Choices]:
    """By what is chosen; where a value has no words of its own, it stands for itself.

    In a batch ∂F/∂b is not the S of an item.
    """
    words = WORDS | ({"S": "S"} if batch else {})
    digits = sorted(CHOICES, key=lambda most: (most == FULL, most))
    return {
        "speed": [(speed, f"{speed:g}/s") for speed in SPEEDS],
        "grain": [(grain, grain) for grain in GRAINS],
        "neurons": [(one, notation.said(words.get(one, one))) for one in NEURONS],
        "edges": [(one, notation.said(WORDS.get(one, one))) for one in EDGES],
        "notation": [(one.name, one.title) for one in NOTATIONS.values()],
        "digits": [(most, "full" if most == FULL else str(most)) for most in digits],
    }
