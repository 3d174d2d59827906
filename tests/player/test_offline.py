"""The page that opens from disk, as text: what it holds, what it refuses, and that it is one thing alone."""

import base64
import gzip
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import InputError, Network, show
from simulator.files.gallery import example
from simulator.player.bundle import folder, script
from simulator.player.pages.offline import offline_page
from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.walk_cost import most_asked

from ..grids import grid

ROOT = Path(__file__).parents[2]
MB = 1_000_000
HOSTILE = (
    "</script><img src=x onerror=alert(1)>\u2028 ![](http://example.com/a.png) &amp; \"quoted\" 'x' \ud800"
)


class Parts(HTMLParser):
    """Every element with its attributes, and the text inside scripts by their place."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and data.strip():
            self.texts.append((self.elements[-1][0], data))

    def script(self, at: int) -> str:
        return [text for tag, text in self.texts if tag == "script"][at]


def page_of(name: str = "notes-4-layer", **options: Any) -> str:
    given = example(name)
    return offline_page(given.session, given.name, given.title, given.about, **options)


def test_it_holds_the_whole_walk_and_the_view_it_opens_with() -> None:
    """The very value that the app sends, and where to begin."""
    given = example("softmax-2-3-3")
    view = {"grain": "neuron", "digits": 5, "neurons": "S", "edges": "dW", "item": 2}
    content = json.loads(Parts(page_of(given.name, cursor=7, **view)).script(0))
    assert content["walk"] == json.loads(
        json.dumps(
            payload(given.session, given.name, given.about, practice=range(1, given.session.updates + 1))
        )
    )
    assert content["cursor"] == 7
    assert content["view"] == view


def practice(content: str) -> Any:
    return json.loads(Parts(content).script(0))["walk"]["practice"]


@grid(1, shown=[30, 1])
def test_of_too_many_updates_so_many_are_asked_as_are_found_in_time(shown: int) -> None:
    """From the one that is shown, or the last ones."""
    many = replace(example("notes-4-layer").session, updates=30)
    count = most_asked(many)
    assert 12 <= count < 30
    page = offline_page(many, "a", "a", cursor=25 * shown - 1 if shown > 1 else 0)
    first = 0 if shown == 1 else 30 - count
    assert [*practice(page)["updates"]] == [str(u) for u in range(first, first + count)]


def test_all_that_it_walks_can_be_asked_for_and_it_grows_at_most_threefold() -> None:
    """Chosen steps are asked alone."""
    made = example("notes-4-layer").session
    five = offline_page(replace(made, updates=5), "a", "a")
    assert [*practice(five)["updates"]] == ["0", "1", "2", "3", "4"] and "asks" not in practice(five)
    walk = json.loads(Parts(five).script(0))["walk"]
    plain = json.dumps(payload(replace(made, updates=5), "a"), separators=(",", ":"))
    assert len(json.dumps(walk, separators=(",", ":"))) <= 3 * len(plain)
    assert practice(offline_page(made, "a", "a", asked=["S:2", "F"]))["asks"] == ["F", "S:2"]
    with pytest.raises(InputError, match="must be computed in the walk; 'S:9' is not"):
        offline_page(made, "a", "a", asked=["S:9"])


def test_it_holds_plotly_and_the_font_as_they_were_installed() -> None:
    """Byte for byte, once unpacked."""
    parts = Parts(page_of())
    for at, place in ((1, ("plotly", "package_data", "plotly.min.js")), (2, ("ziamath", "fonts", None))):
        name = place[2] or "STIXTwoMath-Regular.ttf"
        packed = gzip.decompress(base64.b64decode(parts.script(at)))
        assert packed == (folder(place[0], place[1]) / name).read_bytes()


def test_it_names_no_address_and_may_ask_for_none() -> None:
    """No element that loads anything, and a policy that allows nothing but what stands in the page."""
    parts = Parts(page_of())
    assert {tag for tag, _ in parts.elements}.isdisjoint({"link", "img", "iframe", "object", "embed", "base"})
    assert not [found for _, found in parts.elements if found.keys() & {"src", "href", "srcset", "action"}]
    policy = next(a["content"] for _, a in parts.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert {"'unsafe-inline'", "'none'"} == set(rules.values())


def test_it_is_small_and_the_same_each_time() -> None:
    """Well under 8 MB, for a long walk too."""
    page = page_of()
    assert page == page_of()
    assert len(page.encode()) < 4 * MB
    long = replace(example("notes-4-layer").session, updates=100)
    assert len(offline_page(long, "long", "Long").encode()) < 8 * MB


def test_hostile_words_stay_words() -> None:
    """No element comes of a title or an about; what is shown is what was given."""
    session = example("linear-1-1").session
    kind, plain = Parts(offline_page(session, HOSTILE, HOSTILE, HOSTILE)), Parts(page_of("linear-1-1"))
    assert [tag for tag, _ in kind.elements] == [tag for tag, _ in plain.elements]
    text = offline_page(session, HOSTILE, HOSTILE, HOSTILE)
    assert "<img" not in text
    assert text.encode("utf-8")
    shown = HOSTILE.replace("\ud800", "?")
    assert {words for tag, words in kind.texts if tag in ("title", "h1")} == {shown}
    content = json.loads(kind.script(0))
    assert content["walk"]["about"] == HOSTILE


def test_the_players_code_can_stand_in_a_page() -> None:
    """Nothing in it ends a script element or begins a comment."""
    assert not re.search(r"</script|<script|<!--", script(), re.IGNORECASE)


def test_it_says_what_made_it() -> None:
    """The program and its installed version, in the page and in its head; no title, no heading."""
    made = f"Backprop Simulator {version('backprop-simulator')}"
    parts = Parts(page_of())
    assert ("p", made) in parts.texts
    assert ("h1", example("notes-4-layer").title) in parts.texts
    assert {"name": "generator", "content": made} in [attributes for _, attributes in parts.elements]
    bare = Parts(offline_page(example("linear-1-1").session, "walk", ""))
    assert "h1" not in [tag for tag, _ in bare.elements]
    assert ("title", made) in bare.texts


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cursor": 130}, "the cursor must be a whole number from 0 to 129; got 130"),
        ({"cursor": -1}, "the cursor must be a whole number from 0 to 129; got -1"),
        ({"cursor": 1.0}, "the cursor must be a whole number from 0 to 129; got 1.0"),
        ({"grain": "layer"}, "the grain must be one of operation, neuron; got 'layer'"),
        ({"digits": 1}, "the digits must be one of 0, 2, 3, 4, 5, 6; got 1"),
        ({"neurons": "x"}, "what the neurons show must be one of follow, n, a, S; got 'x'"),
        ({"edges": ["W"]}, "what the edges show must be one of follow, W, dW, change; got ['W']"),
        ({"theme": '"><script>'}, "the theme must be one of auto, light, dark; got '\"><script>'"),
    ],
)
def test_what_does_not_exist_is_refused(options: dict[str, Any], said: str) -> None:
    """In one sentence."""
    with pytest.raises(InputError) as refused:
        page_of(**options)
    assert str(refused.value) == said


def test_a_notebook_gets_the_same_page_in_a_frame(tmp_path: Path) -> None:
    """Escaped so that the frame's content is the page itself, and the frame reaches nothing around it."""
    given = example("relu-2-2-1").session
    walk = show(given.network, given.X, given.T, given.loss, 0.1, title="it's <b>", cursor=3, height=500)
    ((tag, frame),) = Parts(walk._repr_html_()).elements
    assert tag == "iframe"
    assert frame["srcdoc"] == walk.page()
    assert frame["sandbox"] == "allow-scripts"
    assert "height:500px" in frame["style"]
    assert len(walk._repr_html_()) < 4 * MB
    walk.save(tmp_path / "walk.html")
    assert (tmp_path / "walk.html").read_text(encoding="utf-8") == walk.page()
    assert repr(walk) == "<walk of a 2-2-1 network, 18 steps>"


