"""No frame of the display is blank or stale while the player steps."""

import base64
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from simulator.files.gallery import EXAMPLES, example
from simulator.player.payload.payload import payload

from ..files.screens import a_session
from ..grids import grid
from .screen import along, choose, choose_example, click, press, settings, until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("moving")]

STEPS = 27
# What must belong together, as one text; and a look at it in every frame until stopped.
WATCH = """() => {
  const root = document.querySelector(".bp");
  const all = (selector) => [...root.querySelectorAll(selector)];
  const shapes = () => all("path.js-line, path.point");
  window.together = () => JSON.stringify([
    ...[".bp-kicker", ".bp-title", ".bp-sentence", "[role=status]", ".bp-F", ".bp-formulas"]
      .map((selector) => root.querySelector(selector).textContent),
    ...all(".bp-formulas .bp-letters, .bp-note").map((node) => node.textContent),
    all("path.point").map(({ style }) => `${style.strokeWidth} ${style.strokeDasharray} ${style.fill}`),
    all("path.js-line").map(({ style }) => `${style.opacity} ${style.strokeDasharray} ${style.stroke}`),
    all(".bp-seen text").map((node) => node.textContent),
    root.querySelector("input[type=range]").value,
  ]);
  const first = shapes();
  window.seen = [];
  const look = () => {
    const now = shapes();
    seen.push({
      cursor: Number(root.dataset.cursor), together: together(), shapes: now.length,
      words: all(".bp-seen .bp-value").filter((node) => node.textContent).length,
      kept: now.length === first.length && now.every((node, i) => node === first[i]),
    });
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return first.length;
}"""
TOGETHER = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(together()))))"
)
FRAME = "() => new Promise(requestAnimationFrame)"


def watched(page: Any) -> list[dict[str, Any]]:
    """The frames seen since the last call."""
    return page.evaluate("() => window.seen.splice(0)")


def test_every_frame_shows_one_step_and_all_of_it(page: Any) -> None:
    """Words, formulas and graph belong to the same step, and no path is ever replaced."""
    shapes = page.evaluate(WATCH)
    assert shapes == 2 * 3 + 3 * 2 + 2 * 2 + 9
    wanted = []
    for _ in range(STEPS + 1):
        wanted.append(page.evaluate(TOGETHER))
        press(page, "ArrowRight")
    assert len(set(wanted)) == STEPS + 1, "each step looks different"
    press(page, "Home", "Home")
    page.evaluate(TOGETHER)
    watched(page)
    for key in ("ArrowRight", "ArrowLeft"):  # now several steps a frame, now a frame or two for each
        for i in range(STEPS):
            page.keyboard.press(key)
            if i % 3:
                page.evaluate(FRAME)
    choose(page, "Speed", "4")
    press(page, " ")
    until(lambda: len({frame["cursor"] for frame in page.evaluate("window.seen")[-200:]}) > 2)
    press(page, " ")
    frames = watched(page)
    assert len({frame["cursor"] for frame in frames}) > STEPS / 2
    for frame in frames:
        assert frame["kept"] and frame["shapes"] == shapes and frame["words"] == 9
        assert frame["together"] == wanted[frame["cursor"]], f"a stale part at step {frame['cursor']}"


