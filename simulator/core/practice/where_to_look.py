"""The place to look at each step, in a sentence, and what an entry of its result is called."""

from dataclasses import dataclass

from ..checks.slips.worked_with_slips import Key
from ..wording import SUBSCRIPTS, letter_of, said
from .true_steps import OF_NO_LAYER, TrueSteps

OF_A_LAYER = ("n", "a", "S", "dW", "db", "W", "b")


@dataclass(frozen=True, slots=True)
class Called:
    """What an entry is called: `prefix`, then its place, `lowered` or not.

    `item`: which number of the place, from 0 or −1, is that of an item; None: none. `twice`: of a diagonal a
    single number stands for row and column.
    """

    prefix: str
    lowered: bool = True
    item: int | None = None
    twice: bool = False

    def entry(self, place: tuple[int, ...]) -> str:
        """S₂,₁ of item 3, from its place counted from 1."""
        own = [*place]
        item = "" if self.item is None else f" of item {own.pop(self.item)}"
        own = own * 2 if self.twice and len(own) == 1 else own
        between = "," if any(part > 9 for part in own) else ""
        inside = (
            between.join(map(str, own)).translate(SUBSCRIPTS) if self.lowered else ", ".join(map(str, own))
        )
        return f"{self.prefix}{inside}{item}"


def called(steps: TrueSteps, key: Key) -> Called:
    """What the entries of a quantity are called."""
    quantity, l = key
    layer = str(l).translate(SUBSCRIPTS)
    columns = -1 if steps.task.columns else None
    if quantity in OF_NO_LAYER:
        prefix = {"clip": "the factor"}.get(quantity, quantity)
        return Called(prefix, item=columns if quantity == "e" else None)
    if quantity == "A":
        full = not steps.task.sigma[l].elementwise
        return Called(f"A{layer},", item=0 if full and steps.task.columns else columns, twice=not full)
    if quantity in OF_A_LAYER:
        return Called(f"{letter_of(quantity)}{layer},", item=columns if quantity in "naS" else None)
    return Called(f"{_title(steps, key)}, entry ", lowered=False)


def where_to_look(steps: TrueSteps, key: Key) -> str:
    """The formula of the step, with its layers: "S₂ = A₂ W₃ S₃, with W₃ before its update"."""
    quantity, l = key
    left, here = (str(number).translate(SUBSCRIPTS) for number in (l - 1, l))
    a_left = f"a{left}" if l > 2 else "x"
    found = {
        "n": f"n{here} = W{here}ᵀ {a_left} + b{here}: every column of W{here} times {a_left}, and its b",
        "a": f"a{here} = σ(n{here}), where σ is {steps.task.net.activation.get(l, '')}",
        "e": "e = t − y, in this order",
        "F": f"F, {steps.task.rule.called}, from t and y",
        "A": _slopes(steps, l),
        "S": _sensitivities(steps, l),
        "dW": f"∂F/∂W{here} = {a_left} S{here}ᵀ, a row for each number of {a_left}{_summed(steps)}",
        "db": f"∂F/∂b{here} = S{here}{_summed(steps)}",
        "clip": "the norm of all gradients together, and what it is clipped to",
    }
    return found.get(quantity) or _update(steps, key)


def _slopes(steps: TrueSteps, l: int) -> str:
    here, name = str(l).translate(SUBSCRIPTS), steps.task.net.activation[l]
    if steps.task.sigma[l].elementwise:
        return f"A{here} = diag(σ′(n{here})), the slope of {name} at each n{here}"
    return f"A{here} = diag(a{here}) − a{here} a{here}ᵀ, the slopes of {name}"


def _sensitivities(steps: TrueSteps, l: int) -> str:
    here, right = (str(number).translate(SUBSCRIPTS) for number in (l, l + 1))
    rule, task = steps.task.rule, steps.task
    if l < task.net.depth:
        when = "as it is after its update" if task.as_you_go else "before its update"
        return f"S{here} = A{here} W{right} S{right}, with W{right} {when}"
    if rule.factor is not None:
        return (
            f"S{here} = −{abs(rule.factor) if rule.factor != -1 else ''}{' ' * (rule.factor != -1)}A{here} e"
        )
    return f"S{here} = A{here} ∂φ/∂y, with ∂φ/∂y = {rule.slope_said}"


def _summed(steps: TrueSteps) -> str:
    if not steps.task.columns:
        return ""
    return f", added up over the items{' and divided by how many there are' if steps.task.rule.mean else ''}"


def _update(steps: TrueSteps, key: Key) -> str:
    """The new W or b, or what an update rule computes for it."""
    quantity, l = key
    if quantity not in ("W", "b"):
        return f"{_title(steps, key)}: what it was before, and the gradient"
    here, rule = str(l).translate(SUBSCRIPTS), steps.rule
    frozen = f"{quantity}{l}" in {name.partition("[")[0] for name in steps.task.net.frozen}
    stays = "; what is frozen stays" if frozen else ""
    if rule is not None:
        return f"the update of {quantity}{here} by {rule.title}{stays}"
    alpha = said(steps.task.alpha, 6)
    return f"{quantity}{here} ← {quantity}{here} − α ∂F/∂{quantity}{here} with α = {alpha}{stays}"


def _title(steps: TrueSteps, key: Key) -> str:
    """Of something that an update rule computes: "Mean gradient M of W₂"."""
    kind, _, letter = key[0].partition("_")
    assert steps.rule is not None
    row = next(move for move in steps.rule.active if move.kind == kind)
    return f"{row.needed('title')} of {letter}{str(key[1]).translate(SUBSCRIPTS)}"
