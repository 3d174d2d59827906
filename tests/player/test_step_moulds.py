"""Steps from a mould are those made afresh; how many were is counted. See also panels/test_dragging.py."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from simulator.core.edit import with_parameter
from simulator.files.gallery import example
from simulator.player.payload import payload, step_moulds
from simulator.steps.session import Session

NOTES = replace(example("notes-4-layer").session, updates=2)
STEPS = 26  # of an update
AFRESH = 2 + 2  # in two updates: the error, and the last step of each, which say numbers that no array holds


@pytest.fixture(autouse=True)
def _no_moulds() -> Iterator[None]:
    """Those of another test would be used here."""
    step_moulds._mould.cache_clear()
    yield
    step_moulds._mould.cache_clear()


def with_weight(value: float) -> Session:
    W = NOTES.network.W[4].copy()
    W[0, 1] = value
    return replace(NOTES, network=with_parameter(NOTES.network, "W4", W))


def made(session: Session, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many steps are made for a walk, which is the one that is made without a mould."""
    kinds = []

    def counted(*given: object) -> object:
        kinds.append(given)
        return one_step(*given)

    one_step = step_moulds._cast
    with monkeypatch.context() as patched:
        patched.setattr(step_moulds, "_cast", counted)
        found = payload.sent(session, "walk")
        count = len(kinds)
        patched.setattr(step_moulds, "_mould", lambda *_: step_moulds.Mould())
        assert payload.sent(session, "walk") == found
    return count


def test_only_what_says_numbers_is_made_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that differs is made anew."""
    assert made(NOTES, monkeypatch) == 2 * STEPS
    assert made(with_weight(-0.41), monkeypatch) == AFRESH
    grown = replace(with_weight(-0.43), learning_rate=5.0)
    assert AFRESH < made(grown, monkeypatch) < 2 * STEPS, "the updates are told to be too large"


def test_arrays_that_become_alike_are_not_taken_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gradient of 0 everywhere is one array with other zeros; and back again."""
    made(NOTES, monkeypatch)
    hidden = NOTES.network.b[4] * 0
    flat = replace(NOTES, network=with_parameter(NOTES.network, "b4", hidden))
    flat = replace(flat, network=with_parameter(flat.network, "W4", np.zeros_like(flat.network.W[4])))
    assert made(flat, monkeypatch) > AFRESH
    made(NOTES, monkeypatch)
    assert made(with_weight(-0.41), monkeypatch) == AFRESH


def test_another_shape_has_another_mould(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frozen weights, another loss or more updates: all is made anew."""
    made(NOTES, monkeypatch)
    frozen = replace(NOTES.network, frozen=frozenset({"W2"}))
    for other in (replace(NOTES, network=frozen), replace(NOTES, loss="mse"), replace(NOTES, updates=3)):
        assert made(other, monkeypatch) == other.updates * STEPS
