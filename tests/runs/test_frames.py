"""What a run's pictures show of an update, read back from its frame and compared with the core."""

import base64
import math
from dataclasses import replace

import numpy as np
import pytest

from simulator import Network, propagate, train
from simulator.core.initialise import initialise
from simulator.core.sets.dataset import DataSet, split, standardised
from simulator.core.sets.metrics import confusion, outputs, set_error
from simulator.draw.regions import NEURON_POINTS, NEURON_SIDE, region, spans
from simulator.files.sessions.run_record import Plan
from simulator.files.tables.built_in_sets import dataset
from simulator.runs import frames as frames_module
from simulator.runs.frames import MOST_FRAMES, MOST_ROWS, frame, frames, rows_shown
from simulator.runs.moments import in_step, moments
from simulator.runs.run_view import view
from simulator.runs.runner import Portion, Runner

from ..grids import grid

PATIENCE = 60
BYTE = 1 / 127  # of a scale from 0 to its end


def bytes_of(coded):
    return np.frombuffer(base64.b64decode(coded), dtype=np.uint8).astype(float)


def signed(coded):
    return (bytes_of(coded) - 128) / 127


def run_on(data, widths, kinds, loss, epochs=3, **plan):
    run = Runner(initialise(widths, kinds, "glorot", 3), data, Plan(loss, **{"learning_rate": 0.05} | plan))
    run.go(run.plan, Portion(epochs=epochs))
    run.wait(PATIENCE)
    return run


def moons_run(**changes):
    return run_on(split(dataset("moons"), 0.2), (2, 5, 3, 2), ("tanh", "relu", "softmax"), "tce", **changes)


@grid(1, k=[160, 0, 480])
def test_the_pictures_of_an_update_are_its_networks(k):
    """Boundary, neurons, weights and confusion, by the network that trains again to there."""
    run = moons_run()
    data, (found,) = run.data, frames([run], [k], None)
    pane = found["runs"][0]
    how = run.plan.settings
    net = train(run.start, *data.training, updates=k, **how).network if k else run.start
    assert (found["k"], pane["k"]) == (k, k)
    for l, W in net.W.items():
        assert pane["W"][str(l)] == W.tolist()
    _, rows = "test", data.test
    assert pane["confusion"] == confusion(outputs(net, data.X[rows]), data.T[rows]).tolist()
    (left, right), (low, high) = spans(data)
    side = pane["map"]["side"]
    ends, layers = pane["neurons"]["ends"], pane["neurons"]["layers"]
    rng = np.random.default_rng(k)
    for row, column in rng.integers(0, side, (12, 2)):
        x = [left + (right - left) * column / (side - 1), high - (high - low) * row / (side - 1)]
        y = propagate(net, x, [0.0, 0.0]).y
        assert bytes_of(pane["map"]["winner"])[row * side + column] == y.argmax()
        lead = bytes_of(pane["map"]["lead"])[row * side + column] / 255
        assert lead == pytest.approx(abs(y[0] - y[1]), abs=0.6 / 255)
    last = NEURON_SIDE - 1
    for row, column in rng.integers(0, NEURON_SIDE, (12, 2)):
        x = [left + (right - left) * column / last, high - (high - low) * row / last]
        a = propagate(net, x, [0.0, 0.0]).a
        for l, pictures in enumerate(layers, start=1):
            for c, coded in enumerate(pictures):
                share = signed(coded)[row * NEURON_SIDE + column]
                assert share * ends[l - 1] == pytest.approx(a[l][c], abs=0.51 * BYTE * ends[l - 1])


