"""Chosen columns of a table become a data set: numbers to full precision, words and classes one-hot."""

import re
from collections.abc import Sequence

import numpy as np

from ...core.inputs import Array, InputError, parsed
from ...core.sets.dataset import DataSet, one_hot
from ..untrusted.quoting import listed, shown
from .csv_reader import MOST_CLASSES, MOST_COLUMNS, Table, check_text
from .dialect import says_nothing
from .gaps import filled, word_gaps
from .number_forms import is_number

DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d\d.*)?|\d{1,2}:\d\d(?::\d\d.*)?")
TRUTHS = ({"true", "false"}, {"wahr", "falsch"}, {"vrai", "faux"})
TRUE = ("true", "wahr", "vrai")


def dataset_from(
    table: Table,
    inputs: Sequence[str],
    targets: Sequence[str],
    *,
    classes: bool | None = None,
    single: bool = False,
    missing: str | None = None,
) -> DataSet:
    """The data set that the named columns make.

    `classes`: whether the target says classes; None: if it holds text and no number. Classes are sorted,
    as numbers where all are numbers, and one-hot; `single` gives two classes one column of 0 and 1. Words
    among the inputs are one-hot, true and false one column of 1 and 0. `missing`: what to do with cells
    that cannot be used; leave out "rows" or "columns", or put "means"; None refuses them.
    Raises InputError for columns that are not there, missing or named twice, and with row and column
    for an empty cell, a text where a number belongs, a number that is not finite or can be read in two
    ways, too many classes.
    """
    _check_names(table, inputs, targets)
    if missing is not None:
        table, inputs = filled(table, inputs, targets, missing, classes=classes)
    places = _places(table, inputs, "input"), _places(table, targets, "target")
    names, X, said = _inputs(table, places[0])
    if classes is None:
        classes = any(_holds_text(table, place) for place in places[1])
    about = " ".join(part for part in (f"From {table.name}.", table.change, said) if part)
    if not classes:
        T = np.stack([_numbers(table, place) for place in places[1]], axis=1)
        return DataSet(table.name, about, X, T, names, tuple(targets))
    if len(targets) > 1:
        raise InputError(f"classes must stand in one target column; got {len(targets)} columns")
    known, rows = _classes(table, places[1][0])
    if single and len(known) > 2:
        raise InputError(f"a single column of 0 and 1 holds two classes; there are {len(known)}")
    T = rows[:, None] if single else one_hot(rows, len(known))
    return DataSet(table.name, about, X, T, names, tuple(targets) if single else known, known)


def numeric_columns(table: Table) -> tuple[str, ...]:
    """The names of the columns that are meant as numbers and could be inputs, in order.

    Not those that only name the rows; a column with a gap, or that can be read in two ways, is among them:
    `dataset_from` says so, and where.
    """
    return tuple(
        name
        for name, found in zip(table.columns, table.found, strict=True)
        if found.kind == "numbers" and name not in table.ids
    )


def open_columns(table: Table, names: Sequence[str]) -> dict[str, tuple[str, float, float]]:
    """Of these columns those that can be read in two ways: a cell, with a decimal point, with a comma."""
    open_ones = {}
    for place, name in enumerate(table.columns):
        found, cells = table.found[place], table.cells[place]
        if name not in names or found.other is None:
            continue
        readings = {form.decimal: form.read(cells) for form in (found.form, found.other)}
        differ = (readings["."] != readings[","]) & np.isfinite(readings["."]) & np.isfinite(readings[","])
        item = int(np.argmax(differ))
        open_ones[name] = (cells[item], float(readings["."][item]), float(readings[","][item]))
    return open_ones


def _check_names(table: Table, inputs: Sequence[str], targets: Sequence[str]) -> None:
    for names, what in ((inputs, "input"), (targets, "target")):
        if isinstance(names, str) or len({*names}) != len(names):
            raise InputError(
                f"{what} columns must be a list of at least one name, each once; got {names!r:.60}"
            )
        if not names:
            raise InputError(f"{table.name} must give at least one {what} column{_why_none(table, targets)}")
        _places(table, names, what)
    if both := {*inputs} & {*targets}:
        raise InputError(f"a column must be an input or a target, not both; got {shown(min(both))}")


def _why_none(table: Table, targets: Sequence[str]) -> str:
    """What stands in the first column that might have been one."""
    for place, (name, cells) in enumerate(zip(table.columns, table.cells, strict=True)):
        if name not in targets and table.found[place].kind == "text":
            said = f"{table.place(0, place)} holds {shown(cells[0])}, a word"
            return f", and none is chosen; {said}: choose it and its words become one-hot"
    return f", and none is chosen; there are {listed(table.columns)}"


def _places(table: Table, names: Sequence[str], what: str) -> list[int]:
    known = {name: place for place, name in enumerate(table.columns)}
    for name in names:
        if name not in known:
            raise InputError(f"{what} columns must be among those of {table.name}; got {shown(name)}")
    return [known[name] for name in names]


def _numbers(table: Table, column: int) -> Array:
    """A column as float64, (N,); raises InputError with the place of the first cell that is no number."""
    found, cells = table.found[column], table.cells[column]
    _check_decided(table, column)
    values = found.form.read(cells)
    if np.isfinite(values).all():
        return values
    item = int(np.argmin(np.isfinite(values)))
    raise _no_number(table, item, column)


