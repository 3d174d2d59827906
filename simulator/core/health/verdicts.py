"""What the sizes of S and of an update amount to, in words with their numbers."""

import math

from ..network import Network, all_frozen, held
from ..wording import apart, indexed, said

# ‖S‖ may change this much on its way, from one layer to the next or from layer K down to any other. Sigmoids
# lose a factor of about 4 at each layer: from five of them on the first layers hardly learn.
WAY = 100.0
# ‖α ∂F/∂W‖ / ‖W‖ is about a thousandth where learning goes well; a hundred times less or more is a finding.
LEAST, MOST = 1e-5, 1e-1


def norm(l: int) -> str:
    """‖S₂‖."""
    return f"‖{indexed('S', l)}‖"


def sensitivity_kind(S: dict[int, float], l: int) -> str:
    """vanishing, exploding, or "": layer l beside layer l + 1 and beside layer K; nothing at K itself."""
    K = max(S)
    if l == K or S[l + 1] == 0 or not all(math.isfinite(S[m]) for m in (l, l + 1, K)):
        return ""
    if S[l] * WAY < max(S[l + 1], S[K]):
        return "vanishing"
    return "exploding" if S[l] > WAY * min(S[l + 1], S[K] or math.inf) else ""


def of_sensitivity(S: dict[int, float], l: int) -> str:
    """The verdict on ‖S_l‖: "vanishing: ‖S₂‖ = 3.1e-7 is 0.004 times ‖S₃‖ and 1e-6 times ‖S₅‖"."""
    K, value = max(S), f"{norm(l)} = {said(S[l])}"
    if not math.isfinite(S[l]):
        return f"not finite: {value}"
    if S[l] == 0:
        return f"nothing arrives: {norm(l)} = 0"
    if l == K:
        return f"the start of the way back: {value}"
    beside = f"{value} is {said(S[l] / S[l + 1])} times {norm(l + 1)}" if S[l + 1] else value
    if l + 1 < K and S[K]:
        beside += f" and {said(S[l] / S[K])} times {norm(K)}"
    return f"{sensitivity_kind(S, l) or 'keeps its size'}: {beside}"


def update_kind(moved: float | None) -> str:
    """too large, too small, or ""."""
    if moved is None or not math.isfinite(moved):
        return ""
    return "too large" if moved > MOST else "too small" if moved < LEAST else ""


def of_update(net: Network, letter: str, l: int, moved: float | None) -> str:
    """The verdict on ‖α ∂F/∂W_l‖ / ‖W_l‖, or on that of b_l."""
    name = indexed(letter, l)
    shape = (net.W if letter == "W" else net.b)[l].shape
    if all_frozen(net.frozen, f"{letter}{l}", shape):
        return f"{name} is frozen: updates leave it as it is"
    if moved is None:
        return f"{name} is all 0, so an update has nothing to be compared with"
    if not math.isfinite(moved):
        return f"not finite: the update of {name}"
    if moved == 0:
        partly = held(net.frozen, f"{letter}{l}", shape) is not None
        return f"does not move: the gradient of {name} is 0{' wherever it is not frozen' * partly}"
    kind = update_kind(moved)
    if not kind:
        return f"about right: one update moves {name} by {said(moved)} of its size"
    value, bound = apart(moved, MOST if kind == "too large" else LEAST)
    side = "above" if kind == "too large" else "below"
    return f"{kind.removeprefix('too ')}: one update moves {name} by {value} of its size ({side} {bound})"
