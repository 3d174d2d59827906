"""Answers in a session file that somebody hands in, as those of a text: nothing else in it is trusted."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...core.edit import with_frozen
from ...core.inputs import InputError
from ...steps.session import Session
from ...steps.words.caption import same_setting
from ..sessions.archive.session_file import read_session
from ..sessions.practice_answers import AnsweredStep
from .handed_in import Named, Typed
from .questions import QUANTITIES


def answers_of_session(data: bytes, exercise: Session) -> tuple[list[Typed], list[Typed]]:
    """What was typed at the steps of the first update, and what first; of a file nothing else is taken.

    The two have the same quantities; a number that was shown before it was answered has no first answer.
    Raises InputError for no session file, one of other numbers than the exercise, and one without answers.
    """
    saved = read_session(data)
    if not _alike(saved.desk.scene.session, exercise):
        raise InputError(
            "the session file must be of the exercise, with its network, x, t, error and learning rate; it is"
            " of another"
        )
    found, first = _typed_by_name(saved.view.answered, exercise.network.widths)
    if not found:
        raise InputError("the session file must have answers to steps of the first update; it has none")
    return found, first


def _alike(one: Session, other: Session) -> bool:
    """Whether the first update of plain descent is the same, but for what is frozen."""
    first = [
        replace(each, network=with_frozen(each.network, ()), X=each.X[:1], T=each.T[:1])
        for each in (one, other)
    ]
    return one.at_once == other.at_once and same_setting(*first)


def _typed_by_name(
    answered: Iterable[AnsweredStep], widths: tuple[int, ...]
) -> tuple[list[Typed], list[Typed]]:
    """The texts by quantity and layer, nested as each is shown, and the first; what none has is left out."""
    found: dict[Named, dict[tuple[int, ...], str]] = {}
    first: dict[Named, dict[tuple[int, ...], str]] = {}
    for step in answered:
        for name, text in step.typed.items() if step.update == 1 else ():
            quantity, *numbers = name.partition("@")[0].split(":")
            quantity = quantity.removeprefix("new")
            alone = quantity in ("e", "F")
            layer, *place = [int(number) for number in numbers] or [len(widths)]
            if quantity in QUANTITIES and 2 <= layer <= len(widths) and text.strip():
                key = (quantity, None if alone else layer)
                found.setdefault(key, {})[tuple(place)] = text
                first.setdefault(key, {})[tuple(place)] = step.first.get(name, text)
    shapes = {key: _shape(key, texts, widths) for key, texts in found.items()}
    nested = [[(*key, _filled(shape, by[key])) for key, shape in shapes.items()] for by in (found, first)]
    return nested[0], nested[1]


def _shape(key: Named, texts: Iterable[tuple[int, ...]], widths: tuple[int, ...]) -> tuple[int, ...]:
    quantity, layer = key
    L = widths[(layer or len(widths)) - 1]
    if quantity == "F":
        return ()
    if quantity in ("W", "dW") and layer is not None:
        return widths[layer - 2], L
    return (L, L) if quantity == "A" and any(len(place) > 1 for place in texts) else (L,)


def _filled(shape: tuple[int, ...], texts: Mapping[tuple[int, ...], str], place: tuple[int, ...] = ()) -> Any:
    if len(place) == len(shape):
        return texts.get(place, "")
    return [_filled(shape, texts, (*place, i + 1)) for i in range(shape[len(place)])]
