"""Every number opened: neurons, edges and layers, by mouse, by keyboard and from the list."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest

from simulator.files.gallery import example
from simulator.steps.session import Session

from ..grids import grid, one_of
from .expected import Walk
from .opened import OPENED, Opened
from .screen import along, button, choose, choose_example, click, cursor, press, screen, steps

pytestmark = pytest.mark.browser


@pytest.fixture
def page(stepper: Any) -> Any:
    """One page for the tests of this module."""
    return stepper


NOTES = example("notes-4-layer").session


def centre(page: Any, l: int, c: int) -> tuple[float, float]:
    """Where a neuron stands in the window."""
    x, y = page.evaluate(
        "([l, c]) => document.querySelector('.bp-host').player.graph.layout.places.get(`${l},${c}`)", [l, c]
    )
    plot = page.locator(".bp-plot").bounding_box()
    return plot["x"] + x, plot["y"] + y


def on_edge(page: Any, l: int, r: int, c: int, share: float) -> tuple[float, float]:
    """A point of an edge, at a share of its way from left to right."""
    (x0, y0), (x1, y1) = centre(page, l - 1, r), centre(page, l, c)
    return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def opened(page: Any) -> dict[str, Any] | None:
    return page.evaluate(OPENED)


def open_from_list(page: Any, l: int, c: int | None = None) -> None:
    choose(page, "Look inside a number", f"{l},{c}" if c else f"{l}")


def neurons(session: Session) -> list[tuple[int, int]]:
    return [(l, c) for l, width in enumerate(session.network.widths, start=1) for c in range(1, width + 1)]


def compare_neuron(
    page: Any, session: Session, l: int, c: int, digits: int = 3, grain: str = "operation"
) -> None:
    """The open neuron against the core, at the step where the walk stands."""
    compare_opened(opened(page), Walk(session, digits, grain), cursor(page), l, c)


def compare_opened(found: dict[str, Any] | None, walk: Walk, at: int, l: int, c: int) -> None:
    """What stands in the inspector against the core."""
    moment, session = walk.moment(at), walk.session
    assert found is not None
    assert found["title"] == f"Neuron {c} of layer {l}"
    where = f"neuron {l},{c} at step {at}"
    assert found["tables"] == Opened(moment).neuron(l, c), where
    if l > 1 and session.network.activation[l] != "softmax":
        assert found["points"] == moment.knows("a", l, c), where
        assert found["tangents"] == (("A", l, 1) in moment.done), where


@grid(1, column=[2, 1, 3])
def test_a_neuron_follows_the_walk(page: Any, column: int) -> None:
    """Opened by a click at one of each layer, and compared at every step of the first update."""
    walk = Walk(NOTES, 3)
    for l, c in [(l, c) for l, c in neurons(NOTES) if c == column]:
        page.mouse.click(*centre(page, l, c))
        for at, found in enumerate(along(page, OPENED, ["ArrowRight"] * 25)):
            compare_opened(found, walk, at, l, c)
        assert cursor(page) == 25
        press(page, "Escape", "Home", "Home")
        assert opened(page) is None


@pytest.mark.nightly
@grid(1, name=["mazur-half-as-you-go", "softmax-2-3-3", "hagan-1-2-1", "xor-2-2-1"])
def test_neurons_of_other_networks(page: Any, name: str) -> None:
    """Softmax with its row of A, the new W of the update as you go, frozen biases, ½TSE; two updates."""
    given = example(name)
    choose_example(page, given.title)
    walk = Walk(given.session, 3)
    count = sum(step.update <= 2 for step in walk.steps)
    for l, c in neurons(given.session):
        open_from_list(page, l, c)
        for at, found in enumerate(along(page, OPENED, ["ArrowRight"] * (count - 1))):
            compare_opened(found, walk, at, l, c)
        press(page, "Home", "Home")


def test_by_neuron_and_with_all_digits(page: Any) -> None:
    """Only the components that are there by now; every digit."""
    choose(page, "Steps by", "neuron")
    open_from_list(page, 3, 1)
    walk = Walk(NOTES, 3, "neuron")
    for at, found in enumerate(along(page, OPENED, ["ArrowRight"] * 30)):
        compare_opened(found, walk, at, 3, 1)
    choose(page, "Digits", "full")
    compare_neuron(page, NOTES, 3, 1, digits=0, grain="neuron")


@grid(1, edge=[*product((1, 2, 3), (1, 2))])
def test_an_edge_follows_the_walk(page: Any, edge: tuple[int, int]) -> None:
    """W, ∂F/∂W = â S, the change, W before and after: an edge between layers 2 and 3, over two updates."""
    walk, (r, c) = Walk(NOTES, 3), edge
    page.mouse.click(*on_edge(page, 3, r, c, 0.3 if r != 2 else 0.2))
    assert opened(page)["title"] == f"Edge from 2,{r} to 3,{c}"
    for at, found in enumerate(along(page, OPENED, ["ArrowRight"] * 51)):
        assert [*found["tables"].values()] == Opened(walk.moment(at)).edge(3, r, c), at


def crossing(session: Session) -> list[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """Pairs of edges that cross between two layers."""
    edges = [
        (l, r, c)
        for l, W in session.network.W.items()
        for r in range(1, W.shape[0] + 1)
        for c in range(1, W.shape[1] + 1)
    ]
    return [(e, f) for e in edges for f in edges if e[0] == f[0] and e[1] < f[1] and e[2] > f[2]]


@one_of(3)
def test_each_of_two_crossing_edges_can_be_picked(page: Any, every: int) -> None:
    """Beside the crossing the nearer one is lit under the pointer, and a click opens that one."""
    lit = """() => [...document.querySelectorAll("path.js-line")]
      .filter((path) => path.classList.contains("bp-lighted")).map((path) => path.getAttribute("d"))"""
    place = """([l, r, c]) => document.querySelector(".bp-host").player.graph.edges
      .find((edge) => edge.l === l && edge.r === r && edge.c === c).path.getAttribute("d")"""
    pairs = crossing(NOTES)
    assert len(pairs) == 7
    for pair in pairs[::every]:
        ends = [[np.array(on_edge(page, *edge, share)) for share in (0.0, 1.0)] for edge in pair]
        (p, q), (s, t) = ends
        share = np.linalg.solve(np.column_stack([q - p, s - t]), s - p)
        for edge, at in zip(pair, share, strict=True):
            point = on_edge(page, *edge, at - 0.06)
            page.mouse.move(*point)
            assert page.evaluate(lit) == [page.evaluate(place, list(edge))], f"{edge} of {pair}"
            page.mouse.click(*point)
            l, r, c = edge
            assert opened(page)["title"] == f"Edge from {l - 1},{r} to {l},{c}"
            page.mouse.click(*point)
            assert opened(page) is None, "a second click closes"
    page.mouse.move(5, 5)
    assert page.evaluate(lit) == []


def test_terms_name_their_neuron_and_light_its_edge(page: Any) -> None:
    """In S each term comes over an edge to a later neuron; choosing it opens that edge."""
    press(page, *["ArrowRight"] * 13)
    page.mouse.click(*centre(page, 3, 2))
    row = page.locator(".bp-terms tr", has_text="neuron 1 of layer 4")
    row.hover()
    lighted = page.evaluate("""() => document.querySelector(".bp-host").player.graph.edges
      .filter(({ path }) => path.classList.contains("bp-lighted")).map(({ l, r, c }) => [l, r, c])""")
    assert lighted == [[4, 2, 1]]
    row.click()
    assert opened(page)["title"] == "Edge from 3,2 to 4,1"


def test_by_keyboard_alone(page: Any) -> None:
    """The list, the terms, the layers' matrices; Escape closes, and the arrows go on stepping."""
    press(page, *["ArrowRight"] * 13)
    page.get_by_role("combobox", name="Look inside a number").focus()
    page.keyboard.type("Neuron 2 of layer 3")
    assert opened(page)["title"] == "Neuron 2 of layer 3"
    terms = page.locator(".bp-terms tr[data-edge]")
    for _ in range(40):
        press(page, "Tab")
        if page.evaluate("document.activeElement.dataset.edge") == "4,2,1":
            break
    press(page, "Enter")
    assert opened(page)["title"] == "Edge from 3,2 to 4,1"
    press(page, "Escape")
    assert opened(page) is None
    assert terms.count() == 0
    at = cursor(page)
    button(page, "Matrices of this step").focus()
    press(page, "Enter")
    assert page.get_by_role("region", name="W₄", exact=True).is_visible()
    assert press(page, "ArrowRight") == at + 1


