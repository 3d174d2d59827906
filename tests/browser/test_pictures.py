"""What pictures of a step show: products on edges, bars, curves and tangents, compared with the core."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.graph import LABELLED
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.timeline import steps_of

from ..grids import by_night
from .expected import on_screen
from .screen import along, behind

pytestmark = pytest.mark.browser

DIGITS = 3
READ = (Path(__file__).parent / "pictures.js").read_text(encoding="utf-8")


MOTION = (Path(__file__).parent / "motion.js").read_text(encoding="utf-8")


def session() -> Session:
    """A random network with a neuron that is off and one that is saturated."""
    rng = np.random.default_rng(14)
    W = [rng.normal(size=pair) for pair in ((2, 3), (3, 3), (3, 2))]
    b = [np.array([0.2, -9.0, 0.3]), np.array([0.1, 12.0, -0.4]), rng.normal(size=2)]
    net = Network.from_arrays(W, b, ["relu", "sigmoid", "tanh"])
    return Session(net, rng.normal(size=2), rng.normal(size=2), "tse", 0.1, 1)


def value(run: Any, net: Network, name: str) -> float:
    """The number that data-number names, as the core has it."""
    letter, *places = name.split(":")
    l, *at = map(int, places)
    at = [i - 1 for i in at]
    if letter == "aW":
        return run.a[l - 1][at[0]] * net.W[l][at[0], at[1]]
    if letter == "WS":
        return net.W[l][at[0], at[1]] * run.S[l][at[1]]
    if letter == "sent":
        return net.W[l + 1][at[0]].dot(run.S[l + 1])
    if letter == "dphi":
        return -2 * run.e[at[0]]
    if letter == "A":
        return run.slopes[l][at[0]]
    return {"W": net.W, "b": net.b}.get(letter, getattr(run, letter, None))[l][tuple(at)]


def test_pictures_show_the_numbers_of_the_core(open_player: Callable[..., Any]) -> None:
    """Products are the core's own bit for bit, bars are as long as their numbers, tangents as steep as A."""
    walk = session()
    run, net = walk.walked[0].run, walk.walked[0].before
    data = payload(walk, "pictures")
    page = open_player(data)
    steps = steps_of(walk)
    found = along(page, READ, ["ArrowRight"] * (len(steps) - 1))
    for step, seen in zip(steps, found, strict=True):
        where = f"{step.title}: {seen['step']}"
        if step.kind not in ("n", "a", "A", "S"):
            assert not seen["products"] and not seen["plates"] and not seen["sigmas"], where
            continue
        for name, words in seen["words"]:
            if re.search("[0-9]", words) and name.split(":")[0] not in ("sent", "dphi"):
                assert on_screen(value(run, net, name), DIGITS) in words, (where, name, words)
        for bar in [*seen["bars"], *(bar for plate in seen["plates"] for bar in plate["bars"])]:
            assert bar["value"] == pytest.approx(value(run, net, bar["name"]), rel=1e-13), (where, bar)
        if step.kind in ("n", "S"):
            check_sums(step, seen, run, net)
        else:
            check_curves(step, seen, run, data["curves"])


# Words of lit edges with the middle of each, and the boxes of words at neurons.
ON_EDGES = """() => {
  const box = (node) => { const { left, right, top, bottom } = node.getBoundingClientRect();
    return { text: node.textContent, left, right, top, bottom }; };
  const all = (names) => [...document.querySelectorAll(names)].filter((one) => one.textContent).map(box);
  return { edges: all(".bp-seen :is(.bp-edge-product text, .bp-label)"),
    beside: [...document.querySelectorAll(".bp-seen :is(.bp-bias, .bp-kept tspan)")]
      .filter((one) => one.textContent.trim()).map(box)
      .filter(({ text }) => text !== "\u200b" && text !== " · ") };
}"""


