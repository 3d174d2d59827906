"""The page without a browser, its widgets by their labels."""

import re
from pathlib import Path
from typing import Any, Self

from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "app.py")


def choose_example(at: AppTest, name: str) -> None:
    """Choose in the gallery."""
    at.menu_button(key="example").click(name).run()


def shown_title(at: AppTest) -> str:
    """What the button of the gallery says is shown, as it is read on the page."""
    label = str(at.menu_button(key="example").proto.label)
    return re.sub(r"\\(.)|\u2060", r"\1", label).removeprefix("*Example:* ")


class Page:
    """The page as it opens with this much known of it."""

    def __init__(self, **known: Any) -> None:
        self.at = AppTest.from_file(APP, default_timeout=60)
        for key, value in known.items():
            self.at.session_state[key] = value
        self.at.run()
        assert not self.at.exception

    def set(self, kind: str, label: str, value: Any) -> Self:
        """Give the one widget of this kind and label a value."""
        found = [widget for widget in getattr(self.at, kind) if widget.label == label]
        assert len(found) == 1, f"{len(found)} of {kind} {label!r}"
        found[0].set_value(value).run()
        assert not self.at.exception
        return self

    def press(self, label: str) -> Self:
        """Press a button."""
        next(widget for widget in self.at.button if widget.label == label).click().run()
        assert not self.at.exception
        return self

    @property
    def texts(self) -> str:
        """All plain texts."""
        return " ".join(element.value for element in self.at.text)
