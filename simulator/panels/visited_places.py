"""Where one was on the page: the browser's Back and Forward go there, and its mode is chosen here."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from ..player.components.browser_history import browser_history
from ..steps.undo import Desk
from . import page_state as state
from .fields import checked_menus

LONGEST = 100  # characters of a lesson's name; one that is none shows the list
HISTORY, ANSWERED = "history", "history answered"
MANY, SLICED = "many runs", "slice"  # a view of the page of training, and of the walk
SAID, TURN = "mode said", "mode turn"  # the mode that its menu held last, and how often it was put there


def choose_mode(modes: Collection[str], at_first: str) -> str:
    """Draw the menu of the page's modes; which one is chosen.

    It gets another key whenever the mode was changed elsewhere. A browser that has not drawn that yet hands
    in, with whatever it asks for next, what the old menu held, and would thus undo the change.
    """
    mode = state.keep(state.MODE, at_first)
    if state.read(mode) not in modes:  # from a session file, which may name any
        state.show(mode, at_first)
    if state.read(SAID) != state.read(mode):
        state.show(TURN, (state.read(TURN) or 0) + 1)
        state.show(SAID, state.read(mode))
    key = _menu()

    def chosen() -> None:
        if key == _menu() and (said := state.read(key)) in modes:
            state.show(SAID, said)
            state.show(mode, said)

    state.show(key, state.read(mode))
    checked_menus.segmented_control(
        "Mode", modes, key=key, on_change=chosen, label_visibility="collapsed", required=True
    )
    return str(state.read(mode))


def _menu() -> str:
    return f"mode menu {state.read(TURN)}"


def visited(modes: Collection[str]) -> None:
    """Make what is shown an entry of the browser's history; the browser leads to any of these modes."""
    browser_history(
        {
            "mode": str(state.read(state.MODE)),
            "network": state.desk().scene.name,
            "view": _view(),
            "lesson": str(state.read(state.LESSON) or ""),
        },
        key=HISTORY,
        answered=state.dealt(ANSWERED),
        on_back=partial(_back, modes),
    )


def _view() -> str:
    """What of a mode is shown, where it has more than one view."""
    mode = state.read(state.MODE)
    if mode == state.STEP and state.read(state.SLICED):
        return SLICED
    return MANY if mode == state.TRAIN and state.read(state.MANY_SHOWN) else ""


def _back(modes: Collection[str]) -> None:
    """To an entry of the browser's history: its mode, view and network, as far as undo and redo reach."""
    place = state.read(HISTORY).back
    if isinstance(place, dict) and isinstance(at := place.get("at"), int | float):
        state.deal_once(ANSWERED, at, lambda: _go_to(place, modes))


def _go_to(place: Mapping[str, Any], modes: Collection[str]) -> None:
    if isinstance(mode := place.get("mode"), str) and mode in modes:
        state.show(state.MODE, mode)
    if isinstance(lesson := place.get("lesson"), str):
        state.show(state.LESSON, lesson[:LONGEST])
    if place.get("mode") == state.TRAIN:
        state.show(state.MANY_SHOWN, place.get("view") == MANY)
    if place.get("mode") == state.STEP:
        state.show(state.SLICED, place.get("view") == SLICED)
    state.change(lambda desk: _with_network(desk, place.get("network")))


def _with_network(desk: Desk, name: Any) -> Desk:
    """The desk as it last was with the network of this name; as it is where there is none."""
    for scenes, step in ((desk.past, Desk.undo), (desk.future, Desk.redo)):
        if desk.scene.name != name and any(scene.name == name for scene in scenes):
            while desk.scene.name != name:
                desk = step(desk)
    return desk
