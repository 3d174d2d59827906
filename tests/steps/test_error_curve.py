"""F over one number of the start: its values are the core's own, its slope and step those of the update."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import propagate, propagate_batch
from simulator.core.activation import ACTIVATIONS
from simulator.core.edit import with_parameter
from simulator.core.loss import LOSSES
from simulator.core.propagation import forward
from simulator.files.gallery import example
from simulator.steps.session import ORDERS, Session
from simulator.steps.walks.error_curve import POINTS, StartNumber, curve, errors, slope, step, window

from ..core.networks import H, problems

NOTES = example("notes-4-layer").session


def changed(session: Session, number: StartNumber, value: float) -> Session:
    """The session with another number there, made without what is tested."""
    if number.letter in ("W", "b"):
        name = f"{number.letter}{number.l}"
        array = getattr(session.network, number.letter)[number.l].copy()
        array[number.at] = value
        return replace(session, network=with_parameter(session.network, name, array))
    rows = (session.X if number.letter == "x" else session.T).copy()
    rows[number.at] = value
    return replace(session, **{"X" if number.letter == "x" else "T": rows})


def numbers(session: Session, draw: Callable[[int], int]) -> list[StartNumber]:
    """One of each kind."""
    l = 2 + draw(session.network.depth - 1)
    W = session.network.W[l]
    r, c = draw(len(W)), draw(W.shape[1])
    return [
        StartNumber("W", l, (r, c)),
        StartNumber("b", l, (c,)),
        StartNumber("x", 1, (0, draw(session.X.shape[1]))),
        StartNumber("t", 0, (0, draw(session.T.shape[1]))),
    ]


def complex_slope(session: Session, number: StartNumber) -> float:
    """∂F/∂(the number) by a complex step through the forward pass of one pair."""
    net, rule = session.network, LOSSES[session.loss]
    W = {l: array.astype(complex) for l, array in net.W.items()}
    b = {l: array.astype(complex) for l, array in net.b.items()}
    X = session.X.astype(complex)
    {"W": W.get(number.l), "b": b.get(number.l), "x": X}[number.letter][number.at] += 1j * H
    n, a = forward(W, b, net.activation, X[0])
    output = ACTIVATIONS[net.layers[-1].activation]
    return float(rule.value(session.T[0], n[net.depth], a[net.depth], output).imag) / H


def difference_slope(session: Session, number: StartNumber) -> float:
    """∂F/∂t, of which F is at most a square, so that a wide central difference is exact but for rounding."""
    value = number.of(session)
    up, down = errors(session, number, np.array([value + 0.25, value - 0.25]))
    return float(up - down) / 0.5


@given(problems(), st.sampled_from(ORDERS), st.data())
def test_points_slope_and_step_are_those_of_the_core(made: Any, order: str, data: Any) -> None:
    """F bit for bit that of a pass with this number; the slope by a complex step; the step that was taken."""
    session = Session(made.net, made.x, made.t, made.loss, 1e-3, updates=1, order=order)

    def draw(below: int) -> int:
        return data.draw(st.integers(0, below - 1))

    for number in numbers(session, draw):
        start = number.of(session)
        values = np.array([start, start + 0.375])
        found = errors(session, number, values)
        for value, F in zip(values[: 1 if number.letter == "t" else 2], found, strict=False):
            other = changed(session, number, value)
            assert propagate(other.network, other.X[0], other.T[0], other.loss).loss == F
        oracle = difference_slope if number.letter == "t" else complex_slope
        size = max(1.0, *np.abs(found))
        assert slope(session, number) == pytest.approx(oracle(session, number), rel=1e-9, abs=1e-9 * size)
        if number.letter in ("x", "t"):
            assert step(session, number) is None
        else:
            after = getattr(session.first.after, number.letter)[number.l][number.at]
            assert step(session, number) == after - start


@pytest.mark.parametrize("loss", ["tse", "mse"])
def test_of_a_batch_f_is_that_of_all_its_items(loss: str) -> None:
    """Also over an x of one item; an x of another batch changes nothing."""
    X, T = np.array([[0.5, 1], [0.2, -0.7], [1, 1]]), np.array([[1.0, 0], [0, 1], [1, 1]])
    session = replace(NOTES, X=X, T=T, loss=loss, batch_size=2)
    for number in (StartNumber("W", 3, (1, 0)), StartNumber("x", 1, (1, 0)), StartNumber("t", 0, (1, 1))):
        value = number.of(session) + 0.3
        other = changed(session, number, value)
        wanted = propagate_batch(other.network, other.X[:2], other.T[:2], loss).loss
        (F,) = errors(session, number, np.array([value]))
        assert pytest.approx(wanted, rel=1e-14) == F
        near = np.array([number.of(session) + d for d in (-1e-6, 1e-6)])
        down, up = errors(session, number, near)
        assert slope(session, number) == pytest.approx((up - down) / 2e-6, rel=1e-5, abs=1e-8)
    assert slope(session, StartNumber("x", 1, (2, 0))) == 0


def test_what_is_frozen_has_a_slope_and_no_step() -> None:
    frozen = replace(NOTES, network=NOTES.network.replace(frozen=["W4[1,1]"]))
    number = StartNumber("W", 4, (0, 0))
    assert (slope(frozen, number), step(frozen, number)) == (pytest.approx(-0.6), 0.0)
    assert step(NOTES, number) == pytest.approx(0.06)


def test_the_curve_goes_about_the_start_and_past_the_value() -> None:
    """As far as the loss allows a target to go; what is not finite is left out."""
    number = StartNumber("W", 4, (0, 0))
    assert window(NOTES, number, 0.5, 0.7) == (-0.5, 1.5)
    assert window(NOTES, number, 0.5, -3.0) == (-3.5, 4.5)
    xor = replace(example("xor-2-2-1").session, loss="bce")
    assert window(xor, StartNumber("t", 0, (0, 0)), 0.0, 0.0) == (0.0, 1.0)
    values, found = curve(NOTES, number, -0.5, 1.5)
    assert (len(values), values[0], values[-1]) == (POINTS, -0.5, 1.5)
    assert found == [*errors(NOTES, number, np.array(values))]
    assert None in curve(NOTES, number, -1e200, 1e200)[1]
