"""The side panel and the bar, driven by the labels that a reader sees."""

import html
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simulator import InputError, exercise
from simulator.core.edit import with_activation, with_parameter
from simulator.core.initialise import SCHEMES, initialise
from simulator.core.sets.drawn_pairs import drawn_inputs, drawn_targets
from simulator.files.gallery import example
from simulator.panels.page_state import sentence
from simulator.steps.formulas.digits import raised
from simulator.steps.session import MOST_PAIRS, Session
from simulator.steps.timeline import steps_of
from simulator.steps.undo import changed

from ..grids import grid
from .pages import choose_example, shown_title

APP = str(Path(__file__).parents[2] / "app.py")
NOTES = example("notes-4-layer").session
WIDTHS = "Neurons of each layer, the input first"


class Page:
    """The app without a browser: widgets by label, and what the page says."""

    def __init__(self, **known: Any) -> None:
        self.at = AppTest.from_file(APP, default_timeout=60)
        for key, value in known.items():
            self.at.session_state[key] = value
        self.at.run()

    def widget(self, kind: str, label: str) -> Any:
        found = [widget for widget in getattr(self.at, kind) if widget.label == label]
        assert len(found) == 1, f"{len(found)} of {kind} {label!r}"
        return found[0]

    def done(self) -> "Page":
        """Nothing was raised on the page."""
        assert not self.at.exception
        return self

    def press(self, label: str) -> "Page":
        self.widget("button", label).click().run()
        return self.done()

    def can(self, label: str) -> bool:
        return not self.widget("button", label).disabled

    def choose(self, label: str, value: Any) -> "Page":
        self.widget("selectbox", label).set_value(value).run()
        return self.done()

    def choose_example(self, name: str) -> "Page":
        choose_example(self.at, name)
        return self.done()

    def choose_order(self, order: str) -> "Page":
        self.widget("radio", "Order of updates").set_value(order).run()
        return self.done()

    def enter(self, label: str, value: Any) -> "Page":
        if label in [widget.label for widget in self.at.text_input]:
            self.widget("text_input", label).set_value(str(value)).run()
        else:
            self.widget("number_input", label).set_value(value).run()
        return self.done()

    def type(self, widths: str) -> "Page":
        self.widget("text_input", WIDTHS).set_value(widths).run()
        return self.done()

    def tick(self, label: str, on: bool) -> "Page":
        self.widget("checkbox", label).set_value(on).run()
        return self.done()

    def put(self, session: Session) -> "Page":
        """Another session on the desk, as a number typed in the player gives it."""
        self.at.session_state["desk"] = self.at.session_state["desk"].change(session)
        self.at.run()
        return self.done()

    def build(self, widths: list[str], kinds: list[str], scheme: str, seed: int) -> "Page":
        """Fill in the form of a new network, and press its button."""
        self.widget("text_input", WIDTHS).set_value("-".join(widths)).run()
        for l, kind in enumerate(kinds, start=2):
            self.choose(f"New layer {l}: activation", kind)
        self.widget("selectbox", "Initialisation").set_value(scheme)
        self.widget("number_input", "Seed").set_value(seed)
        return self.press("Make this network")

    @property
    def session(self) -> Session:
        return self.at.session_state["desk"].scene.session

    @property
    def alert(self) -> str:
        """What is read aloud, or nothing."""
        texts = [element.value for element in self.at.get("html") if element.value.startswith("<div")]
        return html.unescape(re.sub("<[^>]*>", "", "".join(texts)))

    @property
    def texts(self) -> list[str]:
        return [element.value for element in self.at.text]


@pytest.fixture
def page() -> Page:
    return Page()


def bits(session: Session) -> tuple[Any, ...]:
    """Everything the session holds, arrays as their bytes."""
    net = session.network
    arrays = [*net.W.values(), *net.b.values(), session.X, session.T]
    names = (*net.activation.values(), *sorted(net.frozen), session.loss, session.learning_rate)
    return (*((a.shape, a.tobytes()) for a in arrays), *names, session.updates, session.order)


