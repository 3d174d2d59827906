"""Walks of random networks, and a step of each kind in them."""

from functools import cache

import numpy as np

from simulator.draw.graph import picture
from simulator.steps.session import ORDERS, Session
from simulator.steps.timeline import GRAINS

from ..browser.expected import Walk
from ..core.networks import ACTIVATION_NAMES, PAIRS, problem

Place = dict[tuple[int, int], tuple[float, float]]


@cache
def random_walk(seed: int) -> tuple[Session, str]:
    """Two to five layers of one to seven neurons, two updates in either order; and a grain."""
    rng = np.random.default_rng(seed)
    widths = rng.integers(1, 8, rng.integers(2, 6)).tolist()
    hidden = rng.choice(ACTIVATION_NAMES, len(widths) - 2).tolist()
    output, loss = PAIRS[rng.integers(len(PAIRS))]
    found = problem(seed, widths, [*hidden, output], loss, [1.0] * (len(widths) - 1))
    order, grain = ORDERS[seed % 2], GRAINS[seed // 2 % 2]
    return Session(found.net, found.x, found.t, loss, 0.1, 2, order), grain


def steps_to_look_at(walk: Walk, seed: int) -> list[int]:
    """For each kind of step one in which edges, neurons or arrows look otherwise."""
    by_kind: dict[tuple[str, bool], list[int]] = {}
    for at, step in enumerate(walk.steps):
        by_kind.setdefault((step.kind, step.layer == walk.session.network.depth), []).append(at)
    rng = np.random.default_rng(seed)
    return sorted(int(rng.choice(places)) for places in by_kind.values())


def layout(session: Session) -> Place:
    """Where the graph puts each neuron that is drawn."""
    return picture(session.network).place
