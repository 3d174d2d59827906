"""Debugging as a person does it: bring a broken network in, find the dead layer, have numbers compared."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import Network, propagate, save_network
from simulator.files.gallery import EXAMPLES, example
from simulator.files.networks.json_format import write
from simulator.files.networks.model import Model

from ..grids import grid, one_of
from .page_pool import SETTLED
from .panel import alert
from .screen import behind, button, choose, click, cursor, idle, press, shown_example, until, wait_for_player
from .test_look import LOOK, faults

pytestmark = pytest.mark.browser

MINE = "One quantity a line, or JSON"


def dead_network() -> Network:
    """2-4-3-1: every neuron of layer 3 has a bias so low that relu is off for any input between 0 and 1."""
    rng = np.random.default_rng(3)
    W = [rng.normal(size=pair) * 0.5 for pair in ((2, 4), (4, 3), (3, 1))]
    return Network.from_arrays(W, [np.zeros(4), np.full(3, -9.0), np.zeros(1)], ["tanh", "relu", "identity"])


PAIRS = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([[1.0], [1.0], [-1.0]])


def go(page: Any, tool: str) -> None:
    """To a tool of debugging."""
    if page.get_by_role("radio", name="Debug", exact=True).get_attribute("aria-checked") != "true":
        page.get_by_role("radio", name="Debug", exact=True).click()
    page.get_by_role("radio", name=tool, exact=True).click()
    idle(page)
    wait_for_player(page)


def verdicts(page: Any) -> list[str]:
    """What the tool says."""
    return page.locator(".verdict").all_inner_texts()


def until_verdict(page: Any, pattern: str) -> str:
    until(
        lambda: any(re.search(pattern, text) for text in verdicts(page)), f"for {pattern!r}: {verdicts(page)}"
    )
    return next(text for text in verdicts(page) if re.search(pattern, text))


def marks(page: Any) -> list[str]:
    """The marks over the graph."""
    return page.locator(".bp-lens-mark").all_text_contents()


def paste(page: Any, text: str) -> None:
    field = page.get_by_label(MINE)
    field.fill(text)
    field.press("Control+Enter")
    idle(page)


def lines(name: str, array: np.ndarray) -> str:
    """A quantity as text, every digit."""
    return f"{name} = " + "; ".join(", ".join(map(repr, row)) for row in np.atleast_2d(array).tolist())


def upload(page: Any, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    idle(page)


def test_a_broken_network_is_opened_and_its_dead_layer_and_a_wrong_gradient_are_found(page, tmp_path):
    """A file with a wrong b is refused by name; the right one opens; health, then numbers of one's own."""
    whole = write(Model(dead_network(), "tse", 0.05, *PAIRS))
    (broken := tmp_path / "broken.json").write_bytes(
        whole.replace(b'"b": [-9.0, -9.0, -9.0]', b'"b": [-9.0, -9.0]')
    )
    (right := tmp_path / "right.json").write_bytes(whole)
    assert broken.read_bytes() != whole
    with open(tmp_path / "large.npz", "wb") as large:
        large.truncate(20 << 20)
    go(page, "Open a file")
    upload(page, tmp_path / "large.npz")
    until(lambda: alert(page) == "large.npz: a network file must have at most 16,777,216 bytes; it has more.")
    upload(page, broken)
    until(lambda: "broken.json" in alert(page))
    assert "b" in alert(page)
    assert "4-layer" in shown_example(page)

    upload(page, right)
    button(page, "Open 2-4-3-1").click()
    until(lambda: shown_example(page) == "right.json")
    assert alert(page) == ""

    go(page, "Health")
    until_verdict(page, "Nothing arrives at layer 3: ‖S₃‖ = 0")
    until_verdict(page, r"Neuron \d of layer 3 is dead: n ≤ 0 for all 3 items")
    assert marks(page) == []
    click(page, "Last step")
    until(lambda: marks(page).count("dead") == 3)

    go(page, "Compare mine")
    run = propagate(dead_network(), PAIRS[0][0], PAIRS[1][0])
    wrong = {4: -run.S[4], 3: run.S[3], 2: run.S[2]}
    paste(page, lines("S4", wrong[4]))
    until_verdict(page, "Update 1, pair 1. First difference: S of layer 4.")
    until_verdict(page, "It looks as if you turned the sign of e around: ")
    until(lambda: marks(page) == ["✗ S"])
    assert not [line for line in page.heard if "error" in line.lower()], page.heard


