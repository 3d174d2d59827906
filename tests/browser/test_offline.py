"""The page that opens from disk and the walk in a notebook, both with the network off."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.files.gallery import example
from simulator.player.pages.offline import offline_page
from simulator.steps.formulas.digits import DEFAULT_DIGITS, FULL
from simulator.steps.session import Session

from ..grids import grid
from .expected import Walk, fitted
from .machine import ROOT
from .opened import OPENED, Opened
from .screen import (
    SCREEN,
    along,
    button,
    choose,
    chosen,
    cursor,
    press,
    screen,
    steps,
    until,
    until_equal,
    wait_for_player,
)
from .test_look import LECTURE, LOOK, PHONE, faults

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)> ![](http://example.com/a.png) <b>bold</b>"
CELL = """import simulator, sys
print(simulator.__file__, "streamlit" in sys.modules)
weights, biases = [[[0.4, 0.8], [0.6, -0.9]], [[0.4], [0.7]]], [[0.1, 0.2], [0.3]]
net = simulator.Network.from_arrays(weights, biases, ["relu", "identity"])
simulator.show(net, [0.5, 1], [1], title="it's <b> & more", digits=4)"""


@pytest.fixture
def open_file(empty_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """Opens a page from disk with the network off; at the end nothing but the file was asked for."""
    pages = []

    def open_page(content: str, size: tuple[int, int] = LECTURE, **options: Any) -> Any:
        path = tmp_path / f"page {len(pages)}.html"
        path.write_text(content, encoding="utf-8")
        page = empty_page(size, offline=True, **options)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path.as_uri())
        pages.append((page, path))
        return page

    yield open_page
    for page, path in pages:
        assert page.asked == [path.as_uri()]
        assert page.heard == []


def opened(open_file: Callable[..., Any], session: Session, about: str = "", **options: Any) -> Any:
    page = open_file(offline_page(session, "walk", "A title", about, **options))
    wait_for_player(page)
    return page


@grid(1, name=["mazur-tse-as-you-go", "notes-4-layer", "softmax-2-3-3"])
def test_every_number_to_the_end_and_back(open_file: Callable[..., Any], name: str) -> None:
    """With the keys, each whole screen as Python has it."""
    session = replace(example(name).session, updates=1)
    page = opened(open_file, session)
    wanted = Walk(session, DEFAULT_DIGITS, "operation")
    last = len(wanted.steps) - 1
    assert steps(page) == last + 1
    forth, back = [["PageDown", "ArrowRight"] * last, ["PageUp", "ArrowLeft"] * last]
    path = [*range(last + 1), *reversed(range(last))]
    for at, found in zip(path, along(page, SCREEN, [*forth[:last], *back[:last]]), strict=True):
        assert fitted(found, wanted[at]) == wanted[at], f"step {at}"
    press(page, "ArrowRight", "PageDown", "PageUp")
    assert fitted(screen(page), wanted[1]) == wanted[1], "by real keys too"
    assert press(page, "End", "End") == last
    assert press(page, "Home", "Home") == 0


def test_a_neuron_opens_and_nothing_can_be_edited(open_file: Callable[..., Any]) -> None:
    """The inspector has the numbers of the core, and no field to type in."""
    session = example("notes-4-layer").session
    page = opened(open_file, session, cursor=13)
    where = "() => document.querySelector('.bp-host').player.graph.layout.places.get('3,2')"
    (x, y), plot = page.evaluate(where), page.locator(".bp-plot").bounding_box()
    page.mouse.click(plot["x"] + x, plot["y"] + y)
    found = page.evaluate(OPENED)
    assert found["title"] == "Neuron 2 of layer 3"
    moment = Walk(session, DEFAULT_DIGITS, "operation").moment(13)
    assert found["tables"] == Opened(moment).neuron(3, 2)
    assert found["fields"] == {}
    assert page.locator("input:visible").count() == 1, "the slider"
    for name in ("Edit the numbers that the walk starts from", "Make this the new start"):
        assert not page.get_by_role("button", name=name).count()
    page.mouse.down()
    page.mouse.move(plot["x"] + x, plot["y"] + y - 30)
    page.mouse.up()
    assert "no Python behind this page" in page.locator(".bp-hint").inner_text()
    assert page.evaluate(OPENED) == found


@pytest.mark.nightly
def test_digits_and_grain_change_in_the_page(open_file: Callable[..., Any]) -> None:
    """As in the app: every digit, and neuron by neuron."""
    session = example("hagan-1-2-1").session
    page = opened(open_file, session)
    choose(page, "Digits", "full")
    choose(page, "Steps by", "neuron")
    wanted = Walk(session, FULL, "neuron")
    until_equal(lambda: screen(page)["lines"], wanted[0]["lines"])
    for at in range(1, 12):
        press(page, "ArrowRight")
        assert screen(page)["lines"] == wanted[at]["lines"]


@pytest.mark.nightly
def test_it_opens_as_it_was_asked_to(open_file: Callable[..., Any]) -> None:
    """At the step, by the grain, with the digits, showing what was chosen."""
    session = example("notes-4-layer").session
    view = {"Steps by": "neuron", "Digits": "5", "Neurons show": "S", "Edges show": "change"}
    page = opened(open_file, session, cursor=17, grain="neuron", digits=5, neurons="S", edges="change")
    until_equal(lambda: cursor(page), 17)
    wanted = Walk(session, 5, "neuron")
    found = screen(page)
    assert [found[key] for key in ("title", "lines", "F")] == [
        wanted[17][key] for key in ("title", "lines", "F")
    ]
    for name, value in view.items():
        assert chosen(page, name) == value


@pytest.mark.nightly
@grid(1, theme=["dark", "light"])
def test_it_can_be_read_in_both_themes(open_file: Callable[..., Any], theme: str) -> None:
    """By the reader's own setting, or the one that was asked for; it follows a change while it is open."""
    session, other = example("notes-4-layer").session, "dark" if theme == "light" else "light"
    page = open_file(offline_page(session, "walk", "A title"), color_scheme=theme)
    wait_for_player(page)
    shown = page.locator(".bp")
    for at in (0, 6, 13, 24):
        while cursor(page) < at:
            press(page, "ArrowRight")
        assert shown.get_attribute("data-theme") == theme
        assert not faults(page.evaluate(LOOK), LECTURE)
    page.emulate_media(color_scheme=other)
    until(lambda: shown.get_attribute("data-theme") == other, "for the other theme")
    assert cursor(page) == 24
    fixed = open_file(offline_page(session, "walk", "A title", theme=theme), color_scheme=other)
    wait_for_player(fixed)
    assert fixed.locator(".bp").get_attribute("data-theme") == theme


