"""What a reader can see: sizes, contrast, nothing cut off, in both themes and on three screens."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from simulator import Network, update_rule
from simulator.files.gallery import EXAMPLES, example
from simulator.files.sessions.links.link import link_text
from simulator.files.sessions.screen import Screen, View
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..grids import grid
from .screen import (
    along,
    button,
    choose,
    choose_example,
    click,
    cursor,
    gallery,
    press,
    screen,
    settings,
    shown_example,
    steps,
    until,
    until_equal,
    wait_for_player,
)
from .test_clipped import CROWDED

pytestmark = pytest.mark.browser

LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
LECTURE, LARGE, PHONE = (1440, 900), (1920, 1080), (390, 844)
SMALLEST, SMALLEST_FORMULA, CONTRAST = 14, 18, 4.5
SMALLEST_NUMBER, LOW = 12, 780  # of matrices in a window so low
THUMB = 40
APART = 0.7  # heights of its letters from a row of digits, which are 0.67 high, to the next one


def faults(look: dict[str, Any], size: tuple[int, int] = LECTURE) -> list[str]:
    """What is wrong with the page as it looks now."""
    found = [f"overlap: {words}" for words in look["overlaps"]]
    found += [f"as near to the next sum as its own rows: {line}" for line in look["mixed"]]
    found += [f"cut off: {what}" for what in look["out"] if size != PHONE or "window" not in what]
    for text in look["texts"]:
        what = f"{text['name']} {text['text']!r}"
        if text["contrast"] < CONTRAST and text["mine"] and not text["off"]:
            found.append(f"contrast {text['contrast']:.2f}: {what}")
        least = SMALLEST_NUMBER if text["math"] and size[1] <= LOW else SMALLEST
        if text["size"] < least and size != PHONE:
            found.append(f"{text['size']} px: {what}")
        if not -1 <= text["box"][0] <= text["box"][2] <= look["window"][0] + 1:
            found.append(f"beyond the sides: {what}")
    wide, wide_page, high, high_page = look["page"]
    if max(wide, wide_page) > look["window"][0]:
        found.append(f"the page is {max(wide, wide_page)} px wide")
    if max(high, high_page) > look["window"][1] and size != PHONE:
        found.append(f"the page is {max(high, high_page)} px high")
    return found


def walk_and_look(page: Any, size: tuple[int, int], name: str) -> None:
    """Look at every step of the first update."""
    count = len([step for step in steps_of(example(name).session) if step.update == 1])
    settled = "document.documentElement.scrollWidth <= innerWidth"  # a page that had another size before
    until(lambda: page.evaluate(settled), "for a page no wider than the window")
    found = {}
    for at, look in enumerate(along(page, LOOK, ["ArrowRight"] * (count - 1), frames=True)):
        for fault in faults(look, size):
            found.setdefault(fault, f"{name}, step {at}")
    assert not found


@grid(1, size={"1440": LECTURE, "1920": LARGE, "390": PHONE}, theme=["light", "dark"])
def test_every_step_can_be_read(open_app: Callable[..., Any], size: tuple[int, int], theme: str) -> None:
    """No text too small or too pale, none over another, nothing cut off, no page wider than the window."""
    page = open_app(size, color_scheme=theme)
    assert page.locator(".bp").get_attribute("data-theme") == theme
    walk_and_look(page, size, "notes-4-layer")


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["mazur-tse-as-you-go", "softmax-2-3-3"])
def test_every_step_of_other_examples_can_be_read(stepper: Any, name: str) -> None:
    """Two S side by side, and A in full."""
    choose_example(stepper, example(name).title)
    walk_and_look(stepper, LECTURE, name)


def test_settings_and_keys_can_be_read(open_app: Callable[..., Any]) -> None:
    """The popover and the dialog too, and formulas stand large enough; nothing moves where that is asked."""
    page = open_app(LECTURE, reduced_motion="reduce")
    press(page, *["ArrowRight"] * 9)
    sizes = """() => [...document.querySelectorAll(".bp math")]
      .map((math) => parseFloat(getComputedStyle(math).fontSize))"""
    assert min(page.evaluate(sizes)) >= SMALLEST_FORMULA
    settings(page)
    page.get_by_role("spinbutton", name="Number of updates").wait_for()
    assert not [text for text in page.evaluate(LOOK)["texts"] if text["size"] < SMALLEST]
    press(page, "Escape")
    click(page, "Keys")
    assert not [text for text in page.evaluate(LOOK)["texts"] if text["size"] < SMALLEST]
    moving = """() => [...document.querySelectorAll(".bp, .bp *")].filter((node) => {
      const style = getComputedStyle(node);
      const slow = [style.animationDuration, style.transitionDuration].some((time) => parseFloat(time) > 0);
      return slow || style.scrollBehavior === "smooth";
    }).map((node) => node.outerHTML.slice(0, 80))"""
    assert page.evaluate(moving) == []


def test_long_numbers_stay_in_their_places(open_app: Callable[..., Any]) -> None:
    """With every digit nothing in the graph overlaps or leaves it; long formulas scroll in their panel."""
    page = open_app(LECTURE)
    choose(page, "Digits", "full")
    choose(page, "Update", "2")
    for look in along(page, LOOK, ["ArrowRight"] * 25, frames=True):
        assert not look["overlaps"]
        assert not [what for what in look["out"] if "beyond the graph" in what]
        assert look["page"] == [*LECTURE[:1] * 2, *LECTURE[1:] * 2]


SIZES = {
    "960": (960, 600),
    "1280": (1280, 600),
    "844": (844, 390),
    "667": (667, 375),
    "390": PHONE,
    "1024": (1024, 768),
}
# What lies in the window without scrolling, in how many rows it stands, and the graph's share of the window.
FRAME = """() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect();
  const inside = ({ top, bottom, left, right }) =>
    top >= 0 && left >= 0 && bottom <= innerHeight + 1 && right <= innerWidth + 1;
  const rows = (selector) => {
    const seen = [...document.querySelectorAll(selector)].filter((node) => node.getClientRects().length);
    const boxes = seen.map((node) => node.getBoundingClientRect());
    return Math.max(...boxes.map(({ top }) => top)) < Math.min(...boxes.map(({ bottom }) => bottom)) ? 1 : 2;
  };
  const { width, height } = box(".bp-plot");
  return {
    transport: [".bp-track", ".bp-row", ".bp-next", ".bp-more"].filter((one) => !inside(box(one))),
    row: rows(".bp-row :is(button, select)"),
    bar: rows(".st-key-bar :is(button)"),
    share: (width * height) / (innerWidth * innerHeight),
  };
}"""


@grid(1, size=SIZES)
def test_transport_and_timeline_are_on_the_screen(
    empty_page: Callable[..., Any], address: str, size: tuple[int, int]
) -> None:
    """Each in one row, also for the 20th batch of three items, and the bar above in one."""
    rng = np.random.default_rng(4)
    X, T = rng.normal(size=(60, 3)), rng.normal(size=(60, 2))
    session = Session(session_of(3, 4, 2).network, X, T, "mse", 0.1, updates=20, batch_size=3)
    page = empty_page(size)
    page.goto(f"{address}/?s={link_text(Screen(session, 'batch', 'Batch', '', View()))}")
    wait_for_player(page)
    choose(page, "Update", "19") if size != PHONE else press(page, *["End"] * 2)
    assert "Update 20 of 20 · items" in page.locator(".bp-updates option:checked").text_content()
    found = page.evaluate(FRAME)
    assert found["transport"] == []
    assert found["row"] == 1
    assert found["bar"] == 1
    if size != PHONE:
        assert found["share"] > (0.18 if size[1] < 380 else 0.27 if size[1] < 500 else 0.32)
        cut = [what for what in page.evaluate(LOOK)["out"] if "drop-down" in what]
        assert page.evaluate(CROWDED) == []
        assert not cut


@grid(1, size=[(1024, 768), (1280, 600), (960, 600)], name=["4-8-8-4", "batch"])
def test_what_is_opened_is_named_whole(
    open_player: Callable[..., Any], size: tuple[int, int], name: str
) -> None:
    """In the drop-down of the row, which has one row still."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    page = open_player(payload(crowded(name), name), size)
    page.evaluate("() => document.querySelector('.bp-host').player.inspector.pick({ l: 3, c: 2 })")
    assert "Neuron 2 of layer 3" in page.locator(".bp-tools option:checked").all_text_contents()
    assert page.evaluate(CROWDED) == []
    assert not [what for what in page.evaluate(LOOK)["out"] if "drop-down" in what]


