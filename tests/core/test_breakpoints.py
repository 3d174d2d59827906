"""Conditions at which a run stops: planted, told with their numbers, and quiet otherwise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError, Network, descend, gradient, propagate
from simulator.core.health.breakpoints import CONDITIONS, Breakpoint, check_place, holds_at

from .networks import problems
from .sets import a_set

LINE = Network.from_arrays([[[1.0]], [[1.0]]], [[0.0], [0.0]], ["identity", "identity"])
RELU = Network.from_arrays(
    [[[1.0, -1.0, 1.0]], [[1.0], [1.0], [1.0]]], [[0.0, -1.0, -9.0], [0.0]], ["relu", "identity"]
)


def after(net: Network, x, t, alpha: float, loss: str = "tse") -> Network:
    return descend(net, gradient(net, x, t, loss), alpha)


def said(condition: Breakpoint, net: Network, x, t, alpha: float = 0.1, **more) -> str:
    return holds_at(condition, net, after(net, x, t, alpha), x, t, **more)


def test_small_s():
    x, t = [[1.0]], [[1.0 + 2.0**-22]]
    assert said(Breakpoint("small S", bound=1e-6), LINE, x, t, update=3) == (
        "‖S₃‖ = 4.77e-7 is below 1e-6 in update 3."
    )
    assert said(Breakpoint("small S", layer=2, bound=1e-6), LINE, x, t) == "‖S₂‖ = 4.77e-7 is below 1e-6."
    assert said(Breakpoint("small S", bound=2.0**-21), LINE, x, t) == ""
    assert "‖S₃‖ = 4.768372e-7 is below 4.768373e-7" in said(
        Breakpoint("small S", bound=4.768373e-7), LINE, x, t
    )


def test_small_s_over_several_items_is_their_root_mean_square():
    x, t = [[1.0], [2.0]], [[1.3], [2.4]]  # S of −0.6 and −0.8
    assert said(Breakpoint("small S", bound=0.71), LINE, x, t) == "‖S₃‖ = 0.707 is below 0.71."
    assert said(Breakpoint("small S", bound=0.70), LINE, x, t) == ""


def test_dead():
    assert said(Breakpoint("dead"), RELU, [[2.0]], [[1.0]], update=1) == (
        "Neuron 2 of layer 2 is off: n₂,₂ = −3 ≤ 0 for this example; 1 more of this layer in update 1."
    )
    both = [[2.0], [-5.0]], [[1.0], [1.0]]
    assert said(Breakpoint("dead"), RELU, *both) == (
        "Neuron 3 of layer 2 is dead: n₂,₃ ≤ 0 for all 2 items, at most −7."
    )
    assert said(Breakpoint("dead", layer=2, neuron=2), RELU, *both) == ""
    assert "Neuron 2" in said(Breakpoint("dead", layer=2, neuron=2), RELU, [[2.0]], [[1.0]])
    assert said(Breakpoint("dead"), LINE, [[-2.0]], [[1.0]]) == ""


def test_a_neuron_whose_n_is_0_exactly_is_off():
    """There relu's slope is 0."""
    found = said(Breakpoint("dead"), Network.from_arrays([[[1.0]]], [[-2.0]], ["relu"]), [[2.0]], [[1.0]])
    assert found == "Neuron 1 of layer 2 is off: n₂,₁ = 0 ≤ 0 for this example."


def test_f_that_stays_has_not_risen():
    """Where the gradient is 0."""
    assert said(Breakpoint("F rises"), LINE, [[0.0]], [[float(LINE.b[2][0])]]) == ""
    off = Network.from_arrays([[[1.0]]], [[-3.0]], ["relu"])
    assert said(Breakpoint("F rises"), off, [[1.0]], [[1.0]]) == ""


def test_f_rises():
    x, t = [[1.0]], [[2.0]]
    before, later = propagate(LINE, x[0], t[0]).loss, propagate(after(LINE, x, t, 0.9), x[0], t[0]).loss
    assert later > before
    assert said(Breakpoint("F rises"), LINE, x, t, 0.9, update=3) == (
        f"F rose from {before:g} to {later:.3g} in update 3."
    )
    assert said(Breakpoint("F rises"), LINE, x, t, 0.01) == ""


def test_f_is_that_of_the_update_s_own_items():
    x, t = [[1.0], [1.0]], [[2.0], [-2.0]]
    assert holds_at(Breakpoint("F rises"), LINE, after(LINE, x[:1], t[:1], 0.1), x[:1], t[:1]) == ""
    assert holds_at(Breakpoint("F rises"), LINE, after(LINE, x[:1], t[:1], 0.1), x[1:], t[1:]) != ""


def test_f_that_leaves_the_range_has_risen():
    huge = Network.from_arrays([[[1e200]], [[1.0]]], [[0.0], [0.0]], ["identity", "identity"])
    with np.errstate(all="raise", under="ignore"):
        assert holds_at(Breakpoint("F rises"), LINE, huge, [[1.0]], [[2.0]]) == "F rose from 1 to inf."


