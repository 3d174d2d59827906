"""What mistakes give at each step: held against passes in loops, and against formulas of single steps."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulator import (
    ACTIVATIONS,
    InputError,
    Network,
    descend,
    propagate,
    propagate_batch,
    timeline,
    update_rule,
)
from simulator.core.practice.alternatives import Alternatives, alternatives

from ..grids import grid
from .networks import problem
from .planted import PLANTS, by_hand
from .planted_in_one_place import NAMED, in_one_place, places

ALPHA = 0.1
FREE = ("weight-decay", "clipped", "momentum")  # they have a number of their own
PROBLEMS = {
    "tse": (7, (2, 4, 4, 2), ("tanh", "sigmoid", "identity"), "tse"),
    "tce": (3, (3, 4, 4, 3), ("relu", "tanh", "softmax"), "tce"),
    "bce": (5, (3, 3, 2), ("softplus", "sigmoid"), "bce"),
    "mse": (11, (3, 3, 3, 3), ("softmax", "leaky_relu", "sigmoid"), "mse"),
}


def given_as(name: str):
    seed, widths, activations, loss = PROBLEMS[name]
    return problem(seed, widths, activations, loss, [0.8] * len(activations))


def gives(found: Alternatives, name: str, quantity: str, l: int | None, array) -> bool:
    """Whether the mistake is known to give this array there."""
    near = 1e-9 * max(1e-9, np.abs(array).max())
    return any(
        one.mistake == name and np.abs(one.array - array).max() <= near for one in found.of(quantity, l)
    )


@pytest.mark.parametrize("name", PROBLEMS)
def test_whoever_made_a_mistake_all_along_finds_every_number_of_theirs(name):
    made = given_as(name)
    found = alternatives(made.net, made.x, made.t, made.loss, ALPHA)
    plants = [(p[0], by_hand(made.net, made.x, made.t, made.loss, ALPHA, *p)) for p in PLANTS]
    plants += [
        (NAMED.get(p[0], p[0]), in_one_place(made, ALPHA, *p))
        for p in places(made)
        if p[0] not in (*FREE, "penalty") and p[:2] not in (("accumulated", "3"), ("accumulated", "7"))
        if not p[1].startswith("autograd") or name == "tse"
    ]
    seen = 0
    for mistake, theirs in plants:
        for quantity, by_layer in theirs.items():
            for l, array in by_layer.items():
                if l < 2 or np.abs(array - found.truth(quantity, l)).max() < 1e-8:
                    continue
                seen += 1
                assert gives(found, mistake, quantity, l, array), (mistake, quantity, l)
    assert seen > 150


def test_each_step_is_asked_from_the_true_operands():
    """Of layer 2 of three: the mistake is made there alone, whatever it would have done before."""
    made = given_as("tse")
    net, x, t = made.net, made.x, made.t
    found, run = alternatives(net, x, t, "tse", ALPHA), propagate(net, x, t)
    W, A, S, a = net.W, run.A, run.S, run.a
    assert gives(found, "slope-forgotten", "S", 2, W[3] @ S[3])
    assert gives(found, "updated-weights", "S", 2, A[2] @ (W[3] - ALPHA * run.dW[3]) @ S[3])
    assert gives(found, "transposed", "S", 2, A[2] @ W[3].T @ S[3])
    assert gives(found, "slope-twice", "S", 2, A[2] @ A[2] @ W[3] @ S[3])
    assert gives(found, "bias-skipped", "n", 4, W[4].T @ a[3])
    assert gives(found, "transposed", "n", 3, W[3] @ a[2] + net.b[3])
    assert gives(found, "ascent", "W", 2, W[2] + ALPHA * run.dW[2])
    assert gives(found, "rounded", "W", 2, W[2] - ALPHA * np.round(run.dW[2], 2))
    assert not gives(found, "sign", "W", 2, W[2])


def test_slopes_the_error_and_F_are_answered_wrongly_too():
    made = given_as("tse")
    found, run = alternatives(made.net, made.x, made.t, "tse", ALPHA), propagate(made.net, made.x, made.t)
    assert found.truth("A", 2).shape == (4,) and found.truth("F").shape == ()
    assert gives(found, "slope-forgotten", "A", 2, np.ones(4))
    assert gives(found, "slope-of-n", "A", 2, 1 - run.n[2] ** 2)
    assert gives(found, "slope-twice", "A", 3, np.diag(run.A[3]) ** 2)
    assert gives(found, "sign", "e", None, -run.e)
    assert gives(found, "mean-over-outputs", "F", None, np.asarray(run.loss / 2))
    y_skipped = by_hand(made.net, made.x, made.t, "tse", ALPHA, "bias-skipped", "both")["a"][4]
    assert gives(found, "bias-skipped", "e", None, made.t - y_skipped)
    assert gives(found, "bias-skipped", "F", None, np.asarray(((made.t - y_skipped) ** 2).sum()))
    softmax = alternatives(*_softmax(), "tce", ALPHA)
    y = propagate(*_softmax(), "tce").y
    assert softmax.truth("A", 2).shape == (3, 3)
    assert gives(softmax, "softmax-elementwise", "A", 2, np.diag(y * (1 - y)))


def _softmax():
    net = Network.from_arrays([[[0.4, -0.3, 0.8], [0.1, 0.9, -0.5]]], [[0.1, 0.2, -0.1]], ["softmax"])
    return net, [1.0, -0.5], [0.0, 1.0, 0.0]


@pytest.mark.parametrize("name", PROBLEMS)
def test_none_equals_the_truth_or_another_of_its_own(name):
    made = given_as(name)
    found = alternatives(made.net, made.x, made.t, made.loss, ALPHA)
    for key, others in found.by_key.items():
        truth = found.steps.arrays[key]
        seen = set()
        for one in others:
            assert one.array.shape == truth.shape and np.isfinite(one.array).all()
            assert not np.allclose(one.array, truth, rtol=1e-10, atol=1e-15)
            seen.add((one.mistake, one.array.tobytes()))
        assert len(seen) == len(others)


@grid(
    order=["gradients-first", "as-you-go"],
    rule=[None, update_rule("sgd", momentum=0.9), update_rule("adam")],
    batch_size=[1, 3],
)
def test_the_truth_is_that_of_the_timeline(order, rule, batch_size):
    """Bit for bit, each step in its order."""
    made = given_as("tce")
    X = np.stack([made.x, made.x / 2, -made.x])
    T = np.eye(3)
    how = {"order": order, "rule": rule, "batch_size": batch_size}
    found = alternatives(made.net, X, T, "tce", ALPHA, **how)
    steps = [step for step in timeline(made.net, X, T, "tce", ALPHA, **how) if step.kind != "input"]
    for step in steps:
        kind = {"error": "e", "update_W": "W", "update_b": "b"}.get(step.kind, step.kind)
        truth = found.truth(kind, step.layer)
        value = np.asarray(step.value)
        if kind == "A" and truth.shape != value.shape:
            value = np.diagonal(value, axis1=-2, axis2=-1)
        assert np.array_equal(truth, value), step.title
        if kind == "e":
            assert float(found.truth("F")) == step.loss
    keys = [key for key in found.by_key if key[0] != "F"]
    assert {*keys} == {
        ({"error": "e", "update_W": "W", "update_b": "b"}.get(s.kind, s.kind), s.layer) for s in steps
    }


def test_a_batch_has_what_its_items_have_side_by_side():
    made = given_as("tse")
    X, T = np.stack([made.x, made.x / 2, -made.x]), np.stack([made.t, made.t / 3, -made.t])
    batch = alternatives(made.net, X, T, "tse", ALPHA, batch_size=3)
    each = [alternatives(made.net, x, t, "tse", ALPHA) for x, t in zip(X, T, strict=True)]
    for name, quantity, l in (
        ("sign", "S", 2),
        ("slope-at-a", "S", 2),
        ("bias-skipped", "n", 3),
        ("slope-of-n", "A", 2),
        ("loss-for-error", "e", None),
    ):
        alone = [next(one.array for one in item.of(quantity, l) if one.mistake == name) for item in each]
        assert gives(batch, name, quantity, l, np.stack(alone, axis=1)), name
    run = propagate_batch(made.net, X, T)
    assert gives(batch, "factor-n", "dW", 2, run.dW[2] / 3)
    assert gives(batch, "factor-n", "F", None, np.asarray(run.loss / 3))
    assert gives(batch, "bias-not-summed", "db", 4, run.S[4][:, -1])


def test_an_update_rule_goes_on_from_a_mistaken_gradient():
    made = given_as("tse")
    run, rule = propagate(made.net, made.x, made.t), update_rule("rmsprop", clip=0.5)
    found = alternatives(made.net, made.x, made.t, "tse", ALPHA, rule=rule)

    doubled = SimpleNamespace(
        dW={l: 2 * g for l, g in run.dW.items()}, db={l: 2 * g for l, g in run.db.items()}
    )
    moves = rule.moves(made.net, doubled, ALPHA, rule.start(made.net))
    wanted = next(move.value for move in moves if (move.kind, move.layer) == ("square_W", 2))
    if not np.allclose(wanted, found.truth("square_W", 2)):
        assert gives(found, "factor-2", "square_W", 2, wanted)
    assert gives(found, "factor-2", "clip", None, np.asarray(moves[0].value))
    up = rule.moves_of(made.net, "b", 3, moves[0].value * doubled.db[3] / 2, ALPHA, rule.start(made.net))
    plain = descend(made.net, run, ALPHA)
    assert not any(np.allclose(one.array, plain.b[3]) for one in found.of("b", 3))
    assert len(up) > 1
    assert {one.mistake for one in found.of("W", 2)} >= {"ascent", "rate-forgotten"}
    assert "adam-step" not in {one.mistake for one in found.of("W", 2)}


def test_what_cannot_be_judged_as_you_go_is_not_claimed():
    made = given_as("tse")
    found = alternatives(made.net, made.x, made.t, "tse", ALPHA, order="as-you-go")
    names = {one.mistake for others in found.by_key.values() for one in others}
    assert "updated-weights" not in names and "sign" in names


def test_what_is_not_there_is_refused():
    net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], [ACTIVATIONS[0]])
    found = alternatives(net, [1, 2], [3])
    with pytest.raises(InputError, match=r"the quantity must be one of n, a, e, F, A, S.*got 'z'"):
        found.of("z", 2)
    with pytest.raises(InputError, match="the layer of S must be one of 2; got 3"):
        found.of("S", 3)
    with pytest.raises(InputError, match="the layer of n must be one of 2; got None"):
        found.of("n")
    with pytest.raises(InputError, match="the order must be one of"):
        alternatives(net, [1, 2], [3], order="backwards")
