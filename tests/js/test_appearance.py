"""The small graph: colour, width and dash of every edge and neuron, its words, and where the arrows point."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.draw.colours import PAGES, PALETTES, blend, channels, mixed, scales
from simulator.draw.step_view import moment
from simulator.player.payload.payload import payload
from simulator.steps.formulas.digits import raised
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS

from ..grids import grid
from .node import answer

VIEW = {"neurons": "follow", "edges": "follow", "digits": 3, "picked": {"l": 2, "r": 1, "c": 2}}
ENDS = {"forward": (0, 1), "backward": (1, 0)}  # which end of an edge an arrow leaves, and which it points to


def random_session(seed: int) -> Session:
    """Two updates of a small random network over two pairs; where the seed is odd as you go."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 5, int(rng.integers(2, 5)))
    W = [rng.normal(size=pair) for pair in pairwise(sizes)]
    kinds = [str(kind) for kind in rng.choice(["tanh", "relu", "sigmoid", "identity"], len(W))]
    net = Network.from_arrays(W, [rng.normal(size=n) for n in sizes[1:]], kinds)
    X, T = rng.normal(size=(2, sizes[0])), rng.normal(size=(2, sizes[-1]))
    return Session(net, X, T, "tse", 0.1, 2, ("gradients-first", "as-you-go")[seed % 2])


@grid(2, seed=range(6), name=[*PAGES])
def test_every_edge_and_neuron_looks_like_its_number(name: str, seed: int) -> None:
    """At every step, by operation and by neuron."""
    session = random_session(seed)
    page = channels(PAGES[name]["page"])
    theme = {"dark": name == "dark", "page": page, "accent": "accent", "outline": "outline"}
    for grain in GRAINS:
        asked = {"walk": payload(session, "random"), "grain": grain, "view": VIEW, "theme": theme}
        found = answer("appearances", asked)
        first = moment(session, 0, grain)
        assert len(found) == len(first.steps)
        for at, looks in enumerate(found):
            now = replace(first, cursor=at)
            where = f"step {at} by {grain}: {now.step.title}"
            for edge in looks["edges"]:
                assert edge == edge | edge_look(now, name, scales(session), edge), where
            for neuron in looks["neurons"]:
                wanted = neuron_look(now, name, page, scales(session), neuron)
                assert neuron == neuron | wanted, where
            assert directions(looks["arrows"]) == arrows(now), where


def edge_look(now: Any, name: str, ends: dict[str, float], edge: dict[str, Any]) -> dict[str, Any]:
    """The edge as its number has it, told from Python's own numbers and colours."""
    place = edge["l"], edge["r"], edge["c"]
    value, lit = now.edge(*place), now.lit_edge(*place)
    share = 0.0 if value is None else value / ends[now.edge_quantity]
    picked = place == (2, 1, 2)
    thick = 1.0 if value is None else 1.2 + 3.8 * abs(share)
    return {
        "value": value,
        "colour": [*mixed(PALETTES[name], "edge", share)],
        "width": pytest.approx(thick + lit, rel=1e-12),
        "dash": "1 5" if value is None else "7 5" if value < 0 else "none",
        "opacity": 1 if lit or picked else 0.5,
        "picked": picked,
    }


def neuron_look(
    now: Any, name: str, page: Any, ends: dict[str, float], neuron: dict[str, Any]
) -> dict[str, Any]:
    """The neuron likewise: paler where it takes no part."""
    l, c = neuron["l"], neuron["c"]
    value, lit = now.neuron(l, c), now.lit_neuron(l, c)
    full = mixed(PALETTES[name], "neuron", 0.0 if value is None else value / ends[now.quantity(l)])
    return {
        "value": value,
        "fill": [*(full if lit else blend(page, full, 0.4))],
        "stroke": "accent" if lit else "outline",
        "dash": "4 4" if value is None else "none",
        "words": raised(value, 3),
        "bias": f"b {raised(now.bias(l, c), 3)}" if l > 1 else "",
    }


def directions(found: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(arrow["from"], arrow["to"]) for arrow in found}


def arrows(now: Any) -> set[tuple[str, str]]:
    """On the way forward from left to right, where S is sent back from right to left, else none."""
    if not (now.step.phase == "forward" or now.step.kind == "S"):
        return set()
    out, to = ENDS["backward" if now.step.kind == "S" else "forward"]
    widths = now.session.network.widths
    lit = [
        (f"{l - 1},{r}", f"{l},{c}")
        for l in range(2, len(widths) + 1)
        for r in range(1, widths[l - 2] + 1)
        for c in range(1, widths[l - 1] + 1)
        if now.lit_edge(l, r, c)
    ]
    return {(ends[out], ends[to]) for ends in lit}
