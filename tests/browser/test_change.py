"""Everything the walk starts from, changed in place by typing, and what becomes of the screen."""

import re
from dataclasses import replace
from typing import Any

import pytest

from simulator.core.edit import with_parameter
from simulator.core.sets.drawn_pairs import drawn_inputs, drawn_targets
from simulator.files.gallery import example
from simulator.steps.session import Session
from simulator.steps.undo import network_at
from simulator.steps.walks.neurons import with_another_neuron, without_one_neuron

from ..grids import grid
from .expected import Walk, fitted
from .opened import OPENED
from .panel import (
    EDIT,
    alert,
    cell,
    make_network,
    numbers,
    open_panel,
    open_tables,
    select,
    tick,
    type_in,
    until_alert,
)
from .screen import (
    NEW_START,
    button,
    choose,
    choose_example,
    click,
    cursor,
    press,
    screen,
    settings,
    shown_example,
    until,
    until_equal,
)

pytestmark = pytest.mark.browser

NOTES = example("notes-4-layer").session


def shows(page: Any, session: Session, at: int | None = None, digits: int = 3) -> None:
    """The whole screen is that of a fresh walk of this session."""
    here = cursor(page) if at is None else at
    opened = ("lines", "sums", "edges") if page.evaluate(OPENED) else ()  # it stands there, and is lit
    hidden: dict[str, Any] = {name: [] for name in opened}
    wanted = Walk(session, digits)[here]
    until_equal(lambda: {**fitted(screen(page), wanted, digits), **hidden}, {**wanted, **hidden})


def field(page: Any, name: str) -> Any:
    """A number that can be typed over in the inspector."""
    return page.locator(".bp-inspector").get_by_label(name, exact=True)


def open_edge(page: Any, l: int, r: int, c: int) -> None:
    page.evaluate(
        "(edge) => document.querySelector('.bp-host').player.inspector.pick(edge)", {"l": l, "r": r, "c": c}
    )


def with_number(session: Session, name: str, at: tuple[int, ...], value: float) -> Session:
    """The session with one entry of W_l or b_l changed."""
    array = getattr(session.network, name[0])[int(name[1:])].copy()
    array[at] = value
    return replace(session, network=with_parameter(session.network, name, array))


@pytest.mark.nightly
def test_mazurs_homework_from_an_empty_network(page: Any) -> None:
    """A 2-2-2 of zeros, every number typed in; then each step of the update is the published one."""
    given = example("mazur-half")
    open_panel(page)
    make_network(page, "2-2-2", ["sigmoid", "sigmoid"], "all zero (nothing breaks the symmetry)")
    for l in (2, 3):
        tick(page, f"Freeze b{l}")
        open_tables(page, l)
        for r, row in enumerate(given.session.network.W[l], start=1):
            for c, w in enumerate(row, start=1):
                type_in(page, f"W{l}, row {r}, column {c}", f"{w:g}")
        for c, b in enumerate(given.session.network.b[l], start=1):
            type_in(page, f"b{l}, neuron {c}", f"{b:g}")
    for name, value in (("x1", 0.05), ("x2", 0.1), ("t1", 0.01), ("t2", 0.99)):
        type_in(page, f"{name} of pair 1", f"{value:g}")
    settings(page)
    page.get_by_role("combobox", name="Error", exact=True).click()
    page.get_by_role("option", name="½TSE").click()
    alpha = page.get_by_role("textbox", name="Learning rate α")
    alpha.fill("0.5")
    alpha.press("Enter")
    until(lambda: page.get_by_role("button", name="½TSE · α = 0.5").count())
    press(page, "Escape")
    button(page, EDIT).click()
    until(lambda: page.evaluate("document.querySelector('.bp-host').player.requests.waiting.length") == 0)
    assert not alert(page)
    page.locator(".bp-title").click()
    press(page, "Home", "Home")
    wanted = Walk(given.session, 3)
    for at in range(18):
        assert fitted(screen(page), wanted[at]) == wanted[at]
        press(page, "ArrowRight")
    press(page, "ArrowLeft")
    choose(page, "Digits", "full")
    gain = page.locator(".bp-F").inner_text()
    assert gain.startswith("F 0.298371108") and "0.29102777" in gain


