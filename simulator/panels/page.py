"""The page: a bar to choose from, the player below it, and a side panel for changes."""

import gc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from ..core.edit import with_parameter
from ..core.inputs import InputError, parsed
from ..core.loss import LOSSES
from ..draw.lens import Lens
from ..files.gallery import EXAMPLES, example
from ..files.sessions.link import read_link
from ..files.sessions.training_link import read_train_link
from ..player.component import player
from ..player.payload import sent
from ..steps.session import MOST_UPDATES, ORDERS, Session
from ..steps.undo import Desk, network_at
from . import page_state as state
from .debug.debug_page import debug_page
from .debug.open_file import open_at_start
from .debug.where_from import pick
from .edit_panel import edit
from .kept_in_browser import keeper
from .new_network import build
from .share import answer
from .textbook import textbook
from .train.link_box import LINK as TRAINING
from .train.link_box import open_training
from .train.train_page import train_page
from .whatif import what_if
from .whole_page import open_screen, opening

ORDER_NAMES = {
    "gradients-first": "gradients first, then update",
    "as-you-go": "update as you go, with the new W (not the gradient)",
}
OWN = "a network of your own"
WALK, SENT, ANSWERED, GIVEN = "walk", "sent", "answered", "given"
LINK = "s"  # the query parameter of a link to a screen
STYLE = Path(__file__).with_name("page.css")

# What has been imported by now lives as long as the server: looked through by the collector again and again,
# it costs now and then 40 ms of a change.
gc.freeze()


def page(arguments: Sequence[str] = ()) -> None:
    """Draw the whole page from the desk; `arguments`: at most one file to open with it."""
    st.html(STYLE)
    fresh = state.first_run()
    if fresh:
        _first(arguments)
    if st.context.is_embedded:
        _messages()
        _player()
        return
    place = st.container(key="keeping")
    _modes()
    with place:  # filled last: a run may end while the page is drawn
        keeper(fresh=fresh)


def _modes() -> None:
    mode = _bar(state.desk())
    _messages()
    if mode == state.TRAIN:
        train_page()
        return
    with st.sidebar:
        edit()
        what_if()
        build()
        textbook()
    if mode == state.DEBUG:
        debug_page(_player)
    else:
        _player()


def _messages() -> None:
    with st.container(key="messages"):  # always there, or a message would remount the player below it
        if state.refusal():
            state.say(f"{state.refusal()}.")


def _first(arguments: Sequence[str]) -> None:
    """What the page opens with: the screen of its link, or the file named on the command line."""
    try:
        if LINK in st.query_params:
            link = st.query_params[LINK]
            open_screen(read_link(link), link)
        elif TRAINING in st.query_params:
            open_training(read_train_link(st.query_params[TRAINING]))
        elif arguments:
            open_at_start(arguments[0])
    except InputError as reason:
        state.refuse(str(reason))


def _player(lens: Lens | None = None, picking: bool = False) -> None:
    with st.container(key="player"):
        scene = state.desk().scene
        player(
            state.once(SENT, sent, scene.session, scene.name, scene.about),
            key=WALK,
            on_edit=_edited,
            answered=state.read(ANSWERED),
            lens=lens.json() if lens else None,
            picking=picking,
            opening=opening(scene.session),
            given=state.taken(GIVEN),
        )


def _bar(desk: Desk) -> str:
    """The bar; which of the page's modes is to be shown."""
    now = desk.scene.session
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        st.title("Backprop Simulator", anchor=False, width="content")
        state.keep(state.MODE, state.STEP)
        st.segmented_control("Mode", state.MODES, key=state.MODE, label_visibility="collapsed", required=True)
        mode = str(state.read(state.MODE))
        if mode == state.TRAIN:
            return mode
        own = desk.scene.name not in EXAMPLES
        state.show("example", OWN if own else desk.scene.name)
        st.selectbox(
            "Example",
            [*EXAMPLES, OWN] if own else EXAMPLES,
            format_func=lambda name: desk.scene.title if name == OWN else example(name).title,
            key="example",
            on_change=_choose,
            label_visibility="collapsed",
            width=330,
        )
        label = f"{LOSSES[now.loss].title} · α = {now.learning_rate:g} · {now.updates} updates"
        with st.popover(label, width="content"):
            _settings(now)
        st.button("Undo", on_click=lambda: state.change(Desk.undo), disabled=not desk.past)
        st.button("Redo", on_click=lambda: state.change(Desk.redo), disabled=not desk.future)
        unchanged = now is desk.scene.origin
        st.button("Reset", on_click=lambda: state.change(Desk.reset), disabled=unchanged)
    return mode


def _choose() -> None:
    name = state.read("example")
    if name != OWN:
        state.change(lambda desk: desk.put(state.scene_of(name)))


def _settings(now: Session) -> None:
    def field(name: str) -> dict[str, Any]:
        key = state.bound(name, getattr(now, name))

        def changed() -> None:
            state.change_session(lambda s: replace(s, **{name: state.read(key)}), own=True)

        return {"key": key, "on_change": changed}

    st.selectbox("Error", LOSSES, format_func=lambda name: LOSSES[name].title, **field("loss"))
    st.number_input("Learning rate α", step=0.05, format="%g", **field("learning_rate"))
    st.number_input("Number of updates", min_value=1, max_value=MOST_UPDATES, **field("updates"))
    st.radio("Order of updates", ORDERS, format_func=ORDER_NAMES.__getitem__, **field("order"))


def _edited() -> None:
    """Something was asked for in the player: a number typed there, or "start from here"."""
    asked = state.read(WALK).edit
    if not isinstance(asked, dict):
        return
    # Kept, so that the answer arrives also where this run of the page is overtaken by another.
    state.show(ANSWERED, asked.get("at"))
    if asked.get("what") in ("link", "save"):
        state.show(GIVEN, answer(state.desk(), asked))
    elif asked.get("what") == "pick":
        pick(_whole(asked, "l"), _whole(asked, "c"))
    elif asked.get("what") == "start":
        state.change_session(
            lambda s: replace(s, network=network_at(s, str(asked.get("grain")), _whole(asked, "cursor")))
        )
    else:
        state.change_session(lambda s: _with_number(s, asked), own=True)


def _with_number(s: Session, asked: dict[str, Any]) -> Session:
    what, l, c = asked.get("what"), _whole(asked, "l"), _whole(asked, "c")
    if what in ("x", "t"):
        item = _whole(asked, "item")
        rows = (s.X if what == "x" else s.T).copy()
        rows[item, c - 1] = parsed(asked.get("text"), f"{what}{c} of pair {item + 1}")
        return replace(s, X=rows) if what == "x" else replace(s, T=rows)
    if what not in ("W", "b"):
        raise InputError(f"a change is of W, b, x or t; got {what!r}")
    values = getattr(s.network, what)[l].copy()
    at = (_whole(asked, "r") - 1, c - 1) if what == "W" else (c - 1,)
    place = f"W{l}, row {at[0] + 1}, column {c}" if what == "W" else f"b{l}, neuron {c}"
    values[at] = parsed(asked.get("text"), place)
    return replace(s, network=with_parameter(s.network, f"{what}{l}", values))


def _whole(asked: dict[str, Any], key: str) -> int:
    value = asked.get(key)
    if not isinstance(value, int):
        raise InputError(f"{key} must be a whole number; got {value!r}")
    return value
