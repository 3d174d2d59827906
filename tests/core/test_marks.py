"""Answers to one step: each verdict at its borders, which mistakes are named, and what is said."""

import numpy as np
import pytest

from simulator import InputError, Marks, Network, mark, propagate, update_rule
from simulator.core.practice.marking.judgement import judged
from simulator.core.practice.marking.typed_number import typed_number

from .networks import problem

NET = Network.from_arrays(
    [[[0.5, -0.25, 1.0], [1.5, 0.75, -0.5]], [[0.3, -1.2], [0.7, 0.4], [-0.6, 0.9]]],
    [[0.1, -0.2, 0.3], [0.05, -0.15]],
    ["tanh", "identity"],
)
X, T = [0.8, -0.6], [0.5, 0.25]
RUN = propagate(NET, X, T)


def texts(array, form="{:.5f}"):
    return [texts(one, form) for one in array] if np.ndim(array) else form.format(float(array))


@pytest.mark.parametrize(
    ("text", "true", "verdict"),
    [
        ("0.497", 0.4973, "right"),
        ("0.4970", 0.4973, ""),
        ("0.498", 0.4975, "right"),  # halves either way
        ("0.497", 0.4975, "right"),
        ("0.496", 0.4967, ""),  # cut off, with three digits
        ("0.50", 0.4973, "fewer digits"),
        ("0.49", 0.4973, "fewer digits"),  # cut off
        ("0.4", 0.4973, "fewer digits"),
        ("0.48", 0.4973, ""),
        ("-0.49", -0.4973, "fewer digits"),
        ("0.49", -0.4973, ""),
        ("0.51", 0.4973, ""),
        ("0.5", 0.5, "right"),
        ("0.5", 0.5 + 1e-16, "right"),
        ("1/3", 1 / 3, "right"),
        ("1/3", 0.3334, ""),
        ("12", 12.4, "fewer digits"),
        ("124", 124.4, "right"),
        ("0", 0.0, "right"),
        ("0", 0.3, ""),
        ("0.00", 0.004, ""),
        ("1.2e-5", 1.24e-5, "fewer digits"),
        ("1.24·10^−5", 1.2399e-5, "right"),
    ],
)
def test_a_number_is_held_to_the_digits_that_were_typed(text, true, verdict):
    assert judged(typed_number(text), true, 1e-15) == verdict


def test_every_quantity_copied_from_the_run_is_right():
    for quantity, layers in (("n", (2, 3)), ("a", (2, 3)), ("S", (2, 3)), ("dW", (2, 3)), ("db", (2, 3))):
        for l in layers:
            array = getattr(RUN, quantity)[l]
            found = mark(NET, X, T, quantity, l, texts(array, "{:.6g}"))
            assert {*np.ravel(found.verdicts)} == {"right"} and np.shape(found.verdicts) == array.shape
            assert found.mistakes == () and found.sentence == f"All {array.size} are right."
    assert mark(NET, X, T, "F", None, f"{RUN.loss:.4f}").verdicts == "right"
    assert mark(NET, X, T, "e", None, texts(RUN.e)).verdicts == ["right", "right"]
    assert mark(NET, X, T, "A", 2, texts(RUN.A[2])).verdicts == [["right"] * 3] * 3  # all of it
    assert mark(NET, X, T, "A", 2, texts(np.diag(RUN.A[2]))).verdicts == ["right"] * 3
    assert mark(NET, X, T, "W", 3, texts(NET.W[3] - 0.1 * RUN.dW[3])).verdicts == [["right"] * 2] * 3


def test_each_entry_has_its_verdict_and_what_is_no_number_costs_the_others_nothing():
    S = RUN.S[2]
    found = mark(NET, X, T, "S", 2, [f"{S[0]:.4f}", "0,3,1", f"{S[2] + 0.02:.4f}"])
    assert found.verdicts == ["right", "not a number", "wrong"]
    assert found.sentence.startswith("S₂,₂: your answer must be a number, such as −0.25")
    assert "S₂,₃ is wrong." in found.sentence and "Look at S₂ = A₂ W₃ S₃" in found.sentence
    assert mark(NET, X, T, "S", 2, ["", " ", ""]).sentence == ""
    assert mark(NET, X, T, "S", 2, ["", f"{S[1]:.2g}", ""]).verdicts == ["", "fewer digits", ""]
    assert repr(found).startswith("Marks(['right', 'not a number', 'wrong'];")
    assert isinstance(found, Marks)


def test_a_mistake_is_named_only_if_it_gives_all_that_was_answered():
    forgotten = NET.W[3] @ RUN.S[3]
    typed = texts(forgotten)
    found = mark(NET, X, T, "S", 2, typed)
    assert found.mistakes == ("slope-forgotten",)
    assert "It looks as if you forgot the slope σ′(n)." in found.sentence
    assert mark(NET, X, T, "S", 2, [typed[0], "", ""]).mistakes == ("slope-forgotten",)
    spoilt = [*typed[:2], f"{forgotten[2] + 0.5:.5f}"]
    assert mark(NET, X, T, "S", 2, spoilt).mistakes == ()
    mixed = [typed[0], f"{RUN.S[2][1]:.5f}", ""]  # one of them right: that is none of it
    assert mark(NET, X, T, "S", 2, mixed).mistakes == ()


def test_few_digits_name_a_mistake_only_together():
    turned = texts(-RUN.S[2], "{:#.2g}")
    assert mark(NET, X, T, "S", 2, turned).mistakes == ("sign",)
    assert mark(NET, X, T, "S", 2, [turned[0], "", ""]).mistakes == ()