def refusal_of(make: Any) -> str:
    with pytest.raises(InputError) as reason:
        make()
    return f"Not changed. {sentence(str(reason.value))}."


def with_W(session: Session, l: int, at: tuple[int, int], value: float) -> Session:
    W = session.network.W[l].copy()
    W[at] = value
    return replace(session, network=with_parameter(session.network, f"W{l}", W))


# ---- refusals


@grid(1, alpha=[0.0, -0.1, -1e300])
def test_a_learning_rate_that_is_not_above_0(page, alpha):
    """Refused by name; the field shows the one in force again, and the next good one clears the message."""
    page.enter("Learning rate α", alpha)
    assert page.alert == f"Not changed. Learning rate α must be above 0; got {alpha:g}. 0.1 is kept."
    assert page.session is NOTES
    assert page.widget("text_input", "Learning rate α").value == "0.1"
    assert not page.can("Undo")
    page.enter("Learning rate α", "1/8")
    page.enter("Learning rate α", alpha)
    assert page.widget("text_input", "Learning rate α").value == "1/8"  # as it was typed
    page.enter("Learning rate α", 0.25)
    assert page.alert == ""
    assert bits(page.session) == bits(replace(NOTES, learning_rate=0.25))


@grid(2, updates=[0, -3, 51, 10**6])
def test_a_number_of_updates_out_of_range(page, updates):
    """Refused in words; the session keeps what it had."""
    page.enter("Number of updates", updates)
    assert page.alert == f"Not changed. The number of updates must be 1 to 50; got {updates}."
    assert page.session is NOTES
    assert page.widget("number_input", "Number of updates").value == page.session.updates
    page.enter("Number of updates", 50)
    assert len(page.session.walked) == 50


def beside(page: Page, text: str) -> str:
    """The label of the widget after which a message stands."""
    last = ""
    for node in page.at._tree:
        last = getattr(node, "label", "") or last
        if node.type == "html" and text in node.proto.body:
            return last
    return "nowhere"


@pytest.mark.parametrize(
    ("label", "value"),
    [("Error", "tce"), ("Learning rate α", -1.0), ("Number of updates", 400)],
)
def test_a_setting_that_is_refused_says_so_where_it_stands(page, label, value):
    """The box of settings is open and hides the top of the page."""
    (page.choose if label == "Error" else page.enter)(label, value)
    assert beside(page, "Not changed.") == label


def test_every_setting_of_a_walk_has_its_field(page):
    """The network, its pairs and what a rule has kept are changed elsewhere."""
    settings = {field.name for field in fields(Session)} - {"network", "X", "T", "state"}
    kinds = (page.at.selectbox, page.at.radio, page.at.number_input, page.at.text_input)
    keys = [widget.key for kind in kinds for widget in kind if widget.key]
    assert settings <= {key.rpartition(" ")[0].removeprefix("step update ") for key in keys}


def test_a_layer_and_a_new_network_that_are_refused_say_so_where_they_stand(page):
    page.choose_example("softmax-2-3-3").choose("Activation of layer 3", "identity")
    assert beside(page, "Not changed.") == "Activation of layer 3"
    page.type("5000-2").press("Make this network")
    assert beside(page, "got 5000") == "Make this network"


def test_a_refusal_goes_when_what_it_was_about_has_changed(page):
    """It stays while something else is done, and does not come back."""
    page.type("5000-2").press("Make this network").choose_example("notes-4-layer")
    assert "got 5000" in page.alert
    page.type("2-3-1")
    assert page.alert == ""
    page.type("5000-2")
    assert page.alert == ""


def test_a_refusal_stays_behind_in_its_mode(page):
    page.choose("Error", "tce")
    page.at.segmented_control[0].set_value("Debug").run()
    page.done()
    assert page.alert == ""


def test_cross_entropy_of_outputs_that_may_be_negative(page):
    """Refused with the reason; the choice shows the error in force."""
    page.choose("Error", "tce")
    assert page.alert == refusal_of(lambda: replace(NOTES, loss="tce"))
    assert "the outputs must be positive" in page.alert
    assert page.session is NOTES
    assert page.widget("selectbox", "Error").value == "tse"


