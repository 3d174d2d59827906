"""Everything the page holds as one file, and back: for a session file, and for the browser's own keeping."""

import itertools
from typing import Any

from ..files.examples import EXAMPLES, example
from ..files.screen import Screen, View
from ..files.session_file import Saved, write_session
from ..files.training_kept import Training
from ..steps.desk import Desk, Scene
from . import session as state
from .data import show_kept
from .runner import Runner
from .settings import show_settings

RUNS, OPENING = "runs", "opening"
_openings = itertools.count(1)


def saved_now(view: View) -> Saved:
    """The desk, how the walk is looked at, and the runs; one that is still going on is left out."""
    return Saved(state.desk(), view, str(state.read(state.MODE) or state.STEP), _training())


def session_bytes(view: View) -> bytes:
    """The same as a session file; raises InputError where it is past the limits of one."""
    return write_session(saved_now(view))


def _training() -> Training | None:
    kept: Any = state.read(RUNS)
    runs: list[Runner] = [] if kept is None else kept[1]
    if not any(run.updates for run in runs) or any(run.running for run in runs):
        return None
    return Training(runs[0].data, tuple(run.record() for run in runs))


def what_is_kept() -> tuple[Any, ...]:
    """What a session file is made of: another value of it is another file."""
    kept: Any = state.read(RUNS)
    runs: list[Runner] = [] if kept is None else kept[1]
    made = tuple((id(run), run.updates, run.running) for run in runs)
    return state.desk(), state.read(state.MODE), made


def open_saved(saved: Saved, *, look: bool = True) -> None:
    """Put everything of a session file on the page; `look`: also how the walk is looked at.

    Raises InputError where it does not fit together.
    """
    runs = (
        None
        if saved.training is None
        else [Runner.of(run, saved.training.data) for run in saved.training.runs]
    )

    def put(_: Desk) -> Desk:
        return saved.desk

    before = state.desk()
    state.change(put)
    if state.desk() is before and saved.desk is not before:
        return
    if look:
        look_at(saved.view)
    state.show(state.MODE, saved.mode if saved.mode in state.MODES else state.STEP)
    if runs and saved.training is not None:
        show_settings(show_kept(saved.training.data), saved.training.data, runs)
        state.show(RUNS, (None, runs))


def open_screen(screen: Screen) -> None:
    """Put the screen of a link on the page."""
    origin = screen.session
    if screen.name in EXAMPLES:
        known = example(screen.name).session
        origin = known if known.network.widths == origin.network.widths else origin
    scene = Scene(screen.name, screen.title or "A network from a link", screen.about, origin, screen.session)
    before = state.desk()
    state.change(lambda desk: desk.put(scene))
    if state.desk() is not before:
        look_at(screen.view)


def look_at(view: View) -> None:
    """How the player is to show the walk, once."""
    facts = {
        "cursor": view.cursor,
        "grain": view.grain,
        "digits": view.digits,
        "neurons": view.neurons,
        "edges": view.edges,
        "speed": view.speed,
        "matrices": view.matrices,
        "picked": [*view.picked],
    }
    state.show(OPENING, {"id": next(_openings), "view": facts})
