"""What the player is given: every number of the session, exact, and every step in full."""

import json
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.files.examples import EXAMPLES, example
from simulator.player.code import script, stylesheet
from simulator.player.component import ASSETS
from simulator.player.payload import payload
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of


def sessions() -> dict[str, Session]:
    """The gallery, and one of numbers that no short decimal gives."""
    found = {name: example(name).session for name in EXAMPLES}
    first = found["hagan-1-2-1"]
    found["odd numbers"] = replace(
        first, X=first.X * np.pi * 1e-9, T=first.T + 1e17 / 3, learning_rate=1e-17 / 3
    )
    return found


def sent(session: Session) -> dict[str, Any]:
    """The walk as it arrives in the browser."""
    return json.loads(json.dumps(payload(session, "walk", "about")))


def bits(values: Any) -> bytes:
    """Float64 bit for bit."""
    flat = np.ravel(values)
    return struct.pack(f"<{flat.size}d", *flat)


@pytest.mark.parametrize("name", sessions())
def test_every_number_of_the_runs_arrives_bit_for_bit(name: str) -> None:
    """n, a, S, ∂F/∂W, W and b before and after, e, t and F of every update."""
    session = sessions()[name]
    walk = sent(session)
    assert len(walk["updates"]) == session.updates
    for u, got in zip(session.walked, walk["updates"], strict=True):
        layers = range(2, session.network.depth + 1)
        pairs = [(got["F"], u.run.loss), (got["after"], u.loss_after)]
        pairs += [(walk["arrays"][got[key]], getattr(u.run, key)) for key in ("t", "e")]
        pairs += [(walk["arrays"][got["a"][str(l)]], u.run.a[l]) for l in (1, *layers)]
        for l in layers:
            pairs += [
                (walk["arrays"][got[key][str(l)]], getattr(u.run, key)[l]) for key in ("n", "S", "dW", "db")
            ]
            pairs += [(walk["arrays"][got["A"][str(l)]], u.run.slopes[l])]
            if l > 2:
                pairs += [(walk["arrays"][got["J"][str(l)]], u.before.W[l].T @ u.run.A[l - 1])]
            pairs += [(walk["arrays"][got[key][str(l)]], getattr(u.before, key)[l]) for key in ("W", "b")]
            pairs += [
                (walk["arrays"][got[key][str(l)]], getattr(u.after, letter)[l])
                for key, letter in (("newW", "W"), ("newb", "b"))
            ]
        for found, wanted in pairs:
            assert np.shape(found) == np.shape(wanted)
            assert bits(found) == bits(wanted)


@pytest.mark.parametrize("name", ["notes-4-layer", "mazur-half-as-you-go", "xor-2-2-1"])
def test_every_step_arrives_with_its_words(name: str) -> None:
    """In order, for both grains: kind, layer, update, title, sentence, sizes, note, gain."""
    session = example(name).session
    walk = sent(session)
    for grain in GRAINS:
        for step, got in zip(steps_of(session, grain), walk["steps"][grain], strict=True):
            assert (got["kind"], got["l"], got["u"] + 1, got["neuron"], got["phase"]) == (
                step.kind,
                step.layer,
                step.update,
                step.neuron,
                step.phase,
            )
            texts = [walk["texts"][got[key]] for key in ("title", "text", "sizes")]
            assert texts == [step.title, step.text, step.sizes]
            assert walk["texts"][got["note"]] == step.note if step.note else "note" not in got
            assert got.get("gain") == (list(step.gain) if step.gain else None)


def test_numbers_are_sent_once() -> None:
    """A walk ten times as long is at most ten times as large, and small."""
    session = example("notes-4-layer").session
    sizes = [len(json.dumps(payload(replace(session, updates=n), "walk"))) for n in (1, 10)]
    assert sizes[1] < 10 * sizes[0]
    assert sizes[1] < 400_000


def test_the_same_session_gives_the_same_walk() -> None:
    """Or a rerun of the page would send it again and start afresh."""
    one, other = (json.dumps(payload(example("xor-2-2-1").session, "walk")) for _ in range(2))
    assert one == other


def test_the_player_asks_for_nothing_from_elsewhere() -> None:
    """No address in its code but that of SVG's namespace; large files come from this very server."""
    code = script() + stylesheet()
    assert "://" not in code.replace("http://www.w3.org/2000/svg", "")
    assert all(address.startswith("component/") for address in ASSETS.values())
