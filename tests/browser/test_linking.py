"""One number, one identity: whatever is pointed at lights the same number everywhere, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.colours import PAGES
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.session import Session, Update
from simulator.steps.timeline import steps_of

from ..grids import by_night, grid
from .screen import press

pytestmark = pytest.mark.browser

# What is lit: names of letters and numbers, and places of the graph; what recedes; what the foot says.
LIT = """() => {
  const root = document.querySelector(".bp");
  const { graph } = root.parentElement.player;
  const named = [...root.querySelectorAll("[data-number].bp-same")].map((node) => node.dataset.number);
  const places = [...graph.edges.map((one) => [one, [one.l, one.r, one.c]]),
    ...graph.circles.map((one) => [one, [one.l, one.c]])]
    .filter(([{ path }]) => path.classList.contains("bp-same")).map(([, at]) => at.join());
  return {
    named: [...new Set(named)].sort(), places: places.sort(),
    part: [...root.querySelectorAll("[data-number].bp-part")].map((one) => one.dataset.number),
    linked: root.dataset.linked === "true", foot: document.querySelector(".bp-foot").textContent,
  };
}"""
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
HINT = "Point at a letter or a number: the same lights up everywhere."


def lit(page: Any) -> dict[str, Any]:
    return page.evaluate(LIT)


def hover(page: Any, selector: str) -> dict[str, Any]:
    """Point at what comes first; what is lit then."""
    page.mouse.move(2, 2)
    box = page.locator(selector).first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return lit(page)


def over(page: Any, l: int, c: int, r: int | None = None) -> dict[str, Any]:
    """Point at a neuron, or at an edge a third of its way from the left; what is lit then."""
    page.mouse.move(2, 2)
    at = page.evaluate(
        """([l, r, c]) => {
          const { graph, plot } = document.querySelector(".bp-host").player;
          const box = plot.getBoundingClientRect();
          const [x, y] = graph.spot(l, c);
          const [u, v] = r ? graph.spot(l - 1, r) : [x, y];
          return [box.left + u + (x - u) * 0.32, box.top + v + (y - v) * 0.32];
        }""",
        [l, r, c],
    )
    page.mouse.move(*at)
    return lit(page)


def test_the_same_number_lights_up_both_ways(open_player: Callable[..., Any]) -> None:
    """Letters, entries, terms, neurons, edges, chips, steps of the time line, cells of what is opened."""
    page = open_player(payload(example("notes-4-layer").session, "linked"))
    press(page, "ArrowRight")  # n of layer 2
    whole = hover(page, ".bp-formulas .bp-letter[data-number='W:2']")
    assert [place for place in whole["places"] if place.count(",") == 2] == whole["places"] != []
    assert len(whole["places"]) == 6, "all edges into layer 2, and no others"
    assert {f"W:2:{r}:{c}" for r in (1, 2) for c in (1, 2, 3)} < {*whole["named"]}
    assert not any(name.startswith(("W:3", "a:", "n:", "b:")) for name in whole["named"])
    assert whole["foot"].startswith("Wᵀ: the weights")
    entry, term = (
        hover(page, f"{place} mn[data-number='W:2:2:1']")
        for place in (".bp-formulas .bp-numbers", ".bp-formulas .bp-sums")
    )
    edge = over(page, 2, 1, r=2)
    for found in (entry, term, edge):
        assert found["places"] == ["2,2,1"]
        assert "W:2:2:1" in found["named"] and "W:2:1:1" not in found["named"]
        assert "W:2" in found["part"], "its letter, less"
        assert found["foot"] == "W from neuron 2 of layer 1 to neuron 1 of layer 2 = 0.6"
    result, neuron = hover(page, ".bp-formulas .bp-numbers mn[data-number='n:2:1']"), over(page, 2, 1)
    assert result["places"] == neuron["places"] == ["2,1"]
    assert "n:2:1" in result["named"] and "n:2:1" in neuron["named"]
    chip = hover(page, ".bp-seen rect[data-number='n:2']")
    segment = hover(page, ".bp-segments [data-number='n:2']")
    for found in (chip, segment):
        assert found["places"] == ["2,1", "2,2", "2,3"] and "n:2" in found["named"]
    assert segment["foot"] == "Weighted sums n of layer 2"
    page.keyboard.press("ArrowRight")
    assert not lit(page)["linked"] and lit(page)["foot"] == HINT, "of a step before nothing is lit"
    press(page, *["ArrowRight"] * 8)  # ∂F/∂W of layer 4: the outer product
    cell, edge = hover(page, ".bp-formulas .bp-numbers mn[data-number='dW:4:1:2']"), over(page, 4, 2, r=1)
    assert cell["places"] == ["4,1,2"] == edge["places"]
    assert {"dW:4:1:2"} <= {*cell["named"]} & {*edge["named"]}
    page.get_by_role("combobox", name="Look inside a number").select_option("4,2")
    row = hover(page, ".bp-terms td[data-number='S:4:2']")
    assert row["places"] == ["4,2"], "a row of what is opened"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


# Point at everything that has a name and is a number, or a mark of one: the names, and what the foot says.
TOLD = """() => {
  const root = document.querySelector(".bp");
  const foot = document.querySelector(".bp-foot");
  const how = { bubbles: true, composed: true, pointerType: "mouse" };
  return [...root.querySelectorAll("[data-number]")]
    .filter((node) => node.getClientRects().length)
    .filter((node) => !node.matches(".bp-letter, .bp-segments *, .bp-ahead *"))
    .filter((node) => /\\d/.test(node.textContent.replace(/[₀-₉]/g, "")) || node.dataset.value)
    .map((node) => {
      root.dispatchEvent(new PointerEvent("pointermove", how));
      node.dispatchEvent(new PointerEvent("pointermove", how));
      return [node.dataset.number, foot.textContent];
    });
}"""


def numbers_by_name(u: Update, item: int) -> dict[str, float]:
    """Every number of an update under the names of the page, told from the core's arrays; `item` from 0."""
    found: dict[str, float] = {"F": float(u.found.loss)}
    run = u.found

    def of_item(array: np.ndarray) -> np.ndarray:
        return array[..., item] if u.in_matrices else array

    def add(name: str, array: np.ndarray) -> None:
        for place, value in np.ndenumerate(array):
            found[":".join([name, *(str(i + 1) for i in place)])] = float(value)

    K = u.before.depth
    for l, W in u.before.W.items():
        add(f"W:{l}", W)
        add(f"newW:{l}", u.after.W[l])
        add(f"change:{l}", u.after.W[l] - W)
        add(f"b:{l}", u.before.b[l])
        add(f"newb:{l}", u.after.b[l])
        add(f"dW:{l}", run.dW[l])
        add(f"db:{l}", run.db[l])
        for quantity in ("n", "S"):
            add(f"{quantity}:{l}", of_item(getattr(run, quantity)[l]))
        add(f"A:{l}", of_item(u.batch.A[l] if u.in_matrices else u.run.slopes[l]))
        add(f"aW:{l}", of_item(run.a[l - 1])[:, None] * W)
        add(f"WS:{l}", W * of_item(run.S[l]))
        if l < K:
            add(f"sent:{l}", u.before.W[l + 1] @ of_item(run.S[l + 1]))
    for l, a in run.a.items():
        add(f"a:{l}", of_item(a))
    for name, array in (("t", run.t), ("e", run.e)):
        add(f"{name}:{K}", of_item(array))
    return found


