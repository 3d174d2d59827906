"""A run beside the page: what it keeps, how it stops, and every update opened again."""

import json
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError, Network, first_not_finite, train, update_rule
from simulator.core.health.breakpoints import Breakpoint, holds_at
from simulator.core.initialise import initialise
from simulator.core.sets.dataset import DataSet
from simulator.core.sets.metrics import accuracy, outputs, set_error
from simulator.files.sessions.archive.session_file import Saved, read_session, write_session
from simulator.files.sessions.run_record import Plan
from simulator.files.sessions.trainer_state import Training
from simulator.files.tables.built_in_sets import DATASETS, dataset, ready
from simulator.panels.page_state import scene_of
from simulator.runs.aside.turns import Turns
from simulator.runs.curve import KEPT_POINTS, MOST_POINTS, weight_history
from simulator.runs.run_view import view
from simulator.runs.runner import LONELY, Portion, Runner, kept_together
from simulator.runs.segments import KEPT_SNAPSHOTS
from simulator.steps.undo import Desk
from simulator.steps.walks.session_of_run import UPDATES, session_at

from ..grids import grid

PATIENCE = 60


def bits(net: Network) -> list[bytes]:
    return [array.tobytes() for layer in net.layers for array in (layer.W, layer.b)]


def suggested(name: str, **changes) -> Runner:
    """The run that a built-in set suggests."""
    start = DATASETS[name].start
    net = initialise(start.widths, start.activations, start.scheme, start.seed)
    return Runner(net, ready(name), replace(Plan(start.loss, start.learning_rate), **changes))


def run(runner: Runner, **how) -> Runner:
    runner.go(runner.plan, Portion(**how))
    runner.wait(PATIENCE)
    assert not runner.running
    return runner


PLANS = [
    {},
    {"batch_size": 32},
    {"order": "turn", "update_order": "as-you-go"},
    {"rule": update_rule("adam", weight_decay=0.01), "learning_rate": 0.02},
    {"rule": update_rule("sgd", momentum=0.9, clip=5.0), "learning_rate": 0.005, "batch_size": 32},
    {"rule": update_rule("rmsprop", centered=True), "learning_rate": 0.01, "update_order": "as-you-go"},
]


