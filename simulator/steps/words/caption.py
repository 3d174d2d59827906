"""What is said of a walk: the words of what was opened while it is that, then only what it is based on."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import starmap

import numpy as np

from ...core.loss import LOSSES
from ..session import Session

AS_YOU_GO, NOT_THE_GRADIENT = "as you go", "not the gradient"
AS_YOU_GO_SAID = f"Each layer is updated before S goes on back, {AS_YOU_GO}: {NOT_THE_GRADIENT}."
BASED_ON, CHANGED_SINCE = "Based on ", ", changed since."
ARTICLES = ("The ", "A ", "An ")  # in the middle of a sentence they are small
LONGEST, LONGEST_ABOUT = 200, 1000  # characters that a link holds


@dataclass(frozen=True, slots=True)
class Caption:
    """What a walk is called, and the text about it."""

    title: str
    about: str


def same_setting(one: Session, other: Session) -> bool:
    """Whether two sessions take the same first steps: everything but the number of updates is equal."""
    if one is other:
        return True
    if one.network.activation != other.network.activation:  # another number of layers, too
        return False
    return all(starmap(_equal, zip(_values(one), _values(other), strict=True)))


def _values(session: Session) -> Iterator[object]:
    """Every field's, of the network each array."""
    net = session.network
    for field in fields(session):
        if field.name == "network":
            yield from (net.frozen, *net.W.values(), *net.b.values())
        elif field.name == "batch_size":
            yield session.at_once
        elif field.name != "updates":
            yield getattr(session, field.name)


def _equal(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return one == other


def caption(now: Session, title: str, about: str, opened: Session) -> Caption:
    """What is so of `now`, where `title` and `about` were so of `opened`.

    Of the network that was opened they are so still; of another, that it is based on the first and changed
    since, without what the title said of loss, α and order. A walk in the order "as-you-go" says so in both.
    """
    if not same_setting(now, opened):
        name = _without_settings(title.removeprefix(BASED_ON))
        if name.startswith(ARTICLES):
            name = name[0].lower() + name[1:]
        title = name and f"{BASED_ON}{name}"
        about = title and f"{title}{CHANGED_SINCE}"
    if now.order == "as-you-go":
        if title and AS_YOU_GO not in title:
            title = f"{title}, {AS_YOU_GO}"
        if NOT_THE_GRADIENT not in about:
            about = f"{about[: LONGEST_ABOUT - len(AS_YOU_GO_SAID) - 1]} {AS_YOU_GO_SAID}".strip()
    return Caption(title[:LONGEST], about)


def _without_settings(title: str) -> str:
    """A title without what it says of loss, α and order: those may be what was changed."""
    losses = {row.title for row in LOSSES.values()}
    first, *parts = title.split(", ")
    kept = [part for part in parts if part not in losses and part != AS_YOU_GO and part[:3] != "α ="]
    return ", ".join([first, *kept])
