"""The steps of a walk, made again for other numbers: most are the same but for the arrays they point at.

What a step of a pass says and shows is decided by the shape of its walk; its numbers are arrays of its
update. So the step as it was sent for one walk is that of another of the same shape, as long as each of these
arrays, and each of its texts and formulas, has the same place in what is sent; that is looked at each time.
Whatever else there is, what an update says of F say, is made afresh.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Protocol

from ...core.inputs import Array
from ...steps.formulas.formula import Token
from ...steps.formulas.notation import Notation
from ...steps.kinds.output_sensitivity import saturated
from ...steps.session import Session, Update
from ...steps.step import Step
from ...steps.timeline import DueStep, in_letters_of, step_count, steps_due

SHAPES = 12  # of walks, of which the steps are kept
MOST_KEPT = 300  # steps of one of them; 2 MB
LETTER = {"m", "tip"}  # what of a token of a formula stands in texts


class WalkTable(Protocol):
    """Where arrays, texts and formulas are kept once, each with its place; see shared_values.py."""

    texts: list[str]
    formulas: list[list[Any]]

    def array(self, array: Array, rule: str = "", *operands: Array, calm: Array | None = None) -> int:
        """The place of an array."""

    def text(self, text: str) -> Any:
        """The place of a text."""

    def formula(self, tokens: tuple[Token, ...]) -> Any:
        """The place of a formula."""

    def grow(self, places: Mapping[Any, int], texts: Iterable[str], formulas: Iterable[list[Any]]) -> None:
        """Take in texts and formulas that are new, in the next places, which these are."""


Word = str | tuple[Token, ...]  # a text, or a formula
Made = Callable[[Step, "Watched"], Any]  # how a step is sent


class Watched:
    """A table, and what is asked of it while one step is made."""

    def __init__(self, table: WalkTable) -> None:
        self._table = table
        self._begun = len(table.texts), len(table.formulas)
        self._formulas: dict[tuple[Token, ...], int] = {}
        self._texts: set[str] = set()
        self.arrays: list[tuple[Array, int]] = []
        self.calm = False  # whether some of them are printed as others

    def array(self, array: Array, rule: str = "", *operands: Array, calm: Array | None = None) -> int:
        """The place of an array."""
        place = self._table.array(array, rule, *operands, calm=calm)
        self.arrays.append((array, place))
        self.calm |= calm is not None
        return place

    def text(self, text: str) -> Any:
        """The place of a text."""
        self._texts.add(text)
        return self._table.text(text)

    def formula(self, tokens: tuple[Token, ...]) -> Any:
        """The place of a formula."""
        place = self._formulas[tokens] = self._table.formula(tokens)
        return place

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that are new, in order."""
        return tuple(self._table.texts[self._begun[0] :])

    @property
    def formulas(self) -> dict[tuple[Token, ...], list[Any]]:
        """The formulas that are new, likewise."""
        return {one: self._table.formulas[at] for one, at in self._formulas.items() if at >= self._begun[1]}

    @property
    def grown(self) -> dict[Any, int]:
        """The places of both, by what a table knows them by."""
        texts = {text: i for i, text in enumerate(self.texts, start=self._begun[0])}
        return texts | {("formula", one): at for one, at in self._formulas.items() if one in self.formulas}

    @property
    def words(self) -> frozenset[Word]:
        """All texts and formulas that were asked for, and the texts that the new formulas are made of."""
        inside = (
            token[key] for one in self.formulas.values() for token in one for key in token.keys() & LETTER
        )
        return frozenset((*self._texts, *self._formulas, *(self._table.texts[at] for at in inside)))


@dataclass(frozen=True, slots=True)
class Cast:
    """A step as it was sent, and where its arrays and words had their places.

    `said`: what its numbers decided of its words, None where it is made afresh each time. `numbers`: which of
    its update's it points at, as `numbers_of` has them. `words`: all that it uses; `texts` and `formulas`:
    those of them that it is the first to use.
    """

    kind: tuple[str, int]  # and its layer
    made: Any
    said: str | None
    numbers: tuple[int, ...]
    places: tuple[int, ...]
    words: frozenset[Word]
    texts: tuple[str, ...]
    formulas: dict[tuple[Token, ...], list[Any]]
    grown: dict[Any, int]  # the places of both, so that no formula need be hashed again


@dataclass(slots=True)
class Mould:
    """The steps of one shape of walk: of each update how its numbers were alike, and its steps."""

    updates: list[tuple[object, list[Cast]]] = field(default_factory=list)


