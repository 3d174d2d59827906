"""What the bar has for a session: the gallery, the settings of the walk, and what goes over its changes."""

from collections.abc import Sequence

import streamlit as st

from ..core.loss import LOSSES
from ..core.wording import counted_as
from ..files.gallery import example
from ..steps.session import Session
from ..steps.undo import Desk
from . import page_state as state
from .reader_notation import spelt, title_of
from .walk.gallery_menu import gallery
from .walk.walk_settings import settings


def session_bar(desk: Desk) -> None:
    """Draw them, beside each other."""
    now = desk.scene.session
    gallery(title_of(desk.scene), _choose)
    with st.popover(walk_said(now), icon=":material/tune:", width="content"):
        with st.container(horizontal=True, key="changes"):  # seen on a phone, whose bar has no room for them
            _changes(desk, "menu", ("Undo a change", "Redo a change", "Reset all"))
        settings(now)
    _changes(desk, "bar", ("Undo", "Redo", "Reset"))


def walk_said(now: Session) -> str:
    """How the walk is made, in a few words."""
    updates = counted_as(now.updates, "update")
    rule = f" · {now.rule.title}" if now.rule else ""
    batch = f" · batches of {now.at_once}" if now.at_once > 1 else ""
    alpha = spelt("α")
    return f"{LOSSES[now.loss].title} · {alpha} = {now.learning_rate:g}{rule} · {updates}{batch}"


def _changes(desk: Desk, place: str, names: Sequence[str]) -> None:
    """What goes over the changes made: in the bar as signs alone, whose names are heard, see page.css."""
    for name, icon, act, dead in zip(
        names,
        ("undo", "redo", "restart_alt"),
        (Desk.undo, Desk.redo, Desk.reset),
        (not desk.past, not desk.future, desk.scene.session is desk.scene.origin),
        strict=True,
    ):
        st.button(
            name,
            icon=f":material/{icon}:",
            key=f"{place} {name}",
            on_click=state.change,
            args=(act,),
            disabled=dead,
        )


def _choose(name: str) -> None:
    if state.desk().scene.session is not example(name).session:  # else it is chosen already
        state.change(lambda desk: desk.put(state.scene_of(name)))