# Whether nothing of a line is cut, by itself or by what it stands in.
WHOLE = """(line) => {
  for (let at = line; at.tagName !== "BUTTON"; at = at.parentElement)
    if (at.scrollWidth > at.clientWidth + 1) return false;
  return true;
}"""


@pytest.mark.nightly
def test_on_a_phone_the_bar_is_one_row(open_app: Callable[..., Any]) -> None:
    """The longest name of the gallery is whole, in a wide bar too, whose other parts lie behind one sign."""
    page = open_app(PHONE)
    titles = [example(name).title for name in EXAMPLES]
    choose_example(page, max(titles, key=len))
    words = (
        gallery(page)
        .locator("p")
        .evaluate("(p) => [p.textContent, p.scrollHeight <= p.clientHeight, p.scrollWidth <= p.clientWidth]")
    )
    assert words == [f"Example: {max(titles, key=len)}", True, True]
    assert page.evaluate(FRAME)["bar"] == 1
    for width, height in (LECTURE, LARGE):
        page.set_viewport_size({"width": width, "height": height})
        until(lambda: gallery(page).locator("p").evaluate(WHOLE), f"for the whole name at {width}")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    inside = "[...document.querySelectorAll('.st-key-bar button')].map((one) => one.getBoundingClientRect())"
    seen = [box for box in page.evaluate(f"{inside}.map((box) => box.toJSON())") if box["width"]]
    assert len(seen) == 6 and all(box["left"] >= 0 and box["right"] <= PHONE[0] for box in seen)
    settings(page)
    button(page, "Undo a change").click()
    until(lambda: shown_example(page) == titles[0])
    gallery(page).click()
    rows = page.get_by_role("menuitem")
    assert rows.count() == len(EXAMPLES)
    cut = rows.evaluate_all("(all) => all.filter((one) => one.scrollWidth > one.clientWidth).length")
    assert cut == 0 and not [fault for fault in page.evaluate(LOOK)["out"] if "sides" in fault]