@pytest.mark.parametrize("size", [(1280, 600), by_night((1024, 768))])
def test_where_there_is_little_room_each_lit_edge_says_its_number_clear_of_what_neurons_keep(
    open_player: Callable[..., Any], size: tuple[int, int]
) -> None:
    """Of the first example at every step that sums, and at the gradient of the weights."""
    notes = example("notes-4-layer").session
    page = open_player(payload(notes, "room"), size)
    widths = notes.network.widths
    seen = 0
    for at, step in enumerate(steps_of(notes)[:20]):
        if step.kind not in ("n", "S", "dW") or (step.kind == "S" and step.layer == len(widths)):
            continue
        page.evaluate("(at) => document.querySelector('.bp-host').player.show(at)", at)
        found = page.evaluate(ON_EDGES)
        l = step.layer - 1 if step.kind != "S" else step.layer
        if step.kind == "dW" and widths[l] * widths[l - 1] > LABELLED:
            continue
        assert len(found["edges"]) == widths[l] * widths[l - 1], step.title
        words = [*found["edges"], *found["beside"]]
        for i, one in enumerate(found["edges"]):
            for other in words[i + 1 :]:
                apart = max(one["left"], other["left"]) >= min(one["right"], other["right"])
                assert apart or max(one["top"], other["top"]) + 4 >= min(one["bottom"], other["bottom"]), (
                    step.title, one["text"], other["text"],
                )  # fmt: skip
        seen += len(found["edges"])
    assert seen > 30


# The names of the products on edges, and how many there are in words.
PRODUCTS = """() => [
  [...document.querySelectorAll(".bp-seen .bp-edge-product tspan:last-child")]
    .map((one) => one.dataset.number).sort(),
  [...document.querySelectorAll(".bp-seen .bp-left-out")].map((node) => node.textContent).join(),
]"""
LIT_EDGES = "all => all.filter((one) => getComputedStyle(one).opacity === '1').length"
AT = """([l, c, r]) => {
  const { graph, plot } = document.querySelector(".bp-host").player;
  const { left, top } = plot.getBoundingClientRect();
  const [one, other] = r ? graph.ends({ l, r, c }) : [graph.spot(l, c), graph.spot(l, c)];
  return [left + one[0] * 0.7 + other[0] * 0.3, top + one[1] * 0.7 + other[1] * 0.3];
}"""


def test_of_many_products_one_neuron_has_its_own(open_player: Callable[..., Any]) -> None:
    """Whichever is pointed at, has the focus or is opened; else it is said how many there are."""
    rng = np.random.default_rng(8)
    W = [rng.normal(size=pair) for pair in ((4, 8), (8, 8), (8, 4))]
    net = Network.from_arrays(W, [rng.normal(size=len(one.T)) for one in W], ["tanh"] * 3)
    walk = Session(net, rng.normal(size=4), rng.normal(size=4), updates=1)
    page = open_player(payload(walk, "many"), (1440, 830), reduced_motion="reduce")
    none = [[], "64 products: point at a neuron"]
    for kind, l in (("n", 3), ("S", 2)):
        at = [(step.kind, step.layer) for step in steps_of(walk)].index((kind, l))
        page.evaluate("(at) => document.querySelector('.bp-host').player.show(at)", at)
        assert page.evaluate(PRODUCTS) == none
        own = {
            c: sorted(f"aW:3:{i}:{c}" if kind == "n" else f"WS:3:{c}:{i}" for i in range(1, 9))
            for c in (3, 5)
        }
        edge = [3, 5, 1] if kind == "n" else [3, 1, 5]
        for place, c in (([l, 3], 3), (edge, 5)):
            page.mouse.move(*page.evaluate(AT, place))
            check_own(page.evaluate(PRODUCTS), own[c])
            assert page.locator(".js-line").evaluate_all(LIT_EDGES) == 8, "the others recede"
        page.mouse.move(5, 5)
        assert page.evaluate(PRODUCTS) == none
        page.evaluate(
            "(at) => document.querySelector('.bp-host').player.inspector.pick(at)", {"l": l, "c": 3}
        )
        check_own(page.evaluate(PRODUCTS), own[3])
        page.evaluate("document.querySelector('.bp-host').player.inspector.pick(null)")
        page.locator(".bp-spot").focus()
        for _ in range(20):
            if page.locator(".bp-spot").get_attribute("data-spot") != f"{l},3":
                page.keyboard.press("ArrowDown" if kind == "n" else "ArrowUp")
        check_own(page.evaluate(PRODUCTS), own[3])
        page.evaluate("document.activeElement.blur()")


