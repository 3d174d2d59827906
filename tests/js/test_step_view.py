"""A picture made in Python knows and shows at every step what the player does."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.step_view import EDGES, NEURONS, Moment, moment
from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS

from ..grids import by_day
from ..steps.ruled import SESSIONS as RULED
from .batches import BATCHES
from .node import answer


def said(m: Moment, places: list[Any], joins: list[Any]) -> dict[str, Any]:
    """The same of one step, from Python."""
    widths = m.session.network.widths
    return {
        "F": m.F,
        "edgeQuantity": m.edge_quantity,
        "layers": [
            [m.quantity(l), *(m.knows(q, l, width) for q in ("n", "a", "S"))]
            for l, width in enumerate(widths, start=1)
        ],
        "neurons": [
            [
                m.neuron(l, c),
                [list(one) for one in m.kept(l, c)],
                m.lit_neuron(l, c),
                m.bias(l, c) if l > 1 else None,
            ]
            for l, c in places
        ],
        "edges": [[m.edge(*join), m.lit_edge(*join)] for join in joins],
        "outputs": [list(m.answers(c)) for c in range(1, widths[-1] + 1)],
    }


def wide() -> Session:
    """A layer too wide to be drawn whole; two updates over two pairs."""
    rng = np.random.default_rng(12)
    W = [rng.normal(size=shape) for shape in ((2, 19), (19, 3))]
    net = Network.from_arrays(W, [rng.normal(size=n) for n in (19, 3)], ["tanh", "softmax"], frozen=["b2"])
    return Session(net, rng.normal(size=(2, 2)), np.eye(3)[:2], "tce", 0.1, 2)


ITEMS = (0, 1, 3)  # of a batch: the sum over them, the first, and one that a shorter batch has not


def sessions() -> dict[str, Session]:
    """Every gallery network whose shape or rule is another one, two updates each, and a wide one."""
    names = ("notes-4-layer", "mazur-tse-as-you-go", "softmax-2-3-3", "xor-2-2-1", "linear-1-1")
    found = {name: replace(example(name).session, updates=2) for name in names}
    return found | {"wide": wide()} | BATCHES


@pytest.mark.parametrize(
    "name",
    by_day("notes-4-layer", "mazur-tse-as-you-go", "softmax-2-3-3", "wide", "as you go", of=sessions()),
)
def test_the_same_is_known_and_shown_at_every_step(name: str) -> None:
    """Every neuron, edge and output, by operation and by neuron, following the step and held."""
    the_same_is_shown(sessions()[name], name)


@pytest.mark.parametrize("name", by_day("momentum as you go", "rmsprop, held", of=RULED))
def test_the_same_is_shown_of_an_update_rule(name: str) -> None:
    """What it computes colours edges and neurons alike."""
    the_same_is_shown(RULED[name], name)


def the_same_is_shown(session: Session, name: str) -> None:
    widths = session.network.widths
    places = [(l, c) for l, width in enumerate(widths, start=1) for c in range(1, width + 1)]
    joins = [
        (l, r + 1, c + 1)
        for l in range(2, len(widths) + 1)
        for r, c in product(range(widths[l - 2]), range(widths[l - 1]))
    ]
    items = ITEMS if session.at_once > 1 else (1,)
    looks = [look for look in product(GRAINS, NEURONS, EDGES, items) if "follow" in look]
    asked = [dict(zip(("grain", "neurons", "edges", "item"), look, strict=True)) for look in looks]
    walk = payload(session, name)
    answers = answer("pictures", {"walk": walk, "looks": asked, "places": places, "joins": joins})
    for (grain, neurons, edges, item), found in zip(looks, answers, strict=True):
        first = moment(session, 0, grain, neurons, edges, item=item)
        assert len(found) == len(first.steps)
        for at, picture in enumerate(found):
            wanted = said(replace(first, cursor=at), places, joins)
            assert picture == wanted, f"step {at} by {grain}, neurons {neurons}, edges {edges}, item {item}"
