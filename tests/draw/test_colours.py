"""Scales that hold the whole walk, and colours that everyone can tell apart."""

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from simulator.draw.colours import PALETTES, RUNS, scale_end, scales
from simulator.files.gallery import EXAMPLES, example
from simulator.steps.session import Session

# What a reader without one kind of cone sees, on linear RGB (Viénot, Brettel and Mollon 1999; for tritanopia
# both half-planes of Brettel, Viénot and Mollon 1997).
VISION = {
    "all cones": np.eye(3),
    "protanopia": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deuteranopia": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
    "tritanopia": [[0.93678, 0.18979, -0.12657], [0.06154, 0.81526, 0.12320], [-0.37562, 1.12767, 0.24796]],
    "tritanopia, other half": [
        [1.01277, 0.13548, -0.14826],
        [-0.01243, 0.86812, 0.14431],
        [0.07589, 0.80500, 0.11911],
    ],
}
TELL_APART = 25  # ΔE in CIELAB; 2.3 is just noticeable
OUTLINE = 3.0  # contrast of graphical objects against what is beside them
PAPER = {"light": "#ffffff", "dark": "#0f131d"}


def linear(colour: str) -> np.ndarray:
    """#rrggbb as linear light, (3,)."""
    x = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    """CIELAB under D65."""
    to_xyz = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
    x, y, z = (
        v ** (1 / 3) if v > 216 / 24389 else (v * 24389 / 27 + 16) / 116
        for v in to_xyz @ np.clip(light, 0, 1) / [0.95047, 1.0, 1.08883]
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG."""
    dark, bright = sorted(float(np.dot([0.2126, 0.7152, 0.0722], linear(c))) for c in (one, other))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", PALETTES)
def test_the_ends_and_the_middles_differ_for_every_eye(theme: str, vision: str) -> None:
    """Below 0, above 0, and near 0 on an edge or in a neuron."""
    seen = {name: lab(VISION[vision] @ linear(colour)) for name, colour in PALETTES[theme].items()}
    assert np.linalg.norm(seen["negative"] - seen["positive"]) > 2 * TELL_APART
    for end in ("negative", "positive"):
        for middle in ("edge", "neuron"):
            assert np.linalg.norm(seen[end] - seen[middle]) > TELL_APART


@pytest.mark.parametrize("theme", PALETTES)
def test_the_ends_stand_out_from_the_page(theme: str) -> None:
    """Edges and neurons at the ends of the scale can be seen in both themes."""
    palette = PALETTES[theme]
    for end in ("negative", "positive"):
        assert contrast(palette[end], PAPER[theme]) >= OUTLINE


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", RUNS)
def test_the_lines_of_runs_differ_for_every_eye_and_stand_out_from_the_page(theme: str, vision: str) -> None:
    """Any two of them."""
    seen = [lab(VISION[vision] @ linear(colour)) for colour in RUNS[theme]]
    assert all(np.linalg.norm(a - b) > TELL_APART for a, b in combinations(seen, 2))
    assert all(contrast(colour, PAPER[theme]) >= OUTLINE for colour in RUNS[theme])


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_value_of_the_walk_leaves_its_scale(name: str) -> None:
    """Fixed over the whole walk, as-you-go or not, and not wastefully large."""
    for order in ("gradients-first", "as-you-go"):
        session = replace(example(name).session, order=order)
        ends = scales(session)
        assert not ends.beyond
        assert set(ends) == {"n", "a", "A", "S", "W", "dW", "change"}
        largest = dict.fromkeys(ends, 0.0)
        for u in session.walked:
            for l in range(1, session.network.depth + 1):
                values = {"a": u.run.a[l]}
                if l > 1:
                    values |= {"n": u.run.n[l], "S": u.run.S[l], "dW": u.run.dW[l]}
                    values["A"] = np.diag(u.run.A[l])
                    old, new = u.before.W[l], u.after.W[l]
                    values |= {"W": np.concatenate([old, new]), "change": new - old}
                for quantity, array in values.items():
                    largest[quantity] = max(largest[quantity], float(np.abs(array).max()))
        for quantity, end in ends.items():
            assert largest[quantity] <= end
            assert largest[quantity] == 0 or end <= 2 * largest[quantity]


EXPLODING = replace(example("notes-4-layer").session, learning_rate=10.0)  # in 5 updates F grows to 3e15


@pytest.mark.parametrize("updates", [3, 5, 50])
def test_in_a_walk_that_explodes_the_first_update_has_colours_too(updates: int) -> None:
    """A third of their scale, or near; what is larger is said to be beyond it. A, at most 1, is as it was."""
    session = replace(EXPLODING, updates=updates)
    ends, first = scales(session), session.walked[0]
    assert ends.beyond == {"n", "a", "S", "W", "dW", "change"}
    assert ends["A"] == 1 and ends.said("A") == ("", "") and ends.said("W") == ("≤ ", "≥ ")
    change = {l: first.after.W[l] - W for l, W in first.before.W.items()}
    own = {quantity: getattr(first.run, quantity) for quantity in ("n", "a", "S", "dW")}
    for quantity, values in (own | {"W": first.before.W, "change": change}).items():
        largest = max(np.abs(array).max() for array in values.values())
        assert 0.2 < largest / ends[quantity] <= 0.5, quantity
    alone = scales(replace(session, updates=1))
    assert not alone.beyond and alone["n"] == 1


def test_only_a_walk_that_explodes_leaves_its_scales() -> None:
    """Not one whose second pair is far from what the network gives, and the first is not; nor by b alone."""
    net = example("linear-1-1").session.network
    (W,), (b,) = net.W.values(), net.b.values()
    X = np.array([[1.0], [2.0]])
    T = X @ W + b + [[1e-6], [1.0]]
    two = Session(net, X, T, learning_rate=0.01, updates=2)
    S = [float(abs(u.run.S[2]).max()) for u in two.walked]
    assert S[1] > 100 * S[0] and not scales(two).beyond
    wild = replace(two, learning_rate=30.0, updates=6)
    assert scales(wild).beyond >= {"S", "dW"}


@pytest.mark.parametrize("power", range(-300, 300, 37))
def test_the_end_of_a_scale_is_a_round_number(power: int) -> None:
    """At most two significant digits."""
    rng = np.random.default_rng(abs(power))
    for value in rng.uniform(1, 10, 40) * 10.0**power:
        end = scale_end([np.array([value, -value / 2])])
        assert value <= end <= 2 * value
        assert float(f"{end:.1e}") == end


def test_scales_of_nothing_and_of_exact_ends() -> None:
    """All zero, exactly round, and the largest number there is."""
    assert scale_end([np.zeros(3)]) == 1
    assert scale_end([]) == 1
    assert scale_end([np.array([-2.0])]) == 2
    assert scale_end([np.array([0.3])]) == 0.3
    assert math.isfinite(scale_end([np.array([1.7e308])]))