def test_on_a_phone_the_controls_are_within_the_thumbs_reach(open_app: Callable[..., Any]) -> None:
    """The five buttons stay at the bottom of the window, however long the page, and work by touch."""
    page = open_app(PHONE, has_touch=True, is_mobile=True)
    names = ("First step", "Previous step", "Play", "Next step", "Last step")

    def reachable() -> None:
        for name in names:
            box = button(page, name).bounding_box()
            assert box["height"] >= THUMB and box["width"] >= THUMB, name
            assert box["y"] > PHONE[1] / 2, name
            assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0], name
            assert box["y"] + box["height"] <= PHONE[1], name

    reachable()
    for at in (1, 2, 3):
        button(page, "Next step").tap()
        assert cursor(page) == at
        reachable()
    page.locator(".bp-legend").first.scroll_into_view_if_needed()
    reachable()
    for part in (".bp-plot", ".bp-formulas .bp-numbers", ".bp-sentence"):
        assert page.locator(part).is_visible()


BRACKETS = """() => [...document.querySelectorAll(".bp-formulas .bp-numbers mtable")].map((table) =>
  table.previousElementSibling.getBoundingClientRect().height / table.getBoundingClientRect().height)"""


def test_a_bracket_is_as_tall_as_its_matrix(open_app: Callable[..., Any]) -> None:
    """Which only a mathematical font does."""
    page = open_app(LECTURE)
    press(page, "ArrowRight")
    until(lambda: min(page.evaluate(BRACKETS)) > 0.9, "for tall brackets")
    fonts = "[...document.fonts].filter((f) => f.family.includes('STIX Two Math')).map((f) => f.status)"
    assert page.evaluate(fonts) == ["loaded"]


@pytest.mark.nightly
def test_a_bracket_without_the_font_file_is_not(open_app: Callable[..., Any]) -> None:
    """The same measurement fails, so it does measure."""
    without = open_app(LECTURE, before=lambda page: page.route("**/*.ttf", lambda route: route.abort()))
    press(without, "ArrowRight")
    without.wait_for_timeout(300)
    assert min(without.evaluate(BRACKETS)) < 0.6