@pytest.mark.nightly
def test_next_goes_on_to_the_step_where_mine_departs(page):
    """The slope left out at layer 3: ⇥ goes to the step S of layer 3, which says so.

    After an edit nothing is left of what was computed from the old value: verdict and marks follow.
    """
    first = example(EXAMPLES[0]).session
    run = propagate(first.network, first.X[0], first.T[0], first.loss)
    S3 = first.network.W[4] @ run.S[4]
    go(page, "Compare mine")
    paste(page, "\n".join([lines("S4", run.S[4]), lines("S3", S3), lines("S2", first.network.W[3] @ S3)]))
    until_verdict(page, r"It looks as if you forgot the slope σ′\(n\): ")
    button(page, "Next stop: where a condition holds").click()
    until(lambda: cursor(page) > 0)
    button(page, "Show the step").click()
    assert (page.locator(".bp-kicker").inner_text().upper(), page.locator(".bp-hint").inner_text()) == (
        "BACKWARD · STEP 14 OF 26", "First difference from your numbers: S of layer 3.",
    )  # fmt: skip
    button(page, "Show the tool").click()
    paste(page, lines("S4", run.S[4]))
    until_verdict(page, "Every number you gave is right")
    click(page, "Last step")
    page.get_by_role("combobox", name="Look inside a number").select_option("4,1")
    field = page.locator(".bp-inspector").get_by_label("b at the start", exact=True)
    field.fill("0.9")
    field.press("Enter")
    button(page, "Show the tool").click()
    until_verdict(page, "First difference: S of layer 4")
    until(lambda: marks(page) == ["✗ S"])


def test_play_stops_at_a_breakpoint(page):
    """relu neuron 2 of layer 2 is off: at a of layer 2, which is step 3."""
    go(page, "Breakpoints")
    page.get_by_role("combobox", name="Stop when").click()
    page.get_by_role("option", name="a relu neuron is dead", exact=True).click()
    until_verdict(page, "It holds in 5 of 5 updates")
    why = page.locator(".plain-table td").first
    assert why.evaluate("(one) => getComputedStyle(one).textAlign") == "left", "a sentence, not a number"
    choose(page, "Speed", "4")
    click(page, "Play")
    until(lambda: button(page, "Play").count() == 1 and cursor(page) == 2, "to stop at step 3")
    page.wait_for_timeout(600)
    assert cursor(page) == 2
    assert "n₂,₂ = −0.3 ≤ 0" in page.locator(".bp-hint").inner_text()


@pytest.mark.nightly
def test_where_from_is_said_in_the_digits_of_the_player_and_of_the_neuron_that_is_clicked(page):
    """In its words and in the marks over the graph; S_3,1 over both outputs, its parts on the edges."""
    go(page, "Where from")
    page.get_by_role("combobox", name="Update", exact=True).select_option("1")
    until_verdict(page, r"S₂,₁ = −0\.\d{3} ")
    press(page, *["ArrowRight"] * 17)  # to S of layer 2
    choose(page, "Digits", "5")
    until_verdict(page, r"S₂,₁ = −0\.\d{5} ")
    until(lambda: any(re.fullmatch(r"−0\.\d{5}", mark) for mark in marks(page)))
    choose(page, "Digits", "3")
    page.get_by_role("combobox", name="Update", exact=True).select_option("0")
    until_verdict(page, "How S₂,₁ = −0.394")
    page.evaluate(SETTLED)  # the graph has moved aside for the tool
    place = page.evaluate("""() => {
      const { graph, plot } = document.querySelector(".bp-host").player;
      const box = plot.getBoundingClientRect();
      const [x, y] = graph.layout.places.get("3,1");
      return [box.left + x, box.top + y];
    }""")
    page.mouse.click(*place)
    until_verdict(page, r"How S₃,₁ = −0.34 is made up: what arrives over layer 4")
    assert marks(page) == [] and "its marks appear at the steps" in page.locator(".bp-hint").inner_text()
    click(page, "Last step")
    until(lambda: set(marks(page)) == {"S₃,₁", "−0.24", "−0.1"})


