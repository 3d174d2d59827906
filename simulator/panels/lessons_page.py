"""The page of lessons: the list of them, one that is open, and a lecturer's own from a file."""

import json
from typing import Any

import streamlit as st

from ..core.inputs import InputError
from ..files.lessons import lesson_reader
from ..files.lessons.lesson import Lesson
from ..files.lessons.shelf import LESSONS, bytes_of_lesson, lesson
from ..files.sessions.links.lesson_link import LessonPlace, lesson_link_text
from ..files.untrusted.titles import file_name
from ..player.components.lesson_component import lesson_book
from ..player.pages.offline_lesson import lesson_page, next_on_shelf
from ..player.payload.lesson_payload import lesson_payload
from ..steps.formulas.notation import NOTATIONS, Notation
from . import page_state as state
from .fields.upload_limit import MOST_SENT
from .reader_notation import choose_notation, reader_notation

LINK = "l"  # the query parameter
BOOK, VISIT, PART = "lesson book", "lesson visit", "lesson part"
OWN, OWN_READ = "own lesson", "own lesson read"  # a lecturer's own, which was opened last: its bytes
READ, UPLOAD = "lesson read", "lesson file"
TOLD, SHELF = "lesson told", "lesson shelf"
OWN_NAME = "own"  # of no lesson on the shelf
SCHEMA_SAID = (
    "A lesson is a JSON file: parts in order, each a text beside some steps of a walk, what is lit and what "
    "is asked. Save one, change it in any editor, and open it here. The README tells what each key means, "
    "and an editor that knows JSON Schema checks it as you type. It has no link, as an address cannot hold "
    "it: hand on the file, or the page that Take it along makes of it once it is open."
)


def lessons_page() -> None:
    """The lesson that is open; else the list, and below it what a lecturer needs for lessons of their own."""
    with st.container(key="lessons"):
        name, found = _opened()
        lesson_book(
            state.once(SHELF, _shelf, reader_notation()),
            None if found is None else state.once(TOLD, _told, found, name),
            part=_part(name),
            links=None if found is None or name == OWN_NAME else _links(name, found),
            visit=state.read(VISIT) or 0,
            key=BOOK,
            on_ask=_asked,
        )
        if found is None:
            _own()


def open_lesson(place: LessonPlace) -> None:
    """Show a part of a lesson, as a link does, in its notation."""
    choose_notation(place.notation)
    _open(place.name, place.part - 1)
    state.show(state.MODE, state.LESSONS)


def _open(name: str, part: int | None = None) -> None:
    for key, value in ((state.LESSON, name), (PART, (name, part)), (VISIT, (state.read(VISIT) or 0) + 1)):
        state.show(key, value)


def _part(name: str) -> int | None:
    """Where a link or the list opened this lesson; None for where it was left."""
    opened, part = state.read(PART) or ("", None)
    return part if opened == name else None


def _opened() -> tuple[str, Lesson | None]:
    """The name of the lesson that is open, "" where none is, and the lesson."""
    name = str(state.read(state.LESSON) or "")
    if name in LESSONS:
        return name, lesson(name, reader_notation())
    own: Any = state.read(OWN)
    if name != OWN_NAME or not own:
        return "", None
    return name, state.once(OWN_READ, lesson_reader.read_lesson, own, reader_notation())


def _shelf(notation: Notation) -> list[dict[str, Any]]:
    return [_row(name, lesson(name, notation)) for name in LESSONS]


def _row(name: str, found: Lesson) -> dict[str, Any]:
    said = {"title": found.title, "about": found.about, "minutes": found.minutes}
    return {"name": name, "key": f"{name} {found.digest}", "parts": len(found.parts)} | said


def _told(found: Lesson, name: str) -> str:
    return json.dumps(
        lesson_payload(found, name) | {"next": next_on_shelf(name, found.notation)}, separators=(",", ":")
    )


def _links(name: str, found: Lesson) -> dict[str, Any]:
    places = (LessonPlace(name, part, found.notation.name) for part in range(1, len(found.parts) + 1))
    texts = [lesson_link_text(place) for place in places]
    return {"parameter": LINK, "parts": texts}


def _asked() -> None:
    """Another lesson, the list or a notation was asked for in the browser, which may ask for anything."""
    asked = state.read(BOOK).ask
    if not isinstance(asked, dict):
        return
    if asked.get("what") == "list":
        _open("")
    elif asked.get("what") == "open" and asked.get("name") in LESSONS:
        _open(str(asked["name"]))
    elif asked.get("what") == "notation" and asked.get("name") in NOTATIONS:
        choose_notation(asked["name"])


def lesson_bar() -> None:
    """In the bar: the lesson that is open as a page of its own, and as the file that it came from."""
    name, found = _opened()
    if found is None:
        return
    data = bytes_of_lesson(name) if name in LESSONS else state.read(OWN)
    with st.popover("Take it along", icon=":material/download:", width="content"):
        st.download_button(
            "Page that opens without a network",
            lambda: lesson_page(name if name in LESSONS else data, notation=found.notation.name),
            f"{file_name(found.title)}.html",
            "text/html",
            on_click="ignore",
        )
        _save(data, f"{file_name(found.title)}.json")


def _save(data: bytes, name: str, label: str = "Lesson as JSON, to change it") -> None:
    st.download_button(label, data, name, "application/json", on_click="ignore")


def _own() -> None:
    with st.expander("A lesson of your own"):
        st.text(SCHEMA_SAID)
        columns = st.container(horizontal=True)
        with columns:
            _save(
                bytes_of_lesson(LESSONS[0]),
                f"{LESSONS[0]}.json",
                f"Save “{lesson(LESSONS[0], reader_notation()).title}”",
            )
            _save(lesson_reader.SCHEMA.read_bytes(), lesson_reader.SCHEMA.name, "Save the schema")
        most = f"{lesson_reader.MOST_BYTES // 1000} kB"
        sent = st.file_uploader(f"A lesson, JSON, at most {most}", key=UPLOAD, max_upload_size=MOST_SENT)
        if sent is not None:
            _offer(sent.getvalue())


def _offer(data: bytes) -> None:
    try:
        found = state.once(READ, lesson_reader.read_lesson, data, reader_notation())
    except InputError as reason:
        state.say(f"{reason}.")
        return
    st.text(f"{found.title}: {len(found.parts)} parts, about {found.minutes} minutes. {found.about}")

    def opened() -> None:
        state.show(OWN, data)
        _open(OWN_NAME)

    st.button("Open the lesson", type="primary", on_click=opened)
