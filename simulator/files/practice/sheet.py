"""A variant as a sheet to be filled in, and its key: the blocks of a hand-out, under the same numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike

from ...core.wording import counted_as, letter_of
from ...steps.formulas.digits import FULL, by_hand, latex, shown, spoken
from ...steps.formulas.letters import numbered
from ...steps.formulas.notation import NOTES, Notation
from ...steps.session import Session
from ...steps.step import PHASE_TITLES
from ..handouts.content import Block, Chapter, Heading, Words, network_said
from ..handouts.handout_formula import (
    ROOM,
    Display,
    Row,
    beside,
    blank,
    displays,
    step_in_letters,
    value_row,
    width,
)
from ..handouts.letter_ink import in_ink
from .questions import StepResult, named
from .variants import NUMBER, Variant

GIVEN_DIGITS = 6  # of a result that is given: who goes on from it loses nothing of the digits asked
ASIDE = r",\qquad"


@dataclass(frozen=True, eq=False, slots=True)
class Paper:
    """One variant with all its results; `digits` it is printed with, `formulas` whether it says the rules."""

    variant: Variant
    questions: Sequence[StepResult]
    title: str
    digits: int
    formulas: bool = True
    notation: Notation = NOTES

    @property
    def name(self) -> str:
        """What every page says."""
        return f"{self.title}, {self.variant.name}" if self.variant.name else self.title

    @property
    def total(self) -> float:
        """All points."""
        return sum(question.total for question in self.questions)

    @property
    def sheet(self) -> Chapter:
        """What is handed out."""
        return Chapter(self.name, self.name, _sheet(self))

    @property
    def key(self) -> Chapter:
        """What is kept: the worked line of each step that is asked."""
        return Chapter(f"{self.name}: key", f"{self.name}: key", _key(self))


def points_said(points: float) -> str:
    """ "1 point", "2.5 points"."""
    return f"{spoken(points, FULL)} point{'' if points == 1 else 's'}"


def digits_said(digits: int) -> str:
    """With how many digits answers are wanted."""
    return "Give all digits." if digits == FULL else f"Round what does not end earlier to {digits} decimals."


def _sheet(paper: Paper) -> Iterator[Block]:
    session, notation = paper.variant.session, paper.notation
    yield Words(" ".join(filter(None, (notation.said(network_said(session)), notation.about))))
    blanks = sum(len(question.blanks) for question in paper.questions)
    yield Words(
        f"Fill in every box: {counted_as(blanks, 'number')}, {points_said(paper.total)} in all. "
        f"{digits_said(paper.digits)}"
    )
    if not paper.variant.name or NUMBER.fullmatch(paper.variant.name):
        yield Words(f"Name: {'_' * 40}")
    if session.order == "as-you-go":
        when = notation.said("before S goes on back")
        yield Words(f"Each layer is updated as soon as its gradients are known, {when}.")
    yield Heading(1, "Given")
    yield from beside(_given(session, notation))
    yield from _steps(paper, _asked)


def _key(paper: Paper) -> Iterator[Block]:
    yield Words(f"{points_said(paper.total)} in all.")
    yield from _steps(paper, _worked)


def _steps(paper: Paper, written: Callable[[Paper, list[StepResult]], list[Block]]) -> Iterator[Block]:
    """Pass by pass and step by step, each as it is `written`; a pass of which nothing is has no heading."""
    for phase, group in groupby(paper.questions, key=lambda one: one.step.phase):
        blocks = [
            block
            for _, each in groupby(group, key=lambda one: one.number)
            for block in written(paper, [*each])
        ]
        if blocks:
            yield Heading(1, PHASE_TITLES[phase])
            yield from blocks


def _given(session: Session, notation: Notation) -> Iterator[Row]:
    """Where the walk starts from, with all digits: whoever computes from rounded ones gets other results."""
    u = session.first
    for name, array in (
        (in_ink("x", "a"), u.found.x),
        ("t", u.found.t),
        (notation.signs["learning-rate"].latex, u.alpha),
    ):
        yield value_row(name, array, FULL)
    for l in u.before.W:
        W = u.before.W[l].T if notation.turned else u.before.W[l]
        for role, quantity, array in (("weights", "W", W), ("bias", "b", u.before.b[l])):
            letter = numbered(role, l, notation=notation).latex
            yield value_row(in_ink(letter, quantity), array, FULL)


def _asked(paper: Paper, found: list[StepResult]) -> list[Block]:
    """A step with boxes for what is asked, and its numbers where it is given."""
    step, number = found[0].step, found[0].number
    worth = _worth(paper, found)
    hidden = [question for question in found if question.gives_away]
    said = [f"({', '.join(worth)})"] if worth else []
    if not worth and hidden:
        told = paper.notation.said(_told(hidden[0]))
        said = [f"Not asked, and not printed since it would tell {told}."]
    if any(question.quantity == "A" and question.blanks and _full(question) for question in found):
        slopes = paper.notation.signs["full-slopes"].latex
        said.append(f"{slopes} is symmetric: only one half is asked.")
    rows = step_in_letters(step)
    pairs = zip(found, rows, strict=True) if step.kind == "error" else [(found[0], rows[-1])]
    before = [] if step.kind == "error" or not paper.formulas else rows[:-1]
    behind = [row for question, letters in pairs if (row := _row(paper, question, letters))]
    return [Words(" ".join(said), f"{number}. {step.title}."), *((row,) for row in before), *behind]


def _row(paper: Paper, question: StepResult, letters: Row) -> Display:
    """The formula in letters, and the boxes or the numbers behind it, or below where both have no room."""
    left, right = letters
    right, aside, definition = right.partition(ASIDE)  # what σ stands for comes after the result
    digits = paper.digits if question.blanks else max(paper.digits, GIVEN_DIGITS) if paper.digits else FULL
    exact = exactly_printed(_printed(question), digits)
    sign = "=" if exact else r"\approx"
    result = "" if question.gives_away else f"{sign} {_result(question, digits)}"
    if not paper.formulas:
        arrow = question.quantity in ("W", "b")
        return ((left, result.replace("=", r"\leftarrow", 1) if arrow else result),) if result else ()
    behind = aside + definition
    if not result or width(f"{left} {right} {result} {behind}") <= ROOM:
        return ((left, " ".join(filter(None, (right, result, behind)))),)
    return ((left, right + behind), ("", result))


def exactly_printed(values: ArrayLike, digits: int) -> bool:
    """Whether all digits that a hand gets are printed."""
    each = np.ravel(values).tolist()
    return digits == FULL or all(Decimal(shown(x, digits)) == by_hand(x) for x in each)


def _printed(question: StepResult) -> list[float]:
    """The numbers that stand on the sheet; beside the blanks of A there are only zeros."""
    if question.blanks and question.quantity == "A":
        return []
    places = {*question.blanks}
    return [
        float(x)
        for place, x in np.ndenumerate(question.value)
        if tuple(index + 1 for index in place) not in places
    ]


def _result(question: StepResult, digits: int) -> str:
    """The array as it is asked: a box for each blank, numbers elsewhere, "·" for another blank's number."""
    value = question.value

    def cell(place: tuple[int, ...]) -> str:
        if place in blanks:
            return blank(digits)
        return r"\cdot" if question.mirrored(place) else latex(float(question.answer(place)), digits)

    blanks = {*question.blanks}
    if not value.ndim:
        return cell(())
    rows = range(1, value.shape[0] + 1)
    if value.ndim == 1:
        cells = [cell((r,)) for r in rows]
    else:
        cells = [" & ".join(cell((r, c)) for c in range(1, value.shape[1] + 1)) for r in rows]
    return r"\begin{bmatrix} " + r" \\ ".join(cells) + r" \end{bmatrix}"


def _worked(paper: Paper, found: list[StepResult]) -> list[Block]:
    """A step that is asked, with its numbers; nothing of one that is not."""
    worth = _worth(paper, found)
    if not worth:
        return []
    step = found[0].step
    return [
        Words(f"({', '.join(worth)})", f"{found[0].number}. {step.title}."),
        *displays(step, paper.digits),
    ]


def _worth(paper: Paper, found: Sequence[StepResult]) -> list[str]:
    """ "3 points", or where a step asks two results "e: 2 points", "F: 1 point"."""
    asked = [question for question in found if question.blanks]
    if len(found) == 1:
        return [points_said(question.total) for question in asked]
    return [f"{paper.notation.said(named(one.key))}: {points_said(one.total)}" for one in asked]


def _told(question: StepResult) -> str:
    """The name of what a step that is kept back would tell: "S of layer 3"."""
    quantity, layer = question.gives_away or ("", None)
    words = letter_of(quantity)
    return words if layer is None else f"{words} of layer {layer}"


def _full(question: StepResult) -> bool:
    return len(question.blanks) > len(question.value)
