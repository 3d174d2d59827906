"""What if: the present session beside one that was held, so that ∂F/∂W can be felt."""

from collections.abc import Sequence

import streamlit as st

from ...core.wording import SUBSCRIPTS
from ...steps.formulas.digits import FULL, raised
from ...steps.session import Session
from ...steps.undo import Changed, Desk, changed, settings_changed
from .. import page_state as state
from ..player_digits import printed
from ..reader_notation import spelt

MOST_ROWS = 12


def what_if() -> None:
    """Hold, change something, and see by how much F moved, and by how much its gradient said it would."""
    desk = state.desk()
    st.subheader("What if?", anchor=False)
    if desk.held is None:
        st.text(
            spelt(
                "Hold this state, then change a number by a little: F moves by about its change times ∂F/∂W."
            )
        )
        st.button("Hold this state", on_click=lambda: state.change(Desk.hold))
        return
    st.button("Let go", on_click=lambda: state.change(Desk.release))
    held, now = desk.held, desk.scene.session
    _results(held, now)
    rows, settings = changed(held, now), settings_changed(held, now)
    for line in settings:
        st.text(spelt(line))
    if not rows:
        if not settings:
            st.text("Nothing differs yet in W, b, x or t.")
        return
    for row in rows[:MOST_ROWS]:
        st.text(spelt(_line(row)))
    if len(rows) > MOST_ROWS:
        st.text(f"⋮ {len(rows) - MOST_ROWS} more")
    same = (held.loss, held.at_once) == (now.loss, now.at_once)  # F of as many items by the same loss
    if same and held.network.activation == now.network.activation:
        _sum(rows, held, now)


def _results(held: Session, now: Session) -> None:
    """F and y of the first pair, or F of the first batch, held and now."""
    batch = held.at_once > 1 or now.at_once > 1
    before, after = ((s.first.found.loss, *([] if batch else s.first.run.y)) for s in (held, now))
    st.table(
        {
            "first batch" if batch else "first pair": [spelt("F"), *(f"y{c}" for c in range(1, len(before)))],
            "held": [printed(float(x)) for x in before],
            "now": [printed(float(x)) for x in after],
            "moved by": [printed(float(b - a)) for a, b in zip(before, after, strict=True)],
        }
    )


def _line(row: Changed) -> str:
    """One number that differs, and what its gradient expects of it."""
    moved = f"{_named(row.name)} {_signed(row.delta)}: {_full(row.before)} → {_full(row.after)}"
    if row.slope is None or row.expected is None:
        return f"{moved}."
    return f"{moved}; its gradient {printed(row.slope)} predicts F {_signed(row.expected)}."


def _named(name: str) -> str:
    """W₄[1,1], b₂[3], x₂ of pair 1, as the number is named in the player."""
    whose, *index = name.split(",")
    if whose[0] in "Wb":
        return f"{whose.translate(SUBSCRIPTS)}[{','.join(index)}]"
    return f"{whose[0]}{index[0].translate(SUBSCRIPTS)}{whose[1:]}"


def _sum(rows: Sequence[Changed], held: Session, now: Session) -> None:
    """What all changes together were expected to do, where every one of them has a gradient."""
    expected = [row.expected for row in rows if row.expected is not None]
    if len(expected) == len(rows):
        moved = now.first.found.loss - held.first.found.loss
        st.text(spelt(f"The gradient predicts F {_signed(sum(expected))}; it really moved {_signed(moved)}."))


def _full(value: float) -> str:
    return raised(value, FULL)


def _signed(value: float) -> str:
    """With its sign in any case, as what a number moved by is said."""
    return ("" if value < 0 else "+") + printed(float(value))
