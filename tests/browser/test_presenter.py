"""The presenter view: what the last row reads, and that nothing else is on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.core.training.update_rule import rule_named
from simulator.player.pages.offline import offline_page
from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

from ..grids import grid
from .expected import on_screen
from .machine import serve_contents
from .screen import button, click, cursor, press, until, until_equal, wait_for_player

pytestmark = pytest.mark.browser

SMALL, LARGE = (1280, 720), (1920, 1080)
OTHERS = [
    (1024, 768),
    (960, 600),
    (3840, 2160),
]  # an old projector, which has the least room, a small frame, a wall
NEURONS, EDGES = 0.03, 0.022  # of the height of the screen

# Each word of the graph with its class and its height as a part of the screen's, the parts that stand out of
# their place, and whatever else can be seen.
SEEN = """() => {
  const root = document.querySelector(".bp");
  const strip = root.querySelector(".bp-panel").getBoundingClientRect();
  const formulas = root.querySelector(".bp-formulas").getBoundingClientRect();
  const plot = root.querySelector(".bp-plot").getBoundingClientRect();
  const words = [...root.querySelectorAll(".bp-seen text")].filter((node) => node.textContent);
  const height = (node) => parseFloat(getComputedStyle(node).fontSize) * node.getScreenCTM().d / innerHeight;
  const within = (box, place) => box.left >= place.left - 1 && box.right <= place.right + 1
    && box.top >= place.top - 1 && box.bottom <= place.bottom + 1;
  const shown = (node) => node.getClientRects().length > 0;
  const pieces = [...root.querySelectorAll(".bp-formulas math")].filter(shown);
  const boxes = pieces.map((node) => node.getBoundingClientRect());
  const meet = boxes.some((one, i) => boxes.slice(i + 1).some((other) => one.left < other.right - 1
    && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1));
  const inks = words.map((node) => [node.textContent, node.getBoundingClientRect()]).map(([text, box]) =>
    ({ text, left: box.left + 2, right: box.right - 2, top: box.top + box.height * 0.25,
      bottom: box.bottom - box.height * 0.25 }));
  const covered = inks.flatMap((one, i) => inks.slice(i + 1).filter((other) => one.left < other.right
    && other.left < one.right && one.top < other.bottom && other.top < one.bottom)
    .map((other) => `${one.text} on ${other.text}`));
  const seen = [...document.body.querySelectorAll("button, select, h1, p, table, label")]
    .filter((node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      && !node.closest(".bp-aloud, .bp-presenter, [inert]"));
  const cards = root.querySelector(".bp-formulas");
  const parts = [...cards.children].filter(shown).map((part) => part.getBoundingClientRect());
  const beside = cards.dataset.way === "beside";
  const sizes = pieces.map((node) => parseFloat(getComputedStyle(node).fontSize));
  const apart = beside ? parts.slice(1).map((part, i) => (part.left - parts[i].right) / sizes[0]) : [];
  return {
    sizes: [...new Set(sizes)], apart: Math.min(...apart, 2),
    heights: words.map((node) => [node.getAttribute("class").split(" ")[0], height(node)]),
    out: words.filter((node) => !within(node.getBoundingClientRect(), plot)).map((node) => node.textContent),
    cut: pieces.filter((_, i) => !within(boxes[i], formulas)).map((node) => node.textContent),
    covered, meet, seen: seen.map((node) => node.className),
    covers: [plot.top, plot.left, plot.right, strip.bottom],
    pieces: pieces.length,
  };
}"""


def session(*widths: int, kinds: Sequence[str] = (), loss: str = "tse") -> Session:
    """A network whose numbers have three decimals and no order."""
    drawn = np.random.default_rng(len(widths) + widths[0])
    W = [drawn.uniform(-1, 1, size).round(3) for size in pairwise(widths)]
    b = [drawn.uniform(-1, 1, width).round(3) for width in widths[1:]]
    net = Network.from_arrays(W, b, kinds or ["sigmoid"] * len(b))
    x, t = drawn.uniform(-1, 1, widths[0]).round(3), drawn.uniform(0, 1, widths[-1]).round(3)
    return Session(net, x, t, learning_rate=0.5, updates=1, loss=loss)


# Whether the focus is in the player, or on what it stands in.
IN_OR_AROUND = """() => {
  const [at, root] = [document.activeElement, document.querySelector(".bp")];
  return root.contains(at) || at.contains(root);
}"""

# All that can be read on the screen or is read aloud: texts, and names and descriptions of what is there.
READ = """() => {
  const there = (node) => node.checkVisibility() && !node.closest("[inert], script, style");
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (there(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
  const names = ["aria-label", "title", "aria-valuetext", "aria-description", "data-full", "alt"];
  for (const node of document.body.querySelectorAll("*"))
    if (there(node)) texts.push(...names.map((name) => node.getAttribute(name) ?? ""));
  return texts.join(" ");
}"""


def results(step: Step) -> set[str]:
    """The numbers that a step computes, as they are printed with all six digits."""
    values = [step.value, *([] if step.loss is None else [step.loss]), *(step.gain or ())]
    found = np.concatenate([np.ravel(value) for value in values])
    return {on_screen(float(x), 6) for x in found if abs(x) not in (0, 1)}


def presenting(page: Any) -> bool:
    """Whether the view is on, and drawn."""
    return bool(page.locator(".bp[data-presenting=true]").count() == 1)


@grid(1, size=[*OTHERS, SMALL, LARGE], widths=[(5, 5, 5, 5, 5, 5), (2, 3, 2)])
def test_the_last_row_reads_it(
    open_player: Callable[..., Any], size: tuple[int, int], widths: tuple[int, ...]
) -> None:
    """Letters of neurons and edges are high enough at each step; the strip is whole; nothing else is seen."""
    page = open_player(payload(session(*widths), "presented"), size)
    page.keyboard.press("p")
    assert presenting(page)
    page.evaluate("document.querySelector('.bp-host').player.drawn.redraw()")
    wanted = {"bp-value": NEURONS, "bp-bias": NEURONS}
    steps = int(page.locator(".bp").get_attribute("data-steps"))
    for _ in range(steps):
        found = page.evaluate(SEEN)
        low = [(name, height) for name, height in found["heights"] if height < wanted.get(name, EDGES)]
        assert not low, (cursor(page), low)
        assert (found["cut"], found["out"], found["meet"], found["seen"]) == ([], [], False, []), cursor(page)
        assert not found["covered"], cursor(page)
        assert (found["pieces"] >= 3, len(found["sizes"]), found["apart"] > 1.9) == (True, 1, True)
        assert found["covers"] == pytest.approx([0, 0, *size], abs=1)
        press(page, "PageDown")


def test_small_numbers_and_more_digits_are_read_too(open_player: Callable[..., Any]) -> None:
    """−0.00714 is as high as 0.7 at the outputs too; with six digits everything is drawn anew for them."""
    walk = session(5, 5, 5, 5, 5, 5)
    net = Network.from_arrays(
        [W / 100 for W in walk.network.W.values()],
        [b / 100 for b in walk.network.b.values()],
        ["sigmoid"] * 5,
    )
    page = open_player(payload(replace(walk, network=net), "small"), OTHERS[0])
    page.keyboard.press("p")
    press(page, *["ArrowRight"] * 9)
    found = page.evaluate(SEEN)
    assert min(height for name, height in found["heights"] if name == "bp-value") >= NEURONS
    assert (len(found["sizes"]), found["apart"] > 1.9) == (1, True)  # formula and numbers alike, told apart
    enlarged = "Number(document.querySelector('.bp').style.getPropertyValue('--magnified'))"
    usual = page.evaluate(enlarged)
    page.evaluate("document.querySelector('.bp-host').player.look.set('digits', 6)")
    assert page.evaluate(enlarged) < usual
    page.evaluate("document.querySelector('.bp-host').player.look.set('digits', 3)")
    assert page.evaluate(enlarged) == usual


def test_keys_of_the_view(open_player: Callable[..., Any]) -> None:
    """P, the phases, a dark screen, the size of text and Escape; none of them does anything outside but P."""
    page = open_player(payload(session(2, 3, 2), "presented"), SMALL)
    enlarged = "Number(document.querySelector('.bp').style.getPropertyValue('--magnified'))"
    assert [press(page, key) for key in ("b", "3", ".", "f", "+")] == [0] * 5
    assert not presenting(page)
    press(page, "P")
    assert presenting(page)
    phases = [page.locator(".bp").get_attribute("data-phase") for key in "1234" if press(page, key) >= 0]
    assert phases == ["forward", "error", "backward", "update"]
    for dark in ("b", "."):
        at = press(page, dark)
        assert page.locator(".bp-blank").is_visible()
        assert press(page, "PageDown") == at, "the next key only lights the screen"
        assert not page.locator(".bp-blank").is_visible()
        assert press(page, "PageUp") == at - 1
    before = page.evaluate(enlarged)
    press(page, "-", "-", "-")
    assert page.evaluate(enlarged) < before
    press(page, "+", "=", "+")
    assert page.evaluate(enlarged) == before
    press(page, "b", "Escape")
    assert presenting(page), "one thing at a time"
    press(page, "?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    press(page, "Escape")
    assert presenting(page)
    press(page, "Escape")
    assert not presenting(page)
    assert click(page, "First step", "First step") == 0
    page.get_by_role("button", name="Presenter view").click()
    assert presenting(page)
    page.mouse.move(300, 300)
    button(page, "Next step").first.click()
    assert cursor(page) == 1
    button(page, "Leave the presenter view (Esc)").click()
    assert not presenting(page)


def asked_walk(kind: str) -> Session:
    if kind == "softmax":
        return session(3, 2, 3, kinds=["sigmoid", "softmax"], loss="tce")
    walk = session(2, 3, 2)
    if kind == "a batch":
        drawn = np.random.default_rng(5)
        X, T = (drawn.uniform(-1, 1, (2, 2)).round(3) for _ in "XT")
        return replace(walk, X=X, T=T, batch_size=2)
    return replace(walk, rule=rule_named("adam")) if kind == "adam" else walk


@grid(1, kind=["one pair", "a batch", "softmax", "adam"])
def test_a_question_never_gives_its_result_away(open_player: Callable[..., Any], kind: str) -> None:
    """A press shows operands and ▢, the next one the result; Previous goes the same way back."""
    walk = asked_walk(kind)
    page = open_player(payload(walk, "asked"), SMALL)
    page.evaluate("document.querySelector('.bp-host').player.look.set('digits', 6)")
    press(page, "p", "r")
    told = page.evaluate(READ)
    seen = 0
    for at, step in enumerate(steps_of(walk)[1:], start=1):
        new = {number for number in results(step) if number not in told}
        assert press(page, "PageDown") == at
        asked = page.evaluate(READ)
        assert "▢" in asked, step
        assert not {number for number in new if number in asked}, step
        assert press(page, "PageDown") == at
        told = page.evaluate(READ)
        assert "▢" not in told.replace("▢", "", 1), step  # the button's own
        missing = {number for number in new if number not in told}
        assert not missing - {on_screen(float(F), 6) for F in step.gain or ()}, step
        seen += len(new)
    assert seen > 40
    at = cursor(page)
    assert press(page, "PageUp") == at
    assert page.evaluate(READ).count("▢") > 1, "the question again"
    assert press(page, "PageUp") == at - 1
    assert press(page, "1") == 0
    assert press(page, "2") > 0
    assert page.evaluate(READ).count("▢") > 1, "a phase begins with its question"
    press(page, "Escape")
    assert not presenting(page)
    assert "▢" not in page.evaluate(READ), "outside nothing is asked"


@pytest.mark.nightly
@grid(1, size=[SMALL, LARGE])
def test_one_neuron_of_a_wide_layer_at_a_time(
    empty_page: Callable[..., Any], tmp_path: Path, size: tuple[int, int]
) -> None:
    """In the file that opens from disk too: its letters can be read, and ↓ takes the next."""
    file = tmp_path / "wide.html"
    file.write_text(offline_page(session(3, 20, 3), "wide", "Wide"), encoding="utf-8")
    page = empty_page(size, new=True)
    page.goto(file.as_uri())
    wait_for_player(page)
    press(page, "ArrowRight", "p")
    for l, count in ((2, 20), (3, 3)):
        for c in range(1, count + 1):
            until_equal(page.locator(f".bp-loupe [data-place='{l},{c}']").count, 1)
            found = page.evaluate(SEEN)
            assert (found["out"], found["cut"], found["meet"]) == ([], [], False), (l, c)
            assert all(height >= EDGES for name, height in found["heights"] if name == "bp-label")
            assert max(height for name, height in found["heights"] if name == "bp-loupe-words") >= NEURONS
            press(page, "ArrowDown" if c % 2 else "PageDown")
        if l == 2:
            press(page, "PageDown")
    page.evaluate("document.querySelector('.bp-host').player.moving.go(25)")
    assert page.locator(".bp-loupe [data-place='3,1']").count() == 1
    press(page, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")
    assert page.locator(".bp-loupe [data-place='3,2']").count() == 1
    press(page, "Escape")
    assert not presenting(page)
    assert page.evaluate("document.querySelector('.bp-host').player.view.grain") == "operation"


def test_within_another_page(address: str, empty_page: Callable[..., Any]) -> None:
    """Nothing of the app shows or takes keys beneath it, and a reload of the tab finds the question again."""
    page = empty_page((800, 500))
    page.goto(f"{address}/?embed=true")
    wait_for_player(page)
    press(page, "p")
    found = page.evaluate(SEEN)
    assert found["covers"] == pytest.approx([0, 0, 800, 500], abs=1)
    assert (found["cut"], found["seen"]) == ([], [])
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate(IN_OR_AROUND)
    press(page, "r", "PageDown")
    at = press(page, "PageDown", "PageDown")
    assert page.evaluate(READ).count("▢") > 1
    page.reload()
    wait_for_player(page)
    until(lambda: presenting(page) and cursor(page) == at, "for the view that the tab remembers")
    assert page.evaluate(READ).count("▢") > 1
    press(page, "Escape")
    assert not presenting(page)
    assert page.evaluate("document.querySelectorAll('[inert]').length") == 0


ROUNDED = 2  # px: a place is measured in whole px, then enlarged
# How far the painted graph is from lying over its place, and whether it is on the screen's own pixels.
PAINTED = """() => {
  const [paper, plot] = [".bp-paper", ".bp-plot"].map((name) => document.querySelector(name));
  const [one, other] = [paper, plot].map((node) => node.getBoundingClientRect());
  const near = (a, b) => Math.abs(a - b) <= 1;
  const sides = ["left", "top", "right", "bottom"];
  return {
    apart: Math.round(Math.max(...sides.map((side) => Math.abs(one[side] - other[side])))),
    sharp: near(paper.width, one.width * devicePixelRatio),
    ink: new Set(paper.getContext("2d").getImageData(0, 0, paper.width, paper.height).data).size > 8,
  };
}"""


@grid(1, size=[*OTHERS, SMALL, LARGE], level=["strongest", "heat"])
def test_a_painted_network_fills_the_view(
    open_player: Callable[..., Any], size: tuple[int, int], level: str
) -> None:
    """Heat maps and strongest edges: sharp over the whole of it, one neuron enlarged, the strip whole."""
    page = open_player(payload(session(60, 40, 3), "wide"), size)
    page.evaluate("(level) => document.querySelector('.bp-host').player.look.set('detail', level)", level)
    press(page, "p")
    until(lambda: page.locator(".bp-loupe").count() == 1, "for the view")
    for at in range(0, int(page.locator(".bp").get_attribute("data-steps")), 9):
        page.evaluate("(at) => document.querySelector('.bp-host').player.moving.go(at)", at)
        found = page.evaluate(SEEN)
        assert (found["cut"], found["meet"], found["seen"]) == ([], False, []), at
        assert found["covers"] == pytest.approx([0, 0, *size], abs=1)
        painted = page.evaluate(PAINTED)
        assert painted.pop("apart") <= ROUNDED
        assert painted == {"sharp": True, "ink": True}, at
    press(page, "Escape")
    until(lambda: page.evaluate(PAINTED)["apart"] <= 1, "for the page again")


FULL = "document.fullscreenElement !== null"
REFUSED = "This page may not fill the screen here."


def test_the_view_fills_the_screen_where_it_may(open_app: Callable[..., Any]) -> None:
    """F and its button, and leaving takes it back."""
    page = open_app(SMALL)
    press(page, "f")
    assert not page.evaluate(FULL), "only in the view"
    press(page, "ArrowRight", "p", "f")
    until(lambda: page.evaluate(FULL), "for the whole screen")
    press(page, "F")
    until(lambda: not page.evaluate(FULL), "for the window")
    page.mouse.move(300, 300)
    button(page, "Full screen (F)").click()
    until(lambda: page.evaluate(FULL), "for the whole screen")
    button(page, "Leave the presenter view (Esc)").click()
    until(lambda: not page.evaluate(FULL), "for the window")
    assert not presenting(page)


@pytest.mark.nightly
def test_in_a_frame_that_may_not_fill_the_screen_a_sentence_says_so(
    address: str, empty_page: Callable[..., Any]
) -> None:
    """And the view is there nevertheless."""
    page = empty_page(SMALL, new=True)
    with serve_contents(
        {"/": f'<iframe src="{address}/?embed=true" width=1200 height=640>'.encode()}
    ) as around:
        page.goto(around.replace("localhost", "127.0.0.1"))
        frame = page.frame_locator("iframe")
        frame.locator(".bp-seen .bp-chip").first.wait_for()
        frame.get_by_role("button", name="Next step").first.click()
        for key in ("p", "f"):
            page.keyboard.press(key)
        told = frame.locator(".bp-presenter [role=status]")
        until(lambda: REFUSED in told.inner_text(), "for the refusal")
        assert frame.locator(".bp-presenter").evaluate("node => getComputedStyle(node).opacity") == "1"
        assert not page.evaluate(FULL)
        page.keyboard.press("PageDown")
        assert frame.locator(".bp").get_attribute("data-cursor") == "2"
        assert frame.locator(".bp").get_attribute("data-presenting") == "true"
