"""Random networks, inputs and targets to check the mathematics on, and the complex step that checks it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from simulator import Network
from simulator.core.activation import ACTIVATIONS
from simulator.core.loss import LOSSES
from simulator.core.propagation import forward

# Spelled out, so that a row that drops out of a table is missed.
ACTIVATION_NAMES = (
    "identity",
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "softplus",
    "silu",
    "softmax",
)
# Those that came later, and names with a number.
MORE_NAMES = ("gelu", "gelu_tanh", "selu", "relu6", "hardtanh", "softsign")
NUMBERED_NAMES = ("leaky_relu(0.2)", "elu(0.5)", "elu(-2.0)")
ALL_NAMES = ACTIVATION_NAMES + MORE_NAMES + NUMBERED_NAMES
LOSS_NAMES = ("tse", "mse", "tce", "hse", "bce")
KINKS = {
    "relu": (0,),
    "leaky_relu": (0,),
    "leaky_relu(0.2)": (0,),
    "elu(0.5)": (0,),
    "elu(-2.0)": (0,),
    "selu": (0,),
    "relu6": (0, 6),
    "hardtanh": (-1, 1),
}
POSITIVE = ("softmax", "sigmoid", "softplus")  # the outputs that TCE can take ln of
OUTPUTS = {"tce": POSITIVE, "bce": ("sigmoid",)}  # of the losses that do not allow all


def suits(loss: str, output: str) -> bool:
    """Whether a loss allows an activation in the last layer."""
    return output in OUTPUTS.get(loss, ACTIVATION_NAMES)


PAIRS = [(y, loss) for y in ACTIVATION_NAMES for loss in LOSS_NAMES if suits(loss, y)]

H = 1e-30  # the complex step: so small that h² is lost, so that no digit cancels
TOLERANCE = 1e-12
FLOOR = 1e-250  # below it h · ∂F/∂W is no normal float64, so the complex step has no digits left
NEAR_A_KINK = 1e-6
FAR = 100.0  # above it the last bit of n alone changes eⁿ by more than 1e-14

Arrays = dict[int, np.ndarray]


@dataclass(frozen=True, eq=False)
class Problem:
    """A network, one training pair and the name of a loss."""

    net: Network
    x: np.ndarray
    t: np.ndarray
    loss: str


def problem(
    seed: int, widths: Sequence[int], activations: Sequence[str], loss: str, scales: Sequence[float]
) -> Problem:
    """Numbers without accidental zeros or cancellations; `scales` holds the spread of n for each layer."""
    rng = np.random.default_rng(seed)
    weights = [
        scale * rng.normal(size=pair) / np.sqrt(pair[0])
        for pair, scale in zip(pairwise(widths), scales, strict=True)
    ]
    biases = [scale * rng.normal(size=right) / 2 for right, scale in zip(widths[1:], scales, strict=True)]
    t = rng.uniform(-1.5, 1.5, widths[-1])
    if loss == "tce":
        shares = rng.uniform(0.1, 1.0, widths[-1])
        one_hot = np.eye(widths[-1])[rng.integers(widths[-1])]
        t = one_hot if rng.random() < 0.5 else shares / shares.sum()
    elif loss == "bce":
        t = np.round(t % 1.0) if rng.random() < 0.5 else t % 1.0
    return Problem(
        Network.from_arrays(weights, biases, activations), rng.uniform(-1.5, 1.5, widths[0]), t, loss
    )


@st.composite
def problems(draw: st.DrawFn, scales: Sequence[float] = (0.6, 1.5, 12.0)) -> Problem:
    """2 to 5 layers of 1 to 5 neurons, activations mixed; the scale 12 saturates."""
    depth = draw(st.integers(2, 5))
    widths = draw(st.lists(st.integers(1, 5), min_size=depth, max_size=depth))
    hidden = draw(st.lists(st.sampled_from(ALL_NAMES), min_size=depth - 2, max_size=depth - 2))
    output, loss = draw(st.sampled_from(PAIRS))
    spread = draw(st.lists(st.sampled_from(scales), min_size=depth - 1, max_size=depth - 1))
    found = problem(draw(st.integers(0, 2**32 - 1)), widths, [*hidden, output], loss, spread)
    n = forward(found.net.W, found.net.b, found.net.activation, found.x)[0]
    for l, name in found.net.activation.items():
        assume(np.abs(n[l]).max() < FAR)
        assume(all(np.abs(n[l] - kink).min() > NEAR_A_KINK for kink in KINKS.get(name, ())))
    return found


def slope_by_complex_step(F: Callable[[np.ndarray], np.ndarray], at: np.ndarray) -> np.ndarray:
    """∂F/∂at: entry by entry, the imaginary part of F(at + ih) over h; the axes of `at` come last."""
    columns = []
    for place in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[place] += 1j * H
        columns.append(np.asarray(F(moved)).imag / H)
    return np.stack(columns, axis=-1).reshape(*np.shape(columns[0]), *at.shape)


def gradient_by_complex_step(given: Problem) -> tuple[Arrays, Arrays]:
    """∂F/∂W_l and ∂F/∂b_l of one pair from forward passes alone."""
    net, K = given.net, given.net.depth
    value, output = LOSSES[given.loss].value, ACTIVATIONS[net.activation[K]]

    def F(W: Arrays, b: Arrays) -> np.ndarray:
        n, a = forward(W, b, net.activation, given.x)
        return value(given.t, n[K], a[K], output)

    W, b = net.W, net.b
    dW = {l: slope_by_complex_step(lambda z, l=l: F({**W, l: z}, b), W[l]) for l in W}
    db = {l: slope_by_complex_step(lambda z, l=l: F(W, {**b, l: z}), b[l]) for l in W}
    return dW, db


def assert_agree(found: np.ndarray, truth: np.ndarray, name: str, tolerance: float = TOLERANCE) -> None:
    """‖found − truth‖ ≤ tolerance · ‖truth‖, and the same shape."""
    assert found.shape == truth.shape, f"{name} has shape {found.shape}; expected {truth.shape}"
    gap, size = np.linalg.norm(found - truth), np.linalg.norm(truth)
    assert gap <= tolerance * size + FLOOR, f"{name}: ‖difference‖ {gap:.3g} of {size:.3g}\n{found}\n{truth}"