@pytest.mark.nightly
def test_the_graph_is_never_blank_when_it_is_laid_out_anew(page: Any) -> None:
    """Digits, the size of the window, the theme, α, another example: there is a graph in every frame."""
    shapes = page.evaluate(WATCH)
    press(page, *["ArrowRight"] * 9)
    for digits in ("6", "full", "2"):
        choose(page, "Digits", digits)
        page.evaluate(TOGETHER)
    for size in ((1300, 800), (1000, 700), (1440, 900)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate(TOGETHER)
    page.emulate_media(color_scheme="dark")
    until(lambda: page.locator(".bp").get_attribute("data-theme") == "dark")
    settings(page)
    field = page.get_by_role("textbox", name="Learning rate α")
    field.fill("0.2")
    field.press("Enter")
    until(lambda: page.get_by_role("button", name="α = 0.2").count())
    page.wait_for_timeout(300)
    frames = watched(page)
    assert len(frames) > 20
    assert {(frame["shapes"], frame["words"]) for frame in frames} == {(shapes, 9)}
    press(page, "Escape")
    choose_example(page, "Hagan 1-2-1")
    assert min(frame["words"] for frame in watched(page)) > 0


def test_no_picture_of_the_screen_is_blank(page: Any) -> None:
    """What the display really got, frame by frame."""
    press(page, "ArrowRight")
    circles = page.evaluate("""() => [...document.querySelectorAll("path.point")].map((path) => {
      const { x, y, width } = path.getBoundingClientRect();
      return [x + width / 2, y + width / 2, width / 2];
    })""")
    cast = page.context.new_cdp_session(page)
    pictures: list[str] = []

    def keep(event: dict[str, Any]) -> None:
        pictures.append(event["data"])
        cast.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    cast.on("Page.screencastFrame", keep)
    cast.send("Page.startScreencast", {"format": "jpeg", "quality": 70})
    until(lambda: press(page, "ArrowRight") > 12 and len(pictures) > 9, "for ten pictures")
    cast.send("Page.stopScreencast")
    cast.detach()
    assert min(drawn(picture, circles) for picture in pictures) > 0.3


def drawn(picture: str, circles: list[tuple[float, float, float]]) -> float:
    """The share of a neuron's outline, dashed or not, that is darker than the page; the least of them."""
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("L"))
    angles = np.linspace(0, 2 * np.pi, 200)
    shares = []
    for x, y, radius in circles:
        rings = [
            pixels[(y + r * np.sin(angles)).astype(int), (x + r * np.cos(angles)).astype(int)]
            for r in np.arange(radius - 3, radius + 2)
        ]
        shares.append((np.min(rings, axis=0) < 190).mean())
    return float(min(shares))


@pytest.mark.nightly
@grid(1, names={"some": EXAMPLES[::4], "all": EXAMPLES})
def test_the_console_stays_silent(open_app: Callable[..., Any], names: tuple[str, ...]) -> None:
    """No error and no warning in a walk through the first update of examples; nobody else is asked."""
    asked: list[str] = []
    page = open_app(before=lambda page: page.on("request", lambda request: asked.append(request.url)))
    for name in names:
        if name != EXAMPLES[0]:
            choose_example(page, example(name).title)
        count = len(page.locator(".bp-segments i").all())
        along(page, "() => 0", ["ArrowRight"] * count)
        assert page.get_by_role("combobox", name="Update", exact=True).input_value() == "1"
        click(page, "Last step")
    settings(page)
    click(page, "Keys")
    loud = [line for line in page.heard if not line.startswith(("log:", "debug:", "info:"))]
    assert not loud
    assert not page.strangers
    assert any("plotly.min.js" in url for url in asked) and any(url.endswith(".ttf") for url in asked)


# Whether what comes next is written: where it stands, and that nobody meets it there.
AHEAD = """() => {
  const { panel } = document.querySelector(".bp-host").player;
  const { ahead } = panel.formulas;
  const box = ahead.box.getBoundingClientRect();
  const [focusable] = ahead.box.querySelectorAll("[tabindex]");
  focusable?.focus();
  return { height: box.height, read: ahead.box.innerText.trim(),
    focused: ahead.box.contains(document.activeElement), inside: getComputedStyle(ahead.box).visibility };
}"""
PLACES = """() => {
  const { formulas } = document.querySelector(".bp-host").player.panel;
  window.boxes ??= formulas.boxes;
  const sizes = (box) => [...box.querySelectorAll(".bp-card, .bp-line, mtd")].map((node) => {
    const { width, height } = node.getBoundingClientRect();
    return [width, height].map((px) => Math.round(px * 8) / 8).join("×");
  });
  return { seen: boxes.indexOf(formulas.box), text: formulas.box.textContent,
    sizes: sizes(formulas.box), ahead: sizes(formulas.ahead.box) };
}"""


