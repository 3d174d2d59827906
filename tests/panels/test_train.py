"""The page of training without a browser: its settings, what it refuses, and what it hands to the run."""

import base64
import html
import re
from contextlib import suppress
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import RerunException
from streamlit.testing.v1 import AppTest

from simulator import train, update_rule
from simulator.core.initialise import initialise
from simulator.core.training.update_rule import RACERS
from simulator.files.sessions.links.training_link import Second, TrainScreen, train_link_text
from simulator.files.sessions.run_record import Plan
from simulator.files.tables.built_in_sets import DATASETS, dataset
from simulator.panels import page_state as state
from simulator.panels.train import train_page
from simulator.panels.train.many_page import OPENED_BEGINS
from simulator.runs.run_view import view
from simulator.runs.runner import Portion, Runner

from ..grids import by_night, grid
from .pages import APP, Page
from .test_page_state import Overtaken

CLIP = "Clip the norm of all gradients to (0 = not)"
HIDDEN = "Neurons of each hidden layer, such as 4-3; leave it empty for none"


class TrainPage(Page):
    """The page of training, widgets by label."""

    def __init__(self, mode: str = "Train", **known: Any) -> None:
        super().__init__(mode=mode, **known)

    @property
    def alert(self) -> str:
        texts = [element.value for element in self.at.get("html") if element.value.startswith("<div")]
        return html.unescape(re.sub("<[^>]*>", "", "".join(texts)))

    @property
    def runs(self) -> list[Runner]:
        return self.at.session_state["runs"][1]


@pytest.fixture
def page() -> TrainPage:
    return TrainPage()


@grid(2, name=[*DATASETS])
def test_every_data_set_comes_with_a_network_to_start_from(page, name):
    """As the suggestion says, from its own seed, and the run stands at update 0."""
    page.set("selectbox", "Data set", name)
    start = DATASETS[name].start
    assert not page.alert
    (run,) = page.runs
    net = initialise(start.widths, start.activations, start.scheme, start.seed)
    assert run.start.widths == start.widths
    assert [*run.start.activation.values()] == [*start.activations]
    assert all((a.W == b.W).all() for a, b in zip(run.start.layers, net.layers, strict=True))
    assert (run.plan.loss, run.plan.learning_rate, run.updates) == (start.loss, start.learning_rate, 0)
    assert DATASETS[name].about in page.texts


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0", "The neurons of layer 2 must be a whole number from 1 to 1024; got 0."),
        ("3-abc", "The neurons of layer 3 must be a number; got 'abc'."),
        ("3--2", "The neurons of layer 3 must be a number; the cell is empty."),
        ("1-1-1-1-1-1-1", "A network must have 2 to 8 layers; got 9."),
    ],
)
def test_layers_that_cannot_be(page, typed, why):
    """Said where it stands, by the layer's name; the page of before stays; a good one heals."""
    page.set("text_input", HIDDEN, "4")
    (run,) = page.runs
    labels = [field.label for field in page.at.number_input]
    page.set("text_input", HIDDEN, typed)
    assert page.alert == f"{why} Here 4 is kept."
    assert page.runs == [run]
    assert [field.label for field in page.at.number_input] == labels
    assert "Choose a data set" not in page.texts
    page.press("One epoch")
    page.runs[0].wait()
    assert run.updates
    page.set("text_input", HIDDEN, "3-2")
    assert page.alert == ""
    assert page.runs[0].start.widths == (2, 3, 2, 2)


def test_rows_per_update_that_cannot_be(page):
    """The same at their field; after a good one, that one is kept."""
    label = next(field.label for field in page.at.text_input if field.label.startswith("Batch size"))
    page.set("text_input", label, "20").set("text_input", label, "many")
    assert page.alert == "The rows per update must be a number; got 'many'. Here 20 is kept."
    assert "total over its 20 rows" in page.texts


