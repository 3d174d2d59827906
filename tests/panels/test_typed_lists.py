"""Lists of numbers as they are typed: what is taken, and in which sentence what cannot be is refused."""

import pytest

from simulator import InputError
from simulator.panels.train.typed_lists import numbers_typed, whole_numbers_typed


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("0.1 0.3 1", [0.1, 0.3, 1]),
        ("0.1, 0.3, 1/3", [0.1, 0.3, 1 / 3]),
        ("0,5; 0,25", [0.5, 0.25]),
        ("0.1,0.5,2", [0.1, 0.5, 2]),
        (" 1e-3 ", [1e-3]),
    ],
)
def test_numbers_with_anything_between_them(typed, taken):
    assert numbers_typed(typed, "the learning rates", 9) == taken


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("0-3", [0, 1, 2, 3]), ("7, 1 – 3", [7, 1, 2, 3]), ("5;all", [5, 64]), ("2 4,8", [2, 4, 8])],
)
def test_whole_numbers_and_ranges(typed, taken):
    assert whole_numbers_typed(typed, "the seeds", 0, 99, 9, {"all": 64}) == taken


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "the learning rates must be one number or more; the field is empty"),
        ("0.1 x", "the learning rates must be a number; got 'x'"),
        ("0.1 -1", "the learning rates must be above 0; got -1"),
        ("1 0.5 1.0", "the learning rates must all be different; 1 comes twice"),
        (
            "1,2",
            "the learning rates must be numbers with a space or ; between them; 1,2 can be 1.2, or 1 and 2",
        ),
        ("1 2 3 4", "the learning rates must be at most 3 numbers; got 4"),
    ],
)
def test_numbers_that_cannot_be(typed, why):
    with pytest.raises(InputError) as refused:
        numbers_typed(typed, "the learning rates", 3)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0.5", "the seeds must be a whole number from 0 to 99; got 0.5"),
        ("100", "the seeds must be a whole number from 0 to 99; got 100"),
        ("9-3", "a range of the seeds must go upwards, over at most 9 numbers; got 9-3"),
        ("0-50", "a range of the seeds must go upwards, over at most 9 numbers; got 0-50"),
        ("0-5 3", "the seeds must all be different; 3 comes twice"),
    ],
)
def test_whole_numbers_that_cannot_be(typed, why):
    with pytest.raises(InputError) as refused:
        whole_numbers_typed(typed, "the seeds", 0, 99, 9)
    assert str(refused.value) == why
