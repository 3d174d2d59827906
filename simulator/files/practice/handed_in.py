"""Answers that somebody hands in as text are marked; nothing in them is trusted but the numbers typed.

A line is a name and its numbers, `S3 = −0.34, 0.43`, or `δ3` or `dL/dz3`; a matrix has ; between its rows, or
a line for each. The numbers stay as they were typed, as their digits count: 0.340 is more than 0.34. A comma
between two digits is a decimal one, so others need a blank behind them; a lone – is no answer, a comma at the
end of a line adds none. What follows a # is not read.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from ...core.activation import activation_named
from ...core.inputs import InputError
from ...core.network import Network
from ...core.practice.marking.marks import Marks, mark
from ...core.wording import letter_of
from ...steps.formulas.notation import NOTES, Notation
from ...steps.formulas.told_place import place_told
from ..tables.csv_writer import Cell, table_text
from ..untrusted.quoting import shown

MOST_BYTES, MOST_ANSWERS = 200_000, 5_000
# What the notes call n, S, A, F and the gradients others call otherwise; see steps/formulas/notation.py.
OTHERS = {"z": "n", "δ": "S", "delta": "S", "J": "A", "C": "F", "L": "F"}
QUOTIENT = re.compile(r"[d∂][CFL]/[d∂]([nzWb])")
NAMES = rf"n|a|A|e|F|S|dW|db|W|b|{'|'.join(OTHERS)}|[d∂][CFL]/[d∂][nzWb]"
NAMED = re.compile(rf"\s{{0,9}}({NAMES})_?([0-9]{{0,2}})\s{{0,9}}[=:](.*)", re.DOTALL)
OTHER_NAME = re.compile(r"\s{0,9}([^=:\s]{1,40})\s{0,9}[=:]")
PARTS = re.compile(r"[ \t]*,[ \t]+|[ \t]+,?|,(?![0-9])")
NOTHING = ("–", "-", "_", "?")
EMPTY = "write – where nothing was answered"
COLUMNS = (
    *("file", "quantity", "layer", "row", "column", "typed", "verdict", "points", "mistakes", "said"),
    *("first", "first verdict", "first points"),
)
POINTS = {"right": 1.0, "fewer digits": 0.5}  # of an entry

MATRICES = ("W", "dW")

Named = tuple[str, int | None]  # quantity and layer
Typed = tuple[str, int | None, Any]  # quantity, layer, and texts nested as it is shown


@dataclass(frozen=True, eq=False, slots=True)
class Marked:
    """One quantity of what was handed in, with its marks; `first`: the same of what was answered first."""

    quantity: str
    layer: int | None
    typed: Any
    marks: Marks
    shared: Collection[int] = ()  # layers in which every a answers every n
    notation: Notation = NOTES
    first: "Marked | None" = None

    def entries(self) -> Iterator[tuple[tuple[int, ...], str, str]]:
        """Place, counted from 1 and as it was typed, text and verdict of each entry."""
        turned = self.notation.turned and self.quantity in MATRICES
        for place, text, verdict in sorted(
            _entries((), self.typed, self.marks.verdicts), key=lambda one: one[0][:: -1 if turned else 1]
        ):
            yield place[::-1] if turned else place, text, verdict

    @property
    def called(self) -> str:
        """As it is typed, or in another notation than the notes' written, with its layer: "S3", "δ3"."""
        letter = letter_of(self.quantity) if self.notation.turned else self.quantity
        return f"{self.notation.said(letter)}{self.layer or ''}"

    @property
    def sentence(self) -> str:
        """What is said of it, in the letters of the notation."""
        return self.notation.entries(place_told(self.marks.sentence, self.notation, self.shared))

    @property
    def points(self) -> float:
        """One for each entry that is right, half of one where digits are missing."""
        return sum(POINTS.get(verdict, 0.0) for *_, verdict in self.entries())

    def told(self) -> Iterator[str]:
        """The verdict of each entry, with what was there first where that was something else."""
        firsts = (self.first or self).entries()
        for (_, text, verdict), (_, before, then) in zip(self.entries(), firsts, strict=True):
            first = f"first {before}, {then}" if before else "it was shown first"
            yield (verdict or "not answered") + ("" if before == text else f" ({first})")