def test_rounded_early_is_neither_right_nor_wrong():
    new = NET.W[2] - 0.1 * np.round(RUN.dW[2], 2)
    found = mark(NET, X, T, "W", 2, texts(new, "{:.4f}"))
    assert {*np.ravel(found.verdicts)} <= {"rounded early", "right"} and found.mistakes[0] == "rounded"
    assert "rounded too early" in found.sentence and "keep more digits" in found.sentence
    off = texts(new + 0.0013, "{:.4f}")
    assert "rounded early" not in np.ravel(mark(NET, X, T, "W", 2, off).verdicts)


@pytest.mark.parametrize(
    ("name", "quantity", "numbers", "number"),
    [
        ("weight-decay", "W", NET.W[2] - 0.1 * (RUN.dW[2] + 0.02 * NET.W[2]), 0.02),
        ("clipped", "dW", 0.37 * RUN.dW[2], 0.37),
        ("momentum", "W", NET.W[2] - 0.19 * RUN.dW[2], 1.9),
        ("accumulated", "dW", 7 * RUN.dW[2], 7),
    ],
)
def test_a_mistake_with_a_number_of_its_own_says_it(name, quantity, numbers, number):
    found = mark(NET, X, T, quantity, 2, texts(numbers, "{:.6f}"))
    assert name in found.mistakes and found.numbers[name] == pytest.approx(number, rel=1e-3)
    assert f"{found.numbers[name]:g}" in found.sentence


def test_a_batch_and_an_update_rule_are_asked_too():
    made = problem(4, (2, 3, 2), ("tanh", "softmax"), "tce", [0.8, 0.8])
    X, T = [made.x, made.x / 2], [[1, 0], [0, 1]]
    adam = update_rule("adam")
    found = mark(made.net, X, T, "A", 3, [[["1", "0"], ["0", "1"]], [[""] * 2] * 2], "tce", batch_size=2)
    assert found.verdicts[0] == [["wrong", "wrong"], ["wrong", "wrong"]]
    assert found.sentence.startswith("All 4 are wrong. It looks as if you forgot the slope")
    one = mark(made.net, X, T, "n", 2, [["", "9"], ["", ""], ["", ""]], "tce", batch_size=2)
    assert one.sentence.startswith("n₂,₁ of item 2 is wrong.")
    moved = mark(made.net, X, T, "momentum_W", 2, [["1"] + [""] * 2, [""] * 3], "tce", rule=adam)
    assert moved.sentence.startswith("Mean gradient M of W₂, entry 1, 1 is wrong.")
    assert mark(made.net, X, T, "W", 2, [["9", "", ""], [""] * 3], "tce", rule="adam").sentence.endswith(
        "Look at the update of W₂ by Adam."
    )


@pytest.mark.parametrize(
    ("quantity", "layer", "typed", "why"),
    [
        ("S", 2, ["1", "2"], "the answers to S of layer 2 must be 3 texts; got a list of 2"),
        ("S", 2, "1", "must be 3 texts; got str"),
        ("dW", 2, [["1"] * 2] * 3, "must be 2 rows of 3 texts; got a list of 3"),
        ("dW", 2, [["1"] * 3, ["1"]], "must be 2 rows of 3 texts; got a list of 1 in row 2"),
        ("S", 2, [1, 2, 3], "each answer must be a text, such as '0.25'; got int"),
        ("F", None, ["1"], "each answer must be a text"),
        ("z", 2, "", "the quantity must be one of n, a, e, F"),
        ("S", 7, "", "the layer of S must be one of 3, 2; got 7"),
    ],
)
def test_what_cannot_be_marked_is_refused(quantity, layer, typed, why):
    with pytest.raises(InputError, match=why):
        mark(NET, X, T, quantity, layer, typed)


def test_a_zero_that_a_mistake_gives_names_it():
    """Where one forgets b, a ReLU that is on goes off."""
    net = Network.from_arrays([[[1.0, -1.0]], [[1.0], [1.0]]], [[0.5, 2.0], [0.0]], ["relu", "identity"])
    found = mark(net, [1.0], [1.0], "a", 2, ["", "0"])
    assert found.verdicts == ["", "wrong"] and found.mistakes == ("bias-skipped",)


def test_a_mistake_with_its_own_number_is_named_where_a_rule_follows_the_gradient() -> None:
    """Three times the gradient, λW in it and its clipping, by hand, at ∂F/∂W and behind it."""
    made = problem(4, (3, 3, 2), ("tanh", "identity"), "tse", [0.8, 0.8])
    g, W = propagate(made.net, made.x, made.t).dW[2], made.net.W[2]
    mu, alpha = 0.9, 0.1
    slips = {"accumulated": (3 * g, 3), "weight-decay": (g + 0.35 * W, 0.35), "clipped": (0.4 * g, 0.4)}
    rules = {"sgd": update_rule("sgd", momentum=mu), "adam": update_rule("adam")}
    for name, (wrong, number) in slips.items():
        steps = [("adam", "dW", wrong), ("sgd", "dW", wrong), ("adam", "momentum_W", 0.1 * wrong)]
        steps += [("sgd", "W", W - alpha * wrong), ("sgd", "momentum_W", wrong)]
        for rule, quantity, array in steps:
            texts = [[f"{float(x):.7g}" for x in row] for row in array]
            marks = mark(
                *(made.net, made.x, made.t, quantity, 2, texts), learning_rate=alpha, rule=rules[rule]
            )
            assert name in marks.mistakes, (name, rule, quantity)
            assert marks.numbers[name] == pytest.approx(number, rel=1e-3), (name, rule, quantity)
    V = (3 * g) ** 2 * 0.001
    texts = [[f"{float(x):.7g}" for x in row] for row in V]
    marks = mark(made.net, made.x, made.t, "square_W", 2, texts, rule=rules["adam"])
    assert not marks.numbers, "what goes with the square of the gradient has no such number"
