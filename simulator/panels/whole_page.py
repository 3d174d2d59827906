"""Everything the page holds as one file, and back: for a session file, and for the browser's own keeping."""

import secrets
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from ..core.sets.dataset import DataSet
from ..files.gallery import EXAMPLES, example
from ..files.sessions.archive.session_file import Saved, write_session
from ..files.sessions.links.link import says_drawn
from ..files.sessions.screen import Screen, View
from ..files.sessions.trainer_state import Training
from ..runs.runner import Runner
from ..steps.session import Session
from ..steps.undo import Desk, Scene
from . import page_state as state
from .reader_notation import choose_notation, reader_notation
from .train import settings_table as table
from .train.data import show_kept
from .train.link_box import NOTED, put_settings, set_of
from .train.run_settings import LAST
from .train.settings_of_runs import is_race, show_settings

OPENING = "opening"
MOST_NUMBERS = 500_000  # of a set that is kept before anything is trained on it, where no link would hold it
STOOD = "stood"  # the runs when they last stood still, and what was kept of them


def saved_now(view: View) -> Saved:
    """The desk, how the walk is looked at, and the runs; one that still goes on as it last stood."""
    mode = str(state.read(state.MODE) or state.STEP)
    return Saved(state.desk(), view, mode, _training(), state.read(NOTED))


def session_bytes(view: View) -> bytes:
    """The same as a session file; raises InputError where it is past the limits of one."""
    return write_session(saved_now(view))


def _runs() -> list[Runner]:
    kept: Any = state.read(state.RUNS)
    return [] if kept is None else list(kept[1])


def _training() -> Training | None:
    runs = _runs()
    if any(run.running for run in runs):
        stood: Any = state.read(STOOD)
        return stood[1] if stood is not None and stood[0] == runs else None
    made = None
    if _trained(runs) or (runs and state.read(NOTED) is None and runs[0].data.X.size <= MOST_NUMBERS):
        made = Training(runs[0].data, tuple(run.record() for run in runs), epochs=_epochs())
    state.show(STOOD, (runs, made))
    return made


def _epochs() -> int | None:
    """How many the page trains at a press, where the settings that are kept do not say it."""
    before: Any = state.read(LAST)
    return None if before is None or state.read(NOTED) is not None else int(before[1].portion.epochs)


def _trained(runs: list[Runner]) -> bool:
    return any(run.updates for run in runs)


def what_is_kept() -> tuple[Any, ...]:
    """What a session file is made of: another value of it is another file."""
    runs = _runs()
    made = tuple((id(run), run.updates, run.running, run.plan) for run in runs)
    settings = (state.read(NOTED), _epochs())
    return state.desk(), state.read(state.MODE), made, settings, reader_notation().name


def open_saved(saved: Saved, *, look: bool = True) -> None:
    """Put everything of a session file on the page; `look`: also how the walk is looked at.

    Raises InputError where it does not fit together.
    """
    runs = (
        None
        if saved.training is None
        else [Runner.of(run, saved.training.data) for run in saved.training.runs]
    )

    is_race(runs or [])  # refused here, before anything is put there
    if saved.settings is not None:
        set_of(saved.settings)

    def put(_: Desk) -> Desk:
        return saved.desk

    before = state.desk()
    state.change(put)
    if state.desk() is before and saved.desk is not before:
        return
    choose_notation(saved.view.notation)
    if look:
        look_at(saved.view)
    state.show(state.MODE, saved.mode)
    _open_training(saved, runs or [])


def _open_training(saved: Saved, runs: list[Runner]) -> None:
    """Put the settings of a file on the page of training, and its runs; none in the place of runs there."""
    settings, training = saved.settings, saved.training
    if training is None and _trained(_runs()):
        return
    if settings is not None:
        put_settings(settings)
    if training is None:
        return
    data = training.data
    if settings is None or not _same_rows(data, set_of(settings)):
        key = show_kept(data)
        if runs:
            show_settings(key, data, runs)
        table.put(table.Place(key), {table.EPOCHS: training.epochs})
    for run in _runs():
        run.stop()
    state.show(state.RUNS, (None, runs) if runs else None)
    state.show(state.WEIGHT, None)
    state.show(state.LOOK, None)


def _same_rows(one: DataSet, other: DataSet) -> bool:
    """Whether two sets train and test on the same numbers."""
    pairs = ((getattr(one, name), getattr(other, name)) for name in ("X", "T", "train", "test"))
    return all(np.array_equal(left, right) for left, right in pairs)


def open_screen(screen: Screen, link: str) -> None:
    """Put the screen of a link on the page."""
    before = state.desk()
    state.change(lambda desk: desk.put(_scene_of(screen)))
    if state.desk() is not before:
        choose_notation(screen.view.notation)
        look_at(screen.view, link)


def _scene_of(screen: Screen) -> Scene:
    """The link's session; one that came from an example and has its layers is reset to that, and says so."""
    session = screen.session
    if screen.name in EXAMPLES and not says_drawn(screen.about):
        known = example(screen.name)
        if known.session.network.widths == session.network.widths:
            return Scene(screen.name, known.title, known.about, known.session, session)
    title = screen.title or "A network from a link"
    return Scene(screen.name, title, screen.about, session, session, screen.notes)


def look_at(view: View, link: str = "") -> None:
    """How the player is to show the walk, once; a link that a page opened stays opened in it."""
    counts = view.practised and view.practised.facts()
    answered = [one.facts() for one in view.answered]
    facts = asdict(replace(view, practised=None, answered=())) | {"picked": [*view.picked]}
    facts |= {"practised": counts, "answered": answered}
    made = {"id": link or secrets.token_hex(8), "link": bool(link), "view": facts}
    state.show(OPENING, (state.session(), made))


def opening(now: Session) -> dict[str, Any] | None:
    """How to look at this session where it was opened to be looked at so; of another, nothing is known."""
    opened: Any = state.read(OPENING)
    return opened[1] if opened is not None and opened[0] is now else None
