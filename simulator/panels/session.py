"""The page's state, one Desk, and every way to change it. The one place that touches session_state."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from ..core.inputs import InputError
from ..files.examples import EXAMPLES, example
from ..steps.desk import Desk, Scene
from ..steps.session import Session

DESK = "desk"
REFUSED = "refused"
EPOCH = "epoch"  # grows with every change made outside the grids, so that they start afresh from the session


def scene_of(name: str) -> Scene:
    """An example of the gallery as a scene."""
    found = example(name)
    return Scene(name, found.title, found.about, found.session, found.session)


def desk() -> Desk:
    """What lies on the desk now."""
    if DESK not in st.session_state:
        st.session_state[DESK] = Desk(scene_of(EXAMPLES[0]))
    return st.session_state[DESK]  # type: ignore[no-any-return]


def session() -> Session:
    """The session shown."""
    return desk().scene.session


def refusal() -> str:
    """Why the last change was refused, or nothing."""
    return str(st.session_state.get(REFUSED, ""))


def epoch() -> int:
    """A number for the keys of grids."""
    return int(st.session_state.setdefault(EPOCH, 0))


def show(key: str, value: Any) -> None:
    """Let a widget show a value of the session: the session, not the widget, owns it."""
    st.session_state[key] = value


def read(key: str) -> Any:
    """What a widget holds."""
    return st.session_state.get(key)


def remember(key: str, value: Any) -> Any:
    """The value first given for this key: a grid's contents when it was drawn first."""
    return st.session_state.setdefault(key, value)


def fresh_grids() -> None:
    """Let every grid be drawn anew from the session."""
    st.session_state[EPOCH] = epoch() + 1


def change(how: Callable[[Desk], Desk], *, from_grid: bool = False) -> None:
    """Change the desk; where that is refused it stays as it is, and the reason is kept to be shown."""
    try:
        after = how(desk())
    except InputError as reason:
        st.session_state[REFUSED] = str(reason)
        return
    st.session_state.update({DESK: after, REFUSED: ""})
    if not from_grid:
        fresh_grids()


def change_session(how: Callable[[Session], Session], *, from_grid: bool = False) -> None:
    """Change the session on the desk."""
    change(lambda now: now.change(how(now.scene.session)), from_grid=from_grid)


def field_from(name: str, key: str) -> None:
    """Set one field of the session to what a widget holds."""
    value = st.session_state[key]
    change_session(lambda now: replace(now, **{name: value}))


def refuse(reason: Exception) -> None:
    """Say why something typed was not taken."""
    st.session_state[REFUSED] = str(reason)
