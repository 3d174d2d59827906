"""Work beside the page: it gives what it would give there, can be stopped, and takes its turn."""

import threading
import time
from functools import partial

import numpy as np
import pytest

from simulator import InputError, check_gradient
from simulator.core.initialise import initialise
from simulator.files.gallery import EXAMPLES, example
from simulator.runs.aside.aside import TURNS, Aside
from simulator.runs.aside.turns import Turns
from simulator.runs.aside.work_cost import SHORT, check_seconds, compare_seconds, file_seconds
from simulator.steps.session import Session

PATIENCE = 60


def ended(aside: Aside) -> Aside:
    aside.wait(PATIENCE)
    assert not aside.running
    return aside


def test_aside_gives_what_would_be_given_here_and_refuses_in_the_same_words():
    update = example(EXAMPLES[0]).session.walked[0]
    given = update.before, update.run.x, update.run.t, "tse"
    here, there = check_gradient(*given), ended(Aside(partial(check_gradient, *given))).result()
    assert [(name, array.tobytes()) for name, array in here.dW.items()] == [
        (name, array.tobytes()) for name, array in there.dW.items()
    ]
    refused = ended(Aside(partial(check_gradient, update.before, update.run.x, update.run.t, "no loss")))
    with pytest.raises(InputError, match="loss"):
        refused.result()


def test_work_that_is_larger_than_a_pipe_holds_arrives_whole():
    """Also where the process reads it only long after it was begun."""
    assert ended(Aside(partial(len, bytes(4_000_000)))).result() == 4_000_000


def test_what_is_stopped_ends_at_once_and_those_in_line_move_up():
    long = [Aside(partial(time.sleep, 600)) for _ in range(TURNS.at_once)]
    waiting = Aside(partial(int, "7"))
    try:
        assert waiting.waiting and waiting.running
        assert f"does {TURNS.at_once} long pieces of work at once" in waiting.said
        with pytest.raises(InputError, match="goes on"):
            waiting.result()
        long[0].stop()
        assert long[0].stopped and not long[0].running
        with pytest.raises(InputError, match="it was stopped"):
            long[0].result()
        assert ended(waiting).result() == 7
    finally:
        for aside in long:
            aside.stop()


def test_what_no_page_asks_for_is_stopped(monkeypatch):
    monkeypatch.setattr("simulator.runs.aside.aside.LONELY", 0)
    left = Aside(partial(time.sleep, 600))
    left.wait(PATIENCE)
    with pytest.raises(InputError, match="no page looked"):
        left.result()


def test_what_takes_too_much_memory_or_dies_ends_in_a_sentence():
    greedy = ended(Aside(partial(np.ones, 3 << 28)))  # 6 GiB
    with pytest.raises(InputError, match="needs more than the 1024 MB"):
        greedy.result()
    gone = ended(Aside(partial(exit_at_once)))
    with pytest.raises(InputError, match="ended without an answer"):
        gone.result()


def exit_at_once():
    import os  # noqa: PLC0415

    os._exit(3)


def test_turns_are_taken_in_line_and_the_line_is_bounded():
    turns = Turns(1, 2, "things")
    first, second, third = turns.join(), turns.join(), turns.join()
    assert (first.before, second.before, third.before) == (0, 1, 2)
    assert (first.said, second.said) == (
        "",
        "It waits until another ends: this server does 1 things at once.",
    )
    with pytest.raises(InputError, match="all these places are taken"):
        turns.join()
    assert not second.wait(lambda: True)  # given up
    second.leave()
    begun = threading.Event()
    threading.Thread(target=lambda: third.wait(lambda: False) and begun.set()).start()
    assert not begun.wait(0.05)
    first.leave()
    assert begun.wait(PATIENCE)
    third.leave()
    assert turns.join().before == 0


def session(widths, kinds, updates=1) -> Session:
    X, T = np.full((1, widths[0]), 0.1), np.full((1, widths[-1]), 0.1)
    return Session(initialise(widths, kinds, "glorot", 0), X, T, "tse", 0.01, updates)


def test_the_gallery_is_done_at_once_and_what_takes_long_is_known_to():
    """Measured: each of the second group took more than two seconds, or is counted as taking long."""
    for name in EXAMPLES:
        found = example(name).session
        assert check_seconds(found.network, len(found.X)) < SHORT
        assert compare_seconds(found.network, len(found.X)) < SHORT
        for kind, format in (("picture", "png"), ("offline", ""), ("handout", "pdf"), ("notebook", "")):
            assert file_seconds(found, kind, format) < SHORT
    digits = session((784, 128, 10), ("tanh", "softmax"), 5)
    wide = session((1, 1024, 243), ("softmax", "identity"), 13)
    deep = session((4,) * 33, ("tanh",) * 32, 30)
    assert min(check_seconds(digits.network, 1), check_seconds(wide.network, 20)) > 2
    assert compare_seconds(wide.network, 20) > 2
    assert min(file_seconds(one, "picture", "png") for one in (digits, wide, deep)) > 2
    assert file_seconds(deep, "offline") > 2
    assert file_seconds(wide, "offline") > SHORT
    assert file_seconds(deep, "handout", "pdf") > 2
