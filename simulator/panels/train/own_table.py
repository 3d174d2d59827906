"""A table of one's own: its file or text, the columns to take, and what to do where a cell holds nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from ...core.inputs import InputError
from ...core.sets.dataset import DataSet
from ...files.tables.columns import dataset_from
from ...files.tables.csv_reader import LIMITS, Table, read_table
from ...files.tables.gaps import (
    Columns,
    Gap,
    columns_by_kind,
    gaps_in,
    gaps_in_words,
    with_means,
    without_rows,
)
from ...files.untrusted.quoting import listed
from .. import checked_menus
from .. import page_state as state

BYTES, PASTED = "own bytes", "own text"
PREVIEW = 200  # rows
ROWS, COLUMNS, MEANS = "rows", "columns", "means"  # what to do with gaps


def own_table() -> tuple[DataSet, str] | None:
    """The set that the upload or the pasted text makes, and its key; None where there is neither.

    Raises InputError for a table that cannot be read, or while it is not said what to do with its gaps.
    """

    def keep_file() -> None:
        given = state.read("own file")
        if given is not None:
            state.show(BYTES, (given.name, given.getvalue()))

    st.file_uploader(
        "A CSV file", type=["csv", "tsv", "txt"], key="own file", on_change=keep_file, max_upload_size=5
    )
    state.keep(PASTED, "")
    pasted = st.text_area("… or paste a table", key=PASTED, height=100, placeholder="x,y,class\n0.1,0.2,a")
    st.text(f"Limits: {LIMITS}.")
    file = state.read(BYTES)
    if not pasted.strip() and file is None:
        return None
    header = checked_menus.radio(
        "Header",
        ["recognise", "row 1 is a header", "no header"],
        key=state.keep("own header", "recognise"),
        horizontal=True,
    )
    told = {"recognise": None, "row 1 is a header": True, "no header": False}[header]
    name, source = ("the pasted text", pasted) if pasted.strip() else file
    table = state.once("own table", _read, source, name, told)
    st.text(" ".join(table.notes))
    _preview(table)
    return _columns(table, _digest(name, source, told))


def _read(source: bytes | str, name: str, header: bool | None) -> Table:
    return read_table(source, name, header=header)


def _digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _columns(table: Table, digest: str) -> tuple[DataSet, str]:
    """Which columns to take; tables with the same columns share the widgets and what was chosen in them."""
    last, names = table.columns[-1], _digest(table.columns)
    found: Columns = state.once("own columns", columns_by_kind, table)
    inputs_key, targets_key, kind_key = (f"own {part} {names}" for part in ("inputs", "targets", "kind"))
    state.keep(inputs_key, [name for name in found.numbers if name != last])
    state.keep(targets_key, [last])
    inputs = checked_menus.multiselect("Input columns", table.columns, key=inputs_key)
    targets = checked_menus.multiselect("Target columns", table.columns, key=targets_key)
    if unused := _unused(found, {*inputs, *targets}):
        st.text(unused)
    kind = checked_menus.radio(
        "Targets are",
        ["as they look", "classes", "numbers"],
        key=state.keep(kind_key, "as they look"),
        horizontal=True,
    )
    classes = {"as they look": None, "classes": True, "numbers": False}[kind]
    gaps = state.once("own gaps", _gaps, table, inputs, targets, classes)
    how = _what_to_do(table, gaps, inputs, digest) if gaps else None
    data = state.once("own set", _dataset, table, inputs, targets, classes, gaps, how)
    kinds = f"classes {listed(data.classes)}" if data.classes else "targets are numbers"
    st.text(f"{len(data.X):,} rows; {kinds}. {data.about}")
    return data, f"{names} {digest} {inputs} {targets} {kind} {how}"


def _unused(found: Columns, used: set[str]) -> str:
    """Which columns are not used, and why."""
    reasons = ((found.text, "text"), (found.empty, "empty"), (found.numbers, "not chosen"))
    said = [
        f"{listed(left)} ({why})"
        for names, why in reasons
        if (left := [name for name in names if name not in used])
    ]
    return f"Columns not used: {'; '.join(said)}." if said else ""


def _gaps(
    table: Table, inputs: Sequence[str], targets: Sequence[str], classes: bool | None
) -> tuple[Gap, ...]:
    return gaps_in(table, inputs, targets, classes=classes)


def _what_to_do(table: Table, gaps: Sequence[Gap], inputs: Sequence[str], digest: str) -> str:
    """Say what is missing and offer what can be done; raises InputError until one is chosen."""
    rows, columns = {gap.item for gap in gaps}, {table.columns[gap.column] for gap in gaps}
    choices = {}
    if len(rows) < table.rows:
        choices[ROWS] = f"Leave out the rows: {len(rows):,} of {table.rows:,}"
    if columns <= set(inputs):
        if columns < set(inputs):
            choices[COLUMNS] = f"Leave out the columns: {listed(sorted(columns))}"
        choices[MEANS] = "Put the mean of the column's other cells"
    st.text(gaps_in_words(table, gaps))
    if not choices:
        raise InputError(f"{table.name} must have a row without a gap in the chosen columns; it has none")
    # Another table, or other columns, is another question.
    key = state.keep(f"own gaps {digest} {_digest(*gaps)}", None)
    how = checked_menus.radio(
        "What to do with them", choices, index=None, key=key, format_func=choices.__getitem__
    )
    if how is None:
        raise InputError("Choose what to do with the cells that cannot be used; nothing is left out before")
    return str(how)


def _dataset(
    table: Table,
    inputs: Sequence[str],
    targets: Sequence[str],
    classes: bool | None,
    gaps: Sequence[Gap],
    how: str | None,
) -> DataSet:
    if how == ROWS:
        table = without_rows(table, gaps)
    elif how == MEANS:
        table = with_means(table, gaps)
    elif how == COLUMNS:
        out = {table.columns[gap.column] for gap in gaps}
        inputs = [name for name in inputs if name not in out]
        table = replace(table, change=f"Columns left out for their gaps: {listed(sorted(out))}.")
    return dataset_from(table, inputs, targets, classes=classes)


def _preview(table: Table) -> None:
    """The first rows as text: a data frame shows cells as they are, never as markup."""
    rows = {name: list(cells[:PREVIEW]) for name, cells in zip(table.columns, table.cells, strict=True)}
    st.dataframe(rows, height=180)
