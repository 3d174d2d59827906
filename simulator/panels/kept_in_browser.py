"""The browser keeps the session, so that a reload or a lost connection loses nothing."""

import base64
import secrets
from typing import Any

from ..core.inputs import InputError
from ..files.sessions.archive.session_file import read_session
from ..files.sessions.screen import View
from ..player.components.browser_keeper import browser_keeper
from . import page_state as state
from .reader_notation import reader_notation
from .whole_page import open_saved, session_bytes, what_is_kept

KEEPER, FILE, VISIT, RESTORED = "keeper", "kept file", "visit", "restored"
AT_FIRST, MOVED = "at first", "moved"  # what was kept of the first page, and whether another is shown


def keeper(*, fresh: bool) -> None:
    """Ask for what was kept, once a visit; after the first sight of a visitor keep every change."""
    file = None if fresh else state.once(FILE, _file, *what_is_kept())
    visit = state.once(VISIT, secrets.token_hex, 8)
    if fresh:
        state.show(AT_FIRST, what_is_kept())
    elif state.read(AT_FIRST) != what_is_kept():
        _moved()
    browser_keeper(
        file,
        visit=visit,
        restored=bool(state.read(RESTORED)),
        moved=bool(state.read(MOVED)),
        key=KEEPER,
        on_found=_found,
        on_moved=_moved,
    )


def _moved() -> None:
    state.show(MOVED, True)


def _file(*_: Any) -> str | None:
    """The session in base64; nothing where it is too large for a file, and the browser keeps what it has."""
    try:
        return base64.b64encode(session_bytes(View(notation=reader_notation().name))).decode()
    except InputError:
        return None


def _found() -> None:
    """Put back what the browser kept. What cannot be read is left alone: the page is as new."""
    state.show(RESTORED, True)
    try:
        open_saved(read_session(base64.b64decode(str(state.read(KEEPER).found), validate=True)), look=False)
    except (InputError, ValueError):  # no base64, not even ASCII
        state.refuse("what this tab kept could not be read, so the page starts anew", "Not restored")
