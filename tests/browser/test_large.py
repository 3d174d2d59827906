"""A large network in the stepper: 784-128-10 opens, steps and is drawn at each level of detail."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from latex2mathml.converter import convert
from PIL import Image

from simulator.draw.colours import PALETTES, scales
from simulator.files.gallery import example
from simulator.steps.formulas.digits import shown
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..benchmark_apps.network import large_session
from ..grids import grid, one_of
from ..js.mathml import pieces
from .conftest import given_back
from .expected import Moment, on_screen
from .machine import serve
from .page_pool import PagePool
from .screen import along, button, choose, gallery, press, until, wait_for_player
from .test_look import LARGE, LECTURE, LOOK, PHONE, faults, session_of

pytestmark = pytest.mark.browser

APP = Path(__file__).parents[1] / "benchmark_apps" / "large_app.py"
SESSION = large_session()
STEPS = [step for step in steps_of(SESSION) if step.update == 1]
SCROLLS = re.compile("cut off|beyond the sides: m")
LEVELS = ("heat", "strongest", "edges")
BACK = 4  # steps

# The canvas's own pixels, and where things stand on it, as the player says.
PICTURE = """() => {
  const { graph } = document.querySelector(".bp-host").player;
  const box = graph.paper.getBoundingClientRect();
  return {
    at: [box.x, box.y],
    picture: graph.paper.toDataURL(),
    maps: graph.painter.maps?.map(({ l, box, strip, rows, columns }) => ({ l, box, strip, rows, columns })),
    drawn: graph.painter.drawn?.map(({ l, r, c, lit, from, to }) => ({ l, r, c, lit, from, to })),
    layers: graph.layers.map(({ l, box }) => ({ l, box })),
  };
}"""


def pixels_of(found: dict[str, Any]) -> np.ndarray:
    """Red, green, blue and opacity of the canvas, row by row."""
    data = base64.b64decode(found["picture"].partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


@pytest.fixture(scope="module")
def large_address(browser: Any) -> Iterator[str]:
    """The app opened on 784-128-10."""
    with serve(APP) as server:
        yield server.address


@pytest.fixture
def large(large_address: str, page_pool: PagePool, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Its page at 1440 × 900; nothing was said on the console when the test is over."""
    page = page_pool.opened(large_address, LECTURE)
    with given_back(page_pool, request, [page]):
        yield page
        loud = [line for line in page.heard if not line.startswith(("log:", "debug:", "info:"))]
        assert not loud
        assert not page.strangers


def detail(page: Any, level: str) -> None:
    """Choose a level of detail and wait until it is drawn."""
    choose(page, "Detail", level)
    drawn = """(level) => {
      const { player } = document.querySelector(".bp-host");
      return player.view.detail === level && Boolean(player.graph.last);
    }"""
    until(lambda: page.evaluate(drawn, level), f"for {level}")


def note(page: Any) -> str:
    """What the picture leaves out."""
    return page.get_by_role("note").inner_text()


def go(page: Any, kind: str, l: int) -> None:
    """To the step of a kind and layer in the first update."""
    at = next(i for i, step in enumerate(STEPS) if (step.kind, step.layer) == (kind, l))
    page.evaluate("(at) => document.querySelector('.bp-host').player.moving.go(at)", at)


