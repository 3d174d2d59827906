"""Answers of a person to one step, marked: what is right, what is wrong, and which mistake gives it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...checks.fitted_numbers import Family, Fit
from ...inputs import Array, InputError, kind_of
from ...network import Network
from ...training.rule_state import RuleState
from ...training.update_rule import UpdateRule
from ..true_steps import true_steps
from .feedback import Place, said_of
from .judgement import EARLY, NEAR, NO_NUMBER, NONE, RIGHT, WRONG, given_by, gives_all, judged
from .prompt import Prompt
from .typed_number import TypedNumber, typed_number

ROUNDED = "rounded"
MOST = 2**20  # entries of an array that is answered


@dataclass(frozen=True, eq=False)
class Marks:
    """What `mark` found.

    `verdicts`: nested as what was typed, each "right", "fewer digits", "rounded early", "wrong", "not a
    number", or "" where nothing was answered. `mistakes`: by name, every single one that gives all numbers
    that were answered, likeliest first; none where nothing is wrong. `numbers`: those that have a number of
    their own, such as λ, with it; of what an update rule computes they are known where it goes along with the
    gradient in proportion, so not behind Adam's V. `sentence`: what is to be said to the person, with the
    place to look.
    """

    verdicts: Any
    mistakes: tuple[str, ...]
    numbers: dict[str, float]
    sentence: str

    def __repr__(self) -> str:
        return f"Marks({self.verdicts!r:.200}; {', '.join(self.mistakes) or 'no mistake named'})"


def mark(
    net: Network,
    x: Any,
    t: Any,
    quantity: str,
    layer: int | None,
    typed: Any,
    loss: str = "tse",
    learning_rate: Any = 0.1,
    *,
    order: str = "gradients-first",
    batch_size: int = 1,
    rule: UpdateRule | str | None = None,
    state: RuleState | None = None,
) -> Marks:
    """Mark what somebody typed for one quantity of the first update from x (H,) and t (L,), or rows of both.

    `quantity`: "n", "a", "A", "e", "F", "S", "dW", "db", "W" or "b" (W and b after the update), or a kind of
    an update rule's steps, such as "momentum_W"; `layer`: None for "e" and "F". `typed`: texts, nested as the
    quantity is, "" where nothing was answered: S (L,), W (H, L), A its diagonal or all of it, F one text; of
    a batch n, a, e, S and the diagonal of A (L, B), all of A (B, L, L). Each step is asked from the true
    operands. Raises InputError as `timeline` does, for a quantity or layer that there is not, and for texts
    that are nested in another way.

    >>> net = Network.from_arrays([[[0.5], [1.0]], [[0.75]]], [[0.0], [0.5]], ["tanh", "identity"])
    >>> marks = mark(net, [1, 2], [1], "S", 2, ["−9,57·10^−3"])
    >>> marks.verdicts, marks.mistakes[0]
    (['wrong'], 'sign')
    """
    steps = true_steps(
        net, x, t, loss, learning_rate, order=order, batch_size=batch_size, rule=rule, state=state
    )
    return marked(Prompt(steps, steps.key(quantity, layer)), typed)


def marked(asked: Prompt, typed: Any) -> Marks:
    """Mark the answers to a question; raises InputError for texts that are nested in another way."""
    shape, texts = _texts(asked, typed)
    answers = {place: _answer(text) for place, text in texts.items() if text.strip()}
    verdicts = {place: _verdict(asked, place, one) for place, one in answers.items()}
    numbers = {place: one for place, one in answers.items() if isinstance(one, TypedNumber)}
    departs = [verdicts[place] in (EARLY, WRONG) for place in numbers]
    found: dict[str, float | None] = {}
    if any(departs):
        found = _explained(asked, numbers, departs)
    if ROUNDED in found and WRONG not in verdicts.values():
        found = {ROUNDED: found[ROUNDED], **found}
    sentence = said_of(asked, answers, verdicts, found)
    counted = {name: number for name, number in found.items() if number is not None}
    return Marks(_nested(shape, verdicts), tuple(found), counted, sentence)


def _texts(asked: Prompt, typed: Any) -> tuple[tuple[int, ...], dict[Place, str]]:
    """The shape in which they came, and the texts by their places from 1."""
    shape = asked.truth.shape
    given = typed.tolist() if isinstance(typed, np.ndarray) and typed.size <= MOST else typed
    if asked.key[0] == "A" and len(shape) == 1 and _is_table(given):
        shape = (*shape, *shape)  # all of a diagonal A
    return shape, dict(_each(asked, given, shape, ()))


def _is_table(given: Any) -> bool:
    return isinstance(given, list | tuple) and bool(given) and isinstance(given[0], list | tuple)


def _each(asked: Prompt, given: Any, shape: tuple[int, ...], place: Place) -> Iterator[tuple[Place, str]]:
    if not shape:
        if not isinstance(given, str):
            raise InputError(f"each answer must be a text, such as '0.25'; got {kind_of(given)}")
        yield place, given
        return
    if not isinstance(given, list | tuple) or len(given) != shape[0]:
        quantity, l = asked.key
        due = " rows of ".join(map(str, asked.truth.shape))
        got = f"a list of {len(given)}" if isinstance(given, list | tuple) else kind_of(given)
        where = f" in {' '.join(f'row {i}' for i in place)}" if place else ""
        raise InputError(f"the answers to {quantity} of layer {l} must be {due} texts; got {got}{where}")
    for i, one in enumerate(given, start=1):
        yield from _each(asked, one, shape[1:], (*place, i))


def _answer(text: str) -> TypedNumber | str:
    """What was read, or why nothing could be."""
    try:
        return typed_number(text)
    except InputError as reason:
        return str(reason)


def at(array: Array, place: Place) -> float:
    """The entry at a place from 1; off the diagonal of A 0 where that alone is kept."""
    if array.ndim == 1 and len(place) == 2:
        return float(array[place[0] - 1]) if place[0] == place[1] else 0.0
    return float(array[tuple(i - 1 for i in place)])


def _verdict(asked: Prompt, place: Place, answer: TypedNumber | str) -> str:
    if isinstance(answer, str):
        return NO_NUMBER
    found = judged(answer, at(asked.truth, place), asked.noise)
    if found != NONE:
        return found
    early = any(
        given_by(answer, at(one.array, place), asked.noise) == RIGHT
        for one in asked.others
        if one.mistake == ROUNDED
    )
    return EARLY if early else WRONG


def _explained(
    asked: Prompt, numbers: dict[Place, TypedNumber], departs: Sequence[bool]
) -> dict[str, float | None]:
    """The mistakes that give every answer, likeliest first, each with its own number where it has one."""
    typed, found = [*numbers.values()], dict[str, float | None]()
    for one in asked.others:
        values, rounds = [at(one.array, place) for place in numbers], one.mistake == ROUNDED
        near = asked.noise if rounds else asked.near  # what was rounded is known exactly
        if one.mistake not in found and gives_all(typed, values, departs, near, rounds=rounds):
            found[one.mistake] = None
    for family, direction in asked.fitted:
        along = [at(direction, place) for place in numbers]
        if family.name not in found:
            number = _fitted(asked, family, numbers, along, departs)
            if number is not None:
                found[family.name] = number
    return found


def _fitted(
    asked: Prompt,
    family: Family,
    numbers: dict[Place, TypedNumber],
    along: Sequence[float],
    departs: Sequence[bool],
) -> float | None:
    """The number of its own with which a mistake gives every answer; None where there is none."""
    true = [at(asked.truth, place) for place in numbers]
    typed = [*numbers.values()]
    gap = np.array([one.value - value for one, value in zip(typed, true, strict=True)])
    near = [max(one.unit / 2, NEAR * abs(one.value), asked.near) for one in typed]
    fit = Fit(-np.inf, np.inf)
    if not fit.narrow(gap, np.array(near), np.array(along), np.array(departs)):
        return None
    number = fit.number(family)
    if number is None:
        return None
    values = [value + (number - family.offset) * one for value, one in zip(true, along, strict=True)]
    return number if gives_all(typed, values, departs, asked.near, rounds=False) else None


def _nested(shape: tuple[int, ...], verdicts: dict[Place, str], place: Place = ()) -> Any:
    if len(place) == len(shape):
        return verdicts.get(place, NONE)
    return [_nested(shape, verdicts, (*place, i + 1)) for i in range(shape[len(place)])]
