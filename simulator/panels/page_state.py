"""The page's state, one Desk, and every way to change it; no other file touches Streamlit's state."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from ..core.inputs import InputError
from ..files.gallery import EXAMPLES, example
from ..files.sessions.screen import MOST_ABOUT
from ..files.untrusted.quoting import shortened
from ..files.untrusted.titles import one_line
from ..runs.aside.aside import Aside
from ..steps.formulas.notation import NOTATIONS, NOTES, Notation
from ..steps.notes_of_file import StepNote
from ..steps.session import Session
from ..steps.undo import Desk, Scene

DESK = "desk"
MODE = "mode"
STEP, TRAIN, DEBUG, LESSONS = "Step", "Train", "Debug", "Lessons"  # the page's modes
LESSON = "lesson opened"  # its name; "" or None where the list of them is shown
TOOL = "debug tool"
SLICED = "slice beside the walk"  # whether F over two weights is open in Step
REFUSED = "refused"
REMARKED = "remarked"  # a network, and what was done to the numbers of its file to show it
NOTATION = "reader's notation"  # its name
KEPT = "kept"  # by widgets that are not always drawn, which the page would otherwise forget
RUNS, WEIGHT, LOOK = "runs", "weight", "look at update"  # of training: what the page of it looks at
MANY_SHOWN = "many runs shown"  # in place of one, on the page of training
CELL = "cell of the confusion matrix"  # the same: the run, the true class and the answer, from 0
OPENED, SHOWN = "opened", "shown"
ORDINARY = re.compile(r"[a-z]{2,}[ ,-]|a ")  # the first word of a sentence
TRIES = 8  # to bring to its end what other runs break off
_inside: ContextVar[bool] = ContextVar("inside", default=False)
EPOCH = "epoch"  # grows with every change that no widget made itself


def scene_of(name: str) -> Scene:
    """An example of the gallery as a scene."""
    found = example(name)
    return Scene(name, found.title, found.about, found.session, found.session)


def reader_notation() -> Notation:
    """In which the page is read; the notes' before another was chosen."""
    return NOTATIONS[st.session_state.get(NOTATION) or NOTES.name]


def first_run() -> bool:
    """Whether the page is drawn for the first time for this visitor."""
    return DESK not in st.session_state


def desk() -> Desk:
    """What lies on the desk now."""
    if DESK not in st.session_state:
        st.session_state[DESK] = Desk(scene_of(EXAMPLES[0]))
    now: Desk = st.session_state[DESK]
    return now


def asked(parameter: str) -> str | None:
    """What the page's address says under this name; None where it says nothing."""
    return st.query_params.get(parameter)


def session() -> Session:
    """The session shown."""
    return desk().scene.session


def walk_shown() -> str:
    """The name of the walk shown, by which a request says what it is of: "network.walk".

    The first part stays as long as the same opened network is changed, but for its neurons, the second as
    long as nothing is.
    """
    scene = desk().scene
    network = name_of(OPENED, scene.name, scene.origin, scene.session.network.widths)
    return f"{network}.{name_of(SHOWN, scene.session)}"


def name_of(key: str, *of: Any) -> str:
    """A name for these, by which a request says what it is of; another one for others."""
    name: str = once(key, _new_name, *of)
    return name


def _new_name(*_: Any) -> str:
    return secrets.token_hex(4)


def refusal(place: str = "") -> str:
    """Why the last change was refused, if that is to be said at this place of the page; "" is its top.

    It goes when the mode, or a widget that it was about, shows something else.
    """
    why, where, about = st.session_state.get(REFUSED) or ("", "", {})
    if any(read(key) != value for key, value in about.items()):
        st.session_state[REFUSED] = None
        return ""
    return str(why) if where == place else ""


def say_refusal(place: str = "") -> None:
    """Say there why the last change was refused."""
    if why := refusal(place):
        say(f"{why}.")


def remarks() -> tuple[str, ...]:
    """What was done to the numbers of the file that the network shown came from, while it is as it came."""
    network, said = st.session_state.get(REMARKED) or (None, ())
    return tuple(said) if network is session().network else ()


