"""Published against computed, for examples whose source printed numbers."""

import streamlit as st

from ...files.gallery import EXAMPLES, example
from ...steps.words.caption import same_setting
from ...steps.words.published import ledger
from .. import page_state as state
from ..reader_notation import spelt

COMPARED = "This compares the printed numbers with what is computed in the published setting,"


def textbook() -> None:
    """The table, for an example that has printed numbers; for others what is to be said of their source."""
    name = state.desk().scene.name
    if name not in EXAMPLES:
        return
    source = example(name)
    if not source.printed:
        if source.remark:
            with st.expander("On the source of this example"):
                st.text(_remark(source.remark))
        return
    entries = ledger(source.session, list(source.printed))
    unchanged = same_setting(state.session(), source.session)
    st.subheader("Published and computed", anchor=False)
    if unchanged:
        st.text(
            _remark(source.remark) or "Every printed number agrees." * all(entry.agrees for entry in entries)
        )
    else:
        st.text(f"The network shown was changed since. {COMPARED} {spelt(source.title)}.")
    st.table(
        {
            "quantity": [spelt(entry.quantity) for entry in entries],
            "printed": [entry.printed for entry in entries],
            "ours" if unchanged else "as published": [
                f"{entry.computed} {'✓' if entry.agrees else '✗ differs'}" for entry in entries
            ],
        }
    )


def _remark(text: str) -> str:
    """In the reader's letters; what stands in the notes is quoted in theirs."""
    return text if text.startswith("The notes'") else spelt(text)
