"""Which numbers of an update a graph shows: its pair's, those of an item of a batch, or their sum."""

from collections.abc import Mapping

from ..core.inputs import Array
from ..core.losses.loss_row import Loss
from ..steps.session import Update

OF_AN_ITEM = {"n": "n", "a": "a", "A": "A", "diagonal": "the diagonal of A", "S": "S"}
SUM = 0  # in place of an item's number


def named(quantity: str, words: Mapping[str, str], u: Update, item: int) -> str:
    """What the neurons show, by `words` of a pair; of a sum over the items S alone means anything."""
    if not u.in_matrices or quantity not in OF_AN_ITEM:
        return words[quantity]
    if item != SUM:
        return f"{OF_AN_ITEM[quantity]} of {said(u, item)}"
    return summed_said(u.rule) if quantity == "S" else f"{OF_AN_ITEM[quantity]}: not summed"


def summed_said(loss: Loss) -> str:
    """What the neurons show of S summed over the items."""
    return f"∂F/∂b = Σ S{' ÷ B' * loss.mean}"


def place_of_item(u: Update, item: int) -> int:
    """Where item `item` of a batch, from 1, stands, from 0; of a shorter one its last."""
    return min(item, len(u.items)) - 1


def vector(u: Update, quantity: str, l: int, item: int, digits: int) -> Array | None:
    """n, a, A or S of a layer, (L,), as it is printed with so many digits; None for a sum of n, of a or of A.

    Of a full A its diagonal. Summed over the items S is ∂F/∂b, which a loss that averages over them divides
    by their number.
    """
    if u.in_matrices and item == SUM:
        return u.calm.printed(u.found.db[l], digits) if quantity == "S" else None
    if quantity == "A":
        return _diagonal(u, l, item, digits)
    by_layer: dict[int, Array] = getattr(u.found, quantity)
    return of_item(u, u.calm.printed(by_layer[l], digits), item)


def _diagonal(u: Update, l: int, item: int, digits: int) -> Array:
    """That of A_l, (L,): a pair has it as (L,) or A as (L, L), a batch as (L, B) or A as (B, L, L)."""
    A = u.calm.printed((u.batch.A if u.in_matrices else u.run.slopes)[l], digits)
    if u.in_matrices:
        A = A[place_of_item(u, item)] if A.ndim == 3 else A[:, place_of_item(u, item)]
    return A if A.ndim == 1 else A.diagonal()


def of_item(u: Update, array: Array, item: int) -> Array:
    """A vector of the pair as it is, of a matrix the column of that item, from 1."""
    return array[:, place_of_item(u, item)] if u.in_matrices else array


def said(u: Update, item: int) -> str:
    """Whose numbers those are, in words; nothing where an update has one pair."""
    if not u.in_matrices:
        return ""
    return "sum over the items" if item == SUM else f"item {u.items[place_of_item(u, item)] + 1}"