WRONG = {
    "": "be a number; the cell is empty",
    "abc": "be a number; got 'abc'",
    "nan": "be finite; got 'nan'",
    "-inf": "be finite; got '-inf'",
    "1e999": "be finite; got '1e999'",
    "1,5,2": "be a number with a decimal point; got '1,5,2'",
    "![](http://stranger.example/x.png)": "be a number; got '![](http://stranger.example/x.png)'",
}


@pytest.mark.nightly
@grid(1, typed=[*WRONG])
def test_a_cell_that_is_no_number(page: Any, typed: str) -> None:
    """Refused in one sentence that names the place; what was typed stays; a good one heals."""
    at = press(page, *["ArrowRight"] * 6)
    open_tables(page)
    for place in ("W2, row 2, column 3", "b2, neuron 2", "x1 of pair 1", "t2 of pair 1"):
        good = cell(page, place).input_value()
        type_in(page, place, typed)
        until_alert(page, f"Not changed. {place} must {WRONG[typed]}.")
        assert cell(page, place).input_value() == typed
        until(lambda place=place: cell(page, place).get_attribute("aria-invalid") == "true")
        assert page.evaluate("document.querySelector('.bp-host').player.walk.updates.length") == 5
        type_in(page, place, good)
        until_alert(page, "")
        until(lambda place=place: cell(page, place).get_attribute("aria-invalid") == "false")
    button(page, EDIT).click()
    shows(page, NOTES, at)
    assert not page.strangers


@pytest.mark.nightly
@grid(1, typed=["1,500", "", "abc", "inf"])
def test_a_number_typed_in_the_inspector_that_is_none(page: Any, typed: str) -> None:
    """Refused with its place; what was typed stays in its field."""
    press(page, *["ArrowRight"] * 3)
    open_edge(page, 3, 2, 1)
    box = field(page, "W at the start")
    box.fill(typed)
    box.press("Enter")
    until(lambda: alert(page).startswith("Not changed. W3, row 2, column 1 must be "), alert(page))
    assert field(page, "W at the start").input_value() == typed
    shows(page, NOTES, 3)


# Each number that is typed is to come back before the page around the player is drawn anew.
COUNT_SHORT_WAY = """() => {
  const { player } = document.querySelector(".bp-host");
  const took = player.exchange.took.bind(player.exchange);
  player.times = 0;
  player.exchange.took = (...given) => { player.times += 1; return took(...given); };
}"""


def test_every_number_can_be_typed_over_where_it_stands(page: Any) -> None:
    """W, b, x and t of neuron and edge; cursor and the open number stay; nothing old is left; undo."""
    at = press(page, *["ArrowRight"] * 31)
    page.evaluate(COUNT_SHORT_WAY)
    session = NOTES
    states = [session]

    def typed(name: str, text: str, now: Session) -> Session:
        title = page.evaluate(OPENED)["title"]
        field(page, name).fill(text)
        field(page, name).press("Enter")
        shows(page, now, at)
        assert page.evaluate(OPENED)["title"] == title
        assert field(page, name).input_value() == text
        states.append(now)
        return now

    open_edge(page, 3, 3, 2)
    session = typed("W at the start", "0.30", with_number(session, "W3", (2, 1), 0.3))
    choose(page, "Look inside a number", "2,1")
    session = typed("b at the start", "−1/3", with_number(session, "b2", (0,), -1 / 3))
    choose(page, "Look inside a number", "1,2")
    session = typed("x₂", "0.1234567890123456789", replace(session, X=[[0.5, 0.12345678901234568]]))
    choose(page, "Look inside a number", "4,1")
    session = typed("t₁", "−2,5", replace(session, T=[[-2.5, 0]]))
    assert page.evaluate("document.querySelector('.bp-host').player.times") == 4
    assert numbers(page, "W3") == session.network.W[3].tolist()
    for state in reversed(states[:-1]):
        click(page, "Undo")
        shows(page, state, at)
    for state in states[1:]:
        click(page, "Redo")
        shows(page, state, at)
    click(page, "Reset")
    shows(page, NOTES, at)


