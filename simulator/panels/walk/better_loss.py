"""An error that teaches something else than what is wanted: said above the walk, the better one offered."""

from dataclasses import replace

import streamlit as st

from ...core.activation import ACTIVATIONS
from ...core.loss import LOSSES, better_after
from .. import page_state as state
from ..reader_notation import spelt


def offer_better_loss() -> None:
    """Where the session has an error that another one should replace, say why, with a button for that one."""
    now = state.session()
    output = ACTIVATIONS[now.network.layers[-1].activation]
    loss = LOSSES[now.loss]
    if not (better := better_after(loss, output)):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        state.say(spelt(loss.fused[output.name].note))
        st.button(
            f"Take {LOSSES[better].title} instead",
            on_click=lambda: state.change_session(lambda s: replace(s, loss=better)),
        )
