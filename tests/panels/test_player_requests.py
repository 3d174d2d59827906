"""What the player asks for comes from a browser, so it may hold anything."""

import json
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simulator import InputError
from simulator.core.initialise import initialise
from simulator.core.sets.drawn_pairs import drawn_inputs
from simulator.files.gallery import example
from simulator.panels.walk.player_requests import (
    KINDS,
    FileWanted,
    NeuronPicked,
    left_out,
    practised_update,
    read_request,
)
from simulator.player.components.player_component import serial_of

NOW = example("notes-4-layer").session
H, L = NOW.network.W[2].shape


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ({"what": "W", "l": 2, "r": H, "c": L, "text": "−0.25"}, lambda s: s.network.W[2][H - 1, L - 1]),
        ({"what": "b", "l": 3, "c": 1, "text": "-0.25"}, lambda s: s.network.b[3][0]),
        ({"what": "x", "l": 1, "item": 0, "c": H, "text": " -0.25 "}, lambda s: s.X[0, H - 1]),
        ({"what": "t", "l": 9, "item": 0, "c": 1, "text": "-.25"}, lambda s: s.T[0, 0]),
    ],
)
def test_a_typed_number_changes_that_number_alone(asked: dict[str, Any], read: Any) -> None:
    """All others stay, to the last bit; the session it came from is untouched."""
    before = read(NOW)
    after = read_request(asked | {"at": 1.5}).session(NOW)
    assert (read(after), read(NOW)) == (-0.25, before)
    same = [
        np.count_nonzero(old != new)
        for old, new in zip(
            (*NOW.network.W.values(), *NOW.network.b.values(), NOW.X, NOW.T),
            (*after.network.W.values(), *after.network.b.values(), after.X, after.T),
            strict=True,
        )
    ]
    assert sorted(same)[-2:] == [0, 1]
    assert after.network.activation == NOW.network.activation


@pytest.mark.parametrize("l", [1, 2, NOW.network.depth])
def test_a_neuron_more_and_the_same_one_less(l: int) -> None:
    """With an x from the seed for an input, and a t of 0 for an output; then all is as it was."""
    more = read_request({"what": "add", "l": l}).session(NOW, "glorot", 3)
    new = NOW.network.widths[l - 1] + 1
    assert more.network.widths[l - 1] == new
    assert more.X[:, : NOW.X.shape[1]].tolist() == NOW.X.tolist()
    assert more.T[:, : NOW.T.shape[1]].tolist() == NOW.T.tolist()
    assert more.T[:, NOW.T.shape[1] :].tolist() == [[0.0]] * len(NOW.T) if l == NOW.network.depth else True
    if l == 1:
        assert more.X[:, -1].tolist() == drawn_inputs(len(NOW.X), new, 3)[:, -1].tolist()
    less = read_request({"what": "take", "l": l, "c": new}).session(more)
    assert [array.tobytes() for array in (less.X, less.T)] == [NOW.X.tobytes(), NOW.T.tobytes()]
    assert less.network.W[2].tobytes() == NOW.network.W[2].tobytes()
    first = read_request({"what": "take", "l": l, "c": 1}).session(NOW)
    assert first.network.widths[l - 1] == new - 2
    assert first.X.tolist() == NOW.X[:, 1:].tolist() if l == 1 else first.X.tolist() == NOW.X.tolist()


def test_no_more_neurons_than_the_page_steps_through() -> None:
    """Refused before anything is drawn, as is a layer that there is not."""
    full = replace(NOW, network=initialise((2, 1024, 2), ("tanh", "identity"), "glorot", 0))
    with pytest.raises(InputError, match="must have 1 to 1024 neurons in layer 2; got 1,025"):
        read_request({"what": "add", "l": 2}).session(full, "glorot", 0)
    for l in (0, 5, -1):
        with pytest.raises(InputError, match=f"the layer of a new neuron must be one of 1 to 4; got {l}"):
            read_request({"what": "add", "l": l}).session(NOW, "glorot", 0)


