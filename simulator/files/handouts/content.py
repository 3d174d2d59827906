"""What a hand-out says, in order, as data that each format writes in its own way."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ...core.inputs import Array
from ...core.loss import loss_named
from ...core.network import in_words
from ...core.wording import counted_as
from ...steps.formulas import letters as L
from ...steps.formulas.digits import FULL
from ...steps.formulas.formula import COLUMNS, ELIDE_ABOVE, KEPT, Numbers
from ...steps.formulas.notation import NOTES, Notation
from ...steps.kinds.equations import as_shown, ones
from ...steps.kinds.rule_words import numbers_of
from ...steps.moves import Moves
from ...steps.session import Session, Update
from ...steps.step import PHASE_TITLES, Step
from ...steps.timeline import in_letters_of, steps_of
from .handout_formula import Display, Row, beside, displays, in_letters, value_row
from .letter_ink import in_ink
from .sketch import Sketch, sketch


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is a section of the hand-out."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; what leads it is printed bold."""

    text: str
    lead: str = ""


Block = Heading | Words | Display | Sketch


@dataclass(frozen=True, eq=False, slots=True)
class Chapter:
    """One of many in a document: begins on a page of its own and has its name on all its pages."""

    name: str
    title: str
    blocks: Iterable[Block]


PARTS = {
    **PHASE_TITLES,
    "both": "Backward and update, layer by layer",
}


def content(
    session: Session, digits: int, blanks: bool, updates: Collection[int], notation: Notation = NOTES
) -> Iterator[Block]:
    """Everything after the title, for the chosen updates in order."""
    steps = [*enumerate(steps_of(session, notation=notation), start=1)]
    chosen = [(number, step) for number, step in steps if step.update in updates]
    yield from _opening(session, digits, blanks, notation)
    yield Heading(1, "The rules")
    yield Words("Letters with a hat belong to the layer on the left.")
    yield from _rules([step for _, step in chosen])
    given: set[int] | None = set() if blanks else None
    said: set[str] = set()
    last = None
    for u in (in_letters_of(session.walked[number - 1], notation) for number in updates):
        if last is None or u.number != last + 1:
            yield from _given(u, digits, given)
        mine = [(number, step) for number, step in chosen if step.update == u.number]
        yield from _one_update(u, mine, digits, given, said, level=2 if len(updates) > 1 else 1)
        last = u.number


def _opening(session: Session, digits: int, blanks: bool, notation: Notation) -> Iterator[Block]:
    net = session.network
    words = [notation.said(network_said(session)), *filter(None, (notation.about,))]
    if len(session.X) > 1:
        at_once = "one" if session.at_once == 1 else f"a batch of {session.at_once}"
        words.append(f"{len(session.X)} training pairs are taken in turn, {at_once} an update.")
    if session.at_once > 1:
        words.append(
            "Each item of a batch is a column of its matrices; pictures show the first item of each batch."
        )
    if session.order == "as-you-go":
        words.append(
            "Each layer is updated as soon as its gradients are known, "
            f"before {notation.said('S')} goes on back."
        )
    if session.rule:
        words.append(f"The update rule is {session.rule.title}.")
    if net.frozen:
        words.append(f"Held fixed: {in_words(net.frozen)}.")
    yield Words(" ".join(words))
    if blanks:
        yield Words("Fill in every box. Work with as many digits as you print, or more.")
    else:
        places = "all their digits" if digits == FULL else f"{digits} decimals"
        yield Words(
            f"Everything was computed with all digits and is printed with {places}. "
            "= stands where the printed numbers give the printed result, ≈ where they are rounded."
        )
    if max(net.widths) > COLUMNS:
        yield Words(
            f"A matrix with more than {ELIDE_ABOVE} rows or {COLUMNS} columns shows the first {KEPT} and the "
            "last of them; its whole size stands beside it."
        )


def network_said(session: Session) -> str:
    """Its neurons, its activations and its error F."""
    net = session.network
    layers = ", ".join(f"layer {l} {title}" for l, title in net.titles.items())
    widths = " and ".join(", ".join(map(str, net.widths)).rsplit(", ", 1))
    return (
        f"A network with {widths} neurons in its {net.depth} layers ({layers}). "
        f"The error F is the {loss_named(session.loss).title}."
    )


