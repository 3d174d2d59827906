"""What the player asks for, and who answers it: a number typed there, "start from here", a tool, a link."""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

from ..core.inputs import InputError
from . import page_state as state
from .debug.chosen_update import look_at_update
from .debug.debug_page import open_tool
from .debug.where_from import pick
from .reader_notation import choose_notation
from .walk.new_network import scheme_and_seed
from .walk.player_requests import (
    Change,
    ItemAlone,
    Looked,
    NeuronAdded,
    NeuronPicked,
    NeuronTaken,
    NotationChosen,
    StartHere,
    ToolWanted,
    UpdateLooked,
    left_out,
    read_request,
)
from .walk.share import Making, answer

WALK, ANSWERED, GIVEN = "walk", "answered", "given"
MAKING, TOLD = "making", "told"  # a file that is made aside, and what was said of it


def edited() -> None:
    """Something was asked for in the player: a number typed there, "start from here", a link."""
    asked = state.read(WALK).edit
    if isinstance(asked, dict):
        take(asked)


def take(asked: dict[str, Any]) -> None:
    """Answer a request, once, however often it comes."""
    state.deal_once(ANSWERED, asked.get("at"), partial(_deal_with, asked))


def _deal_with(asked: dict[str, Any]) -> None:
    if asked.get("what") in SHARED:
        _share(asked)
        return
    try:
        request = read_request(asked)
    except InputError as reason:
        state.refuse(str(reason), "Not changed")
        return
    if late := left_out(request, asked.get("walk"), state.walk_shown()):
        if not isinstance(request, Looked):  # nobody waits for those; clock.js tells an update again
            state.refuse(late, "Not changed")
        return
    ANSWERS[type(request)](request)


def tell(making: Making | None, given: dict[str, Any]) -> None:
    """What the player's dialog is told, and the file that is still made aside."""
    for key, value in ((MAKING, making), (TOLD, given), (GIVEN, given)):
        state.show(key, value)


def _share(asked: dict[str, Any]) -> None:
    """A visitor has one file made at a time; another one, or "stop", ends the one before."""
    before: Making | None = state.read(MAKING)
    if before is not None:
        before.aside.stop()
    if asked.get("what") == "stop":
        tell(None, {"at": asked.get("at"), "refused": "Stopped."})
        return
    found = answer(state.desk(), asked, state.walk_shown())
    if isinstance(found, Making):
        tell(found, found.given)
    else:
        tell(None, found)


def _change(request: Change) -> None:
    state.change_session(request.session, own=not isinstance(request, StartHere | NeuronTaken | ItemAlone))


def _add_neuron(request: NeuronAdded) -> None:
    state.change_session(lambda s: request.session(s, *scheme_and_seed()))


def _looked(request: UpdateLooked) -> None:
    try:
        look_at_update(request.update, request.digits, request.item)
    except InputError as reason:
        state.refuse(str(reason), "Not shown")


def _read_in(request: NotationChosen) -> None:
    try:
        choose_notation(request.name)
    except InputError as reason:
        state.refuse(str(reason), "Not changed")


ANSWERS: dict[type, Callable[[Any], object]] = {
    **dict.fromkeys(get_args(Change), _change),
    NeuronAdded: _add_neuron,
    NeuronPicked: lambda request: pick(request.l, request.c),
    UpdateLooked: _looked,
    NotationChosen: _read_in,
    ToolWanted: lambda request: open_tool(request.tool, request.l, request.c, request.way),
}
SHARED = ("link", "save", "stop")  # answered in the player's own dialog, refusals too