def say_remarks() -> None:
    """Say it: one sentence as it is, several behind the first."""
    first, *others = (f"<span>{escape(shortened(sentence(text)))}</span>" for text in remarks() or ("",))
    if others:
        more = "".join(f"<br>{text}" for text in others)
        behind = f"<details><summary>{first} And {len(others)} more.</summary>{more[4:]}</details>"
        st.html(f'<div role="status">{behind}</div>')
    elif remarks():
        st.html(f'<div role="status">{first}</div>')


def show(key: str, value: Any) -> None:
    """Let a widget show a value of the session: the session, not the widget, owns it."""
    st.session_state[key] = value


def bound(name: str, value: Any) -> str:
    """The key of a widget that shows a value of the session.

    A widget that is out of sight, in a closed popover, does not learn of a new value and would later hand its
    old one back as if it had just been chosen. So it gets another key whenever the session changed elsewhere.
    """
    key = f"{name} {st.session_state.get(EPOCH, 0)}"
    st.session_state[key] = value
    return key


def is_bound(key: str) -> bool:
    """Whether the widget with this key of `bound` shows the session as it is.

    A browser that has not yet drawn the new page hands in what the widgets of the old one held, and
    Streamlit, which has forgotten their values, takes each for a choice.
    """
    return key.endswith(f" {st.session_state.get(EPOCH, 0)}")


def while_bound(key: str, changed: Callable[[], None]) -> Callable[[], None]:
    """`changed` for the widget with this key, as long as `is_bound` holds of it; it is brought to its end."""
    return lambda: to_the_end(lambda: changed() if is_bound(key) else None)


def to_the_end(act: Callable[[], object]) -> None:
    """Do what somebody asked for, though another run of the page takes over meanwhile.

    Streamlit breaks off what is going on, wherever it looks at its state, and does not do it again: a click
    would be lost. `act` begins anew then, so it must have done nothing until its last look; the other run
    follows. Within another `act` it is that one that begins anew.
    """
    if _inside.get():
        act()
        return
    overtaken: BaseException | None = None
    inside = _inside.set(True)
    try:
        for _ in range(TRIES):
            try:
                act()
                break
            except Exception:
                raise
            except BaseException as other_run:  # no Exception, so that nobody catches it by mistake
                overtaken = other_run
    finally:
        _inside.reset(inside)
    if overtaken is not None:
        raise overtaken


class _Dealt:
    """Which request of a browser was dealt with last: one object for good, so marking it is no look."""

    at: object = None


def deal_once(key: str, at: object, act: Callable[[], object]) -> None:
    """Bring to its end, once, what a browser asked for `at` a time; it asks again until it is `dealt` with.

    It is marked in the moment in which it is done: where others break it off for good it is not, and the
    browser's next try does it.
    """

    def whole() -> None:
        if key not in st.session_state:
            st.session_state[key] = _Dealt()
        last: _Dealt = st.session_state[key]
        if at is None or at != last.at:
            act()
            last.at = at

    to_the_end(whole)


def dealt(key: str) -> Any:
    """The time at which the browser asked for what was dealt with last; None where nothing was."""
    found: _Dealt | None = st.session_state.get(key)
    return None if found is None else found.at


def read(key: str) -> Any:
    """What a widget holds."""
    return st.session_state.get(key)