@pytest.mark.parametrize(
    ("label", "typed", "why"),
    [
        ("Epochs", 400_000, "Epochs must be 1 to 100,000; got 400,000. 100 is kept."),
        by_night("Epochs", 0, "Epochs must be 1 to 100,000; got 0. 100 is kept."),
        by_night("Seed", -1, "Seed must be 0 or more; got -1. 0 is kept."),
        ("Seed of the split", -7, "Seed of the split must be 0 or more; got -7. 0 is kept."),
    ],
)
def test_a_number_out_of_bounds_says_so_and_what_is_kept(page, label, typed, why):
    """No field has bounds of its own, by which a browser would turn it red without a word."""
    (before,) = [field.value for field in page.at.number_input if field.label == label]
    page.set("number_input", label, typed)
    assert page.alert == f"Not changed. {why}"
    assert [field.value for field in page.at.number_input if field.label == label] == [before]
    assert {(field.min, field.max) for field in page.at.number_input} <= {(None, None)}
    page.set("number_input", label, 3)
    assert page.alert == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("-1", "Learning rate α must be above 0; got -1"),
        by_night("0", "Learning rate α must be above 0; got 0"),
        ("0,5,1", "Learning rate α must be a number with a decimal point; got '0,5,1'"),
        (
            "1,500",
            "Learning rate α must be a number that reads in one way; 1,500 is 1.500 with a decimal comma, "
            "1500 with a comma between thousands: type one of the two",
        ),
    ],
)
def test_an_alpha_that_cannot_be(page, typed, why):
    """The one before is kept; 1/3 and 0,5 are taken as the nearest float64 and shown as typed."""
    page.set("text_input", "Learning rate α", typed)
    assert page.alert == f"Not changed. {why}. 0.05 is kept."
    assert page.runs[0].plan.learning_rate == 0.05
    for good, alpha in (("1/3", 1 / 3), ("0,5", 0.5)):
        page.set("text_input", "Learning rate α", good)
        page.at.run()
        assert page.alert == ""
        assert page.runs[0].plan.learning_rate == alpha
        assert [field.value for field in page.at.text_input if field.label == "Learning rate α"] == [good]


def test_a_change_of_what_it_starts_from_is_another_run(page):
    """Nothing trained before is shown after it; α alone goes on with the same run."""
    page.press("One epoch")
    page.runs[0].wait()
    first = page.runs[0]
    page.set("text_input", "Learning rate α", "0.3")
    assert page.runs[0] is first
    page.set("text_input", HIDDEN, "5")
    assert page.runs[0] is not first
    assert page.runs[0].updates == 0


def test_buttons_train_as_they_say(page):
    """One update, one epoch, and so many epochs; start over stands at update 0 again."""
    for label, updates in (("One update", 1), ("One epoch", 161), ("Train 100 epochs", 161 + 16000)):
        page.press(label)
        page.runs[0].wait(60)
        page.at.run()
        assert page.runs[0].updates == updates
    page.press("Start over")
    assert page.runs[0].updates == 0


def test_which_total_the_gradient_is_of(page):
    """Said for one row, for a sum, and for a mean."""
    assert "the gradient of one row's error" in page.texts
    page.set("selectbox", "Data set", "sine").set(
        "text_input", "Batch size: rows per update, “all” for the full batch", "8"
    )
    assert "the gradient of the total over its 8 rows" in page.texts
    page.set("selectbox", "Last layer and error", "identity, MSE")
    assert "the gradient of the mean over its 8 rows" in page.texts


