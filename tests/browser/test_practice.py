""" "Ask me": what a step computes is held back everywhere, is asked for, and is judged in the page itself."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.core.training.update_rule import update_rule
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of

from ..grids import grid
from .expected import on_screen
from .panel import numbers, open_tables, type_in
from .screen import START_PLAYER, button, choose, cursor, press, until, wait_for_player

pytestmark = pytest.mark.browser

DIGITS = 6

# Everything that stands in the page, in sight or not, at the question of a step: as it is, with its matrices,
# and with each neuron and edge of its layer opened.
WALK = """async (at) => {
  const host = document.querySelector(".bp-host");
  const { player } = host;
  const names = ["aria-label", "title", "aria-valuetext", "aria-description", "data-full", "data-value"];
  const read = () => {
    const root = player.root;
    const texts = [root.textContent];
    for (const node of root.querySelectorAll("*")) {
      texts.push(...names.map((name) => node.getAttribute(name) ?? ""));
      if (node.value !== undefined) texts.push(String(node.value));
    }
    return texts.join(" ");
  };
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  player.moving.go(at);
  const found = [read()];
  const { l } = player.step;
  const widths = [0, ...player.walk.layers.map(({ width }) => width)];
  const places = Array.from({ length: widths[l] }, (_, i) => ({ l, c: i + 1 }));
  if (l > 1) places.push({ l: l - 1, c: 1 }, { l, r: 1, c: 1 }, { l, r: widths[l - 1], c: widths[l] });
  if (l < widths.length - 1) places.push({ l: l + 1, c: 1 }, { l: l + 1, r: 1, c: 1 });
  for (const picked of [...places, { l }]) {
    player.inspector.picked = picked;
    player.show(at);
    found.push(read());
    const spot = picked.c ? [picked.l, picked.r, picked.c].filter(Boolean).join() : null;
    if (spot) player.linking.light(spot);
    found.push(read());
  }
  player.inspector.picked = null;
  player.view.matrices = true;
  player.show(at);
  found.push(read());
  player.view.matrices = false;
  player.moving.stepBy(-1);
  player.moving.go(at);
  await frame();
  found.push(read());
  const asked = { open: player.root.dataset.asking, step: at };
  for (const key of ["hint", "hint"]) player.keyboard.act(key);
  found.push(read());
  player.moving.stepBy(1);
  const told = [player.cursor, read()];
  return { asked, text: found.join(" "), told };
}"""


def session(*widths: int, kinds: Sequence[str] = (), loss: str = "tse", **more: Any) -> Session:
    """A network whose numbers have three decimals and no order."""
    drawn = np.random.default_rng(len(widths) + widths[0])
    W = [drawn.uniform(-1, 1, size).round(3) for size in pairwise(widths)]
    b = [drawn.uniform(-1, 1, width).round(3) for width in widths[1:]]
    net = Network.from_arrays(W, b, kinds or ["sigmoid"] * len(b))
    x, t = drawn.uniform(-1, 1, widths[0]).round(3), drawn.uniform(0, 1, widths[-1]).round(3)
    return replace(Session(net, x, t, learning_rate=0.5, updates=1, loss=loss), **more)


def of_two(walk: Session) -> Session:
    """The same with two pairs in a batch."""
    drawn = np.random.default_rng(5)
    H, L = walk.network.widths[0], walk.network.widths[-1]
    X, T = drawn.uniform(-1, 1, (2, H)).round(3), drawn.dirichlet(np.ones(L), 2)
    return replace(walk, X=X, T=T, batch_size=2)


WALKS = {
    "one pair": lambda: session(2, 3, 2),
    "softmax": lambda: session(3, 2, 3, kinds=["sigmoid", "softmax"], loss="tce"),
    "a batch of softmax": lambda: of_two(session(2, 3, 3, kinds=["tanh", "softmax"], loss="tce")),
    "as you go": lambda: session(2, 3, 2, order="as-you-go"),
    "adam": lambda: session(2, 3, 2, rule=update_rule("adam", clip=0.1, weight_decay=0.01)),
}


def printed(values: Any) -> set[str]:
    """The digits of numbers as they stand on the screen, but for those of which there are many."""
    return {on_screen(abs(float(x)), DIGITS) for x in np.ravel(values) if abs(x) not in (0, 1)}


def results(step: Step) -> set[str]:
    """What a step computes, as printed."""
    found = [step.value, *([] if step.loss is None else [step.loss]), *(step.gain or ())]
    return set().union(*(printed(value) for value in found))


@grid(1, kind=list(WALKS), grain=["operation", "neuron"])
def test_a_result_is_nowhere_in_the_page_before_it_is_told(
    open_player: Callable[..., Any], kind: str, grain: str
) -> None:
    """Neither in sight nor hidden, nor with anything opened, pointed at or hinted; Next tells it."""
    walk = WALKS[kind]()
    page = open_player(payload(walk, f"practised {kind} {grain}", practice=1))
    page.evaluate(
        """(grain) => {
          const { player } = document.querySelector(".bp-host");
          Object.assign(player.view, { digits: 6, ask: true });
          player.look.set("grain", grain);
        }""",
        grain,
    )
    net = walk.network
    known = set().union(*(printed(value) for value in (*net.W.values(), *net.b.values(), walk.X, walk.T)))
    seen = 0
    for at, step in enumerate(steps_of(walk, grain)):
        if not step.computes:
            continue
        new = results(step) - known - {"0.1", "0.01"}
        found = page.evaluate(WALK, at)
        assert found["asked"] == {"open": "true", "step": at}, step
        assert not {number for number in new if number in found["text"]}, step
        cursor, told = found["told"]
        assert cursor == at
        gained = printed(step.gain or ()) | printed([] if step.loss is None else step.loss)
        assert not {number for number in new - gained if number not in told}, step
        known |= results(step)
        if step.kind == "clip":  # the gradients that go on, of which each rule's first step gives some back
            known |= set().union(*(printed(step.value * db) for db in walk.walked[0].run.db.values()))
        seen += len(new)
    assert seen > 30


def fields(page: Any, where: str = ".bp-answers") -> Any:
    """The fields for answers, in the panel or in the graph."""
    return page.locator(f"{where} .bp-answer")


def focused(page: Any) -> str:
    """The name of the number in whose field the keys go; nothing where they are elsewhere."""
    return str(page.evaluate("document.activeElement.dataset?.answer ?? ''"))


def marks(page: Any) -> list[str]:
    """What stands beside each field of the panel."""
    return [text.strip() for text in page.locator(".bp-answers .bp-mark").all_text_contents()]


def type_all(page: Any, texts: Sequence[str]) -> None:
    """Answers one below the other, from the field that has the keys."""
    for i, text in enumerate(texts):
        if i:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Control+A")
        page.keyboard.type(text)


def counts(page: Any) -> Any:
    """What the browser keeps."""
    return page.evaluate("JSON.parse(localStorage.getItem('backprop practice') ?? '[]')")


def answered_twice(page: Any, walk: Session) -> None:
    """n of layer 2: at first without b, then right; letters and digits are what is typed."""
    u = walk.walked[0]
    assert press(page, "q", "ArrowRight") == 1
    assert focused(page) == "n:2:1"
    assert fields(page).count() == fields(page, ".bp-answer-layer").count() == 3
    bare = u.run.n[2] - walk.network.b[2]
    type_all(page, [on_screen(x, 4) for x in bare])
    assert fields(page, ".bp-answer-layer").evaluate_all("all => all.map((one) => one.value)") == [
        on_screen(x, 4) for x in bare
    ], "the field in the neuron is the same answer"
    assert press(page, "p", "1", "b") == 1, "in a field they are letters"
    assert not page.locator(".bp[data-presenting=true]").count()
    press(page, "Backspace", "Backspace", "Backspace", "Enter")
    assert marks(page) == ["✗ wrong"] * 3
    said = page.locator(".bp-verdict").first
    assert "b" in said.text_content()
    assert page.locator("[data-verdict=wrong][aria-invalid=true]").count() == 6
    assert focused(page) == "n:2:1"
    page.keyboard.press("Escape")
    assert focused(page) == ""
    assert page.evaluate("document.activeElement.classList.contains('bp')")
    fields(page, ".bp-answer-layer").first.click()
    assert focused(page) == "n:2:1"
    type_all(page, [str(x).replace(".", ",").replace("-", "−") for x in u.run.n[2].round(5)])
    page.keyboard.press("Enter")
    assert page.locator(".bp").get_attribute("data-asking") == "false", "all are right: the result is shown"
    assert "after a correction" in said.text_content()
    assert on_screen(u.run.n[2][0], 3) in page.locator(".bp-formulas .bp-numbers").text_content()


def hinted(page: Any, walk: Session) -> None:
    """a of layer 2: no number, then one entry of it, after two hints."""
    said = page.locator(".bp-verdict").first
    u = walk.walked[0]
    press(page, "ArrowRight")
    page.keyboard.type("what")
    press(page, "Enter")
    assert marks(page) == ["? no number", "", ""]
    page.keyboard.press("Control+A")
    page.keyboard.type(str(u.run.a[2][0].round(2)))
    press(page, "Enter")
    assert marks(page)[0] == "≈ right, few digits"
    press(page, "Escape", "h", "h")
    assert (
        page.locator(".bp-formulas .bp-letters").first.is_visible()
        and page.locator(".bp-formulas .bp-numbers").is_visible()
    )
    press(page, "h")
    assert "no further hint" in said.text_content()
    press(page, "ArrowRight")
    assert "before all of it was right" in said.text_content(), "one of three was answered, and was right"


def asked_again(page: Any, walk: Session) -> None:
    """All of a is typed after it was shown."""
    button(page, "Ask me this step again").click()
    assert page.locator(".bp").get_attribute("data-asking") == "true"
    type_all(page, [f"{x:.6f}" for x in walk.walked[0].run.a[2]])
    press(page, "Enter")
    assert page.locator(".bp").get_attribute("data-asking") == "false"
    assert "before all of it was right" in page.locator(".bp-verdict").first.text_content()


def in_other_forms(page: Any, walk: Session) -> None:
    """S of layer 2: its formula in tiles, by keys, with a real mistake first; then only which is largest."""
    at = next(i for i, step in enumerate(steps_of(walk)) if step.kind == "S" and step.layer == 2)
    page.evaluate("(at) => document.querySelector('.bp-host').player.moving.go(at)", at)
    choose(page, "What is asked for", "formula")
    said = page.locator(".bp-puzzle .bp-verdict")
    for name in ("W of layer 3, transposed", "S of layer 3"):
        button(page, name).focus()
        page.keyboard.press("Enter")
    button(page, "Check the row").press("Enter")
    assert said.text_content().startswith("✗")
    button(page, "Check the row").press("Backspace")
    button(page, "Check the row").press("Backspace")
    for name in ("A of layer 2", "W of layer 3", "S of layer 3"):
        button(page, name).press("Enter")
    button(page, "Check the row").press("Enter")
    assert said.text_content().startswith("✓ Right")
    choose(page, "What is asked for", "largest")
    assert focused(page) == "largest"
    largest = int(np.abs(walk.walked[0].run.S[2]).argmax()) + 1
    page.keyboard.type(str(largest % 3 + 1))
    page.keyboard.press("Enter")
    assert marks(page) == ["✗ wrong"]
    page.keyboard.press("Control+A")
    page.keyboard.type(str(largest))
    page.keyboard.press("Enter")
    assert page.locator(".bp").get_attribute("data-asking") == "false"
    assert cursor(page) == at


# Of each number that is given between fields, px from the middle of those of its row and from the nearest.
GIVEN = """() => [...document.querySelectorAll(".bp-answers tbody td")]
  .filter((cell) => !cell.querySelector("input"))
  .map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const own = range.getBoundingClientRect();
    const boxes = [...cell.parentElement.querySelectorAll("input")].map((one) => one.getBoundingClientRect());
    const off = boxes.map(({ top, bottom }) => Math.abs((top + bottom - own.top - own.bottom) / 2));
    const far = boxes.map(({ left, right }) => Math.max(left - own.right, own.left - right));
    return [Math.max(...off), Math.min(...far)];
  })"""


@grid(1, size=[(390, 844), (1280, 600)])
def test_a_zero_that_is_given_stands_apart_from_the_fields(
    open_player: Callable[..., Any], size: tuple[int, int]
) -> None:
    """Of a diagonal A: in the row of its field, and not at its edge."""
    page = open_player(payload(example("notes-4-layer").session, "given", practice=1), size)
    press(page, *["ArrowRight"] * 8)
    press(page, "q")
    page.locator(".bp-answers input").first.wait_for()
    given = page.evaluate(GIVEN)
    assert len(given) == 2
    assert all(off < 4 and far > 12 for off, far in given)


def test_a_step_is_answered_by_keys_alone(open_player: Callable[..., Any]) -> None:
    """In the panel or the graph; judged, corrected, hinted at, revealed, and in the end counted."""
    walk = session(2, 3, 2)
    page = open_player(payload(walk, "answered", practice=1))
    said = page.locator(".bp-verdict").first
    answered_twice(page, walk)
    hinted(page, walk)
    press(page, "ArrowRight", "Escape", "h", "h", "h")
    products = page.locator(".bp-products li")
    assert products.count() == 1
    press(page, "h", "h")
    assert products.count() == 3
    assert press(page, "ArrowRight") == 3
    assert "before all of it was right" in said.text_content()
    assert press(page, "ArrowLeft") == 2
    assert "before all of it" in said.text_content(), "what is done is shown, and is not asked again"
    asked_again(page, walk)
    in_other_forms(page, walk)
    last = len(steps_of(walk)) - 1
    page.evaluate("(at) => document.querySelector('.bp-host').player.moving.go(at)", last)
    assert press(page, "ArrowRight", "ArrowRight") == last
    tally = page.locator(".bp-tally")
    assert tally.is_visible()
    assert "3 shown without a right answer" in tally.text_content()
    assert counts(page) == [
        ["answered", {"once": 0, "hint": 0, "corrected": 2, "revealed": 4, "mistakes": {"bias-skipped": 1}}]
    ]
    kept = page.evaluate("document.querySelector('.bp-host').player.look.kept.practised")
    assert kept == counts(page)[0][1], "what a session file gets"
    button(page, "Forget these counts").click()
    assert counts(page) == []
    page.evaluate(
        "(practised) => document.querySelector('.bp-host').player.practice.answers.adopt({ practised })",
        kept,
    )
    assert counts(page) == [["answered", kept]], "and what it gives back"


def test_a_reload_of_the_tab_keeps_what_was_answered(open_player: Callable[..., Any]) -> None:
    """A step that is done is shown with what was said of it, one that is open with its texts and marks."""
    walk = session(2, 3, 2)
    sent = payload(walk, "kept in the tab", practice=1)
    page = open_player(sent)
    u = walk.walked[0]
    press(page, "q", "ArrowRight")
    type_all(page, [f"{x:.6f}" for x in u.run.n[2]])
    press(page, "Enter", "ArrowRight")
    page.keyboard.type(f"{u.run.a[2][0] + 0.5:.4f}")
    press(page, "Enter")
    told = "document.querySelector('.bp-host').player.look.kept.answered"
    before = page.evaluate(told)
    assert [(one["update"], one["step"], one["done"]) for one in before] == [(1, 1, "once"), (1, 2, "")]
    page.reload()
    page.evaluate(START_PLAYER, sent)
    wait_for_player(page)
    assert page.evaluate(told) == before
    assert cursor(page) == 2
    assert [fields(page).nth(i).input_value() for i in range(3)] == [before[1]["typed"]["a:2:1"], "", ""]
    assert marks(page) == ["✗ wrong", "", ""]
    assert press(page, "Escape", "ArrowLeft") == 1
    assert page.locator(".bp-verdict").first.text_content() == "Right at once."
    page.evaluate("document.querySelector('.bp-host').player.practice.answers.records.clear()")
    page.evaluate(
        "(answered) => document.querySelector('.bp-host').player.practice.answers.adopt({ answered })", before
    )
    assert page.evaluate(told) == before, "as a file gives it back"


def test_after_an_edit_answers_are_judged_by_the_new_numbers(page: Any) -> None:
    """The walk comes first, and what answers are compared with after it."""
    net, x = (session := example("notes-4-layer").session).network, session.X[0]
    press(page, "q", "ArrowRight")
    has = "document.querySelector('.bp-host').player.practice.comparison.has(0)"
    until(lambda: page.evaluate(has), "for what answers are compared with")
    open_tables(page)
    type_in(page, "W2, row 1, column 1", "0.9")
    until(lambda: numbers(page, "W2")[0][0] == 0.9 and page.evaluate(has), "for the same of the new walk")
    assert page.locator(".bp").get_attribute("data-asking") == "true"
    undo = page.locator(".st-key-bar").get_by_role("button", name="Undo", exact=True)
    until(undo.is_enabled, "for the page to follow")
    n = x @ net.W[2] + net.b[2]
    n[0] += (0.9 - net.W[2][0, 0]) * x[0]
    answers = fields(page)
    for i, value in enumerate(n):
        answers.nth(i).fill(f"{value:.4f}")
    answers.nth(0).press("Enter")
    until(lambda: page.locator(".bp").get_attribute("data-asking") == "false", "for the verdict")
    press(page, "q")