def steps_made(session: Session, table: WalkTable, notation: Notation, made: Made) -> Iterator[Any]:
    """What `made` gives for each step by operation of a session, from the mould of its shape where it can."""
    mould = _mould_of(session, notation)
    if known := mould.updates:
        use = MouldInUse(table, made)
        for u, (likeness, casts) in zip(session.walked, known, strict=True):
            yield from use.steps(in_letters_of(u, notation), likeness, casts)
        if use.missed and mould.updates is known:
            mould.updates = []  # the next walk may have more in common with this one
        return
    fresh = []
    for u in session.walked:
        casts = [_cast(due, u, table, made) for due in steps_due(in_letters_of(u, notation))]
        fresh.append((_likeness(u), casts))
        yield from (cast.made for cast in casts)
    if step_count(session) <= MOST_KEPT:
        mould.updates = fresh


def _mould_of(session: Session, notation: Notation) -> Mould:
    net = session.network
    shape = net.widths, tuple(net.activation.items()), tuple(sorted(net.frozen))
    taken = len(session.X), session.at_once, session.updates
    return _mould(notation, shape, session.loss, session.order, *taken)


@lru_cache(maxsize=SHAPES)
def _mould(*_: Any) -> Mould:
    """The mould of a shape of walk, empty at first."""
    return Mould()


class MouldInUse:
    """A mould while the steps of one walk are made from it."""

    def __init__(self, table: WalkTable, made: Made) -> None:
        self._table, self._made = table, made
        self._other: set[Word] = set()  # words whose places are others than in the walk of the mould
        self._together = True  # whether no more and no fewer have come than there
        self.missed = False

    def steps(self, u: Update, likeness: object, casts: Iterable[Cast]) -> Iterator[Any]:
        """Those of an update."""
        numbers = numbers_of(u) if likeness is not None and likeness == _likeness(u) else None
        for due, cast in zip_longest(steps_due(u), casts):
            if due is None:
                break
            same = cast is not None and numbers is not None and self._is_same(due, cast, numbers)
            yield (cast if same else self._afresh(due, u, cast)).made

    def _is_same(self, due: DueStep, cast: Cast, numbers: list[Array]) -> bool:
        if due.said is None or not self._together or not self._other.isdisjoint(cast.words):
            return False
        if cast.kind != (due.kind, due.layer) or cast.said != due.said():
            return False
        if cast.places != tuple(self._table.array(numbers[i]) for i in cast.numbers):
            self.missed = True
            return False
        self._table.grow(cast.grown, cast.texts, cast.formulas.values())
        return True

    def _afresh(self, due: DueStep, u: Update, cast: Cast | None) -> Cast:
        new = _cast(due, u, self._table, self._made)
        if cast is None or not _as_many(new, cast):
            self._together, self.missed = False, True
        elif self._together:
            pairs: list[tuple[Word, Word]] = [*zip(new.texts, cast.texts, strict=True)]
            pairs += zip(new.formulas, cast.formulas, strict=True)
            self._other |= {word for pair in pairs if pair[0] != pair[1] for word in pair}
        return new


def _as_many(one: Cast, other: Cast) -> bool:
    """Whether two steps are of one kind, and add as many words."""
    counts = ((cast.kind, len(cast.texts), len(cast.formulas)) for cast in (one, other))
    return next(counts) == next(counts)


def _cast(due: DueStep, u: Update, table: WalkTable, made: Made) -> Cast:
    """A step, made afresh."""
    watched = Watched(table)
    sent = made(due.made(), watched)
    known = {id(array): i for i, array in reversed([*enumerate(numbers_of(u))])}
    numbers = tuple(known.get(id(array), -1) for array, _ in watched.arrays)
    of_update = -1 not in numbers and not watched.calm
    return Cast(
        (due.kind, due.layer),
        sent,
        due.said() if due.said and of_update else None,
        numbers,
        tuple(place for _, place in watched.arrays),
        watched.words,
        watched.texts,
        watched.formulas,
        watched.grown,
    )


def numbers_of(u: Update) -> list[Array]:
    """The arrays of an update of one pair that its steps point at; none of a batch."""
    if u.in_matrices:
        return []
    run, old, new = u.run, u.before, u.after
    by_layer = (run.n, run.a, run.slopes, run.S, run.dW, run.db, old.W, old.b, new.W, new.b)
    return [run.t, run.e, u.alpha, *(array for arrays in by_layer for array in arrays.values())]


def _likeness(u: Update) -> object:
    """What of its numbers decides what the steps of an update say; None where there is more to it.

    Which of its arrays are the very same one, and whether S of the outputs is computed from n.
    """
    if u.in_matrices or u.truth is not None or u.calm.arrays:
        return None
    first: dict[int, int] = {}
    return tuple(first.setdefault(id(array), i) for i, array in enumerate(numbers_of(u))), saturated(u)
