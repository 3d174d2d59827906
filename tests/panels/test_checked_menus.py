"""What a browser sends in place of what it was offered ends in one sentence, and nothing is read for it."""

import base64
import json
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState

from simulator import InputError
from simulator.files.gallery import EXAMPLES, example
from simulator.panels import kept_in_browser, page_state
from simulator.panels.debug.where_from import pick
from simulator.panels.fields import checked_menus
from simulator.panels.train import train_page
from simulator.panels.walk.player_requests import read_request
from simulator.panels.walk.share import answer

from .pages import Page, choose_example

HUGE = "x" * 100_000


def forge(widget, value: str) -> None:
    """Let the browser send a text that the menu does not have."""
    state = WidgetState(id=widget.id, string_value=value)
    kind = type(widget)
    widget.__class__ = type("Forged", (kind,), {"_widget_state": property(lambda _: state)})


def refused(page: Page) -> str:
    return str(page.at.session_state["refused"][0])


@pytest.mark.parametrize("forged", ["../../pyproject", "/etc/passwd", "", HUGE, None, 7])
def test_no_path_is_made_of_a_name_that_is_no_example(forged):
    with pytest.raises(InputError, match="an example must be one of"):
        example(forged)


def test_a_forged_example_opens_no_file(tmp_path):
    content = json.loads((page_state.example.__globals__["FOLDER"] / "xor-2-2-1.json").read_text())
    file = tmp_path / "secret.json"
    file.write_text(json.dumps(content | {"title": "SECRET"}))
    page = Page()
    choose_example(page.at, str(file.with_suffix("")))
    assert not page.at.exception
    assert page.at.session_state["desk"].scene.name == EXAMPLES[0]


@pytest.mark.parametrize("mode", ["Step", "Train", "Debug"])
def test_every_menu_puts_a_forged_value_back(mode):
    page = Page(mode=mode)
    values = [widget.value for widget in _menus(page)]
    assert len(values) > 2
    for at in range(len(values)):
        widget = [*_menus(page)][at]
        forge(widget, HUGE if at % 2 else "né")
        page.at.session_state["refused"] = None  # or the one before would pass for this one's
        page.at.run()
        assert not page.at.exception, widget.label
        assert "must be one of what was offered" in refused(page), widget.label
        assert len(refused(page)) < 300
        assert [widget.value for widget in _menus(page)] == values, widget.label


@pytest.fixture(scope="module")
def desk():
    """That of the page as it opens."""
    return Page().at.session_state["desk"]


def _menus(page: Page):
    yield from page.at.selectbox
    yield from page.at.radio


@pytest.mark.parametrize(
    "asked",
    [
        {"what": HUGE},
        {"what": ["W"]},
        {"what": "W", "l": 10**5000, "r": 1, "c": 1, "text": "1"},
        {"what": "W", "l": [10**5000], "r": 1, "c": 1, "text": "1"},
        {"what": "start", "grain": HUGE, "cursor": 10**5000},
        {"what": "x", "item": -1, "c": 1, "text": "1"},
        {"what": "W", "l": 2, "r": 1, "c": 1, "text": HUGE},
        {"what": "link", "view": {"cursor": 10**5000}, "weights": HUGE},
        {"what": "link", "view": {"picked": [[1]], "grain": ["operation"]}, "weights": "current"},
        {"what": "save", "view": {}, "kind": "né"},
        {"what": "save", "view": {}, "kind": "handout", "format": "../x", "theme": HUGE},
        {"what": "save", "view": {"cursor": 10**6}, "kind": "picture", "theme": "x", "format": "svg"},
    ],
)
def test_whatever_is_asked_for_in_the_player_is_refused_in_one_sentence(asked, desk):
    if asked["what"] in ("link", "save"):
        said = answer(desk, asked)["refused"]
    else:
        with pytest.raises(InputError) as caught:
            read_request(asked).session(desk.scene.session)
        said = str(caught.value)
    assert 10 < len(said) <= 300


@pytest.fixture
def held(monkeypatch):
    """The page's state without a page."""
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(page_state.st, "session_state", state)
    return state


@pytest.mark.parametrize("found", ["né", "a", base64.b64encode(b"no file").decode(), HUGE, 7, None])
def test_what_a_browser_says_it_kept_and_is_no_file_leaves_the_page_as_new(held, found):
    held["keeper"] = SimpleNamespace(found=found)
    kept_in_browser._found()
    assert "could not be read" in held["refused"][0]


@pytest.mark.parametrize("place", [(0, 1), (9, 1), (2, 999), (2, -1)])
def test_a_neuron_that_is_not_there_is_not_picked(held, place):
    pick(*place)
    assert "must be in the network" in held["refused"][0]