def test_an_output_that_cross_entropy_does_not_allow(page):
    """The same from the other side: first TCE, then another activation of the last layer."""
    page.choose_example("softmax-2-3-3")
    before = page.session
    assert before.loss == "tce"
    page.choose("Activation of layer 3", "tanh")
    assert "the outputs must be positive" in page.alert
    assert page.session is before
    assert page.widget("selectbox", "Activation of layer 3").value == "softmax"
    page.choose("Activation of layer 3", "softplus")
    assert page.alert == ""
    assert page.session.network.activation[3] == "softplus"


def test_a_walk_that_grows_past_all_bounds(page):
    """The update is named, and the walk shown is the one before."""
    page.choose_example("linear-1-1")
    before = page.session
    page.enter("Learning rate α", 1e150)
    assert re.fullmatch(r"Not changed\. In update \d: .* must stay finite; .*", page.alert)
    assert page.session is before


@grid(3, layer=[1, 2, 3], typed=["0", "1025", "three", "", "2.5", "nan", "1e9"])
def test_a_number_of_neurons_that_cannot_be(page, layer, typed):
    """The refusal names the layer and the range; the network, and what was typed, stay."""
    widths = ["2", "2", "2"]
    widths[layer - 1] = typed
    page.build(widths, ["tanh", "sigmoid"], "he", 0)
    assert page.alert.startswith(f"Not changed. The neurons of layer {layer} must be ")
    if typed in ("0", "1025", "2.5", "1e9"):
        assert page.alert.endswith(f"a whole number from 1 to 1024; got {typed}.")
    assert page.session is NOTES
    assert page.widget("text_input", WIDTHS).value == "-".join(widths)


def test_a_new_network_that_its_error_does_not_allow(page):
    """TCE is kept from the session before; the refusal says what to choose instead."""
    page.choose_example("softmax-2-3-3")
    before = page.session
    page.build(["2", "3", "3"], ["tanh", "tanh"], "he", 0)
    assert "the outputs must be positive" in page.alert
    assert page.alert.endswith("choose another error or another last activation.")
    assert page.session is before


def test_a_new_network_of_too_many_weights(page):
    """The refusal says how many there may be; one of 101,632 is made."""
    page.build(["1000", "251"], ["tanh"], "he", 0)
    refusal = "Not changed. A network to step through must have at most 250,000 weights; got 251,000."
    assert page.alert == refusal
    assert page.session is NOTES
    page.build(["784", "128", "10"], ["tanh", "tanh"], "he", 0)
    assert page.session.network.widths == (784, 128, 10)


# ---- a new network


@grid(1, scheme=[*SCHEMES])
def test_a_new_network_from_a_seed(page, scheme):
    """2-2-2 to the last bit as the scheme gives it; t is drawn, the rest is that of before."""
    page.build(["2", "2", "2"], ["sigmoid", "tanh"], scheme, 7)
    net = initialise((2, 2, 2), ["sigmoid", "tanh"], scheme, 7)
    assert page.alert == ""
    assert bits(page.session) == bits(replace(NOTES, network=net, T=drawn_targets(1, 2, "tanh", 7)))
    page.press("Undo")
    assert page.session is NOTES


def test_the_same_seed_gives_the_same_network(page):
    """Made twice it is one and the same; reset returns to it, and never draws anew."""
    page.build(["2", "3", "2"], ["relu", "identity"], "glorot", 3)
    first = page.session
    page.put(with_W(first, 2, (0, 0), 0.125)).enter("Learning rate α", 0.4)
    page.press("Reset")
    assert page.session is first
    assert not page.can("Reset")
    page.press("Make this network")
    assert bits(page.session) == bits(first)
    page.enter("Seed", 4).press("Make this network")
    assert bits(page.session) != bits(first)