@pytest.mark.nightly
def test_numbers_that_are_typed_faster_than_the_page_follows(page: Any) -> None:
    """None is lost, whatever run of the page they meet, and each is a change of its own."""
    session, states = NOTES, [NOTES]
    for k in range(12):
        l, c, value = 2 + k % 3, 1 + k % 2, k + 0.25
        asked = {"what": "b", "l": l, "c": c, "text": str(value)}
        page.evaluate("(asked) => document.querySelector('.bp-host').player.ask(asked)", asked)
        session = with_number(session, f"b{l}", (c - 1,), value)
        states.append(session)
        page.wait_for_timeout(40 * (k % 4))
    shows(page, session, 0)
    for before in reversed(states[-4:-1]):
        click(page, "Undo")
        shows(page, before, 0)


def test_a_neuron_is_added_and_the_opened_one_taken_away(page: Any) -> None:
    """The rest keeps its numbers, the title says what it is based on, Undo brings each state back."""
    choose(page, "Look inside a number", "2,1")
    button(page, "Add a neuron to layer 2, drawn from the seed").click()
    more = with_another_neuron(NOTES, 2, "glorot", 0)
    until_equal(lambda: numbers(page, "W3"), more.network.W[3].tolist())
    assert numbers(page, "W2") == more.network.W[2].tolist()
    assert shown_example(page).startswith("Based on ")
    button(page, "Take neuron 1 of layer 2 away").click()
    less = without_one_neuron(more, 2, 1)
    until_equal(lambda: numbers(page, "W2"), less.network.W[2].tolist())
    assert numbers(page, "W3") == less.network.W[3].tolist()
    assert not page.get_by_role("button", name="− neuron").count()
    assert alert(page) == ""
    choose(page, "Look inside a number", "4,1")
    assert page.get_by_role("button", name="Add a neuron to layer 4").inner_text() == "+ neuron, t = 0"
    for state in (more, NOTES):
        click(page, "Undo")
        until_equal(lambda state=state: numbers(page, "W2"), state.network.W[2].tolist())
    shows(page, NOTES)
    assert not page.strangers


def test_the_tables_take_every_digit(page: Any) -> None:
    """Typed in full, kept in full, shown as typed; pairs added, edited and removed; the cursor stays."""
    open_panel(page)
    at = press(page, *["ArrowRight"] * 9)
    open_tables(page)
    type_in(page, "W2, row 1, column 2", "0.1000000000000000055511151231257827")
    session = with_number(NOTES, "W2", (0, 1), 0.1)
    until(lambda: numbers(page, "W2") == session.network.W[2].tolist())
    assert cell(page, "W2, row 1, column 2").input_value() == "0.1000000000000000055511151231257827"
    click(page, "Add a pair")
    type_in(page, "x2 of pair 2", "-0.7")
    x, t = drawn_inputs(1, 2, 2)[0], drawn_targets(1, 2, "identity", 2)[0]
    session = replace(session, X=[[0.5, 1], [x[0], -0.7]], T=[[1, 0], t])
    button(page, EDIT).click()
    shows(page, session, at)
    click(page, "Remove the last pair")
    shows(page, replace(session, X=[[0.5, 1]], T=[[1, 0]]), at)


@pytest.mark.nightly
def test_many_cells_typed_at_once_are_all_taken(page: Any) -> None:
    """Faster than the answers come: none is lost, and each is a change of its own that can be undone."""
    open_tables(page, 3)
    wanted = [[0.11, 0.12], [0.21, 0.22], [0.31, 0.32]]
    for r, row in enumerate(wanted, start=1):
        for c, w in enumerate(row, start=1):
            cell(page, f"W3, row {r}, column {c}").fill(f"{w}")
    cell(page, "W3, row 3, column 2").press("Enter")
    until_equal(lambda: numbers(page, "W3"), wanted)
    for r in (3, 2, 1):
        for c in (2, 1):
            before = numbers(page, "W3")
            click(page, "Undo")
            until(lambda before=before: numbers(page, "W3") != before)
            assert numbers(page, "W3")[r - 1][c - 1] == NOTES.network.W[3][r - 1, c - 1]
    assert numbers(page, "W3") == NOTES.network.W[3].tolist()
    assert cell(page, "W3, row 1, column 1").input_value() == "0.4"