# The words of a step, and what stands at the outputs.
SEEN = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
  return {
    cursor: Number(document.querySelector(".bp").dataset.cursor),
    title: document.querySelector(".bp-title").textContent,
    F: document.querySelector(".bp-F").textContent,
    lines: [...document.querySelectorAll(".bp-formulas .bp-numbers .bp-line")].map((line) => (
      [...line.querySelectorAll("math")].map((piece) => piece.outerHTML).join(""))),
    values: all(".bp-seen .bp-value"), sides: all(".bp-seen .bp-side:not(.bp-y)"),
  };
}"""


def wanted(at: int) -> dict[str, Any]:
    """The same, told from the numbers of the session."""
    moment = Moment(SESSION, STEPS, at, 3)
    step, run, K = STEPS[at], SESSION.walked[0].run, 3
    gain = f"F {moment.number(run.loss)} → {moment.number(SESSION.walked[0].loss_after)}"
    known = ("error", K, 1) in moment.done
    outputs = range(1, 11)
    quantity = moment.shows(K)
    known_there = moment.knows(quantity, K, 1)
    y = run.y if moment.knows("a", K, 1) else [None] * 10
    e = run.e if known else [None] * 10
    return {
        "cursor": at,
        "title": step.title,
        "F": gain if step.gain else f"F = {moment.number(run.loss if known else None)}",
        "lines": [pieces(convert(line.latex(3))) for line in step.lines],
        "values": [moment.number(moment.value(quantity, K, c) if known_there else None) for c in outputs],
        "sides": [moment.number(part[c - 1]) for c in outputs for part in (y, run.t, e)],
    }


@one_of(2)
@grid(1, level=LEVELS[:2])
def test_an_update_forwards_and_back(large: Any, level: str, every: int) -> None:
    """Words, formulas and outputs are those of Python at every step, and on the way back."""
    detail(large, level)
    last = len(STEPS) - 1
    found = along(large, SEEN, ["ArrowRight"] * last + ["ArrowLeft"] * BACK)
    seen = [one | {"lines": [pieces(line) for line in one["lines"]]} for one in found]
    assert seen[: last + 1 : every] == [wanted(at) for at in range(0, last + 1, every)]
    assert seen[last:] == seen[last - BACK : last + 1][::-1]


def mixed(theme: str, share: float) -> np.ndarray:
    """The colour of a number on a map, as red, green and blue."""
    palette = PALETTES[theme]
    rgb = {name: np.array([int(palette[name][i : i + 2], 16) for i in (1, 3, 5)]) for name in palette}
    share = np.clip(share, -1, 1)
    return rgb["neuron"] + (rgb["negative" if share < 0 else "positive"] - rgb["neuron"]) * abs(share)


def cell(count: int, number: int, i: int) -> int:
    """Of `number` things spread evenly over `count` cells, where thing i lies, from 0."""
    return i * count // number


@grid(1, lit=[("dW", 2), ("dW", 3), ("n", 2), ("update_W", 2), ("n", 3)])
def test_every_pixel_of_a_map_is_its_number(large: Any, lit: tuple[str, int]) -> None:
    """The lit map, pixel by pixel; a pixel that stands for several numbers shows the largest."""
    kind, l = lit
    go(large, kind, l)
    u = SESSION.walked[0]
    values, scale = {
        "n": (u.before.W[l], "W"),
        "dW": (u.run.dW[l], "dW"),
        "update_W": (u.after.W[l] - u.before.W[l], "change"),
    }[kind]
    found = large.evaluate(PICTURE)
    pixels = pixels_of(found)
    place = next(one for one in found["maps"] if one["l"] == l)
    (H, L), box = values.shape, place["box"]
    rows, columns = place["rows"]["count"], place["columns"]["count"]
    strongest = np.zeros((rows, columns))
    for r in range(H):
        for c in range(L):
            at = cell(rows, H, r), cell(columns, L, c)
            if abs(values[r, c]) > abs(strongest[at]):
                strongest[at] = values[r, c]
    end = scales(SESSION)[scale]
    high, wide = box["height"] / rows, box["width"] / columns
    for r in range(rows):
        y = int(box["y"] + (r + 0.5) * high)
        for c in range(columns):
            x = int(box["x"] + (c + 0.5) * wide)
            off = np.abs(pixels[y, x, :3] - mixed("light", strongest[r, c] / end)).max()
            assert off <= 2, (r, c, pixels[y, x], strongest[r, c])


def test_what_is_not_known_yet_is_not_drawn_as_0(large: Any) -> None:
    """∂F/∂W₂ before its step: hatched, with a dash; the map of W is there from the start."""
    go(large, "dW", 3)
    dashes = "() => [...document.querySelectorAll('.bp-map-name')].map((node) => node.textContent)"
    assert large.evaluate(dashes) == ["∂F/∂W₂ 784×128", "–", "∂F/∂W₃ 128×10", ""]
    place = next(one for one in large.evaluate(PICTURE)["maps"] if one["l"] == 2)
    found = large.evaluate(PICTURE)
    pixels = pixels_of(found)
    box = {key: int(value) for key, value in place["box"].items()}
    inside = pixels[box["y"] + 2 : box["y"] + box["height"] - 2, box["x"] + 2 : box["x"] + box["width"] - 2]
    assert (inside[..., 3] == 0).mean() > 0.5
    go(large, "n", 2)
    assert large.evaluate(dashes) == ["W₂ 784×128", "", "W₃ 128×10", ""]


@pytest.mark.nightly
def test_the_strongest_edges_and_how_many_are_hidden(large: Any) -> None:
    """A thousand of each layer by |W|; one neuron's step shows all of its own besides."""
    assert note(large).startswith("Every weight:")
    go(large, "n", 2)
    detail(large, "strongest")
    assert note(large) == "2,000 of 101,632 edges, the strongest by |W| of each layer; 99,632 hidden."
    drawn = large.evaluate(PICTURE)["drawn"]
    for l, W in SESSION.network.W.items():
        mine = [(edge["r"], edge["c"]) for edge in drawn if edge["l"] == l]
        sizes = [abs(W[r - 1, c - 1]) for r, c in mine]
        assert len(set(mine)) == len(mine) == 1000
        assert sizes == sorted(sizes)
        assert min(sizes) == np.sort(np.abs(W).ravel())[-1000]
    assert all(edge["lit"] is (edge["l"] == 2) for edge in drawn)
    choose(large, "Steps by", "neuron")
    press(large, "Home", "Home", *["ArrowRight"] * 37)
    assert large.locator(".bp-title").inner_text() == "Weighted sum n of neuron 37 in layer 2"
    drawn = large.evaluate(PICTURE)["drawn"]
    assert {edge["r"] for edge in drawn if edge["lit"]} == set(range(1, 785))
    assert {edge["c"] for edge in drawn if edge["lit"]} == {37}
    count = f"{len(drawn):,} of 101,632 edges, the strongest by |W| of each layer, and those of this step; "
    assert note(large) == count + f"{101_632 - len(drawn):,} hidden."
    detail(large, "edges")
    drawn = 13 * 13 + 13 * 10
    assert note(large).startswith(f"{drawn} of 101,632 edges, ")
    assert note(large).endswith(f"; {101_632 - drawn:,} hidden.")
    gaps = large.evaluate(
        "() => [...document.querySelectorAll('.bp-seen .bp-gap')].map((node) => node.textContent)"
    )
    assert gaps == ["⋮ 771 more", "⋮ 115 more"]


