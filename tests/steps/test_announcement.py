"""What a screen reader says of a step: once, with its value, and at gradients and updates of which W."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulator import Network
from simulator.files.gallery import EXAMPLES, example
from simulator.steps.formulas.digits import FULL
from simulator.steps.formulas.formula import Numbers
from simulator.steps.session import Session
from simulator.steps.step import Lit
from simulator.steps.timeline import GRAINS, steps_of
from simulator.steps.words.announcement import MOST_READ, announced, announcement, lit_words, read_aloud

LONGEST = 300  # characters that somebody listens to at a step


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("grain", GRAINS)
def test_the_value_read_is_the_steps(name: str, grain: str) -> None:
    """Of A its diagonal where that is all there is, of everything else all of it."""
    for step in steps_of(replace(example(name).session, updates=2), grain):
        said = announcement(step)
        assert str(said[0]).startswith(f"{step.title}. ")
        numbers = next(piece for piece in said if isinstance(piece, Numbers)).value
        diagonal = step.kind == "A" and "The diagonal" in announced(step)
        value = np.diag(step.value) if diagonal else np.asarray(step.value)
        assert np.array_equal(np.ravel(numbers), np.ravel(value))
        assert np.count_nonzero(step.value) == np.count_nonzero(value), "a diagonal is all there is"


def test_of_the_first_network_in_words() -> None:
    """As the README has its numbers."""
    said = [announced(step) for step in steps_of(example("notes-4-layer").session)[:26]]
    assert said[0] == "The input x enters layer 1. x is 0.5, 1."
    assert said[7] == "The error e = t − y. e is 0.6, −0.5. F is 0.61."
    assert said[8] == "Slopes A of layer 4. The diagonal of A₄ is 1, 1."
    assert said[13] == "Send S back from layer 4 to layer 3. S₃ is −0.34, 0.43."
    gradient = "∂F/∂W₃ is row 1: −0.34, 0.43; row 2: 0, 0; row 3: −0.17, 0.215."
    assert said[14] == f"Gradient of the weights W₃. {gradient}"
    assert said[24] == "Update the weights W₄. W₄ is now row 1: 0.86, −0.45; row 2: −0.54, 0.95."
    assert said[25].endswith("b₄ is now 0.42, 0.1. F went from 0.61 to 0.211.")
    assert len({*said}) == len(said), "no two steps of an update sound alike"
    neuron = steps_of(example("notes-4-layer").session, "neuron")[2]
    assert announced(neuron) == "Weighted sum n of neuron 2 in layer 2. It is −0.3."


def test_what_is_too_much_to_listen_to_is_its_shape_and_range() -> None:
    """Up to so many numbers one by one; of more how many there are, from where to where."""
    rng = np.random.default_rng(5)
    sizes = (MOST_READ, MOST_READ + 1, 2)
    W = [rng.normal(size=pair) for pair in pairwise(sizes)]
    net = Network.from_arrays(W, [np.zeros(n) for n in sizes[1:]], ["tanh", "identity"])
    session = Session(net, np.ones(MOST_READ), np.zeros(2))
    steps = {(step.kind, step.layer): step for step in steps_of(session)}
    assert announced(steps["input", 1]).endswith(f"x is {', '.join('1' * MOST_READ)}.")
    n = steps["n", 2].value
    ends = " to ".join(read_aloud(float(end), 3) for end in (n.min(), n.max()))
    assert announced(steps["n", 2]).endswith(f"n₂ is a column of 13 numbers, from {ends}.")
    assert " is a matrix of 12 by 13 numbers, from " in announced(steps["dW", 2])
    net = Network.from_arrays(W, [np.full(n, -99.0) for n in sizes[1:]], ["relu", "identity"])
    dead = Session(net, np.ones(MOST_READ), np.zeros(2))
    a = next(step for step in steps_of(dead) if (step.kind, step.layer) == ("a", 2))
    assert announced(a).endswith("a₂ is a column of 13 numbers, all 0.")
    for step in (*steps_of(session), *steps_of(dead, "neuron")):
        assert len(announced(step)) <= LONGEST


def test_powers_of_ten_are_words() -> None:
    """A raised digit or an e is not read by every screen reader."""
    assert read_aloud(-4.3912e-5, 3) == "−4.39 times 10 to the −5"
    assert read_aloud(4.5e12, FULL) == "4.5 times 10 to the 12"
    assert read_aloud(-0.25, 3) == "−0.25"


def test_what_is_lit_in_words() -> None:
    """Whole layers, one neuron with its edges on either side, nothing else."""
    into = Lit(neurons=((2, 3), (1, 0)), edges=((2, 0, 3),))
    assert (
        lit_words(into) == "Lit: layer 1; neuron 3 of layer 2; the edges from layer 1 to neuron 3 of layer 2."
    )
    out = Lit(neurons=((3, 0), (2, 1)), edges=((3, 1, 0),))
    assert (
        lit_words(out) == "Lit: neuron 1 of layer 2; layer 3; the edges from neuron 1 of layer 2 to layer 3."
    )
    assert lit_words(Lit(edges=((2, 0, 0),))) == "Lit: the edges from layer 1 to layer 2."
