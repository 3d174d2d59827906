"""Where S and n come from: part by part, every way through the network by brute force, and as printed."""

import itertools
import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator import InputError, Network, propagate
from simulator.core.activation import ACTIVATIONS
from simulator.core.origin.contributions import arrivals, weighted_parts
from simulator.core.origin.strongest_paths import influence, input_paths, paths
from simulator.core.propagation import as_you_go, forward
from simulator.steps.formulas.digits import summed

from .networks import assert_agree, problem, problems, slope_by_complex_step

NEURON = st.integers(0, 10**6)


def picked(net: Network, first: int, last: int, at: int) -> tuple[int, int]:
    """Any neuron of these layers."""
    places = [(l, r) for l in range(first, last + 1) for r in range(1, net.widths[l - 1] + 1)]
    return places[at % len(places)]


# One layer on, one layer back


@given(problems(), NEURON)
def test_each_arrival_is_the_complex_step_of_one_later_n_times_its_s(given, at):
    net, run = given.net, propagate(given.net, given.x, given.t, given.loss)
    assume(net.depth > 2)
    l, r = picked(net, 2, net.depth - 1, at)
    found = arrivals(net, run, l, r)
    value = ACTIVATIONS[net.activation[l]].value
    J = slope_by_complex_step(lambda n: net.W[l + 1].T @ value(n), run.n[l])[:, r - 1]
    parts = np.array([part.value for part in found.parts])
    size = np.linalg.norm(run.S[l + 1]) * np.abs(net.W[l + 1]).max()
    np.testing.assert_allclose(parts, J * run.S[l + 1], rtol=1e-9, atol=1e-14 * size)
    assert [(part.layer, part.component) for part in found.parts] == [
        (l + 1, j) for j in range(1, len(parts) + 1)
    ]
    assert found.total == run.S[l][r - 1]
    assert Fraction(found.total) - sum(map(Fraction, parts)) == pytest.approx(
        found.residual, rel=1e-12, abs=1e-300
    )
    assert abs(found.residual) <= 1e-14 * max(size, abs(found.total))


@given(problems(), NEURON)
def test_a_weighted_sum_is_its_products_and_its_bias(given, at):
    net, run = given.net, propagate(given.net, given.x, given.t, given.loss)
    l, r = picked(net, 2, net.depth, at)
    found = weighted_parts(net, run, l, r)
    exact = sum(
        (Fraction(w) * Fraction(a) for w, a in zip(net.W[l][:, r - 1], run.a[l - 1], strict=True)),
        Fraction(net.b[l][r - 1]),
    )
    assert found.total == run.n[l][r - 1]
    parts = [Fraction(part.value) for part in found.parts]
    assert abs(float(sum(parts) - exact)) <= 1e-15 * float(sum(map(abs, parts)))
    assert found.parts[-1].factors == ((f"b{'₀₁₂₃₄₅'[l]},{'₀₁₂₃₄₅'[r]}", net.b[l][r - 1]),)
    assert len(found.parts) == net.widths[l - 2] + 1
    for part in found.parts:
        assert part.value == pytest.approx(math.prod(value for _, value in part.factors), rel=1e-15)


NET = Network.from_arrays(
    [[[0.5, -0.3], [0.1, 0.4]], [[0.7, -0.2, 1.0], [0.3, 0.9, 0.0]], [[0.2], [0.8], [-1.0]]],
    [[0.1, 0.0], [0.3, -0.1, 0.2], [0.0]],
    ["relu", "identity", "identity"],
)


def test_the_factors_are_named_as_on_the_screen():
    run = propagate(NET, [1.0, 0.5], [1.0])
    found = arrivals(NET, run, 2, 1)
    assert found.letter == "S₂,₁"
    assert [letter for letter, _ in found.parts[1].factors] == ["σ′(n₂,₁)", "W₃,₁₂", "S₃,₂"]
    assert dict(found.parts[1].factors)["W₃,₁₂"] == -0.2
    n = weighted_parts(NET, run, 2, 1)
    assert [[letter for letter, _ in part.factors] for part in n.parts] == [
        ["W₂,₁₁", "a₁,₁"],
        ["W₂,₂₁", "a₁,₂"],
        ["b₂,₁"],
    ]