def test_the_walk_starts_from_a_step_of_it() -> None:
    last = len(NOW.walked) and {"what": "start", "grain": "operation", "cursor": 0}
    assert read_request(last).session(NOW).network.W[2].tobytes() == NOW.network.W[2].tobytes()
    with pytest.raises(InputError, match="the step must be one of 0 to"):
        read_request(last | {"cursor": -1}).session(NOW)
    with pytest.raises(InputError, match="the grain must be one of"):
        read_request(last | {"grain": "atom"}).session(NOW)


def test_a_number_follows_its_network_and_a_step_its_very_walk() -> None:
    """Nothing lands in another network, and no step is taken for that of a changed walk."""
    number = read_request(WEIGHT)
    start = read_request({"what": "start", "grain": "operation", "cursor": 3})
    link = read_request({"what": "link", "weights": "none", "view": None})
    for request in (number, start, link):
        assert left_out(request, "a.1", "a.1") == ""
        for stale in ("b.1", "", None, 3, ["a"]):
            assert left_out(request, stale, "a.1").endswith(
                "came after another network was opened; it was left out"
            )
    assert left_out(number, "a.1", "a.2") == ""
    assert (
        left_out(start, "a.1", "a.2")
        == "“Make this the new start” came after the walk had changed; it was left out"
    )
    assert left_out(link, "a.1", "a.2") == "The link came after the walk had changed; it was left out"


def ask_in_the_page() -> None:
    """A page whose player asks for something, after what `before` names was done."""
    from types import SimpleNamespace  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from simulator.panels import page_state as state  # noqa: PLC0415
    from simulator.panels.player_answers import GIVEN, WALK, edited  # noqa: PLC0415
    from simulator.steps.undo import Desk  # noqa: PLC0415

    shown = state.walk_shown()
    meanwhile = {
        "nothing": lambda: None,
        "another": lambda: state.change(lambda desk: desk.put(state.scene_of("mazur-half"))),
        "edited": lambda: state.change_session(lambda now: now),
        "undone": lambda: state.change(Desk.undo),
    }
    for done in st.session_state["before"]:
        meanwhile[done]()
    st.session_state[WALK] = SimpleNamespace(edit={"walk": shown, **st.session_state["asked"]})
    edited()
    given = state.read(GIVEN) or {}
    st.text(f"{state.refusal()}{given.get('refused', '')}")
    st.text(repr(float(state.session().network.W[2][0, 0])))


LATE = "The number typed for W2, row 1, column 1 came after another network was opened; it was left out"


@pytest.mark.parametrize(
    ("before", "said", "first"),
    [
        (["nothing"], "", 9.0),
        (["another"], f"Not changed. {LATE}", 0.15),
        (["another", "undone"], "", 9.0),
    ],
)
def test_a_number_under_way_lands_in_no_other_network(before: list[str], said: str, first: float) -> None:
    """It is left out, and said to be, also where the network that was opened has such a place."""
    page = AppTest.from_function(ask_in_the_page, default_timeout=60)
    page.session_state["before"] = before
    page.session_state["asked"] = WEIGHT | {"at": 1.0, "text": "9"}
    page.run()
    assert not page.exception
    assert [element.value for element in page.text] == [said, repr(first)]


def test_a_request_that_comes_again_is_done_once() -> None:
    """The player sends it again by the same time until it learns of the answer."""
    page = AppTest.from_function(ask_in_the_page, default_timeout=60)
    page.session_state["before"] = ["nothing"]
    added = []
    for at in (1.0, 1.0, 2.0):
        page.session_state["asked"] = {"what": "add", "l": 2, "at": at}
        page.run()
        assert not page.exception
        added.append(page.session_state["desk"].scene.session.network.widths[1])
    assert added == [4, 4, 5]


def test_a_file_under_way_is_of_no_other_network() -> None:
    """The player's dialog says so."""
    page = AppTest.from_function(ask_in_the_page, default_timeout=60)
    page.session_state["before"] = ["another"]
    page.session_state["asked"] = {"what": "save", "kind": "numpy", "view": {}, "at": 1.0}
    page.run()
    assert page.text[0].value == "The file came after another network was opened; it was left out."