def test_a_tool_is_out_of_sight_while_the_step_is_asked_for(page):
    """Health, Compare and all others know the result; once it is told they are back."""
    go(page, "Health")
    tools, note = page.locator(".st-key-tools"), page.locator(".bp-drawer-note")
    page.locator(".bp").focus()
    press(page, "q", "ArrowRight")
    until(lambda: page.locator(".bp").get_attribute("data-asking") == "true", "for the question")
    idle(page)
    seen = "all => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).length"
    assert tools.locator("*").evaluate_all(seen) == 0
    assert note.text_content().startswith("This tool knows the result")
    assert page.locator(".bp-answers .bp-answer").first.is_visible()
    press(page, "Escape", "ArrowRight")
    assert page.locator(".bp").get_attribute("data-asking") == "false" and note.text_content() == ""
    if (tab := page.locator(".bp-drawer-tabs button").first).is_visible():
        tab.click()
    until(lambda: tools.locator("*").evaluate_all(seen) > 10, "for the tool")
    press(page, "q")


@pytest.mark.nightly
def test_a_saved_network_comes_back_to_the_last_bit_and_an_npz_once_its_activations_are_chosen(
    page, tmp_path
):
    go(page, "Open a file")
    page.get_by_text("Save the network shown").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name=re.compile("JSON, with pairs")).click()
    caught.value.save_as(path := tmp_path / "saved.json")
    first = example(EXAMPLES[0]).session
    again = tmp_path / "again.json"
    from simulator import load_network  # noqa: PLC0415

    back = load_network(path)
    assert [layer.W.tobytes() for layer in back.layers] == [
        layer.W.tobytes() for layer in first.network.layers
    ]
    save_network(back, again)
    assert load_network(again).widths == first.network.widths

    net = dead_network()
    np.savez(
        path := tmp_path / "bare.npz",
        **{f"W{l}": W for l, W in net.W.items()},
        **{f"b{l}": b for l, b in net.b.items()},
    )
    upload(page, path)
    page.get_by_text("does not say which activations").wait_for()
    button(page, "Open 2-4-3-1").click()
    until(lambda: shown_example(page) == "bare.npz")


SLICE = "F over two weights"
TOOLS = ("Health", "Gradient check", "Compare mine", "Where from", SLICE, "Breakpoints", "Open a file")


@one_of(3)
@grid(1, size={"1920": (1920, 1080), "390": (390, 844), "1440": (1440, 900)}, scheme=["dark", "light"])
def test_every_tool_is_legible(open_app: Callable[..., Any], size: tuple[int, int], scheme: str, every: int):
    """No text too small or too pale, none over another, nothing cut off or wider than the window."""
    page = open_app(size, color_scheme=scheme)
    high = re.compile(r"the page is \d+ px high|cut off: .* window")
    found = {}
    for tool in TOOLS[2::every]:
        go(page, tool)
        if tool == "Compare mine":
            paste(page, "S4 = 1, 2\ndW3 = 1, 2; 3, 4; 5, 6")
        found[tool] = [fault for fault in faults(page.evaluate(LOOK), size) if not high.match(fault)]
    assert found == {tool: [] for tool in TOOLS[2::every]}


@pytest.mark.nightly
def test_the_gradient_check_of_the_update_in_which_the_player_stands(page):
    """A click on the tool leaves the keys to the walk; words, marks and caption are of no other update."""
    the_keys_step_on(page)
    hint = page.locator(".bp-hint")
    go(page, "Gradient check")
    until_verdict(page, "all 23 parameters agrees")
    for update in (1, 3, 2):
        page.get_by_role("combobox", name="Update", exact=True).select_option(str(update - 1))
        assert update == 1 or not re.match(r"Update \d", hint.inner_text())
        until_verdict(page, f"^Update {update}: the gradient")
        assert marks(page) == []
        click(page, "Last step")
        until(lambda: len(marks(page)) >= 7 + 12, "for a mark at every edge and neuron")
        assert set(marks(page)) == {"✓"}
        assert hint.inner_text().startswith(f"Update {update}: ")
    page.get_by_role("radio", name="Step", exact=True).click()
    until(lambda: not marks(page), "for the lens to go with its tool")