def once(key: str, make: Callable[..., Any], *given: Any) -> Any:
    """What `make` gives for these, made again only where one of them is another than the last time.

    One value a key and browser session, which goes with it: for the walk a text that is a third larger than
    its weights, 1.4 MB for 784-128-10. A refusal is kept too, and raised again. What goes on beside the page
    for others is stopped.
    """
    before = st.session_state.get(key)
    if before is None or not _same(before[0], given):
        if isinstance(going_on := before and before[1], Aside):
            going_on.stop()
        made: Any
        try:
            made = make(*given)
        except InputError as reason:
            made = _Refused(reason)
        before = st.session_state[key] = (given, made)
    if isinstance(before[1], _Refused):
        raise before[1].why.with_traceback(None)
    return before[1]


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why something could not be made."""

    why: InputError


def _same(a: Any, b: Any) -> bool:
    """Arrays, also inside of others, are the same where they are the very ones; other values where equal."""
    if a is b or type(a) is not type(b) or isinstance(a, np.ndarray):
        return a is b
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(value, b[key]) for key, value in a.items())
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b)


def taken(key: str) -> Any:
    """What was kept to be shown once; None the next time."""
    return st.session_state.pop(key, None)


def put_in(key: str, value: Any) -> None:
    """Let a widget that keeps its own value hold another one from now on, whether it is drawn or not."""
    st.session_state.setdefault(KEPT, {})[key] = value
    st.session_state[key] = value


def forget(key: str) -> None:
    """Of a widget that is drawn no more."""
    st.session_state.setdefault(KEPT, {}).pop(key, None)
    st.session_state.pop(key, None)


def keep(key: str, value: Any) -> str:
    """What a widget holds at first; from then on it keeps its own, also while it is not drawn. Its key."""
    kept = st.session_state.setdefault(KEPT, {})
    if key in st.session_state:
        kept[key] = st.session_state[key]
    st.session_state[key] = kept.get(key, value)
    return key


def change(
    how: Callable[[Desk], Desk],
    *,
    own: bool = False,
    place: str = "",
    about: Sequence[str] = (),
    also: Callable[[Desk], Mapping[str, Any]] = lambda _: {},
) -> None:
    """Change the desk; where that is refused it stays as it is, and the reason is kept to be shown.

    `own`: by a bound widget, which shows the new value already, or of a number that no such widget shows.
    `place`: where a refusal is said; `about`: the keys of the widgets it is about. `also`: what else becomes
    so with the new desk.
    """

    def act() -> None:
        try:
            after = how(desk())
        except InputError as reason:
            refuse(str(reason), "Not changed", place, about)
            return
        grown = st.session_state.get(EPOCH, 0) + (not own)
        # The desk last: until then nothing was done.
        st.session_state.update({**also(after), REFUSED: None, EPOCH: grown, DESK: after})

    to_the_end(act)


def open_scene(
    name: str,
    title: str,
    about: str,
    make: Callable[[], Session],
    remarked: Sequence[str] = (),
    notes: Sequence[StepNote] = (),
) -> None:
    """Put another session on the desk and show it in the stepper; `remarked` is said there.

    `notes` are on single steps of it.
    """

    def put(now: Desk) -> Desk:
        session = make()
        said = one_line(title), one_line(about, MOST_ABOUT)
        return now.put(Scene(name, *said, session, session, tuple(notes)))

    def also(after: Desk) -> Mapping[str, Any]:
        return {MODE: STEP, REMARKED: (after.scene.session.network, tuple(remarked))}

    change(put, also=also)


def refuse(why: str, what: str = "Not opened", place: str = "", about: Sequence[str] = ()) -> None:
    """Have said why something was not done, at this place, as long as these widgets hold what they hold."""
    shown = {key: read(key) for key in (MODE, *about) if read(key) is not None}
    st.session_state[REFUSED] = (f"{what}. {sentence(why)}", place, shown) if why else None


def sentence(words: str) -> str:
    """With a capital, but where it begins with a symbol, a key or a file's name: "x", "b2", "net.json".

    A shape, as arrays have it, is said in numbers: "b2 must have 3 numbers; got 2".
    """
    said = _counted(words)
    return said[0].upper() + said[1:] if ORDINARY.match(said) else said


def _counted(words: str) -> str:
    if "must have shape (" not in words:
        return words
    words = re.sub(r"must have shape \((\w+),\)", r"must have \1 numbers", words)
    words = words.replace("must have 1 numbers", "must have 1 number")
    words = re.sub(r"must have shape \((\w+(?:, \w+)+)\)", r"must be (\1)", words)
    words = re.sub(r"\((\w+(?:, \w+)+)\)", lambda shape: shape[1].replace(", ", " × "), words)
    return re.sub(r"got \((\w+),\)", r"got \1", words).replace("got ()", "got a single number")


def say(text: str) -> None:
    """A sentence on the page that may quote what came from outside: shown as it is written."""
    st.html(f'<div role="alert">{escape(shortened(reader_notation().refused(sentence(text))))}</div>')


def change_session(how: Callable[[Session], Session], *, own: bool = False, place: str = "") -> None:
    """Change the session on the desk."""
    change(lambda now: now.change(how(now.scene.session)), own=own, place=place)
