"""What follows from a number where it is dragged to: the first update with it, and F over it."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import Any

from ...core.inputs import InputError, parsed
from ...player.payload.payload import as_text, payload
from ...player.payload.walk_patch import HeldWalk
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session
from ...steps.walk_cost import check_cost
from ...steps.walks.error_curve import StartNumber, curve, slope, step, window
from .. import page_state as state
from .player_requests import (
    DRAGGED,
    BiasTyped,
    InputTyped,
    NumberDragged,
    TargetTyped,
    Typed,
    WeightTyped,
    read_request,
)

Curve = Callable[[Session, StartNumber, float, float], tuple[list[float], list[Any]]]


@dataclass(frozen=True, slots=True)
class ShownWalk:
    """What a page shows: the name by which requests say that they are of it, and what it is made of."""

    called: str
    session: Session
    name: str
    notation: Notation


class DraggedWalks:
    """Answers the positions of one page, on whatever thread they come; nothing is changed by them."""

    def __init__(self) -> None:
        self.name = secrets.token_urlsafe(24)
        self._shown: ShownWalk | None = None
        self._held: HeldWalk | None = None  # by the browser
        self._curve: Curve = lru_cache(maxsize=1)(curve)
        self._one_at_a_time = Lock()

    def show(self, shown: ShownWalk) -> None:
        """What the page shows from now on."""
        self._shown = shown

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The walk and the curve at a position, or why there is none."""
        shown = self._shown
        if shown is None or asked.get("walk") != shown.called:
            return {"left": True}
        with self._one_at_a_time:
            try:
                request = read_request(asked, DRAGGED)
                assert isinstance(request, NumberDragged)
                found = moved(request, shown.session, shown.name, shown.notation, self._curve)
            except InputError as reason:
                return {"refused": f"{state.sentence(str(reason))}."}
            return found | {"walk": self._told(found["walk"], request.base)}

    def answer_text(self, text: str) -> str:
        """The same as texts, with the time `at` which the position went out; ValueError for what is none."""
        try:
            asked = json.loads(text)
        except RecursionError:
            raise ValueError("a position is not nested so deep") from None
        if not isinstance(asked, dict):
            raise ValueError("a position is an object")
        return json.dumps({"at": asked.get("at"), **self.answer(asked)}, separators=(",", ":"))

    def _told(self, walk: dict[str, Any], base: str) -> dict[str, Any]:
        """The walk as its difference from the one that the browser holds, or whole, and that is held then."""
        held = self._held
        if held is not None and held.name == base and (told := held.told(walk)):
            return told
        text = as_text(walk)
        self._held = held = HeldWalk(secrets.token_hex(4), walk, len(text))
        return {"base": held.name, "walk": text}


def moved(
    request: NumberDragged, now: Session, name: str, notation: Notation = NOTES, curve_of: Curve = curve
) -> dict[str, Any]:
    """The first update of a walk of this name with the number where it was dragged to, and F over the number.

    `curve_of`: `curve`, or what remembers it. Raises InputError where the number cannot be there, or nowhere.
    """
    typed = request.typed
    first = replace(typed.session(now), updates=1)
    check_cost(first)
    F = first.walked[0].found.loss
    number = place_of(typed)
    start, value = parsed(request.start, "where the number began"), number.of(first)
    values, errors = curve_of(now, number, *window(now, number, start, value))
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
