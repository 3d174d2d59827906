"""What leaves the page, made on demand: links, session files, pictures, pages, hand-outs, code."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from ...core.inputs import InputError
from ...draw.slides.slide import step_png, step_svg
from ...files.handouts.handout import handout
from ...files.practice.course import check_asked, course_file
from ...files.practice.variants import names_from
from ...files.scripts.notebook import notebook
from ...files.scripts.numpy_script import numpy_script
from ...files.scripts.torch_script import torch_script
from ...files.sessions.links.link import link_text
from ...files.sessions.practice_answers import answers_from
from ...files.sessions.practice_counts import counts_from
from ...files.sessions.screen import Screen, View
from ...files.untrusted.json_fields import checked_choice
from ...files.untrusted.quoting import shortened, shown
from ...files.untrusted.titles import file_name
from ...player.pages.offline import offline_page
from ...runs.aside.aside import Aside
from ...runs.aside.work_cost import SHORT, file_seconds
from ...steps.formulas.notation import NOTATIONS
from ...steps.session import Session
from ...steps.timeline import step_count
from ...steps.undo import Desk
from ..page_state import sentence
from ..reader_notation import caption_in, spelt
from ..whole_page import session_bytes
from .player_requests import FileWanted, LinkWanted, left_out, read_request

Made = tuple[str, str, bytes]  # name, media type, content
Planned = tuple[str, str, Callable[[], str | bytes]]  # name without the scene's, media type, who makes it

HTML, PDF, PNG, SVG = "text/html", "application/pdf", "image/png", "image/svg+xml"
PYTHON, BINARY, NOTEBOOK = "text/x-python", "application/octet-stream", "application/x-ipynb+json"
ZIP = "application/zip"
COURSE_FILES = {
    "pdf": ("-sheets-and-key.zip", ZIP),
    "tex": ("-sheets-and-key.zip", ZIP),
    "moodle": ("-moodle.xml", "application/xml"),
    "scorm": ("-scorm.zip", ZIP),
    "csv": ("-answers.csv", "text/csv"),
}
MEDIA = {"md": "text/markdown", "tex": "application/x-tex", "pdf": PDF}


def view_of(asked: Any) -> View:
    """How the player shows the walk, as it says itself; raises InputError for what no menu offers."""
    if not isinstance(asked, dict):
        raise InputError(f"the view must be an object; got {shown(asked)}")
    given = {field.name: asked[field.name] for field in fields(View) if field.name in asked}
    picked = given.get("picked") or ()
    if given.get("practised") is not None:
        given["practised"] = counts_from(given["practised"])
    given["answered"] = answers_from(given.get("answered") or [])
    return View(**given | {"picked": tuple(picked) if isinstance(picked, list) else picked})


def link(desk: Desk, view: View, weights: str) -> str:
    """The value of the page's query parameter that reopens this screen."""
    scene = desk.scene
    screen = Screen(scene.session, scene.name, scene.title, scene.about, view, scene.notes)
    return link_text(screen, weights, origin=scene.origin)


@dataclass(frozen=True, eq=False)
class Making:
    """A file that is made aside, for the request made `at`."""

    at: Any
    name: str
    media: str
    aside: Aside

    @property
    def given(self) -> dict[str, Any]:
        """What the dialog is told: how it stands, or the file, or why there is none."""
        if self.aside.running:
            return {"at": self.at, "making": self.aside.said if self.aside.waiting else ""}
        try:
            return _given(self.at, self.name, self.media, _bytes(self.aside.result()))
        except InputError as reason:
            return {"at": self.at, "refused": shortened(f"Not saved. {sentence(str(reason))}.")}


def answer(desk: Desk, asked: Mapping[str, Any], shown: str = "") -> dict[str, Any] | Making:
    """What the player's dialog asked for of the walk `shown`, or one sentence on why it cannot be had.

    What would keep the page waiting is begun, and made aside.
    """
    at = asked.get("at")
    try:
        request = read_request(asked)
        if late := left_out(request, asked.get("walk", ""), shown):
            raise InputError(late)
        match request:
            case LinkWanted(view, weights):
                return {"at": at, "link": link(desk, view_of(view), weights)}
            case FileWanted(view) as wanted:
                name, media, work = planned(desk, view_of(view), wanted)
                if file_seconds(desk.scene.session, wanted.kind, wanted.format) > SHORT:
                    return Making(at, name, media, Aside(work))
                return _given(at, name, media, _bytes(work()))
            case other:  # to stop is for the page
                raise InputError(f"the dialog gives links and files; got {other}")
    except InputError as reason:
        return {"at": at, "refused": shortened(sentence(f"{reason}."))}


def _given(at: Any, name: str, media: str, content: bytes) -> dict[str, Any]:
    return {"at": at, "name": name, "media": media, "content": base64.b64encode(content).decode()}


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def made(desk: Desk, view: View, wanted: FileWanted) -> Made:
    """The file that was asked for; raises InputError for an unknown kind, and where it cannot be made."""
    name, media, work = planned(desk, view, wanted)
    return name, media, _bytes(work())


def planned(desk: Desk, view: View, wanted: FileWanted) -> Planned:
    """The file's name, its media type, and who makes it; raises InputError for an unknown kind."""
    if wanted.kind not in OFFERS:
        raise InputError(f"what can be saved is {', '.join(OFFERS)}; got {shown(wanted.kind)}")
    ending, media, work = OFFERS[wanted.kind].plan(desk, view, wanted)
    return f"{file_name(desk.scene.caption.title)}{ending}", media, work


def _to_send(session: Session) -> Session:
    """The same without the walk, which is made anew where the work is done."""
    return replace(session)


