"""Very small, very large and very long numbers are never cut in their digits or powers of ten."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simulator import Network, update_rule
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.formulas.notation import notation_named
from simulator.steps.session import Session

from ..grids import grid, one_of
from .screen import along, choose, click, press, steps, until, wait_for_player

pytestmark = pytest.mark.browser

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
PHONE, DESK = (390, 844), (1440, 900)

# The words of the graph, and those that stand out of the picture.
CLIPPED = """() => {
  const frame = document.querySelector(".bp-plot").getBoundingClientRect();
  const words = [...document.querySelectorAll(".bp-seen text")].filter((node) => node.textContent);
  const out = words.filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width && (box.right > frame.right + 1 || box.left < frame.left - 1);
  });
  const said = words.flatMap((node) => node.textContent.split(/ · |\u200b/));
  return { out: out.map((node) => node.textContent), words: said };
}"""


def session(width: int, numbers: list[float]) -> Session:
    """The numbers stand at the outputs of the identity, as biases, and as inputs."""
    outputs = np.resize(numbers, width)
    W = [np.zeros((2, width)), np.zeros((width, width))]
    net = Network.from_arrays(W, [outputs, outputs], ["identity", "identity"])
    return Session(net, np.array(numbers[:2]), np.zeros(width), learning_rate=1e-200, updates=1)


NUMBERS = {"small": [5e-13, -4.02123e-108], "large": [1e64, -1e6 / 3], "long": [0.1 + 0.2, -123456.789]}


@pytest.mark.parametrize("kind", NUMBERS)
@grid(1, digits=[2, 3, 6, 0], width=[2, 10], size=[DESK, PHONE])
def test_no_number_is_cut(
    open_player: Callable[..., Any], kind: str, digits: int, width: int, size: tuple[int, int]
) -> None:
    """Nothing stands out of the picture, and what is shortened says so and keeps its power of ten."""
    page = open_player(payload(session(width, NUMBERS[kind]), "numbers"), size)
    wait_for_player(page)
    if size == PHONE:
        click(page, "More settings")
    choose(page, "Digits", str(digits))
    press(page, "End")
    found = page.evaluate(CLIPPED)
    assert found["out"] == []
    for words in found["words"]:
        if "·1" in words:
            power = int(words.partition("·10")[2].translate(RAISED))  # S is twice e: one more at most
            assert power <= -12 if kind == "small" else power >= 5 or kind == "long", words


# Words of the panel's picture that stand out of it.
OUT = """() => [...document.querySelectorAll(".bp-sheet text, .bp-drawn text")].filter((node) => {
  const [box, sheet] = [node, node.ownerSVGElement].map((one) => one.getBoundingClientRect());
  return box.width && (box.left < sheet.left - 2 || box.right > sheet.right + 2);
}).map((node) => node.textContent)"""


@grid(1, digits=[0, 3], size=[(1280, 720), (1024, 768)])
def test_pictures_of_the_panel_cut_no_number(
    open_player: Callable[..., Any], digits: int, size: tuple[int, int]
) -> None:
    """Of 1e50 and its like, at every step of an update that moves each of them by as much."""
    drawn = np.random.default_rng(5)
    W = [drawn.normal(size=pair) * 1e20 for pair in ((2, 3), (3, 2))]
    net = Network.from_arrays(W, [drawn.normal(size=len(one.T)) * 1e20 for one in W], ["relu", "identity"])
    walk = Session(net, drawn.normal(size=2), drawn.normal(size=2), learning_rate=1e-9, updates=1)
    page = open_player(payload(walk, "numbers"), size)
    wait_for_player(page)
    choose(page, "Digits", str(digits))
    for at in range(int(page.locator(".bp").get_attribute("data-steps"))):
        page.evaluate("(at) => document.querySelector('.bp-host').player.show(at)", at)
        assert page.evaluate(OUT) == [], at


# Words of the panel's picture that lie on each other, and such as stand above or below it.
CROSSED = """() => [...document.querySelectorAll(".bp-pictures svg")].flatMap((svg) => {
  const sheet = svg.getBoundingClientRect();
  const words = [...svg.querySelectorAll("text")].filter((node) => node.textContent.trim()).map((node) => {
    const { left, right, top, bottom, height } = node.getBoundingClientRect();
    const ink = { left: left + 1, right: right - 1, top: top + height * 0.2, bottom: bottom - height * 0.2 };
    return { said: node.textContent, ...ink };
  });
  const crossed = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const pairs = words.flatMap((one, i) => words.slice(i + 1).filter((other) => crossed(one, other))
    .map((other) => `${one.said} on ${other.said}`));
  const out = words.filter((one) => one.top < sheet.top - 2 || one.bottom > sheet.bottom + 2);
  return [...pairs, ...out.map(({ said }) => `${said} out of its picture`)];
})"""


@grid(1, outputs=[3, 4, 5, 12], digits=[3, 0], size=[DESK, PHONE])
def test_words_of_a_picture_do_not_cross(
    open_player: Callable[..., Any], outputs: int, digits: int, size: tuple[int, int]
) -> None:
    """At every step; y and t of neighbouring outputs lie near each other, at both ends and in the middle."""
    x, near = np.array([0.5, 1]), np.resize([0.42123, -0.91, 0.977], outputs)
    b = [np.zeros(outputs), near]
    net = Network.from_arrays([np.ones((2, outputs)), np.zeros((outputs, outputs))], b, ["tanh", "identity"])
    walk = Session(net, x, np.roll(near, 1) + 0.001, learning_rate=0.1, updates=1)
    page = open_player(payload(walk, "near"), size)
    wait_for_player(page)
    if size == PHONE:
        click(page, "More settings")
    choose(page, "Digits", str(digits))
    for at in range(int(page.locator(".bp").get_attribute("data-steps"))):
        page.evaluate("(at) => document.querySelector('.bp-host').player.show(at)", at)
        assert page.evaluate(CROSSED) == [], at


# Where the picture lies over the sentence above it, or over the formulas: the places of their ends.
LAPPED = """() => {
  const box = (node) => node.getBoundingClientRect();
  const parts = [...document.querySelectorAll(".bp-pictures:not([hidden]) > *")].map(box);
  const top = Math.min(...parts.map((one) => one.top));
  const bottom = Math.max(...parts.map((one) => one.bottom));
  const others = [".bp-sentence", ".bp-formulas"].map((one) => box(document.querySelector(one)));
  return others.filter((one) => top < one.bottom - 1 && one.top + 1 < bottom).map((one) => [one.bottom, top]);
}"""


@grid(1, batch=[3, 1], size=[DESK, (1280, 600), PHONE])
def test_a_picture_lies_on_no_words(
    open_player: Callable[..., Any], batch: int, size: tuple[int, int]
) -> None:
    """Also where what is said of it takes two lines: a wide softmax, an item of a batch."""
    drawn = np.random.default_rng(3)
    W = [drawn.normal(size=pair).round(2) for pair in ((4, 8), (8, 10))]
    net = Network.from_arrays(W, [np.zeros(len(one.T)) for one in W], ["tanh", "softmax"])
    walk = Session(net, drawn.normal(size=(3, 4)), np.eye(10)[:3], "tce", updates=1, batch_size=batch)
    page = open_player(payload(walk, "lines"), size)
    wait_for_player(page)
    for at in range(int(page.locator(".bp").get_attribute("data-steps"))):
        page.evaluate("(at) => document.querySelector('.bp-host').player.show(at)", at)
        assert page.evaluate(LAPPED) == [], at


@grid(1, size=[DESK, (1920, 1080)])
def test_usual_numbers_beside_the_outputs_are_whole(open_player: Callable[..., Any], size: Any) -> None:
    """e = −0.741 has its three decimals, also where circles are largest."""
    page = open_player(payload(example("mazur-half").session, "usual"), size)
    wait_for_player(page)
    press(page, *["ArrowRight"] * 9)
    words = page.evaluate(CLIPPED)["words"]
    assert "e₁ −0.741" in words
    assert not [one for one in words if "…" in one]


def of_rule(loss: str, activation: str, rule: str, batch: int = 1) -> Session:
    """Four pairs of 0 and 1 for 2-3-3, whose first update takes so many, by a rule with much to show."""
    drawn = np.random.default_rng(3)
    W = [drawn.normal(size=pair).round(2) for pair in ((2, 3), (3, 3))]
    b = [drawn.normal(size=3).round(2) * 0.3 for _ in W]
    net = Network.from_arrays(W, b, ["tanh", activation])
    X, T = np.array([[-0.8, -1.32], [-0.25, 0.42], [1.1, 0.1], [-0.6, -0.8]]), np.eye(3)[[1, 0, 2, 0]]
    return Session(net, X, T, loss, 0.05, 1, rule=update_rule(rule), batch_size=batch)


def test_what_an_output_keeps_is_whole(open_player: Callable[..., Any]) -> None:
    """S, a, n and A of a bias' step below its circle, also where letters are large and 0.00863 is long."""
    page = open_player(payload(of_rule("tce", "softmax", "adam"), "kept"), (1920, 1080))
    wait_for_player(page)
    looks = along(page, CLIPPED, ["ArrowRight"] * (steps(page) - 1), frames=True)
    assert [words for found in looks for words in found["out"]] == []
    kept = {words.split()[0] for found in looks for words in found["words"]}
    assert {"S", "a", "n", "A"} <= kept


