"""Debugging without a browser: every tool says what is so, refuses in a sentence, and shows nothing stale."""

import html
import json
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simulator import InputError, Network, propagate
from simulator.core.edit import with_activation
from simulator.core.origin.contributions import arrivals
from simulator.draw.lenses import arrival_lens
from simulator.files.gallery import EXAMPLES, example
from simulator.files.networks.json_format import write
from simulator.files.networks.load_save import model_json, read_model
from simulator.files.networks.model import Model
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.screen import Screen
from simulator.panels import page_state
from simulator.panels.debug.debug_page import open_tool
from simulator.panels.page_state import scene_of
from simulator.panels.player_digits import take_digits
from simulator.panels.walk.player_requests import read_request
from simulator.steps.formulas.digits import FULL, raised
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene

from ..grids import by_night
from .pages import APP, Page, choose_example

FIRST = example(EXAMPLES[0]).session
RUN = propagate(FIRST.network, FIRST.X[0], FIRST.T[0], FIRST.loss)


class DebugPage(Page):
    """The page of debugging with one tool chosen, widgets by label."""

    def __init__(self, tool: str, **known: object) -> None:
        super().__init__(**{"mode": "Debug", "debug tool": tool} | known)

    def said(self, start: str) -> list[str]:
        bodies = [element.value for element in self.at.get("html")]
        return [
            html.unescape(re.sub("<[^>]*>", " ", body)).strip() for body in bodies if body.startswith(start)
        ]

    @property
    def verdicts(self) -> list[str]:
        return self.said('<p class="verdict"')

    @property
    def alerts(self) -> list[str]:
        return self.said("<div")

    @property
    def lens(self) -> dict[str, object] | None:
        """What lies over the graph."""
        (player,) = (one for one in self.at.get("bidi_component") if "lens" in one.proto.json)
        return json.loads(player.proto.json)["lens"]

    @property
    def tables(self) -> list[str]:
        return [" ".join(text.split()) for text in self.said("<table")]


def mine(**changes: float) -> str:
    """S and gradients of the first update as somebody has them who made a mistake."""
    run = propagate(FIRST.network, FIRST.X[0], FIRST.T[0], FIRST.loss)
    lines = []
    for l in (4, 3, 2):
        lines.append(f"S{l} = " + ", ".join(repr(float(x) * changes.get(f"S{l}", 1.0)) for x in run.S[l]))
    return "\n".join(lines)


# ---- compare mine
def test_right_numbers_are_said_to_be_right():
    page = DebugPage("Compare mine").set("text_area", "One quantity a line, or JSON", mine())
    assert page.verdicts == ["Update 1. Every number you gave is right."]
    assert page.tables == [], "no head of a table without rows"


def test_a_slope_left_out_is_named_and_the_first_step_said():
    """S_3 and S_2 without their σ′, S_4 right."""
    net, run = FIRST.network, propagate(FIRST.network, FIRST.X[0], FIRST.T[0], FIRST.loss)
    S3 = net.W[4] @ run.S[4]
    S2 = net.W[3] @ S3
    text = f"S4 = {list(run.S[4])}\nS3 = {S3[0]}, {S3[1]}\nS2 = {', '.join(map(str, S2))}".replace(
        "np.float64", ""
    )
    text = re.sub(r"[()]", "", text)
    page = DebugPage("Compare mine").set("text_area", "One quantity a line, or JSON", text)
    assert page.verdicts[0] == "Update 1. First difference: S of layer 3."
    assert page.verdicts[1].startswith("It looks as if you forgot the slope σ′(n): ")


def test_numbers_that_fit_no_single_mistake_name_none():
    page = DebugPage("Compare mine").set("text_area", "One quantity a line, or JSON", mine(S3=1.31, S2=0.7))
    assert page.verdicts == ["Update 1. First difference: S of layer 3."]
    assert "No single known mistake" in page.texts