def test_softmax_mixes_its_layer_on_the_way():
    given = problem(2, (2, 3, 2), ("softmax", "identity"), "tse", (1.0, 1.0))
    run = propagate(given.net, given.x, given.t)
    found = arrivals(given.net, run, 2, 3)
    assert [letter for letter, _ in found.parts[1].factors] == ["∂n₃,₂/∂n₂,₃", "S₃,₂"]
    mixed = run.A[2][2] @ given.net.W[3][:, 1]
    assert found.parts[1].value == pytest.approx(mixed * run.S[3][1], rel=1e-13)


def test_equal_weights_after_softmax_leave_nothing_but_rounding():
    net = Network.from_arrays([[[1.0, 0.3]], [[0.7], [0.7]]], [[0.0, 0.1], [0.0]], ["softmax", "identity"])
    run = propagate(net, [1.0], [9.0])
    assert abs(arrivals(net, run, 2, 1).total) < 1e-15
    assert abs(paths(net, run, 2, 1).total) < 1e-15


def test_as_you_go_the_updated_network_is_the_one_that_s_went_through():
    run, after = as_you_go(NET, [1.0, 0.5], [1.0], "tse", 0.3)
    assert abs(arrivals(after, run, 2, 1).residual) < 1e-15
    with pytest.raises(InputError, match="the run must be of this network: the parts of S₂,₁ miss"):
        arrivals(NET, run, 2, 1)
    with pytest.raises(InputError, match="the run must be of this network: the parts of S₂,₁ miss"):
        paths(NET, run, 2, 1)


@pytest.mark.parametrize("part", [0.9, 1.1])
def test_a_number_that_misses_its_parts_by_a_billionth_of_their_sizes_is_of_another_run(part):
    """Of n and of S: a bit less is still rounding, a bit more is refused."""
    run = propagate(NET, [1.0, 0.5], [1.0])
    n = sum(abs(one.value) for one in weighted_parts(NET, run, 2, 1).parts)
    S = sum(abs(one.value) for one in arrivals(NET, run, 2, 1).parts)
    nudged = {letter: {l: array.copy() for l, array in getattr(run, letter).items()} for letter in "nS"}
    nudged["n"][2][0] += part * 1e-9 * n
    nudged["S"][2][0] += part * 1e-9 * S
    for letter, told in (("n", weighted_parts), ("S", arrivals)):
        other = replace(run, **{letter: nudged[letter]})
        if part < 1:
            assert told(NET, other, 2, 1).total == nudged[letter][2][0]
        else:
            with pytest.raises(InputError, match=f"the parts of {letter}₂,₁ miss"):
                told(NET, other, 2, 1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda run: arrivals(NET, run, 4, 1), "the layer must be one from 2 to 3; got 4"),
        (lambda run: arrivals(NET, run, 1, 1), "the layer must be a whole number from 2; got 1"),
        (lambda run: arrivals(NET, run, 2, 3), "the neuron must be one of the 2 of layer 2; got 3"),
        (lambda run: arrivals(NET, run, 2, 0), "the neuron must be a whole number from 1; got 0"),
        (lambda run: weighted_parts(NET, run, 5, 1), "the layer must be one from 2 to 4; got 5"),
        (
            lambda run: paths(NET, run, 2, 1, 0),
            "the number of ways must be a whole number from 1 to 1000; got 0",
        ),
        (
            lambda run: paths(NET, run, 2, 1, 1001),
            "the number of ways must be a whole number from 1 to 1000; got 1001",
        ),
        (lambda run: input_paths(NET, run, 3, 1, 3), "the neuron must be one of the 2 of layer 1; got 3"),
    ],
)
def test_what_is_not_there_is_refused(call, words):
    with pytest.raises(InputError) as refused:
        call(propagate(NET, [1.0, 0.5], [1.0]))
    assert str(refused.value) == words


