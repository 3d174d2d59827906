"""What leaves the page, and what comes back to it, without a browser."""

import base64
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from simulator.core.edit import with_parameter
from simulator.core.practice.exercises.exercise import exercise
from simulator.core.propagation import descend, propagate
from simulator.draw.colours import PAGES
from simulator.files.gallery import EXAMPLES, example
from simulator.files.handouts.handout import handout
from simulator.files.practice.course import ASKED, FORMATS
from simulator.files.practice.variants import seed_of
from simulator.files.sessions.archive.session_file import Saved, read_session
from simulator.files.sessions.links.link import WEIGHTS, link_text, read_link
from simulator.files.sessions.links.training_link import TrainScreen, train_link_text
from simulator.files.sessions.screen import Screen, View
from simulator.panels.walk.player_requests import FileWanted
from simulator.panels.walk.share import OFFERS, Making, answer, file_name, made, offered
from simulator.runs.aside.work_cost import FILES
from simulator.steps.undo import Desk, Scene

from .pages import shown_title

APP = str(Path(__file__).parents[2] / "app.py")
FIRST = example(EXAMPLES[0])
BASED = "Based on the notes' 4-layer network"
VIEW = {"cursor": 7, "grain": "operation", "digits": 4, "neurons": "a", "edges": "dW", "picked": [3, 1]}

COURSE = {"what": "save", "kind": "course", "format": "pdf", "view": VIEW, "asked": "all"}


def desk(title: str = FIRST.title) -> Desk:
    """The first example on the desk, with one bias changed."""
    b = FIRST.session.network.b[4].copy()
    b[0] = 0.9
    session = replace(FIRST.session, network=with_parameter(FIRST.session.network, "b4", b))
    return Desk(Scene("mine", title, "about it", FIRST.session, session))


def bits(session: Any) -> list[bytes]:
    net = session.network
    parameters = [array for layer in net.layers for array in (layer.W, layer.b)]
    return [array.tobytes() for array in (*parameters, session.X, session.T)]


def weights(net: Any) -> list[bytes]:
    return [W.tobytes() for W in net.W.values()]


@pytest.mark.parametrize(("weights", "whose"), [("current", "session"), ("start", "origin")])
def test_a_link_opens_to_the_screen_it_was_made_of(weights: str, whose: str) -> None:
    """Its numbers to the last bit, its step, digits, colours and picked neuron."""
    now = desk()
    given = answer(now, {"at": 1.5, "what": "link", "weights": weights, "view": VIEW})
    screen = read_link(given["link"])
    assert given["at"] == 1.5
    assert bits(screen.session) == bits(getattr(now.scene, whose))
    assert screen.view == View(7, "operation", 4, "a", "dW", (3, 1))
    claimed = (FIRST.title, "about it")
    based = (BASED, f"{BASED}, changed since.")
    assert (screen.title, screen.about) == (based if whose == "session" else claimed)


def test_a_link_without_weights_says_that_they_are_drawn() -> None:
    screen = read_link(answer(desk(), {"what": "link", "weights": "none", "view": VIEW})["link"])
    assert "drawn" in screen.about
    assert bits(screen.session)[:-2] != bits(desk().scene.session)[:-2]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"what": "link", "weights": "some", "view": VIEW}, "Weights must be one of"),
        ({"what": "save", "kind": "pickle", "view": VIEW}, "What can be saved is picture, offline"),
        ({"what": "save", "kind": "handout", "format": "doc", "view": VIEW}, "The format must be one of"),
        ({"what": "save", "kind": "picture", "theme": "pink", "view": VIEW}, "The theme must be one of"),
        ({"what": "save", "kind": "course", "format": "pdf", "view": VIEW}, "a number such as 30, or names"),
        (COURSE | {"variants": "401"}, "The number of variants must be a whole number from 1 to 400"),
        (COURSE | {"variants": "Ada, Ada"}, "'Ada' comes twice"),
        (COURSE | {"variants": "2", "format": "doc"}, "The format must be one of pdf"),
        (COURSE | {"variants": "2", "asked": "T"}, "What is asked must be one of all"),
        ({"what": "link", "weights": "current", "view": VIEW | {"cursor": 10**6}}, "The step must be"),
        ({"what": "link", "weights": "current", "view": VIEW | {"digits": 99}}, "digits"),
        ({"what": "link", "weights": "current", "view": None}, "The view must be an object"),
    ],
)
def test_what_is_not_to_be_had_is_refused_in_a_sentence(asked: dict[str, Any], words: str) -> None:
    """A request comes from a browser, so it may hold anything."""
    given = answer(desk(), asked)
    assert set(given) == {"at", "refused"}
    assert words in given["refused"]
    assert given["refused"][0].isupper()


