"""The update steps: W ← W − α ∂F/∂W and b ← b − α ∂F/∂b."""

from typing import Literal

from . import letters as L
from .formula import Line, Mark, Numbers, Relation, Token
from .session import Update
from .step import Lit, Step


def parameter_update(u: Update, l: int, symbol: Literal["W", "b"], *, last: bool) -> Step:
    """One update of W_l or b_l; the last of the update says what F gained."""
    old = getattr(u.before, symbol)[l]
    new = getattr(u.after, symbol)[l]
    change = (u.run.dW if symbol == "W" else u.run.db)[l]
    frozen = f"{symbol}{l}" in u.before.frozen
    name = f"{symbol}{str(l).translate(L.SUBSCRIPTS)}"
    letter = L.numbered(symbol, l)
    gradient = L.numbered(f"d{symbol}", l)
    size = "×".join(map(str, new.shape)) + "×1" * (new.ndim == 1)
    if frozen:
        title, text = (
            f"{name} is frozen",
            f"{name} is held fixed in this example: the update leaves it as it is.",
        )
        line = Line((Numbers(old), Relation(), Numbers(new)), "product")
        letters: tuple[Token, ...] = (L.plain(symbol), L.GETS, L.plain(symbol))
        numbered: tuple[Token, ...] = (letter, L.GETS, letter)
    else:
        each = "weight" if symbol == "W" else "bias"
        title = f"Update {'the weights' if symbol == 'W' else 'the biases'} {name}"
        text = f"Each {each} takes a small step against its gradient; the learning rate α sets how small."
        tokens = (
            Numbers(old),
            L.MINUS,
            Numbers(u.alpha),
            Mark(r"\,"),
            Numbers(change),
            Relation(),
            Numbers(new),
        )
        line = Line(tokens, "descent")
        letters = (L.plain(symbol), L.GETS, L.plain(symbol), L.MINUS, L.ALPHA, L.plain(f"d{symbol}"))
        numbered = (letter, L.GETS, letter, L.MINUS, L.ALPHA, gradient)
    edges = ((l, 0, 0),) if symbol == "W" else ()
    return Step(
        kind=f"update_{symbol}",
        layer=l,
        update=u.number,
        item=u.item,
        neuron=None,
        title=title,
        text=text + (" That ends this update." if last else ""),
        letters=letters,
        numbered_letters=numbered,
        lines=(line,),
        value=new,
        sizes=size,
        lit=Lit(neurons=((l, 0),) if symbol == "b" else (), edges=edges),
        gain=(u.run.loss, u.loss_after) if last else None,
    )
