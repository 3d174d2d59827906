"""A dragged number is answered by the first update, as if it had been typed, with F over it."""

import json
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import InputError, Network
from simulator.files.gallery import example
from simulator.panels.walk import dragged_walks
from simulator.panels.walk.dragged_walks import DraggedWalks, ShownWalk
from simulator.panels.walk.player_requests import DRAGGED, NumberDragged, read_request
from simulator.player.payload.payload import as_text, payload, sent
from simulator.player.payload.walk_patch import HeldWalk
from simulator.steps.formulas.notation import NOTATIONS
from simulator.steps.session import ORDERS, Session
from simulator.steps.walks.error_curve import StartNumber, curve, slope, step

from ..core.networks import problems
from ..player.test_walk_patch import again

NOTES = example("notes-4-layer").session


def asked(number: Any, **more: Any) -> dict[str, Any]:
    return {"what": "drag", "at": 1.5, "start": "0.8", "base": "", "number": number} | more


def moved(number: Any, now: Session = NOTES) -> dict[str, Any]:
    request = read_request(asked(number), DRAGGED)
    assert isinstance(request, NumberDragged)
    return dragged_walks.moved(request, now, "walk")


def test_a_position_is_answered_with_the_first_update_as_if_typed() -> None:
    """The very text that a fresh walk of one update is sent as; nothing is changed."""
    for number, place in (
        ({"what": "W", "l": 4, "r": 1, "c": 1, "text": "0.9"}, StartNumber("W", 4, (0, 0))),
        ({"what": "b", "l": 2, "c": 3, "text": "-1"}, StartNumber("b", 2, (2,))),
        ({"what": "x", "l": 1, "c": 2, "item": 0, "text": "0.25"}, StartNumber("x", 1, (0, 1))),
        ({"what": "t", "l": 4, "c": 1, "item": 0, "text": "3"}, StartNumber("t", 0, (0, 0))),
    ):
        found = moved(number)
        typed = replace(read_request(number).session(NOTES), updates=1)
        assert as_text(found["walk"]) == sent(typed, "walk")
        found = found["curve"]
        assert found["point"] == {"value": float(number["text"]), "F": typed.first.found.loss}
        assert found["before"] == {"value": place.of(NOTES), "F": 0.61}
        assert (found["slope"], found["step"]) == (slope(typed, place), step(typed, place))
        low, high = found["values"][0], found["values"][-1]
        assert (found["values"], found["errors"]) == curve(NOTES, place, low, high)
        assert low < float(number["text"]) < high
        json.dumps(found, allow_nan=False)


def answering() -> DraggedWalks:
    """What answers the positions of a page that shows the notes' example."""
    walks = DraggedWalks()
    walks.show(ShownWalk("here", NOTES, "notes-4-layer", NOTATIONS["notes"]))
    return walks


def test_a_position_is_told_as_its_difference_from_the_walk_that_the_browser_holds() -> None:
    """Whole where it holds none, or another than the one that went out last."""
    walks = answering()
    number = {"what": "b", "l": 2, "c": 3, "text": "-1"}

    def told(base: str, text: str) -> Any:
        return walks.answer(asked(number | {"text": text}, base=base, walk="here"))["walk"]

    first = told("", "-1")
    one = replace(read_request(number).session(NOTES), updates=1)
    assert first["walk"] == sent(one, "notes-4-layer")
    held = HeldWalk(first["base"], payload(one, "notes-4-layer"), len(first["walk"]))
    other = replace(read_request(number | {"text": "0.5"}).session(NOTES), updates=1)
    second = told(first["base"], "0.5")
    assert again(held, second) == sent(other, "notes-4-layer")
    assert len(json.dumps(second)) < len(first["walk"]) / 4
    third = told("another", "0.5")
    assert third["walk"] == sent(other, "notes-4-layer")
    assert third["base"] != first["base"]
    assert told(first["base"], "0.5")["walk"] == third["walk"]


def test_what_is_shown_now_is_what_answers() -> None:
    """A position of another walk is left; the curve is of the session shown, and found once."""
    walks = answering()
    position = asked({"what": "b", "l": 2, "c": 3, "text": "-1"}, walk="here")
    assert DraggedWalks().answer(position) == {"left": True}
    assert walks.answer(position | {"walk": "there"}) == {"left": True}
    found = walks.answer(position)["curve"]
    assert walks.answer(position)["curve"]["errors"] is found["errors"]
    other = replace(NOTES, X=[[0.5, 1.5]])
    walks.show(ShownWalk("there", other, "walk", NOTATIONS["notes"]))
    assert walks.answer(position) == {"left": True}
    then = walks.answer(position | {"walk": "there"})["curve"]
    assert then["errors"] == curve(other, StartNumber("b", 2, (2,)), *found["values"][::40])[1]


