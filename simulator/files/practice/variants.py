"""Variants of an exercise: one session for each name or number, which is printed on its sheet."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...core.inputs import InputError, whole
from ...core.practice.exercises.exercise import Exercise, exercise
from ...steps.session import Session, one_pair_at_a_time
from ..untrusted.quoting import first_twice, shown
from ..untrusted.titles import one_line

MOST = 400
LONGEST_NAME = 60
SEEDS = 2**31  # a seed is below it
NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")
PARTED = re.compile(r"[,;\n]")


@dataclass(frozen=True, eq=False, slots=True)
class Variant:
    """An exercise as it is handed out: the name printed on it, and the first update of a session."""

    name: str
    session: Session


def names_from(text: str) -> list[str]:
    """The names of the variants that somebody typed: "30" is 1 to 30; else names parted by commas or lines.

    Raises InputError for none, more than MOST, and as `checked_names` does.
    """
    typed = text.strip()
    if NUMBER.fullmatch(typed):
        count = whole(int(typed), "the number of variants", 1, MOST)
        return [str(number) for number in range(1, count + 1)]
    return checked_names(part for part in PARTED.split(typed) if part.strip())


def checked_names(names: Iterable[Any]) -> list[str]:
    """Names and numbers of variants as they are printed: on one line, each only once, and no two seeds alike.

    Raises InputError for none or more than MOST, a name of more than LONGEST_NAME characters or of nothing
    that has a picture, and for two that are alike.
    """
    found: list[str] = []
    for name in names:
        if len(found) == MOST:
            raise InputError(f"at most {MOST} variants are made at once; more names were given")
        text = str(name)
        if len(text.strip()) > LONGEST_NAME:
            raise InputError(f"a name must have at most {LONGEST_NAME} characters; got {shown(text)}")
        printed = one_line(unicodedata.normalize("NFC", text))
        if not printed:
            raise InputError(f"a name must have a letter or a digit; got {shown(text)}")
        found.append(printed)
    if not found:
        raise InputError("the variants must be a number such as 30, or names such as Ada, Grace; got none")
    if twice := first_twice(found):
        raise InputError(f"each name must be given once; {shown(twice)} comes twice")
    return found


def seed_of(name: str) -> int:
    """The seed that a name or number stands for, the same on every machine and for ever.

    A whole number below 2³¹ without a zero in front is its own seed. Of anything else it is the first four
    bytes of the SHA-256 of the name, as UTF-8 in Unicode's form NFC with single spaces, read as a
    big-endian number modulo 2³¹; capitals count.
    """
    text = one_line(unicodedata.normalize("NFC", str(name)))
    if NUMBER.fullmatch(text) and int(text) < SEEDS:
        return int(text)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4]) % SEEDS


def drawn(names: Iterable[Any], draw: Callable[[int], Any]) -> dict[str, Any]:
    """For each name what `draw` gives for its seed. Raises InputError where two names have one seed."""
    printed = checked_names(names)
    seeds: dict[int, str] = {}
    for name in printed:
        if (other := seeds.setdefault(seed_of(name), name)) != name:
            raise InputError(f"{shown(other)} and {shown(name)} have the same seed; write one differently")
    return {name: draw(seed) for seed, name in seeds.items()}


def exercises_like(session: Session, names: Iterable[Any], *, decimals: int = 2) -> dict[str, Exercise]:
    """For each name the exercise of its seed, with the layers, loss and α of a session.

    Raises InputError as `exercise`, `checked_names` and `drawn` do.
    """
    net = session.network
    how: Any = {"loss": session.loss, "learning_rate": session.learning_rate, "decimals": decimals}
    sigma = [*net.activation.values()]
    return drawn(names, lambda seed: exercise(net.widths, sigma, seed=seed, **how))


def variants_of(given: Any) -> list[Variant]:
    """The variants of sessions or exercises by their names, or of one of them, which then has no name.

    An exercise is anything with network, x, t, loss and learning_rate. Raises InputError for something
    else, for a batch or an update rule, which an exercise has not, and as `checked_names` does.
    """
    if not isinstance(given, Mapping):
        return [Variant("", _session(given, "the exercise"))]
    names = checked_names(given)
    return [
        Variant(name, _session(one, f"the exercise of {shown(name)}"))
        for name, one in zip(names, given.values(), strict=True)
    ]


def _session(given: Any, what: str) -> Session:
    if isinstance(given, Session):
        one_pair_at_a_time(given, "an exercise sheet")
        if given.rule is not None:
            raise InputError(
                f"an exercise sheet is for plain descent; {what} takes its updates by {given.rule.title}"
            )
        return replace(given, updates=1, X=given.X[:1], T=given.T[:1])
    parts = ("network", "x", "t", "loss", "learning_rate")
    if not all(hasattr(given, part) for part in parts):
        raise InputError(f"{what} must be a Session or an Exercise; got {type(given).__name__}")
    net, x, t, loss, alpha = (getattr(given, part) for part in parts)
    return Session(net, x, t, loss, alpha, updates=1)