# Whether the font of the formulas was there when they were first seen.
AT_FIRST_SIGHT = """new MutationObserver(() => {
  const cards = document.querySelector(".bp-formulas");
  if (globalThis.hadFont !== undefined || !cards?.checkVisibility({ visibilityProperty: true })) return;
  globalThis.hadFont = [...document.fonts].some((face) => face.family.includes("STIX Two Math"));
}).observe(document, { subtree: true, childList: true, attributes: true })"""


@pytest.mark.nightly
def test_formulas_are_seen_in_their_own_font(open_app: Callable[..., Any]) -> None:
    """In another one they are lower, so that what stands below them would move when it arrives."""
    page = open_app(LECTURE, before=lambda page: page.add_init_script(AT_FIRST_SIGHT), new=True)
    assert page.evaluate("globalThis.hadFont") is True


def test_the_theme_changes_while_the_page_is_open(page: Any) -> None:
    """The step stays, the colours change."""
    at = press(page, *["ArrowRight"] * 5)
    before = screen(page)
    page.emulate_media(color_scheme="dark")
    until(lambda: page.locator(".bp").get_attribute("data-theme") == "dark", "for the dark theme")
    assert cursor(page) == at
    assert screen(page) == before
    assert not faults(page.evaluate(LOOK), LECTURE)


def session_of(*widths: int) -> Session:
    """A network of these widths, of random numbers."""
    rng = np.random.default_rng(8)
    W = [rng.normal(size=pair) / np.sqrt(pair[0]) for pair in pairwise(widths)]
    b = [rng.normal(size=width) for width in widths[1:]]
    net = Network.from_arrays(W, b, ["tanh"] * (len(widths) - 2) + ["identity"])
    return Session(net, rng.normal(size=widths[0]), rng.normal(size=widths[-1]), updates=1)


@pytest.mark.nightly
@grid(1, widths=[(12, 12, 12), (2, 4, 4, 2), (3, 8, 12, 5), (1, 1)])
def test_up_to_twelve_neurons_a_layer_every_value_can_be_read(
    open_player: Callable[..., Any], widths: tuple[int, ...]
) -> None:
    """At 1440 × 900, at every step."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    page = open_player(payload(session_of(*widths), "wide"), (1440, 830))
    for look in along(page, LOOK, ["ArrowRight"] * (steps(page) - 1), frames=True):
        assert not look["overlaps"]
        assert not [what for what in look["out"] if "beyond the graph" in what]
        values = [text for text in look["texts"] if "bp-value" in text["name"]]
        assert len(values) == sum(widths)
        assert min(text["size"] for text in values) >= SMALLEST


# The share of the graph's width that lies between the first layer and the last.
SPREAD = """() => {
  const { x, width } = document.querySelector(".bp-host").player.graph.layout;
  return (x(4) - x(1)) / width;
}"""


@pytest.mark.nightly
@grid(1, digits={"3": (3, 0.55), "6": (6, 0.45), "full": (0, 0.35)}, size=[(1024, 768), (1280, 600)])
def test_a_network_has_most_of_its_place(
    open_player: Callable[..., Any], digits: tuple[int, float], size: tuple[int, int]
) -> None:
    """y, t and e of four outputs beside eight neurons take no more room than they need; nothing overlaps."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    page = open_player(payload(session_of(4, 8, 8, 4), "wide"), (size[0], size[1] - 64))  # without a bar
    choose(page, "Digits", str(digits[0]))
    assert page.evaluate(SPREAD) > digits[1]
    for look in along(page, LOOK, ["ArrowRight"] * (steps(page) - 1), frames=True):
        assert not look["overlaps"]
        assert not [what for what in look["out"] if "beyond the graph" in what]


# How much of a step's picture stands above the end of the panel, of how much; and how high the graph is.
STANDS = """() => {
  const panel = document.querySelector(".bp-panel").getBoundingClientRect();
  const picture = document.querySelector(".bp-pictures:not([hidden]) > *")?.getBoundingClientRect();
  const graph = document.querySelector(".bp-plot").clientHeight;
  return { seen: picture ? panel.bottom - picture.top : null, high: picture?.height, graph };
}"""


