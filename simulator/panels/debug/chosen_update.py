"""Which update of the walk a tool looks at, and how its numbers are printed: both as in the player."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from ...core.inputs import Array
from ...draw.lens import Lens
from ...steps.kinds.forward_batches import items_said
from ...steps.session import Session, Update
from .. import page_state as state
from ..player_digits import player_digits, take_digits
from ..reader_notation import spelt

UPDATE, ITEM, TAKEN = "debug update", "debug item", "debug rows"


def not_the_gradient() -> str:
    """What is so of S in the order "as-you-go"."""
    return spelt("In update-as-you-go order S below layer K is not the gradient.")


def look_at_update(k: int, digits: int, item: int) -> None:
    """The player stands in update k, from 1, of the network shown, and prints so many digits.

    `item`: the place in its batch, from 1, of the item that the graph shows; 0 for the sum over all.
    """
    take_digits(digits)
    state.show(UPDATE, (_network(), k))
    state.show(ITEM, item)


def looked(now: Session, of_one_update: bool, of_one_item: bool = False) -> Mapping[str, int | None]:
    """What the tools look at, as the player is told: one update or all, one item or any, and the digits."""
    return {
        "update": update_looked_at(now) if of_one_update else None,
        "item": item_looked_at() if of_one_item and now.at_once > 1 else None,
        "digits": player_digits(),
    }


def item_looked_at() -> int:
    """The item of a batch that the graph shows, from 1, of a shorter batch its last; 0: the sum over them."""
    item: int | None = state.read(ITEM)
    return 1 if item is None else max(item, 0)


def update_looked_at(now: Session) -> int:
    """The update, from 1, that the player stands in; of another network it has said nothing yet."""
    network, k = state.read(UPDATE) or ("", 1)
    return min(max(k, 1), now.updates) if network == _network() else 1


def chosen_update(now: Session) -> Update:
    """The update that the player stands in, and say so."""
    k = update_looked_at(now)
    if now.updates > 1:
        st.text(f"Update {k} of {now.updates}, in which the player stands.")
    return now.walked[k - 1]


def _network() -> str:
    return state.walk_shown().partition(".")[0]


def taken(now: Session, u: Update) -> tuple[Array, Array]:
    """The x and t that an update took: (H,) and (L,), or of a batch its rows, (B, H) and (B, L).

    The very same as long as it is that update: work aside that is given them goes on.
    """
    found: tuple[Array, Array] = state.once(TAKEN, _taken, now, u)
    return found


def _taken(now: Session, u: Update) -> tuple[Array, Array]:
    if not u.in_matrices:
        return u.run.x, u.run.t
    rows = slice(u.items.start, u.items.stop)
    return now.X[rows], now.T[rows]


def said(u: Update) -> str:
    """Which update and pair, or items, that is, in words."""
    if u.in_matrices:
        return f"Update {u.number}, {items_said(u)}"
    return f"Update {u.number}, pair {u.item + 1}" if u.pairs > 1 else f"Update {u.number}"


def lens_of(where: str, lens: Lens, update: Update) -> Lens:
    """The lens of an update, saying whose numbers it shows; in other updates its marks are not drawn."""
    note = f"{where}: {lens.note}" if lens.note else ""
    return replace(lens, update=update.number, note=note, early=f"{where}: {lens.early}")
