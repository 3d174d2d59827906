"""Missing and bad cells in the chosen columns, in words, and what can be done: nothing goes unsaid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from statistics import mean
from typing import NamedTuple

import numpy as np

from ...core.inputs import InputError
from ..untrusted.quoting import listed, shown
from .csv_reader import Table
from .dialect import says_nothing
from .number_forms import is_missing

MOST_NAMED = 3  # gaps in one sentence
ROWS, COLUMNS, MEANS = "rows", "columns", "means"  # what to do with gaps


class Gap(NamedTuple):
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
    """The columns as reading has found them; those that name the rows are among them."""
    named = {
        kind: tuple(name for name, its in zip(table.columns, table.found, strict=True) if its.kind == kind)
        for kind in ("numbers", "text", "empty")
    }
    return Columns(**named)


def gaps_in(
    table: Table, inputs: Sequence[str], targets: Sequence[str], *, classes: bool | None = None
) -> tuple[Gap, ...]:
    """The gaps of the named columns, row by row; `classes` as in `dataset_from`."""
    places = {name: place for place, name in enumerate(table.columns)}
    found: list[Gap] = []
    for name in (*inputs, *targets):
        if name not in places:
            continue  # refused where the data set is made
        column, cells = table.found[places[name]], table.cells[places[name]]
        if column.kind != "numbers" or (name in targets and classes):
            items = word_gaps(cells)
        else:
            items = np.flatnonzero(~np.isfinite(column.form.read(cells))).tolist()
        found += map(Gap._make, zip(items, repeat(places[name]), strict=False))
    return tuple(sorted(found))


def word_gaps(cells: Sequence[str]) -> list[int]:
    """The items, from 0, whose cell holds no word; beside + a - is one."""
    lacking = {cell for cell in {*cells} if is_missing(cell) or says_nothing(cell)}
    if "+" in cells:
        lacking.discard("-")
    return [item for item, cell in enumerate(cells) if cell in lacking] if lacking else []


def filled(
    table: Table, inputs: Sequence[str], targets: Sequence[str], how: str, *, classes: bool | None = None
) -> tuple[Table, Sequence[str]]:
    """The table and the inputs after leaving out "rows" or "columns" with gaps, or putting "means".

    Raises InputError for anything else, and where that cannot be done.
    """
    if how not in (ROWS, COLUMNS, MEANS):
        raise InputError(f'missing must be "rows", "columns" or "means"; got {shown(how)}')
    gaps = gaps_in(table, inputs, targets, classes=classes)
    if not gaps:
        return table, inputs
    if how == ROWS:
        return without_rows(table, gaps), inputs
    if how == MEANS:
        return with_means(table, gaps), inputs
    out = {table.columns[gap.column] for gap in gaps}
    left = [name for name in inputs if name not in out]
    if not left or out & {*targets}:
        raise InputError(f"{table.name} must keep an input and its target; gaps are in {listed(sorted(out))}")
    return replace(table, change=f"Columns left out for their gaps: {listed(sorted(out))}."), left


def gaps_in_words(table: Table, gaps: Sequence[Gap]) -> str:
    """How many gaps there are and where the first ones stand, in one sentence."""
    named = []
    for gap in gaps[:MOST_NAMED]:
        cell = table.cells[gap.column][gap.item]
        where = f"row {table.row(gap.item)}, column {table.places[gap.column]}"
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
        numbers=tuple(table.row(item) for item in kept),
        change=f"{rows}: {_some(numbered)}.",
    )


def with_means(table: Table, gaps: Sequence[Gap]) -> Table:
    """The table with the mean of the column's other cells in each gap.

    Raises InputError for a column without a number.
    """
    cells = [*table.cells]
    said = []
    of_column: dict[int, list[int]] = {}
    for gap in gaps:
        of_column.setdefault(gap.column, []).append(gap.item)
    for place, items in of_column.items():
        form = table.found[place].form
        others = np.delete(form.read(table.cells[place]), items).tolist()
        if not others or table.found[place].kind != "numbers":
            raise InputError(f"{table.place(0, place)} must have numbers beside it to take the mean of")
        middle = mean(others)
        column, filler = [*table.cells[place]], form.write(middle)
        for item in items:
            column[item] = filler
        cells[place] = tuple(column)
        said.append(f"{middle:.4g} in {len(items):,} of column {table.places[place]}")
    return replace(
        table,
        cells=tuple(cells),
        change=f"In place of gaps stands the mean of the column's other cells: {_some(said)}.",
    )


def _some(named: Sequence[object]) -> str:
    more = len(named) - MOST_NAMED
    return ", ".join(map(str, named[:MOST_NAMED])) + (f" and {more:,} more" if more > 0 else "")
