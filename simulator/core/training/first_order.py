"""What the gradient foretells of an update: by how much F changes to first order in the steps taken.

Taylor's formula: F(θ + Δ) = F(θ) + ∇F·Δ + ½ Δᵀ H Δ + …, with θ all weights and biases together and Δ their
steps. For plain descent, Δ = −α ∇F, the first-order term ∇F·Δ is −α‖∇F‖²: never above 0. The second-order
term, the curvature of F, is what a step that is not small gets to feel.
"""

from typing import NamedTuple

import numpy as np

from ..network import Network, free_part
from ..propagation import ByLayer, HasGradient


class Steps(NamedTuple):
    """By how much an update moves each W_l, (H, L), and b_l, (L,), by layer."""

    W: ByLayer
    b: ByLayer


def descent_steps(net: Network, gradient: HasGradient, alpha: float) -> Steps:
    """−α ∂F/∂W and −α ∂F/∂b, 0 wherever a parameter is frozen; not finite past what float64 holds.

    The step itself, not the difference of two W, which loses digits where it is small beside W.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        return Steps(
            {l: free_part(net.frozen, f"W{l}", -alpha * g) for l, g in gradient.dW.items()},
            {l: free_part(net.frozen, f"b{l}", -alpha * g) for l, g in gradient.db.items()},
        )


def steps_between(before: Network, after: Network) -> Steps:
    """The steps that led from one network to another of the same widths."""
    return Steps(
        {l: after.W[l] - before.W[l] for l in before.W}, {l: after.b[l] - before.b[l] for l in before.b}
    )


def foretold_change(gradient: HasGradient, steps: Steps) -> float:
    """∇F·Δ: every ∂F/∂W and ∂F/∂b times its step, added up; not finite past what float64 holds.

    >>> from simulator import Network, propagate
    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["identity"])
    >>> run = propagate(net, [1, 2], [3])  # ∂F/∂W = (−1, −2), ∂F/∂b = −1
    >>> foretold_change(run, descent_steps(net, run, 0.125))
    -0.75
    """
    with np.errstate(over="ignore", invalid="ignore"):
        parts = [np.vdot(gradient.dW[l], step) for l, step in steps.W.items()]
        parts += [np.vdot(gradient.db[l], step) for l, step in steps.b.items()]
        return float(sum(map(float, parts)))
