"""Every field of a session, and of a plan to train, reaches whatever leaves the program, or is refused there.

The fields are found in the classes: a new one makes these tests fail until a change of it stands here, and
until every output computes the walk that it asks for or refuses it in a sentence.
"""

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import fields, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator import InputError, Network, propagate, train, update_rule
from simulator.core.network import Layer
from simulator.core.training.rule_state import RuleState
from simulator.files.handouts.handout import handout
from simulator.files.practice.answered_session import answers_of_session
from simulator.files.scripts.notebook import notebook
from simulator.files.scripts.numpy_script import numpy_script
from simulator.files.scripts.torch_script import torch_script
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.links.link import link_text, read_link
from simulator.files.sessions.links.training_link import Second, TrainScreen, read_train_link, train_link_text
from simulator.files.sessions.practice_answers import AnsweredStep
from simulator.files.sessions.run_record import Plan, Point, SegmentRecord, TrainingRecord
from simulator.files.sessions.screen import Screen, View
from simulator.files.sessions.trainer_state import Training
from simulator.files.tables.built_in_sets import dataset
from simulator.panels import session_bar
from simulator.panels.train import open_in_stepper
from simulator.panels.walk import new_network
from simulator.panels.walk.player_requests import StartHere
from simulator.player.answers.expected_answers import true_steps
from simulator.player.pages.offline import offline_page
from simulator.steps.formulas.digits import FULL, shown
from simulator.steps.session import Session, item_alone
from simulator.steps.timeline import GRAINS, steps_of
from simulator.steps.undo import Desk, Scene, changed, settings_changed
from simulator.steps.words.caption import same_setting
from tests.player.test_payload import read

W2, W3 = [[0.4, -0.3, 0.2], [0.6, 0.1, -0.5]], [[0.3, -0.2], [-0.6, 0.5], [0.7, 0.25]]
B2, B3 = [0.1, -0.2, 0.05], [0.15, -0.1]


def a_network(**other: Any) -> Network:
    given = {"W": [W2, W3], "b": [B2, B3], "activation": ["tanh", "sigmoid"], "frozen": ()} | other
    return Network.from_arrays(given["W"], given["b"], given["activation"], frozen=given["frozen"])


ADAM = update_rule("adam", beta1=0.8, weight_decay=0.01)
BASE = Session(a_network(), [[1.0, -0.5], [0.25, 0.75]], [[0.9, 0.1], [0.2, 0.8]], "tse", 0.1, 3)
# Another value for each field; of the network, for each of its own.
OTHER: dict[str, Any] = {
    "network.W": a_network(W=[[[0.5, -0.3, 0.2], [0.6, 0.1, -0.5]], W3]),
    "network.b": a_network(b=[B2, [0.15, -0.2]]),
    "network.activation": a_network(activation=["softplus", "sigmoid"]),
    "network.frozen": a_network(frozen=["W2", "b3"]),
    "network.frozen, entries": a_network(frozen=["W2[1,2]", "W3[3,1]", "b3", "b2[2]", "b3[1]"]),
    "X": [[1.0, -0.5], [0.25, 0.5]],
    "T": [[0.9, 0.1], [0.2, 0.7]],
    "loss": "hse",
    "learning_rate": 0.15,
    "updates": 4,
    "order": "as-you-go",
    "batch_size": 2,
    "rule": ADAM,
    "state": ADAM.start(a_network()),
}
WITH = {"state": {"rule": ADAM}}  # what a field needs beside it
OTHER["state"] = RuleState(2, {name: array + 0.25 for name, array in OTHER["state"].arrays.items()})
CHANGED = {
    name: replace(BASE, **{name.partition(".")[0]: value}, **WITH.get(name, {}))
    for name, value in OTHER.items()
}
Numbers = list[tuple[float, list[np.ndarray]]]  # of each update F, and W2, b2, W3 … after it


def test_every_field_of_a_session_is_changed_here():
    network = {field.name for field in (*fields(Network), *fields(Layer))} - {"layers"}
    session = {field.name for field in fields(Session)} - {"network"}
    named = {name.partition(",")[0] for name in OTHER}
    assert named == {f"network.{name}" for name in network} | session


