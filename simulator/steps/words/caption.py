"""What is said of a walk: the words of what was opened while it is that, then only what it is based on."""

from dataclasses import dataclass

import numpy as np

from ...core.inputs import Array
from ...core.loss import LOSSES
from ..session import Session

AS_YOU_GO, NOT_THE_GRADIENT = "as you go", "not the gradient"
AS_YOU_GO_SAID = f"Each layer is updated before S goes on back, {AS_YOU_GO}: {NOT_THE_GRADIENT}."
BASED_ON, CHANGED_SINCE = "Based on ", ", changed since."
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
    words = [
        (s.loss, s.learning_rate, s.order, s.rule, s.state, s.at_once, s.network.activation, s.network.frozen)
        for s in (one, other)
    ]
    return words[0] == words[1] and all(
        np.array_equal(a, b) for a, b in zip(_arrays(one), _arrays(other), strict=True)
    )


def _arrays(session: Session) -> list[Array]:
    return [session.X, session.T, *session.network.W.values(), *session.network.b.values()]


def caption(now: Session, title: str, about: str, opened: Session) -> Caption:
    """What is so of `now`, where `title` and `about` were so of `opened`.

    Of the network that was opened they are so still; of another, that it is based on the first and changed
    since, without what the title said of loss, α and order. A walk in the order "as-you-go" says so in both.
    """
    if not same_setting(now, opened):
        name = _without_settings(title.removeprefix(BASED_ON))
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
