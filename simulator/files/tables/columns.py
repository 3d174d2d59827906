"""Chosen columns of a table become a data set: numbers to full precision, classes one-hot."""

from collections.abc import Sequence

import numpy as np

from ...core.inputs import Array, InputError, parsed
from ...core.sets.dataset import DataSet, one_hot
from ..untrusted.quoting import shown
from .csv_reader import MOST_CLASSES, Table, check_text
from .dialect import PLAIN, like_a_number, says_nothing


def dataset_from(
    table: Table,
    inputs: Sequence[str],
    targets: Sequence[str],
    *,
    classes: bool | None = None,
    single: bool = False,
) -> DataSet:
    """The data set that the named columns make.

    `classes`: whether the target says classes; None: if it holds text and no number. Classes are sorted,
    as numbers where all are numbers, and one-hot; `single` gives two classes one column of 0 and 1.
    Raises InputError for columns that are not there, missing or named twice, and with row and column
    for an empty cell, a text where a number belongs, a number that is not finite, too many classes.
    """
    places = _places(table, inputs, "input"), _places(table, targets, "target")
    if both := set(inputs) & set(targets):
        raise InputError(f"a column must be an input or a target, not both; got {shown(min(both))}")
    X = np.stack([_input(table, place) for place in places[0]], axis=1)
    if classes is None:
        classes = any(_holds_text(table, place) for place in places[1])
    about = f"From {table.name}. {table.change}".rstrip()
    if not classes:
        T = np.stack([_numbers(table, place) for place in places[1]], axis=1)
        return DataSet(table.name, about, X, T, tuple(inputs), tuple(targets))
    if len(targets) > 1:
        raise InputError(f"classes must stand in one target column; got {len(targets)} columns")
    names, rows = _classes(table, places[1][0])
    if single and len(names) > 2:
        raise InputError(f"a single column of 0 and 1 holds two classes; there are {len(names)}")
    T = rows[:, None] if single else one_hot(rows, len(names))
    return DataSet(table.name, about, X, T, tuple(inputs), tuple(targets) if single else names, names)


def numeric_columns(table: Table) -> tuple[str, ...]:
    """The names of the columns that could be inputs: nothing but finite numbers in them."""
    return tuple(name for place, name in enumerate(table.columns) if _holds_numbers(table, place))


def _places(table: Table, names: Sequence[str], what: str) -> list[int]:
    if isinstance(names, str) or not names or len(set(names)) != len(names):
        raise InputError(f"{what} columns must be a list of at least one name, each once; got {names!r:.60}")
    known = {name: place for place, name in enumerate(table.columns)}
    for name in names:
        if name not in known:
            raise InputError(f"{what} columns must be among those of {table.name}; got {shown(name)}")
    return [known[name] for name in names]


def _numbers(table: Table, column: int) -> Array:
    """A column as float64, (N,). A true minus sign is read as one."""
    cells = table.cells[column]
    joined = "\0".join(cells).replace("−", "-")
    if table.decimal == "," and "." not in joined:
        joined = joined.replace(",", ".")
    if PLAIN.fullmatch(joined):
        try:
            values = np.array([float(cell) for cell in joined.split("\0")])
        except ValueError:
            pass  # said below, by the cell's place
        else:
            if np.isfinite(values).all():
                return values
    return np.array([_number(table, item, column) for item in range(len(cells))])


def _number(table: Table, item: int, column: int) -> float:
    cell, place = table.cells[column][item], table.place(item, column)
    if table.decimal == "." or not {",", "."} & set(cell):
        return parsed(cell, place)
    if "." not in cell and cell.count(",") == 1:
        return parsed(cell.replace(",", "."), place)
    raise InputError(f"{place} must be a number with a decimal comma, as others here are; got {shown(cell)}")


def _holds_numbers(table: Table, column: int) -> bool:
    try:
        _numbers(table, column)
    except InputError:
        return False
    return True


def _holds_text(table: Table, column: int) -> bool:
    """Whether no cell is a number; one slip among numbers shall be named, not become a class."""
    return not any(like_a_number(cell) and not says_nothing(cell) for cell in table.cells[column])


def _input(table: Table, column: int) -> Array:
    try:
        return _numbers(table, column)
    except InputError as reason:
        usable = [shown(name) for name in numeric_columns(table)[:5]]
        hint = f"; columns of numbers are {', '.join(usable)}" if usable else ""
        raise InputError(f"{reason}{hint}") from None


def _classes(table: Table, column: int) -> tuple[tuple[str, ...], Array]:
    """The classes' names in order, and each row's class counted from 0, (N,)."""
    cells = table.cells[column]
    keys: Sequence[float | str] = cells
    if _holds_numbers(table, column):
        keys = _numbers(table, column).tolist()  # 1 and 1.0 are one class
    names: dict[float | str, str] = {}
    for item, (key, cell) in enumerate(zip(keys, cells, strict=True)):
        if key in names:
            continue
        place = table.place(item, column)
        if not cell:
            raise InputError(f"{place} must be a class; the cell is empty")
        if says_nothing(cell):
            raise InputError(f"{place} must be a class or a finite number; got {shown(cell)}")
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
