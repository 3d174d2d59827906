"""Numbers worked out elsewhere: where they depart, and which mistake explains them."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator import MISTAKES, InputError, Network, compare, descend, gradient, propagate
from simulator.core.propagation import as_you_go

from .networks import ALL_NAMES, PAIRS, Problem, problem, problems
from .planted import PLANTS, by_hand
from .sets import a_set, as_you_go_total, with_frozen

EXAMPLES = json.loads((Path(__file__).parents[1] / "textbook.json").read_text(encoding="utf-8"))
NAMES = {name for name, _ in PLANTS} | {"factor-n"}
QUANTITIES = ("n", "a", "S", "dW", "db", "W", "b")
MODERATE = (0.6, 1.5)
ALPHA = 0.1


def truth_of(given: Problem) -> dict:
    run = propagate(given.net, given.x, given.t, given.loss)
    new = descend(given.net, run, ALPHA)
    return {"n": run.n, "a": run.a, "S": run.S, "dW": run.dW, "db": run.db, "W": new.W, "b": new.b}


def order(K: int) -> list[tuple[str, int]]:
    forth = [(q, l) for l in range(2, K + 1) for q in "na"]
    back = [(q, l) for l in range(K, 1, -1) for q in ("S", "dW", "db")]
    return forth + back + [(q, l) for l in range(K, 1, -1) for q in "Wb"]


def printed(numbers: dict, digits: int | None) -> dict:
    """As somebody reads them from a print-out with so many significant digits."""
    if digits is None:
        return numbers
    read = np.vectorize(lambda value: float(f"{value:.{digits}g}"), otypes=[float])
    return {q: {l: read(array) for l, array in by_layer.items()} for q, by_layer in numbers.items()}


def in_decimals(array: np.ndarray, digits: int) -> np.ndarray:
    """Printed with common decimals, as many as give the largest number so many digits."""
    largest = np.abs(array).max()
    decimals = digits - 1 - int(np.floor(np.log10(largest))) if largest else 0
    return np.vectorize(lambda value: float(f"{value:.{max(decimals, 0)}f}"), otypes=[float])(array)


def size(array: np.ndarray) -> float:
    return float(np.abs(array).max())


def small(widths=(2, 3, 3, 2), names=("tanh", "silu", "sigmoid"), loss="tse", seed=5) -> Problem:
    return problem(seed, widths, names, loss, [1.5] * len(names))


subsets = st.lists(st.sampled_from(QUANTITIES), min_size=1, unique=True)
all_digits = st.sampled_from([None, 3, 4, 5, 6])
squares = st.booleans()


@st.composite
def any_problem(draw: st.DrawFn) -> Problem:
    """Half of them with square W, which `transposed` needs."""
    found = draw(problems(MODERATE))
    if draw(squares):
        width = draw(st.integers(2, 4))
        names = [*found.net.activation.values()]
        found = problem(
            draw(st.integers(0, 2**32 - 1)), [width] * (len(names) + 1), names, found.loss, [1.2] * len(names)
        )
    return found


# Mistakes that were made


@given(any_problem(), st.sampled_from(PLANTS), subsets, all_digits)
def test_a_planted_mistake_is_found_from_any_of_its_numbers(given, plant, subset, digits):
    assume(plant[0] != "mean-over-outputs" or given.loss in ("tse", "mse"))
    try:
        whole = by_hand(given.net, given.x, given.t, given.loss, ALPHA, *plant)
    except ZeroDivisionError:  # an output that was rounded to 0
        assume(False)
    numbers, truth = {q: whole[q] for q in subset}, truth_of(given)
    found = compare(given.net, given.x, given.t, printed(numbers, digits), given.loss, ALPHA)
    read = 3 if plant[0] == "rounded" else digits  # what is rounded looks like a print of the true numbers
    allowed = max(1e-5, 0.5 * 10.0 ** (1 - read) if read else 0)  # of the largest number
    sequence = [(q, l) for q, l in order(given.net.depth) if q in subset]
    gaps = {
        (q, l): size(numbers[q][l] - truth[q][l]) / max(size(numbers[q][l]), size(truth[q][l]), 1e-99)
        for q, l in sequence
    }
    for key in sequence:
        if gaps[key] > 3 * allowed:  # clearly another number
            assert found.first is not None
            assert sequence.index(found.first) <= sequence.index(key)
        elif gaps[key] < 1e-9:  # clearly the true one
            assert found.first != key
    if found.first is not None:
        assert plant[0] in found.mistakes
        assert found.mistake == found.mistakes[0]
    else:
        assert found.mistakes == () and found.mistake is None


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_each_mistake_alone_is_named_alone(plant):
    """From all numbers in full, nothing else fits."""
    names = (
        ("tanh", "softmax", "sigmoid") if plant[0] == "softmax-elementwise" else ("tanh", "silu", "sigmoid")
    )
    given = small((2, 3, 3, 3), names)
    numbers = by_hand(given.net, given.x, given.t, "tse", ALPHA, *plant)
    found = compare(given.net, given.x, given.t, numbers, "tse", ALPHA)
    assert found.mistakes == (plant[0],)
    first = {
        "slope-forgotten": ("S", 3),
        "updated-weights": ("S", 3),
        "softmax-elementwise": ("S", 3),
        "accumulated": ("dW", 4),
    }.get(plant[0], ("S", 4))
    if plant[0] == "transposed":
        first = ("S", 3) if plant[1] == "backward" else ("n", 3)
    if plant[0] == "bias-skipped":
        first = ("b", 4) if plant[1] == "update" else ("n", 2)
    assert found.first == first or plant[0] == "rounded"  # its numbers look like a print of the true ones


@pytest.mark.parametrize(("output", "loss"), PAIRS)
@pytest.mark.parametrize("plant", [p for p in PLANTS if p[0] in ("slope-at-a", "sign", "rounded")], ids=str)
def test_mistakes_at_every_output_and_loss(output, loss, plant):
    given = small((2, 3, 3), ("tanh", output), loss, seed=11)
    numbers = by_hand(given.net, given.x, given.t, loss, ALPHA, *plant)
    found = compare(given.net, given.x, given.t, numbers, loss, ALPHA)
    assert plant[0] in found.mistakes


def test_numbers_that_fit_several_mistakes_name_them_all():
    given = small((2, 3, 2), ("tanh", "sigmoid"))
    half = by_hand(given.net, given.x, given.t, "tse", ALPHA, "factor-half")
    assert compare(given.net, given.x, given.t, half).mistakes == ("mean-over-outputs", "factor-half")
    twice = by_hand(given.net, given.x, given.t, "tse", ALPHA, "factor-2")
    gradients = {q: twice[q] for q in ("dW", "db", "W", "b")}
    assert compare(given.net, given.x, given.t, gradients).mistakes == ("accumulated", "factor-2")
    assert compare(given.net, given.x, given.t, twice).mistakes == ("factor-2",)
    twice = by_hand(given.net, given.x, given.t, "hse", ALPHA, "factor-2")
    gradients = {q: twice[q] for q in ("dW", "db")}
    assert compare(given.net, given.x, given.t, gradients, "hse").mistakes == ("factor-2", "accumulated")


def test_a_single_output_has_no_mean():
    given = small((2, 3, 1), ("tanh", "sigmoid"))
    half = by_hand(given.net, given.x, given.t, "tse", ALPHA, "factor-half")
    assert compare(given.net, given.x, given.t, half).mistakes == ("factor-half",)


def test_frozen_parameters_stay_in_truth_and_in_mistakes():
    given = small()
    net = with_frozen(given.net, ["W4", "b3"])
    for plant in PLANTS:
        numbers = by_hand(net, given.x, given.t, "tse", ALPHA, *plant)
        found = compare(net, given.x, given.t, numbers)
        np.testing.assert_array_equal(found.truth["W", 4], net.W[4])
        assert found.first is None or plant[0] in found.mistakes, plant
    run, _ = as_you_go(net, given.x, given.t, "tse", ALPHA)
    found = compare(net, given.x, given.t, {"S": run.S})
    assert found.mistakes == ("updated-weights",)
    np.testing.assert_array_equal(found.entries["S", 3], [False] * 3)  # W4 is still the old one


def test_the_learning_rate_is_the_one_given():
    given = small()
    numbers = by_hand(given.net, given.x, given.t, "tse", 0.7, "updated-weights")
    assert compare(given.net, given.x, given.t, numbers, "tse", 0.7).mistakes == ("updated-weights",)
    assert compare(given.net, given.x, given.t, numbers, "tse", 0.1).mistakes == ()


# Mistakes that were not made


@given(any_problem(), subsets, all_digits)
def test_the_truth_is_no_departure_in_any_print(given, subset, digits):
    numbers = by_hand(given.net, given.x, given.t, given.loss, ALPHA)
    found = compare(given.net, given.x, given.t, printed({q: numbers[q] for q in subset}, digits), given.loss)
    assert found.first is None and found.mistakes == ()
    assert not any(departs.any() for departs in found.entries.values())


@given(problems(), st.integers(3, 9))
def test_neither_is_it_in_common_decimals_or_as_float32(given, digits):
    truth = truth_of(given)
    for way in (lambda array: in_decimals(array, digits), np.float32):
        numbers = {q: {l: way(array) for l, array in by_layer.items()} for q, by_layer in truth.items()}
        assert compare(given.net, given.x, given.t, numbers, given.loss).first is None


@given(any_problem(), st.data())
def test_one_number_that_is_off_has_no_name(given, data):
    truth = truth_of(given)
    q, l = data.draw(st.sampled_from(order(given.net.depth)))
    array = np.array(truth[q][l])
    assume(size(array) > 1e-9)
    place = data.draw(st.sampled_from([*np.ndindex(array.shape)]))
    array[place] += data.draw(st.sampled_from([3e-5, -0.01, 0.37])) * size(array)
    found = compare(given.net, given.x, given.t, {**truth, q: {**truth[q], l: array}}, given.loss)
    assert found.first == (q, l) and found.mistakes == ()
    for key, departs in found.entries.items():
        assert departs.shape == found.truth[key].shape
        assert [*map(tuple, np.argwhere(departs))] == ([place] if key == (q, l) else [])
    assert found.differences[q, l][place] == pytest.approx(array[place] - truth[q][l][place])


@pytest.mark.parametrize("plant", [p for p in PLANTS if p[0] not in ("factor-2", "accumulated")], ids=str)
def test_two_mistakes_at_once_have_no_single_name(plant):
    """The second: the gradient is added up three times before the update."""
    names = (
        ("tanh", "softmax", "sigmoid") if plant[0] == "softmax-elementwise" else ("tanh", "silu", "sigmoid")
    )
    given = small((2, 3, 3, 3), names)
    numbers = by_hand(given.net, given.x, given.t, "tse", ALPHA, *plant)
    numbers["dW"] = {l: 3 * array for l, array in numbers["dW"].items()}
    found = compare(given.net, given.x, given.t, numbers)
    assert found.first is not None and found.mistakes == ()


def test_a_name_that_explains_only_some_of_the_numbers_is_not_claimed():
    given = small()
    numbers = by_hand(given.net, given.x, given.t, "tse", ALPHA, "slope-forgotten")
    assert compare(given.net, given.x, given.t, numbers).mistakes == ("slope-forgotten",)
    numbers["S"][2] = truth_of(given)["S"][2]
    assert compare(given.net, given.x, given.t, numbers).mistakes == ()


def test_sums_that_cancel_are_not_compared_by_their_rounding():
    """S2 is a slope times 0.3 · 0.1 − 0.1 · 0.3: 0, or what rounding leaves of it."""
    net = Network.from_arrays([[[1.0]], [[0.3, 0.1]]], [[0.1], [0.0, 0.0]], ["tanh", "identity"])
    t = net.W[3][0] * np.tanh(1.1) + [0.05, -0.15]
    for S in (0.0, 1e-18, -3e-18):
        assert compare(net, [1.0], t, {"S": {2: [S]}, "dW": {2: [[S]]}}).first is None
    assert compare(net, [1.0], t, {"S": {2: [1e-12]}}).first == ("S", 2)


def test_terms_that_overflow_only_together_excuse_nothing():
    net = Network.from_arrays([[[1e308], [-1e308]]], [[0.3]], ["tanh"])
    assert compare(net, [1.0, 1.0], [0.5], {"n": {2: [0.3]}}).first is None
    assert compare(net, [1.0, 1.0], [0.5], {"n": {2: [5.0]}}).first == ("n", 2)


def test_a_recomputation_that_overflows_explains_nothing():
    net = Network.from_arrays([[[4e-248]], [[1e100]]], [[0.0], [0.0]], ["sigmoid", "identity"])
    found = compare(net, [-1e250], [1.0], {"dW": {2: [[1e300]]}})  # without the slope of n2 = −400 it is inf
    assert found.first == ("dW", 2) and found.mistakes == ()


# How numbers are held to their digits


LINE = Network.from_arrays([[[0.4462820280893519, 14.50321]]], [[0.0, 0.0]], ["identity"])


@pytest.mark.parametrize(
    ("n", "departs"),
    [
        ([0.446, 14.5], [False, False]),  # three significant digits
        ([0.447, 14.5], [True, False]),
        ([0.45, 14.50], [False, False]),  # two decimals
        ([0.44, 14.50], [True, False]),
        ([0.45, 14.48], [False, True]),
        ([0.45, 14.503], [True, False]),
        ([0.446, 14.503], [False, False]),
        ([0.446, 14.504], [False, True]),
        ([0.4463, 14.5], [False, False]),
        ([0.4463, 14.5032], [False, False]),
        ([0.4464, 14.5032], [False, False]),  # 1e-5 of the largest is 1.5e-4
        ([0.4465, 14.5032], [True, False]),
        ([0.4462820280893519, 14.50321], [False, False]),
        ([0.44628202, 14.5034567], [False, True]),
        ([0.0, 14.50321], [True, False]),
    ],
    ids=str,
)
def test_numbers_are_held_to_the_digits_given(n, departs):
    found = compare(LINE, [1.0], [0.0, 0.0], {"n": {2: n}})
    np.testing.assert_array_equal(found.entries["n", 2], departs)
    assert found.first == (("n", 2) if any(departs) else None)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_print_read_into_another_type_is_still_a_print(dtype):
    found = compare(LINE, [1.0], [0.0, 0.0], {"n": {2: np.array([0.446, 14.5], dtype)}})
    assert found.first is None


def test_masked_entries_are_not_given():
    given = small()
    numbers = by_hand(given.net, given.x, given.t, "tse", ALPHA, "slope-forgotten")["S"][2]
    one = np.ma.MaskedArray(np.where([True, False, False], numbers, np.nan), mask=[False, True, True])
    found = compare(given.net, given.x, given.t, {"S": {2: one}})
    assert found.first == ("S", 2) and found.mistakes == ("slope-forgotten",)
    np.testing.assert_array_equal(found.entries["S", 2], [True, False, False])
    assert found.differences["S", 2].mask.tolist() == [False, True, True]
    assert found.differences["S", 2][0] == pytest.approx(numbers[0] - found.truth["S", 2][0])


# Sets


def set_numbers(given: Problem, X: np.ndarray, T: np.ndarray, g) -> dict:
    new = descend(given.net, g, ALPHA)
    return {"dW": g.dW, "db": g.db, "W": new.W, "b": new.b}


@pytest.mark.parametrize("loss", ["tse", "mse", "hse"])
def test_a_set_divided_by_its_items_or_not(loss):
    given = small(loss=loss)
    X, T = a_set(given, 5)
    g = gradient(given.net, X, T, loss)
    assert compare(given.net, X, T, set_numbers(given, X, T, g), loss).first is None
    other = gradient(given.net, X, T, "mse" if loss == "tse" else "tse")
    found = compare(given.net, X, T, set_numbers(given, X, T, other), loss)
    assert found.first == ("dW", 4)
    expected = {  # with the numbers that clipping and several passes would have too
        "tse": ("factor-n", "clipped"),
        "mse": ("factor-n", "accumulated"),
        "hse": ("factor-2", "accumulated"),
    }
    assert found.mistakes == expected[loss]
    assert found.numbers == {"tse": {"clipped": 0.2}, "mse": {"accumulated": 5.0}, "hse": {}}[loss]


@pytest.mark.parametrize("loss", ["tse", "mse"])
@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_the_other_mistakes_in_every_item_of_a_set(plant, loss):
    names = (
        ("tanh", "softmax", "sigmoid") if plant[0] == "softmax-elementwise" else ("tanh", "silu", "sigmoid")
    )
    given = small((2, 3, 3, 3), names, loss)
    X, T = a_set(given, 4)
    if plant[0] == "updated-weights":  # with the W that the set's total has updated
        numbers = set_numbers(given, X, T, as_you_go_total(given.net, X, T, loss, ALPHA))
    else:
        items = [by_hand(given.net, x, t, loss, ALPHA, *plant) for x, t in zip(X, T, strict=True)]
        N = len(X) if loss == "mse" else 1
        dW = {l: sum(item["dW"][l] for item in items) / N for l in given.net.W}
        db = {l: sum(item["db"][l] for item in items) / N for l in given.net.W}
        skips = plant[0] == "bias-skipped" and plant[1] != "forward"
        numbers = {
            "dW": dW,
            "db": db,
            "W": {l: W - ALPHA * dW[l] for l, W in given.net.W.items()},
            "b": {l: b - (0 if skips else ALPHA * db[l]) for l, b in given.net.b.items()},
        }
    found = compare(given.net, X, T, numbers, loss, ALPHA)
    expected = {
        "factor-2": ("accumulated", "factor-2"),
        "accumulated": ("accumulated", "factor-2"),
        "factor-half": ("factor-half", "clipped"),
        "mean-over-outputs": ("mean-over-outputs", *(["mean-over-both"] if loss == "mse" else []), "clipped"),
    }
    assert found.mistakes == expected.get(plant[0], (plant[0],))


# Published numbers


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"about"}))
def test_what_books_print_is_the_truth_or_the_order_they_update_in(name):
    setup, result = EXAMPLES[name]["setup"], EXAMPLES[name]["result"]
    net = Network.from_arrays(setup["W"], setup["b"], setup["activations"], frozen=setup.get("frozen", []))
    numbers: dict = {}
    for quantity, layer, row, column, text in EXAMPLES[name]["printed"]:
        key = {"W_new": "W", "b_new": "b"}.get(quantity, quantity)
        if key in QUANTITIES:
            shape = net.W[layer].shape if key in ("W", "dW") else net.b[layer].shape
            array = numbers.setdefault(key, {}).setdefault(layer, np.ma.masked_all(shape))
            array[(row - 1,) if column is None else (row - 1, column - 1)] = float(text)
    for key, stated in (("S", "S"), ("W", "W_new")):
        numbers.setdefault(key, {l: np.array(v) for l, v in enumerate(result.get(stated, []), start=2)})
    given = {q: by for q, by in numbers.items() if by}
    found = compare(net, setup["x"], setup["t"], given, setup["loss"], setup["learning_rate"])
    if setup.get("order") == "as-you-go":
        assert found.mistakes == ("updated-weights",)
    else:
        assert found.first is None, found.differences[found.first]


# What is given


NET = Network.from_arrays(
    [[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0.7], [0.8], [0.9]]],
    [[0.0, 0.1, 0.2], [0.3]],
    ["tanh", "identity"],
)


@pytest.mark.parametrize(
    ("theirs", "facts"),
    [
        ({}, ["at least one number of n, a, S, dW, db, W, b", "got none"]),
        ({"S": {}}, ["at least one number"]),
        ({"S": {2: np.ma.masked_all(3)}}, ["at least one number"]),
        ({"e": {3: [1.0]}}, ["quantities among n, a, S, dW, db, W, b", "got 'e'"]),
        ({2: {3: [1.0]}}, ["got 2"]),
        ([1.0], ["theirs must be a dictionary", "got list"]),
        (None, ["theirs must be a dictionary", "got NoneType"]),
        ({"S": [1.0]}, ["S must be a dictionary", "got list"]),
        ({"S": {1: [1.0, 1.0]}}, ["the layers of S must each be a whole number from 2 to 3", "got 1"]),
        ({"a": {4: [1.0]}}, ["the layers of a must each be a whole number from 1 to 3", "got 4"]),
        ({"n": {"2": [1.0]}}, ["the layers of n", "got '2'"]),
        ({"n": {2.0: [1.0]}}, ["the layers of n", "got 2.0"]),
        ({"S": {3: [[1.0]]}}, ["your S3 needs 1 number (layer 3 has 1 neuron)", "you gave 1 × 1"]),
        (
            {"dW": {2: np.ones((3, 3))}},
            ["your dW2 needs 2 × 3 numbers (layer 1 has 2 neurons, layer 2 has 3)", "you gave 3 × 3"],
        ),
        ({"dW": {2: np.ma.masked_all((3, 3))}}, ["your dW2 needs 2 × 3 numbers"]),
        ({"dW": {2: np.ma.masked_all((3, 2))}}, ["at least one number"]),
        ({"n": {3: [1.0], -1: [1.0]}}, ["your n3 must be given once"]),
        ({"b": {2: [1.0, [2.0], 3.0]}}, ["your b2 must be a regular array"]),
        ({"b": {2: [1.0, np.nan, 3.0]}}, ["your b2 must be finite", "entry 2 is nan"]),
        ({"b": {2: np.float32([1.0, 2.0, np.inf])}}, ["your b2 must be finite", "entry 3 is inf"]),
        ({"b": {2: [1j, 0, 0]}}, ["your b2 must hold real numbers"]),
        ({"b": {2: ["1", "2", "3"]}}, ["your b2 must hold real numbers"]),
    ],
    ids=str,
)
def test_numbers_that_cannot_be_compared(theirs, facts):
    with pytest.raises(InputError) as info:
        compare(NET, [1.0, 2.0], [0.5], theirs)
    for fact in facts:
        assert fact in str(info.value)


def test_a_set_has_totals_only():
    with pytest.raises(InputError, match=r"rows your numbers must be totals of dW, db, W, b; got 'S'"):
        compare(NET, [[1.0, 2.0]], [[0.5]], {"S": {3: [1.0]}})


@pytest.mark.parametrize(
    ("x", "t", "loss", "alpha"),
    [
        ([1.0], [0.5], "tse", 0.1),
        ([[1.0, 2.0]], [0.5], "tse", 0.1),
        ([1.0, 2.0], [[0.5]], "tse", 0.1),
        ([[1.0, 2.0], [1.0]], [[0.5]] * 2, "tse", 0.1),
        ([1.0, 2.0], [0.5], "tce", 0.1),
        ([1.0, 2.0], [0.5], "l2", 0.1),
        ([1.0, 2.0], [0.5], "tse", 0),
    ],
    ids=str,
)
def test_what_a_run_refuses_is_refused(x, t, loss, alpha):
    with pytest.raises(InputError):
        compare(NET, x, t, {"S": {3: [1.0]}}, loss, alpha)


def test_a_whole_run_can_be_given_with_its_input_and_numpys_layer_numbers():
    run = propagate(NET, [1.0, 2.0], [0.5])
    a = {np.int64(l): array for l, array in run.a.items()}
    assert compare(NET, [1.0, 2.0], [0.5], {"a": a}).first is None
    found = compare(NET, [1.0, 2.0], [0.5], {"a": {**a, 1: [1.0, 2.5]}})
    assert found.first == ("a", 1)
    assert {type(l) for _, l in found.entries} == {int}


def test_every_mistake_has_its_sentence():
    more = {"gradient-transposed", "n-for-a", "input-forgotten", "one-output", "loss-for-error", "ascent"}
    more |= {"rate-forgotten", "mean-over-both", "weight-decay", "clipped", "momentum", "adam-step"}
    more |= {"bias-not-summed", "items-as-rows"}
    assert set(MISTAKES) == NAMES | more | {"slope-of-n", "slope-twice"} and len(MISTAKES) == 29
    assert all(sentence.endswith(".") for sentence in MISTAKES.values())


@pytest.mark.parametrize("name", ALL_NAMES)
def test_saturated_networks_compare_without_a_warning(name):
    given = problem(3, (3, 4, 3), (name, "softmax"), "tce", (300.0, 300.0))
    assert compare(given.net, given.x, given.t, truth_of(given), "tce").first is None
    compare(given.net, given.x, given.t, {"S": {2: [1.0, 2.0, 3.0, 4.0]}}, "tce")


def test_a_bias_that_was_not_updated_is_not_called_clipped():
    """No gradient at all is no gradient times a factor."""
    net = Network.from_arrays([np.eye(4) / 3], [np.arange(4) / 8], ["tanh"])
    found = compare(net, [0.1, -0.2, 0.3, 0.4], [1, 0, 0.5, -1], {"b": {2: net.b[2]}})
    assert found.mistakes == ("bias-skipped",)
