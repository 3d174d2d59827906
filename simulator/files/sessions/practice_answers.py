"""What a reader answered step by step, for a session file: texts as they were typed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ...core.inputs import InputError
from ...steps.session import MOST_UPDATES
from ...steps.timeline import GRAINS
from ..untrusted.json_fields import (
    LARGEST,
    Fields,
    checked_choice,
    checked_text,
    checked_whole,
)
from .practice_counts import OUTCOMES
from .session_facts import Facts

MOST_STEPS, MOST_TYPED = 500, 20_000  # steps, and texts of all of them
LONGEST = 40  # characters, as a field of the page takes them
NAME = re.compile(
    r"[A-Za-z_]{1,20}[0-9_]{0,3}(:[0-9]{1,4}){0,4}(@[0-9]{1,4})?"
)  # "newW:2:1:3", "n:2:1@3", "F"
PLACE = "the answers to a step"


@dataclass(frozen=True, slots=True)
class AnsweredStep:
    """The answers to one step, from 0 by its grain; `done`: how it ended, "" where it is still open.

    `typed`: texts by the names of numbers, "W:2:1:3", see steps/kinds/equations.py; `first`: what was judged
    of each first, "" where the number was shown before; `shown`: whether the result was, before it was asked
    for once more. Raises InputError for what no page of the program can have written.
    """

    update: int
    grain: str
    step: int
    done: str = ""
    typed: Mapping[str, str] = field(default_factory=dict, hash=False)
    first: Mapping[str, str] = field(default_factory=dict, hash=False)
    shown: bool = False

    def __post_init__(self) -> None:
        checked_whole(self.update, f"{PLACE}, update", 1, MOST_UPDATES)
        checked_choice(self.grain, f"{PLACE}, grain", GRAINS)
        checked_whole(self.step, f"{PLACE}, step", 0, LARGEST)
        checked_choice(self.done, f"{PLACE}, done", ("", *OUTCOMES))
        if type(self.shown) is not bool:
            raise InputError(f"{PLACE}, shown must be true or false; got {self.shown!r:.60}")
        for which in ("typed", "first"):
            object.__setattr__(self, which, _checked_texts(getattr(self, which), which))

    def facts(self) -> Facts:
        """As a file has them, and the player."""
        names = ("update", "grain", "step", "done", "shown")
        texts = {"typed": dict(self.typed), "first": dict(self.first)}
        return {name: getattr(self, name) for name in names} | texts


def _checked_texts(texts: Any, which: str) -> Mapping[str, str]:
    if not isinstance(texts, Mapping) or len(texts) > MOST_TYPED:
        raise InputError(f"{PLACE}, {which} must be an object of at most {MOST_TYPED:,} texts")
    for name, text in texts.items():
        if type(name) is not str or not NAME.fullmatch(name):
            raise InputError(f"{PLACE}, {which} must have names such as S:3:1; got {name!r:.60}")
        checked_text(text, f"{PLACE}, {name}", LONGEST)
    return MappingProxyType(dict(texts))


def checked_answers(steps: Iterable[Any]) -> tuple[AnsweredStep, ...]:
    """The same; raises InputError for too many of them."""
    found = tuple(steps)
    if not all(isinstance(one, AnsweredStep) for one in found):
        raise InputError("the answers must be of steps")
    texts = max(sum(len(one.typed) for one in found), sum(len(one.first) for one in found))
    if len(found) > MOST_STEPS or texts > MOST_TYPED:
        raise InputError(f"there must be answers to at most {MOST_STEPS} steps, {MOST_TYPED:,} texts in all")
    return found


def answers_from(content: Any) -> tuple[AnsweredStep, ...]:
    """What was written, or what a page says; raises InputError where it is something else."""
    if not isinstance(content, list) or len(content) > MOST_STEPS:
        raise InputError(f"the answers must be a list of at most {MOST_STEPS} steps")
    found = []
    for each in content:
        fields = Fields(each, PLACE)
        names = ("update", "grain", "step", "done", "typed")
        taken = {name: fields.take(name) for name in names}
        later = {"first": {}, "shown": False}  # in files that do not have them
        taken |= {name: fields.take(name, unsaid) for name, unsaid in later.items()}
        found.append(AnsweredStep(**taken))
        fields.end()
    return checked_answers(found)