def crowded(name: str) -> Session:
    """A walk whose formulas need much room."""
    rng = np.random.default_rng(4)
    three = session_of(3, 4, 2)
    if name == "adam":
        return replace(three, updates=1, rule=update_rule("adam"))
    if name == "batch":
        X, T = rng.normal(size=(12, 3)), rng.normal(size=(12, 2))
        return Session(three.network, X, T, "mse", 0.1, updates=1, batch_size=12)
    return session_of(4, 8, 8, 4) if name == "4-8-8-4" else example("notes-4-layer").session


@grid(
    2,
    size=[(1280, 640), (1024, 690), (1440, 820), (1280, 520), (960, 520)],
    name=["4-8-8-4", "batch", "adam", "notes"],
)
def test_a_picture_is_seen_beside_its_formula(
    open_player: Callable[..., Any], size: tuple[int, int], name: str
) -> None:
    """60 px of it at least without scrolling, below the page's bar; the graph keeps its height."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    page = open_player(payload(crowded(name), name), size)
    found = along(page, STANDS, ["ArrowRight"] * min(30, steps(page) - 1), frames=True)
    shown = [one for one in found if one["seen"] is not None]
    assert len(shown) > 15
    assert [one for one in shown if one["seen"] < min(60, one["high"])] == []
    assert len({one["graph"] for one in found}) == 1


# How far the picture of a step and its numbers reach below the end of the panel; the least letters; and the
# least distance from one row of a matrix to the next, in heights of its letters.
WITHIN = """() => {
  const { bottom } = document.querySelector(".bp-panel").getBoundingClientRect();
  const parts = [...document.querySelectorAll(".bp-pictures:not([hidden]), .bp-formulas .bp-numbers")];
  const below = parts.map((part) => Math.round(part.getBoundingClientRect().bottom - bottom));
  const letters = [...document.querySelectorAll(".bp-formulas .bp-numbers math")]
    .map((math) => Number.parseFloat(getComputedStyle(math).fontSize));
  const rows = [...document.querySelectorAll(".bp-formulas .bp-numbers mtr + mtr")].map((row) => {
    const [top, above] = [row, row.previousElementSibling].map((one) => one.getBoundingClientRect().top);
    return (top - above) / Number.parseFloat(getComputedStyle(row).fontSize);
  });
  return [Math.max(...below), Math.min(...letters), Math.min(1, ...rows)];
}"""


@grid(2, name=["4-8-8-4", "batch", "softmax", "notes"])
def test_picture_and_numbers_are_seen_at_once(open_player: Callable[..., Any], name: str) -> None:
    """At 1440 × 900, at every step, without scrolling, in letters that are read, no row on the next."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    session = example("softmax-2-3-3").session if name == "softmax" else crowded(name)
    page = open_player(payload(session, name), (1440, 836))  # below the page's bar
    count = len([step for step in steps_of(session) if step.update == 1])
    found = along(page, WITHIN, ["ArrowRight"] * (count - 1), frames=True)
    for at, (below, letters, rows) in enumerate(found):
        assert below <= 0 and letters >= SMALLEST and rows > APART, (at, below, letters, rows)


# By how much what stands in the panel is higher than it, and the least letters of formulas and pictures.
SCROLLS = """() => {
  const panel = document.querySelector(".bp-panel");
  const formulas = [...document.querySelectorAll(".bp-formulas math")];
  const seen = formulas.filter((one) => one.getClientRects().length);
  const letters = seen.map((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  const words = [...document.querySelectorAll(".bp-pictures svg text")].map((word) =>
    Number.parseFloat(getComputedStyle(word).fontSize) * word.getScreenCTM().a);
  return [panel.scrollHeight - panel.clientHeight, Math.min(...letters), Math.min(...words)];
}"""


def shown_walk(empty_page: Callable[..., Any], address: str, size: tuple[int, int], session: Session) -> Any:
    """A walk in the app, in a window of this size."""
    page = empty_page(size)
    page.goto(f"{address}/?s={link_text(Screen(session, 'walk', 'Walk', '', View()))}")
    wait_for_player(page)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    return page


PROJECTORS = [(1280, 600), (1024, 768), (1280, 720), (1440, 900), (1920, 1080)]


