"""What a walk will cost in memory and time, reckoned from its shape before any of it is made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..core.activation import ACTIVATIONS
from ..core.inputs import InputError
from ..core.training.update_rule import UpdateRule
from .session import Session

# For one walk with what is sent of it. A server that draws pages takes 190 MiB without any, 512 with one.
MOST_MEMORY = 316 << 20
MOST_SECONDS = 2.0

FLOAT, BASE64, DECIMAL = 8, 32 / 3, 20  # bytes of a number: held, sent as bytes, sent as digits
STEP_TEXT, STEP_HELD = 1350, 6000  # characters that a step is sent in, and bytes that it holds until then
TEXT_HELD = 3  # times the text is held while it is made: in parts, as one, and in a message
# Measured, in seconds: for a number of W in an update, for one of a full A, for a character, for a step.
PER_WEIGHT, PER_SLOPE, PER_CHARACTER, PER_STEP = 8e-8, 4.5e-8, 2e-8, 2.2e-4
PER_ITEM, PER_ITEM_WEIGHT = 3.5e-4, 2e-9  # of a batch, for a layer of an item, and for a number of its W
# What answers to an update are compared with: for a layer, at most for all of them, and so much more, as a
# share, for each step of a rule.
PER_LAYER_ASKED, MOST_ASKED, PER_STEP_OF_RULE = 0.03, 0.17, 0.5


@dataclass(frozen=True, slots=True)
class WalkCost:
    """Bytes held, characters sent, and seconds, each of the start and of every update."""

    memory: tuple[float, float]
    text: tuple[float, float]
    seconds: tuple[float, float]

    def of(self, updates: int) -> tuple[float, float, float]:
        """Memory, text and seconds of a walk of so many updates."""
        memory, text, seconds = (
            start + updates * each for start, each in (self.memory, self.text, self.seconds)
        )
        return memory, text, seconds

    @property
    def most_updates(self) -> int:
        """How many updates stay within the bounds; below 1 where none does."""
        bounds = ((self.memory, MOST_MEMORY), (self.seconds, MOST_SECONDS))
        return int(min((most - start) / each for (start, each), most in bounds))


def walk_cost(
    widths: Sequence[int],
    activations: Sequence[str],
    order: str,
    rule: UpdateRule | None = None,
    items: int = 1,
    pairs: int = 1,
) -> WalkCost:
    """The cost of a network of these widths, of layers 1 to K, and activations, of layers 2 to K.

    An update holds ∂F/∂W and the new W, as you go the true ∂F/∂W besides, and (L, L) slopes of a layer in
    which every a answers every n. With an update rule every number that it computes of W is held and sent,
    of a batch ∂F/∂W and the new W, and the numbers of each of its `items`; the `pairs` are sent once.
    """
    shapes = [*pairwise(widths)]
    weights, neurons = sum(H * L for H, L in shapes), sum(widths)
    full = [not ACTIVATIONS[name].elementwise for name in activations]
    squares = sum(L * L for (_, L), whole in zip(shapes, full, strict=True) if whole)
    computed = _arrays_of(rule)
    steps = 2 + (8 + 2 * computed) * len(shapes)
    arrays = (3 if order == "as-you-go" else 2) + 2 * computed  # and a state of its own after each update
    numbers = (8 + computed) * DECIMAL * neurons + (BASE64 * weights * (computed + 1) if rule else 0)
    of_items = 0.0  # seconds
    if items > 1:
        numbers += BASE64 * ((1 if rule else 2) * weights + items * squares)
        numbers += DECIMAL * items * (8 * neurons - 7 * widths[0])
        of_items = items * (PER_ITEM * len(shapes) + PER_ITEM_WEIGHT * weights)

    text = (BASE64 * weights + DECIMAL * pairs * (widths[0] + widths[-1]), numbers + STEP_TEXT * steps)
    held = FLOAT * (arrays * weights + items * (squares + (8 * neurons - 7 * widths[0]) * (items > 1)))
    memory = (
        TEXT_HELD * text[0] + 2 * FLOAT * (weights + squares),
        TEXT_HELD * text[1] + STEP_HELD * steps + held,
    )
    seconds = arrays / 2 * PER_WEIGHT * weights + PER_SLOPE * items * squares + PER_STEP * steps + of_items
    return WalkCost(memory, text, (PER_CHARACTER * text[0], seconds + PER_CHARACTER * text[1]))


def _arrays_of(rule: UpdateRule | None) -> int:
    """How many arrays of a parameter's shape an update rule computes besides the new parameter."""
    if rule is None:
        return 0
    return sum(2 if move.gives == "corrected" else 1 for move in rule.active) + (
        rule.settings["clip"] is not None
    )


def cost_of(session: Session) -> WalkCost:
    """The cost of a session's walk."""
    net = session.network
    return walk_cost(
        net.widths, [*net.activation.values()], session.order, session.rule, session.at_once, len(session.X)
    )


def answers_seconds(session: Session) -> float:
    """About how long it takes to find what answers to one update are compared with, at most."""
    moves = len(session.rule.active) + (session.rule.settings["clip"] is not None) if session.rule else 0
    of_layers = PER_LAYER_ASKED * (session.network.depth - 1)
    return min(of_layers, MOST_ASKED) * (1 + PER_STEP_OF_RULE * moves)


def most_asked(session: Session) -> int:
    """Of how many updates answers can be compared in a page that takes as long as a walk may; at least 1."""
    seconds = MOST_SECONDS - cost_of(session).of(session.updates)[2]
    return max(1, min(session.updates, int(seconds / answers_seconds(session))))


def check_cost(session: Session) -> None:
    """Raise InputError for a walk that would take more memory or time than one visitor is given."""
    cost = cost_of(session)
    memory, _, seconds = cost.of(session.updates)
    if memory <= MOST_MEMORY and seconds <= MOST_SECONDS:
        return
    most = cost.most_updates
    narrower = "choose a smaller batch" if session.at_once > 1 else "choose narrower layers"
    cure = f"choose at most {most} update{'s' if most > 1 else ''}" if most > 0 else narrower
    raise InputError(
        f"a walk must take at most {MOST_MEMORY >> 20} MB and {MOST_SECONDS:g} s; "
        f"{session.updates} updates of this network would take about {memory / 2**20:,.0f} MB "
        f"and {seconds:.1f} s: {cure}"
    )


def check_together(sessions: Iterable[Session]) -> None:
    """Raise InputError for walks that would take more than one walk may, each of them or all together."""
    costs = [0.0, 0.0]
    for session in sessions:
        check_cost(session)
        memory, _, seconds = cost_of(session).of(session.updates)
        costs = [costs[0] + memory, costs[1] + seconds]
    if costs[0] > MOST_MEMORY or costs[1] > MOST_SECONDS:
        raise InputError(
            f"the walks must take at most {MOST_MEMORY >> 20} MB and {MOST_SECONDS:g} s together; they would "
            f"take about {costs[0] / 2**20:,.0f} MB and {costs[1]:.1f} s: choose fewer updates or networks"
        )