@grid(2, widths=[(3, 2), (1, 4, 3), (2, 5, 4, 3, 2, 2, 1, 1), (1024, 1), (1, 1024)])
def test_pairs_that_do_not_fit_are_drawn_and_said_to_be(page, widths):
    """2 to 8 layers of 1 to 1024: what fits stays; what does not is drawn, never filled with 0."""
    page.build([str(w) for w in widths], ["tanh"] * (len(widths) - 1), "lecun", 0)
    assert page.session.network.widths == widths
    X, T, about = page.session.X, page.session.T, page.at.session_state["desk"].scene.about
    assert (X.shape, T.shape) == ((1, widths[0]), (1, widths[-1]))
    assert (X.tolist() == NOTES.X.tolist()) == (widths[0] == 2)
    assert {*T.ravel().tolist()} <= {-1, 1}
    assert "t −1 or 1" in about
    assert ("x in tenths" in about) == (widths[0] != 2)
    assert np.count_nonzero(X) > 0.8 * X.size - 1
    assert len(page.session.walked) == NOTES.updates


def test_a_new_network_of_the_same_shape_keeps_its_pairs(page):
    """And for softmax t is drawn one-hot."""
    page.build(["2", "4", "2"], ["relu", "identity"], "he", 0)
    assert (page.session.X.tolist(), page.session.T.tolist()) == (NOTES.X.tolist(), NOTES.T.tolist())
    page.build(["2", "4", "3"], ["relu", "softmax"], "he", 0)
    assert sorted(page.session.T[0]) == [0, 0, 1]
    assert "Drawn from the same seed: t one-hot." in page.at.session_state["desk"].scene.about


@pytest.mark.parametrize("count", [1, 9])
def test_fewer_than_2_or_more_than_8_layers(page, count):
    """Refused with the range, and what was typed stays."""
    page.widget("text_input", WIDTHS).set_value("-".join("2" * count)).run()
    page.press("Make this network")
    assert page.alert.startswith(f"Not changed. A network must have 2 to 8 layers; got {count} in ")
    assert page.session is NOTES
    assert page.widget("text_input", WIDTHS).value == "-".join("2" * count)


@grid(1, typed=["3, 4, 1", "3 4 1", "3×4×1", " 3-4-1 ", "3 - 4 - 1"])
def test_widths_may_be_parted_in_other_ways(page, typed):
    """Commas, spaces and × are read as well."""
    page.widget("text_input", WIDTHS).set_value(typed).run()
    page.press("Make this network")
    assert page.session.network.widths == (3, 4, 1)


def test_the_form_starts_from_the_network_shown(page):
    """Its widths and activations; the page says which network was made, and how."""
    assert page.widget("text_input", WIDTHS).value == "2-3-2-2"
    kinds = [page.widget("selectbox", f"New layer {l}: activation").value for l in (2, 3, 4)]
    assert kinds == ["relu", "sigmoid", "identity"]
    page.build(["2", "4", "2"], ["tanh", "identity"], "he", 11)
    scene = page.at.session_state["desk"].scene
    assert scene.title == "Network 2-4-2"
    assert scene.about == f"2-4-2, {SCHEMES['he'][0]}, seed 11."


# ---- back and forth


def test_undo_redo_and_reset(page):
    """Over changes of every kind, each to the last bit; the buttons are off where there is nothing."""
    states = [page.session]
    assert [page.can(name) for name in ("Undo", "Redo", "Reset")] == [False, False, False]
    for change in (
        lambda: page.enter("Learning rate α", 0.3),
        lambda: page.choose("Error", "hse"),
        lambda: page.enter("Number of updates", 2),
        lambda: page.tick("Freeze W2", True),
        lambda: page.press("Add a pair"),
        lambda: page.choose("Activation of layer 2", "tanh"),
        lambda: page.put(with_W(page.session, 3, (1, 0), 1 / 3)),
        lambda: page.choose_example("xor-2-2-1"),
        lambda: page.build(["2", "2", "1"], ["tanh", "sigmoid"], "tenths", 5),
    ):
        change()
        assert page.session is not states[-1]
        states.append(page.session)
    kept = [bits(state) for state in states]
    for state, wanted in zip(reversed(states[:-1]), reversed(kept[:-1]), strict=True):
        page.press("Undo")
        assert page.session is state
        assert bits(page.session) == wanted
    assert [page.can(name) for name in ("Undo", "Redo", "Reset")] == [False, True, False]
    for state in states[1:]:
        page.press("Redo")
        assert page.session is state
    assert not page.can("Redo")
    for _ in range(2):
        page.press("Undo")
    page.press("Reset")
    assert page.session is NOTES
    assert not page.can("Redo")
    page.press("Undo")
    assert page.session is states[-3]


