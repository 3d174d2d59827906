"""The update steps: W ← W − α ∂F/∂W and b ← b − α ∂F/∂b."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from ...core.network import entry_name, free_part, frozen_entries, held, in_few_words
from ...core.wording import said
from ..foretelling import foretelling, grown, small
from ..formulas import letters as L
from ..formulas.formula import Equation, Letter, Mark, Numbers
from ..moves import MoveAt
from ..session import Update
from ..step import Lit, Step
from .equations import Formula, Own, as_shown
from .rule_steps import against, equation_of, matrices_of

DESCENT = {
    "W": "weights ← weights - learning-rate weight-gradient",
    "b": "bias ← bias - learning-rate bias-gradient",
}
EACH, ALL_OF_THEM = {"W": "weight", "b": "bias"}, {"W": "the weights", "b": "the biases"}
PARTLY = {
    "W": "weights ← weights - learning-rate free-gradient",
    "b": "bias ← bias - learning-rate free-gradient",
}
MASK = Letter("M", "the mask: 0 where an entry is frozen, else 1")
TIMES = Mark(r"\circ")  # entry by entry
FROZEN = {"W": "weights ← weights", "b": "bias ← bias"}


def parameter_update(u: Update, l: int, symbol: Literal["W", "b"], *, last: bool) -> Step:
    """One update of W_l or b_l; the last of the update says what F gained."""
    new = (u.after.W if symbol == "W" else u.after.b)[l]
    move = u.moves.of(l, symbol)[-1] if u.moves is not None else None
    title, text, equation = _way(u, l, symbol)(u, l, symbol)
    return Step(
        kind=f"update_{symbol}",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=title,
        text=text + (" That ends this update." if last else ""),
        equation=equation,
        value=new,
        sizes="×".join(map(str, u.notation.shape(new.shape))) + "×1" * (new.ndim == 1),
        lit=Lit(edges=((l, 0, 0),)) if symbol == "W" else Lit(neurons=((l, 0),)),
        gain=(u.found.loss, u.loss_after) if last else None,
        foretelling=foretelling(u) if last else None,
        matrices=() if move is None or move.frozen else matrices_of(u, move),
    )


def _way(u: Update, l: int, symbol: str) -> Callable[[Update, int, str], tuple[str, str, Equation]]:
    net = u.before
    if u.moves is not None and not (move := u.moves.of(l, symbol)[-1]).frozen:
        return _by_rule(move)
    mask = held(net.frozen, f"{symbol}{l}", (net.W if symbol == "W" else net.b)[l].shape)
    if mask is None:
        return _moved
    return _held if mask.all() else _partly


def _moved(u: Update, l: int, symbol: str) -> tuple[str, str, Equation]:
    return (
        f"Update {ALL_OF_THEM[symbol]} {L.named(symbol, l)}",
        stepped(u, l, symbol),
        Formula(DESCENT[symbol], u, l).equation("descent"),
    )


def _by_rule(move: MoveAt) -> Callable[[Update, int, str], tuple[str, str, Equation]]:
    """The last move of an update rule."""

    def way(u: Update, l: int, symbol: str) -> tuple[str, str, Equation]:
        title = f"Update {ALL_OF_THEM[symbol]} {L.named(symbol, l)}"
        text = stepped(u, l, symbol, against(move))
        if which := _which(u, l, symbol):
            title, text = f"{title}; {which[0]} frozen", f"{text} {which[0]} {which[1]}."
        return title, text, equation_of(u, move)

    return way


def stepped(u: Update, l: int, symbol: str, direction: str = "its gradient") -> str:
    """What the step is, by what the whole update did to F."""
    each, (before, after) = EACH[symbol], u.calm.F
    old, new = ((net.W if symbol == "W" else net.b)[l] for net in (u.before, u.after))
    if np.array_equal(old, new):
        return _unmoved(u, l, symbol)
    step = f"Each {each} takes a step against {direction}."
    if not after > before:
        if small(u):
            return f"Each {each} takes a small step against {direction}; the learning rate α sets how small."
        return f"Each {each} takes a step against {direction}; the learning rate α sets how large."
    if u.uphill:
        return (
            f"{step} F grew from {said(before)} to {said(after)}: all steps of this update together do not "
            "lead down the slope of F, and a smaller α would not change that."
        )
    went = grown(before, after)
    far = "" if went.startswith("by ") else "far "
    return f"{step} The update is {far}too large: F grew {went}. Lower α."


def _unmoved(u: Update, l: int, symbol: str) -> str:
    """Why no entry of a parameter moves that is not frozen."""
    each, gradient = EACH[symbol], (u.found.dW if symbol == "W" else u.found.db)[l]
    if u.moves is not None:
        return f"No {each} moves: the steps of the rule are 0 here, or too small for float64."
    if free_part(u.before.frozen, f"{symbol}{l}", gradient).any():
        return f"No {each} moves: α times the gradient is too small beside it for float64."
    return f"The gradient of each {each} is 0, so none moves."


def _partly(u: Update, l: int, symbol: str) -> tuple[str, str, Equation]:
    """Some entries are frozen: the gradient is taken with 0 in their places, by a mask."""
    gradient = (u.found.dW if symbol == "W" else u.found.db)[l]
    which, stays = _which(u, l, symbol)
    title, text, _ = _moved(u, l, symbol)
    role = "weight-gradient" if symbol == "W" else "bias-gradient"
    of_layer = L.numbered(role, l, notation=u.notation)
    free = free_part(u.before.frozen, f"{symbol}{l}", gradient)
    masked = as_shown(u, Numbers(free, of=f"free_d{symbol}:{l}"))
    own = Own(
        (MASK, TIMES, L.standing_for(L.plain(role, u.notation), f"d{symbol}:{l}")),
        (Letter(f"M_{{{l}}}", MASK.meaning), TIMES, L.standing_for(of_layer, f"d{symbol}:{l}")),
        (masked,),
    )
    formula = Formula(PARTLY[symbol], u, l, own={"free-gradient": own})
    return f"{title}; {which} frozen", f"{text} {which} {stays}.", formula.equation("descent")


def _which(u: Update, l: int, symbol: str) -> tuple[str, ...]:
    """The entries that are frozen, and that they stay, in words; nothing where none is."""
    entries = [entry_name("", *index) for index in frozen_entries(u.before.frozen, f"{symbol}{l}")]
    if not entries:
        return ()
    stays = "is frozen and stays as it is" if len(entries) == 1 else "are frozen and stay as they are"
    return in_few_words([f"{L.named(symbol, l)}{entry}" for entry in entries]), stays


def _held(u: Update, l: int, symbol: str) -> tuple[str, str, Equation]:
    name = L.named(symbol, l)
    return (
        f"{name} is frozen",
        f"{name} is held fixed: the update leaves it as it is.",
        Formula(FROZEN[symbol], u, l).equation("product"),
    )