def written_ahead(page: Any) -> str:
    """What is written for the next step, once nothing else is to be done."""
    page.evaluate("() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")
    found: str = page.evaluate(
        "document.querySelector('.bp-host').player.panel.formulas.ahead.box.textContent"
    )
    return found


def test_the_formulas_of_the_next_step_are_written_ahead_and_change_places(page: Any) -> None:
    """What was written ahead is what the step shows, laid out as it was; nobody sees or reaches it before."""
    press(page, *["ArrowRight"] * 2)
    for _ in range(12):
        text = written_ahead(page)
        found = page.evaluate(AHEAD)
        assert list(found.values()) == [0, "", False, "hidden"]
        before = page.evaluate(PLACES)
        press(page, "ArrowRight")
        after = page.evaluate(PLACES)
        assert after["text"] == text and after["seen"] == 1 - before["seen"]
        assert after["sizes"] == before["ahead"] != []


def test_beside_large_matrices_what_is_written_ahead_is_laid_out_as_it_is_seen(
    open_player: Callable[..., Any],
) -> None:
    """Also where the numbers of one step leave room for a picture below them and those of the next do not."""
    page = open_player(payload(a_session(4, 8, 8, 4), "large"))
    close = set()
    for _ in range(16):
        written_ahead(page)
        before = page.evaluate(PLACES)
        press(page, "ArrowRight")
        after = page.evaluate(PLACES)
        assert after["sizes"] == before["ahead"] != []
        close.add(page.locator(".bp-panel").get_attribute("data-tall"))
    assert len(close) == 2


# What is shown after each of these, at once, and what a page that has written nothing ahead shows there.
CHANGES = """async () => {
  const { player } = document.querySelector(".bp-host");
  const { formulas, pictures } = player.panel;
  const idle = () => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)));
  const changes = [
    () => { player.view.digits = 6; player.show(player.cursor); },
    () => player.moving.stepBy(1),
    () => { player.view.digits = 3; player.moving.stepBy(1); },
    () => player.moving.go(player.cursor + 4),
    () => player.moving.stepBy(-1),
    () => player.look.set("grain", "neuron"),
    () => player.moving.stepBy(1),
  ];
  const all = () => [formulas.box, pictures.box, player.graph.words]
    .map((node) => node.innerHTML.replaceAll(' style=""', "")).join();
  const found = [];
  for (const change of changes) {
    await idle();
    change();
    const shown = all();
    formulas.seen.write(Object.fromEntries(Object.keys(formulas.seen.written).map((name) => [name, ""])));
    formulas.forget();
    player.panel.showFormulas(player.step);
    pictures.ahead = null;
    pictures.show(pictures.opened, player.panel.pictureRoom);
    player.graph.seen.write();
    player.graph.show(player.picture, player.view, player.theme, player.reading);
    found.push([shown, all()]);
    player.show(player.cursor);
  }
  return found;
}"""


def test_the_picture_of_the_next_step_is_drawn_ahead(page: Any) -> None:
    """Its nodes are nowhere in the page until the step comes, and then are what it shows."""
    press(page, "ArrowRight")
    for _ in range(4):
        written_ahead(page)
        before = page.evaluate(DRAWN_AHEAD)
        assert before == {"drawn": True, "shown": False}
        press(page, "ArrowRight")
        assert page.evaluate("nodes.every((node) => node.parentNode.matches('.bp-pictures'))")


DRAWN_AHEAD = """() => {
  window.nodes = document.querySelector(".bp-host").player.panel.pictures.ahead?.nodes ?? [];
  return { drawn: nodes.length > 0, shown: nodes.some((node) => node.isConnected) };
}"""


