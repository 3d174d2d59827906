"""Missing and bad cells in the chosen columns, in words, and what can be done: nothing goes unsaid."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean

from ...core.inputs import InputError, parsed
from ..untrusted.quoting import shown
from .csv_reader import Table
from .dialect import PLAIN, in_points, says_nothing

MOST_NAMED = 3  # gaps in one sentence


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that holds no finite number, or no class; its item and column count from 0."""

    item: int
    column: int


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of a table's columns by what they hold: numbers (with gaps or not), text, or nothing."""

    numbers: tuple[str, ...]
    text: tuple[str, ...]
    empty: tuple[str, ...]


def columns_by_kind(table: Table) -> Columns:
    """A column is meant as numbers if at least half of its cells that are not empty are finite numbers."""
    kinds = [_kind(table, cells) for cells in table.cells]
    named = {
        kind: tuple(name for name, its in zip(table.columns, kinds, strict=True) if its == kind)
        for kind in ("numbers", "text", "empty")
    }
    return Columns(**named)


def gaps_in(
    table: Table, inputs: Sequence[str], targets: Sequence[str], *, classes: bool | None = None
) -> tuple[Gap, ...]:
    """The gaps of the named columns, row by row; `classes` as in `dataset_from`.

    A column that is not meant as numbers has none as an input: it is refused as a whole.
    """
    places = {name: place for place, name in enumerate(table.columns)}
    found = []
    for name in (*inputs, *targets):
        if name not in places:
            continue  # refused where the data set is made
        cells = table.cells[places[name]]
        if name in targets and (classes or (classes is None and _kind(table, cells) == "text")):
            items = [item for item, cell in enumerate(cells) if not cell or says_nothing(cell)]
        elif _kind(table, cells) != "numbers":
            continue
        else:
            items = [item for item, cell in enumerate(cells) if not _finite(table, cell)]
        found += [Gap(item, places[name]) for item in items]
    return tuple(sorted(found, key=lambda gap: (gap.item, gap.column)))


def gaps_in_words(table: Table, gaps: Sequence[Gap]) -> str:
    """How many gaps there are and where the first ones stand, in one sentence."""
    named = []
    for gap in gaps[:MOST_NAMED]:
        cell = table.cells[gap.column][gap.item]
        where = f"row {table.row(gap.item)}, column {gap.column + 1}"
        named.append(f"{where} {f'holds {shown(cell[:12])}' if cell else 'is empty'}")
    more = len(gaps) - MOST_NAMED
    cells = "1 cell" if len(gaps) == 1 else f"{len(gaps):,} cells"
    return f"{cells} cannot be used: {'; '.join(named)}{f'; and {more:,} more' if more > 0 else ''}."


def without_rows(table: Table, gaps: Sequence[Gap]) -> Table:
    """The table without the rows that have a gap; those left keep their numbers.

    Raises InputError where no row is left.
    """
    out = {gap.item for gap in gaps}
    kept = [item for item in range(table.rows) if item not in out]
    if not kept:
        raise InputError(f"{table.name} must keep a row; each of its {table.rows:,} has a gap")
    numbered = [table.row(item) for item in sorted(out)]
    rows = f"{len(out):,} of {table.rows:,} rows are left out for their gaps"
    return replace(
        table,
        cells=tuple(tuple(cells[item] for item in kept) for cells in table.cells),
        numbered=tuple(table.row(item) for item in kept),
        change=f"{rows}: {_some(numbered)}.",
    )


def with_means(table: Table, gaps: Sequence[Gap]) -> Table:
    """The table with the mean of the column's other cells in each gap.

    Raises InputError for a column without a number.
    """
    cells = [list(column) for column in table.cells]
    said = []
    of_column: dict[int, set[int]] = {}
    for gap in gaps:
        of_column.setdefault(gap.column, set()).add(gap.item)
    for place, items in of_column.items():
        others = [_value(table, cell) for item, cell in enumerate(table.cells[place]) if item not in items]
        if not others:
            raise InputError(f"{table.place(0, place)} must have numbers beside it to take the mean of")
        middle = mean(others)
        for item in items:
            cells[place][item] = repr(middle).replace(".", table.decimal)
        said.append(f"{middle:.4g} in {len(items):,} of column {place + 1}")
    return replace(
        table,
        cells=tuple(map(tuple, cells)),
        change=f"In place of gaps stands the mean of the column's other cells: {_some(said)}.",
    )


def _some(named: Sequence[object]) -> str:
    more = len(named) - MOST_NAMED
    return ", ".join(map(str, named[:MOST_NAMED])) + (f" and {more:,} more" if more > 0 else "")


def _kind(table: Table, cells: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    if not filled:
        return "empty"
    return "numbers" if 2 * sum(_finite(table, cell) for cell in filled) >= len(filled) else "text"


def _finite(table: Table, cell: str) -> bool:
    if table.decimal == "," and "." in cell:
        return False  # 1.500 may be one and a half or fifteen hundred
    plain = in_points(cell, table.decimal)
    if PLAIN.fullmatch(plain):
        try:
            return math.isfinite(float(plain))
        except ValueError:
            return False
    try:
        parsed(plain, "")
    except InputError:
        return False
    return True


def _value(table: Table, cell: str) -> float:
    return parsed(in_points(cell, table.decimal), "")
