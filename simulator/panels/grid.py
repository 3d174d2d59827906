"""A grid of numbers to type in: text in, float64 out, and a refusal that names row and column."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from ..core.inputs import Array, parsed
from ..steps.digits import FULL, shown
from . import session as state


def grid(
    name: str,
    values: Array,
    rows: Sequence[str],
    columns: Sequence[str],
    accept: Callable[[Array], None],
) -> None:
    """Draw a matrix for editing; `accept` gets all of it as soon as a cell has changed.

    What was typed stays in its cell, also where it is refused. `accept` runs inside state.change.
    """
    key = f"grid {name} {state.epoch()}"
    texts = state.remember(f"{key} texts", [[shown(float(x), FULL) for x in row] for row in values])
    table = {"": list(rows)} | {column: [row[i] for row in texts] for i, column in enumerate(columns)}

    def read() -> None:
        def values_typed() -> Array:
            cells = [list(row) for row in texts]
            for row, edits in state.read(key)["edited_rows"].items():
                for column, text in edits.items():
                    cells[int(row)][columns.index(column)] = text
            return np.array(
                [
                    [
                        parsed(text, f"{name}, row {rows[r]}, column {columns[c]}")
                        for c, text in enumerate(row)
                    ]
                    for r, row in enumerate(cells)
                ]
            )

        accept_typed(values_typed)

    def accept_typed(values_typed: Callable[[], Array]) -> None:
        try:
            typed = values_typed()
        except ValueError as reason:
            state.refuse(reason)
        else:
            accept(typed)

    st.data_editor(
        table,
        key=key,
        on_change=read,
        hide_index=True,
        num_rows="fixed",
        disabled=[""],
        column_config={
            "": st.column_config.TextColumn(width=44),
            **{column: st.column_config.TextColumn(width=64) for column in columns},
        },
    )