def test_one_neurons_numbers_are_enough():
    """Typed for neuron 1 of layer 4, with the other sign."""
    page = DebugPage("Compare mine")
    page.at.session_state["compare how"] = "One neuron"
    page.at.run()
    page.set("text_input", "S of 4,1", "1.2")
    assert page.verdicts[0] == "Update 1. First difference: S of layer 4."
    assert page.verdicts[1].startswith("It looks as if you turned the sign of e around: ")
    page.set("text_input", "S of 4,1", "−1.2")
    assert page.verdicts == ["Update 1. Every number you gave is right."]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("S9 = 1, 2", "layer"),
        ("S4 = 1, 2, 3", "Your S4 needs 2 numbers (layer 4 has 2 neurons); you gave 3."),
        ("S4 = one", "Line 1, number 1 must be a number; got 'one'"),
        ("S4 = ![](http://localhost/x.png)", "Line 1 must be one array of numbers"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(text, words):
    page = DebugPage("Compare mine").set("text_area", "One quantity a line, or JSON", text)
    assert len(page.alerts) == 1
    assert words in page.alerts[0]
    assert page.verdicts == []


def test_a_comma_that_can_be_read_both_ways_is_asked_on_the_page():
    page = DebugPage("Compare mine").set("text_area", "One quantity a line, or JSON", "S4 = -1,2\nS4 = 1,0")
    assert "can be read both ways: as -1.2, or as -1 and 2" in page.texts
    assert page.verdicts == []
    page.at.session_state["compare decimal"] = "A decimal comma"
    page.at.run()
    assert page.verdicts == ["Update 1. Every number you gave is right."]


def test_what_pytorch_calls_its_gradient_is_turned_and_said_to_be():
    run = propagate(FIRST.network, FIRST.X[0], FIRST.T[0], FIRST.loss)
    text = f"fc1.weight.grad = {run.dW[2].T.tolist()}\ny = {run.y.tolist()}"
    page = DebugPage("Compare mine").set("text_area", "One quantity a line, or JSON", text)
    assert page.verdicts == ["Update 1. Every number you gave is right."]
    page.set("text_area", "One quantity a line, or JSON", f"dW2 = {(2 * run.dW[2]).T.tolist()}\ny = [9, 9]")
    assert "Given as L × H: ∂F/∂W of layer 2. The transpose fits, and is what is compared." in page.texts
    page.set("text_area", "One quantity a line, or JSON", text)
    assert "∂F/∂W2 is taken as PyTorch keeps it, L × H; its transpose is compared." in page.texts
    assert page.verdicts == ["Update 1. Every number you gave is right."]


# ---- the other tools
def test_the_gradient_check_counts_all_parameters_and_agrees():
    page = DebugPage("Gradient check")
    assert re.fullmatch(r"Update 1: the gradient of all 23 parameters agrees to \S+\.", page.verdicts[0])


def test_a_neuron_that_is_off_is_found_with_its_reason():
    """Neuron 2 of layer 2 of the notes' network has n = −0.3."""
    page = DebugPage("Health")
    assert any("Neuron 2 of layer 2 is off" in said and "n = −0.3" in said for said in page.verdicts)


def test_where_s_comes_from_adds_up_to_it():
    """The parts of S_2,1 of the first update: 1·(−0.6)·0.43 and 1·0.4·(−0.34)."""
    page = DebugPage("Where from")
    assert "How S₂,₁ = −0.394" in page.verdicts[0]
    assert "−0.258" in page.tables[0] and "−0.136" in page.tables[0]
    assert page.tables[0].endswith("sum S₂,₁ −0.394")


@pytest.mark.parametrize(
    ("tool", "digits", "said"),
    [
        ("Where from", 2, "S₂,₁ = −0.39 "),
        ("Where from", FULL, "S₂,₁ = −0.394 "),
        ("Health", 2, "n = −0.3"),
        ("Gradient check", 2, r"agrees to \d\.\d·10"),
        ("Gradient check", 6, r"agrees to \d\.\d{5}·10"),
    ],
)
def test_the_tools_print_the_digits_of_the_player(tool, digits, said):
    page = DebugPage(tool, **{"player digits": digits})
    assert re.search(said, page.verdicts[0]), page.verdicts


def test_the_sentences_and_marks_of_the_tools_have_the_digits_of_the_player():
    """Also where core says them; and numbers that differ are shown with as many as it takes to see it."""
    scene = replace(scene_of(EXAMPLES[0]), session=replace(FIRST, X=[[1 / 3, 1.0]]))
    for digits, n in ((2, "−0.43"), (6, "−0.433333")):
        page = DebugPage("Health", desk=Desk(scene), **{"player digits": digits})
        assert any(f"n = {n} ≤ 0" in said for said in page.verdicts), page.verdicts
        page = DebugPage("Breakpoints", desk=Desk(scene), **{"player digits": digits})
        assert f"n₂,₂ = {n} ≤ 0" in page.set("selectbox", "Stop when", "dead").tables[0]
    page = DebugPage("Compare mine", **{"player digits": 2})
    page.set("text_area", "One quantity a line, or JSON", "S3 = -0.34, 0.432")
    assert page.tables[0].endswith("S 3,2 0.432 0.43")
    flow = arrivals(FIRST.network, RUN, 2, 1)
    marks = {mark[3] for mark in arrival_lens(flow, 2, 1, [], 2).edges}
    assert marks == {"−0.26", "−0.14"}


def test_digits_that_the_player_does_not_offer_are_refused():
    asked = {"what": "look", "update": 1}
    for digits in (1, 7, -3, 10**30):
        with pytest.raises(InputError, match="one of 0, 2, 3, 4, 5, 6"):
            take_digits(read_request({**asked, "digits": digits}).digits)
    with pytest.raises(InputError, match="whole number"):
        read_request({**asked, "digits": "3"})


def test_a_breakpoint_names_the_steps_at_which_it_holds():
    page = DebugPage("Breakpoints").set("selectbox", "Stop when", "dead")
    assert "It holds in" in page.verdicts[0]
    assert page.tables[0].startswith("update, step why 1, 3 Neuron 2 of layer 2 is off: n₂,₂ = −0.3 ≤ 0")


def test_a_breakpoint_that_never_holds_says_so():
    page = (
        DebugPage("Breakpoints").set("selectbox", "Stop when", "small S").set("text_input", "Bound", "1e-9")
    )
    assert page.verdicts == ["It holds nowhere in this walk."]


def test_one_edge_is_watched_by_its_two_neurons_and_any_is_said_as_any():
    """Where the neuron on the left is chosen, so is the one on the right: no "any" that means the first."""
    page = DebugPage("Breakpoints").set("selectbox", "Stop when", "sign change")
    layer = next(box for box in page.at.selectbox if box.label == "Layer")
    assert layer.format_func(layer.value) == "any"
    page.set("selectbox", "Layer", 2).set("selectbox", "From neuron", 1)
    to = next(box for box in page.at.selectbox if box.label == "To neuron")
    assert (to.options, to.format_func(to.value)) == (["1", "2", "3"], "1")


def test_an_output_neuron_is_never_said_with_the_numbers_of_another():
    """S of neuron 2 of layer 4, an output, comes from the error: nothing of layer 3 is shown for it."""
    page = (
        DebugPage("Where from")
        .set("number_input", "Layer, 2 to 4", 4)
        .set("number_input", "Neuron, 1 to 2", 2)
    )
    assert page.verdicts == ["S₄,₂ = 1 comes from the error itself: there is no later neuron."]
    assert page.tables == []


def as_you_go(tool: str, **kept: str) -> DebugPage:
    page = DebugPage(tool)
    session = example("mazur-half-as-you-go").session
    page.at.session_state["desk"] = Desk(Scene("own", "own", "", session, session))
    for key, value in kept.items():
        page.at.session_state[key] = value
    page.at.run()
    assert not page.at.exception
    return page


def test_as_you_go_a_true_gradient_is_not_called_the_walks():
    """The walk's own S_2 is another number: it stands under "yours", the gradient under "true"."""
    run = example("mazur-half-as-you-go").session.walked[0].run
    page = as_you_go("Compare mine", **{"compare text": "S2 = " + ", ".join(map(repr, run.S[2].tolist()))})
    assert page.tables[0].startswith("entry yours true S 2,1 0.00729 0.00877")
    assert "Your numbers are compared with the true gradient." in page.texts


def test_as_you_go_health_says_that_its_s_is_the_gradients():
    assert "The values here use the true gradient." in as_you_go("Health").texts


def test_numbers_are_compared_and_gradients_checked_once_not_at_every_rerun(monkeypatch):
    calls = []

    def counted(place):
        module, name = place.rsplit(".", 1)
        work = getattr(import_module(module), name)
        monkeypatch.setattr(place, lambda *given: calls.append(name) or work(*given))

    counted("simulator.panels.debug.compare_mine.compare")
    counted("simulator.panels.debug.gradient_table.check_gradient")
    page = DebugPage("Compare mine")
    page.set("text_area", "One quantity a line, or JSON", "n2 = 1 2 3")
    page.at.run().run()
    assert calls == ["compare"]
    page = DebugPage("Gradient check")
    page.at.run().run()
    assert calls == ["compare", "check_gradient"]


@pytest.mark.parametrize("tool", ["Gradient check", by_night("Health")])
def test_a_tool_that_takes_long_works_aside_and_once(tool, monkeypatch):
    """The page is drawn meanwhile, says so, and offers to stop it; then it shows the same."""
    known = DebugPage(tool)
    monkeypatch.setattr("simulator.panels.work_aside.SHORT", -1)
    page = DebugPage(tool)
    assert page.verdicts == [] and " s" in page.texts
    assert [button.label for button in page.at.button if button.label == "Stop"]
    keys = [key for key in ("check report", "health found") if key in page.at.session_state]
    aside = page.at.session_state[keys[0]][1]
    aside.wait(60)
    page.at.run()
    assert (page.verdicts, page.tables) == (known.verdicts, known.tables)
    page.at.run()
    assert page.at.session_state[keys[0]][1] is aside

    page = DebugPage(tool)
    page.at.session_state[keys[0]][1].stop()
    page.at.run()
    assert "stopped." in page.texts and page.verdicts == []
    page.press("Begin again")
    assert " s" in page.texts


def test_over_all_pairs_health_names_no_single_pair():
    page = DebugPage("Health")
    page.at.session_state["desk"] = Desk(scene_of("xor-2-2-1"))
    page.at.run()
    page.set("selectbox", "Over", "all pairs of the walk")
    assert page.verdicts == ["Before update 1, over all pairs of the walk: nothing to report."]


# ---- files
def network() -> Network:
    return Network.from_arrays(
        [np.arange(6.0).reshape(2, 3) / 7, np.ones((3, 1)) / 3], [[0.1, 0.2, 0.3], [0.5]], ["tanh", "sigmoid"]
    )


def pasted(text: str) -> DebugPage:
    return DebugPage("Open a file").set("text_area", "A network as JSON", text)


def test_a_pasted_network_opens_in_the_stepper():
    """With its error, α and pairs, every number as it is in the text."""
    net = network()
    page = pasted(write(Model(net, "hse", 0.25, np.array([[1.0, 2.0]]), np.array([[0.5]]))).decode())
    page.press("Open 2-3-1")
    now = page.at.session_state["desk"].scene.session
    assert [layer.W.tobytes() for layer in now.network.layers] == [layer.W.tobytes() for layer in net.layers]
    assert (now.loss, now.learning_rate, now.X.tolist(), now.T.tolist()) == (
        "hse",
        0.25,
        [[1.0, 2.0]],
        [[0.5]],
    )
    assert page.at.session_state["mode"] == "Step"


def test_a_network_keeps_what_its_file_calls_it():
    """The title stands in the list of examples, what it tells under the graph, on one line."""
    content = json.loads(write(Model(network())))
    page = pasted(json.dumps(content | {"title": "Mine, of <b>March</b>", "about": "It learns\nto add."}))
    page.press("Open 2-3-1")
    scene = page.at.session_state["desk"].scene
    assert scene.title == "Mine, of <b>March</b>"
    assert scene.about.startswith("It learns to add. pasted.json. It holds no pairs")
    assert "Left aside" not in scene.about


def test_a_network_that_is_saved_keeps_its_title_and_what_is_said_of_it():
    title, about = 'Mine, "of" <b>Märch</b>', "It learns to add.\\ Ünd more."
    net = network()
    saved = json.loads(model_json(net, title=title, about=about))
    assert (saved["title"], saved["about"]) == (title, about)
    again = read_model(model_json(net, title=title, about=about), "mine.json")
    assert (again.title, again.about) == (title, about)
    assert not {"title", "about"} & json.loads(model_json(net)).keys()
    given = DebugPage("Open a file").at.session_state["saved JSON"][1]
    first = example("notes-4-layer")
    assert (json.loads(given)["title"], json.loads(given)["about"]) == (first.title, first.about)


def test_what_a_file_holds_is_read_once_and_refused_once(monkeypatch):
    reads = []
    monkeypatch.setattr(
        "simulator.panels.debug.open_file.read_model",
        lambda *given: reads.append(given) or read_model(*given),
    )
    page = pasted(write(Model(network())).decode())
    page.at.run().run()
    assert len(reads) == 1
    page.set("text_area", "A network as JSON", "{}")
    said = page.alerts
    page.at.run()
    assert page.alerts == said != [] and len(reads) == 2


def test_a_classifier_without_pairs_says_which_class_it_took():
    content = json.loads(write(Model(network())))
    content["layers"][-1] |= {"W": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], "b": [0, 0], "activation": "softmax"}
    page = pasted(json.dumps(content)).press("Open 2-3-2")
    scene = page.at.session_state["desk"].scene
    assert "It holds no pairs: x is 0, t1 is 1 and every other t is 0 until you type others." in scene.about
    assert scene.session.T.tolist() == [[1.0, 0.0]]


