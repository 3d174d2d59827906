"""How a column writes its numbers: its decimal mark, separators of thousands, percent signs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import numpy as np

from ...core.inputs import Array

# What people write where a value is missing; in a column of words, each but "-" beside "+".
MISSING = frozenset(
    ("", "?", "na", "n/a", "n.a.", "#n/a", "#na", "<na>", "nan", "null", "-", "--", "–", "—", "k.a.")
)
MARKS = str.maketrans({"−": "-", "’": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
NUMBERISH = re.compile(r"[-+]?[\d.,' ]*\d[\d.,' ]*(?:[eE][-+]?\d+)?\s*%?")
MONEY = r"€|\$|£|¥|EUR|USD|GBP|CHF"
UNITS = (
    rf"{MONEY}|[µmckMGh]?(?:m|g|s|W|V|A|J|N|Hz|Pa|l|L|mol|bar|Wh|Ω)|t|min|h|d|in|ft|mi|lbs?|oz|psi|mph|°[CF]?|K|deg"
    r"|rad|‰|ppm|dB|bpm|rpm|years?|yrs?|months?|days?|hours?"
)
UNIT = rf"(?:{UNITS})(?:[²³]|\^?-?[1-4])?(?:[/·*](?:[µmckMd]?(?:m|g|s|l|L|mol|W)|min|h|d)(?:[²³]|\^?[1-4])?)?"
# A single letter without a blank may be a number's size: 5m, 5K.
WITH_UNIT = re.compile(rf"({MONEY})? ?[-+\d.,' ]*\d[\d.,]*?(?: ({UNIT})|((?=..){UNIT}|{MONEY}))?")
LEADING_ZERO = re.compile(r"(?:^|\0)[-+]?0\d")
BLANK_DELIMITED = (",", " ", "|")  # programs write these files, with a decimal point


@dataclass(frozen=True, slots=True)
class NumberForm:
    """A way to write numbers: the decimal mark, what stands between thousands, before and behind all."""

    decimal: str = "."  # or ","
    thousands: str = ""  # or one of , . ' and a blank
    percent: bool = False
    before: str = ""  # a currency
    after: str = ""  # a unit

    def read(self, cells: Sequence[str]) -> Array:
        """The cells as float64, (N,); nan for each that is not written so, infinity past float64."""
        pattern, joined = _pattern(self), _plain("\0".join(cells))
        if not pattern.fullmatch(joined):
            one = _pattern(self, one=True)
            plain = joined.split("\0")
            fits = [one.fullmatch(cell) is not None for cell in plain]
            joined = "\0".join(cell if fit else "nan" for cell, fit in zip(plain, fits, strict=True))
        for part in (self.before, self.after, self.thousands):
            joined = joined.replace(part, "") if part else joined
        if self.decimal == ",":
            joined = joined.replace(",", ".")
        if self.percent:
            joined = re.sub(" ?%", "e-2", joined)  # the double nearest to the hundredth
        return np.array([float(cell) for cell in joined.split("\0")])

    def write(self, value: float) -> str:
        """The cell that is read as this value, to the last bit."""
        text = f"{Decimal(repr(value)) * 100:f}%" if self.percent else repr(value)
        return f"{self.before}{text.replace('.', self.decimal)}{self.after and f' {self.after}'}"


POINT = NumberForm()
FORMS = tuple(
    NumberForm(decimal, thousands)
    for thousands in ("", ",", ".", "'", " ")
    for decimal in (".", ",")
    if decimal != thousands
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: "numbers", "text" or "empty"; how numbers are written, and how they may be too."""

    kind: str
    form: NumberForm = POINT
    other: NumberForm | None = None  # reads every cell as well, some as another number
    mark: str = ""  # the decimal mark that the cells show beyond doubt
    example: str = ""  # a cell that is more than digits and a decimal mark


def is_missing(cell: str) -> bool:
    """Whether a cell is empty or says that its value is missing."""
    return cell.lower() in MISSING


def column_of(cells: Sequence[str]) -> Column:
    """A column is meant as numbers if half of what it holds, missing values apart, is written so."""
    joined = _plain("\0".join(cells))
    if full := [form for form in _that_show(joined) if _pattern(form).fullmatch(joined)]:
        return _with_other(full, cells, joined)
    filled = [cell for cell in cells if not is_missing(cell)]
    if not filled:
        return Column("empty")
    numberish = [cell for cell in map(_plain, filled) if NUMBERISH.fullmatch(cell)]
    if 2 * len(numberish) < len(filled):
        return _with_unit(filled)
    joined = "\0".join(numberish)
    forms = _that_show(joined)
    counts = [_count(form, numberish, joined) for form in forms]
    if 2 * max(counts) < len(filled):
        return Column("text")
    best = [form for form, count in zip(forms, counts, strict=True) if count == max(counts)]
    return _with_other(best, numberish, joined)


