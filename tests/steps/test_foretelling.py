"""What the gradient foretold of an update, against derivatives along the steps taken that know no S."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Network, update_rule
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES
from simulator.core.propagation import forward, propagate
from simulator.core.training.first_order import descent_steps, foretold_change, steps_between
from simulator.files.gallery import EXAMPLES, example
from simulator.player.payload.payload import payload
from simulator.steps.foretelling import foretelling, outcome
from simulator.steps.session import Session, Update
from simulator.steps.timeline import steps_of

from ..core.networks import PAIRS, Arrays, problem
from .ruled import SESSIONS

H = 1e-30  # the complex step
IDENTITY = Network.from_arrays([[[1.0]]], [[0.0]], ["identity"], frozen=["b2"])


def along(net: Network, X: np.ndarray, T: np.ndarray, loss: str, W: Arrays, b: Arrays) -> float:
    """d/ds F(θ + s Δ) at s = 0 by a complex step, from forward passes alone; a mean over items where F is."""
    row, output, K = LOSSES[loss], ACTIVATIONS[net.activation[net.depth]], net.depth
    moved_W = {l: net.W[l] + 1j * H * W[l] for l in net.W}
    moved_b = {l: net.b[l] + 1j * H * b[l] for l in net.W}
    total = np.zeros(())
    for x, t in zip(X, T, strict=True):
        n, a = forward(moved_W, moved_b, net.activation, x)
        total += np.asarray(row.value(t, n[K], a[K], output)).imag / H
    return float(total) / (len(X) if row.mean else 1)


@pytest.mark.parametrize("seed", range(4))
def test_the_foretelling_is_the_derivative_along_the_steps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for output, loss in PAIRS:
        given = problem(seed, [2, 3, 3, 2], ["tanh", "silu", output], loss, (0.6, 1.5, 0.6))
        net = given.net.replace(frozen=["W2[1,2]", "b3"] if seed % 2 else [])
        run = propagate(net, given.x, given.t, loss)
        steps = descent_steps(net, run, 0.1)
        truth = along(net, given.x[None], given.t[None], loss, steps.W, steps.b)
        assert foretold_change(run, steps) == pytest.approx(truth, rel=1e-12)
        other = net.replace(
            W={l: W + rng.normal(size=W.shape) for l, W in net.W.items()},
            b={l: b + rng.normal(size=b.shape) for l, b in net.b.items()},
        )
        steps = steps_between(net, other)
        truth = along(net, given.x[None], given.t[None], loss, steps.W, steps.b)
        assert foretold_change(run, steps) == pytest.approx(truth, rel=1e-10)


def walk(net: Network, x: list[float], t: list[float], **other: Any) -> Session:
    """One update of a pair."""
    return Session(net, np.array([x]), np.array([t]), **{"learning_rate": 0.1, "updates": 1} | other)


def taken(session: Session, u: Update) -> tuple[np.ndarray, np.ndarray]:
    return session.X[u.items.start : u.items.stop], session.T[u.items.start : u.items.stop]


BATCH = replace(example("xor-2-2-1").session, batch_size=3)
WALKS = {name: example(name).session for name in EXAMPLES} | {
    "a batch": BATCH,
    "a mean over a batch": replace(BATCH, loss="mse"),
    "a mean over a batch as you go": replace(BATCH, loss="mse", order="as-you-go"),
    **SESSIONS,
}


def test_every_walk_is_told_what_it_took() -> None:
    """Plain, frozen, as you go, by every rule, of a batch, of a mean: F' along the steps of the walk."""
    for name, session in WALKS.items():
        for u in session.walked:
            W = {l: u.after.W[l] - u.before.W[l] for l in u.before.W}
            b = {l: u.after.b[l] - u.before.b[l] for l in u.before.W}
            truth = along(u.before, *taken(session, u), session.loss, W, b)
            assert u.foretold == pytest.approx(truth, rel=1e-8), name
            told = foretelling(u)
            assert told.foretold is not None
            assert float(told.foretold.value) == u.foretold
            assert float(told.before.value) == u.found.loss
            assert float(told.after.value) == u.loss_after
            assert float(told.change.value) == u.loss_after - u.found.loss
            assert told.share is not None
            assert float(told.share.value) == pytest.approx((u.loss_after - u.found.loss) / truth, rel=1e-6)
            assert ("foretells nothing" in told.text) == (session.order == "as-you-go"), name
            letters = " ".join(token.latex for token in told.letters)  # type: ignore[union-attr]
            plain = session.rule is None and session.order == "gradients-first"
            assert (r"\alpha" in letters) == plain, name
            assert ("not frozen" in told.label) == (plain and bool(u.before.frozen)), name


