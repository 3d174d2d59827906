"""What takes longer than a page may wait for: done aside, with a line on how long, and a way to stop it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from ..runs.aside.aside import Aside
from ..runs.aside.work_cost import SHORT
from . import page_state as state

PULSE = 0.5  # seconds between two looks at work that goes on


def worked(key: str, what: str, seconds: float, work: Callable[..., Any], *given: Any) -> Any:
    """What `work` gives for these, done once for them; None, and how it stands, until that is there.

    Done at once where it takes few `seconds`. One value a key and visitor: what goes on for others is
    stopped. Raises InputError as the work does, and where too much waits already.
    """
    if seconds <= SHORT:
        return state.once(key, work, *given)
    aside: Aside = state.once(key, _begun, work, *given)
    if aside.running:
        st.fragment(_stands, run_every=PULSE)(what, aside)
        return None
    if aside.stopped:
        st.text(f"{what}: stopped.")
        st.button("Begin again", key=f"again {key}", on_click=state.taken, args=(key,))
        return None
    return aside.result()


def _begun(work: Callable[..., Any], *given: Any) -> Aside:
    return Aside(partial(work, *given))


def _stands(what: str, aside: Aside) -> None:
    """How it stands, again and again; the whole page once it has ended."""
    if not aside.running:
        st.rerun()
    st.text(f"{what}: {aside.said}")
    st.button("Stop", on_click=aside.stop, key=f"stop {id(aside)}")
