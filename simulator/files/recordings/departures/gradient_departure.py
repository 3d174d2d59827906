"""Why the framework's gradients are others than those of the loss: clipped, masked, penalised."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from ....core.inputs import Array, InputError
from ....core.network import Network
from ..recording import Recording

AGREES = 1e-5  # of the largest entry: what float32 leaves
UNSURE = 1e-4  # of the largest entry: above it a departure is said also where nobody knows why
ROUNDED = ((np.float16, 2e-2), (np.float32, UNSURE))  # what a departure may be in gradients of this precision
MOST_ROWS = 2_000  # that are taken forward and backward to find out
MOST_UPDATES = 20
MOST_NAMED = 4  # entries, or parameters, in one sentence

ByLayer = dict[str, dict[int, Array]]


@dataclass(frozen=True, slots=True)
class Departure:
    """One thing that was done to the gradients, and a sentence on it without its full stop."""

    kind: str
    said: str


@dataclass(frozen=True, eq=False, slots=True)
class Gradients:
    """Theirs, ours and the parameters in one row of numbers, and where each parameter's begin."""

    theirs: Array
    ours: Array
    held: Array
    names: tuple[str, ...]  # "W2", "b2" …
    shapes: tuple[tuple[int, ...], ...]

    @property
    def room(self) -> float:
        """How far numbers may be apart that are the same."""
        return AGREES * float(np.abs(self.theirs).max())

    def of(self, names: Collection[str]) -> Array:
        """Which of all entries belong to these parameters."""
        sizes = [int(np.prod(shape)) for shape in self.shapes]
        return np.repeat([name in names for name in self.names], sizes)

    def entries(self, chosen: Array) -> list[str]:
        """Their names: "W2[1,3]"."""
        found, start = [], 0
        for name, shape in zip(self.names, self.shapes, strict=True):
            size = int(np.prod(shape))
            for place in np.argwhere(chosen[start : start + size].reshape(shape)):
                found.append(f"{name}[{','.join(str(i + 1) for i in place)}]")
            start += size
        return found


def departure(theirs: ByLayer, ours: ByLayer, net: Network) -> Departure | None:
    """What was done, where it follows from the numbers; a departure that nobody knows is one too.

    None where they agree.
    """
    names = [(kind, l) for kind, by in theirs.items() for l in by]
    if not names:
        return None
    rows = [
        np.concatenate([of[kind][l].ravel() for kind, l in names])
        for of in (theirs, ours, {"dW": net.W, "db": net.b})
    ]
    called = tuple(f"{kind[1]}{l}" for kind, l in names)
    shapes = tuple(theirs[kind][l].shape for kind, l in names)
    both = Gradients(rows[0], rows[1], rows[2], called, shapes)
    for way in (_masked, *OTHER_WAYS):
        if (found := way(both)) is not None:
            return found if found.said else None
    return None


def _masked(both: Gradients) -> Departure | None:
    """Some entries are exactly 0; all others are those of the loss, or those with something known in them."""
    away = (both.theirs == 0) & (np.abs(both.ours) > both.room)
    if not away.any() or away.all():
        return None
    others = replace(both, ours=np.where(away, 0.0, both.ours), held=np.where(away, 0.0, both.held))
    beside = next((found for way in OTHER_WAYS if (found := way(others)) is not None), None)
    if beside is not None and beside.kind == "unknown":
        return None
    entries = _with_wholes(both, away)
    more = f" and {len(entries) - MOST_NAMED:,} more" if len(entries) > MOST_NAMED else ""
    named = ", ".join(entries[:MOST_NAMED]) + more
    said = f"{named} {'has' if len(entries) == 1 else 'have'} 0, as a mask leaves it"
    if beside is None or not beside.said:
        return Departure("mask", said)
    return Departure(f"mask and {beside.kind}", f"{said}; {beside.said}")


def _with_wholes(both: Gradients, away: Array) -> list[str]:
    """The entries by name, but a parameter of several that has nothing beside them by its own."""
    named = []
    for name in both.names:
        here = both.of([name])
        if here.sum() > 1 and (away & here).sum() > 1 and not both.theirs[here].any():
            named.append(name)
        else:
            named += both.entries(away & here)
    return named


def _scaled_and_penalised(both: Gradients) -> Departure | None:
    """theirs = c · (ours + λ · W), on all W, or on all W and b; nothing to say where c = 1 and λ = 0."""
    for on_biases in (False, True):
        held = both.held * both.of([name for name in both.names if on_biases or name[0] == "W"])
        for columns in ((both.ours,), (both.ours, held)):
            base = np.stack(columns, axis=1)
            if len(base) <= len(columns) or not base.any():
                continue
            factors = np.linalg.lstsq(base, both.theirs, rcond=None)[0]
            if np.abs(both.theirs - base @ factors).max() > both.room or factors[0] <= 0:
                continue
            c, penalty = float(factors[0]), float(factors[1] / factors[0]) if len(factors) > 1 else 0.0
            return Departure("penalty" if penalty else "factor", _said(c, penalty, on_biases))
    return None


