"""How far the order of updates "as you go" departs from the gradient, and the words for it on every step."""

from dataclasses import replace

import numpy as np

from ...core.inputs import Array
from ...core.wording import indexed, said
from ..session import Update
from ..step import Step
from .backward_steps import NOT_THE_GRADIENT, STARTED_APART

AS_YOU_GO = "Updated as you go, a common mistake and not gradient descent."
TOLD = (NOT_THE_GRADIENT, STARTED_APART)  # notes that say so in their own way


def labelled(step: Step, u: Update) -> Step:
    """The step as it is; as you go with a note that says so, and how far this update is off."""
    if u.truth is None:
        return step
    own = "" if step.note in TOLD else AS_YOU_GO
    return replace(step, note=" ".join(filter(None, (step.note, own, departure_said(u)))))


def departure(u: Update) -> dict[int, float]:
    """‖S − ∂F/∂n‖ / ‖∂F/∂n‖ of each layer before the output, S as used; inf where only ∂F/∂n is 0.

    In the order "gradients-first" every one is 0.
    """
    truth = u.truth or u.found
    return {l: _off(u.found.S[l], truth.S[l]) for l in range(2, u.before.depth)}


def departure_said(u: Update) -> str:
    """The layer that is off the most, and its neuron that is."""
    off = departure(u)
    if not off:
        return "With 2 layers S goes back through no W, so here nothing departs from the gradient."
    l = max(off, key=lambda layer: off[layer])
    if off[l] == 0:
        return "In this update nothing departs from the gradient."
    if not np.isfinite(off[l]):
        return f"In this update S of layer {l} is not 0, as the gradient is."
    truth = u.truth or u.found
    each = [_off(used, right) for used, right in zip(u.found.S[l], truth.S[l], strict=True)]
    c, most = max(
        ((c, one) for c, one in enumerate(each, start=1) if np.isfinite(one)), key=lambda one: one[1]
    )
    return f"S of layer {l} is off by {said(100 * off[l])} %, {indexed('S', l, c)} by {said(100 * most)} %."


def _off(used: Array, right: Array) -> float:
    """‖used − right‖ / ‖right‖, of numbers as large as float64 holds."""
    top = max(float(np.abs(used).max()), float(np.abs(right).max()))
    if top == 0 or np.array_equal(used, right):
        return 0.0
    size = float(np.linalg.norm(right / top))
    apart = float(np.linalg.norm(used / top - right / top))
    return apart / size if size else float("inf")