@pytest.mark.parametrize("changes", PLANS)
def test_every_update_is_the_runs_own(changes):
    """Gone on with in portions of different kinds, each update equals the run made in one go, bit for bit."""
    runner = suggested("moons", **changes)
    for how in ({"epochs": 2}, {"updates": 3}, {"updates": 1}, {"epochs": 1}):
        run(runner, **how)
    plan, (X, T) = runner.plan, runner.data.training
    for k in {0, 1, 5, runner.updates // 2, runner.updates - 1, runner.updates}:
        fresh = train(runner.start, X, T, updates=k, **plan.settings)
        assert bits(runner.at(k)) == bits(fresh.network), k
        if plan.rule is None or k == 0:
            assert runner.state(k) == (plan.rule and plan.rule.start(runner.start))
        else:
            assert runner.state(k) == fresh.last_state == fresh.state(k)
            again = train(runner.at(k), X, T, updates=1, start=k, state=runner.state(k), **plan.settings)
            assert k == runner.updates or bits(again.network) == bits(runner.at(k + 1))


def test_another_rule_begins_anew_and_another_setting_of_it_goes_on():
    """From plain descent to Adam, another β₁ and α of it, then RMSProp: each segment as `train` makes it."""
    rules = [None, update_rule("adam"), update_rule("adam", beta1=0.5), update_rule("rmsprop")]
    runner, net, state = suggested("moons", order="turn"), None, None
    for number, rule in enumerate(rules):
        runner.plan = replace(runner.plan, rule=rule, learning_rate=0.01 / (1 + number))
        begun = runner.state(runner.updates)
        assert begun == (state if number == 2 else None)
        net, at = runner.at(runner.updates), runner.updates
        run(runner, updates=30)
        fresh = train(
            net, *runner.data.training, updates=30, start=at % 200, state=begun, **runner.plan.settings
        )
        assert bits(runner.at(runner.updates)) == bits(fresh.network)
        state = fresh.last_state
        assert state is None or state.updates == (60 if number == 2 else 30)
    assert runner.state(45).updates == 15 and runner.state(60).updates == 30 and runner.state(90).updates == 0
    found = reopened_run(runner)
    for k in (29, 30, 59, 60, 75, 90, 119, 120):
        assert (bits(found.at(k)), found.state(k)) == (bits(runner.at(k)), runner.state(k))


def reopened_run(runner: Runner) -> Runner:
    """The run from its session file."""
    saved = Saved(Desk(scene_of("xor-2-2-1")), training=Training(runner.data, (runner.record(),)))
    found = read_session(write_session(saved)).training
    return Runner.of(found.runs[0], found.data)


@grid(rule=["gradients-first", "as-you-go"], name=["moons", "iris", "sine", "xor"])
def test_a_walk_from_any_update_is_the_run(name, rule):
    """Opened in the stepper, five updates with the run's own rows give the run's own networks to 1e-12."""
    runner = run(suggested(name, update_order=rule), epochs=3)
    for k in (0, 7, runner.updates - UPDATES):
        rows = runner.rows(k, UPDATES)
        session = session_at(
            runner.at(k), runner.data, rows, runner.plan.loss, runner.plan.learning_rate, rule
        )
        assert len(session.walked) == UPDATES
        for i, update in enumerate(session.walked, start=1):
            theirs = runner.at(k + i)
            for ours, layer in zip(update.after.layers, theirs.layers, strict=True):
                np.testing.assert_allclose(ours.W, layer.W, rtol=1e-12, atol=1e-13)
                np.testing.assert_allclose(ours.b, layer.b, rtol=1e-12, atol=1e-13)


def test_points_say_how_the_run_did():
    """Errors and accuracies of both parts at their updates; none of them but those of the network there."""
    data = replace(dataset("iris"), train=np.arange(0, 150, 2), test=np.arange(1, 150, 2))
    net = initialise((4, 5, 3), ("tanh", "softmax"), "glorot", 1)
    runner = run(Runner(net, data, Plan("tce", 0.02)), epochs=20)
    assert [point.k for point in runner.points] == [75 * epoch for epoch in range(21)]
    for point in runner.points[::5]:
        assert bits(point.network) == bits(runner.at(point.k))
        assert point.error == set_error(point.network, *data.training, "tce")
        assert point.test_error == set_error(point.network, *data.testing, "tce")
        assert point.test_accuracy == accuracy(outputs(point.network, data.testing[0]), data.testing[1])
    assert weight_history(runner.points, 2, 3, 4) == [point.network.W[2][2, 3] for point in runner.points]


def test_a_stop_keeps_what_was_trained():
    """It takes effect at once, and the run can be gone on with as if it had never stopped."""
    runner = suggested("spirals")
    runner.go(runner.plan, Portion(epochs=100_000))
    while runner.updates < 500:
        time.sleep(0.01)
    runner.stop()
    assert not runner.running
    assert 500 <= runner.updates < 100_000
    assert runner.message == f"stopped after update {runner.updates}"
    k = runner.updates
    run(runner, updates=10)
    X, T = runner.data.training
    fresh = train(runner.start, X, T, "tce", runner.plan.learning_rate, order="random", updates=k + 10)
    assert bits(runner.at(k + 10)) == bits(fresh.network)


def test_a_run_that_nobody_looks_at_ends(monkeypatch):
    """Its page was closed: it does not train on for ever; while it is looked at it does."""
    clock = [0.0]
    monkeypatch.setattr("simulator.runs.runner.time.monotonic", lambda: clock[0])
    runner = suggested("spirals")
    runner.go(runner.plan, Portion(epochs=100_000))
    for now in (LONELY, 2 * LONELY):
        clock[0], before = now, runner.updates
        while runner.updates < before + 500:
            time.sleep(0.01)
        runner.look()
    assert runner.running
    clock[0] = 3 * LONELY + 1
    runner.wait(PATIENCE)
    assert not runner.running
    assert LONELY == 30 and "no page looked at it for 30 seconds" in runner.message
    kept = runner.updates
    run(runner, updates=10)  # what was trained is kept and goes on
    assert runner.updates == kept + 10 and "no page" not in runner.message


def test_a_run_that_diverges_stands_at_the_update_before():
    """It says so, no parameter in it is not finite; its error is said to be inf only where it overflowed."""
    runner = run(suggested("line", learning_rate=50.0), epochs=50)
    assert runner.diverged and runner.message.startswith("diverged: stopped before update ")
    net = runner.at(runner.updates)
    assert all(np.isfinite(layer.W).all() and np.isfinite(layer.b).all() for layer in net.layers)
    assert runner.points[-1].k == runner.updates and np.isinf(runner.points[-1].error)
    assert np.isfinite(runner.points[0].error) and not any(np.isnan(p.error) for p in runner.points)
    shown = view([runner], None, runner.updates)
    assert "past what float64 holds" in shown["state"]
    json.dumps(shown, allow_nan=False)


def test_epochs_are_counted_through_changes_of_the_batch():
    """Ten epochs row by row, one of the full batch, one of halves; each begins at the head of its order."""
    runner = run(suggested("moons"), epochs=10)
    for size, at in ((200, 11), (100, 12)):
        runner.plan = replace(runner.plan, batch_size=size, learning_rate=0.001)
        run(runner, epochs=1)
        assert runner.points[-1].epoch == at
    assert runner.updates == 10 * 200 + 1 + 2
    assert sorted(runner.rows(2001, 5)[0] + runner.rows(2001, 5)[1]) == [*range(200)]
    assert len(runner.rows(2000, 5)) == 1, "the rows of one plan alone"
    assert runner.plan_at(2000).batch_size == 200 and runner.plan_at(2001).batch_size == 100


def test_many_small_portions_keep_their_bound(monkeypatch):
    """The oldest updates give way; what is kept can be opened, and what is not is refused by number."""
    monkeypatch.setattr("simulator.runs.segments.HISTORY_BYTES", 200_000)
    runner = suggested("moons")
    for _ in range(60):
        run(runner, updates=1)
    assert runner.segments.memory <= 200_000
    assert 0 < runner.first < runner.updates == 60
    runner.at(runner.first), runner.at(60)
    with pytest.raises(InputError, match=f"the updates kept are {runner.first} to 60; got 0"):
        runner.at(0)


@grid(1, updates=[40_000, 100_000])
def test_memory_is_bounded(updates):
    """However long the run: few points, and no more snapshots than stated."""
    runner = run(suggested("xor"), updates=updates)
    assert len(runner.points) <= MOST_POINTS
    assert runner.memory <= 48 * 2**20
    assert [p.k for p in runner.points] == sorted({p.k for p in runner.points})
    assert runner.points[-1].k == updates


def test_two_runs_at_once_do_not_touch_each_other():
    """Side by side in two threads, each gives what it gives alone."""
    alone = [run(suggested("moons", learning_rate=alpha), epochs=10).points[-1] for alpha in (0.05, 0.1)]
    together = [suggested("moons", learning_rate=alpha) for alpha in (0.05, 0.1)]
    for runner in together:
        runner.go(runner.plan, Portion(epochs=10))
    for runner, point in zip(together, alone, strict=True):
        runner.wait(PATIENCE)
        assert bits(runner.points[-1].network) == bits(point.network)


def test_the_page_can_look_while_it_trains():
    """Points only ever grow in k, and are whole, from another thread."""
    runner = suggested("spirals")
    runner.go(runner.plan, Portion(epochs=60))
    seen = 0
    while runner.running:
        points = runner.points
        assert [p.k for p in points] == sorted(p.k for p in points)
        assert points[-1].k >= seen
        seen = points[-1].k
    assert threading.active_count() < 20
    assert runner.updates == 60 * len(runner.data.train)


def test_nothing_to_train_on_is_no_run():
    """A set of one row trains; a plan that the core refuses says why, and leaves the run as it was."""
    data = DataSet("one", "", [[1.0]], [[2.0]], ("x",), ("t",))
    runner = run(Runner(initialise((1, 1), ("identity",), "he", 0), data, Plan("tse", 0.1)), epochs=5)
    assert runner.updates == 5
    before = bits(runner.at(5))
    runner.plan = replace(runner.plan, learning_rate=-1.0)
    run(runner, epochs=1)
    assert "the learning rate must be above 0" in runner.message
    assert bits(runner.at(runner.updates)) == before


@pytest.mark.parametrize("batch_size", [1, 32])
@pytest.mark.parametrize(
    ("condition", "name", "alpha"),
    [
        (Breakpoint("sign change"), "moons", 0.05),
        (Breakpoint("F rises"), "sine", 0.9),
        (Breakpoint("small S", bound=0.02), "moons", 0.05),
    ],
)
def test_a_run_stops_at_the_first_update_at_which_its_condition_holds(condition, name, alpha, batch_size):
    """The same one as by looking at all of them, one after the other; those before it can still be had."""
    changes = {"batch_size": batch_size, "learning_rate": alpha}
    runner = run(suggested(name, **changes), epochs=40, condition=condition)
    free = run(suggested(name, **changes), epochs=40)
    X, T = free.data.training
    for k in range(free.updates):
        rows = [*free.rows(k, 1)[0]]
        why = holds_at(condition, free.at(k), free.at(k + 1), X[rows], T[rows], free.plan.loss, update=k + 1)
        if why:
            break
    assert why, "a test of a condition that never holds"
    assert (runner.updates, runner.message) == (k + 1, f"stopped: {why}")
    assert max(point.k for point in runner.points) == k + 1
    assert [bits(runner.at(j)) for j in (0, k, k + 1)] == [bits(free.at(j)) for j in (0, k, k + 1)]


def test_a_run_goes_on_after_a_stop():
    """From the update it stopped at, as if it had never stopped."""
    runner = run(suggested("moons"), epochs=1, condition=Breakpoint("sign change"))
    stopped = runner.updates
    per_epoch = len(runner.data.train)
    assert stopped < per_epoch
    run(runner, updates=per_epoch - stopped)
    whole = run(suggested("moons"), epochs=1)
    assert bits(runner.at(per_epoch)) == bits(whole.at(per_epoch))


def test_by_a_rule_the_condition_looks_at_its_own_update_not_at_that_of_plain_descent():
    """α g is inf in the first update, in which Adam moves by α alone; what that leads to in the second is."""
    adam = update_rule("adam")
    data = DataSet("two", "", [[1.0], [2.0]], [[100.0], [50.0]], ("x",), ("t",))
    net = initialise((1, 1), ("identity",), "he", 0)
    assert first_not_finite(net, [[1.0]], [[100.0]], "tse", 1.7e308).quantity == "W"
    runner = Runner(net, data, Plan("tse", 1.7e308, "turn", rule=adam))
    run(runner, updates=5, condition=Breakpoint("not finite"))
    assert runner.updates == 1 and runner.diverged
    assert runner.message.startswith("diverged: stopped before update 2, in which the weighted sum n2")
    free = run(suggested("line", learning_rate=1e160, rule=adam, order="turn"), updates=9)
    assert free.diverged and "square of layer 2 would not be finite" in free.message
    assert all(np.isfinite(array).all() for array in free.state(free.updates).arrays.values())


def test_a_condition_that_never_holds_stops_nothing():
    """All epochs are made, and nothing is said."""
    runner = run(suggested("xor"), epochs=3, condition=Breakpoint("small S", bound=1e-300))
    assert (runner.updates, runner.message) == (12, "")


@pytest.mark.parametrize("changes", PLANS)
def test_from_a_session_file_a_run_goes_on_as_if_it_had_never_been_away(changes):
    """Its curve, any update, the rows of it and what comes next: all the run's own, bit for bit."""
    run_a = suggested("moons", **changes)
    for how in ({"epochs": 2}, {"updates": 3}, {"updates": 1}):
        run(run_a, **how)
    run_a.plan = replace(run_a.plan, learning_rate=0.01, batch_size=5)
    run(run_a, epochs=1)
    run_b = reopened_run(run_a)
    for _ in range(2):
        assert (run_b.updates, run_b.plan, run_b.first) == (run_a.updates, run_a.plan, run_a.first)
        for k in (0, 1, 5, run_a.updates // 2, run_a.updates - 1, run_a.updates):
            assert bits(run_a.at(k)) == bits(run_b.at(k))
            assert run_a.state(k) == run_b.state(k)
            assert run_a.plan_at(k) == run_b.plan_at(k)
            assert (run_a.rows(k, 3), run_a.point(k).epoch) == (run_b.rows(k, 3), run_b.point(k).epoch)
        for mine, theirs in zip(run_a.points, run_b.points, strict=True):
            assert bits(mine.network) == bits(theirs.network)
            assert (mine.k, mine.epoch, mine.error) == (theirs.k, theirs.epoch, theirs.error)
            assert (mine.accuracy, mine.test_error) == (theirs.accuracy, theirs.test_error)
        for one in (run_a, run_b):
            run(one, epochs=1)


def test_a_record_of_a_long_run_is_small_and_whole():
    """Few points and snapshots, the last of them where the run stands."""
    run_a = run(suggested("digits"), epochs=3)
    run_a.curve.spacing = 1
    record = run_a.record()
    assert sum(each.record.kept.nbytes for each in record.segments) <= KEPT_SNAPSHOTS
    assert len(record.points) * run_a.curve._size <= KEPT_POINTS + 2 * run_a.curve._size
    assert record.points[-1].k == run_a.updates == record.updates


def test_a_run_is_kept_before_it_began_and_not_while_it_goes_on():
    fresh = suggested("spirals")
    again = Runner.of(fresh.record(), fresh.data)
    assert again.updates == 0 and bits(again.at(0)) == bits(fresh.at(0))
    fresh.go(fresh.plan, Portion(epochs=100_000))
    with pytest.raises(InputError, match=r"^a run must stand still to be kept; this one goes on$"):
        fresh.record()
    fresh.stop()
    assert Runner.of(fresh.record(), fresh.data).updates == fresh.updates


def test_a_condition_on_what_the_network_does_not_have_is_refused_before_anything_is_trained():
    """A tanh neuron cannot be dead; the run stands as it stood, and every update of it can still be had."""
    runner = run(suggested("moons"), epochs=1)
    before = runner.updates, bits(runner.at(runner.updates)), len(runner.points)
    with pytest.raises(InputError, match="layer 2 has tanh"):
        runner.go(runner.plan, Portion(epochs=1, condition=Breakpoint("dead", layer=2)))
    assert (runner.updates, bits(runner.at(runner.updates)), len(runner.points)) == before


def test_a_run_that_diverges_says_where_and_from_which_numbers():
    """The first number of the update that was not made, with its operands."""
    runner = run(suggested("line", learning_rate=50.0), epochs=200)
    assert runner.diverged
    before, after = runner.message.split("; ", 1)
    assert before.startswith("diverged: stopped before update")
    net, (X, T) = runner.at(runner.updates), runner.data.training
    rows = [*runner.segments.kept[-1].history.rows(runner.updates)]
    lost = first_not_finite(net, X[rows], T[rows], runner.plan.loss, runner.plan.learning_rate)
    assert f"{after}." == lost.sentence
    assert "inf" in after or "nan" in after


def test_runs_of_all_visitors_take_turns_and_one_that_waits_can_be_stopped(monkeypatch):
    monkeypatch.setattr("simulator.runs.runner.TURNS", Turns(1, 1, "training runs"))
    first, second, third = (suggested("moons") for _ in range(3))
    first.go(first.plan, Portion(epochs=100_000))
    second.go(second.plan, Portion(epochs=1))
    try:
        assert second.running and second.updates == 0
        assert "It waits until another ends" in view([second], None, None)["state"]
        with pytest.raises(InputError, match="all these places are taken"):
            third.go(third.plan, Portion(epochs=1))
        assert not third.running
        second.stop()
        assert not second.running and second.message == "stopped after update 0"
        third.go(third.plan, Portion(epochs=1))
        assert third.waits
    finally:
        first.stop()
    third.wait(PATIENCE)
    assert third.updates == len(third.data.train)


def test_what_all_runs_keep_is_bounded(monkeypatch):
    held = run(suggested("moons"), epochs=1)
    assert kept_together() >= held.memory > 0
    monkeypatch.setattr("simulator.runs.runner.MOST_TOGETHER", held.memory - 1)
    with pytest.raises(InputError, match="may keep 0 MB together"):
        held.go(held.plan, Portion(epochs=1))
    assert held.updates == len(held.data.train)


def test_the_curve_of_a_record_is_measured_again_not_believed(monkeypatch):
    ran = run(suggested("moons"), epochs=4)
    record = ran.record()
    forged = replace(
        record,
        points=tuple(
            replace(point, error=1e-9, test_error=0.0, accuracy=1.0, test_accuracy=1.0)
            for point in record.points
        ),
    )
    again = Runner.of(forged, ran.data)
    assert [(p.k, p.epoch, p.error, p.test_error, p.accuracy, p.test_accuracy) for p in again.points] == [
        (p.k, p.epoch, p.error, p.test_error, p.accuracy, p.test_accuracy) for p in ran.points
    ]
    monkeypatch.setattr("simulator.runs.curve.MOST_MEASURED", 1)
    few = Runner.of(record, ran.data)
    assert len(few.points) == 2 < len(ran.points)
    assert few.points[-1].k == ran.points[-1].k


def test_an_epoch_is_named_by_its_number_and_the_update_within_it() -> None:
    """Not as 1.006: here an epoch has two updates, then three from within one on."""
    curve, start = (runner := suggested("moons")).curve, runner.start
    curve.begin(0, 2, 0.0)
    said = [curve.epoch_of(curve.measure(start, k, runner.plan.loss)) for k in range(5)]
    assert said == ["epoch 0", "epoch 1 (update 1 of 2)", "epoch 1", "epoch 2 (update 1 of 2)", "epoch 2"]
    curve.begin(3, 3, 1.5)
    assert curve.epoch_of(curve.measure(start, 4, runner.plan.loss)) == "epoch 1.833"
