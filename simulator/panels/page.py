"""The page: a bar to choose from, the player below it, and a side panel for changes."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ..core.inputs import InputError
from ..files.sessions.links.lesson_link import read_lesson_link
from ..files.sessions.links.link import read_link
from ..files.sessions.links.training_link import read_train_link
from ..steps.undo import Desk
from . import page_state as state
from .debug.debug_page import SLICE, debug_tools, open_tool, slice_beside
from .debug.open_file import open_at_start
from .early_imports import import_early
from .kept_in_browser import keeper
from .lessons_page import LINK as LESSON
from .lessons_page import lesson_bar, lessons_page, open_lesson
from .reader_notation import spelt
from .session_bar import session_bar
from .shown_walk import show_player
from .train.link_box import LINK as TRAINING
from .train.link_box import open_training
from .train.train_page import train_page
from .visited_places import choose_mode, visited
from .walk.better_loss import offer_better_loss
from .walk.edit_panel import edit
from .walk.new_network import build
from .walk.textbook import textbook
from .walk.whatif import what_if
from .whole_page import open_screen

LINK = "s"  # the query parameter of a link to a screen
STYLE = Path(__file__).with_name("page.css")

import_early()
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
        show_player(tools=None)
        return
    place = st.container(key="keeping")
    _mode(place)
    with place:  # filled last: a run may end while the page is drawn
        keeper(fresh=fresh)


@dataclass(frozen=True, slots=True)
class Mode:
    """What a page draws; one of the session has its bar and its side panel besides."""

    draw: Callable[[], None]
    of_session: bool = True
    bar: Callable[[], None] | None = None  # what else stands in the bar


def _mode(place: DeltaGenerator) -> None:
    mode = MODES[_bar(state.desk())]
    with place:  # before what takes long to draw: Back from there must find its entry
        visited(MODES)
    _messages(offer_better_loss if mode.of_session else None)
    mode.draw()  # first: what was changed is seen before the side panel has followed
    if mode.of_session:
        with st.sidebar:
            edit()
            what_if()
            st.button(spelt(SLICE), on_click=open_tool, args=(SLICE, 0, 0, ""))
            build()
            textbook()


def _messages(more: Callable[[], None] | None = None) -> None:
    with st.container(key="messages"):  # always there, or a message would remount the player below it
        state.say_refusal()
        if more:
            state.say_remarks()
            more()


def _first(arguments: Sequence[str]) -> None:
    """What the page opens with: the screen of its link, or the file named on the command line."""
    try:
        if (link := state.asked(LINK)) is not None:
            open_screen(read_link(link), link)
        elif (link := state.asked(TRAINING)) is not None:
            open_training(read_train_link(link))
        elif (link := state.asked(LESSON)) is not None:
            open_lesson(read_lesson_link(link))
        elif arguments:
            open_at_start(arguments[0])
    except InputError as reason:
        state.refuse(str(reason))


def _step() -> None:
    if state.read(state.SLICED):
        show_player("open", slice_beside)
    else:
        show_player()


def _bar(desk: Desk) -> str:
    """The bar; which of the page's modes is to be shown."""
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        st.title("Backprop Simulator", anchor=False, width="content")
        mode = choose_mode(MODES, state.STEP)
        if MODES[mode].of_session:
            session_bar(desk)
        if bar := MODES[mode].bar:
            bar()
    return mode


# A page is one file and one line here.
MODES = {
    state.STEP: Mode(_step),
    state.TRAIN: Mode(train_page, of_session=False),
    state.DEBUG: Mode(lambda: show_player("open", debug_tools)),
    state.LESSONS: Mode(lessons_page, of_session=False, bar=lesson_bar),
}