CHOICES = {
    "picture": [
        {"format": "svg", "theme": "dark"},
        {"format": "png", "theme": "light", "transparent": "yes"},
    ],
    "handout": [{"format": format, "blanks": how} for format in ("md", "tex", "pdf") for how in ("", "yes")],
    "course": [
        {"format": format, "variants": variants, "asked": asked}
        for format, variants, asked in (
            *(("pdf", "2", "all"), ("tex", "Ada, <b>", "forward"), ("csv", "Ada", "update")),
            *(("moodle", "3", "S"), ("scorm", "1", "backward"), ("scorm", "2", "all")),
        )
    ],
}
BEGINNINGS = {
    ".svg": b"<svg",
    ".png": b"\x89PNG",
    ".html": b"<!doctype html>",
    ".md": b"# ",
    ".tex": b"\\documentclass",
    ".pdf": b"%PDF",
    ".py": b'"""',
    ".ipynb": b"{",
    ".zip": b"PK",
    ".xml": b"<?xml",
    ".csv": b"variant,seed,",
}
MARKED_UP = (".svg", ".html", ".md", ".ipynb", ".xml")
AGAIN = [
    *CHOICES["handout"][1:5:3],
    CHOICES["handout"][2],
    CHOICES["course"][-1],
]  # of a format that comes up
ALL = [
    pytest.param(kind, choice, marks=pytest.mark.nightly if choice in AGAIN else ())
    for kind in OFFERS
    if kind != "session"
    for choice in CHOICES.get(kind, [{}])
]