def test_a_network_without_pairs_says_that_x_is_not_its_own():
    page = pasted(write(Model(network())).decode()).press("Open 2-3-1")
    scene = page.at.session_state["desk"].scene
    assert "It holds no pairs: x and t are 0 until you type others." in scene.about
    assert scene.session.X.tolist() == [[0.0, 0.0]]


def test_a_broken_network_is_refused_by_name_and_nothing_is_lost():
    broken = json.loads(write(Model(network())))
    broken["layers"][1]["b"] = [1.0, 2.0]
    page = pasted(json.dumps(broken))
    assert len(page.alerts) == 1
    assert "b3" in page.alerts[0] or "layer" in page.alerts[0]
    assert page.at.session_state["desk"].scene.name == EXAMPLES[0]


def test_a_file_named_at_the_start_is_opened(tmp_path, monkeypatch):
    (path := tmp_path / "mine.json").write_bytes(write(Model(network())))
    at = started_with(path, monkeypatch)
    assert at.session_state["desk"].scene.session.network.widths == (2, 3, 1)


def test_a_file_that_leaves_a_question_is_offered_with_it(tmp_path, monkeypatch):
    """NPZ without activations: the page asks for them, and opens with those chosen."""
    net = network()
    np.savez(path := tmp_path / "mine.npz", W2=net.W[2], b2=net.b[2], W3=net.W[3], b3=net.b[3])
    at = started_with(path, monkeypatch)
    assert at.session_state["mode"] == "Debug"
    next(box for box in at.selectbox if box.label == "Activation of layer 2" and "file" in box.key).set_value(
        "relu"
    ).run()
    next(button for button in at.button if button.label == "Open 2-3-1").click().run()
    assert at.session_state["desk"].scene.session.network.activation == {2: "relu", 3: "identity"}


