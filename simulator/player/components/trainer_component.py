"""The view of a training run as a Streamlit component: drawn once, then fed with what the run has reached."""

from collections.abc import Callable, Mapping
from typing import Any

from ..bundle import read, stylesheet
from .declared_component import declared_component

_shown = declared_component(
    "trainer", "entries/trainer_mount.js", stylesheet(), read("css/components/trainer.css")
)


def trainer(
    view: dict[str, Any],
    belongs: str,
    answered: Mapping[str, Any],
    key: str,
    on: Mapping[str, Callable[[], None]],
) -> None:
    """Show a run (see runs/run_view.py). `on`: what is called at a request of the browser, by its name.

    "ask": an update, an item, a weight or a cell was picked; "look": an update is looked at; "frames": those
    of some updates are wanted. The component's state then has the request by that name, which says as its
    `run` what it `belongs` to. `answered` is the `at` of the last one by each name that was dealt with: "ask"
    and "look" come again until they are.
    """
    _shown(key, view | {"belongs": belongs, "answered": answered}, on)