def test_a_run_of_other_widths_is_refused():
    other = problem(1, (2, 3, 2), ("tanh", "identity"), "tse", (1.0, 1.0))
    run = propagate(other.net, other.x, other.t)
    for call in (arrivals, weighted_parts, paths, influence):
        with pytest.raises(InputError, match="the run must be of a network of the same widths"):
            call(NET, run, 2, 1)


def test_two_layers_have_nothing_between_them():
    net = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"])
    with pytest.raises(InputError, match="with a layer to its right, and there is none"):
        arrivals(net, propagate(net, [1.0], [2.0]), 2, 1)


# Ways through the network


def all_ways(net: Network, run, l: int, r: int) -> dict[tuple, float]:
    """Every way from a neuron to the outputs, term by term from the sum over all indices."""
    found = {}
    layers = range(l + 1, net.depth + 1)
    for way in itertools.product(*(range(net.widths[m - 1]) for m in layers)):
        value, at = float(run.S[net.depth][way[-1]]), r - 1
        for m, j in zip(layers, way, strict=True):
            value *= float(run.A[m - 1][at] @ net.W[m][:, j])
            at = j
        found[(l, r), *((m, j + 1) for m, j in zip(layers, way, strict=True))] = value
    return found


@given(problems(), NEURON, st.integers(1, 7))
def test_the_strongest_ways_are_those_of_all_by_brute_force(given, at, most):
    net, run = given.net, propagate(given.net, given.x, given.t, given.loss)
    assume(net.depth > 2)
    l, r = picked(net, 2, net.depth - 1, at)
    truth = {way: value for way, value in all_ways(net, run, l, r).items() if value != 0}
    found = paths(net, run, l, r, most)
    ranked = sorted((abs(value) for value in truth.values()), reverse=True)
    assert found.others == len(truth) - len(found.strongest)
    assert len(found.strongest) == min(most, len(truth))
    np.testing.assert_allclose([abs(p.value) for p in found.strongest], ranked[:most], rtol=1e-9, atol=1e-300)
    for path in found.strongest:
        assert path.value == pytest.approx(truth[path.neurons], rel=1e-9)
        assert path.value == pytest.approx(
            math.prod(value for _, value in path.factors), rel=1e-12, abs=1e-300
        )
    assert len({path.neurons for path in found.strongest}) == len(found.strongest)
    assert found.total == run.S[l][r - 1]
    rest = math.fsum(truth.values()) - math.fsum(truth[path.neurons] for path in found.strongest)
    size = math.fsum(map(abs, truth.values()))
    assert abs(found.rest - rest) <= 1e-12 * size + 1e-300
    assert found.total == pytest.approx(
        found.rest + sum(p.value for p in found.strongest), abs=1e-13 * size + 1e-300
    )


@given(problems(), NEURON, NEURON)
def test_the_ways_from_an_input_add_up_to_the_complex_step(given, at, which):
    net, run = given.net, propagate(given.net, given.x, given.t, given.loss)
    l, r = picked(net, 2, net.depth, at)
    i = which % net.widths[0] + 1
    dn = slope_by_complex_step(lambda x: forward(net.W, net.b, net.activation, x)[0][l][r - 1], given.x)
    assert_agree(influence(net, run, l, r), dn, f"∂n{l},{r}/∂x", 1e-9)
    found = input_paths(net, run, l, r, i, 1000)
    assert found.total == influence(net, run, l, r)[i - 1]
    assert found.others == 0
    values = [path.value for path in found.strongest]
    assert math.fsum(values) == pytest.approx(
        dn[i - 1], rel=1e-9, abs=1e-12 * math.fsum(map(abs, values)) + 1e-300
    )
    for path in found.strongest:
        assert path.neurons[0] == (1, i)
        assert path.neurons[-1] == (l, r)
        assert path.value == pytest.approx(
            math.prod(value for _, value in path.factors), rel=1e-12, abs=1e-300
        )


