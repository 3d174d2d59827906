"""Why the framework's gradients are others than those of the loss: clipped, or with a penalty in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...core.inputs import Array
from ...core.network import Network
from .recording import Recording

AGREES = 1e-5  # of the largest entry: what float32 leaves
MOST_ROWS = 2_000  # that are taken forward and backward to find out
MOST_UPDATES = 20

ByLayer = dict[str, dict[int, Array]]


@dataclass(frozen=True, slots=True)
class Departure:
    """theirs = `factor` · (ours + `penalty` · W), and `penalty` · b as well where `on_biases`."""

    factor: float
    penalty: float
    on_biases: bool

    @property
    def said(self) -> str:
        """What was done, in a sentence without its full stop; "" where nothing was."""
        parts = []
        if abs(self.factor - 1) > AGREES:
            how = "as clipping by their norm leaves it" if self.factor < 1 else "above 1"
            parts.append(f"all are {self.factor:.4g} times those of the loss, one common factor, {how}")
        if self.penalty:
            held = "λW and λb are" if self.on_biases else "λW is"
            parts.append(f"{held} in them with λ = {self.penalty:.4g}, as from a penalty ½λ Σ w²")
        return "; ".join(parts)


def departure(theirs: ByLayer, ours: ByLayer, net: Network) -> Departure | None:
    """How the one follows from the other, or None where it does not in one of these ways."""
    names = [(kind, l) for kind, by in theirs.items() for l in by]
    if not names:
        return None
    g, own = (np.concatenate([of[kind][l].ravel() for kind, l in names]) for of in (theirs, ours))
    for on_biases in (False, True):
        parts = [net.W[l] if kind == "dW" else net.b[l] * on_biases for kind, l in names]
        held = np.concatenate([part.ravel() for part in parts])
        found = _fitted(g, own, held, on_biases)
        if found is not None:
            return found
    return None


def _fitted(g: Array, own: Array, held: Array, on_biases: bool) -> Departure | None:
    """g = c own + c λ held, with the fewest of the two that it takes."""
    room = AGREES * float(np.abs(g).max())
    for columns in ((own, None), (None, held), (own, held)):
        base = np.stack([part for part in columns if part is not None], axis=1)
        target = g - own if columns[0] is None else g
        if len(g) <= base.shape[1] or not base.any():
            continue
        factors = np.linalg.lstsq(base, target, rcond=None)[0]
        if np.abs(target - base @ factors).max() > room:
            continue
        c = 1.0 if columns[0] is None else float(factors[0])
        penalty = 0.0 if columns[1] is None else float(factors[-1]) / c
        return Departure(c, penalty, on_biases) if c > 0 else None
    return None


def remarks(recording: Recording) -> Iterator[str]:
    """What the first updates' gradients hold beside those of the loss, each thing once."""
    found: dict[str, list[tuple[int, Departure]]] = {}
    rows = 0
    for k in range(min(recording.updates, MOST_UPDATES)):
        rows += len(recording.X(k))
        if rows > MOST_ROWS:
            break
        one = departure_of(recording, k)
        if one is not None and one.said:
            found.setdefault("penalty" if one.penalty else "factor", []).append((k, one))
    for updates in found.values():
        k, one = updates[0]
        also = f", and likewise in {len(updates) - 1} more" if len(updates) > 1 else ""
        yield f"the gradients of update {k + 1} are not those of the loss alone: {one.said}{also}"


def departure_of(recording: Recording, k: int) -> Departure | None:
    """That of update k; None too where gradients of earlier passes were still there."""
    if recording.carried(k):
        return None
    return departure(recording.gradient(k), recording.simulated(k), recording.network(k))
