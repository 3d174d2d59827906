"""A lesson as a value: parts that are each read beside a walk, some of whose steps are to be filled in."""

from dataclasses import dataclass

from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session

Entry = tuple[int, ...]  # an entry of what a step computes: neuron, or row and column, from 1


@dataclass(frozen=True, slots=True)
class AskedStep:
    """A step, by its place in the walk from 0, whose result is to be given: these entries, () for all."""

    step: int
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One of several answers is right, counted from 0; each says in `because` why it is, or is not."""

    text: str
    options: tuple[str, ...]
    right: int
    because: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class LessonPart:
    """What is read, and the walk beside it, from step `start` to step `end`, both from 0 in its grain.

    `lit`: the numbers that are pointed out, as "S:2:1". `asked` are in the order of the walk; a part without
    any is a worked one.
    """

    title: str
    paragraphs: tuple[str, ...]
    session: Session
    grain: str
    start: int
    end: int
    lit: tuple[str, ...] = ()
    asked: tuple[AskedStep, ...] = ()
    question: Question | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Lesson:
    """Its title, one sentence on what one knows after it, about how many minutes it takes, and its parts.

    `digest` is of the file: by it a browser knows again how far a reader came in this very lesson.
    `notation` is that of its texts and walks.
    """

    title: str
    about: str
    minutes: int
    parts: tuple[LessonPart, ...]
    digest: str
    notation: Notation = NOTES