def opened(page: Any) -> str:
    """The title of the inspector, or nothing."""
    titles = page.locator(".bp-inspector:visible h3").all_inner_texts()
    return titles[0] if titles else ""


def center(
    box: dict[str, float], at: list[float], row: float = 0.5, column: float = 0.5
) -> tuple[float, float]:
    """A point of a rectangle of the canvas, in the window."""
    return at[0] + box["x"] + column * box["width"], at[1] + box["y"] + row * box["height"]


def test_a_click_on_a_map_or_a_strip_opens_what_is_there(large: Any) -> None:
    """The entry, or the neuron, with its own numbers."""
    go(large, "dW", 3)
    found = large.evaluate(PICTURE)
    at, place = found["at"], found["maps"][1]
    large.mouse.click(*center(place["box"], at, 9.5 / 128, 4.5 / 10))
    assert opened(large) == "Edge from 2,10 to 3,5"
    total = large.locator(".bp-inspector .bp-total td").all_inner_texts()
    u = SESSION.walked[0]
    assert total[:2] == [on_screen(u.before.W[3][9, 4], 3), on_screen(u.run.dW[3][9, 4], 3)]
    assert large.locator(".bp-mark.bp-picked").count() == 1
    large.mouse.click(*center(found["layers"][1]["box"], at, 99.5 / 128))
    assert opened(large) == "Neuron 100 of layer 2"
    value = shown(float(u.run.n[2][99])).replace("-", "−")
    assert large.get_by_role("row", name=re.compile(f"^n {re.escape(value)}$")).count()
    large.mouse.click(*center(place["strip"], at, 0.5, 2.5 / 10))
    assert opened(large) == "Neuron 3 of layer 3"
    large.mouse.click(at[0] + found["layers"][1]["box"]["x"] + 8, at[1] + 20)
    assert opened(large) == "Layer 2"


def apart(points: np.ndarray, edges: list[dict[str, Any]]) -> np.ndarray:
    """How far each point lies from each line."""
    start, end = (np.array([edge[key] for edge in edges]) for key in ("from", "to"))
    way = end - start
    share = ((points[:, None] - start) * way).sum(-1) / (way * way).sum(-1)
    return np.linalg.norm(points[:, None] - start - np.clip(share, 0, 1)[..., None] * way, axis=-1)


