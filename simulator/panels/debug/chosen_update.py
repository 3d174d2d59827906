"""Which update of the walk a tool looks at."""

from dataclasses import replace

import streamlit as st

from ...draw.lens import Lens
from ...steps.session import Session, Update
from .. import page_state as state

UPDATE = "debug update"
AS_YOU_GO = "In update-as-you-go order S below layer K is not the gradient."


def chosen_update(now: Session) -> Update:
    """Ask for the update; the first one at first."""
    state.keep(UPDATE, 1)
    k = min(int(state.read(UPDATE)), now.updates)
    state.show(UPDATE, k)
    if now.updates > 1:
        k = int(st.number_input(f"Update, 1 to {now.updates}", 1, now.updates, key=UPDATE))
    return now.walked[k - 1]


def said(u: Update) -> str:
    """Which update and pair that is, in words."""
    return f"Update {u.number}, pair {u.item + 1}" if u.pairs > 1 else f"Update {u.number}"


def lens_of(where: str, lens: Lens, update: Update) -> Lens:
    """The lens of an update, saying whose numbers it shows; in other updates its marks are not drawn."""
    return replace(lens, update=update.number, note=f"{where}: {lens.note}" if lens.note else "")