def numbers(session: Session) -> Numbers:
    return [(u.found.loss, _parameters(u.after)) for u in session.walked]


def _parameters(net: Network) -> list[np.ndarray]:
    return [array for layer in net.layers for array in (layer.W, layer.b)]


def same(found: Numbers, wanted: Numbers, tolerance: float = 0.0) -> bool:
    return len(found) == len(wanted) and all(
        abs(F - other) <= tolerance + 1e-15 * abs(other)
        and all(np.allclose(a, b, rtol=0, atol=tolerance) for a, b in zip(arrays, others, strict=True))
        for (F, arrays), (other, others) in zip(found, wanted, strict=True)
    )


# ---- what leaves the program: each gives the numbers of its own walk
def by_link(session: Session) -> Numbers:
    return numbers(read_link(link_text(Screen(session))).session)


def by_file(session: Session) -> Numbers:
    data = write_session(Saved(Desk(Scene("a", "A", "", session, session))))
    return numbers(read_session(data).desk.scene.session)


def by_code(code: str) -> Numbers:
    names: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()):
        exec(compile(code, "script", "exec"), names)
    walk = names["walk"]
    return [
        (walk[k]["F"], [walk[k][letter][l] for l in sorted(walk[k]["W"]) for letter in "Wb"])
        for k in range(1, len(walk))
    ]