def test_widgets_follow_undo(page):
    """Every field shows the session, not what was last typed in it."""
    page.enter("Learning rate α", 0.3).choose("Error", "mse").tick("Freeze b2", True)
    for _ in range(3):
        page.press("Undo")
    assert page.widget("text_input", "Learning rate α").value == "0.1"
    assert page.widget("selectbox", "Error").value == "tse"
    assert page.widget("checkbox", "Freeze b2").value is False


# ---- layers and pairs


def test_freezing(page):
    """Each W and each b by itself; its gradient is still there, updates leave it alone."""
    frozen = set()
    for l in (2, 3, 4):
        for name in (f"W{l}", f"b{l}"):
            page.tick(f"Freeze {name}", True)
            frozen |= {name}
            assert page.session.network.frozen == frozen
    for update in page.session.walked:
        assert all(update.run.dW[l].any() for l in (2, 3, 4))
        assert bits(replace(NOTES, network=update.after)) == bits(page.session)
    page.tick("Freeze b4", False).tick("Freeze W2", False)
    assert page.session.network.frozen == frozen - {"b4", "W2"}
    moved = page.session.walked[0].after
    still = [name for name in sorted(frozen) if unmoved(moved, name)]
    assert still == ["W3", "W4", "b2", "b3"]


def unmoved(net: Any, name: str) -> bool:
    array, start = ({"W": n.W, "b": n.b}[name[0]][int(name[1:])] for n in (net, NOTES.network))
    return array.tobytes() == start.tobytes()


def test_pairs_are_added_and_removed(page):
    """1 to 20; a new one is drawn, never the last once more; the walk takes them in turn."""
    assert not page.can("Remove the last pair")
    page.press("Add a pair")
    assert page.session.X[0].tolist() == NOTES.X[0].tolist()
    assert page.session.X[1].tolist() == drawn_inputs(1, 2, 2)[0].tolist() != NOTES.X[0].tolist()
    assert page.session.T[1].tolist() == drawn_targets(1, 2, "identity", 2)[0].tolist()
    assert [update.item for update in page.session.walked] == [0, 1, 0, 1, 0]
    page.put(
        replace(
            NOTES, X=np.repeat(NOTES.X, MOST_PAIRS - 1, axis=0), T=np.repeat(NOTES.T, MOST_PAIRS - 1, axis=0)
        )
    )
    page.press("Add a pair")
    assert len(page.session.X) == MOST_PAIRS
    assert not page.can("Add a pair")
    assert "Each update takes one pair: with 5 updates, pairs 6 to 20 are not used." in page.texts
    page.enter("Number of updates", 19)
    assert "Each update takes one pair: with 19 updates, pair 20 is not used." in page.texts
    page.enter("Number of updates", 20)
    assert not [text for text in page.texts if "not used" in text]
    page.press("Remove the last pair")
    assert len(page.session.X) == len(page.session.T) == MOST_PAIRS - 1
    page.put(replace(NOTES, X=[[1, 2], [3, 4]], T=[[5, 6], [7, 8]])).press("Remove the last pair")
    assert (page.session.X.tolist(), page.session.T.tolist()) == ([[1, 2]], [[5, 6]])
    assert not page.can("Remove the last pair")


@pytest.mark.parametrize("name", ["mazur-half", "xor-2-2-1", "hagan-1-2-1"])
def test_another_example(page, name):
    """Its own session, title and origin; undo returns to the one before."""
    page.choose_example(name)
    assert page.session is example(name).session
    assert page.at.session_state["desk"].scene.title == example(name).title
    page.press("Undo")
    assert page.session is NOTES
    assert shown_title(page.at) == example("notes-4-layer").title


# ---- what if


def printed(value: float, digits: int = 3) -> str:
    return raised(float(value), digits)


def signed(value: float) -> str:
    return ("" if value < 0 else "+") + printed(value)