def test_what_cannot_be_shown_is_refused_at_once() -> None:
    """Where it is asked for, not where the cell is drawn."""
    net = Network.from_arrays([[[3.0]]], [[1.0]], ["identity"])
    for options, said in (
        ({"height": 10}, "the height in pixels must be a whole number from 300 to 4000; got 10"),
        ({"cursor": 99}, "the cursor must be a whole number from 0 to 9; got 99"),
        ({"loss": "mae"}, "the loss must be one of"),
        ({"learning_rate": 0}, "the learning rate must be"),
    ):
        with pytest.raises(InputError, match=re.escape(said)):
            show(net, [2.0], [9.0], **options)


def test_a_notebook_needs_no_streamlit() -> None:
    """The package, a shown walk and its page come without it; the package alone comes without Plotly too."""
    ask = """import sys, simulator
late = {"streamlit", "plotly", "networkx"} & set(sys.modules)
net = simulator.Network.from_arrays([[[3.0]]], [[1.0]], ["identity"])
simulator.show(net, [2.0], [9.0])._repr_html_()
print(late, "streamlit" in sys.modules)"""
    found = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, check=True, capture_output=True, text=True)
    assert found.stdout == "set() False\n"


def test_a_walk_of_huge_numbers_is_made_without_a_warning() -> None:
    """What mistakes give in its steps may be past what float64 holds; its own numbers are not."""
    drawn = np.random.default_rng(5)
    W = [drawn.normal(size=pair) * 1e50 for pair in ((2, 3), (3, 3), (3, 2))]
    b = [drawn.normal(size=len(one.T)) * 1e50 for one in W]
    net = Network.from_arrays(W, b, ["relu", "tanh", "identity"])
    walk = Session(net, drawn.normal(size=2), drawn.normal(size=2), learning_rate=1e-9, updates=2)
    assert "<script" in offline_page(walk, "huge", "Huge")
