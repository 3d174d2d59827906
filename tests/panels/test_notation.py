"""The reader's notation goes with the page: into its words, links, session files and whatever is saved."""

import io
import json
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from simulator import InputError
from simulator.draw.lens import Lens
from simulator.files.gallery import EXAMPLES, example
from simulator.files.lessons.shelf import lesson
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.links.lesson_link import LessonPlace, lesson_link_text, read_lesson_link
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.links.link_packing import packed as packed_link
from simulator.files.sessions.screen import Screen, View
from simulator.files.untrusted.json_fields import json_bytes
from simulator.panels import lessons_page, page_state, reader_notation
from simulator.panels.debug import debug_page
from simulator.panels.page_state import LESSON, MODE, NOTATION, TOOL
from simulator.panels.reader_notation import spelt_lens
from simulator.panels.walk.player_requests import FileWanted, NotationChosen, left_out, read_request
from simulator.panels.walk.share import OFFERS, made, view_of
from simulator.steps.formulas.notation import NOTATIONS
from simulator.steps.undo import Desk, Scene

from ..grids import grid
from .pages import Page

TURNED = [one.name for one in NOTATIONS.values() if one.turned]
NOTES_LETTERS = re.compile(r"(?<![A-Za-z])(?:n|S|F|N|α|φ|Ŝ|ÂW?S?)(?![A-Za-z])")
FIRST = example(EXAMPLES[0])
DESK = Desk(Scene("mine", "Mine", "", FIRST.session, FIRST.session))


def read_on(page: Page) -> list[str]:
    """Labels, options, texts and tables of the page without the player."""
    words = []
    for element in page.at:
        options = [
            *map(str, getattr(element, "options", []))
        ]  # as they are shown; the value is a name of its own
        names = ("label", "help", "placeholder", *(() if options else ("value",)))
        words += [*(str(getattr(element, name, "")) for name in names), *options]
    return [re.sub(r"<[^>]*>", " ", text) for text in words if len(text) < 20_000]


def stray(words: list[str]) -> list[str]:
    quoted = example(EXAMPLES[0]).remark  # of the notes, in their letters
    return [text for text in words if NOTES_LETTERS.search(text) and text != quoted]


@grid(
    name=TURNED,
    known=[
        {},
        {MODE: "Train"},
        {MODE: "Lessons"},
        {MODE: "Lessons", LESSON: "sent-back"},
        {MODE: "Train", "set gradient": True},
        *({MODE: "Debug", TOOL: tool} for tool in debug_page.TOOLS if tool != "Open a file"),
    ],
)
def test_no_letter_of_the_notes_is_left_beside_the_player(name: str, known: dict[str, str]) -> None:
    assert not stray(read_on(Page(**{NOTATION: name, **known})))


def test_the_same_pages_have_them_in_the_notes_notation() -> None:
    """So the test above would find them."""
    for known in (
        {MODE: "Train"},
        {MODE: "Debug", TOOL: "Where from"},
        {MODE: "Debug", TOOL: "Compare mine"},
    ):
        assert stray(read_on(Page(**known)))


def test_lessons_are_shown_in_it() -> None:
    """What the list and the lesson are given to show."""
    page = Page(**{NOTATION: "delta", MODE: "Lessons", LESSON: "sent-back"})
    (_, shelf), (_, told) = (page.at.session_state[key] for key in ("lesson shelf", "lesson told"))
    assert [row["title"] for row in shelf][1] == "What δ is"
    title = json.loads(told)["title"]
    assert title == "δ̂ = (Wᵀ δ) ⊙ σ′(ẑ), and why not W" and json.loads(told)["next"]
    place = read_lesson_link(
        lessons_page._links("sent-back", lesson("sent-back", NOTATIONS["delta"]))["parts"][2]
    )
    assert place == LessonPlace("sent-back", 3, "delta")
    page.at.session_state[NOTATION] = "notes"
    page.at.run()
    assert json.loads(page.at.session_state["lesson told"][1])["title"] == "Ŝ = Â W S, and why not Wᵀ"


def test_a_link_to_a_lesson_keeps_it() -> None:
    """And without one it is the notes', as in links from before."""
    for name in NOTATIONS:
        place = LessonPlace("one-neuron", 2, name)
        assert read_lesson_link(lesson_link_text(place)) == place
    old = packed_link(json_bytes({"lesson": {"name": "one-neuron", "part": 2}}), b"")
    assert read_lesson_link(old) == LessonPlace("one-neuron", 2, "notes")
    assert lesson_link_text(LessonPlace("one-neuron", 2)) == old
    with pytest.raises(InputError, match="the notation must be one of notes, delta, pytorch"):
        LessonPlace("one-neuron", 2, "latin")


