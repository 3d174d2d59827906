"""The step of the timeline that computes a quantity of a layer."""

from ..session import Session
from ..timeline import GRAINS, steps_of

KINDS = {"n": "n", "a": "a", "S": "S", "dW": "dW", "db": "db", "W": "update_W", "b": "update_b"}


def place_of(session: Session, quantity: str, l: int, update: int) -> dict[str, int]:
    """For each grain, the place (from 0) of the step that completes a quantity of layer l.

    `quantity` is n, a, S, dW or db, or W or b for their values after the update; `update` counts from 1.
    """
    found = {}
    for grain in GRAINS:
        steps = steps_of(session, grain)
        found[grain] = max(
            i
            for i, step in enumerate(steps)
            if (step.kind, step.layer, step.update) == (KINDS[quantity], l, update)
        )
    return found
