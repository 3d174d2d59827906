"""Does the network still learn? What arrives of S in each layer, how far an update goes, who hardly answers.

Rules of thumb, not laws: S should keep its size on its way back (Glorot and Bengio, 2010), and an update
should move W by about a thousandth of its size (the course notes of Stanford's CS231n).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..activation import ACTIVATIONS
from ..inputs import Array, InputError, positive
from ..losses.loss_row import Loss
from ..network import Network, all_frozen, free_part
from ..sets.batch_pass import Rows, both_ways, checked, root_mean_square, size
from ..training.rule_state import RuleState
from ..training.update_rule import UpdateRule, state_of
from .findings import Finding, findings
from .overflow import NotFinite, first_in
from .quiet_neurons import Flag, flags, hardly
from .verdicts import of_sensitivity, of_update


@dataclass(frozen=True, eq=False, slots=True)
class LayerHealth:
    """Layer l over all items. Verdicts are words with their numbers; arrays are (L,) and read-only.

    `S`: the root mean square over the items of ‖S_l‖; `kept`: ‖S_l‖ / ‖S_{l+1}‖, None at layer K, where
    there is nothing to the right, and where ‖S_{l+1}‖ is 0. `W_moved`, `b_moved`: ‖α ∂F/∂W_l‖ / ‖W_l‖ and
    the same of b for one update with all items together, or ‖ΔW_l‖ / ‖W_l‖ of an update rule; None where
    frozen or where ‖W_l‖ is 0.
    `mean_S`: mean |S|; `mean_slope`: mean |σ′(n)|, for softmax y(1 − y); `hardly`: the share of items for
    which a neuron is off (relu) or saturated; `flags`: the neurons to be named.
    """

    layer: int
    activation: str
    S: float
    kept: float | None
    S_verdict: str
    W_moved: float | None
    W_verdict: str
    b_moved: float | None
    b_verdict: str
    mean_S: Array
    mean_slope: Array
    hardly: Array
    flags: tuple[Flag, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Health:
    """Layers by their number 2..K, and the findings, most important first; none where all is well.

    Where a number is not finite, `not_finite` says where the first one arises; values after it are inf or
    nan.
    """

    items: int
    layers: dict[int, LayerHealth]
    findings: tuple[Finding, ...]
    not_finite: NotFinite | None

    def __repr__(self) -> str:
        found = len(self.findings)
        said = "no findings" if not found else "1 finding" if found == 1 else f"{found} findings"
        items = "1 item" if self.items == 1 else f"{self.items:,} items"
        return f"Health({said}; layers {min(self.layers)} to {max(self.layers)}, {items})"


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """Over U updates, a column for each of the layers 2..K, (U, K − 1), read-only: LayerHealth.S and W_moved.

    nan in `W_moved` where there is none.
    """

    S: Array
    W_moved: Array


def health(
    net: Network,
    X: Any,
    T: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    rule: UpdateRule | None = None,
    state: RuleState | None = None,
) -> Health:
    """The health of a network on one item, x (H,) and t (L,), or on rows of them, X (N, H) and T (N, L).

    With an update rule an update is one of that, from what it has kept. Never raises for numbers that leave
    float64's range: they are findings. Raises InputError for a wrong shape, input that is not finite, a
    refused loss, α ≤ 0, or a state of another rule or network.
    """
    X, T, found_loss = checked(net, X, T, loss)
    alpha = positive(learning_rate, "the learning rate")
    begun = state_of(rule, net, state)
    run = both_ways(net, X, T, found_loss)
    lost = first_in(net, X, T, found_loss, alpha, run)
    if rule is not None and lost is not None and lost.quantity in ("W", "b"):
        lost = None  # that would be plain descent's
    S = {l: root_mean_square(each) for l, each in run.S.items()}
    moved = _all_moved(net, run, alpha, rule, begun)
    layers = {l: _layer(net, run, S, moved, l, found_loss) for l in net.W}
    named = {l: layer.flags for l, layer in layers.items()}
    found = findings(net, run, S, {l: moved[f"W{l}"] for l in net.W}, named, lost)
    return Health(len(X), layers, found, lost)


def _layer(
    net: Network, run: Rows, S: dict[int, float], moved: dict[str, float | None], l: int, loss: Loss
) -> LayerHealth:
    W_moved, b_moved, name = moved[f"W{l}"], moved[f"b{l}"], net.activation[l]
    with np.errstate(all="ignore"):
        arrays = (
            np.abs(run.S[l]).mean(axis=0),
            np.abs(run.slopes[l]).mean(axis=0),
            hardly(ACTIVATIONS[name], run.n[l], run.a[l], run.slopes[l]).mean(axis=0),
        )
    for array in arrays:
        array.setflags(write=False)
    return LayerHealth(
        l,
        name,
        S[l],
        _kept(S, l),
        of_sensitivity(S, l),
        W_moved,
        of_update(net, "W", l, W_moved),
        b_moved,
        of_update(net, "b", l, b_moved),
        *arrays,
        flags(net, run, l, loss),
    )


def health_over(
    updates: Iterable[tuple[Network, Any, Any, RuleState | None]],
    loss: str = "tse",
    learning_rate: Any = 0.1,
    rule: UpdateRule | None = None,
) -> Course:
    """The course of ‖S_l‖ and of ‖α ∂F/∂W_l‖ / ‖W_l‖, from the network before each update and its rows.

    With an update rule it is how far that moves W, from what it had kept before each update. One layer costs
    one matrix product each way, so it may be called with every update of a run. Raises
    InputError as `health` does, and where the networks differ in depth.
    """
    alpha = positive(learning_rate, "the learning rate")
    S: list[list[float]] = []
    moved: list[list[float | None]] = []
    depth = None
    for net, x, t, *kept in updates:
        X, T, found_loss = checked(net, x, t, loss)
        depth = depth or net.depth
        if net.depth != depth:
            raise InputError(f"the networks must all have {depth} layers; one has {net.depth}")
        run = both_ways(net, X, T, found_loss)
        S.append([root_mean_square(each) for each in run.S.values()])
        all_moved = _all_moved(net, run, alpha, rule, state_of(rule, net, *kept[:1]) if kept else None)
        moved.append([all_moved[f"W{l}"] for l in net.W])
    shape = (len(S), (depth or 1) - 1)
    course = Course(np.array(S, dtype=float).reshape(shape), np.array(moved, dtype=float).reshape(shape))
    course.S.setflags(write=False)
    course.W_moved.setflags(write=False)
    return course


def _names(net: Network) -> list[str]:
    return [f"{letter}{l}" for l in net.W for letter in "Wb"]


def _kept(S: dict[int, float], l: int) -> float | None:
    right = S.get(l + 1, 0.0)
    return S[l] / right if right else None


def _all_moved(
    net: Network, run: Rows, alpha: float, rule: UpdateRule | None, state: RuleState | None
) -> dict[str, float | None]:
    """How far an update moves each parameter, as a share of its size."""
    if rule is None:
        return {name: _moved(net, run, name, alpha) for name in _names(net)}
    try:
        after = rule.step(net, run, alpha, state or rule.start(net))[0]
    except InputError:  # a number that is not finite
        return {name: None if _moved(net, run, name, alpha) is None else math.inf for name in _names(net)}
    found: dict[str, float | None] = {}
    for name in _names(net):
        old, new = (getattr(one, name[0])[int(name[1:])] for one in (net, after))
        still = all_frozen(net.frozen, name, old.shape) or size(old) == 0
        found[name] = None if still else size(new - old) / size(old)
    return found


def _moved(net: Network, run: Rows, name: str, alpha: float) -> float | None:
    """‖α ∂F/∂W‖ / ‖W‖ of a parameter's name; None where it is frozen or 0."""
    l = int(name[1:])
    values, change = (net.W[l], run.dW[l]) if name[0] == "W" else (net.b[l], run.db[l])
    whole = size(values)
    if all_frozen(net.frozen, name, values.shape) or whole == 0:
        return None
    ratio = size(free_part(net.frozen, name, change)) / whole
    return ratio * alpha if math.isfinite(ratio) else ratio
