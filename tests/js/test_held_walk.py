"""While a number is dragged the page makes each walk of the one that it holds: the same as if sent whole."""

from dataclasses import replace

from simulator.core.edit import with_parameter
from simulator.player.payload.payload import as_text, payload
from simulator.player.payload.walk_patch import HeldWalk
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS

from ..grids import grid
from .node import answer
from .test_terms import SESSIONS


def with_bias(now: Session, value: float) -> Session:
    b = now.network.b[2].copy()
    b[0] = value
    return replace(now, network=with_parameter(now.network, "b2", b))


@grid(grain=GRAINS, name=[*SESSIONS])
def test_what_is_made_of_the_held_walk_is_the_walk(name: str, grain: str) -> None:
    """There and back again: what was shown in between has left nothing behind."""
    walks = [payload(with_bias(SESSIONS[name], value), name) for value in (0.25, 0.26, 0.5, -0.0, 0.25)]
    held, told = HeldWalk("", {}, 0), []
    for i, walk in enumerate(walks):
        answered = held.told(walk)
        if answered is None:
            answered = {"base": f"walk {i}", "walk": as_text(walk)}
            held = HeldWalk(f"walk {i}", walk, len(answered["walk"]))
        told.append(answered)
    assert any("patch" in one for one in told)
    whole = [{"base": "held", "walk": as_text(walk)} for walk in walks]
    found = answer("held", {"answers": told, "grain": grain})
    assert found == answer("held", {"answers": whole, "grain": grain})
    assert found[0] == found[-1] != found[1]