@pytest.mark.parametrize(("name", "content"), [("mine.json", b"{"), ("none.json", None), ("mine.pt", b"x")])
def test_a_bad_file_named_at_the_start_is_refused_above_the_first_example(
    tmp_path, monkeypatch, name, content
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    at = started_with(path, monkeypatch)
    said = [html.unescape(element.value) for element in at.get("html") if element.value.startswith("<div")]
    assert len(said) == 1
    assert name in said[0] or ".pt is not read" in said[0]
    assert at.session_state["desk"].scene.name == EXAMPLES[0]


def started_with(path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr("sys.argv", [APP, str(path)])
    at = AppTest.from_file(APP, default_timeout=60).run()
    assert not at.exception
    return at


@pytest.mark.parametrize("text", [False, True])
def test_the_same_file_may_come_in_twice(tmp_path, text):
    """Named at the start, then sent or pasted too: each has its own questions and its own button."""
    net = network()
    if text:
        square = Network.from_arrays([np.eye(2), [[1.0], [2.0]]], [[0.0, 0.0], [0.0]], ["tanh", "identity"])
        (path := tmp_path / "pasted.json").write_bytes(write(Model(square)))
    else:
        np.savez(path := tmp_path / "mine.npz", W2=net.W[2], b2=net.b[2], W3=net.W[3], b3=net.b[3])
    at = AppTest.from_file(APP, default_timeout=60)
    at.session_state["mode"], at.session_state["debug tool"] = "Debug", "Open a file"
    at.session_state["started with"] = (path.name, path.read_bytes())
    at.run()
    if text:
        next(area for area in at.text_area if area.label == "A network as JSON").set_value(
            path.read_text(encoding="utf-8")
        ).run()
    else:
        next(iter(at.get("file_uploader"))).set_value([(path.name, path.read_bytes(), "")]).run()
    assert not at.exception
    assert [button.label for button in at.button].count("Open 2-2-1" if text else "Open 2-3-1") == 2


def test_an_open_order_of_layers_is_asked_and_other_files_are_refused_in_our_words(tmp_path):
    """Nothing opens before an order is chosen; a file of any ending gets a sentence with the line to run."""
    arrays = {"encoder.weight": np.ones((2, 4)), "decoder.weight": np.ones((4, 2))}
    np.savez(path := tmp_path / "auto.npz", **arrays)
    page = DebugPage("Open a file")
    sent = next(iter(page.at.get("file_uploader")))
    sent.set_value([(path.name, path.read_bytes(), "")]).run()
    assert any(alert.startswith("Choose the order of the layers") for alert in page.alerts)
    (asked,) = [radio for radio in page.at.radio if radio.label.startswith("Order of the layers")]
    assert asked.options == [r"encoder\.weight → decoder\.weight", r"decoder\.weight → encoder\.weight"]
    assert not any(button.label.startswith("Open ") for button in page.at.button)
    page.set("radio", asked.label, 0)
    page.press("Open 4-2-4")
    assert page.at.session_state["desk"].scene.session.network.widths == (4, 2, 4)
    page = DebugPage("Open a file")
    next(iter(page.at.get("file_uploader"))).set_value([("mine.keras", b"PK", "")]).run()
    assert 'save_network(from_keras(keras.models.load_model("mine.keras")), "net.json")' in page.alerts[0]


def test_a_file_with_a_long_name_of_strange_signs_can_be_shared(tmp_path, monkeypatch):
    """Its title is cut and plain, so that a link and a session file can hold it."""
    (path := tmp_path / ("x\t" * 60 + "é" * 30 + ".json")).write_bytes(write(Model(network())))
    at = started_with(path, monkeypatch)
    scene = at.session_state["desk"].scene
    assert scene.session.network.widths == (2, 3, 1)
    assert (
        read_link(link_text(Screen(scene.session, scene.name, scene.title, scene.about))).title == scene.title
    )


# ---- one clock
@pytest.mark.parametrize("tool", ["Health", "Gradient check", "Compare mine", "Where from"])
def test_every_tool_looks_at_the_update_in_which_the_player_stands(tool: str) -> None:
    """It has no update of its own; in another network the player has not said yet where it stands."""
    page = DebugPage(tool)
    network, _, _ = page.at.session_state["opened"][1].partition(".")
    for k in (3, FIRST.updates, 99):
        page.at.session_state["debug update"] = (network, k)
        page.at.run()
        assert f"Update {min(k, FIRST.updates)} of {FIRST.updates}, in which the player stands." in page.texts
    assert not [field.label for field in page.at.number_input if field.label.startswith("Update")]
    choose_example(page.at, "mazur-half")
    assert "Update 1 of" in page.texts


def test_the_gradient_of_the_players_update_is_checked() -> None:
    """Of one pair, and of all pairs together."""
    page = DebugPage("Gradient check")
    choose_example(page.at, "xor-2-2-1")
    page.at.session_state["debug update"] = (page.at.session_state["opened"][1], 2)
    page.at.run()
    assert page.verdicts[0].startswith("Update 2, pair 2: the gradient")
    pairs = len(example("xor-2-2-1").session.X)
    page.set("checkbox", f"Over all {pairs} pairs", True)
    assert page.verdicts[0].startswith("All pairs, update 2: the gradient")


def test_what_was_done_to_a_files_numbers_is_said_until_they_are_others():
    """Above the walk, one sentence open and the others behind it, as plain text."""
    file = {
        "sizes": [2, 3, 1],
        "weights": [[[1, 2], [3, 3], [4, 4]], [[1, 2, 3]]],
        "biases": [[[1], [2], [3]], [[0]]],
        "cost": "QuadraticCost",
    }
    page = pasted(json.dumps(file)).press("Open 2-3-1")
    told = [
        "W2 was stored outputs × inputs, (3, 2), and is shown as W2, inputs × outputs. And 2 more. "
        "W3 was stored outputs × inputs, (1, 3), and is shown as W3, inputs × outputs. "
        "Read as network2.py saves it: sigmoid in every layer, and QuadraticCost as HSE."
    ]
    assert remarked(page) == told
    assert remarked(page.set("text_input", "Learning rate α", "0.25")) == told
    desk = page.at.session_state["desk"]
    other = with_activation(desk.scene.session.network, 2, "relu")
    page.at.session_state["desk"] = desk.change(replace(desk.scene.session, network=other))
    page.at.run()
    assert remarked(page) == []
    page.at.session_state["remarked"] = (other, ("<b>one</b>",))
    page.at.run()
    assert remarked(page) == ["<b>one</b>"]
    assert remarked(page.set("segmented_control", "Mode", "Debug")) == ["<b>one</b>"]


def remarked(page: DebugPage) -> list[str]:
    """What stands above the walk as a remark."""
    found = [one.value for one in page.at.get("html") if re.match('<[a-z]+ role="status"', one.value)]
    return [" ".join(html.unescape(re.sub("<[^>]*>", " ", body)).split()) for body in found]


# ---- tools opened from a step
def asked_for(monkeypatch, **asked: object) -> dict[str, object]:
    """What the page knows after the player asked for a tool; nothing else was done."""
    held: dict[str, object] = {"desk": Desk(scene_of(EXAMPLES[0])), "mode": "Step"}
    with monkeypatch.context() as patch:
        patch.setattr(page_state.st, "session_state", held)
        request = read_request({"what": "tool", "l": 0, "c": 0, "way": "S", **asked})
        open_tool(request.tool, request.l, request.c, request.way)
    return held


@pytest.mark.parametrize(("way", "said"), [("S", "How S₃,₂ = "), ("n", "How n₃,₂ = ")])
def test_a_neuron_of_a_step_opens_where_its_number_comes_from(monkeypatch, way, said):
    """Of this very neuron, backwards or forwards, whatever was looked at before."""
    held = asked_for(monkeypatch, tool="Where from", l=3, c=2, way=way)
    assert (held.pop("mode"), held.pop("debug tool")) == ("Debug", "Where from")
    page = DebugPage("Where from", **held)
    assert page.verdicts[0].startswith(said)


def test_own_numbers_are_checked_from_a_step(monkeypatch):
    held = asked_for(monkeypatch, tool="Compare mine")
    assert (held["mode"], held["debug tool"]) == ("Debug", "Compare mine")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"tool": "x" * 500}, "a tool must be one of Open a file, Health"),
        ({"tool": "Where from", "l": 9, "c": 1}, "must be in the network"),
        ({"tool": "Where from", "l": 2, "c": 0}, "must be in the network"),
    ],
)
def test_a_tool_that_there_is_not_is_refused(monkeypatch, asked, why):
    held = asked_for(monkeypatch, **asked)
    assert why.lower() in held["refused"][0].lower() and len(held["refused"][0]) <= 300
    assert held["mode"] == "Step" and "debug tool" not in held


def test_where_from_follows_the_item_of_the_batch_that_the_graph_shows():
    """Its marks belong to that item; a sum over items has no paths, and says so."""
    session = Session(FIRST.network, [[0.5, 1.0], [1.0, -1.0]], [[1.0, 0.0], [0.0, 1.0]], batch_size=2)
    desk = Desk(Scene("two", "two", "", session, session))
    for item in (1, 2):
        page = DebugPage("Where from", **{"desk": desk, "debug item": item})
        S = propagate(FIRST.network, session.X[item - 1], session.T[item - 1]).S[2][0]
        assert page.verdicts[0].startswith(f"How S₂,₁ = {raised(S)} is")
        assert page.lens["item"] == item
    page = DebugPage("Where from", **{"desk": desk, "debug item": 0})
    assert page.verdicts == [] and "sum over the items" in page.texts and page.lens is None
