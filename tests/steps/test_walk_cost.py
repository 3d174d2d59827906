"""What a walk is reckoned to cost, against what it does cost, and what is refused before it is made."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from simulator import InputError, update_rule
from simulator.core.initialise import initialise
from simulator.files.gallery import EXAMPLES, example
from simulator.files.sessions.links.link import read_link
from simulator.files.sessions.links.link_packing import packed
from simulator.files.untrusted.json_fields import json_bytes
from simulator.player.payload.payload import sent
from simulator.steps.session import Session
from simulator.steps.undo import Desk, Scene, changed, settings_changed
from simulator.steps.walk_cost import (
    MOST_MEMORY,
    MOST_SECONDS,
    answers_seconds,
    check_cost,
    cost_of,
    most_asked,
)

from ..grids import by_day

SHAPES = {
    "wide softmax inside": ((1, 400, 60), ("softmax", "identity"), 5, "gradients-first"),
    "wide softmax at the end": ((1, 60, 400), ("tanh", "softmax"), 5, "gradients-first"),
    "wide": ((300, 200, 10), ("tanh", "identity"), 10, "gradients-first"),
    "wide as you go": ((200, 150, 10), ("tanh", "identity"), 10, "as-you-go"),
    "deep": ((4,) * 25, ("tanh",) * 24, 3, "gradients-first"),
    "deep and wide": ((40,) * 12, ("relu",) * 11, 10, "gradients-first"),
    "a batch through a wide network": ((300, 200, 10), ("tanh", "identity"), 3, "gradients-first", 64),
    "a batch through a deep network": ((8,) * 12, ("tanh",) * 11, 3, "gradients-first", 32),
    "a batch through softmax": ((20, 60, 60), ("softmax", "softmax"), 2, "gradients-first", 30),
}


def session(widths, kinds, updates=5, order="gradients-first", items=1) -> Session:
    X, T = np.full((items, widths[0]), 0.1), np.full((items, widths[-1]), 0.1)
    X += np.arange(items)[:, None] / 10
    return Session(
        initialise(widths, kinds, "glorot", 0), X, T, "tse", 0.01, updates, order, batch_size=items
    )


USUAL = ("wide softmax inside", "a batch through a deep network")


@pytest.mark.parametrize("shape", by_day(*USUAL, of=SHAPES))
def test_what_a_walk_costs_is_known_to_a_factor_of_two_and_a_half(shape):
    sent(session((2, 2), ("tanh",)), "warm")
    made = session(*SHAPES[shape])
    memory, text, _ = cost_of(made).of(made.updates)
    tracemalloc.start()
    try:
        length = len(sent(made, "walk"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak / 2.5 < memory < 2.5 * peak
    assert length / 2.5 < text < 2.5 * length


def test_answers_are_found_to_as_many_updates_as_leave_the_page_in_time():
    """All of a small network's; fewer of a long walk or with an update rule; one in any case."""
    small = session((2, 3, 2), ("relu", "identity"), updates=20)
    assert most_asked(small) == 20
    ruled = replace(small, rule=update_rule("adam", clip=1.0))
    for made in (replace(small, updates=50), ruled):
        count = most_asked(made)
        walked = cost_of(made).of(made.updates)[2]
        assert 1 < count < made.updates
        assert walked + count * answers_seconds(made) <= MOST_SECONDS
    deep = session((4,) * 25, ("tanh",) * 24)
    full = replace(deep, updates=cost_of(deep).most_updates)
    assert full.updates > most_asked(full) == 1


def test_a_link_of_eighty_characters_cannot_take_gigabytes():
    facts = {
        "widths": [1, 1024, 243], "activations": ["softmax", "identity"], "pairs": 1, "loss": "tse",
        "learning_rate": 0.1, "updates": 50, "order": "gradients-first", "numbers": "decimals",
        "drawn": {"scheme": "glorot", "seed": 0},
    }  # fmt: skip
    link = packed(json_bytes(facts), b" ".join([b"1"] * 244))
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=r"at most 316 MB .* choose at most \d+ updates"):
            read_link(link)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2**25


def test_a_desk_refuses_what_costs_too_much_and_says_what_would_do():
    large = session((1, 1024, 243), ("softmax", "identity"), 50)
    small = session((2, 2), ("tanh",))
    desk = Desk(Scene("a", "A", "", small, small))
    with pytest.raises(InputError, match="choose at most"):
        desk.change(large)
    assert "walked" not in large.__dict__
    most = cost_of(large).most_updates
    check_cost(session((1, 1024, 243), ("softmax", "identity"), most))
    with pytest.raises(InputError):
        check_cost(session((1, 1024, 243), ("softmax", "identity"), most + 1))


def test_the_gallery_with_most_updates_and_the_networks_of_the_digits_are_let_through():
    for name in EXAMPLES:
        found = example(name).session
        check_cost(Session(found.network, found.X, found.T, found.loss, updates=50))
    for order in ("gradients-first", "as-you-go"):
        widest = session((500, 500), ("tanh",), 45, order)
        check_cost(widest)
        assert cost_of(widest).of(45)[0] < MOST_MEMORY
    digits = session((784, 128, 10), ("tanh", "softmax"), 50)
    check_cost(digits)


def test_a_wide_softmax_inside_costs_no_more_text_than_its_steps():
    """Neither A nor ∂n/∂n̂ is sent in full, which were 11 MB and 3 MB an update."""
    made = session((1, 1024, 243), ("softmax", "identity"), 2)
    weights = 1024 * 244
    assert len(sent(made, "walk")) < 32 / 3 * weights + 500_000


def test_what_is_held_is_compared_by_its_first_update_alone():
    """Or the walks of two large networks would be held at once."""
    held = session((30, 40, 20), ("tanh", "identity"), 50)
    now = session((30, 40, 20), ("tanh", "identity"), 50, "as-you-go")
    changed(held, now)
    settings_changed(held, now)
    assert "walked" not in held.__dict__ and "walked" not in now.__dict__
    assert held.first.run.loss == held.walked[0].run.loss
    assert held.first.after.W[2].tobytes() == held.walked[0].after.W[2].tobytes()
