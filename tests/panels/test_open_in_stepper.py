"""What is pointed at as update 137 of a run is what opens: its network, its row, and words for it."""

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from simulator import InputError, propagate, update_rule
from simulator.core.initialise import initialise
from simulator.core.sets.dataset import split
from simulator.core.training.train import train
from simulator.core.training.update_rule import rule_said
from simulator.files.sessions.run_record import Plan
from simulator.files.tables.built_in_sets import dataset
from simulator.panels.train import open_in_stepper
from simulator.runs.run_view import view
from simulator.runs.runner import Portion, Runner
from simulator.steps.undo import Scene
from simulator.steps.walks.session_of_run import UPDATES

XOR = dataset("xor")
START = initialise((2, 3, 1), ("tanh", "sigmoid"), "glorot", 1)


def run_of(updates: int, **plan: object) -> Runner:
    made = Plan(**{"loss": "tse", "learning_rate": 0.1, "order": "random", **plan})  # type: ignore[arg-type]
    run = Runner(START, XOR, made)
    if updates:
        run.go(made, Portion(updates=updates))
        run.wait(60)
    return run


def opened(run: Runner, k: int) -> Scene:
    """The scene that opens, on a page of its own."""

    def script() -> None:
        import streamlit as st  # noqa: PLC0415

        from simulator.panels import page_state  # noqa: PLC0415
        from simulator.panels.train.open_in_stepper import open_update  # noqa: PLC0415

        if "done" not in st.session_state:
            st.session_state["done"] = True
            open_update(st.session_state["run"], st.session_state["k"])
        page_state.desk()

    at = AppTest.from_function(script, default_timeout=60)
    at.session_state["run"], at.session_state["k"] = run, k
    at.run()
    assert not at.exception
    scene: Scene = at.session_state["desk"].scene
    return scene


def told(run: Runner, k: int) -> Scene:
    """The same without a page: what is put on the desk."""
    put: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_in_stepper.state, "open_scene", lambda *args: put.append(args))
        open_in_stepper.open_update(run, k)
    ((name, title, about, make),) = put
    session = make()
    return Scene(name, title, about, session, session)


@pytest.mark.parametrize("k", [1, 2, 137, 200])
def test_update_k_opens_as_the_kth(k: int) -> None:
    """The k-th row of the order, and after the walk's first update the run's network after k."""
    run = run_of(200)
    scene = opened(run, k)
    row = train(START, *XOR.training, "tse", 0.1, order="random", updates=200).item(k - 1)
    assert scene.session.X[0].tolist() == XOR.training[0][row[0]].tolist()
    after = scene.session.walked[0].after
    assert all(np.allclose(after.W[l], run.at(k).W[l], rtol=1e-12) for l in after.W)
    assert scene.title == f"{XOR.name}, update {k}"
    before = "1 update." if k == 2 else f"{k - 1} updates."
    assert f"counted from 1. It starts from the network after {before}" in scene.about


RULES = [
    {"rule": update_rule("adam", weight_decay=0.01), "learning_rate": 0.02},
    {"rule": update_rule("sgd", momentum=0.9, nesterov=True, clip=0.1)},
    {"rule": update_rule("rmsprop", centered=True, momentum=0.5), "update_order": "as-you-go"},
]


@pytest.mark.parametrize("plan", RULES, ids=lambda plan: plan["rule"].name)
def test_update_k_opens_with_what_its_rule_kept(plan: dict[str, Any]) -> None:
    """The run's state before it, bit for bit; walked, five networks and states are the run's own."""
    run = run_of(60, **plan)
    for k in (1, 2, 41, 60):
        scene = told(run, k)
        session = scene.session
        assert f"Its update rule is {rule_said(run.plan.rule)}; what that had kept" in scene.about
        assert session.rule == plan["rule"] and session.state == run.state(k - 1)
        assert k == 1 or session.state.updates == k - 1
        assert len(session.walked) == min(UPDATES, 61 - k)
        for number, update in enumerate(session.walked, start=k):
            theirs, state = run.at(number), run.state(number)
            for l, W in update.after.W.items():
                np.testing.assert_allclose(W, theirs.W[l], rtol=1e-11, atol=1e-13)
            for name, array in state.arrays.items():
                np.testing.assert_allclose(update.state_after.arrays[name], array, rtol=1e-9, atol=1e-15)


def test_before_any_update_the_start_opens() -> None:
    scene = told(run_of(0), 0)
    assert scene.session.network is START
    assert scene.title == f"{XOR.name}, start"
    assert opened(run_of(3), 0).title == f"{XOR.name}, update 1"


@pytest.mark.parametrize(("loss", "whole"), [("tse", "total"), ("mse", "mean")])
def test_a_batch_says_of_what_its_gradient_is(loss: str, whole: str) -> None:
    rows = len(XOR.training[0])
    scene = told(run_of(3, loss=loss, batch_size=rows), 2)
    assert (
        f"It takes the {whole} over its {rows} rows at once, and so do the updates after it." in scene.about
    )


MOONS = dataset("moons")
WIDE = initialise((2, 3, 2), ("tanh", "softmax"), "glorot", 1)