def test_a_sign_changes():
    def with_w(w: float) -> Network:
        return Network.from_arrays(
            [[[0.3, w], [0.5, -1.0]], [[1.0], [1.0]]], [[0.0, 0.0], [0.0]], ["tanh"] * 2
        )

    pair = [[1.0, 1.0]], [[1.0]]
    assert holds_at(Breakpoint("sign change"), with_w(-0.02), with_w(0.01), *pair, update=8) == (
        "W₂,₁₂ went from −0.02 to 0.01 in update 8."
    )
    assert holds_at(Breakpoint("sign change"), with_w(0.02), with_w(-0.01), *pair) != ""
    assert said(Breakpoint("sign change"), LINE, [[1.0]], [[-1.0]], 0.3) == "W₂,₁₁ went from 1 to −0.2."
    wide = Network.from_arrays([[[1.0, 1.0, -1.0]]], [[0.0] * 3], ["identity"])
    assert said(Breakpoint("sign change"), wide, [[1.0]], [[-1.0, -1.0, -1.0]], 0.9) == (
        "W₂,₁₁ went from 1 to −2.6; 1 more of this layer."
    )
    for new in (-0.5, 0.0):
        assert holds_at(Breakpoint("sign change"), with_w(-0.02), with_w(new), *pair) == ""
    place = Breakpoint("sign change", layer=2, row=1, column=2)
    assert holds_at(place, with_w(-0.02), with_w(0.01), *pair) != ""
    for elsewhere in ({"layer": 3}, {"layer": 2, "row": 1, "column": 1}, {"layer": 2, "row": 2, "column": 2}):
        assert holds_at(Breakpoint("sign change", **elsewhere), with_w(-0.02), with_w(0.01), *pair) == ""


def test_a_value_that_is_not_finite():
    net = Network.from_arrays([[[1e200]]], [[0.0]], ["identity"])
    assert holds_at(Breakpoint("not finite"), net, None, [[1e200]], [[1.0]], update=4) == (
        "n₂,₁ = Σ w·a + b = 1e200 · 1e200 + 0 = inf: past what float64 holds (1.8e308) in update 4."
    )
    assert holds_at(Breakpoint("not finite"), LINE, None, [[1.0]], [[2.0]]) == ""
    assert "The updated W" in holds_at(
        Breakpoint("not finite"), LINE, None, [[1e100]], [[2e150]], learning_rate=1e100
    )
    assert holds_at(Breakpoint("F rises"), net, None, [[1.0]], [[1.0]]) == ""


@given(problems(), st.integers(1, 4))
def test_no_condition_ever_warns_or_speaks_of_what_is_not_so(given, rows):
    net = given.net
    X, T = a_set(given, rows)
    later = after(net, X, T, 0.5, given.loss)
    F = [gradient(each, X, T, given.loss).loss for each in (net, later)]
    S = [
        np.sqrt(
            sum(
                propagate(net, x, t, given.loss).S[l] @ propagate(net, x, t, given.loss).S[l]
                for x, t in zip(X, T, strict=True)
            )
            / rows
        )
        for l in net.W
    ]
    signs = any((np.sign(net.W[l]) * np.sign(later.W[l]) < 0).any() for l in net.W)
    truth = {
        "F rises": F[1] > F[0] * (1 + 1e-9) or None if abs(F[1] - F[0]) <= 1e-9 * F[0] else F[1] > F[0],
        "small S": min(S) < 1e-3,
        "sign change": signs,
        "not finite": False,
    }
    for name, holds in truth.items():
        condition = Breakpoint(name, bound=1e-3)
        with np.errstate(all="raise", under="ignore"):
            sentence = holds_at(condition, net, later, X, T, given.loss)
        if holds is not None:
            assert bool(sentence) == holds, (name, sentence)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            {"condition": "often"},
            "the condition must be one of small S, dead, F rises, not finite, ",
        ),
        ({"condition": "F rises", "layer": 2}, "the condition 'F rises' takes no layer; got 2"),
        ({"condition": "dead", "row": 2}, "the condition 'dead' takes no row; got 2"),
        ({"condition": "dead", "neuron": 2}, "a neuron or a weight must have its layer named"),
        ({"condition": "dead", "layer": 1}, "the layer must be a whole number from 2; got 1"),
        (
            {"condition": "sign change", "layer": 2, "row": 1},
            "a weight must be given by its row and",
        ),
        ({"condition": "small S", "bound": 0}, "the bound must be above 0"),
    ],
)
def test_a_breakpoint_that_says_nothing_is_refused(arguments, words):
    with pytest.raises(InputError) as refused:
        Breakpoint(**arguments)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Breakpoint("small S", layer=4), "the layer must be one from 2 to 3; got 4"),
        (Breakpoint("dead", layer=2, neuron=4), "the neuron must be one from 1 to 3 in layer 2; got 4"),
        (
            Breakpoint("sign change", layer=3, row=4, column=1),
            "the row must be one from 1 to 3 in layer 3; got 4",
        ),
        (
            Breakpoint("dead", layer=3),
            "only relu, relu6 and hardtanh neurons can be dead; layer 3 has identity",
        ),
    ],
)
def test_a_place_outside_the_network_is_refused(condition, words):
    with pytest.raises(InputError) as refused:
        check_place(condition, RELU)
    assert str(refused.value) == words
    with pytest.raises(InputError):
        holds_at(condition, RELU, RELU, [[1.0]], [[1.0]])


def test_every_condition_is_in_these_tests():
    assert [*CONDITIONS] == ["small S", "dead", "F rises", "not finite", "sign change"]
