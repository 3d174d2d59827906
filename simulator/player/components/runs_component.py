"""The table and the picture of many runs as a Streamlit component, whose rows and points can be opened."""

from collections.abc import Callable
from typing import Any

from ..bundle import read, stylesheet
from .declared_component import declared_component

_shown = declared_component(
    "many_runs", "entries/many_runs_mount.js", stylesheet(), read("css/components/many_runs.css")
)


def runs_shown(
    table: dict[str, Any], belongs: str, answered: Any, key: str, on_open: Callable[[], None]
) -> None:
    """Show many runs (see runs/many/runs_table.py); `on_open` is called when one is to be opened.

    The component's state then has as `open` its `number`, as its `run` what it `belongs` to, and the time
    `at` which it was asked; it asks again until that comes back as `answered`.
    """
    _shown(key, table | {"belongs": belongs, "answered": answered}, {"open": on_open})