@grid(1, at=[70, 24])
def test_start_from_here(page: Any, at: int) -> None:
    """The network of the step becomes the start; the cursor stands at the same step of update 1; reset."""
    choose(page, "Update", str(at // 26))
    press(page, *["ArrowRight"] * (at % 26))
    moved = replace(NOTES, network=network_at(NOTES, "operation", at))
    click(page, NEW_START)
    until(lambda: page.get_by_role("button", name="Undo").is_enabled())
    until(lambda: cursor(page) == at % 26)
    shows(page, moved)
    click(page, "Reset")
    shows(page, NOTES)


@pytest.mark.nightly
def test_one_weight_is_frozen_where_it_is_opened(page: Any) -> None:
    """The walk is that of the core with this entry held; a second click frees it."""
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick({ l: 2, r: 1, c: 1 })")
    for held in (["W2[1,1]"], []):
        page.get_by_label("Freeze W2[1,1]").click()
        page.wait_for_function(
            "held => document.querySelector('.bp-host').player.walk.frozen.join() === held",
            arg=",".join(held),
        )
        shows(page, replace(NOTES, network=NOTES.network.replace(frozen=held)))
    page.evaluate("document.querySelector('.bp-host').player.inspector.pick(null)")


@pytest.mark.nightly
def test_a_frozen_weight_keeps_its_gradient(page: Any) -> None:
    """The gradient is shown, the update leaves it, and the inspector says that it is frozen."""
    open_panel(page)
    tick(page, "Freeze W2")
    frozen = replace(NOTES, network=type(NOTES.network)(NOTES.network.layers, frozenset({"W2"})))
    page.locator(".bp-title").click()
    press(page, *["ArrowRight"] * 20)
    shows(page, frozen)
    assert screen(page)["title"] == "W₂ is frozen"
    open_edge(page, 2, 1, 1)
    tables = page.evaluate(OPENED)["tables"]
    assert "W₂, row 1, column 1 (frozen)" in tables
    assert tables["∂F/∂W = â · S"][-1] == [
        "∂F/∂W",
        Walk(NOTES, 3).moment(20).number(NOTES.walked[0].run.dW[2][0, 0]),
    ]


@pytest.mark.nightly
def test_what_if(page: Any) -> None:
    """A weight nudged by δ: F moves by about δ · ∂F/∂W, and the page says both."""
    open_panel(page)
    button(page, "Hold this state").click()
    page.get_by_text("Nothing differs yet").wait_for()
    open_tables(page)
    type_in(page, "W2, row 1, column 1", "0.401")
    nudged = with_number(NOTES, "W2", (0, 0), 0.401)
    before, after = NOTES.walked[0].run, nudged.walked[0].run
    said = page.get_by_text("The gradient predicts")
    said.wait_for()
    choose(page, "Digits", "6")
    plain = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    number = r"([+-][0-9.]+(?:e-?[0-9]+)?)"
    sentence = rf"The gradient predicts F {number}; it really moved {number}\."

    def found() -> re.Match[str] | None:
        return re.fullmatch(sentence, said.inner_text().translate(plain).replace("·10", "e"))

    until(lambda: found() and len(found()[1]) > 8, "for the digits that were chosen")
    expected, moved = map(float, found().groups())
    assert expected == pytest.approx(1e-3 * before.dW[2][0, 0], rel=1e-3)
    assert moved == pytest.approx(after.loss - before.loss, rel=1e-3)
    assert moved == pytest.approx(expected, rel=0.02)
    click(page, "Let go")
    page.get_by_role("button", name="Hold this state").wait_for()


def test_a_change_by_keyboard_alone(page: Any) -> None:
    """From the first screen to the tables, type, step, undo; no mouse."""

    def tab_to(name: str) -> None:
        ask = "document.activeElement.ariaLabel ?? document.activeElement.textContent"
        for _ in range(90):
            if page.evaluate(ask).endswith(name):  # of a sign its own name stands before the word
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {name}")

    tab_to(EDIT)
    press(page, "Enter")
    tab_to("W2, row 1, column 2")
    page.keyboard.type("0.5")
    press(page, "Enter")
    changed = with_number(NOTES, "W2", (0, 1), 0.5)
    until(lambda: numbers(page, "W2") == changed.network.W[2].tolist())
    assert page.evaluate("document.activeElement.ariaLabel") == "W2, row 2, column 2", "Enter goes down"
    page.keyboard.type("x")
    press(page, "ArrowLeft", "ArrowRight", "Home", " ", "PageDown", "Escape")
    assert cursor(page) == 0
    assert cell(page, "W2, row 2, column 2").input_value() == "−0.9"
    tab_to(EDIT)
    press(page, "Enter")
    shows(page, changed, 0)
    tab_to("Undo")
    press(page, "Enter")
    shows(page, NOTES, 0)
    tab_to("Next step")
    assert press(page, "Enter") == 1


@pytest.mark.nightly
def test_closed_settings_do_not_hand_back_old_values(page: Any) -> None:
    """What was once chosen in the settings does not return after undo or another example."""
    settings(page)
    alpha = page.get_by_role("textbox", name="Learning rate α")
    alpha.fill("0.2")
    alpha.press("Enter")
    until(lambda: page.get_by_role("button", name="α = 0.2").count())
    press(page, "Escape")
    click(page, "Undo")
    shows(page, NOTES)
    open_panel(page)
    button(page, "Add a pair").click()
    x, t = drawn_inputs(1, 2, 2)[0], drawn_targets(1, 2, "identity", 2)[0]
    shows(page, replace(NOTES, X=[[0.5, 1], x], T=[[1, 0], t]))
    choose_example(page, example("softmax-2-3-3").title)
    button(page, "Add a pair").click()
    two = example("softmax-2-3-3").session
    x, t = drawn_inputs(1, 2, len(two.X) + 1)[0], drawn_targets(1, 3, "softmax", len(two.X) + 1)[0]
    shows(page, replace(two, X=[*two.X, x], T=[*two.T, t]))


@pytest.mark.nightly
def test_notes_on_what_is_allowed_with_care(page: Any) -> None:
    """Softmax of one neuron, TCE with sigmoid outputs, one pair with MSE: each is said at its step."""
    open_panel(page)
    settings(page)
    page.get_by_role("combobox", name="Error", exact=True).click()
    page.get_by_role("option", name="MSE").click()
    press(page, "Escape")
    choose(page, "Update", "0")
    page.get_by_role("button", name="Error", exact=True).click()
    until(lambda: "MSE equals TSE" in screen(page)["note"])
    make_network(page, "2-1", ["softmax"], "Glorot: uniform ±√(6 / (H + L))")
    press(page, "Home", "Home")
    button(page, "Next step").click()
    button(page, "Next step").click()
    until(lambda: "always 1" in screen(page)["note"])
    choose_example(page, example("softmax-2-3-3").title)
    select(page, "Activation of layer 3", "sigmoid")
    page.locator(".bp-seen").get_by_text("sigmoid").wait_for()
    page.get_by_role("button", name="Error", exact=True).click()
    until(lambda: "smallest at y = 1" in screen(page)["note"])


def test_a_number_being_typed_lands_in_no_other_network(page: Any) -> None:
    """Another network comes in while somebody types, and while a change waits for an answer."""
    open_tables(page, 2)
    cell(page, "W2, row 1, column 1").press_sequentially("77")
    page.evaluate(
        """() => {
          const { player } = document.querySelector(".bp-host");
          const { walk } = player.requests;
          player.exchange.arrived(null, null, null, null, "other.walk");
          player.exchange.arrived(null, null, null, null, walk);
          player.ask({ walk: "other.walk", what: "b", l: 2, c: 1, text: "88" });
        }"""
    )
    until(lambda: page.evaluate("document.querySelector('.bp-host').player.requests.waiting.length") == 0)
    late = "came after another network was opened; it was left out."
    until_alert(page, f"Not changed. The number typed for b2, neuron 1 {late}")
    assert numbers(page, "b2")[0] == example("notes-4-layer").session.network.b[2][0]
    assert cell(page, "W2, row 1, column 1").evaluate("node => node !== document.activeElement")
