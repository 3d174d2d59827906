"""A number that is dragged in the player: the first update with each position of it, and F over it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from ..core.inputs import InputError, parsed
from ..player.drag_component import drag_channel
from ..player.payload import sent
from ..steps.error_curve import StartNumber, curve, slope, step, window
from ..steps.session import Session
from ..steps.walk_cost import check_cost
from . import page_state as state
from .player_requests import (
    DRAGGED,
    BiasTyped,
    InputTyped,
    NumberDragged,
    Request,
    TargetTyped,
    Typed,
    WeightTyped,
    read_request,
)

CHANNEL, ANSWER, CURVE = "dragging", "drag answer", "drag curve"


def dragging() -> None:
    """The place that positions come to; only itself is drawn anew for one."""
    with st.container(key="drag"):
        st.fragment(_channel)()


def _channel() -> None:
    drag_channel(state.taken(ANSWER), CHANNEL, _asked)


def _asked() -> None:
    asked = state.read(CHANNEL).ask
    if isinstance(asked, dict):
        state.show(ANSWER, {"at": asked.get("at"), **_answer(asked)})


def _answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The walk and the curve at a position, or why there is none; nothing is changed on the desk."""
    if asked.get("walk") != state.walk_shown():
        return {"left": True}
    try:
        return moved(read_request(asked, DRAGGED), state.session(), state.desk().scene.name)
    except InputError as reason:
        return {"refused": f"{state.sentence(str(reason))}."}


def moved(request: Request, now: Session, name: str) -> dict[str, Any]:
    """The first update of a walk of this name with the number where it was dragged to, and F over the number.

    Raises InputError where it cannot be there, or nowhere.
    """
    assert isinstance(request, NumberDragged)
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
    return {"curve": found, "walk": sent(first, name) if request.whole == "yes" else None}


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