def test_stepping_with_the_focus_on_any_part_of_the_inspector(page: Any) -> None:
    """Graph, words and slider go together, whatever of it has the focus; nothing is thrown."""
    press(page, *["ArrowRight"] * 3)
    open_from_list(page, 3, 1)
    for name in ("Close the inspector", "b at the start"):
        page.locator(".bp-inspector").get_by_label(name, exact=True).focus()
        at = cursor(page)
        button(page, "Next step").evaluate("(node) => node.click()")
        found, wanted = screen(page), Walk(NOTES, 3)[at + 1]
        assert found["cursor"] == at + 1
        assert (found["neurons"], found["slider"], found["title"]) == (
            wanted["neurons"],
            wanted["slider"],
            wanted["title"],
        )
        assert page.evaluate("document.activeElement.ariaLabel") == name
    assert not [line for line in page.heard if line.startswith("page error:")]


HEAT = """() => {
  const texts = (node, selector) => [...node.querySelectorAll(selector)].map((cell) => cell.textContent);
  return Object.fromEntries([...document.querySelectorAll(".bp-heat")].map((card) => [card.ariaLabel, {
  size: card.querySelector(".bp-sizes").textContent,
  numbers: [...card.querySelectorAll("tbody tr")].map((row) => texts(row, "td")),
  rows: texts(card, "tbody th"), columns: texts(card, "thead th"), used: texts(card, "th.bp-used"),
}]));
}"""


