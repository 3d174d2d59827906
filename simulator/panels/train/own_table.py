"""A table of one's own: its file or text, the columns to take, and what to do where a cell holds nothing."""

import hashlib
from collections.abc import Sequence
from typing import Any

import streamlit as st

from ...core.inputs import InputError
from ...core.sets.dataset import DataSet
from ...core.wording import counted_as
from ...files.handouts.markdown import literal
from ...files.tables.columns import dataset_from, numeric_columns, open_columns
from ...files.tables.csv_reader import LIMITS, Table, read_table
from ...files.tables.gaps import COLUMNS, MEANS, ROWS, Columns, Gap, columns_by_kind, gaps_in, gaps_in_words
from ...files.untrusted.quoting import listed, quoted
from .. import page_state as state
from ..fields import checked_menus
from ..fields.upload_limit import MOST_SENT

BYTES, PASTED = "own bytes", "own text"
PREVIEW = 200  # rows
MOST_QUESTIONS = 20  # columns that can be read in two ways, asked one by one


def own_table() -> tuple[DataSet, str] | None:
    """The set that the upload or the pasted text makes, and its key; None where there is neither.

    Raises InputError for a table that cannot be read, or while it is not said what to do with its gaps.
    """

    def keep_file() -> None:
        given = state.read("own file")
        if given is not None:
            state.show(BYTES, (given.name, given.getvalue()))

    # Of any size and ending: what is no table is refused below, in a sentence that says what to do instead.
    st.file_uploader("A CSV file", key="own file", on_change=keep_file, max_upload_size=MOST_SENT)
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
    state.keep(inputs_key, [name for name in numeric_columns(table) if name != last])
    state.keep(targets_key, [last])
    inputs = checked_menus.multiselect("Input columns", table.columns, key=inputs_key)
    targets = checked_menus.multiselect("Target columns", table.columns, key=targets_key)
    if unused := _unused(table, found, {*inputs, *targets}):
        st.text(unused)
    kind = checked_menus.radio(
        "Targets are",
        ["as they look", "classes", "numbers"],
        key=state.keep(kind_key, "as they look"),
        horizontal=True,
    )
    classes = {"as they look": None, "classes": True, "numbers": False}[kind]
    decimal = _decimal_marks(table, [*inputs, *targets], digest)
    table = state.once("own marks", _told, table, decimal)
    gaps = state.once("own gaps", _gaps, table, inputs, targets, classes)
    how = _what_to_do(table, gaps, inputs, digest) if gaps else None
    data = state.once("own set", _dataset, table, inputs, targets, classes, how)
    kinds = f"classes {listed(data.classes)}" if data.classes else "targets are numbers"
    st.text(f"{counted_as(len(data.X), 'row')}; {kinds}. {data.about}")
    return data, f"{names} {digest} {inputs} {targets} {kind} {how} {decimal}"


def _decimal_marks(table: Table, chosen: Sequence[str], digest: str) -> dict[str, str]:
    """Ask of each chosen column that can be read in two ways which is meant; raises InputError until then."""
    questions = state.once("own questions", open_columns, table, chosen)
    if len(questions) > MOST_QUESTIONS:
        raise InputError(
            f"{table.name} must have at most {MOST_QUESTIONS} chosen columns that can be read in two ways, "
            f"as 1.234; it has {len(questions)}: save it without separators between thousands"
        )
    answers = {}
    for name, (cell, point, comma) in questions.items():
        values = {".": f"{point:.15g} (decimal point)", ",": f"{comma:.15g} (decimal comma)"}
        answers[name] = checked_menus.radio(
            f"In column {literal(quoted(name))} {cell[:40]} is",
            [*values],
            index=None,
            key=state.keep(f"own decimal {digest} {_digest(name)}", None),
            format_func=values.__getitem__,
        )
    if any(answer is None for answer in answers.values()):
        raise InputError("Choose how the numbers are to be read; nothing is guessed before")
    return answers


def _told(table: Table, decimal: dict[str, str]) -> Table:
    return table.told(decimal)


def _unused(table: Table, found: Columns, used: set[str]) -> str:
    """Which columns are not used, and why."""
    numbers = [name for name in found.numbers if name not in table.ids]
    text = [name for name in found.text if name not in table.ids]
    reasons = (
        (text, "text; chosen as an input it becomes one-hot"),
        (found.empty, "empty"),
        (table.ids, "names the rows"),
        (numbers, "not chosen"),
    )
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
            choices[COLUMNS] = f"Leave out the columns: {literal(listed(sorted(columns)))}"
        if all(table.found[gap.column].kind == "numbers" for gap in gaps):
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
    table: Table, inputs: Sequence[str], targets: Sequence[str], classes: bool | None, how: str | None
) -> DataSet:
    return dataset_from(table, inputs, targets, classes=classes, missing=how)


def _preview(table: Table) -> None:
    """The first rows as text: a data frame shows cells as they are, never as markup."""
    rows = {name: list(cells[:PREVIEW]) for name, cells in zip(table.columns, table.cells, strict=True)}
    st.dataframe(rows, height=180)