def test_the_errors_of_a_picture_are_whole(open_player: Callable[..., Any]) -> None:
    """e₃ = −0.00887 beside its number line has all its digits where there is room."""
    page = open_player(payload(of_rule("tce", "softmax", "sgd"), "errors"), (1920, 1080))
    wait_for_player(page)
    press(page, *["ArrowRight"] * 5)
    words = page.locator(".bp-pictures svg [data-number^='e:']").all_text_contents()
    assert len([one for one in words if one.startswith("e")]) == 3
    assert not [one for one in words if "…" in one]


@grid(1, notation=["notes", "delta"])
def test_a_wide_formula_begins_in_its_card(open_player: Callable[..., Any], notation: str) -> None:
    """F of a batch by BCE is wider than a phone: it is scrolled from its first letter on."""
    walk = of_rule("bce", "sigmoid", "rmsprop", batch=4)
    page = open_player(payload(walk, "wide", notation=notation_named(notation)), PHONE)
    wait_for_player(page)
    starts = """() => [...document.querySelectorAll(".bp-formulas .bp-letters")]
      .filter((card) => card.scrollWidth > card.clientWidth)
      .map((card) => [card.querySelector("math"), card].map((one) => one.getBoundingClientRect().left))"""
    found = along(page, starts, ["ArrowRight"] * (steps(page) - 1), frames=True)
    wide = [start for one in found for start in one]
    assert wide
    assert all(formula >= card for formula, card in wide)


