"""The colours of letters and passes: they read, are no sign's, and are told apart by everybody."""

from itertools import combinations

import numpy as np
import pytest

from simulator.draw.colours import LETTERS, PAGES, PALETTES, PHASES, channels, luminance

# Machado, Oliveira and Fernandes (2009), for linear light: what is seen without one kind of cone.
VISIONS = {
    "every": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = XYZ.sum(axis=1)


def contrast(one: str, other: str) -> float:
    """As WCAG has it."""
    low, high = sorted(luminance(channels(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, vision: str) -> np.ndarray:
    """CIELAB of what is seen of a colour."""
    share = np.array(channels(colour)) / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(VISIONS[vision] @ light, 0, 1) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def apart(one: str, other: str, vision: str = "every") -> float:
    """The distance in CIELAB; 2.3 is just noticed side by side."""
    return float(np.linalg.norm(seen(one, vision) - seen(other, vision)))


@pytest.mark.parametrize("theme", PAGES)
def test_letters_and_passes_read_and_are_told_apart(theme: str) -> None:
    """4.5 to 1 on both grounds; far from blue and orange; four letters far apart, also without a cone."""
    own = {**LETTERS[theme], **{f"phase {name}": colour for name, colour in PHASES[theme].items()}}
    for name, colour in own.items():
        for ground in ("page", "soft"):
            assert contrast(colour, PAGES[theme][ground]) >= 4.5, (name, ground)
        for sign in ("negative", "positive"):
            assert apart(colour, PALETTES[theme][sign]) >= 35, (name, sign)
    for vision in VISIONS:
        for kind in (LETTERS[theme], PHASES[theme]):
            for one, other in combinations(kind, 2):
                assert apart(kind[one], kind[other], vision) >= 10, (vision, one, other)
        for one, other in combinations(LETTERS[theme], 2):
            assert apart(LETTERS[theme][one], LETTERS[theme][other], vision) >= 18, (vision, one, other)