@grid(1, size=PROJECTORS, name=["4-8-8-4", "notes", "adam", "softmax"])
def test_formula_numbers_and_picture_are_seen_without_scrolling(
    empty_page: Callable[..., Any], address: str, size: tuple[int, int], name: str
) -> None:
    """At every step of an update, in letters of 12 px at least, those of pictures of 14 px."""
    session = example("softmax-2-3-3").session if name == "softmax" else crowded(name)
    page = shown_walk(empty_page, address, size, session)
    count = len([step for step in steps_of(session) if step.update == 1])
    press(page, "ArrowRight")  # past the opening card
    found = along(page, SCROLLS, ["ArrowRight"] * (count - 2), frames=True)
    for at, (over, numbers, words) in enumerate(found, start=1):
        assert over <= 0 and numbers >= SMALLEST_NUMBER, (at, over, numbers)
        assert words is None or words >= SMALLEST - 0.1, (at, words)


# Of the sums of a step, neuron by neuron: how many are seen, and what is said of others.
SUMS = """() => {
  const { step } = document.querySelector(".bp-host").player;
  const seen = (selector) => [...document.querySelectorAll(`.bp-formulas ${selector}`)].filter(
    (node) => node.getClientRects().length);
  const words = seen(".bp-sizes, .bp-unsaid").map((node) => node.textContent.replace(/^.* · /, ""));
  return [step.kind, step.l, seen(".bp-sums .bp-line").length, words.filter((one) => one.startsWith("⋮"))];
}"""


@grid(2, size=[(1280, 536), (1440, 836), (390, 844), (1024, 704)], name=["4-8-8-4", "notes", "softmax"])
def test_sums_that_have_no_room_are_told_of(
    open_player: Callable[..., Any], size: tuple[int, int], name: str
) -> None:
    """How many more, or that none is seen and where it is: each opened neuron shows its own."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    session = example("softmax-2-3-3").session if name == "softmax" else crowded(name)
    page = open_player(payload(session, name), size)
    count = len([step for step in steps_of(session) if step.update == 1])
    found = along(page, SUMS, ["ArrowRight"] * (count - 1), frames=True)
    summing = [one for one in found if one[0] in "nS"]
    assert len(summing) == 2 * (session.network.depth - 1)
    for kind, l, seen, words in summing:
        width = session.network.widths[l - 1]
        told = f"⋮ {width - seen} more" if seen else f"⋮ {width} sums neuron by neuron: open a neuron"
        assert words == ([told] if seen < width else []), (kind, l)


# The sums of a step, each with where it stands and how far it can be scrolled.
SUMS_ACROSS = """(left) => [...document.querySelectorAll(".bp-formulas .bp-sums .bp-line")].map((line) => {
  line.scrollLeft = left;
  line.scrollIntoView({ block: "center" });
  const { x, y, width } = line.getBoundingClientRect();
  return [line.scrollWidth - line.clientWidth, x, y, width];
})"""


@grid(1, theme=["light", "dark"])
def test_a_sum_that_goes_on_beside_its_card_shows_that(open_app: Callable[..., Any], theme: str) -> None:
    """On a telephone a shade at the side where there is more; none at its ends, and none of what fits."""
    page = open_app(PHONE, color_scheme=theme)
    choose_example(page, example("softmax-2-3-3").title)
    press(page, *["ArrowRight"] * 7)

    def sides(left: int) -> tuple[bool, bool]:
        """Whether either side of the last sum is shaded, between its numbers' rows."""
        page.evaluate(SUMS_ACROSS, left)
        _, x, y, wide = page.evaluate(SUMS_ACROSS, left)[-1]
        ends = [{"x": x + at, "y": y + 3, "width": 2, "height": 1} for at in (0, wide - 2, wide / 2)]
        left_, right, middle = (
            Image.open(io.BytesIO(page.screenshot(clip=end))).convert("L").getpixel((0, 0)) for end in ends
        )
        return abs(left_ - middle) > 20, abs(right - middle) > 20

    choose(page, "Digits", "3")
    assert page.evaluate(SUMS_ACROSS, 0)[-1][0] == 0
    assert sides(0) == (False, False)
    choose(page, "Digits", "full")
    assert page.evaluate(SUMS_ACROSS, 0)[-1][0] > 200
    assert [sides(left) for left in (0, 100, 9999)] == [(False, True), (True, True), (True, False)]