def test_a_page_opens_in_the_notes_notation_and_takes_one_that_there_is(monkeypatch: Any) -> None:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(page_state.st, "session_state", kept)
    assert page_state.reader_notation().name == "notes"
    reader_notation.choose_notation("pytorch")
    assert page_state.reader_notation().name == "pytorch"
    with pytest.raises(InputError, match="must be one of notes, delta, pytorch; got 'latin'"):
        reader_notation.choose_notation("latin")
    assert page_state.reader_notation().name == "pytorch"
    assert reader_notation.spelt("∂F/∂W₃,₁₂") == "∂L/∂W₃,₂₁"
    lens = Lens("S₂,₁ = 3", ((2, 1, "✗ S", "bad"),), legend=(("bad", "✗ ∂F/∂W differs"),), early="S")
    lens = replace(lens, layers=((2, "‖S‖ 3", "good"),), stops={"operation": {4: "F rose from 1 to 2"}})
    found = spelt_lens(lens)
    assert not stray([str(part) for part in (found.note, found.neurons, found.legend, found.early)])
    assert (found.layers, found.stops) == (
        ((2, "‖∂L/∂z‖ 3", "good"),),
        {"operation": {4: "L rose from 1 to 2"}},
    )


def test_a_choice_is_of_every_walk() -> None:
    request = read_request({"what": "notation", "name": "delta"})
    assert request == NotationChosen("delta")
    assert not left_out(request, "another.walk", "this.one")


@pytest.mark.parametrize("name", NOTATIONS)
def test_links_and_session_files_keep_it(name: str) -> None:
    view = view_of({"notation": name, "cursor": 3})
    assert read_link(link_text(Screen(FIRST.session, "mine", view=view))).view == view
    assert read_session(write_session(Saved(DESK, view))).view == view
    assert link_text(Screen(FIRST.session, "mine", view=View(3))) == link_text(
        Screen(FIRST.session, "mine", view=View(3, notation="notes"))
    )


@grid(1, name=TURNED)
def test_what_is_saved_is_written_in_it_or_says_that_it_is_not(name: str) -> None:
    """Whatever there is to save: a new kind has to say here how it follows."""
    view = View(9, notation=name)
    letter = {"delta": "δ", "pytorch": "∂L/∂z"}[name]

    python = {"delta": "new_W2 = W2 - eta * dC_dW2", "pytorch": "new_W2 = W2 - lr * dL_dW2"}[name]

    def saved(kind: str, **options: str) -> bytes:
        return made(DESK, view, FileWanted(None, kind, **options))[2]

    course = {"variants": "1", "asked": "S"}
    follow = {
        "picture": lambda: letter in saved("picture", format="svg", theme="light").decode(),
        "offline": lambda: f'"name":"{name}","turned":true' in saved("offline").decode(),
        "handout": lambda: (
            letter in saved("handout", format="md").decode().replace(r"\delta", "δ")
            or r"\partial L}{\partial z" in saved("handout", format="md").decode()
        ),
        "session": lambda: read_session(saved("session")).view.notation == name,
        "course": lambda: (
            f'"name":"{name}"' in page_in(saved("course", format="scorm", variants="1", asked="S"))
        ),
        **{kind: lambda kind=kind: python in saved(kind).decode() for kind in ("notebook", "numpy", "torch")},
    }
    assert {*OFFERS} == {*follow}
    for kind, follows in follow.items():
        if kind != "session":  # of the page, which a test has none of
            assert follows(), kind
    for format, of in {"tex": "-sheets.tex", "moodle": "", "csv": ""}.items():
        content = saved("course", format=format, **course)
        text = (packed(content, of) if of else content).decode()
        assert format == "csv" or letter in text.replace(r"\delta", "δ") or r"\partial L}{\partial z" in text
        assert not re.search(r"\\alpha|(?<![A-Za-z\\])S_", text)


def packed(content: bytes, ending: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return next(file.read(name) for name in file.namelist() if name.endswith(ending))


def page_in(package: bytes) -> str:
    return packed(package, "index.html").decode()


def test_the_number_of_an_activation_is_named_in_the_readers_letters() -> None:
    """But for elu's own α, which is no learning rate."""
    page = Page(**{NOTATION: "delta"})
    page.set("selectbox", "Activation of layer 2", "leaky_relu")
    assert any("slope for z ≤ 0" in text for text in read_on(page))
    page.set("selectbox", "Activation of layer 2", "elu")
    assert any("α: far to the left a is −α" in text for text in read_on(page))


def test_the_scripts_of_a_training_follow_it() -> None:
    """Also where it is changed while the box is open."""
    page = Page(**{NOTATION: "delta", MODE: "Train", "link to this training": True})

    def script(label: str) -> str:
        found = page.at.session_state["script of the training"][1]
        return next(text for (said, _), text in found.items() if said.startswith(label))

    assert "z = W[l] @ a + b[l]" in script("PyTorch")
    assert 'print("C of the set' in script("PyTorch")
    assert 'print("C of the set' in script("Python")
    page.at.session_state[NOTATION] = "notes"
    page.at.run()
    assert "n = W[l].T @ a + b[l]" in script("PyTorch")
    assert 'print("F of the set' in script("Python")
