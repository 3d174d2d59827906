"""Rows are written as CSV text in which no spreadsheet finds a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

import numpy as np

from ...core.inputs import InputError
from ...core.sets.dataset import DataSet
from ...core.sets.metrics import labels

Cell = str | int | float

PLAIN_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def table_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Names and rows as CSV text; numbers come back from it to the last bit.

    A text that a spreadsheet would run as a formula gets a ' in front; numbers, negative ones too, stay.
    Raises InputError for a row of another length and for a number that is not finite.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(name) for name in columns])
    for number, row in enumerate(rows, start=2):
        if len(row) != len(columns):
            raise InputError(f"every row must have {len(columns)} cells; row {number} has {len(row)}")
        writer.writerow([_written(cell, number) for cell in row])
    return text.getvalue()


def dataset_text(data: DataSet) -> str:
    """All rows of a data set, as the network sees them: inputs, then the targets or one column of classes."""
    if not data.classes:
        return table_text([*data.inputs, *data.outputs], np.hstack([data.X, data.T]).tolist())
    name = data.outputs[0] if data.T.shape[1] == 1 else "class"
    while name in data.inputs:
        name += "_"
    said = [data.classes[label] for label in labels(data.T)]
    rows = [[*x, one] for x, one in zip(data.X.tolist(), said, strict=True)]
    return table_text([*data.inputs, name], rows)


def harmless(text: str) -> str:
    """A text as a cell: with a ' in front where it begins as a formula does and is no plain number."""
    active = text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(("=", "+", "-", "@"))
    return f"'{text}" if active and not PLAIN_NUMBER.fullmatch(text) else text


def _written(cell: Cell, row: int) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if not np.isfinite(cell):
        raise InputError(f"a table must hold finite numbers; row {row} has {cell}")
    return repr(float(cell)) if isinstance(cell, float | np.floating) else str(cell)