@pytest.mark.parametrize("items", [3, by_night(1)])
def test_what_is_pointed_at_is_told_in_full_once(open_player: Callable[..., Any], items: int) -> None:
    """On edges, in bars and curves too, which are printed with three digits, and marks without a number."""
    drawn = np.random.default_rng(3)
    W = [drawn.normal(size=pair) for pair in ((2, 3), (3, 2))]
    net = Network.from_arrays(W, [drawn.normal(size=len(one.T)) for one in W], ["tanh", "sigmoid"])
    X, T = drawn.normal(size=(items, 2)), drawn.uniform(size=(items, 2))
    session = Session(net, X, T, learning_rate=0.5, updates=1, batch_size=items)
    page = open_player(payload(session, "told"))
    wanted, kinds = numbers_by_name(session.walked[0], 0), set()
    for step in steps_of(session):
        wanted["F"] = step.gain[1] if step.gain else wanted["F"]
        for names, said in page.evaluate(TOLD):
            known = [wanted[one.split("@1")[0]] for one in names.split() if one.split("@1")[0] in wanted]
            if not known or "@" in names.replace("@1", ""):
                continue
            what, *told = said.split(" = ")
            assert len(told) == 1, (step.title, names, said)
            value = float(told[0].replace("−", "-").replace("·10", "e").translate(RAISED))
            assert any(value == pytest.approx(one, rel=1e-12) for one in known), (step.title, names, said)
            kinds.add(names.split(":")[0])
            assert what, names
        press(page, "ArrowRight")
    assert kinds >= {"aW", "WS", "W", "a", "n", "S", "b", "e", "t", "dW", "newW", "A", "F"}