def the_keys_step_on(page):
    """→ belongs to the walk after a click on a tool, as a lecturer expects; also where it comes only then."""
    go(page, "Gradient check")
    assert press(page, "ArrowRight", "ArrowRight") == 2
    chosen = page.get_by_role("radio", name="Gradient check", exact=True)
    assert chosen.get_attribute("aria-checked") == "true"
    page.get_by_role("radio", name="Train", exact=True).click()
    page.locator(".bp-state", has_text="epoch").wait_for()
    idle(page)
    page.get_by_role("radio", name="Step", exact=True).click()
    wait_for_player(page)
    idle(page)
    assert press(page, "ArrowRight") == 3


@pytest.mark.nightly
def test_an_update_chosen_right_before_the_tools_are_left_is_theirs_when_they_are_back(page):
    """Though they were not told of it before."""
    go(page, "Gradient check")
    until_verdict(page, "^Update 1: the gradient")
    page.get_by_role("combobox", name="Update", exact=True).select_option("3")
    page.get_by_role("radio", name="Step", exact=True).click()
    page.get_by_role("radio", name="Debug", exact=True).click()
    until_verdict(page, "^Update 4: the gradient")


BEHIND = """() => {
  const { player } = document.querySelector(".bp-host");
  player.show(player.steps.findIndex(({ u }) => u === 3));
  return [getComputedStyle(document.querySelector(".st-key-tools")).opacity, player.step.u];
}"""


def test_tools_that_are_behind_the_player_look_so_until_they_have_followed(page):
    """The check of update 1 is pale from the moment that update 4 is shown; that of update 4 is not."""
    go(page, "Gradient check")
    until_verdict(page, "^Update 1: the gradient")
    tools = page.locator(".st-key-tools")
    assert tools.evaluate("(node) => getComputedStyle(node).opacity") == "1"
    assert page.evaluate(BEHIND) == ["0.45", 3]
    until(lambda: tools.evaluate("(node) => getComputedStyle(node).opacity") == "1", "for the tools")
    assert any(text.startswith("Update 4: the gradient") for text in verdicts(page))


PLACES = """() => Object.fromEntries(["plot", "panel", "transport"].map((name) => [name, `.bp-${name}`])
  .concat([["tools", ".st-key-tools"]]).map(([name, at]) => {
    const node = document.querySelector(at);
    const { left, top, right, bottom } = node.getBoundingClientRect();
    return [name, { left, top, right, bottom, seen: getComputedStyle(node).visibility === "visible" }];
  }))"""
MINE_OF_STEP = "Check my numbers: compare them with those of this update"


def test_tools_open_beside_a_step_and_the_graph_keeps_its_room(open_app: Callable[..., Any]) -> None:
    """From a neuron and from the step, in its update, with the same player; on the phone below the graph."""
    page = open_app((1024, 768))
    page.get_by_role("combobox", name="Update", exact=True).select_option("1")
    click(page, "Last step")
    at = cursor(page)
    page.evaluate("document.querySelector('.bp').dataset.known = 'yes'")
    page.get_by_role("combobox", name="Look inside a number").select_option("3,2")
    page.locator(".bp-inspector").get_by_role("button", name="How S is made up").click()
    until_verdict(page, "^How S₃,₂ = 0")
    until(lambda: "S₃,₂" in marks(page))
    assert page.get_by_text("Update 2 of 5, in which the player stands.").count() == 1
    assert (cursor(page), page.locator(".bp").get_attribute("data-known")) == (at, "yes")
    found = page.evaluate(PLACES)
    assert found["plot"]["right"] - found["plot"]["left"] >= 1024 / 2
    assert page.get_by_test_id("stMain").evaluate("(one) => one.scrollHeight - one.clientHeight") == 0
    assert not found["panel"]["seen"] and found["tools"]["seen"]
    for side, bound in found["panel"].items():
        assert side == "seen" or abs(found["tools"][side] - bound) <= 1.5, side
    button(page, "Show the step").click()
    found = page.evaluate(PLACES)
    assert found["panel"]["seen"] and not found["tools"]["seen"]
    with behind(page):
        button(page, MINE_OF_STEP).click()
    page.get_by_label(MINE).wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    paste(page, "S4 = 1, 2")
    until_verdict(page, "^Update 2. First difference: S of layer 4")
    page.locator(".verdict").first.scroll_into_view_if_needed()
    found = page.evaluate(PLACES)
    assert found["plot"]["top"] >= 0 and found["plot"]["bottom"] < found["transport"]["top"]
    assert found["tools"]["seen"] and {"✗ S"} <= {*marks(page)} | {"✗ S"}