def test_one_output_and_one_input_are_drawn_as_they_are():
    """A plane of one output by the bytes around ½; of one input the curve itself, and each neuron's."""
    run = run_on(dataset("xor"), (2, 3, 1), ("tanh", "sigmoid"), "tse", epochs=5)
    (found,) = frames([run], [20], None)
    value = region(run.at(20), run.data)["value"]
    np.testing.assert_allclose(
        signed(found["runs"][0]["map"]["value"]), (value - 0.5) / 0.5, atol=0.51 * BYTE
    )
    run = run_on(dataset("sine"), (1, 4, 1), ("tanh", "identity"), "tse", learning_rate=0.01)
    k = run.points[-1].k
    pane = frames([run], [k], None)[0]["runs"][0]
    net = run.at(k)
    low, high = spans(run.data)[0]
    for i in (0, 7, NEURON_POINTS - 1):
        a = propagate(net, [low + (high - low) * i / (NEURON_POINTS - 1)], [0.0]).a
        for l, pictures in enumerate(pane["neurons"]["layers"], start=1):
            end = pane["neurons"]["ends"][l - 1]
            got = [signed(coded)[i] * end for coded in pictures]
            np.testing.assert_allclose(got, a[l], atol=0.51 * BYTE * end)
    for i in (0, 60, 120):
        assert pane["map"]["y"][0][i] == pytest.approx(propagate(net, [pane["map"]["x"][i]], [0.0]).y[0])
    assert pane["confusion"] is None and pane["rows"] is None


def test_more_inputs_have_no_plane_and_a_network_past_float64_has_no_pictures():
    run = run_on(standardised(dataset("iris")), (4, 3, 3), ("tanh", "softmax"), "tce", epochs=1)
    pane = frames([run], [0], None)[0]["runs"][0]
    assert pane["map"] is None and pane["neurons"] is None and pane["confusion"]
    run = moons_run(epochs=1)
    big = Network.from_arrays([[[1e308] * 2] * 2], [[0.0] * 2], ["softmax"])
    huge = replace(run.points[0], network=big)
    pane = frame([run], [huge], None)["runs"][0]
    assert pane["map"] is None and pane["neurons"] is None and pane["confusion"] is None


def test_errors_are_means_a_row_beside_sums():
    """Of 160 rows and of 40, to be compared; of a mean they are the same numbers."""
    run = moons_run()
    points = view([run], None, None)["runs"][0]["points"]
    net = run.at(points["k"][-1])
    for part, (X, T) in (("error", run.data.training), ("test", run.data.testing)):
        F = set_error(net, X, T, "tce")
        assert points[part][-1] == pytest.approx(F)
        assert points[f"{part}_a_row"][-1] == pytest.approx(F / len(X))
        shares = [set_error(net, X[[i]], T[[i]], "tce") for i in range(len(X))]
        assert points[f"{part}_a_row"][-1] == pytest.approx(np.mean(shares))
    run = run_on(dataset("line"), (1, 1), ("identity",), "mse")
    points = view([run], None, None)["runs"][0]["points"]
    assert points["error"] == points["error_a_row"] and points["test"] == [None] * len(points["k"])


def test_digits_are_shown_as_they_are_the_wrong_ones_first():
    """Every row shown is answered wrongly, the surest first, with its own ink; a cell has its rows alone."""
    data = split(dataset("digits"), 0.2)
    run = run_on(data, (64, 8, 10), ("tanh", "softmax"), "tce", epochs=1)
    net = run.at(run.updates)
    Y = outputs(net, data.X[data.test])
    said, true = Y.argmax(axis=1), data.T[data.test].argmax(axis=1)
    shown = rows_shown(net, data, None)
    assert shown["of"] == int((said != true).sum()) > MOST_ROWS and len(shown["items"]) == MOST_ROWS
    sure = [item["y"] for item in shown["items"]]
    assert sure == sorted(sure, reverse=True) and sure[0] == Y.max(axis=1)[said != true].max()
    for item in shown["items"]:
        at = int(np.flatnonzero(data.test == item["row"])[0])
        assert (item["true"], item["said"]) == (true[at], said[at]) and true[at] != said[at]
        np.testing.assert_array_equal(
            bytes_of(item["image"]), np.rint(255 * data.X[item["row"]] / data.X[item["row"]].max())
        )
    table = confusion(Y, data.T[data.test])
    for i, j in ((3, 3), tuple(np.argwhere(table * (1 - np.eye(10)) > 0)[0])):
        cell = rows_shown(net, data, (int(i), int(j)))
        assert cell["of"] == table[i, j]
        assert {(item["true"], item["said"]) for item in cell["items"]} <= {(i, j)}
        assert len(cell["items"]) == min(table[i, j], MOST_ROWS)
    assert rows_shown(net, replace(data, image=None), None) is None, (
        "only a set that is of pictures shows them"
    )