def test_a_descent_foretells_minus_alpha_times_the_squares_of_what_is_free() -> None:
    session = example("mazur-half").session
    (u,) = replace(session, updates=1).walked
    squares = sum(float((g**2).sum()) for g in u.found.dW.values())  # every b is frozen
    assert u.foretold == pytest.approx(-session.learning_rate * squares, rel=1e-14)


def one(alpha: float, t: float = 0.5) -> Update:
    """W = 1, x = 1: F = (t − W)² and W moves by 2α(t − W); with α = 0.5 to the bottom, with 1 as far up."""
    return walk(IDENTITY, [1.0], [t], learning_rate=alpha).walked[0]


@pytest.mark.parametrize(
    ("alpha", "words", "stepped"),
    [
        (0.1, "F fell by 90 % of what the gradient foretold.", "takes a small step"),
        (1e-4, "F fell by almost exactly what the gradient foretold.", "takes a small step"),
        (0.75, "F fell by only 25 % of what the gradient foretold, less than half", "sets how large"),
        (1.0, "F is as large as before where the gradient foretold a fall", "sets how large"),
        (
            1.125,
            "too large: F grew by 56.3 % where the gradient foretold a fall. Lower α.",
            "The update is too",
        ),
        (
            3.0,
            "too large: F grew 25-fold where the gradient foretold a fall. Lower α.",
            "far too large: F grew 25",
        ),
        (1e-17, "too small beside F for float64 to show it", "No weight moves"),
    ],
)
def test_the_words_follow_from_the_curvature(alpha: float, words: str, stepped: str) -> None:
    u = one(alpha)
    assert words in foretelling(u).text
    text = steps_of(walk(IDENTITY, [1.0], [0.5], learning_rate=alpha))[-2].text
    assert stepped in text
    assert ("small step" in text) == (stepped == "takes a small step")


def test_nothing_is_said_to_move_that_does_not() -> None:
    u = one(0.1, t=1.0)  # the target is met
    assert (
        foretelling(u).text == "Every gradient is 0, so to first order no step changes F. F stayed as it was."
    )
    assert foretelling(u).share is None
    met = walk(IDENTITY, [1.0], [1.0])
    assert steps_of(met)[-2].text == "The gradient of each weight is 0, so none moves."
    still = IDENTITY.replace(frozen=["W2", "b2"])
    (u,) = walk(still, [1.0], [0.5]).walked
    assert foretelling(u).text == "Everything is frozen, so nothing moves. F stayed as it was."
    rule = update_rule("sgd", momentum=0.5)
    met = walk(IDENTITY, [1.0], [1.0], rule=rule)
    assert "No weight moves" in next(step.text for step in steps_of(met) if step.kind == "update_W")


def test_what_float64_does_not_hold_is_not_told() -> None:
    told = foretelling(replace(one(0.1), foretold=-np.inf))
    assert told.foretold is None
    assert told.share is None
    assert told.text.startswith("What the gradient foretold is past what float64 holds.")


def test_noise_is_foretold_as_nothing() -> None:
    """0.1 + 0.2 − 0.3 is printed as 0, and so is what follows from it."""
    net = Network.from_arrays([[[0.1], [0.2]]], [[0.0]], ["identity"])
    (u,) = walk(net, [1.0, 1.0], [0.3]).walked
    assert u.foretold != 0
    assert outcome(u).foretold == 0
    told = foretelling(u)
    assert told.foretold is not None
    assert told.foretold.at(3) == 0
    assert "Every gradient is 0" in told.text


def test_a_negative_error_is_not_said_to_grow_manifold() -> None:
    """−t ln y is below 0 where a softplus output is above 1."""
    net = Network.from_arrays([[[3.0]]], [[0.0]], ["softplus"])
    (u,) = walk(net, [1.0], [1.0], loss="tce").walked
    assert u.found.loss < 0
    grew = replace(u, loss_after=-0.5, calm=replace(u.calm, F=(u.found.loss, -0.5)))
    assert "-fold" not in foretelling(grew).text
    assert "%" not in foretelling(grew).text


def test_the_last_step_of_each_update_is_sent_it() -> None:
    session = replace(example("notes-4-layer").session, learning_rate=10.0, updates=2)
    sent = payload(session, "walk")
    steps = sent["steps"]["operation"]
    last = [step for step in steps if "gain" in step]
    assert [step for step in steps if "foretelling" in step] == last
    for step, u in zip(last, session.walked, strict=True):
        found = step["foretelling"]
        assert sent["arrays"][found["foretold"]["v"]] == u.foretold
        assert "F grew" in sent["texts"][found["text"]]
