"""How long the tools and what is taken along will take, reckoned from the network's shape before it is done.

Measured on two cores, rounded up. What takes longer than SHORT is done aside (aside.py).
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from ...core.activation import ACTIVATIONS
from ...core.checks.gradient_check import PASSES
from ...core.network import Network
from ...steps.session import Session
from ...steps.timeline import step_count
from ...steps.walk_cost import PER_SLOPE, PER_WEIGHT, answers_seconds, cost_of, most_asked

SHORT = 0.7  # seconds
PER_LAYER = 1e-4  # of a pass
PER_NEURON_MOVED, PER_WEIGHT_MOVED = 4.5e-7, 2e-9  # of F once more with one parameter moved
# Of an item, for each point of a slice: its F besides the outputs, each output, hidden neuron and weight.
PER_F, PER_OUTPUT, PER_NEURON_SLICED, PER_WEIGHT_SLICED = 8e-8, 3e-8, 1.2e-8, 1e-10
MISTAKES_TRIED = 20  # passes that comparing takes, of each item
TOGETHER = 0.15  # of what rows would take one by one
PER_CHARACTER = 2.8e-7  # of a page that holds the walk
PER_NUMBER, PER_LINE_OF_CODE = 1.2e-4, 6e-6  # printed to be checked by hand; written into a script
PER_EDGE_PAINTED, MOST_EDGES = 5e-3, 1000
PER_VARIANT, MOST_VARIANTS = 0.1, 400  # an exercise is drawn, and its sheet and key are set
PER_LAYER_UPDATED, PER_NEURON_UPDATED = 3e-6, 1.2e-8  # of an update; of each of its rows besides
PER_PRODUCT, PER_WEIGHT_UPDATED = 2e-10, 1e-9
PER_RULE, PER_WEIGHT_RULED = 1.6e-5, 8e-9  # of an update rule besides plain descent
PER_STEP_PRINTED, PER_NUMBER_PRINTED = 1.3e-2, 3e-4  # of a hand-out


def passes_seconds(net: Network, items: int) -> float:
    """Items forward and backward, one by one."""
    shapes = [*pairwise(net.widths)]
    full = [not ACTIVATIONS[name].elementwise for name in net.activation.values()]
    slopes = sum(L * L for (_, L), whole in zip(shapes, full, strict=True) if whole)
    weights = sum(H * L for H, L in shapes)
    return items * (PER_LAYER * len(shapes) + PER_WEIGHT * weights + PER_SLOPE * slopes)


def check_seconds(net: Network, items: int) -> float:
    """A gradient check: F again for every parameter that is drawn, from its layer on."""
    shapes = [*pairwise(net.widths)]
    seconds = 0.0
    for place, (H, L) in enumerate(shapes):
        after = shapes[place + 1 :]
        neurons, weights = L + sum(M for _, M in after), sum(G * M for G, M in after)
        moved = items * min((H + 1) * L, PASSES // items)
        seconds += moved * (PER_NEURON_MOVED * neurons + PER_WEIGHT_MOVED * weights)
    return seconds + passes_seconds(net, items)


def health_seconds(net: Network, items: int) -> float:
    """Health over a set, whose rows go through together."""
    return TOGETHER * passes_seconds(net, items)


def compare_seconds(net: Network, items: int) -> float:
    """Numbers compared, and every single mistake tried."""
    return MISTAKES_TRIED * passes_seconds(net, items)


def file_seconds(session: Session, kind: str, format: str = "") -> float:
    """One of the things that are taken along, by their names in the dialog that offers them."""
    return FILES[kind](session, format)


def _weights(session: Session) -> int:
    return sum(H * L for H, L in pairwise(session.network.widths))


def _picture(session: Session, format: str) -> float:
    largest = max(H * L for H, L in pairwise(session.network.widths))
    painted = 0.0 if format == "svg" else PER_EDGE_PAINTED * min(_weights(session), MOST_EDGES)
    return painted + PER_NUMBER * largest


def _offline(session: Session, _format: str) -> float:
    asked = most_asked(session) * answers_seconds(session)
    return PER_CHARACTER * cost_of(session).of(session.updates)[1] + asked


def _handout(session: Session, _format: str) -> float:
    steps = step_count(session, "operation") / session.updates
    return PER_STEP_PRINTED * steps + PER_NUMBER_PRINTED * _weights(session)


def _code(session: Session, _format: str) -> float:
    return PER_LINE_OF_CODE * _weights(session)


FILES: dict[str, Callable[[Session, str], float]] = {
    "picture": _picture,
    "offline": _offline,
    "handout": _handout,
    "notebook": _code,
    "numpy": _code,
    "torch": _code,
    "course": lambda *_: PER_VARIANT * MOST_VARIANTS,
    "session": lambda *_: 0.0,  # of what the page alone holds, at most a few MB
}


def slice_seconds(net: Network, items: int, l: int, points: int, path: int) -> float:
    """F at points of a slice, the first parameter moved being of layer l, and of the networks of its path."""

    def once(widths: Sequence[int], shapes: Sequence[tuple[int, int]]) -> float:
        *hidden, outputs = widths
        F = PER_F + PER_OUTPUT * outputs + PER_NEURON_SLICED * sum(hidden)
        return F + PER_WEIGHT_SLICED * sum(H * L for H, L in shapes)

    shapes, widths = [*pairwise(net.widths)], net.widths
    moved, whole = once(widths[l - 1 :], shapes[l - 1 :]), once(widths[1:], shapes)
    return items * (points * moved + (path + 3) * whole)


def training_seconds(widths: Sequence[int], rows: int, batch_size: int, epochs: int, ruled: bool) -> float:
    """A run of training; `ruled`: by an update rule other than plain descent."""
    shapes, at_once = [*pairwise(widths)], min(batch_size, rows)
    weights, neurons = sum(H * L for H, L in shapes), sum(widths[1:])
    update = PER_LAYER_UPDATED * len(shapes) + PER_WEIGHT_UPDATED * weights
    update += at_once * (PER_NEURON_UPDATED * neurons + PER_PRODUCT * weights)
    if ruled:
        update += PER_RULE + PER_WEIGHT_RULED * weights
    return epochs * -(-rows // at_once) * update