@pytest.mark.parametrize(("kind", "choice"), ALL)
def test_every_file_is_what_its_name_says(
    kind: str, choice: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made here, whatever it takes: a process of its own for each would take longer."""
    monkeypatch.setattr("simulator.panels.walk.share.SHORT", math.inf)
    given = answer(desk("../ Mine: a=b/c <b>"), {"what": "save", "kind": kind, "view": VIEW, **choice})
    assert "refused" not in given, given
    assert given["name"].startswith("based-on-mine-a-b-c-b")
    content = base64.b64decode(given["content"])
    ending = Path(given["name"]).suffix
    assert content.startswith(BEGINNINGS[ending])
    assert ending not in MARKED_UP or b"<b>" not in content


def test_a_course_gets_exercises_like_the_open_network() -> None:
    """Of its layers, loss and α, the name as seed, as many questions as there are numbers to be asked."""
    making = answer(desk(), COURSE | {"format": "csv", "variants": "Ada, 7", "asked": "update"})
    assert isinstance(making, Making), "exercises take a moment: they are made aside"
    making.aside.wait(60)
    table = base64.b64decode(making.given["content"]).decode()
    rows = [line.split(",") for line in table.splitlines()[1:]]
    assert {(row[0], row[1]) for row in rows} == {("Ada", str(seed_of("Ada"))), ("7", "7")}
    assert len(rows) == 2 * sum(W.size for W in FIRST.session.network.W.values()) + 2 * (3 + 2 + 2)
    made_of = exercise(FIRST.session.network.widths, [*FIRST.session.network.activation.values()], seed=7)
    new = descend(made_of.network, propagate(made_of.network, made_of.x, made_of.t), 0.1)
    assert (
        float(next(row for row in rows if row[:6] == ["7", "7", "21", "W", "2", "1"])[-1]) == new.W[2][0, 0]
    )


def test_a_file_that_takes_long_is_made_aside_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"at": 2.5, "what": "save", "kind": "handout", "format": "md", "blanks": "", "view": VIEW}
    here = answer(desk(), asked)
    monkeypatch.setattr("simulator.panels.walk.share.SHORT", -1)
    making = answer(desk(), asked)
    assert isinstance(making, Making)
    assert making.given == {"at": 2.5, "making": ""}
    making.aside.wait(60)
    assert making.given == here
    stopped = answer(desk(), asked)
    stopped.aside.stop()
    assert stopped.given == {"at": 2.5, "refused": "Not saved. It was stopped."}


def test_the_hand_out_is_of_the_update_that_is_looked_at() -> None:
    """Step 60 of the walk, from 0, stands in update 3."""
    session = desk().scene.session
    view = VIEW | {"cursor": 60}
    given = answer(desk(), {"what": "save", "kind": "handout", "format": "md", "blanks": "", "view": view})
    wanted = handout(session, title=BASED, digits=4, updates=(3,), format="md")
    assert base64.b64decode(given["content"]) == wanted
    assert wanted != handout(session, title=BASED, digits=4, updates=(1,), format="md")


@pytest.mark.parametrize(
    ("title", "name"), [("", "network"), ("…", "network"), ("../../etc", "etc"), ("A" * 99, "a" * 40)]
)
def test_a_title_becomes_a_plain_file_name(title: str, name: str) -> None:
    assert file_name(title) == name


# ---- the page
@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    yield AppTest.from_file(APP, default_timeout=60)


def alerts(at: AppTest) -> list[str]:
    """What is said aloud, as it stands in the page's source."""
    return [element.value for element in at.get("html") if element.value.startswith("<div")]


def test_a_link_opens_its_screen(app: AppTest) -> None:
    scene = desk().scene
    app.query_params["s"] = link_text(Screen(scene.session, scene.name, scene.title, scene.about, View(7)))
    app.run()
    assert not app.exception
    assert bits(app.session_state["desk"].scene.session) == bits(scene.session)
    assert app.session_state["opening"][1]["view"]["cursor"] == 7
    assert alerts(app) == []


@pytest.mark.parametrize("text", ["", "1.x", "9.abc", "<img src=x onerror=alert(1)>", "1." + "A" * 100_000])
def test_a_bad_link_gives_one_sentence_and_the_first_screen(app: AppTest, text: str) -> None:
    app.query_params["s"] = text
    app.run()
    assert not app.exception
    assert len(alerts(app)) == 1
    assert "<img" not in alerts(app)[0]
    assert app.session_state["desk"].scene.name == EXAMPLES[0]


def test_a_session_with_training_comes_back_whole(app: AppTest) -> None:
    """Train, save, open in a new visit: every update is there, and training goes on as it would have."""
    app.session_state["mode"] = "Train"
    app.run()
    next(box for box in app.text_input if box.label.startswith("Batch size")).set_value("16").run()
    next(button for button in app.button if button.label == "One epoch").click().run()
    (run,) = app.session_state["runs"][1]
    run.wait(60)
    app.run()
    saved = base64.b64decode(app.session_state["kept file"][1])  # what the browser keeps is such a file

    other = AppTest.from_file(APP, default_timeout=60)
    other.session_state["mode"] = "Debug"
    other.session_state["debug tool"] = "Open a file"
    other.run()
    other.file_uploader[0].upload("mine.backprop", saved).run()
    next(button for button in other.button if button.label == "Open the session").click().run()
    assert not other.exception
    assert other.session_state["mode"] == "Train"
    (again,) = other.session_state["runs"][1]
    assert again.updates == run.updates
    for k in (0, 3, run.updates):
        assert weights(again.at(k)) == weights(run.at(k))
    for each in (app, other):
        next(button for button in each.button if button.label == "One epoch").click().run()
        each.session_state["runs"][1][0].wait(60)
    (one,), (two,) = app.session_state["runs"][1], other.session_state["runs"][1]
    assert weights(one.at(one.updates)) == [a.tobytes() for a in two.at(two.updates).W.values()]
    next(button for button in other.run().button if button.label == "Start over").click().run()
    (fresh,) = other.session_state["runs"][1]
    assert weights(fresh.at(0)) == weights(run.at(0))


def link_shown(at: AppTest) -> str:
    """The value of the parameter in the link that the page of training shows once it is asked for."""
    at.session_state["link to this training"] = True
    (code,) = at.run().code
    return parse_qs(urlsplit(code.value).query)["t"][0]


def test_a_link_to_training_opens_to_the_same_settings_and_the_same_run() -> None:
    """Iris, another batch, α and activation, a second run: opened elsewhere, one epoch gives the same W."""
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["mode"] = "Train"
    app.run()
    for kind, label, value in (
        ("selectbox", "Data set", "iris"),
        ("text_input", "Batch size", "8"),
        ("text_input", "Learning rate α", "0.031"),
        ("selectbox", "Hidden activation", "relu"),
        ("toggle", "Compare with a second run", True),
        ("selectbox", "Initialisation of run B", "he"),
    ):
        next(box for box in getattr(app, kind) if box.label.startswith(label)).set_value(value).run()
    other = AppTest.from_file(APP, default_timeout=60)
    other.query_params["t"] = link_shown(app)
    other.run()
    assert not other.exception
    assert link_shown(other) == link_shown(app)
    for at in (app, other):
        next(button for button in at.button if button.label == "One epoch").click().run()
        for run in at.session_state["runs"][1]:
            run.wait(60)
    for one, two in zip(app.session_state["runs"][1], other.session_state["runs"][1], strict=True):
        assert one.updates == two.updates > 0
        assert weights(one.at(one.updates)) == weights(two.at(two.updates))


@pytest.mark.parametrize("change", [{"last": "identity"}, {"loss": "hse"}])
def test_a_link_to_training_that_does_not_suit_its_set_is_refused(
    app: AppTest, change: dict[str, str]
) -> None:
    screen = TrainScreen(
        "iris",
        20,
        0,
        False,
        (4,),
        "tanh",
        "softmax",
        "tce",
        "glorot",
        0,
        0.1,
        5,
        1,
        "random",
        "gradients-first",
    )
    app.query_params["t"] = train_link_text(replace(screen, **change))
    app.run()
    assert not app.exception
    assert len(alerts(app)) == 1
    assert app.session_state["mode"] == "Step"


def trained() -> AppTest:
    """A visit with a run of one epoch from weights as He drew them, and 20 rows an update."""
    at = AppTest.from_file(APP, default_timeout=60)
    at.session_state["mode"] = "Train"
    at.run()
    next(box for box in at.text_input if box.label.startswith("Batch size")).set_value("20").run()
    next(box for box in at.selectbox if box.label == "Initialisation").set_value("he").run()
    next(button for button in at.button if button.label == "One epoch").click().run()
    at.session_state["runs"][1][0].wait(60)
    return at.run()


def kept(at: AppTest) -> Saved:
    """What the browser would keep of a visit."""
    return read_session(base64.b64decode(at.session_state["kept file"][1]))


def test_an_opened_run_says_how_its_first_weights_were_drawn() -> None:
    saved = base64.b64decode(trained().session_state["kept file"][1])
    other = AppTest.from_file(APP, default_timeout=60)
    other.session_state["mode"] = "Debug"
    other.session_state["debug tool"] = "Open a file"
    other.session_state["look at update"] = 3  # of another run, before
    other.session_state["weight"] = (2, 1, 1)
    other.run()
    other.file_uploader[0].upload("mine.backprop", saved).run()
    next(button for button in other.button if button.label == "Open the session").click().run()
    assert not other.exception
    assert next(box for box in other.selectbox if box.label == "Initialisation").value == "he"
    assert other.session_state["look at update"] is None
    assert other.session_state["weight"] is None


def test_while_a_run_goes_on_what_it_was_before_is_kept() -> None:
    at = trained()
    (run,) = at.session_state["runs"][1]
    before = run.updates
    assert before > 0
    next(box for box in at.number_input if box.label == "Epochs").set_value(100_000).run()
    next(button for button in at.button if button.label.startswith("Train 100")).click().run()
    try:
        assert run.running
        training = kept(at).training
    finally:
        run.stop()
    assert training is not None
    assert training.runs[0].updates == before


def test_a_changed_example_claims_nothing_wherever_it_goes(app: AppTest) -> None:
    """The player's text, the name in the bar, the link, the page that opens from it, the offline page."""
    known = example("mazur-half")
    app.session_state["desk"] = Desk(
        Scene(known.name, known.title, known.about, known.session, known.session)
    )
    app.run()
    now = replace(known.session, loss="tse")
    app.session_state["desk"] = app.session_state["desk"].change(now)
    app.run()
    based = "Based on Mazur 2-2-2"
    assert json.loads(app.session_state["sent"][1])["about"] == f"{based}, changed since."
    assert shown_title(app) == based
    link = answer(
        app.session_state["desk"], {"what": "link", "weights": "current", "view": VIEW | {"picked": []}}
    )
    screen = read_link(link["link"])
    assert (screen.title, screen.about) == (based, f"{based}, changed since.")
    opened = AppTest.from_file(APP, default_timeout=60)
    opened.query_params["s"] = link["link"]
    opened.run()
    scene = opened.session_state["desk"].scene
    assert scene.caption == (caption := app.session_state["desk"].scene.caption)
    assert (caption.title, bits(scene.origin)) == (based, bits(known.session))
    assert opened.session_state["desk"].reset().scene.caption.about == known.about
    page = made(app.session_state["desk"], View(7), FileWanted(None, "offline"))[2].decode()
    assert f"<h1>{based}</h1>" in page and "As printed there" not in page


def test_the_dialog_offers_what_can_be_made() -> None:
    """Every weight that a link knows, and every value of every choice that a file is made by."""
    given = offered()
    assert {value for value, _ in given["weights"]} == {*WEIGHTS}
    assert [one["kind"] for one in given["saved"]] == [*OFFERS]
    assert {*OFFERS} == {*FILES}, "of each it is reckoned how long it takes"
    chosen = {
        (one["kind"], choice["name"]): [value for value, _ in choice["options"]]
        for one in given["saved"]
        for choice in one["choices"]
    }
    assert chosen == {
        ("picture", "format"): ["png", "svg"],
        ("picture", "theme"): [*PAGES],
        ("picture", "transparent"): ["", "yes"],
        ("handout", "format"): ["pdf", "tex", "md"],
        ("handout", "blanks"): ["", "yes"],
        ("course", "variants"): [],
        ("course", "asked"): [*ASKED],
        ("course", "format"): [*FORMATS],
    }