def _with_unit(cells: Sequence[str]) -> Column:
    """Numbers with the same currency or unit in every cell; anything else is text."""
    found = WITH_UNIT.fullmatch(_plain(cells[0]))
    before, after = (found[1] or "", found[2] or found[3] or "") if found else ("", "")
    if not before and not after:
        return Column("text")
    bare = [_plain(cell).removeprefix(before).removesuffix(after).strip() for cell in cells]
    alike = all(_plain(cell).startswith(before) and _plain(cell).endswith(after) for cell in cells)
    column = column_of(bare) if alike and all(map(NUMBERISH.fullmatch, bare)) else Column("text")
    forms = [form and replace(form, before=before, after=after) for form in (column.form, column.other)]
    if column.kind != "numbers":
        return column
    return replace(column, form=forms[0] or POINT, other=forms[1], example=max(cells, key=len))


def decided(columns: Iterable[Column], delimiter: str) -> tuple[Column, ...]:
    """Columns whose plain reading the rest of the table bears out keep it alone; the others stay open.

    1.234 is the plain decimal number where other columns show a decimal point and none a decimal comma; of
    thousands this is never concluded, since a column may have been written by another hand.
    """
    columns = tuple(columns)
    marks = {column.mark for column in columns} - {""}
    if not marks and delimiter in BLANK_DELIMITED:
        marks = {"."}

    def one(column: Column) -> Column:
        if column.other is None:
            return column
        plain = column.form if not column.form.thousands else column.other
        return (
            replace(column, form=plain, other=None, mark=plain.decimal)
            if marks == {plain.decimal}
            else column
        )

    return tuple(one(column) for column in columns)


def told(column: Column, cells: Sequence[str], decimal: str) -> Column:
    """The column with a decimal mark that somebody named."""
    forms = [form for form in (column.form, column.other) if form and form.decimal == decimal]
    if not forms:
        joined = _plain("\0".join(cells))
        able = [
            replace(column.form, decimal=decimal, thousands=form.thousands)
            for form in FORMS
            if form.decimal == decimal
        ]
        forms = [max(able, key=lambda form: _count(form, joined.split("\0"), joined))]
    return Column("numbers", forms[0], None, decimal, _example(forms[0], cells))


def is_number(cell: str) -> bool:
    """Whether a cell is a number in one of the forms."""
    plain = _plain(cell).removesuffix("%")
    return any(_pattern(form, one=True).fullmatch(plain) for form in FORMS)


def like_a_number(cell: str) -> bool:
    """Also nan, 1_000, 1,5 and 1.234,5 %: they are refused where they stand rather than taken for names."""
    plain = _plain(cell)
    try:
        float(plain.replace(",", "."))
    except ValueError:
        return NUMBERISH.fullmatch(plain) is not None
    return True


def _plain(cells: str) -> str:
    return cells if cells.isascii() else cells.translate(MARKS)


def _that_show(joined: str) -> list[NumberForm]:
    """The forms whose separators occur, each once."""
    shown: dict[tuple[str, str, bool], NumberForm] = {}
    for percent in (True, False) if "%" in joined else (False,):
        for form in FORMS:
            mark = form.decimal if form.decimal in joined else ""
            if form.thousands in joined and (form.thousands or mark or form == POINT):
                shown.setdefault((form.thousands, mark, percent), replace(form, percent=percent))
    return [*shown.values()]


def _with_other(best: Sequence[NumberForm], cells: Sequence[str], joined: str) -> Column:
    """The column in the first of these forms, with another that reads every cell, some differently."""
    form = best[0]
    for other in best[1:]:
        fits = other.percent == form.percent and _pattern(other).fullmatch(joined)
        if fits and not np.array_equal(other.read(cells), form.read(cells), equal_nan=True):
            return Column("numbers", form, other)
    shows = form.decimal in joined or form.thousands in (",", ".")
    zero = LEADING_ZERO.search(joined)
    example = cells[joined.count("\0", 0, zero.end())] if zero else _example(form, cells)
    return Column("numbers", form, None, form.decimal if shows else "", example)


def _example(form: NumberForm, cells: Sequence[str]) -> str:
    parts = [part for part in (form.thousands, form.before, form.after, "%" * form.percent) if part]
    return max((cell for cell in cells if any(part in _plain(cell) for part in parts)), key=len, default="")


def _count(form: NumberForm, cells: Sequence[str], joined: str) -> int:
    """How many cells are written so."""
    if _pattern(form).fullmatch(joined):
        return len(cells)
    one = _pattern(form, one=True)
    return sum(one.fullmatch(cell) is not None for cell in cells)


@cache
def _pattern(form: NumberForm, *, one: bool = False) -> re.Pattern[str]:
    """Matches one cell, or all cells of a column joined by zeros."""
    point, between = re.escape(form.decimal), re.escape(form.thousands)
    whole = rf"(?:[1-9]\d{{0,2}}(?:{between}\d{{3}})++|\d++)" if form.thousands else r"\d++"
    end = " ?%" if form.percent else r"(?:[eE][-+]?\d++)?+"
    number = rf"[-+]?+(?:{whole}(?:{point}\d*+)?+|{point}\d++){end}"  # possessive: no way back is tried
    if form.before or form.after:
        number = rf"{re.escape(form.before)} ?{number} ?{re.escape(form.after)}"
    return re.compile(number if one else rf"{number}(?:\0{number})*+")