@pytest.mark.parametrize(
    "ask",
    [
        {"what": "weight"},
        {"what": "weight", "l": "x", "r": 1, "c": 1},
        {"what": "open", "k": True},
        {"what": "open", "k": 10**9},
        {"what": "item", "row": -1},
        {"what": "item", "row": "é"},
    ],
)
def test_what_is_picked_in_training_and_is_not_there_is_refused(held, ask):
    run = SimpleNamespace(running=False, first=0, updates=5, data=SimpleNamespace(X=[0, 1]))
    name = train_page._name_of([run])
    held |= {"trainer": {"ask": ask | {"run": name}}, "runs": (None, [run])}
    train_page._asked()
    assert "must be a whole number" in held["refused"][0]


@pytest.mark.parametrize("what", ["weight", "open", "item"])
def test_what_was_picked_of_another_run_or_of_one_that_goes_on_is_left_out_and_said_to_be(held, what):
    other, run = (SimpleNamespace(running=False, first=0, updates=updates) for updates in (5, 6))
    late = train_page._name_of([other])
    name = train_page._name_of([run])
    assert name != late
    for of in (late, None, ["x"]):
        held |= {"trainer": {"ask": {"what": what, "run": of}}, "runs": (None, [run])}
        train_page._asked()
        assert "came after another run had begun, and was left out" in held["refused"][0]
    if what != "weight":
        run.running = True
        held["trainer"] = {"ask": {"what": what, "run": name}}
        train_page._asked()
        assert "The run goes on; stop it" in held["refused"][0]


def test_a_request_that_comes_again_is_answered_once(held):
    """The view makes one again until it learns that it is dealt with; an answer to it is one change."""
    run = SimpleNamespace(running=False, first=0, updates=5, data=SimpleNamespace(classes=("a", "b")))
    name = train_page._name_of([run])
    held["runs"] = None, [run]
    for at, cell, shown in ((10.5, [0, 1, 0], (0, 1, 0)), (10.5, None, (0, 1, 0)), (11.5, None, None)):
        held["trainer"] = {"ask": {"what": "cell", "cell": cell, "at": at, "run": name}}
        train_page._asked()
        assert held[page_state.CELL] == shown
        assert page_state.dealt(train_page.ANSWERS["ask"]) == at
    held["trainer"] = {"look": {"k": 3, "at": 11.5, "run": name}}
    train_page._look_asked()
    assert held[page_state.LOOK] == 3, "of another name"


def test_a_look_from_elsewhere_gives_the_field_of_the_update_another_key(held):
    """So a browser that still has the old field cannot hand its number back, as if it were typed anew."""
    runs = [SimpleNamespace(running=False, first=0, updates=16000)]
    held["runs"] = None, runs
    old = train_page._look_key(runs)
    page_state.keep(old, 16000)
    for k, shown in ((160, 160), (None, 16000)):
        held["trainer"] = {"look": {"k": k, "run": train_page._name_of(runs)}}
        train_page._look_asked()
        now = train_page._look_key(runs)
        assert held[page_state.LOOK] == k and now != old and old not in held
        assert page_state.keep(now, 7) == now and held[now] == shown
        old = now


def test_a_field_that_another_has_taken_the_place_of_is_heard_no_more(held, monkeypatch):
    """Another update to look at may come together with the number of the old field: no crash, no look."""
    fields, heard = {}, []
    monkeypatch.setattr(st, "number_input", lambda _, key, on_change, **more: fields.update({key: on_change}))
    for key in ("old", "new"):
        checked_menus.number_input("Update", 0, 5, key=key, on_change=lambda: heard.append(held["new"]))
    held["new"] = 3
    fields["old"]()
    assert heard == [] and "refused" not in held
    fields["new"]()
    assert heard == [3]


@pytest.mark.parametrize(
    ("core", "page"),
    [
        ("b2 must have shape (3,) to match W2; got (2,)", "b2 must have 3 numbers to match W2; got 2"),
        ("b3 must have shape (1,); got (1, 1)", "b3 must have 1 number; got 1 × 1"),
        ("W3 must have shape (4, 3) here; got (2, 2, 1)", "W3 must be 4 × 3 here; got 2 × 2 × 1"),
        ("your x must have shape (H,); got ()", "Your x must have H numbers; got a single number"),
        ("the list (1, 2) must be sorted", "The list (1, 2) must be sorted"),
    ],
)
def test_shapes_are_said_in_numbers(core, page):
    assert page_state.sentence(core) == page