def read_answers(data: bytes, widths: tuple[int, ...], notation: Notation = NOTES) -> list[Typed]:
    """The answers of one text, for a network of these widths; refusals name the line.

    Names may be those of any notation; W and ∂F/∂W stand as in the `notation`, and are given back as H × L.

    Raises InputError for what is no UTF-8, too much, a line without a name, a quantity that comes twice, and
    rows of unequal length.
    """
    found: dict[Named, list[list[str]]] = {}
    commas: set[Named] = set()  # what has lines that end in one
    key: Named | None = None
    count = 0
    for number, line in enumerate(_decoded(data).splitlines(), start=1):
        rest = line.partition("#")[0]
        if name := NAMED.fullmatch(rest):
            key, rest = _key(_quantity(name[1]), name[2], number, len(widths)), name[3]
            if key in found:
                raise InputError(
                    f"line {number}: each quantity must come once; {name[1]}{name[2]} comes twice"
                )
            found[key] = []
        _check_name(rest, line, number, begun=key is not None)
        new = [
            [_text(one) for one in PARTS.split(part.strip(" \t,"))]
            for part in rest.split(";")
            if part.strip()
        ]
        count += sum(map(len, new))
        if count > MOST_ANSWERS:
            raise InputError(f"there must be at most {MOST_ANSWERS:,} answers; line {number} has more")
        if key is not None:
            found[key] += new
            commas |= {key} if rest.rstrip().endswith(",") else set()
    if not found:
        raise InputError("the answers must have lines such as S3 = 0.5, 1; none was found")
    turned = notation.turned
    return [(*key, _nested(key, rows, widths, key in commas, turned)) for key, rows in found.items()]


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise InputError(f"the answers must have at most {MOST_BYTES:,} bytes; there are {len(data):,}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise InputError(f"the answers must be UTF-8; byte {reason.start + 1} is not") from None


def _check_name(rest: str, line: str, number: int, *, begun: bool) -> None:
    """Raise InputError where what is left of a line has a name that there is not, or needs one."""
    if other := OTHER_NAME.match(rest):
        raise InputError(
            f"line {number}: the name must be e, F, or one of n, a, A, S, dW, db, W, b with its layer, "
            f"as S3; got {shown(other[1])}"
        )
    if "=" in rest:
        raise InputError(f"line {number}: each line must hold one quantity; got {shown(line)}")
    if rest.strip() and not begun:
        raise InputError(f"line {number} must begin with a name, such as S3 = 0.5, 1; got {shown(line)}")


def _quantity(name: str) -> str:
    """What the notes call it."""
    if quotient := QUOTIENT.fullmatch(name):
        return "S" if quotient[1] in "nz" else f"d{quotient[1]}"
    return OTHERS.get(name, name)


def mark_answers(
    net: Network,
    x: Any,
    t: Any,
    answers: Iterable[Typed],
    loss: str,
    learning_rate: float,
    notation: Notation = NOTES,
    first: Iterable[Typed] = (),
) -> list[Marked]:
    """Each marked as `mark` marks it, and told in the `notation`; raises InputError where it would.

    `first`: of the same quantities what was answered first.
    """
    shared = {l for l, name in net.activation.items() if not activation_named(name).elementwise}

    def marked(one: Typed, before: Marked | None = None) -> Marked:
        quantity, layer, typed = one
        marks = mark(net, x, t, quantity, layer, typed, loss, learning_rate)
        return Marked(quantity, layer, typed, marks, shared, notation, before)

    befores = {one[:2]: marked(one) for one in first}
    return [marked(one, befores.get(one[:2])) for one in answers]


def marks_text(marked: Iterable[tuple[str, Marked]]) -> str:
    """CSV with the columns COLUMNS, a row for each entry: places count from 1."""
    return table_text(COLUMNS, (row for file, one in marked for row in _rows(file, one)))


def _rows(file: str, one: Marked) -> Iterator[tuple[Cell, ...]]:
    layer = "" if one.layer is None else str(one.layer)
    firsts = one.first.entries() if one.first else repeat(None)
    for (place, text, verdict), before in zip(one.entries(), firsts, strict=False):
        row, column, *_ = (*map(str, place), "", "")
        said = (", ".join(one.marks.mistakes), one.sentence)
        first = (before[1], before[2], POINTS.get(before[2], 0.0)) if before else ("", "", "")
        yield (file, one.quantity, layer, row, column, text, verdict, POINTS.get(verdict, 0.0), *said, *first)


def _key(quantity: str, layer: str, number: int, depth: int) -> Named:
    alone = quantity in ("e", "F")
    if alone and layer in ("", str(depth)):
        return quantity, None
    if alone or not layer:
        rule = "e and F have no layer" if alone else f"{quantity} needs its layer, as in {quantity}3"
        raise InputError(f"line {number}: {rule}; got {quantity}{layer}")
    if not 2 <= int(layer) <= depth:
        raise InputError(f"line {number}: the layer must be from 2 to {depth}; got {quantity}{layer}")
    return quantity, int(layer)


def _text(one: str) -> str:
    return "" if one in NOTHING else one


def _nested(key: Named, rows: list[list[str]], widths: tuple[int, ...], comma: bool, turned: bool) -> Any:
    """As `mark` takes it: F one text, W and ∂F/∂W a list of rows, all else a list, A as it was given."""
    quantity, layer = key
    name = f"{quantity}{layer or ''}"
    hint = f"; a comma at the end of a line adds no number: {EMPTY}" if comma else ""
    if not rows or len({len(row) for row in rows}) > 1:
        lengths = " and ".join(str(len(row)) for row in rows[:4]) or "none"
        raise InputError(f"{name} must have rows of one length; got {lengths}{hint}")
    flat = [one for row in rows for one in row]
    if quantity == "F":
        if len(flat) != 1:
            raise InputError(f"F must be one number; got {len(flat)}")
        return flat[0]
    if quantity in MATRICES and layer is not None:
        due = (widths[layer - 2], widths[layer - 1])[:: -1 if turned else 1]
        if (len(rows), len(rows[0])) != due:
            raise InputError(
                f"{name} must have {due[0]} × {due[1]} numbers; got {len(rows)} × {len(rows[0])}{hint}"
            )
        return [[*column] for column in zip(*rows, strict=True)] if turned else rows
    if quantity != "A" and len(flat) != (L := widths[(layer or len(widths)) - 1]):
        what = "one number" if L == 1 else f"{L} numbers"
        raise InputError(f"{name} must have {what}; got {len(flat)}{hint}")
    return rows if quantity == "A" and len(rows) > 1 and len(rows[0]) > 1 else flat


def _entries(place: tuple[int, ...], typed: Any, verdicts: Any) -> Iterator[tuple[tuple[int, ...], str, str]]:
    if isinstance(typed, str):
        yield place, typed, verdicts
        return
    for i, (text, verdict) in enumerate(zip(typed, verdicts, strict=True), start=1):
        yield from _entries((*place, i), text, verdict)