def _rules(steps: list[Step]) -> Iterator[Display]:
    """The formula of each kind once, with hats, as the notes have it; a row for each pass."""
    rows: dict[str, dict[Row, None]] = {}
    for step in steps:
        row = rows.setdefault(step.phase, {})
        row[in_letters(step.letters)] = None
        if step.kind == "error" or (len(step.lines) > 1 and step.definition):  # F, V̂
            row[in_letters(step.definition)] = None
    for row in rows.values():
        yield from beside(row)


def _given(u: Update, digits: int, given: set[int] | None) -> Iterator[Block]:
    """W and b before an update that does not follow the one before it in the hand-out."""
    yield Heading(1, "Given" if u.number == 1 else f"Given: the network before update {u.number}")
    rows = []
    for l in u.before.W:
        for role, quantity, array in (("weights", "W", u.before.W[l]), ("bias", "b", u.before.b[l])):
            name = in_ink(L.numbered(role, l, notation=u.notation).latex, quantity)
            rows.append(value_row(name, u.calm.printed(array, digits), digits, _form(u, array)))
            if given is not None:
                given.add(id(array))
    yield from beside(rows)
    if u.moves is not None and u.state is not None and u.state.arrays:
        yield from _kept(u, u.moves, digits, given)


def _form(u: Update, array: Array) -> str:
    """How an array with a place for each weight, or bias, stands."""
    return as_shown(u, Numbers(array)).form


def _kept(u: Update, moves: Moves, digits: int, given: set[int] | None) -> Iterator[Block]:
    """What the update rule keeps before an update."""
    rows = []
    for move in moves.each:
        if not move.row.letter or move.frozen:
            continue
        (array,) = move.values[move.row.kind]
        name = rf"{move.row.letter}_{{{move.name}}}"
        rows.append(value_row(name, u.calm.printed(array, digits), digits, _form(u, array)))
        if given is not None:
            given.add(id(array))
    made = 0 if u.state is None else u.state.updates
    yield Words(f"What the update rule keeps, here after {counted_as(made, 'update')}:")
    yield from beside(rows)


def _one_update(
    u: Update, steps: list[tuple[int, Step]], digits: int, given: set[int] | None, said: set[str], level: int
) -> Iterator[Block]:
    asked = given is not None
    if given is not None:
        given |= {id(u.found.x), id(u.found.t), id(ones(len(u.items))), id(u.alpha)}
        given |= {id(array) for array in (numbers_of(u.update_rule).values() if u.update_rule else ())}
    if level > 1:
        yield Heading(1, f"Update {u.number}")
    letters = "XT" if u.in_matrices else "xt"
    pair = (
        (in_ink(letters[0], "a"), u.found.x),
        (letters[1], u.found.t),
        (u.notation.signs["learning-rate"].latex, u.alpha),
    )
    yield from beside(value_row(name, array, digits) for name, array in pair)
    for part, group in groupby(steps, key=lambda one: _part(one[1], u)):
        yield Heading(level, PARTS[part])
        for name in {"both": ("backward", "update"), "error": ()}.get(part, (part,)):
            yield sketch(u, name, digits, given)
        for number, step in group:
            yield Words(_said(step, digits, asked, said), f"{number}. {step.title}.")
            yield from displays(step, digits, given)


def _part(step: Step, u: Update) -> str:
    return "both" if u.truth is not None and step.phase in ("backward", "update") else step.phase


def _said(step: Step, digits: int, asked: bool, said: set[str]) -> str:
    """The step's sentence the first time that one of its kind comes, its note, and what the update gained."""
    sent_back = step.letters[0] == L.hatted("sensitivity", step.notation)
    kind = f"{step.kind} {'Ŝ' if sent_back else ''} {step.title if step.title.endswith('frozen') else ''}"
    words = [] if kind in said else [step.text]
    said.add(kind)
    return " ".join(filter(None, [*words, step.note, "" if asked else step.gained(digits)]))
