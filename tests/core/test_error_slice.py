"""A slice of F: every point of it is what a network changed there has, by the readable pass, item by item."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import InputError, Network, error_slice, gradient, propagate, train
from simulator.core.edit import with_parameter
from simulator.core.loss import LOSSES
from simulator.core.network import entry_name
from simulator.core.sets import moved_errors, row_blocks
from simulator.core.sets.error_slice import round_values
from simulator.core.sets.single_parameter import strongest_parameters

from .networks import Problem, gradient_by_complex_step, problem, problems

RNG = np.random.default_rng(0)


def entries(net: Network) -> list[str]:
    """The names of all its numbers."""
    return [
        entry_name(f"{letter}{l}", *(i + 1 for i in place))
        for l in net.W
        for letter, array in (("W", net.W[l]), ("b", net.b[l]))
        for place in np.ndindex(array.shape)
    ]


def put(net: Network, name: str, value: float) -> Network:
    """The network with another number there, made without what is tested."""
    parameter, _, index = name.rstrip("]").partition("[")
    array = getattr(net, parameter[0])[int(parameter[1:])].copy()
    array[tuple(int(i) - 1 for i in index.split(","))] = value
    return with_parameter(net, parameter, array)


def total(net: Network, X: Any, T: Any, loss: str) -> float:
    """F over a set, item by item; nan where one is past float64."""
    try:
        found = sum(propagate(net, x, t, loss).loss for x, t in zip(X, T, strict=True))
    except InputError:
        return np.nan
    return found / len(X) if LOSSES[loss].mean else found


def items(given_: Problem, count: int) -> tuple[np.ndarray, np.ndarray]:
    """So many items about that of the problem, with its t."""
    X = given_.x + np.random.default_rng(1).normal(size=(count, len(given_.x))) / 3
    return X, np.tile(given_.t, (count, 1))


@settings(max_examples=40, deadline=None)
@given(problems(), st.integers(1, 3), st.data())
def test_every_point_is_the_error_of_the_network_changed_there(
    given_: Problem, count: int, data: st.DataObject
) -> None:
    net, loss = given_.net, given_.loss
    X, T = items(given_, count)
    names = data.draw(st.lists(st.sampled_from(entries(net)), min_size=1, max_size=2, unique=True))
    found = error_slice(net, X, T, names, loss, points=5)
    assert found.F.shape == tuple(len(values) for values in found.values)
    for place in np.ndindex(found.F.shape):
        there = net
        for name, values, i in zip(names, found.values, place, strict=True):
            there = put(there, name, values[i])
        truth = total(there, X, T, loss)
        assert np.isclose(found.F[place], truth, rtol=1e-11, atol=1e-300, equal_nan=True), (names, place)
    assert found.loss == pytest.approx(total(net, X, T, loss), rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(problems())
def test_the_slope_of_the_tangent_is_that_of_a_complex_step(given_: Problem) -> None:
    net = given_.net
    dW, db = gradient_by_complex_step(given_)
    for name in entries(net)[:6]:
        letter, l, index = name[0], int(name[1]), name[3:-1].split(",")
        truth = (dW if letter == "W" else db)[l][tuple(int(i) - 1 for i in index)]
        slope = error_slice(net, given_.x, given_.t, [name], given_.loss, points=2).slopes[0]
        assert slope == pytest.approx(truth, rel=1e-10, abs=1e-200)


@pytest.mark.parametrize("names", [("W2[2,1]", "b4[3]"), ("W3[1,2]", "W3[2,2]"), ("b2[2]", "W2[1,2]")])
def test_few_are_held_at_once_also_after_a_softmax_inside(
    names: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = problem(3, (3, 4, 2, 3), ("softmax", "tanh", "softmax"), "tce", (1.0, 1.0, 1.0))
    X, T = items(made, 4)
    for module in (moved_errors, row_blocks):
        monkeypatch.setattr(module, "HELD", 50)
    found = error_slice(made.net, X, T, names, "tce", points=7)
    truth = [
        [total(put(put(made.net, names[0], one), names[1], two), X, T, "tce") for two in found.values[1]]
        for one in found.values[0]
    ]
    np.testing.assert_allclose(found.F, truth, rtol=1e-12)
    assert (np.ptp(truth, axis=0) > 1e-3).all()


@pytest.mark.parametrize("loss", ["mse", "hse"])
def test_rows_that_are_not_held_at_once_give_the_same(loss: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = problem(6, (3, 4, 2), ("silu", "identity"), loss, (1.0, 1.0))
    X, T = items(made, 11)
    monkeypatch.setattr(moved_errors, "HELD", 14)
    monkeypatch.setattr(row_blocks, "HELD", 14)  # three rows
    found = error_slice(made.net, X, T, ["W2[1,2]", "b3[1]"], loss, points=4, path=[made.net])
    whole = gradient(made.net, X, T, loss)
    assert found.loss == found.path.F[0] == pytest.approx(whole.loss, rel=1e-12)
    assert found.slopes == pytest.approx([whole.dW[2][0, 1], whole.db[3][0]], rel=1e-11)
    corner = put(put(made.net, "W2[1,2]", found.values[0][1]), "b3[1]", found.values[1][0])
    assert found.F[1, 0] == pytest.approx(total(corner, X, T, loss), rel=1e-12)


def test_the_path_is_that_of_training_with_the_error_that_each_network_has() -> None:
    X, T = RNG.normal(size=(6, 2)), RNG.normal(size=(6, 1))
    net = problem(5, (2, 3, 1), ("tanh", "identity"), "mse", (1.0, 1.0)).net
    history = train(net, X, T, "mse", 0.1, epochs=4, batch_size=2)
    led = [history.at(k) for k in range(13)]
    found = error_slice(history.at(5), X, T, ["W2[1,2]", "b3[1]"], "mse", path=led)
    for k, there in enumerate(led):
        assert found.path.values[k].tolist() == [there.W[2][0, 1], there.b[3][0]]
        assert found.path.F[k] == pytest.approx(total(there, X, T, "mse"), rel=1e-12)
        assert (found.path.apart[k] == 0) == (k == 5)
    assert found.path.F[::3] == pytest.approx(history.losses, rel=1e-12)
    for d, values in enumerate(found.values):  # the whole path lies inside
        assert values[0] < found.path.values[:, d].min() and found.path.values[:, d].max() < values[-1]


def test_where_all_else_is_frozen_the_path_lies_on_the_slice() -> None:
    net = Network.from_arrays(
        [[[0.5, -1.0]], [[1.0], [0.25]]], [[0.1, 0.2], [0.0]], ["tanh", "identity"],
        frozen=["W3", "b2", "b3", "W2[1,1]"],
    )  # fmt: skip
    history = train(net, [[1.0], [2.0]], [[0.5], [1.0]], "tse", 0.1, epochs=3)
    led = [history.at(k) for k in range(7)]
    found = error_slice(net, [[1.0], [2.0]], [[0.5], [1.0]], ["W2[1,2]"], path=led)
    assert found.path.apart.tolist() == [0] * 7
    assert len(set(found.path.values[:, 0])) == 7
    other = error_slice(net, [[1.0], [2.0]], [[0.5], [1.0]], ["b3[1]"], path=led)
    assert other.path.apart.tolist() == [0] + [1] * 6


def test_what_grows_past_float64_is_a_gap_without_a_warning() -> None:
    net = Network.from_arrays([[[1.0]], [[1.0]]], [[0.0], [0.0]], ["identity", "identity"])
    found = error_slice(net, [1.0], [0.0], ["W2[1,1]", "W3[1,1]"], ranges=[(0, 1e160)] * 2, points=11)
    assert np.isnan(found.F[-1, -1]) and found.F[0, 0] == 0 and not np.isinf(found.F).any()
    assert found.least is not None and found.F[found.least] == 0
    far = error_slice(net, [1e200], [0.0], ["b3[1]"])
    assert np.isnan(far.F).all() and far.least is None and np.isnan(far.loss)


@pytest.mark.parametrize("output", ["identity", "softmax"])
def test_the_strongest_are_those_with_the_largest_gradient_and_frozen_ones_come_last(output: str) -> None:
    made = problem(7, (2, 3, 2), ("tanh", output), "tse", (1.0, 1.0))
    whole = gradient(made.net, [made.x], [made.t])
    size = {
        name: abs(error_slice(made.net, made.x, made.t, [name], points=2).slopes[0])
        for name in entries(made.net)
    }
    best = sorted(size, key=size.__getitem__, reverse=True)
    assert strongest_parameters(made.net, made.x, made.t, count=3) == tuple(best[:3])
    largest = max(float(np.abs(array).max()) for array in (*whole.dW.values(), *whole.db.values()))
    assert size[best[0]] == pytest.approx(largest, rel=1e-12)
    frozen = made.net.replace(frozen=[best[0]])
    assert strongest_parameters(frozen, made.x, made.t, count=2) == tuple(best[1:3])
    assert strongest_parameters(frozen, made.x, made.t, count=50)[-1] == best[0]


@pytest.mark.parametrize(
    ("low", "high", "points"),
    [(-1, 1, 41), (-3.7, 12.1, 61), (1e-9, 3e-9, 11), (5e6, 5e6 + 1, 31), (-8e307, 8e307, 61)],
)
def test_the_values_of_a_grid_are_round_and_reach_both_ends(low: float, high: float, points: int) -> None:
    values = round_values(low, high, points)
    step = values[1] - values[0]
    assert points / 3 < len(values) <= points
    assert low - step < values[0] <= low + 1e-8 * step and high - 1e-8 * step <= values[-1] < high + step
    assert np.allclose(np.diff(values), step, rtol=1e-6)
    assert max(len(f"{value:e}".rstrip("0")) for value in values / step) < 20


def test_a_grid_without_noise_in_its_last_digits() -> None:
    assert round_values(0.3 - 0.1, 0.3 + 0.1, 3).tolist() == [0.2, 0.3, 0.4]
    assert [repr(float(value)) for value in round_values(-0.3, 0.3, 8)] == [
        "-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3"
    ]  # fmt: skip


NET = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
OTHER = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])


@pytest.mark.parametrize(
    ("parameters", "more", "words"),
    [
        (["W2"], {}, r"one number of W2, up to W2\[2,1\]; got W2"),
        (["W2[3,1]"], {}, r"up to W2\[2,1\]; got W2\[3,1\]"),
        (["b2[1,1]"], {}, r"one number of b2, up to b2\[1\]"),
        (["W3[1,1]"], {}, "of layers 2 to 2"),
        (["v2[1]"], {}, r"as W2\[1,1\] or b2\[1\]"),
        (["b2[1]", "b2[1]"], {}, r"must differ; got b2\[1\] twice"),
        ("b2[1]", {}, "list of one or two names"),
        (["W2[1,1]", "W2[2,1]", "b2[1]"], {}, "list of one or two names"),
        (["b2[1]"], {"ranges": [(1, 1)]}, r"range of b2\[1\] must end above"),
        (["b2[1]"], {"ranges": [(1, 2), (1, 2)]}, r"ranges must have shape \(1, 2\)"),
        (["b2[1]"], {"points": 1}, "points must be a whole number from 2"),
        (["b2[1]"], {"path": [OTHER]}, "path must lead through"),
        (["b2[1]"], {"loss": "tce"}, "TCE"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(parameters: Any, more: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        error_slice(NET, [1, 2], [3], parameters, **more)