@pytest.mark.parametrize(
    ("plan", "sizes"),
    [
        ({"batch_size": 7}, {1: [7] * 5, 28: [7, 4], 29: [4]}),
        ({"batch_size": 32, "order": "turn"}, {1: [32, 32], 6: [32, 8], 7: [8], 8: [32, 32]}),
        (
            {"batch_size": 64, "rule": update_rule("adam", weight_decay=0.1)},
            {1: [64], 3: [64], 4: [8], 5: [64]},
        ),
        ({"batch_size": 13, "update_order": "as-you-go"}, {1: [13] * 4, 15: [13, 5], 16: [5]}),
        ({"batch_size": 199}, {1: [199], 2: [1], 4: [1]}),
    ],
)
def test_updates_of_several_rows_open_as_the_batches_that_they_were(plan: Any, sizes: Any) -> None:
    """With the rows of each; walked, networks, F and states are the run's own. A short batch ends a walk."""
    made = Plan(**{"loss": "tce", "learning_rate": 0.003, **plan})
    run = Runner(WIDE, MOONS, made)
    run.go(made, Portion(epochs=3))
    run.wait(60)
    X, T = MOONS.training
    for k, expected in sizes.items():
        session = told(run, k).session
        rows = run.rows(k - 1, len(expected))
        assert (
            [len(each) for each in rows] == expected == [len(session.rows(i + 1)) for i in range(len(rows))]
        )
        assert session.X.tolist() == X[[row for each in rows for row in each]].tolist()
        for number, (update, taken) in enumerate(zip(session.walked, rows, strict=True), start=k):
            assert len(update.items) == len(taken)
            before, after = run.at(number - 1), run.at(number)
            F = sum(propagate(before, X[row], T[row], "tce").loss for row in taken)
            assert update.found.loss == pytest.approx(F, rel=1e-12)
            for l, W in update.after.W.items():
                np.testing.assert_allclose(W, after.W[l], rtol=1e-11, atol=1e-13)
            if made.rule is not None:
                assert session.state == run.state(k - 1) and update.state_after.updates == number


def test_a_batch_past_what_a_walk_may_cost_says_that_a_few_are_walked(monkeypatch: Any) -> None:
    """By its rows alone, or by what they cost in a network so wide; its first rows are walked one by one."""
    made = Plan("tce", 0.003, batch_size=65)
    run = Runner(WIDE, MOONS, made)
    run.go(made, Portion(epochs=1))
    run.wait(60)
    assert told(run, 1).session.batch_size == 65
    for name, bound in (
        ("panels.train.open_in_stepper.MOST_ITEMS", 64),
        ("steps.walk_cost.MOST_SECONDS", 0.02),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(f"simulator.{name}", bound)
            scene = told(run, 1)
        assert "The run took the total over 65 rows, which a walk has no room for; here" in scene.about
        assert "of them are walked one by one." in scene.about and scene.session.batch_size == 1
        few = scene.session.updates
        assert scene.session.X.tolist() == MOONS.training[0][[*run.rows(0, 1)[0][:few]]].tolist()


@pytest.mark.parametrize("plan", [{}, {"batch_size": 8}, {"rule": update_rule("sgd", momentum=0.9)}])
def test_the_last_updates_that_can_be_walked_are_opened(plan: Any) -> None:
    """The walk that starts one update later cannot be walked; that it is the last is looked at one by one."""
    data = dataset("line")
    made = Plan(**{"loss": "tse", "learning_rate": 5.0, "order": "random", **plan})
    run = Runner(initialise((1, 1), ("identity",), "he", 0), data, made)
    run.go(made, Portion(epochs=60))
    run.wait(60)
    assert run.diverged
    put: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(open_in_stepper.state, "open_scene", lambda *args: put.append(args))
        open_in_stepper.open_last(run)
    session = put[0][-1]()
    (first,) = [k for k in range(run.updates) if (run.at(k).W[2] == session.network.W[2]).all()]
    assert first > 0 and session.walked and session.state == run.state(first)
    for k in range(first + 1, run.updates):
        with pytest.raises(InputError):
            _ = open_in_stepper._walk_of(run, k, made, run.rows(k, UPDATES))[0].walked


@pytest.mark.parametrize(("loss", "kind"), [("tse", "sum"), ("mse", "mean")])
def test_errors_of_parts_of_other_sizes_say_over_how_many_rows(loss: str, kind: str) -> None:
    """160 rows and 40: what each is of, and of sums the mean a row besides."""
    data = split(dataset("moons"), 0.2)
    run = Runner(initialise((2, 3, data.T.shape[1]), ("tanh", "sigmoid"), "glorot", 1), data, Plan(loss, 0.1))
    shown, point = view([run], None, None), run.points[-1]
    sizes = len(data.train), len(data.test)
    assert shown["runs"][0]["over"] == [f"{kind} over {size} rows" for size in sizes]
    for size, error in zip(sizes, (point.error, point.test_error), strict=True):
        assert error is not None and np.isfinite(error)
        if loss == "mse":
            assert f"{error:.4g} ({kind} over {size} rows)" in shown["state"]
        else:
            assert f"{error / size:.4g} a row ({kind} over {size} rows: {error:.4g})" in shown["state"]