def test_the_curve_of_F_tells_none_that_is_not_known(open_player: Callable[..., Any]) -> None:
    """At the start of update 2 its end is F after the first."""
    session = example("xor-2-2-1").session
    long = sum(step.update == 1 for step in steps_of(session))
    page = open_player(payload(session, "curve"))
    found = []
    for at in (long - 1, long, 2 * long - 1):
        page.evaluate("(at) => document.querySelector('.bp-host').player.show(at)", at)
        hover(page, ".bp-F-now")
        said = page.locator(".bp-foot").text_content()
        found.append(float(said.removeprefix("F = ")) if said.startswith("F = ") else None)
    first, second = [u.loss_after for u in session.walked[:2]]
    assert found == [pytest.approx(first), None, pytest.approx(second)]


def test_it_ends_and_goes_by_keys_and_touch(open_player: Callable[..., Any]) -> None:
    """Escape ends it; the keys go over letters, numbers, neurons and edges; the foot covers nothing."""
    page = open_player(payload(example("notes-4-layer").session, "keys"), size=(1280, 600))
    press(page, "ArrowRight")
    assert hover(page, ".bp-formulas .bp-letter[data-number='n:2']")["linked"]
    page.keyboard.press("Escape")
    assert not lit(page)["linked"]
    page.locator(".bp-formulas .bp-letter[data-number='b:2']").first.focus()
    assert "b:2:1" in lit(page)["named"]
    described = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert described == page.get_by_role("tooltip").get_attribute("id")
    page.locator(".bp-formulas .bp-numbers .bp-line").first.focus()
    page.keyboard.press("ArrowDown")
    assert lit(page)["places"] == ["2,1,1"], "the first number of the line"
    page.locator(".bp-spot").focus()
    assert lit(page)["places"] == ["1,1"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert lit(page)["places"] == ["2,1"]
    page.keyboard.press("Shift+ArrowDown")
    assert lit(page)["places"] == ["2,1,1"]
    assert page.evaluate("document.activeElement.ariaLabel").startswith("W from neuron 1 of layer 1")
    at = int(page.locator(".bp").get_attribute("data-cursor"))
    assert press(page, "ArrowRight") == at + 1, "→ stays with the walk"
    boxes = page.evaluate("""() => [".bp-foot", ".bp-panel", ".bp-transport"].map((name) => {
      const { top, bottom } = document.querySelector(name).getBoundingClientRect();
      return [top, bottom];
    })""")
    assert boxes[1][1] <= boxes[0][0] and boxes[0][1] <= boxes[2][0], "below the panel, above the transport"


TABLE = (Path(__file__).parent / "linked.js").read_text(encoding="utf-8")
GO = """([at, matrices]) => {
  const { player } = document.querySelector(".bp-host");
  player.view.matrices = matrices;
  player.moving.go(at);
}"""
LOAD = "(walk) => document.querySelector('.bp-host').player.load(walk)"
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
NAMES = "() => [...document.querySelectorAll('.bp-matrices tbody td')].map((one) => one.dataset.number ?? '')"
Thing = str | list[int]  # a selector; a neuron [l, c]; an edge [l, c, r]


def of(kind: str, name: str) -> str:
    """Where a number stands in a kind of place."""
    return {
        "entry": ".bp-formulas .bp-numbers mn[data-number='{}']",
        "term": ".bp-formulas .bp-sums mn[data-number='{}']",
        "letter": ".bp-formulas .bp-letter[data-number='{}']",
        "on the edge": ".bp-seen .bp-edge-product tspan[data-number='{}']",
        "bar": ".bp-pictures rect[data-number='{}']",
        "bar in the neuron": ".bp-seen .bp-plate rect[data-number='{}']",
        "in the picture": ".bp-pictures [data-number='{}']",
        "point": ".bp-pictures circle[data-number='{}']",
        "tangent": ".bp-seen .bp-plate line[data-number='{}']",
        "cell": ".bp-pictures g[data-number='{}']",
        "segment": ".bp-segments [data-number='{}']",
        "chip": ".bp-seen rect.bp-chip-box[data-number='{}']",
        "matrix": ".bp-matrices td[data-number='{}']",
        "compared": ".bp-compared td[data-number='{}']",
        "edge's step": ".bp-seen .bp-edge-step[data-number='{}']",
        "side": ".bp-seen .bp-side[data-number='{}']",
        "edge of 1": ".bp-seen .bp-bias-input line[data-number='{}']",
        "e on the graph": ".bp-seen .bp-error-line line[data-number='{}']",
    }[kind].format(name)


def kinds_of(name: str, *kinds: str) -> list[Thing]:
    return [of(kind, name) for kind in kinds]


# A step, whether its matrices are open, and things that are the same number: each lights all of them.
SAME: list[tuple[tuple[str, int], bool, list[Thing]]] = [
    (("n", 2), False, [*kinds_of("W:2:2:1", "entry", "term", "on the edge"), [2, 1, 2]]),
    (("n", 2), False, [*kinds_of("n:2:1", "entry", "term", "bar", "bar in the neuron"), [2, 1]]),
    (("n", 2), False, kinds_of("aW:2:2:1", "on the edge", "bar", "bar in the neuron")),
    (("n", 2), False, kinds_of("b:2:1", "entry", "term", "bar", "bar in the neuron")),
    (("n", 2), False, kinds_of("n:2", "letter", "segment", "chip")),
    (("n", 2), True, [*kinds_of("W:2:2:1", "matrix"), [2, 1, 2]]),
    (("a", 3), False, [*kinds_of("a:3:1", "entry", "in the picture"), [3, 1]]),
    (("error", 4), False, kinds_of("e:4:2", "entry", "side", "in the picture", "e on the graph")),
    (("A", 3), False, [*kinds_of("A:3:2", "entry", "in the picture", "tangent"), [3, 2]]),
    (("S", 3), False, [*kinds_of("S:3:2", "entry", "term", "bar", "bar in the neuron"), [3, 2]]),
    (("S", 3), False, kinds_of("WS:4:2:1", "on the edge", "bar", "bar in the neuron")),
    (("S", 3), True, kinds_of("J:4:1:2", "matrix")),
    (("dW", 4), False, [*kinds_of("dW:4:1:2", "entry", "cell"), [4, 2, 1]]),
    (("dW", 4), False, [*kinds_of("S:4:2", "entry", "cell"), [4, 2]]),
    (("db", 3), False, kinds_of("db:3:1", "entry", "cell", "edge of 1")),
    (("update_W", 3), False, kinds_of("change:3:1:2", "in the picture", "edge's step")),
    (("update_W", 3), False, [*kinds_of("newW:3:1:2", "entry", "in the picture"), [3, 2, 1]]),
]


def test_every_kind_of_place_lights_every_other_with_the_same_number(open_player: Callable[..., Any]) -> None:
    """From each of them to all of them; a whole array lights its entries, an entry its array less."""
    session = example("notes-4-layer").session
    page = open_player(payload(session, "table"))
    kinds = [(step.kind, step.layer) for step in steps_of(session)]
    for step, matrices, things in SAME:
        page.evaluate(GO, [kinds.index(step), matrices])
        found = page.evaluate(TABLE, things)
        assert found == [["same"] * len(things)] * len(things), (step, things, found)
    page.evaluate(GO, [kinds.index(("n", 2)), False])
    whole, *entries = [
        of("letter", "W:2"),
        *kinds_of("W:2:2:1", "entry", "term"),
        [2, 1, 2],
        of("entry", "W:2:1:1"),
    ]
    found = page.evaluate(TABLE, [whole, *entries])
    assert found[0] == ["same"] * 5
    assert found[1] == ["part", "same", "same", "same", ""]
    page.evaluate(GO, [kinds.index(("S", 3)), True])
    assert page.evaluate(TABLE, [of("matrix", "J:4:1:2"), [4, 1, 2]])[0] == ["same", "part"]


def test_what_a_rule_a_mask_and_two_orders_compute_is_linked_too(open_player: Callable[..., Any]) -> None:
    """Matrices of a rule's steps, gradients that are frozen in part, S through the old W and the new."""
    notes = example("notes-4-layer").session
    adam = replace(notes, updates=1, rule="adam")
    page = open_player(payload(adam, "rule"))
    check_rule(page, adam)
    partly = replace(notes, network=notes.network.replace(frozen=["W2[1,2]"]), updates=1)
    page.evaluate(LOAD, payload(partly, "partly"))
    check_mask(page, partly)
    going = replace(example("mazur-tse-as-you-go").session, updates=1)
    page.evaluate(LOAD, payload(going, "as you go"))
    check_two_orders(page, going)


def check_rule(page: Any, adam: Session) -> None:
    """Each matrix of a step and its letter, an entry and its cell."""
    seen = set()
    for at, step in enumerate(steps_of(adam)):
        if not step.matrices:
            continue
        page.evaluate(GO, [at, True])
        names = page.evaluate(NAMES)
        assert names and all(names), (step, names)
        result = names[-1]
        things: list[Thing] = [of("matrix", result), of("letter", ":".join(result.split(":")[:2]))]
        found = page.evaluate(TABLE, things)
        assert found == [["same", "part"], ["same", "same"]], (step, things, found)
        page.evaluate(GO, [at, False])
        if step.kind not in ("clip", "update_W", "update_b"):
            things = kinds_of(result, "entry", "cell")
            assert page.evaluate(TABLE, things) == [["same"] * 2] * 2, (step, things)
        seen.add(step.kind)
    assert len(seen) > 5


def check_mask(page: Any, partly: Session) -> None:
    """W2[1,2] is frozen: its 0 is no ∂F/∂W of its edge."""
    kinds = [(step.kind, step.layer) for step in steps_of(partly)]
    page.evaluate(GO, [kinds.index(("update_W", 2)), False])
    free, held = (f".bp-formulas .bp-numbers mn[data-number='free_dW:2:{place}']" for place in ("1:1", "1:2"))
    found = page.evaluate(TABLE, [free, [2, 1, 1], held, [2, 2, 1]])
    assert found[0] == ["same", "part", "", ""] or found[0] == ["same", "same", "", ""], found
    assert found[1][0] == "same" and found[1][2] == "", found
    assert found[2][:2] == ["", ""] and found[3][2] == "", found


def check_two_orders(page: Any, going: Session) -> None:
    at, step = next(one for one in enumerate(steps_of(going)) if one[1].comparison)
    l = step.layer
    page.evaluate(GO, [at, False])
    things = [of("compared", f"S:{l}:1"), [l, 1], of("entry", f"S:{l}:1"), of("compared", f"oldS:{l}:1")]
    found = page.evaluate(TABLE, things)
    assert found[:3] == [["same", "same", "same", ""]] * 3, found
    assert found[3] == ["", "part", "", "same"], found


@grid(1, theme=["dark", "light"])
def test_what_recedes_can_still_be_read(open_player: Callable[..., Any], theme: str) -> None:
    """At least 3 to 1 for every text on the page while something is pointed at."""
    session = example("notes-4-layer").session
    page = open_player(payload(session, "receded"))
    page.evaluate(
        """([page, soft, ink, accent]) => {
          const { style } = document.documentElement;
          style.background = page;
          style.setProperty("--st-background-color", page);
          style.setProperty("--st-secondary-background-color", soft);
          style.setProperty("--st-text-color", ink);
          style.setProperty("--st-primary-color", accent);
          return document.querySelector(".bp-host").player.drawn.redraw();
        }""",
        [PAGES[theme][name] for name in ("page", "soft", "ink", "accent")],
    )
    kinds = [(step.kind, step.layer) for step in steps_of(session)]
    for step, matrices in ((("n", 3), False), (("S", 3), False), (("S", 3), True), (("update_W", 3), False)):
        page.evaluate(GO, [kinds.index(step), matrices])
        page.evaluate(TABLE, [[3, 1]])
        assert page.locator(".bp").get_attribute("data-linked") == "true"
        texts = [text for text in page.evaluate(LOOK)["texts"] if text["mine"] and not text["off"]]
        faint = [(text["text"], text["name"], text["contrast"]) for text in texts if text["contrast"] < 3]
        assert len(texts) > 40 and not faint, (step, faint)


def test_a_tap_lights_and_the_next_one_ends_it(open_player: Callable[..., Any]) -> None:
    """By finger: a number stays lit until another place is touched."""
    page = open_player(payload(example("notes-4-layer").session, "tap"), has_touch=True)
    press(page, "ArrowRight")
    page.locator(".bp-formulas .bp-numbers mn[data-number='n:2:1']").first.tap()
    assert lit(page)["places"] == ["2,1"] and lit(page)["linked"]
    page.locator(".bp-formulas .bp-letter[data-number='b:2']").first.tap()
    assert "b:2:1" in lit(page)["named"] and "n:2:1" not in lit(page)["named"]
    page.locator(".bp-title").first.tap()
    assert not lit(page)["linked"]