def test_ways_over_a_slope_or_weight_of_0_carry_nothing():
    run = propagate(NET, [1.0, 0.5], [1.0])
    assert run.n[2][1] < 0
    dead = paths(NET, run, 2, 2)
    assert (dead.total, dead.strongest, dead.others, dead.rest) == (0.0, (), 0, 0.0)
    alive = paths(NET, run, 2, 1, 1)
    assert (len(alive.strongest), alive.others) == (1, 2)
    assert paths(NET, propagate(NET, [-1.0, 0.5], [1.0]), 2, 2, 5).others == 0
    assert len(paths(NET, propagate(NET, [-1.0, 0.5], [1.0]), 2, 2, 5).strongest) == 2  # W₃,₂₃ is 0


def test_more_ways_than_can_be_walked_are_counted_exactly():
    wide = problem(4, (3, *(16,) * 30, 2), (*("tanh",) * 30, "identity"), "tse", (1.0,) * 31)
    run = propagate(wide.net, wide.x, wide.t)
    found = paths(wide.net, run, 2, 5, 10)
    assert found.others == 16**29 * 2 - 10
    values = [abs(path.value) for path in found.strongest]
    assert values == sorted(values, reverse=True)
    assert found.rest + sum(path.value for path in found.strongest) == pytest.approx(found.total)
    # No single step put elsewhere makes the strongest way stronger.
    best = found.strongest[0].neurons
    for place in range(1, len(best)):
        for j in range(wide.net.widths[best[place][0] - 1]):
            other = [component for _, component in best]
            other[place] = j + 1
            value = run.S[wide.net.depth][other[-1] - 1]
            for (l, _), one, two in zip(best, other, other[1:], strict=False):
                value *= run.slopes[l][one - 1] * wide.net.W[l + 1][one - 1, two - 1]
            assert abs(value) <= values[0] * (1 + 1e-12)


# Printing


@given(
    st.lists(st.floats(-1e12, 1e12, allow_subnormal=False), min_size=1, max_size=9),
    st.sampled_from([1e-300, 1e-9, 1.0, 1e250]),
    st.integers(1, 17),
)
def test_printed_parts_and_the_leftover_are_the_printed_total(values, scale, digits):
    parts = [value * scale for value in values]
    total = math.fsum(parts)
    found = summed(parts, total, digits)
    exact = [Fraction(text) for text in (*found.parts, found.leftover)]
    assert sum(exact) == Fraction(found.total)
    decimals = {len(text.partition(".")[2]) for text in (*found.parts, found.leftover, found.total)}
    assert len(decimals) == 1
    unit = Fraction(1, 10 ** decimals.pop())
    for text, value in zip((*found.parts, found.total), (*parts, total), strict=True):
        assert abs(Fraction(text) - Fraction(value) / Fraction(10) ** found.power) <= unit / 2
    assert abs(exact[-1]) <= unit * (len(parts) + 1) / 2 + Fraction(1, 10**6)


@pytest.mark.parametrize(
    ("parts", "digits", "texts", "leftover", "total", "power"),
    [
        ([1 / 3, 1 / 3, 1 / 3], 3, ("0.333", "0.333", "0.333"), "0.001", "1.00", None),
        ([0.1, 0.2], 3, ("0.100", "0.200"), "0.000", "0.300", 0),
        ([2.5e-7, -1.04e-7], 2, ("2.5", "-1.0"), "0.0", "1.5", -7),
        ([123456.7, 0.4], 3, ("123457", "0"), "0", "123457", 0),
        ([0.0, -0.0], 3, ("0.00", "0.00"), "0.00", "0.00", 0),
    ],
)
def test_printed_as_a_table(parts, digits, texts, leftover, total, power):
    found = summed(parts, math.fsum(parts), digits)
    if power is None:  # the total's place decides: 1.00
        texts, leftover = ("0.33", "0.33", "0.33"), "0.01"
    assert (found.parts, found.leftover, found.total, found.power) == (texts, leftover, total, power or 0)


def test_what_cannot_be_printed_is_refused():
    with pytest.raises(InputError, match="parts and total must be finite"):
        summed([1.0], math.inf)
    with pytest.raises(InputError, match="from 1 to 17; got 0"):
        summed([1.0], 1.0, 0)