def test_what_was_written_ahead_is_never_shown_once_it_is_not_so(open_player: Callable[..., Any]) -> None:
    """Other digits, another step, another grain: at once what belongs there."""
    page = open_player(payload(a_session(2, 4, 4, 2), "changed"))
    press(page, *["ArrowRight"] * 2)
    found = page.evaluate(CHANGES)
    assert all(shown == fresh for shown, fresh in found)
    assert len({shown for shown, _ in found}) > 3, "each change changes what is shown"


# At each step what is read over the graph, whether it was written ahead, what is read there when all of it is
# written anew, and whether what is ahead was hidden, also from the pointer.
WORDS = """async (count) => {
  const { player } = document.querySelector(".bp-host");
  const once = () => new Promise((done) => requestIdleCallback(done));
  const idle = async () => { for (let i = 0; i < 3; i += 1) await once(); };
  const { graph } = player;
  const found = [];
  for (let k = 0; k < count; k += 1) {
    await idle();
    const { seen, ahead } = graph;
    const met = graph.neurons.map(({ l, c }) => {
      const { left, top } = player.plot.getBoundingClientRect();
      const [x, y] = graph.spot(l, c);
      return document.elementFromPoint(left + x, top + y);
    });
    const hidden = !met.some((node) => ahead.box.contains(node));
    player.moving.stepBy(1);
    player.motion.stop();
    const change = graph.seen === ahead && graph.ahead === seen;
    const shown = [graph.words.innerHTML, player.root.querySelectorAll(".bp-said").length].join();
    graph.write();
    player.show(player.cursor);
    const fresh = [graph.words.innerHTML, player.root.querySelectorAll(".bp-said").length].join();
    found.push({ change, hidden, shown, fresh });
  }
  return found;
}"""


@pytest.mark.parametrize("grain", ["operation", "neuron"])
def test_the_words_over_the_graph_are_written_ahead_and_change_places(
    grain: str, open_player: Callable[..., Any]
) -> None:
    """At every step they are to the letter what is written without that; nobody sees or meets them before."""
    page = open_player(payload(a_session(4, 8, 8, 4), "words"))
    page.evaluate(f"document.querySelector('.bp-host').player.look.set('grain', '{grain}')")
    found = page.evaluate(WORDS, 30)
    assert all(step["shown"] == step["fresh"] for step in found)
    assert all(step["hidden"] for step in found)
    assert sum(step["change"] for step in found) >= 29
    assert len({step["shown"] for step in found}) == 30


def test_what_is_written_ahead_over_the_graph_is_not_seen(open_app: Callable[..., Any]) -> None:
    """The screen is the same to the pixel without it, and on paper it is not."""
    page = open_app(color_scheme="dark")
    for _ in range(3):
        press(page, "ArrowRight")
        until(lambda: page.evaluate(WRITTEN_AHEAD))
        page.evaluate("document.querySelector('.bp-host').player.motion.stop()")
        place = page.locator(".bp-plot").bounding_box()
        seen = page.screenshot(clip=place)
        page.evaluate("document.querySelector('.bp-plot .bp-ahead').hidden = true")
        assert page.screenshot(clip=place) == seen
        page.evaluate("document.querySelector('.bp-plot .bp-ahead').hidden = false")
    page.emulate_media(media="print")
    assert not page.locator(".bp-plot .bp-ahead").is_visible()


WRITTEN_AHEAD = "document.querySelector('.bp-ahead .bp-words').childElementCount"


def test_nothing_of_a_step_that_is_asked_for_is_written_over_the_graph(page: Any) -> None:
    """Not once each step is asked for, and not while the presenter reveals."""
    press(page, "ArrowRight")
    until(lambda: page.evaluate(WRITTEN_AHEAD))
    for name, value in [("ask", "true"), ("reveal", "true")]:
        page.evaluate(
            f"""() => {{
              const {{ player }} = document.querySelector(".bp-host");
              player.presenter.on = {str(name == "reveal").lower()};
              player.view.{name} = {value};
              player.show(player.cursor);
            }}"""
        )
        written_ahead(page)
        assert page.evaluate(WRITTEN_AHEAD) == 0, name