def test_a_position_and_its_answer_are_texts_on_a_line() -> None:
    """Also a refusal; what is none of ours raises."""
    walks = answering()
    position = asked({"what": "b", "l": 2, "c": 3, "text": "-1"}, walk="here")
    there = json.loads(walks.answer_text(json.dumps(position)))
    here = answering().answer(position)
    assert there["at"] == 1.5 and there["curve"] == here["curve"]
    assert there["walk"]["walk"] == here["walk"]["walk"]
    refused = json.loads(walks.answer_text(json.dumps(position | {"number": None})))
    assert refused == {"at": 1.5, "refused": "Only W, b, x and t can be dragged."}
    for text in ("", "[1]", "nil", "[" * 900 + "]" * 900, "1" * 900, "{" * 900):
        with pytest.raises(ValueError):
            walks.answer_text(text)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ({"what": "W", "l": 4, "r": 1, "c": 1, "text": "1e308"}, "past what float64 holds"),
        ({"what": "W", "l": 4, "r": 9, "c": 1, "text": "1"}, "the row must be one of 1 to 2; got 9"),
        ({"what": "W", "l": 4, "r": 1, "c": 1, "text": "x"}, "W4, row 1, column 1 must be a number; got 'x'"),
        ({"what": "stop"}, "only W, b, x and t can be dragged"),
        ([1], "only W, b, x and t can be dragged"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(number: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        moved(number)


def test_a_channel_takes_nothing_but_what_is_dragged() -> None:
    with pytest.raises(InputError, match="what the player asks for is one of drag; got 'W'"):
        read_request({"what": "W", "l": 2, "r": 1, "c": 1, "text": "1"}, DRAGGED)
    with pytest.raises(InputError, match="got 'drag'"):
        read_request(asked({"what": "W"}))


@st.composite
def changes(draw: st.DrawFn, now: Session, what: str) -> dict[str, Any]:
    """Some number of W, b, x or t of the start, as the player asks for another in its place."""
    widths = now.network.widths
    l = {"x": 1, "t": len(widths)}.get(what) or draw(st.integers(2, len(widths)))
    place = {
        "what": what,
        "l": l,
        "c": draw(st.integers(1, widths[l - 1])),
        "text": repr(draw(st.floats(-2, 2))),
    }
    if what in "xt":
        return place | {"item": 0}
    return place | {"r": draw(st.integers(1, widths[l - 2]))} if what == "W" else place


def made_afresh(now: Session) -> Session:
    """The same session of arrays that nothing has seen before, and of which nothing is remembered."""
    rooms = tuple(f"simulator.{room}." for room in ("core", "steps", "draw", "player"))  # that make a walk
    for module in [found for name, found in sys.modules.items() if name.startswith(rooms)]:
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
    net = now.network
    weights, biases = ([array.copy() for array in arrays.values()] for arrays in (net.W, net.b))
    same = Network.from_arrays(weights, biases, [*net.activation.values()])
    return replace(now, network=same, X=now.X.copy(), T=now.T.copy())


# Each example makes many walks.
@settings(max_examples=max(5, settings().max_examples // 6))
@given(problems(), st.sampled_from(ORDERS), st.integers(1, 2), st.permutations("Wbxt"), st.data())
def test_after_changes_the_walk_is_that_of_a_session_made_afresh(
    problem: Any, order: str, updates: int, numbers: list[str], data: st.DataObject
) -> None:
    """While a number is dragged, once it is let go, and back again: nothing of another walk is in it."""
    net, x, t, loss = problem.net, problem.x, problem.t, problem.loss
    start = now = Session(net, x, t, loss, 1e-3, updates=updates, order=order)
    first = found = sent(start, "walk")
    one = payload(replace(start, updates=1), "walk")
    held, dragged = HeldWalk("held", one, len(as_text(one))), None
    for what in numbers:
        asked = data.draw(changes(now, what))
        try:
            then = read_request(asked).session(now)
            found = sent(then, "walk")
        except InputError:  # a target that the loss refuses, or a number past what float64 holds
            continue
        dragged = moved(asked, now)["walk"]
        now = then
    afresh = made_afresh(now)
    assert found == sent(afresh, "walk")
    if dragged:
        wanted = sent(replace(afresh, updates=1), "walk")
        assert as_text(dragged) == wanted
        told = held.told(dragged)
        assert told is None or again(held, told) == wanted
    assert sent(start, "walk") == first
