"""The page without a browser: first run, gallery, changes and refusals."""

import html
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from simulator.files.gallery import EXAMPLES, example

from ..grids import grid

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
    assert field(app, "Example").value == EXAMPLES[0]
    assert field(app, "Error").value == first.loss
    assert float(field(app, "Learning rate α").value) == first.learning_rate
    assert field(app, "Number of updates").value == first.updates
    assert field(app, "Order of updates").value == first.order
    assert refusal(app) == ""


@grid(3, name=[*EXAMPLES])
def test_every_example_of_the_gallery_opens(app: AppTest, name: str) -> None:
    """The settings become those of the example."""
    field(app, "Example").set_value(name).run()
    assert not app.exception
    assert refusal(app) == ""
    session = example(name).session
    assert field(app, "Error").value == session.loss
    assert float(field(app, "Learning rate α").value) == session.learning_rate
    assert field(app, "Order of updates").value == session.order


def test_the_gallery_holds_what_the_literature_names(app: AppTest) -> None:
    """Every example once, by its title."""
    titles = " ".join(field(app, "Example").options)
    for word in ("notes", "Hagan 1-2-1", "Mazur", "as you go", "ReLU", "linear", "Softmax", "XOR"):
        assert word in titles, word
    assert len(set(field(app, "Example").options)) == len(EXAMPLES)


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
    field(app, "Example").set_value("hagan-1-2-1").run()
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