def test_hold_nudge_and_let_go(page):
    """F, y and the changed weight side by side, and how far F was expected to move."""
    page.press("Hold this state")
    assert "Nothing differs yet in W, b, x or t." in page.texts
    delta = 1e-3
    now = with_W(NOTES, 3, (1, 0), NOTES.network.W[3][1, 0] + delta)
    page.put(now)
    before, after = NOTES.walked[0].run, now.walked[0].run
    table = page.at.table[0].value
    columns = {name: table[name].tolist() for name in table.columns}
    names = ["F", "y1", "y2"]
    pairs = [(before.loss, after.loss), *zip(before.y, after.y, strict=True)]
    assert columns == {
        "first pair": names,
        "held": [printed(old) for old, _ in pairs],
        "now": [printed(new) for _, new in pairs],
        "moved by": [printed(new - old) for old, new in pairs],
    }
    slope = before.dW[3][1, 0]
    (row,) = changed(NOTES, now)
    line = next(text for text in page.texts if text.startswith("W₃[2,1] "))
    old, new = (printed(W[3][1, 0], 0) for W in (NOTES.network.W, now.network.W))
    nudged = f"W₃[2,1] {signed(row.delta)}: {old} → {new}; its gradient "
    assert line == f"{nudged}{printed(slope)} predicts F {signed(row.delta * slope)}."
    moved = after.loss - before.loss
    assert moved == pytest.approx(delta * slope, rel=0.05)
    total = f"The gradient predicts F {signed(row.delta * slope)}; it really moved {signed(moved)}."
    assert total in page.texts
    page.press("Undo")
    assert "Nothing differs yet in W, b, x or t." in page.texts
    page.press("Redo")
    assert line in page.texts
    page.press("Let go")
    assert page.can("Hold this state")
    assert not [text for text in page.texts if text.startswith(("W₃[2,1]", "The gradient"))]


def test_another_order_of_updates_is_a_difference(page):
    """Under every W, b, x and t as it was, F after the update is another one."""
    page.press("Hold this state").choose_order("as-you-go")
    assert not any(text.startswith("Nothing differs") for text in page.texts)
    assert "Order of updates: gradients first → as you go (not the gradient)." in page.texts


def test_many_changes_at_once(page):
    """The first twelve, and how many more; the expectation is over all of them."""
    page.press("Hold this state")
    now = replace(NOTES, X=NOTES.X + 1e-4)
    for l in (2, 3, 4):
        now = replace(now, network=with_parameter(now.network, f"W{l}", now.network.W[l] + 1e-4))
    page.put(now)
    rows = changed(NOTES, now)
    assert len(rows) == 18
    assert [text for text in page.texts if text.startswith("⋮")] == ["⋮ 6 more"]
    expected = sum(row.expected for row in rows)
    moved = now.walked[0].run.loss - NOTES.walked[0].run.loss
    assert moved == pytest.approx(expected, rel=0.05)
    total = f"The gradient predicts F {signed(expected)}; it really moved {signed(moved)}."
    assert total in page.texts


@pytest.mark.parametrize("other", ["a target", "another error", "another activation", "a batch"])
def test_where_the_slopes_say_nothing(page, other):
    """No expectation where F itself is another function: then the gradient held says nothing of it."""
    two = replace(NOTES, X=np.vstack([NOTES.X, NOTES.X + 1]), T=np.vstack([NOTES.T, NOTES.T]))
    page.put(two).press("Hold this state").put(with_W(two, 3, (0, 0), 0.5))
    assert [text for text in page.texts if text.startswith("The gradient")]
    if other == "a target":
        page.put(replace(page.session, T=page.session.T + 0.5))
    elif other == "another error":
        page.choose("Error", "hse")
    elif other == "a batch":
        page.put(replace(page.session, batch_size=2))
    else:
        page.choose("Activation of layer 2", "tanh")
    assert not [text for text in page.texts if text.startswith("The gradient")]


def test_other_shapes_cannot_be_compared(page):
    """A new network, another number of pairs: what was held is let go."""
    page.press("Hold this state").press("Add a pair")
    assert page.can("Hold this state")
    page.press("Hold this state").build(["2", "5", "2"], ["tanh", "tanh"], "he", 0)
    assert page.can("Hold this state")