def test_a_second_run_differs_in_what_was_chosen_alone(page):
    """The same data and seed, another α and other first weights."""
    page.set("toggle", "Compare with a second run", True)
    page.set("text_input", "α of run B", "0.2").set("selectbox", "Initialisation of run B", "he")
    menus = {menu.label: menu.options for menu in page.at.selectbox}
    assert menus["Initialisation of run B"] == menus["Initialisation"]
    assert "leaky relu" in menus["Hidden activation of run B"], "as people read it"
    assert not any("_" in option for options in menus.values() for option in options)
    A, B = page.runs
    assert A.data is B.data
    assert A.start.widths == B.start.widths
    assert (A.start.W[2] != B.start.W[2]).any()
    page.press("One epoch")
    for run in page.runs:
        run.wait(60)
    assert [run.segments.kept[0].plan.learning_rate for run in page.runs] == [0.05, 0.2]


def test_a_second_run_may_have_other_layers_seed_and_batch(page):
    """It is the core's run of these; a layer that cannot be keeps the one before; a file brings all back."""
    page.set("toggle", "Compare with a second run", True)
    page.set("text_input", "Neurons of each hidden layer of run B", "3-2")
    page.set("number_input", "Seed of run B", 5).set("text_input", "Batch size of run B", "16")
    assert page.alert == ""
    A, B = page.runs
    assert (A.start.widths, B.start.widths) == ((2, 6, 2), (2, 3, 2, 2))
    drawn = initialise((2, 3, 2, 2), ("tanh", "tanh", "softmax"), "glorot", 5)
    assert all((one.W == two.W).all() for one, two in zip(B.start.layers, drawn.layers, strict=True))
    assert (A.plan.batch_size, A.plan.seed, B.plan.batch_size, B.plan.seed) == (1, 0, 16, 5)
    assert B.plan.learning_rate == pytest.approx(0.05 / 4, rel=0.1), "as suits a batch of sixteen"
    page.set("text_input", "Neurons of each hidden layer of run B", "3-abc")
    assert page.alert == "The neurons of layer 3 must be a number; got 'abc'. Here 3-2 is kept."
    assert page.runs == [A, B]
    page.set("text_input", "Neurons of each hidden layer of run B", "3-2").press("One epoch")
    for run in page.runs:
        run.wait(60)
        fresh = train(run.start, *run.data.training, **run.plan.settings)
        assert (run.at(run.updates).W[2] == fresh.network.W[2]).all()
    assert (A.updates, B.updates) == (160, 10)
    page.at.run()
    shown = view(page.runs, None, None)
    assert [pane["k"] for pane in shown["frame"]["runs"]] == [160, 10] and shown["axis"] == "epoch"
    assert [len(run["layers"]) for run in shown["runs"]] == [3, 4] and not shown["difference"]
    again = TrainPage("Debug", **{"debug tool": "Open a file"})
    saved = base64.b64decode(page.at.session_state["kept file"][1])
    again.at.file_uploader[0].upload("a.backprop", saved).run()
    again.press("Open the session")
    assert again.alert == "" and [run.updates for run in again.runs] == [160, 10]
    assert [(run.start.widths, run.plan) for run in again.runs] == [
        (run.start.widths, run.plan) for run in page.runs
    ]
    again.press("Start over")
    assert all(
        (one.W == two.W).all() for one, two in zip(again.runs[1].start.layers, drawn.layers, strict=True)
    )


