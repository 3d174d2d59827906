"""What the player has read aloud of a step is Python's sentence, at any number of digits."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.files.gallery import example
from simulator.player.payload.payload import payload
from simulator.steps.formulas.digits import FULL
from simulator.steps.session import Session
from simulator.steps.timeline import GRAINS, steps_of
from simulator.steps.words.announcement import announced, lit_words

from ..benchmark_apps.network import large_session
from ..grids import grid
from ..steps.ruled import SESSIONS as RULED
from .batches import BATCHES
from .node import answer
from .test_printed_numbers import DIGITS, wide_session


def sessions() -> dict[str, Session]:
    """Full slopes, frozen biases, tiny numbers, layers above what is read whole, steps sent as patterns."""
    names = ("notes-4-layer", "mazur-tse-as-you-go", "softmax-2-3-3", "mazur-half", "linear-1-1")
    found = {name: replace(example(name).session, updates=2) for name in names}
    found["tiny"] = replace(found["notes-4-layer"], X=found["notes-4-layer"].X * 1e-9, learning_rate=1e-7)
    found |= {f"batch, {name}": session for name, session in BATCHES.items()}
    found["wide batch"] = replace(
        wide_session(), X=wide_session().X * [[1], [2]], T=np.eye(13)[:2], batch_size=2
    )
    return found | {"wide": wide_session(), "784-128-10": replace(large_session(), updates=3)}


@pytest.mark.parametrize("name", sessions())
def test_a_step_is_read_aloud_as_python_says_it(name: str) -> None:
    """By operation and neuron by neuron, and what the graph lights."""
    read_alike(sessions()[name], name)


@grid(2, name=[*RULED])
def test_a_step_of_an_update_rule_is_read_aloud_as_python_says_it(name: str) -> None:
    """M̂ and V̂ are two results."""
    read_alike(RULED[name], name)


def read_alike(session: Session, name: str) -> None:
    walk = payload(session, name)
    asked = (3, FULL) if name == "784-128-10" else DIGITS
    for grain in GRAINS:
        steps = steps_of(session, grain)
        answers = answer("announced", {"walk": walk, "grain": grain, "digits": asked})
        for digits, found in zip(asked, answers, strict=True):
            assert found == [[announced(step, digits), lit_words(step.lit)] for step in steps]
