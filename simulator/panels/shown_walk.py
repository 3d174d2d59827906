"""The player's place on the page: the walk that it shows, and what lies beside it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from ..core.inputs import InputError
from ..player.components.player_component import player, serial_of
from ..player.payload.later_answers import later_answers
from ..player.payload.payload import sent
from ..steps.formulas.notation import Notation
from ..steps.notes_of_file import StepNote
from ..steps.session import Session
from ..steps.undo import Scene
from . import page_state as state
from .debug.chosen_update import looked
from .debug.debug_page import Beside
from .player_answers import ANSWERED, GIVEN, MAKING, TOLD, WALK, edited, take, tell
from .reader_notation import about, reader_notation
from .walk.dragging import dragging
from .walk.player_requests import practised_update
from .walk.share import Making, offered
from .whole_page import opening
from .work_aside import PULSE

SENT = "sent"


def show_player(tools: str | None = "closed", draw: Callable[[], Beside] = Beside) -> None:
    """Draw the player; `tools` as in `player`, and `draw` draws those that are open."""
    with st.container(key="stepper"):  # the same place in every mode, or the player would be mounted anew
        place = st.container(key="player")
        beside = draw()
    with place:
        desk = state.desk()
        scene = desk.scene
        look = beside.look
        if look is None and desk.held is not None:  # its numbers follow the player's digits too
            look = looked(scene.session, of_one_update=False)
        player(
            walk_now(scene),
            key=WALK,
            belongs=state.walk_shown(),
            on_edit=edited,
            answered=state.dealt(ANSWERED),
            lens=beside.lens.json() if beside.lens else None,
            tools="picking" if beside.picking else tools,
            looked=None if look is None else dict(look),
            opening=opening(scene.session),
            given=state.taken(GIVEN),
            offered=offered(),
        )
        if (making := state.read(MAKING)) is not None:
            st.fragment(_follow, run_every=PULSE)(making)
    dragging(take, _after_typing, compared)


def walk_now(scene: Scene) -> str:
    """The walk shown, as the player takes it."""
    now = scene.session
    given = (now, scene.name, about(scene), reader_notation(), scene.notes_now)
    found: str = state.once(SENT, _sent, *given)
    return found


def _after_typing() -> dict[str, Any]:
    """What the player is told before the rest of the page is drawn anew."""
    walk = walk_now(state.desk().scene)
    return {"walk": walk, "serial": serial_of(walk), "belongs": state.walk_shown()}


def compared(asked: dict[str, Any]) -> dict[str, Any]:
    """What answers to an update are compared with, for a player that shows this very walk.

    It is asked for anew with each walk: where there is no such update, another walk is on its way.
    """
    scene = state.desk().scene
    try:
        update = practised_update(asked, scene.session)
    except InputError:
        return {"compared": None}
    walk = walk_now(scene)
    found = later_answers(scene.session, walk, update, reader_notation())
    return {"serial": serial_of(walk), "compared": found}


def _sent(
    now: Session,
    name: str,
    said: str,
    notation: Notation,
    notes: tuple[StepNote, ...],
) -> str:
    return sent(now, name, said, notation=notation, notes=notes)


def _follow(making: Making) -> None:
    """Look at the file that is made aside; the dialog is told where it stands otherwise than before."""
    given = making.given
    if given != state.read(TOLD):
        tell(making if "making" in given else None, given)
        st.rerun()