def test_an_update_rule_is_chosen_with_its_settings_and_an_alpha_of_its_own(page):
    """What its row refuses is not taken; run B may have another; the runs are the core's, and say so."""
    labels = {field.label for field in page.at.text_input}
    page.set("selectbox", "Update rule", "sgd")
    assert page.runs[0].plan.rule == update_rule("sgd", momentum=0.9)
    assert page.runs[0].plan.learning_rate == pytest.approx(0.005)
    page.set("toggle", "Nesterov's momentum", True)
    assert page.alert == "" and page.runs[0].plan.rule.settings["nesterov"] is True
    page.set("text_input", "Dampening", "0.5")
    assert "Nesterov's momentum must have a momentum above 0 and a dampening of 0" in page.alert
    assert page.runs[0].plan.rule == update_rule("sgd", momentum=0.9, nesterov=True)
    page.set("selectbox", "Update rule", "adam")
    page.set("text_input", "β₁ of the running mean M", "1")
    assert "β₁ of the running mean M must be at least 0 and below 1; got 1.0" in page.alert
    page.set("text_input", "β₁ of the running mean M", "0,8").set("text_input", CLIP, "5")
    assert page.alert == ""
    page.set("text_input", "Learning rate α", "0.01").set("toggle", "Compare with a second run", True)
    page.set("selectbox", "Update rule of run B", "plain descent")
    page.set("selectbox", "Order of updates of run B", "as-you-go")
    rules = [update_rule("adam", beta1=0.8, clip=5.0), None]
    assert [run.plan.rule for run in page.runs] == rules
    page.press("One epoch")
    for run in page.runs:
        run.wait(60)
        fresh = train(run.start, *run.data.training, **run.plan.settings)
        assert (run.at(run.updates).W[2] == fresh.network.W[2]).all()
    assert [run.plan.learning_rate for run in page.runs] == [0.01, 0.05]
    first, second = view(page.runs, None, None)["state"].split("\n")
    assert first.startswith("A (Adam, β₁ 0.8, clipped to 5): update 160") and " · α = 0.01 · " in first
    assert second.startswith("B (plain descent): update 160")
    page.set("radio", "Order of updates", "as-you-go")
    assert page.alert.startswith("Clip must be None where W is updated as you go")
    page.set("radio", "Order of updates", "gradients-first")
    page.set("toggle", "Compare with a second run", False).set("selectbox", "Update rule", "plain descent")
    assert page.runs[0].plan.rule is None and page.runs[0].plan.learning_rate == 0.05
    assert {field.label for field in page.at.text_input} == labels


def test_a_race_of_the_rules_is_one_click_and_four_runs_from_one_start(page):
    """Each is the run that trains alone by its rule at the α that is shown."""
    page.set("number_input", "Epochs", 1).press("Race the update rules")
    rules = [None, update_rule("sgd", momentum=0.9), update_rule("rmsprop"), update_rule("adam")]
    fields = {field.label: field.value for field in page.at.text_input if field.label.startswith("α of")}
    assert fields == {
        "α of plain descent": "0.05",
        "α of SGD, momentum 0.9": "0.005",
        "α of RMSProp": "0.01",
        "α of Adam": "0.02",
    }
    runs = page.runs
    assert len(runs) == 4
    for run, rule, alpha in zip(runs, rules, fields.values(), strict=True):
        run.wait(60)
        assert run.updates == 160 and (run.plan.rule, run.plan.learning_rate) == (rule, float(alpha))
        assert all((run.start.W[l] == runs[0].start.W[l]).all() for l in run.start.W)
        how = {"learning_rate": float(alpha), "epochs": 1, "order": "random", "seed": 0, "rule": rule}
        alone = train(run.start, *run.data.training, "tce", **how)
        for l in run.start.W:
            assert (run.at(run.updates).W[l] == alone.network.W[l]).all()
        assert run.points[-1].error == pytest.approx(alone.losses[-1], rel=1e-12)
    page.at.run()
    assert page.runs == runs and page.alert == ""
    shown = view(runs, None, None)
    names = ["Plain descent", "SGD, momentum 0.9", "RMSProp", "Adam"]
    assert [run["name"] for run in shown["runs"]] == names
    lines = shown["state"].split("\n")
    for line, name, alpha, run in zip(lines, names, fields.values(), runs, strict=True):
        a_row = run.points[-1].error / 160
        assert line.startswith(f"{name}: update 160 · epoch 1 · α = {alpha} · TCE {a_row:.4g} a row, test ")
    buttons = [button.label for button in page.at.button]
    assert [f"Open it in the stepper, {name}" in buttons for name in names] == [True] * 4
    assert "Race the update rules" not in buttons
    page.set("text_input", "α of Adam", "0.05").press("One epoch")
    for run in page.runs:
        run.wait(60)
    assert page.runs == runs and runs[3].segments.kept[1].plan.learning_rate == 0.05
    page.set("toggle", "Race of the update rules", False)
    assert len(page.runs) == 1