def check_own(seen: list[Any], own: list[str]) -> None:
    """Of one neuron as many as have room, and how many."""
    names, said = seen
    assert len(names) >= 4 and set(names) <= set(own)
    assert said == f"{len(names)} of 64 products"


def check_sums(step: Any, seen: dict[str, Any], run: Any, net: Network) -> None:
    """Every edge has its product, and every bar its length; together they end at the neuron's number."""
    l, forward = step.layer, step.kind == "n"
    lit = step.kind == "n" or l < net.depth
    edges = net.W[l if forward else l + 1].size if lit else 0
    assert len(seen["products"]) == edges
    for words in seen["products"]:
        for name, text in words:
            if name:
                assert text == on_screen(value(run, net, name), DIGITS)
        assert words[-1][0].startswith("aW:" if forward else "WS:")
    bars = seen["bars"]
    width = len(run.n[l])
    assert [bar["name"] for bar in bars if bar["total"]] == [
        f"{step.kind}:{l}:{c}" for c in range(1, width + 1)
    ]
    long = [(abs(bar["value"]), bar["box"][2]) for bar in bars if abs(bar["value"]) > 0.05]
    scales = [px / size for size, px in long]
    assert scales == pytest.approx([scales[0]] * len(scales), rel=1e-6)
    assert f"{step.kind}" in seen["said"] and on_screen(getattr(run, step.kind)[l][0], DIGITS) in seen["said"]
    assert [plate["neuron"] for plate in seen["plates"]] == [f"{l},{c}" for c in range(1, width + 1)]


def check_curves(step: Any, seen: dict[str, Any], run: Any, curves: dict[str, Any]) -> None:
    """The point stands at (n, a) of the drawn curve; the tangent is there from its own step on."""
    l = step.layer
    xs, ys = curves[["relu", "sigmoid", "tanh"][l - 2]]
    for drawn in (seen["curves"], seen["sigmas"]):
        assert len(drawn) == len(run.n[l])
        for c, one in enumerate(drawn):
            assert (one["n"], one["a"]) == (run.n[l][c], run.a[l][c])
            right, up = scale_of(one["path"], xs, ys)
            x0, y0 = one["path"][:2]
            at = [x0 + (one["n"] - xs[0]) * right, y0 - (one["a"] - ys[0]) * up]
            assert one["point"] == pytest.approx(at, abs=0.15)
            slope = run.slopes[l][c]
            quiet = (
                "off"
                if l == 2 and slope == 0
                else "saturated"
                if slope < {3: 0.0025, 4: 0.01}.get(l, 0)
                else ""
            )
            assert one["quiet"] == quiet and (quiet or (l, c) not in ((2, 1), (3, 1)))
            assert bool(one["tangent"]) == (step.kind == "A")
            if one["tangent"]:
                x1, y1, x2, y2 = one["tangent"]["ends"]
                assert one["tangent"]["slope"] == run.slopes[l][c]
                assert (y1 - y2) / up == pytest.approx(
                    run.slopes[l][c] * (x2 - x1) / right, rel=0.01, abs=2e-3
                )


def scale_of(path: list[float], xs: list[float], ys: list[float]) -> tuple[float, float]:
    """Px for 1 of n and for 1 of a: between the ends of a curve and between its lowest and highest point."""
    low, high = int(np.argmin(ys)), int(np.argmax(ys))
    right = (path[-2] - path[0]) / (xs[-1] - xs[0])
    return right, (path[2 * low + 1] - path[2 * high + 1]) / (ys[high] - ys[low])