def test_a_field_shows_all_of_its_number(open_player: Callable[..., Any]) -> None:
    """0.30000000000000004 does not read 0.300000."""
    page = open_player(payload(session(2, NUMBERS["long"]), "numbers"))
    wait_for_player(page)
    fields = page.evaluate("""() => {
      const { player } = document.querySelector(".bp-host");
      player.onEdit = () => {};
      player.inspector.pick({ l: 2, c: 1 });
      return [...document.querySelectorAll(".bp-inspector input:not([type=checkbox])")].map((field) =>
        [field.value, field.scrollWidth <= field.clientWidth]);
    }""")
    assert fields == [["0.30000000000000004", True]]


def test_numbers_beside_a_neuron_are_whole_under_the_pointer(open_player: Callable[..., Any]) -> None:
    """Of 0.30000000000000004 the graph has three decimals, the foot of the panel all; of what is kept too."""
    page = open_player(payload(session(2, NUMBERS["long"]), "numbers"))
    wait_for_player(page)
    press(page, "End")
    for place, words, told in (
        (".bp-seen .bp-bias[data-number$='b:2:1']", "b 0.3", "in layer 2 = 0.30000000000000004"),
        (".bp-seen .bp-side[data-number='a:3:1']", "y₁ 0.3", "= 0.30000000000000004"),
        (
            ".bp-seen .bp-kept [data-number='n:2:1']",
            "n 0.3",
            "n of neuron 1 in layer 2 = 0.30000000000000004",
        ),
    ):
        number = page.locator(place).first
        assert number.text_content() == words
        number.hover(force=True)
        until(lambda told=told: page.locator(".bp-foot").text_content().endswith(told), told)


# Buttons of the row below the graph whose words stand out of them, or that lie over another.
CROWDED = """() => {
  const seen = [...document.querySelectorAll(".bp-row :is(button, select)")]
    .filter((node) => node.checkVisibility() && !node.closest(".bp-menu"));
  const apart = (one, other) =>
    one.right <= other.left + 1 || other.right <= one.left + 1 ||
    one.bottom <= other.top + 1 || other.bottom <= one.top + 1;
  const boxes = seen.map((node) => node.getBoundingClientRect());
  return seen.filter((node, i) =>
    (node.localName === "button" && node.scrollWidth > node.clientWidth) ||
    boxes.some((box, j) => j !== i && !apart(boxes[i], box))).map((node) => node.textContent);
}"""
# Of the pictures at a step the cells without a number, and the lines of numbers wider than the panel.
CUT = """() => [
  [...document.querySelectorAll(".bp-cell")].filter((cell) => !cell.querySelector("text")).length,
  [...document.querySelectorAll(".bp-formulas .bp-numbers .bp-line")]
    .filter((line) => line.scrollWidth > line.clientWidth).length,
]"""


@one_of(3)
def test_a_batch_of_small_numbers_has_room(open_player: Callable[..., Any], every: int) -> None:
    """Each button of the row whole, at any width; each cell with its number; each matrix within the panel."""
    drawn = np.random.default_rng(1)
    W = [drawn.normal(size=pair) for pair in ((4, 8), (8, 8), (8, 4))]
    net = Network.from_arrays(W, [np.zeros(len(one.T)) for one in W], ["tanh", "tanh", "sigmoid"])
    X, T = drawn.normal(size=(20, 4)) * 1e-4, np.zeros((20, 4))
    walk = Session(net, X, T, learning_rate=0.1, updates=2, batch_size=10)
    page = open_player(payload(walk, "batch"), DESK)
    wait_for_player(page)
    for at in range(0, int(page.locator(".bp").get_attribute("data-steps")) // 2, every):
        page.evaluate("(at) => document.querySelector('.bp-host').player.show(at)", at)
        assert page.evaluate(CUT) == [0, 0], at
    for width, height in (DESK, (1280, 720), (1180, 700), (1024, 768), (960, 600), (844, 390)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(CROWDED) == [], width