# ---- published and computed


def test_the_table_of_the_textbook(page):
    """For the examples that have printed numbers, and for no others."""
    assert not [table for table in page.at.table if "printed" in table.value]
    page.choose_example("mazur-half")
    table = next(table.value for table in page.at.table if "printed" in table.value)
    assert table["printed"].tolist() == [entry[-1] for entry in example("mazur-half").printed]
    wanted = [f"{text} ✓" for *_, text in example("mazur-half").printed[:-1]] + ["0.291027774 ✗ differs"]
    assert table["ours"].tolist() == wanted
    assert example("mazur-half").remark in page.texts
    page.choose_example("hagan-1-2-1")
    assert "Every printed number agrees." in page.texts


def test_the_table_of_the_textbook_says_what_it_compares_once_that_was_changed(page):
    """Under TSE the numbers of ½TSE are not "ours", and nothing is said to agree."""
    page.choose_example("relu-2-2-1").choose("Error", "tse")
    table = next(table.value for table in page.at.table if "printed" in table.value)
    assert list(table.columns) == ["quantity", "printed", "as published"]
    assert any("changed since" in text and "published setting" in text for text in page.texts)
    assert "Every printed number agrees." not in page.texts
    page.press("Reset")
    assert "Every printed number agrees." in page.texts


# ---- allowed, with a note


def notes(page: Page) -> str:
    """Everything that the steps of the walk remark upon."""
    return " ".join({step.note for step in steps_of(page.session)})


def test_what_is_allowed_but_odd(page):
    """MSE of one pair, a softmax of one neuron: not refused, but remarked upon."""
    page.choose("Error", "mse")
    assert (page.alert, page.session.loss) == ("", "mse")
    assert "For one training pair MSE equals TSE" in notes(page)
    page.press("Add a pair")
    assert "equals TSE" not in notes(page)
    page.build(["2", "2", "1"], ["tanh", "softmax"], "he", 0)
    assert (page.alert, page.session.network.activation[3]) == ("", "softmax")
    assert "Softmax of one neuron is always 1" in notes(page)


def test_tce_after_sigmoid_is_not_offered_but_opened_with_a_warning_and_bce_is_one_click_away(page):
    """A link from before may hold it: from softmax, TCE and then sigmoid outputs is the same."""
    page.build(["2", "2", "2"], ["tanh", "sigmoid"], "he", 0)
    offered = [option.partition(",")[0] for option in page.widget("selectbox", "Error").options]
    assert offered == ["TSE", "MSE", "½TSE", "BCE"]
    page.choose("Error", "bce")
    assert (page.alert, page.session.loss) == ("", "bce")
    page.choose_example("softmax-2-3-3").choose("Activation of layer 3", "sigmoid")
    assert (page.session.loss, page.session.network.activation[3]) == ("tce", "sigmoid")
    assert "TCE, total cross-entropy" in page.widget("selectbox", "Error").options
    assert "the network learns to say 1" in page.alert and "smallest at y = 1" in notes(page)
    page.press("Take BCE instead")
    assert (page.alert, page.session.loss) == ("", "bce")
    assert "TCE, total cross-entropy" not in page.widget("selectbox", "Error").options
    page.press("Undo")
    assert page.session.loss == "tce"


def test_the_number_of_an_activation_is_typed_beside_its_name(page):
    """A network with one is opened with it, and a new one is made with it."""
    page.put(replace(NOTES, network=with_activation(NOTES.network, 2, "leaky_relu(0.2)")))
    assert page.widget("selectbox", "Activation of layer 2").value == "leaky_relu"
    page.enter("Layer 2: slope for n ≤ 0", 0.3)
    assert page.session.network.activation[2] == "leaky_relu(0.3)"
    page.choose("New layer 2: activation", "elu").press("Make this network")
    assert page.session.network.activation[2] == "elu"
    page.enter("Layer 2: α: far to the left a is −α", 0.5)
    assert page.session.network.activation[2] == "elu(0.5)"
    page.choose("Activation of layer 2", "gelu")
    assert page.session.network.activation[2] == "gelu" and page.alert == ""


