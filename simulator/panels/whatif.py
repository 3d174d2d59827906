"""What if: the present session beside one that was held, so that ∂F/∂W can be felt."""

import streamlit as st

from ..steps.digits import FULL, shown
from ..steps.undo import Desk, changed
from . import page_state as state

DIGITS = 6
MOST_ROWS = 12


def what_if() -> None:
    """Hold, change something, and see by how much F moved, and by how much its gradient said it would."""
    desk = state.desk()
    st.subheader("What if?", anchor=False)
    if desk.held is None:
        st.text("Hold this state, then change a number by a little: F moves by about δ · ∂F/∂W.")
        st.button("Hold this state", on_click=lambda: state.change(Desk.hold))
        return
    st.button("Let go", on_click=lambda: state.change(Desk.release))
    held, now = desk.held, desk.scene.session
    before, after = held.walked[0], now.walked[0]
    rows = changed(held, now)
    st.table(
        {
            "first pair": ["F", *(f"y{c + 1}" for c in range(len(before.run.y)))],
            "held": [_print(x) for x in (before.run.loss, *before.run.y)],
            "now": [_print(x) for x in (after.run.loss, *after.run.y)],
            "moved by": [
                _print(b - a)
                for a, b in zip((before.run.loss, *before.run.y), (after.run.loss, *after.run.y), strict=True)
            ],
        }
    )
    if not rows:
        st.text("Nothing differs yet in W, b, x or t.")
        return
    for row in rows[:MOST_ROWS]:
        moved = f"{row.name}: {_full(row.before)} → {_full(row.after)}, δ = {_print(row.delta)}"
        slope, expected = row.slope, row.expected
        felt = (
            "" if slope is None or expected is None else f", ∂F = {_print(slope)}, δ·∂F = {_print(expected)}"
        )
        st.text(moved + felt)
    if len(rows) > MOST_ROWS:
        st.text(f"⋮ {len(rows) - MOST_ROWS} more")
    slopes = [row.expected for row in rows]
    same_function = held.loss == now.loss and held.network.activation == now.network.activation
    if same_function and None not in slopes:
        total = sum(expected for expected in slopes if expected is not None)
        moved = after.run.loss - before.run.loss
        st.text(f"Expected to first order: F moves by {_print(total)}. It moved by {_print(moved)}.")


def _full(value: float) -> str:
    return shown(value, FULL).replace("-", "−")


def _print(value: float) -> str:
    return shown(float(value), DIGITS).replace("-", "−")
