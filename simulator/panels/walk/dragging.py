"""A number that is changed in the player, to and fro without the rest of the page.

While it is dragged: the first update with each position, and F over it. Once it is typed or let go: its walk.
What answers to a step are compared with comes the same way, to the walk that is shown already.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from ...core.inputs import InputError, parsed
from ...player.components.drag_component import drag_channel
from ...player.payload.payload import as_text, payload
from ...player.payload.walk_patch import HeldWalk
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session
from ...steps.walk_cost import check_cost
from ...steps.walks.error_curve import StartNumber, curve, slope, step, window
from .. import page_state as state
from ..reader_notation import reader_notation
from .player_requests import (
    DRAGGED,
    PRACTISED,
    TYPED,
    BiasTyped,
    InputTyped,
    NumberDragged,
    TargetTyped,
    Typed,
    WeightTyped,
    read_request,
)

CHANNEL, ASKED, CURVE = "dragging", "drag asked", "drag curve"
HELD = "walk held by the browser"  # of the walks that are sent while a number is dragged
Take = Callable[[dict[str, Any]], None]
Shown = Callable[[], dict[str, Any]]
Compared = Callable[[dict[str, Any]], dict[str, Any]]


def dragging(take: Take, shown: Shown, compared: Compared) -> None:
    """The place that positions and typed numbers come to; only itself is drawn anew for one.

    `take` takes a typed number as any request of the player; `shown` gives what the page shows after it,
    `compared` what answers are compared with that a player asks for.
    """
    with st.container(key="drag"):
        st.fragment(_channel)(take, shown, compared)


def _channel(take: Take, shown: Shown, compared: Compared) -> None:
    asked: dict[str, Any] | None = state.taken(ASKED)
    answer: dict[str, Any] | None = None
    if asked is not None:  # found here: what Streamlit sent when the run began is on its way meanwhile
        what = asked.get("what")
        found = shown() if what in TYPED else compared(asked) if what in PRACTISED else _answer(asked)
        answer = {"at": asked.get("at"), **found}
    on: Mapping[str, Callable[[], None]] = {
        "ask": _asked,
        "typed": partial(_typed, take),
        "compare": _compare,
    }
    drag_channel(answer, CHANNEL, on)


def _asked() -> None:
    asked = state.read(CHANNEL).ask
    if isinstance(asked, dict) and asked.get("what") in DRAGGED:
        state.show(ASKED, asked)


def _compare() -> None:
    asked = state.read(CHANNEL).compare
    if isinstance(asked, dict) and asked.get("what") in PRACTISED:
        state.show(ASKED, asked)


def _typed(take: Take) -> None:
    asked = state.read(CHANNEL).typed
    if isinstance(asked, dict) and asked.get("what") in TYPED:
        state.show(ASKED, asked)
        take(asked)


def _answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The walk and the curve at a position, or why there is none; nothing is changed on the desk."""
    if asked.get("walk") != state.walk_shown():
        return {"left": True}
    try:
        request = read_request(asked, DRAGGED)
        assert isinstance(request, NumberDragged)
        found = moved(request, state.session(), state.desk().scene.name, reader_notation())
    except InputError as reason:
        return {"refused": f"{state.sentence(str(reason))}."}
    return found | {"walk": _told(found["walk"], request.base)}


def _told(walk: dict[str, Any], base: str) -> dict[str, Any]:
    """The walk as its difference from the one that the browser holds, or whole, to be held from now on."""
    held: HeldWalk | None = state.read(HELD)
    if held is not None and held.name == base and (told := held.told(walk)):
        return told
    text = as_text(walk)
    held = HeldWalk(secrets.token_hex(4), walk, len(text))
    state.show(HELD, held)
    return {"base": held.name, "walk": text}


def moved(request: NumberDragged, now: Session, name: str, notation: Notation = NOTES) -> dict[str, Any]:
    """The first update of a walk of this name with the number where it was dragged to, and F over the number.

    Raises InputError where it cannot be there, or nowhere.
    """
    typed = request.typed
    first = replace(typed.session(now), updates=1)
    check_cost(first)
    F = first.walked[0].found.loss
    number = place_of(typed)
    start, value = parsed(request.start, "where the number began"), number.of(first)
    values, errors = state.once(CURVE, curve, now, number, *window(now, number, start, value))
    found = {
        "before": {"value": number.of(now), "F": now.first.found.loss},
        "point": {"value": value, "F": F},
        "slope": slope(first, number),
        "step": step(first, number),
        "values": values,
        "errors": errors,
    }
    return {"curve": found, "walk": payload(first, name, notation=notation)}


def place_of(typed: Typed) -> StartNumber:
    """Which number of the start it is; its place is one that the session has."""
    match typed:
        case WeightTyped(l=l, r=r, c=c):
            return StartNumber("W", l, (r - 1, c - 1))
        case BiasTyped(l=l, c=c):
            return StartNumber("b", l, (c - 1,))
        case InputTyped(item=item, c=c):
            return StartNumber("x", 1, (item, c - 1))
        case TargetTyped(item=item, c=c):
            return StartNumber("t", 0, (item, c - 1))
