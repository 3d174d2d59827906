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


def show(key: str, value: Any) -> None:
    """Let a widget show a value of the session: the session, not the widget, owns it."""
    st.session_state[key] = value


def read(key: str) -> Any:
    """What a widget holds."""
    return st.session_state.get(key)


def keep(key: str, value: Any) -> None:
    """What a widget holds at first; from then on it keeps its own, whether it was drawn or not."""
    st.session_state[key] = st.session_state.get(key, value)


def change(how: Callable[[Desk], Desk]) -> None:
    """Change the desk; where that is refused it stays as it is, and the reason is kept to be shown."""
    try:
        after = how(desk())
    except InputError as reason:
        st.session_state[REFUSED] = str(reason)
        return
    st.session_state.update({DESK: after, REFUSED: ""})


def change_session(how: Callable[[Session], Session]) -> None:
    """Change the session on the desk."""
    change(lambda now: now.change(how(now.scene.session)))


def field_from(name: str, key: str) -> None:
    """Set one field of the session to what a widget holds."""
    value = st.session_state[key]
    change_session(lambda now: replace(now, **{name: value}))
