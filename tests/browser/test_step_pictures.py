"""The pictures of the error, of the gradients and of the update are the core's numbers."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.colours import PALETTES, mixed, scales
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.foretelling import foretelling
from simulator.steps.session import Session, Update
from simulator.steps.timeline import steps_of

pytestmark = pytest.mark.browser

# Every shape of the picture that stands for a number, in the lengths of its sheet; and its words.
FOUND = """(at) => {
  const { player } = document.querySelector(".bp-host");
  player.show(at);
  const box = document.querySelector(".bp-pictures");
  const shape = (node) => {
    const { x, y, width, height } = node.getBBox();
    const fill = node.querySelector("rect")?.getAttribute("fill") ?? node.getAttribute("fill");
    const { number: name = "", value } = node.dataset;
    const look = node.style.cssText;
    return { kind: node.getAttribute("class"), name, value: Number(value), x, y, width, height, fill, look };
  };
  const curve = document.querySelector(".bp-F-curve");
  return {
    hidden: box.hidden,
    steps: [...document.querySelectorAll(".bp-seen .bp-edge-step")].map((node) => {
      const [line, tip] = [node.querySelector("line"), node.querySelector("polygon").points[0]];
      const [x, y] = ["x1", "y1"].map((name) => Number(line.getAttribute(name)));
      const { number: name, value } = node.dataset;
      return { name, value: Number(value), width: Math.hypot(tip.x - x, tip.y - y), right: tip.x - x };
    }),
    error: [...document.querySelectorAll(".bp-seen .bp-error-line > *")].map(shape),
    ones: [...document.querySelectorAll(".bp-seen .bp-bias-input")].map((node) => {
      const line = node.querySelector("line");
      return {
        name: line.dataset.number, value: Number(line.dataset.value),
        says: node.querySelector("text").textContent,
        width: Number(line.getAttribute("stroke-width")), stroke: line.getAttribute("stroke"),
        dashed: line.hasAttribute("stroke-dasharray"),
      };
    }),
    outlines: [...document.querySelectorAll(".bp-seen .bp-old-width")].map((node) =>
      ["x1", "y1"].map((name) => Number(node.getAttribute(name)))),
    struck: [...document.querySelectorAll(".bp-seen .bp-label-box")].filter((label) =>
      [...document.querySelectorAll(".bp-seen :is(.bp-old-width, .bp-edge-step)")].some((line) =>
        label.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING)).length,
    labels: document.querySelectorAll(".bp-seen .bp-label-box").length,
    shapes: [...box.querySelectorAll("[data-value]:is(rect, line, circle, g)")].map(shape),
    words: [...box.querySelectorAll("text, p, dt")].map((node) => node.textContent),
    card: [...box.querySelectorAll(".bp-ending span[data-value]")].map((node) => Number(node.dataset.value)),
    curve: {
      label: curve.getAttribute("aria-label"),
      lines: [...curve.querySelectorAll(".bp-F-line")].map((line) =>
        ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name)))),
      now: [...curve.querySelectorAll(".bp-F-now")].map((node) => Number(node.dataset.value)),
      axis: ["x1", "y1", "x2"].map((name) => Number(curve.querySelector(".bp-axis").getAttribute(name))),
    },
  };
}"""
LOAD = "(walk) => document.querySelector('.bp-host').player.load(walk)"


def drawn_at(seed: int, kinds: list[str], loss: str, **other: Any) -> Session:
    """Three updates of a random network of three layers over two pairs."""
    rng = np.random.default_rng(seed)
    widths = [3, 2, 3]
    weights = [rng.normal(size=shape) for shape in pairwise(widths)]
    net = Network.from_arrays(weights, [rng.normal(size=n) for n in widths[1:]], kinds)
    T = rng.uniform(0.1, 0.9, (2, 3)) if loss == "bce" else rng.normal(size=(2, 3))
    T = np.array([[0.2, 0.8, 0.0], [1.0, 0.0, 0.0]]) if loss == "tce" else T
    return Session(net, rng.normal(size=(2, 3)), T, loss, 0.1, 3, **other)


def place(session: Session, kind: str, l: int, update: int) -> int:
    return next(
        i for i, s in enumerate(steps_of(session)) if (s.kind, s.layer, s.update) == (kind, l, update)
    )


def of(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [shape for shape in found["shapes"] if kind in (shape["kind"] or "").split()]


def in_proportion(lengths: list[float], sizes: Any, least: float = 0.05) -> None:
    """Whether lengths are all one multiple of the sizes of numbers."""
    sizes = np.abs(np.asarray(sizes, dtype=float))
    assert max(lengths) > least
    assert np.array(lengths) / max(lengths) == pytest.approx(sizes / sizes.max(), abs=2e-3)


@pytest.mark.parametrize("seed", [1])
def test_the_pictures_are_made_of_the_numbers_of_the_core(open_player: Callable[..., Any], seed: int) -> None:
    squares = drawn_at(seed, ["tanh", "identity"], "hse")
    page = open_player(payload(squares, "squares"))
    for update in squares.walked:
        check_squares(page, squares, update)
        check_on_graph(page, squares, update)
        check_grid(page, squares, update)
        check_bars(page, squares, update)
        check_ending(page, squares, update)
    for at, kinds, loss in ((1, ["tanh", "sigmoid"], "bce"), (2, ["relu", "softmax"], "tce")):
        session = drawn_at(seed + at, kinds, loss)
        page.evaluate(LOAD, payload(session, loss))
        for update in session.walked:
            check_parts(page, session, update, loss)
    check_softmax(page, 9)
    batch = replace(squares, batch_size=2, loss="mse")
    page.evaluate(LOAD, payload(batch, "batch"))
    check_batch(page, batch, batch.walked[0])


def check_squares(page: Any, session: Session, u: Update) -> None:
    found = page.evaluate(FOUND, place(session, "error", 3, u.number))
    e = u.run.e
    areas = [one["width"] * one["height"] for one in of(found, "bp-square")]
    assert [one["value"] for one in of(found, "bp-square")] == e.tolist()
    assert np.array(areas) / sum(areas) == pytest.approx(0.5 * e**2 / u.run.loss, abs=2e-3)
    in_proportion([one["width"] for one in of(found, "bp-error-between")], e)
    y, t = ([one["x"] + one["width"] / 2 for one in of(found, f"bp-point-{letter}")] for letter in "yt")
    ends = np.concatenate([u.run.y, u.run.t])
    across = (ends - ends.min()) / (ends.max() - ends.min())
    assert np.array([*y, *t]) == pytest.approx(min(*y, *t) + across * (max(*y, *t) - min(*y, *t)), abs=0.05)
    assert any("½" in words or "0.5 × all areas together" in words for words in found["words"])
    assert [one["name"] for one in of(found, "bp-point-y")] == [f"a:3:{c}" for c in (1, 2, 3)]


def check_on_graph(page: Any, session: Session, u: Update) -> None:
    """e between y and t below each output, all on one scale; the bias as the weight of an input of 1."""
    found = page.evaluate(FOUND, place(session, "error", 3, u.number))["error"]
    between, t, y = (found[k::3] for k in range(3))
    assert [one["value"] for one in between] == u.run.e.tolist()
    in_proportion([one["width"] for one in between], u.run.e)
    for own, letter, values in ((y, "a", u.run.y), (t, "t", u.run.t)):
        assert [one["name"] for one in own] == [f"{letter}:3:{c}" for c in (1, 2, 3)]
        assert [one["value"] for one in own] == values.tolist()
        middles = np.array([one["x"] + one["width"] / 2 for one in own])
        starts = np.array([one["x"] for one in between])
        ends = np.where((u.run.e < 0) == (letter == "t"), starts, starts + [one["width"] for one in between])
        assert middles == pytest.approx(ends, abs=0.05)
    ends = scales(session)
    for kind, letter, values, end in (
        ("db", "db", u.run.db[2], ends["dW"]),
        ("update_b", "newb", u.after.b[2], ends["W"]),
    ):
        ones = page.evaluate(FOUND, place(session, kind, 2, u.number))["ones"]
        assert [one["name"] for one in ones] == [f"{letter}:2:{c}" for c in (1, 2)]
        for one, x in zip(ones, values, strict=True):
            assert (one["value"], one["says"], one["dashed"]) == (x, "1", x < 0)
            assert one["width"] == pytest.approx(1.2 + 3.8 * min(1, abs(x) / end) + 1)
            assert one["stroke"] == "rgb({},{},{})".format(*mixed(PALETTES["light"], "edge", x / end))
    assert not page.evaluate(FOUND, place(session, "dW", 2, u.number))["ones"]


def check_grid(page: Any, session: Session, u: Update) -> None:
    ends = scales(session)
    for l in (3, 2):
        found = page.evaluate(FOUND, place(session, "dW", l, u.number))
        cells = {one["name"]: one for one in of(found, "bp-cell")}
        for (r, c), x in np.ndenumerate(u.run.dW[l]):
            one = cells[f"dW:{l}:{r + 1}:{c + 1}"]
            assert one["value"] == x
            assert one["fill"] == "rgb({},{},{})".format(*mixed(PALETTES["light"], "edge", x / ends["dW"]))
            head, left = cells[f"S:{l}:{c + 1}"], cells[f"a:{l - 1}:{r + 1}"]
            assert (head["value"], left["value"]) == (u.run.S[l][c], u.run.a[l - 1][r])
            assert one["x"] == pytest.approx(head["x"])
            assert one["y"] == pytest.approx(left["y"])
        found = page.evaluate(FOUND, place(session, "db", l, u.number))
        cells = {one["name"]: one["value"] for one in of(found, "bp-cell")}
        assert [cells[f"db:{l}:{c + 1}"] for c in range(len(u.run.db[l]))] == u.run.db[l].tolist()


def check_bars(page: Any, session: Session, u: Update) -> None:
    for l, letter in ((2, "W"), (3, "b")):
        found = page.evaluate(FOUND, place(session, f"update_{letter}", l, u.number))
        old, new = ((net.W if letter == "W" else net.b)[l].ravel() for net in (u.before, u.after))
        after, before = of(found, "bp-after"), of(found, "bp-before")
        assert [one["value"] for one in after] == new.tolist()
        assert [one["name"] for one in after] == [f"new{one['name']}" for one in before]
        assert [one["value"] for one in before] == old.tolist()
        in_proportion([one["width"] for one in (*after, *before)], [*new, *old])
        arrows = of(found, "bp-step-arrow")
        assert [one["value"] for one in arrows] == (new - old).tolist()
        in_proportion([one["width"] for one in arrows], new - old)
        if letter == "W":
            check_edges(found, u, l, scales(session)["W"])
        zero = [one["x"] + (one["width"] if one["value"] < 0 else 0) for one in after]
        assert zero == pytest.approx([zero[0]] * len(zero), abs=0.05)


def check_edges(found: dict[str, Any], u: Update, l: int, end: float) -> None:
    """On the graph: the outline of each edge is as wide as its old W, an arrow as long as its change."""
    change = {f"change:{l}:{r + 1}:{c + 1}": x for (r, c), x in np.ndenumerate(u.after.W[l] - u.before.W[l])}
    assert {one["name"]: one["value"] for one in found["steps"]} == change
    in_proportion([one["width"] for one in found["steps"]], [change[one["name"]] for one in found["steps"]])
    assert all((one["right"] > 0) == (one["value"] > 0) for one in found["steps"])
    sides = np.array(found["outlines"]).reshape(-1, 2, 2)
    wide = np.linalg.norm(sides[:, 0] - sides[:, 1], axis=1)
    thick = [1.2 + 3.8 * abs(x) / end + 1 + 2 for x in u.before.W[l].ravel()]
    assert sorted(wide) == pytest.approx(sorted(thick), abs=0.01)
    assert (found["labels"], found["struck"]) == (len(thick), 0)  # no outline runs through a number


def check_ending(page: Any, session: Session, u: Update) -> None:
    found = page.evaluate(FOUND, place(session, "update_b", 3, u.number))
    told = foretelling(u)
    assert told.foretold is not None
    assert told.share is not None
    assert found["card"] == [float(one.value) for one in (told.foretold, told.change, told.share)]
    assert told.text in found["words"]
    assert told.label in found["words"]
    # F until now: a line for each update, from F to F after it, on one scale, and an empty axis behind it.
    curve, done = found["curve"], session.walked[: u.number]
    assert curve["now"] == [u.loss_after]
    x0, zero, x1 = curve["axis"]
    assert len(curve["lines"]) == len(done)
    highest = max(F for one in done for F in (one.found.loss, one.loss_after))
    top = min(y for _, y1, _, y2 in curve["lines"] for y in (y1, y2))
    for k, ((left, y1, right, y2), one) in enumerate(zip(curve["lines"], done, strict=True)):
        step = (x1 - x0) / len(session.walked)
        assert (left, right) == pytest.approx((x0 + k * step, x0 + (k + 1) * step))
        for y, F in ((y1, one.found.loss), (y2, one.loss_after)):
            assert (zero - y) / (zero - top) == pytest.approx(F / highest, abs=1e-6)
    assert curve["label"].count(" to ") == len(done)


def check_parts(page: Any, session: Session, u: Update, loss: str) -> None:
    found = page.evaluate(FOUND, place(session, "error", 3, u.number))
    t, y = u.run.t, u.run.y
    with np.errstate(divide="ignore", invalid="ignore"):
        hit = np.where(t == 0, 0, -t * np.log(y))
        parts = [hit, -(1 - t) * np.log(1 - y)] if loss == "bce" else [hit]
    bars = [of(found, f"bp-part-{k}") for k in range(len(parts))]
    for own, values in zip(bars, parts, strict=True):
        assert [one["value"] for one in own] == pytest.approx(values.tolist(), rel=1e-9, abs=1e-12)
    every = [one for own in bars for one in own]
    in_proportion([one["width"] for one in every], [one["value"] for one in every])
    assert sum(one["value"] for one in every) == pytest.approx(u.run.loss)
    assert not of(found, "bp-square")


def check_softmax(page: Any, width: int) -> None:
    """All of A in colours, each cell with its number to be pointed at, none written into it."""
    rng = np.random.default_rng(width)
    net = Network.from_arrays([rng.normal(size=(2, width))], [rng.normal(size=width)], ["softmax"])
    session = Session(net, rng.normal(size=2), np.eye(width)[0], "tce", 0.1, 1)
    page.evaluate(LOAD, payload(session, "softmax"))
    found, A = page.evaluate(FOUND, place(session, "A", 2, 1)), session.walked[0].run.slopes[2]
    end = scales(session)["A"]
    cells = {one["name"]: one for one in found["shapes"] if one["name"].startswith("A:2:")}
    assert len(cells) == width**2
    for (i, j), x in np.ndenumerate(A):
        one = cells[f"A:2:{i + 1}:{j + 1}"]
        assert one["value"] == x
        assert one["look"] == "fill: rgb({}, {}, {});".format(*mixed(PALETTES["light"], "neuron", x / end))
    across, down = ({round(one[axis], 2) for one in cells.values()} for axis in "xy")
    assert (len(across), len(down)) == (width, width)
    assert not [words for words in found["words"] if re.fullmatch(r"[−0-9.·⁻]+", words)]


def check_batch(page: Any, session: Session, u: Update) -> None:
    """The product of one item, and what is summed over all of them."""
    a, S = u.batch.a[2], u.batch.S[3]
    for item in (2, 0):
        page.evaluate("(item) => document.querySelector('.bp-host').player.look.set('item', item)", item)
        found = page.evaluate(FOUND, place(session, "dW", 3, 1))
        cells = [one["value"] for one in of(found, "bp-cell")]
        own = np.outer(a[:, 1], S[:, 1]) if item else u.batch.dW[3]
        assert np.isin(own.ravel(), cells).all()
        assert not np.isin((u.batch.dW[3] if item else np.outer(a[:, 1], S[:, 1])).ravel(), cells).any()
        words = " ".join(found["words"])
        assert ("divided by their number" in words) == bool(item)
        found = page.evaluate(FOUND, place(session, "error", 3, 1))
        assert bool(of(found, "bp-square")) == bool(item)
        assert not found["hidden"]
    for kind, letter, l in (("n", "n", 2), ("a", "a", 3), ("error", "e", 3), ("A", "A", 2), ("S", "S", 3)):
        found = page.evaluate(FOUND, place(session, kind, l, 1))
        values = u.batch.e if letter == "e" else getattr(u.batch, letter)[l]
        bars = {one["name"]: one for one in of(found, "bp-bar")}
        assert len(bars) == values.size
        own = [bars[f"{letter}:{l}:{c + 1}@{j + 1}"] for c, j in np.ndindex(values.shape)]
        assert [one["value"] for one in own] == values.ravel().tolist()
        in_proportion([one["height"] for one in own], values.ravel())


def test_every_kind_of_step_of_a_rule_has_a_picture_or_says_that_there_is_none(
    open_player: Callable[..., Any],
) -> None:
    session = replace(example("notes-4-layer").session, updates=1, rule="adam")
    page = open_player(payload(session, "adam"))
    for at, step in enumerate(steps_of(session)):
        if step.phase == "update":
            found = page.evaluate(FOUND, at)
            assert not found["hidden"], step
            assert found["words"], step
            assert found["shapes"], step
