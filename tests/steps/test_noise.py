"""What is noise of binary arithmetic is printed as 0 with 2 to 6 digits, and with all its digits at full."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.network import Network
from simulator.core.origin.contributions import weighted_parts
from simulator.draw.lenses import arrival_lens
from simulator.draw.slides.slide import step_svg
from simulator.player.payload.payload import payload
from simulator.steps.formulas.digits import FULL
from simulator.steps.noise import is_noise
from simulator.steps.session import Session, Update
from simulator.steps.step import Step
from simulator.steps.timeline import steps_of
from simulator.steps.words.announcement import announced
from tests.js.node import answer

E = 0.3 - 0.30000000000000004  # −5.55·10⁻¹⁷


def tenth() -> Session:
    """y = 0.1 + 0.2 and t = 0.3: a hand gets e = 0 and every gradient 0."""
    net = Network.from_arrays([[[0.1], [0.2]]], [[0.0]], ["identity"])
    return Session(net, np.array([[1.0, 1.0]]), np.array([[0.3]]), "tse", 0.1, 2)


def cancelling() -> Session:
    """n_2 = 0.1 + 0.2 − 0.3, sent on by tanh; S_2 = tanh′ (0.1 + 0.2 − 0.3) S_3-wise as well."""
    W = [[[0.1], [0.2], [-0.3]], [[0.1, 0.2, -0.3]]]
    net = Network.from_arrays(W, [[0.0], [0.0, 0.0, 0.0]], ["tanh", "identity"])
    return Session(net, np.array([[1.0, 1.0, 1.0]]), np.array([[-1.0, -1.0, -1.0]]), "tse", 0.1, 2)


def to_nothing() -> Session:
    """The new W is 0.3 − 0.1 · 3 = 0 by hand."""
    net = Network.from_arrays([[[0.3]]], [[1.2]], ["identity"])
    return Session(net, np.array([[1.0]]), np.array([[0.0]]), "tse", 0.1, 2)


SESSIONS = {"tenth": tenth, "cancelling": cancelling, "to nothing": to_nothing}


def first(session: Session, kind: str, l: int) -> Step:
    return next(step for step in steps_of(session) if (step.kind, step.layer) == (kind, l))


def test_an_error_that_is_nothing_by_hand() -> None:
    session = tenth()
    u = session.first
    assert u.run.e[0] == E
    error, S, dW = first(session, "error", 2), first(session, "S", 2), first(session, "dW", 2)
    assert error.numeric_at(3).count(r"\begin{bmatrix} 0 \end{bmatrix}") == 1
    assert error.lines[1].latex(3) == "{F} = (0)^{2} = 0"
    assert "10^{-17}" in error.numeric_at(FULL)
    assert "10^" not in S.numeric_at(6) + dW.numeric_at(6)
    assert "10^" in dW.numeric_at(FULL)
    assert announced(error, 3).endswith("e is 0. F is 0.")
    assert "10" in announced(error, FULL).partition("F is")[2]
    last = next(step for step in steps_of(session) if step.gain)
    assert last.gained(3) == "F 0 → 0."
    assert last.gained(FULL) != last.gained(3)


def test_a_bias_that_moved_by_noise_from_0_is_still_0() -> None:
    u = tenth().first
    assert u.after.b[2][0] != 0
    assert u.calm.of(u.after.b[2])[0] == 0


def test_sums_that_cancel() -> None:
    session = cancelling()
    u = session.first
    assert u.run.n[2][0] != 0
    assert u.calm.of(u.run.n[2])[0] == 0
    assert u.calm.of(u.run.a[2])[0] == 0
    assert not u.calm.of(u.run.y).any()
    assert u.run.S[2][0] != 0
    assert u.calm.of(u.run.S[2])[0] == 0
    assert u.calm.sent[2][0] == 0
    assert not u.calm.of(u.run.dW[2]).any()
    assert first(session, "n", 2).lines[0].latex(3).endswith(r"= \begin{bmatrix} 0 \end{bmatrix}")


def test_a_new_weight_that_is_nothing_is_nothing_in_the_next_update_too() -> None:
    session = to_nothing()
    one, two = session.walked
    assert 0 < abs(one.after.W[2][0, 0]) < 1e-15
    assert one.calm.of(one.after.W[2])[0, 0] == 0
    assert two.calm.of(two.before.W[2])[0, 0] == 0


def test_given_numbers_are_printed_however_small() -> None:
    net = Network.from_arrays([[[1e-30], [1.0]]], [[1e-17]], ["identity"])
    session = Session(net, np.array([[1e-25, 1.0]]), np.array([[1e-20]]))
    u = session.first
    given = (net.W[2], net.b[2], u.run.x, u.run.t)
    assert all(u.calm.of(array) is array for array in given)


def test_a_small_sum_of_small_terms_is_none() -> None:
    net = Network.from_arrays([[[1e-17], [2e-17]]], [[0.0]], ["identity"])
    u = Session(net, np.array([[1.0, 1.0]]), np.array([[1.0]])).first
    assert u.calm.of(u.run.n[2]) is u.run.n[2]


def half_unit(largest: float) -> Fraction:
    """Half a unit of the 15th significant digit, exactly."""
    return Fraction(10) ** (Decimal(repr(largest)).adjusted() - 14) / 2


@given(st.floats(1e-280, 1e280), st.floats(0.01, 100))
def test_the_bound_is_half_a_unit_of_the_fifteenth_digit(largest: float, share: float) -> None:
    value = float(half_unit(largest)) * share
    if not math.isclose(value, float(half_unit(largest)), rel_tol=1e-14):
        assert bool(is_noise(np.asarray(value), np.asarray(largest))) == (value < half_unit(largest))


@given(st.lists(st.integers(-9, 9).map(lambda k: k / 10), min_size=9, max_size=9))
def test_what_is_printed_as_0_is_below_the_bound_and_nothing_else_is(numbers: list[float]) -> None:
    W, b, t = numbers[:4], numbers[4:6], numbers[6:8]
    net = Network.from_arrays([[W[:2], W[2:]]], [b], ["identity"])
    x = [1.0, numbers[8]]
    u: Update = Session(net, np.array([x]), np.array([t])).first
    n, e = u.run.n[2], u.run.e
    for c in range(2):
        terms = [abs(Fraction(net.W[2][r, c] * x[r])) for r in range(2)] + [abs(Fraction(b[c]))]
        small = n[c] != 0 and abs(Fraction(float(n[c]))) < half_unit(float(max(terms)))
        assert (u.calm.of(n)[c] != n[c]) == small
        top = max(abs(t[c]), abs(float(u.calm.of(n)[c])))
        small = e[c] != 0 and (top == 0 or abs(Fraction(float(e[c]))) < half_unit(top))
        assert (u.calm.of(e)[c] != e[c]) == small


@pytest.mark.parametrize("name", SESSIONS)
def test_the_player_prints_the_same(name: str) -> None:
    """Formulas with their signs, and what is read aloud."""
    session = SESSIONS[name]()
    walk = payload(session, name)
    assert walk["calm"]
    for digits in (3, FULL):
        asked = {"walk": walk, "grain": "operation", "digits": [digits]}
        (lines,), (said,) = answer("lines", asked), answer("announced", asked)
        for step, found, (aloud, _) in zip(steps_of(session), lines, said, strict=True):
            assert aloud == announced(step, digits)
            for line, (holds, text) in zip(step.lines, found, strict=True):
                assert holds == line.holds(digits)
                assert re.sub(r'data-full="[^"]*"', "", text).count("·10") == line.latex(digits).count("10^{")


def test_slides_say_it_too() -> None:
    session = tenth()
    at = next(i for i, step in enumerate(steps_of(session)) if step.kind == "error")
    assert 'aria-label="F = 0"' in step_svg(session, at, digits=3)
    assert "10⁻³³" in step_svg(session, at, digits=FULL)


@pytest.mark.parametrize(("digits", "total"), [(3, "0"), (6, "0"), (FULL, "5.551115123125783·10⁻¹⁷")])
def test_where_a_sum_comes_from_says_it_too(digits: int, total: str) -> None:
    """0.1 + 0.2 − 0.3 on the edges of neuron 1 of layer 2."""
    u = cancelling().first
    lens = arrival_lens(weighted_parts(u.before, u.run, 2, 1), 2, 1, (), digits)
    assert lens.note.endswith(f" = {total}, on each edge what comes over it")
    assert [mark[3] for mark in lens.edges] == ["0.1", "0.2", "−0.3"]
