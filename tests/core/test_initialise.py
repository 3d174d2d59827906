"""First weights: each scheme draws what its name says, and the same again from the same seed."""

import numpy as np
import pytest

from simulator import InputError, Network
from simulator.core.initialise import SCHEMES, initialise

# Spelled out, so that a scheme that drops out of the table is missed.
NAMES = ("glorot", "he", "lecun", "uniform", "zeros", "tenths")
UNIFORM = {"glorot": lambda H, L: (6 / (H + L)) ** 0.5, "uniform": lambda H, L: 0.5}  # the bound
NORMAL = {"he": lambda H, L: (2 / H) ** 0.5, "lecun": lambda H, L: (1 / H) ** 0.5}  # the deviation
WIDE = (128, 100, 40)
SEEDS = range(20)


def drawn(scheme: str, seed: int = 0, widths: tuple[int, ...] = WIDE) -> Network:
    return initialise(widths, ["tanh"] * (len(widths) - 1), scheme, seed)


def weights(scheme: str, l: int) -> np.ndarray:
    """W_l of many seeds."""
    return np.array([drawn(scheme, seed).W[l] for seed in SEEDS]).ravel()


def bits(net: Network) -> list[bytes]:
    return [array.tobytes() for layer in net.layers for array in (layer.W, layer.b)]


def test_the_schemes_there_are():
    """Each with words for the screen."""
    assert tuple(SCHEMES) == NAMES
    assert all(words for words, _ in SCHEMES.values())


@pytest.mark.parametrize("scheme", NAMES)
def test_the_same_seed_gives_the_same_bits(scheme):
    """Whatever was drawn in between, by us or by NumPy's own generator."""
    first = bits(drawn(scheme, 7))
    drawn(scheme, 8)
    np.random.seed(1)
    assert bits(drawn(scheme, 7)) == first
    state = np.random.get_state()[1].tolist()
    drawn(scheme, 7)
    assert np.random.get_state()[1].tolist() == state


@pytest.mark.parametrize("scheme", [name for name in NAMES if name != "zeros"])
def test_other_seeds_and_other_layers_give_other_numbers(scheme):
    """No seed repeats another, and no layer repeats the one before."""
    assert len({bits(drawn(scheme, seed))[0] for seed in SEEDS}) == len(SEEDS)
    net = drawn(scheme, 3, (30, 30, 30))
    assert (net.W[2] != net.W[3]).mean() > 0.9


@pytest.mark.parametrize("scheme", NAMES)
def test_widths_and_activations(scheme):
    """W_l is (H, L) from left to right, b_l is (L,), nothing is frozen."""
    net = initialise((2, 3, 1, 4), ["relu", "sigmoid", "softmax"], scheme, 0)
    assert net.widths == (2, 3, 1, 4)
    assert [W.shape for W in net.W.values()] == [(2, 3), (3, 1), (1, 4)]
    assert net.activation == {2: "relu", 3: "sigmoid", 4: "softmax"}
    assert net.frozen == frozenset()


@pytest.mark.parametrize("scheme", [name for name in NAMES if name != "tenths"])
def test_biases_start_at_zero(scheme):
    """In every scheme but that of tenths."""
    assert all(not b.any() for b in drawn(scheme).b.values())


@pytest.mark.parametrize("scheme", UNIFORM)
@pytest.mark.parametrize("l", [2, 3])
def test_uniform_within_a_bound(scheme, l):
    """The bound is nearly reached and never passed, every part of it is as likely."""
    bound = UNIFORM[scheme](WIDE[l - 2], WIDE[l - 1])
    W = weights(scheme, l)
    assert np.abs(W).max() <= bound
    assert np.abs(W).max() > 0.99 * bound
    parts = np.histogram(W, bins=10, range=(-bound, bound))[0] / len(W)
    np.testing.assert_allclose(parts, 0.1, atol=0.005)


@pytest.mark.parametrize("scheme", NORMAL)
@pytest.mark.parametrize("l", [2, 3])
def test_normal_with_a_deviation(scheme, l):
    """Mean, deviation, and the shares within one, two and three deviations."""
    deviation = NORMAL[scheme](WIDE[l - 2], WIDE[l - 1])
    z = weights(scheme, l) / deviation
    assert abs(z.mean()) < 0.02
    assert abs(z.std() - 1) < 0.01
    for reach, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert abs((np.abs(z) < reach).mean() - share) < 0.005


def test_zeros_are_zero():
    """All of them, for any seed."""
    for seed in SEEDS:
        assert not any(array.any() for layer in drawn("zeros", seed).layers for array in (layer.W, layer.b))


def test_tenths_have_one_decimal():
    """W and b: each of the 21 tenths from −1 to 1 is drawn, each about as often, and nothing else."""
    for numbers in (
        weights("tenths", 2),
        np.array([drawn("tenths", seed).b[2] for seed in range(300)]).ravel(),
    ):
        found, often = np.unique(numbers, return_counts=True)
        assert found.tolist() == [k / 10 for k in range(-10, 11)]
        np.testing.assert_allclose(often / len(numbers), 1 / 21, rtol=0.1)
        assert {len(f"{x}".partition(".")[2]) for x in found.tolist()} == {1}


@pytest.mark.parametrize("scheme", ["Glorot", "", None, "xavier"])
def test_an_unknown_scheme(scheme):
    """The refusal lists those there are."""
    with pytest.raises(InputError) as reason:
        drawn(scheme)
    assert str(reason.value) == f"the initialisation must be one of {', '.join(NAMES)}; got {scheme!r}"


def test_a_negative_seed():
    """Refused before NumPy is asked."""
    with pytest.raises(InputError, match="the seed must be a whole number from 0; got -1"):
        drawn("he", -1)


def test_activations_that_do_not_fit():
    """Too few, too many, or unknown."""
    for names in (["tanh"], ["tanh"] * 3, ["tanh", "tangent"]):
        with pytest.raises(InputError):
            initialise((2, 3, 1), names, "he", 0)