def by_notebook(session: Session) -> Numbers:
    cells = json.loads(notebook(session))["cells"]
    return by_code("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


def by_page(session: Session) -> Numbers:
    text = re.search(
        r'<script type="application/json" id="walk">(.*?)</script>', offline_page(session, "a", "A")
    )
    assert text is not None
    walk = json.loads(text[1])["walk"]
    assert all(u.alpha == walk["alpha"] for u in session.walked), "by which the page makes W anew"
    return [
        (u["F"], [np.array(read(walk, u[key][l])) for l in u["newW"] for key in ("newW", "newb")])
        for u in walk["updates"]
    ]


def by_hand_out(session: Session) -> Numbers:
    """The numbers of the walk, if each stands in it with all its digits."""
    text = handout(session, digits=FULL, updates=range(1, session.updates + 1)).decode()
    found = numbers(session)
    printed = set(re.findall(r"-?[0-9.]+(?:e-?[0-9]+)?", text.replace("−", "-")))
    for F, arrays in found:
        for x in (F, *(x for array in arrays for x in array.ravel().tolist())):
            if shown(x, FULL).replace("−", "-") not in printed:
                return []
    return found


def by_training(session: Session) -> Numbers:
    history = train(
        *(session.network, session.X, session.T, session.loss, session.learning_rate),
        batch_size=session.batch_size,
        updates=session.updates,
        update_order=session.order,
        rule=session.rule,
        state=session.state,
    )
    found = []
    for k in range(session.updates):
        rows = [*session.rows(k + 1)]
        N = len(rows) if session.loss == "mse" else 1
        walks = [propagate(history.at(k), session.X[row], session.T[row], session.loss) for row in rows]
        F = sum(walk.loss for walk in walks) / N
        found.append((F, _parameters(history.at(k + 1))))
    return found


OUTPUTS: dict[str, tuple[Callable[[Session], Numbers], float]] = {
    "link": (by_link, 0.0),
    "session file": (by_file, 0.0),
    "hand-out": (by_hand_out, 0.0),
    "NumPy script": (lambda session: by_code(numpy_script(session)), 0.0),
    "PyTorch script": (lambda session: by_code(torch_script(session)), 0.0),
    "notebook": (by_notebook, 0.0),
    "offline page": (by_page, 0.0),
    "training": (by_training, 1e-14),
}


@pytest.mark.parametrize("name", OTHER)
def test_the_walk_is_another(name):
    assert not same(numbers(CHANGED[name]), numbers(BASE), 1e-6)


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", OTHER)
def test_every_output_follows_every_field(name, output):
    """It computes the walk with the changed field, or refuses it."""
    made, tolerance = OUTPUTS[output]
    try:
        found = made(CHANGED[name])
    except InputError:
        return
    assert same(found, numbers(CHANGED[name]), tolerance)


@pytest.mark.parametrize("name", OTHER)
def test_what_is_typed_is_in_the_hand_out(name):
    """Also where it changes no number of the first update, and on a work sheet, which computes none."""
    for blanks in (False, True):
        everything = range(1, CHANGED[name].updates + 1)
        changed = handout(CHANGED[name], updates=everything, blanks=blanks)
        assert changed != handout(BASE, updates=(1, 2, 3), blanks=blanks)


# ---- what is said of two walks, and of one update by who looks into it
@pytest.mark.parametrize("name", OTHER)
def test_two_walks_are_not_taken_for_the_same(name):
    """The words of what was opened go, and somebody's answers to another walk are not marked by it."""
    session = CHANGED[name]
    assert same_setting(session, replace(session, network=session.network.replace()))
    assert same_setting(session, replace(BASE, **WITH.get(name, {}))) == (name == "updates")


@pytest.mark.parametrize("name", OTHER)
def test_answers_to_another_walk_are_not_marked_by_this_one(name):
    """The same are those with other later pairs, more updates, or something held fixed."""
    session, exercise = CHANGED[name], replace(BASE, **WITH.get(name, {}))
    answered = View(answered=(AnsweredStep(1, "operation", 1, "", {"n:2:1": "1"}),))
    data = write_session(Saved(Desk(Scene("a", "A", "", session, session)), answered))
    if name in ("updates", "X", "T") or "frozen" in name:
        assert answers_of_session(data, exercise)[0] == [("n", 2, ["1", "", ""])]
    else:
        with pytest.raises(InputError, match="must be of the exercise"):
            answers_of_session(data, exercise)


@pytest.mark.parametrize("name", OTHER)
def test_what_if_tells_every_field(name):
    """In words, or as a number that was moved."""
    beside = replace(BASE, **WITH.get(name, {}))
    told = settings_changed(beside, CHANGED[name]) or changed(beside, CHANGED[name])
    assert bool(told) == (name != "updates")


SEEN_ELSEWHERE = {"X", "T", "order", "state"}  # in the tables, and the order in the caption


@pytest.mark.parametrize("name", OTHER)
def test_the_bar_says_every_setting_but_the_network(monkeypatch, name):
    monkeypatch.setattr(session_bar, "spelt", str)
    said = [
        session_bar.walk_said(session) for session in (replace(BASE, **WITH.get(name, {})), CHANGED[name])
    ]
    assert (said[0] == said[1]) == (name in SEEN_ELSEWHERE or name.startswith("network"))


def test_the_bar_names_momentum(monkeypatch):
    """Not the rule alone, which is plain descent by its usual settings."""
    monkeypatch.setattr(session_bar, "spelt", str)
    said = session_bar.walk_said(replace(BASE, rule=update_rule("sgd", momentum=0.9)))
    assert "SGD, momentum 0.9" in said


@pytest.mark.parametrize("name", OTHER)
def test_what_is_asked_for_is_what_the_walk_has(name):
    """In every update: W and b after it are what a reader's answers are compared with."""
    session = CHANGED[name]
    for u in session.walked:
        truth = true_steps(session, u).arrays
        for l in u.after.W:
            for letter in "Wb":
                np.testing.assert_array_equal(truth[letter, l], getattr(u.after, letter)[l])


@pytest.mark.parametrize("name", [name for name in OTHER if name != "batch_size"])
def test_a_walk_that_begins_within_another_goes_on_as_it_did(name):
    """Its first update is the other's: where the walk is to start from a step, and that of an item alone."""
    session = CHANGED[name]
    for number, u in enumerate(session.walked, start=1):
        alone = item_alone(session, u.item, number)
        started = replace(
            StartHere("operation", cursor_of(session, number)).session(session), X=alone.X, T=alone.T
        )
        for begun in (alone, started):
            assert begun.first.found.loss == u.found.loss
            for mine, theirs in zip(*map(_parameters, (begun.first.after, u.after)), strict=True):
                np.testing.assert_array_equal(mine, theirs)


def cursor_of(session: Session, number: int) -> int:
    """Where an update, from 1, begins."""
    return (number - 1) * len(steps_of(session)) // session.updates


# ---- what makes another session of one
def all_but_network(session: Session) -> list[Any]:
    values = [getattr(session, field.name) for field in fields(Session) if field.name != "network"]
    return [value.tolist() if isinstance(value, np.ndarray) else value for value in values]


@pytest.mark.parametrize("grain", GRAINS)
@pytest.mark.parametrize("name", OTHER)
def test_start_here_keeps_every_field(name, grain):
    """From every step: the network is the one that the steps of this grain have reached.

    So is what the update rule keeps of it.
    """
    session = CHANGED[name]
    expected, kept = session.network, session.state
    for cursor, step in enumerate(steps_of(session, grain)):
        if step.kind.startswith("update_"):
            after = getattr(session.walked[step.update - 1].after, step.kind[-1])[step.layer]
            expected = with_updated(expected, step, after)
            kept = with_kept(kept, step, session.walked[step.update - 1])
        elif step.kind == "input":
            expected = session.walked[step.update - 1].before
        if cursor % 3 and not step.kind.startswith("update_"):
            continue
        found = StartHere(grain, cursor).session(session)
        assert all_but_network(found) == all_but_network(replace(session, state=kept))
        assert (found.network.frozen, found.network.activation) == (
            session.network.frozen,
            session.network.activation,
        )
        for a, b in zip(_parameters(found.network), _parameters(expected), strict=True):
            np.testing.assert_array_equal(a, b)


def with_kept(state: RuleState | None, step: Any, u: Any) -> RuleState | None:
    """What the rule keeps once this step is done; within the first update nothing yet."""
    if step.gain or u.state is None:
        return u.state_after
    if not u.state.updates:
        return u.state
    arrays = {**(state or u.state).arrays}
    for name in arrays:
        if name.endswith(f"_{step.kind[-1]}{step.layer}"):
            arrays[name] = u.state_after.arrays[name]
    return RuleState((state or u.state).updates, arrays)


def with_updated(net: Network, step: Any, after: np.ndarray) -> Network:
    """The network once this step is done; the first step of a parameter is taken as the whole of it."""
    letter, l = step.kind[-1], step.layer
    arrays = {"W": {**net.W}, "b": {**net.b}}
    arrays[letter][l] = after
    return Network.from_arrays(
        [*arrays["W"].values()], [*arrays["b"].values()], [*net.activation.values()], frozen=net.frozen
    )


@pytest.mark.parametrize("name", OTHER)
def test_a_new_network_keeps_every_field(monkeypatch, name):
    """All but the network itself, and x and t where their widths change."""
    typed = {new_network.SCHEME: "glorot", new_network.SEED: 3}
    monkeypatch.setattr(new_network.state, "read", typed.get)
    session = CHANGED[name]
    desk = Desk(Scene("a", "A", "", session, session))
    made = new_network._made(desk, "2-4-2", ["tanh", "sigmoid"]).scene.session
    assert made.network.widths == (2, 4, 2)
    assert all_but_network(made) == all_but_network(replace(session, state=None))  # that was of the other W


# ---- training
DATA = dataset("xor")
START = Network.from_arrays([[[0.5, -0.3], [-0.25, 0.4]], [[0.6], [-0.7]]], [[0.1, 0.2], [0.0]], ["tanh"] * 2)
PLAN = Plan("tse", 0.3, "random", 1, 1, "gradients-first")
OTHER_PLAN: dict[str, Any] = {
    "loss": "hse",
    "learning_rate": 0.2,
    "order": "turn",
    "seed": 2,
    "batch_size": 2,
    "update_order": "as-you-go",
    "rule": ADAM,
}
IN_THE_STEPPER = {"loss": "loss", "learning_rate": "learning_rate", "update_order": "order", "rule": "rule"}
BY_THE_ROWS = {"order", "seed", "batch_size"}  # the rows that the run took are handed over


def test_every_field_of_a_plan_is_changed_here():
    assert OTHER_PLAN.keys() == {field.name for field in fields(Plan)}
    assert IN_THE_STEPPER.keys() | BY_THE_ROWS == OTHER_PLAN.keys()


def trained(plan: Plan, updates: int = 11) -> Any:
    return train(START, *DATA.training, updates=updates, **plan.settings)


@pytest.mark.parametrize("name", OTHER_PLAN)
def test_a_session_file_goes_back_into_the_run_of_every_plan(name):
    """Its updates are replayed by the plan that was saved: another one would give other bits."""
    plan = replace(PLAN, **{name: OTHER_PLAN[name]})
    history = trained(plan)
    points = (
        Point(0, 0.0, 0.5, None, None, None, START),
        Point(11, 2.75, 0.4, None, None, None, history.network),
    )
    run = TrainingRecord(START, plan, (SegmentRecord(plan, 0, history.record(0)),), points)
    data = write_session(Saved(Desk(Scene("a", "A", "", BASE, BASE)), training=Training(DATA, (run,))))
    (found,) = read_session(data).training.runs
    assert found.plan == found.segments[0].plan == plan
    opened = found.segments[0].opened(found.start, DATA)
    for k in (1, 2, 7, 10):
        assert [a.tobytes() for a in _parameters(opened.at(k))] == [
            a.tobytes() for a in _parameters(history.at(k))
        ]
    assert any(
        (a != b).any()
        for a, b in zip(_parameters(history.at(7)), _parameters(trained(PLAN).at(7)), strict=True)
    )


@pytest.mark.parametrize("name", IN_THE_STEPPER)
def test_an_update_of_a_run_is_walked_as_its_plan_says(monkeypatch, name):
    plan, put = replace(PLAN, **{name: OTHER_PLAN[name]}), []
    monkeypatch.setattr(open_in_stepper.state, "open_scene", lambda *args: put.append(args[-1]()))
    run = SimpleNamespace(
        plan=plan,
        plan_at=lambda k: plan,
        rows=lambda k, count: [(1,), (3,)],
        at=lambda k: START,
        state=lambda k: plan.rule and plan.rule.start(START),
        data=DATA,
        first=0,
        updates=2,
    )
    open_in_stepper.open_update(run, 0)
    open_in_stepper.open_last(run)
    open_in_stepper.open_row(run, 2)
    assert len(put) == 3
    for session in put:
        for field, shown_as in IN_THE_STEPPER.items():
            assert getattr(session, shown_as) == getattr(plan, field)


SECOND = Second(0.2, "tanh", "glorot", "turn", "gradients-first")
SCREEN = TrainScreen(
    *("moons", 20, 3, True, (8, 4), "relu", "sigmoid", "tse", "he", 7, 0.3, 40, 16, "random"),
    update_order="gradients-first",
    until=0.05,
    second=SECOND,
)
OTHER_SCREEN: dict[str, Any] = {
    "source": "circles",
    "share": 25,
    "split": 4,
    "standardise": False,
    "hidden": (8,),
    "kind": "tanh",
    "last": "tanh",
    "loss": "hse",
    "scheme": "glorot",
    "seed": 8,
    "learning_rate": 0.25,
    "epochs": 41,
    "rows": 0,
    "order": "turn",
    "update_order": "as-you-go",
    "until": 0.0,
    "second": None,
    "rule": ADAM,
    "race": (0.5, 0.25, 0.125, 0.01),
}
OTHER_SECOND: dict[str, Any] = {
    "hidden": (5, 3),
    "rows": 4,
    "seed": 11,
    "learning_rate": 0.1,
    "kind": "elu",
    "scheme": "he",
    "order": "random",
    "update_order": "as-you-go",
    "rule": ADAM,
}


def test_every_field_of_a_link_to_training_is_changed_here():
    assert OTHER_SCREEN.keys() == {field.name for field in fields(TrainScreen)}
    assert OTHER_SECOND.keys() == {field.name for field in fields(Second)}


@pytest.mark.parametrize("name", OTHER_SCREEN)
def test_a_link_to_training_keeps_every_field(name):
    screen = replace(SCREEN, **{name: OTHER_SCREEN[name]})
    assert read_train_link(train_link_text(screen)) == screen != SCREEN


@pytest.mark.parametrize("name", OTHER_SECOND)
def test_a_link_to_training_keeps_every_field_of_the_second_run(name):
    screen = replace(SCREEN, second=replace(SECOND, **{name: OTHER_SECOND[name]}))
    assert read_train_link(train_link_text(screen)) == screen != SCREEN
