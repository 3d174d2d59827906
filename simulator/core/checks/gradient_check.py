"""Is the gradient the gradient? Every ∂F/∂W and ∂F/∂b against derivatives taken from F alone.

The complex step Im F(w + ih) / h (Squire and Trapp, SIAM Review 40, 1998) has all the digits of float64 and
is the judge. Central differences (F(w + h) − F(w − h)) / 2h need no complex numbers; they have half the
digits, and stand beside it as a second witness.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..inputs import Array, InputError, holds_rows, numbers, positive, whole
from ..loss import loss_named
from ..network import Network
from ..propagation import Gradient, Run, propagate
from ..propagation import gradient as gradient_of_set
from .derivatives import Derivatives, Kink, Name, chosen, name_of
from .perturbation import CENTRAL_STEP

ByLayer = dict[int, Array]  # below also with a row for b under those of W: (H + 1, L)

TOLERANCE = 1e-9
PASSES = 200_000  # what a check may take: parameters times items
CANCELLED = 1e-3  # an entry is measured by at least this share of what it would be if nothing cancelled
FLOOR = 1e-250  # below it h · ∂F/∂W is no normal float64, so the complex step has no digits left
SIX_DIGITS = 1e6


@dataclass(frozen=True, eq=False, slots=True)
class GradientCheck:
    """The report. Arrays by layer number 2..K, shaped as W_l (H, L) and b_l (L,).

    `dW`, `db`: |analytic − complex step| / max(|analytic|, |complex step|, floor). The floor is 1/1000 of
    what the entry would be if nothing cancelled in the sums behind it, and no less than 1e-250.
    `worst`: the largest of them; `where`: its parameter, ("W3", row, column) or ("b3", component), counted
    from 1, or () where all are 0; `ok`: none is above the tolerance. Where an n
    is exactly at a kink every slope between those of the two sides is right, so that the parameters that
    move this n count neither for `worst` nor for `ok`.
    `central_dW`, `central_db`, `central_worst`: the same by central differences, for information. Their
    floor is no less than what leaves them six digits above rounding; parameters whose step reaches a kink
    (`kinked_W`, `kinked_b`) do not count for `central_worst`.
    `analytic`, `numeric`, `central`: the three gradients. `sampled`: only `checked` of all `parameters`
    were checked; where they were not, arrays hold NaN.
    """

    ok: bool
    worst: float
    where: Name
    dW: ByLayer
    db: ByLayer
    kinks: tuple[Kink, ...]
    central_worst: float
    central_dW: ByLayer
    central_db: ByLayer
    kinked_W: ByLayer
    kinked_b: ByLayer
    analytic: Gradient
    numeric: Gradient
    central: Gradient
    tolerance: float
    checked: int
    parameters: int
    sampled: bool

    def __repr__(self) -> str:
        name, *place = self.where or ("",)
        at = f" at {name}[{', '.join(map(str, place))}]" if name else ""
        verdict = "ok" if self.ok else "not ok"
        share = f"{self.checked} of {self.parameters} parameters"
        return f"GradientCheck({verdict}, worst {self.worst:.1e}{at}; {share})"


def check_gradient(
    net: Network,
    x: Any,
    t: Any,
    loss: str = "tse",
    *,
    gradient: Gradient | Run | None = None,
    tolerance: Any = TOLERANCE,
    passes: Any = PASSES,
    seed: Any = 0,
) -> GradientCheck:
    """Check the gradient of one item, x (H,) and t (L,), or of a set whose rows are items.

    `gradient`: another one to check in place of ours, anything with dW and db by layer number. A check
    takes a forward pass for each parameter and item; where these are more than `passes`, a sample of the
    parameters drawn with `seed` is checked, some of every W and b. Raises InputError where `propagate` or
    `gradient` would, and for a gradient of other shapes or with numbers that are not finite.

    >>> from simulator import Network
    >>> net = Network.from_arrays([[[0.5], [1.0]]], [[0.0]], ["tanh"])
    >>> report = check_gradient(net, [1, 2], [3])
    >>> report.ok, report.worst < 1e-12, report.kinks
    (True, True, ())
    """
    tolerance = positive(tolerance, "the tolerance")
    passes, seed = whole(passes, "passes", 1), whole(seed, "the seed", 0)
    ours: Run | Gradient
    if holds_rows(x):
        ours = gradient_of_set(net, x, t, loss)
        runs = [propagate(net, x_i, t_i, loss) for x_i, t_i in zip(x, t, strict=True)]
    else:
        ours = propagate(net, x, t, loss)
        runs = [ours]
    analytic = _given(net, ours if gradient is None else gradient, ours.loss)
    with np.errstate(all="ignore"):
        found = Derivatives(net, runs, loss_named(loss), chosen(net, passes // len(runs), seed))
        return _report(net, found, analytic, tolerance)


def _report(net: Network, found: Derivatives, analytic: Gradient, tolerance: float) -> GradientCheck:
    lost = SIX_DIGITS * found.rounding / CENTRAL_STEP
    off, roughly_off = {}, {}
    worst, central_worst = 0.0, 0.0
    where: Name = ()
    for l, checked in found.checked.items():
        g = np.vstack([analytic.dW[l], analytic.db[l]])
        uncancelled = found.uncancelled[l]
        floor = np.where(np.isfinite(uncancelled), np.maximum(CANCELLED * uncancelled, FLOOR), FLOOR)
        off[l] = _relative(g, found.numeric[l], floor)
        roughly_off[l] = _relative(g, found.central[l], np.maximum(floor, lost))
        judged = np.where(checked & ~found.undefined[l], off[l], 0.0)
        r, c = divmod(int(judged.argmax()), g.shape[1])
        if judged[r, c] > worst:
            worst, where = float(judged[r, c]), name_of(l, (r, c), len(g) - 1)
        judged = np.where(checked & ~found.kinked[l], roughly_off[l], 0.0)
        central_worst = max(central_worst, float(judged.max()))
        for block in (off[l], roughly_off[l], found.numeric[l], found.central[l]):
            block[~checked] = np.nan
    F = analytic.loss
    parameters = sum(checked.size for checked in found.checked.values())
    counted = sum(int(checked.sum()) for checked in found.checked.values())
    return GradientCheck(
        worst <= tolerance, worst, where, *_split(off), found.kinks,
        central_worst, *_split(roughly_off), *_split(found.kinked),
        analytic, Gradient(*_split(found.numeric), F), Gradient(*_split(found.central), F),
        tolerance, counted, parameters, counted < parameters,
    )  # fmt: skip


def _relative(g: Array, c: Array, floor: Array) -> Array:
    """|g − c| against the larger of the two, or the floor; inf where there is no c within float64."""
    off = np.abs(g - c) / np.maximum(np.maximum(np.abs(g), np.abs(c)), floor)
    return np.where(np.isfinite(c), off, np.inf)


def _split(blocks: ByLayer) -> tuple[ByLayer, ByLayer]:
    """W and b of blocks (H + 1, L), read-only."""
    for block in blocks.values():
        block.setflags(write=False)
    return {l: block[:-1] for l, block in blocks.items()}, {l: block[-1] for l, block in blocks.items()}


def _given(net: Network, gradient: Gradient | Run, loss: float) -> Gradient:
    for name in ("dW", "db"):
        given = getattr(gradient, name, None)
        if not isinstance(given, Mapping) or set(given) != set(net.W):
            layers = ", ".join(map(str, net.W))
            raise InputError(f"the gradient must have {name} with the layers {layers}; got {_keys(given)}")
    dW = {l: numbers(gradient.dW[l], f"dW{l}", W.shape, f"to match W{l}") for l, W in net.W.items()}
    db = {l: numbers(gradient.db[l], f"db{l}", b.shape, f"to match b{l}") for l, b in net.b.items()}
    return Gradient(dW, db, loss)


def _keys(given: object) -> str:
    if not isinstance(given, Mapping):
        return "none" if given is None else type(given).__name__
    return ", ".join(map(repr, given)) or "none"