def test_what_an_old_page_held_does_not_undo_what_was_put_in_its_fields(page):
    """A browser hands it in with whatever it asks for before it has drawn the new page."""
    page.set("number_input", "Epochs", 1)
    (old,) = [toggle.key for toggle in page.at.toggle if toggle.label == "Race of the update rules"]
    page.press("Race the update rules")
    runs = page.runs
    page.at.session_state[old] = False
    page.at.run()
    assert page.runs == runs and len(runs) == 4
    page.set("toggle", "Race of the update rules", False)
    assert len(page.runs) == 1


def test_what_begins_with_its_settings_does_so_once_wherever_another_run_of_the_page_takes_over(monkeypatch):
    """As the browser asks again where a loaded server does not answer in time."""
    data, plan = dataset("xor"), Plan("tse", 0.5)
    net = initialise((2, 3, 1), ("tanh", "sigmoid"), "glorot", 0)

    def begun(*looks: int) -> tuple[int, int]:
        """How many updates were made, and how often the state was looked at."""
        found = Overtaken(*looks)
        monkeypatch.setattr(state, "st", SimpleNamespace(session_state=found))
        dict.__setitem__(found, OPENED_BEGINS, "numpy")
        run = Runner(net, data, plan)
        for _ in range(2):
            with suppress(RerunException):
                train_page._begin([run], [plan], Portion(epochs=2), refused=True)
            run.wait()
        return run.updates, next(found.numbers)

    _, all_looks = begun()
    for look in range(all_looks):
        assert begun(look)[0] == 8, look


def opened_by(link: str) -> TrainPage:
    """The page of training as a link opens it."""
    page = TrainPage("Step")
    page.at = AppTest.from_file(APP, default_timeout=60)
    page.at.query_params["t"] = link
    page.at.run()
    return page


@pytest.mark.parametrize("race", [False, True])
def test_a_link_opens_the_rules_of_both_runs_and_a_race(race):
    """With every setting of them and each α, and a session file the runs themselves."""
    adam, other = update_rule("adam", beta1=0.8, clip=5.0), update_rule("rmsprop", momentum=0.5)
    how = (0.003, "tanh", "glorot", "turn", "gradients-first", other, (2, 3), 4, 0)
    second = None if race else Second(*how)
    screen = TrainScreen(
        *("circles", 20, 0, False, (4,), "tanh", "softmax", "tce", "glorot", 1, 0.004, 2, 16, "random"),
        *("gradients-first", 0.0, second, adam, (0.1, 0.02, 0.003, 0.04) if race else ()),
    )
    page = opened_by(train_link_text(screen))
    assert page.alert == ""
    plans = [run.plan for run in page.runs]
    if race:
        assert [plan.learning_rate for plan in plans] == [*screen.race]
        assert [plan.rule for plan in plans] == [*RACERS]
    else:
        assert [(plan.rule, plan.learning_rate) for plan in plans] == [(adam, 0.004), (other, 0.003)]
        assert page.runs[1].start.widths == (2, 2, 3, 2)
        assert (plans[1].seed, plans[1].batch_size) == (4, len(page.runs[1].data.train))
    page.press("Train 2 epochs")
    for run in page.runs:
        run.wait(60)
    page.at.run()
    again = TrainPage("Debug", **{"debug tool": "Open a file"})
    saved = base64.b64decode(page.at.session_state["kept file"][1])
    again.at.file_uploader[0].upload("a.backprop", saved).run()
    again.press("Open the session")
    assert again.alert == "" and len(again.runs) == len(page.runs)
    for one, two in zip(page.runs, again.runs, strict=True):
        assert (one.plan, one.updates, one.state(one.updates)) == (
            two.plan,
            two.updates,
            two.state(two.updates),
        )
        k = min(9, one.updates)
        assert [a.tobytes() for a in one.at(k).W.values()] == [a.tobytes() for a in two.at(k).W.values()]


