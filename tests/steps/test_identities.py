"""Which number a letter or a number of a formula says that it is: that array of the update, and no other."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator import Network
from simulator.core.training.update_rule import update_rule
from simulator.files.gallery import example
from simulator.steps.formulas.formula import Letter, Numbers, Products, Token
from simulator.steps.session import Session, Update
from simulator.steps.timeline import steps_of

BASE = example("notes-4-layer").session
SOFTMAX = example("softmax-2-3-3").session
XOR = example("xor-2-2-1").session
NET = BASE.network
HELD = Network.from_arrays(
    [*NET.W.values()], [*NET.b.values()], [*NET.activation.values()], frozen=["W2[1,2]", "b3[1]", "W4[2,1]"]
)
SESSIONS = {
    "pair": replace(BASE, updates=2),
    "softmax": replace(SOFTMAX, updates=1),
    "as you go": replace(BASE, updates=1, order="as-you-go"),
    "batch": replace(XOR, updates=1, batch_size=3),
    "frozen in part": replace(BASE, network=HELD, updates=1),
    "rule, frozen in part": replace(
        BASE, network=HELD, updates=2, rule=update_rule("adam", weight_decay=0.1)
    ),
    "rule": replace(XOR, updates=2, rule=update_rule("adam", weight_decay=0.1, clip=0.5)),
}


def array_of(u: Update, quantity: str, l: int) -> Any:
    """The array of the update that a name stands for, told from its run; None for what only a rule knows."""
    if quantity.startswith("free_"):
        return free(u, quantity[-1] + str(l), array_of(u, quantity.removeprefix("free_"), l))
    found, net, after = u.found, u.before, u.after
    slopes = u.batch.A if u.in_matrices else u.run.slopes
    by_layer = {
        **{"W": net.W, "b": net.b, "newW": after.W, "newb": after.b, "n": found.n, "a": found.a},
        **{"S": found.S, "A": slopes, "dW": found.dW, "db": found.db},
    }
    if quantity in by_layer:
        return by_layer[quantity][l]
    alone = {"t": found.t, "e": found.e, "F": np.asarray(found.loss), "alpha": u.alpha}
    return alone.get(quantity)


def free(u: Update, name: str, array: np.ndarray | None) -> np.ndarray | None:
    """The array with 0 wherever that parameter is frozen."""
    if array is None:
        return None
    left = array.copy()
    for entry in u.before.frozen:
        if found := re.fullmatch(rf"{name}\[(\d+)(?:,(\d+))?\]", entry):
            left[tuple(int(place) - 1 for place in found.groups() if place)] = 0.0
    return left


def numbers(tokens: tuple[Token, ...]) -> Iterator[Numbers]:
    """Those of a line, with both sides of its sums."""
    for token in tokens:
        if isinstance(token, Products):
            yield from (token.left, token.right)
        elif isinstance(token, Numbers):
            yield token


def held(token: Numbers, u: Update) -> tuple[Any, Any]:
    """The array of a token, and that of its name."""
    whole, _, item = token.of.partition("@")
    quantity, *places = whole.split(":")
    named = array_of(u, quantity, int(places[0]) if places else 0)
    if named is not None and item:
        named = named[int(item) - 1]
    for place in places[1:]:
        named = named[int(place) - 1]
    return token.array, named


@pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)
@pytest.mark.parametrize("grain", ["operation", "neuron"])
def test_numbers_are_what_they_say(session: Session, grain: str) -> None:
    """Bit for bit; and a numbered letter says the layer that it carries."""
    known = 0
    for step in steps_of(session, grain):
        u = session.walked[step.update - 1]
        for line in step.lines:
            for token in numbers(line.tokens):
                mine, named = held(token, u) if token.of else (None, None)
                if named is not None:
                    np.testing.assert_array_equal(mine, named, err_msg=f"{token.of} in {step}")
                    known += 1
        for letter in step.numbered_letters:
            if (
                isinstance(letter, Letter)
                and ":" in letter.of
                and (layer := re.search(r"_\{(\d+)", letter.latex))
            ):
                assert letter.of.split(":")[1] == layer[1], f"{letter.latex} says {letter.of}"
    assert known > 40