def _check_decided(table: Table, column: int) -> None:
    name = table.columns[column]
    for cell, point, comma in open_columns(table, [name]).values():
        item = table.cells[column].index(cell)
        raise InputError(
            f"{table.place(item, column)} can be read in two ways: {shown(cell)} is {comma:.15g} with "
            f"a decimal comma, {point:.15g} with a point; "
            f'say which: read_table(…, decimal={{{shown(name)}: ","}}) or "."'
        )


def _no_number(table: Table, item: int, column: int) -> InputError:
    cell, place, form = table.cells[column][item], table.place(item, column), table.found[column].form
    if is_number(cell) and not says_nothing(cell):
        needs = "a decimal comma" if form.decimal == "," else "a decimal point"
        needs = "a percent sign" if form.percent and "%" not in cell else needs
        return InputError(f"{place} must be a number with {needs}, as others here are; got {shown(cell)}")
    try:
        parsed(cell.replace(",", "."), place, strict=True)
    except InputError as reason:
        message = str(reason).replace(repr(cell.replace(",", ".")[:40]), shown(cell))
        return InputError(f"{message}{CURE if table.found[column].kind == 'numbers' else ''}")
    return InputError(f"{place} must be a number; got {shown(cell)}")


CURE = '; fill it in, or say missing="rows", "columns" or "means"'


def _holds_text(table: Table, column: int) -> bool:
    """Whether no cell is a number; one slip among numbers shall be named, not become a class."""
    if table.found[column].kind == "numbers":
        return False
    return not any(is_number(cell) for cell in table.cells[column])


def _inputs(table: Table, places: Sequence[int]) -> tuple[tuple[str, ...], Array, str]:
    """The inputs' names, X and what is said of words among them: one-hot, a column for each."""
    names: list[str] = []
    columns: list[Array] = []
    said = []
    for place in places:
        name = table.columns[place]
        if not _holds_text(table, place):
            names.append(name)
            columns.append(_input(table, place))
            continue
        words, rows = _words(table, place)
        if len(words) == 2 and {word.lower() for word in words} in TRUTHS:
            names.append(name)
            columns.append(np.array([float(words[row].lower() in TRUE) for row in rows]))
            said.append(f"{listed([name])} is 1 where true")
            continue
        names += [f"{name} = {word}" for word in words]
        columns += [*one_hot(rows, len(words)).T]
        said.append(f"{listed([name])} is one-hot ({listed(words)})")
    if len(columns) > MOST_COLUMNS:
        raise InputError(
            f"{table.name} must give at most {MOST_COLUMNS} inputs; its words make {len(columns):,}"
        )
    if len({*names}) < len(names):
        raise InputError(f"{table.name} must have inputs with names of their own; words make one twice")
    more = f" and {len(said) - 3} more" if len(said) > 3 else ""
    return tuple(names), np.stack(columns, axis=1), f"{', '.join(said[:3])}{more}." if said else ""


def _words(table: Table, column: int) -> tuple[tuple[str, ...], Array]:
    """A column of words as classes are; dates are none."""
    gaps = {*word_gaps(table.cells[column])}
    for item, cell in enumerate(table.cells[column]):
        if DATE.fullmatch(cell):
            raise InputError(
                f"{table.place(item, column)} is a date or time, {shown(cell)}, which is no input as it "
                "stands; give year, month, day or hours a column of numbers each, or leave it out"
            )
        if item in gaps:
            raise InputError(f"{table.place(item, column)} must be a word; {_got(cell)}{ROWS_OR_COLUMNS}")
    return _classes(table, column)


ROWS_OR_COLUMNS = '; fill it in, or say missing="rows" or "columns"'


def _got(cell: str) -> str:
    return f"got {shown(cell)}" if cell else "the cell is empty"


def _input(table: Table, column: int) -> Array:
    try:
        return _numbers(table, column)
    except InputError as reason:
        if table.found[column].kind == "numbers":
            raise
        usable = [shown(name) for name in numeric_columns(table)[:5]]
        hint = f"; columns of numbers are {', '.join(usable)}" if usable else ""
        raise InputError(f"{reason}{hint}") from None


def _classes(table: Table, column: int) -> tuple[tuple[str, ...], Array]:
    """The classes' names in order, and each row's class counted from 0, (N,)."""
    cells = table.cells[column]
    keys: Sequence[float | str] = cells
    if table.found[column].kind == "numbers":
        _check_decided(table, column)
        values = table.found[column].form.read(cells)
        if np.isfinite(values).all():
            keys = values.tolist()  # 1 and 1.0 are one class
    names: dict[float | str, str] = {}
    gaps = {*word_gaps(cells)}
    for item, (key, cell) in enumerate(zip(keys, cells, strict=True)):
        if key in names:
            continue
        place = table.place(item, column)
        if not cell:
            raise InputError(f"{place} must be a class; the cell is empty")
        if says_nothing(cell):
            raise InputError(f"{place} must be a class or a finite number; got {shown(cell)}")
        if item in gaps:
            raise InputError(
                f'{place} must be a class; got {shown(cell)}; say missing="rows" to leave it out'
            )
        if len(names) == MOST_CLASSES:
            raise InputError(f"{place} must keep to {MOST_CLASSES} classes; {shown(cell)} would be one more")
        names[key] = check_text(cell, place)
    if len(names) < 2:
        raise InputError(
            f"{table.place(0, column)} must not be the only class; all rows say {shown(cells[0])}"
        )
    order = sorted(names)  # all numbers, or all text
    number = {key: rank for rank, key in enumerate(order)}
    return tuple(names[key] for key in order), np.array([number[key] for key in keys])