@pytest.mark.nightly
def test_it_fits_a_phone(open_file: Callable[..., Any]) -> None:
    """No wider than the window, its controls at the bottom."""
    page = open_file(offline_page(example("notes-4-layer").session, "walk", "A title"), PHONE)
    wait_for_player(page)
    for _ in range(4):
        assert not faults(page.evaluate(LOOK), PHONE)
        press(page, *["ArrowRight"] * 5)
    box = button(page, "Next step").bounding_box()
    assert box["y"] + box["height"] <= PHONE[1]


def test_hostile_words_are_only_shown(open_file: Callable[..., Any]) -> None:
    """The title above, the about beside the graph; nothing is loaded, run or made bold."""
    page = open_file(offline_page(example("xor-2-2-1").session, HOSTILE, HOSTILE, HOSTILE))
    wait_for_player(page)
    press(page, "ArrowRight")
    assert page.locator("h1").text_content() == HOSTILE
    assert page.title() == HOSTILE
    assert page.locator(".bp-hint").text_content() == HOSTILE
    assert page.locator("img").count() == 0


def test_the_page_may_not_ask_anybody(open_file: Callable[..., Any]) -> None:
    """Whatever ran in it, fetching, an image, a script and a frame are refused by its own policy."""
    page = opened(open_file, example("linear-1-1").session)
    asked = """async () => {
      const refused = [];
      document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      const address = "http://localhost:9/x";
      await fetch(address).catch(() => {});
      for (const tag of ["img", "script", "iframe"])
        document.body.append(Object.assign(document.createElement(tag), { src: address }));
      await new Promise((done) => setTimeout(done, 300));
      return refused.sort();
    }"""
    assert page.evaluate(asked) == ["connect-src", "frame-src", "img-src", "script-src-elem"]
    page.heard.clear()
    page.asked[:] = page.asked[:1]


def test_an_old_browser_says_so(
    open_file: Callable[..., Any], empty_page: Callable[..., Any], tmp_path: Path
) -> None:
    """One sentence, not an empty page; without JavaScript another."""
    content = offline_page(example("linear-1-1").session, "walk", "A title")
    page = open_file(content, java_script_enabled=False)
    assert "JavaScript" in page.locator("noscript").inner_text()
    old = empty_page(new=True)
    old.add_init_script("delete globalThis.DecompressionStream")
    old.goto((tmp_path / "page 0.html").as_uri())
    assert old.locator(".bp-host").text_content() == "This page needs a browser of 2023 or later."


@pytest.mark.nightly
def test_a_notebook_shows_the_walk(
    open_file: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run for real, exported to HTML, opened from disk: the player steps, with `simulator` alone."""
    nbformat, nbclient, nbconvert = (
        pytest.importorskip(name) for name in ("nbformat", "nbclient", "nbconvert")
    )
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("PYTHONPATH", os.fspath(ROOT))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute(cwd=str(ROOT))
    said, shown = notebook.cells[0].outputs
    assert said["text"] == f"{ROOT / 'simulator' / '__init__.py'} False\n"
    assert shown["data"]["text/plain"] == "<walk of a 2-2-1 network, 18 steps>"
    exporter = nbconvert.HTMLExporter(require_js_url="", mathjax_url="")
    page = open_file(exporter.from_notebook_node(notebook)[0])
    inside = page.frame_locator("iframe")
    inside.locator(".bp-seen .bp-value").first.wait_for()
    assert inside.locator("h1").text_content() == "it's <b> & more"
    inside.locator(".bp-title").click()
    for title in ("Weighted sums n of layer 2", "Activations a of layer 2"):
        page.keyboard.press("ArrowRight")
        assert inside.locator(".bp-title").text_content() == title
    assert inside.locator(".bp-formulas .bp-numbers mn").all_text_contents() == ["0.9", "−0.3", "0.9", "0"]
    assert button(inside, "Next step").count() == 1
    page.asked[:] = [url for url in page.asked if url != "about:srcdoc"]