def test_the_ink_of_a_standardised_picture_is_that_of_the_row_as_it_came():
    raw, data = dataset("digits"), standardised(dataset("digits"))
    shown = rows_shown(initialise((64, 10), ("softmax",), "he", 0), data, (4, 4))
    for item in shown["items"]:
        wanted = 255 * raw.X[item["row"]] / raw.X[item["row"]].max()
        np.testing.assert_allclose(bytes_of(item["image"]), wanted, atol=0.51)


def test_what_one_request_costs_is_bounded(monkeypatch):
    """By a number of frames and by a time, of which one frame at least comes; others are no points at all."""
    run = moons_run(epochs=MOST_FRAMES + 5)
    ks = [point.k for point in run.points]
    monkeypatch.setattr(frames_module, "LONGEST", math.inf)
    assert [found["k"] for found in frames([run], [*ks, 7], None)] == ks[:MOST_FRAMES]
    assert frames([run], [1, 2], None) == []
    monkeypatch.setattr(frames_module, "LONGEST", 0.0)
    assert [found["k"] for found in frames([run], ks, None)] == ks[:1]
    wide = initialise((2, 1024, 1024, 2), ("relu", "relu", "softmax"), "he", 0)
    drawn = region(wide, run.data)
    assert drawn["side"] ** 2 * sum(W.size for W in wide.W.values()) <= 2.1e8


def test_two_runs_are_looked_at_at_the_same_update_or_where_that_means_another_epoch():
    """Run B takes ten rows an update: its sixteenth update ends the epoch that run A's 160th does."""
    A, B = moons_run(), moons_run(batch_size=10)
    assert in_step([A, moons_run(learning_rate=0.1)]) and not in_step([A, B])
    shown = view([A, B], None, None)
    assert shown["axis"] == "epoch" and [pane["k"] for pane in shown["frame"]["runs"]] == [480, 48]
    assert shown["frame"]["title"] == "What they have learnt by epoch 3"
    (found,) = frames([A, B], [320], None)
    assert [pane["k"] for pane in found["runs"]] == [320, 32]
    assert [point.k for point in moments([A, B], 160)] == [160, 16]
    shown = view([A, moons_run(epochs=2)], None, None)
    assert shown["axis"] == "update" and [pane["k"] for pane in shown["frame"]["runs"]] == [320, 320]
    assert shown["difference"] and shown["frame"]["title"] == "What they have learnt by update 320"
    wider = run_on(A.data, (2, 4, 2), ("tanh", "softmax"), "tce")
    assert not view([A, wider], None, None)["difference"]


def test_what_goes_wrong_is_said_first_and_nothing_is_learnt_before_training():
    """An error that jumps, one that is larger than before, and a run that diverges."""
    run = Runner(initialise((2, 2), ("softmax",), "he", 0), dataset("moons"), Plan("tce", 0.1))
    shown = view([run], None, None)
    assert shown["state"].startswith("Update 0 · epoch 0, before training · TCE ")
    assert shown["frame"]["title"] == "Before training: what the first weights say"
    far = DataSet("far", "", [[1.0], [2.0], [3.0]], [[1.0], [2.0], [3.0]], ("x",), ("t",))
    run = run_on(far, (1, 1), ("identity",), "tse", learning_rate=0.5, epochs=2)
    assert view([run], None, None)["state"].startswith("The error jumped to ")
    run = run_on(far, (1, 1), ("identity",), "tse", learning_rate=1000.0, epochs=1000)
    shown = view([run], None, None)
    assert run.diverged
    assert shown["state"].startswith(
        f"Diverged at update {run.updates + 1}: the weights exploded. Try a smaller α."
    )
    (told,) = shown["details"]
    assert told["what"] == "Details of the divergence"
    assert told["text"].startswith(f"stopped before update {run.updates + 1}")