def test_a_new_network_takes_the_number_of_its_activation_as_it_is_typed(page):
    page.choose("New layer 2: activation", "leaky_relu").enter("New layer 2: slope for n ≤ 0", "0,2")
    page.choose("New layer 3: activation", "elu").press("Make this network")
    assert page.session.network.activation == {2: "leaky_relu(0.2)", 3: "elu", 4: "identity"}
    for label, shown in (("New layer 2: slope for n ≤ 0", "0,2"), ("Layer 2: slope for n ≤ 0", "0.2")):
        page.enter(label, 1000.0)
        assert page.alert == f"Not changed. {label} must be from −100 to 100; got 1000. {shown} is kept."
        assert page.widget("text_input", label).value == shown
    given = Page(**{"build activation 2": "elu(-2.0)"})
    assert given.widget("text_input", "New layer 2: α: far to the left a is −α").value == "-2"
    given.press("Make this network")
    assert given.session.network.activation[2] == "elu(-2.0)"


def test_bce_of_targets_outside_0_and_1_is_refused_with_their_place(page):
    page.build(["2", "1"], ["sigmoid"], "he", 0)
    page.put(replace(page.session, T=np.full((len(page.session.T), 1), 2.0)))
    page.choose("Error", "bce")
    assert "For BCE every target t must lie between 0 and 1; row 1, column 1, is 2.0" in page.alert
    assert page.session.loss == "tse"


def test_what_a_browser_hands_in_of_the_page_before_changes_nothing():
    """It may still show that page when it next asks for something; its menus and boxes are no choice."""
    page = Page()
    for label in ("Freeze W2", "Freeze b4"):
        page.widget("checkbox", label).check().run()
    before = page.at._tree.get_widget_states()
    other = example("xor-2-2-1")
    page.choose_example(other.name)
    late = [state for state in before.widgets if re.search(r" \d+$", state.id)]
    assert len(late) >= 12, "four settings; of each of three layers an activation and two boxes"
    page.at._run(type(before)(widgets=late))
    page.done()
    assert page.at.session_state["desk"].scene.session.network.activation == other.session.network.activation
    assert page.at.session_state["desk"].scene.session is other.session


# ---- an exercise with exact numbers


def test_an_exercise_is_opened_as_the_session_and_says_its_seed(page):
    """The layers are those of a new network; what cannot be exact is said, and Undo brings back what was."""
    page.build(["2", "3", "2"], ["relu", "identity"], "he", 0)
    page.enter("Seed of the exercise", 7).press("Make this exercise")
    made = exercise((2, 3, 2), ("relu", "identity"), seed=7)
    assert page.alert == ""
    assert bits(page.session) == bits(Session(made.network, made.x, made.t, updates=1))
    scene = page.at.session_state["desk"].scene
    assert scene.title == "Exercise 2-3-2, seed 7"
    assert scene.about == "No number of the first update has more than 2 decimals."
    page.choose("New layer 3: activation", "sigmoid").choose("Its error", "bce").press("Make this exercise")
    about = page.at.session_state["desk"].scene.about
    assert (page.session.loss, page.alert) == ("bce", "")
    assert about.endswith("decimals, but for some of F, which are asked to 3 significant digits.")
    page.press("Undo").press("Undo")
    assert page.session.network.activation == {2: "relu", 3: "identity"}


def test_an_exercise_that_cannot_be_is_refused_where_it_stands(page):
    """With the layers, and with the learning rate of the page."""
    page.build(["2", "20", "2"], ["relu", "identity"], "he", 0)
    before = page.session
    page.press("Make this exercise")
    assert page.alert == ("Not changed. The neurons of layer 2 must be a whole number from 1 to 12; got 20.")
    page.build(["2", "3", "2"], ["relu", "identity"], "he", 0)
    page.enter("Learning rate α", 0.3333).press("Make this exercise")
    assert "decimals" in page.alert
    assert page.session.network is not before.network
    assert page.session.learning_rate == 0.3333
