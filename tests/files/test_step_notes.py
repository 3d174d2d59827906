"""What a network's own file tells of single steps: read, kept with the network, gone once it is changed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from simulator import InputError, Network
from simulator.files.networks.load_save import model_json, read_model
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.screen import Screen
from simulator.player import offline_page
from simulator.player.payload.payload import payload
from simulator.steps.notes_of_file import StepNote
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene

NET = Network.from_arrays([[[0.5, -1.0]], [[1.0], [2.0]]], [[0.0, 1.0], [0.25]], ["tanh", "identity"])
WALK = Session(NET, [1.0], [2.0], updates=2)
HOSTILE = "</script><img src=x onerror=alert(1)> **b** $x$"
NOTES = (
    StepNote("n", 2, 1, "Mind the bias."),
    StepNote("S", None, 2, HOSTILE),
    StepNote("error", 3, 1, "Half of it is the target’s."),
)
SCENE = Scene("file 1", "Noted", "A walk.", WALK, WALK, NOTES)


def written() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(model_json(NET, X=WALK.X, T=WALK.T, title="Noted", notes=NOTES))
    return found


def test_they_stand_in_a_file_and_come_back() -> None:
    assert [*written()["notes"][1]] == ["kind", "update", "text"]
    assert read_model(json.dumps(written()).encode(), "a.json").notes == NOTES
    plain = model_json(NET, X=WALK.X, T=WALK.T, title="Noted")
    assert b"notes" not in plain and read_model(plain, "a.json").notes == ()


def test_a_session_file_and_a_link_keep_them() -> None:
    read = read_session(write_session(Saved(Desk(SCENE).change(replace(WALK, learning_rate=0.3))))).desk
    assert (read.scene.notes, read.past[0].notes) == (NOTES, NOTES)
    assert read_session(write_session(Saved(Desk(replace(SCENE, notes=()))))).desk.scene.notes == ()
    screen = Screen(WALK, "file 1", "Noted", "A walk.", notes=NOTES)
    assert read_link(link_text(screen, origin=WALK)).notes == NOTES
    assert (
        read_link(link_text(replace(screen, session=replace(WALK, learning_rate=0.3)), origin=WALK)).notes
        == ()
    )
    assert read_link(link_text(screen, "none", origin=WALK)).notes == ()


def test_they_are_so_of_the_walk_that_they_were_written_for_alone() -> None:
    """More updates leave it as it is; another α does not, and undo brings them back."""
    desk = Desk(SCENE).change(replace(WALK, updates=3))
    assert desk.scene.notes_now == NOTES
    changed = desk.change(replace(WALK, learning_rate=0.3))
    assert changed.scene.notes_now == () and changed.undo().scene.notes_now == NOTES
    assert changed.reset().scene.notes_now == NOTES


def test_they_go_to_the_player_and_into_a_page() -> None:
    sent = payload(WALK, "a", notes=NOTES)["notes"]
    assert sent == [
        ["n", 2, 0, "Mind the bias."],
        ["S", None, 1, HOSTILE],
        ["error", 3, 0, "Half of it is the target’s."],
    ]
    assert "notes" not in payload(WALK, "a")
    page = offline_page(WALK, "a", "Noted", notes=NOTES)
    assert HOSTILE not in page and "Mind the bias." in page


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (7.0, "notes must be a list of at most 200 notes; got float"),
        ([{"kind": "n", "text": "x"}] * 201, "at most 200 notes; got 201"),
        (["x"], "notes, note 1 must be an object"),
        ([{"kind": "n"}], "notes, note 1 must have the key text"),
        ([{"kind": "N", "text": "x"}], "notes, note 1, kind must be one of input, n, a"),
        (
            [{"kind": "n", "layer": 2.5, "text": "x"}],
            "note 1, layer must be a whole number from 1 to 100; got 2.5",
        ),
        ([{"kind": "n", "layer": True, "text": "x"}], "layer must be a whole number"),
        ([{"kind": "n", "update": 0, "text": "x"}], "update must be a whole number from 1 to 10,000; got 0"),
        ([{"kind": "n", "text": "x" * 601}], "text must have at most 600 characters; it has 601"),
        ([{"kind": "n", "text": "\u202e"}], "must not hold control characters"),
        ([{"kind": "n", "text": "x", "colour": "red"}], "note 1 must have no key but those known"),
    ],
)
def test_what_is_no_note_is_refused_with_its_place(notes: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_model(json.dumps(written() | {"notes": notes}).encode(), "a.json")
