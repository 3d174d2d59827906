"""The player prints numbers, and decides between "=" and "≈", by the same rules as Python."""

import hashlib
import math
import struct
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from latex2mathml.converter import convert

from simulator import Network
from simulator.files.gallery import EXAMPLES, example
from simulator.player.payload.payload import payload
from simulator.steps.formulas.digits import FULL, cut, raised, shown
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of

from ..benchmark_apps.network import large_session
from ..browser.expected import on_screen
from ..grids import by_day, grid
from ..player.test_payload import arrived, read, wide_sessions
from ..steps.ruled import SESSIONS as RULED
from .batches import BATCHES
from .mathml import pieces
from .node import answer

DIGITS = (FULL, 2, 3, 4, 5, 6)


def floats() -> list[float]:
    """Every kind of finite float64: any bits, every size, short decimals, ties, powers of ten, the ends."""
    rng = np.random.default_rng(20)
    bits = [struct.unpack("<d", rng.bytes(8))[0] for _ in range(1500)]
    sizes = rng.normal(size=2500) * 10.0 ** rng.integers(-9, 9, 2500)
    short = rng.integers(-99999, 99999, 1200) / 10.0 ** rng.integers(0, 8, 1200)
    ties = [sign * (2 * k + 1) / 2**power for sign in (1, -1) for k in range(40) for power in range(1, 9)]
    powers = [10.0**power for power in range(-30, 30)]
    near = [math.nextafter(x, to) for x in powers for to in (0, math.inf)]
    ends = [0.0, -0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 999999.5, 0.00009999999]
    values = [*bits, *map(float, sizes), *map(float, short), *ties, *powers, *near, *ends]
    return [x for value in values if math.isfinite(value) for x in (value, -value)]


def test_numbers_are_printed_by_the_same_rule() -> None:
    """Thousands of numbers, digit by digit."""
    values = floats()
    assert len(values) > 10_000
    for digits, found in zip(DIGITS, answer("printed", {"values": values, "digits": DIGITS}), strict=True):
        wrong = [
            (value, got, shown(value, digits))
            for value, got in zip(values, found, strict=True)
            if got != [shown(value, digits), on_screen(value, digits)]
        ]
        assert not wrong, f"{digits} digits: {wrong[:10]}"


def test_numbers_are_cut_by_the_same_rule() -> None:
    """With and without a name before them, at every length."""
    values = [*floats()[::40], 5e-13, -4.02e-108, 1e64, 0.1 + 0.2, 123456.789, 0.0001]
    words = [f"{name}{raised(value, digits)}" for value in values for digits in (3, 0) for name in ("", "b ")]
    words += ["leaky_relu", "y₁ 0.25", ""]
    most = (1, 6, 8, 11, 15, 30)
    for length, found in zip(most, answer("cut", {"words": words, "most": most}), strict=True):
        assert found == [cut(one, length) for one in words]


def wide_session() -> Session:
    """Layers above the size at which matrices and sums are elided."""
    rng = np.random.default_rng(3)
    sizes = (15, 14, 13)
    W = [rng.normal(size=pair) for pair in pairwise(sizes)]
    net = Network.from_arrays(W, [rng.normal(size=n) for n in sizes[1:]], ["leaky_relu", "softmax"])
    return Session(net, rng.normal(size=15), np.eye(13)[4], "tce", 0.1, 1)


def bounds_session() -> Session:
    """Layers of as many neurons as are printed whole, and of one more: 12 and 13 rows, 7 and 8 columns."""
    rng = np.random.default_rng(9)
    sizes = (12, 8, 13, 7)
    W = [rng.normal(size=pair) for pair in pairwise(sizes)]
    net = Network.from_arrays(W, [rng.normal(size=n) for n in sizes[1:]], ["tanh", "relu", "identity"])
    return Session(net, rng.normal(size=12), rng.normal(size=7))


def many_session() -> Session:
    """Matrices that come as bytes or rules; in some lines all rows agree as printed, in others not all."""
    rng = np.random.default_rng(6)
    sizes = (40, 30, 20)
    W = [rng.integers(-2, 3, pair) / 4 for pair in pairwise(sizes)]
    W[1][-1, -1] = np.pi
    net = Network.from_arrays(W, [np.zeros(30), np.zeros(20)], ["relu", "identity"], frozen=["W2"])
    return Session(net, rng.integers(0, 2, 40) / 2, np.zeros(20), learning_rate=0.5, updates=2)


def sessions() -> dict[str, Session]:
    """The gallery, other errors, large and tiny numbers, a wide network."""
    found = {name: replace(example(name).session, updates=2) for name in EXAMPLES}
    found["mse"] = replace(found["hagan-1-2-1"], loss="mse", learning_rate=1e-7)
    found["large"] = replace(found["linear-1-1"], X=found["linear-1-1"].X * 3e7)
    found["saturated"] = replace(found["softmax-2-3-3"], X=found["softmax-2-3-3"].X * 4e4, learning_rate=40)
    found["wide"] = wide_session()
    found["bounds"] = bounds_session()
    found["many"] = many_session()
    return found | {f"batch, {name}": session for name, session in BATCHES.items()}


DAILY = (
    "notes-4-layer",
    "softmax-2-3-3",
    "mse",
    "large",
    "saturated",
    "wide",
    "bounds",
    "many",
    "batch, mse",
)
THOROUGH = ("notes-4-layer", "mazur-tse-as-you-go", "mse", "large", "batch, mse")
convert = cache(convert)


@grid(2, name=["wide", "wide softmax", "wide as you go", "wide frozen", "784-128-10"])
def test_large_arrays_are_made_bit_for_bit(name: str) -> None:
    """From bytes and rules, in any order, and again when they had to be let go of."""
    session = replace(large_session(), updates=15) if name == "784-128-10" else wide_sessions()[name]
    walk = arrived(session)
    wanted = []
    for place in range(len(walk["arrays"])):
        array = np.ravel(read(walk, place)).astype("<f8")
        wanted.append(hashlib.sha256(array.tobytes()).hexdigest())
    assert answer("bits", {"walk": walk}) == wanted


@pytest.mark.parametrize("name", by_day(*DAILY, of=sessions()))
def test_lines_of_numbers_are_those_of_python(name: str) -> None:
    """The sign before the result, and the numbers as Step.numeric has them."""
    lines_agree(sessions()[name], name, DIGITS if name in THOROUGH else (3,))


@grid(6, name=[*RULED])
def test_lines_of_an_update_rule_are_those_of_python(name: str) -> None:
    """Likewise, with every digit too, where exact decimals are told from rounded ones."""
    lines_agree(RULED[name], name, (2, 3, FULL))


def lines_agree(session: Session, name: str, asked: tuple[int, ...]) -> None:
    walk = payload(session, name)
    for grain in GRAINS:
        steps = steps_of(session, grain)
        answers = answer("lines", {"walk": walk, "grain": grain, "digits": asked})
        for digits, found in zip(asked, answers, strict=True):
            for step, lines in zip(steps, found, strict=True):
                for line, (holds, text) in zip(step.lines, lines, strict=True):
                    where = f"{step.title}, {digits} digits: {line.latex(digits)}"
                    assert holds == line.holds(digits), where
                    if digits == 3:
                        assert pieces(text) == pieces(convert(line.latex(digits))), where
