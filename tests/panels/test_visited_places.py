"""Back and Forward without a browser: where the page goes, and what cannot undo it."""

from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from simulator.files.gallery import EXAMPLES
from simulator.panels import page_state as state
from simulator.panels import visited_places
from simulator.panels.page import MODES
from simulator.panels.page_state import scene_of
from simulator.steps.undo import Desk

from .pages import Page


def menu(page: Page):
    """The menu of the page's modes."""
    return next(widget for widget in page.at.segmented_control if widget.label == "Mode")


def test_what_an_old_menu_held_does_not_undo_a_change_of_mode():
    """A browser hands it in with whatever it asks for before it has drawn the new page."""
    page = Page()
    menu(page).set_value("Train").run()
    assert page.at.session_state["mode"] == "Train"
    old = menu(page)._widget_state
    page.at.session_state["mode"] = "Step"  # as Back does
    page.at.run()
    assert (page.at.session_state["mode"], menu(page).value) == ("Step", "Step")
    states = page.at._tree.get_widget_states()
    kept = [one for one in states.widgets if one.id != menu(page).id]
    page.at._run(WidgetStates(widgets=[*kept, old]))
    assert (page.at.session_state["mode"], menu(page).value) == ("Step", "Step")
    menu(page).set_value("Debug").run()
    assert (page.at.session_state["mode"], menu(page).value) == ("Debug", "Debug")


def test_back_leads_to_every_mode(monkeypatch):
    """Also to one that comes later."""
    for at, mode in enumerate([*MODES, "Cards"]):
        held = {"desk": Desk(scene_of(EXAMPLES[0])), "mode": "elsewhere"}
        held["history"] = SimpleNamespace(back={"mode": mode, "at": at})
        monkeypatch.setattr(state.st, "session_state", held)
        visited_places._back([*MODES, "Cards"])
        assert held["mode"] == mode


def test_back_is_answered_once_however_often_it_is_asked_for(monkeypatch):
    """By its time; the mode and the network are those of the entry, and what is asked in vain is left."""
    held = {"desk": Desk(scene_of(EXAMPLES[0])).put(scene_of(EXAMPLES[1])), "mode": "Train"}
    monkeypatch.setattr(state.st, "session_state", held)

    def back(**place: object) -> tuple[str, str]:
        held["history"] = SimpleNamespace(back=place)
        visited_places._back(MODES)
        return held["mode"], held["desk"].scene.name

    asked = {"mode": "Step", "network": EXAMPLES[0], "at": 7.5}
    assert back(**asked) == ("Step", EXAMPLES[0])
    assert state.dealt(visited_places.ANSWERED) == 7.5
    held["mode"] = "Debug"
    assert back(**asked) == ("Debug", EXAMPLES[0])
    assert back(mode="Train", network=EXAMPLES[1], at=8) == ("Train", EXAMPLES[1])
    assert back(mode=["Step"], network=["x"], at=9) == ("Train", EXAMPLES[1])
    assert state.dealt(visited_places.ANSWERED) == 9


@pytest.mark.parametrize("back", [None, 7, "x", {}, {"mode": "Step"}, {"mode": "Step", "at": "now"}])
def test_what_is_no_place_is_left_alone(monkeypatch, back):
    held = {"desk": Desk(scene_of(EXAMPLES[0])), "mode": "Train", "history": SimpleNamespace(back=back)}
    monkeypatch.setattr(state.st, "session_state", dict(held))
    visited_places._back(MODES)
    assert state.st.session_state == held
