"""No message is longer than a sentence may be, nor full of what came."""

import numpy as np
import pytest

from simulator import InputError, Network, descend, propagate, train
from simulator.files.untrusted.quoting import LONGEST, QUOTED, listed, shown

LONG = "n" * 5000
NETWORK = Network.from_arrays([np.ones((2, 2))], [np.zeros(2)], ["tanh"])
DEEP = [
    Network.from_arrays([np.eye(9)] * depth, [np.zeros(9)] * depth, ["tanh"] * depth) for depth in (90, 80)
]


@pytest.mark.parametrize("text", [LONG, "\x1b" * 500, "\u202e" * 90, "é" * 41, "'\"" * 40, ""])
def test_what_is_quoted_is_short_and_printable(text):
    assert len(shown(text)) <= QUOTED
    assert shown(text).isprintable()


def test_names_are_listed_as_far_as_there_is_room():
    assert listed(["a", "b", "c"]) == "a, b, c"
    assert listed("abcdef") == "a, b, c, d and 2 more"
    wide = ["x" * 40, "y" * 40, "z" * 10]
    assert listed(wide) == f"{'x' * 40} and 2 more"
    assert all(len(listed([name] * 9)) <= QUOTED + len(" and 9 more") + 6 for name in (LONG, "n n", "é" * 99))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Network.from_arrays([np.ones((2, 2))], [np.zeros(2)], [LONG]),
        lambda: Network.from_arrays([np.ones((2, 2))], [np.zeros(2)], ["tanh"], frozen=LONG),
        lambda: Network.from_arrays([np.ones((2, 2))], [np.zeros(2)], ["tanh"], frozen=[LONG]),
        lambda: propagate(NETWORK, [1, 2], [1, 2], LONG),
        lambda: propagate(NETWORK, LONG, [1, 2]),
        lambda: train(NETWORK, [[1, 2]], [[1, 2]], "tse", LONG),
        lambda: train(NETWORK, [[1, 2]], [[1, 2]], "tse", 0.1, order=LONG),
        lambda: descend(DEEP[0], propagate(DEEP[1], [0.1] * 9, [1.0] * 9), 0.1),  # many layers are named
    ],
)
def test_no_refusal_is_longer_than_a_sentence_may_be(make):
    with pytest.raises(InputError) as caught:
        make()
    assert len(str(caught.value)) <= LONGEST
    assert LONG[: QUOTED + 1] not in str(caught.value)


def test_of_a_long_message_the_rule_and_what_came_stay():
    said = str(InputError("the rule " + "must be " * 90 + "; got 'x'"))
    assert len(said) == LONGEST
    assert said.startswith("the rule must") and said.endswith("; got 'x'")
