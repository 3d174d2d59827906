"""The README's "Check it by hand": every number that it prints is the one on the page."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.files.gallery import EXAMPLES, example
from simulator.panels.walk.edit_panel import _with_another
from simulator.steps.formulas.digits import raised
from simulator.steps.timeline import steps_of

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
FIRST = example(EXAMPLES[0]).session
SYMBOLS = {"·": "*", "−": "-", "⁻⁸": "**-8"}


def rows(after: str) -> list[list[str]]:
    """The cells of the first table after these words."""
    part = README[README.index(after) :]
    lines = part[part.index("\n| step") :].strip().split("\n\n")[0].split("\n")[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ADAM = rows("One step of Adam by hand")


@pytest.mark.parametrize(("number", "quantity", "with_numbers", "printed"), ADAM)
def test_a_step_of_adam_can_be_checked_with_a_calculator(number, quantity, with_numbers, printed):
    """The printed value is the page's, and what the row says to be typed gives it."""
    steps = steps_of(replace(FIRST, rule="adam"))
    step = steps[int(number) - 1]
    if quantity.startswith("F"):
        assert step.gained() == f"F {printed}."
        return
    array = step.lines[quantity.startswith("V̂")].tokens[-1]
    assert step.layer == 4
    assert raised(float(array.at(3)[0, 0]), 3).replace("-", "−") == printed
    assert step.kind == {"∂": "dW", "M": "momentum_W", "V": "square_W", "W": "update_W"}.get(
        quantity.split()[0][0] if "̂" not in quantity.split()[0] else "", "corrected_W"
    )
    for symbol, word in SYMBOLS.items():
        with_numbers = with_numbers.replace(symbol, word)
    assert re.fullmatch(r"[-+*/(). 0-9]+", with_numbers)
    assert eval(with_numbers) == pytest.approx(float(np.asarray(array.value)[0, 0]), rel=1e-7)


def test_the_table_of_plain_descent_is_the_pages():
    """Every number of the first update, in the order of its row."""
    check(steps_of(FIRST), rows("step of the first update is exact"))


def test_the_table_of_a_batch_is_the_pages():
    """With the two pairs that are drawn when they are added; and what a mean over the items makes of it."""
    batch = replace(_with_another(_with_another(example("linear-1-1").session)), batch_size=3)
    check(steps_of(batch), rows("One batch by hand"))
    of_mse = steps_of(replace(batch, loss="mse"))
    found = [of_mse[3].loss, of_mse[6].value[0, 0], of_mse[7].value[0]]
    assert (
        f"by the three items: {raised(found[0], 3)}, {raised(found[1], 3)} and {raised(found[2], 3)}."
        in README
    )
    assert [[*pair] for pair in zip(batch.X[:, 0], batch.T[:, 0], strict=True)] == [
        [2, 9],
        [1, 0.3],
        [0, -0.1],
    ]


def check(steps, table):
    """The numbers of each row are those of its step."""
    for number, _, printed in table:
        step = steps[int(number) - 1]
        numbers = [word.removeprefix("F = ") for word in re.split(r"[,;] ", printed)]
        if step.gain:
            assert step.gained() == f"F {printed}."
            continue
        values = [raised(float(x), 3) for x in np.ravel(step.value)]
        values += [raised(float(step.loss), 3)] if step.loss is not None else []
        assert [float(x.replace("−", "-")) for x in values] == [float(x.replace("−", "-")) for x in numbers]