def test_the_digits_are_learnt_by_mini_batches(page):
    """64-128-10 in 12 epochs of 32 rows, with the α that the page suggests for that."""
    page.set("selectbox", "Data set", "digits").set("text_input", HIDDEN, "128")
    page.set("text_input", "Batch size: rows per update, “all” for the full batch", "32")
    page.set("number_input", "Epochs", 12).press("Train 12 epochs")
    page.runs[0].wait(120)
    last = page.runs[0].points[-1]
    assert last.epoch == 12
    assert last.test_accuracy >= 0.95


def test_a_condition_that_run_b_cannot_have_keeps_both_runs_from_training(page):
    """Layer 2 is relu in run A and tanh in run B: neither trains past a condition that nobody looks at."""
    page.set("selectbox", "Hidden activation", "relu")
    page.set("toggle", "Compare with a second run", True)
    page.set("selectbox", "Hidden activation of run B", "tanh")
    page.set("selectbox", "Stop when", "dead").set("selectbox", "Layer", 2)
    assert page.alert == "Run B: only relu, relu6 and hardtanh neurons can be dead; layer 2 has tanh."
    disabled = {button.label: button.disabled for button in page.at.button}
    assert disabled["One epoch"]
    page.set("selectbox", "Hidden activation of run B", "relu")
    assert page.alert == ""
    assert not {button.label: button.disabled for button in page.at.button}["One epoch"]


PASTE = "… or paste a table"
GOOD = "x,y,class\n1,2,a\n3,4,b\n5,6,a\n7,8,b"
GAP = "x,y,class\n1,2,a\n3,,b\n5,6,b\n7,oh,b"


def pasted(page: TrainPage, text: str) -> TrainPage:
    if not any(area.label == PASTE for area in page.at.text_area):
        page.set("selectbox", "Data set", "own")
    return page.set("text_area", PASTE, text)


def test_a_gap_in_a_table_is_said_before_anything_is_left_out(page):
    """Where it is, with what can be done; the set of before, its run and settings stay until then."""
    pasted(page, GOOD).set("text_input", HIDDEN, "3-2")
    before = page.runs[0]
    pasted(page, GAP)
    assert "2 cells cannot be used: row 3, column 2 is empty; row 5, column 2 holds 'oh'." in page.texts
    assert page.alert.startswith("Choose what to do with the cells")
    assert "stays with the pasted text, 4 rows" in page.texts
    assert page.runs[0] is before
    assert page.runs[0].start.widths == (2, 3, 2, 2)
    (choice,) = [radio for radio in page.at.radio if radio.label == "What to do with them"]
    assert choice.options == [
        "Leave out the rows: 2 of 4",
        "Leave out the columns: y",
        "Put the mean of the column's other cells",
    ]


@pytest.mark.parametrize(
    ("how", "rows", "inputs", "said"),
    [
        ("rows", [[1, 2], [5, 6]], ("x", "y"), "2 of 4 rows are left out for their gaps: 3, 5."),
        ("columns", [[1], [3], [5], [7]], ("x",), "Columns left out for their gaps: y."),
        (
            "means",
            [[1, 2], [3, 4], [5, 6], [7, 4]],
            ("x", "y"),
            "the mean of the column's other cells: 4 in 2 of",
        ),
    ],
)
def test_what_is_done_with_gaps_is_what_was_chosen(page, how, rows, inputs, said):
    """Rows, columns or means; what was done stands there, and the settings stay."""
    pasted(page, GOOD).set("text_input", HIDDEN, "3")
    pasted(page, GAP).set("radio", "What to do with them", how)
    assert not page.alert
    data = page.runs[0].data
    assert (data.X.tolist(), data.inputs) == (rows, inputs)
    assert said in page.texts
    assert page.runs[0].start.widths == (len(inputs), 3, 2)