def _said(factor: float, penalty: float, on_biases: bool) -> str:
    parts = []
    if abs(factor - 1) > AGREES:
        how = "as clipping by their norm leaves it" if factor < 1 else "above 1"
        parts.append(f"all are {factor:.4g} times those of the loss, one common factor, {how}")
    if penalty:
        held = "λW and λb are" if on_biases else "λW is"
        parts.append(f"{held} in them with λ = {penalty:.4g}, as from a penalty ½λ Σ w²")
    return "; ".join(parts)


def _cut_by_value(both: Gradients) -> Departure | None:
    most = float(np.abs(both.theirs).max())
    cut = np.abs(both.ours) > most + both.room
    if not most or not cut.any() or np.abs(both.theirs - np.clip(both.ours, -most, most)).max() > both.room:
        return None
    return Departure(
        "value", f"{cut.sum():,} of {cut.size:,} are cut off at ±{most:.4g}, as clipping by value does"
    )


def _penalised_somewhere(both: Gradients) -> Departure | None:
    """λW in some parameters alone."""
    return _added(both, both.held, "λ{0}", "as from a penalty ½λ Σ w² on {0} alone")


def _signs(both: Gradients) -> Departure | None:
    return _added(both, np.sign(both.held), "λ sign({0})", "as from a penalty λ Σ |w|")


def _added(both: Gradients, part: Array, term: str, why: str) -> Departure | None:
    """theirs = ours + λ · part in the parameters that depart."""
    off = both.theirs - both.ours
    away = [name for name in both.names if np.abs(off[both.of([name])]).max() > both.room]
    here = both.of(away)
    if here.sum() < 2 or not part[here].any():
        return None
    penalty = float(part[here] @ off[here] / (part[here] @ part[here]))
    if np.abs(off[here] - penalty * part[here]).max() > both.room:
        return None
    named = " and ".join(away[:MOST_NAMED])
    terms = " and ".join(term.format(name) for name in away[:MOST_NAMED])
    said = f"{terms} {'is' if len(away) == 1 else 'are'} in them with λ = {penalty:.4g}, {why.format(named)}"
    return Departure("penalty", said)


def _unknown(both: Gradients) -> Departure | None:
    """They are apart by more than rounding, and by none of these."""
    largest = float(np.abs(both.ours).max())
    off = np.abs(both.theirs - both.ours)
    apart = float(off.max()) / largest if largest else float(off.max())
    if apart <= _unsure(both.theirs):
        return None
    name = next(name for name in both.names if off[both.of([name])].max() == off.max())
    where = f"they differ by up to {apart:.2g} of the largest entry, most in ∂F/∂{name}"
    why = "nothing known explains it: a hook, noise, or a term of the loss that was not seen"
    return Departure("unknown", f"{where}, and {why}")


def _unsure(theirs: Array) -> float:
    """From how much on a departure is none of rounding, by the precision that the gradients have."""
    with np.errstate(over="ignore", under="ignore"):
        for kind, unsure in ROUNDED:
            if np.array_equal(theirs.astype(kind).astype(np.float64), theirs):
                return unsure
    return UNSURE


OTHER_WAYS = (_scaled_and_penalised, _cut_by_value, _penalised_somewhere, _signs, _unknown)


def remarks(recording: Recording) -> Iterator[str]:
    """What the first updates' gradients hold beside those of the loss, each thing once."""
    if (recording.scale(0) < 0).all():
        yield "what update 1 differentiated is the loss with the other sign, so descent makes the loss larger"
    found: dict[str, list[tuple[int, Departure]]] = {}
    rows = 0
    for k in range(min(recording.updates, MOST_UPDATES)):
        rows += len(recording.X(k))
        if rows > MOST_ROWS:
            break
        try:
            one = departure_of(recording, k)
        except InputError:  # past what float64 holds, which the page says of this update
            break
        if one is not None:
            found.setdefault(one.kind, []).append((k, one))
    for updates in found.values():
        k, one = updates[0]
        also = f", and likewise in {len(updates) - 1} more" if len(updates) > 1 else ""
        yield f"the gradients of update {k + 1} are not those of the loss alone: {one.said}{also}"


def departure_of(recording: Recording, k: int) -> Departure | None:
    """That of update k; None too where gradients of earlier passes were still there."""
    if recording.carried(k):
        return None
    return departure(recording.gradient(k), recording.simulated(k), recording.network(k))