@pytest.mark.usefixtures("moving")
def test_what_flows_ends_in_the_still_picture_and_the_next_key_cuts_it_short(
    open_player: Callable[..., Any],
) -> None:
    """A token for each lit edge, over a picture that does not change; none with the switch off."""
    walk = session()
    page = open_player(payload(walk, "motion"))
    kinds = [step.kind for step in steps_of(walk)]
    go = "(at) => document.querySelector('.bp-host').player.moving.go(at)"
    moved = int(np.count_nonzero(walk.walked[0].after.W[2] - walk.walked[0].before.W[2]))
    at_last = len(kinds) - 1 - kinds[::-1].index("S")
    for at, tokens in ((1, 6), (2, 0), (at_last, 9), (kinds.index("update_W"), moved)):
        page.evaluate(go, at - 1)
        found = page.evaluate(MOTION, None)
        assert found["first"] == 0, "the frame of the step shows its end"
        assert (found["most"], found["last"], found["same"]) == (tokens, 0, True), (kinds[at], found)
    page.evaluate(go, kinds.index("n") - 1)
    assert page.evaluate(MOTION, "ArrowRight") == {"left": 0, "cursor": kinds.index("n") + 1}
    with behind(page):
        page.get_by_label("Motion", exact=True).uncheck()
    page.evaluate(go, kinds.index("n") - 1)
    assert page.evaluate(MOTION, None)["most"] == 0
    with behind(page):
        page.get_by_label("Motion", exact=True).check()
    # A system that asks for less motion: no shape of it is ever there, and the first frame is the whole step.
    page.emulate_media(reduced_motion="reduce")
    for kind in ("n", "S", "update_W"):
        page.evaluate(go, kinds.index(kind) - 1)
        found = page.evaluate(MOTION, None)
        assert (found["most"], found["moving"], found["same"]) == (0, 0, True), kind
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(go, kinds.index("n") - 1)
    assert page.evaluate(MOTION, None)["moving"] > 0


PLAYED = """async ([at, speed, kinds]) => {
  const { player } = document.querySelector(".bp-host");
  const frame = () => new Promise(requestAnimationFrame);
  player.moving.go(at);
  player.look.set("speed", speed);
  player.playing.play();
  const tokens = kinds.map(() => 0);
  while (player.cursor < kinds.length - 1 && player.playing.on) {
    await frame();
    const count = document.querySelectorAll(".bp-token").length;
    tokens[player.cursor] = Math.max(tokens[player.cursor], count);
  }
  player.playing.pause();
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  await frame();
  return { tokens, left: document.querySelectorAll(".bp-motion").length };
}"""


@pytest.mark.usefixtures("moving")
def test_play_moves_at_one_step_a_second_and_stands_still_when_faster(
    open_player: Callable[..., Any],
) -> None:
    """A step that is followed sooner than its motion would end has none."""
    walk = session()
    page = open_player(payload(walk, "played"))
    kinds = [step.kind for step in steps_of(walk)][:3]
    assert kinds == ["input", "n", "a"]
    for speed, wanted in ((1, [0, 6, 0]), (4, [0, 0, 0])):
        found = page.evaluate(PLAYED, [0, speed, kinds])
        assert found == {"tokens": wanted, "left": 0}, speed


@pytest.mark.usefixtures("moving")
@pytest.mark.nightly
def test_nothing_moves_where_more_than_2000_edges_are_drawn(open_player: Callable[..., Any]) -> None:
    """1,792 edges do, 2,304 do not."""
    rng = np.random.default_rng(3)
    load = "(walk) => document.querySelector('.bp-host').player.load(walk)"
    page = None
    for layers, tokens in ((8, 256), (10, 0)):
        W = [rng.normal(size=(16, 16)) / 4 for _ in range(layers - 1)]
        net = Network.from_arrays(W, [np.zeros(16) for _ in W], ["tanh"] * len(W))
        walk = payload(Session(net, rng.normal(size=16), np.zeros(16), updates=1), f"{layers} layers")
        if page is None:
            page = open_player(walk)
        else:
            page.evaluate(load, walk)
        edges = page.evaluate("() => document.querySelector('.bp-host').player.graph.edges.length")
        assert edges == 256 * (layers - 1)
        assert page.evaluate(MOTION, None)["most"] == tokens