def test_the_matrices_of_a_step(page: Any) -> None:
    """Â, W, S and the Jacobian of Ŝ = ÂWS: numbers, shapes, names of rows and columns, the ones in use."""
    run, net = NOTES.walked[0].run, NOTES.network
    click(page, "Matrices of this step")
    press(page, *["ArrowRight"] * 13)
    found = page.evaluate(HEAT)
    wanted = {
        "A₃": run.A[3],
        "W₄": net.W[4],
        "∂n₄/∂n₃ = W₄ᵀA₃": net.W[4].T @ run.A[3],
        "S₄": run.S[4],
        "S₃": run.S[3],
    }
    number = Walk(NOTES, 3).moment(13).number
    assert [*found] == [*wanted]
    for name, array in wanted.items():
        rows = array if array.ndim == 2 else array[:, None]
        assert found[name]["numbers"] == [[number(x) for x in row] for row in rows], name
        assert found[name]["size"] == "×".join(map(str, rows.shape))
    assert (found["W₄"]["rows"], found["W₄"]["columns"]) == (["3,1", "3,2"], ["4,1", "4,2"])
    assert (found["∂n₄/∂n₃ = W₄ᵀA₃"]["rows"], found["∂n₄/∂n₃ = W₄ᵀA₃"]["columns"]) == (
        ["4,1", "4,2"],
        ["3,1", "3,2"],
    )
    assert found["S₃"]["used"] == ["3,1", "3,2"]
    for at in range(14, steps(page) // 2):
        assert press(page, "ArrowRight") == at
        cards = page.evaluate(HEAT).values()
        assert cards and all(card["numbers"] for card in cards)


def test_the_matrices_of_a_layer(page: Any) -> None:
    """Everything of the layer that is there by now; the rest says that it is not computed yet."""
    press(page, *["ArrowRight"] * 13)
    run, update = NOTES.walked[0].run, NOTES.walked[0]
    open_from_list(page, 3)
    assert opened(page)["title"] == "Layer 3"
    missing = {"∂F/∂W₃", "∂F/∂b₃", "∂n₃/∂n₂ = W₃ᵀA₂", "W₃ after", "b₃ after"}
    assert {name for name, card in page.evaluate(HEAT).items() if not card["numbers"]} == missing
    press(page, *["ArrowRight"] * 12)
    found = page.evaluate(HEAT)
    number = Walk(NOTES, 3).moment(25).number
    for name, array in {
        "W₃": NOTES.network.W[3], "b₃": NOTES.network.b[3], "n₃": run.n[3], "a₃": run.a[3], "A₃": run.A[3],
        "∂n₃/∂n₂ = W₃ᵀA₂": NOTES.network.W[3].T @ run.A[2], "S₃": run.S[3], "∂F/∂W₃": run.dW[3],
        "∂F/∂b₃": run.db[3], "W₃ after": update.after.W[3], "b₃ after": update.after.b[3],
    }.items():  # fmt: skip
        rows = array if array.ndim == 2 else array[:, None]
        assert found[name]["numbers"] == [[number(x) for x in row] for row in rows], name
    press(page, "Escape")
    assert opened(page) is None and not page.evaluate(HEAT)


# Where what is opened begins in each of the frames after that in which it is asked for.
OPENED_AT = """async ([name, frames]) => {
  document.querySelector(".bp-host").player.inspector.pick(name);
  const found = [];
  for (let k = 0; k < frames; k += 1) {
    found.push(document.querySelector(".bp-inspector").getBoundingClientRect().top);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  }
  return found;
}"""


def test_what_is_opened_stays_where_it_opened(page: Any) -> None:
    """Also when what comes next is written ahead, a frame later."""
    press(page, *["ArrowRight"] * 13)
    for thing in ({"l": 4, "r": 1, "c": 2}, {"l": 3, "r": 0, "c": 1}):
        assert len({*page.evaluate(OPENED_AT, [thing, 8])}) == 1


DRAWN_AGAIN = "document.querySelector('.bp-host').player.drawn.redraw()"


def test_matrices_are_copied_with_every_digit(open_app: Callable[..., Any]) -> None:
    """As text and for NumPy to the last bit, as LaTeX to the digits shown."""
    page = open_app(permissions=["clipboard-read", "clipboard-write"])
    choose_example(page, example("mazur-half").title)
    session = example("mazur-half").session
    press(page, *["ArrowRight"] * 8)
    click(page, "Matrices of this step")
    dW = session.walked[0].run.dW[3]

    def copied(kind: str) -> str:
        click(page, f"Copy ∂F/∂W₃ as {kind}")
        button(page, f"Copied ∂F/∂W₃ as {kind}").wait_for()
        page.evaluate(DRAWN_AGAIN)
        assert page.get_by_text("copied").count() == 1  # it still is in the clipboard
        return page.evaluate("navigator.clipboard.readText()")

    assert screen(page)["title"] == "Gradient of the weights W₃"
    assert eval(copied("NumPy"), {"np": np}).tolist() == dW.tolist()
    assert [[float(x) for x in row.split("\t")] for row in copied("text").split("\n")] == dW.tolist()
    number = Walk(session, 3).moment(8).number
    body = " \\\\ ".join(" & ".join(number(x).replace("−", "-") for x in row) for row in dW)
    assert copied("LaTeX") == rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
    press(page, "ArrowRight")
    assert page.get_by_text("copied").count() == 0
    press(page, "ArrowLeft")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')) }")
    click(page, "Copy ∂F/∂W₃ as NumPy")
    by_hand = page.get_by_role("textbox", name="∂F/∂W₃ as NumPy, to be copied from here")
    assert eval(by_hand.input_value(), {"np": np}).tolist() == dW.tolist()
    assert page.evaluate("getSelection().toString()") == by_hand.input_value()