def test_what_is_no_change_is_read_as_what_it_is() -> None:
    assert read_request({"what": "pick", "l": 2, "c": 1, "r": 0}) == NeuronPicked(2, 1)
    assert read_request({"what": "save", "kind": "numpy", "view": None}) == FileWanted(None, "numpy")


@pytest.mark.parametrize("what", [None, "", "V", "__class__", 3, ["W"], {"W": 1}])
def test_an_unknown_kind_is_refused(what: Any) -> None:
    with pytest.raises(
        InputError,
        match=r"^what the player asks for is one of W, b, x, t, freeze, add, take, start, item, pick, look",
    ):
        read_request({"what": what})


@pytest.mark.parametrize("kind", [kind for kind, request in KINDS.items() if fields(request)])
def test_what_a_kind_lacks_is_refused_by_name(kind: str) -> None:
    with pytest.raises(InputError, match=f"of '{kind}' must be a (whole number|text); got 'None'"):
        read_request({"what": kind})


WEIGHT = {"what": "W", "l": 2, "r": 1, "c": 1, "text": "1"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"l": 1}, "the layer must be one of 2 to 4; got 1"),
        ({"l": 5}, "the layer must be one of 2 to 4; got 5"),
        ({"r": 0}, f"the row must be one of 1 to {H}; got 0"),
        ({"r": H + 1}, f"the row must be one of 1 to {H}; got {H + 1}"),
        ({"c": -1}, f"the column must be one of 1 to {L}; got -1"),
        ({"l": True}, "l of 'W' must be a whole number; got 'True'"),
        ({"l": 2.0}, "l of 'W' must be a whole number; got '2.0'"),
        ({"text": 1}, "text of 'W' must be a text; got '1'"),
        (
            {"text": "1,500"},
            "W2, row 1, column 1 must be a number that reads in one way; 1,500 is 1.500 with",
        ),
        ({"what": "b", "c": L + 1}, f"the neuron must be one of 1 to {L}"),
        ({"what": "x", "item": len(NOW.X)}, f"the pair must be one of 0 to {len(NOW.X) - 1}"),
        ({"what": "t", "item": 0, "c": 99}, "the entry of t must be one of 1 to"),
    ],
)
def test_a_place_that_is_not_there_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refused:
        read_request(WEIGHT | change).session(replace(NOW))
    assert str(refused.value).startswith(words)


def test_what_answers_are_compared_with_is_sent_to_the_walk_that_is_shown() -> None:
    """Alone, and of an update that there is; the walk is sent without it as before."""
    wanted = {"what": "practice", "update": NOW.updates}
    assert practised_update(wanted, NOW) == NOW.updates
    for update in (0, -1, NOW.updates + 1):
        with pytest.raises(InputError, match=f"^the update must be one of 1 to {NOW.updates}; got {update}"):
            practised_update(wanted | {"update": update}, NOW)
    with pytest.raises(InputError, match="what the player asks for is one of W, b"):
        read_request(wanted)
    page = AppTest.from_function(compared_in_the_page, default_timeout=60)
    page.run()
    assert not page.exception
    first, other, none = page.session_state["found"]
    walks = page.session_state["walks"]
    assert [first["serial"], other["serial"]] == [serial_of(walk) for walk in walks]
    for found, walk in ((first, walks[0]), (other, walks[1])):
        assert "practice" not in json.loads(walk)
        assert [*json.loads(found["compared"])["practice"]["updates"]] == ["0", "1"]
    assert first != other
    assert none == {"compared": None}


def compared_in_the_page() -> None:
    """What a page has for its player, before and after a change, and of an update that there is not."""
    from dataclasses import replace  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from simulator.panels import page_state as state  # noqa: PLC0415
    from simulator.panels.shown_walk import compared, walk_now  # noqa: PLC0415

    asked = {"what": "practice", "update": 1}
    found, walks = [compared(asked)], [walk_now(state.desk().scene)]
    state.change_session(lambda now: replace(now, learning_rate=0.3))
    found += [compared(asked), compared(asked | {"update": 99})]
    walks.append(walk_now(state.desk().scene))
    st.session_state["found"], st.session_state["walks"] = found, walks