def _picture(desk: Desk, view: View, wanted: FileWanted) -> Planned:
    options: dict[str, Any] = {
        "grain": view.grain,
        "digits": view.digits,
        "neurons": view.neurons,
        "edges": view.edges,
        "item": view.item,
        "theme": wanted.theme,
        "background": wanted.transparent != "yes",
        "notation": view.notation,
    }
    session, step = _to_send(desk.scene.session), f"-step-{view.cursor + 1}"
    if wanted.format == "svg":
        return f"{step}.svg", SVG, partial(step_svg, session, view.cursor, **options)
    return f"{step}.png", PNG, partial(step_png, session, view.cursor, **options)


def _offline(desk: Desk, view: View, wanted: FileWanted) -> Planned:
    scene, said = desk.scene, caption_in(desk.scene, NOTATIONS[view.notation])
    page = partial(
        offline_page, _to_send(scene.session), scene.name, said.title, said.about, cursor=view.cursor,
        grain=view.grain, digits=view.digits, neurons=view.neurons, edges=view.edges, item=view.item,
        notation=view.notation, notes=scene.notes_now,
    )  # fmt: skip
    return ".html", HTML, page


def _handout(desk: Desk, view: View, wanted: FileWanted) -> Planned:
    session, format, blanks = desk.scene.session, wanted.format, wanted.blanks == "yes"
    first = _update(desk, view)
    checked_choice(format, "the format", MEDIA)
    work = partial(
        handout,
        _to_send(session),
        title=caption_in(desk.scene, NOTATIONS[view.notation]).title,
        digits=view.digits,
        blanks=blanks,
        updates=(first,),
        format=format,
        notation=view.notation,
    )
    return f"-{'work-sheet' if blanks else 'solution'}.{format}", MEDIA[format], work


def _course(desk: Desk, view: View, wanted: FileWanted) -> Planned:
    checked_choice(wanted.format, "the format", COURSE_FILES)
    ending, media = COURSE_FILES[wanted.format]
    names_from(wanted.variants)  # what cannot be is said at once, not after the wait
    check_asked(wanted.asked)
    digits, title = view.digits, caption_in(desk.scene, NOTATIONS[view.notation]).title
    chosen = (wanted.variants, wanted.asked, wanted.format, title, digits, view.notation)
    return ending, media, partial(course_file, _to_send(desk.scene.session), *chosen)


def _update(desk: Desk, view: View) -> int:
    """The update, from 1, that the cursor stands in."""
    session = desk.scene.session
    return view.cursor * session.updates // step_count(session, view.grain) + 1


def _code(ending: str, media: str, write: Callable[..., str | bytes]) -> Callable[..., Planned]:
    def plan(desk: Desk, view: View, wanted: FileWanted) -> Planned:
        title = caption_in(desk.scene, NOTATIONS[view.notation]).title
        work = partial(write, _to_send(desk.scene.session), title=title, notation=view.notation)
        return ending, media, work

    return plan


Choice = tuple[str, str, dict[str, str]]  # name, label, and the words of each value; none: it is typed


@dataclass(frozen=True)
class Offer:
    """Something that can be saved: what it is called, the choices that go with it, and who makes it."""

    title: str
    plan: Callable[[Desk, View, FileWanted], Planned]
    choices: tuple[Choice, ...] = ()


OFFERS = {
    "picture": Offer(
        "Picture of this step",
        _picture,
        (
            ("format", "as", {"png": "PNG", "svg": "SVG"}),
            ("theme", "theme", {"light": "light", "dark": "dark"}),
            ("transparent", "background", {"": "filled", "yes": "transparent"}),
        ),
    ),
    "offline": Offer("This walk as one HTML file, for any browser, without a network", _offline),
    "handout": Offer(
        "Hand-out of this update",
        _handout,
        (
            ("format", "as", {"pdf": "PDF", "tex": "LaTeX", "md": "Markdown"}),
            ("blanks", "with", {"": "all numbers (answer key)", "yes": "blanks to fill in"}),
        ),
    ),
    "notebook": Offer("Jupyter notebook that computes every number", _code(".ipynb", NOTEBOOK, notebook)),
    "numpy": Offer("NumPy script that computes every number", _code(".py", PYTHON, numpy_script)),
    "torch": Offer("PyTorch script that checks them by autograd", _code("-torch.py", PYTHON, torch_script)),
    "course": Offer(
        "For a course: exercises like this network, each with its own exact numbers",
        _course,
        (
            ("variants", "how many, or names: Ada, Zoë", {}),
            (
                "asked",
                "asking",
                {
                    "all": "every step",
                    "forward": "the forward pass",
                    "backward": "the backward pass",
                    "update": "the update",
                    "S": "S alone",
                },
            ),
            (
                "format",
                "as",
                {
                    "pdf": "PDF: sheets and key",
                    "tex": "LaTeX: sheets and key",
                    "moodle": "Moodle XML",
                    "scorm": "SCORM 1.2",
                    "csv": "CSV of the answers",
                },
            ),
        ),
    ),
    "session": Offer(
        "Session file: everything, with undo, data and training",
        lambda desk, view, wanted: (".backprop", BINARY, partial(session_bytes, view)),
    ),
}
WEIGHTS = {
    "current": "the weights as they are",
    "start": "the weights of the start",
    "none": "no weights",
}


def offered() -> dict[str, Any]:
    """What the player's dialog offers, as its share.js takes it."""
    return {
        "weights": [*WEIGHTS.items()],
        "saved": [
            {
                "kind": kind,
                "title": offer.title,
                "choices": [
                    {
                        "name": name,
                        "label": label,
                        "options": [(value, spelt(words)) for value, words in options.items()],
                    }
                    for name, label, options in offer.choices
                ],
            }
            for kind, offer in OFFERS.items()
        ],
    }
