"""What the gradient foretold of an update beside what F did: numbers, letters and words for its last step."""

from dataclasses import dataclass, field
from math import inf, isfinite

import numpy as np

from ..core.inputs import Array
from ..core.network import all_frozen, held
from ..core.training.first_order import descent_steps, steps_between
from ..core.wording import apart, said
from .formulas.formula import Letter, Mark, Numbers, Token
from .noise import is_noise
from .session import Update

FAR_TOO_LARGE = 2  # times as large as F was
HALF = 0.5  # of what was foretold
TOO_FEW_DIGITS = 1e-10  # of F: of a smaller difference float64 keeps fewer than six digits
NABLA = Letter(r"\nabla F", "∇F: all ∂F/∂W and ∂F/∂b of the network together")
DELTA = Letter(r"\Delta", "Δ: by how much this update moved every weight and every bias")
ALPHA = Letter(r"\alpha", "α, the learning rate: how far an update goes")
SQUARE = Letter(r"\lVert\nabla F\rVert^{2}", "the squares of every ∂F/∂W and ∂F/∂b, added up")
FREE_SQUARE = Letter(SQUARE.latex, f"{SQUARE.meaning}, over what is not frozen alone")
LETTERS: dict[str, tuple[Token, ...]] = {
    "descent": (Mark("-"), ALPHA, SQUARE),
    "free": (Mark("-"), ALPHA, FREE_SQUARE),
    "steps": (NABLA, Mark(r"\cdot"), DELTA),
}
LABELS = {
    "descent": "The gradient foretold",
    "free": "The gradient foretold, summed over what is not frozen",
    "rule": "To first order, the gradient times the steps of the rule foretold",
    "as-you-go": "To first order, the true gradient times the steps taken foretold",
}
NO_FORETELLING = (
    "Updated as you go, −α‖∇F‖² foretells nothing: the gradients of earlier layers were made with the "
    "updated W. "
)