@grid(1, bad=["x,y,class\n1,2\n3,4,b", "x,y,class\n1,2,a\n3,4,a", "x,,class\n1,2,a"])
def test_a_refused_table_leaves_the_one_before(page, bad):
    """With its run, its rows and its settings; a good one then takes its place."""
    pasted(page, GOOD).set("text_input", HIDDEN, "3-2")
    before = page.runs[0]
    pasted(page, bad)
    assert page.alert
    assert page.runs[0] is before
    assert [field.value for field in page.at.text_input if field.label == HIDDEN] == ["3-2"]
    pasted(page, GOOD.replace("7", "9"))
    assert not page.alert
    assert page.runs[0].data.X[-1].tolist() == [9, 8]
    assert page.runs[0].start.widths == (2, 3, 2, 2)


def test_a_table_is_read_and_looked_at_once_not_at_every_rerun(page, monkeypatch):
    """Of refused ones too."""
    module, calls = "simulator.panels.train.own_table", []

    def counted(name):
        work = getattr(import_module(module), name)
        monkeypatch.setattr(
            f"{module}.{name}", lambda *given, **more: calls.append(name) or work(*given, **more)
        )

    for name in ("_read", "_told", "_gaps", "_dataset"):
        counted(name)
    page.set("selectbox", "Data set", "own")
    page.set("text_area", "… or paste a table", "a,b,c\n" + "0.1,1,x\n0.2,2,y\n" * 9)
    assert sorted(calls) == ["_dataset", "_gaps", "_read", "_told"]
    page.at.run().run()
    page.set("number_input", "Epochs", 7)
    assert len(calls) == 4
    page.set("text_area", "… or paste a table", '"a,b\n1,2')
    page.at.run().run()
    assert calls[4:] == ["_read"]


def test_columns_that_are_no_inputs_are_named(page):
    """Text, and what is empty."""
    pasted(page, "x,name,nil,class\n1,Ann,,a\n2,Bob,,b\n3,Cem,,a")
    assert "Columns not used: name (text; chosen as an input it becomes one-hot); nil (empty)." in page.texts


def test_what_is_recognised_in_a_table_is_said_and_what_is_open_is_asked(page):
    """Column by column, in a radio of both numbers; nothing trains on it before. The name is no markup."""
    text = "Id;![x](y);flaeche;art;y\n1;1.234;2,5;a;10\n2;2.345;3,5;b;20\n3;3.456;4,5;a;30"
    pasted(page, GOOD)
    before = page.runs[0]
    pasted(page, text)
    assert "Columns are separated by semicolons. Row 1 holds the names. Id: names the rows" in page.texts
    assert "a decimal comma: 1,5 is one and a half." in page.texts
    assert (
        "Columns not used: art (text; chosen as an input it becomes one-hot); Id (names the rows)"
        in page.texts
    )
    assert page.alert.startswith("Choose how the numbers are to be read; nothing is guessed before")
    assert page.runs[0] is before
    (asked,) = [radio for radio in page.at.radio if radio.label.startswith("In column")]
    assert asked.label == r"In column '\!\[x\]\(y\)' 1.234 is".replace("'", r"\'")
    assert asked.options == ["1.234 (decimal point)", "1234 (decimal comma)"]
    page.set("radio", asked.label, ",")
    assert not page.alert
    assert page.runs[0].data.X.tolist() == [[1234, 2.5], [2345, 3.5], [3456, 4.5]]
    page.set("multiselect", "Input columns", ["flaeche", "art"])
    assert page.runs[0].data.X.tolist() == [[2.5, 1, 0], [3.5, 0, 1], [4.5, 1, 0]]
    assert "art is one-hot (a, b)." in page.texts
