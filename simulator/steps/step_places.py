"""Where in the timeline a quantity of a layer is computed."""

from .session import Session
from .timeline import GRAINS, steps_of

KINDS = {"n": "n", "a": "a", "S": "S", "dW": "dW", "db": "db", "W": "update_W", "b": "update_b"}


def place_of(session: Session, quantity: str, l: int, update: int) -> dict[str, int]:
    """For each grain the step, from 0, at which all of the quantity of layer l is known in an update, from 1.

    `quantity` is one of n, a, S, dW, db, and W, b for their new values.
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
