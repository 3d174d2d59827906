"""The page without a browser: first run, gallery, changes and refusals."""

import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from simulator.files.gallery import EXAMPLES, example
from simulator.files.handouts.markdown import plain

from ..grids import grid
from .pages import choose_example, shown_title

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page as it opens."""
    monkeypatch.chdir(ROOT)
    found = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert not found.exception
    yield found


def field(app: AppTest, label: str) -> Any:
    """A widget by its label."""
    (found,) = [
        widget
        for widgets in (app.selectbox, app.number_input, app.radio, app.text_input, app.checkbox)
        for widget in widgets
        if widget.label == label
    ]
    return found


def refusal(app: AppTest) -> str:
    """What the page says to a refused change, or nothing."""
    said = [html.unescape(element.proto.body) for element in app.get("html")]
    return " ".join(text for text in said if "Not changed." in text)


def test_the_first_run_shows_the_notes_example(app: AppTest) -> None:
    """With its own error, learning rate and number of updates."""
    first = example(EXAMPLES[0]).session
    assert EXAMPLES[0] == "notes-4-layer"
    assert shown_title(app) == example(EXAMPLES[0]).title
    assert field(app, "Error").value == first.loss
    assert float(field(app, "Learning rate α").value) == first.learning_rate
    assert field(app, "Number of updates").value == first.updates
    assert field(app, "Order of updates").value == first.order
    assert refusal(app) == ""


@grid(3, name=[*EXAMPLES])
def test_every_example_of_the_gallery_opens(app: AppTest, name: str) -> None:
    """The settings become those of the example."""
    choose_example(app, name)
    assert not app.exception
    assert refusal(app) == ""
    session = example(name).session
    assert field(app, "Error").value == session.loss
    assert float(field(app, "Learning rate α").value) == session.learning_rate
    assert field(app, "Order of updates").value == session.order


def test_the_gallery_holds_what_the_literature_names(app: AppTest) -> None:
    """Every example once, by its title and a line on what it is for."""
    rows = app.menu_button(key="example").options
    titles = " ".join(rows)
    for word in ("notes", "Hagan 1-2-1", "Mazur", "as you go", "ReLU", "linear", "Softmax", "XOR"):
        assert word in titles, word
    assert len(set(rows)) == len(EXAMPLES)
    for name, row in zip(EXAMPLES, rows, strict=True):
        assert row == f"{plain(example(name).title)} *{plain(example(name).about)}*"
        assert 20 < len(example(name).about) < 110  # a line


@pytest.mark.parametrize(
    "title", ["*a* [b](c)", "![x](y)", ":material/undo: :red[z] :smile:", "\\1$2$<b>_~#"]
)
def test_anybodys_name_is_shown_as_it_is(app: AppTest, title: str) -> None:
    """No picture, colour or link is made of it, nor a sign of what stands between colons."""
    desk = app.session_state["desk"]
    app.session_state["desk"] = desk.put(replace(desk.scene, title=title))
    app.run()
    assert shown_title(app) == title
    label = str(app.menu_button(key="example").proto.label).removeprefix("*Example:* ")
    assert not re.search(r"(?<!\\)(\\\\)*[]\[*!$<_~#]|:\w", label)


def test_the_example_that_is_shown_is_not_chosen_again(app: AppTest) -> None:
    """Nothing to undo comes of it; changed, it is there again as it was."""
    choose_example(app, EXAMPLES[0])
    assert not app.session_state["desk"].past
    field(app, "Number of updates").set_value(3).run()
    choose_example(app, EXAMPLES[0])
    assert app.session_state["desk"].scene.session is example(EXAMPLES[0]).session


def test_an_error_that_the_outputs_do_not_allow_is_refused(app: AppTest) -> None:
    """With its reason; the session stays as it was, and the next good change clears the message."""
    field(app, "Error").set_value("tce").run()
    assert not app.exception
    assert "softmax" in refusal(app) and "identity" in refusal(app)
    assert field(app, "Error").value == "tse"
    field(app, "Error").set_value("mse").run()
    assert refusal(app) == ""
    assert field(app, "Error").value == "mse"


@pytest.mark.parametrize("rate", [0.0, -0.1])
def test_a_learning_rate_must_be_positive(app: AppTest, rate: float) -> None:
    """The one before is kept."""
    field(app, "Learning rate α").set_value(str(0.3)).run()
    field(app, "Learning rate α").set_value(str(rate)).run()
    assert not app.exception
    assert "Learning rate α must be above 0" in refusal(app)
    assert float(field(app, "Learning rate α").value) == 0.3


def test_a_walk_that_grows_past_every_number_is_refused(app: AppTest) -> None:
    """The message names the update where it happens."""
    field(app, "Learning rate α").set_value(str(1e150)).run()
    assert not app.exception
    assert "In update" in refusal(app)
    assert float(field(app, "Learning rate α").value) == 0.1


def test_changes_hold_together_until_another_example_is_chosen(app: AppTest) -> None:
    """One change does not undo the other; another example starts with its own settings."""
    field(app, "Learning rate α").set_value(str(0.05)).run()
    field(app, "Number of updates").set_value(3).run()
    field(app, "Order of updates").set_value("as-you-go").run()
    field(app, "Error").set_value("hse").run()
    assert not app.exception
    assert float(field(app, "Learning rate α").value) == 0.05
    assert field(app, "Number of updates").value == 3
    assert field(app, "Order of updates").value == "as-you-go"
    choose_example(app, "hagan-1-2-1")
    session = example("hagan-1-2-1").session
    assert float(field(app, "Learning rate α").value) == session.learning_rate
    assert field(app, "Number of updates").value == session.updates
    assert field(app, "Order of updates").value == session.order


def test_nothing_is_asked_at_the_start() -> None:
    """No e-mail prompt, no statistics, no look-up of the public address; no collection after each click."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["showEmailPrompt"] is False
    assert settings["server"]["address"] == "localhost"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["runner"]["postScriptGC"] is False


def test_every_option_still_exists() -> None:
    """In the installed Streamlit; a name it does not know would be passed over in silence."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    def names(table: dict[str, Any], before: str = "") -> Iterator[str]:
        for key, value in table.items():
            yield from names(value, f"{before}{key}.") if isinstance(value, dict) else [before + key]

    known = config.get_config_options()
    assert [name for name in names(settings) if name not in known] == []
    assert "runner.postScriptGC" in known