# By how much the panel scrolls, and which words of the opening card stand out of it.
OPENING = """() => {
  const panel = document.querySelector(".bp-panel");
  const { bottom, right } = panel.getBoundingClientRect();
  const words = [...document.querySelectorAll(".bp-introduction :is(p, b, span, dt, dd)")];
  const out = words.filter((one) => one.getClientRects().length).filter((one) => {
    const box = one.getBoundingClientRect();
    return box.bottom > bottom || box.right > right;
  });
  const letters = document.querySelectorAll(".bp-introduction dd").length;
  return [panel.scrollHeight - panel.clientHeight, letters, out.map((one) => one.textContent)];
}"""


@grid(1, size=PROJECTORS, name=["4-8-8-4", "batch"])
def test_the_opening_card_is_seen_whole(
    empty_page: Callable[..., Any], address: str, size: tuple[int, int], name: str
) -> None:
    """Without scrolling, with every letter."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    session = crowded(name)
    letters = payload(session, name)["introduction"]["letters"]
    page = shown_walk(empty_page, address, size, session)
    until_equal(lambda: page.evaluate(OPENING), [0, len(letters), []])


# On a phone what stands behind ⋯ scrolls too, below the graph that follows what is chosen there.
SCROLLED = re.compile("cut off: .*(above or below the window|bp-panel higher than its place)")
MENU = "cut off: bp-menu higher than its place"
ASIDE = re.compile(
    "(beyond the sides: m|cut off: (bp-line|m.* beyond the sides))"
)  # in a small window, as wide as they are


@grid(
    1,
    window={"1280": ((1280, 600), 3), "390": (PHONE, 1), "1440": (LECTURE, 1), "1920": (LARGE, 1)},
    rule=["adam", "sgd", None],
)
def test_every_step_of_a_batch_can_be_read(
    empty_page: Callable[..., Any], address: str, window: tuple[tuple[int, int], int], rule: str | None
) -> None:
    """Twelve items, and the eight that are left: matrices, menus, captions; one item, and the sum.

    One of so many steps is looked at, of the sum and of an item not the same.
    """
    size, every = window
    one, rng = session_of(3, 4, 2), np.random.default_rng(4)
    X, T = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    how = {"updates": 1, "batch_size": 12, "rule": rule and update_rule(rule)}
    session = Session(one.network, X, T, "mse", 0.1, **how)
    page = empty_page(size)
    page.goto(f"{address}/?s={link_text(Screen(session, 'batch', 'Batch', '', View()))}")
    wait_for_player(page)
    if size == PHONE:
        click(page, "More settings")
    found = set()
    for start, shown in enumerate(("sum over items", "item 2")):
        page.get_by_role("combobox", name="Item of the batch").select_option(label=shown)
        here = [*range(start % every, steps(page), every)]
        looked_at = f"{here}.includes(document.querySelector('.bp-host').player.cursor)"
        read = f"() => {looked_at} ? ({LOOK})() : null"
        looks = along(page, read, ["ArrowRight"] * (steps(page) - 1), frames=True)
        for at in here:
            look = looks[at]
            seen = [fault for fault in faults(look, size) if not SCROLLED.match(fault)]
            seen = [fault for fault in seen if size != PHONE or fault != MENU]
            found |= {
                (shown, at, fault) for fault in seen if size in (LECTURE, LARGE) or not ASIDE.match(fault)
            }
        press(page, "Home", "Home")
    assert not found


def test_a_wider_layer_says_how_many_neurons_are_left_out(open_player: Callable[..., Any]) -> None:
    """Thirteen of twenty are drawn, and the last of them is the twentieth."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    session = session_of(2, 20, 2)
    page = open_player(payload(session, "wide"))
    press(page, "ArrowRight", "ArrowRight")
    found = screen(page)
    column = [neuron["words"][0] for name, neuron in found["neurons"].items() if name.startswith("2,")]
    a = session.walked[0].run.a[2]
    drawn = [*a[:12], a[19]]
    assert [float(word.replace("−", "-")) for word in column] == pytest.approx(drawn, abs=6e-4)
    assert page.locator(".bp-seen .bp-gap").text_content() == "⋮ 7 more"
    assert len(found["edges"]) == 2 * 13 + 13 * 2