@dataclass(frozen=True, eq=False, slots=True)
class Foretelling:
    """F before and after an update, by how much it changed, and ∇F·Δ, what the gradient foretold of that.

    `letters`: how the foretelling is written, `label` what it is in words; `foretold` is None where float64
    does not hold it, `share`, the change divided by it, where there is nothing to compare. `text` says in
    words what came of it.
    """

    before: Numbers
    after: Numbers
    change: Numbers
    letters: tuple[Token, ...]
    label: str
    foretold: Numbers | None
    share: Numbers | None
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The numbers that an update is judged by, 0 where they are noise; `foretold` is None past float64."""

    before: float
    after: float
    change: float = field(init=False)
    foretold: float | None

    def __post_init__(self) -> None:
        change = self.after - self.before
        object.__setattr__(self, "change", 0.0 if self._lost(change) else change)

    def _lost(self, change: float) -> bool:
        """Whether a change is nothing beside F, to the digits that count."""
        return bool(is_noise(np.array(change), np.array(max(abs(self.before), abs(self.after)))))

    @property
    def unseen(self) -> bool:
        """Whether what was foretold is too small for F to show it."""
        return self.foretold is not None and self._lost(self.foretold)

    @property
    def share(self) -> float | None:
        """How much of what was foretold came; None where there are no digits to compare."""
        if not self.foretold or abs(self.change) < TOO_FEW_DIGITS * max(abs(self.before), abs(self.after)):
            return 0.0 if self.foretold and self.change == 0 and not self.unseen else None
        share = self.change / self.foretold
        return share if isfinite(share) else None


def outcome(u: Update) -> Outcome:
    """What an update did to F, and what was foretold of it."""
    before, after = u.calm.F
    return Outcome(before, after, _quiet(u) if isfinite(u.foretold) and not _vanished(u) else None)


def foretelling(u: Update) -> Foretelling:
    """The whole of it, for the last step of an update."""
    found, kind = outcome(u), _kind(u)
    change = Numbers(np.asarray(u.loss_after - u.found.loss), calm=np.asarray(found.change))
    foretold = None
    if found.foretold is not None:
        foretold = Numbers(np.asarray(u.foretold), calm=np.asarray(found.foretold))
    before, after = (
        Numbers(np.asarray(F), calm=np.asarray(calm))
        for F, calm in zip((u.found.loss, u.loss_after), u.calm.F, strict=True)
    )
    return Foretelling(
        before,
        after,
        change,
        LETTERS.get(kind, LETTERS["steps"]),
        LABELS[kind],
        foretold,
        None if found.share is None else Numbers(np.asarray(found.share)),
        NO_FORETELLING * (kind == "as-you-go") + _said(u, found),
    )


def grown(before: float, after: float) -> str:
    """By how much F grew, in words: "3.6-fold", "by 12 %", "from 0 to 1.2"."""
    times = after / before if before > 0 else inf
    if not isfinite(times):
        return f"from {said(before)} to {said(after)}"
    if times >= FAR_TOO_LARGE:
        return f"{said(times)}-fold"
    percent = 100 * (after - before) / before
    return f"by {said(percent)} %" if percent > TOO_FEW_DIGITS else f"from {said(before)} to {said(after)}"


def small(u: Update) -> bool:
    """Whether an update is a small step: F fell, by half of what was foretold of it or more."""
    found = outcome(u)
    falls = found.foretold is not None and found.foretold < 0 and found.change < 0
    return falls and (found.unseen or found.share is None or found.share >= HALF)


def _kind(u: Update) -> str:
    if u.truth is not None:
        return "as-you-go"
    if u.moves is not None:
        return "rule"
    return "free" if _some_frozen(u) else "descent"


def _some_frozen(u: Update) -> bool:
    return any(held(u.before.frozen, name, p.shape) is not None for name, p in _parameters(u))


def _all_frozen(u: Update) -> bool:
    return all(all_frozen(u.before.frozen, name, p.shape) for name, p in _parameters(u))


def _parameters(u: Update) -> list[tuple[str, Array]]:
    net = u.before
    return [(f"{letter}{l}", p[l]) for l in net.W for letter, p in (("W", net.W), ("b", net.b))]


def _steps(u: Update) -> list[tuple[Array, Array]]:
    """Every gradient, as you go the true one, 0 where it is noise, with the step of its parameter."""
    run = u.truth or u.found
    plain = u.moves is None and u.truth is None
    steps = descent_steps(u.before, u.found, float(u.alpha)) if plain else steps_between(u.before, u.after)
    pairs = [*((run.dW[l], steps.W[l]) for l in run.dW), *((run.db[l], steps.b[l]) for l in run.db)]
    return [(u.calm.of(g), step) for g, step in pairs]


def _quiet(u: Update) -> float:
    """∇F·Δ, or 0 where it is noise: made of gradients that are, or beside the largest of its terms."""
    steps = _steps(u)
    if u.calm.arrays and not any(((g != 0) & (step != 0)).any() for g, step in steps):
        return 0.0
    if u.moves is None and u.truth is None:
        return u.foretold  # all of its terms have one sign: none cancels another
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        largest = max(float(np.abs(g * step).max()) for g, step in steps)
    return 0.0 if isfinite(largest) and is_noise(np.array(u.foretold), np.array(largest)) else u.foretold


def _vanished(u: Update) -> bool:
    """Whether it is 0 only because its terms are below what float64 holds."""
    return u.foretold == 0 and any(((g != 0) & (step != 0)).any() for g, step in _steps(u))


def _said(u: Update, found: Outcome) -> str:
    """What came of an update, in words."""
    if found.foretold is None:
        return f"What the gradient foretold is past what float64 holds. {_went(found)}"
    if found.foretold == 0:
        return _nothing_foretold(u, found)
    return _up(found) if found.foretold > 0 else _down(found)


def _went(found: Outcome) -> str:
    if found.change > 0:
        return f"F grew {grown(found.before, found.after)}."
    return "F fell." if found.change < 0 else "F stayed as it was."


def _nothing_foretold(u: Update, found: Outcome) -> str:
    gradients = _gradients(u)
    if not any(g.any() for g in gradients):
        return f"Every gradient is 0, so to first order no step changes F. {_went(found)}"
    if _kind(u) == "free":
        free = "Everything is frozen" if _all_frozen(u) else "What is not frozen has a gradient of 0"
        return f"{free}, so nothing moves. {_went(found)}"
    return f"To first order the steps of this update change nothing. {_went(found)}"


def _gradients(u: Update) -> list[Array]:
    run = u.truth or u.found
    return [u.calm.of(g) for g in (*run.dW.values(), *run.db.values())]


def _up(found: Outcome) -> str:
    together = "All steps of this update together lead up the slope of F"
    if found.change > 0:
        return f"{together}, and F grew {grown(found.before, found.after)}."
    return f"{together}, yet {_went(found)}"


def _down(found: Outcome) -> str:
    if found.unseen:
        return "The fall that the gradient foretold is too small beside F for float64 to show it."
    if found.change > 0:
        went = grown(found.before, found.after)
        return f"The step was too large: F grew {went} where the gradient foretold a fall. Lower α."
    if found.change == 0:
        return (
            "F is as large as before where the gradient foretold a fall: the step went over the valley and "
            "as far up again. Lower α."
        )
    return _fell(found.share)


def _fell(share: float | None) -> str:
    if share is None:
        return "F fell, by so little that float64 keeps too few digits of it to compare."
    if share < HALF:
        percent = apart(100 * share, 100 * HALF)[0]
        return (
            f"F fell by only {percent} % of what the gradient foretold, less than half: the slope of F "
            "changes along so long a step (its curvature). A smaller α comes closer to what is foretold."
        )
    percent = said(100 * share)
    if percent == "100":
        return "F fell by almost exactly what the gradient foretold."
    more = " The slope of F grows steeper along the step." if share > 1 else ""
    return f"F fell by {percent} % of what the gradient foretold.{more}"