def test_a_click_on_a_line_or_a_dot_opens_what_is_there(large: Any) -> None:
    """Among two thousand lines the one that is clicked; and what has the pointer is marked before."""
    go(large, "n", 2)
    detail(large, "strongest")
    found = large.evaluate(PICTURE)
    at, edges = np.array(found["at"]), found["drawn"]
    left, right = found["layers"][1]["box"], found["layers"][2]["box"]
    rng = np.random.default_rng(1)
    low = np.ceil(at) - at + [left["x"] + left["width"] + 8, right["y"]]  # whole pixels of the window
    points = low + rng.integers(0, [right["x"] - low[0] - 8, right["height"]], (2000, 2))
    distances = apart(points, edges)
    nearest = np.sort(distances, axis=1)
    clear = np.where(nearest[:, 0] < 3, nearest[:, 1] - nearest[:, 0], 0).argmax()
    assert nearest[clear, 1] - nearest[clear, 0] > 1
    point, edge = points[clear], edges[distances[clear].argmin()]
    large.mouse.move(*(at + point))
    assert large.locator(".bp-mark.bp-hover").count() == 1
    large.mouse.click(*(at + point))
    assert opened(large) == f"Edge from 2,{edge['r']} to 3,{edge['c']}"
    dots = found["layers"][0]["box"]
    large.mouse.click(*center(dots, found["at"], 14.5 / 28, 3.5 / 28))
    assert opened(large) == f"Neuron {14 * 28 + 4} of layer 1"
    shown_x = large.locator(".bp-inspector .bp-total td").inner_text()
    assert shown_x == on_screen(SESSION.X[0][14 * 28 + 3], 3)


@pytest.mark.nightly
def test_a_number_is_opened_from_the_list_and_typed_over(large: Any) -> None:
    """Any of 922 neurons by keyboard; a new bias is taken in, and the walk after it is Python's."""
    press(large, "ArrowRight")
    choose(large, "Look inside a number", "2,77")
    assert opened(large) == "Neuron 77 of layer 2"
    field = large.get_by_role("textbox", name="b at the start")
    field.fill("0.5")
    field.press("Enter")
    n = SESSION.walked[0].run.n[2][76] + 0.5
    row = large.get_by_role("row", name=re.compile(f"^n {re.escape(on_screen(n, 3))}$"))
    until(row.count, "for the new n")
    assert large.evaluate("document.querySelector('.bp-host').player.view.detail") == "heat"
    button(large, "Edit the numbers that the walk starts from").click()
    assert "Too many numbers for a table" in large.locator(".bp-start").inner_text()


@pytest.mark.parametrize(
    ("widths", "level"),
    [((2, 3, 2), "edges"), ((2, 20, 2), "edges"), ((64, 128, 10), "strongest"), ((128,) * 3, "heat")],
)
def test_the_level_follows_the_size(
    open_player: Callable[..., Any], widths: tuple[int, ...], level: str
) -> None:
    """Small networks have nothing to choose; another network begins at its own level."""
    from simulator.player.payload.payload import payload  # noqa: PLC0415

    page = open_player(payload(session_of(*widths), "walk"))
    chosen = page.get_by_role("combobox", name="Detail")
    assert chosen.count() == (widths != (2, 3, 2))
    assert page.evaluate("[...document.querySelectorAll('.bp-plot > canvas')].length") == (level != "edges")
    if chosen.count():
        assert chosen.input_value() == level


@pytest.mark.nightly
@grid(1, size={"1440": LECTURE, "1920": LARGE, "390": PHONE}, theme=["light", "dark"])
def test_every_level_can_be_read(
    large_address: str, empty_page: Callable[..., Any], size: tuple[int, int], theme: str
) -> None:
    """No text too small or too pale, none over another, nothing cut off."""
    page = empty_page(size, color_scheme=theme)
    page.goto(large_address)
    wait_for_player(page)
    for level in LEVELS[:2]:
        page.evaluate("level => document.querySelector('.bp-host').player.look.set('detail', level)", level)
        for kind, l in (("input", 1), ("n", 2), ("dW", 3), ("update_W", 2)):
            go(page, kind, l)
            found = faults(page.evaluate(LOOK), size)
            # Long formulas scroll in their panel, as they do for every network.
            assert not [fault for fault in found if not SCROLLS.match(fault) or "graph" in fault]


@pytest.mark.nightly
def test_a_small_example_after_a_large_network_is_as_ever(large: Any) -> None:
    """Its graph with all its edges and numbers, and no choice of detail."""
    gallery(large).click()
    first: Session = example("notes-4-layer").session
    large.get_by_role("menuitem").first.click()
    paths = sum(W.size for W in first.network.W.values())
    until(lambda: large.locator("path.js-line").count() == paths, "for the small graph")
    assert not large.get_by_role("combobox", name="Detail").count()
