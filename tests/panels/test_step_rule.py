"""The update rule of the stepper's walk: chosen with its settings, and what it begins with."""

from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from simulator import update_rule
from simulator.steps.undo import Desk, Scene

from ..steps.ruled import ruled
from .test_page import app, field, refusal

__all__ = ["app"]  # the fixture


def session_of(app: AppTest) -> Any:
    return app.session_state["desk"].scene.session


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.get("text")]


def test_a_rule_is_chosen_with_its_settings(app: AppTest) -> None:
    field(app, "Update rule").set_value("sgd").run()
    assert session_of(app).rule == update_rule("sgd", momentum=0.9)
    assert "V begins at 0." in texts(app)
    assert any("With dampening = momentum it is Hagan's" in text for text in texts(app))
    field(app, "Dampening").set_value("0,9").run()
    assert session_of(app).rule == update_rule("sgd", momentum=0.9, dampening=0.9)
    field(app, "Clip the norm of all gradients to (0 = not)").set_value("1/2").run()
    assert session_of(app).rule.settings["clip"] == 0.5
    field(app, "Order of updates").set_value("as-you-go").run()
    assert "Clip must be None" in refusal(app) or "clip must be None" in refusal(app)
    assert session_of(app).order == "gradients-first"
    field(app, "Update rule").set_value("plain descent").run()
    assert session_of(app).rule is None


def test_what_a_rule_has_kept_stays_until_another_begins(app: AppTest) -> None:
    session = ruled("adam")
    later = replace(session, network=session.walked[1].after, state=session.walked[1].state_after)
    app.session_state["desk"] = Desk(Scene("own", "Own", "", later, later))
    app.run()
    assert "M and V begin with what 2 updates left in them." in texts(app)
    field(app, "β₁ of the running mean M").set_value("0.8").run()
    assert session_of(app).state == later.state
    next(button for button in app.button if button.label == "Begin at 0").click().run()
    assert session_of(app).state is None
    app.session_state["desk"] = Desk(Scene("own", "Own", "", later, later))
    app.run()
    field(app, "Update rule").set_value("rmsprop").run()
    assert session_of(app).state is None
    assert "V begins at 0." in texts(app)
    assert not app.exception
